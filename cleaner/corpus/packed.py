"""Files packed with gzip or zstd: read as a stream that notices a missing end, written as members to be joined."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from cleaner.corpus.inputs import Packing
from cleaner.errors import MissingExtra

_CHUNK, _PACKED_CHUNK = 1 << 20, 1 << 16
#: Above this level gzip takes longer than the cleaning does.
_GZIP_LEVEL, _ZSTD_LEVEL = 4, 3


def arrow() -> Any:
    """The pyarrow package. Raises MissingExtra where it is not installed."""
    try:
        import pyarrow
    except ImportError:
        raise MissingExtra("corpus", "pyarrow") from None
    return pyarrow


class Unpacked:
    """The bytes of a file, unpacked, in chunks; `consumed` is how far the file itself has been read, in bytes."""

    def __init__(self, path: str, packing: Packing, start: int = 0) -> None:
        self._packing = packing
        self._raw = open(path, "rb")
        self._raw.seek(start)

    @property
    def consumed(self) -> int:
        """How many bytes of the file have been read."""
        return self._raw.tell()

    def chunks(self) -> Iterator[bytes]:
        """The unpacked bytes. Raises OSError where they end early or are damaged, after what came before."""
        if self._packing is Packing.GZIP:
            return _gunzipped(self._raw)
        if self._packing is Packing.ZSTD:
            return _unzstd(self._raw)
        return iter(lambda: self._raw.read(_CHUNK), b"")

    def close(self) -> None:
        """Closes the file."""
        self._raw.close()


def _gunzipped(raw: BinaryIO) -> Iterator[bytes]:
    """The members of a gzip file, one after the other. The module gzip drops what it has where it meets damage."""
    member, is_inside = zlib.decompressobj(31), False
    while data := raw.read(_PACKED_CHUNK):
        while data:
            if not is_inside and not (data := data.lstrip(b"\0")):  # some writers fill up with zeros
                break
            is_inside = True
            try:
                yield member.decompress(data, _CHUNK)
            except zlib.error as error:
                raise OSError(str(error)) from None
            data = member.unconsumed_tail
            if member.eof:
                member, data, is_inside = zlib.decompressobj(31), member.unused_data, False
    if is_inside:
        raise OSError("the last member is not whole")


def _unzstd(raw: BinaryIO) -> Iterator[bytes]:
    """The frames of a zstd file, one after the other. Small chunks, since the one before a damage is lost."""
    pyarrow = arrow()
    if not os.fstat(raw.fileno()).st_size:
        return
    twin = os.fdopen(os.dup(raw.fileno()), "rb", buffering=0)  # arrow closes what it reads; the two share a position
    with pyarrow.CompressedInputStream(pyarrow.PythonFile(twin, "r"), "zstd") as stream:
        while chunk := stream.read(_PACKED_CHUNK):
            yield chunk


def pack(content: bytes, packing: Packing) -> bytes:
    """The content as a member of its own: members in a row are a packed file, and the same content the same bytes."""
    if packing is Packing.PLAIN:
        return content
    if packing is Packing.GZIP:
        return gzip.compress(content, _GZIP_LEVEL, mtime=0)
    packed: bytes = arrow().Codec("zstd", _ZSTD_LEVEL).compress(content, asbytes=True)
    return packed
