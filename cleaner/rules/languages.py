"""The languages that a pack may be for, by their codes."""

from __future__ import annotations

#: The languages of ISO 639-1, and some of ISO 639-3 that news are written in: what may be the language of a pack.
_LANGUAGES = frozenset(
    """aa ab af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja
    jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb
    nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq
    sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ast bho
    ceb ckb fil fur gsw haw hmn hsb kab kok mai mni mnw nds nso prs sat scn shn szl tet tpi vec yue zgh""".split()
)


def language_of(pack: str) -> str | None:
    """The language that the name of a pack ends with, if it does.

    >>> language_of("paywall.en"), language_of("my.site-rules"), language_of("share.pt-br"), language_of("de")
    ('en', None, 'pt-br', None)
    """
    _, dot, last = pack.rpartition(".")
    code, _, region = last.lower().partition("-")
    return last if dot and code in _LANGUAGES and (not region or region.isalnum()) else None
