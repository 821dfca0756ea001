"""A document on its way through a run: where it stood, what is cleaned, and what is written about it."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cleaner.errors import UsageError
from cleaner.report.result import Result


@dataclass(frozen=True, slots=True)
class Fields:
    """The names of the fields (or columns) that a run reads, and `report`, which it adds."""

    text: str = "text"
    url: str | None = None
    language: str | None = None
    id: str | None = None
    report: str = "cleaner"

    def check(self) -> Fields:
        """These fields. Raises UsageError where the one that is added is also read."""
        if self.report in (self.text, self.url, self.language, self.id):
            raise UsageError(f"the field {self.report!r} is read and cannot be written too: choose --report-field")
        return self


@dataclass(frozen=True, slots=True)
class Reject:
    """What could not be cleaned, and why. `row` counts from 1; 0 is the file as a whole. `byte` is where it starts in
    the unpacked file, if that is known; `raw` is the row itself, if it can be kept.
    """

    row: int
    reason: str
    byte: int | None = None
    id: str = ""
    raw: bytes | None = None

    def line(self, file: str) -> bytes:
        """The line of the file of rejects."""
        entry: dict[str, Any] = {"file": file, "row": self.row, "reason": self.reason}
        if self.byte is not None:
            entry["byte"] = self.byte
        if self.id:
            entry["id"] = self.id
        if self.raw is not None:
            try:
                entry["line"] = self.raw.decode()
            except UnicodeDecodeError:
                entry["line_base64"] = base64.b64encode(self.raw).decode()
        return json.dumps(entry).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Row:
    """A document as it was read; `text` is a page of HTML in a web archive. `wrong` says why it cannot be cleaned.

    `raw` is a line of JSON; `place` is the row's place in its batch.
    """

    number: int
    text: str = ""
    url: str | None = None
    language: str | None = None
    id: str = ""
    wrong: str = ""
    raw: bytes | None = None
    place: int = 0

    def reject(self, reason: str = "") -> Reject:
        """The row as a reject."""
        return Reject(self.number, reason or self.wrong, id=self.id, raw=self.raw)


class Batch(Protocol):
    """The rows of a part, and the way to write them."""

    rows: Sequence[Row]

    def packed(self, cleaned: Sequence[tuple[Row, Result]]) -> bytes:
        """The rows as they are written, with the cleaned text and what was done to it."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a file: what a reader hands to a worker. `row` is the number of its first row.

    `faults` are rejects that the reader found; `next_byte` and `next_row` are where the next part starts, in the
    unpacked file; `consumed` is how many bytes of the file have been read with it.
    """

    number: int
    payload: bytes
    row: int
    rows: int
    consumed: int
    next_byte: int = 0
    faults: tuple[Reject, ...] = ()

    @property
    def next_row(self) -> int:
        """The number of the first row of the next part."""
        return self.row + self.rows


def called(value: object) -> str:
    """The value of an id field as text that can be written everywhere; empty for none."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def hint(value: object) -> str | None:
    """The value of a field that only helps: what is no text counts as absent."""
    return value if isinstance(value, str) and value else None
