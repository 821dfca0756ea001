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
#: How packed files begin.
_MAGIC = {Packing.GZIP: b"\x1f\x8b\x08", Packing.ZSTD: b"\x28\xb5\x2f\xfd"}


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
        return _plain(self._raw)

    def close(self) -> None:
        """Closes the file."""
        self._raw.close()


def _plain(raw: BinaryIO) -> Iterator[bytes]:
    """A file as it is. Raises OSError for one that is packed though its name does not say so."""
    is_first = True
    while chunk := raw.read(_CHUNK):
        for packing, magic in _MAGIC.items() if is_first else ():
            if chunk.startswith(magic):
                raise OSError(f"it is packed with {packing.name.lower()}: let its name say so")
        is_first = False
        yield chunk


def _gunzipped(raw: BinaryIO) -> Iterator[bytes]:
    """The members of a gzip file, one after the other. The module gzip drops what it has where it meets damage."""
    member, is_inside, has_member, is_empty = zlib.decompressobj(31), False, False, True
    while data := raw.read(_PACKED_CHUNK):
        is_empty = False
        while data:
            if not is_inside and not (data := data.lstrip(b"\0")):  # some writers fill up with zeros
                break
            is_inside = has_member = True
            try:
                yield member.decompress(data, _CHUNK)
            except zlib.error as error:
                raise OSError(str(error)) from None
            data = member.unconsumed_tail
            if member.eof:
                member, data, is_inside = zlib.decompressobj(31), member.unused_data, False
    if is_inside:
        raise OSError("the last member is not whole")
    if not has_member and not is_empty:
        raise OSError("it is nothing but zeros")


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
