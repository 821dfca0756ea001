"""Reading and writing of the command line: bytes in, bytes out, and one line for what went wrong."""

from __future__ import annotations

import codecs
import os
import sys

from cleaner.errors import UsageError


def read(path: str | None) -> bytes:
    """The content of the file at `path`, or of standard input for None and "-"."""
    if path is None or path == "-":
        return sys.stdin.buffer.read()
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {_why(error)}") from None


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
    """Writes `content` to the file at `path`, or to standard error for "-"."""
    if path == "-":
        sys.stderr.buffer.write(content)
        sys.stderr.flush()
        return
    try:
        with open(path, "wb") as file:
            file.write(content)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {_why(error)}") from None


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


def out(content: bytes) -> None:
    """Writes `content` to standard output."""
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


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


def warn(message: str) -> None:
    """One line on standard error."""
    print(f"cleaner: {message}", file=sys.stderr)


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
