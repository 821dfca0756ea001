"""Where a legal notice ends on a line that goes on with something else: a copyright line and an article's first words.

A name ends where its sentence ends; what follows belongs to the notice only if it speaks of rights and terms itself, or
is too short to be a sentence.
"""

from __future__ import annotations

from itertools import pairwise

from cleaner.text.late import late
from cleaner.text.prose import ends_sentence, ink, sentence_ends

#: A sentence has at least so many words, or so many code points where words are not parted.
_FEWEST_WORDS, _FEWEST_POINTS = 4, 10
#: Words of notices, in small letters: rights, permission, use, sources, the law, the house that publishes.
_RIGHTS = late(
    r"copyright|©|\(c\)|\bcopr\b|right|reprint|theft|punishable|reserv|permi(?:t|ss)|licen[cs]|"
    r"reproduc|repr[oi]d|republi|redistribut|prohibit|"
    r"material|\bterms\b|privacy|trademark|trade mark|registered|\buse\b|\bused\b|published|publisher|protected|"
    r"consent|"
    r"http|www\.|@|\.com\b|"
    r"recht|nachdruck|vervielf|genehmig|nutzung|gesch[uü]tzt|verlag|herausgeb|impressum|lizen|verbreit|"
    r"zustimmung|quelle|"
    r"droit|r[ée]serv|autorisation|interdit|propri[ée]t|[ée]diteur|diffusion|mentions|"
    r"derecho|direito|diritt|drets|prohibid|proibid|vietat|autoriza|autorizza|permis|riproduz|riservat|licenc|licenz|"
    r"utiliz|reservad|editor|redac|redak|redaz|"
    r"voorbehoud|toestemming|overn|gebruik|r[äae]ttighet|rettighet|r[äe]tt|kopier|oppgi|ansvarig|f[öo]rbehåll|forbeh|"
    r"oikeu|lainat|kielle|praw|zastrze|kopiow|rozpowszech|pr[áa]va|vyhraz|souhlas|publikov|zak[áa]z|jogok|jog |"
    r"fenntart|"
    r"drept|rezervat|hakk|hüquq|telif|sakl[ıi]|izinsiz|material|delayed|distribut|provided by|powered|agency|"
    r"istinad|prav[ao]|zadr[zž]|prenos|"
    r"прав|защищ|охран|перепечат|использован|ссылк|материал|разреш|дозвол|захищ|заборон|посилан|задржан|регистр|"
    r"свидетел|"
    r"δικαι[ωώ]μα|επιφ[υύ]λα|αναδημοσ|απαγορε[υύ]|"
    r"著作権|転載|禁じ|無断|権利|許可|複製|版权|版權|著作權|转载|轉載|所有|授权|授權|未经|未經|了承|저작권|무단|전재|금지|배포"
)


def notice_end(shown: str) -> int:
    """Where the notice ends that a line begins with, folded but for its capitals, in code points: after its first
    sentence, and after all that follow and speak of rights too. The line's length where nothing else follows.

    >>> line = "© 2017 Hafenblatt GmbH. Alle Rechte vorbehalten. Der Rat beschloss den Bau."
    >>> line[: notice_end(line)]
    '© 2017 Hafenblatt GmbH. Alle Rechte vorbehalten.'
    >>> notice_end("© 2017 Hafenblatt GmbH. Hafenblatt Online")
    41
    """
    ends = [*sentence_ends(shown), len(shown)]
    for end, following in pairwise(ends):
        sentence = shown[end:following].strip()
        if _is_sentence(sentence) and _RIGHTS.search(sentence.lower()) is None:
            return end
    return len(shown)


def _is_sentence(text: str) -> bool:
    """Whether a text that follows a notice is long enough to say something, and begins and ends as if it did."""
    words = text.count(" ") + 1
    is_long = words >= _FEWEST_WORDS or (not text.isascii() and ink(text) / words >= _FEWEST_POINTS)
    return is_long and ends_sentence(text) and not text[0].islower()
