"""Labelled pages as the trees see them: the features of all their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.layout.features import COLUMNS, measure, recall
from cleaner.layout.looks import are_headlines, second_sight
from cleaner.testing.fit.pages import Page, fold_of

Ints = NDArray[np.int64]

_MEASURED_AT_ONCE = 40  # documents


@dataclass(frozen=True, slots=True)
class Lines:
    """Measured pages, line after line; the arrays with one entry per page come last."""

    values: NDArray[np.uint8]  # judged line x feature
    content: NDArray[np.float32]
    weight: NDArray[np.float32]
    words: NDArray[np.uint16]
    words_of: Ints
    points: Ints
    judged: Ints  # for each line of each page, its place among the judged lines, -1 for none
    lines_of: Ints
    importance: NDArray[np.float64]
    group: NDArray[np.str_]
    is_page: NDArray[np.bool_]  # as scraped, not a variant
    fold: Ints

    @property
    def first(self) -> Ints:
        """Where the lines of each page begin."""
        first: Ints = np.cumsum(self.lines_of) - self.lines_of
        return first


def _measure(pages: list[Page], done: int) -> tuple[NDArray[Any], ...]:
    """The first fields of Lines for some pages, before which so many lines were judged."""
    features = measure(*texts_of(pages))
    weight = np.concatenate([page.weight for page in pages])
    content = np.concatenate([page.content for page in pages])
    table = features.table
    if table.joined is not None:
        count = table.line_words.size
        whole = np.bincount(table.joined, weights=weight, minlength=count)
        content = np.bincount(table.joined, weights=weight * content, minlength=count) / np.maximum(whole, 1e-9)
        weight = whole
    place = np.full(table.line_words.size, -1)
    place[features.judged] = np.arange(features.judged.size) + done
    return (
        features.values.T.copy(),
        content[features.judged].astype(np.float32),
        weight[features.judged].astype(np.float32),
        features.words.astype(np.uint16),
        features.words_of,
        features.points,
        place if table.joined is None else place[table.joined],
        features.lines_of,
    )


def measure_pages(pages: list[Page]) -> Lines:
    """Features and labels of all judged lines; of rejoined lines, the weighted mean of their labels."""
    parts: list[tuple[NDArray[Any], ...]] = []
    done = 0
    for at in range(0, len(pages), _MEASURED_AT_ONCE):
        parts.append(_measure(pages[at : at + _MEASURED_AT_ONCE], done))
        done += parts[-1][0].shape[0]
    values, content32, weight32, words, words_of, points, judged, lines_of = map(
        np.concatenate, zip(*parts, strict=True)
    )
    return Lines(
        values,
        content32,
        weight32,
        words,
        words_of,
        points,
        judged,
        lines_of,
        np.array([page.importance for page in pages]),
        np.array([page.group for page in pages]),
        np.array([page.kind == "page" for page in pages]),
        np.array([fold_of(page.group) for page in pages]),
    )


def second_values(
    pages: list[Page], raw: Ints, calibration: Ints, chosen: Ints
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """What the second look sees besides, of the chosen of all judged lines, given the first's scores: line x feature.

    And of all lines whether they look like the article's headline.
    """
    parts, headlines = [], []
    done = 0
    for at in range(0, len(pages), _MEASURED_AT_ONCE):
        features = measure(*texts_of(pages[at : at + _MEASURED_AT_ONCE]))
        count = features.judged.size
        scores = raw[done : done + count]
        first, beyond = np.searchsorted(chosen, (done, done + count)).tolist()
        chance = np.searchsorted(calibration, scores, "right")
        values = second_sight(features, scores, chance)
        parts.append(values[:, chosen[first:beyond] - done].T.copy())
        headlines.append(are_headlines(features.values, values))
        done += count
    return np.concatenate(parts), np.concatenate(headlines)


def texts_of(pages: list[Page]) -> tuple[list[str], NDArray[np.uint8]]:
    """The pages as texts, and the evidence of all their lines."""
    texts = ["".join(f"{line}\n" for line in page.lines) for page in pages]
    return texts, np.concatenate([page.evidence for page in pages])


def refresh(lines: Lines, known: NDArray[np.uint8]) -> None:
    """Put what a lexicon says of each leading word into the two features that hold it."""
    familiar, telling = recall(known, lines.words_of)
    lines.values[:, COLUMNS["familiar"]], lines.values[:, COLUMNS["telling"]] = familiar, telling
