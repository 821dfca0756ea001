"""Texts as bags of shingles, the runs of four words that the article-extraction-benchmark counts (K. Lopuhin, 2020)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

WORD = re.compile(r"\w+")
SIZE = 4

Shingle = tuple[str, ...]


def shingles_of(words: Sequence[str]) -> Iterator[Shingle]:
    """The shingles of a list of words; of fewer than four words the one that there is.

    >>> list(shingles_of("a b c d e".split()))
    [('a', 'b', 'c', 'd'), ('b', 'c', 'd', 'e')]
    """
    if words:
        yield from (tuple(words[i : i + SIZE]) for i in range(max(1, len(words) - SIZE + 1)))


def shingles(text: str) -> Counter[Shingle]:
    """The shingles of a text, each as often as it occurs."""
    return Counter(shingles_of(WORD.findall(text)))


def agreement(one: str, other: str) -> float:
    """How far two texts are the same, from 0 to 1: F1 of their shingles.

    >>> agreement("the court rules on Friday", "The court rules on Friday, again")
    0.4
    """
    ours, theirs = shingles(one), shingles(other)
    both = sum((ours & theirs).values())
    return 2 * both / max(1, sum(ours.values()) + sum(theirs.values()))


def share(one: str, other: str) -> float:
    """How much of a text another holds, from 0 to 1: the share of its shingles.

    >>> share("the court rules on Friday", "The court rules on Friday, again")
    0.5
    """
    ours = shingles(one)
    return sum((ours & shingles(other)).values()) / max(1, sum(ours.values()))
