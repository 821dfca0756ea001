"""The plan of the house, held to: rooms import what the table says, the core is light, the public names stay."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import cleaner

ROOT = Path(cleaner.__file__).parent
_ONE_TEXT = "errors text rules find layout judge report"
#: The rooms, and what each may import beside itself. `_version` is a constant and stands with the errors.
ROOMS = {
    "_version": "",
    "errors": "",
    "text": "errors",
    "rules": "errors text",
    "find": "errors text rules",
    "layout": "errors text",
    "judge": "errors text rules find layout",
    "report": "errors text rules",
    "engine": _ONE_TEXT,
    "__init__": f"_version engine {_ONE_TEXT}",
    "corpus": f"_version engine {_ONE_TEXT}",
    "testing": f"__init__ _version engine {_ONE_TEXT}",
    "views": f"__init__ _version engine corpus testing {_ONE_TEXT}",
    "cli": f"__init__ _version engine corpus testing views {_ONE_TEXT}",
    "__main__": "cli",
}
#: What is imported from another room inside a function only, so that it loads when it is asked for.
LATE = {
    ("engine", "find.sites"): "profiles are read by those who give some",
    ("engine", "text.shingles"): "numpy is loaded for pages that are read in several ways",
    ("judge", "layout"): "numpy is loaded for page dumps only",
}
#: Commands of the command line load what they need when they run.
LATE_ROOMS = ("cli", "__main__")
MODULES = sorted(ROOT.rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in MODULES}


def name_of(path: Path) -> str:
    """A module's name below the package; that of a folder for its `__init__`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


NAMES = {name_of(path): path for path in MODULES}


def imports_of(path: Path):
    """The modules of the house that one imports, each with when: "first", "late" (in a function), or "types"."""
    tree = TREES[path]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    late = {id(node) for function in functions for node in ast.walk(function)}
    tests = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
    types = {id(node) for test in tests for node in ast.walk(test)}
    for node in ast.walk(tree):
        when = "late" if id(node) in late else "types" if id(node) in types else "first"
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "cleaner":
            module = node.module.partition(".")[2]
            for alias in node.names:
                inner = f"{module}.{alias.name}".lstrip(".")
                yield (inner if inner in NAMES else module or "__init__"), when
        elif isinstance(node, ast.Import):
            yield from ((a.name.partition(".")[2] or "__init__", when) for a in node.names if a.name[:7] == "cleaner")


def room_of(name: str) -> str:
    return name.partition(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_what_the_table_says(path):
    room = room_of(name_of(path))
    assert room in ROOMS, f"{room} is no room: say in ROOMS what it may import"
    for imported, _ in imports_of(path):
        assert room_of(imported) in (room, *ROOMS[room].split()), f"{room} imports {imported}"


def test_imports_inside_functions_cross_rooms_only_where_it_is_said_why():
    found = set()
    for path in MODULES:
        room = room_of(name_of(path))
        for imported, when in imports_of(path):
            if when == "late" and room not in LATE_ROOMS and room_of(imported) != room:
                found.add(
                    next(
                        (one for one in LATE if one[0] == room and f"{imported}.".startswith(f"{one[1]}.")),
                        (room, imported),
                    )
                )
    assert found == set(LATE)
    assert all(LATE.values())


def test_no_module_imports_itself_by_way_of_others():
    ways = {
        name: {one for one, when in imports_of(path) if when != "types" and one != name} for name, path in NAMES.items()
    }
    done: set[str] = set()

    def follow(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " imports ".join((*way[way.index(name) :], name))
        if name not in done:
            for one in sorted(ways.get(name, ())):
                follow(one, (*way, name))
            done.add(name)

    for name in sorted(ways):
        follow(name, ())


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
        "'cleaner.testing', 'cleaner.views'}"
    )
    check = f"{code}; import sys; found = {heavy} & set(sys.modules); assert not found, found"
    env = {**os.environ, "PYTHONPATH": str(ROOT.parent)}
    subprocess.run([sys.executable, "-c", "import cleaner.find.matcher as m; m.own_matcher()"], check=True, env=env)
    subprocess.run([sys.executable, "-c", check], check=True, env=env)


def test_every_module_says_what_it_is():
    for path in MODULES:
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path
