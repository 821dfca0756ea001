"""What speaks against claims where they stand: the same words are a prompt in one place and the article in another.

"Video: …" is a teaser below an article and the headline above it; "(c) …" credits a picture, but not under "(a) …" and
"(b) …"; who wrote a post is said as long as the post's words are; and a label says nothing of the sentence after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.find.claims import Claim
from cleaner.rules.rule import Category, Confidence
from cleaner.text.fold import fold
from cleaner.text.late import late
from cleaner.text.lines import Document
from cleaner.text.spans import Span
from cleaner.text.speech import reports_speech
from cleaner.text.words import is_by_character

#: A line as long as this, in bytes of UTF-8, above a labelled one is a headline; one below it the article.
_HEADLINE_BYTES, _ARTICLE_BYTES = 24, 60
#: How many lines with text are looked at for a headline.
_HEAD_LINES = 12
#: What headlines of films and galleries begin with, and what is left of them.
_LABELLED = late(
    r"\W{0,3}(?:(?:videos?|vídeos?|vidéos?|wideo|видео|відео|βίντεο|동영상|動画|映像|视频|視頻|影片|film(?:pje)?|tv|audio|podcast"
    r"|watch|listen|live|en (?:images|vidéo|fotos|imágenes|vivo)|in (?:pictures|photos|video|bildern|beeld|foto)"
    r"|(?:foto|bilder)?galer[ií][ea]|foto(?:gallery|galería|strecke)|bilderstrecke|gallery|pictures|diaporama|imágenes|imagens"
    r"|images|immagini|photos?|fotos?|zdjęcia|фото|bild(?:er)?|beelden|valokuvat|kuvat?|bildspel|bilde|billeder"
    r"|写真|照片|图集|圖集|사진|infogra(?:phic|fik|fía|phie)|grafik|karte|map|mapa)\s?[:：|])\s*(.*)",
    re.IGNORECASE,
)
#: Words that stand between the parts of names, and what only credits hold.
_BETWEEN = frozenset(
    "and und et y e i en och og ja de del della di da do dos du den der die das von van vom zu ten the of".split()
)
_BETWEEN_CREDITS = _BETWEEN | frozenset("by via from for at in courtesy für im para por para pour per".split())
_CREDIT = late(
    r"[/©|@]|\b(?:dpa|afp|apa|reuters|getty|imago|efe|ansa|epa|tass|keystone|courtesy|handout|archiv|archivo|privat|screenshot)\b",
    re.IGNORECASE,
)
_LIST_C = late(r"\s*\([cC]\)\s")
_LIST_OTHER = late(r"\s*\([abdeABDE]\)\s*\S")
_SIGNATURE = late(r"(?:^|\s)[—–-]\s?.{1,60}\(@[\w.-]{1,50}\).{0,40}$")
_PICTURE = late(
    r"\W{0,2}(?:\w{0,12}-?(?:fotos?|photos?|bild(?:er)?|billede|bilde|foto's|image|picture|screenshot|grafik|illustration|video|vidéo|vídeo"
    r"|beeld|afbeelding|fotoğraf|zdjęci[ea]|kuva|kép|фото|фотография|снимок|світлина|видео|відео|φωτό|φωτογραφία"
    r"|صورة|תמונה|צילום)|写真|画像|動画|照片|图片|圖片|图|圖|视频|視頻|사진|영상)\s?[:：]\s*",
    re.IGNORECASE,
)
_LABEL = late(r"[^:：]{2,30}[:：]\s*")
#: What credits end with in scripts that are read by character, before the stop if there is one, and what sentences do.
_CREDITED = late(r"(?:提供|撮影|通信|新聞|新闻|摄影?|攝影?|供图|供圖|资料图|資料圖|社|제공|기자|촬영)[。.]?$")
_WIDE_SENTENCE = late(r"[\u3041-\u309f][。！？]$|[\u4e00-\u9fff]{5,}[。！？]$|다[.。]$")
_STOPPED = tuple(f"{stop}{close}" for stop in ".!?" for close in ("", '"', "”", "“", "’", "»"))
#: From here on, in code points, a quotation or a stop after a label ends a teaser's headline.
_SHORTEST_TEASER = 15
#: A sentence after a teaser is as long as this, in bytes of UTF-8.
_SENTENCE_BYTES = 60
_QUOTE = late(r"\s[\"“„«]\S")
_STOP = late(r"[.!?][\"”»]?\s+(?=[A-ZÀ-ÞА-Я¿¡\"“„«])")
_FEWEST_WORDS, _FEWEST_IN_CAPTION = 6, 3
#: The names behind a label, small words between them aside, are so many words at most.
_LONGEST_NAME = 4
#: What claims a label and what follows it.
_LABELS = (Category.CREDIT, Category.RELATED, Category.MEDIA, Category.METADATA)
#: How a line of a table in a list begins ("- Start: April"), and how many such stay beside one that is doubted.
_BULLET, _FEWEST_BESIDE = late(r"\s{0,8}([-–—•*‣▪●])\s+[^:\n]{1,30}:\W{0,4}\w"), 2


def upheld(document: Document, claims: Sequence[Claim]) -> list[Claim]:
    """The claims without those that their surroundings speak against; those on a label and a sentence keep the label.

    >>> from cleaner.rules.rule import Confidence, Rule, Unit
    >>> credit = Rule("x.photo", Category.CREDIT, "credits a photo", Unit.LINE)
    >>> page = Document("Foto: Die Fähre läuft am Montag wieder in den Hafen ein.")
    >>> [claim.span.of(page.text) for claim in upheld(page, [Claim(credit, page.body_span(0), 0, 0, True)])]
    ['Foto: ']
    """
    whole = {line for claim in claims if claim.is_whole for line in range(claim.first, claim.last + 1)}
    if not whole and not any(claim.rule.category in _LABELS for claim in claims):
        return list(claims)
    refused = _headline(document, whole) | _lettered(document, whole) | _signatures(document, claims, whole)
    refused |= _listed(document, claims, whole)
    some = (_to_its_end(document, claim) for claim in claims if not (claim.is_whole and claim.first in refused))
    found = [claim for claim in some if claim is not None]
    return sorted(found, key=lambda claim: (claim.span, claim.rule.id))


def _headline(document: Document, whole: set[int]) -> set[int]:
    """The line that is the headline of the text although it begins with a label, as a set of one or none."""
    filled = [line for line, blank in enumerate(document.blank) if not blank]
    for place, line in enumerate(filled[:_HEAD_LINES]):
        body = document.bodies[line].strip()
        if _is_labelled_headline(body):
            below = filled[place + 1 :]
            if below and below[0] in whole and _is_labelled_headline(document.bodies[below[0]].strip()):
                return set()  # one of a list
            is_above = any(_size(document.bodies[one].strip()) >= _ARTICLE_BYTES for one in below if one not in whole)
            return {line} & whole if is_above else set()
        if line not in whole and _size(body) >= _HEADLINE_BYTES:
            return set()
    return set()


def _is_labelled_headline(body: str) -> bool:
    """Whether a line is a label and a headline; a label and a name is a credit.

    >>> _is_labelled_headline("Fotos: así quedó el puerto"), _is_labelled_headline("Foto: Marta Lind und Emil Thorsby")
    (True, False)
    >>> _is_labelled_headline("Фото: агентство"), _is_labelled_headline("写真：港に戻った船")
    (False, True)
    """
    found = _LABELLED.fullmatch(body)
    if found is None:
        return False
    rest = found[1]
    if is_by_character(rest[:1]) and not any(map(str.isspace, rest)):
        return len(rest) >= _FEWEST_WORDS and not _CREDIT.search(rest)
    words = rest.split()
    names = [word for word in words if word not in _BETWEEN]
    is_name = len(names) <= _LONGEST_NAME and not any(word[:1].islower() for word in names)
    return len(words) >= 3 and not is_name and not _CREDIT.search(rest)


def _listed(document: Document, claims: Sequence[Claim], whole: set[int]) -> set[int]:
    """The labelled items of a list with bullets that no certain rule claims, where two such beside them stay."""
    sure = {claim.first for claim in claims if claim.rule.confidence is Confidence.CERTAIN}
    found: set[int] = set()
    items: list[int] = []
    bullet = ""
    for line, body in enumerate([*document.bodies, "."]):
        mark = _BULLET.match(body)
        if mark is not None and (not items or mark[1] == bullet):
            items.append(line)
            bullet = mark[1]
        elif body.strip():
            doubted = {item for item in items if item in whole and item not in sure}
            if len(items) - sum(item in whole for item in items) >= _FEWEST_BESIDE:
                found |= doubted
            items = [line] if mark is not None else []
            bullet = mark[1] if mark is not None else ""
    return found


def _lettered(document: Document, whole: set[int]) -> set[int]:
    """The lines "(c) …" that stand in a list with "(a) …" or "(b) …"."""
    found = {line for line in whole if _LIST_C.match(document.bodies[line])}
    return found if found and any(_LIST_OTHER.match(body) for body in document.bodies) else set()


def _signatures(document: Document, claims: Sequence[Claim], whole: set[int]) -> set[int]:
    """The lines that say who wrote the post whose words stand above them and stay."""
    found = set()
    for claim in claims:
        if claim.is_whole and claim.rule.category is Category.MEDIA and is_signature(document.bodies[claim.first]):
            above = next((line for line in range(claim.first - 1, -1, -1) if not document.blank[line]), None)
            if above is not None and above not in whole:
                found.add(claim.first)
    return found


def is_signature(body: str) -> bool:
    """Whether a line says who wrote an embedded post, and when: it stays while the words above it stay.

    >>> is_signature("— Harbour of Varn (@varnharbour) October 9, 2018"), is_signature("Follow @varnharbour")
    (True, False)
    """
    return _SIGNATURE.search(body) is not None


def _to_its_end(document: Document, claim: Claim) -> Claim | None:
    """The claim, up to where what its phrase says ends, if a reporter's sentence follows on the line; None where that
    is a label and the rule another language's."""
    if claim.first != claim.last:
        return claim
    body = claim.span.of(document.text)
    end = 0
    if claim.rule.category in _LABELS:
        begin = len(body) - len(body.lstrip())
        label = _end_of_label(body[begin:])
        if label and claim.rule.language not in (None, document.likely_language):
            return None
        end = begin + label if label else 0
    if not end and claim.is_whole and claim.rule.category is Category.RELATED:
        end = _end_of_teaser(body)
    if not end:
        return claim
    return claim._replace(span=Span(claim.span.start, claim.span.start + end), is_whole=False)


