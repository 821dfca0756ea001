"""JSON lines: cut into parts at line ends, cleaned in place; all that is not cleaned stays as it was, to the byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from cleaner.corpus.inputs import Packing, Source
from cleaner.corpus.packed import Unpacked, pack
from cleaner.corpus.rows import Fields, Part, Reject, Row, called, hint
from cleaner.errors import MissingExtra
from cleaner.report.result import Result, brief

#: So much of a file is looked at, in bytes and in rows, to see whether it has the fields.
_PEEK, _PEEK_ROWS = 200_000, 100
_BOM = b"\xef\xbb\xbf"
_WHITE = " \t\n\r"
_decoder = json.JSONDecoder()


def parts(source: Source, fields: Fields, *, size: int, limit: int, after: Part | None = None) -> Iterator[Part]:
    """The file cut into parts of whole lines that hold at least `size` bytes together, from the one after `after` on.

    A line that is longer than `limit` (and than `size`) is a part of its own without a payload, and a fault. Where
    packed data end early or are damaged, that is the fault of a last part. Where it is cut depends on the content only.
    """
    number, at, row = (after.number + 1, after.next_byte, after.next_row) if after else (0, 0, 1)
    is_plain = source.packing is Packing.PLAIN
    damage: list[str] = []
    file = Unpacked(source.path, source.packing, at if is_plain else 0)
    try:
        chunks = _until_damage(file.chunks(), 0 if is_plain else at, damage)
        for piece in _pieces(chunks, size, max(size, limit)):
            length, rows = len(piece), piece.count(b"\n") + (not piece.endswith(b"\n"))
            faults: tuple[Reject, ...] = ()
            if isinstance(piece, _Long):
                length, rows = piece.length, 1
                faults = (Reject(row, f"the line is longer than {max(size, limit):,} bytes", byte=at),)
            yield Part(number, bytes(piece), row, rows, file.consumed, at + length, faults)
            number, at, row = number + 1, at + length, row + rows
        if damage:
            fault = Reject(row, f"the packed data end early or are damaged from here on ({damage[0]})", byte=at)
            yield Part(number, b"", row, 0, source.size, at, (fault,))
    finally:
        file.close()


def fields_wrong(source: Source, fields: Fields) -> str:
    """What is wrong with the fields of the first rows, for all of them; empty if nothing is, or none can be read."""
    first = next(parts(source, fields, size=_PEEK, limit=_PEEK), None)
    lines = first.payload.removeprefix(_BOM).split(b"\n")[:_PEEK_ROWS] if first else []
    found = [row for row in map(parsed, lines) if not isinstance(row, str)]
    if found and all(fields.report in row for row in found):
        return f"there is a field {fields.report!r} already; choose another with --report-field"
    if found and not any(fields.text in row for row in found):
        return f"there is no field {fields.text!r} but {', '.join(found[0])}; name it with --text-field"
    return ""


class _Long(bytes):
    """Stands for a line that is too long to be read; `length` is that of the line, in bytes."""

    length = 0


def _until_damage(chunks: Iterable[bytes], skip: int, damage: list[str]) -> Iterator[bytes]:
    """The chunks without their first `skip` bytes. What is wrong with the packed data goes to `damage`."""
    try:
        for chunk in chunks:
            passed = min(skip, len(chunk))
            skip -= passed
            if passed < len(chunk):
                yield chunk[passed:] if passed else chunk
    except OSError as error:
        damage.append(" ".join(str(error).split()))


def _pieces(chunks: Iterable[bytes], size: int, longest: int) -> Iterator[bytes]:
    """Whole lines, at least `size` bytes at a time; a line longer than `longest` is passed over, as a _Long."""
    buffer, passed, searched = bytearray(), 0, 0
    for chunk in chunks:
        if passed:
            end = chunk.find(b"\n") + 1
            passed += end or len(chunk)
            if not end:
                continue
            yield _long(passed)
            passed, chunk = 0, chunk[end:]
        buffer += chunk
        while len(buffer) >= size:
            end = buffer.find(b"\n", max(searched, size - 1)) + 1
            start = buffer.rfind(b"\n", 0, end - 1 if end else len(buffer)) + 1
            length = (end or len(buffer)) - start
            is_long = length - (end > 0) > longest
            if not end and not is_long:
                searched = len(buffer)
                break
            if whole := bytes(buffer[: start if is_long else end]):
                yield whole
            if is_long and end:
                yield _long(length)
            elif is_long:
                passed = length
            del buffer[: end or len(buffer)]
            searched = 0
    if passed:
        yield _long(passed)
    elif buffer:
        yield bytes(buffer)


def _long(length: int) -> _Long:
    found = _Long()
    found.length = length
    return found


class Lines:
    """The rows of a part of JSON lines, and the way to write them."""

    def __init__(self, payload: bytes, first: int, fields: Fields, limit: int, packing: Packing) -> None:
        self._fields, self._packing = fields, packing
        self._key = re.compile(re.escape(json.dumps(fields.text, ensure_ascii=False)) + r"\s*:\s*(?=\")")
        lines = payload.removeprefix(_BOM).split(b"\n") if first == 1 else payload.split(b"\n")
        self.rows: Sequence[Row] = [
            self._row(number, raw, limit) for number, raw in enumerate(lines, first) if raw and not raw.isspace()
        ]

    def _row(self, number: int, raw: bytes, limit: int) -> Row:
        if len(raw) > limit:
            return Row(number, wrong=f"the line is longer than {limit:,} bytes")
        found = parsed(raw)
        if isinstance(found, str):
            return Row(number, raw=raw, wrong=found)
        fields = self._fields
        name = called(found.get(fields.id)) if fields.id else ""
        text = found.get(fields.text)
        wrong = ""
        if fields.report in found:
            wrong = f"there is a field {fields.report!r} already; choose another with --report-field"
        elif not isinstance(text, str):
            has = fields.text in found
            wrong = f"the field {fields.text!r} is no text" if has else f"there is no field {fields.text!r}"
        if wrong:
            return Row(number, id=name, raw=raw, wrong=wrong)
        url = hint(found.get(fields.url)) if fields.url else None
        language = hint(found.get(fields.language)) if fields.language else None
        return Row(number, text or "", url, language, name, raw=raw)

    def packed(self, cleaned: Sequence[tuple[Row, Result]]) -> bytes:
        """The lines with the cleaned text in the place of the old one, and one field more at the end."""
        lines = b"".join(self._line(row, result) for row, result in cleaned)
        return pack(lines, self._packing) if lines else b""

    def _line(self, row: Row, result: Result) -> bytes:
        raw = (row.raw or b"").rstrip(b"\r\n \t")
        if result.text != row.text:
            raw = self._replaced(raw.decode(), row.text, result.text)
        end = raw.rindex(b"}")
        report = json.dumps(brief(result)).encode()
        return b"%s, %s: %s}\n" % (raw[:end].rstrip(), json.dumps(self._fields.report).encode(), report)

    def _replaced(self, line: str, old: str, new: str) -> bytes:
        """The line with another text in its field. The quick way guesses where the text stands, and is checked."""
        value = json.dumps(new, ensure_ascii=False)
        for match in reversed(list(self._key.finditer(line))):
            found, end = scanstring(line, match.end() + 1)
            if found == old:
                guess = _encoded(line[: match.end()] + value + line[end:])
                again = parsed(guess)
                if not isinstance(again, str) and again.get(self._fields.text) == new:
                    return guess
                break
        start, end = _place(line, self._fields.text)
        return _encoded(line[:start] + value + line[end:])


def parsed(raw: bytes) -> dict[str, Any] | str:
    """The object that a line holds, or what is wrong with the line."""
    try:
        import orjson
    except ImportError:
        raise MissingExtra("corpus", "orjson") from None
    try:
        found = orjson.loads(raw)
    except ValueError:  # it may still be what Python takes for JSON: NaN, or half of a surrogate pair
        try:
            found = json.loads(raw.decode())
        except UnicodeDecodeError as error:
            return f"the line is no UTF-8 (byte {error.start})"
        except (ValueError, RecursionError) as error:
            return f"the line is no JSON ({getattr(error, 'msg', 'nested too deep')})"
    return found if isinstance(found, dict) else "the line is no JSON object"


def _place(line: str, field: str) -> tuple[int, int]:
    """Where the value of a member of the object stands in the line; of twins, the last."""
    place = (0, 0)
    at = _past_white(line, line.index("{") + 1)
    while line[at] != "}":
        key, at = _decoder.raw_decode(line, at)
        start = _past_white(line, _past_white(line, at) + 1)
        _, end = _decoder.raw_decode(line, start)
        place = (start, end) if key == field else place
        at = _past_white(line, end)
        at = _past_white(line, at + 1) if line[at] == "," else at
    return place


def _past_white(line: str, at: int) -> int:
    while line[at] in _WHITE:
        at += 1
    return at


def _encoded(line: str) -> bytes:
    """The line in UTF-8; lone surrogates cannot be written, but their escapes can."""
    try:
        return line.encode()
    except UnicodeEncodeError:
        return "".join(char if not "\ud800" <= char <= "\udfff" else f"\\u{ord(char):04x}" for char in line).encode()
