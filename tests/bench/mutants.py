"""Changes the program in one small place at a time, and counts how many such mutants the tests notice.

python tests/bench/mutants.py spans match [--most 200] [--seed 1] [--tests tests/test_cut.py …] [--only match:31:0 …]

A mutant is one comparison, operator, number, truth value, condition or statement changed. It is run in a process of
its own, against the given tests, first those that are fast; survivors are printed with their line and their name, to
be read, and `--only` tries them again by these names. `match` and `judge` stand for the modules in
GROUPS. Nothing on disk is changed. Needs fork(), so not Windows.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import importlib.abc
import importlib.util
import io
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
#: The modules that stand behind one name.
GROUPS = {
    "match": ("find.matcher", "find.told", "find.rows", "find.guards"),
    "judge": ("judge.support", "judge.surroundings", "judge.reach"),
}
#: The tests of each module, the fastest that know most of it first.
_OF_MATCH = ("matcher", "automaton", "context", "fixtures")
_OF_CONTEXT = ("context", "judgement", "fixtures")
TESTS = {
    **dict.fromkeys(GROUPS["match"], _OF_MATCH),
    **dict.fromkeys(GROUPS["judge"], _OF_CONTEXT),
    "judge.cut": ("cut", "context", "report", "fixtures"),
    "text.spans": ("spans_and_documents", "cut", "context"),
}
_OTHERS = ("spans_and_documents", "cut", "context", "report", "engine", "fixtures", "matcher", "laws")
_SWAPS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.Add, ast.And: ast.Or, ast.Or: ast.And, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may be put in a node's place, with a name for it."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _SWAPS:
        other = deepcopy(node)
        other.ops[0] = _SWAPS[type(node.ops[0])]()
        yield "comparison", other
    elif isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in _SWAPS:
        other = deepcopy(node)
        other.op = _SWAPS[type(node.op)]()
        yield "operator", other
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not", node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "truth", ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield "number", ast.Constant(node.value + 1)
    elif isinstance(node, ast.Continue):
        yield "continue", ast.Break()
    elif isinstance(node, ast.Break):
        yield "break", ast.Continue()
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        for value in (True, False):
            if not (value and isinstance(node, ast.While)):
                other = deepcopy(node)
                other.test = ast.Constant(value)
                yield f"always {value}", other
    elif isinstance(node, ast.Expr | ast.AugAssign) and not isinstance(getattr(node, "value", None), ast.Constant):
        yield "left out", ast.Pass()


class _At(ast.NodeTransformer):
    """Puts a change in the place of the node of a number."""

    def __init__(self, number: int, change: int) -> None:
        self.number, self.change, self.at = number, change, -1
        self.found: tuple[str, int] | None = None

    def visit(self, node: ast.AST) -> ast.AST:
        self.at += 1
        if self.at == self.number:
            name, other = list(changes(node))[self.change]
            self.found = name, node.lineno
            return ast.copy_location(other, node)
        return self.generic_visit(node)


def _code(tree: ast.Module) -> ast.Module:
    """The tree without annotations and docstrings, in which a change would change nothing."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Name("object", ast.Load())
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
    return tree


