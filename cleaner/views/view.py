"""A Result as people look at it: the source line by line, with what went, why, and where in the text it stood.

Both the terminal and the page are made from a View; it knows nothing of either.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner.report.damage import Damage
from cleaner.report.result import Removal, Result
from cleaner.rules.rule import Category
from cleaner.text.encoding import Repair
from cleaner.text.lines import Document
from cleaner.text.spans import Span

#: A line longer than this, in code points, is shown in several rows, so that a page need not lay out all of it.
LONGEST_ROW = 2_000
#: How finely the place in the text is drawn: a removal is at least one part of so many wide.
FINENESS = 400


class Piece(NamedTuple):
    """A part of a row: `text` as it stands in the source. `removal` is the number of the removal that took it, and
    `repair` what mended it, if one did; the two exclude each other."""

    text: str
    removal: int | None = None
    repair: Repair | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the source, or a part of a very long one.

    `line` is its number, counted from one, or 0 where the row goes on with the line of the row before. `span` is in
    code points of the source. `notes` are the numbers of the removals that are first seen here, `damage` the findings
    that begin here. `is_gone` tells whether nothing of the row is left, `is_whole` whether it is all of its line.
    """

    line: int
    span: Span
    pieces: tuple[Piece, ...]
    notes: tuple[int, ...] = ()
    damage: tuple[Damage, ...] = ()
    is_gone: bool = False
    is_whole: bool = True

    @property
    def is_blank(self) -> bool:
        """Whether the row holds nothing but white space."""
        return not any(piece.text.strip() for piece in self.pieces)

    @property
    def is_touched(self) -> bool:
        """Whether anything of the row was removed or repaired, or is damaged."""
        return bool(self.notes or self.damage) or any(piece[1:] != (None, None) for piece in self.pieces)


class Share(NamedTuple):
    """What of one category went: in how many places, how many code points, and where: spans in parts of FINENESS."""

    category: Category
    places: int
    removed: int
    where: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A named text, its Result, and its rows.

    >>> from cleaner import clean
    >>> text = "The court rules on Friday.\\n\\nYou have 2 free articles left this month\\n"
    >>> view = View.of(clean(text), "court.txt")
    >>> [(row.line, row.is_gone, row.notes) for row in view.rows]
    [(1, False, ()), (2, True, ()), (3, True, (0,))]
    >>> view.shares[0].category.value, view.shares[0].places
    ('paywall', 1)
    """

    name: str
    result: Result
    source: str = field(repr=False)
    rows: tuple[Row, ...] = field(repr=False)
    shares: tuple[Share, ...]

    @classmethod
    def of(cls, result: Result, name: str) -> View:
        """The view of a Result. `name` is the text's name for people, such as its file's."""
        source = result.restore()
        return cls(name, result, source, tuple(_rows(source, result)), tuple(_shares(len(source), result.removals)))


class _Edit(NamedTuple):
    span: Span
    removal: int | None
    repair: Repair | None


def _rows(source: str, result: Result) -> Iterator[Row]:
    edits = [_Edit(one.span, number, None) for number, one in enumerate(result.removals)]
    edits += [_Edit(one.span, None, one) for one in result.repairs]
    edits.sort(key=lambda edit: edit.span)
    damage = deque(result.damage)
    noted: set[int] = set()
    at = 0
    document = Document(source)
    for line in range(len(document.raw_lines)):
        body, end = document.body_span(line), document.starts[line + 1]
        spans = _parts(source, body)
        for part, span in enumerate(spans):
            is_last = part == len(spans) - 1
            reach = Span(span.start, end if is_last else span.end)
            while at < len(edits) and edits[at].span.end <= reach.start:
                at += 1
            own = _within(edits, at, reach)
            pieces = tuple(_pieces(source, span, own))
            notes = _notes(source, own, reach, noted)
            found = []
            while damage and damage[0].span.start < max(reach.end, reach.start + 1):
                found.append(damage.popleft())
            is_gone = _is_gone(pieces, own, reach)
            yield Row(line + 1 if not part else 0, span, pieces, notes, tuple(found), is_gone, len(spans) == 1)


def _within(edits: Sequence[_Edit], at: int, reach: Span) -> Sequence[_Edit]:
    """The edits from number `at` on that share a code point with `reach`."""
    after = at
    while after < len(edits) and edits[after].span.start < reach.end:
        after += 1
    return edits[at:after]


def _parts(source: str, body: Span) -> list[Span]:
    """A line's body in parts that are not too long, parted after white space where there is some."""
    if body.length <= LONGEST_ROW:
        return [body]
    found, start = [], body.start
    while body.end - start > LONGEST_ROW:
        end = start + LONGEST_ROW
        space = source.rfind(" ", start + LONGEST_ROW // 2, end)
        end = space + 1 if space >= 0 else end
        found.append(Span(start, end))
        start = end
    return [*found, Span(start, body.end)]


def _pieces(source: str, span: Span, own: Sequence[_Edit]) -> Iterator[Piece]:
    at = span.start
    for edit in own:
        start, end = max(edit.span.start, span.start), min(edit.span.end, span.end)
        if start >= end:
            continue
        if start > at:
            yield Piece(source[at:start])
        yield Piece(source[start:end], edit.removal, edit.repair)
        at = end
    if at < span.end:
        yield Piece(source[at : span.end])


def _notes(source: str, own: Sequence[_Edit], reach: Span, noted: set[int]) -> tuple[int, ...]:
    """The removals to be noted on this row: those first seen here, or that end here and were never seen."""
    found = []
    for span, number, _ in own:
        if number is None or number in noted:
            continue
        shown = source[max(span.start, reach.start) : min(span.end, reach.end)]
        if shown.strip() or span.end <= reach.end:
            noted.add(number)
            found.append(number)
    return tuple(found)


def _is_gone(pieces: Sequence[Piece], own: Sequence[_Edit], reach: Span) -> bool:
    if pieces:
        return all(piece.removal is not None or not piece.text.strip() for piece in pieces) and any(
            piece.removal is not None for piece in pieces
        )
    return any(edit.removal is not None and edit.span.end >= reach.end for edit in own)


def _shares(length: int, removals: Sequence[Removal]) -> Iterator[Share]:
    """What went by category, the largest first."""
    kinds: dict[Category, list[Removal]] = defaultdict(list)
    for removal in removals:
        kinds[removal.category].append(removal)
    for category, some in sorted(kinds.items(), key=lambda item: (-sum(one.span.length for one in item[1]), item[0])):
        where = tuple(_drawn([one.span for one in some], max(1, length)))
        yield Share(category, len(some), sum(one.span.length for one in some), where)


def _drawn(spans: Sequence[Span], length: int) -> Iterator[Span]:
    """Where spans stand, in parts of FINENESS; each is at least one part wide, and those that touch are one."""
    last: Span | None = None
    for span in sorted(spans):
        start = min(FINENESS - 1, span.start * FINENESS // length)
        end = max(start + 1, -(-span.end * FINENESS // length))
        if last is not None and start <= last.end:
            last = Span(last.start, max(last.end, end))
            continue
        if last is not None:
            yield last
        last = Span(start, end)
    if last is not None:
        yield last
