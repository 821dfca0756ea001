"""Where a line stands: in its block, among copies of itself, and around the article that its document seems
to hold.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.layout.columns import TOP, logarithm
from cleaner.layout.shape import LineShape
from cleaner.layout.table import Ints
from cleaner.layout.words import LEADING_WORDS, POWERS, LeadingWords


class LinePlace:
    """Features of a line among the lines of its document."""

    def __init__(self, shape: LineShape, lines_of: Ints, ideographs: Ints) -> None:
        self.shape, self.table = shape, shape.table
        self.lines_of = lines_of
        self.count = shape.judged.size
        self.index = np.arange(self.count)
        self.filled = np.flatnonzero(lines_of)  # documents with a judged line
        sizes = lines_of[self.filled]
        self.heads = np.cumsum(sizes) - sizes
        self.member = np.repeat(np.arange(sizes.size), sizes)  # which of them each line belongs to
        self.size = sizes[self.member]
        self.begin = self.heads[self.member]
        self.rank = self.index - self.begin
        self.weight = np.minimum(shape.points + ideographs, 1 << 20)  # an ideograph says as much as two letters
        self.is_prose = (self.weight >= 80) & (shape.ends_sentence | (shape.sentences > 0))
        self.prose = np.where(self.is_prose, self.weight, 0)
        self.total_prose = self.per_document(self.prose)

    def per_document(self, values: NDArray[np.generic]) -> Ints:
        """The sum over each document that has lines."""
        sums: Ints = np.add.reduceat(values, self.heads, dtype=np.int64)
        return sums

    def places(self) -> None:
        """Place in the document and in its block; blank lines around."""
        judged, lines = self.shape.judged, self.shape.lines
        line_begin = (np.cumsum(lines.lines_of) - lines.lines_of)[self.filled]
        blanks = np.diff(judged, prepend=-1) - 1
        blanks[self.heads] = judged[self.heads] - line_begin
        after = np.append(blanks[1:], 0)
        after[self.heads[1:] - 1] = 0
        self.table.put("blanks_before", blanks * 64)
        self.table.put("blanks_after", after * 64)
        starts = blanks > 0
        starts[self.heads] = True
        block = np.flatnonzero(starts)
        sizes = np.diff(block, append=self.count)
        within = self.index - np.repeat(block, sizes)
        size = np.repeat(sizes, sizes)
        self.table.put("block", 8 * logarithm(size))
        self.table.put("block_head", 8 * logarithm(within))
        self.table.put("block_tail", 8 * logarithm(size - 1 - within))
        self.table.put("from_start", 3 * logarithm(self.rank))
        self.table.put("from_end", 3 * logarithm(self.size - 1 - self.rank))
        self.table.put_share("place", self.rank, self.size - 1)

    def copies(self, words: LeadingWords) -> None:
        """Lines that stand in the document more than once, and lines that begin as the document does."""
        key = np.add.reduceat(words.hashes * POWERS[words.rank], words.first)
        key = (key + self.shape.points.astype(np.uint64)) * POWERS[1] + self.member.astype(np.uint64) * POWERS[2]
        order = np.argsort(key)
        ordered = key[order]
        starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
        sizes = np.diff(starts, append=self.count)
        copies, earliest = np.empty(self.count, np.int64), np.empty(self.count, np.int64)
        copies[order] = np.repeat(sizes - 1, sizes)
        earliest[order] = np.repeat(np.minimum.reduceat(order, starts), sizes)
        self.table.put("copies", copies * 85)
        self.table.put_if("copy_before", earliest < self.index)
        slot = np.minimum(words.first[self.heads][:, None] + np.arange(LEADING_WORDS), words.hashes.size - 1)
        head = words.hashes[slot].astype(np.int64)
        head[np.arange(LEADING_WORDS) >= words.counts[self.heads][:, None]] = 0
        owner = np.repeat(self.member, words.counts)
        is_shared = np.zeros(words.hashes.size, bool)
        for step in range(LEADING_WORDS):
            is_shared |= words.hashes.view(np.int64) == head[owner, step]
        shared = np.add.reduceat(is_shared, words.first, dtype=np.int64)
        shared[self.heads] = 0
        self.table.put_share("like_first", shared, words.counts)

    def documents(self) -> None:
        """What the whole document looks like, and where prose stands around the line."""
        sizes, lines = self.lines_of[self.filled], self.shape.lines.lines_of[self.filled]
        total = self.per_document(self.weight)
        short = self.per_document(self.weight < 40)
        facts = (
            ("document_lines", 3 * logarithm(sizes)),
            ("document_blank", (lines - sizes) * TOP // lines),
            ("document_length", 2 * logarithm(total >> 3)),
            ("document_short", short * TOP // sizes),
            ("document_prose", self.total_prose * TOP // np.maximum(total, 1)),
        )
        for name, value in facts:
            self.table.put(name, value[self.member])
        before = np.cumsum(self.prose) - self.prose
        before -= before[self.begin]
        self.table.put_share("prose_share_before", before, self.total_prose[self.member])
        at = np.where(self.is_prose, self.index, -1)
        previous = np.maximum.accumulate(np.append(-1, at[:-1]))
        self.table.put("prose_before", 3 * logarithm(np.where(previous >= self.begin, self.index - previous, 1 << 13)))
        at = np.where(self.is_prose, self.index, 1 << 40)
        following = np.minimum.accumulate(np.append(at[1:], 1 << 40)[::-1])[::-1]
        gap = np.where(following < self.begin + self.size, following - self.index, 1 << 13)
        self.table.put("prose_after", 3 * logarithm(gap))

    def core(self) -> None:
        """The stretch of lines that gathers the most prose for the least else: the likely body of the
        article.
        """
        start, end = self.densest(60)
        self.table.put_if("in_core", (self.index >= start) & (self.index <= end))
        self.table.put("to_core", 3 * logarithm(np.maximum(start - self.index, 0)))
        self.table.put("past_core", 3 * logarithm(np.maximum(self.index - end, 0)))
        self.table.put_share("core_share", end - start + 1, self.size)
        running = np.cumsum(self.prose)
        self.table.put_share(
            "core_prose", running[end] - running[start] + self.prose[start], self.total_prose[self.member]
        )
        start, end = self.densest(15)
        self.table.put_if("in_region", (self.index >= start) & (self.index <= end))

    def densest(self, cost: int) -> tuple[Ints, Ints]:
        """First and last line of the densest stretch of prose in each line's document.

        A maximum subsequence (Pasternack and Roth, 2009) over lines: prose scores its length, anything else
        costs.
        """
        gain = np.where(self.is_prose, np.minimum(self.weight, 600), -cost)
        running = np.cumsum(gain) - (int(np.abs(gain).sum()) + 1) * self.member  # every document starts below the last
        before = running - gain
        before[self.heads] = running[self.heads] - gain[self.heads]
        lowest = np.minimum.accumulate(before)
        best = running - lowest
        highest = np.maximum.reduceat(best, self.heads)[self.member]
        end = np.minimum.reduceat(np.where(best == highest, self.index, 1 << 40), self.heads)[self.member]
        is_start = (before == lowest[end]) & (self.index <= end)
        start = np.maximum.reduceat(np.where(is_start, self.index, -1), self.heads)[self.member]
        return start, end
