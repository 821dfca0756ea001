"""Holds the cleaner to a folder of real texts and an expected.json that says what stays, goes and is damaged.

python tests/bench/seeds.py FOLDER [--policy balanced]

expected.json: for each file, `kept` lines in order, `gone` lines, `free` ones, `inline` pairs (a line's end before and
after), and `damaged` parts of kept lines.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from cleaner import Cleaner


def wrong(source: str, expected: dict[str, list], cleaner: Cleaner) -> list[str]:
    """What is not as expected for one text, in words."""
    result = cleaner.clean(source)
    problems = [] if result.restore() == source else ["restore does not give the source"]
    inline = dict(expected["inline"])
    out, at = result.text.splitlines(), 0
    for line in expected["kept"]:
        for before, after in inline.items():
            if line.replace("\xa0", " ").endswith(before):
                line = line[: -len(before)] + after
        if line in out[at:]:
            at = out.index(line, at) + 1
        else:
            problems.append(f"lost: {line[:90]!r}")
    taken = "\n".join(removal.text for removal in result.removals).splitlines()
    wanted_lines = [*expected["kept"], *expected["free"]]
    for line in expected["gone"]:
        if line in out and line not in wanted_lines:
            problems.append(f"left: {line[:90]!r}")
        if line not in taken:
            problems.append(f"not in the report: {line[:90]!r}")
    extra = [
        line
        for line in out
        if line.strip() and line not in wanted_lines and not any(line.endswith(after) for after in inline.values())
    ]
    problems += [f"left, and not in kept: {line[:90]!r}" for line in extra]
    found = [one.span.of(source) for one in result.damage if one.kind == "truncated-sentence"]
    problems += [f"damage not found: {part!r}" for part in expected["damaged"] if not any(part in one for one in found)]
    problems += [
        f"no damage, but found: {one[:60]!r}" for one in found if not any(part in one for part in expected["damaged"])
    ]
    return problems


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--policy", default="balanced")
    args = parser.parse_args()
    cleaner = Cleaner(policy=args.policy)
    expected = json.loads((args.folder / "expected.json").read_text("utf-8"))
    bad = 0
    for name, wanted in expected.items():
        problems = wrong((args.folder / name).read_bytes().decode("utf-8"), wanted, cleaner)
        bad += len(problems)
        print(f"{name}: {'as expected' if not problems else ''}")
        for problem in problems:
            print(f"  {problem}")
    raise SystemExit(1 if bad else 0)


if __name__ == "__main__":
    main()
