"""Characters that would not be seen, or would change how others are seen, made visible.

Text from the web may hold escape sequences that paint a terminal, overrides that turn the direction of what follows,
NULs, and halves of surrogate pairs. Here each becomes a sign of its own. What languages need to be written (joiners,
combining marks, the marks that are inside emoji) stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

#: Controls except tab; direction overrides, embeddings and isolates; line separators; signs that are never seen.
_ODD = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\U000e0000-\U000e0fff]"
)


class Shown(NamedTuple):
    """A piece of text as it is shown: plain where `name` is empty, or a sign for the character that `name` names."""

    shown: str
    name: str = ""


def pieces(text: str) -> Iterator[Shown]:
    """`text` in pieces, each either plain or a sign for one character.

    >>> list(pieces("a\\x1b[1m"))
    [Shown(shown='a', name=''), Shown(shown='␛', name='U+001B escape'), Shown(shown='[1m', name='')]
    """
    done = 0
    for match in _ODD.finditer(text):
        if match.start() > done:
            yield Shown(text[done : match.start()])
        yield Shown(_sign(match[0]), _name(match[0]))
        done = match.end()
    if done < len(text):
        yield Shown(text[done:])


def visible(text: str) -> str:
    """`text` with a sign for each character that would not be seen. It holds no control character but tabs.

    >>> visible("a\\x1b[31m \\u202e\\udc80")
    'a␛[31m ⟨U+202E⟩⟨U+DC80⟩'
    """
    return _ODD.sub(lambda match: _sign(match[0]), text)


def _sign(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


_CONTROLS = {0: "null", 7: "bell", 8: "backspace", 10: "line feed", 13: "carriage return", 27: "escape", 127: "delete"}


def _name(char: str) -> str:
    code = ord(char)
    if 0xD800 <= code < 0xE000:
        name = "half of a surrogate pair"
    else:
        name = _CONTROLS.get(code) or unicodedata.name(char, "control character").lower()
    return f"U+{code:04X} {name}"
