"""What rules claim of a text, before anybody judges it."""

from __future__ import annotations

from typing import NamedTuple

from cleaner.rules.rule import Rule
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
