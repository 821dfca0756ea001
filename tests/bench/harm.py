"""What the cleaner takes out of true article bodies, which should be nothing.

python tests/bench/harm.py CORPUS.jsonl[.xz] … [--rules PACK.toml] [--policy balanced] [--list]

Each row of a corpus holds id, lang, group and gold (the true body). Prints how many bodies come out untouched, the
share of their characters that went, and with --list every removal, by rule.
"""

from __future__ import annotations

import argparse
import json
import lzma
import zlib
from collections import Counter
from collections.abc import Iterator

from cleaner import Cleaner


def bodies(path: str, half: int | None) -> Iterator[tuple[str, str]]:
    """The id and the true body of every page of a corpus, each page once; of one half of the sites, if asked."""
    opened = lzma.open(path, "rt", encoding="utf-8") if path.endswith(".xz") else open(path, encoding="utf-8")
    seen = set()
    with opened as lines:
        for line in lines:
            row = json.loads(line)
            if half is not None and zlib.crc32(row["group"].encode()) % 2 != half:
                continue
            if row["id"] not in seen:
                seen.add(row["id"])
                yield row["id"], row["gold"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+")
    parser.add_argument("--rules", action="append", default=[])
    parser.add_argument("--policy", default="balanced")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--only-rules", help="list removals of rules whose id holds this")
    parser.add_argument("--half", type=int, choices=(0, 1), help="the even or the odd half of the sites only")
    args = parser.parse_args()
    cleaner = Cleaner(policy=args.policy, packs=args.rules)
    counts: Counter[str] = Counter()
    for path in args.corpora:
        total = touched = points = removed = 0
        for page, text in bodies(path, args.half):
            result = cleaner.clean(text)
            total += 1
            points += len(text)
            touched += result.text != text
            removed += result.removed
            for removal in result.removals:
                counts[removal.rule] += 1
                if args.list and (not args.only_rules or args.only_rules in removal.rule):
                    print(
                        f"{removal.rule}\t{page}\t{removal.text.strip()[:160]!r}\t({removal.reason.partition('; ')[2]})"
                    )
        print(
            f"{path.rpartition('/')[2]}: {total - touched} of {total} bodies untouched "
            f"({(total - touched) / total:.1%}); {removed} of {points} characters removed ({removed / points:.4%})"
        )
    for rule, count in counts.most_common(40):
        print(f"{count:5} {rule}")


if __name__ == "__main__":
    main()
