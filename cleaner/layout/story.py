"""What a line looks like once most lines have been judged: how near it stands to the article that was found, and
how many of its words the article has.

The first look goes by layout, which cannot tell the article from another one below it, or from a teaser in whole
sentences. The second knows the surest lines of the article and compares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.layout.columns import Bytes, FeatureTable, LineFeatures, logarithm
from cleaner.layout.marks import Kind
from cleaner.layout.table import Ints, LineTable
from cleaner.layout.words import hash_words

SCORE_STEPS = 12  # to 1.0 of log-odds
SURE = 800  # thousandths: lines of the article beyond doubt
LIKELY = 450
WASTE = 100
_LONG_WORD, _LONG_FOREIGN_WORD, _LONG_NAME = 7, 10, 4  # bytes from which a word may tell what a text is about
_HEAVIEST = 600  # a line weighs as its length in code points, up to here
_STRETCHES = (("stretch", 200), ("article", 1000), ("heart", 5000))  # the last ends at the first long interruption
_OPENING = 8  # sure lines of the article that tell what it is about
_BREAK = 20  # what any line costs that is not content, as if it were so much longer
SECOND_NAMES = (
    "score", "topic", "topic_words", "topic_waste", "in_article", "to_article", "past_article", "article_share",
    "content_before", "content_share", "content_size", "run_share", "run_size", "sure_before", "sure_after",
    "relative_length", "in_stretch", "to_stretch", "past_stretch", "in_heart", "to_heart", "past_heart", "opening",
    "title",
)  # fmt: skip
_COLUMNS = {name: column for column, name in enumerate(SECOND_NAMES)}


class SecondLook:
    """The features of the second look over the judged lines of a batch; `raw` and `chance` are the first's scores."""

    def __init__(self, features: LineFeatures, raw: Ints, chance: Ints, steps: int) -> None:
        self.features, self.chance = features, chance
        self.table = FeatureTable(raw.size, _COLUMNS)
        sizes = features.lines_of[features.lines_of > 0]
        self.heads = np.cumsum(sizes) - sizes
        self.member = np.repeat(np.arange(sizes.size), sizes)
        self.begin, self.end = self.heads[self.member], (self.heads + sizes)[self.member]
        self.index = np.arange(raw.size)
        self.weight = np.minimum(features.points + features.ideographs, _HEAVIEST)
        self.sure = chance >= SURE
        self.opening = self.sure
        self.content = np.where(chance >= LIKELY, self.weight, 0)
        self.table.put("score", np.maximum(raw * SCORE_STEPS // steps + 128, 0))

    def values(self) -> Bytes:
        """Feature x judged line, whole numbers from 0 to 255."""
        if self.index.size:
            self._amounts()
            self._runs()
            for name, cost in _STRETCHES:
                start, end = self._densest(cost)
                self.table.put_if(f"in_{name}", (self.index >= start) & (self.index <= end))
                self.table.put(f"to_{name}", 3 * logarithm(np.maximum(start - self.index, 0)))
                self.table.put(f"past_{name}", 3 * logarithm(np.maximum(self.index - end, 0)))
                if name == "article":
                    self.opening = self._is_opening(start, end)
                    running = np.cumsum(self.content)
                    inside = running[end] - running[start] + self.content[start]
                    self.table.put_share("article_share", inside, self._whole(self.content))
            self._topic()
        return self.table.values

    def _whole(self, values: NDArray[np.generic]) -> Ints:
        """The sum over each line's document."""
        sums: Ints = np.add.reduceat(values, self.heads, dtype=np.int64)[self.member]
        return sums

    def _amounts(self) -> None:
        """How much content there is, how much of it before the line, how far the next sure line is."""
        whole = self._whole(self.content)
        before = np.cumsum(self.content) - self.content
        self.table.put_share("content_before", before - before[self.begin], whole)
        self.table.put_share("content_share", whole, self._whole(self.weight))
        self.table.put("content_size", 2 * logarithm(whole >> 3))
        sure, length = self._whole(self.sure), self._whole(np.where(self.sure, self.weight, 0))
        self.table.put("relative_length", np.where(sure > 0, self.weight * sure * 64 // np.maximum(length, 1), 0))
        far = 1 << 13
        at = np.where(self.sure, self.index, -1)
        previous = np.maximum.accumulate(np.append(-1, at[:-1]))
        self.table.put("sure_before", 3 * logarithm(np.where(previous >= self.begin, self.index - previous, far)))
        at = np.where(self.sure, self.index, 1 << 40)
        following = np.minimum.accumulate(np.append(at[1:], 1 << 40)[::-1])[::-1]
        self.table.put("sure_after", 3 * logarithm(np.where(following < self.end, following - self.index, far)))

    def _runs(self) -> None:
        """The run of content that the line belongs to, against the longest of its document."""
        turns = self.content > 0
        changes = np.append(True, turns[1:] != turns[:-1])
        changes[self.heads] = True
        starts = np.flatnonzero(changes)
        sums = np.add.reduceat(self.content, starts)
        size = np.repeat(sums, np.diff(starts, append=self.index.size))
        longest = np.maximum.reduceat(size, self.heads)[self.member]
        self.table.put_share("run_share", size, longest)
        self.table.put("run_size", 2 * logarithm(size >> 3))

    def _densest(self, cost: int) -> tuple[Ints, Ints]:
        """First and last line of the stretch that gathers the most likely content for the least else (maximum
        subsequence, Pasternack and Roth, 2009); the higher the cost, the fewer interruptions."""
        gain = self.weight * (self.chance - LIKELY)
        gain -= np.where(gain < 0, _BREAK * cost, 0)
        running = np.cumsum(gain) - (int(np.abs(gain).sum()) + 1) * self.member
        before = running - gain
        before[self.heads] = running[self.heads] - gain[self.heads]
        lowest = np.minimum.accumulate(before)
        best = running - lowest
        highest = np.maximum.reduceat(best, self.heads)[self.member]
        end = np.minimum.reduceat(np.where(best == highest, self.index, 1 << 40), self.heads)[self.member]
        is_start = (before == lowest[end]) & (self.index <= end)
        start = np.maximum.reduceat(np.where(is_start, self.index, -1), self.heads)[self.member]
        return start, end

    def _is_opening(self, start: Ints, end: Ints) -> NDArray[np.bool_]:
        """The first sure lines of the article: another article below it shares few of their words."""
        inside = self.sure & (self.index >= start) & (self.index <= end)
        count = np.cumsum(inside)
        before: Ints = count - inside
        opening: NDArray[np.bool_] = inside & (before - before[self.begin] < _OPENING)
        return opening

    def _topic(self) -> None:
        """How many of the line's telling words stand in other sure lines of the article, of boilerplate, in the
        opening, and in the first line, which is often the page's title."""
        words = telling_words(self.features.table, self.features.judged)
        slot, slots = _slots(words, self.member)
        count = np.bincount(words.line, minlength=self.index.size)
        self.table.put("topic_words", 3 * logarithm(count))
        first = np.zeros(self.index.size, bool)
        first[self.heads] = True
        known = (
            ("topic", self.sure),
            ("topic_waste", self.chance < WASTE),
            ("opening", self.opening),
            ("title", first),
        )
        for name, chosen in known:
            recurring = _recurring(words.line, slot, slots, chosen)
            self.table.put_share(name, np.bincount(words.line[recurring], minlength=self.index.size), count)


@dataclass(frozen=True, slots=True)
class TellingWords:
    """Words that may tell what a line is about, and pairs of ideographs, as hashes, with the judged line of each."""

    hashes: NDArray[np.uint64]
    line: Ints


def telling_words(table: LineTable, judged: Ints) -> TellingWords:
    """Long words and names, by their first eight bytes; where there are no words, pairs of ideographs."""
    place = np.full(table.line_words.size, -1)
    place[judged] = np.arange(judged.size)
    size = table.word_end - table.word_start
    first = table.data[table.word_start]
    is_upper = (first >= ord("A")) & (first <= ord("Z"))
    is_long = np.where(first < 0x80, size >= _LONG_WORD, size >= _LONG_FOREIGN_WORD) | is_upper & (size >= _LONG_NAME)
    is_long &= size < 60
    chosen = np.flatnonzero(is_long)
    line = place[np.searchsorted(table.line_first_word, chosen, "right") - 1]
    chosen, line = chosen[line >= 0], line[line >= 0]
    hashes = hash_words(table, table.word_start[chosen], table.word_end[chosen])
    signs = np.flatnonzero(table.mark_kind[:-1] == Kind.IDEOGRAPH)
    if signs.size == 0:
        return TellingWords(hashes, line)
    at = table.mark_at[signs]
    beside = (table.mark_kind[signs + 1] == Kind.IDEOGRAPH) & (table.mark_at[signs + 1] == at + 3)
    beside &= (table.mark_size[signs] == 3) & ~((table.data[at] == 0xE3) & (table.data[at + 1] <= 0x82))  # no kana
    signs = signs[beside]
    at = table.mark_at[signs]
    pairs = hash_words(table, at, at + 6)
    return TellingWords(np.append(hashes, pairs), np.append(line, place[table.mark_line[signs]]))


def _slots(words: TellingWords, member: Ints) -> tuple[Ints, int]:
    """A slot for each word in a hash table of its document, which is sized by its words alone; how many slots."""
    if words.line.size == 0:
        return np.empty(0, np.int64), 0
    owner = member[words.line]
    counts = np.bincount(owner, minlength=int(member[-1]) + 1)
    bits = np.maximum(np.frexp(counts * 4.0)[1], 1).astype(np.int64)
    offset = np.cumsum(1 << bits) - (1 << bits)
    slot = offset[owner] + (words.hashes >> (64 - bits)[owner].astype(np.uint64)).astype(np.int64)
    return slot, int((1 << bits).sum())


def _recurring(line: Ints, slot: Ints, slots: int, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which words stand in a chosen line other than their own: a table keeps the first and last such line."""
    order = np.flatnonzero(chosen[line])
    latest = np.full(slots, -1, np.int32)
    earliest = np.full(slots, np.iinfo(np.int32).max, np.int32)
    np.maximum.at(latest, slot[order], line[order].astype(np.int32))
    np.minimum.at(earliest, slot[order], line[order].astype(np.int32))
    seen = latest[slot]
    recurs: NDArray[np.bool_] = (seen >= 0) & ((seen != line) | (earliest[slot] != line))
    return recurs
