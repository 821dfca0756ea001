"""A line as rules see it: one spelling for what pages spell in many ways, and a way back to the source.

Folding makes small letters of capitals, one apostrophe, one quotation mark and one dash of their kinds, one space of
any run of white space, and plain letters of full-width ones; it drops zero-width characters, joins letter-spaced
words, and leaves of a Markdown link its text. So a rule is written once, in plain typing, and still matches
"SIGN UP", "Don’t miss", "sign\xa0up" and "[Sign up](https://…)".
"""

from __future__ import annotations

import re
from typing import NamedTuple

_APOSTROPHES = "’‘ʼ‛′＇`´"
_QUOTES = "“”„‟″＂"
_DASHES = "‐‑‒–—―−－"
_SPACES = "\t\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_ZERO_WIDTH = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_FULL_WIDTH = "".join(chr(c + 0xFEE0) for c in [*range(48, 58), *range(65, 91), *range(97, 123)])
#: Letters whose small form is not what people type, or is longer than they are.
_PECULIAR = {"İ": "i", "ı": "i", "ſ": "s", "\u212a": "k", "\u212b": "å"}


class _Table(dict[int, str]):
    """A translation table for `str.translate` that works out each character when it first meets it."""

    def __init__(self, keep_case: bool) -> None:
        super().__init__()
        self.keep_case = keep_case
        for chars, plain in ((_APOSTROPHES, "'"), (_QUOTES, '"'), (_DASHES, "-"), (_SPACES, " ")):
            self.update(dict.fromkeys(map(ord, chars), plain))
        for char in _FULL_WIDTH:
            ascii_char = chr(ord(char) - 0xFEE0)
            self[ord(char)] = ascii_char if keep_case else ascii_char.lower()
        if not keep_case:
            self.update({ord(char): plain for char, plain in _PECULIAR.items()})

    def __missing__(self, code: int) -> str:
        char = chr(code)
        small = char if self.keep_case else char.lower()
        self[code] = small if len(small) == 1 else char
        return self[code]


_SMALL, _SHOWN = _Table(keep_case=False), _Table(keep_case=True)
#: What the tables change beyond case, and where small letters are not simply those of `str.lower`.
_RESPELT = re.compile(f"[{re.escape(_APOSTROPHES + _QUOTES + _DASHES + _SPACES + _FULL_WIDTH)}]")
_PECULIARITY = re.compile(f"[{''.join(_PECULIAR)}]")

#: The other quotation marks and dashes that are folded to plain ones.
ALIKE = {'"': _QUOTES, "-": _DASHES}

_LETTER_SPACED = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){3,}(?!\S)")
#: Once one word is letter-spaced, shorter ones beside it may be.
_SPACED_TOO = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_])+(?!\S)")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,600}(?: \"[^\"]{0,200}\")?\)")
_BOLD = re.compile(r"\*\*()")
#: Characters that change the length of a line when they are folded; most are folded one to one.
_LENGTHENERS = re.compile(f"[…{_ZERO_WIDTH}]")
#: A line may hold letter-spaced words if one code point in so many is a space.
_SPACED = 4

#: Characters whose presence means that literals cannot be looked for in the line as it stands.
ODD_CHARACTERS = "".join(sorted({*_SPACES, *_ZERO_WIDTH, *_FULL_WIDTH, *_PECULIAR} - {"\t"}))
#: The apostrophes that make a line odd: the common ones are made plain before literals are looked for.
RARE_APOSTROPHES = _APOSTROPHES.replace("’", "")

_ESCAPE = re.compile(r"\\[pPN]\{[^}]*\}|\\.|[^\\]+", re.DOTALL)

_MARKS = " \t•·▪▫■□●○◦‣⁃∙*#_|¦<>‹›«»→←↑↓↗↘⇒➔➜➤►▶▷▸◄◀◂▼▲△▽◆◇◎※≫＞｜+~=-‐‑‒–—―−－"
_PAIRS = {"[": "]", "(": ")", "{": "}", "【": "】", "［": "］", "（": "）", "「": "」", "〈": "〉", "《": "》"}
#: What is set aside at the ends of a line, as ranges of characters: bullets, arrows, dashes, emoji, brackets.
_WIDE_MARKS = (("\u2600", "\u27bf"), ("\u2b00", "\u2bff"), ("\U0001f000", "\U0001faff"))
DECORATION = (
    *((char, char) for char in [*_MARKS, *_SPACES, *_PAIRS, *_PAIRS.values(), "\ufe0f", "\u20e3"]),
    *_WIDE_MARKS,
)
_MARK = "[" + re.escape(_MARKS) + "\ufe0f\u20e3" + "".join(f"{a}-{b}" for a, b in _WIDE_MARKS) + "]"
#: What is set aside at the start of a line as far as single characters can tell, in a form for `str.lstrip`.
LEADING_SIGNS = _MARKS + _SPACES + _ZERO_WIDTH + "".join(_PAIRS) + "\ufe0f\u20e3"
#: What most lines start and end with: nothing that is set aside.
_BARE = re.compile(r"[0-9a-zA-Z.?!,;:'\"\u00df-\u00f6\u00f8-\u00ff\u0430-\u044f\u3041-\u30fe\u4e00-\u9fff。？！]")
_HEAD, _FOOT = re.compile(f"{_MARK}+"), re.compile(_MARK)


