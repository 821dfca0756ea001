"""Texts that a pattern matches, drawn from its parse tree: each optional part in and out, each branch taken."""

from __future__ import annotations

import random
import re
from re import _constants as sre
from re import _parser as parser

#: Stands for a character that the pattern leaves open.
OPEN = "\ue000"
_UNKNOWN_CLASS = re.compile(r"\\[pP]\{[^}]*\}|\[\[:\w+:\]\]")


def samples(pattern: str, count: int) -> list[str]:
    """Up to `count` different texts; the same every time. What the pattern leaves open is shown as OPEN."""
    chance = random.Random(pattern)
    tree = parser.parse(_UNKNOWN_CLASS.sub(lambda m: r"\w", pattern))
    return list(dict.fromkeys("".join(_walk(tree, chance)) for _ in range(count)))


def _walk(nodes, chance):
    for kind, value in nodes:
        if kind is sre.LITERAL:
            yield chr(value)
        elif kind is sre.BRANCH:
            yield from _walk(chance.choice(value[1]), chance)
        elif kind is sre.SUBPATTERN:
            yield from _walk(value[-1], chance)
        elif kind is sre.ATOMIC_GROUP:
            yield from _walk(value, chance)
        elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            low, high, inner = value
            most = min(high, low + 2)
            for _ in range(low if chance.random() < 0.5 else chance.randint(low, most)):
                yield from _walk(inner, chance)
        elif kind is sre.IN:
            letters = [chr(item[1]) for item in value if item[0] is sre.LITERAL]
            yield chance.choice(letters) if len(letters) == len(value) else OPEN
        elif kind in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            continue
        else:
            yield OPEN
