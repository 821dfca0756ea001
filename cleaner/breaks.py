"""Where lines do not break as they should: prompts glued to sentences, phrases broken in two, lines without end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.late import late
from cleaner.rules.rule import LEADING_UP
from cleaner.text.fold import View
from cleaner.text.prose import CLOSERS, COMMAS, PAUSES, STOPS, is_prose

#: A line longer than this, in code points, is looked at in parts of this length, cut at white space.
LONGEST_PART = 2_000
#: Two lines that together are longer than this, in code points, are not one phrase that was broken in two.
LONGEST_PAIR = 240

#: Where a prompt may be glued to what stands before or after it: after the end of a sentence, or between a small
#: letter and a capital.
_CAPITAL, _SMALL = "A-ZÀ-ÖØ-ÞА-ЯЁ", "a-zß-öø-ÿа-я"
_SEAM = late(
    rf"[{_CAPITAL}](?:(?<=[{_SMALL}0-9)\"'][.!?].)|(?<=[{_SMALL}0-9][.!?][\"')].)|(?<=[{_SMALL}]{{4}}.))"
)
#: The same in Chinese and Japanese, for the three stops whose bytes the candidate pass looks for: before the last
#: phrase, after the end of a sentence.
_LAST_PHRASE = late(r"(?<=[。！？])(?=[^。！？]{4,80}[。！？]?$)")
_MOST_SEAMS = 6
#: A word up to a sign that names of sites and accounts hold, or that ends a sentence.
_WORD = late(r"[\w-]{1,40}[.@/]")
_LONGEST_NAME, _NAME_SIGNS = 60, frozenset("@/#")
_SHORTEST_GLUED = 8
_ENDED = frozenset(STOPS + PAUSES + CLOSERS) - frozenset(COMMAS)
#: Where a phrase may run on into the next line: that goes on in small letters, or this ends with a word that leads up.
_RUNS_ON = late(f"[{_SMALL}]")
_LEADS_UP = tuple(f" {word}" for word in LEADING_UP)
#: A line of so many bytes of UTF-8 that ends like a sentence is one.
_SENTENCE_BYTES = 60
_PARTS = late(rf".{{1,{LONGEST_PART}}}(?:(?<=\s)|(?=\s)|$)|.{{1,{LONGEST_PART}}}", re.DOTALL)


def may_be_one(first: str, second: str) -> bool:
    """Whether two lines that follow each other may be one phrase broken in two.

    >>> may_be_one("Sign up for", "our newsletter"), may_be_one("Sign up for our letter.", "He is 40.")
    (True, False)
    """
    if not first or not second or len(first) + len(second) > LONGEST_PAIR or first[-1] in _ENDED:
        return False
    if _RUNS_ON.match(second):
        return not first.isspace()
    if not first.endswith(_LEADS_UP):
        return False
    is_sentence = is_prose(second, _SENTENCE_BYTES)  # the article's own, most likely
    return not is_sentence and not second.isspace()


def joined(first: str, second: str) -> str:
    """Two lines as one."""
    return f"{first} {second}"


def parts(body: str) -> Iterator[tuple[int, str]]:
    """A very long line in parts, cut at white space, each with its place in the line."""
    return ((match.start(), match[0]) for match in _PARTS.finditer(body))


def pieces(view: View) -> list[tuple[int, int]]:
    """The pieces of a line between its seams, the wider first from each seam on, as places in the view.

    >>> [View("It rained.Sign up now").shown[a:b] for a, b in pieces(View("It rained.Sign up now"))]
    ['It rained.', 'Sign up now']
    """
    shown = view.shown
    seams = [m.start() for m in _SEAM.finditer(shown) if not _is_in_name(shown, m.start())]
    if not shown.isascii() and (last := _LAST_PHRASE.search(shown)):
        seams = sorted({*seams, last.start()})
    if not seams:
        return []
    cuts = [0, *seams[-_MOST_SEAMS:], len(shown)]
    return [
        (start, end)
        for i, start in enumerate(cuts[:-1])
        for end in reversed(cuts[i + 1 :])
        if (start, end) != (0, len(shown)) and end - start >= _SHORTEST_GLUED and _is_phrase(shown[start:end])
    ]


def _is_in_name(text: str, seam: int) -> bool:
    """Whether a seam stands inside a name that is spelt so: of a site, of an account, or one that ends a sentence.

    >>> [_is_in_name(text, text.index("N")) for text in ("VarnNews.com", "@VarnNews", "VarnNews. All", "read it.Now")]
    [True, True, True, False]
    """
    if text[seam - 1] in _ENDED:
        return False
    word = _WORD.match(text, seam)
    before = text[max(text.rfind(" ", 0, seam) + 1, seam - _LONGEST_NAME) : seam]
    return word is not None or not _NAME_SIGNS.isdisjoint(before)


def _is_phrase(text: str) -> bool:
    """Whether a text is more than one word; scripts without spaces count by length alone."""
    return " " in text.strip() or not text.isascii()
