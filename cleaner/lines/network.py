"""A small network over the sequence of lines, in whole numbers.

Dense layers, of which those in the middle also see what the lines around a line, before it, after it and in all of its
document look like. Inputs, weights and activations are integers, and every product is a sum below 2**24, which float32
holds exactly; so the order of adding, and with it the machine, the BLAS and the batch, cannot change a score.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.lines.columns import TOP, Bytes
from cleaner.lines.table import Ints

Floats = NDArray[np.float32]

SHARED = 16  # leading channels of a layer that other lines can see
WEIGHT_STEPS = 256  # to 1.0
ACTIVATION_STEPS = 64  # to 1.0; activations run from 0 to 255 steps
SCORE_STEPS = WEIGHT_STEPS * ACTIVATION_STEPS  # to 1.0 of log-odds
_EXACT = 1 << 24  # float32 holds every integer up to here
# The stretches of lines seen around a line, counted from it: sixteen, four and one before and after.
_BEFORE = (-21, -5, -1, 0)
_AFTER = (1, 2, 6, 22)
STRETCHES = 9  # those six, the whole document, all before, all after
_BATCH_LINES = 2048  # worked on at a time, so that arrays stay in the cache


@dataclass(frozen=True, slots=True)
class Layer:
    """A dense layer: whole numbers in float32."""

    weights: Floats  # input x output, in steps of 1 / WEIGHT_STEPS
    bias: Floats  # in steps of 1 / SCORE_STEPS

    @classmethod
    def checked(cls, weights: Ints, bias: Ints) -> Layer:
        """The layer; raises ValueError if its sums could pass what float32 holds exactly."""
        if int((np.abs(weights).sum(axis=0) * TOP + np.abs(bias)).max()) >= _EXACT:
            raise ValueError("weights too large for exact arithmetic")
        return cls(weights.astype(np.float32), bias.astype(np.float32))

    def apply(self, inputs: Floats) -> Floats:
        product: Floats = inputs @ self.weights
        product += self.bias
        return product


def score(layers: Sequence[Layer], values: Bytes, lines_of: Ints) -> Ints:
    """Raw scores of the lines of many documents; `values` are feature x line."""
    ends = np.cumsum(lines_of)
    scores = np.empty(values.shape[1], np.int64)
    done = 0
    while done < lines_of.size:  # groups of whole documents, at least one
        begin = int(ends[done] - lines_of[done])
        beyond = max(done + 1, int(np.searchsorted(ends, begin + _BATCH_LINES, "right")))
        stop = int(ends[beyond - 1])
        scores[begin:stop] = _forward(layers, values[:, begin:stop], lines_of[done:beyond])
        done = beyond
    return scores


def _forward(layers: Sequence[Layer], values: Bytes, lines_of: Ints) -> Ints:
    """Raw scores of lines, in steps of 1 / SCORE_STEPS of a log-odds."""
    lines = values.shape[1]
    if lines == 0:
        return np.empty(0, np.int64)
    parts = [slice(at, min(at + _BATCH_LINES, lines)) for at in range(0, lines, _BATCH_LINES)]
    ends = np.cumsum(lines_of)
    end, begin = np.repeat(ends, lines_of), np.repeat(ends - lines_of, lines_of)
    dtype = _sums_dtype(lines)
    whole = _Around.build(parts[0], begin, end, dtype) if len(parts) == 1 else None
    hidden = _in_parts(parts, lambda part: _activate(layers[0].apply(values[:, part].astype(np.float32).T)))
    for layer in layers[1:-1]:
        sums = np.zeros((lines + 1, SHARED), dtype)
        np.cumsum(hidden[:, :SHARED], axis=0, out=sums[1:])

        def see(part: slice, layer: Layer = layer, seen: Floats = hidden, sums: NDArray[Any] = sums) -> Floats:
            around = whole or _Around.build(part, begin[part], end[part], dtype)
            return _activate(layer.apply(around.widen(seen[part], sums)))

        hidden = _in_parts(parts, see)
    return layers[-1].apply(hidden)[:, 0].astype(np.int64)


def _in_parts(parts: list[slice], compute: Callable[[slice], Floats]) -> Floats:
    """What is computed of each part, one below the other; a long text is worked through in parts to spare
    memory.
    """
    return compute(parts[0]) if len(parts) == 1 else np.concatenate([compute(part) for part in parts])


def _activate(sums: Floats) -> Floats:
    """From sums to the activation grid: rounded down, from 0 to 255."""
    sums *= np.float32(1 / WEIGHT_STEPS)
    np.floor(sums, out=sums)
    return np.clip(sums, 0, TOP, out=sums)


@dataclass(frozen=True, slots=True)
class _Around:
    """Where the lines around each of some consecutive lines stand among the running sums of all lines."""

    lines: slice
    edges: tuple[Ints, ...]  # for each edge of _BEFORE and _AFTER, the index into the running sums
    whole: tuple[Ints, Ints]  # the same for the document's ends
    sizes: tuple[Floats, Floats, Floats]  # lines in the document, before the line, after it; one column each

    @classmethod
    def build(cls, lines: slice, begin: Ints, end: Ints, dtype: np.dtype[Any]) -> _Around:
        index = np.arange(lines.start, lines.stop)
        edges = tuple(np.minimum(np.maximum(index + edge, begin), end) for edge in (*_BEFORE, *_AFTER))
        sizes = (end - begin, np.maximum(index - begin, 1), np.maximum(end - index - 1, 1))
        whole, before, after = (size.astype(dtype)[:, None] for size in sizes)
        return cls(lines, edges, (begin, end), (whole, before, after))

    def widen(self, hidden: Floats, sums: NDArray[Any]) -> Floats:
        """Each line's activations, then the mean shared activations of its surroundings, rounded down."""
        lines, channels = hidden.shape
        at = [sums.take(edge, axis=0) for edge in self.edges]
        begin, end = (sums.take(edge, axis=0) for edge in self.whole)
        wide = np.empty((lines, channels + STRETCHES * SHARED), np.float32)
        wide[:, :channels] = hidden
        parts = np.split(wide[:, channels:], STRETCHES, axis=1)
        work = np.empty_like(begin)
        near = (*pairwise(at[:4]), *pairwise(at[4:]))
        for part, (low, high), size in zip(parts[:6], near, (16, 4, 1, 1, 4, 16), strict=True):
            np.subtract(high, low, out=work)
            np.multiply(work, 1 / size, out=work)
            np.floor(work, out=part, casting="same_kind")
        above, below = sums[self.lines], sums[self.lines.start + 1 : self.lines.stop + 1]
        far = ((begin, end), (begin, above), (below, end))
        for part, (low, high), lines_in in zip(parts[6:], far, self.sizes, strict=True):
            np.subtract(high, low, out=work)
            np.divide(work, lines_in, out=work)
            np.floor(work, out=part, casting="same_kind")
        return wide


def _sums_dtype(lines: int) -> np.dtype[np.floating[Any]]:
    """The float in which running sums are exact, and quotients of them round down as the true ones would."""
    return np.dtype(np.float32 if lines < _EXACT // (2 * TOP) else np.float64)
