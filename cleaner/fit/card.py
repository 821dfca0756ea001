"""The card of a fitted line model: what it was fitted on, and how it does on sites it has not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleaner.fit.limits import STEPS, Judged, calibrate, choose_limits, probabilities, sure_boilerplate
from cleaner.fit.pages import FOLDS, Row, fold_of, tokens
from cleaner.layout import Preset

_HEAD = (
    "| rows | track | texts | nothing | rules | model | both | precision | recall | untouched |\n"
    "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: |"
)

Ints = NDArray[np.int64]
Kept = NDArray[np.bool_]
Pairs = list[tuple[Judged, Kept]]


def card_of(
    sources: Sequence[tuple[str, float, list[Row]]], judged: list[Judged], origin: str, seed: int, epochs: int
) -> str:
    """The card in Markdown; `sources` are names, shares of the loss, and rows.

    Calibration and limits are chosen anew for each fold, from the other folds alone.
    """
    told = ["# The line model\n", origin, "\n| rows | texts | sites | share of the loss |", "| --- | --: | --: | --: |"]
    for name, share, rows in sources:
        told.append(f"| {name} | {len(rows)} | {len({row.group for row in rows})} | {share:g} |")
    told += [
        f"\nSeed {seed}, {epochs} epochs, {FOLDS} folds by site. All figures are of sites not fitted on, with "
        "calibration and limits from the other folds.",
        "F1, precision and recall of 4-token shingles, averaged over pages; `untouched` is the share of texts of which "
        "rules and model remove nothing.\n",
    ]
    tracks: dict[tuple[str, str], list[int]] = {}
    for index, one in enumerate(judged):
        tracks.setdefault((one.source, "true bodies" if one.is_body else one.row.track), []).append(index)
    kept = kept_by_others(judged)
    for preset in Preset:
        told += [f"\n## {preset}\n", _HEAD]
        for (source, track), some in sorted(tracks.items()):
            told.append(_row(source, track, [(judged[i], kept[preset][i]) for i in some]))
    return "\n".join(told) + "\n"


def _row(source: str, track: str, some: Pairs) -> str:
    nothing = f1_of([(one, np.ones_like(kept)) for one, kept in some])[0]
    rules = f1_of([(one, ~ruled_lines(one)) for one, _ in some])[0]
    model = f1_of(some)[0]
    both = [(one, kept & ~ruled_lines(one)) for one, kept in some]
    f1, precision, recall = f1_of(both)
    untouched = float(np.mean([bool(kept.all()) for _, kept in both]))
    return (
        f"| {source} | {track} | {len(some)} | {nothing:.3f} | {rules:.3f} | {model:.3f} | {f1:.3f} | "
        f"{precision:.3f} | {recall:.3f} | {untouched:.3f} |"
    )


def kept_by_others(judged: list[Judged]) -> dict[Preset, list[Kept]]:
    """For each preset and page the lines that the model keeps, by calibration and limits of the other folds."""
    folds = [fold_of(one.page.group) for one in judged]
    kept: dict[Preset, list[Kept]] = {preset: [np.empty(0, bool)] * len(judged) for preset in Preset}
    for fold in range(FOLDS):
        others = [one for one, its in zip(judged, folds, strict=True) if its != fold]
        here = [index for index, its in enumerate(folds) if its == fold]
        if not here:
            continue
        scores = calibrate(others)
        for preset, limits in zip(Preset, choose_limits(others, scores), strict=True):
            for index in here:
                kept[preset][index] = kept_lines(judged[index], scores, limits)
    return kept


def kept_lines(one: Judged, scores: Ints, limits: Ints) -> Kept:
    """Which lines of the page the model keeps, lines without a word among them."""
    chance = probabilities(one.scores, scores)
    limit = limits[np.searchsorted(STEPS, sure_boilerplate(one, chance), "right")]
    removed = np.append(chance < limit, False)  # the last is for lines without a word, -1
    kept: Kept = ~removed[one.line_of]
    return kept


def ruled_lines(one: Judged) -> Kept:
    """Which lines of the page the rules remove."""
    ruled: Kept = np.append(one.ruled, False)[one.line_of]
    return ruled


def f1_of(some: Pairs) -> tuple[float, float, float]:
    """F1, precision and recall over pages; lines that are the title count for nothing."""
    precisions, recalls = [], []
    for one, kept in some:
        title = tokens(one.row.title)
        found = [tokens(line) for line, stays in zip(one.page.lines, kept, strict=True) if stays]
        text = [token for line in found if not title or line != title for token in line]
        gold, left = _gold_shingles(one.row.gold), _shingles(text)
        shared = (gold & left).total()
        if left:
            precisions.append(shared / left.total())
        if gold:
            recalls.append(shared / gold.total())
    precision, recall = float(np.mean(precisions or [0])), float(np.mean(recalls or [0]))
    return 2 * precision * recall / max(precision + recall, 1e-9), precision, recall


@lru_cache(maxsize=1024)
def _gold_shingles(gold: str) -> Counter[tuple[str, ...]]:
    return _shingles(tokens(gold))


def _shingles(found: list[str]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(found[i : i + 4]) for i in range(max(1, len(found) - 3)) if found[i : i + 4])
