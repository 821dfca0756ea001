"""What ends a sentence and what a paragraph is, in every script: the one place that says so.

Stops are those of Unicode's Sentence_Terminal, with the shads of Tibetan and the dots of an ellipsis. Some scripts
write none (Thai, Lao), some writers leave them out, and agencies sign after them; so a line that is long enough is a
paragraph whatever it ends with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category

from cleaner.text.late import late

#: What ends a statement: full stops and their like in every script that has any.
FULL_STOPS = (
    ".。．｡﹒︒։۔܀܁܂।॥።፨᙮᠃᠉။།༎༏༐༑༔។៕᜵᜶߹࠷࠹࠽࠾᪨᪩᪪᪫᭚᭛᭞᭟᭽᭾᭿᰻᰼᱾᱿⸮⸼꓿꘎꛳꡶꡷꣎꣏꤯꧈꧉꩝꩞꩟꫰꯫෴๚๛"
    "\u104a\u1b4e\u1b4f\u2024\u2cf9\u2cfa\u2cfb\u2e60\u2e61"
)
#: What ends a question, and what ends a question or an outcry. The Greek question mark counts as its own character
#: only, not as a semicolon.
ASKS = "?？︖﹖؟፧᥅⁇⁈⁉‽꘏꛷꫱\u037e\u2e54"
CRIES = ASKS + "!！︕﹗؝؞᥄‼\u2e53"
#: What ends a sentence that trails off, or one that was cut short.
DOTS = "…⋯᠁"
STOPS = FULL_STOPS + CRIES + DOTS
#: What closes a quotation, and what closes one or a bracket and may follow a stop within its sentence, as marks of
#: emphasis may.
QUOTES = "\"'”“’‘»«›‹」』﹂﹄〞〟"
CLOSERS = QUOTES + ")）]］}｝】〉》〕"
EMPHASIS = "*_"
#: What parts a sentence without ending it; the first of these only part its words.
COMMAS = ",，、､،՝፣᠂"
PAUSES = COMMAS + ":;：；؛·፤፥፦"
#: Of what is written without spaces, the stops that no space needs to follow.
WIDE_STOPS = "。．｡！？﹒﹗﹖"

#: A line this long, in bytes of UTF-8, that ends like a sentence is prose. Bytes weigh scripts alike: 80 Latin letters,
#: 40 Cyrillic ones or 27 Chinese characters say about as much.
PROSE_BYTES = 80
#: A line this long, in bytes of UTF-8, is a paragraph whatever it ends with: hardly any headline is.
PARAGRAPH_BYTES = 240
#: No code point takes more bytes than this.
_WIDEST = 4

_ASKS = frozenset(ASKS)
_STOPS, _FULL_STOPS, _ENDS = frozenset(STOPS), frozenset(FULL_STOPS), frozenset(STOPS + CLOSERS)
_AFTER_STOP = CLOSERS + EMPHASIS
_QUOTES = EMPHASIS + QUOTES
#: How an ellipsis is written: one sign, or full stops in a row.
_TRAILING = (*DOTS, "...", "。。", "・・", ". .")
_CLOSER = "[" + _AFTER_STOP.replace("]", r"\]") + "]"
_AFTER_STOPS = rf"{_CLOSER}*(?:[ \u00a0\u202f]»)?(?=\s|$)"
_END = late(rf"[{STOPS}]+{_AFTER_STOPS}|[{WIDE_STOPS}]+{_CLOSER}*")
#: The same for texts whose stops are these: a pattern that begins with one character is many times as fast.
_COMMON_STOPS = ".!?…"
_COMMON_ENDS = {stop: late(rf"{re.escape(stop)}[{_COMMON_STOPS}]*{_AFTER_STOPS}") for stop in _COMMON_STOPS}
_RARE_STOP = late(f"[{re.escape(''.join(sorted(set(STOPS + WIDE_STOPS) - set(_COMMON_STOPS))))}]")
#: A full stop after one of these ends no sentence: an initial, a number, a short form of a title or a month.
_SHORT_FORM = late(
    r"(?:^|[^\w.])(?:[^\W\d_]|\d{1,3}|[^\W\d_](?:\.[^\W\d_])+"
    r"|[Mm]rs?|[Mm]s|[Dd]rs?|[Pp]rof|[Ss]t|[Ss]r|[Ss]ra|[Jj]r|[Gg]en|[Cc]ol|[Gg]ov|[Ss]en|[Rr]ep|[Rr]ev|[Hh]on|[Mm]me|[Mm]lle"
    r"|[Nn]o|[Nn]r|[Vv]ol|[Vv]s|[Aa]pprox|[Dd]ept|[Ee]tc|[Ff]ig"
    r"|[Jj]an|[Ff]eb|[Mm]ar|[Aa]pr|[Jj]un|[Jj]ul|[Aa]ug|[Ss]ept?|[Oo]ct|[Nn]ov|[Dd]ec"
    r"|bzw|ca|usw|u|z|vgl|inkl|evtl|[Ss]tr|[Vv]erl|[Rr]ed|[Uu]rh|им|г|ул|тыс|млн|млрд|руб|др)\.$"
)
#: How far back a short form is looked for, in code points.
_SHORT_FORM_REACH = 16


def size_of(body: str) -> int:
    """The size of a line's body in bytes of UTF-8.

    >>> size_of("abc"), size_of("дом"), size_of("家")
    (3, 6, 3)
    """
    return len(body.encode("utf-8", "surrogatepass"))


def ink(text: str) -> int:
    """How many code points of a text are no white space.

    >>> ink("It rained. ")
    9
    """
    return sum(map(len, text.split()))


def ends_sentence(body: str) -> bool:
    """Whether a line ends with a stop of any script, with closing signs after it or none. White space is set aside.

    >>> [ends_sentence(body) for body in ("It rained.", "पुल बंद है।", '"Who?" ', "(It rained.)", "Rain over Varn")]
    [True, True, True, True, False]
    """
    return _last_stop(body) in _STOPS


def trails_off(body: str) -> bool:
    """Whether a line ends in dots, as teasers do that were cut short, and as some writers end.

    >>> trails_off("And then..."), trails_off("And then…”"), trails_off("And then.")
    (True, True, False)
    """
    return body.rstrip().rstrip(_AFTER_STOP).endswith(_TRAILING)


def is_statement(body: str) -> bool:
    """Whether a line ends with a full stop: it neither asks nor cries out nor trails off, as headlines may.

    >>> is_statement("It rained.”"), is_statement("Who paid?"), is_statement("And then...")
    (True, False, False)
    """
    return _last_stop(body) in _FULL_STOPS and not trails_off(body)


def is_question(body: str) -> bool:
    """Whether a line asks something.

    >>> is_question("Who paid?"), is_question("Who paid!")
    (True, False)
    """
    return _last_stop(body) in _ASKS


def is_paragraph(body: str) -> bool:
    """Whether a line is as long as a paragraph, whatever it ends with. White space around it is set aside.

    >>> is_paragraph("สภาเมืองลงมติเมื่อวันอังคารให้สร้างสะพานเก่าขึ้นใหม่ก่อนพายุฤดูหนาวจะมาถึงเมืองวาร์น"), is_paragraph("สะพาน")
    (True, False)
    """
    return len(body) * _WIDEST >= PARAGRAPH_BYTES and size_of(body.strip()) >= PARAGRAPH_BYTES


def is_prose(body: str, fewest: int = PROSE_BYTES) -> bool:
    """Whether a line looks like prose of an article: so many bytes of UTF-8 that end like a sentence or a quotation.
    White space around it is set aside.

    >>> is_prose("The council voted on Tuesday to rebuild the old bridge before the winter storms arrive.")
    True
    >>> is_prose("It rained."), is_prose("Council votes to rebuild old bridge before the storms of winter reach us")
    (False, False)
    """
    if len(body) * _WIDEST < fewest:
        return False
    body = body.strip()
    return body[-1:] in _ENDS and size_of(body) >= fewest


def sentence_ends(text: str) -> Iterator[int]:
    """Where sentences end in a text, as places after the stop and what closes it; not after initials and short forms.

    The end of the text counts only if a stop stands there.

    >>> list(sentence_ends("Dr. J. Amery came. He left.")), list(sentence_ends("雨が降った。風も吹いた"))
    ([18, 27], [6])
    """
    if text.isascii() or not _RARE_STOP.search(text):
        some = [found for stop, end in _COMMON_ENDS.items() if stop in text for found in end.finditer(text)]
        ends = {found.end(): found[0] for found in some}
    else:
        ends = {found.end(): found[0] for found in _END.finditer(text)}
    for end in sorted(ends):
        if not (ends[end] == "." and _SHORT_FORM.search(text, max(0, end - _SHORT_FORM_REACH), end)):
            yield end


def last_sign(body: str) -> str:
    """The sign that a line ends with, quotation marks and emphasis aside: a stop, a bracket; "…" for any dots that
    trail off. Empty where a letter or a digit stands last.

    >>> last_sign("It rained.”"), last_sign("It rained (AP)"), last_sign("And then..."), last_sign("สะพานเก่า")
    ('.', ')', '…', '')
    """
    if trails_off(body):
        return "…"
    sign = body.rstrip().rstrip(_QUOTES).rstrip()[-1:]
    return "" if sign.isalnum() or category(sign or " ").startswith(("L", "M")) else sign


def _last_stop(body: str) -> str:
    """The last character of a line that closes nothing; empty if there is none."""
    return body.rstrip().rstrip(_AFTER_STOP).rstrip()[-1:]
