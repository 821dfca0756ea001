"""Literals: strings of which one stands wherever something can match, all looked for in one pass.

The pass is an Aho-Corasick automaton (ahocorasick-rs). On extracted news text it took 7 µs a kB for all literals of the
program, where a regular expression for those that begin with a sign took 55, and a look at each word 13.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation

_Owner = TypeVar("_Owner")
#: Halves of characters, which the pass cannot read; a sign that no literal holds stands for each.
_HALVES = re.compile("[\ud800-\udfff]")


class Literals(Generic[_Owner]):
    """Literals with what asks for them. They are found in the spellings of pages: small, in capitals, with capitals at
    the start.

    >>> literals = Literals([("photo:", 1), ("sign up", 2)])
    >>> list(literals.on("Photo: Rut Amery. SIGN UP"))
    [(0, 6, 1), (18, 25, 2)]
    >>> list(literals.on("\\ud83d sign up"))
    [(2, 9, 2)]
    """

    def __init__(self, owned: Iterable[tuple[str, _Owner]]) -> None:
        owners: dict[str, dict[_Owner, None]] = {}
        for literal, owner in owned:
            for spelling in _spellings(literal):
                owners.setdefault(spelling, {})[owner] = None
        self._owners = [tuple(some) for some in owners.values()]
        self._pass = AhoCorasick(list(owners), implementation=Implementation.DFA) if owners else None

    def on(self, text: str) -> Iterator[tuple[int, int, _Owner]]:
        """Where literals start and end in a text, in code points, with what asks for them."""
        if self._pass is not None:
            try:
                found = self._pass.find_matches_as_indexes(text, overlapping=True)
            except UnicodeEncodeError:
                found = self._pass.find_matches_as_indexes(_HALVES.sub("\ufffd", text), overlapping=True)
            for number, start, end in found:
                for owner in self._owners[number]:
                    yield start, end, owner


def _spellings(literal: str) -> Iterator[str]:
    """How pages may spell a literal that is given in small letters; Turkish ones with either i, German ones with ß."""
    first = next((at for at, char in enumerate(literal) if char.isalpha()), 0)
    begun = literal[:first] + literal[first:].capitalize()
    yield from dict.fromkeys((literal, literal.upper(), literal.title(), begun))
    if "i" in literal:
        yield from dict.fromkeys((literal.replace("i", "ı"), literal.upper().replace("I", "İ")))
    if "ss" in literal:
        yield literal.replace("ss", "ß")
