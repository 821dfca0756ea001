"""The finished files of a run: which they are, and the sum of their statistics, in the order of the input.

A file that is finished has a record. The records of the first files without a gap are folded into one sum and then
removed, so that what a run remembers does not grow with the number of its files.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from typing import Any

from cleaner.corpus.parts import write_whole
from cleaner.corpus.stats import Stats
from cleaner.errors import ReportError

#: The sum is written so often, in seconds, and at the end.
_SECONDS = 5.0


class Totals:
    """What a run has finished, as its folder says; `count` files there are in all."""

    def __init__(self, folder: str, count: int) -> None:
        self._folder, self._count = folder, count
        self._folded, self._written = 0, 0  # so many files are in the sum, and in the sum that is on disk
        self._without: list[int] = []  # files that were too damaged to give any output
        self.stats = Stats()
        self._told = time.monotonic()
        found = _read(os.path.join(folder, "total.json"))
        if found is not None:
            self._folded = self._written = int(found["files"])
            self._without = list(found["without output"])
            self.stats = Stats.from_dict(found["stats"])

    def record(self, index: int) -> str:
        """Where the record of a file is, without a suffix."""
        return os.path.join(self._folder, f"{index:06}")

    def is_finished(self, index: int) -> bool:
        """Whether a file is finished."""
        return index < self._folded or os.path.exists(f"{self.record(index)}.json")

    def has_output(self, index: int) -> bool:
        """Whether a finished file gave any output."""
        if index < self._folded:
            return index not in self._without
        found = _read(f"{self.record(index)}.json")
        return found is not None and bool(found["has_output"])

    def fold(self, *, is_last: bool = False) -> None:
        """Adds to the sum what can be added in order, and writes it now and then."""
        while self._folded < self._count and (found := _read(f"{self.record(self._folded)}.json")) is not None:
            self.stats.merge(Stats.from_dict(found["stats"]))
            if not found["has_output"]:
                self._without.append(self._folded)
            self._folded += 1
        if self._folded > self._written and (is_last or time.monotonic() - self._told > _SECONDS):
            self._write()

    def _write(self) -> None:
        content = {
            "files": self._folded,
            "without output": self._without,
            "stats": self.stats.to_dict(most_sites=None),
        }
        write_whole(os.path.join(self._folder, "total.json"), json.dumps(content).encode())
        for index in range(self._written, self._folded):
            with suppress(FileNotFoundError):
                os.unlink(f"{self.record(index)}.json")
        self._written, self._told = self._folded, time.monotonic()


def _read(path: str) -> dict[str, Any] | None:
    """What a file holds; None where there is none."""
    try:
        with open(path, "rb") as file:
            found: dict[str, Any] = json.load(file)
    except FileNotFoundError:
        return None
    except ValueError:
        raise ReportError(f"{path} is damaged: begin anew with --overwrite") from None
    return found
