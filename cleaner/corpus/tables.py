"""Parquet: read as a stream of batches, written with the same columns and one more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cleaner.corpus.inputs import Source
from cleaner.corpus.packed import arrow
from cleaner.corpus.rows import Fields, Part, Reject, Row, called, hint
from cleaner.report.result import Result, brief

_ROWS = 64
#: Parts are joined to row groups of at least so many bytes, unpacked.
_GROUP_BYTES = 32_000_000
#: What datasets writes into a schema names the columns; with one column more it is wrong and stops its reader.
_STALE = b"huggingface"


def parts(source: Source, fields: Fields, *, size: int, limit: int, after: Part | None = None) -> Iterator[Part]:
    """The table cut into parts of at least `size` bytes, from the one after `after` on.

    Where the file is no whole table, is damaged on the way, or lacks a column, that is the fault of a last part.
    """
    pyarrow = arrow()
    from pyarrow import parquet

    number, row, done = 0, 1, after.next_row if after else 1
    waiting: list[Any] = []
    try:
        # Not read ahead: a whole row group would be.
        with parquet.ParquetFile(source.path, pre_buffer=False, buffer_size=1 << 20) as file:
            total = max(file.metadata.num_rows, 1)
            if wrong := columns_wrong(file.schema_arrow, fields):
                yield Part(0, b"", 1, 0, source.size, faults=(Reject(0, wrong),))
                return
            for batch in file.iter_batches(_ROWS, use_threads=False):
                waiting.append(batch)
                if sum(one.nbytes for one in waiting) >= size:
                    part = _part(number, waiting, row, source.size, total)
                    waiting, number, row = [], number + 1, part.next_row
                    if part.row >= done:
                        yield part
            if waiting or row == 1:  # a table without rows is written, too
                empty = [pyarrow.RecordBatch.from_pylist([], file.schema_arrow)]
                yield _part(number, waiting or empty, row, source.size, total)
    except (OSError, pyarrow.ArrowException) as error:
        if waiting:
            yield (part := _part(number, waiting, row, source.size, 0))
            number, row = number + 1, part.next_row
        reason = "the file is no whole Parquet table" if row == 1 else "the table is damaged from here on"
        fault = Reject(0 if row == 1 else row, f"{reason} ({_short(error)})")
        yield Part(number, b"", row, 0, source.size, faults=(fault,))


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _part(number: int, batches: list[Any], row: int, size: int, total: int) -> Part:
    rows = sum(batch.num_rows for batch in batches)
    consumed = size * min(row - 1 + rows, total) // total if total else size
    return Part(number, stream(batches), row, rows, consumed)


def stream(batches: Sequence[Any], schema: Any = None) -> bytes:
    """Batches as the bytes of an Arrow stream."""
    pyarrow = arrow()
    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, schema or batches[0].schema) as writer:
        for batch in batches:
            writer.write(batch)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def columns_wrong(schema: Any, fields: Fields) -> str:
    """What is wrong with the columns of a table; empty if nothing is."""
    types = arrow().types
    if fields.text not in schema.names:
        return f"there is no column {fields.text!r}; there are {', '.join(schema.names)}"
    kind = schema.field(fields.text).type
    plain = kind.value_type if types.is_dictionary(kind) else kind
    if not (types.is_string(plain) or types.is_large_string(plain) or types.is_string_view(plain)):
        return f"the column {fields.text!r} is no text but {kind}"
    for name in (fields.url, fields.language, fields.id):
        if name and name not in schema.names:
            return f"there is no column {name!r}; there are {', '.join(schema.names)}"
    if fields.report in schema.names:
        return f"there is a column {fields.report!r} already; choose another with --report-field"
    return ""


def read_schema(path: str) -> Any:
    """The schema of a Parquet file; None where it cannot be read."""
    pyarrow = arrow()
    from pyarrow import parquet

    try:
        return parquet.read_schema(path)
    except (OSError, pyarrow.ArrowException):
        return None


class Table:
    """The rows of a part of a table, and the way to write them."""

    def __init__(self, payload: bytes, first: int, fields: Fields, limit: int) -> None:
        self._fields = fields
        self._table = arrow().ipc.open_stream(payload).read_all()
        columns = [self._values(name) for name in (fields.text, fields.url, fields.language, fields.id)]
        self.rows: Sequence[Row] = [
            _row(first + place, place, values, limit) for place, values in enumerate(zip(*columns, strict=True))
        ]

    def _values(self, name: str | None) -> list[Any]:
        if not name:
            return [None] * self._table.num_rows
        values: list[Any] = self._table.column(name).to_pylist()
        return values

    def packed(self, cleaned: Sequence[tuple[Row, Result]]) -> bytes:
        """The rows with the cleaned text in its column and one column more, as an Arrow stream."""
        pyarrow = arrow()
        table = self._table
        if len(cleaned) != table.num_rows:
            table = table.take(pyarrow.array([row.place for row, _ in cleaned], pyarrow.int64()))
        at = table.schema.get_field_index(self._fields.text)
        field = table.schema.field(at)
        texts = pyarrow.array([result.text for _, result in cleaned], pyarrow.large_string())
        table = table.set_column(at, field, _cast(texts, field.type))
        reports = pyarrow.array([brief(result) for _, result in cleaned], report_type())
        table = table.append_column(self._fields.report, reports)
        kept = {key: value for key, value in (table.schema.metadata or {}).items() if key != _STALE}
        table = table.replace_schema_metadata(kept or None).combine_chunks()
        return stream(table.to_batches(), table.schema)


def _cast(texts: Any, kind: Any) -> Any:
    types = arrow().types
    return texts.cast(kind.value_type).dictionary_encode().cast(kind) if types.is_dictionary(kind) else texts.cast(kind)


def report_type() -> Any:
    """The type of the column that is added: the fields of `brief`."""
    pyarrow = arrow()
    return pyarrow.struct(
        [
            ("removed", pyarrow.int64()),
            ("by_category", pyarrow.map_(pyarrow.string(), pyarrow.int64())),
            ("repaired", pyarrow.int64()),
            ("damage", pyarrow.list_(pyarrow.string())),
            ("is_cut_off", pyarrow.bool_()),
            ("abstained", pyarrow.string()),
            ("fingerprint", pyarrow.string()),
        ]
    )


def _row(number: int, place: int, values: tuple[Any, ...], limit: int) -> Row:
    text, url, language, name = values
    wrong = ""
    if not isinstance(text, str):
        wrong = "the text is null"
    elif len(text) > limit // 4 and len(text.encode()) > limit:
        wrong = f"the text is longer than {limit:,} bytes"
    if wrong:
        return Row(number, id=called(name), wrong=wrong, place=place)
    return Row(number, text, hint(url), hint(language), called(name), place=place)


class Writer:
    """Writes Arrow streams into one Parquet file, in row groups of some size whatever the size of the streams."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._writer: Any = None
        self._waiting: list[Any] = []
        self._bytes = 0

    def add(self, content: bytes) -> None:
        """Adds the rows of an Arrow stream; all streams have one schema."""
        pyarrow = arrow()
        table = pyarrow.ipc.open_stream(content).read_all()
        if self._writer is None:
            from pyarrow import parquet

            self._writer = parquet.ParquetWriter(self._path, table.schema, compression="zstd")
        self._waiting.append(table)
        self._bytes += table.nbytes
        if self._bytes >= _GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        table = arrow().concat_tables(self._waiting)
        self._writer.write_table(table, row_group_size=max(table.num_rows, 1))
        self._waiting, self._bytes = [], 0

    def close(self) -> bool:
        """Ends the file. Whether there is one: without a stream there is none."""
        if self._writer is None:
            return False
        if self._waiting:
            self._flush()
        self._writer.close()
        return True
