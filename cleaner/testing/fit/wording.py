"""Fits the wording model: the same segments give the same bytes.

Rules and sites fall into folds. Weights fitted without one fold score the segments of that fold, quantised as they are
in the file; from those scores come the limits and the figures on the card, so that no rule's own examples and no site's
own pages judge it. The weights that are written are fitted on everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.find.hashes import features_of
from cleaner.find.wording import BITS, FEWEST, KIND_BITS, Limits, written
from cleaner.rules.rule import Category
from cleaner.testing.fit.logistic import Floats, Hashes, Ints, regress
from cleaner.testing.fit.pages import FOLDS
from cleaner.testing.fit.segments import Segment, distinct, of_packs, of_pages, of_phrases
from cleaner.testing.fit.wording_card import card_of
from cleaner.text.words import spoken

#: Shares of true segments that may pass each limit, and of the prompts above the likely one that the gate may stop.
_SHARES, _STOPPED = (5e-3, 1e-3, 1e-4), 0.02
_RIDGE, _STEPS = 0.2, 100
_KIND_STEPS, _LARGEST = 20, 127
#: Of the true segments that may pass, one in so many at most may be taken for one category.
_PARTS = 4

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Weights:
    """A byte for each hash, and the bias in the same steps."""

    bytes: NDArray[np.int8]
    bias: float


@dataclass(frozen=True, slots=True)
class KindWeights:
    """A row of bytes for each category, and the biases in the same steps."""

    bytes: NDArray[np.int8]
    biases: Floats


@dataclass(frozen=True, slots=True)
class Measured:
    """Segments with their features: all of them, and their words alone."""

    segments: list[Segment]
    every: Hashes
    words: Hashes

    @property
    def scale(self) -> Floats:
        """What the sum of each segment's weights is multiplied by."""
        scale: Floats = 1 / np.sqrt(np.maximum(self.every.counts, FEWEST))
        return scale


def fit_wording(
    pages: Sequence[Path],
    more: Sequence[Path],
    phrases: Sequence[Path],
    out: Path,
    *,
    origin: str = "",
    tell: Callable[[str], object] = str,
) -> Path:
    """Writes `out` and its card beside it (.md); returns the card's path.

    `pages` are labelled rows whose bodies are fitted on and judge the limits, `more` such that are only fitted on,
    `phrases` known prompts. `origin` goes into the card; `tell` is called with a line on each step.
    """
    measured = measure(distinct(_gathered(pages, more, phrases)))
    tell(f"{len(measured.segments)} segments")
    folds = np.array([one.fold for one in measured.segments])
    scores = np.zeros(folds.size)
    light = np.zeros(folds.size)
    kinds = np.zeros(folds.size, np.int64)
    for fold in range(FOLDS):
        held = folds == fold
        weights = fitted(measured, ~held)
        scores[held] = weights.bias + _sums(measured.every, held, weights) * measured.scale[held]
        light[held] = _sums(measured.words, held, weights)
        kinds[held] = _kinds_told(measured, held, fitted_kinds(measured, ~held))
        tell(f"fold {fold + 1} of {FOLDS}")
    limits = choose_limits(measured.segments, scores, kinds)
    gate = choose_gate(measured.segments, scores, kinds, light, limits)
    every = np.ones(folds.size, bool)
    weights, of_kinds = fitted(measured, every), fitted_kinds(measured, every)
    biases = dict(zip(Category, of_kinds.biases.tolist(), strict=True))
    out.write_bytes(
        written(weights.bytes.tobytes(), of_kinds.bytes.tobytes(), biases, bias=weights.bias, limits=limits, gate=gate)
    )
    card = out.with_suffix(".md")
    told = [list(Category)[kind] for kind in kinds.tolist()]
    card.write_text(card_of(measured.segments, scores, told, limits, origin), encoding="utf-8")
    return card


def _gathered(pages: Sequence[Path], more: Sequence[Path], phrases: Sequence[Path]) -> Iterator[Segment]:
    yield from of_packs()
    for path in phrases:
        yield from of_phrases(path)
    for path in pages:
        yield from of_pages(path, judges=True)
    for path in more:
        yield from of_pages(path, judges=False)