class Core(NamedTuple):
    """The part of a view that is left when bullets, arrows, pipes and brackets around it are set aside."""

    text: str
    start: int


def fold_pattern(pattern: str) -> str:
    r"""A pattern as it must be written to be matched against folded text; escapes stay as they are.

    >>> fold_pattern(r"Don’t \Smiss \p{Lu}")
    "don't \\Smiss \\p{Lu}"
    """
    return _ESCAPE.sub(lambda m: m[0] if m[0][0] == "\\" else m[0].translate(_SMALL), pattern)


def fold(text: str) -> str:
    """The folded form of `text`.

    >>> fold("Don’t  miss\\u200b: SIGN\\xa0UP")
    "don't miss: sign up"
    >>> fold("S U B S C R I B E") , fold("**[Read more](https://example.org/a)**")
    ('subscribe', 'read more')
    """
    return View(text).text


class View:
    """A line, folded. `text` is in small letters; `shown` is the same, code point for code point, with its case.

    >>> view = View("  Don’t   miss")
    >>> view.text
    "don't miss"
    >>> view.source(6), view.source(len(view.text))
    (10, 14)
    """

    __slots__ = ("_core", "_places", "line", "shown", "text")

    def __init__(self, line: str) -> None:
        self.line = line
        self._core: Core | None = None
        self._places: list[int] | None = None
        if line.isascii():
            shown, is_longer = (line.replace("\t", " ") if "\t" in line else line), False
        else:
            shown, is_longer = _RESPELT.sub(_respelt, line), _LENGTHENERS.search(line) is not None
        if (
            is_longer
            or "  " in shown
            or "](" in shown
            or "**" in shown
            or shown[:1] == " "
            or shown[-1:] == " "
            or _may_be_spaced(shown)
        ):
            shown, self._places = _respaced(shown)
        self.shown = shown
        is_plain = shown.isascii() or _PECULIARITY.search(shown) is None
        self.text = shown.lower() if is_plain else shown.translate(_SMALL)

    def source(self, at: int) -> int:
        """Where the code point `at` of the view stands in the line, both in code points from their start."""
        return at if self._places is None else self._places[at]

    @property
    def core(self) -> Core:
        """The folded line in small letters without its decoration.

        >>> View("» [Sign up] ←").core
        Core(text='sign up', start=3)
        """
        if self._core is None:
            self._core = _core(self.text)
        return self._core

    @property
    def shown_core(self) -> Core:
        """The folded line with its capitals, without its decoration."""
        core = self.core
        return Core(self.shown[core.start : core.start + len(core.text)], core.start)


def _core(text: str) -> Core:
    start, end = 0, len(text)
    if text and _BARE.match(text) and _BARE.match(text, end - 1):
        return Core(text, 0)
    while start < end:
        head = _HEAD.match(text, start, end)
        left = head.end() if head else start
        right = end
        while right > left and _FOOT.match(text, right - 1, right):
            right -= 1
        if right - left >= 2 and _PAIRS.get(text[left]) == text[right - 1]:
            left, right = left + 1, right - 1
        if (left, right) == (start, end):
            break
        start, end = left, right
    return Core(text[start:end], start)


def _respelt(match: re.Match[str]) -> str:
    return _SHOWN[ord(match[0])]


def _respaced(shown: str) -> tuple[str, list[int]]:
    """What `shown` becomes when its length may change, and where each code point stood; the last entry is the end."""
    places = list(range(len(shown)))
    text = shown
    if "](" in text:
        text, places = _replaced_by_group(text, places, _LINK)
    if "**" in text:
        text, places = _replaced_by_group(text, places, _BOLD)
    if _may_be_spaced(text):
        text, places = _joined(text, places)
    kept: list[str] = []
    at: list[int] = []
    for char, place in zip(text, places, strict=True):
        if char in _ZERO_WIDTH or (char == " " and (not kept or kept[-1] == " ")):
            continue
        for plain in "..." if char == "…" else char:
            kept.append(plain)
            at.append(place)
    end = len(shown)
    while kept and kept[-1] == " ":
        kept.pop()
        end = at.pop()
    return "".join(kept), [*at, end]


def _may_be_spaced(text: str) -> bool:
    return text.count(" ") * _SPACED >= len(text) and _LETTER_SPACED.search(text) is not None


def _replaced_by_group(text: str, places: list[int], pattern: re.Pattern[str]) -> tuple[str, list[int]]:
    """`text` with each match of `pattern` replaced by its first group."""
    kept, at, done = [], [], 0
    for match in pattern.finditer(text):
        for start, end in ((done, match.start()), match.span(1)):
            kept.append(text[start:end])
            at += places[start:end]
        done = match.end()
    return "".join([*kept, text[done:]]), at + places[done:]


def _joined(text: str, places: list[int]) -> tuple[str, list[int]]:
    """`text` with the spaces inside letter-spaced words left out."""
    drop = {i for m in _SPACED_TOO.finditer(text) for i in range(m.start(), m.end()) if text[i] == " "}
    return (
        "".join(char for i, char in enumerate(text) if i not in drop),
        [place for i, place in enumerate(places) if i not in drop],
    )
