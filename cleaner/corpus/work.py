"""What a worker does: it cleans a part and stores it, or joins the parts of a file to the output."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from cleaner.corpus import archives, json_lines, parts, tables
from cleaner.corpus.inputs import Form, Source
from cleaner.corpus.packed import arrow, pack
from cleaner.corpus.rows import Batch, Fields, Part, Reject, Row
from cleaner.corpus.stats import Stats
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import UsageError
from cleaner.report.result import Result

_KILLED = "the document ended the worker that cleaned it (killed, or out of memory)"
_LOST = "the part that starts here ended every worker that read it"


@dataclass(frozen=True, slots=True)
class Order:
    """What every worker must know: the Cleaner, the fields, the limit in bytes, and what is kept."""

    cleaner: Cleaner
    fields: Fields = field(default_factory=Fields)
    limit: int = 10_000_000
    warc_output: str = "jsonl"
    with_reports: bool = False


@dataclass(frozen=True, slots=True)
class Clean:
    """A part to clean. After a death it is done `careful`ly, document by document; `killers` are the places of
    documents that are not to be tried again; a `hopeless` part is not read at all.
    """

    index: int
    source: Source
    folder: str
    part: Part
    is_careful: bool = False
    killers: frozenset[int] = frozenset()
    is_hopeless: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """The parts of a file to join to its output; `record` is where its statistics go, without a suffix."""

    index: int
    source: Source
    folder: str
    parts: int
    output: str
    reports: str
    record: str


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job: counts for the progress; `consumed` is how far the file has been read with it, in bytes."""

    index: int
    number: int
    documents: int = 0
    rejected: int = 0
    characters: int = 0
    removed: int = 0
    size: int = 0
    consumed: int = 0
    is_joined: bool = False


