"""The first words of each line, as hashes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.layout.table import Ints, LineTable

LEADING_WORDS = 6  # words at the head of a line that are looked at one by one
LEXICON_BITS = 14
_ENDINGS = np.zeros(256, bool)
_ENDINGS[list(b"!\"'),.:;>?]|")] = True
POWERS = np.array(
    [
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0x27D4EB2F165667C5,
        0xD6E8FEB86659FD93,
        0xFF51AFD7ED558CCD,
    ],
    np.uint64,
)


@dataclass(frozen=True, slots=True)
class LeadingWords:
    """The first words of every judged line, line after line, as 64-bit hashes."""

    hashes: NDArray[np.uint64]
    rank: Ints  # 0 for the first word of its line
    first: Ints  # where the words of each judged line begin
    counts: Ints


def leading_words(table: LineTable, judged: Ints) -> LeadingWords:
    """Hashes of each word's first eight bytes, case folded the cheap way, without one character of end
    punctuation.
    """
    counts = np.minimum(table.line_words[judged], LEADING_WORDS)
    first = np.cumsum(counts) - counts
    rank = np.arange(int(counts.sum())) - np.repeat(first, counts)
    word = np.repeat(table.line_first_word[judged], counts) + rank
    start, stop = table.word_start[word], table.word_end[word]
    return LeadingWords(hash_words(table, start, stop), rank, first, counts)


def hash_words(table: LineTable, start: Ints, stop: Ints) -> NDArray[np.uint64]:
    """Hashes of words by their first eight bytes, case folded the cheap way, without one character of end
    punctuation.
    """
    length = np.minimum(stop - start - _ENDINGS[table.data[stop - 1]], 8)
    window = np.ndarray(table.data.size - 7, "<u8", table.data, strides=(1,))
    spare = ((8 - length) * 8).astype(np.uint64)
    letters = (window[start] | np.uint64(0x2020202020202020)) << np.minimum(spare, 63)
    hashed: NDArray[np.uint64] = letters * POWERS[0]
    return hashed
