"""A batch of documents as arrays: its bytes, the few characters that are worth a look, its words, its lines.

Nothing here loops over lines in Python; the cost is a fixed number of array operations for a batch of any
size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.layout.marks import Kind, byte_kinds, code_point_kinds

Ints = NDArray[np.int64]

_PADDING = bytes(8)  # lets eight bytes be read at any offset
_WIDEST_WRAP = 100  # code points; nobody wraps running text wider
_NARROWEST_WRAP = 40
_FEWEST_WRAPPED_LINES = 4
_FEWEST_WRAPPED_WORDS = 3
_NO_ROOM = -(1 << 40)


@dataclass(frozen=True, slots=True)
class LineTable:
    """Bytes, marks, words and lines of a batch.

    Marks are the characters that have a Kind; word and line offsets count UTF-8 bytes in `data`, which begins
    with a newline of its own. Words are what ASCII white space parts.
    """

    data: NDArray[np.uint8]
    mark_at: Ints
    mark_kind: NDArray[np.uint8]
    mark_size: NDArray[np.uint8]
    mark_line: Ints
    newline: Ints  # index of the mark that ends each line
    word_start: Ints
    word_end: Ints
    line_words: Ints
    line_first_word: Ints
    line_points: Ints  # code points, without the newline
    lines_of: Ints  # how many lines each document has
    joined: Ints | None = None  # original line -> line of this table, if any text was rejoined


def split_lines(texts: Sequence[str]) -> list[str]:
    """The texts with every terminator of `str.splitlines` turned into "\\n", so that line numbers stay the
    same.
    """
    return ["".join([line + "\n" for line in text.splitlines()]) for text in texts]


def tabulate(texts: Sequence[str]) -> LineTable:
    """The table of a batch of texts, with text that was wrapped at a fixed width rejoined into paragraphs."""
    table = _tabulate_text(texts)
    if (table.mark_kind == Kind.TERMINATOR).any():
        table = _tabulate_text(split_lines(texts))
    joins = _wrapped_newlines(table)
    if joins.size == 0:
        return table
    data = table.data.copy()
    data[table.mark_at[table.newline[joins]]] = ord(" ")
    gone = np.zeros(table.newline.size, np.int64)
    gone[joins] = 1
    owner = np.repeat(np.arange(table.lines_of.size), table.lines_of)
    lines_of = table.lines_of - np.bincount(owner[joins], minlength=table.lines_of.size)
    return _tabulate(data.tobytes(), lines_of, np.arange(gone.size) - (np.cumsum(gone) - gone))


def _tabulate_text(texts: Sequence[str]) -> LineTable:
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    parts = [part if not part or part.endswith(b"\n") else part + b"\n" for part in encoded]
    lines_of = np.array([part.count(b"\n") for part in parts], np.int64)
    return _tabulate(b"".join((b"\n", *parts, _PADDING)), lines_of, None)


def _marks(text: bytes, data: NDArray[np.uint8]) -> tuple[Ints, NDArray[np.uint8], NDArray[np.uint8]]:
    """Offset, Kind and size in bytes of each character that has a Kind."""
    kinds = np.frombuffer(text.translate(byte_kinds()), np.uint8)
    at = _where(kinds != 0)
    kind = kinds[at]
    size = np.ones(at.size, np.uint8)
    leads = np.flatnonzero(kind >= Kind.LEAD2)
    if leads.size:
        lead = kind[leads]
        offset = at[leads]
        first = data[offset].astype(np.int32)
        second = data[offset + 1].astype(np.int32) & 0x3F
        two = ((first & 0x1F) << 6) | second
        three = ((first & 0x0F) << 12) | (second << 6) | (data[offset + 2] & 0x3F)
        decoded = code_point_kinds()[np.where(lead == Kind.LEAD2, two, three)]
        is_han = (first == 0xF0) & (second >= 0x20)  # U+20000 to U+3FFFF
        far = np.where(is_han, np.uint8(Kind.IDEOGRAPH), np.uint8(Kind.SYMBOL))
        kind[leads] = np.where(lead == Kind.LEAD4, far, decoded)
        size[leads] = lead - np.uint8(Kind.LEAD2 - 2)
    return at, kind, size


def _where(truths: NDArray[np.bool_]) -> Ints:
    """As np.flatnonzero, which hunts one by one for truths below one in ten; so some are added."""
    spare = truths.size // 8
    padded = np.ones(truths.size + spare, np.bool_)
    padded[: truths.size] = truths
    return np.flatnonzero(padded)[: -spare or None]


def _tabulate(text: bytes, lines_of: Ints, joined: Ints | None) -> LineTable:
    data = np.frombuffer(text, np.uint8)
    at, kind, size = _marks(text, data)
    newline = np.flatnonzero(kind == Kind.NEWLINE)
    mark_line = np.zeros(at.size, np.int64)
    mark_line[1:] = np.repeat(np.arange(newline.size - 1), np.diff(newline))
    line_end = at[newline]
    is_text = data[: line_end[-1] + 1] > ord(" ")
    turns = np.flatnonzero(is_text[1:] != is_text[:-1]) + 1  # white space stands at both ends of the buffer
    word_start, word_end = turns[::2], turns[1::2]
    first_word = np.searchsorted(word_start, line_end)
    beyond = np.flatnonzero((data[: is_text.size] & 0xC0) == 0x80)
    extra = np.diff(np.searchsorted(beyond, line_end)) if beyond.size else 0
    return LineTable(
        data=data,
        mark_at=at,
        mark_kind=kind,
        mark_size=size,
        mark_line=mark_line,
        newline=newline[1:],
        word_start=word_start,
        word_end=word_end,
        line_words=np.diff(first_word),
        line_first_word=first_word[:-1],
        line_points=np.diff(line_end) - 1 - extra,
        lines_of=lines_of,
        joined=joined,
    )


def _wrapped_newlines(table: LineTable) -> Ints:
    """Lines whose newline is there only because the next line's first word did not fit the width.

    A text counts as wrapped if its widest line is 40 to 100 code points and at least half of its text stands
    on lines that end for want of room, as a greedy line breaker leaves them.
    """
    documents = table.lines_of.size
    has_text = table.lines_of > 0
    if not has_text.any():
        return np.empty(0, np.int64)
    width = np.zeros(documents, np.int64)
    running = np.where(table.line_words >= _FEWEST_WRAPPED_WORDS, table.line_points, 0)  # an address may stick out
    first = (np.cumsum(table.lines_of) - table.lines_of)[has_text]
    width[has_text] = np.maximum.reduceat(running, first)
    likely = (width >= _NARROWEST_WRAP) & (width <= _WIDEST_WRAP) & (table.lines_of > _FEWEST_WRAPPED_LINES)
    if not likely.any():
        return np.empty(0, np.int64)
    owner = np.repeat(np.arange(documents), table.lines_of)
    has_words = table.line_words > 0
    head = np.minimum(table.line_first_word, table.word_start.size - 1)
    line_bytes = np.diff(table.mark_at[table.newline], prepend=0) - 1
    word_bytes = table.word_end[head] - table.word_start[head]
    word_points = -(-word_bytes * table.line_points // np.maximum(line_bytes, 1))  # as wide as the line's others
    room = np.where(has_words, word_points + 1, _NO_ROOM)
    overflow = table.line_points + np.append(room[1:], _NO_ROOM) > width[owner]
    same = np.append(owner[1:] == owner[:-1], False)
    joins = overflow & same & has_words & likely[owner]
    joined_text = np.bincount(owner, weights=np.where(joins, table.line_points, 0), minlength=documents)
    all_text = np.bincount(owner, weights=table.line_points, minlength=documents)
    joined_lines = np.bincount(owner, weights=joins, minlength=documents)
    wrapped = (joined_text * 2 >= all_text) & (joined_lines >= _FEWEST_WRAPPED_LINES)
    return np.flatnonzero(joins & wrapped[owner])
