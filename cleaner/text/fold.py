"""A line as rules see it: one spelling for what pages spell in many ways, and a way back to the source.

Folding makes small letters of capitals, one apostrophe, one quotation mark and one dash of their kinds, one space of
any run of white space, and plain letters of full-width ones; it drops zero-width characters, joins letter-spaced
words, and leaves of a Markdown link its text. So a rule is written once, in plain typing, and still matches
"SIGN UP", "Don’t miss", "sign\xa0up" and "[Sign up](https://…)".
"""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

from cleaner.text.late import late

_APOSTROPHES = "’‘ʼ‛′＇`´"
_QUOTES = "“”„‟″＂"
_DASHES = "‐‑‒–—―−－"
_SPACES = "\t\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_ZERO_WIDTH = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_FULL_WIDTH = "".join(chr(c + 0xFEE0) for c in [*range(48, 58), *range(65, 91), *range(97, 123)])
#: What is made plain one to one, in whatever case it is.
_PLAIN = dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_QUOTES, '"') | dict.fromkeys(_DASHES, "-")
_PLAIN |= dict.fromkeys(_SPACES, " ") | {char: chr(ord(char) - 0xFEE0) for char in _FULL_WIDTH}
#: Letters whose small form is not what people type, or is longer than they are.
_PECULIAR = {"İ": "i", "ı": "i", "ſ": "s", "\u212a": "k", "\u212b": "å"}


class _Small(dict[int, str]):
    """A table of small letters for `str.translate` that works out each character when it first meets it."""

    def __missing__(self, code: int) -> str:
        small = chr(code).lower()
        self[code] = small if len(small) == 1 else chr(code)
        return self[code]


_SMALL = _Small({ord(char): plain.lower() for char, plain in (_PLAIN | _PECULIAR).items()})

#: The other quotation marks and dashes that are folded to plain ones.
ALIKE = {'"': _QUOTES, "-": _DASHES}

#: Letter-spaced words are looked for if one code point in so many is a space.
_SPACED = 4
_LETTER_SPACED = late(r"(?<!\S)[^\W\d_](?: [^\W\d_]){3,}(?!\S)")
#: Once one word is letter-spaced, shorter ones beside it may be.
_SPACED_TOO = late(r"(?<!\S)[^\W\d_](?: [^\W\d_])+(?!\S)")
_LINK = late(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,600}(?: \"[^\"]{0,200}\")?\)")
_BOLD = late(r"\*\*()")
_NO_WIDTH = re.compile(f"[{_ZERO_WIDTH}]+")
#: All that calls for more than small letters in a line that is not ASCII.
_ODD = re.compile(f"[…{_ZERO_WIDTH}{re.escape(''.join(_PLAIN | _PECULIAR))}]")
#: The odd characters that change the length of a line; the others are folded one to one.
_LENGTHENERS = frozenset(f"…{_ZERO_WIDTH}")
_NONE: frozenset[str] = frozenset()
#: The places of a view that nobody has asked for yet.
_UNKNOWN: list[int] = []

#: Characters whose presence means that literals cannot be looked for in the line as it stands.
ODD_CHARACTERS = "".join(sorted({*_SPACES, *_ZERO_WIDTH, *_FULL_WIDTH, *_PECULIAR} - {"\t"}))
#: The apostrophes that make a line odd: the common ones are made plain before literals are looked for.
RARE_APOSTROPHES = _APOSTROPHES.replace("’", "").replace("‘", "")

#: What must keep its case in a pattern: escapes, and the P of groups with names.
_ESCAPE = re.compile(r"\\[pPN]\{[^}]*\}|\\.|\(\?P(?=[<=>])|[^\\(]+|\(", re.DOTALL)

_MARKS = " \t•·▪▫■□●○◦‣⁃∙*#_|¦<>‹›«»→←↑↓↗↘⇒➔➜➤►▶▷▸◄◀◂▼▲△▽◆◇◎※≫＞｜+~=-‐‑‒–—―−－"
_PAIRS = {"[": "]", "(": ")", "{": "}", "【": "】", "［": "］", "（": "）", "「": "」", "〈": "〉", "《": "》"}
#: The marks that are ranges of characters: emoji above all.
WIDE_MARKS = (("\u2600", "\u27bf"), ("\u2b00", "\u2bff"), ("\U0001f000", "\U0001faff"))
_MARK = "[" + re.escape(_MARKS) + "\ufe0f\u20e3" + "".join(f"{a}-{b}" for a, b in WIDE_MARKS) + "]"
#: What is set aside at the start of a line as far as single characters can tell, in a form for `str.lstrip`.
LEADING_SIGNS = _MARKS + _SPACES + _ZERO_WIDTH + "".join(_PAIRS) + "\ufe0f\u20e3"
#: The same for the end of a line and `str.rstrip`, wide marks left out.
TRAILING_SIGNS = _MARKS + _SPACES + _ZERO_WIDTH + "".join(_PAIRS.values()) + "\ufe0f\u20e3"
#: What most lines start and end with: nothing that is set aside. No letter is, either.
_BARE = frozenset("0123456789abcdefghijklmnopqrstuvwxyz.?!,;:'\"。？！")
_HEAD, _FOOT = late(f"{_MARK}+"), late(_MARK)


