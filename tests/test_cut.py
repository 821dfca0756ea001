"""Cuts compose: what two rounds take out is one set of spans of the source."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packs import SMALL

from cleaner.judge.cut import Cut, also_without, cuts, on_source, without
from cleaner.judge.support import Verdict
from cleaner.report.result import Removal, restored
from cleaner.rules.rule import Category, Confidence
from cleaner.text.encoding import Repair, repaired
from cleaner.text.lines import Document
from cleaner.text.spans import Span, gaps, merged

TEXT = "abcdefghijklmnopqrstuvwxyz"


def cuts_of(length: int) -> st.SearchStrategy[list[Cut]]:
    pair = st.tuples(st.integers(0, length), st.integers(1, 6))
    return st.lists(pair).map(
        lambda pairs: [Cut(span, None) for span in merged(Span(a, min(a + n, length)) for a, n in pairs)]
    )


@given(st.data())
def test_two_rounds_are_one(data):
    first = data.draw(cuts_of(len(TEXT)))
    left = without(TEXT, [cut.span for cut in first])
    second = data.draw(cuts_of(len(left)))
    both = [cut.span for cut in also_without(first, second)]
    assert without(TEXT, both) == without(left, [cut.span for cut in second])
    assert all(a.end <= b.start for a, b in itertools.pairwise(both))
    assert all(span.length for span in both)


@st.composite
def repairs_of(draw, text=TEXT):
    spans = merged(
        Span(a, min(a + n, len(text))) for a, n in draw(st.lists(st.tuples(st.integers(0, 25), st.integers(1, 3))))
    )
    return [Repair(span, span.of(text), draw(st.sampled_from(["", "X", "XY", "XYZW"])), "") for span in spans]


@given(st.data())
def test_cuts_of_the_repaired_text_lead_to_the_source(data):
    repairs = data.draw(repairs_of())
    text = repaired(TEXT, repairs)
    found = data.draw(cuts_of(len(text)))
    cuts, standing = on_source(found, repairs)
    removals = [Removal(cut.span, cut.span.of(TEXT), Category.PROMO, "", "", Confidence.CERTAIN) for cut in cuts]
    edits = sorted([(cut.span, "") for cut in cuts] + [(one.span, one.after) for one in standing])
    assert all(a[0].end <= b[0].start for a, b in itertools.pairwise(edits))
    out, at = "", 0
    for span, after in edits:
        out += TEXT[at : span.start] + after
        at = span.end
    out += TEXT[at:]
    assert restored(out, removals, standing) == TEXT
    assert out == without(text, [cut.span for cut in found])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A\nX\nB", "A\nB"),
        ("A\n\nX\n\nB", "A\n\nB"),
        ("A\n\nX\nB", "A\n\nB"),
        ("A\nX\n\nB", "A\n\nB"),
        ("A\nX\n\nX\nB", "A\n\nB"),
        ("A\nX\n\n\nX\n\nX\nB", "A\n\n\nB"),
        ("A\nX\nX\n\nX\nX\nB", "A\n\nB"),
        ("X\nB", "B"),
        ("A\n\nX\n\n", "A\n"),
        ("A\n\nX", "A\n"),
        ("X\n\nX", ""),
        ("A\nX\nB\n\nX\n\nC", "A\nB\n\nC"),
    ],
)
def test_lines_go_with_one_side_of_the_blank_lines_around_them(text, expected):
    document = Document(text)
    gone = [line for line, body in enumerate(document.bodies) if body == "X"]
    found = cuts(document, [Verdict(SMALL.rules[0], document.body_span(line), line, line, True) for line in gone])
    assert without(text, [cut.span for cut in found]) == expected
    assert all(cut.span.length for cut in found)
    assert {cut.verdict.first for cut in found} == set(gone)


@pytest.mark.parametrize(
    ("repairs", "found", "expected", "standing"),
    [
        ([(3, 5, "XYZW")], [(2, 5)], [(2, 3)], ["ZW"]),
        ([(3, 5, "XYZW")], [(5, 8)], [(5, 6)], ["XY"]),
        ([(3, 5, "XYZW")], [(4, 6)], [], ["XW"]),
        ([(3, 5, "XYZW")], [(4, 5), (6, 7)], [], ["XZ"]),
        ([(3, 5, "XYZW")], [(3, 7)], [(3, 5)], []),
        ([(3, 5, "XYZW")], [(2, 8)], [(2, 6)], []),
        ([(3, 5, "XYZW")], [(0, 3), (7, 8)], [(0, 3), (5, 6)], ["XYZW"]),
        ([(3, 5, "")], [(2, 4)], [(2, 6)], []),
        ([(3, 5, "")], [(2, 3)], [(2, 3)], [""]),
        ([(3, 5, "")], [(3, 4)], [(5, 6)], [""]),
        ([(8, 9, "")], [(1, 3), (7, 9)], [(1, 3), (7, 10)], []),
        ([(8, 9, "")], [(1, 3), (5, 6), (7, 9)], [(1, 3), (5, 6), (7, 10)], []),
        ([(3, 5, ""), (8, 9, "X")], [(1, 2), (6, 7)], [(1, 2), (8, 9)], [""]),
    ],
)
def test_a_repair_goes_with_the_cuts_that_cover_it_and_stands_in_what_they_leave(repairs, found, expected, standing):
    made = [Repair(Span(start, end), TEXT[start:end], after, "") for start, end, after in repairs]
    its_cuts, stands = on_source([Cut(Span(*one), None) for one in found], made)
    assert [cut.span for cut in its_cuts] == expected
    assert [repair.after for repair in stands] == standing


@pytest.mark.parametrize(
    ("spans", "within", "expected"),
    [
        ([], (2, 5), [(2, 5)]),
        ([], (2, 2), []),
        ([(2, 3)], (2, 5), [(3, 5)]),
        ([(2, 5)], (2, 5), []),
        ([(0, 2), (5, 9)], (2, 5), [(2, 5)]),
        ([(0, 1), (1, 3), (4, 7), (8, 9)], (2, 5), [(3, 4)]),
        ([(3, 4), (4, 5)], (2, 5), [(2, 3)]),
    ],
)
def test_gaps_are_never_empty(spans, within, expected):
    assert list(gaps([Span(*one) for one in spans], Span(*within))) == expected


def test_merged_spans_do_not_touch():
    assert merged([Span(4, 6), Span(0, 2), Span(2, 3), Span(9, 9), Span(7, 8), Span(4, 5)]) == [(0, 3), (4, 6), (7, 8)]
    assert not Span(0, 3).overlaps(Span(3, 4))
    assert not Span(3, 4).overlaps(Span(0, 3))
    assert Span(0, 3).overlaps(Span(2, 4))
