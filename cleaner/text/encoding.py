"""Encoding repair as reversible edits, through ftfy: mojibake, entities left in the text, stray control characters.

Only what is certain is mended. Quotes are not straightened, ligatures stay, nothing is normalised. ftfy (R. Speer,
"ftfy", 2019) is imported when a text looks ill, and looks at the ill lines only.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from cleaner.text.lines import TERMINATORS, Document
from cleaner.text.spans import Span

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

#: Control characters that mean nothing in a text. NUL, tab and what ends lines stay.
_STRAY = re.compile("[\x01-\x08\x0e-\x1a\x7f]+")
#: An ampersand may have been escaped again and again: `&amp;amp;` is one.
_ESCAPED = r"(?:(?:amp|AMP|#0{0,4}38|#[xX]0{0,3}26);)"
_ENTITY = re.compile(rf"&{_ESCAPED}*(?:#[0-9]{{2,6}}|#[xX][0-9a-fA-F]{{2,5}}|[a-zA-Z]{{2,8}}[0-9]{{0,2}});")
_AGAIN = re.compile(rf"{_ESCAPED}+(?=.)")
#: A letter that UTF-8 read as Latin-1 or Windows-1252 starts with, and what may follow it.
_MOJIBAKE = re.compile(
    "[\xc2\xc3\xc5\xc4\xd0\xd1\xce\xcf\xe2\xe3\xf0]"
    "[\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122 ]"
    "|[\x80-\x84\x86-\x9f]|\ufffd"
)
#: A character beyond 16 bits as two surrogates, as UTF-16 has it.
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
#: A line that is not mended in so many passes is left as it is.
_MOST_PASSES = 8
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
        if _is_ill(raw):
            start = document.starts[line]
            found += [
                replace(one, span=Span(start + one.span.start, start + one.span.end))
                for one in _settled_repairs(document.body(line))
            ]
    return tuple(found)


def _is_ill(line: str) -> bool:
    return bool(_MOJIBAKE.search(line) or _STRAY.search(line) or "&" in line or _PAIR.search(line))


def _settled_repairs(body: str) -> list[Repair]:
    """The edits of one line that leave nothing to mend; none where that cannot be had in a few passes."""
    edits = list(_line_repairs(body))
    for _ in range(_MOST_PASSES):
        mended = repaired(body, edits)
        more = list(_line_repairs(mended)) if edits and _is_ill(mended) else []
        if not more:
            return edits
        edits = composed(body, edits, more)
    return []


def repaired(source: str, repairs: Iterable[Repair]) -> str:
    """The source with its repairs made.

    >>> repaired("cafÃ©!", [Repair(Span(3, 5), "Ã©", "é", "")])
    'café!'
    """
    parts: list[str] = []
    at = 0
    for repair in repairs:
        parts += (source[at : repair.span.start], repair.after)
        at = repair.span.end
    return "".join([*parts, source[at:]])


def composed(source: str, first: Sequence[Repair], second: Sequence[Repair]) -> list[Repair]:
    """The repairs of `source` that do at once what `first` do to it and then `second` to what these give.

    Where one of the second reaches over some of the first, they become one.

    >>> first = [Repair(Span(1, 6), "&amp;", "&", "")]
    >>> [(one.before, one.after) for one in composed("a&amp;amp;", first, [Repair(Span(1, 6), "&amp;", "&", "")])]
    [('&amp;amp;', '&')]
    """
    between = repaired(source, first)
    groups: list[_Group] = []
    shift = 0
    pieces = [(one.span, False, one) for one in second]
    for one in first:
        low = one.span.start - shift
        shift += one.span.length - len(one.after)
        pieces.append((Span(low, low + len(one.after)), True, one))
    for place, is_first, one in sorted(pieces, key=lambda piece: (piece[0], not piece[1])):
        if groups and place.start < groups[-1].place.end:
            group = groups[-1]
            group.place = Span(group.place.start, max(group.place.end, place.end))
        else:
            group = _Group(place)
            groups.append(group)
        (group.first if is_first else group.second).append(one)
    out: list[Repair] = []
    shift = 0
    for group in groups:
        start = group.place.start + shift
        shift += sum(one.span.length - len(one.after) for one in group.first)
        span = Span(start, group.place.end + shift)
        inner = [replace(one, span=Span(*(at - group.place.start for at in one.span))) for one in group.second]
        reasons = dict.fromkeys(one.reason for one in [*group.first, *group.second])
        after = repaired(group.place.of(between), inner)
        if after != span.of(source):
            out.append(Repair(span, span.of(source), after, "; ".join(reasons)))
    return out


class _Group:
    """Repairs that become one: those of the first pass and of the second, and where they lie between the two."""

    def __init__(self, place: Span) -> None:
        self.place = place
        self.first: list[Repair] = []
        self.second: list[Repair] = []


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
    if _PAIR.search(piece):
        mended = _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), piece)
        reasons.append("one character stood as two halves")
    if _MOJIBAKE.search(piece):
        from ftfy import fix_encoding_and_explain

        whole, mended = mended, fix_encoding_and_explain(mended, _config()).text
        if mended != whole:
            reasons.append("text in one encoding was read as another")
    bare = _STRAY.sub("", mended)
    if bare != mended:
        mended = bare
        reasons.append("a control character means nothing here")
    return mended, "; ".join(reasons)


def _character(entity: str) -> str:
    """What the entity stands for; the entity itself if that is nothing that a text may hold."""
    again = _AGAIN.match(entity, 1)
    entity = f"&{entity[again.end() :]}" if again else entity
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
