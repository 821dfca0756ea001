"""Boosted trees over line features, in whole numbers.

The trees are oblivious, as in CatBoost (Prokhorenkova et al., 2018): at each depth one question for the whole tree, so
that the answers, read as bits, are the number of the leaf. A score is a sum of whole numbers below 2**31, so the order
of adding, and with it the machine and the batch, cannot change it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.layout.columns import Bytes
from cleaner.layout.table import Ints

LEAF_STEPS = 2048  # to 1.0 of log-odds
SCORE_STEPS = LEAF_STEPS
_BATCH_LINES = 512  # worked on at a time, so that arrays stay in the cache


@dataclass(frozen=True, slots=True)
class Trees:
    """Oblivious trees: at each depth the line goes right where a feature is above a border."""

    features: Ints  # depth x tree: which feature is asked for
    borders: Bytes  # depth x tree
    leaves: NDArray[np.int16]  # tree x leaf, in steps of 1 / LEAF_STEPS
    bias: int

    @classmethod
    def checked(cls, features: Bytes, borders: Bytes, leaves: NDArray[np.int16], bias: int) -> Trees:
        """The trees; raises ValueError if the arrays do not fit together."""
        depth, count = features.shape
        if borders.shape != (depth, count) or leaves.shape != (count, 1 << depth) or depth > 8:
            raise ValueError("these arrays are no trees")
        if count << 15 >= 1 << 31:
            raise ValueError("too many trees for exact arithmetic")
        return cls(features.astype(np.int64), borders, leaves, bias)

    def score(self, values: Bytes) -> Ints:
        """Raw scores of lines, in steps of log-odds; `values` are feature x line."""
        lines = values.shape[1]
        scores = np.empty(lines, np.int64)
        offsets = (np.arange(len(self.leaves)) * self.leaves.shape[1])[:, None]
        flat = self.leaves.ravel()
        for at in range(0, lines, _BATCH_LINES):
            part = values[:, at : at + _BATCH_LINES]
            leaf = self._leaf_numbers(part) + offsets
            scores[at : at + _BATCH_LINES] = flat.take(leaf).sum(axis=0, dtype=np.int32)
        scores += self.bias
        return scores

    def _leaf_numbers(self, values: Bytes) -> Bytes:
        """Tree x line: in which leaf the line ends."""
        numbers: Bytes | None = None
        for depth, (features, borders) in enumerate(zip(self.features, self.borders, strict=True)):
            answers = (values.take(features, axis=0) > borders[:, None]).view(np.uint8)
            numbers = answers if numbers is None else numbers | (answers << np.uint8(depth))
        assert numbers is not None
        return numbers
