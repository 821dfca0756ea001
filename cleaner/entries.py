"""Entries on disk, each of some parts of bytes. They come back whole or not at all, and only where they can be trusted.

An entry is read only where it is a plain file of the user's own that nobody else may write, and whole; it appears whole
or not at all. Where nothing can be written everything works, only later. The folder is `$CLEANER_CACHE` ("off" for
none) or the user's cache folder; what else lies in it is never touched: only what has the name of an entry and is one
is removed or replaced.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from contextlib import suppress
from itertools import chain
from typing import IO
from zlib import crc32

#: Written at the head of an entry; another form of entry takes another.
MAGIC = b"cleaner cache 9\n"
_MARK = b"cleaner cache "
_HEAD = len(MAGIC) + 4 + 4  # with the sum of what follows it, and the number of parts
_MOST_ENTRIES, _MOST_PARTS = 16, 64
_BINARY = getattr(os, "O_BINARY", 0)
#: A pipe that bears the name of an entry would keep its reader waiting.
_READING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | _BINARY
#: What entries are called: what they hold, and the checksum of what that was made from.
_NAMES = re.compile(r"(?:heads|owners|rules|scan|sources)-[0-9a-f]{32}(?:-[\w.-]+)?")


def folder() -> str | None:
    """Where entries are kept; None if nowhere."""
    chosen = os.environ.get("CLEANER_CACHE")
    if chosen is not None:
        return None if chosen in ("", "off") else chosen
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "news-text-cleaner") if base and os.path.isabs(base) else None


def read(name: str) -> list[bytes] | None:
    """The parts of the entry of that name; None if there is none, or if it is not one to be trusted."""
    home = folder()
    if home is None:
        return None
    try:
        handle = os.open(os.path.join(home, name), _READING)
        with os.fdopen(handle, "rb", buffering=0) as file:  # no buffer: each part is read into its place at once
            status = os.fstat(handle)
            return _parts(file, status.st_size) if _is_own(status) else None
    except OSError:
        return None


def _parts(file: IO[bytes], size: int) -> list[bytes] | None:
    """The parts that a file of so many bytes holds; None if it is not whole."""
    head = file.read(_HEAD)
    if len(head) < _HEAD or not head.startswith(MAGIC):
        return None
    number = head[-4:]
    count = int.from_bytes(number, "little")
    table = file.read(8 * min(count, _MOST_PARTS))
    if len(table) != 8 * count:
        return None
    sizes = [int.from_bytes(table[at : at + 8], "little") for at in range(0, len(table), 8)]
    if _HEAD + len(table) + sum(sizes) != size:
        return None
    parts = [file.read(one) for one in sizes]
    is_whole = list(map(len, parts)) == sizes and _sum(number, table, *parts) == head[len(MAGIC) : -4]
    return parts if is_whole else None


def _sum(*parts: bytes) -> bytes:
    """What shows that an entry is whole; who may have written it is asked of the file system."""
    found = 0
    for part in parts:
        found = crc32(part, found)
    return found.to_bytes(4, "little")


def _is_own(status: os.stat_result) -> bool:
    if not stat.S_ISREG(status.st_mode):
        return False
    return not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)


def write(name: str, *parts: bytes) -> None:
    """Keeps an entry, if it can be kept; other readers see it whole or not at all.

    What stands at its place and is no entry stays.
    """
    home = folder()
    if home is None:
        return
    path = os.path.join(home, name)
    partial = f"{path}.{os.getpid()}.part"
    number = len(parts).to_bytes(4, "little")
    table = b"".join(len(part).to_bytes(8, "little") for part in parts)
    head = [MAGIC, _sum(number, table, *parts), number, table]
    try:
        os.makedirs(home, mode=0o700, exist_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(chain(head, parts))
        if not os.path.lexists(path) or _is_entry(path):
            os.replace(partial, path)
        _forget_oldest(home)
    except OSError:
        pass
    finally:
        with suppress(OSError):  # it is there still where the disk is full
            os.unlink(partial)


def _is_entry(path: str) -> bool:
    """Whether a file is the user's own and begins as an entry of some version does: this program wrote it."""
    with suppress(OSError):
        handle = os.open(path, _READING)
        with os.fdopen(handle, "rb") as file:
            return _is_own(os.fstat(handle)) and file.read(len(_MARK)) == _MARK
    return False


def _forget_oldest(home: str) -> None:
    with os.scandir(home) as found:
        files = sorted(
            (entry.stat().st_mtime, entry.name)
            for entry in found
            if _NAMES.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
        )
    for _, name in files[:-_MOST_ENTRIES]:
        if read(name) is not None:
            os.unlink(os.path.join(home, name))
