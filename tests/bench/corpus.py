"""The corpus run measured: kills, memory, and speed beside `clean_many` and beside one worker.

python tests/bench/corpus.py kills [--kills 60] [--longest 2.5]  kills runs and workers, compares with one left alone
python tests/bench/corpus.py memory [--gb 2] [--form parquet]    the most memory that all processes held together
python tests/bench/corpus.py speed [--mb 160] [--rounds 3]       MB/s of JSONL in and out; 2 workers against 1
python tests/bench/corpus.py speed --corpus ROWS.jsonl.xz        the same on the `raw` texts of a corpus

MB are 10^6 bytes of the texts in UTF-8. Only ratios carry over to another machine.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

import test_corpus_kills as fire
from speed import made, real

from cleaner import Cleaner
from cleaner.testing import prose


def written(path: Path, texts: list[str], size: int) -> int:
    """Writes rows until their texts hold `size` bytes. How many there are, in bytes of the texts."""
    lines = [(json.dumps({"text": text}, ensure_ascii=False).encode(), len(text.encode())) for text in texts]
    total = number = 0
    with open(path, "wb") as file:
        while total < size:
            line, length = lines[number % len(lines)]
            file.write(b'{"id": %d, "url": "https://site%d.example/", %b\n' % (number, number % 50, line[1:]))
            total, number = total + length, number + 1
    return total


def command(path: Path, out: Path, workers: int, *more: str) -> list[str]:
    words = [str(path), "-o", str(out), "--workers", str(workers), "--quiet", "--url-field", "url", *more]
    return [sys.executable, "-m", "cleaner", "corpus", *words]


def kills(folder: Path, args: argparse.Namespace) -> None:
    fire.prepared(folder, args.rows)
    for name in ("whole", "killed"):
        (folder / name).mkdir()
    subprocess.run(fire.command(folder, "whole", 1), cwd=folder, check=False)
    began = time.monotonic()
    runs, workers = fire.killed_run(folder, "killed", args.kills, args.seed, args.longest)
    same = fire.outcome(folder, "killed") == fire.outcome(folder, "whole")
    parts = sum(len(content) for content in fire.files_of(folder / "whole").values())
    print(f"{runs} runs and {workers} workers killed in {time.monotonic() - began:.0f} s; {parts:,} bytes of output")
    print("the same bytes as an undisturbed run" if same else "NOT THE SAME")
    if runs + workers < args.kills:
        print(f"it ended after {runs + workers} kills: give it more input")
    raise SystemExit(not same or runs + workers < args.kills)


def resident(process: int) -> tuple[int, int]:
    """RSS and PSS of a run and its workers, in bytes."""
    rss = pss = 0
    for one in [process, *fire.children(process)]:
        try:
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith(("Rss:", "Pss:")):
                    size = int(line.split()[1]) * 1024
                    rss, pss = (rss + size, pss) if line[0] == "R" else (rss, pss + size)
        except OSError:
            continue
    return rss, pss


def memory(folder: Path, args: argparse.Namespace) -> None:
    path = folder / "in.jsonl"
    size = written(path, mostly_plain(args.count, args.bytes), int(args.gb * 1e9))
    if args.form == "parquet":
        path = as_parquet(path)
    print(f"{size / 1e9:.2f} GB of text, a file of {path.stat().st_size / 1e9:.2f} GB")
    began = time.monotonic()
    more = ["--reports", str(folder / "reports")] if args.reports else []
    process = subprocess.Popen(command(path, folder / "out", 2, *more, *args.more.split()))
    most: list[tuple[int, int]] = []
    while process.poll() is None:
        most.append(resident(process.pid))
        time.sleep(0.2)
    seconds = time.monotonic() - began
    for part in range(5):
        some = most[part * len(most) // 5 : (part + 1) * len(most) // 5]
        print(f"fifth {part + 1}: RSS {max(one[0] for one in some) / 1e6:.0f} MB", end="; ")
    rss, pss = (max(values) / 1e6 for values in zip(*most, strict=True))
    print(f"\nmost RSS {rss:.0f} MB, most PSS {pss:.0f} MB, {size / seconds / 1e6:.1f} MB/s, exit {process.returncode}")


def mostly_plain(count: int, size: int) -> list[str]:
    """Texts of which one in a hundred has prompts: the time of this measurement is not what it is about."""
    paragraphs = prose("en")
    often = size // sum(len(one.encode()) + 2 for one in paragraphs) + 1
    plain = ["\n\n".join(paragraphs[number % 7 :] + paragraphs * (often - 1)) + "\n" for number in range(99)]
    return [text for one in made(max(1, count // 100), size=size) for text in (one, *plain)]


def as_parquet(path: Path) -> Path:
    """The rows of a file of JSON lines as one Parquet file with large row groups."""
    import pyarrow
    from pyarrow import parquet

    found = path.with_suffix(".parquet")
    schema = pyarrow.schema([("id", pyarrow.int64()), ("url", pyarrow.string()), ("text", pyarrow.string())])
    with parquet.ParquetWriter(found, schema) as writer, open(path, "rb") as file:
        while lines := file.readlines(200_000_000):
            writer.write_table(pyarrow.Table.from_pylist([json.loads(line) for line in lines], schema))
    path.unlink()
    return found


def cpu_of_children() -> float:
    """The CPU time of all processes that have ended below this one, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def speed(folder: Path, args: argparse.Namespace) -> None:
    texts = real(args.corpus, 400) if args.corpus else made(400)
    path = folder / "in.jsonl"
    size = written(path, texts, int(args.mb * 1e6))
    sample = [json.loads(line)["text"] for line in path.read_bytes().splitlines()[:400]]
    length = sum(len(text.encode()) for text in sample)
    cleaner = Cleaner()
    list(cleaner.clean_many(sample))
    seconds: dict[str, list[float]] = {"clean_many": [], "1 worker": [], "2 workers": []}
    cpu: dict[str, list[float]] = {name: [] for name in seconds}
    for _ in range(args.rounds):
        began, used = time.perf_counter(), time.process_time()
        list(cleaner.clean_many(sample))
        seconds["clean_many"].append((time.perf_counter() - began) * size / length)
        cpu["clean_many"].append((time.process_time() - used) * size / length)
        for workers in (1, 2):
            shutil.rmtree(folder / "out", ignore_errors=True)
            name, began, used = f"{workers} worker{'s' * (workers > 1)}", time.perf_counter(), cpu_of_children()
            subprocess.run(command(path, folder / "out", workers), check=True)
            seconds[name].append(time.perf_counter() - began)
            cpu[name].append(cpu_of_children() - used)
    median = {name: statistics.median(times) for name, times in seconds.items()}
    for name, one in median.items():
        spent = statistics.median(cpu[name])
        print(f"{name:10} {size / one / 1e6:7.1f} MB/s; {size / spent / 1e6:.1f} MB for each second of CPU time")
    ratios = [one / two for one, two in zip(seconds["1 worker"], seconds["2 workers"], strict=True)]
    print(f"1 worker against clean_many: {median['clean_many'] / median['1 worker']:.2f}")
    print(f"2 workers against 1: {statistics.median(ratios):.2f} ({', '.join(f'{one:.2f}' for one in ratios)})")
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("kills", "memory", "speed"))
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=8_000, help="kills: rows of the largest input")
    parser.add_argument("--longest", type=float, default=2.5, help="kills: seconds between two kills, at most")
    parser.add_argument("--gb", type=float, default=2.0)
    parser.add_argument("--form", choices=("jsonl", "parquet"), default="jsonl")
    parser.add_argument("--reports", action="store_true", help="memory: keep full reports, too")
    parser.add_argument("--count", type=int, default=400, help="memory: texts that are repeated")
    parser.add_argument("--bytes", type=int, default=5_000, help="memory: size of a text")
    parser.add_argument("--more", default="", help="memory: more options for the run")
    parser.add_argument("--mb", type=float, default=160.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--corpus")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        {"kills": kills, "memory": memory, "speed": speed}[args.what](Path(folder), args)


if __name__ == "__main__":
    main()
