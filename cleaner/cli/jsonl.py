"""`cleaner --jsonl`: one object a line, its text cleaned in place, all else as it was, to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from cleaner.cli import files, streams
from cleaner.corpus.rows import Fields
from cleaner.engine.cleaner import Cleaner
from cleaner.report.result import Result, brief

if TYPE_CHECKING:
    from argparse import Namespace

#: How many lines are read before they are cleaned and written.
_BATCH = 256
#: So many lines that cannot be read are named; the others are counted.
_NAMED = 10
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
    fields = Fields(options.field, options.url_field, report=options.report_field).check()
    rejected = 0
    with files.written(options.rejects) if options.rejects else nullcontext() as rejects:
        for rows in _batches(_lines(options.file), fields):
            good = [row for row in rows if not row.wrong]
            results = cleaner.clean_many((row.text for row in good), urls=[row.url for row in good])
            streams.out(b"".join(_cleaned(row, next(results), fields.report, options.full_report) for row in good))
            for row in rows:
                if row.wrong:
                    rejected += 1
                    if rejected <= _NAMED:
                        streams.warn(f"line {row.number}: {row.wrong}")
                    if rejects:
                        rejects.write(row.raw)
    if rejected:
        named = f", of which the first {_NAMED} are named above" if rejected > _NAMED else ""
        streams.warn(f"{rejected:,} line{'s' if rejected > 1 else ''} rejected{named}")
    return 1 if rejected else 0


def _lines(path: str | None) -> Iterator[bytes]:
    with files.opened(path) as file:
        yield from file


def _batches(lines: Iterable[bytes], fields: Fields) -> Iterator[list[_Row]]:
    numbered = enumerate(lines, 1)
    while batch := list(islice(numbered, _BATCH)):
        yield [_row(number, raw, fields) for number, raw in batch if raw.strip()]


def _row(number: int, raw: bytes, fields: Fields) -> _Row:
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
    field = fields.text
    if fields.report in whole:
        return _Row(number, raw, wrong=f"has a field {fields.report!r} already; choose another with --report-field")
    if field not in whole:
        return _Row(number, raw, wrong=f"has no field {field!r}; name it with --field")
    if not isinstance(whole[field], str):
        return _Row(number, raw, wrong=f"the field {field!r} is no text")
    start, end = _places(line)[field]
    url = whole.get(fields.url)
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


def _cleaned(row: _Row, result: Result, field: str, is_full: bool) -> bytes:
    report = json.dumps(result.to_dict() if is_full else brief(result), ensure_ascii=False)
    edits = [(row.start, row.end, json.dumps(result.text, ensure_ascii=False))] if result.text != row.text else []
    end = row.line.rindex("}")
    edits.append((end, end, f", {json.dumps(field)}: {report}"))
    line = row.line
    for start, end, new in sorted(edits, reverse=True):
        line = line[:start] + new + line[end:]
    try:
        return line.encode() + b"\n"
    except UnicodeEncodeError:  # lone surrogates cannot be written; their escapes can
        return _escaped(line).encode() + b"\n"


def _escaped(line: str) -> str:
    return "".join(char if not "\ud800" <= char <= "\udfff" else f"\\u{ord(char):04x}" for char in line)
