"""The words of a segment as hashes, which a table of fixed size has a place for each of.

After K. Weinberger et al., "Feature Hashing for Large Scale Multitask Learning" (ICML 2009): what a segment holds (its
words, their first letters, its pairs of words, its first and its last word) is hashed, and the first bits of a hash are
its place in a table. Scripts without spaces are read by character.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from cleaner.text.words import is_by_character

#: So many words at least, or twice as many characters of scripts without spaces: fewer are a subhead or a button, and
#: for phrases to tell apart.
FEWEST_WORDS = 3
#: Of a longer word the first letters count, too: they are what its forms share.
_STEM = 5
_MASK = 0xFFFFFFFF
_EDGE = crc32(b"^$")


class Features(NamedTuple):
    """What a segment is weighed by: hashes of its words and their stems, and of its pairs with the edges among them."""

    words: list[int]
    pairs: list[int]


def is_long_enough(said: Sequence[str]) -> bool:
    """Whether a segment has enough words for the model to be asked.

    >>> is_long_enough(["sign", "up", "!"]), is_long_enough(["get", "our", "app"]), is_long_enough(["登", "録", "す"])
    (False, True, False)
    """
    return sum(2 - is_by_character(word[0]) for word in said if word.isalnum()) >= 2 * FEWEST_WORDS


def features_of(said: Sequence[str]) -> Features:
    """The features of a segment, given its words; each hash has 32 bits, of which a table takes the first few.

    >>> words, pairs = features_of(["sign", "up"])
    >>> len(words), len(pairs)
    (2, 3)
    """
    ids = [hashed(word) for word in said]
    stems = [hashed(f"~{word[:_STEM]}") for word in said if len(word) > _STEM + 1]
    around = [_EDGE, *ids, _EDGE]
    return Features(ids + stems, [mixed(one, other) for one, other in pairwise(around)])


@lru_cache(maxsize=1 << 15)
def hashed(word: str) -> int:
    """A word as a number of 32 bits, the same on every machine.

    >>> hashed("inbox")
    2115105593
    """
    return crc32(word.encode("utf-8", "surrogatepass"))


def mixed(one: int, other: int) -> int:
    """A pair of numbers as one, in which their order counts.

    >>> mixed(1, 2) == mixed(2, 1)
    False
    """
    return (one * 0x9E3779B1 ^ other * 0x85EBCA6B) & _MASK
