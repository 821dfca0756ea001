"""Web archives (WARC): the HTML pages among their responses, each with the address that it was fetched from."""

from __future__ import annotations

import codecs
import json
import mmap
import re
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from cleaner.corpus.inputs import Form, Packing, Source
from cleaner.corpus.packed import arrow, pack
from cleaner.corpus.rows import Fields, Part, Reject, Row, called
from cleaner.corpus.tables import report_type, stream
from cleaner.errors import MissingExtra
from cleaner.report.result import Result, brief

#: Pages take long to extract: parts are cut by their number, too.
_MOST_PAGES = 128
_HTML = ("text/html", "application/xhtml+xml")
_META = re.compile(rb"<meta[^>]{0,200}charset=[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"\s*([0-9A-Fa-f]{1,8})[^\r\n]{0,100}\r?\n")
_COLUMNS = ("number", "url", "id", "date", "charset", "wrong", "page")


def parts(source: Source, fields: Fields, *, size: int, limit: int, after: Part | None = None) -> Iterator[Part]:
    """The pages of the archive in parts of at least `size` bytes or 128 pages, from the one after `after` on.

    A record that cannot be read is a fault; reading goes on with the next one that can. Rows are numbered by page.
    """
    number, row, done = 0, 1, after.number + 1 if after else 0
    waiting: list[tuple[Any, ...]] = []
    faults: list[Reject] = []
    held, at = 0, 0
    for found in _pages(source, limit):
        at = found[0]
        if isinstance(found[1], str):
            faults.append(Reject(row + len(waiting), found[1], byte=at))
            continue
        waiting.append((row + len(waiting), *found[1]))
        held += len(found[1][-1])
        if held >= size or len(waiting) >= _MOST_PAGES:
            if number >= done:
                yield Part(number, _packed(waiting), row, len(waiting), at, faults=tuple(faults))
            number, row = number + 1, row + len(waiting)
            waiting, faults, held = [], [], 0
    if (waiting or faults) and number >= done:
        content = _packed(waiting) if waiting else b""
        yield Part(number, content, row, len(waiting), source.size, faults=tuple(faults))


def fields_wrong(fields: Fields) -> str:
    """What is wrong with the names of the fields that are written for a page; empty if nothing is."""
    names = [fields.id or "id", fields.url or "url", "date", fields.text, fields.report]
    twice = next((name for name in names if names.count(name) > 1), "")
    return f"two fields would be called {twice!r}: choose others with --text-field and --report-field" if twice else ""


def _packed(waiting: list[tuple[Any, ...]]) -> bytes:
    pyarrow = arrow()
    kinds = [pyarrow.int64(), *[pyarrow.string()] * 5, pyarrow.large_binary()]
    columns = [pyarrow.array(values, kind) for values, kind in zip(zip(*waiting, strict=True), kinds, strict=True)]
    return stream([pyarrow.record_batch(columns, names=list(_COLUMNS))])


def _pages(source: Source, limit: int) -> Iterator[tuple[int, str | tuple[Any, ...]]]:
    """Where each page stands in the file, in bytes, and what it is; or what is wrong there.

    After a record that cannot be read the next one is looked for by the mark that a record begins with.
    """
    if not source.size:
        return
    with open(source.path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        mark = b"\x1f\x8b\x08" if content[:2] == b"\x1f\x8b" else b"WARC/1."
        start, is_told = 0, False
        while start >= 0:
            last, wrong = -1, ""
            file.seek(start)
            try:
                for record in _records(file):
                    last = record.stream_pos
                    if (page := _page(record, limit)) is not None:
                        yield last, page
            except EOFError:
                wrong, is_told = "the record ends early", False
                yield last, wrong
            except (OSError, ValueError) as error:
                wrong = " ".join(str(error).split())
            if not wrong:
                return
            is_told = is_told and last < 0
            found = content.find(mark, max(last, start) + 1)
            if not is_told and wrong != "the record ends early":
                yield max(found if last >= 0 else start, start), f"a record near this byte cannot be read ({wrong})"
            start, is_told = found, True


def _records(file: Any) -> Iterator[Any]:
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise MissingExtra("corpus", "fastwarc") from None
    yield from ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True, auto_decode="none")


def _page(record: Any, limit: int) -> tuple[Any, ...] | None:
    """The page of a record, in the order of the columns; None where it holds none. Raises EOFError where it is cut."""
    length = record.content_length
    http = record.http_headers
    kind = (record.http_content_type or "").lower()
    if http is None or kind not in _HTML or http.status_code != 200:
        _pass(record, length)
        return None
    page, wrong = b"", ""
    if length > limit:
        wrong = f"the page is longer than {limit:,} bytes"
        _pass(record, length)
    else:
        page = record.reader.read(length)
        if len(page) < length:
            raise EOFError
        page, wrong = _plain(page, http, limit)
    headers = record.headers
    url, date = headers.get("WARC-Target-URI"), headers.get("WARC-Date")
    return (url or "").strip("<>") or None, record.record_id, date, record.http_charset, wrong, page


def _pass(record: Any, length: int) -> None:
    """Reads over what a record holds, to see that it is all there."""
    while length > 0:
        found = len(record.reader.read(min(length, 1 << 20)))
        if not found:
            raise EOFError
        length -= found


def _plain(page: bytes, http: Any, limit: int) -> tuple[bytes, str]:
    """The page without the encodings that it was sent in, and what is wrong with them."""
    if "chunked" in (http.get("Transfer-Encoding") or "").lower():
        page = _joined(page)
    for name in reversed((http.get("Content-Encoding") or "").lower().replace(" ", "").split(",")):
        if name in ("gzip", "x-gzip", "deflate"):
            try:
                page = _inflated(page, limit, name)
            except zlib.error as error:
                return b"", f"the page is no {name} ({error})"
            if len(page) > limit:
                return b"", f"the page is longer than {limit:,} bytes"
        elif name not in ("", "identity", "none", "utf-8"):
            return b"", f"the page is encoded as {name}, which is not read"
    return page, ""


def _inflated(page: bytes, limit: int, name: str) -> bytes:
    """The page unpacked, up to a little over `limit`. Many crawlers unpack and leave the header: then as it is."""
    if page.lstrip()[:1] == b"<":
        return page
    try:
        return zlib.decompressobj(47).decompress(page, limit + 1)
    except zlib.error:
        if name != "deflate":
            raise
        return zlib.decompressobj(-15).decompress(page, limit + 1)  # some servers leave the frame out


def _joined(page: bytes) -> bytes:
    """The chunks of a page put together; the page as it is where it is not in chunks."""
    found, at = [], 0
    while match := _CHUNK_SIZE.match(page, at):
        size = int(match[1], 16)
        found.append(page[match.end() : match.end() + size])
        at = match.end() + size
        if not size:
            return b"".join(found)
    return page if not found else b"".join(found)


def decoded(page: bytes, charset: str | None) -> str:
    """The text of a page: in the encoding that its server or the page itself names, if it fits, or a likely one.

    >>> decoded(b"<meta charset='iso-8859-1'><p>caf\\xe9", None)[-4:]
    'caf\xe9'
    """
    declared = _META.search(page[:2048])
    names = ["utf-8-sig" if page.startswith(codecs.BOM_UTF8) else "", charset, declared and declared[1].decode()]
    for name in [*filter(None, names), "utf-8"]:
        try:
            plain = codecs.lookup(name).name
            return page.decode("cp1252" if plain in ("iso8859-1", "ascii") else plain)
        except (LookupError, UnicodeError, AssertionError):
            continue
    from trafilatura.utils import decode_file

    return str(decode_file(page))


class Pages:
    """The pages of a part of an archive, and the way to write their texts, as JSON lines or as a table."""

    def __init__(self, payload: bytes, fields: Fields, form: Form, packing: Packing) -> None:
        self._fields, self._form, self._packing = fields, form, packing
        self._dates: dict[int, str | None] = {}
        rows = []
        for one in arrow().ipc.open_stream(payload).read_all().to_pylist():
            self._dates[one["number"]] = one["date"]
            html = "" if one["wrong"] else decoded(one["page"], one["charset"])
            rows.append(Row(one["number"], html, one["url"], None, called(one["id"]), one["wrong"]))
        self.rows: Sequence[Row] = rows

    def packed(self, cleaned: Sequence[tuple[Row, Result]]) -> bytes:
        """The texts with their addresses, record ids and dates."""
        if self._form is Form.PARQUET:
            return self._table(cleaned)
        lines = "".join(json.dumps(self._entry(row, result), ensure_ascii=False) + "\n" for row, result in cleaned)
        return pack(lines.encode(), self._packing) if lines else b""

    def _entry(self, row: Row, result: Result) -> dict[str, Any]:
        fields = self._fields
        return {
            fields.id or "id": row.id,
            fields.url or "url": row.url,
            "date": self._dates[row.number],
            fields.text: result.text,
            fields.report: brief(result),
        }

    def _table(self, cleaned: Sequence[tuple[Row, Result]]) -> bytes:
        pyarrow = arrow()
        entries = [self._entry(row, result) for row, result in cleaned]
        names = [self._fields.id or "id", self._fields.url or "url", "date", self._fields.text, self._fields.report]
        kinds = [*[pyarrow.string()] * 3, pyarrow.large_string(), report_type()]
        columns = [pyarrow.array([one[name] for one in entries], kind) for name, kind in zip(names, kinds, strict=True)]
        return stream([pyarrow.record_batch(columns, names=names)])
