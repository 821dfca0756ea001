"""What is wrong with a text that no cleaning mends: sentences that lost their end, articles that were cut off.

Findings change nothing. They are kept rare: a line must look like running text on every count but its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from cleaner.rules.rule import DamageKind
from cleaner.text.late import late
from cleaner.text.lines import Document
from cleaner.text.prose import CLOSERS, EMPHASIS, PAUSES, STOPS, size_of
from cleaner.text.spans import Span


@dataclass(frozen=True, slots=True)
class Damage:
    """A finding that changes nothing. `span` is in code points of the source."""

    span: Span
    kind: DamageKind
    reason: str


class Finding(NamedTuple):
    """What is wrong with a line of a cleaned text; `span` is in code points of that text."""

    span: Span
    kind: DamageKind
    reason: str


#: A line this long, in bytes of UTF-8, may be a paragraph; a longer one that ends in nothing lost its end.
_PARAGRAPH_BYTES, _LONG_BYTES = 60, 120
_ENDS = tuple(STOPS + CLOSERS + PAUSES + EMPHASIS + "–—-")
#: In a text whose long lines nearly all end like sentences, one that does not stands out.
#: The first lines, headline and deck, do not count.
_ENOUGH, _FEW, _HEAD = 6, 0.03, 3
_CUT = late(r"(?<!\.)(?:\.\.\.|…)[\"”»’\]]?\s*$")
#: Dots alone may be a manner of speaking. That a text was cut shows in what stands before them: a space, a comma, a
#: bracket that opens, a lone letter, or a word that leads up to another.
_CUT_SHORT = late(
    r"(?:[\s,;:(\[–—-]|\s[b-hj-np-rt-xz]|[\s'’](?:the|an?|of|to|for|and|or|with|by|that|from|than|because|his|their|its|our"
    r"|your|at|in|into|was|were|has|had|de[rmns]|die|das|eine?[mnr]?|und|oder|mit|vo[mn]|zu[mr]|für|dass|weil|im|am|auf"
    r"|les?|la|une?|du|et|ou|avec|pour|que|dans|sur|los|las|el|con|para|por|en|della|di|il|do|da|em|com|het|een|van|voor"
    r"|och|av|som))(?:\.\.\.|…)[\"”»’\]]?\s*$",
    re.IGNORECASE,
)
#: Words that no heading ends with, save questions ("What to look forward to"): what they lead up to was lost.
_LEADING_UP = late(
    r"^(?!(?:What|Where|How|Who|When|Why)\b).*(?<![;,]) "
    r"(?:the|a|of|to|for|and|or|with|by|that|from|than|because|his|their|its|our|your|"
    r"der|dem|den|des|eine|einen|einem|einer|und|oder|mit|von|vom|zum|zur|für|dass|weil|"
    r"les|une|et|ou|avec|pour|que|dans|los|las|con|para|por|della|het|een|van|voor|och|av|som)$"
)
#: Words that end a short heading now and then, but no line of nine words or more.
_LEADING_UP_LATE = late(r"^(?:\S+ ){8,}\S* ?(?<= )(?:in|on|at|as|into|was|were|has|have|had|is|are|said|it|an|be)$")
#: How a sentence starts and no heading does: someone named before, or named with a title, who does something.
_SENTENCE = late(
    r"^(?:(?:Mr|Mrs|Ms|Dr|Sir|Prof)\.? [A-ZÀ-Þ]\S*(?: [A-ZÀ-Þ]\S*)?|He|She|They|We|It|There)"
    r" (?:has|have|had|is|are|was|were|will|would|did|also|then|said|told|added)\b(?: \S+){3,30}$"
)
_STOP = late(r"[.!?][\"”’)]* ")
#: A last sentence with enough words, in small letters for the most part: not a name, a list or a credit.
_WORDS = late(r"^(?:\S+ ){3}.*(?: [a-zß-ÿ]\S*){3}$")
_NOT_RUNNING = late(r"[|\t•]|\d\s*$|^\W|https?:|@|©|^[A-ZÀ-Þ .]+:")


def findings(text: str) -> Iterator[Finding]:
    """What is wrong with the lines of a cleaned text.

    >>> lines = ["The mayor said on Monday that the bridge would stay closed for the whole of the winter months."] * 4
    >>> lines[2] = "She has asked the council for"
    >>> [(found.kind.value, found.span.of("\\n".join(lines))) for found in findings("\\n".join(lines))]
    [('truncated-sentence', 'She has asked the council for')]
    """
    document = Document(text)
    filled = [line for line, blank in enumerate(document.blank) if not blank]
    bodies = [document.raw_lines[line].strip() for line in filled]
    sizes = [size_of(body) for body in bodies]
    is_paragraph = [size >= _PARAGRAPH_BYTES and body.endswith(_ENDS) for size, body in zip(sizes, bodies, strict=True)]
    paragraphs = sum(is_paragraph)
    if paragraphs < 2:
        return
    others = sum(size >= _PARAGRAPH_BYTES for size in sizes[_HEAD:]) - sum(is_paragraph[_HEAD:])
    is_regular = paragraphs >= _ENOUGH and others <= max(2, _FEW * paragraphs)
    for place in range(1, len(filled) - 1):
        if not (is_paragraph[place - 1] and is_paragraph[place + 1]):
            continue
        if reason := _lost_end(bodies[place], sizes[place], is_regular):
            yield Finding(_span(document, filled[place]), DamageKind.TRUNCATED_SENTENCE, reason)
    if sizes[-1] >= _PARAGRAPH_BYTES and _breaks_off(bodies):
        yield Finding(_span(document, filled[-1]), DamageKind.CUT_OFF, "the last line breaks off with dots")


def _breaks_off(bodies: list[str]) -> bool:
    """Whether the last line was cut off: it ends in dots, another sign says so, and no other line ends alike.

    >>> [_breaks_off(["It rained.", line]) for line in ("He is nobody's messiah now…", "The mayor said that the…")]
    [False, True]
    """
    last = bodies[-1]
    if not _CUT.search(last) or last[:1] in "\"“„«'‘" or not _CUT_SHORT.search(last):
        return False
    return not any(_CUT.search(body) for body in bodies[:-1])


def _lost_end(body: str, size: int, is_regular: bool) -> str:
    """Why a line between two paragraphs looks like a sentence without its end; empty if it does not."""
    if body.endswith(_ENDS) or _NOT_RUNNING.search(body):
        return ""
    last_sentence = _STOP.split(body)[-1]
    if is_regular and size >= _LONG_BYTES and _WORDS.search(last_sentence):
        return "a long line between paragraphs ends without a stop"
    if _LEADING_UP_LATE.search(body) or (len(body.split()) >= 5 and _LEADING_UP.search(body)):
        return "the line ends with a word that leads up to another"
    if is_regular and _SENTENCE.search(body):
        return "a sentence ends without a stop"
    return ""


def _span(document: Document, line: int) -> Span:
    start, raw = document.starts[line], document.raw_lines[line]
    return Span(start + len(raw) - len(raw.lstrip()), start + len(raw.rstrip()))
