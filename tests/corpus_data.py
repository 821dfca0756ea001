"""Files for the tests of the corpus run, and a crew that works in this process."""

from __future__ import annotations

import gzip
import json
import os
import signal
from pathlib import Path
from typing import ClassVar

from cleaner.corpus import crew, work
from cleaner.engine.cleaner import Cleaner

ARTICLE = "The court will rule on Friday, said the clerk.\n\n{}\n\nThe harbour stays closed until then.\n"
PROMPTS = [
    "You have 2 free articles left this month",
    "Advertisement",
    "Sign up for our newsletter",
    "",
    "Diesen Artikel teilen",
]


def text(number: int) -> str:
    """A short article with one prompt, or none."""
    return ARTICLE.format(PROMPTS[number % len(PROMPTS)]) + f"Number {number}.\n"


def rows(count: int) -> list[dict]:
    return [
        {"id": f"a{i}", "url": f"https://site{i % 3}.example/{i}", "text": text(i), "score": i / 7, "tags": ["x", i]}
        for i in range(count)
    ]


def write_jsonl(path: Path, some: list[dict]) -> Path:
    content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in some).encode()
    if path.suffix == ".gz":
        content = gzip.compress(content)
    elif path.suffix == ".zst":
        import pyarrow

        content = pyarrow.Codec("zstd").compress(content, asbytes=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but those of the run's memory."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".cleaner-run" not in path.parts
    }


class Here:
    """Takes the place of a Crew: does each job at once, in this process. `most` jobs, then it is interrupted."""

    most: int | None = None
    jobs: ClassVar[list] = []

    def __init__(self, count, order):
        self._worker, self._done = work.Worker(order), []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    has_room = True

    @property
    def is_busy(self):
        return bool(self._done)

    def give(self, job):
        if self.most is not None and len(self.jobs) >= self.most:
            raise KeyboardInterrupt
        self.jobs.append(job)
        self._done.append(self._worker.do(job, lambda place: None))

    def wait(self, seconds):
        done, self._done = self._done, []
        return done


def serve_deadly(pipe):
    """A worker whose Cleaner dies at some texts, as a crash in a library would make it, or raises."""
    order = pipe.recv()
    object.__setattr__(order, "cleaner", Deadly(order.cleaner))
    crew.serve_jobs(pipe, work.Worker(order))


class Deadly:
    """A Cleaner that a text with DEADLY in it kills, and one with FAULTY in it makes raise."""

    def __init__(self, cleaner: Cleaner) -> None:
        self._cleaner = cleaner

    def _look(self, source: str) -> str:
        if "DEADLY" in source:
            os.kill(os.getpid(), signal.SIGKILL)
        if "FAULTY" in source:
            raise ZeroDivisionError("a fault")
        return source

    def clean(self, source, **hints):
        return self._cleaner.clean(self._look(source), **hints)

    def clean_many(self, texts, **hints):
        return self._cleaner.clean_many(map(self._look, texts), **hints)

    def clean_html(self, html, **hints):
        return self._cleaner.clean_html(self._look(html), **hints)
