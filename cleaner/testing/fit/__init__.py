"""Fits the line model to labelled pages: the same rows, seed and library versions give the same model.

Each site falls into one of five folds. Trees grown without one fold score the pages of that fold; from those scores
come the calibration, the limits of the presets and the figures on the card, so that all three speak of sites never
fitted on. The trees that are written are grown on everything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.layout.columns import NAMES, Bytes
from cleaner.layout.features import COLUMNS, EVIDENCE_STEP
from cleaner.layout.looks import ALL_NAMES, FIRST_NAMES, LOWEST, UNLIKELY, first_sight
from cleaner.layout.plain import is_plain
from cleaner.layout.story import SECOND_NAMES
from cleaner.layout.trees import SCORE_STEPS, Trees
from cleaner.testing.fit.card import card_of
from cleaner.testing.fit.lexicon import fill_lexicon
from cleaner.testing.fit.limits import STEPS, Judged, calibrate, choose_limits, probabilities
from cleaner.testing.fit.measured import Lines, measure_pages, second_values
from cleaner.testing.fit.pages import FOLDS, Judge, Page, Row, no_evidence, read_rows
from cleaner.testing.fit.trees import ROUNDS, catboost, grow
from cleaner.testing.fit.variants import variants

_MOST_BYTES = 1 << 20
_MOST_LINES = 130_000  # of a source, as scraped; of a larger one, pages are drawn by chance
_EASY_LENGTH = 80  # as the feature counts it: lines of up to about 40 code points
_THIN = 3  # of so many short lines of boilerplate one is fitted on, for all: there are far more than are needed

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Source:
    """A JSONL file of labelled rows (raw, gold, group; perhaps extractor, title) and how to use it."""

    path: Path
    share: float = 1.0  # of the loss, relative to the other sources
    plenty: float = 1.0  # how many variants of each page; small sources want more


@dataclass(slots=True)
class Material:
    """A source's pages, measured, and what the looks made of them so far: held-out scores of all lines."""

    name: str
    share: float
    rows: list[Row]
    pages: list[Page]
    lines: Lines
    seen: Bytes = field(default_factory=lambda: np.empty((0, 0), np.uint8))  # line x what the first look sees
    likely: Ints = field(default_factory=lambda: np.empty(0, np.int64))  # the lines that are looked at again
    scores: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    headline: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, bool))

    @property
    def line_fold(self) -> Ints:
        """The fold of each line."""
        fold: Ints = np.repeat(self.lines.fold, self.lines.lines_of)
        return fold


def fit(
    sources: Sequence[Source],
    out: Path,
    *,
    evidence: Judge = no_evidence,
    seed: int = 1,
    rounds: tuple[int, int] = ROUNDS,
    origin: str = "",
    tell: Callable[[str], object] = str,
) -> Path:
    """Write `out` (.npz, below 1 MB, no pickle) and its card beside it (.md); returns the card's path.

    `evidence` says what the rules make of the lines of texts; `rounds` how many trees each look has. `origin` goes into
    the card: where the rows come from, and under what licence; `tell` is called with a line on each step. A source of
    much more than 130,000 lines is fitted on in part, and judged whole.
    """
    catboost()  # missing, it is missed now and not after minutes
    materials = [prepare(source, seed + index, evidence) for index, source in enumerate(sources)]
    tell(f"measured {sum(material.lines.content.size for material in materials)} lines")
    lexicon = fill_lexicon([material.lines for material in materials])
    for material in materials:
        values = np.ascontiguousarray(material.lines.values.T)
        material.seen = np.ascontiguousarray(first_sight(values, material.lines.lines_of).T)
    first = look(materials, seed, rounds[0])
    tell("first look fitted")
    first_scores = calibrate(judge_pages(materials))
    for material in materials:
        again(material, first_scores)
    second = look(materials, seed, rounds[1])
    tell("second look fitted")
    judged = judge_pages(materials)
    scores = calibrate(judged)
    surrogate, typical = _surrogate(materials)
    arrays: dict[str, NDArray[Any]] = {"lexicon": lexicon, "first_scores": first_scores, "scores": scores}
    arrays |= {"limits": choose_limits(judged, scores), "surrogate": surrogate, "typical": typical}
    write(out, first, second, arrays)
    card = out.with_suffix(".md")
    told = [(material.name, material.share, material.rows) for material in materials]
    card.write_text(card_of(told, judged, origin, seed, rounds), encoding="utf-8")
    return card


def write(out: Path, first: Trees, second: Trees, arrays: dict[str, NDArray[Any]]) -> None:
    """Write the model file. Raises ValueError if it comes out larger than a megabyte."""
    for name, trees in (("first", first), ("second", second)):
        arrays[f"{name}_features"] = trees.features.astype(np.uint8)
        arrays[f"{name}_borders"] = trees.borders
        arrays[f"{name}_leaves"] = trees.leaves
        arrays[f"{name}_bias"] = np.array(trees.bias)
    np.savez_compressed(out, allow_pickle=False, features=np.array(ALL_NAMES), steps=np.array(STEPS), **arrays)
    if out.stat().st_size > _MOST_BYTES:
        raise ValueError(f"{out}: larger than {_MOST_BYTES} bytes")


