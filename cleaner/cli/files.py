"""Reading and writing of the command line: bytes in, bytes out, and one line for what went wrong."""

from __future__ import annotations

import codecs
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from cleaner.errors import OutputError, UsageError, why


def read(path: str | None) -> bytes:
    """The content of the file at `path`, or of standard input for None and "-"."""
    with opened(path) as file:
        return file.read()


@contextmanager
def opened(path: str | None) -> Iterator[IO[bytes]]:
    """The file at `path`, or standard input for None and "-", to read from. Raises UsageError where it cannot be read.

    In the block nothing else may raise OSError.
    """
    try:
        if path is None or path == "-":
            if sys.stdin is None:
                raise UsageError("cannot read standard input: it is closed; name a file")
            yield sys.stdin.buffer
        else:
            with open(path, "rb") as file:
                yield file
    except OSError as error:
        raise UsageError(f"cannot read {path or 'standard input'}: {why(error)}") from None


def read_packed(path: str) -> bytes:
    """The content of a file that may be packed with gzip or xz. Raises UsageError where it cannot be read."""
    content = read(path)
    try:
        if path.endswith(".gz"):
            import gzip

            return gzip.decompress(content)
        if path.endswith(".xz"):
            import lzma

            return lzma.decompress(content)
    except Exception as error:  # each format has errors of its own
        raise UsageError(f"cannot unpack {path}: {error}") from None
    return content


def write(path: str, content: bytes) -> None:
    """Writes `content` to the file at `path`, whole or not at all, or to standard error for "-". Raises OutputError.

    What is no regular file, and a file in a folder that takes no other, is written in place.
    """
    place = os.path.realpath(path)
    if path == "-" or not _is_replaceable(place):
        with written(path) as file:
            file.write(content)
        return
    from cleaner.corpus.parts import whole

    try:
        with whole(place) as temporary:
            with open(temporary, "wb") as file:
                file.write(content)
            if os.path.exists(place):
                os.chmod(temporary, stat.S_IMODE(os.stat(place).st_mode))
    except OSError as error:
        raise OutputError(f"cannot write {path}: {why(error)}") from None


def _is_replaceable(place: str) -> bool:
    """Whether a file can be put in the place of what is there, if anything."""
    return os.access(os.path.dirname(place) or ".", os.W_OK) and (os.path.isfile(place) or not os.path.exists(place))


@contextmanager
def written(path: str) -> Iterator[IO[bytes]]:
    """The file at `path`, or standard error for "-", to write to. Raises OutputError where it cannot be written.

    In the block nothing else may raise OSError, save BrokenPipeError.
    """
    try:
        if path != "-":
            with open(path, "wb") as file:
                yield file
        elif sys.stderr is None:
            raise OutputError("cannot write standard error: it is closed")
        else:
            yield sys.stderr.buffer
            sys.stderr.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write {'standard error' if path == '-' else path}: {why(error)}") from None


def decoded(data: bytes, encoding: str) -> str:
    """The text of `data`; bytes that are no UTF-8 become lone surrogates, so that they can be written back.

    Raises UsageError where another encoding is unknown or does not fit.
    """
    if encoding == "utf-8":
        return data.decode("utf-8", "surrogateescape")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(f"the input is no {encoding}: byte {error.start} ({error.reason})") from None


def page(data: bytes, encoding: str) -> str | bytes:
    """A page of HTML: as its bytes where they are to say themselves what they are written in, else decoded."""
    return data if encoding == "utf-8" else decoded(data, encoding)


def encoded(text: str, encoding: str = "utf-8") -> bytes:
    """The bytes of a text that `decoded` made."""
    if encoding == "utf-8":
        try:
            return text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            return text.encode("utf-8", "surrogatepass")
    return text.encode(encoding)


def encoding_of(name: str, data: bytes) -> str:
    """The encoding that `name` means for `data`, spelled so that encoding again gives the same bytes.

    A byte-order mark stays in the text, so that it can be written back. Raises UsageError for an unknown name.
    """
    try:
        plain = codecs.lookup(name).name
        "".encode(plain)
    except (LookupError, TypeError):
        raise UsageError(f"unknown encoding {name!r}; give a name that Python knows, such as latin-1") from None
    if plain == "utf-8-sig":
        return "utf-8"
    if plain in ("utf-16", "utf-32"):
        return plain + ("-be" if data[:4].lstrip(b"\0")[:2] == b"\xfe\xff" else "-le")
    return plain


def first_bad_byte(data: bytes) -> int | None:
    """Where `data` stops being UTF-8, in bytes; None if it never does."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return None
