"""The words and signs of a text, folded so that what reads alike is alike.

A word is a run of letters and digits; in scripts that put no spaces between words (Chinese, Japanese, Korean, Thai,
Khmer, Lao, Burmese) each character is a word. What is said between two white spaces is a chunk: its words depend on
it alone, so that they can be remembered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import NamedTuple

from cleaner.text.prose import CRIES, DOTS, FULL_STOPS

#: Combining marks, which belong to the word that they stand in, and the Indic scripts, whose vowel signs are such.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0970-\u0df3"
)
#: Scripts that are read character by character.
_BY_CHARACTER = (
    "\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e4e\u0e80-\u0eff\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u17dc-\u17ff"
    "\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_LETTER = rf"(?:[^\W_{_BY_CHARACTER}]|[{_MARKS}])"
#: Endings of domain names that news sites have. Longer lists take more sentences for addresses than they help.
_DOMAINS = (
    "com|org|net|info|news|tv|eu|gov|edu|io|de|fr|es|it|nl|be|at|ch|uk|au|ca|jp|kr|cn|ru|ua|pl|cz|sk|hu|ro|gr|se|no|dk"
    "|fi|pt|br|mx|ar|cl|co|tr|il|ir|id|my|th|vn|za|ie|nz|rs|hr|bg"
)
_TOKEN = re.compile(
    rf"""(?P<BLANK>\{{\{{[^{{}}\s]*\}}\}}+|\$\{{[^{{}}\s]*\}}|%%[\w.:-]+%%)
    |(?P<URL>(?:https?://|www\.)[^\s<>"]*[^\s<>".,;:!?)\]]|(?:[a-z0-9-]{{2,63}}\.){{1,9}}(?:{_DOMAINS})\b(?:/[^\s<>"]*)?(?!@))
    |(?P<MAIL>(?:[^\W{_BY_CHARACTER}]|[.+-]){{1,64}}@[\w-]+(?:\.[\w-]+)+)
    |(?P<HANDLE>@(?:[^\W{_BY_CHARACTER}]|\.){{0,64}}[^\W{_BY_CHARACTER}])
    |(?P<DAY>\d{{1,4}}([./-])\d{{1,2}}\6\d{{1,4}}(?!\d))
    |(?P<CLOCK>\d{{1,2}}(?::\d{{2}}){{1,2}}(?!\d)|\d{{1,2}}h\d{{2}}\b)
    |(?P<NUMBER>\d+(?:[.,]\d+)*[kmx]?(?![^\W_{_BY_CHARACTER}]))
    |(?P<WORD>{_LETTER}+|[{_BY_CHARACTER}])
    |(?P<DOTS>\.{{2,}}|…)
    |(?P<SIGN>&[gl]t;|[^\s])""",
    re.VERBOSE,
)
#: A word that is written with stars for what may stand before or after it, parted off by `split`.
STEM = re.compile(rf"(\*{_LETTER}+\*?|{_LETTER}+\*)")
#: The address of a Markdown link, which nobody reads.
_LINK_TARGET = re.compile(r"\]\([^\s()]*\)")


_FOLDS_OTHERWISE = re.compile(f"[{_BY_CHARACTER}\u0370-\u03ff\u1f00-\u1fff]")


#: Bytes that none of these letters begins with in UTF-8: to leave out all the others of a text is a look at its bytes.
_NEVER_LEAD = bytes(byte for byte in range(256) if byte not in (0xCD, 0xCE, 0xCF, 0xE0, 0xE1, *range(0xE3, 0xF1)))


class Kind(Enum):
    """What a word or sign is."""

    WORD = "word"
    NUMBER = "number"
    DAY = "day"  #: a date in digits
    CLOCK = "clock"  #: a time in digits
    URL = "url"
    MAIL = "mail"
    HANDLE = "handle"
    BLANK = "blank"  #: a placeholder that nobody filled in: {{count}}
    SIGN = "sign"
    STOP = "stop"  #: a sign that ends a sentence


_KINDS = {kind.name: kind for kind in Kind}


class Word(NamedTuple):
    """A word or sign: what it reads as, and where it stands in code points of the text that was given."""

    text: str
    kind: Kind
    start: int
    end: int
    is_capital: bool


#: Signs that pages write as entities, and that stay so: read as they are, they could make tags of what is none.
_ENTITIES = {"&gt;": ">", "&lt;": "<"}
#: Signs that read like another.
_LIKE = {
    "'": "’‘‚‛ʼ`´′＇",
    '"': "“”„‟″«»「」『』〝〞＂",
    "-": "‐‑‒–—―−﹘﹣－",
    ".": FULL_STOPS,
    "?": "?？︖﹖؟՞፧⁇⁈⸮⸼\u037e",
    "!": CRIES,
    "…": DOTS,
    ",": "，、､،﹐",
    ":": "：﹕",
    "|": "•∙⋅・│｜┃¦▪●",
    "[": "【［〔",
    "]": "】］〕",
    "<": "〈《‹◀◄←",
    ">": "〉》›▶►→",
    "i": "İı",
    "σ": "ς",
    "ss": "ß",
    "е": "ёЁ",
}


def _plain_characters() -> dict[int, str]:
    """What each character reads as that reads like another."""
    plain = {0xFF01 + i: chr(0x21 + i) for i in range(94)}  # full-width forms
    for code in (*range(0x386, 0x3CF), *range(0x1F00, 0x1FFF)):  # Greek letters, whose accents are often left out
        plain[code] = unicodedata.normalize("NFD", chr(code))[0].lower()
    for sign, others in reversed(_LIKE.items()):
        plain |= dict.fromkeys(map(ord, others), sign)
    return plain


#: Characters that are not seen: soft hyphens, marks of direction, joiners between letters.
_UNSEEN = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
#: Characters that are read as none, or as two.
_MOVES = re.compile(f"[{_UNSEEN}ßİ]")
_TO_PLAIN: dict[int, str | None] = {**_plain_characters(), **dict.fromkeys(map(ord, _UNSEEN))}


#: Letters of another script between Latin ones, as those write who want no machine to read them.
_MIXED = re.compile("[a-z][аеорсхуіѕјһвнкмт]|[аеорсхуіѕјһвнкмт][a-z]")
_RUN = re.compile(r"[^\W\d_]+")
_LATIN = str.maketrans("аеорсхуіѕјһвнкмт", "aeopcxyisjhbhkmt")


def alike(sign: str) -> str:
    """The characters that read like a sign, itself among them.

    >>> "·" in alike("|"), alike("=")
    (True, '=')
    """
    return sign + _LIKE.get(sign, "") + ("·" if sign == "|" else "")


def folded(text: str) -> str:
    """The text as it reads: small letters, plain signs, nothing unseen.

    >>> folded("Don’t miss：ＳＩＧＮ\\u00adUP – Συνδρομή")
    "don't miss:signup - συνδρομη"
    >>> folded("Ѕubѕcrіbе"), folded("СМИ")
    ('subscribe', 'сми')
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFC", text).translate(_TO_PLAIN).lower()
    return _RUN.sub(_in_one_script, plain) if _MIXED.search(plain) else plain


def _in_one_script(run: re.Match[str]) -> str:
    """A run of letters; one that mixes Latin letters with Cyrillic ones that look like them is Latin."""
    return run[0].translate(_LATIN) if _MIXED.search(run[0]) else run[0]


def words(text: str) -> Iterator[Word]:
    """The words and signs of a text, in order.

    >>> [word.text for word in words("Sign-up: get 9,99 € off, “now”… www.example.org")]
    ['sign', 'up', ':', 'get', '9,99', '€', 'off', ',', '"', 'now', '"', '…', 'www.example.org']
    >>> [word.text for word in words("続きを読む")]
    ['続', 'き', 'を', '読', 'む']
    """
    seen, places = _read(text)
    previous = ""
    for match in _TOKEN.finditer(seen):
        found = match[0]
        start, end = match.span()
        kind = match.lastgroup or "SIGN"
        following = seen[end : end + 1]
        if kind == "URL" and _is_glued_sentence(text, places, start, end, found):
            yield from _parted(found, start, places, text)
            previous = ""
            continue
        if kind == "SIGN" and found in "'-·":
            if previous and following and not following.isspace():
                continue  # inside a word: it parts words and means nothing
            found = "|" if found == "·" else found
        found = _ENTITIES.get(found, found)
        if kind == "SIGN" and text[places[start]] == "." and _is_abbreviation(previous, text, places, end):
            continue
        if kind == "DOTS":
            kind, found = "STOP", "…"
        elif kind == "SIGN" and found in ".!?":
            kind = "STOP"
        previous = found if kind == "WORD" else ""
        yield Word(found, _KINDS[kind], places[start], places[end - 1] + 1, text[places[start]].isupper())


#: What reads as one with what stands before it, or may.
_JOINTS = re.escape(alike("'") + alike("-") + "·") + _MARKS + "\u3099\u309a"
_PIECES = re.compile(
    f"(?:[{_BY_CHARACTER}、，「」『』（）]|[。！？](?![。！？.!?…])|[A-Za-z0-9]+(?=[{_BY_CHARACTER}、「」『』（）。！？]|$))"
    f"(?![{_JOINTS}])|.+",
    re.DOTALL,
)


def pieces(chunk: str) -> Iterator[str]:
    """The parts of a chunk that read alike whatever stands beside them: characters of scripts that are read by
    character and their signs, words of other scripts between them, and the rest where there is more.

    >>> list(pieces("読むPDFを。")), list(pieces("读: a.b"))
    (['読', 'む', 'PDF', 'を', '。'], ['读', ': a.b'])
    """
    return (match[0] for match in _PIECES.finditer(chunk))


#: A chunk whose words can be told at sight: letters of scripts that are read by word, joined or not, with signs around.
_LETTERS = "[A-Za-z\u00c0-\u024f\u0400-\u04ff]"
_AT_SIGHT = re.compile(
    rf"([\"“”„«»(]?)({_LETTERS}+(?:['’-]{_LETTERS}+)*)(?:([,;:!?]|(?<={_LETTERS}{{2}})\.)?([\"“”»)]?))"
)
_JOINT = re.compile("['’-]")


def parts_of(chunk: str) -> list[str]:
    """The parts of a chunk that read alike whatever stands beside them, as far as that can be told at sight: its words
    and the signs around them; those of scripts that are read by character. A part that is all of it stands alone.

    >>> parts_of("“council’s”,"), parts_of("week.”"), parts_of("9.30"), parts_of("読む。")
    (['“council’s”,'], ['week', '.', '”'], ['9.30'], ['読', 'む', '。'])
    """
    if len(chunk) < 2:
        return [chunk]
    if is_by_character(chunk[0]):
        return list(pieces(chunk))
    found = _AT_SIGHT.fullmatch(chunk)
    if found is None:
        return [chunk]
    before, core, stop, after = found.groups()
    return [part for part in (before, *_JOINT.split(core), stop, after) if part]


def chunk_words(chunk: str) -> tuple[Word, ...]:
    """The words of what stands between two white spaces."""
    if chunk.isalpha() and (chunk.isascii() or _FOLDS_OTHERWISE.search(chunk) is None):
        return (Word(folded(chunk), Kind.WORD, 0, len(chunk), chunk[0].isupper()),)
    return tuple(words(chunk))


def _read(text: str) -> tuple[str, list[int] | range]:
    """The folded text without targets of links, and where each of its characters stood."""
    if text.isascii():
        if "](" not in text:
            return text.lower(), range(len(text))
        seen, places = text.lower(), list(range(len(text)))
    elif unicodedata.is_normalized("NFC", text) and _MOVES.search(text) is None:
        seen, places = folded(text), list(range(len(text)))
    else:
        parts: list[str] = []
        places = []
        at = 0
        while at < len(text):
            end = at + 1
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            piece = folded(text[at:end])
            parts.append(piece)
            places += [at] * len(piece)
            at = end
        seen = "".join(parts)
    if "](" in seen:
        kept: list[str] = []
        left: list[int] = []
        at = 0
        for match in _LINK_TARGET.finditer(seen):
            kept.append(seen[at : match.start()])
            left += places[at : match.start()]
            at = match.end()
        seen, places = "".join([*kept, seen[at:]]), [*left, *places[at:]]
    return seen, places


def _is_abbreviation(previous: str, text: str, places: list[int] | range, end: int) -> bool:
    """Whether a full stop after a word ends no sentence: after a letter alone, or inside "e.g", "3.b", "data.gov"."""
    if len(previous) == 1 and not is_by_character(previous):
        return True
    following = text[places[end]] if end < len(places) else ""
    return following.isalnum() and not following.isupper()


def _is_glued_sentence(text: str, places: list[int] | range, start: int, end: int, found: str) -> bool:
    """Whether what looks like an address is the end of a sentence and the start of the next: "voted.It"."""
    if found.startswith(("http", "www.")) or "/" in found:
        return False
    dot = found.rfind(".")
    first = text[places[start + dot + 1]]
    return first.isupper() and not text[places[end - 1]].isupper()


def _parted(found: str, start: int, places: list[int] | range, text: str) -> Iterator[Word]:
    """Two sentences that no space parts."""
    at = 0
    for part in re.split(r"([.-])", found):
        if part and part not in "-":
            first, last = places[start + at], places[start + at + len(part) - 1] + 1
            kind = Kind.STOP if part == "." else Kind.NUMBER if part.isdigit() else Kind.WORD
            yield Word(part, kind, first, last, text[first].isupper())
        at += len(part)


#: So many words may be glued together, and a word itself may have so many capitals ("WhatsApp", "LinkedIn").
MOST_HUMPS, WIDEST_WORD = 40, 4
_HUMP = re.compile(r"(?<=[^\W\d_A-ZÀ-ÖØ-ÞА-Я])(?=[A-ZÀ-ÖØ-ÞА-Я])")
_INNER_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞА-Я](?<=[^\W\d_A-ZÀ-ÖØ-ÞА-Я].)")  # one class at its head: it is found faster
_PLAIN = re.compile(rf"[^\W_{_BY_CHARACTER}]+")


def is_humped(chunk: str) -> bool:
    """Whether capitals stand inside a chunk.

    >>> is_humped("ShareSave"), is_humped("Share")
    (True, False)
    """
    return _INNER_CAPITAL.search(chunk) is not None


def humps_of(word: str) -> list[str]:
    """The parts of a word that begin with capitals inside it.

    >>> humps_of("WhatsAppSave")
    ['Whats', 'App', 'Save']
    """
    return _HUMP.split(word)


def plain_words(small: str) -> list[str]:
    """The runs of letters and digits of a text in small letters, without characters that are words of their own.

    >>> plain_words("10min. read – the pdfを")
    ['10min', 'read', 'the', 'pdf']
    """
    return _PLAIN.findall(small)


def humped_words(text: str) -> Iterator[str]:
    """The words, in small letters, that may be glued together in a text: "ShareSave" is "share" and "save"."""
    if not is_humped(text):
        return
    for chunk in filter(is_humped, text.split()):
        humps = humps_of(chunk)
        for first in range(min(len(humps), MOST_HUMPS)):
            for last in range(first + 1, min(len(humps), first + WIDEST_WORD) + 1):
                yield from plain_words("".join(humps[first:last]).lower())


@cache
def is_by_character(char: str) -> bool:
    """Whether a character belongs to a script that is read character by character.

    >>> is_by_character("読"), is_by_character("r")
    (True, False)
    """
    return re.match(f"[{_BY_CHARACTER}]", char) is not None


def folds_otherwise(text: str) -> bool:
    """Whether a text holds letters that are read by character, or Greek ones, whose accents do not count.

    >>> folds_otherwise("Sign up: 読む"), folds_otherwise("Zażółć “um”")
    (True, False)
    """
    if text.isascii() or not text.encode("utf-8", "surrogatepass").translate(None, _NEVER_LEAD):
        return False
    return _FOLDS_OTHERWISE.search(text) is not None


#: Words, characters of scripts without spaces, runs of digits, and the few signs that tell how something is said.
_SPOKEN = re.compile(rf"\d+|(?:[^\W\d_{_BY_CHARACTER}]|[{_MARKS}])+|[{_BY_CHARACTER}]|[!?:|>\"…]")


def spoken(text: str) -> list[str]:
    """The words of a text as they sound, with the signs that cry, ask or point; any number is "0".

    Words that white space parts are the same alone and together.

    >>> spoken("Sign up: 12 days FREE! 読む")
    ['sign', 'up', ':', '0', 'days', 'free', '!', '読', 'む']
    """
    return ["0" if word.isdecimal() else word for word in _SPOKEN.findall(folded(text))]
