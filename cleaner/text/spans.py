"""Half-open ranges of code points, and the few operations on them that the program needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """The code points from `start` up to, but not including, `end`.

    >>> Span(2, 5).length
    3
    >>> Span(2, 5).of("abcdefg")
    'cde'
    """

    start: int
    end: int

    @property
    def length(self) -> int:
        """The number of code points."""
        return self.end - self.start

    def of(self, text: str) -> str:
        """The part of `text` that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a code point.

        >>> Span(0, 3).overlaps(Span(3, 4)), Span(0, 3).overlaps(Span(2, 4))
        (False, True)
        """
        return self.start < other.end and other.start < self.end


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same code points as sorted spans that neither overlap nor touch; empty spans are dropped.

    >>> merged([Span(4, 6), Span(0, 2), Span(2, 3), Span(9, 9)])
    [Span(start=0, end=3), Span(start=4, end=6)]
    """
    out: list[Span] = []
    for span in sorted(spans):
        if span.start >= span.end:
            continue
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def gaps(spans: Iterable[Span], within: Span) -> Iterator[Span]:
    """What `within` holds beside the sorted, disjoint `spans`, in order.

    >>> list(gaps([Span(2, 3), Span(5, 9)], Span(0, 7)))
    [Span(start=0, end=2), Span(start=3, end=5)]
    """
    at = within.start
    for span in spans:
        if span.end <= within.start:
            continue
        if span.start >= within.end:
            break
        if span.start > at:
            yield Span(at, span.start)
        at = max(at, span.end)
    if at < within.end:
        yield Span(at, within.end)
