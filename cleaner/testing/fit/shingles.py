"""The measure of the card: shingles of four tokens, as in the article-extraction-benchmark (K. Lopuhin, 2020)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.testing.fit.pages import SHINGLE, tokens

Hashes = NDArray[np.uint64]

_NUMBERS: dict[str, int] = {}  # token -> its number, so that texts can be compared as arrays
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], np.uint64)


class Gauge:
    """A page and its true body as numbers: how much of either is in the other once lines are taken out."""

    __slots__ = ("amounts", "body", "line", "numbers", "size")

    def __init__(self, lines: Sequence[str], gold: str, title: str) -> None:
        named = tokens(title)
        found = [tokens(line) for line in lines]
        found = [[] if named and line == named else line for line in found]  # the title counts for nothing
        self.numbers = _numbers(token for line in found for token in line)
        self.line = np.repeat(np.arange(len(lines), dtype=np.int32), [len(line) for line in found])
        whole = _shingles(_numbers(tokens(gold)))
        self.size = whole.size
        self.body, self.amounts = np.unique(whole, return_counts=True)

    def measure(self, kept: NDArray[np.bool_]) -> tuple[float | None, float | None]:
        """Precision and recall of the page with only the kept lines; None where there is nothing to count."""
        left = _shingles(self.numbers[kept[self.line]])
        known, counts = np.unique(left, return_counts=True)
        _, here, there = np.intersect1d(known, self.body, assume_unique=True, return_indices=True)
        shared = int(np.minimum(counts[here], self.amounts[there]).sum())
        return shared / left.size if left.size else None, shared / self.size if self.size else None


def f1_of(measured: Iterable[tuple[float | None, float | None]]) -> tuple[float, float, float]:
    """F1 of the mean precision and the mean recall over pages, and those two."""
    pairs = list(measured)
    precision, recall = (
        float(np.mean([pair[which] for pair in pairs if pair[which] is not None] or [0.0])) for which in (0, 1)
    )
    return 2 * precision * recall / max(precision + recall, 1e-9), precision, recall


def _numbers(found: Iterable[str]) -> NDArray[np.uint32]:
    return np.array([_NUMBERS.setdefault(token, len(_NUMBERS) + 1) for token in found], np.uint32)


def _shingles(numbers: NDArray[np.uint32]) -> Hashes:
    """Each run of four tokens as one number; of a shorter text the whole."""
    wide = numbers.astype(np.uint64)
    if 0 < wide.size < SHINGLE:
        return np.array([(wide * _MIX[: wide.size]).sum()], np.uint64)
    count = max(wide.size - SHINGLE + 1, 0)
    mixed = np.zeros(count, np.uint64)
    for step in range(SHINGLE):
        mixed = (mixed ^ (mixed >> np.uint64(29))) * _MIX[3] + wide[step : step + count] * _MIX[step]
    return mixed
