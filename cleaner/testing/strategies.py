"""Hypothesis strategies for news text as it is scraped. A failing example shrinks to one paragraph and one prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import zip_longest

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cleaner.errors import UsageError
from cleaner.judge.policy import category as category_named
from cleaner.rules.rule import Category
from cleaner.testing.stock import (
    BULLETS,
    INDENTS,
    LINE_ENDS,
    SEPARATORS,
    SHORT_LINES,
    TELLING_LINES,
    TRAILS,
    prompts,
    prose,
)
from cleaner.text.lines import TERMINATORS
from cleaner.text.spans import Span

#: How the bytes of a text may have been misread: not at all, in a code page, or with entities of HTML left in.
ENCODINGS = ("utf-8", "latin-1", "cp1252", "html")

_ODD = (
    *("\0", "\ud800", "\udcff", "\ufeff", "\u200b", "\xad", "\x07", "\x93", "ı", "İ", "ſ", "K", "Ａ", "ß", "é"),
    *("1", "Z", "• ", "» ", "**", "](", "[", "{{x}}", "â€™", "Ã©", "&amp;", "…", "...", "’", "%3A"),
)
_BLANKS = (" ", "  ", "\t", "\xa0", "\n", "\n\n")


def articles(language: str = "en", *, most: int = 6, separator: str | Sequence[str] = "\n\n") -> SearchStrategy[str]:
    """Articles of one to `most` paragraphs of prose, no paragraph twice.

    `separator` stands between them; of several, one is drawn.
    """
    paragraphs = st.lists(_some(prose(language)), min_size=1, max_size=most, unique=True)
    return st.builds(lambda found, between: between.join(found) + _end_of(between), paragraphs, _one_of(separator))


def written_articles(*, most: int = 6) -> SearchStrategy[str]:
    """Articles in English as people write them: between their paragraphs stand short lines and sentences that hold the
    words of prompts, and some lines are indented or end in blanks. A cleaner that goes by length or words harms them.
    """
    between = st.lists(_some(SHORT_LINES) | _some(TELLING_LINES), min_size=1, max_size=most, unique=True)
    inner = st.lists(st.tuples(_some(INDENTS), between.map("\n\n".join), _some(LINE_ENDS)), max_size=2)
    paragraphs = st.lists(_some(prose("en")), min_size=2, max_size=most, unique=True)
    return st.builds(_written, paragraphs, inner)


def _written(paragraphs: Sequence[str], inner: Sequence[tuple[str, str, str]]) -> str:
    """The article that has `inner` between its paragraphs, as far as there are places; it ends with a paragraph."""
    lines = [paragraphs[0]]
    for paragraph, piece in zip_longest(paragraphs[1:], inner[: len(paragraphs) - 1]):
        lines += [*(["".join(piece)] if piece else []), paragraph]
    return "\n\n".join(lines) + "\n"


def boilerplate(category: str | Category | None = None, language: str | None = None) -> SearchStrategy[str]:
    """Lines of boilerplate of one category and language, or of any.

    Raises UsageError for an unknown category, and where the packs have no such line.
    """
    found = prompts(None if category is None else category_named(category).value, language)
    if not found:
        raise UsageError(f"the packs have no boilerplate of category {category} and language {language}")
    return _some(found)


def _some(found: Sequence[str]) -> SearchStrategy[str]:
    """One of many texts; deferred, so that Hypothesis does not spell all of them out where it names the strategy."""
    return st.deferred(lambda: st.sampled_from(found))


@dataclass(frozen=True, slots=True)
class Scraped:
    """A text as it may be scraped: `raw`, the `article` in it, and where in `raw` boilerplate was planted.

    `planted` is in code points of `raw` and sorted; `prompts` are the planted lines as the packs spell them.
    """

    raw: str
    article: str
    planted: tuple[Span, ...]
    prompts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Planted:
    """A prompt, before which paragraph it stands, what is round it, and whether it is glued to what stands before."""

    prompt: str
    place: int
    before: str
    after: str
    is_glued: bool


def scraped_articles(
    language: str = "en",
    *,
    category: str | Category | None = None,
    most: int = 4,
    separator: str | Sequence[str] = "\n\n",
    encoding: str | Sequence[str] = "utf-8",
    glue: bool = False,
    noise: bool = False,
) -> SearchStrategy[Scraped]:
    """Articles with up to `most` lines of boilerplate before, between and after their paragraphs.

    The paragraphs are of `language`; the boilerplate is of `category` if one is given, and of any language. The dials:
    `separator` parts lines, one text or several of which one is drawn; `encoding` is how the bytes were misread, one of
    ENCODINGS or several; with `glue`, a prompt may follow a paragraph with nothing between; with `noise`, bullets,
    arrows and odd white space may stand round it.

    >>> from hypothesis import find
    >>> one = find(scraped_articles(category="paywall"), lambda scraped: scraped.planted)
    >>> one.planted[0].of(one.raw) == one.prompts[0]
    True
    """
    for name in [encoding] if isinstance(encoding, str) else encoding:
        if name not in ENCODINGS:
            raise UsageError(f"unknown encoding {name!r}; choose from {', '.join(ENCODINGS)}")
    planted = st.builds(
        _Planted,
        boilerplate(category),
        st.integers(0, 6),
        st.sampled_from(["", *BULLETS]) if noise else st.just(""),
        st.sampled_from(["", *TRAILS]) if noise else st.just(""),
        st.booleans() if glue else st.just(False),
    )
    return st.builds(
        _scraped,
        st.lists(_some(prose(language)), min_size=1, max_size=6, unique=True),
        st.lists(planted, max_size=most),
        _one_of(separator),
        _one_of(encoding),
    )


def _one_of(dial: str | Sequence[str]) -> SearchStrategy[str]:
    return st.just(dial) if isinstance(dial, str) else st.sampled_from(dial)


def _scraped(paragraphs: Sequence[str], planted: Sequence[_Planted], separator: str, encoding: str) -> Scraped:
    """The text that these make, and the truth about it."""
    raw, spans, written = "", [], []
    for place in range(len(paragraphs) + 1):
        for one in planted:
            if min(one.place, len(paragraphs)) == place:
                raw += "" if not raw or (one.is_glued and place) else misread(separator, encoding)
                line = misread(f"{one.before}{one.prompt}{one.after}", encoding)
                spans.append(Span(len(raw), len(raw) + len(line)))
                written.append(one.prompt)
                raw += line
        if place < len(paragraphs):
            raw += (misread(separator, encoding) if raw else "") + misread(paragraphs[place], encoding)
    end = _end_of(separator)
    return Scraped(raw + misread(end, encoding), separator.join(paragraphs) + end, tuple(spans), tuple(written))


def _end_of(separator: str) -> str:
    """How lines end where paragraphs are parted so."""
    line = next(iter(separator.splitlines(keepends=True)), "")
    return line.removeprefix(line.rstrip(TERMINATORS)) or "\n"


def misread(text: str, encoding: str) -> str:
    """The text as it is where its bytes, which were UTF-8, were read as `encoding`, or were left escaped as "html".

    >>> misread("café & bar", "cp1252"), misread("café & bar", "html")
    ('cafÃ© & bar', 'caf&#233; &amp; bar')
    """
    if encoding == "html":
        return escape(text).encode("ascii", "xmlcharrefreplace").decode("ascii")
    if encoding == "cp1252":  # the bytes that this code page leaves open stay as they are, as browsers have it
        return "".join(_FROM_CP1252.get(byte, chr(byte)) for byte in text.encode("utf-8"))
    return text.encode("utf-8").decode(encoding)


_FROM_CP1252 = {byte: bytes([byte]).decode("cp1252") for byte in range(256) if byte not in (129, 141, 143, 144, 157)}


def texts(*, most: int = 8) -> SearchStrategy[str]:
    """Hostile text: prose, boilerplate, their fragments, odd characters and separators, in any order, glued or not."""
    lines = [one for language in ("en", "de", "ja", "ru") for one in (*prose(language)[:4], *prompts(None, language))]
    fragments = st.builds(
        lambda line, start, length: line[start : start + length],
        _some([*lines, *prompts()]),
        st.integers(0, 60),
        st.integers(0, 60),
    )
    pieces = st.one_of(
        _some(lines),
        _some(prompts()),
        fragments,
        st.sampled_from(_ODD),
        st.sampled_from([*_BLANKS, *SEPARATORS]),
        st.text(st.characters(codec=None), max_size=12),
    )
    return st.lists(pieces, max_size=most * 2).map("".join)
