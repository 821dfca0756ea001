"""From scores on sites never fitted on to probabilities, and from those to the limits of the presets."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from cleaner.layout.model import HEADLINE, Preset, doubts_of
from cleaner.testing.fit.pages import Page, Row

# Thousandths of doubt (`cleaner.layout`) that part the columns of limits.
STEPS = (300, 500, 700, 900)
TOUCHED = {Preset.PRECISE: 0.01, Preset.BALANCED: 0.015, Preset.THOROUGH: 0.03}  # of true bodies, at most
LOST = {Preset.PRECISE: 0.0004, Preset.BALANCED: 0.0006, Preset.THOROUGH: 0.002}  # of their text, on average, at most
# How much worse it is to lose a true line than to leave a line of boilerplate (F-beta).
_BETA = {Preset.PRECISE: 2.0, Preset.BALANCED: 1.0, Preset.THOROUGH: 0.5}
_CANDIDATES = (
    0, 3, 6, 10, 15, 20, 30, 40, 60, 80, 100, 130, 160, 200, 250, 300, 350, 400, 450, 500, 550, 600, 650, 700,
)  # fmt: skip
_BINS = 4000

Ints = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """A page of a fold held out: raw scores, labels and weights of its judged lines."""

    source: str
    share: float  # of one page in all that counts
    page: Page
    row: Row
    scores: Ints
    points: Ints
    content: NDArray[np.float32]
    weight: NDArray[np.float32]
    ruled: NDArray[np.bool_]  # what the rules remove anyway
    line_of: Ints  # for each line of the page its judged line, -1 for none
    is_body: bool
    headline: NDArray[np.bool_]  # lines that stay for looking like a headline
    is_plain: bool  # never judged (`cleaner.layout.plain`)


def probabilities(raw: Ints, scores: Ints) -> Ints:
    """Thousandths of probability of raw scores."""
    return np.searchsorted(scores, raw, "right")


def column_of(chance: Ints) -> int:
    """Which column of limits holds for a page whose lines have these chances."""
    doubt = doubts_of(chance, np.array([chance.size]))
    return int(np.searchsorted(STEPS, doubt, "right")[0])


def calibrate(judged: list[Judged]) -> Ints:
    """The lowest raw score for each thousandth of probability from 1 to 999 (isotonic regression)."""
    judged = [one for one in judged if not one.is_plain]
    raw = np.concatenate([one.scores for one in judged])
    weight = np.concatenate([one.weight.astype(np.float64) * one.share for one in judged])
    content = np.concatenate([one.content for one in judged]).astype(np.float64)
    order = np.argsort(raw, kind="stable")
    raw, weight, content = raw[order], weight[order], content[order]
    starts = np.unique(np.searchsorted(raw, raw[:: max(raw.size // _BINS, 1)]))  # equal scores share a bin
    weights = np.add.reduceat(weight, starts) + 1e-12
    rates = _isotonic(np.add.reduceat(weight * content, starts) / weights, weights)
    levels = np.arange(1, 1000) / 1000
    at = np.searchsorted(rates, levels)
    beyond = int(raw[-1]) + 1
    lowest: Ints = np.where(at < starts.size, raw[starts[np.minimum(at, starts.size - 1)]], beyond)
    return lowest


def _isotonic(rates: Numbers, weights: Numbers) -> Numbers:
    """Pool adjacent violators: the closest sequence that never falls."""
    pools: list[list[float]] = []  # mean, weight, count
    for rate, weight in zip(rates.tolist(), weights.tolist(), strict=True):
        pools.append([rate, weight, 1])
        while len(pools) > 1 and pools[-2][0] >= pools[-1][0]:
            mean, mass, count = pools.pop()
            last = pools[-1]
            last[0] = (last[0] * last[1] + mean * mass) / (last[1] + mass)
            last[1] += mass
            last[2] += count
    return np.repeat([pool[0] for pool in pools], [int(pool[2]) for pool in pools])


def choose_limits(judged: list[Judged], scores: Ints) -> Ints:
    """Preset x column: the limits that clean best and touch no more true bodies than the preset promises.

    Quality is the mean F of pages by line weights, sources weighed by their share. A price on each touched body and on
    what it loses, the same in all columns, is raised until the promises hold (a Lagrange multiplier, by bisection).
    """
    columns = len(STEPS) + 1
    quality = {preset: np.zeros((columns, len(_CANDIDATES))) for preset in Preset}
    touched = np.zeros((columns, len(_CANDIDATES)))
    lost = np.zeros((columns, len(_CANDIDATES)))
    for one in judged:
        if one.is_plain:
            continue
        chance = probabilities(one.scores, scores)
        column = column_of(chance)
        chance = np.where(one.headline, np.maximum(chance, HEADLINE), chance)
        if one.is_body:
            left = chance[~one.ruled]
            touched[column] += left.min(initial=1000) < np.array(_CANDIDATES)
            weight = np.where(one.ruled, 0.0, one.weight) / max(float(one.weight.sum()), 1e-9)
            lost[column] += [float(weight[chance < limit].sum()) for limit in _CANDIDATES]
            continue
        for preset, beta in _BETA.items():
            quality[preset][column] += _qualities(one, chance, beta) * one.share
    bodies = sum(one.is_body for one in judged)
    found: list[list[int]] = []
    for preset in Preset:
        harm = np.maximum(touched / (bodies * TOUCHED[preset]), lost / (bodies * LOST[preset]))
        found.append(_best_limits(quality[preset], harm))
    return np.array(found, np.int64)


def _best_limits(quality: Numbers, harm: Numbers) -> list[int]:
    """Per column the best limit, with as much harm in all as is allowed, which is 1."""
    low, high = 0.0, 100.0
    columns = np.arange(len(quality))
    for _ in range(50):
        price = (low + high) / 2
        best = (quality - price * harm).argmax(axis=1)
        low, high = (low, price) if harm[columns, best].sum() <= 1 else (price, high)
    found = [_CANDIDATES[at] for at in (quality - high * harm).argmax(axis=1).tolist()]
    return list(accumulate(found[::-1], min))[::-1]  # the less a text looks like a dump, the less may go


def _qualities(one: Judged, chance: Ints, beta: float) -> Numbers:
    """F-beta of the lines kept under each candidate, by their weights."""
    weight = np.where(one.ruled, 0.0, one.weight.astype(np.float64))
    order = np.argsort(-chance, kind="stable")
    kept = len(order) - np.searchsorted(chance[order[::-1]], _CANDIDATES, "left")
    sums = np.append(0.0, np.cumsum(weight[order]))[kept]
    true = np.append(0.0, np.cumsum((weight * one.content)[order]))[kept]
    whole = beta**2 * float((one.weight * one.content).sum()) + sums
    qualities: Numbers = (1 + beta**2) * true / np.maximum(whole, 1e-9)
    return qualities
