"""Every example of every rule above, inside and below every small article of ours: which lines of these go with it.

    python tests/bench/reach.py [--units block,tail] [--no-model] [--policy balanced]

Prints each text that lost a line, with the rule that stands for the example, and how many texts there were.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from small_articles import ARTICLES, SEPARATORS, lost_lines, with_example

from cleaner import Cleaner
from cleaner.rules.own import own_packs


def trials(units: set[str]) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    """Rule, name of the article, article, text."""
    for rule in (rule for pack in own_packs() for rule in pack.rules):
        if rule.unit.value not in units:
            continue
        for example in rule.remove:
            for name, article in ARTICLES.items():
                for separator in SEPARATORS:
                    for place in range(len(article) + 1):
                        yield rule.id, name, article, with_example(article, example.text, place, separator)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", default="block,tail,line,inline")
    parser.add_argument("--no-model", action="store_true")
    parser.add_argument("--policy", default="balanced")
    parser.add_argument("--every", type=int, default=1, help="only every Nth text")
    args = parser.parse_args()
    cleaner = Cleaner(policy=args.policy, model=not args.no_model)
    some = [trial for i, trial in enumerate(trials(set(args.units.split(",")))) if i % args.every == 0]
    harmed: Counter[str] = Counter()
    for (rule, name, article, text), result in zip(some, cleaner.clean_many(text for *_, text in some), strict=True):
        if lost := lost_lines(article, result.text):
            harmed[rule] += 1
            if harmed[rule] <= 2:
                by = sorted({one.rule for one in result.removals})
                print(f"{rule} [{name}] {lost} by {by}\n    {text!r}"[:900])
    for rule, count in harmed.most_common(40):
        print(count, rule)
    print(f"{sum(harmed.values())} of {len(some)} texts harmed")
    return 1 if harmed else 0


if __name__ == "__main__":
    raise SystemExit(main())
