"""The run: reads the files in order, shares their parts out, and puts each output together when its parts are there.

What is finished is on disk and is not done again: a run that was stopped goes on where it was. The parts of a file
depend on its content alone, and they are joined in order; so the outputs are the same, byte for byte, however many
workers there are and however often the run was stopped.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from cleaner._version import __version__
from cleaner.corpus import archives, json_lines, manifest, outputs, parts, tables
from cleaner.corpus.crew import Crew, stopped
from cleaner.corpus.inputs import Form, Source
from cleaner.corpus.packed import arrow
from cleaner.corpus.progress import Progress
from cleaner.corpus.rows import Part
from cleaner.corpus.stats import Stats
from cleaner.corpus.totals import Totals
from cleaner.corpus.work import Clean, Join, Order
from cleaner.errors import CleanerError, OutputError, UsageError, why

_REJECTS = "rejects.jsonl"
_READERS = {Form.JSONL: json_lines.parts, Form.PARQUET: tables.parts, Form.WARC: archives.parts}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: the sources, the output folder, the order for the workers, the size of a part in bytes, and where
    full reports (a folder) and rejects (a file; by default in the output folder) go.
    """

    sources: Sequence[Source]
    out: str
    order: Order
    size: int = 4_000_000
    reports: str = ""
    rejects: str = ""
    is_anew: bool = False

    def output(self, source: Source) -> str:
        """The path of the output for a file."""
        return os.path.join(self.out, *source.output(self.order.warc_output)[0].split("/"))

    def report(self, source: Source) -> str:
        """The path of the full reports for a file; empty if none are kept."""
        name = source.output(self.order.warc_output)[0]
        return os.path.join(self.reports, *f"{name}.parquet".split("/")) if self.reports else ""

    @property
    def rejects_path(self) -> str:
        """The path of the file of rejects."""
        return self.rejects or os.path.join(self.out, _REJECTS)

    def arguments(self, fingerprint: str) -> dict[str, Any]:
        """What must be the same for a run to go on."""
        order = self.order
        return {
            "version": __version__,
            "fingerprint": fingerprint,
            **{f"{name} field": value for name, value in asdict(order.fields).items()},
            "largest document": order.limit,
            "part size": self.size,
            "format": sorted({source.form.value for source in self.sources}),
            "format of archives": order.warc_output,
            "reports": os.path.abspath(self.reports) if self.reports else None,
            "pyarrow": arrow().__version__,
            "inputs": [[source.name, source.size, source.changed] for source in self.sources],
        }


def run(plan: Plan, workers: int, progress: Progress) -> Stats:
    """Does what is planned and is not done yet. The statistics of the whole corpus, the parts of earlier runs included.

    Raises UsageError where the plan cannot be carried out, OutputError where the disk is full or refuses to take more,
    CleanerError where the run cannot go on for another reason; what is finished then is kept.
    """
    began = time.monotonic()
    check(plan)
    fingerprint = plan.order.cleaner.fingerprint
    with manifest.held(plan.out) as folder:
        is_new = manifest.settle(folder, plan.arguments(fingerprint), is_anew=plan.is_anew)
        if is_new and not plan.is_anew:
            _refuse_strangers(plan, folder)
        if plan.is_anew:
            with suppress(FileNotFoundError):
                os.unlink(plan.rejects_path)
        try:
            with progress:
                totals = Totals(folder, len(plan.sources))
                _Run(plan, folder, totals, workers, progress).go()
            totals.fold(is_last=True)
            _write_rejects(plan, totals)
        except OSError as error:
            raise OutputError(stopped(error, plan.out)) from None
    stats = totals.stats
    stats.seconds = round(time.monotonic() - began, 3)
    stats.fingerprint = fingerprint
    return stats


def check(plan: Plan, beside: Sequence[tuple[str, str]] = (), read: Sequence[str] = ()) -> None:
    """Raises UsageError for a plan that cannot work: outputs over inputs, or fields that the first file lacks.

    `beside` are names and paths of files that are written beside those of the plan, `read` paths that are read as well.
    """
    own = [("--rejects" if plan.rejects else "the file of rejects", plan.rejects_path)]
    own += [("the output", plan.output(source)) for source in plan.sources]
    own += [("the reports", path) for path in map(plan.report, plan.sources) if path]
    given = [*(source.path for source in plan.sources), *read]
    outputs.apart([*own, *beside], given)
    memory = os.path.join(os.path.realpath(plan.out), manifest.FOLDER, "")
    for path in [*given, *(path for _, path in (*own, *beside))]:
        if os.path.realpath(path).startswith(memory):
            raise UsageError(f"{path} lies in the folder that a run keeps its notes in: choose another place")
    for form in Form:
        first = next((source for source in plan.sources if source.form is form), None)
        if first is not None and (wrong := _wrong_fields(first, plan)):
            raise UsageError(f"{first.path}: {wrong}")


def _wrong_fields(source: Source, plan: Plan) -> str:
    """What is wrong with the fields of a file, as far as its beginning shows it."""
    if source.form is Form.PARQUET:
        schema = tables.read_schema(source.path)
        return "" if schema is None else tables.columns_wrong(schema, plan.order.fields)
    if source.form is Form.JSONL:
        return json_lines.fields_wrong(source, plan.order.fields)
    return archives.fields_wrong(plan.order.fields)


