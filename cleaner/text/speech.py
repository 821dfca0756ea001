"""Lines in which somebody says something: a reporter's sentence, whatever else its words look like.

"We have no paywall, she said." is news; "We have no paywall." may be a slogan. No whole-line rule takes a line that
tells who spoke.
"""

from __future__ import annotations

import re

from cleaner.text.late import late

#: What ends a quotation, or parts it from its speaker, in folded text.
_AFTER = r"[\"'»”,-] ?,? ?"
_ENGLISH = (
    "said|says|told|added|warned|stressed|urged|insisted|argued|replied|recalled"
    "|joked|admitted|explained|wrote|promised|repeated|declared|shouted|chanted|begged|demanded"
)
_PATTERNS = (
    # English: "he said.", "the ministry announced that", ", said the mayor"
    r"\b(?:he|she|they) (?:said|told|added|wrote)\b",
    rf"\b(?:{{word}}{{3,}}|he|we|it|mr|ms|dr) (?:{_ENGLISH})"
    r"(?:[.,:;]? ?[\"']?$|[,;:] |\.? [\"']| (?:that|he|she|they|in|on) )",
    rf"{_AFTER}(?:{_ENGLISH}) {{word}}+",
    # German
    rf"{_AFTER}(?:sagte?|erklärte?|betonte?|meinte?|teilte|berichtete?|warnte?|kritisierte|fügte) {{word}}+",
    r"\b(?:er|sie|der|die) (?:{word}+ )?(?:sagte|betonte|erklärte|warnte)\b",
    # French, Spanish, Portuguese, Italian
    rf"{_AFTER}(?:a (?:dit|déclaré|expliqué|ajouté|indiqué|souligné|précisé|confié|affirmé|raconté)|dit|explique"
    r"|affirme|assure|confie|raconte|résume|souligne|précise)(?:-t)?[ -]{word}",
    rf"{_AFTER}(?:dijo|declaró|afirmó|explicó|señaló|añadió|aseguró|manifestó|sostuvo|indicó|comentó|expresó|precisó|agregó"
    r"|detalló|advirtió|recalcó|subrayó|reconoció|apuntó|relató|contó|respondió|insistió|lamentó|dice)\b",
    rf"{_AFTER}(?:disse|afirmou|declarou|explicou|acrescentou|ressaltou|destacou|contou|comentou|lamentou|diz"
    r"|ha (?:detto|spiegato|aggiunto|dichiarato|commentato)|spiega|dice|racconta|commenta)\b",
    # Dutch, Swedish, Norwegian, Danish
    rf"{_AFTER}(?:zegt|zei|aldus|vertelt|säger|sade|sier|sa|siger|sagde) {{word}}+",
    # Russian, Polish, Turkish
    rf"{_AFTER}(?:просила?|гласил[аои]?|писала?|говорила?)\b",
    rf"{_AFTER}(?:сказала?|заявила?|сообщила?|отметила?|powiedziała?|mówi|dodała?|dedi|söyledi)\b",
    # Japanese, Chinese, Korean
    r"」と(?:述べ|話し|語っ|説明し|強調し)|(?:表示|指出|称)[,:：，]? ?[\"「]|[\"”]고 (?:말했|밝혔|전했)",
    r"、と[^。、]{0,40}(?:訴え|叫[びん]|呼びか|書[いか]|繰り返|述べ|話し|言[いっう]|語[っる]|告げ|促[しす]|勧め|ささや"
    r"|つぶや|読み上げ|記[しさ])",
    r"[,，][^,，。]{1,24}(?:[写寫喊说說叫嚷劝勸问問答念吼]道|反复喊|反覆喊|[写寫]着|说|說)(?:[。,，:：]|$)",
    r"(?:라고|다고|,)[^.]{1,40}(?:말했|외쳤|호소했|적혀 있|권했|밝혔|전했|설명했|덧붙였|강조했|되풀이했|재촉했"
    r"|당부했|애원했)",
)
_SPEECH = late("|".join(f"(?:{pattern})".replace("{word}", r"[^\W\d_]") for pattern in _PATTERNS))


#: A quotation with what follows it, and how many words of that tell something.
_TOLD = late(r"\s*[\"“„«][^\"”“»]{2,400}[\"”“»][,.]?\s*[-–—,]?\s*([^\W\d].*)", re.DOTALL)
_FEWEST_TOLD = 2
_INNER = late(r"(?<!\w)[\"“„«»「『]([^\"“”„«»「」『』]{2,400})[\"”“»«」』](?!\w)")
#: A quotation is looked for so far back, in code points.
_QUOTED, _OPENING = 600, '"“„«'


def reports_speech(folded: str) -> bool:
    """Whether a folded line tells who said what.

    >>> reports_speech("we have no paywall, she said."), reports_speech("we have no paywall.")
    (True, False)
    """
    return _SPEECH.search(folded) is not None


def tells_of_quotation(segment: str) -> bool:
    """Whether a segment is a quotation and what is told of it: somebody said, read or wrote it.

    >>> tells_of_quotation("“Sign up for our letter,” the first line of the scam read.")
    True
    >>> tells_of_quotation("“Sign up for our letter”")
    False
    """
    found = _TOLD.match(segment)
    return found is not None and len(found[1].split()) >= _FEWEST_TOLD


def quotations(segment: str) -> list[tuple[int, int]]:
    """Where quotations stand inside a segment that does not begin with one, without their marks.

    >>> text = "The poster read “Sign up now” in red."
    >>> [text[start:end] for start, end in quotations(text)], quotations("“Sign up now” was the poster's word.")
    (['Sign up now'], [])
    """
    if segment.lstrip()[:1] in _OPENING:
        return []
    return [found.span(1) for found in _INNER.finditer(segment)]


def is_quoted(body: str, start: int, end: int) -> bool:
    """Whether a part of a line stands in a quotation, or is one.

    >>> is_quoted("He read: “Sign up now. It is free.”", 23, 34), is_quoted("He left. Sign up now.", 9, 21)
    (True, False)
    """
    if body[start] in _OPENING:
        return True
    before = body[max(0, start - _QUOTED) : start]
    opened = before.count("“") + before.count("„") - before.count("”")
    guillemets = before.count("«") + before.count("»")  # which of them opens differs
    brackets = before.count("「") + before.count("『") - before.count("」") - before.count("』")
    return opened > 0 or before.count('"') % 2 == 1 or guillemets % 2 == 1 or brackets > 0
