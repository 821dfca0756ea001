"""Columns of texts in, columns of cleaned texts and reports out: what the adapters share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleaner.corpus.rows import hint
from cleaner.engine.cleaner import Cleaner
from cleaner.report.result import Result, brief


def cleaned(
    cleaner: Cleaner, texts: Sequence[Any], urls: Sequence[Any] | None = None
) -> tuple[list[str | None], list[dict[str, Any] | None]]:
    """The cleaned texts and what was done to each, in short; None for what is no text, as null.

    >>> cleaned(Cleaner(), ["The court rules.", None])[0]
    ['The court rules.', None]
    """
    results = results_of(cleaner, texts, urls)
    texts_left = [None if one is None else one.text for one in results]
    return texts_left, [None if one is None else brief(one) for one in results]


def results_of(cleaner: Cleaner, texts: Sequence[Any], urls: Sequence[Any] | None = None) -> list[Result | None]:
    """The Result of each text; None for what is no text."""
    places = [place for place, text in enumerate(texts) if isinstance(text, str)]
    hints = None if urls is None else [hint(urls[place]) for place in places]
    out: list[Result | None] = [None] * len(texts)
    for place, result in zip(places, cleaner.clean_many((texts[place] for place in places), urls=hints), strict=True):
        out[place] = result
    return out
