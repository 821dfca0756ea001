"""The table of line features: its columns, and how numbers go into it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.layout.marks import Kind
from cleaner.layout.table import Ints, LineTable

TOP = 255

Bytes = NDArray[np.uint8]

# The first are plain counts of characters of one kind, in the order of COUNTED.
COUNTED = {
    "stops": (Kind.STOP, 32),
    "commas": (Kind.COMMA, 32),
    "quotes": (Kind.QUOTE, 32),
    "mail": (Kind.AT, 128),
    "separators": (Kind.SEPARATOR, 64),
    "rights": (Kind.RIGHTS, 128),
    "brackets": (Kind.BRACKET, 32),
    "symbols": (Kind.SYMBOL, 64),
    "dashes": (Kind.DASH, 32),
}  # feature -> what it counts, and what one of them adds
NAMES = (
    *COUNTED,
    "length", "words", "word_length", "upper", "capitalised", "digits", "punctuation", "caseless",
    "sentences", "ends_sentence", "ends_colon", "ends_ellipsis", "ends_quote", "ends_other", "starts_lower",
    "starts_upper", "starts_digit", "starts_bullet", "starts_quote", "address", "links", "clock", "copies",
    "copy_before", "like_first", "blanks_before", "blanks_after", "block", "block_head", "block_tail",
    "from_start", "from_end", "place", "document_lines", "document_short", "document_prose",
    "document_length", "document_blank", "prose_before", "prose_after", "prose_share_before", "in_core",
    "to_core", "past_core", "core_share", "core_prose", "in_region", "familiar", "telling", "evidence",
)  # fmt: skip
COLUMNS = {name: column for column, name in enumerate(NAMES)}

_LOG = np.array(
    [n if n < 8 else (n.bit_length() - 3) * 8 + (n >> (n.bit_length() - 4)) - 8 for n in range(1 << 14)],
    np.int64,
)


def logarithm(counts: Ints) -> Ints:
    """Eight steps to the octave above 8, from the bits of the number: exact on every machine; at most 95."""
    exact: Ints = _LOG[np.minimum(counts, _LOG.size - 1)]
    return exact


class FeatureTable:
    """Features of the judged lines of a batch, one row to a feature, integers from 0 to 255."""

    __slots__ = ("columns", "values")

    def __init__(self, lines: int, columns: dict[str, int] = COLUMNS) -> None:
        self.columns = columns
        self.values = np.zeros((len(columns), lines), np.uint8)

    def put(self, name: str, value: NDArray[np.generic]) -> None:
        """Store a feature, capped at 255."""
        self.values[self.columns[name]] = np.minimum(value, TOP)

    def put_if(self, name: str, value: NDArray[np.bool_]) -> None:
        """Store 255 where true."""
        np.multiply(value, np.uint8(TOP), out=self.values[self.columns[name]])

    def put_share(self, name: str, part: Ints, whole: Ints) -> None:
        """Store part of whole as 0 to 255, rounded down."""
        self.put(name, np.floor(part * float(TOP) / np.maximum(whole, 1)))  # exact: nothing here nears 2**44


@dataclass(frozen=True, slots=True)
class LineFeatures:
    """Features of the judged lines of a batch; `lines_of` counts the judged lines of each document."""

    table: LineTable
    judged: Ints  # index of each judged line among the table's lines
    points: Ints  # length of each, in code points, without white space at either end
    ideographs: Ints  # in each
    lines_of: Ints
    values: Bytes  # feature x judged line
    words: Ints  # lexicon entries of the leading words, line after line
    words_of: Ints  # how many of them each judged line has
