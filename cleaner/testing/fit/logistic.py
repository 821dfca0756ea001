"""Logistic regression over hashed features, fitted by L-BFGS (J. Nocedal, "Updating Quasi-Newton Matrices with Limited
Storage", 1980), in numpy alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MEMORY = 8  # steps that are remembered
_SMALLEST = 1e-5  # gain of a step, as a share of the loss, under which fitting ends

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Loss = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True, slots=True)
class Hashes:
    """The features of many segments: all hashes in a row, and how many each segment has."""

    flat: Ints
    counts: Ints

    @classmethod
    def of(cls, segments: Sequence[Sequence[int]]) -> Hashes:
        """Those of segments, each given by its hashes."""
        counts = np.array([len(one) for one in segments], np.int64)
        flat = np.fromiter((one for some in segments for one in some), np.int64, int(counts.sum()))
        return cls(flat, counts)

    def take(self, chosen: NDArray[np.bool_]) -> Hashes:
        """Those of the chosen segments."""
        return Hashes(self.flat[np.repeat(chosen, self.counts)], self.counts[chosen])

    def sums(self, weights: Floats) -> Floats:
        """What the features of each segment weigh together."""
        owner = np.repeat(np.arange(self.counts.size), self.counts)
        sums: Floats = np.bincount(owner, weights[self.flat], self.counts.size).astype(np.float64)
        return sums


def regress(
    hashes: Hashes, scale: Floats, labels: Floats, counts: Floats, size: int, ridge: float, most: int
) -> Floats:
    """Weights for `size` hashes, and the bias at their end.

    Each segment's sum is multiplied by its `scale`; `labels` are 0 or 1, `counts` how often each segment counts, and
    `ridge` is how much weights are held back; `most` bounds the steps.
    """
    owner = np.repeat(np.arange(hashes.counts.size), hashes.counts)
    signs = np.where(labels > 0, -1.0, 1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = signs * (scale * np.bincount(owner, weights[hashes.flat], hashes.counts.size) + weights[-1])
        held = np.exp(-np.abs(margin))
        pull = counts * signs * np.where(margin > 0, 1, held) / (1 + held)
        total = float((counts * (np.maximum(margin, 0) + np.log1p(held))).sum())
        slope = np.append(np.bincount(hashes.flat, (pull * scale)[owner], size) + ridge * weights[:-1], pull.sum())
        return total + ridge / 2 * float((weights[:-1] ** 2).sum()), slope

    return _descend(loss, np.zeros(size + 1), most)


def _descend(loss: Loss, at: Floats, most: int) -> Floats:
    """Where a loss is least, looked for from a place on in so many steps at most."""
    value, slope = loss(at)
    steps: list[tuple[Floats, Floats]] = []
    for _ in range(most):
        way = _direction(slope, steps)
        fall, length = float(slope @ way), 1.0
        while True:
            reached, tilt = loss(at + length * way)
            if reached <= value + 1e-4 * length * fall or length < 1e-6:
                break
            length /= 2
        step, turn = length * way, tilt - slope
        gain = value - reached
        at, value, slope = at + step, reached, tilt
        if float(step @ turn) > 1e-10:
            steps = [*steps, (step, turn)][-_MEMORY:]
        if gain < _SMALLEST * abs(value):
            break
    return at


def _direction(slope: Floats, steps: Sequence[tuple[Floats, Floats]]) -> Floats:
    """The way down, by the slope and what the last steps told of how it turns."""
    way = -slope
    if not steps:
        return way / float(np.linalg.norm(slope))
    shares: list[float] = []
    for step, turn in reversed(steps):
        shares.append(float(step @ way) / float(turn @ step))
        way = way - shares[-1] * turn
    step, turn = steps[-1]
    way = way * (float(step @ turn) / float(turn @ turn))
    for (step, turn), share in zip(steps, reversed(shares), strict=True):
        way = way + (share - float(turn @ way) / float(turn @ step)) * step
    return way
