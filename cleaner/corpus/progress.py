"""How a run tells how far it is: a bar on a terminal, a line now and then in a log, or nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from io import StringIO
from typing import Any

from cleaner.corpus.inputs import Source
from cleaner.corpus.work import Done

_SECONDS = 15.0


class Progress:
    """Counts what is done, and tells of it on standard error. Use it in a `with`.

    `total` is the size of the files in bytes, as they are on disk; what earlier runs did counts as done, but not for
    the speed.
    """

    def __init__(self, sources: Sequence[Source], *, is_quiet: bool = False, is_terminal: bool | None = None) -> None:
        self._sources = sources
        self._total = sum(source.size for source in sources)
        self._read = [0] * len(sources)
        self._skipped = 0
        self._files = 0
        self._documents = self._rejected = self._characters = self._removed = self._size = 0
        self._is_quiet = is_quiet
        self._is_terminal = sys.stderr is not None and sys.stderr.isatty() if is_terminal is None else is_terminal
        self._bar: Any = None
        self._task: Any = None
        self._began = self._told = time.monotonic()

    def __enter__(self) -> Progress:
        self._began = self._told = time.monotonic()
        if self._is_terminal and not self._is_quiet:
            self._bar = _bar()
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task("", total=max(self._total, 1), note="")
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self.tick()
            self._bar.stop()

    def skip(self, index: int, consumed: int) -> None:
        """Takes note of what an earlier run has done of a file."""
        self._skipped += consumed - self._read[index]
        self._read[index] = consumed
        self._files += consumed >= self._sources[index].size

    def add(self, done: Done) -> None:
        """Takes note of a job that was done."""
        self._read[done.index] = max(self._read[done.index], done.consumed)
        self._documents += done.documents
        self._rejected += done.rejected
        self._characters += done.characters
        self._removed += done.removed
        self._size += done.size
        self._files += done.is_joined

    def tick(self) -> None:
        """Tells, where it is time to."""
        if self._is_quiet:
            return
        if self._bar is not None:
            self._bar.update(self._task, completed=min(sum(self._read), self._total), note=self.line())
        elif (now := time.monotonic()) - self._told >= _SECONDS:
            self._told = now
            with suppress(OSError):  # nobody is left to tell
                print(f"cleaner: {self.line()}, {self._left()}", file=sys.stderr or StringIO(), flush=True)

    def line(self) -> str:
        """How far the run is, in a line."""
        seconds = max(time.monotonic() - self._began, 1e-9)
        share = self._removed / self._characters if self._characters else 0.0
        rejected = f", {self._rejected:,} rejected" if self._rejected else ""
        files = f"{self._files} of {len(self._sources)} files" if len(self._sources) > 1 else "1 file"
        speed = f"{self._size / seconds / 1e6:.1f} MB/s"
        return f"{self._documents:,} documents, {speed}, {share:.1%} removed{rejected}, {files}"

    def _left(self) -> str:
        """The time that is left if it goes on like this."""
        done, seconds = sum(self._read) - self._skipped, time.monotonic() - self._began
        if done <= 0:
            return "time left unknown"
        left = int(seconds * max(self._total - sum(self._read), 0) / done)
        return f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02} left"


def _bar() -> Any:
    """A bar of rich on standard error; None where rich is not installed."""
    try:
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar
    except ImportError:
        return None
    columns = (BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), TextColumn("{task.fields[note]}"))
    return Bar(*columns, console=Console(stderr=True), refresh_per_second=4)
