"""Line features: what each line of a batch of documents looks like, as small integers.

Every feature is an integer from 0 to 255, computed by array operations over the whole batch, so that neither
the machine nor the company of other documents can change it. Lines without a word have no features: they are
never judged.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleaner.layout.columns import COLUMNS, NAMES, TOP, Bytes, FeatureTable, LineFeatures
from cleaner.layout.marks import KINDS, Kind
from cleaner.layout.place import LinePlace
from cleaner.layout.shape import LineShape
from cleaner.layout.table import Ints, LineTable, tabulate
from cleaner.layout.words import LEXICON_BITS, leading_words

__all__ = ["COLUMNS", "EVIDENCE_STEP", "LEXICON_BITS", "NAMES", "TOP", "LineFeatures", "measure", "recall"]

EVIDENCE_STEP = 100  # so that certain, 2, becomes 200


def measure(texts: Sequence[str], evidence: Bytes | None = None, lexicon: Bytes | None = None) -> LineFeatures:
    """The features of all lines of a batch.

    `evidence` has 0, 1 (likely rule) or 2 (certain rule) for each line; `lexicon` says of each word entry how
    often it stood in boilerplate, 0 never, 255 always.
    """
    table = tabulate(texts)
    lines = table.newline.size
    spaces = np.bincount(table.mark_line[table.mark_kind == Kind.SPACE], minlength=lines)
    is_seen = (table.line_words > 0) & (table.line_points > spaces)
    judged = np.flatnonzero(is_seen)
    before = np.append(0, np.cumsum(is_seen))
    ends = np.cumsum(table.lines_of)
    lines_of = before[ends] - before[ends - table.lines_of]
    words = leading_words(table, judged)
    features = FeatureTable(judged.size)
    shape = LineShape(table, judged, features)
    entries = (words.hashes >> np.uint64(64 - LEXICON_BITS)).astype(np.int64)
    ideographs = np.zeros(judged.size, np.int64)
    if judged.size:
        kinds_of = _count_kinds(table, before, judged.size)
        shape.amounts(kinds_of)
        shape.pairs()
        shape.edges()
        ideographs = kinds_of[Kind.IDEOGRAPH]
        place = LinePlace(shape, lines_of, ideographs)
        place.places()
        place.copies(words)
        place.documents()
        place.core()
        if lexicon is not None:
            familiar, telling = recall(lexicon[entries], words.counts)
            features.put("familiar", familiar)
            features.put("telling", telling)
        if evidence is not None:
            features.put("evidence", _evidence(table, judged, evidence))
    return LineFeatures(table, judged, shape.points, ideographs, lines_of, features.values, entries, words.counts)


def _count_kinds(table: LineTable, before: Ints, count: int) -> Ints:
    """Kind x judged line: how many characters; `before` numbers the judged lines."""
    marks = np.flatnonzero(table.mark_kind != Kind.NEWLINE)
    owner = before[table.mark_line[marks]]
    owner[owner == count] = 0  # white space below the last judged line; nobody asks how much
    kinds = table.mark_kind[marks].astype(np.int64)  # NumPy 1 would reckon on in eight bits
    return np.bincount(kinds * count + owner, minlength=count * KINDS).reshape(KINDS, count)


def recall(known: Bytes, words_of: Ints) -> tuple[Ints, Bytes]:
    """Mean and maximum over each line's leading words of what the lexicon says of them."""
    first = np.cumsum(words_of) - words_of
    return np.add.reduceat(known, first, dtype=np.int64) // words_of, np.maximum.reduceat(known, first)


def _evidence(table: LineTable, judged: Ints, evidence: Bytes) -> Ints:
    strongest = np.zeros(table.line_words.size, np.int64)
    np.maximum.at(strongest, np.arange(evidence.size) if table.joined is None else table.joined, evidence)
    return np.minimum(strongest[judged] * EVIDENCE_STEP, TOP)
