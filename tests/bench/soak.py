"""Cleans a great many made-up documents, one after the other, and says how much memory that takes over time.

python tests/bench/soak.py [--documents 1000000] [--every 20000] [--seed 1] [--json FILE]

Documents are drawn from the packs' examples and the prose for tests: in all languages, with all separators, with and
without broken encoding, a few of them very long. Every thousandth is held to the laws. Fails where memory after the
first fifth of the run grows by more than a twentieth, or where a law is broken.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cleaner import Cleaner
from cleaner.testing import SEPARATORS, check_lossless, languages, misread, prompts, prose

_CHECKED = 1_000
_MOST_GROWTH = 1.05


def documents(number: int, seed: int) -> Iterator[str]:
    """Made-up scraped articles, the same for the same seed."""
    chance = random.Random(seed)
    stock = {language: prose(language) for language in languages()}
    lines = prompts()
    for count in range(number):
        paragraphs = [*chance.choice(list(stock.values()))]
        chance.shuffle(paragraphs)
        text = paragraphs[: chance.randint(1, 8)]
        for _ in range(chance.choice((0, 0, 1, 2, 4))):
            text.insert(chance.randint(0, len(text)), chance.choice(lines))
        if chance.random() < 0.05:
            text.append("".join(chance.choices("aB1 \n\0\u2028\ud800é.…»", k=80)))
        if count % 50_000 == 49_999:
            text *= 2_000
        whole = chance.choice(SEPARATORS).join(text)
        yield misread(whole, "cp1252") if chance.random() < 0.02 and "\ud800" not in whole else whole


def memory() -> float:
    """The megabytes that the process holds now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this needs Linux: no VmRSS in /proc/self/status")


def main() -> int:
    """Runs the soak; 1 where memory grows or a law is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--every", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    cleaner = Cleaner()
    sources: list[str] = []

    def noted() -> Iterator[str]:
        for text in documents(options.documents, options.seed):
            sources.append(text)
            yield text

    curve: list[tuple[int, float]] = []
    changed = characters = 0
    start = time.monotonic()
    for count, result in enumerate(cleaner.clean_many(noted()), 1):
        source = sources[0]
        del sources[0]
        changed += bool(result.removals)
        characters += len(source)
        if count % _CHECKED == 0:
            check_lossless(source, result)
            if cleaner.clean(source) != result or cleaner.clean(result.text).text != result.text:
                print(f"document {count} breaks a law: {source[:200]!r}", file=sys.stderr)
                return 1
        if count % options.every == 0:
            curve.append((count, round(memory(), 1)))
            print(f"{count:>9,} documents {curve[-1][1]:>7} MB {time.monotonic() - start:>7.0f} s", flush=True)
    warm = [held for count, held in curve if count >= options.documents / 5]
    growth = max(warm[len(warm) // 2 :]) / max(warm[: max(1, len(warm) // 2)])
    print(f"{changed:,} changed, {characters:,} characters; once warm, the second half holds {growth:.3f} of the first")
    if options.json:
        options.json.write_text(json.dumps({"curve": curve, "changed": changed, "characters": characters}) + "\n")
    return 0 if growth <= _MOST_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
