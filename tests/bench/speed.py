"""How fast the cleaner is, beside `str.splitlines` on the same texts in the same run.

python tests/bench/speed.py [--corpus ROWS.jsonl[.xz]] [--rounds 5] [--json]

Texts are made by the project's own strategies' material: articles of about 5 kB and 40 lines, each with a few prompts
(or the `raw` of a corpus, cut to that size). Prints medians; MB are 10^6 bytes of UTF-8. Only ratios carry over to
another machine.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import statistics
import time
from collections.abc import Callable

from cleaner import Cleaner
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


def median_time(work: Callable[[], object], rounds: int) -> float:
    """The median wall time of `work`, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=1_500)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    texts = real(args.corpus, args.count) if args.corpus else made(args.count)
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
    works: dict[str, Callable[[], object]] = {"splitlines": lambda: [text.splitlines() for text in texts]}
    for policy in ("precise", "balanced"):
        cleaner = Cleaner(policy=policy)
        list(cleaner.clean_many(texts))
        works[f"clean_many {policy}"] = lambda cleaner=cleaner: list(cleaner.clean_many(texts))
        works[f"clean {policy}"] = lambda cleaner=cleaner: [cleaner.clean(text) for text in texts[:300]]
    rows = {}
    for name, work in works.items():
        part = (
            sum(len(text.encode("utf-8", "surrogatepass")) for text in texts[:300])
            if name.startswith("clean ")
            else size
        )
        documents = 300 if name.startswith("clean ") else len(texts)
        seconds = median_time(work, args.rounds)
        rows[name] = {"MB/s": part / seconds / 1e6, "us a document": seconds / documents * 1e6}
    base = rows["splitlines"]["MB/s"]
    for row in rows.values():
        row["of splitlines"] = row["MB/s"] / base
    if args.json:
        print(json.dumps(rows, indent=1))
        return
    print(f"{len(texts)} documents, {size / len(texts):.0f} bytes each")
    for name, row in rows.items():
        ratio = 1 / row["of splitlines"]
        print(
            f"{name:22} {row['MB/s']:8.1f} MB/s {row['us a document']:8.1f} µs a document, 1/{ratio:.1f} of splitlines"
        )


if __name__ == "__main__":
    main()