def prepare(source: Source, seed: int, evidence: Judge) -> Material:
    """The rows of a source in all their shapes, measured."""
    rows = list(read_rows(source.path))
    pages = variants(rows, seed, source.plenty, evidence)
    lines = measure_pages(pages)
    every = np.arange(lines.content.size)
    none = np.zeros(every.size, bool)
    return Material(source.path.name.split(".")[0], source.share, rows, pages, lines, likely=every, headline=none)


def look(materials: list[Material], seed: int, rounds: int) -> Trees:
    """The trees of a look; sets the scores of all pages, by trees that have not seen the page's site."""
    for material in materials:
        material.scores = np.full(material.lines.content.size, LOWEST)
    for fold in range(FOLDS):
        trees = grow(*_drawn(materials, fold, seed), rounds=rounds, seed=seed)
        for material in materials:
            here = material.line_fold[material.likely] == fold
            scores = trees.score(np.ascontiguousarray(material.seen[here].T))
            material.scores[material.likely[here]] = scores
    return grow(*_drawn(materials, None, seed), rounds=rounds, seed=seed)


def again(material: Material, calibration: Ints) -> None:
    """Prepare the second look: what it sees of the lines that the first did not rule out."""
    likely = np.flatnonzero(probabilities(material.scores, calibration) >= UNLIKELY)
    more, material.headline = second_values(material.pages, material.scores, calibration, likely)
    material.seen = np.concatenate([material.seen[likely], more], axis=1)
    material.likely = likely


def _drawn(
    materials: list[Material], held_out: int | None, seed: int
) -> tuple[Bytes, NDArray[np.float32], NDArray[np.float64]]:
    """The lines to fit on, of all folds but one: what is seen of them, their labels and weights."""
    chance = np.random.default_rng(seed)
    parts: list[tuple[Bytes, NDArray[np.float32], NDArray[np.float64]]] = []
    for material in materials:
        lines = material.lines
        scraped = int(lines.lines_of[lines.is_page].sum())
        page = (lines.fold != held_out) & (~lines.is_page | (chance.random(lines.fold.size) < _MOST_LINES / scraped))
        weight = lines.weight * np.repeat(np.where(page, lines.importance, 0.0), lines.lines_of)
        easy = (lines.content < 0.02) & (lines.values[:, COLUMNS["length"]] < _EASY_LENGTH)
        weight = np.where(easy, np.where(chance.random(weight.size) < 1 / _THIN, weight * _THIN, 0.0), weight)
        weight = weight[material.likely]
        chosen = np.flatnonzero(weight > 0)
        weight = weight[chosen] * (material.share / max(float(weight.sum()), 1e-9))
        parts.append((material.seen[chosen], lines.content[material.likely[chosen]], weight))
    values, content, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
    return values, content, weights


def judge_pages(materials: list[Material]) -> list[Judged]:
    """The scraped pages and true bodies with the held-out scores of all their lines."""
    return [one for material in materials for one in _judge_pages(material)]


def _judge_pages(material: Material) -> list[Judged]:
    lines, first = material.lines, material.lines.first
    golds = {(row.group, tuple(row.gold.splitlines())): row for row in material.rows}
    rows = iter(material.rows)
    sizes = np.array([len(page.lines) for page in material.pages])
    starts = np.cumsum(sizes) - sizes
    share = material.share / max(len(material.rows), 1)
    found = []
    for index, page in enumerate(material.pages):
        row = next(rows) if page.kind == "page" else golds.get((page.group, page.lines))
        wanted = page.kind == "page" or (page.kind == "body" and row is not None)
        if not wanted or row is None:
            continue
        span = slice(int(first[index]), int(first[index] + lines.lines_of[index]))
        place = lines.judged[starts[index] : starts[index] + sizes[index]]
        found.append(
            Judged(
                source=material.name,
                share=share,
                page=page,
                row=row,
                scores=material.scores[span],
                points=lines.points[span],
                content=lines.content[span],
                weight=lines.weight[span],
                ruled=lines.values[span, COLUMNS["evidence"]] >= 2 * EVIDENCE_STEP,
                line_of=np.where(place >= 0, place - first[index], -1),
                is_body=page.kind == "body",
                headline=material.headline[span],
                is_plain=is_plain("\n".join(page.lines)),
            )
        )
    return found


def _surrogate(materials: list[Material]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """A linear stand-in for the second look, for reasons in words: feature weights, and features of true lines on
    average.
    """
    own = [*range(len(NAMES)), *range(len(FIRST_NAMES), len(FIRST_NAMES) + len(SECOND_NAMES))]
    inputs = np.concatenate([material.seen[::8, own] for material in materials]).astype(np.float64)
    scores = np.concatenate([material.scores[material.likely[::8]] for material in materials])
    content = np.concatenate([material.lines.content[material.likely[::8]] for material in materials])
    targets = np.clip(scores / SCORE_STEPS, -6, 6)
    centred = inputs - inputs.mean(axis=0)
    ridge = centred.T @ centred + np.eye(inputs.shape[1]) * 100.0 * len(inputs)
    weights = np.linalg.solve(ridge, centred.T @ (targets - targets.mean()))
    typical = inputs[content > 0.5].mean(axis=0)
    return np.round(weights * 4096).astype(np.int32), np.round(typical).astype(np.int32)
