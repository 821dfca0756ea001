"""The plan of the house, held to: imports go downward, the core is light, the public names stay."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import cleaner

ROOT = Path(cleaner.__file__).parent
#: Floors, from the ground up: a room imports from its own floor and those below. The modules that stand directly in the
#: package, beside the rooms, are the matcher of patterns, which leaves the house when the last pattern of ours does.
FLOORS = [
    ["_version", "digest", "entries", "errors", "late"],
    ["text"],
    "rules needles repeats breaks lexicon marks scan codes rows candidates patterns match cache".split(),
    ["find", "layout", "judge", "report"],
    ["engine"],
    ["__init__"],
    ["testing"],
    ["views", "corpus"],
    ["cli", "__main__"],
]
#: What imports upward all the same, inside a function only, so that it loads when it is asked for: Result.to_html.
LATE = {("report", "views")}
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0]


def imports_of(path: Path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "cleaner":
            names = [alias.name for alias in node.names] if node.module == "cleaner" else [node.module.split(".")[1]]
            yield from (name if name in FLOOR else "__init__" for name in names)
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("cleaner."))


MODULES = sorted(ROOT.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_downward(path):
    room = room_of(path)
    assert room in FLOOR, f"{room} has no floor: say in FLOORS where it belongs"
    for imported in imports_of(path):
        is_fine = imported == room or FLOOR[imported] <= FLOOR[room] or (room, imported) in LATE
        assert is_fine, f"{room} imports {imported}, which stands above it"


@pytest.mark.parametrize(("room", "imported"), LATE)
def test_late_imports_stand_in_functions(room, imported):
    trees = [ast.parse(path.read_text("utf-8")) for path in MODULES if room_of(path) == room]
    tree = ast.Module([node for one in trees for node in one.body], [])
    in_functions = {id(node) for top in ast.walk(tree) if isinstance(top, ast.FunctionDef) for node in ast.walk(top)}
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    found = [node for node in nodes if (node.module or "").startswith(f"cleaner.{imported}")]
    assert found
    assert all(id(node) in in_functions for node in found)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_stay_small(path):
    assert len(path.read_text("utf-8").splitlines()) <= 420


def test_the_public_names_stay():
    assert sorted(cleaner.__all__) == [
        "Category",
        "Cleaner",
        "CleanerError",
        "Confidence",
        "Damage",
        "DamageKind",
        "MissingExtra",
        "PackError",
        "Policy",
        "Removal",
        "Repair",
        "ReportError",
        "Result",
        "RulePack",
        "Span",
        "Unit",
        "UsageError",
        "__version__",
        "clean",
        "clean_html",
    ]
    for name in cleaner.__all__:
        assert getattr(cleaner, name) is not None


@pytest.mark.parametrize("code", ["from cleaner import clean", "from cleaner import clean; clean('One.\\n\\nTwo.')"])
def test_the_core_loads_nothing_heavy(code):
    heavy = (
        "{'trafilatura', 'ftfy', 'numpy', 'pyarrow', 'rich', 'jinja2', 'hypothesis', 'tomllib', 'cleaner.cli', "
        "'cleaner.rules.check', 'cleaner.views'}"
    )
    check = f"{code}; import sys; found = {heavy} & set(sys.modules); assert not found, found"
    env = {**os.environ, "PYTHONPATH": str(ROOT.parent)}
    subprocess.run([sys.executable, "-c", "import cleaner.cache; cleaner.cache.matcher()"], check=True, env=env)
    subprocess.run([sys.executable, "-c", check], check=True, env=env)


def test_every_module_says_what_it_is():
    for path in MODULES:
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path
