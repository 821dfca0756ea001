"""How much of a blind set goes: prompts whose writer had not seen the rules, and prose that resembles them.

python tests/bench/blind.py FOLDER [--lang de,en] [--category paywall] [--policy balanced] [--no-model] [--misses]
python tests/bench/blind.py --levels    # writes tests/blind/levels.json

FOLDER holds a file for each language (de.jsonl), each line {"kind": "prompt", "category": …, "text": …} or
{"kind": "prose", "text": …}. Each is put at the foot of an article of ours in its language, and between two of its
paragraphs. A prompt counts as removed if nothing but the article is left, untouched; prose as kept if nothing went.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from cleaner import Cleaner

PLACES = {"end": 5, "between": 3}
HOME = Path(__file__).parent.parent / "blind"


class Trial(NamedTuple):
    """What became of one text in one place."""

    language: str
    kind: str
    category: str
    place: str
    text: str
    left: str
    is_right: bool


def trials(folder: Path, cleaner: Cleaner, languages: set[str]) -> Iterator[Trial]:
    """Every text of a set, in both places."""
    articles = json.loads(resources.files("cleaner").joinpath("testing/prose.json").read_text("utf-8"))
    for path in sorted(folder.glob("*.jsonl")):
        if languages and path.stem not in languages:
            continue
        paragraphs = articles.get(path.stem, articles["en"])[:5]
        article = "\n\n".join(paragraphs) + "\n"
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            for place, at in PLACES.items():
                text = "\n\n".join([*paragraphs[:at], row["text"], *paragraphs[at:]]) + "\n"
                left = cleaner.clean(text).text
                is_right = left == (article if row["kind"] == "prompt" else text)
                yield Trial(path.stem, row["kind"], row.get("category", ""), place, row["text"], left, is_right)


def share(some: list[Trial]) -> str:
    """How many of these are right."""
    return f"{sum(one.is_right for one in some)}/{len(some)}"


def levels() -> dict[str, dict[str, dict[str, int]]]:
    """How many prompts of each set and language go in each place."""
    cleaner = Cleaner()
    found: dict[str, dict[str, dict[str, int]]] = {}
    for folder in sorted(path for path in HOME.iterdir() if path.is_dir()):
        for one in trials(folder, cleaner, set()):
            if one.kind == "prompt":
                its = found.setdefault(folder.name, {}).setdefault(one.language, dict.fromkeys(PLACES, 0))
                its[one.place] += one.is_right
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=HOME / "2026-12-01-c")
    parser.add_argument("--levels", action="store_true", help="write what goes of all sets")
    parser.add_argument("--lang", default="")
    parser.add_argument("--category")
    parser.add_argument("--policy", default="balanced")
    parser.add_argument("--no-model", action="store_true")
    parser.add_argument("--misses", action="store_true", help="list prompts that stay and prose that is touched")
    args = parser.parse_args()
    if args.levels:
        (HOME / "levels.json").write_text(json.dumps(levels(), indent=1) + "\n", "utf-8")
        return
    cleaner = Cleaner(policy=args.policy, model=not args.no_model)
    every = list(trials(args.folder, cleaner, set(filter(None, args.lang.split(",")))))
    if args.category:
        every = [one for one in every if one.category in args.category.split(",")]
    if args.misses:
        for one in every:
            if not one.is_right:
                print(f"{one.kind}\t{one.language}\t{one.category}\t{one.place}\t{one.text}")
    for name, key in (("language", "language"), ("category", "category")):
        print(f"\n{name:12} {'end':>10} {'between':>10} {'prose kept':>12}")
        for value in [*sorted({getattr(one, key) for one in every} - {""}), "all"]:
            some = [one for one in every if value in ("all", getattr(one, key))]
            ends, betweens = ([one for one in some if one.kind == "prompt" and one.place == place] for place in PLACES)
            prose = [one for one in some if one.kind == "prose"]
            print(f"{value:12} {share(ends):>10} {share(betweens):>10} {share(prose) if prose else '':>12}")


if __name__ == "__main__":
    main()
