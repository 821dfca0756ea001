"""Writes how often the words of phrases stand in news texts: `cleaner/rules/frequent.txt`, by which phrases that any
sentence may begin like are looked for by their rarest words.

python tests/bench/frequent.py CORPUS.jsonl[.xz] [CORPUS …] [--out cleaner/rules/frequent.txt]

A label's figure is how often it stands in 10^6 code points as a word (a stem: at a word's start or end), and a
third of how often it stands inside others, where it is found in vain; that of the language in which it is the most
frequent, of languages with so much text at least as FEWEST says. Labels of lower figures than LEAST are left out.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from ahocorasick_rs import AhoCorasick, Implementation

from cleaner.rules.own import own_book
from cleaner.text.language import guessed
from cleaner.text.words import is_by_character

FEWEST, LEAST, INSIDE = 150_000, 2, 0.3
EXTRACTORS = ("trafilatura", "html-text")
_WORD = re.compile(r"[^\W_]+|[^\w\s]")


def texts(path: str) -> Iterator[str]:
    """What extractors took from the pages of a corpus, and the whole pages."""
    opened = lzma.open(path, "rt", encoding="utf-8") if path.endswith(".xz") else open(path, encoding="utf-8")
    with opened as lines:
        yield from (row["raw"] for row in map(json.loads, lines) if row["extractor"] in EXTRACTORS)


def said_by(label: str, word: str) -> bool:
    """Whether a word bears a label."""
    bare = label.strip("*") or label
    if is_by_character(bare[0]):
        return True
    begins, ends = word.startswith(bare), word.endswith(bare)
    return (begins or label[0] == "*") and (ends or label[-1] == "*")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+")
    parser.add_argument("--out", type=Path, default=Path("cleaner/rules/frequent.txt"))
    args = parser.parse_args()
    sizes: Counter[str] = Counter()
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for text in (text for path in args.corpora for text in texts(path)):
        language = guessed(text) or "?"
        sizes[language] += len(text)
        words[language].update(_WORD.findall(text.encode("utf-8", "replace").decode().lower()))
    labels: dict[str, list[str]] = defaultdict(list)
    for label in sorted(own_book().index.labels):
        labels[label.strip("*") or label].append(label)
    bare = list(labels)
    scan = AhoCorasick(bare, implementation=Implementation.DFA)
    most: Counter[str] = Counter()
    for language, counts in words.items():
        if sizes[language] < FEWEST:
            continue
        found: Counter[str] = Counter()
        for word, count in counts.items():
            for number, _, _ in scan.find_matches_as_indexes(word, overlapping=True):
                for label in labels[bare[number]]:
                    found[label] += count * (1 if said_by(label, word) else INSIDE)
        most |= Counter({label: round(count * 1e6 / sizes[language]) for label, count in found.items()})
    kept = sorted(((count, one) for one, count in most.items() if count >= LEAST), key=lambda it: (-it[0], it[1]))
    args.out.write_text("".join(f"{count} {one}\n" for count, one in kept), "utf-8")
    known = ", ".join(f"{one} {size:,}" for one, size in sizes.most_common() if size >= FEWEST)
    print(f"{len(kept):,} of {sum(map(len, labels.values())):,} labels; code points: {known}")


if __name__ == "__main__":
    main()