def measure(segments: list[Segment]) -> Measured:
    """Segments with their hashes, as many bits as the larger table takes."""
    found = [features_of(spoken(one.text)) for one in segments]
    every = Hashes.of([one.words + one.pairs for one in found])
    words = Hashes.of([one.words for one in found])
    shift = 32 - BITS
    return Measured(segments, Hashes(every.flat >> shift, every.counts), Hashes(words.flat >> shift, words.counts))


def fitted(measured: Measured, chosen: Mask) -> Weights:
    """The weights of the first table, fitted on the chosen segments."""
    labels = np.array([one.is_prompt for one in measured.segments], float)[chosen]
    counts = np.array([one.times for one in measured.segments])[chosen]
    some = measured.every.take(chosen)
    found = regress(some, measured.scale[chosen], labels, counts, 1 << BITS, _RIDGE, _STEPS)
    step = _LARGEST / float(np.quantile(np.abs(found[:-1]), 0.9999))
    quantised = np.clip(np.round(found[:-1] * step), -_LARGEST, _LARGEST).astype(np.int8)
    return Weights(quantised, round(float(found[-1]) * step, 3))


def _sums(hashes: Hashes, chosen: Mask, weights: Weights) -> Floats:
    return hashes.take(chosen).sums(weights.bytes.astype(np.float64))


def fitted_kinds(measured: Measured, chosen: Mask) -> KindWeights:
    """The weights of the second table: each category against the others, fitted on those of the chosen segments of
    which it is known."""
    known = np.array([one.kind is not None for one in measured.segments]) & chosen
    some = measured.every.take(known)
    folded = Hashes(some.flat >> BITS - KIND_BITS, some.counts)
    counts = np.array([one.times for one in measured.segments])[known]
    kinds = np.array([one.kind or "" for one in measured.segments])[known]
    rows = [
        regress(
            folded, measured.scale[known], (kinds == kind).astype(float), counts, 1 << KIND_BITS, _RIDGE, _KIND_STEPS
        )
        for kind in Category
    ]
    found = np.stack(rows)
    step = _LARGEST / float(np.quantile(np.abs(found[:, :-1]), 0.999))
    quantised = np.clip(np.round(found[:, :-1] * step), -_LARGEST, _LARGEST).astype(np.int8)
    return KindWeights(quantised, np.round(found[:, -1] * step, 3))


def _kinds_told(measured: Measured, chosen: Mask, weights: KindWeights) -> Ints:
    """The number of the category that each of the chosen segments is most like."""
    some = measured.every.take(chosen)
    places = Hashes(some.flat >> BITS - KIND_BITS, some.counts)
    sums = np.stack([places.sums(row.astype(np.float64)) for row in weights.bytes]) * measured.scale[chosen]
    told: Ints = (sums + weights.biases[:, None]).argmax(axis=0)
    return told


def choose_limits(segments: Sequence[Segment], scores: Floats, kinds: Ints) -> dict[Category, Limits]:
    """The limits of each category, so that of the judging bodies' segments no more than the shares pass, and no
    category has more than a part of them: none is lower than the score that the whole share of all segments has.
    """
    true = np.array([one.origin == "body" for one in segments])
    every = np.sort(scores[true])[::-1]
    found = {}
    for number, kind in enumerate(Category):
        its = np.sort(scores[true & (kinds == number)])[::-1]
        limits = []
        for share in _SHARES:
            place = int(every.size * share / _PARTS)
            own = float(its[place]) if place < its.size else -np.inf
            limits.append(round(max(own, float(every[int(every.size * share)])) + 0.005, 2))
        found[kind] = Limits(*limits)
    return found


def choose_gate(
    segments: Sequence[Segment], scores: Floats, kinds: Ints, light: Floats, limits: Mapping[Category, Limits]
) -> float:
    """What the words alone of nearly all prompts weigh that pass as likely, over the root of how many chunks."""
    chunks = np.array([len(one.text.split()) for one in segments])
    likely = np.array([limits[kind].likely for kind in Category])
    passes = np.array([one.is_prompt for one in segments]) & (scores >= likely[kinds])
    return round(float(np.quantile((light / np.sqrt(chunks))[passes], _STOPPED)) - 0.005, 2)
