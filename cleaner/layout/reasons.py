"""Why the line model removed a line, in words, and what the line most likely was.

The words come from a linear stand-in for the trees, fitted to their own scores over the same features: the features
that pull a line furthest from what true lines are like, weighed by how much the stand-in makes of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.layout.columns import COLUMNS, NAMES, Bytes
from cleaner.layout.story import SECOND_NAMES
from cleaner.layout.table import Ints

_MOST = 3  # features named in a reason
_ALL_NAMES = NAMES + SECOND_NAMES

# What to say of a feature that is lower, and higher, than in true lines; features not here are never named.
_PHRASES: dict[str, tuple[str, str]] = {
    "length": ("short line", "very long line"),
    "words": ("few words", "very many words"),
    "commas": ("no commas", "many commas"),
    "stops": ("no full stops", ""),
    "sentences": ("not a run of sentences", ""),
    "ends_sentence": ("no sentence punctuation at its end", ""),
    "ends_colon": ("", "ends in a colon"),
    "ends_ellipsis": ("", "breaks off in an ellipsis"),
    "ends_other": ("", "ends in a symbol"),
    "capitalised": ("", "most words capitalised"),
    "upper": ("", "much upper case"),
    "digits": ("", "many digits"),
    "separators": ("", "separators between words"),
    "rights": ("", "a copyright sign"),
    "mail": ("", "an at sign"),
    "address": ("", "a web address"),
    "links": ("", "link markup"),
    "clock": ("", "a time of day"),
    "symbols": ("", "symbols or emoji"),
    "starts_bullet": ("", "starts with a bullet"),
    "starts_lower": ("", "starts in lower case"),
    "copies": ("", "stands in the text more than once"),
    "copy_before": ("", "repeats an earlier line"),
    "like_first": ("", "words of the first line again"),
    "block": ("", "in a long run of lines"),
    "document_short": ("", "among mostly short lines"),
    "document_prose": ("little of the text is prose", ""),
    "prose_before": ("", "far below the nearest paragraph"),
    "prose_after": ("", "far above the nearest paragraph"),
    "in_core": ("outside the article's body", ""),
    "in_region": ("outside the stretch with prose", ""),
    "to_core": ("", "before the article's start"),
    "past_core": ("", "after the article's end"),
    "from_start": ("at the start of the text", ""),
    "from_end": ("at the end of the text", ""),
    "familiar": ("", "opens with words that mostly stand in boilerplate"),
    "telling": ("", "holds a word that nearly always stands in boilerplate"),
    "evidence": ("", "a phrase rule matched"),
    "topic": ("few words of the article in it", ""),
    "topic_waste": ("", "words of other boilerplate in it"),
    "in_article": ("outside the article", ""),
    "to_article": ("", "before the article's start"),
    "past_article": ("", "after the article's end"),
    "in_stretch": ("outside the article", ""),
    "to_stretch": ("", "before the article's start"),
    "past_stretch": ("", "after the article's end"),
    "in_heart": ("outside the article", ""),
    "to_heart": ("", "before the article's start"),
    "past_heart": ("", "after the article's end"),
    "opening": ("few words of the article's opening in it", ""),
    "run_share": ("apart from the main run of text", ""),
    "sure_before": ("", "far below the nearest sure line"),
    "sure_after": ("", "far above the nearest sure line"),
    "relative_length": ("shorter than the article's lines", ""),
}
_FALLBACK = "laid out like the boilerplate around it"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one line went: its number among `text.splitlines()`, a category's name, and words for a person."""

    line: int
    category: str
    words: str


def explain(lines: Sequence[int], values: Bytes, typical: Ints, surrogate: Ints) -> list[Reason]:
    """Reasons for lines, given the features of each: `values` are feature x line."""
    known = values.astype(np.int64)
    pulls = (known - typical[:, None]) * surrogate[:, None]
    order = np.argsort(pulls, axis=0, kind="stable")
    return [
        Reason(line, _category(known[:, at]), _words(known[:, at], pulls[:, at], order[:, at], typical))
        for at, line in enumerate(lines)
    ]


def _words(values: Ints, pulls: Ints, order: Ints, typical: Ints) -> str:
    said: list[str] = []
    for feature in order.tolist():
        if pulls[feature] >= 0 or len(said) == _MOST:
            break
        low, high = _PHRASES.get(_ALL_NAMES[feature], ("", ""))
        phrase = low if values[feature] < typical[feature] else high
        if phrase and phrase not in said:
            said.append(phrase)
    return ", ".join(said) or _FALLBACK


def _category(values: NDArray[np.int64]) -> str:
    """The best guess from layout alone, which knows where a line stands and what it is made of, never what it
    says.
    """

    def of(name: str) -> int:
        return int(values[COLUMNS[name]])

    if of("rights"):
        return "legal"
    if of("links") or of("address"):
        return "share"
    if of("clock") or of("digits") > 50 or of("mail"):
        return "metadata"
    is_prose = of("ends_sentence") > 0 and of("words") >= 36  # from twelve words
    if of("past_core"):
        if is_prose:
            return "comments" if of("sentences") else "promo"
        return "related" if of("ends_ellipsis") or of("words") >= 15 else "navigation"  # from five words
    if of("to_core"):
        return "related" if of("words") >= 18 else "navigation"
    if of("brackets") or of("separators"):
        return "media"
    return "promo" if is_prose else "related"
