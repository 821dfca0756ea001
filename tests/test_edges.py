"""Intervals and cuts at their edges, held to models so plain that they cannot be wrong: sets of code points."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Confidence, Removal, Result, Span
from cleaner.judge.cut import Cut, also_without, on_source, without
from cleaner.report.result import restored
from cleaner.rules.rule import Category
from cleaner.text.encoding import Repair, repaired
from cleaner.text.spans import gaps, merged

PLACES = st.integers(0, 12)
SPANS = st.lists(st.tuples(PLACES, PLACES).map(sorted).map(lambda pair: Span(*pair)), max_size=5)
DISJOINT = SPANS.map(merged)
TEXT = "abcdefghijklm"


def points(spans) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def runs(found: set[int]) -> list[Span]:
    """The points as the fewest spans."""
    starts = sorted(at for at in found if at - 1 not in found)
    ends = sorted(at + 1 for at in found if at + 1 not in found)
    return [Span(*pair) for pair in zip(starts, ends, strict=True)]


@given(SPANS)
def test_merged_spans_are_the_same_points_in_the_fewest_spans(spans):
    assert merged(spans) == runs(points(spans))


@given(DISJOINT, st.integers(0, 12), st.integers(0, 12))
def test_gaps_are_what_is_left_in_the_fewest_spans(spans, start, end):
    within = Span(min(start, end), max(start, end))
    assert list(gaps(spans, within)) == runs(points([within]) - points(spans))


@given(st.integers(0, 4), st.integers(1, 4), st.integers(0, 4), st.integers(1, 4))
def test_spans_overlap_where_they_share_a_point(start, length, other_start, other_length):
    one, other = Span(start, start + length), Span(other_start, other_start + other_length)
    assert one.overlaps(other) == bool(points([one]) & points([other]))
    assert one.overlaps(other) == other.overlaps(one)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [([(0, 3), (3, 5)], [(5, 9)]), ([(0, 1), (9, 12)], [(3, 9)]), ([(4, 5), (5, 9)], [(3, 4)]), ([], [(3, 9)])],
)
def test_touching_spans_leave_no_empty_gap(spans, expected):
    assert list(gaps([Span(*pair) for pair in spans], Span(3, 9))) == [Span(*pair) for pair in expected]


@given(DISJOINT)
def test_without_is_the_text_but_for_the_points(spans):
    assert without(TEXT, spans) == "".join(char for at, char in enumerate(TEXT) if at not in points(spans))


@given(DISJOINT, DISJOINT)
def test_cuts_of_what_cuts_left_are_cuts_of_the_first_text(first, second):
    """Cutting twice is cutting once, and each point goes with the cut that took it first."""
    left = [at for at in range(len(TEXT)) if at not in points(first)]
    second = [span for span in second if span.end <= len(left)]
    both = also_without([Cut(span, "one") for span in first], [Cut(span, "two") for span in second])
    expected = dict.fromkeys(points(first), "one") | {left[at]: "two" for at in points(second)}
    assert {at: cut.verdict for cut in both for at in range(*cut.span)} == expected
    assert sum(cut.span.length for cut in both) == len(expected)
    assert [cut.span for cut in both] == sorted(cut.span for cut in both)
    twice = without(without(TEXT, first), second)
    assert without(TEXT, [cut.span for cut in both]) == twice


REPAIRS = DISJOINT.flatmap(
    lambda spans: st.tuples(
        *(st.text("XYZ", max_size=3).map(lambda after, s=span: Repair(s, s.of(TEXT), after, "")) for span in spans)
    )
)


@given(REPAIRS, st.data())
def test_cuts_of_a_repaired_text_become_edits_of_its_source(repairs, data):
    """Whatever is repaired and then cut, the report's edits lead from the source to the text and back."""
    text = repaired(TEXT, repairs)
    places = st.integers(0, len(text))
    pairs = st.lists(st.tuples(places, places).map(sorted).map(lambda pair: Span(*pair)), max_size=4)
    cuts = [Cut(span, number) for number, span in enumerate(merged(data.draw(pairs)))]
    out, standing = on_source(cuts, repairs)
    expected = without(text, [cut.span for cut in cuts])
    removals = tuple(Removal(one.span, one.span.of(TEXT), Category.PROMO, "", "", Confidence.CERTAIN) for one in out)
    assert restored(expected, removals, standing) == TEXT
    edits = sorted([(one.span, "") for one in out] + [(one.span, one.after) for one in standing])
    assert all(before[0].end <= after[0].start for before, after in pairwise(edits))
    assert all(cut.span.length > 0 for cut in out)
    made, at = "", 0
    for span, after in edits:
        made, at = made + TEXT[at : span.start] + after, span.end
    assert made + TEXT[at:] == expected
    assert Result(expected, removals, tuple(standing)).source_length == len(TEXT)
    assert {cut.verdict for cut in out} <= {cut.verdict for cut in cuts}