class Worker:
    """Does jobs, one after the other; it holds the Cleaner."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._cleaner = order.cleaner

    def do(self, job: Clean | Join, announce: Callable[[int], None]) -> Done:
        """Does a job. `announce` is told the place of each document before it is tried, where care is asked for."""
        if isinstance(job, Join):
            return join(job, self._order)
        part = job.part
        rejects = list(part.faults)
        stats = Stats()
        sections = dict.fromkeys(parts.SECTIONS, b"")
        if job.is_hopeless:
            rejects.append(Reject(part.row, _LOST))
        elif part.payload:
            batch = self._batch(job)
            cleaned = self._cleaned(batch.rows, job, announce, rejects)
            sections["output"], cleaned = _packed(batch, cleaned, rejects)
            for row, result in cleaned:
                stats.add(result, document=row.id or f"{job.source.name}:{row.number}", url=row.url)
            if self._order.with_reports:
                sections["reports"] = reports(cleaned)
        stats.rejected = len(rejects)
        rejects.sort(key=lambda one: one.row)
        sections["rejects"] = b"".join(one.line(job.source.name) for one in rejects)
        sections["stats"] = json.dumps(stats.to_dict(most_sites=None)).encode()
        parts.store(job.folder, part, sections)
        size, consumed = len(part.payload), part.consumed
        counts = (stats.documents, stats.rejected, stats.characters, stats.removed)
        return Done(job.index, part.number, *counts, size, consumed)

    def _batch(self, job: Clean) -> Batch:
        order, source, part = self._order, job.source, job.part
        _, form, packing = source.output(order.warc_output)
        if source.form is Form.WARC:
            return archives.Pages(part.payload, order.fields, form, packing)
        if source.form is Form.PARQUET:
            return tables.Table(part.payload, part.row, order.fields, order.limit)
        return json_lines.Lines(part.payload, part.row, order.fields, order.limit, packing)

    def _cleaned(
        self, rows: Sequence[Row], job: Clean, announce: Callable[[int], None], rejects: list[Reject]
    ) -> list[tuple[Row, Result]]:
        """The rows that could be cleaned, with their results; the others are added to `rejects`."""
        rejects += [row.reject() for row in rows if row.wrong]
        good = [row for row in rows if not row.wrong]
        is_batch = not (job.is_careful or job.source.form is Form.WARC)
        if is_batch:
            try:
                return list(zip(good, self._many(good), strict=True))
            except UsageError:
                raise
            except Exception:  # some document did it: the next loop finds out which
                pass
        found = []
        for place, row in enumerate(good):
            if job.is_careful:
                announce(place)
            if place in job.killers:
                rejects.append(row.reject(_KILLED))
                continue
            try:
                found.append((row, self._one(row, job.source.form)))
            except UsageError:
                raise
            except Exception as error:
                rejects.append(row.reject(f"cleaning failed: {type(error).__name__}: {error}"))
        if job.is_careful:
            announce(-1)
        return found

    def _many(self, rows: Sequence[Row]) -> Iterator[Result]:
        fields = self._order.fields
        return self._cleaner.clean_many(
            (row.text for row in rows),
            urls=(row.url for row in rows) if fields.url else None,
            languages=(row.language for row in rows) if fields.language else None,
        )

    def _one(self, row: Row, form: Form) -> Result:
        if form is Form.WARC:
            return self._cleaner.clean_html(row.text, url=row.url)
        return self._cleaner.clean(row.text, language=row.language, url=row.url)


def _packed(
    batch: Batch, cleaned: list[tuple[Row, Result]], rejects: list[Reject]
) -> tuple[bytes, list[tuple[Row, Result]]]:
    """The rows as they are written, and which they are; one that cannot be written is a reject."""
    try:
        return batch.packed(cleaned), cleaned
    except UsageError:
        raise
    except Exception:  # some row did it
        good = []
        for one in cleaned:
            try:
                batch.packed([one])
                good.append(one)
            except Exception as error:
                rejects.append(one[0].reject(f"the row cannot be written: {type(error).__name__}: {error}"))
        return batch.packed(good), good


def reports(cleaned: Sequence[tuple[Row, Result]]) -> bytes:
    """Full reports as an Arrow stream, a row for each document in the order of the output."""
    pyarrow = arrow()
    columns = [
        pyarrow.array([row.number for row, _ in cleaned], pyarrow.int64()),
        pyarrow.array([row.id or None for row, _ in cleaned], pyarrow.string()),
        pyarrow.array([json.dumps(result.to_dict()) for _, result in cleaned], pyarrow.large_string()),
    ]
    return tables.stream([pyarrow.record_batch(columns, names=["row", "id", "report"])])


def join(job: Join, order: Order) -> Done:
    """Joins the parts of a file, in order, to its output, its reports, its rejects and its statistics."""
    _, form, packing = job.source.output(order.warc_output)
    for path in filter(None, (job.output, job.reports)):
        parts.sweep(path)
    with parts.whole(job.output) as temporary:
        if form is Form.PARQUET:
            _join_tables(temporary, _sections(job, "output"))
        else:
            _join_bytes(temporary, _sections(job, "output"), pack(b"", packing))
    if job.reports:
        with parts.whole(job.reports) as temporary:
            _join_tables(temporary, _sections(job, "reports"))
    stats = Stats()
    for content in _sections(job, "stats"):
        stats.merge(Stats.from_json(content))
    if stats.rejected:
        with parts.whole(f"{job.record}.rejects") as temporary:
            _join_bytes(temporary, _sections(job, "rejects"), b"")
    has_output = os.path.exists(job.output)
    record = {"name": job.source.name, "has_output": has_output, "stats": stats.to_dict(most_sites=None)}
    parts.write_whole(f"{job.record}.json", json.dumps(record).encode())
    return Done(job.index, -1, consumed=job.source.size, is_joined=True)


def _sections(job: Join, name: str) -> Iterator[bytes]:
    return (parts.stored(job.folder, number).read(name) for number in range(job.parts))


def _join_bytes(path: str, contents: Iterator[bytes], empty: bytes) -> None:
    with open(path, "wb") as file:
        for content in contents:
            file.write(content)
        if not file.tell():
            file.write(empty)


def _join_tables(path: str, contents: Iterator[bytes]) -> None:
    writer = tables.Writer(path)
    for content in contents:
        if content:
            writer.add(content)
    writer.close()
