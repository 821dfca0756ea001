"""Where the lines of a page stand: what learning counts, one row for each line that is not blank."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from hashlib import blake2b
from typing import NamedTuple
from zlib import crc32

from cleaner.find.sites.keys import LONGEST_LINE, host_of, line_hash, normal, section_of, title_hash, title_marks
from cleaner.text.prose import ends_sentence, is_paragraph, is_prose, size_of, trails_off
from cleaner.text.shingles import WORD

#: A shorter line than prose of so many bytes of UTF-8 may be a sentence: what it says recurs, not where it stands.
_SENTENCE_BYTES = 30
#: So many code points of a line are shown as the example in a profile.
_SHOWN = 120
_MONTH = re.compile(r"/((?:19|20)\d\d)(?:[/-]?([01]\d)(?!\d{3}))?")
#: A page's title stands before all its lines, and what tells copies of its story before that.
_TITLE_PLACE, MARK_PLACE = -1, -2
#: The marks of a page are runs of so many words in its paragraphs, one in so many of them: the same in all copies,
#: wherever their lines break.
_RUN, _ONE_IN = 5, 4


class Sighting(NamedTuple):
    """A line on a page. `page` stands for URL and text, `place` counts the lines that are not blank, `line` is its
    hash (0 for a line that no profile can know), `size` is in bytes of UTF-8.

    At MARK_PLACE there is no line but a mark of the page's story: pages that share most of their marks are copies.
    """

    host: str
    page: int
    section: str
    month: str
    place: int
    line: int
    size: int
    is_prose: bool
    is_sentence: bool
    shown: str


#: The columns of a table of sightings and their types in SQL.
COLUMNS = {
    "host": "string",
    "page": "bigint",
    "section": "string",
    "month": "string",
    "place": "int",
    "line": "bigint",
    "size": "int",
    "is_prose": "boolean",
    "is_sentence": "boolean",
    "shown": "string",
}


def sightings(text: str, url: str | None) -> list[Sighting]:
    """Where each line of a text stands; none for a text whose URL names no host.

    >>> [one.place for one in sightings("Sport\\n\\nA match is won.", "https://example.org/a")]
    [0, 1]
    """
    host = host_of(url)
    if not host or url is None:
        return []
    page, section, month = _page(url, text), section_of(url), _month(url)
    filled = [line for line in text.splitlines() if line and not line.isspace()]
    found: list[Sighting] = []
    title = site_title(filled)
    if title is not None:
        found.append(Sighting(host, page, section, month, _TITLE_PLACE, title[0], 0, False, False, _shown(title[1])))
    for place, raw in enumerate(filled):
        body = raw.strip()
        size, is_long = size_of(body), is_prose(body) or is_paragraph(body)
        is_sentence = is_long or (size >= _SENTENCE_BYTES and ends_sentence(body) and not trails_off(body))
        key = line_hash(raw) or 0
        found.append(Sighting(host, page, section, month, place, key, size, is_long, is_sentence, _shown(body)))
    marks = _marks(" ".join(raw for raw in filled if is_prose(raw.strip())))
    found += [Sighting(host, page, section, month, MARK_PLACE, mark, 0, False, False, "") for mark in marks]
    return found


def _marks(prose: str) -> list[int]:
    """The marks of a page's paragraphs: hashes of some of the runs of words in them."""
    words = WORD.findall(prose.lower())
    runs = {" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
    hashes = (crc32(run.encode("utf-8", "surrogatepass")) for run in runs)
    return sorted({one for one in hashes if one % _ONE_IN == 0})


def site_title(lines: Sequence[str], known: Container[int] | None = None) -> tuple[int, str] | None:
    """What in the first line is the name that a site gives to its titles, with its hash, which is to be in `known`.

    The rest of that line must stand again further down, as the headline. None if no headline does.

    >>> site_title(["A match is won - The Example", "Sport", "A match is won"])[1]
    '… - The Example'
    """
    for headline, mark in title_marks(lines[0].strip()) if len(lines) > 1 else []:
        key = title_hash(mark)
        if key is None or (known is not None and key not in known):
            continue
        wanted = normal(headline)
        if any(normal(line) == wanted for line in lines[1:] if len(line) <= LONGEST_LINE):
            return key, mark
    return None


def _page(url: str, text: str) -> int:
    digest = blake2b(f"{url}\0{text}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _month(url: str) -> str:
    found = _MONTH.search(url)
    return f"{found[1]}-{found[2] or ''}" if found else ""


def _shown(body: str) -> str:
    return body[:_SHOWN].encode("utf-8", "replace").decode("utf-8")
