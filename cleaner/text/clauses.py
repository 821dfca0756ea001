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
_WORD = late(r"[^\W\d_]+")
#: What a sentence says of the prompt that it begins with: "Sign up now was all that the poster said."
_SAYS = late(
    r"(?<=\s)(?:was|were|stand|stood|lautete|hieß|war|wäre|était|fut|disait|era|fue|decía|foi|dizia|diceva|stond|luidde|stod"
    r"|lød|löd|było|brzmiał[aoy]?|widniało|był|bylo|bylo|stálo|byl|был[аои]?|гласил[аои]?|стояло|було|стояло|scria|yazıyordu"
    r"|oli|volt|állt|ήταν|έγραφε)(?=\s)"
)
#: How a prompt goes on after a comma, in small letters: conjunctions, prepositions, participles, further prompts.
_GOES_ON = frozenset(
    # English
    "and or but so because since if when where while as that which who whose to for with without by from in on at of no not"
    " such only just even all every each any more plus including featuring delivered sent straight right direct directly free"
    " available please then it its there here after before until unless both either whether wherever whenever our we us"
    " get stay keep join read subscribe sign follow like share tell enjoy start try receive learn see find check visit"
    " exclusively online anytime anywhere cancel including"
    # German
    " und oder aber sondern denn damit um wenn wann wo weil sobald sofern falls ob ohne mit für bis ab auf in im am an aus bei"
    " beim nach von vom vor zu zum zur über unter als wie so dann also auch nur nicht kein keine jederzeit täglich"
    " wöchentlich monatlich kostenlos kostenfrei gratis bitte was wer das dass die der den dem deren dessen danach sowie"
    " jetzt hier dort es wir"
    # French
    " et ou mais car donc pour afin si sans avec qui que dont où dès par dans en au aux sur sous chez lors puis ainsi quand"
    " lorsque comme merci gratuit gratuitement chaque tous toute toutes c nous ne à n pas directement ensuite"
    # Spanish, Portuguese, Italian, Catalan, Romanian
    " y e o u pero sino si para con sin que quien donde cuando como porque por en desde hasta cada todo todos todas toda"
    " gratis así es solo sólo también no te os lo nos"
    " recibe recibirás accede disfruta lee descubre entérate únete sigue aprovecha conoce suscríbete compártelo síguenos"
    " ou mas se com sem quem onde quando como porque em desde até cada todos todas toda grátis é só também não"
    " receba acesse aproveite leia fique siga confira participe clique"
    " ed od ma oppure se per con senza che chi cui dove quando come perché da dal dalla fino ogni tutti tutte tutta ed è"
    " solo anche non ricevi leggi scopri resta segui ti ci vi"
    " i o però per amb sense qui on quan perquè des fins"
    " și sau dar iar dacă pentru cu fără care unde când ca să din"
    # Dutch
    " en of maar want zodat om als wanneer waar die dat dan met zonder voor van bij tot uit op in via elke ook niet geen"
    " krijg lees ontvang blijf mis wij we het"
    # Danish, Norwegian, Swedish
    " og eller men så sådan sånn slik for hvis når hvor som at med uden uten til fra på i hver også ikke få læs les hold følg det vi"
    " och om när där att utan för från varje inte läs håll följ"
    # Polish, Czech, Slovak, Croatian and their neighbours
    " i lub oraz ale aby by żeby jeśli jeżeli gdy gdzie który która które którzy bo z ze bez dla do od po w we na co każdy"
    " także nie bądź czytaj odbierz"
    " a nebo či aby pokud když kde který která které s se bez pro do od po v ve na každý také buď"
    " alebo ak keď kde ktorý ktorá ktoré bez pre každý"
    " ili ako kada gdje gde koji koja koje bez za svaki da"
    # Russian, Ukrainian, Bulgarian
    " и или но а чтобы если когда где который которая которое которые что как с со без для до от по в во на из к каждый"
    " также не мы это"
    " й та або але щоб якщо коли де який яка яке які що як з із зі без для до від по в у на кожен також не ми це"
    " за ако когато където който която които без"
    # Turkish, Azerbaijani, Finnish, Hungarian, Greek, Indonesian, Vietnamese
    " ve veya ya ki için ile"
    " ja tai mutta niin jos kun jotta joka jossa ilman"
    " és vagy de hogy ha ahol amely aki mert nélkül"
    " και ή αλλά για αν όταν όπου που με χωρίς να από σε"
    " dan atau tetapi agar supaya jika untuk dengan tanpa yang di ke dari"
    " và hoặc để nếu khi với không".split()
)
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
#: What speaks to the reader, in the letters that it has; words that mean something else in a neighbour's tongue are out.
_READER = late(
    r"\b(?:[Yy]ou|[Yy]our|[Yy]ours|[Yy]ourself|[Dd]ich|[Dd]ir|[Dd]eine?[nmrs]?|[Ee]uch|Sie|Ihnen|Ihre?[nmrs]?|[Vv]ous|[Vv]otre|[Vv]os"
    r"|[Tt]u|[Tt]us|ti|tuo|tua|tuoi|tue|toi|usted|ustedes|vuestr[oa]s?|vostr[aeio]|você|vocês|jij|jou|jouw|je|uw|dig|deg|ditt"
    r"|[Tt]w[oó]j\w*|[Cc]iebie|[Cc]ię|[Vv]ás|[Vv]ám|[Vv]aš\w*|[Вв]ы|[Вв]ас|[Вв]ам|[Вв]аш\w*|[Вв]и|\w+st du|siz\w*|σας|σου|anda)\b"
    r"|^\w+ez\b|^\w+[йиь]те\b|(?:olun|edin|alın|kalın|kaçırmayın|okuyun|izleyin|tıklayın)\W*$"
)
#: What stands before the last thing of an enumeration, and how many words its things have at most, and the first.
_LAST = late(
    r",|\s(?:and|or|und|oder|et|ou|y|e|o|en|of|og|eller|och|i|lub|oraz|a|nebo|и|или|та|або|ve|veya|și|sau|és|vagy|ja|tai|και)\s"
)
_LONGEST_THING, _LONGEST_FIRST = 6, 2
#: So many things that are as short are an enumeration whatever stands before them.
_FEWEST_THINGS, _SHORT_THING = 3, 3
_FEWEST_WORDS = 2
#: What may stand between a prompt and what tells of it.
_BETWEEN = " \t\u00a0\"'”’»,،-–—"


