"""Shapes: patterns on characters, for what is no words (icon names, encoded addresses, placeholders).

A shape is tried only where one of its `near` literals stands. What a pattern sees is the folded view of a line (see
`cleaner.text.fold`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

import regex

from cleaner.find.claims import Match
from cleaner.rules.rule import Rule, Unit
from cleaner.rules.toml import widest
from cleaner.text.fold import View

#: A pattern for whole lines is held against lines of so many code points at most; so many may be decoration.
LONGEST_WHOLE, _DECORATION = 400, 80
#: A line longer than this, in code points, is looked at in parts of this length, cut at white space.
LONGEST_PART = 2_000
#: How long, in seconds, a pattern may take on one line; one that takes longer is left out.
PATIENCE = 1.0
_PARTS = re.compile(rf".{{1,{LONGEST_PART}}}(?:(?<=\s)|(?=\s)|$)|.{{1,{LONGEST_PART}}}", re.DOTALL)

#: What a pattern says in more than one character: escapes and classes.
_ATOMS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]")


class Tired(Exception):
    """A pattern took too long on a line. `rule` is the rule's id."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class Shape:
    """A rule with a pattern, ready to be tried on one line at a time."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule

    @cached_property
    def _pattern(self) -> regex.Pattern[str]:
        return regex.compile(self.rule.pattern)

    @cached_property
    def _longest(self) -> int:
        """How long a line may be for it, in code points: decoration and white space may stand around it."""
        longest = widest(self.rule.pattern)
        return LONGEST_WHOLE if longest is None else min(LONGEST_WHOLE, longest + _DECORATION)

    @cached_property
    def _tail(self) -> int | None:
        """How many code points before a text's end it may begin at most, if it ends where the text does."""
        longest = widest(self.rule.pattern)
        return longest if longest is not None and is_at_end(self.rule.pattern) else None

    def may_match(self, body: str) -> bool:
        """Whether a line is short enough for it."""
        return self.rule.unit is Unit.INLINE or len(body) <= self._longest

    def on_line(self, body: str, view: View) -> Iterator[Match]:
        """Its matches on a line. Raises Tired."""
        try:
            if self.rule.unit is Unit.INLINE:
                yield from self._inside(body, view)
            else:
                core = (view.shown_core if self.rule.case else view.core).text
                if self._pattern.fullmatch(core, timeout=PATIENCE):
                    yield Match(self.rule, 0, len(body), True)
        except TimeoutError:
            raise Tired(self.rule.id) from None

    def _inside(self, body: str, view: View) -> Iterator[Match]:
        pieces = [(0, view)] if len(body) <= LONGEST_PART else [(m.start(), View(m[0])) for m in _PARTS.finditer(body)]
        for offset, part in pieces:
            text = part.shown if self.rule.case else part.text
            first = 0 if self._tail is None else max(0, len(text) - self._tail)
            for match in self._pattern.finditer(text, first, timeout=PATIENCE):
                start, end = match.span()
                if start == end:
                    continue
                while start > 0 and text[start - 1].isspace():
                    start -= 1
                if start == 0:
                    while end < len(text) and text[end].isspace():
                        end += 1
                begin, after = offset + part.source(start), offset + part.source(end - 1) + 1
                is_whole = not (body[:begin] + body[after:]).strip()
                yield Match(self.rule, 0, len(body), True) if is_whole else Match(self.rule, begin, after, False)


def is_at_end(pattern: str) -> bool:
    """Whether all that a pattern says ends where the text does.

    >>> is_at_end("(?:by|via) [A-Z|]{2,9}$"), is_at_end("by AP|via AP$"), is_at_end(r"AP\\$")
    (True, False, False)
    """
    plain = _ATOMS.sub("x", pattern)
    depths = accumulate((char == "(") - (char == ")") for char in plain)
    return plain.endswith("$") and not any(char == "|" and not depth for char, depth in zip(plain, depths, strict=True))
