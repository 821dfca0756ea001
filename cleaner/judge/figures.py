"""Rows of figures: prices, results, amounts. They are laid out like menus, and are the article's own."""

from __future__ import annotations

from collections.abc import Container

from cleaner.text.late import late
from cleaner.text.lines import Document

#: So many rows of one form stand together at least, and so much of a run is of the form that most of it has.
_FEWEST, _OF_ONE_FORM = 4, 0.75
#: No row is longer, in code points.
_LONGEST = 80
#: A row begins with an amount ("600 g cod") or ends with one ("Gold: 1358.30", "Varn 2 Tarrow 1", "Tin UP 47 cents").
_BEGINS = late(r"\W{0,2}\d[\d.,/½¼¾]*\s+[^\W\d_].*")
_LETTER = late(r"[^\W\d_]")
_ENDS = late(r"[\s:]\W{0,3}\d[\d.,]*\s?(?:%|°|[€$£¥]|[^\W\d_]{1,10})?(?:\s?\([^()]{1,20}\))?$")
#: A place in a list, which is a row if it ends with a figure ("3. Almaz Bekele 2:23:48").
_RANK = late(r"\W{0,2}\d{1,3}[.)]\s+")
_CLOCK = late(r"\d:\d\d")
#: What dates and counts things on pages: dates, ages, comments, pages of a gallery.
_OF_A_PAGE = late(
    r"\b(?:19|20)\d\d$|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|^\W*\d+\W*/\W*\d+"
    r"|\b(?:ago|min(?:s|utes?|uten)?|hours?|hrs?|days?|weeks?|months?|years?|comments?|replies|views?|likes?|shares?|photos?"
    r"|images?|videos?|articles?|posts?|results?|stunden?|tage?n?|kommentare?|heures?|jours?|horas?|días?|dias?)\b",
)


def rows_of_figures(document: Document, gone: Container[int]) -> frozenset[int]:
    """The lines that stand in runs of rows of one form, each with a figure at its head or its end.

    A line of words may stand between two rows; a line among those `gone` ends a run.

    >>> page = Document("Share\\nGold: 1358.30\\nSilver: 17.56\\nMetals of the week:\\nTin: 20.10\\nLead: 2.40\\nSport")
    >>> sorted(rows_of_figures(page, {0}))
    [1, 2, 3, 4, 5]
    """
    found: set[int] = set()
    run: list[tuple[int, str]] = []
    for line, body in enumerate(document.bodies):
        if document.blank[line]:
            continue
        form = "" if line in gone else _form(body.strip())
        if form or (run and run[-1][1] and line not in gone and len(body.strip()) <= _LONGEST):
            run.append((line, form))
        else:
            found.update(_kept(run))
            run = []
    found.update(_kept(run))
    return frozenset(found)


def _form(body: str) -> str:
    """Where a row has its figure: "begins", "ends" or, if it is no row, nothing. No time, no rank is one."""
    if len(body) > _LONGEST or body.endswith((".", "!", "?")) or _OF_A_PAGE.search(body.lower()):
        return ""
    rank = _RANK.match(body)
    if not rank and _CLOCK.search(body):
        return ""
    end = _ENDS.search(body)
    if end and _LETTER.search(body, rank.end() if rank else 0, end.start()):
        return "ends"
    return "begins" if not rank and _BEGINS.fullmatch(body) else ""


def _kept(run: list[tuple[int, str]]) -> list[int]:
    """The lines of a run if enough of them are rows of one form; a line of words at its end is left out."""
    while run and not run[-1][1]:
        run = run[:-1]
    forms = [form for _, form in run if form]
    most = max(map(forms.count, forms), default=0)
    return [line for line, _ in run] if most >= max(_FEWEST, _OF_ONE_FORM * len(run)) else []
