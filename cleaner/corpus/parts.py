"""Parts of the output on disk: a part is there whole or not at all, and its being there is the journal of the run."""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from cleaner.corpus.rows import Part
from cleaner.errors import ReportError

_MAGIC = b"cleaner part 1\n"
SECTIONS = ("output", "reports", "rejects", "stats")


@contextmanager
def whole(path: str) -> Iterator[str]:
    """Gives a temporary name to write to; the file then appears at `path`, whole and on disk, or not at all.

    Where nothing was written under the temporary name, nothing appears.
    """
    folder, name = os.path.split(path)
    os.makedirs(folder or ".", exist_ok=True)
    temporary = os.path.join(folder, f".{name}.{os.getpid()}.tmp")
    try:
        yield temporary
        if os.path.exists(temporary):
            with open(temporary, "rb+") as file:
                os.fsync(file.fileno())
            os.replace(temporary, path)
            _sync_folder(folder or ".")
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def sweep(path: str) -> None:
    """Removes what a writer of the file at `path` that was killed left under a temporary name, which holds the number
    of its process."""
    folder, name = os.path.split(path)
    begins = os.path.join(folder, f".{name}.")
    for left in glob.glob(f"{glob.escape(begins)}*.tmp"):
        if left[len(begins) : -4].isdecimal():
            with suppress(OSError):
                os.unlink(left)


def write_whole(path: str, content: bytes) -> None:
    """Writes the content so that it appears at `path` whole or not at all."""
    with whole(path) as temporary, open(temporary, "wb") as file:
        file.write(content)


def _sync_folder(folder: str) -> None:
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # some systems open no folders
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class Stored:
    """A finished part: where its sections stand in the file, and where the next part starts in the input."""

    path: str
    places: dict[str, tuple[int, int]]
    after: Part

    def read(self, section: str) -> bytes:
        """The content of a section."""
        start, length = self.places[section]
        with open(self.path, "rb") as file:
            file.seek(start)
            return file.read(length)


def path_of(folder: str, number: int) -> str:
    """Where the part with that number is kept."""
    return os.path.join(folder, f"{number:06}.part")


def store(folder: str, part: Part, sections: dict[str, bytes]) -> None:
    """Writes a finished part."""
    head: dict[str, Any] = {
        "lengths": [len(sections[name]) for name in SECTIONS],
        "row": part.row,
        "rows": part.rows,
        "consumed": part.consumed,
        "next_byte": part.next_byte,
    }
    content = [_MAGIC, json.dumps(head).encode(), b"\n", *(sections[name] for name in SECTIONS)]
    with whole(path_of(folder, part.number)) as temporary, open(temporary, "wb") as file:
        file.writelines(content)


def stored(folder: str, number: int) -> Stored:
    """The finished part with that number. Raises ReportError where it is damaged."""
    path = path_of(folder, number)
    with open(path, "rb") as file:
        magic, head = file.readline(), file.readline()
        start, size = file.tell(), os.fstat(file.fileno()).st_size
    try:
        found = json.loads(head)
        places = {}
        for name, length in zip(SECTIONS, found["lengths"], strict=True):
            places[name] = (start, length)
            start += length
        after = Part(number, b"", found["row"], found["rows"], found["consumed"], found["next_byte"])
    except (ValueError, KeyError, TypeError):
        magic = b""
    if magic != _MAGIC or start != size:
        raise ReportError(f"{path} is damaged: remove it and run again")
    return Stored(path, places, after)


def finished(folder: str) -> set[int]:
    """The numbers of the parts that are finished."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return set()
    return {int(name[:-5]) for name in names if name.endswith(".part") and name[:-5].isdecimal()}
