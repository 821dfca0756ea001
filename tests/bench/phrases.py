"""How many known boilerplate phrases go when each stands on a line of its own in an article of ours.

python tests/bench/phrases.py PHRASES.jsonl [--lang de,en] [--category paywall] [--misses]

Each line of PHRASES.jsonl holds category, lang and phrase. A phrase is put at the foot of an article, and between two
of its paragraphs; it counts as removed if nothing but the article is left, untouched.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from importlib import resources

from cleaner import Cleaner


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("phrases")
    parser.add_argument("--lang")
    parser.add_argument("--category")
    parser.add_argument("--policy", default="balanced")
    parser.add_argument("--misses", action="store_true", help="list what stays")
    args = parser.parse_args()
    rows = [json.loads(line) for line in open(args.phrases, encoding="utf-8")]
    rows = [row for row in rows if not args.lang or row["lang"] in args.lang.split(",")]
    rows = [row for row in rows if not args.category or row["category"] in args.category.split(",")]
    prose = json.loads(resources.files("cleaner").joinpath("testing/prose.json").read_text("utf-8"))
    cleaner = Cleaner(policy=args.policy)
    gone: dict[str, dict[str, list[bool]]] = {"foot": defaultdict(list), "between": defaultdict(list)}
    hurt = 0
    for row in rows:
        paragraphs = prose.get(row["lang"], prose["en"])[:5]
        for place, at in (("foot", 5), ("between", 3)):
            if place == "between" and len(row["phrase"].split()) == 1 and row["phrase"].isascii():
                continue
            article = "\n\n".join(paragraphs) + "\n"
            text = "\n\n".join([*paragraphs[:at], row["phrase"], *paragraphs[at:]]) + "\n"
            cleaned = cleaner.clean(text).text
            gone[place][row["lang"]].append(cleaned == article)
            if cleaned not in (article, text):
                hurt += 1
                print(f"HURT\t{place}\t{row['lang']}\t{row['phrase']!r}")
            elif args.misses and cleaned != article:
                print(f"{place}\t{row['lang']}\t{row['category']}\t{row['phrase']}")
    for place, languages in gone.items():
        every = [one for values in languages.values() for one in values]
        print(
            f"{place:8} all {sum(every)}/{len(every)} = {sum(every) / max(1, len(every)):.3f}   "
            + "  ".join(f"{lang} {sum(values)}/{len(values)}" for lang, values in sorted(languages.items()))
        )
    print(f"sentences around them hurt: {hurt}")


if __name__ == "__main__":
    main()
