"""What the candidate pass looks for, and which rules each find announces."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple

#: Rules by their number.
Numbers = set[int]


class Lexicon(NamedTuple):
    r"""What to look for: folded literals, then shapes (patterns on bytes), numbered from 0 on in this order.

    "\n" in a literal stands for a line's start or end: lines are scanned with one between them, before the first and
    after the last. `short` are the numbers of those that are looked for in short lines only.
    """

    literals: tuple[str, ...]
    shapes: tuple[str, ...]
    short: frozenset[int] = frozenset()

    @property
    def marks(self) -> Marks:
        """The numbers of hits that are neither of literals nor of shapes."""
        return marks_after(len(self.literals) + len(self.shapes))


class Marks(NamedTuple):
    """Numbers of hits that tell of a line what no rule says; `odd` is the first number after all literals and shapes.

    An odd line must be folded before literals can be found in it; an ill one may be broken in its encoding; at a seam
    two sentences may be glued.
    """

    odd: int
    ill: int
    seam: int


def marks_after(count: int) -> Marks:
    """The numbers of marks where there are so many literals and shapes."""
    return Marks(*range(count, count + len(Marks._fields)))


class Owners:
    """For each literal and shape, by number, the rules that it announces.

    A rule may ask that its line begins with one of some texts, too: those of rule `number` are in `begins[number]`.
    """

    def __init__(self, rows: Iterable[Sequence[int]] = (), begins: dict[int, tuple[str, ...]] | None = None) -> None:
        self._ends, self._numbers = array("I"), array("I")
        for some in rows:
            self._numbers.extend(some)
            self._ends.append(len(self._numbers))
        self.begins = begins or {}
        self.twofold: Numbers = set(self.begins)
        self._known: dict[int, Numbers] = {}
        self._by_length: dict[int, dict[int, set[str]]] = {}

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, key: int) -> Numbers:
        known = self._known.get(key)
        if known is None:
            start = self._ends[key - 1] if key else 0
            known = self._known[key] = set(self._numbers[start : self._ends[key]])
        return known

    def without_others(self, numbers: Numbers, start: str) -> Numbers:
        """The rules of `numbers` but those that ask for another start of the line than `start`, which is folded."""
        if half := numbers & self.twofold:
            return numbers - {one for one in half if not self._is_begun(one, start)}
        return numbers

    def _is_begun(self, number: int, start: str) -> bool:
        """Whether `start` begins as the rule asks: by the lengths of what it may begin with, which are few."""
        by_length = self._by_length.get(number)
        if by_length is None:
            by_length = {}
            for text in self.begins[number]:
                by_length.setdefault(len(text), set()).add(text)
            self._by_length[number] = by_length
        return any(start[:length] in some for length, some in by_length.items())

    def dumped(self) -> tuple[bytes, bytes, dict[int, tuple[str, ...]]]:
        """All as plain values, for this machine."""
        return self._ends.tobytes(), self._numbers.tobytes(), self.begins

    @classmethod
    def loaded(cls, ends: bytes, numbers: bytes, begins: dict[int, tuple[str, ...]]) -> Owners:
        """What `dumped` gave. Raises ValueError if it is not that."""
        owners = cls((), begins)
        owners._ends.frombytes(ends)
        owners._numbers.frombytes(numbers)
        return owners
