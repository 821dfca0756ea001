"""What a rule claims of a text."""

from __future__ import annotations

from typing import NamedTuple

from cleaner.rules import Rule
from cleaner.spans import Span


class Claim(NamedTuple):
    """What a rule claims. `span` is in code points of the text; `first` and `last` are its lines; `is_whole` tells
    whether nothing else stands on them."""

    rule: Rule
    span: Span
    first: int
    last: int
    is_whole: bool
