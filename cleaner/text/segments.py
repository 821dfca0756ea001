"""The segments of a line: what is held against phrases beside the line itself.

A line is cut where a sentence ends, and at seams, where a prompt was glued on without a space. Sentences of tokenised
text (" . ") and of scripts without spaces are cut alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.text.prose import CLOSERS, STOPS, sentence_ends

_CAPITAL, _SMALL = "A-ZÀ-ÖØ-ÞΑ-ΩА-ЯЁ", "a-zß-öø-ÿα-ωа-яё"
_CLOSED = "[" + CLOSERS.replace("]", r"\]") + "]"
#: Where a prompt may be glued to what stands before it: after a stop, or between a small letter and a capital.
_SEAM = re.compile(
    rf"(?<=[{_SMALL}\d)\"'”’»][.!?…])(?=[{_CAPITAL}])|(?<=[{_SMALL}\d][.!?…][\"'”’»)])(?=[{_CAPITAL}])"
    rf"|(?<=[{_SMALL}]{{4}})(?=[{_CAPITAL}][{_SMALL}])"
)
#: What may begin a sentence inside a line, found in one pass: the chunk after a stop or at a seam. Finds too much.
_LIKELY = re.compile(rf"(?:[{STOPS}]{_CLOSED}*\s*|(?<=[{_SMALL}]{{4}})(?=[{_CAPITAL}][{_SMALL}]))(?=(\S+))")


def likely_starts(text: str) -> Iterator[tuple[int, str]]:
    """Where sentences may begin inside the lines of a text, each with the chunk that stands there: all that do, and
    more."""
    return ((found.end(), found[1]) for found in _LIKELY.finditer(text))


def cuts(body: str) -> list[int]:
    """Where a line is cut, from its start to its end, in code points of its body.

    >>> [body[a:b] for body in ["It rained. Sign up!Read on"] for a, b in zip(cuts(body), cuts(body)[1:])]
    ['It rained.', ' Sign up!', 'Read on']
    """
    found = {0, len(body), *sentence_ends(body), *(seam.start() for seam in _SEAM.finditer(body))}
    return sorted(found)
