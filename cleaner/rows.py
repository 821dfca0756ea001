"""Rules as rows of bytes: of the many rules that there are a text meets few, and only these are made."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Sequence
from enum import StrEnum
from itertools import accumulate
from typing import Any, overload

from cleaner.codes import code_of, know
from cleaner.rules.rule import Category, Confidence, DamageKind, Rule, Unit

_FIELDS = (
    "category",
    "unit",
    "confidence",
    "id",
    "reason",
    "pattern",
    "language",
    "any_of",
    "shape",
    "unless",
    "case",
    "damage",
    "width",
    "needles",
)


class Rows(Sequence[Rule]):
    """Rules, each made when it is asked for; then the codes of its patterns are known, too (see `cleaner.codes`).

    `ends` says where each row ends. Raises ValueError where both do not fit.
    """

    def __init__(self, ends: bytes, rows: bytes) -> None:
        self._ends = array("I", ends)
        self._rows = rows
        self._made: dict[int, Rule] = {}
        if len(rows) != (self._ends[-1] if self._ends else 0):
            raise ValueError("these are no rows of rules")

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_made": {}}

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, number: int) -> Rule: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Rule]: ...
    def __getitem__(self, number: int | slice) -> Rule | Sequence[Rule]:
        if isinstance(number, slice):
            return [self[one] for one in range(len(self))[number]]
        found = self._made.get(number)
        if found is None:
            number = range(len(self))[number]
            row = self._rows[self._ends[number - 1] if number else 0 : self._ends[number]]
            found = self._made.setdefault(number, _rule(*marshal.loads(row)))
        return found


def row_of(rule: Rule) -> bytes:
    """A rule as a row; its patterns are compiled for it."""
    values = [_plain(getattr(rule, field)) for field in _FIELDS]
    return marshal.dumps([code_of(rule.pattern), code_of(rule.unless) if rule.unless else b"", *values])


def joined(rows: Sequence[bytes]) -> tuple[bytes, bytes]:
    """What `Rows` is made of: where rows end, and the rows."""
    return array("I", accumulate(map(len, rows))).tobytes(), b"".join(rows)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value


def _rule(code: bytes, guard: bytes, category: str, unit: str, confidence: str, *values: Any) -> Rule:
    fields = dict(zip(_FIELDS[3:], values, strict=True))
    fields["damage"] = fields["damage"] and DamageKind(fields["damage"])
    rule = Rule(category=Category(category), unit=Unit(unit), confidence=Confidence(confidence), **fields)
    know(rule.pattern, code)
    if rule.unless:
        know(rule.unless, guard)
    return rule
