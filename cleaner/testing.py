"""For test suites: Hypothesis strategies for news text, and laws that any cleaner can be held to (extra `testing`).

    from cleaner.testing import assert_lossless, scraped_articles

    def test_my_step_is_lossless():
        assert_lossless(my_cleaner.clean)

    @given(scraped_articles(language="de"))
    def test_my_pipeline_keeps_the_article(scraped):
        assert my_pipeline(scraped.raw) == scraped.article

Boilerplate is drawn from the examples in the rule packs, articles from prose that was written for this purpose.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cleaner.errors import MissingExtra
from cleaner.load import load_builtin
from cleaner.report import Result
from cleaner.rules import Category, Confidence, Unit
from cleaner.spans import Span

try:
    from hypothesis import given
    from hypothesis import strategies as st
    from hypothesis.strategies import SearchStrategy
except ImportError:
    raise MissingExtra("testing", "hypothesis") from None

Clean = Callable[[str], Result]
CleanMany = Callable[[Iterable[str]], Iterable[Result]]

#: What parts paragraphs in the wild.
SEPARATORS = ("\n\n", "\n", "\r\n\r\n", "\r\n", "\n\n\n", "\n \n", "\r", "\u2028", "\x85")


@cache
def prose(language: str = "en") -> tuple[str, ...]:
    """Plain paragraphs of news in a language (a code such as "de"), written for tests; they hold no boilerplate."""
    with open(os.path.join(os.path.dirname(__file__), "data", "prose.json"), encoding="utf-8") as file:
        return tuple(json.load(file)[language])


@cache
def prompts(category: str | None = None, language: str | None = None) -> tuple[str, ...]:
    """Whole lines of boilerplate that a certain rule takes, from the examples of the packs."""
    found = []
    for pack in load_builtin():
        for rule in pack.rules:
            if rule.confidence is not Confidence.CERTAIN or rule.unit is Unit.INLINE:
                continue
            if category not in (None, rule.category.value) or language not in (None, rule.language):
                continue
            found += [one.text for one in rule.remove if one.spans == ((0, len(one.text)),) and "\n" not in one.text]
    return tuple(dict.fromkeys(found))


def articles(language: str = "en", *, most: int = 6, separator: str = "\n\n") -> SearchStrategy[str]:
    """Articles of one to `most` paragraphs of prose, no paragraph twice."""
    paragraphs = st.lists(st.sampled_from(prose(language)), min_size=1, max_size=most, unique=True)
    return paragraphs.map(lambda found: separator.join(found) + "\n")


def boilerplate(category: str | Category | None = None, language: str | None = None) -> SearchStrategy[str]:
    """Lines of boilerplate of one category and language, or of any."""
    return st.sampled_from(prompts(None if category is None else str(Category(category)), language))


@dataclass(frozen=True, slots=True)
class Scraped:
    """A text as it may be scraped: `raw`, the `article` in it, and where in `raw` boilerplate was planted."""

    raw: str
    article: str
    planted: tuple[Span, ...]


@st.composite
def scraped_articles(
    draw: st.DrawFn, language: str = "en", *, category: str | None = None, most: int = 4, separator: str = "\n\n"
) -> Scraped:
    """Articles with up to `most` lines of boilerplate, each in a paragraph of its own, before, between and after."""
    paragraphs = draw(st.lists(st.sampled_from(prose(language)), min_size=2, max_size=6, unique=True))
    lines = [(paragraph, False) for paragraph in paragraphs]
    for prompt in draw(st.lists(boilerplate(category, language), max_size=most)):
        lines.insert(draw(st.integers(0, len(lines))), (prompt, True))
    raw, planted = "", []
    for line, is_planted in lines:
        raw += separator if raw else ""
        if is_planted:
            planted.append(Span(len(raw), len(raw) + len(line)))
        raw += line
    article = separator.join(line for line, is_planted in lines if not is_planted)
    return Scraped(raw + "\n", article + "\n", tuple(planted))


def texts(*, most: int = 8) -> SearchStrategy[str]:
    """Hostile text: prose, boilerplate, their fragments, odd characters and separators, in any order, glued or not."""
    lines = [one for language in ("en", "de", "ja", "ru") for one in (*prose(language)[:4], *prompts(None, language))]
    fragments = st.sampled_from([*lines, *prompts()]).flatmap(
        lambda line: st.tuples(st.integers(0, len(line)), st.integers(0, len(line))).map(
            lambda cut: line[min(cut) : max(cut)]
        )
    )
    odd = st.sampled_from(
        [
            "\0",
            "\ud800",
            "\udcff",
            "\ufeff",
            "\u200b",
            "\xa0",
            "\xad",
            "ı",
            "İ",
            "ſ",
            "K",
            "Ａ",
            " ",
            "  ",
            "\t",
            "• ",
            "» ",
            "**",
            "](",
            "[",
            "{{x}}",
            "â€™",
            "Ã©",
            "&amp;",
            "…",
            "...",
            "’",
            "\x07",
            "\x93",
            "1",
            "Z",
            "ß",
            "é",
            "%3A",
        ]
    )
    pieces = st.one_of(
        st.sampled_from(lines),
        st.sampled_from(prompts()),
        fragments,
        odd,
        st.sampled_from(SEPARATORS),
        st.sampled_from(["\n", "\n\n"]),
        st.text(st.characters(codec=None), max_size=12),
    )
    return st.lists(pieces, max_size=most * 2).map("".join)


def assert_lossless(clean: Clean, drawn: SearchStrategy[str] | None = None) -> None:
    """Holds `clean` to this: the report puts the source back, its edits make the text, its spans tell the truth."""

    @given(texts() if drawn is None else drawn)
    def law(text: str) -> None:
        check_lossless(text, clean(text))

    law()


def check_lossless(source: str, result: Result) -> None:
    """Whether one result accounts for its source, exactly."""
    assert result.restore() == source
    at, parts = 0, []
    edits = sorted(
        [(one.span, one.text, "") for one in result.removals]
        + [(one.span, one.before, one.after) for one in result.repairs]
    )
    for span, before, after in edits:
        assert at <= span.start < span.end <= len(source), "spans are disjoint, sorted, in bounds and not empty"
        assert source[span.start : span.end] == before, "a report holds the source's own text"
        parts += [source[at : span.start], after]
        at = span.end
    assert "".join([*parts, source[at:]]) == result.text
    assert [one.span for one in result.removals] == sorted(one.span for one in result.removals)


def assert_idempotent(clean: Clean, drawn: SearchStrategy[str] | None = None) -> None:
    """Holds `clean` to this: what it gave back, it leaves alone."""

    @given(texts() if drawn is None else drawn)
    def law(text: str) -> None:
        once = clean(text).text
        assert clean(once).text == once

    law()


def assert_keeps(clean: Clean, article: SearchStrategy[str] | str | None = None) -> None:
    """Holds `clean` to this: an article without boilerplate comes out as it went in."""
    if isinstance(article, str):
        assert clean(article).text == article
        return

    @given(articles() if article is None else article)
    def law(text: str) -> None:
        assert clean(text).text == text

    law()


def assert_order_free(clean_many: CleanMany, drawn: SearchStrategy[str] | None = None) -> None:
    """Holds `clean_many` to this: the order and the grouping of texts change nothing."""

    @given(st.lists(texts() if drawn is None else drawn, max_size=5), st.randoms(use_true_random=False))
    def law(some: list[str], random: Any) -> None:
        together: Sequence[Result] = list(clean_many(some))
        assert together == [next(iter(clean_many([text]))) for text in some]
        order = list(range(len(some)))
        random.shuffle(order)
        assert list(clean_many(some[i] for i in order)) == [together[i] for i in order]

    law()
