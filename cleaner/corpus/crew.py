"""Worker processes: each gets two jobs at a time; one that dies is replaced, and what it was at is tried with care."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import queue
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from typing import Any

from cleaner.corpus.work import Clean, Done, Join, Order, Worker
from cleaner.errors import CleanerError, OutputError, why

#: A worker has one job in hand and one waiting, so that it never waits for the reader.
_JOBS = 2
#: A document is given up after so many workers died at it; a part, or a join, after one more.
_DEATHS = 2
_FALSE_STARTS = 4


@dataclass(slots=True)
class _Task:
    """A job that was given out, the place that its worker last announced, and the deaths at each place."""

    job: Clean | Join
    at: int = -1
    deaths: Counter[int] = field(default_factory=Counter)

    def blame(self) -> None:
        """Takes note that a worker died at the job, and makes the next try more careful."""
        job, at = self.job, self.at
        self.at = -1
        self.deaths[at] += 1
        if isinstance(job, Join):
            if self.deaths[at] > _DEATHS:
                raise CleanerError(f"workers die while they write {job.output}: is there enough memory?")
        elif not job.is_careful:
            self.deaths.clear()
            self.job = replace(job, is_careful=True)
        elif at < 0 and self.deaths[at] > _DEATHS:
            self.job = replace(job, is_hopeless=True)
        elif at >= 0 and self.deaths[at] >= _DEATHS:
            self.job = replace(job, killers=job.killers | {at})


@dataclass(slots=True)
class _Seat:
    """A worker process, the pipe to it, and the jobs that it was given, the one in hand first."""

    process: BaseProcess
    pipe: connection.Connection[Any, Any]
    tasks: deque[_Task] = field(default_factory=deque)
    is_ready: bool = False


class Crew:
    """Worker processes that do jobs in any order. Use it in a `with`: at its end the processes are gone."""

    def __init__(self, count: int, order: Order, serve: Callable[..., None] | None = None) -> None:
        self._order = order
        self._serve = serve or serve_pipe
        self._context = multiprocessing.get_context("spawn")
        self._false_starts = 0
        self._seats = [self._seat() for _ in range(count)]
        for seat in self._seats:
            self._brief(seat)

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for seat in self._seats:
            seat.process.kill()
        for seat in self._seats:
            seat.process.join()
            seat.pipe.close()

    @property
    def has_room(self) -> bool:
        """Whether another job can be given out now."""
        return any(len(seat.tasks) < _JOBS for seat in self._seats)

    @property
    def is_busy(self) -> bool:
        """Whether some job is not done yet."""
        return any(seat.tasks for seat in self._seats)

    def give(self, job: Clean | Join) -> None:
        """Gives out a job, to the worker that has the least to do."""
        self._hand(min(self._seats, key=lambda seat: len(seat.tasks)), _Task(job))

    def wait(self, seconds: float) -> list[Done]:
        """What was done, as soon as something is, and after `seconds` at the latest.

        Raises CleanerError where a worker cannot go on at all, such as where none starts; OutputError on a full disk.
        """
        found: list[Done] = []
        for pipe in connection.wait([seat.pipe for seat in self._seats], seconds):
            seat = next(one for one in self._seats if one.pipe is pipe)
            try:
                while seat.pipe.poll():
                    self._hear(seat, seat.pipe.recv(), found)
            except (EOFError, OSError):
                self._replace(seat)
        return found

    def _hear(self, seat: _Seat, message: Any, found: list[Done]) -> None:
        kind, value = message
        if kind == "ready":
            seat.is_ready, self._false_starts = True, 0
        elif kind == "at":
            seat.tasks[0].at = value
        elif kind == "done":
            seat.tasks.popleft()
            found.append(value)
        else:
            raise OutputError(value) if kind == "unwritten" else CleanerError(value)

    def _seat(self) -> _Seat:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=self._serve, args=(theirs,), daemon=True)
        with _without_interrupts():
            process.start()
        theirs.close()
        return _Seat(process, ours)

    def _brief(self, seat: _Seat) -> None:
        """Tells a worker its order. Not as an argument of the process: starting one that dies would wait for ever."""
        with suppress(OSError):
            seat.pipe.send(self._order)

    def _hand(self, seat: _Seat, task: _Task) -> None:
        seat.tasks.append(task)
        with suppress(OSError):  # where it died, its pipe says so in the next `wait`
            seat.pipe.send(task.job)

    def _replace(self, seat: _Seat) -> None:
        """Puts a new worker in the place of a dead one, with the same jobs."""
        seat.process.kill()
        seat.process.join()
        seat.pipe.close()
        tasks = list(seat.tasks)
        if seat.is_ready and tasks:
            tasks[0].blame()
        elif not seat.is_ready:
            self._false_starts += 1
            if self._false_starts >= _FALSE_STARTS:
                raise CleanerError(f"workers die as they start (exit code {seat.process.exitcode})")
        fresh = self._seat()
        self._seats[self._seats.index(seat)] = fresh
        self._brief(fresh)
        for task in tasks:
            self._hand(fresh, task)


def stopped(error: OSError, place: str) -> str:
    """What to tell where the system refuses to write, as on a full disk."""
    return f"{error.filename or place}: {why(error)}; what is finished is kept: mend that, and the same command goes on"


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Keeps Ctrl-C from a process that is started here, while it cannot see to that itself."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve_pipe(pipe: connection.Connection[Any, Any]) -> None:
    """The life of a worker process: its order comes through the pipe, then jobs, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run itself hears of it and ends its workers
    logging.getLogger().addHandler(logging.NullHandler())  # or trafilatura tells of each odd page on the terminal
    try:
        order = pipe.recv()
    except (EOFError, OSError):
        return
    except Exception as error:
        pipe.send(("failed", f"a worker cannot start: {type(error).__name__}: {error}"))
        return
    serve_jobs(pipe, Worker(order))


def serve_jobs(pipe: connection.Connection[Any, Any], worker: Worker) -> None:
    """Does the jobs that come through the pipe, until it is closed."""
    gc.freeze()  # the rules are there to stay: no need to look through them again and again
    waiting: queue.SimpleQueue[Clean | Join] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, waiting), daemon=True).start()
    pipe.send(("ready", None))
    while True:
        job = waiting.get()
        try:
            pipe.send(("done", worker.do(job, lambda place: pipe.send(("at", place)))))
        except BrokenPipeError:
            os._exit(0)
        except OSError as error:
            pipe.send(("unwritten", stopped(error, job.folder)))
        except CleanerError as error:
            pipe.send(("failed", str(error)))
        except Exception as error:
            place = f"{job.source.path}, part {job.part.number}" if isinstance(job, Clean) else job.output
            pipe.send(("failed", f"a bug in cleaner, at {place}: {type(error).__name__}: {error}"))


def _receive(pipe: connection.Connection[Any, Any], waiting: queue.SimpleQueue[Clean | Join]) -> None:
    """Takes jobs from the pipe while another is being done. Without the run at the other end there is nothing to do."""
    try:
        while True:
            waiting.put(pipe.recv())
    except (EOFError, OSError):
        os._exit(0)