def _end_of_label(body: str) -> int:
    """Where a picture's label ends before a sentence that says what it shows; 0 if no such sentence follows.

    >>> _end_of_label("Foto: Das war der Abend."), _end_of_label("Foto: Stadtwerke der Stadt Varn.")
    (6, 0)
    >>> _end_of_label("写真：橋は火曜日に閉鎖された。"), _end_of_label("写真：共同通信社提供。")
    (3, 0)
    """
    label = _PICTURE.match(body)
    if label is None:
        return 0
    rest = body[label.end() :].rstrip()
    return label.end() if _is_caption(rest) and not _CREDIT.search(rest) else 0


def _is_caption(rest: str) -> bool:
    """Whether what stands behind a label is a sentence: names have no words in small letters but those between them."""
    if is_by_character(rest[-2:-1]):
        return _WIDE_SENTENCE.search(rest) is not None and not _CREDITED.search(rest)
    words = rest.split()
    small = [word for word in words if word[0].islower() and word.strip(".,;") not in _BETWEEN_CREDITS]
    return rest.endswith(_STOPPED) and len(words) >= _FEWEST_IN_CAPTION and rest[0].isupper() and bool(small)


def _end_of_teaser(body: str) -> int:
    """Where a teaser's headline ends before a sentence that is none of it; 0 if no such sentence follows.

    >>> line = "Lee también: El muelle se hunde \\"El riesgo crece\\", dijo la ingeniera jefe del puerto de Varn."
    >>> line[: _end_of_teaser(line)]
    'Lee también: El muelle se hunde '
    """
    label = _LABEL.match(body)
    if label is None or not body.rstrip().endswith(_STOPPED):
        return 0
    start = label.end() + _SHORTEST_TEASER
    quote = _QUOTE.search(body, start)
    if quote and reports_speech(fold(body[quote.start() :])):
        return quote.start() + 1
    stop = _STOP.search(body, start)
    return stop.end() if stop and _size(body[stop.end() :].strip()) >= _SENTENCE_BYTES else 0


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
