"""The originals of cleaned files: each row's text as it was, put together from its full report."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from cleaner.corpus import json_lines
from cleaner.corpus.inputs import Form, kind_of, sources
from cleaner.corpus.packed import arrow
from cleaner.corpus.rows import Fields
from cleaner.errors import ReportError, UsageError
from cleaner.report.result import Result

_ROWS = 256
_LONGEST = 1 << 40


@dataclass(frozen=True, slots=True)
class Original:
    """The text of a row as it was before cleaning. `row` counts from 1 in the file that was cleaned."""

    row: int
    id: str
    text: str


def originals(
    cleaned: str, reports: str, *, text_field: str = "text", row: int | None = None, id: str | None = None
) -> Iterator[Original]:
    """The original texts of a cleaned file, or those of one row, or of one id; `reports` is a folder or a file.

    Raises UsageError where a file is missing, ReportError where the reports do not belong to the cleaned file.
    """
    path = report_path(cleaned, reports)
    for text, found in zip_longest(_texts(cleaned, text_field), _reports(path)):
        if text is None or found is None:
            raise ReportError(f"{path} belongs to another file: it has not as many rows as {cleaned}")
        number, name, report = found
        if (row is None or number == row) and (id is None or name == id):
            try:
                result = Result.from_dict(json.loads(report), text)
            except ValueError:
                raise ReportError(f"{path}: the report of row {number} is no JSON") from None
            yield Original(number, name, result.restore())


def report_path(cleaned: str, reports: str) -> str:
    """The file of reports for a cleaned file: `reports` itself, or the one in that folder that bears its name."""
    if not os.path.isdir(reports):
        if not os.path.exists(reports):
            raise UsageError(f"cannot read {reports}: there is no such file or folder")
        return reports
    whole = os.path.abspath(cleaned).replace(os.sep, "/")
    fitting = []
    for at, _, names in os.walk(reports):
        for name in names:
            path = os.path.join(at, name)
            relative = os.path.relpath(path, reports).replace(os.sep, "/")
            if f"{whole}.parquet".endswith(f"/{relative}"):
                fitting.append((len(relative), path))
    if not fitting:
        raise UsageError(f"{reports} holds no reports for {os.path.basename(cleaned)}: was it cleaned with --reports?")
    return max(fitting)[1]


def _reports(path: str) -> Iterator[tuple[int, str, str]]:
    pyarrow = arrow()
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path, pre_buffer=False) as file:
            for batch in file.iter_batches(_ROWS, columns=["row", "id", "report"]):
                for one in batch.to_pylist():
                    yield one["row"], one["id"] or "", one["report"]
    except (OSError, KeyError, pyarrow.ArrowException) as error:
        raise ReportError(f"{path} holds no reports: {' '.join(str(error).split())[:200]}") from None


def _texts(path: str, field: str) -> Iterator[str]:
    kind = kind_of(path, None)
    if kind is None or kind[0] is Form.WARC:
        raise UsageError(f"{path} is no cleaned file: it should end in .jsonl, .jsonl.gz, .jsonl.zst or .parquet")
    if kind[0] is Form.PARQUET:
        yield from _column(path, field)
        return
    (source,) = sources([path])
    for part in json_lines.parts(source, Fields(), size=1 << 20, limit=_LONGEST):
        if part.faults:
            raise ReportError(f"{path} is damaged: {part.faults[0].reason}")
        for number, line in enumerate(part.payload.split(b"\n"), part.row):
            if not line.strip():
                continue
            found = json_lines.parsed(line)
            if isinstance(found, str) or not isinstance(found.get(field), str):
                raise UsageError(f"{path}, line {number}: there is no text {field!r}; name it with --text-field")
            yield found[field]


def _column(path: str, field: str) -> Iterator[str]:
    pyarrow = arrow()
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path, pre_buffer=False) as file:
            if field not in file.schema_arrow.names:
                raise UsageError(f"{path}: there is no column {field!r}; name it with --text-field")
            for batch in file.iter_batches(_ROWS, columns=[field]):
                yield from batch.column(0).to_pylist()
    except (OSError, pyarrow.ArrowException) as error:
        raise UsageError(f"cannot read {path}: {' '.join(str(error).split())[:200]}") from None
