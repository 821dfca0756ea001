"""What stands behind a prompt and is none: the rest of a larger sentence, or another sentence that was run on.

"Download our app, urged a loudspeaker at the door." begins like a prompt, and is told, not made. What tells it need not
be a verb that anybody has listed: after the comma the sentence goes on in small letters, and neither speaks to the
reader nor begins as prompts go on ("and", "to", "delivered"). So it is in scripts with small letters; for others
`cleaner.text.speech` knows the verbs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaner.text.fold import fold
from cleaner.text.late import late
from cleaner.text.prose import is_statement, sentence_ends
from cleaner.text.segments import begun_again, seams
from cleaner.text.speech import is_quoted, reports_speech

#: What parts a clause from the prompt before it: a comma, a dash between spaces, a cry that no capital follows.
_PARTED = late(r"(?:[,،][\"'”’»]?\s|\s[-–—]\s|[!?][\"'”’»]?\s)\s*(?:[-–—]\s+)?(?=[^\W\d_])")
_WORD, _WORD_OR_COMMA = late(r"[^\W\d_]+"), late(r"[^\W\d_]+|[,،]")
#: What a sentence says of the prompt that it begins with: "Sign up now was all that the poster said."
_SAYS = late(
    r"(?<=\s)(?:was|were|stand|stood|lautete|hieß|war|wäre|était|fut|disait|era|fue|decía|foi|dizia|diceva|stond|luidde|stod"
    r"|lød|löd|było|brzmiał[aoy]?|widniało|był|bylo|bylo|stálo|byl|был[аои]?|гласил[аои]?|стояло|було|стояло|scria|yazıyordu"
    r"|oli|volt|állt|ήταν|έγραφε)(?=\s)"
)
#: How a prompt goes on after a comma, in small letters: conjunctions, prepositions, participles, further prompts.
_GOING_ON = {
    "en": "and or but so because since if when where while as that which who whose to for with without by from in"
    " on at of no not such only just even all every each any more plus including featuring delivered sent"
    " straight right direct free directly available please then it its there here after before until unless"
    " both either whether wherever whenever our we us get stay keep join read subscribe sign follow like share"
    " tell enjoy start try receive learn see find check visit exclusively online anytime anywhere cancel may"
    " can will should must is are has have this these those other along",
    "de": "und oder aber sondern denn damit um wenn wann wo weil sobald sofern falls ob ohne mit für bis ab auf in"
    " im am an aus bei beim nach von vom vor zu zum zur über unter als wie so dann also auch nur nicht kein"
    " keine jederzeit täglich wöchentlich monatlich kostenlos kostenfrei gratis bitte was wer das dass die der"
    " den dem deren dessen danach sowie jetzt hier dort es wir",
    "fr": "et ou mais car donc pour afin si sans avec qui que dont où dès par dans en au aux sur sous chez lors"
    " puis ainsi quand lorsque comme merci gratuit gratuitement chaque tous toute toutes c nous ne à n pas"
    " directement ensuite",
    "es": "y e o u pero sino si para con sin que quien donde cuando como porque por en desde hasta cada todo todos"
    " todas toda gratis así es solo sólo también no te os lo nos recibe recibirás accede disfruta lee descubre"
    " entérate únete sigue aprovecha conoce suscríbete compártelo síguenos",
    "pt": "e ou mas se para com sem que quem onde quando como porque por em desde até cada todos todas toda grátis"
    " é só também não receba acesse aproveite leia fique siga confira participe clique",
    "it": "e ed o od ma oppure se per con senza che chi cui dove quando come perché da dal dalla fino ogni tutti"
    " tutte tutta è gratis solo anche non ricevi leggi scopri resta segui ti ci vi",
    "ca": "i o però per amb sense que qui on quan perquè des fins si",
    "ro": "și sau dar iar dacă pentru cu fără care unde când ca să din că",
    "nl": "en of maar want zodat om als wanneer waar die dat dan met zonder voor van bij tot uit op in via elke ook"
    " niet geen gratis krijg lees ontvang blijf mis wij we het",
    "da": "og eller men så sådan for hvis når hvor som at med uden til fra på i hver også ikke få læs hold følg det"
    " vi grundet",
    "no": "og eller men så slik sånn for hvis når hvor som at med uten til fra på i hver også ikke få les hold følg"
    " det vi grundet",
    "sv": "och eller men så för om när där som att med utan till från på i varje också inte få läs håll följ det vi"
    " gratis direkt grundet",
    "pl": "i lub oraz ale a aby by żeby jeśli jeżeli gdy gdzie który która które którzy bo z ze bez dla do od po w"
    " we na co każdy także nie bądź czytaj odbierz że",
    "cs": "a nebo či ale aby pokud když kde který která které s se bez pro do od po v ve na každý také buď že mé",
    "sk": "a alebo ale aby ak keď kde ktorý ktorá ktoré s bez pre do od po v na každý tiež že",
    "hr": "i ili ali a ako kada gdje koji koja koje s bez za do od u na svaki da što",
    "sr": "i ili ali a ako kada gde koji koja koje sa bez za do od u na svaki da и или али ако када где који која"
    " које са без за što да",
    "ru": "и или но а чтобы если когда где который которая которое которые что как с со без для до от по в во на из"
    " к каждый также не мы это она он оно они",
    "uk": "і й та або але щоб якщо коли де який яка яке які що як з із зі без для до від по в у на кожен також не"
    " ми це",
    "bg": "и или но а за да ако когато където който която което които със без от до в на че",
    "tr": "ve veya ya ki için ile",
    "fi": "ja tai mutta niin jos kun jotta joka jossa ilman",
    "hu": "és vagy de hogy ha ahol amely aki mert nélkül",
    "el": "και ή αλλά για αν όταν όπου που με χωρίς να από σε",
    "id": "dan atau tetapi agar supaya jika untuk dengan tanpa yang di ke dari",
    "vi": "và hoặc để nếu khi với không",
    "he": "או כדי אם עם כל גם אבל את אל על עד",
    "ar": "أو حتى كي إذا مع من في على إلى كل أيضا لكن",
    "fa": "و یا تا اگر با از در به برای که هر هم اما شما",
    "ur": "اور یا تاکہ اگر کے کی سے میں پر ہر آپ",
    "hi": "और या ताकि अगर के की से में पर हर आप",
    "ka": "და ან რომ თუ რათა",
}
#: Letters that small words are written on with, before the word that they go with.
_WRITTEN_ON = {"he": "ושלבמכ", "ar": "وفلب"}
#: Languages without capitals whose commas part clauses as others' do.
_WITHOUT_CAPITALS = frozenset({"he", "ar", "fa", "ur", "hi", "ka"})
_GOES_ON = {language: frozenset(words.split()) for language, words in _GOING_ON.items()}
#: What a sentence begins with that goes on in small letters after its first clause.
_CONDITION = late(
    r"(?:if|when|while|as|by|to|once|unless|wenn|falls|sobald|um|si|quand|pour|afin|en|lorsque|cuando|para|al|se|quando|per|caso|als|om"
    r"|wanneer|door|hvis|når|om|när|for|för|jeśli|jeżeli|aby|pokud|když|ak|keď|ako|kada|da|если|когда|чтобы|якщо|коли|щоб"
    r"|wer|wie|qui|quien|chi|quem|kto|kdo|кто|хто|den som|den der|de som)\b",
    re.IGNORECASE,
)
#: What begins a relative clause, behind which the sentence goes on in small letters as well.
_RELATIVE = late(
    r"(?:who|which|that|whose|der|die|das|den|dem|deren|dessen|qui|que|dont|où|quien|che|cui|quem|som|dat|wie"
    r"|kt[óo]r\w*|kter\w*|koji|koja|koje|котор\w*|як[аеи]\w?|който|която|което|които)\b"
)
#: What speaks to the reader, in the letters that it has, but for words that mean something else in another language;
#: and these, in their own.
_READER = late(
    r"\b(?:[Yy]ou(?:rs?|rself)?|[Dd]ich|[Dd]ir|[Dd]eine?[nmrs]?|[Ee]uch|Sie|Ihnen|Ihre?[nmrs]?|[Vv]ous|[Vv]otre|[Vv]os|[Tt]us?"
    r"|ti|tu[oae]|tuoi|toi|ustedes|usted|vuestr[oa]s?|vostr[aeio]|vocês?|jij|jouw?|uw|dig|deg|ditt|[Tt]w[oó]j\w*|[Cc]iebie|[Cc]ię|[Vv]ás|[Vv]ám"
    r"|[Vv]aš\w*|[Вв]ы|[Вв]ас|[Вв]ам|[Вв]аш\w*|[Вв]и|siz\w*|σας|σου|anda)\b"
    r"|^\w+ez\b|^\w+[йиь]те\b|(?:olun|edin|alın|kalın|kaçırmayın|okuyun|izleyin|tıklayın)\W*$"
)
_OWN_READER = {
    **dict.fromkeys(("da", "no", "sv", "de"), late(r"\bdu\b")),
    "nl": late(r"\bje\b"),
}
#: What stands before the last thing of an enumeration, beside a comma, and how many words its things have at most, and
#: the first.
_LAST = {
    "en": "and or",
    "de": "und oder",
    "fr": "et ou",
    "es": "y e o u",
    "pt": "e ou",
    "it": "e ed o",
    "ca": "i o",
    "ro": "și sau",
    "nl": "en of",
    "da": "og eller",
    "no": "og eller",
    "sv": "och eller",
    "pl": "i lub oraz",
    "cs": "a nebo",
    "sk": "a alebo",
    "hr": "i ili",
    "sr": "i ili и или",
    "ru": "и или",
    "uk": "і й та або",
    "bg": "и или",
    "tr": "ve veya",
    "fi": "ja tai",
    "hu": "és vagy",
    "el": "και ή",
    "id": "dan atau",
    "vi": "và hoặc",
}
_LONGEST_THING, _LONGEST_FIRST = 8, 3
#: So many things that are as short are an enumeration whatever stands before them.
_AND_SO_ON = frozenset("etc usw ecc osv mm itd atd".split())
_FEWEST_THINGS, _SHORT_THING = 3, 3
#: A word in small letters at the end of what stands before a seam.
_WORD_BEFORE = late(r"(?<![^\W\d_])[a-zß-öø-ÿα-ωа-яё][^\W\d_]*[.!?…]?$")
_FEWEST_WORDS, _ONE_SENTENCE = 2, 2
#: What may stand between a prompt and what tells of it.
_BETWEEN = " \t\u00a0\"'”’»,،-–—"


class Clause(NamedTuple):
    """Where in a segment a clause begins that tells of what stands before it; `may_list` tells whether it may as well
    be the rest of an enumeration that began there."""

    start: int
    may_list: bool


@lru_cache(maxsize=2048)
def told(segment: str, language: str | None) -> tuple[Clause, ...]:
    """The clauses of a segment that tell of what stands before them.

    >>> [one.start for one in told("Download our app, urged a loudspeaker at the door of the hall.", "en")]
    [18]
    >>> told("Download our app, and never miss it.", "en"), told("Download our app, it is free.", "en")
    ((), ())
    """
    has_capitals = language not in _WITHOUT_CAPITALS
    if has_capitals and not any(map(str.isupper, segment)):
        return ()  # who writes no capitals begins sentences with small letters
    found = []
    stops = [0, *sentence_ends(segment)]
    for parted in _PARTED.finditer(segment):
        rest = segment[parted.end() :]
        before = segment[stops[bisect_right(stops, parted.start()) - 1] : parted.start()]
        if (rest[0].islower() or not has_capitals) and not _goes_on_after(before):
            clause = rest[: next(sentence_ends(rest), len(rest))]
            things = _things(clause, language) if parted[0][0] in ",،" else []
            if tells(clause, language) and not _is_list(things):
                found.append(Clause(parted.end(), _may_list(things)))
    if len(stops) == _ONE_SENTENCE and is_statement(segment):
        for says in _SAYS.finditer(segment):
            if not _addresses(segment[says.start() :], language):
                found.append(Clause(says.start(), False))
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
    if len(words) < _FEWEST_WORDS or clause[len(words[0]) :][:1] == ":" or words[0] in _GOES_ON.get(language or "", ()):
        return False
    return words[0][0] not in _WRITTEN_ON.get(language or "", "") and not _addresses(clause, language)


def _addresses(clause: str, language: str | None) -> bool:
    """Whether a clause speaks to the reader."""
    own = _OWN_READER.get(language or "")
    return _READER.search(clause) is not None or (own is not None and own.search(clause) is not None)


def _goes_on_after(begun: str) -> bool:
    """Whether a sentence that begins so goes on in small letters by itself: after a condition, a relative clause."""
    parts = begun.lstrip(" \"'“„«*_¿¡").split(", ")
    return (_CONDITION if len(parts) == 1 else _RELATIVE).match(parts[-1]) is not None


def _things(clause: str, language: str | None) -> list[int]:
    """The numbers of words of the things that a clause enumerates, if it is an enumeration."""
    last = _LAST.get(language or "", "").split()
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


def _may_list(things: Sequence[int]) -> bool:
    return len(things) > 1 and things[0] <= _LONGEST_FIRST and max(things) <= _LONGEST_THING


def is_report(sentence: str, language: str | None) -> bool:
    """Whether a sentence states something, and does not speak to the reader or tells that somebody did.

    >>> is_report("You have two weeks, the clerk told them.", "en"), is_report("You have two stories left.", "en")
    (True, False)
    """
    if not is_statement(sentence):
        return False
    return _READER.search(sentence) is None or bool(told(sentence, language)) or reports_speech(fold(sentence))


def run_on(segment: str, language: str | None) -> Iterator[int]:
    """Where in a segment a reporter's sentence begins that was run on to what stands before it: at a seam, or with the
    words that the segment begins with.

    >>> line = "Read more: Five libraries Read more books, the councillors were told."
    >>> [line[at:] for at in run_on(line, "en")]
    ['Read more books, the councillors were told.']
    """
    glued = [place for place in seams(segment) if _WORD_BEFORE.search(segment, 0, place)]  # no name such as "MyPaper"
    for place in sorted({*glued, *begun_again(segment)} - {0}):
        if is_report(segment[place:], language):
            yield place


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