class Core(NamedTuple):
    """The part of a view that is left when bullets, arrows, pipes and brackets around it are set aside."""

    text: str
    start: int


_made_core = partial(tuple.__new__, Core)  # the same as `Core`, sooner


def fold_pattern(pattern: str) -> str:
    r"""A pattern as it must be written to be matched against folded text; escapes stay as they are.

    >>> fold_pattern(r"Don’t \Smiss \p{Lu}"), fold_pattern("(?P<What>News) (?P=What)")
    ("don't \\Smiss \\p{Lu}", '(?P<what>news) (?P=what)')
    """
    return _ESCAPE.sub(lambda m: m[0] if m[0][0] == "\\" or m[0] == "(?P" else m[0].translate(_SMALL), pattern)


def fold(text: str) -> str:
    """The folded form of `text`.

    >>> fold("Don’t  miss\\u200b: SIGN\\xa0UP")
    "don't miss: sign up"
    >>> fold("S U B S C R I B E") , fold("**[Read more](https://example.org/a)**")
    ('subscribe', 'read more')
    """
    return _folded(text)[0]


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
        self.text, self.shown, self._places = _folded(line)
        self._core: Core | None = None

    def source(self, at: int) -> int:
        """Where the code point `at` of the view stands in the line, both in code points from their start."""
        if self._places is None:
            return at
        if self._places is _UNKNOWN:
            self._places = _places(_respelt(self.line)[0])
        return self._places[at]

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
        return _made_core((self.shown[core.start : core.start + len(core.text)], core.start))


def _folded(line: str) -> tuple[str, str, list[int] | None]:
    """What a view of a line holds: the text, what is shown, and the places, which are only noted to be asked for."""
    odd: frozenset[str] = _NONE
    if line.isascii():
        shown = line.replace("\t", " ") if "\t" in line else line
    else:
        shown, odd = _respelt(line)
    places = None
    spaces = shown.count(" ")
    if (  # something may move
        (spaces and (shown.strip(" ") is not shown or "  " in shown))
        or (spaces * _SPACED >= len(shown) and _may_be_spaced(shown))
        or ("]" in shown and "](" in shown)
        or ("*" in shown and "**" in shown)
        or (odd and not odd.isdisjoint(_LENGTHENERS))
    ):
        shown, places = _respaced(shown), _UNKNOWN
    text = shown
    if odd and not odd.isdisjoint(_PECULIAR):
        for char, plain in _PECULIAR.items():
            text = text.replace(char, plain)
        if text != shown:  # then every letter is made small by itself: a sigma has one form
            text = text.replace("Σ", "σ")
    return text.lower(), shown, places


def _respelt(line: str) -> tuple[str, frozenset[str]]:
    """A line in plain spelling, one code point for one, and the odd characters that had to be looked for in it."""
    if (first := _ODD.search(line)) is None:
        return line, _NONE
    # Few kinds make up most of what is odd, and without them most lines are ASCII: that spares a walk over the line.
    shown = line.replace("’", "'").replace("“", '"').replace("”", '"').replace("–", "-").replace("—", "-")
    if shown.isascii():
        return shown.replace("\t", " ").replace("`", "'"), _NONE
    odd = frozenset(_ODD.findall(shown, first.start()))
    for char in odd & _PLAIN.keys():
        shown = shown.replace(char, _PLAIN[char])
    return shown, odd


def _core(text: str) -> Core:
    if text and (text[0] in _BARE or text[0].isalpha()) and (text[-1] in _BARE or text[-1].isalpha()):
        return _made_core((text, 0))
    start, end = 0, len(text)
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
    return _made_core((text[start:end], start))


def _respaced(shown: str) -> str:
    """What `shown` becomes when its length may change."""
    text = _LINK.sub(r"\1", shown) if "](" in shown else shown
    text = text.replace("**", "")
    if _may_be_spaced(text):
        text = _SPACED_TOO.sub(lambda match: match[0].replace(" ", ""), text)
    text = text.strip(" ") if text.isascii() else _NO_WIDTH.sub("", text).strip(" ")
    if "  " in text:
        text = " ".join(filter(None, text.split(" ")))
    return text.replace("…", "...")


def _places(shown: str) -> list[int]:
    """Where in `shown` each code point of what it becomes by `_respaced` stood; the last entry is the end."""
    text, places = shown, list(range(len(shown)))
    for pattern in (_LINK, _BOLD):
        text, places = _replaced_by_group(text, places, pattern)
    if _may_be_spaced(text):
        text, places = _joined(text, places)
    at: list[int] = []
    last = " "
    for char, place in zip(text, places, strict=True):
        if char in _ZERO_WIDTH or char == last == " ":
            continue
        last = char
        at += [place] * 3 if char == "…" else [place]
    end = at.pop() if at and last == " " else len(shown)
    return [*at, end]


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
    drop = {i for m in _SPACED_TOO.finditer(text) for i in range(m.start() + 1, m.end(), 2)}
    kept = [i for i in range(len(text)) if i not in drop]
    return "".join([text[i] for i in kept]), [places[i] for i in kept]
