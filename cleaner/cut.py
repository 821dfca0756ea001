"""The one place that makes text: verdicts and repairs in, edits of the source and the cleaned text out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from cleaner.context import Verdict
from cleaner.document import Document
from cleaner.report import Repair
from cleaner.spans import Span, gaps


class Cut(NamedTuple):
    """A part of a text that goes, with the verdict that says so."""

    span: Span
    verdict: Verdict


def cuts(document: Document, verdicts: Sequence[Verdict]) -> list[Cut]:
    """The spans that go, seams included, sorted and disjoint.

    Lines go with their terminators. Of the blank lines around a run of removed lines one side stays, so that
    paragraphs keep their distance; at the ends of the text neither does.
    """
    out = [Cut(verdict.span, verdict) for verdict in verdicts if not verdict.is_whole]
    for run in _runs(document, [verdict for verdict in verdicts if verdict.is_whole]):
        out += _cuts_of_run(document, run)
    return sorted(out, key=lambda cut: cut.span)


def _runs(document: Document, verdicts: Sequence[Verdict]) -> Iterator[list[Verdict]]:
    """The verdicts on whole lines, in runs with nothing but blank lines between."""
    run: list[Verdict] = []
    for verdict in verdicts:
        if run and not all(document.blank[run[-1].last + 1 : verdict.first]):
            yield run
            run = []
        run.append(verdict)
    if run:
        yield run


def _cuts_of_run(document: Document, run: Sequence[Verdict]) -> Iterator[Cut]:
    blank, count = document.blank, len(document.raw_lines)
    first, after = run[0].first, run[-1].last + 1
    before = first
    while before > 0 and blank[before - 1]:
        before -= 1
    follower = after
    while follower < count and blank[follower]:
        follower += 1
    is_apart = before < first or first == 0
    starts = [verdict.first for verdict in run] + [follower if is_apart else after]
    if follower == count:
        starts[0], starts[-1] = before, count
    kept = range(0)
    if not is_apart and follower == after:
        kept = _blank_lines_inside(document, first, after)
    for verdict, (start, end) in zip(run, pairwise(starts), strict=True):
        if kept and start <= kept.start < end:
            yield Cut(document.span_of(start, kept.start), verdict)
            if kept.stop < end:
                yield Cut(document.span_of(kept.stop, end), verdict)
        else:
            yield Cut(document.span_of(start, end), verdict)


def _blank_lines_inside(document: Document, first: int, after: int) -> range:
    """The first run of blank lines among those from `first` up to `after`: it stays where no other seam would."""
    for start in range(first, after):
        if document.blank[start]:
            stop = start
            while document.blank[stop]:
                stop += 1
            return range(start, stop)
    return range(0)


def without(text: str, spans: Iterable[Span]) -> str:
    """The text without sorted, disjoint spans.

    >>> without("one two three", [Span(3, 7), Span(8, 9)])
    'one hree'
    """
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts.append(text[at:start])
        at = end
    return "".join([*parts, text[at:]])


def also_without(done: Sequence[Cut], later: Iterable[Cut]) -> list[Cut]:
    """The cuts `done` to a text, and `later` ones that were found in what they left, all as cuts of the first text.

    A later cut that reaches over an earlier one is parted by it.

    >>> [cut.span for cut in also_without([Cut(Span(3, 7), None)], [Cut(Span(2, 4), None)])]
    [Span(start=2, end=3), Span(start=3, end=7), Span(start=7, end=8)]
    """
    out = list(done)
    gone = [cut.span for cut in done]
    places: list[int] = []  # where each earlier cut lies in the text that it left
    lengths: list[int] = [0]  # how much was cut before, in all
    for span in gone:
        places.append(span.start - lengths[-1])
        lengths.append(lengths[-1] + span.length)
    for cut in later:
        start = cut.span.start + lengths[bisect_right(places, cut.span.start)]
        end = cut.span.end - 1 + lengths[bisect_right(places, cut.span.end - 1)] + 1
        inside = gone[bisect_right(places, cut.span.start) : bisect_right(places, cut.span.end - 1)]
        out += [Cut(piece, cut.verdict) for piece in gaps(inside, Span(start, end))]
    return sorted(out, key=lambda cut: cut.span)


def repaired(source: str, repairs: Iterable[Repair]) -> str:
    """The source with its repairs made.

    >>> repaired("cafÃ©!", [Repair(Span(3, 5), "Ã©", "é", "")])
    'café!'
    """
    parts: list[str] = []
    at = 0
    for repair in repairs:
        parts += (source[at : repair.span.start], repair.after)
        at = repair.span.end
    return "".join([*parts, source[at:]])


def on_source(cuts: Sequence[Cut], repairs: Sequence[Repair]) -> tuple[list[Cut], list[Repair]]:
    """Cuts of the repaired text as cuts of the source, and the repairs that still stand.

    A cut that touches a repair takes the whole of it.
    """
    if not repairs or not cuts:
        return list(cuts), list(repairs)
    lows: list[int] = []  # where each repair starts in the repaired text
    shifts = [0]  # source place less place in the repaired text, after so many repairs
    for repair in repairs:
        lows.append(repair.span.start - shifts[-1])
        shifts.append(repair.span.end - lows[-1] - len(repair.after))

    def place(at: int, *, is_last: bool) -> int:
        """The source place of the character at `at`; of a repaired one, its source's first or last."""
        before = bisect_right(lows, at)
        if before and at < lows[before - 1] + len(repairs[before - 1].after):
            span = repairs[before - 1].span
            return span.end - 1 if is_last else span.start
        return at + shifts[before]

    out: list[Cut] = []
    for cut in cuts:
        start, end = place(cut.span.start, is_last=False), place(cut.span.end - 1, is_last=True) + 1
        start = max(start, out[-1].span.end) if out else start
        if start < end:
            out.append(Cut(Span(start, end), cut.verdict))
    taken = iter(out)
    cut_at = next(taken, None)
    standing = []
    for repair in repairs:
        while cut_at is not None and cut_at.span.end <= repair.span.start:
            cut_at = next(taken, None)
        if cut_at is None or not cut_at.span.overlaps(repair.span):
            standing.append(repair)
    return out, standing
