"""What rules claim of a line and of a text, before anybody judges it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from cleaner.rules.rule import Category, Confidence, Rule
from cleaner.text.notices import notice_end
from cleaner.text.spans import Span


class Claim(NamedTuple):
    """What a rule claims. `span` is in code points of the text; `first` and `last` are its lines; `is_whole` tells
    whether nothing else stands on them, `is_clear` whether a likely claim needs no support below the article's first
    paragraph."""

    rule: Rule
    span: Span
    first: int
    last: int
    is_whole: bool
    is_clear: bool = False


class Match(NamedTuple):
    """Where a rule matches a line, in code points of its body; `is_whole` tells whether nothing else stands there."""

    rule: Rule
    start: int
    end: int
    is_whole: bool

    def on(self, line: int, start: int) -> Claim:
        """The claim on a line of a text that starts at a place in it."""
        return Claim(self.rule, Span(start + self.start, start + self.end), line, line, self.is_whole)


def resolved(body: str, matches: Collection[Match]) -> list[Match]:
    """The matches on a line; where certain ones on parts of it leave nothing, the line goes as a whole by each. A rule
    that takes the whole line takes no part of it beside."""
    matches = [without_rest(match, body) for match in matches]
    wholes = {match.rule.id for match in matches if match.is_whole}
    found = [match for match in matches if match.is_whole or match.rule.id not in wholes]
    certain = [match for match in found if match.rule.confidence is Confidence.CERTAIN]
    parts = sorted((match.start, match.end) for match in certain)
    if len(parts) < 2 or any(match.is_whole for match in found):
        return found
    at = 0
    for start, end in parts:
        if body[at:start].strip():
            return found
        at = max(at, end)
    return found if body[at:].strip() else [Match(match.rule, 0, len(body), True) for match in found]


def without_rest(match: Match, body: str) -> Match:
    """A match of a legal notice on a whole line, without what follows the notice and is none."""
    if not match.is_whole or match.rule.category is not Category.LEGAL:
        return match
    end = notice_end(body)
    if end >= len(body.rstrip()):
        return match
    return match._replace(end=len(body) - len(body[end:].lstrip()), is_whole=False)
