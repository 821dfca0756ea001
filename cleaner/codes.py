"""Patterns, compiled once and kept as bytes: a process takes in what another compiled, a hundred times as fast.

The standard library compiles in Python, to a list of numbers that its engine checks before it runs them; the package
regex gives away the like to pickle. Where a Python or a package does it otherwise, patterns are compiled as ever.
"""

from __future__ import annotations

import marshal
import re
import zlib
from array import array
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cleaner.needles import CLASS, parsed
from cleaner.repeats import may_take_ages

if TYPE_CHECKING:
    import regex

_parser: Any = import_module("re._parser")

#: What was kept of patterns, by their source.
_known: dict[str, bytes] = {}


def compiled(pattern: str) -> re.Pattern[str] | regex.Pattern[str]:
    """The compiled pattern: by the standard library, which compiles three times as fast, or by the package regex, which
    knows more and runs with a limit on its time, where the pattern may take ages. Nothing is compiled where the code of
    the pattern is known."""
    code = _known.get(pattern)
    made = _loaded(pattern, code) if code else None
    if made is not None:
        return made
    try:
        if not may_take_ages(pattern):
            return re.compile(pattern)
    except re.error:
        pass
    import regex

    return regex.compile(pattern)


def know(pattern: str, code: bytes) -> None:
    """Makes the code of a pattern known; empty code says nothing."""
    if code:
        _known[pattern] = code


def code_of(pattern: str) -> bytes:
    """The code of a pattern, for this Python on this machine; empty where it cannot be had."""
    try:
        try:
            if not may_take_ages(pattern):
                return marshal.dumps(("re", *_by_library(pattern)))
        except re.error:
            pass
        return marshal.dumps(("regex", *_by_regex(pattern)))
    except (ImportError, AttributeError, TypeError, ValueError, OverflowError, RecursionError):
        return b""


def _by_library(pattern: str) -> tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]:
    compiler: Any = import_module("re._compiler")
    tree = _parser.parse(pattern) if CLASS.search(pattern) else parsed(pattern)  # as it was for its needles, just now
    code = array("I", compiler._code(tree, 0))
    names: list[str | None] = [None] * tree.state.groups
    for name, number in tree.state.groupdict.items():
        names[number] = name
    numbers = dict(tree.state.groupdict)
    return tree.state.flags, zlib.compress(code.tobytes(), 1), tree.state.groups - 1, numbers, tuple(names)


def _by_regex(pattern: str) -> tuple[str, Any]:
    import copyreg

    import regex

    made = regex.compile(pattern)
    reduced: Any = copyreg.dispatch_table[type(made)](made)  # what pickle would keep
    return regex.__version__, reduced[1]


def _loaded(pattern: str, code: bytes) -> re.Pattern[str] | regex.Pattern[str] | None:
    """The pattern that `code_of` was of; None if that was by another version, or is damaged."""
    try:
        kind, *parts = marshal.loads(code)
        return _from_library(pattern, *parts) if kind == "re" else _from_regex(pattern, *parts)
    except (ImportError, AttributeError, TypeError, ValueError, EOFError, OverflowError, RuntimeError, zlib.error):
        return None


def _from_library(pattern: str, flags: int, code: bytes, *rest: Any) -> re.Pattern[str]:
    engine: Any = import_module("_sre")
    made: re.Pattern[str] = engine.compile(pattern, flags, array("I", zlib.decompress(code)).tolist(), *rest)
    return made


def _from_regex(pattern: str, version: str, parts: tuple[Any, ...]) -> regex.Pattern[str] | None:
    import regex

    is_same = version == regex.__version__ and parts[0] == pattern
    engine: Any = import_module("regex._regex")
    made: regex.Pattern[str] | None = engine.compile(*parts) if is_same else None
    return made
