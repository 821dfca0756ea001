"""What a run reads: files, folders and globs, each file with its form, its packing and the name it goes by."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cleaner.errors import UsageError, why


class Form(StrEnum):
    """What a file holds."""

    JSONL = "jsonl"  #: one JSON object a line
    PARQUET = "parquet"  #: a table
    WARC = "warc"  #: a web archive


class Packing(StrEnum):
    """How a file is packed."""

    PLAIN = ""
    GZIP = "gz"
    ZSTD = "zst"


_PACKINGS = {".gz": Packing.GZIP, ".zst": Packing.ZSTD, ".zstd": Packing.ZSTD}
_FORMS = {
    ".jsonl": Form.JSONL,
    ".ndjson": Form.JSONL,
    ".parquet": Form.PARQUET,
    ".pq": Form.PARQUET,
    ".warc": Form.WARC,
}
_PIPES = "a pipe, a socket or a device"
#: What a web archive may be turned into, as a suffix.
WARC_OUTPUTS = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. `name` is its path below the folder or glob that it came from, with "/" between the parts;
    `size` is in bytes, `changed` its time of modification in nanoseconds.
    """

    path: str
    name: str
    form: Form
    packing: Packing
    size: int
    changed: int

    def output(self, warc_output: str = "jsonl") -> tuple[str, Form, Packing]:
        """The name, form and packing of what is written for this file."""
        if self.form is not Form.WARC:
            return self.name, self.form, self.packing
        stem = _split(self.name)[0].removesuffix(".warc")
        form = Form.PARQUET if warc_output == "parquet" else Form.JSONL
        return f"{stem}.{warc_output}", form, _split(warc_output)[1]


def sources(
    inputs: Sequence[str],
    *,
    form: str | None = None,
    apart_from: Sequence[str] = (),
    tell: Callable[[str], None] | None = None,
) -> list[Source]:
    """The files that `inputs` name: files as they are, folders with all below them, globs; sorted within each.

    `form` says what all files hold, whatever they are called. What lies in the folders `apart_from` is passed over; so
    are pipes, sockets and devices in a folder, which might never end, and `tell` is told of each.
    Raises UsageError where an input is missing, holds nothing, has no known form, or two go by the same name.
    """
    chosen = None if form is None else _form(form)
    found: dict[str, Source] = {}
    for given in inputs:
        for path, name, is_named in _files(given, apart_from):
            kind = kind_of(path, chosen)
            if kind is None:
                if is_named:
                    raise UsageError(f"cannot tell the form of {path}: give --format ({', '.join(Form)})")
                continue
            if not _is_plain(path):
                if is_named:
                    raise UsageError(f"{path} is no file but {_PIPES}: for a pipe there is cleaner --jsonl")
                if tell:
                    tell(f"{path} is passed over: it is no file but {_PIPES}")
                continue
            if name in found:
                raise UsageError(f"{path} and {found[name].path} would both be written as {name}")
            found[name] = _source(path, name, kind)
    if not found:
        raise UsageError(f"found nothing to read in {', '.join(inputs)}: files end in {', '.join(_FORMS)}")
    return list(found.values())


def _is_plain(path: str) -> bool:
    """Whether a path leads to a file; to nothing counts as well, since opening it says why."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return True


def kind_of(path: str, form: Form | None) -> tuple[Form, Packing, str] | None:
    """The form and packing that the name of a file tells; None where it tells none and `form` is not given.

    >>> kind_of("news.jsonl.gz", None)
    (<Form.JSONL: 'jsonl'>, <Packing.GZIP: 'gz'>, 'news')
    """
    stem, packing = _split(path)
    stem, suffix = os.path.splitext(stem)
    found = form or _FORMS.get(suffix.lower())
    return None if found is None else (found, packing, stem)


def _split(path: str) -> tuple[str, Packing]:
    stem, suffix = os.path.splitext(path)
    packing = _PACKINGS.get(suffix.lower())
    return (path, Packing.PLAIN) if packing is None else (stem, packing)


def _form(name: str) -> Form:
    try:
        return Form(name)
    except ValueError:
        raise UsageError(f"unknown format {name!r}; choose one of {', '.join(Form)}") from None


def _files(given: str, apart_from: Sequence[str]) -> Iterator[tuple[str, str, bool]]:
    """Path and name of each file that an input means, and whether the input names just this one."""
    if given == "-":
        raise UsageError("corpus reads files, so that it can go on after a stop; for a pipe there is cleaner --jsonl")
    if os.path.isdir(given):
        for path in _below(given, apart_from):
            yield path, os.path.relpath(path, given).replace(os.sep, "/"), False
    elif os.path.exists(given):
        yield given, os.path.basename(given), True
    elif glob.has_magic(given):
        root = _root(given)
        for path in sorted(glob.glob(given, recursive=True)):
            if not os.path.isdir(path) and not _is_in(path, apart_from):
                yield path, os.path.relpath(path, root).replace(os.sep, "/"), False
    else:
        raise UsageError(f"cannot read {given}: there is no such file or folder")


def _below(folder: str, apart_from: Sequence[str]) -> Iterable[str]:
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if not _is_in(at, apart_from):
            yield from (os.path.join(at, name) for name in sorted(files) if not name.startswith("."))


def _is_in(path: str, folders: Sequence[str]) -> bool:
    """Whether the path is one of the folders or lies in one."""
    real = os.path.join(os.path.realpath(path), "")
    return any(real.startswith(os.path.join(os.path.realpath(folder), "")) for folder in folders)


def _root(pattern: str) -> str:
    """The longest folder of a glob that has no magic in it."""
    root = os.path.dirname(pattern)
    while glob.has_magic(root):
        root = os.path.dirname(root)
    return root or "."


def _source(path: str, name: str, kind: tuple[Form, Packing, str]) -> Source:
    form, packing, _ = kind
    if form is Form.PARQUET and packing is not Packing.PLAIN:
        raise UsageError(f"{path}: Parquet is packed inside; unpack the file first")
    try:
        with open(path, "rb") as file:
            status = os.stat(file.fileno())
    except OSError as error:
        raise UsageError(f"cannot read {path}: {why(error)}") from None
    return Source(os.path.abspath(path), name, form, packing, status.st_size, status.st_mtime_ns)
