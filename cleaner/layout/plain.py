"""Whether a text is laid out like an article and nothing else, by the lengths of its lines alone; without numpy.

Menus, footers and lists of links are runs of short lines, at the head and foot of a page above all. Where there is no
such run, there is nothing that the line model could take for its layout, and it need not look.
"""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.layout.frame import frames, is_frame

SHORT = 64  # bytes of UTF-8, which weigh scripts alike; wrapped prose is wider
FEWEST = 12  # short lines: those of the longest run, and again those at the head and the foot of the text
_SHORT, _LONG = b"s", b"l"
#: A text of no more lines with text than this is hardly ever a page: of 127 news pages as text 1 to 4 are as short.
SHORTEST_PAGE = 60


def is_plain(text: str) -> bool:
    """Whether a text has no run of short lines to speak of. Lines without text are passed over, and so are those of the
    frame that an archive set around the article; a text of several such articles is no page dump.

    >>> is_plain("The council voted on Tuesday to close the old bridge for two years.\\n\\nNobody was surprised.\\n")
    True
    >>> is_plain("Home\\nWorld\\nSport\\nWeather\\nVideo\\nLog in\\n" * 2)
    False
    """
    bodies = list(filter(None, map(str.strip, text.splitlines())))
    if _has_no_run(bodies):
        return True
    count = frames(bodies)
    return count > 1 or (count == 1 and _has_no_run(body for body in bodies if not is_frame(body)))


def _has_no_run(bodies: Iterable[str]) -> bool:
    shape = b"".join([_LONG if len(body) >= SHORT or _size(body) >= SHORT else _SHORT for body in bodies])
    runs = shape.split(_LONG)
    if len(runs) == 1:
        return len(shape) < FEWEST
    return len(max(runs, key=len)) + len(runs[0]) + len(runs[-1]) < FEWEST


def _size(body: str) -> int:
    return len(body.encode("utf-8", "surrogatepass"))
