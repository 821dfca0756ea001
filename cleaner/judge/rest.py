"""What is left of a line of prompts and goes on speaking to the reader: "Sign up for our letter. It costs you nothing."

Phrases know what prompts say, but not all that they add. A short line of which a certain phrase takes a sentence goes
as a whole if all that follows it speaks to the reader as well; a reporter's sentence does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from cleaner.find.claims import Claim
from cleaner.rules.rule import Category, Confidence, Unit
from cleaner.text.clauses import is_told, run_on
from cleaner.text.fold import fold
from cleaner.text.late import late
from cleaner.text.lines import Document
from cleaner.text.segments import OPENING, cuts
from cleaner.text.speech import reports_speech

#: A longer line, in code points, or one of which more words are left, is an article's.
_LONGEST_LINE, _MOST_WORDS = 320, 24
#: Prompts that go on; what stands behind a credit, a date or a link may be the article.
_PROMPTS = frozenset(
    (
        *(Category.PAYWALL, Category.NEWSLETTER, Category.SHARE, Category.COMMENTS, Category.CONSENT, Category.PROMO),
        *(Category.SPONSORED, Category.TECHNICAL, Category.LEGAL, Category.MEDIA),
    )
)
#: Words that speak to the reader or of the house, in folded text, and how sites ask for something.
_ADDRESS = late(
    r"\b(?:your?s?|us|our|please"
    r"|bitte|ihr(?:e[nmrs]?)?|uns(?:er(?:e[nmrs]?)?)?|dein(?:e[nmrs]?)?|dich|dir"
    r"|vous|votre|vos|notre|nos|merci|usted(?:es)?|sus?|tus?|nuestr[oa]s?|vostr[aeio]|nostr[aeio]|tu[oa]|tuoi|puoi"
    r"|voc[eê]s?|seus?|suas?|noss[oa]s?|jouw|jij|je|uw|ons|onze|twoj\w*|twój|nas|nasz\w*|ciebie"
    r"|вы|вас|вам|ваш\w*|нас|нам|наш\w*|din[ae]?|ditt|dig|deg|oss|os|vår[at]?|våre|vores|siz\w*|bize|bizim)\b"
    r"|ください|下さい|您|你|我们|我們|请|請|세요|바랍니다"
)


def completed(document: Document, claims: Sequence[Claim]) -> list[Claim]:
    """The claims, where those on parts of a line take it whole because its rest speaks to the reader.

    >>> from cleaner.rules.rule import Rule
    >>> letter = Rule("x.letter", Category.NEWSLETTER, "asks to sign up", Unit.LINE, Confidence.CERTAIN)
    >>> page = Document("Sign up for our letter. It costs you nothing.")
    >>> [claim.is_whole for claim in completed(page, [Claim(letter, page.body_span(0)._replace(end=23), 0, 0, False)])]
    [True]
    """
    parts: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.first == claim.last:
            parts[claim.first].append(claim)
    whole = {line for line, its in parts.items() if _goes_on(document, line, its)}
    if not whole:
        return list(claims)
    found = [
        claim._replace(span=document.body_span(claim.first), is_whole=True)
        if claim.first == claim.last and claim.first in whole and _is_prompt(claim)
        else claim
        for claim in claims
    ]
    return sorted(found, key=lambda claim: (claim.span, claim.rule.id))


def _goes_on(document: Document, line: int, claims: Sequence[Claim]) -> bool:
    """Whether a line has nothing but prompts, and sentences after them that speak to the reader."""
    body = document.bodies[line]
    if len(body) > _LONGEST_LINE or any(claim.is_whole for claim in claims):
        return False
    start = document.starts[line]
    spans = [(claim.span.start - start, claim.span.end - start) for claim in claims if _is_prompt(claim)]
    if not spans:
        return False
    first = min(begin for begin, _ in spans)
    left, language = 0, next(claim.rule.language for claim in claims if _is_prompt(claim))
    for begin, end in pairwise(cuts(body)):
        sentence = body[begin:end].strip()
        if not sentence or any(begin < stop and at < end for at, stop in spans):
            continue
        words = len(sentence.split())
        left += words
        is_cry = sentence.endswith(("!", "?")) and (words <= 2 or begin >= first or _speaks(sentence, language))
        if not is_cry and (begin < first or not _speaks(sentence, language)):
            return False
    return 0 < left <= _MOST_WORDS


def _is_prompt(claim: Claim) -> bool:
    rule = claim.rule
    is_sure = rule.confidence is Confidence.CERTAIN and rule.unit is not Unit.INLINE
    return is_sure and rule.category in _PROMPTS


def _speaks(sentence: str, language: str | None) -> bool:
    """Whether a sentence speaks to the reader, and reports nothing."""
    folded = fold(sentence)
    is_news = (
        sentence[0] in OPENING or reports_speech(folded) or is_told(sentence, language) or run_on(sentence, language)
    )
    return not is_news and _ADDRESS.search(folded) is not None
