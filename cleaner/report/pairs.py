"""Characters that stand as two halves in a text, as JSON cannot say: it takes such a pair of surrogates for one.

A report therefore says where they stand, and its reader parts them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_FIRST_BEYOND, _HIGH, _LOW, _HALF = 0x10000, 0xD800, 0xDC00, 10


def pairs_in(text: str) -> list[int]:
    """Where pairs of surrogates stand, in code points of `text`.

    >>> pairs_in("a\\ud83d\\ude00b")
    [1]
    """
    return [match.start() for match in _PAIR.finditer(text)]


def parted(text: str, places: Iterable[int]) -> str:
    """The text with the characters at `places` parted into two halves each, where they are one.

    `places` ascend, and are in code points of what is given back. Raises ValueError where no pair can stand there.

    >>> parted("a\\U0001f600b", [1]) == "a\\ud83d\\ude00b"
    True
    """
    parts: list[str] = []
    at = length = 0
    for place in places:
        kept = place - length
        char = text[at + kept : at + kept + 1]
        if kept < 0 or not char:
            raise ValueError("no character stands there")
        is_whole = ord(char) >= _FIRST_BEYOND
        pair = _halves(char) if is_whole else text[at + kept : at + kept + 2]
        if not _PAIR.fullmatch(pair):
            raise ValueError("no pair stands there")
        parts += (text[at : at + kept], pair)
        at += kept + (1 if is_whole else 2)
        length = place + 2
    return "".join([*parts, text[at:]])


def _halves(char: str) -> str:
    code = ord(char) - _FIRST_BEYOND
    return chr(_HIGH + (code >> _HALF)) + chr(_LOW + (code & ((1 << _HALF) - 1)))