class Clause(NamedTuple):
    """Where in a segment a clause begins that tells of what stands before it; `may_list` tells whether it may as well
    be the rest of an enumeration that began there."""

    start: int
    may_list: bool


@lru_cache(maxsize=2048)
def told(segment: str) -> tuple[Clause, ...]:
    """The clauses of a segment that tell of what stands before them.

    >>> [one.start for one in told("Download our app, urged a loudspeaker at the door of the hall.")]
    [18]
    >>> told("Download our app, and never miss a story."), told("Download our app, it is free.")
    ((), ())
    """
    if not any(map(str.isupper, segment)):
        return ()  # who writes no capitals begins sentences with small letters
    found = []
    stops = [0, *sentence_ends(segment)]
    for parted in _PARTED.finditer(segment):
        rest = segment[parted.end() :]
        before = segment[stops[bisect_right(stops, parted.start()) - 1] : parted.start()]
        if rest[0].islower() and not _goes_on_after(before):
            clause = rest[: next(sentence_ends(rest), len(rest))]
            things = _things(clause) if parted[0][0] in ",،" else []
            if tells(clause) and not _is_list(things):
                found.append(Clause(parted.end(), _may_list(things)))
    if is_statement(segment):
        for says in _SAYS.finditer(segment):
            if _READER.search(segment, says.start()) is None:
                found.append(Clause(says.start(), False))
    return tuple(found)


def tells(clause: str) -> bool:
    """Whether a clause in small letters goes on with a sentence as no prompt does.

    >>> tells("riet der Anwalt den Mietern."), tells("um nichts zu verpassen."), tells("restez informé.")
    (True, False, False)
    """
    words = _WORD.findall(clause)
    return len(words) >= _FEWEST_WORDS and words[0] not in _GOES_ON and _READER.search(clause) is None


def _goes_on_after(begun: str) -> bool:
    """Whether a sentence that begins so goes on in small letters by itself: after a condition, a relative clause."""
    parts = begun.lstrip(" \"'“„«*_¿¡").split(", ")
    return _CONDITION.match(parts[0]) is not None or (len(parts) > 1 and _RELATIVE.match(parts[-1]) is not None)


def _things(clause: str) -> list[int]:
    """The numbers of words of the things that a clause enumerates, if it is an enumeration."""
    return [count for count in (len(_WORD.findall(thing)) for thing in _LAST.split(clause)) if count]


def _is_list(things: Sequence[int]) -> bool:
    return len(things) >= _FEWEST_THINGS and max(things) <= _SHORT_THING


def _may_list(things: Sequence[int]) -> bool:
    return len(things) > 1 and things[0] <= _LONGEST_FIRST and max(things) <= _LONGEST_THING


def is_report(sentence: str) -> bool:
    """Whether a sentence states something, and does not speak to the reader or tells that somebody did.

    >>> is_report("You have two weeks left, the clerk told the residents."), is_report("You have two stories left.")
    (True, False)
    """
    if not is_statement(sentence):
        return False
    return _READER.search(sentence) is None or bool(told(sentence)) or reports_speech(fold(sentence))


def run_on(segment: str) -> Iterator[int]:
    """Where in a segment a reporter's sentence begins that was run on to what stands before it: at a seam, or with the
    words that the segment begins with.

    >>> line = "Read more: Five libraries Read more books, the councillors were told."
    >>> [line[at:] for at in run_on(line)]
    ['Read more books, the councillors were told.']
    """
    for place in sorted({*seams(segment), *begun_again(segment)} - {0}):
        if is_report(segment[place:]):
            yield place


def is_reported(body: str, start: int, end: int) -> bool:
    """Whether a part of a line is somebody's word: it stands in a quotation, or the sentence goes on after it and tells
    of it.

    >>> is_reported("Try our app now! cried the man at the stall.", 0, 16), is_reported("Try it now! It is free.", 0, 11)
    (True, False)
    """
    if is_quoted(body, start, end):
        return True
    rest = body[end:].lstrip(_BETWEEN)
    if not rest[:1].islower() or not any(map(str.isupper, body[start:end])):
        return False
    return tells(rest[: next(sentence_ends(rest), len(rest))])
