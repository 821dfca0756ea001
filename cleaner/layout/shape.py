"""What a line looks like by itself: its length, its characters, how it begins and ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.layout.columns import COUNTED, TOP, FeatureTable, logarithm
from cleaner.layout.marks import Kind
from cleaner.layout.table import Ints, LineTable

_COUNTED_KINDS = [kind for kind, _ in COUNTED.values()]
_COUNT_SCALES = np.array([scale for _, scale in COUNTED.values()])[:, None]


class LineShape:
    """Features of each line by itself."""

    def __init__(self, lines: LineTable, judged: Ints, table: FeatureTable) -> None:
        self.lines, self.judged, self.table = lines, judged, table
        self.words = lines.line_words[judged]
        first = lines.line_first_word[judged]
        self.begin, self.end = lines.word_start[first], lines.word_end[first + self.words - 1]
        self.newline = lines.newline[judged]
        self.previous = np.append(0, lines.newline)[judged]  # the mark that ends the line before
        outside = lines.mark_at[self.newline] - lines.mark_at[self.previous] - 1 - (self.end - self.begin)
        self.points = lines.line_points[judged] - outside  # without white space at either end
        self.ends_sentence = np.zeros(0, bool)
        self.sentences = np.zeros(0, np.int64)

    def amounts(self, kinds: Ints) -> None:
        """Lengths, and how much of the line each kind of character makes."""
        self.table.values[: len(COUNTED)] = np.minimum(kinds[_COUNTED_KINDS] * _COUNT_SCALES, TOP)
        self.table.put("length", 2 * logarithm(self.points))
        self.table.put("words", 3 * logarithm(self.words))
        self.table.put("word_length", np.floor(self.points * 8.0 / self.words))
        self.table.put_share("upper", kinds[Kind.UPPER], self.points)
        self.table.put_share("digits", kinds[Kind.DIGIT], self.points)
        self.table.put_share("punctuation", kinds[Kind.STOP : Kind.TERMINATOR].sum(axis=0), self.points)
        self.table.put_share("caseless", kinds[Kind.LETTER] + kinds[Kind.IDEOGRAPH], self.points)

    def _count(self, marks: Ints) -> Ints:
        owners = self.lines.mark_line[marks]
        counts: Ints = np.bincount(owners, minlength=self.lines.line_words.size)[self.judged]
        return counts

    def pairs(self) -> None:
        """Features of two or three characters in a row: sentence ends, clock times, addresses, links,
        capitals.
        """
        at, kind, size, data = self.lines.mark_at, self.lines.mark_kind, self.lines.mark_size, self.lines.data
        stop = np.flatnonzero(kind == Kind.STOP)
        beyond = at[stop] + size[stop]
        is_end = ((data[beyond] <= ord(" ")) & (data[beyond] != ord("\n"))) | (size[stop] == 3)
        self.sentences = self._count(stop[is_end])
        self.table.put("sentences", self.sentences * 48)
        colon = np.flatnonzero(kind == Kind.COLON)
        near = at[colon + 1] == at[colon] + 1
        is_clock = near & (kind[colon + 1] == Kind.DIGIT) & (kind[colon - 1] == Kind.DIGIT)
        self.table.put("clock", self._count(colon[is_clock]) * 128)
        self.table.put("address", self._count(colon[near & (kind[colon + 1] == Kind.SEPARATOR)]) * 128)
        bracket = np.flatnonzero(kind == Kind.BRACKET)
        is_link = (data[at[bracket]] == ord("]")) & (data[at[bracket] + 1] == ord("("))
        self.table.put("links", self._count(bracket[is_link]) * 64)
        upper = np.flatnonzero(kind == Kind.UPPER)
        self.table.put_share("capitalised", self._count(upper[data[at[upper] - 1] <= ord(" ")]), self.words)

    def edges(self) -> None:
        """Features of how a line begins and ends."""
        table = self.lines
        begins = np.where(table.mark_at[self.previous + 1] == self.begin, table.mark_kind[self.previous + 1], Kind.NONE)
        self.table.put_if("starts_lower", (begins == Kind.NONE) | (begins == Kind.LOWER))
        self.table.put_if("starts_upper", begins == Kind.UPPER)
        self.table.put_if("starts_digit", begins == Kind.DIGIT)
        self.table.put_if("starts_bullet", (begins == Kind.BULLET) | (begins == Kind.DASH) | (begins == Kind.SEPARATOR))
        self.table.put_if("starts_quote", begins == Kind.QUOTE)
        last, end, mark = self._mark_before(self.end, self.newline - 1)
        second, end, mark = self._mark_before(end, mark)
        third, _, _ = self._mark_before(end, mark)
        closes = (last == Kind.QUOTE) | (last == Kind.BRACKET)
        inner = (second == Kind.STOP) | (second == Kind.ELLIPSIS) | ((second == Kind.QUOTE) & (third == Kind.STOP))
        dots = (last == Kind.STOP) & (second == Kind.STOP) & (third == Kind.STOP)
        self.ends_sentence = ((last == Kind.STOP) & ~dots) | (closes & inner)
        self.table.put_if("ends_sentence", self.ends_sentence)
        self.table.put_if("ends_colon", last == Kind.COLON)
        self.table.put_if("ends_ellipsis", (last == Kind.ELLIPSIS) | dots)
        self.table.put_if("ends_quote", closes)
        self.table.put_if("ends_other", (last == Kind.COMMA) | (last >= Kind.DASH))

    def _mark_before(self, end: Ints, mark: Ints) -> tuple[NDArray[np.uint8], Ints, Ints]:
        """The Kind of the character that ends at an offset, if it is this mark; the next offset and mark to
        ask for.
        """
        at = self.lines.mark_at[mark]
        beside = at + self.lines.mark_size[mark] == end
        kind = np.where(beside, self.lines.mark_kind[mark], np.uint8(0))
        return kind, np.where(beside, at, -1), np.maximum(mark - 1, 0)
