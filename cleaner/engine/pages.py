"""From a page of HTML to text, in one of three ways. Loaded only when asked for.

trafilatura (A. Barbaresi, ACL 2021) extracts the main content, with its usual settings or with those that favour
recall; html-text (Zyte) gives the whole page as a reader sees it, for the line model to find the article in.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from enum import StrEnum

from cleaner.errors import UsageError
from cleaner.text.shingles import WORD, agreement, share

#: Two readings of a page that agree this far are of the same article.
AGREED = 0.9
#: An extraction of which a dump holds so much lies inside it; one with fewer bytes of letters and figures (UTF-8) is
#: plainly a fragment.
_INSIDE, _FRAGMENT = 0.95, 500
#: Without a handler trafilatura's complaints of empty pages would go to a user's terminal.
_QUIET = logging.NullHandler()
_SURROGATE = re.compile("[\ud800-\udfff]")
#: Characters that no XML may hold, as they are and as references.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127|6553[45])(?!\d)"
    r"|[xX]0*(?:[0-8bcefBCEF]|1[\da-fA-F]|7[fF]|[fF]{3}[efEF])(?![\da-fA-F]));?"
)
#: A tag as it begins, and its attributes. No page has a tag of thousands; the parsers compare each with all others.
_TAG = re.compile(r"""<[a-zA-Z](?:[^"'<>]++|"[^"]{0,2000}+"|'[^']{0,2000}+')*+""")
_ATTRIBUTE = re.compile(r"""\s[^\s"'<>=]++(?:\s{0,9}+=\s{0,9}+(?:"[^"]*+"|'[^']*+'|[^\s"'<>]++))?""")
_MOST_ATTRIBUTES, _LONGEST_TAG = 300, 2_000
TOO_MANY_ATTRIBUTES = f"a tag of the page has more than {_MOST_ATTRIBUTES} attributes: the others were left out"
#: What html-text takes for an empty page.
_EMPTY = "<html></html>"


class Reading(StrEnum):
    """The way from a page to its text."""

    EXTRACTION = "trafilatura"
    RECALL = "trafilatura-recall"
    DUMP = "page-dump"


def read(html: str, reading: Reading, url: str | None = None) -> str:
    """The text of a page read one way; empty where nothing is found. Raises UsageError if a library is missing."""
    html = html.encode("utf-8", "replace").decode() if _SURROGATE.search(html) else html  # neither library takes them
    html = _CONTROL.sub(lambda match: " " if match[0] in "\v\f" else "", html)  # nor these
    html = _CONTROL_REFERENCE.sub(" ", html)  # not "": what stands around one must not make another
    logging.getLogger("trafilatura").addHandler(_QUIET)
    try:
        if reading is Reading.DUMP:
            from html_text import extract_text

            return str(extract_text(html or _EMPTY))
        from trafilatura import extract
    except ImportError as error:
        wanted = f"pages of HTML need trafilatura and html-text; one cannot be imported: {error}"
        raise UsageError(wanted.replace("\n", " ")) from None
    favoured = reading is Reading.RECALL
    return extract(html, url=url, include_comments=False, deduplicate=False, favor_recall=favoured) or ""


def thinned(html: str) -> str:
    """The page without what attributes a tag has beyond the first few hundred.

    >>> thinned('<p a="1" b>Rain.</p>'), len(thinned("<p" + " a" * 9_000 + ">Rain.</p>"))
    ('<p a="1" b>Rain.</p>', 612)
    """
    return _TAG.sub(lambda tag: _thinned(tag[0]) if len(tag[0]) > _LONGEST_TAG else tag[0], html)


def _thinned(tag: str) -> str:
    for number, attribute in enumerate(_ATTRIBUTE.finditer(tag)):
        if number == _MOST_ATTRIBUTES:
            return tag[: attribute.start()]
    return tag


def decoded(html: bytes) -> str:
    """The page as text; its encoding is what the bytes look like."""
    from trafilatura.utils import decode_file

    return str(decode_file(html))


def is_fraction(text: str, whole: str) -> bool:
    """Whether a text has less than a third of the letters and figures of another."""
    return 3 * sum(map(len, WORD.findall(text))) < sum(map(len, WORD.findall(whole)))


def most_agreed(texts: Mapping[Reading, str]) -> Reading:
    """The reading to go by. Of the three, the one that agrees best with the others, which outvote what one way misses
    or adds; but the dump where both extractions are a fraction of it. Of two that do equally well the first.

    The dump is never chosen over an extraction that lies inside it, unless that is plainly a fragment: what a dump has
    beside an article are comments and other articles more often than the rest of it.

    >>> story = "the court rules on Friday whether the bridge over the sound may open again"
    >>> most_agreed({Reading.EXTRACTION: "share", Reading.RECALL: story, Reading.DUMP: story + " now"}).value
    'trafilatura-recall'
    >>> most_agreed({Reading.EXTRACTION: "share", Reading.RECALL: "share", Reading.DUMP: story}).value
    'page-dump'
    """
    dump = texts[Reading.DUMP]
    extractions = [one for one in texts if one is not Reading.DUMP]
    if all(is_fraction(texts[one], dump) for one in extractions):
        chosen = Reading.DUMP
    else:
        chosen = max(texts, key=lambda one: sum(agreement(texts[one], texts[other]) for other in texts if other != one))
    if chosen is Reading.DUMP:
        inside = [one for one in extractions if _size(texts[one]) >= _FRAGMENT and share(texts[one], dump) >= _INSIDE]
        chosen = max(inside, key=lambda one: _size(texts[one]), default=chosen)
    return chosen


def _size(text: str) -> int:
    return sum(len(word.encode("utf-8", "surrogatepass")) for word in WORD.findall(text))
