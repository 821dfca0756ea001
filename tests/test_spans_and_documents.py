"""Spans, and documents cut into lines and blocks: laid end to end they are the text again."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.lines import Document
from cleaner.text.spans import Span, gaps, merged

SPANS = st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


@given(st.lists(SPANS))
def test_merged_covers_the_same_points(spans):
    found = merged(spans)
    assert {i for span in found for i in range(*span)} == {i for span in spans for i in range(*span)}
    assert all(a.end < b.start for a, b in itertools.pairwise(found))


@given(st.lists(SPANS), SPANS)
def test_gaps_are_what_is_left(spans, within):
    covered = {i for span in spans for i in range(*span)}
    assert {i for span in gaps(merged(spans), within) for i in range(*span)} == set(range(*within)) - covered


def test_spans_know_themselves():
    assert Span(1, 3).length == 2
    assert Span(1, 3).of("abcd") == "bc"
    assert Span(1, 3).overlaps(Span(2, 5))
    assert not Span(1, 3).overlaps(Span(3, 5))


TEXTS = st.text(st.sampled_from("ab \t\n\r\x0b\x0c\x1c\x85\u2028\u2029\0"))


@given(TEXTS)
def test_lines_laid_end_to_end_are_the_text(text):
    document = Document(text)
    assert "".join(document.raw_lines) == text
    assert [line.span.of(text) for line in document.lines] == document.raw_lines
    assert [line.body for line in document.lines] == text.splitlines()
    for line in document.lines:
        assert line.is_blank == document.blank[line.index]
        assert document.body_span(line.index).of(text) == line.body
        for offset in range(*line.span):
            assert document.line_at(offset) == line.index


@given(TEXTS)
def test_blocks_are_runs_of_lines_that_are_not_blank(text):
    document = Document(text)
    inside = [line for block in document.blocks for line in block.lines]
    assert inside == [i for i, blank in enumerate(document.blank) if not blank]
    for block in document.blocks:
        assert block.lines.start == 0 or document.blank[block.lines.start - 1]
        assert block.span == document.span_of(block.lines.start, block.lines.stop)
