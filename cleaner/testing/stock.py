"""What test texts are made of: plain prose in fifteen languages, and boilerplate from the examples of the packs."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from cleaner.errors import UsageError
from cleaner.judge.objections import is_signature
from cleaner.rules.own import own_packs
from cleaner.rules.rule import Confidence, RulePack, Unit
from cleaner.text.fold import View

#: What parts paragraphs in the wild.
SEPARATORS = ("\n\n", "\n", "\r\n\r\n", "\r\n", "\n\n\n", "\n \n", "\r", "\u2028", "\x85")
#: What may stand before a prompt, and after it, without being part of it.
BULLETS = ("• ", "» ", "- ", "  ", "\xa0", "\u200b", "| ", "▶ ")
TRAILS = (" ", "\xa0", "\t", " »", " ›", "\u200b")

#: Short lines of an article's own: subheads, answers, verses, items, figures.
SHORT_LINES = (
    "A long winter",
    "“No,” she said.",
    "Why now?",
    "It rained.",
    "Eels: 40 kilos",
    "The harbour, at last",
    "Nobody answered.",
    "And the sea came in,",
)
#: Sentences of reporters that hold the words of prompts.
TELLING_LINES = (
    "The choir asked its neighbours to subscribe a penny each towards the new bell, and most of them did.",
    "Subscribers to the old ferry line were told in April that their passes would run out with the timetable.",
    "He would share the prize with his sister, he said, and comment on the verdict when the court had read it out.",
    "A cookie jar full of coins paid for the roof, the sexton said, and nobody had to sign up for anything.",
    "The advertisement in the window was older than the shop, and the newsletter it praised had stopped in 1931.",
    "The council voted to continue reading from the minutes, although related questions were still on the table.",
    "The photo showed the pier before the storm; the video, filmed by a neighbour, showed what was left of it.",
    "To follow the river, read the signs on the left bank, the warden said, and turn back where the path ends.",
)
#: What may stand before a line of an article, and after it: it is the article's, and stays.
INDENTS, LINE_ENDS = ("", "    ", "\u3000"), ("", " ", "  ")

_LONE_WORD = re.compile(r"[^\W\d_\u2e80-\uffff]+")


@cache
def _all_prose() -> dict[str, tuple[str, ...]]:
    path = Path(__file__).parent / "prose.json"
    return {language: tuple(lines) for language, lines in json.loads(path.read_text("utf-8")).items()}


def languages() -> tuple[str, ...]:
    """The codes of the languages that there is prose in.

    >>> "en" in languages() and "ja" in languages()
    True
    """
    return tuple(_all_prose())


def prose(language: str = "en") -> tuple[str, ...]:
    """Plain paragraphs of news in a language (a code such as "de"), written for tests; they hold no boilerplate.

    Raises UsageError for a language that there is no prose in.
    """
    try:
        return _all_prose()[language]
    except KeyError:
        raise UsageError(f"no prose in {language!r}; choose one of {', '.join(languages())}") from None


@cache
def _packs() -> tuple[RulePack, ...]:
    return tuple(own_packs())


@cache
def prompts(category: str | None = None, language: str | None = None) -> tuple[str, ...]:
    """Whole lines of boilerplate that a certain rule takes, from the examples of the packs.

    Lone words are left out, for one may be a subhead, and so are signatures of posts, which stay below their words.
    """
    found = []
    for pack in _packs():
        for rule in pack.rules:
            if rule.confidence is not Confidence.CERTAIN or rule.unit is Unit.INLINE:
                continue
            if category not in (None, rule.category.value) or language not in (None, rule.language):
                continue
            found += [one.text for one in rule.remove if one.spans == ((0, len(one.text)),)]
    return tuple(dict.fromkeys(text for text in found if _is_whole_line(text)))


def _is_whole_line(text: str) -> bool:
    is_word = _LONE_WORD.fullmatch(text) or _LONE_WORD.fullmatch(View(text).core.text)
    return len(text.splitlines()) == 1 and not is_word and not is_signature(text)
