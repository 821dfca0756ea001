"""Cuts compose: what two rounds take out is one set of spans of the source."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from cleaner.cut import Cut, also_without, on_source, repaired, without
from cleaner.report import Removal, Repair, restored
from cleaner.rules import Category, Confidence
from cleaner.spans import Span, merged

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
