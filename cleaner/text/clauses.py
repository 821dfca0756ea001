"""What stands behind a prompt and is none: the rest of a larger sentence, or another sentence that was run on.

"Download our app, urged a loudspeaker at the door." begins like a prompt, and is told, not made. What tells it need not
be a verb that anybody has listed: after the comma the sentence goes on in small letters, and neither speaks to the
reader nor begins as prompts go on ("and", "to", "delivered"). So it is in scripts with small letters; for others
`cleaner.text.speech` knows the verbs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaner.text.fold import fold
from cleaner.text.late import late
from cleaner.text.prose import ends_sentence, is_statement, sentence_ends
from cleaner.text.segments import begun_again, seams
from cleaner.text.small_words import (
    CONDITION,
    GOES_ON,
    LAST,
    OPENERS,
    OWN_READER,
    READER,
    RELATIVE,
    SAYS,
    WITHOUT_CAPITALS,
    WRITTEN_ON,
)
from cleaner.text.speech import is_quoted, reports_speech

#: What parts a clause from the prompt before it: a comma, a dash between spaces, a cry that no capital follows.
_PARTED = late(r"(?:[,،][\"'”’»]?\s|\s[-–—]\s|[!?][\"'”’»]?\s)\s*(?:[-–—]\s+)?(?=[^\W\d_])")
_WORD, _WORD_OR_COMMA = late(r"[^\W\d_]+"), late(r"[^\W\d_]+|[,،]")
#: How many words the things of an enumeration have at most, and the first of them.
_LONGEST_THING, _LONGEST_FIRST = 8, 3
#: So many things that are as short are an enumeration whatever stands before them.
_AND_SO_ON = frozenset("etc usw ecc osv mm itd atd".split())
_FEWEST_THINGS, _SHORT_THING = 3, 3
#: So much of a segment is looked at, in code points, and so many places in it.
_LOOKED_AT, _MOST_PLACES = 1_000, 8
#: A word in small letters at the end of what stands before a seam: none as in names such as "MyPaper". It is so long.
_LONGEST_WORD = 40
_WORD_BEFORE = late(r"(?<![^\W\d_])[a-zß-öø-ÿα-ωа-яё][^\W\d_]*[.!?…]?$")
_FEWEST_WORDS, _ONE_SENTENCE = 2, 2
#: A word, or the end of one, that such a small word stands behind or is glued to; those that names stand behind.
_OPENED = {
    language: late(rf"(\w{{1,40}}?)(?:[ \u00a0]|(?<=[^\W\d_A-ZÀ-Þ]))(?=(?:{words.replace(' ', '|')})[ '’]([^\W\d_]))")
    for language, words in OPENERS.items()
}
_BEFORE_NAMES = frozenset(
    "to from by of with for at in on and bei von vom für mit im durch und de du des sur par dans avec et di del su per"
    " con en em do da door van voor bij i på af fra och og".split()
)
#: The languages whose nouns bear capitals, and how many words in small letters a sentence has behind its first.
NOUNS_WITH_CAPITALS, _FEWEST_SMALL = frozenset({"de"}), 3
#: What may stand between a prompt and what tells of it.
_BETWEEN = " \t\u00a0\"'”’»,،-–—"


class Clause(NamedTuple):
    """Where in a segment a clause begins that tells of what stands before it; `may_list` tells whether it may as well
    be the rest of an enumeration that began there."""

    start: int
    may_list: bool


@lru_cache(maxsize=2048)
def told(segment: str, language: str | None) -> tuple[Clause, ...]:
    """The clauses of a segment that tell of what stands before them. A sentence of the article ends with a stop.

    >>> [one.start for one in told("Download our app, urged a loudspeaker at the door of the hall.", "en")]
    [18]
    >>> told("Download our app, and never miss it.", "en"), told("Download our app, it is free.", "en")
    ((), ())
    """
    has_capitals = language not in WITHOUT_CAPITALS
    if has_capitals and not any(map(str.isupper, segment)):
        return ()  # who writes no capitals begins sentences with small letters
    states = is_statement(segment)
    segment, found = segment[:_LOOKED_AT], []
    parts, says = list(_PARTED.finditer(segment)), list(SAYS.finditer(segment)) if states else []
    if not parts and not says:
        return ()
    stops = [0, *sentence_ends(segment)]
    for parted in parts:
        rest = segment[parted.end() :]
        before = segment[stops[bisect_right(stops, parted.start()) - 1] : parted.start()]
        if (rest[0].islower() or not has_capitals) and not _goes_on_after(before):
            clause = rest[: next(sentence_ends(rest), len(rest))]
            things = _things(clause, language) if parted[0][0] in ",،" else []
            if ends_sentence(clause) and tells(clause, language) and not _is_list(things):
                has_article = clause.split(None, 1)[0] in OPENERS.get(language or "", "").lower().split()
                found.append(Clause(parted.end(), _may_list(things, _LONGEST_FIRST - has_article)))
    if len(stops) == _ONE_SENTENCE:
        places = (one.start() for one in says)
        found += [Clause(place, False) for place in places if not _addresses(segment[place:], language)]
    return tuple(found)


def is_told(sentence: str, language: str | None) -> bool:
    """Whether a sentence tells of what it begins with, for certain.

    >>> is_told("Follow us, the protesters called.", "en"), is_told("Get our news, views and offers.", "en")
    (True, False)
    """
    return any(not clause.may_list for clause in told(sentence, language))


def tells(clause: str, language: str | None) -> bool:
    """Whether a clause in small letters goes on with a sentence as no prompt does.

    >>> tells("riet der Anwalt den Mietern.", "de"), tells("um nichts zu verpassen.", "de")
    (True, False)
    """
    words = _WORD.findall(clause)
    if len(words) < _FEWEST_WORDS or clause[len(words[0]) :][:1] == ":" or words[0] in GOES_ON.get(language or "", ()):
        return False
    return words[0][0] not in WRITTEN_ON.get(language or "", "") and not _addresses(clause, language)


def _addresses(clause: str, language: str | None) -> bool:
    """Whether a clause speaks to the reader."""
    own = OWN_READER.get(language or "")
    return READER.search(clause) is not None or (own is not None and own.search(clause) is not None)


def _goes_on_after(begun: str) -> bool:
    """Whether a sentence that begins so goes on in small letters by itself: after a condition, a relative clause."""
    parts = begun.lstrip(" \"'“„«*_¿¡").split(", ")
    return (CONDITION if len(parts) == 1 else RELATIVE).match(parts[-1]) is not None


def _things(clause: str, language: str | None) -> list[int]:
    """The numbers of words of the things that a clause enumerates, if it is an enumeration."""
    last = LAST.get(language or "", "").split()
    counts, has_last = [0], False
    for found in _WORD_OR_COMMA.finditer(clause):
        if found[0] in ",،" or found[0] in last:
            counts.append(0)
            has_last = has_last or found[0] in last
        else:
            counts[-1] += 1
            has_last = has_last or found[0] in _AND_SO_ON
    return [count for count in counts if count] if has_last else []


def _is_list(things: Sequence[int]) -> bool:
    return len(things) >= _FEWEST_THINGS and max(things) <= _SHORT_THING


def _may_list(things: Sequence[int], longest_first: int) -> bool:
    return len(things) > 1 and things[0] <= longest_first and max(things) <= _LONGEST_THING


def is_report(sentence: str, language: str | None) -> bool:
    """Whether a sentence states something, and does not speak to the reader or tells that somebody did.

    >>> is_report("You have two weeks, the clerk told them.", "en"), is_report("You have two stories left.", "en")
    (True, False)
    """
    if not is_statement(sentence):
        return False
    return not _addresses(sentence, language) or is_told(sentence, language) or reports_speech(fold(sentence))


@lru_cache(maxsize=2048)
def run_on(segment: str, language: str | None) -> tuple[int, ...]:
    """Where in a segment a reporter's sentence begins that was run on to what stands before it: at a seam, with a small
    word that bears a capital, or with the words that the segment begins with.

    >>> line = "Read more: Five libraries Read more books, the councillors were told."
    >>> [line[at:] for at in run_on(line, "en")]
    ['Read more books, the councillors were told.']
    """
    if not is_statement(segment):
        return ()
    seen = segment[:_LOOKED_AT]
    glued = [place for place in seams(seen) if _WORD_BEFORE.search(seen, max(0, place - _LONGEST_WORD), place)]
    places = sorted({*glued, *begun_again(segment), *_opened(seen, language)} - {0})[:_MOST_PLACES]
    return tuple(place for place in places if is_report(segment[place:], language))


def _opened(segment: str, language: str | None) -> Iterator[int]:
    """Where in a segment a sentence begins with a small word that bears a capital, with no stop before it.

    >>> line = "Subscribe to our newsletter The ferry ran aground on Monday, to the dismay of the harbour."
    >>> [line[at:] for at in _opened(line, "en")]
    ['The ferry ran aground on Monday, to the dismay of the harbour.']
    """
    pattern = _OPENED.get(language or "")
    for found in pattern.finditer(segment) if pattern is not None else ():
        before, following = found.groups()
        small = sum(map(str.islower, _WORD.findall(segment, found.end())))
        is_noun = following.islower() or language in NOUNS_WITH_CAPITALS
        if before.lower() not in _BEFORE_NAMES and is_noun and small >= _FEWEST_SMALL:
            yield found.end()


@lru_cache(maxsize=2048)
def openings(segment: str, language: str | None) -> tuple[int, ...]:
    """Where in a segment a sentence may begin without a stop before it: at a word with a capital, behind no word that
    names stand behind or sentences begin with, and in no name.

    >>> line = "Subscribe to our letter Preheat the oven to 180 degrees."
    >>> [line[at:] for at in openings(line, "en")]
    ['Preheat the oven to 180 degrees.']
    >>> openings("Subscribe to the Harbour Review and Sunday Post.", "en")
    ()
    """
    if language in WITHOUT_CAPITALS or not is_statement(segment):
        return ()
    words = list(_WORD.finditer(segment, 0, _LOOKED_AT))
    fewest = _FEWEST_SMALL if language in NOUNS_WITH_CAPITALS else _FEWEST_WORDS
    small, found = 0, list[int]()
    unended = _BEFORE_NAMES.union(OPENERS.get(language or "", "").lower().split())
    for before, word in zip(words[-2::-1], words[:0:-1], strict=True):
        at = word.start()
        between = segment[before.end() : at]
        is_apart = between.isspace() and before[0].lower() not in unended
        if word[0][0].isupper() and is_apart and small >= fewest:
            found.append(at)
        small += word[0].islower()
    return tuple(found[::-1][:_MOST_PLACES])


def is_reported(body: str, start: int, end: int, language: str | None) -> bool:
    """Whether a part of a line is somebody's word: it stands in a quotation, or the sentence goes on after it and tells
    of it.

    >>> is_reported("Try our app now! cried the man at the stall.", 0, 16, "en")
    True
    >>> is_reported("Try our app now! It is free.", 0, 16, "en")
    False
    """
    if is_quoted(body, start, end):
        return True
    rest = body[end:].lstrip(_BETWEEN)
    if not rest[:1].islower() or not any(map(str.isupper, body[start:end])):
        return False
    return tells(rest[: next(sentence_ends(rest), len(rest))], language)
