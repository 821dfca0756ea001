"""Outputs apart from inputs, and from one another: what every command asks before it opens anything.

A file is known by where its path leads, whatever links lie on the way, and, where it exists, by its device and inode:
so hard links, "/dev/stdin" and a shell's redirections of the standard streams are known, too. Terminals and the null
device take everything, and are nobody's.
"""

from __future__ import annotations

import os
import stat
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from cleaner.errors import UsageError

_Key = tuple[str, str] | tuple[str, int, int]
#: What the key of a file begins with: that of a path, that of what is no regular file; nothing for others.
_PATH, _PIPE = "path", "pipe"
#: How standard output, and standard input or error, are written where paths are.
_STREAMS = ("", "-")


def check(outputs: Mapping[str, str | None], inputs: Iterable[str | None], *, prints: bool = True) -> None:
    """Raises UsageError where an output cannot be written, is an input, or is another output.

    `outputs` are paths under the names that the user knows them by, such as "--report"; "-" is standard error. `inputs`
    are paths; "-" is standard input. None and "" are no file. `prints` says that standard output is written as well.
    """
    given = [(name, path) for name, path in outputs.items() if path]
    for _, path in given:
        check_writable(path)
    apart([*given, *([("standard output", "")] if prints else [])], inputs)


def check_writable(path: str) -> None:
    """Raises UsageError where a file could not be written at `path`, before any work is done."""
    folder = os.path.dirname(path) or "."
    if path == "-":
        return
    if os.path.isdir(path):
        raise UsageError(f"cannot write {path}: it is a directory; name a file in it")
    if not os.path.isdir(folder):
        raise UsageError(f"cannot write {path}: there is no directory {folder}")
    if not os.access(path if os.path.exists(path) else folder, os.W_OK):
        raise UsageError(f"cannot write {path}: permission denied")


def apart(outputs: Iterable[tuple[str, str]], inputs: Iterable[str | None]) -> None:
    """Raises UsageError where two outputs, or an output and an input, are one file; "" is standard output."""
    read = {key: path for path in filter(None, inputs) for key in _keys(path, 0)}
    written: dict[_Key, tuple[str, str]] = {}
    for name, path in outputs:
        called = f"{name} {path}" if path else name
        for key in _keys(path, 2):
            if key in read and not _is_shared(key, path, read[key]):
                other = "standard input" if read[key] == "-" else read[key]
                same = "an input" if read[key] == path else f"the same file as the input {other}"
                raise UsageError(f"{called} is {same}, which would be overwritten: choose another output")
            if key in written and not _is_shared(key, path, written[key][0]):
                raise UsageError(f"{called} and {written[key][1]} are one file: choose another for one of them")
            written[key] = (path, called)


def _is_shared(key: _Key, *paths: str) -> bool:
    """Whether it is fine that two standard streams are one: a pipe or a connection may be both, a file may not."""
    return key[0] == _PIPE and all(path in _STREAMS for path in paths)


def _keys(path: str, dash: int) -> Iterator[_Key]:
    """What a file is known by; `dash` is the number of the standard stream that "-" stands for."""
    stream = 1 if not path else dash if path == "-" else None
    with suppress(OSError, ValueError):
        status = os.stat(path) if stream is None else os.fstat(_handle(stream))
        if stat.S_ISCHR(status.st_mode):
            return
        yield ("" if stat.S_ISREG(status.st_mode) else _PIPE, status.st_dev, status.st_ino)
    if stream is None:
        yield _PATH, _spelling(os.path.realpath(path))


def _handle(stream: int) -> int:
    """The handle of a standard stream. Raises ValueError where it is closed."""
    file = (sys.stdin, sys.stdout, sys.stderr)[stream]
    if file is None:
        raise ValueError("a closed stream")
    return file.fileno()


def _spelling(path: str) -> str:
    """One spelling for all that a file system takes for the same, for files that are not there yet."""
    if sys.platform == "darwin":
        return unicodedata.normalize("NFC", path).casefold()
    return os.path.normcase(path)
