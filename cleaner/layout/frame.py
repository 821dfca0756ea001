"""Lines of the frame that press archives set around each article: what they say of it, and where the next begins.

Such a frame is a run of short lines, as a page's menu is, but the article inside it is no page dump.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cleaner.text.late import late
from cleaner.text.prose import is_statement

#: A label in capitals before a colon, a count of words or documents, a number of a document, a notice of rights.
_FRAME = late(
    r"[A-Z][A-Z /&-]{2,29}: ?.*|(?:Document |Page )?\d+ of \d+(?: DOCUMENTS?)?|[\d.,]+ words|[A-Z]{2,3}|"
    r"Document [A-Za-z0-9]{6,40}|(?:Copyright|\(c\)|©).{0,120}|All rights reserved\.?|"
    r"(?:Body|Classification|End of Document|Load-Date|Length|Section|Byline|Dateline|Graphic|Highlight)(?::.*)?",
)
_RIGHTS = late(r".{0,80}all rights reserved\.?", re.IGNORECASE)
#: What stands once in the frame of each article.
_ONCE = late(r"(?i:LENGTH): ?\d|\d+ of \d+ DOCUMENTS?$|Document [A-Z]{2,}[A-Za-z0-9]{8,40}$")


def is_frame(body: str) -> bool:
    """Whether a line, without white space around it, may belong to such a frame.

    >>> [is_frame(body) for body in ("LENGTH: 355 words", "1 of 10 DOCUMENTS", "All Rights Reserved", "Home")]
    [True, True, True, False]
    """
    return _FRAME.fullmatch(body) is not None or _RIGHTS.fullmatch(body) is not None


def frames(bodies: Iterable[str]) -> int:
    """How many articles with such a frame stand in a text, as far as its lines tell; 0 where there is no frame.

    >>> frames(["1 of 2 DOCUMENTS", "It rained.", "LENGTH: 2 words", "2 of 2 DOCUMENTS", "LENGTH: 3 words"])
    2
    """
    found: dict[str, int] = {}
    for body in bodies:
        if once := _ONCE.match(body):
            kind = once[0][:3] if once[0][0].isalpha() else ""
            found[kind] = found.get(kind, 0) + 1
    return max(found.values(), default=0)


def inside(bodies: Sequence[str]) -> range:
    """The lines of an article in such a frame: from its first sentence on to the last line of the frame; none where no
    frame is, or several.

    >>> inside(["LENGTH: 9 words", "Varn", "The bridge opened on Monday.", "Friday", "LOAD-DATE: May 6, 2019"])
    range(2, 4)
    """
    bare = [body.strip() for body in bodies]
    if frames(bare) != 1:
        return range(0)
    first = next((line for line, body in enumerate(bare) if not is_frame(body) and is_statement(body)), len(bare))
    last = max((line for line, body in enumerate(bare) if is_frame(body)), default=0)
    return range(first, max(first, last))
