"""Laws that any cleaner can be held to, each a plain call: Hypothesis draws the texts inside it.

A cleaner is any callable from a text to a `str` or to something with a `text`, such as a Result. A broken law raises
AssertionError with the smallest text that Hypothesis found to break it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import Any, Protocol

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cleaner.errors import UsageError
from cleaner.report.result import Result
from cleaner.testing.strategies import articles, texts, written_articles


class Cleaned(Protocol):
    """Anything that says which text it is, as a Result does."""

    @property
    def text(self) -> str: ...


Clean = Callable[[str], str | Cleaned]
CleanMany = Callable[[Iterable[str]], Iterable[str | Cleaned]]


def assert_lossless(clean: Callable[[str], Any], drawn: SearchStrategy[str] | None = None) -> None:
    """Holds `clean` to this: the report puts the source back, its edits make the text, its spans tell the truth.

    What `clean` gives must have `text` and `restore()`; `removals` and `repairs`, where it has them, are looked at.
    `drawn` are the texts to try; hostile ones (`texts()`) if left out. Raises UsageError where there is no report.
    """

    @_untimed()
    @given(texts() if drawn is None else drawn)
    def law(text: str) -> None:
        check_lossless(text, clean(text))

    law()


def check_lossless(source: str, result: Any) -> None:
    """Holds one result to its source: AssertionError where it does not account for it exactly."""
    if not hasattr(result, "restore"):
        raise UsageError(
            f"assert_lossless needs results with restore(), such as Result; this is a {type(result).__name__}"
        )
    _hold(result.restore() == source, "restore() gives back the source", source, result.restore())
    if not isinstance(result, Result):
        return
    at, parts = 0, []
    edits = sorted(
        [(one.span, one.text, "") for one in result.removals]
        + [(one.span, one.before, one.after) for one in result.repairs]
    )
    for span, before, after in edits:
        is_within = at <= span.start < span.end <= len(source)
        _hold(is_within, "spans are disjoint, in bounds and not empty", source, tuple(span))
        _hold(span.of(source) == before, "a report holds the source's own text", span.of(source), before)
        parts += [source[at : span.start], after]
        at = span.end
    made = "".join([*parts, source[at:]])
    _hold(made == result.text, "the edits make the text", result.text, made)
    spans = [one.span for one in result.removals]
    _hold(spans == sorted(spans), "removals are sorted", sorted(spans), spans)


def assert_idempotent(clean: Clean, drawn: SearchStrategy[str] | None = None) -> None:
    """Holds `clean` to this: what it gave back, it leaves alone.

    `drawn` are the texts to try; hostile ones if left out.
    """

    @_untimed()
    @given(texts() if drawn is None else drawn)
    def law(text: str) -> None:
        once = _text(clean(text))
        twice = _text(clean(once))
        _hold(twice == once, "cleaning twice changes nothing", once, twice)

    law()


def assert_keeps(clean: Clean, article: SearchStrategy[str] | str | None = None) -> None:
    """Holds `clean` to this: an article without boilerplate comes out as it went in.

    `article` is a text, or a strategy for texts; `articles()` and `written_articles()` if left out.
    """

    def check(text: str) -> None:
        cleaned = _text(clean(text))
        _hold(cleaned == text, "an article comes out as it went in", text, cleaned)

    if isinstance(article, str):
        check(article)
        return

    @_untimed()
    @given(articles() | written_articles() if article is None else article)
    def law(text: str) -> None:
        check(text)

    law()


def assert_order_free(clean_many: CleanMany, drawn: SearchStrategy[str] | None = None) -> None:
    """Holds `clean_many` to this: one result for each text, in order, and the order and grouping of texts change none.

    Results are compared with ==. `drawn` are the texts to try; hostile ones if left out.
    """

    @_untimed()
    @given(st.lists(texts() if drawn is None else drawn, max_size=5), st.randoms(use_true_random=False))
    def law(some: list[str], random: Random) -> None:
        together = list(clean_many(some))
        alone = [one for text in some for one in clean_many([text])]
        _hold(together == alone, "the grouping of texts changes nothing", alone, together)
        order = list(range(len(some)))
        random.shuffle(order)
        shuffled = list(clean_many([some[i] for i in order]))
        _hold(shuffled == [together[i] for i in order], "the order of texts changes nothing", together, shuffled)

    law()


def _untimed() -> settings:
    """The user's profile but for deadlines: the laws are about texts, not about time, and a first call loads rules."""
    return settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def _text(cleaned: str | Cleaned) -> str:
    return cleaned if isinstance(cleaned, str) else cleaned.text


def _hold(is_so: bool, law: str, expected: object, found: object) -> None:
    """Raises AssertionError if a law is broken. No assert statement: those are off under `python -O`."""
    if not is_so:
        raise AssertionError(f"{law}\n  expected {expected!r}\n  found    {found!r}")
