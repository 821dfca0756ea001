"""The corpus run under fire: workers and whole runs are killed, disks are full, documents kill; nothing is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from corpus_data import files_of, rows, serve_deadly, text, write_jsonl

pytest.importorskip("pyarrow")
pytest.importorskip("orjson")
if not hasattr(signal, "SIGKILL"):
    pytest.skip("needs signals of POSIX", allow_module_level=True)
import pyarrow
from pyarrow import parquet

from cleaner.cli import main
from cleaner.corpus import crew, run
from cleaner.corpus.parts import sweep
from cleaner.errors import CleanerError

#: How often the runs of the test are killed; tests/bench/corpus.py does it more often.
KILLS = 4


def command(folder: Path, out: str, workers: int) -> list[str]:
    words = ["in", "-o", f"{out}/clean", "--reports", f"{out}/reports", "--stats", f"{out}/stats.json", "--quiet"]
    fields = ["--id-field", "id", "--url-field", "url", "--part", "0.01", "--workers", str(workers)]
    return [sys.executable, "-m", "cleaner", "corpus", *words, *fields]


def prepared(folder: Path, count: int = 600) -> Path:
    """A folder with inputs of every form, bad lines among them."""
    write_jsonl(folder / "in/a.jsonl", rows(count))
    with open(folder / "in/a.jsonl", "ab") as file:
        file.write(b"{no json}\n")
    write_jsonl(folder / "in/b.jsonl.gz", rows(count // 2))
    write_jsonl(folder / "in/c.jsonl.zst", rows(count // 2))
    table = pyarrow.Table.from_pylist([{**row, "tags": ""} for row in rows(count)])
    parquet.write_table(table, folder / "in/d.parquet", row_group_size=170)
    return folder


def outcome(folder: Path, out: str) -> dict[str, object]:
    """All that a run wrote, its seconds aside."""
    stats = json.loads((folder / out / "stats.json").read_bytes())
    files = {name: content for name, content in files_of(folder / out).items() if name != "stats.json"}
    return {**files, "stats": {**stats, "seconds": 0}}


def children(process: int) -> list[int]:
    """The worker processes of a run, from /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(")", 1)[1].split()
            arguments = (entry.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == process and b"spawn_main" in arguments:
            found.append(int(entry.parent.name))
    return found


def killed_run(folder: Path, out: str, kills: int, seed: int, longest: float) -> tuple[int, int]:
    """Runs the command again and again, killing the run or one of its workers at random times, until it ends.

    How many runs and how many workers were killed.
    """
    chance = random.Random(seed)
    runs = workers = 0
    while True:
        process = subprocess.Popen(command(folder, out, 2), cwd=folder, stderr=subprocess.PIPE)
        while process.poll() is None and runs + workers < kills:
            time.sleep(chance.uniform(0.0, longest))
            if chance.random() < 0.5:
                process.kill()
                runs += 1
            elif some := children(process.pid):
                os.kill(chance.choice(some), signal.SIGKILL)
                workers += 1
        _, errors = process.communicate(timeout=300)
        if process.returncode != -signal.SIGKILL:
            assert process.returncode == 1, errors.decode()
            return runs, workers


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the workers in /proc")
def test_a_killed_run_gives_the_same_bytes_as_an_undisturbed_one(tmp_path):
    prepared(tmp_path)
    (tmp_path / "whole").mkdir()
    done = subprocess.run(command(tmp_path, "whole", 1), cwd=tmp_path, capture_output=True, check=False, timeout=300)
    assert done.returncode == 1, done.stderr.decode()
    kills = 0
    for seed in range(5, 5 + 3 * KILLS):  # a fast machine may be done before the last kill: another run then
        (tmp_path / f"killed-{seed}").mkdir()
        kills += sum(killed_run(tmp_path, f"killed-{seed}", KILLS - kills, seed=seed, longest=1.5))
        assert outcome(tmp_path, f"killed-{seed}") == outcome(tmp_path, "whole")
        if kills == KILLS:
            break
    assert kills == KILLS


def test_what_a_killed_join_left_is_cleared_and_nothing_else(tmp_path):
    left, others = (
        tmp_path / ".a.jsonl.509.tmp",
        [".a.jsonl.gz.509.tmp", ".a.jsonl.x.tmp", "a.jsonl", ".b.jsonl.509.tmp"],
    )
    for name in (left.name, *others):
        (tmp_path / name).touch()
    sweep(str(tmp_path / "a.jsonl"))
    sweep(str(tmp_path / "none" / "a.jsonl"))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(others)


def test_an_interrupted_run_says_how_to_go_on(tmp_path):
    prepared(tmp_path)
    (tmp_path / "out").mkdir()
    process = subprocess.Popen(
        command(tmp_path, "out", 2), cwd=tmp_path, stderr=subprocess.PIPE, start_new_session=True
    )
    while not list(tmp_path.glob("out/clean/.cleaner-run/*/*.part")) and process.poll() is None:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to the workers too
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == b"cleaner: stopped; what is finished is kept: the same command goes on from there\n"
    assert subprocess.run(command(tmp_path, "out", 2), cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_a_full_disk_is_told_and_what_is_done_is_kept(tmp_path):
    import resource

    write_jsonl(tmp_path / "in/a.jsonl", [{"text": text(i), "noise": os.urandom(200).hex()} for i in range(400)])
    words = [sys.executable, "-m", "cleaner", "corpus", "in", "-o", "out", "--part", "0.02", "--quiet"]

    def limit() -> None:  # no file may grow over this: the system refuses as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=False, timeout=120, preexec_fn=limit)
    assert done.returncode == 3
    assert b"file too large; what is finished is kept: mend that, and the same command goes on" in done.stderr
    assert done.stderr.count(b"\n") == 1
    assert not (tmp_path / "out/a.jsonl").exists()
    assert list(tmp_path.glob("out/.cleaner-run/*/*.part"))
    assert subprocess.run(words, cwd=tmp_path, capture_output=True, check=False, timeout=120).returncode == 0
    assert len((tmp_path / "out/a.jsonl").read_bytes().splitlines()) == 400


def test_a_document_that_kills_its_worker_is_a_reject(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(run, "Crew", partial(crew.Crew, serve=serve_deadly))
    some = rows(40)
    some[7]["text"] = "DEADLY"
    some[8]["text"] = "FAULTY"
    some[31]["text"] = "DEADLY"
    write_jsonl(tmp_path / "a.jsonl", some)
    words = ["--part", "0.003", "--workers", "2", "--id-field", "id", "--quiet"]
    assert main(["corpus", str(tmp_path / "a.jsonl"), "-o", str(tmp_path / "out"), *words]) == 1
    assert "3 were rejected" in capfd.readouterr().err
    written = [json.loads(line)["id"] for line in (tmp_path / "out/a.jsonl").read_bytes().splitlines()]
    assert written == [f"a{i}" for i in range(40) if i not in (7, 8, 31)]
    found = [json.loads(line) for line in (tmp_path / "out/rejects.jsonl").read_bytes().splitlines()]
    assert [one["row"] for one in found] == [8, 9, 32]
    assert found[0]["reason"] == "the document ended the worker that cleaned it (killed, or out of memory)"
    assert found[1]["reason"] == "cleaning failed: ZeroDivisionError: a fault"
    assert json.loads(found[2]["line"]) == some[31]


def serve_nothing(pipe):
    """A worker that dies before it is ready."""
    os._exit(3)


def test_workers_that_never_start_end_the_run(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(run, "Crew", partial(crew.Crew, serve=serve_nothing))
    write_jsonl(tmp_path / "a.jsonl", rows(4))
    assert main(["corpus", str(tmp_path / "a.jsonl"), "-o", str(tmp_path / "out"), "--quiet"]) == 2
    assert capfd.readouterr().err == "cleaner: workers die as they start (exit code 3)\n"


def serve_dying(pipe):
    """A worker that dies at the first job, whatever it is, before any document."""
    order = pipe.recv()
    pipe.send(("ready", None))
    job = pipe.recv()
    if isinstance(job, crew.Clean) and job.is_hopeless:
        pipe.send(("done", crew.Worker(order).do(job, lambda place: None)))
        pipe.recv()
    os._exit(1)


def test_a_part_that_kills_every_worker_is_given_up(tmp_path, monkeypatch):
    write_jsonl(tmp_path / "a.jsonl", rows(4))
    plan = run.Plan(run_sources(tmp_path / "a.jsonl"), str(tmp_path / "out"), run_order())
    monkeypatch.setattr(run, "Crew", partial(crew.Crew, serve=serve_dying))
    with pytest.raises(CleanerError, match="workers die while they write"):
        run.run(plan, 1, run.Progress(plan.sources, is_quiet=True))
    monkeypatch.setattr(run, "Crew", crew.Crew)
    stats = run.run(plan, 1, run.Progress(plan.sources, is_quiet=True))
    assert (stats.documents, stats.rejected) == (0, 1)
    (reject,) = (tmp_path / "out/rejects.jsonl").read_bytes().splitlines()
    assert json.loads(reject)["reason"] == "the part that starts here ended every worker that read it"


def run_sources(path: Path):
    from cleaner.corpus.inputs import sources

    return sources([str(path)])


def run_order():
    from cleaner import Cleaner
    from cleaner.corpus.work import Order

    return Order(Cleaner())
