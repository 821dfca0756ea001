"""From scores on sites never fitted on to probabilities, and from those to the limits of the presets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.fit.pages import Page, Row
from cleaner.layout import SURE, Preset

# Thousandths of sure boilerplate that part the columns of limits.
STEPS = (5, 10, 20, 40, 80, 160, 320)
TOUCHED = {Preset.PRECISE: 0.01, Preset.BALANCED: 0.025, Preset.THOROUGH: 0.08}  # of true bodies, at most
LOST = {Preset.PRECISE: 0.003, Preset.BALANCED: 0.006, Preset.THOROUGH: 0.02}  # of their text, on average, at most
# How much worse it is to lose a true line than to leave a line of boilerplate (F-beta).
_BETA = {Preset.PRECISE: 2.0, Preset.BALANCED: 1.0, Preset.THOROUGH: 0.5}
_CANDIDATES = (
    0,
    3,
    6,
    10,
    15,
    20,
    30,
    40,
    60,
    80,
    100,
    130,
    160,
    200,
    250,
    300,
    350,
    400,
    450,
    500,
    550,
    600,
)
_BINS = 4000

Ints = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """A page of a fold held out: raw scores, labels and weights of its judged lines."""

    source: str
    share: float
    page: Page
    row: Row
    scores: Ints
    points: Ints
    content: NDArray[np.float32]
    weight: NDArray[np.float32]
    ruled: NDArray[np.bool_]  # what the rules remove anyway
    line_of: Ints  # for each line of the page its judged line, -1 for none
    is_body: bool


def probabilities(raw: Ints, scores: Ints) -> Ints:
    """Thousandths of probability of raw scores."""
    return np.searchsorted(scores, raw, "right")


def sure_boilerplate(one: Judged, chance: Ints) -> int:
    """The share of the text, in thousandths, that is surely boilerplate, as the model itself reckons it."""
    weight = np.minimum(one.points, 1000)
    return 1000 * int(weight[chance < SURE].sum()) // max(int(weight.sum()), 1)


def calibrate(judged: list[Judged]) -> Ints:
    """The lowest raw score for each thousandth of probability from 1 to 999 (isotonic regression)."""
    raw = np.concatenate([one.scores for one in judged])
    weight = np.concatenate([one.weight for one in judged]).astype(np.float64)
    content = np.concatenate([one.content for one in judged]).astype(np.float64)
    order = np.argsort(raw, kind="stable")
    raw, weight, content = raw[order], weight[order], content[order]
    starts = np.unique(np.searchsorted(raw, raw[:: max(raw.size // _BINS, 1)]))  # equal scores share a bin
    weights = np.add.reduceat(weight, starts) + 1e-9
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
    sizes = Counter(one.source for one in judged if not one.is_body)
    for one in judged:
        chance = probabilities(one.scores, scores)
        column = int(np.searchsorted(STEPS, sure_boilerplate(one, chance), "right"))
        if one.is_body:
            left = chance[~one.ruled]
            touched[column] += left.min(initial=1000) < np.array(_CANDIDATES)
            weight = np.where(one.ruled, 0.0, one.weight) / max(float(one.weight.sum()), 1e-9)
            lost[column] += [float(weight[chance < limit].sum()) for limit in _CANDIDATES]
            continue
        for preset, beta in _BETA.items():
            each = [_quality(one, (chance >= limit) & ~one.ruled, beta) for limit in _CANDIDATES]
            quality[preset][column] += np.array(each) * one.share / sizes[one.source]
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
    return [_CANDIDATES[at] for at in (quality - high * harm).argmax(axis=1).tolist()]


def _quality(one: Judged, kept: NDArray[np.bool_], beta: float) -> float:
    """F-beta of the kept lines, by their weights."""
    true = one.content * one.weight
    whole = beta**2 * float(true.sum()) + float(one.weight[kept].sum())
    return (1 + beta**2) * float(true[kept].sum()) / max(whole, 1e-9)