def _refuse_strangers(plan: Plan, folder: str) -> None:
    """Raises UsageError where a new run would write over files that are not its own."""
    for path in [plan.rejects_path, *map(plan.output, plan.sources), *filter(None, map(plan.report, plan.sources))]:
        if os.path.exists(path):
            manifest.forget(folder)
            raise UsageError(f"{path} is there already: choose another folder, or begin anew with --overwrite")


class _Run:
    """The run while it goes on: which parts each file still lacks."""

    def __init__(self, plan: Plan, folder: str, totals: Totals, workers: int, progress: Progress) -> None:
        self._plan, self._folder, self._totals = plan, folder, totals
        self._workers, self._progress = workers, progress
        self._lacking: dict[int, int] = {}  # parts that are given out and not back, by file
        self._counts: dict[int, int] = {}  # how many parts a file has, once it is read to its end
        self._joins: deque[Join] = deque()

    def go(self) -> None:
        """Cleans and joins all that is not finished."""
        todo = [index for index, source in enumerate(self._plan.sources) if not self._is_finished(index, source)]
        if not todo:
            return
        with Crew(min(self._workers, self._most(todo)), self._plan.order) as crew:
            for index in todo:
                for job in self._jobs(index):
                    self._give(crew, job)
                self._join(index)
            while crew.is_busy or self._joins:
                while self._joins and crew.has_room:
                    crew.give(self._joins.popleft())
                self._wait(crew)

    def _most(self, todo: Sequence[int]) -> int:
        """How many workers can be busy at all: there are no more parts than this."""
        return max(1, sum(self._plan.sources[index].size * 8 // self._plan.size + 1 for index in todo))

    def _is_finished(self, index: int, source: Source) -> bool:
        """Whether the output of a file is there; its bytes then count as read."""
        if not self._totals.is_finished(index):
            return False
        output = self._plan.output(source)
        if self._totals.has_output(index) and not os.path.exists(output):
            raise UsageError(f"{output} was written and is gone: put it back, or begin anew with --overwrite")
        shutil.rmtree(self._parts(index), ignore_errors=True)
        self._progress.skip(index, source.size)
        return True

    def _parts(self, index: int) -> str:
        return os.path.join(self._folder, f"{index:06}.parts")

    def _jobs(self, index: int) -> Iterator[Clean]:
        """The parts of a file that are not finished yet."""
        source, folder = self._plan.sources[index], self._parts(index)
        os.makedirs(folder, exist_ok=True)
        done = parts.finished(folder)
        first = next(number for number in range(len(done) + 1) if number not in done)
        after = parts.stored(folder, first - 1).after if first else None
        count = first
        if after is not None:
            self._progress.skip(index, after.consumed)
        for part in _read(source, self._plan, after):
            count = part.number + 1
            if part.number not in done:
                yield Clean(index, source, folder, part)
        self._counts[index] = count

    def _give(self, crew: Crew, job: Clean) -> None:
        while self._joins and crew.has_room:
            crew.give(self._joins.popleft())
        while not crew.has_room:
            self._wait(crew)
        self._lacking[job.index] = self._lacking.get(job.index, 0) + 1
        crew.give(job)
        self._wait(crew, seconds=0.0)

    def _wait(self, crew: Crew, seconds: float = 0.5) -> None:
        for done in crew.wait(seconds):
            self._progress.add(done)
            if done.is_joined:
                shutil.rmtree(self._parts(done.index), ignore_errors=True)
                self._totals.fold()
            else:
                self._lacking[done.index] -= 1
                self._join(done.index)
        self._progress.tick()

    def _join(self, index: int) -> None:
        """Has the file joined if it has been read to its end and lacks no part."""
        if index in self._counts and not self._lacking.get(index):
            source = self._plan.sources[index]
            output, report = self._plan.output(source), self._plan.report(source)
            count = self._counts.pop(index)
            self._joins.append(
                Join(index, source, self._parts(index), count, output, report, self._totals.record(index))
            )


def _read(source: Source, plan: Plan, after: Part | None) -> Iterator[Part]:
    """The parts of a file. Raises CleanerError where it cannot be read."""
    reader = _READERS[source.form](source, plan.order.fields, size=plan.size, limit=plan.order.limit, after=after)
    while True:
        try:
            part = next(reader, None)
        except OSError as error:
            raise CleanerError(f"cannot read {source.path}: {why(error)}") from None
        if part is None:
            return
        yield part


def _write_rejects(plan: Plan, totals: Totals) -> None:
    """Writes the rejects of all files, in order; the file is there if there are any, or if it was asked for."""
    with parts.whole(plan.rejects_path) as temporary:
        file = open(temporary, "wb") if plan.rejects or totals.stats.rejected else None
        if file:
            with file:
                for index in range(len(plan.sources)):
                    with suppress(FileNotFoundError), open(f"{totals.record(index)}.rejects", "rb") as found:
                        shutil.copyfileobj(found, file)
