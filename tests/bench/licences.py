"""Prints the licences of everything that an installation of the program brings along, as Markdown.

python tests/bench/licences.py [EXTRA …] > .github/LICENCES.md

Read from the metadata of what is installed here; what is not installed is named as such. Without extras: the core.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

NAME = "news-text-cleaner"


def needed(name: str, extras: set[str], found: dict[str, Distribution | None]) -> None:
    """Puts all that `name` needs into `found`, and all that these need."""
    try:
        one = distribution(name)
    except PackageNotFoundError:
        found[name] = None
        return
    for text in one.requires or []:
        wanted = Requirement(text)
        if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in ["", *extras]):
            continue
        key = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if key == NAME:
            needed(NAME, wanted.extras, found)
        elif key not in found:
            found[key] = None
            needed(key, wanted.extras, found)
    if name != NAME:
        found[name] = one


def licence(one: Distribution | None) -> str:
    """What a distribution says of its licence: the expression, the classifiers, or the first line of the field."""
    if one is None:
        return "not installed here"
    field = one.metadata.get("License-Expression")
    kinds = [kind.split(" :: ")[-1] for kind in one.metadata.get_all("Classifier", []) if kind.startswith("License ::")]
    lines = (one.metadata.get("License") or "").strip().splitlines()
    return field or ", ".join(kind for kind in kinds if kind != "OSI Approved") or (lines[0] if lines else "not said")


def main() -> int:
    """Prints the table."""
    extras = set(sys.argv[1:])
    found: dict[str, Distribution | None] = {}
    needed(NAME, extras, found)
    print("# Licences of what comes along\n")
    command = " ".join(["python tests/bench/licences.py", *sorted(extras)])
    print(f"Made by `{command}`. The program itself is under the MIT licence.\n")
    print("| package | licence |\n| --- | --- |")
    for name, one in sorted(found.items()):
        print(f"| {name} | {licence(one)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
