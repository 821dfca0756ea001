"""What language a text is in, guessed cheaply: by its letters, and by its little words where many share the letters."""

from __future__ import annotations

import re
from collections import Counter

from cleaner.text.late import late

#: How much of a text is looked at, in code points.
_LOOKED_AT = 2_000
#: So many little words at least, and more than of any other language, tell a language.
_FEWEST = 3
_WORDS = late(r"[^\W\d_]+")
#: Scripts, the rarer first, and the languages that they tell; those of "?" are told by letters of their own.
_SCRIPTS = {
    "ja": "\u3040-\u30ff",
    "ko": "\uac00-\ud7a3\u1100-\u11ff",
    "th": "\u0e00-\u0e7f",
    "hi": "\u0900-\u097f",
    "he": "\u0590-\u05ff",
    "el": "\u0370-\u03ff",
    "fa?": "\u0600-\u06ff",
    "ru?": "\u0400-\u04ff",
    "zh": "\u4e00-\u9fff",
}
_OWN_LETTERS = {"fa?": {"ur": "ٹڈڑےں", "fa": "پچژگ", "ar": "ةىيك"}, "ru?": {"uk": "іїєґ", "sr": "ђјљњћџ", "ru": "ыэё"}}
_FALLBACK = {"fa?": "ar", "ru?": "ru"}
_LETTER = late("[^\\W\\d_]")
_NOT_LATIN = late("[\u0370-\u1cff\u3040-\ud7a3]")
_SCRIPT = {name: late(f"[{letters}]") for name, letters in _SCRIPTS.items()}
#: A script whose letters are fewer than one in so many of all is that of names in the text.
_RARE = 8
_LITTLE = {
    "az": "və bu ilə bir üçün olan də ki edib deyib sonra",
    "ca": "el la els les i amb per que una dels és ha als aquest més però",
    "cs": "a se na je že v s do pro ale jako jsou byl které podle také",
    "da": "og i at det er en af til på ikke for med den har blev efter også",
    "de": "der die das und ist in den von zu mit nicht ein eine auf für im dem sich auch",
    "en": "the of and to in is that for it was on with as are at be this have from",
    "es": "el la los las y de que en un una por con para es se del al más lo su",
    "fi": "ja on ei että se hän oli ovat myös mutta kun ole tai joka",
    "fr": "le la les et de des un une que est dans pour qui sur du au pas avec plus ce",
    "hu": "a az és hogy nem is egy volt meg csak mint már még ez",
    "id": "yang dan di dengan untuk dari ini itu pada tidak akan dalam telah",
    "it": "il la le e di che un una per in non è del della con sono si più anche gli",
    "nl": "de het een en van in is dat op te voor niet met zijn aan die ook door",
    "no": "og i at det er en av til på ikke for med den har ble etter også",
    "pl": "i w na z się nie że do to jest o po od za jak przez dla oraz",
    "pt": "o a os as e de que em um uma para com não do da no na por mais dos foi",
    "ro": "și în de la cu pe nu este că un o pentru din care mai sunt",
    "sk": "a sa na je že v s do pre ale ako sú bol ktoré podľa tiež",
    "sv": "och i att det är en av till på inte för med som har den efter också var",
    "tr": "ve bir bu için ile da de olarak çok daha olan sonra kadar ancak dedi",
    "vi": "và của là các có được trong cho không một người đã với này những",
}
_OWNERS: dict[str, tuple[str, ...]] = {}
for _language, _words in _LITTLE.items():
    for _word in _words.split():
        _OWNERS[_word] = (*_OWNERS.get(_word, ()), _language)
_OTHER_CODES = {"nb": "no", "nn": "no", "iw": "he", "in": "id"}


def language_of_code(code: str | None) -> str | None:
    """The language that a code names, as packs name it; None for none.

    >>> language_of_code("pt-BR"), language_of_code("nb_NO"), language_of_code("")
    ('pt', 'no', None)
    """
    base = re.split("[-_]", code.strip().lower(), maxsplit=1)[0] if code else ""
    return _OTHER_CODES.get(base, base) or None


def guessed(text: str) -> str | None:
    """The language that the head of a text is most likely in; None where that is not clear.

    >>> guessed("Der Rat hat am Dienstag entschieden, die Brücke zu sperren."), guessed("Video: Ann Orr")
    ('de', None)
    >>> guessed("市議会は火曜日、橋を閉鎖することを決めた。"), guessed("Рада вирішила закрити міст і їхати далі.")
    ('ja', 'uk')
    """
    head = text[:_LOOKED_AT].lower()
    if not head.isascii() and (found := _by_script(head)):
        return found
    counts: Counter[str] = Counter()
    for word, times in Counter(_WORDS.findall(head)).items():
        for one in _OWNERS.get(word, ()):
            counts[one] += times
    first, second = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    return first[0] if first[1] >= _FEWEST and first[1] > second[1] else None


def _by_script(head: str) -> str | None:
    """The language that a script tells which many of the letters belong to; None for Latin letters."""
    if len(_NOT_LATIN.findall(head)) * _RARE * 4 <= len(head):
        return None
    letters = len(_LETTER.findall(head))
    for name, script in _SCRIPT.items():
        if len(script.findall(head)) * _RARE > letters:
            own = _OWN_LETTERS.get(name)
            if own is None:
                return name
            return next((one for one, some in own.items() if any(map(head.__contains__, some))), _FALLBACK[name])
    return None
