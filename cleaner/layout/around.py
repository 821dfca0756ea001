"""What stands around each line: some features of the lines next to it, and their means a little further off."""

from __future__ import annotations

import numpy as np

from cleaner.layout.columns import Bytes
from cleaner.layout.table import Ints

BESIDE = (-2, -1, 1, 2)
#: First line of a stretch and the first beyond it, counted from the line; the size as a power of two.
STRETCHES = ((-5, -1, 2), (2, 6, 2), (-21, -5, 4), (6, 22, 4))


def names_around(told: tuple[str, ...]) -> tuple[str, ...]:
    """What the features of the neighbours are called."""
    near = [f"{name}_{step:+d}" for step in BESIDE for name in told]
    return (*near, *(f"{name}_{low:+d}_{high:+d}" for low, high, _ in STRETCHES for name in told))


def look_around(told: Bytes, lines_of: Ints) -> Bytes:
    """The features `told` of the lines beside each line, and their means over four and sixteen lines on either side.

    Beyond the ends of a document everything is 0; means are rounded down.
    """
    features, lines = told.shape
    ends = np.cumsum(lines_of)
    end, begin = np.repeat(ends, lines_of), np.repeat(ends - lines_of, lines_of)
    index = np.arange(lines)
    values = np.zeros((len(BESIDE) + len(STRETCHES), features, lines), np.uint8)
    for near, step in zip(values, BESIDE, strict=False):
        other = index + step
        inside = (other >= begin) & (other < end)
        shift = slice(max(-step, 0), lines - max(step, 0))
        if shift.stop > shift.start:
            near[:, shift] = told[:, max(step, 0) : lines + min(step, 0)]
        near *= inside
    sums = np.zeros((features, lines + 1), np.uint32)
    np.cumsum(told, axis=1, out=sums[:, 1:], dtype=np.uint32)
    for mean, (low, high, power) in zip(values[len(BESIDE) :], STRETCHES, strict=True):
        first, beyond = (np.minimum(np.maximum(index + edge, begin), end) for edge in (low, high))
        mean[:] = (sums.take(beyond, axis=1) - sums.take(first, axis=1)) >> np.uint32(power)
    return values.reshape(len(values) * features, lines)
