"""How much faster or slower one checkout is than another, measured in one run.

python tests/bench/compare.py OLD NEW [--rounds 5] [--count 400] [--model] [--json]
python tests/bench/compare.py OLD NEW --instructions [--worse 1.2]

OLD and NEW are folders of checkouts. Each is asked in a process of its own, by turns, so that what else the machine
does falls on both; printed is the processor time of each and their ratio. `--instructions` counts instructions with
valgrind instead, which no other load disturbs, and ends with 1 where NEW takes more than `--worse` times as many as
OLD. It counts a short run and a longer one and takes the difference, so that starting up does not count.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

#: Run in the checkout's own process: the processor seconds for one pass over the texts in a file, start-up aside.
WORK = """
import json, sys, time
from cleaner import Cleaner
texts = json.load(open(sys.argv[1], encoding="utf-8"))[: int(sys.argv[2])]
cleaner = Cleaner(policy=sys.argv[3], model=sys.argv[5] == "model")
list(cleaner.clean_many(texts))
start = time.process_time()
for _ in range(int(sys.argv[4])):
    list(cleaner.clean_many(texts))
print(time.process_time() - start)
"""


def environment(checkout: Path, home: Path) -> dict[str, str]:
    """The environment in which a checkout's own modules are found, with a cache of its own."""
    return {**os.environ, "PYTHONPATH": str(checkout), "PYTHONHASHSEED": "0"}


def seconds(checkout: Path, home: Path, texts: Path, count: int, mode: list[str]) -> float:
    """The processor time that a checkout takes for one pass."""
    command = [sys.executable, "-P", "-c", WORK, str(texts), str(count), mode[0], "1", mode[1]]
    done = subprocess.run(command, env=environment(checkout, home), check=True, capture_output=True, text=True)
    return float(done.stdout)


def instructions(checkout: Path, home: Path, texts: Path, count: int, mode: list[str]) -> int:
    """The instructions that a checkout takes for one pass more, by valgrind's count."""
    totals = []
    for passes in ("1", "2"):
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable, "-P", "-c", WORK]
        command += [str(texts), str(count), mode[0], passes, mode[1]]
        done = subprocess.run(command, env=environment(checkout, home), check=True, capture_output=True, text=True)
        found = re.search(r"Collected : (\d+)", done.stderr)
        if found is None:
            raise SystemExit(f"valgrind gave no count: {done.stderr[-300:]}")
        totals.append(int(found[1]))
    return totals[1] - totals[0]


def texts_file(home: Path, count: int) -> Path:
    """A file with the texts that both checkouts clean."""
    sys.path.insert(0, str(Path(__file__).parent))
    from speed import made

    path = home / "texts.json"
    path.write_text(json.dumps(made(count)), encoding="utf-8")
    return path


def compare(args: argparse.Namespace, home: Path) -> dict[str, float]:
    """The figures of both checkouts, and the ratio of the new to the old."""
    texts = texts_file(home, args.count)
    mode = [args.policy, "model" if args.model else "rules"]
    sides = {"old": args.old.resolve(), "new": args.new.resolve()}
    found: dict[str, list[float]] = {name: [] for name in sides}
    for name, checkout in sides.items():
        seconds(checkout, home / name, texts, 20, mode)  # fills the cache
    for _ in range(1 if args.instructions else args.rounds):
        for name, checkout in sides.items():
            measure = instructions if args.instructions else seconds
            found[name].append(measure(checkout, home / name, texts, args.count, mode))
    middle = {name: float(statistics.median(some)) for name, some in found.items()}
    return {**middle, "new / old": middle["new"] / middle["old"]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path, metavar="OLD")
    parser.add_argument("new", type=Path, metavar="NEW")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--policy", default="precise")
    parser.add_argument("--model", action="store_true", help="with the line model, too")
    parser.add_argument("--instructions", action="store_true")
    parser.add_argument("--worse", type=float, default=1.2)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    for checkout in (args.old, args.new):
        if not (checkout / "cleaner" / "__init__.py").is_file():
            parser.error(f"{checkout} is no checkout: there is no cleaner/__init__.py in it")
    if args.instructions and shutil.which("valgrind") is None:
        parser.error("--instructions needs valgrind; install it, or leave the option out")
    with tempfile.TemporaryDirectory() as home:
        figures = compare(args, Path(home))
    if args.json:
        print(json.dumps(figures, indent=1))
    else:
        unit, share = ("instructions", 1.0) if args.instructions else ("ms", 1e3)
        print(f"old {figures['old'] * share:,.0f} {unit}, new {figures['new'] * share:,.0f} {unit}")
        print(f"new / old: {figures['new / old']:.3f}")
    return int(args.instructions and figures["new / old"] > args.worse)


if __name__ == "__main__":
    raise SystemExit(main())
