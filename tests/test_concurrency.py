"""One Cleaner in many threads, and in processes forked and spawned, gives the same reports, byte for byte."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import random
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from cleaner import Cleaner, Result, clean
from cleaner.testing import SEPARATORS, languages, prompts, prose

THREADS = 8


@cache
def texts(number: int = 240) -> list[str]:
    """Scraped articles in all languages, some with broken encoding, the same on every run."""
    chance = random.Random(11)
    found = []
    for _ in range(number):
        lines = chance.sample(prose(chance.choice(languages())), 4)
        for prompt in chance.sample(prompts(), chance.randint(0, 4)):
            lines.insert(chance.randint(0, len(lines)), prompt)
        text = chance.choice(SEPARATORS).join(lines)
        found.append(text.replace("’", "â€™") if chance.random() < 0.3 else text)
    return found


CLEANER = Cleaner()


def report(result: Result) -> str:
    return json.dumps(result.to_dict(with_text=True), sort_keys=True)


@cache
def expected() -> list[str]:
    """The reports as one thread makes them. Made here alone: other processes that read this file have no need of it."""
    return [report(result) for result in CLEANER.clean_many(texts())]


def reports_of(cleaner: Cleaner, some: list[str]) -> list[str]:
    """For other processes: the reports, by way of clean and clean_many in turn."""
    half = len(some) // 2
    return [report(cleaner.clean(text)) for text in some[:half]] + list(map(report, cleaner.clean_many(some[half:])))


def reports_of_new(some: list[str]) -> list[str]:
    """For other processes: the reports of a Cleaner that is made there."""
    return reports_of(Cleaner(), some)


@pytest.fixture
def _busy():
    """Threads that take turns as often as can be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_busy")
@pytest.mark.parametrize("make", [lambda: CLEANER, Cleaner], ids=["warm", "cold"])
def test_eight_threads_share_one_cleaner(make):
    cleaner = make()  # a cold one makes its tables while the threads race for them
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda text: report(cleaner.clean(text)), texts()))
    assert found == expected()


@pytest.mark.usefixtures("_busy")
def test_eight_threads_clean_many_at_once():
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda _: list(map(report, CLEANER.clean_many(texts()[:100]))), range(THREADS)))
    assert found == [expected()[:100]] * THREADS


@pytest.mark.usefixtures("_busy")
def test_eight_threads_take_turns_at_one_stream():
    stream = CLEANER.clean_many(iter(texts()))
    found = [report(next(stream)) for _ in range(50)]
    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(lambda text: report(clean(text)), texts()[:50])) == found
    assert [*found, *map(report, stream)] == expected()


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_other_processes_give_the_same_bytes(method):
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        shared = pool.submit(reports_of, CLEANER, texts()[:120])
        made = pool.submit(reports_of_new, texts()[120:])
        assert shared.result() + made.result() == expected()


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system cannot fork")
def test_a_process_forked_while_threads_clean_gives_the_same_bytes():
    context = multiprocessing.get_context("fork")
    with ThreadPoolExecutor(2) as threads:
        busy = [threads.submit(reports_of, CLEANER, texts()) for _ in range(2)]
        with context.Pool(1) as pool:
            assert pool.apply(reports_of, (CLEANER, texts()[:100])) == expected()[:100]
        assert [one.result() for one in busy] == [expected()] * 2


def test_a_cleaner_stays_the_same_on_its_way_between_processes():
    again = pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(CLEANER))))
    assert again.fingerprint == CLEANER.fingerprint
    assert reports_of(again, texts()) == expected()


def test_the_seed_of_hashes_changes_nothing(tmp_path):
    (tmp_path / "texts").write_text(json.dumps(texts()[:60]), "utf-8")
    home = Path(__file__).parent
    env = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": f"{home}{os.pathsep}{home.parent}"}
    code = "import json, test_concurrency as t; print(json.dumps(t.reports_of_new(json.load(open('texts')))))"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert json.loads(run.stdout) == expected()[:60]
