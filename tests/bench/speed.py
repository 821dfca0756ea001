"""How fast the cleaner is, beside `str.splitlines` and other programs on the same texts in the same run.

python tests/bench/speed.py [--corpus ROWS.jsonl[.xz]] [--rounds 5] [--count 400] [--json]
python tests/bench/speed.py --growth [--largest 1000000]    # time per byte from 1 kB on, by kind of text
python tests/bench/speed.py --memory

Texts are made from the project's own examples: articles of about 5 kB, each with a few prompts, and page dumps of about
20 kB in 400 lines; or they are the `raw` of a corpus, cut to 5 kB. Prints medians of processor time; MB are 10^6 bytes
of UTF-8. Other programs (datatrove, clean-text, ftfy) have a row each where they are installed. Only ratios carry over
to another machine.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress

from cleaner import Cleaner, CleanerError
from cleaner.rules.own import own_book
from cleaner.testing import prompts, prose

LANGUAGES = ("en", "en", "en", "de", "fr", "es", "it", "pt", "nl", "ja", "ru", "pl")


def made(count: int, seed: int = 7, size: int = 5_000) -> list[str]:
    """News texts of about `size` bytes: paragraphs of one to three sentences, a prompt in every tenth place."""
    chance = random.Random(seed)
    every = prompts()
    texts = []
    for _ in range(count):
        paragraphs = prose(chance.choice(LANGUAGES))
        lines: list[str] = []
        length = 0
        while length < size:
            line = chance.choice(every) if chance.random() < 0.1 else chance.choice(paragraphs)
            lines += [line, ""]
            length += len(line.encode()) + 2
        texts.append("\n".join(lines))
    return texts


def real(path: str, count: int, size: int = 5_000) -> list[str]:
    """The texts of a corpus, cut to about `size` code points."""
    opened = lzma.open(path, "rt", encoding="utf-8") if path.endswith(".xz") else open(path, encoding="utf-8")
    with opened as lines:
        rows = [json.loads(line) for line in lines]
    texts = [row["raw"] for row in rows if row["extractor"] == "trafilatura"]
    cut = [text[i : i + size] for text in texts for i in range(0, len(text), size)]
    return [cut[i % len(cut)] for i in range(count)]


def dumps(count: int, seed: int = 11) -> list[str]:
    """Page dumps: some 400 lines in 20 kB, prompts and short lines around an article."""
    chance = random.Random(seed)
    every = prompts()
    texts = []
    for _ in range(count):
        paragraphs = prose(chance.choice(LANGUAGES))
        words = " ".join(paragraphs).split()
        head, foot = (
            [
                chance.choice(every)[:60] if chance.random() < 0.2 else " ".join(chance.sample(words, 4))
                for _ in range(180)
            ]
            for _ in range(2)
        )
        body = [line for _ in range(20) for line in (chance.choice(paragraphs), "")]
        texts.append("\n".join([*head, *body, *foot]))
    return texts


def median_time(work: Callable[[], object], rounds: int) -> float:
    """The median processor time of `work`, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def peers() -> dict[str, Callable[[str], object]]:
    """Other programs that are installed here, each as what it does to one text."""
    found: dict[str, Callable[[str], object]] = {}
    with suppress(ImportError):
        from datatrove.data import Document
        from datatrove.pipeline.filters import C4QualityFilter

        rules = C4QualityFilter(min_num_sentences=-1)  # the line rules; counting sentences would take spaCy
        found["datatrove C4 lines"] = lambda text: rules.filter(Document(text=text, id="0"))
    with suppress(ImportError):
        from cleantext import clean

        found["clean-text"] = clean
    with suppress(ImportError):
        from ftfy import fix_text

        found["ftfy"] = fix_text
    return found


def size_of(texts: list[str]) -> int:
    """Bytes of UTF-8."""
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)


def cleaners() -> dict[str, Cleaner]:
    """The rules alone, and everything where the line model can be loaded."""
    found = {"rules only": Cleaner(policy="precise", model=False)}
    with suppress(CleanerError):
        found["everything"] = Cleaner(policy="balanced", model=True)
    return found


def works(texts: list[str], pages: list[str]) -> Iterator[tuple[str, list[str], Callable[[], object]]]:
    """What the table has a row for: its name, its texts, and the work."""
    few = texts[:100]
    yield "splitlines", texts, lambda: [text.splitlines() for text in texts]
    for name, cleaner in cleaners().items():
        yield f"clean_many, {name}", texts, lambda its=cleaner: list(its.clean_many(texts))
        yield f"clean, {name}", few, lambda its=cleaner: [its.clean(text) for text in few]
        yield f"page dumps, {name}", pages, lambda its=cleaner: list(its.clean_many(pages))
    for name, peer in peers().items():
        yield name, few, lambda its=peer: [its(text) for text in few]


