"""Phrases that a line's end broke in two."""

from __future__ import annotations

import re

#: Two lines that together are longer than this, in code points, are not one phrase that was broken in two.
LONGEST_PAIR = 240
#: Words after which a phrase goes on, wherever the line ends.
LEADING_UP = tuple(
    "the a to our your for of and with in on from by der die das den für und von mit zu le la les des et de du "
    "el los las y del para con il di e o os do da het een van voor".split()
)
_ENDED = tuple('.!?:;…。！？”"»)')
#: Where a phrase may run on into the next line: that goes on in small letters, or this ends with a word that leads up.
_RUNS_ON = re.compile("[a-zß-öø-ÿа-я]")
_LEADS_UP = tuple(f" {word}" for word in LEADING_UP)
#: A line as long as this, in code points, that ends like a sentence is one.
_SENTENCE, _SENTENCE_ENDS = 60, tuple(".!?。！？…\"”»’'")


def may_be_one(first: str, second: str) -> bool:
    """Whether two lines that follow each other may be one phrase broken in two.

    >>> may_be_one("Sign up for", "our newsletter"), may_be_one("Sign up for our letter.", "He is 40.")
    (True, False)
    """
    if not first or not second or len(first) + len(second) > LONGEST_PAIR or first.endswith(_ENDED):
        return False
    if _RUNS_ON.match(second):
        return not first.isspace()
    if not first.endswith(_LEADS_UP):
        return False
    is_sentence = len(second) >= _SENTENCE and second.endswith(_SENTENCE_ENDS)  # the article's own, most likely
    return not is_sentence and not second.isspace()
