"""Notes the ids of rules that are new, so that they keep their meaning from now on: run it at each release.

python tests/bench/rule_ids.py

tests/rule_ids.txt has a line for each id ever released: the id and its category, and "retired" after one whose rule is
gone. A line is never taken out, and a retired id is never used again.
"""

from __future__ import annotations

from pathlib import Path

from cleaner.rules.own import own_packs

NOTED = Path(__file__).parent.parent / "rule_ids.txt"


def noted() -> dict[str, str]:
    """What the file says of each id: its category, and whether it is retired."""
    lines = NOTED.read_text("utf-8").splitlines() if NOTED.exists() else []
    return dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))


def main() -> int:
    """Writes the file anew, with the new ids."""
    rules = {rule.id: rule.category.value for pack in own_packs() for rule in pack.rules}
    every = {**rules, **noted()}
    lines = [f"{one} {every[one]}" for one in sorted(every)]
    head = "# Ids of rules that have been released. See tests/bench/rule_ids.py."
    new = len(set(rules) - set(noted()))
    NOTED.write_text("\n".join([head, *lines, ""]), "utf-8")
    print(f"{len(every)} ids, {new} new")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
