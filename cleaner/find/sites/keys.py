"""The two keys of a site profile: the host of a page, and the hash of a line, the same on every machine."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

#: Labels before a host that name another view of the same site, not another site.
_VIEWS = ("www.", "m.", "mobile.", "amp.", "www2.", "wap.")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
#: A date once its numbers are 0, its month being any word: "5 April 2013", "12. März 2024", "April 5, 2013".
_DATE = re.compile(r"\b0\.? (?:de )?[^\W\d_]{3,10}\.? (?:de )?0\b|\b[^\W\d_]{3,10}\.? 0, 0\b")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_TITLE_BREAK = re.compile(r"\s+[—–|·«»:-]{1,2}\s+")
_LONGEST_TITLE = 400
#: A longer line, in code points, is in no profile.
LONGEST_LINE = 1_000
#: Shorter ones are met again and again, so that their hashes are kept.
_SHORT = 100
_APOSTROPHES = str.maketrans("’‘“”\xa0", "''\"\" ")


def host_of(url: str | None) -> str:
    """The host of a page in small letters, without "www." and its like; empty where the URL names none.

    Hosts are not joined to registered domains: sections on hosts of their own have pages of their own make, and what
    is hosted side by side under one domain has nothing in common.

    >>> host_of("https://www.Example.org:8080/news/1"), host_of("m.example.org/a"), host_of("/a"), host_of(None)
    ('example.org', 'example.org', '', '')
    """
    if not url:
        return ""
    try:
        host = urlsplit(url if "//" in url[:9] else f"//{url}").hostname or ""
    except ValueError:
        return ""
    host = host.rstrip(".")
    for view in _VIEWS:
        if host.startswith(view) and "." in host[len(view) :]:
            return host[len(view) :]
    return host


def section_of(url: str | None) -> str:
    """The first folder of a URL's path that is no number; empty where there is none.

    >>> section_of("https://example.org/2024/sport/a-match.html"), section_of("https://example.org/a.html")
    ('sport', '')
    """
    if not url:
        return ""
    path = url.partition("//")[2] if "//" in url[:9] else url
    folders = path.partition("?")[0].partition("#")[0].split("/")[1:-1]
    return next((folder.lower() for folder in folders if folder and not folder.isdigit()), "")


def normal(line: str) -> str:
    """A line as profiles know it: small letters, plain quotes, single spaces, and one 0 for each number and each date.

    >>> normal("  12 Comments  "), normal("5 April 2013 Last updated at 10:08 GMT")
    ('0 comments', '0 last updated at 0:0 gmt')
    """
    known = _DIGITS.sub("0", " ".join(line.translate(_APOSTROPHES).lower().split()))
    return _DATE.sub("0", known) if "0" in known else known


def title_marks(line: str) -> list[tuple[str, str]]:
    """What of a page's title may be the headline, and what may be the name that the site gives to all of its titles.

    >>> title_marks("A match is won - Sport - The Example")
    [('A match is won - Sport', '… - The Example'), ('Sport - The Example', 'A match is won - …')]
    """
    parts = list(_TITLE_BREAK.finditer(line)) if len(line) <= _LONGEST_TITLE else []
    if not parts:
        return []
    first, last = parts[0], parts[-1]
    return [(line[: last.start()], f"…{line[last.start() :]}"), (line[first.end() :], f"{line[: first.end()]}…")]


def title_hash(mark: str) -> int | None:
    """What stands for such a name in a profile: never the hash of a line."""
    known = line_hash(mark)
    return None if known is None else ~known


def line_hash(line: str) -> int | None:
    """What stands for a line in a profile: BLAKE2b of its normal form, eight bytes as a signed whole number.

    None for a line without two letters in a row: what holds only numbers and signs recurs everywhere.

    >>> line_hash("Read More") == line_hash("read  more"), line_hash("3 : 1")
    (True, None)
    """
    return _often_met(line) if len(line) <= _SHORT else _hash(line)


def _hash(line: str) -> int | None:
    known = normal(line)
    if _LETTERS.search(known) is None:
        return None
    digest = blake2b(known.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


_often_met = lru_cache(maxsize=32_768)(_hash)
