"""`cleaner --jsonl`: one object a line, its text cleaned in place, all else as it was, to the byte."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO, TYPE_CHECKING

from cleaner.cli import files
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import UsageError
from cleaner.report.result import Result, brief

if TYPE_CHECKING:
    from argparse import Namespace

#: How many lines are read before they are cleaned and written.
_BATCH = 256
_decoder = json.JSONDecoder()
_WHITE = " \t\n\r"


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of input: its number from 1 on, its bytes, and its text's place in it, or what is wrong with it."""

    number: int
    raw: bytes
    line: str = ""
    text: str = ""
    start: int = 0
    end: int = 0
    wrong: str = ""
    url: str | None = None


def run(cleaner: Cleaner, options: Namespace) -> int:
    """Cleans every object of the input. Returns 1 if some line was no object with a text in the field, else 0."""
    rejects: IO[bytes] | None = open(options.rejects, "wb") if options.rejects else None
    rejected = 0
    try:
        for rows in _batches(_lines(options.file), options.field, options.url_field):
            good = [row for row in rows if not row.wrong]
            results = cleaner.clean_many((row.text for row in good), urls=[row.url for row in good])
            for row in rows:
                if row.wrong:
                    rejected += 1
                    files.warn(f"line {row.number}: {row.wrong}")
                    if rejects:
                        rejects.write(row.raw)
                else:
                    sys.stdout.buffer.write(_cleaned(row, next(results), options.full_report))
            sys.stdout.buffer.flush()
    finally:
        if rejects:
            rejects.close()
    if rejected:
        files.warn(f"{rejected} line{'s' if rejected > 1 else ''} rejected")
    return 1 if rejected else 0


def _lines(path: str | None) -> Iterator[bytes]:
    if path is None or path == "-":
        yield from sys.stdin.buffer
        return
    try:
        with open(path, "rb") as file:
            yield from file
    except OSError as error:
        raise UsageError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None


def _batches(lines: Iterable[bytes], field: str, url_field: str) -> Iterator[list[_Row]]:
    numbered = enumerate(lines, 1)
    while batch := list(islice(numbered, _BATCH)):
        yield [_row(number, raw, field, url_field) for number, raw in batch if raw.strip()]


def _row(number: int, raw: bytes, field: str, url_field: str) -> _Row:
    try:
        line = raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        return _Row(number, raw, wrong=f"is no UTF-8 (byte {error.start})")
    try:
        whole = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _Row(number, raw, wrong=f"is no JSON ({getattr(error, 'msg', 'nested too deep')})")
    if not isinstance(whole, dict):
        return _Row(number, raw, wrong="is no JSON object")
    if field not in whole:
        return _Row(number, raw, wrong=f"has no field {field!r}; name it with --field")
    if not isinstance(whole[field], str):
        return _Row(number, raw, wrong=f"the field {field!r} is no text")
    start, end = _places(line)[field]
    url = whole.get(url_field)
    return _Row(number, raw, line, whole[field], start, end, url=url if isinstance(url, str) else None)


def _places(line: str) -> dict[str, tuple[int, int]]:
    """Where the value of each member of the object stands in the line; of twins, the last."""
    found: dict[str, tuple[int, int]] = {}
    at = _past_white(line, line.index("{") + 1)
    while line[at] != "}":
        key, at = _decoder.raw_decode(line, at)
        start = _past_white(line, _past_white(line, at) + 1)
        _, end = _decoder.raw_decode(line, start)
        found[key] = (start, end)
        at = _past_white(line, end)
        if line[at] == ",":
            at = _past_white(line, at + 1)
    return found


def _past_white(line: str, at: int) -> int:
    while line[at] in _WHITE:
        at += 1
    return at


def _cleaned(row: _Row, result: Result, is_full: bool) -> bytes:
    report = json.dumps(result.to_dict() if is_full else brief(result), ensure_ascii=False)
    edits = [(row.start, row.end, json.dumps(result.text, ensure_ascii=False))] if result.text != row.text else []
    old = _places(row.line).get("cleaner")
    if old is not None:
        edits.append((*old, report))
    else:
        end = row.line.rindex("}")
        edits.append((end, end, f', "cleaner": {report}'))
    line = row.line
    for start, end, new in sorted(edits, reverse=True):
        line = line[:start] + new + line[end:]
    try:
        return line.encode() + b"\n"
    except UnicodeEncodeError:  # lone surrogates cannot be written; their escapes can
        return _escaped(line).encode() + b"\n"


def _escaped(line: str) -> str:
    return "".join(char if not "\ud800" <= char <= "\udfff" else f"\\u{ord(char):04x}" for char in line)
