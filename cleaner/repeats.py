"""How many ways a pattern has to match one text: what tells patterns that may take ages from those that cannot.

An engine that backtracks tries these ways one after the other where none leads to a match. Counted are the ways to
share a text out among repeats; of alternatives the one that has the most, but inside a repeat each of them counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any

from cleaner.needles import parsed

_sre: Any = import_module("re._constants")

#: What a repeat without bound counts as.
_UNBOUNDED = 1_000
#: More ways than can be told from each other.
_MOST = 1e200
#: A pattern with more ways than this may take ages; so may one that repeats what has several ways oftener than so.
_MANY_WAYS, _FEW_TIMES = 1e7, 3
#: A shape is looked for from every character of a text on, so that it may have only so many ways.
MOST_WAYS_OF_SHAPE = 1e6


@lru_cache(maxsize=4096)
def may_take_ages(pattern: str) -> bool:
    """Whether a pattern is one that is only run with a limit on its time.

    >>> may_take_ages("^read (?:more|on) .{1,40}$"), may_take_ages("^(?:share ?)+$")
    (False, True)
    """
    tree = parsed(pattern)
    return ways(tree) > _MANY_WAYS or _nests(tree)


def ways(nodes: Iterable[Any], *, is_repeated: bool = False) -> float:
    """How many ways a parse tree has to match a text, at most and roughly."""
    count = 1.0
    for kind, value in nodes:
        if kind in (_sre.MAX_REPEAT, _sre.MIN_REPEAT):
            least, most, inner = value
            most = min(int(most), max(_UNBOUNDED, least))
            each = ways(inner, is_repeated=is_repeated or most > 1)
            count *= most - least + 1 if each <= 1 else math.exp(min(most * math.log(each), 400.0))
        elif kind is _sre.BRANCH:
            some = [ways(branch, is_repeated=is_repeated) for branch in value[1]]
            count *= sum(some) if is_repeated else max(some)
        elif kind is _sre.SUBPATTERN:
            count *= ways(value[-1], is_repeated=is_repeated)
        count = min(count, _MOST)
    return count


def _nests(nodes: Iterable[Any]) -> bool:
    """Whether a parse tree holds a repeat of what itself has several ways."""
    for kind, value in nodes:
        if kind in (_sre.MAX_REPEAT, _sre.MIN_REPEAT):
            if (int(value[1]) > _FEW_TIMES and ways(value[2], is_repeated=True) > 1) or _nests(value[2]):
                return True
        elif kind is _sre.BRANCH:
            if any(_nests(branch) for branch in value[1]):
                return True
        elif kind in (_sre.SUBPATTERN, _sre.ASSERT, _sre.ASSERT_NOT):
            if _nests(value[-1]):
                return True
        elif kind is _sre.ATOMIC_GROUP and _nests(value):
            return True
    return False