def mutants(module: str) -> list[tuple[str, int, int]]:
    """Every mutant of a module, as the module, the node's number in the walk, and the change's number."""
    tree = _code(ast.parse((ROOT / "cleaner" / f"{module.replace('.', '/')}.py").read_text("utf-8")))
    found, at = [], -1

    def walk(node: ast.AST) -> None:
        nonlocal at
        at += 1
        here = at
        if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)):
            found.extend((module, here, number) for number, _ in enumerate(changes(node)))
        for child in ast.iter_child_nodes(node):
            walk(child)

    walk(tree)
    return found


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the mutated module where it is asked for."""

    def __init__(self, module: str, tree: ast.Module) -> None:
        self.name, self.tree = f"cleaner.{module}", tree

    def find_spec(self, name, path=None, target=None):
        if name != self.name:
            return None
        file = str(ROOT / "cleaner" / f"{name.partition('.')[2].replace('.', '/')}.py")
        spec = importlib.util.spec_from_file_location(name, file, loader=self)
        return spec

    def exec_module(self, module) -> None:
        exec(compile(self.tree, f"{self.name}.py", "exec"), module.__dict__)


def run(mutant: tuple[str, int, int], tests: list[str], patience: int) -> tuple[str, str, int]:
    """What became of a mutant: "killed", "hung" or "survived"; what was changed, and on which line."""
    module, number, change = mutant
    place = _At(number, change)
    tree = ast.fix_missing_locations(
        place.visit(_code(ast.parse((ROOT / "cleaner" / f"{module.replace('.', '/')}.py").read_text("utf-8"))))
    )
    name, line = place.found or ("nothing", 0)
    child = os.fork()
    if child == 0:
        signal.alarm(patience)
        with open(os.devnull, "w") as null:
            os.dup2(null.fileno(), 1)
            os.dup2(null.fileno(), 2)
        os._exit(_tested(_Finder(module, tree), tests))
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "hung", name, line
    return ("survived" if os.WEXITSTATUS(status) == 0 else "killed"), name, line


def _tested(finder: _Finder, tests: list[str]) -> int:
    import hypothesis
    import pytest

    for loaded in [one for one in sys.modules if one.split(".")[0] == "cleaner"]:
        del sys.modules[loaded]
    sys.meta_path.insert(0, finder)
    few = {"max_examples": 25, "derandomize": True, "deadline": None, "database": None}
    hypothesis.settings.register_profile("mutants", **few, suppress_health_check=list(hypothesis.HealthCheck))
    words = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:faulthandler", "--hypothesis-profile=mutants"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            for test in tests:
                if int(pytest.main([*words, test])) != 0:
                    return 1
        except BaseException:
            return 1
    return 0


def tests_of(module: str, given: list[str] | None) -> list[str]:
    """The files of tests that a module's mutants are run against: those `given`, else its own."""
    files = (f"tests/test_{name}.py" for name in TESTS.get(module, _OTHERS))
    return given or [file for file in files if Path(file).exists()]


def main() -> int:
    """Runs the mutants of the modules and prints the score and the survivors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="+")
    parser.add_argument("--most", type=int, default=10**6, help="mutants in all, drawn at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=int, default=120, metavar="SECONDS")
    parser.add_argument("--tests", nargs="+")
    parser.add_argument("--only", nargs="+", metavar="MUTANT", help="mutants by the names that a run printed")
    options = parser.parse_args()
    return _scored(options)


def _scored(options: argparse.Namespace) -> int:
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    modules = [one for name in options.modules for one in GROUPS.get(name, (name,))]
    every = [one for module in modules for one in mutants(module)]
    if options.only:
        every = [one for one in every if ":".join(map(str, one)) in options.only]
    chosen = random.Random(options.seed).sample(every, min(options.most, len(every)))
    for name in ("pytest", "hypothesis", "hypothesis.strategies", "hypothesis.internal.conjecture.engine", "regex"):
        importlib.import_module(name)
    for module in modules:
        if run((module, -2, 0), tests_of(module, options.tests), 900)[0] != "survived":
            print(f"the tests of {module} do not pass as things are", file=sys.stderr)
            return 2
    counts: Counter[tuple[str, str]] = Counter()
    start = time.monotonic()
    for one in sorted(chosen):
        fate, name, line = run(one, tests_of(one[0], options.tests), options.patience)
        counts[one[0], fate] += 1
        if fate != "killed":
            path = ROOT / "cleaner" / f"{one[0].replace('.', '/')}.py"
            source = path.read_text("utf-8").splitlines()[line - 1].strip()
            print(f"{fate}: {one[0]}.py:{line}: {name}: {source}  [{':'.join(map(str, one))}]", flush=True)
    for module in modules:
        killed, left = counts[module, "killed"] + counts[module, "hung"], counts[module, "survived"]
        print(f"{module}: {killed} of {killed + left} killed ({100 * killed / max(1, killed + left):.0f} %)")
    print(f"{len(every)} mutants, {len(chosen)} tried in {time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
