"""The segments of a line: what is held against phrases beside the line itself.

A line is cut where a sentence ends, and at seams, where a prompt was glued on without a space. Sentences of tokenised
text (" . ") and of scripts without spaces are cut alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from unicodedata import normalize

from cleaner.text.prose import CLOSERS, WIDE_STOPS, is_statement, sentence_ends

_CAPITAL, _SMALL = "A-ZÀ-ÖØ-ÞΑ-ΩА-ЯЁ", "a-zß-öø-ÿα-ωа-яё"
_CLOSED = "[" + CLOSERS.replace("]", r"\]") + "]"
#: Where a prompt may be glued to what stands before it: after a stop, or between a small letter and a capital.
_SEAM = re.compile(
    rf"[{_CAPITAL}](?:(?<=[{_SMALL}\d)\"'”’»][.!?…].)|(?<=[{_SMALL}\d][.!?…][\"'”’»)].)"
    rf"|(?<=[{_SMALL}]{{4}}.)(?=[{_SMALL}])(?![^{{}}\s]{{0,60}}\}}))"  # not inside a placeholder
)
_WIDE = re.compile(rf"[{WIDE_STOPS}].")
#: What opens a quotation.
OPENING = "\"“„«‘'"
#: What ends a sentence inside a line, for what may begin after it to be looked at.
_INNER_STOPS = ".!?…。！？।۔؟։።។"
#: So much of what stands between two white spaces is looked at, in code points: words are shorter.
_LONGEST_CHUNK = 80
_HEAD = rf"\S{{1,{_LONGEST_CHUNK}}}(?:[^\S\n]\S{{1,{_LONGEST_CHUNK}}})?"
#: What may begin after each of these, in one line: the next two chunks. A pattern that begins with one plain character
#: is many times as fast as one that begins with a class.
_CLOSED_APART = f"{_CLOSED}*(?:[ \u00a0\u202f]»(?!\\w))?"
_AFTER = {stop: re.compile(rf"{re.escape(stop)}{_CLOSED_APART}[^\S\n]*(?=({_HEAD}))") for stop in _INNER_STOPS}
#: A line that begins again is no longer than this, in code points; a word of so many letters shows it alone, a shorter
#: one with the next. The sentence that begins has so many words, and so many in small letters.
_LONGEST_BEGUN, _LONG_HEAD, _FEWEST_WORDS, _FEWEST_SMALL = 320, 4, 4, 2
_BEGINNING = re.compile(r"\W*([^\W\d_]+)(?:\W{1,3}[^\W\d_]+)?")
#: Letters of ASCII as their kinds: small, capital, neither.
_KINDS = bytes(0x6C if 97 <= byte <= 122 else 0x55 if 65 <= byte <= 90 else 0x20 for byte in range(256))
_GLUED = b"llllU"
_GLUED_HEAD = re.compile(_HEAD)


def likely_starts(text: str) -> Iterator[tuple[int, str]]:
    """Where sentences may begin inside the lines of a text, each with the chunk that stands there and the next, if but
    one white space parts them: all that do, and more, in no order."""
    for stop, after in _AFTER.items():
        if stop in text:
            for found in after.finditer(text):
                yield found.end(), found[1]
    data = text.encode("utf-8", "surrogatepass")
    kinds = data.translate(_KINDS)
    at = kinds.find(_GLUED)
    done, place = 0, 0  # so many bytes are so many code points
    while at >= 0:
        place += at + 4 - done if len(data) == len(text) else len(data[done : at + 4].decode("utf-8", "surrogatepass"))
        done = at + 4
        if head := _GLUED_HEAD.match(text, place):
            yield place, head[0]
        at = kinds.find(_GLUED, at + 5)


def cuts(body: str) -> Sequence[int]:
    """Where a line is cut, from its start to its end, in code points of its body.

    >>> [body[a:b] for body in ["It rained. Sign up!Read on"] for a, b in zip(cuts(body), cuts(body)[1:])]
    ['It rained.', ' Sign up!', 'Read on']
    """
    return _known_cuts(body) if len(body) <= _LONGEST_KNOWN else _cuts(body)


def _cuts(body: str) -> tuple[int, ...]:
    return tuple(sorted({0, len(body), *sentence_ends(body), *seams(body), *begun_again(body)}))


#: A line is asked for its cuts more than once; those of longer lines, in code points, are not remembered.
_LONGEST_KNOWN = 4_000
_known_cuts = lru_cache(maxsize=128)(_cuts)


def seams(body: str) -> list[int]:
    """Where something may be glued to what stands before it without a space.

    >>> seams("Sign up for our letterSign here")
    [22]
    """
    return [seam.start() for seam in _SEAM.finditer(body)]


def begun_again(body: str) -> list[int]:
    """Where a line that is no paragraph begins again: where the words that it begins with come once more, with a
    capital, and begin a sentence. What stands before is a prompt that lost its stop.

    >>> line = "Read more: Five libraries at risk Read more books, the councillors were told."
    >>> [line[at:] for at in begun_again(line)], begun_again("Read more: Five libraries Read more: Two harbours")
    (['Read more books, the councillors were told.'], [])
    """
    if len(body) > _LONGEST_BEGUN or not is_statement(body):
        return []
    plain = body.lower() if body.isascii() else "".join(map(_bare, body))
    head = _BEGINNING.match(plain)
    if head is None:
        return []
    words = head[1] if len(head[1]) >= _LONG_HEAD else plain[head.start(1) : head.end()]
    if len(words) < _LONG_HEAD:
        return []
    found = []
    at = plain.find(words, head.start(1) + 1)
    while at >= 0:
        rest = body[at:].split()
        is_sentence = len(rest) >= _FEWEST_WORDS and sum(word[0].islower() for word in rest) >= _FEWEST_SMALL
        if is_sentence and body[at].isupper() and not plain[at + len(words) : at + len(words) + 1].isalnum():
            found.append(at)
        at = plain.find(words, at + 1)
    return found


@cache
def _bare(char: str) -> str:
    """A letter small and without its accent."""
    small = normalize("NFD", char)[0].lower()
    return small if len(small) == 1 else char


def is_glued(chunk: str) -> bool:
    """Whether a sentence may end inside what stands between two white spaces.

    >>> is_glued("up!Read"), is_glued("editor。th"), is_glued("sign-up")
    (True, True, False)
    """
    return _SEAM.search(chunk) is not None or _WIDE.search(chunk) is not None


def begins_sentence(text: str) -> bool:
    """Whether a sentence may begin after white space.

    >>> begins_sentence(' “No'), begins_sentence(" and"), begins_sentence("")
    (True, False, False)
    """
    bare = text.lstrip()
    return bare != text and bare.lstrip(OPENING)[:1].isupper()
