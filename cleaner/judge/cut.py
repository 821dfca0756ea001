"""The one place that makes text: verdicts and repairs in, edits of the source and the cleaned text out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from cleaner.judge.support import Verdict
from cleaner.text.encoding import Repair
from cleaner.text.lines import Document
from cleaner.text.spans import Span, gaps, merged


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
    for (start, end), verdict in later:
        before, until = bisect_right(places, start), bisect_right(places, end - 1)
        whole = Span(start + lengths[before], end + lengths[until])
        out += [Cut(piece, verdict) for piece in gaps(gone[before:until], whole)]
    return sorted(out, key=lambda cut: cut.span)


def on_source(cuts: Sequence[Cut], repairs: Sequence[Repair]) -> tuple[list[Cut], list[Repair]]:
    """Cuts of the repaired text as cuts of the source, and the repairs that still stand.

    A repair that cuts cover goes with them. One that is cut in part stands, and gives only what is left of it.
    """
    if not repairs or not cuts:
        return list(cuts), list(repairs)
    placed: list[_Placed] = []
    shift = 0  # source place less place in the repaired text
    for repair in repairs:
        low = repair.span.start - shift
        placed.append(_Placed(repair, low, low + len(repair.after), _left(repair, low, cuts)))
        shift = repair.span.end - placed[-1].high
    out: list[Cut] = []
    for cut in cuts:
        out += (Cut(span, cut.verdict) for span in merged(_pieces(cut.span, placed)))
    return out, [replace(one.repair, after=one.left) for one in placed if one.left is not None]


class _Placed(NamedTuple):
    """A repair, where it lies in the repaired text, and what is left of it; None if it goes with a cut."""

    repair: Repair
    low: int
    high: int
    left: str | None


def _left(repair: Repair, low: int, cuts: Sequence[Cut]) -> str | None:
    """What cuts of the repaired text leave of a repair that lies at `low` in it."""
    first = max(bisect_right(cuts, low, key=lambda cut: cut.span.start) - 1, 0)
    if not repair.after:
        return None if cuts[first].span.start < low < cuts[first].span.end else ""
    left, at = "", low
    high = low + len(repair.after)
    for cut in cuts[first:]:
        if cut.span.start >= high:
            break
        left += repair.after[at - low : max(cut.span.start, at) - low]
        at = max(at, cut.span.end)
    left += repair.after[at - low :]
    return left or None


def _pieces(cut: Span, placed: Sequence[_Placed]) -> Iterator[Span]:
    """What a cut of the repaired text takes of the source: all but repairs that stand."""
    first = bisect_right(placed, cut.start, key=lambda one: one.high)
    at = cut.start
    source_at = at + (placed[first - 1].repair.span.end - placed[first - 1].high if first else 0)
    for one in placed[first:]:
        if one.low >= cut.end:
            break
        yield Span(source_at, one.repair.span.start)
        if one.left is None and one.low >= cut.start:
            yield one.repair.span
        at, source_at = one.high, one.repair.span.end
    yield Span(source_at, source_at + cut.end - at)