def table(texts: list[str], rounds: int) -> dict[str, dict[str, float]]:
    """The rows, each with its speed and its share of that of splitlines."""
    rows: dict[str, dict[str, float]] = {}
    for name, its, work in works(texts, dumps(max(10, len(texts) // 20))):
        work()  # compiles what is compiled when first used
        taken = median_time(work, rounds)
        rows[name] = {"MB/s": size_of(its) / taken / 1e6, "us a document": taken / len(its) * 1e6}
    for row in rows.values():
        row["of splitlines"] = row["MB/s"] / rows["splitlines"]["MB/s"]
    return rows


def start_up(text: str, rounds: int) -> dict[str, dict[str, float]]:
    """What the filter takes on one text, started anew each time: wall milliseconds, and megabytes at most."""
    rows = {}
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        for name, options in (("rules only", ["--policy", "precise", "--no-model"]), ("everything", [])):
            command = [sys.executable, "-c", PEAK, *options, file.name]
            times, peaks = [], []
            for _ in range(rounds + 1):  # the first fills the cache, and is left out
                start = time.perf_counter()
                done = subprocess.run(command, capture_output=True, text=True)
                times.append(time.perf_counter() - start)
                if done.returncode:
                    break
                peaks.append(float(done.stderr.rsplit(maxsplit=1)[-1]) / 1e3)
            else:
                rows[name] = {"ms": statistics.median(times[1:]) * 1e3, "MB": max(peaks[1:])}
    return rows


#: Runs the command line on its arguments, then tells its peak of memory in kilobytes (on Linux).
PEAK = """
import sys
from cleaner.cli import main
code = main(sys.argv[1:])
peak = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(peak[0], file=sys.stderr)
sys.exit(code)
"""


def kinds() -> dict[str, str]:
    """What texts are made of to see whether time grows with length: each as a piece that is repeated."""
    prompt = "You have 2 free articles left this month"
    book = own_book()
    telling = (*book.index.firsts, *book.index.anchored, *(near for rule in book.rules for near in rule.near))
    literals = " ".join(one.strip("*") for one in telling if not one.startswith("{"))
    return {
        "prose": "\n\n".join(prose()) + "\n\n",
        "one line": " ".join(prose()) + " ",
        "blank lines": "\n",
        "prompts": f"{prompt}\n",
        "literals of every rule": f"{literals} ",
        "literals, a line each": literals.replace(" ", "\n") + "\n",
    }


def growth(largest: int) -> dict[str, dict[str, float]]:
    """Nanoseconds of processor time a byte, by kind of text and size in bytes."""
    cleaner = Cleaner(policy="precise", model=False)
    rows: dict[str, dict[str, float]] = {}
    for kind, unit in kinds().items():
        size = 1_000
        while size <= largest:
            text = (unit * (size // len(unit) + 1))[:size]
            taken = median_time(lambda text=text: cleaner.clean(text), 3 if size <= 1_000_000 else 1)
            rows.setdefault(kind, {})[f"{size:,}"] = taken / size * 1e9
            size *= 10
    return rows


def memory(texts: list[str]) -> dict[str, float]:
    """What cleaning costs on top of the text, by Python's own count: times a clean text, and megabytes a batch."""
    cleaner = Cleaner(policy="precise", model=False)
    clean = "\n\n".join(prose()) * 200
    list(cleaner.clean_many(texts[:100]))
    cleaner.clean(clean)
    peaks = []
    for work in (lambda: cleaner.clean(clean), lambda: [0 for _ in cleaner.clean_many(texts)]):
        tracemalloc.start()
        work()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    return {"clean: times the text": peaks[0] / size_of([clean]), "clean_many: MB": peaks[1] / 1e6}


def shown(rows: dict[str, dict[str, float]]) -> Iterator[str]:
    """A table in lines of text."""
    for name, row in rows.items():
        yield f"{name:26} " + "  ".join(f"{value:10.3g} {unit}" for unit, value in row.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--largest", type=int, default=1_000_000, help="bytes; up to 100000000")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    texts = real(args.corpus, args.count) if args.corpus else made(args.count)
    found: dict[str, dict[str, dict[str, float]]] = {}
    if args.growth:
        found["nanoseconds a byte"] = growth(args.largest)
    elif args.memory:
        found["memory"] = {name: {"": value} for name, value in memory(texts).items()}
    else:
        found[f"{len(texts)} documents of {size_of(texts) / len(texts):.0f} bytes"] = table(texts, args.rounds)
        found["a fresh start on one document"] = start_up(texts[0], args.rounds)
    if args.json:
        print(json.dumps(found, indent=1))
        return
    for title, rows in found.items():
        print(title, *shown(rows), sep="\n")


if __name__ == "__main__":
    main()
