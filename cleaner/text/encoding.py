"""Encoding repair as reversible edits, through ftfy: mojibake, entities left in the text, stray control characters.

Only what is certain is mended. Quotes are not straightened, ligatures stay, nothing is normalised. ftfy (R. Speer,
"ftfy", 2019) is imported when a text looks ill, and looks at the ill lines only.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from cleaner.text.lines import TERMINATORS, Document
from cleaner.text.spans import Span

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

#: Control characters that mean nothing in a text. NUL, tab and what ends lines stay.
_STRAY = re.compile("[\x01-\x08\x0e-\x1a\x7f]+")
_ENTITY = re.compile(r"&(?:#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,8}[0-9]{0,2});")
#: A letter that UTF-8 read as Latin-1 or Windows-1252 starts with, and what may follow it.
_MOJIBAKE = re.compile(
    "[\xc2\xc3\xc5\xc4\xd0\xd1\xce\xcf\xe2\xe3\xf0]"
    "[\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122 ]"
    "|[\x80-\x84\x86-\x9f]|\ufffd"
)
_PIECE = re.compile(rf"{_ENTITY.pattern}|[^ &]+|[ &]+?(?={_ENTITY.pattern}|[^ &]|$)")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Repair:
    """A part of the source whose encoding was broken: `before` stands there in the source, `after` in the text."""

    span: Span
    before: str
    after: str
    reason: str


def repairs(text: str) -> tuple[Repair, ...]:
    """The edits that mend the encoding of `text`, sorted and disjoint; none where nothing is certainly wrong.

    >>> [(one.before, one.after) for one in repairs("Itâ€™s a cafÃ© &amp; bar.")]
    [('â€™', '’'), ('Ã©', 'é'), ('&amp;', '&')]
    """
    document = Document(text)
    found: list[Repair] = []
    for line, raw in enumerate(document.raw_lines):
        if _MOJIBAKE.search(raw) or _STRAY.search(raw) or "&" in raw:
            body, start = document.body(line), document.starts[line]
            found += [
                replace(one, span=Span(start + one.span.start, start + one.span.end)) for one in _line_repairs(body)
            ]
    return tuple(found)


def _line_repairs(body: str) -> Iterator[Repair]:
    """The edits of one line: entities one by one, the rest word by word."""
    has_tags = "&" in body and _TAG.search(body) is not None
    at = 0
    for piece in _pieces(body):
        if _ENTITY.fullmatch(piece):
            mended, reason = (piece if has_tags else _character(piece)), "an entity of HTML was left in the text"
        else:
            mended, reason = _mended(piece)
        if mended != piece and not any(char in TERMINATORS for char in mended):
            yield _smallest(piece, mended, at, reason)
        at += len(piece)


def _pieces(body: str) -> list[str]:
    """The line, cut at spaces and around entities where that does not part what mojibake made of one character."""
    pieces = _PIECE.findall(body)
    if _MOJIBAKE.search(body):
        whole = _mended(body)[0]
        if whole != body and "".join(_mended(piece)[0] for piece in pieces) != whole:
            return [body]
    return pieces


def _mended(piece: str) -> tuple[str, str]:
    """The piece in the encoding it was meant in, without stray characters, and what was wrong with it, in words."""
    mended, reasons = piece, []
    if _MOJIBAKE.search(piece):
        from ftfy import fix_encoding_and_explain

        mended = fix_encoding_and_explain(piece, _config()).text
        if mended != piece:
            reasons.append("text in one encoding was read as another")
    bare = _STRAY.sub("", mended)
    if bare != mended:
        mended = bare
        reasons.append("a control character means nothing here")
    return mended, "; ".join(reasons)


def _character(entity: str) -> str:
    """What the entity stands for; the entity itself if that is nothing that a text may hold."""
    char = html.unescape(entity)
    if len(char) > 2 or (char.isspace() and char != "\xa0") or char in "<>\0\ufffd" or _STRAY.match(char):
        return entity
    return char


@cache
def _config() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=True,
    )


def _smallest(before: str, after: str, at: int, reason: str) -> Repair:
    """The edit from `before` to `after` without the letters and digits that they share at their ends."""
    head = 0
    while head < min(len(before) - 1, len(after)) and before[head] == after[head] and before[head].isalnum():
        head += 1
    foot = 0
    while foot < min(len(before) - 1, len(after)) - head and before[-1 - foot] == after[-1 - foot]:
        foot += 1
    end = len(before) - foot
    return Repair(Span(at + head, at + end), before[head:end], after[head : len(after) - foot], reason)
