"""The page on which a text, or a few, are seen whole: what went, where, by which rule, why; and put right by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cleaner.report.result import Result, checksum, removal_dict
from cleaner.rules.rule import Category
from cleaner.text.encoding import Repair
from cleaner.text.lines import Document
from cleaner.text.spans import Span
from cleaner.views.corrections import HEAD, KEEP, LONGEST_RULE, RULE, Ready, kept, mended, mends, taken
from cleaner.views.page import page
from cleaner.views.view import FINENESS, Row, View
from cleaner.views.visible import visible

#: So many rows are laid out together, and only when they come into sight.
_CHUNK = 50
#: In the lines of longer texts nothing can be marked as boilerplate: what a rule needs would make the page too large.
_MOST_READY = 4_000


def html(views: Sequence[View], *, title: str = "") -> str:
    """One HTML page that stands alone, for `views`, to be written as UTF-8. Without `title` it bears the text's name.

    The page loads nothing and sends nothing. Raises MissingExtra without Jinja2.

    >>> from cleaner import clean
    >>> html([View.of(clean("<b>\\n\\nYou have 2 free articles left this month\\n"), "a.txt")]).count("&lt;b&gt;")
    1
    """
    return page(
        "report.html",
        parts=("text", "corrections"),
        title=title or (views[0].name if len(views) == 1 else f"{len(views)} texts"),
        views=views,
        data=data(views),
        fineness=FINENESS,
        chunks=chunks,
    )


def page_of(result: Result, *, title: str = "One text") -> str:
    """A page that shows the source of one Result with what went from it, by which rule and why: what `cleaner report`
    writes. It stands alone and loads nothing; write it as UTF-8. Raises MissingExtra without Jinja2.
    """
    return html([View.of(result, title)])


def chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """The rows in groups that are laid out together."""
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


def data(views: Sequence[View]) -> dict[str, Any]:
    """What the page's script knows, ready for JSON: the forms of a pack, and for each view its removals and lines."""
    forms = {"head": HEAD, "keep": KEEP, "rule": RULE}
    return {
        "forms": forms,
        "categories": [category.value for category in Category],
        "texts": [_text(view, number, len(views)) for number, view in enumerate(views, 1)],
    }


def _text(view: View, number: int, count: int) -> dict[str, Any]:
    prefix = f"text-{number}-" if count > 1 else ""
    document, repairs = Document(view.source), mends(view.source)
    return {
        "name": view.name,
        "file": visible(view.name),
        "fingerprint": view.result.fingerprint,
        "source": {"length": len(view.source), "blake2b": checksum(view.source)},
        "removals": [
            {**removal_dict(removal), "keep": [_ready(one) for one in kept(removal, n, document, repairs, prefix)]}
            for n, removal in enumerate(view.result.removals)
        ],
        "lines": _lines(view, document, repairs, prefix),
    }


def _lines(view: View, document: Document, repairs: Sequence[Repair], prefix: str) -> dict[int, Any]:
    """What can be said of each line of which something stays, by its number."""
    some = [row for row in view.rows if row.is_whole and not row.is_gone and not row.is_blank]
    if len(some) > _MOST_READY:
        return {}
    bodies = [mended(document, row.line - 1, repairs) for row in some]
    found = taken([body or "" for body in bodies], [f"{prefix}line-{row.line}" for row in some])
    return {
        row.line: {"span": list(row.span), "text": _short(row.span, view.source), **_ready(ready)}
        for row, ready in zip(some, found, strict=True)
    }


def _short(span: Span, source: str) -> str | None:
    return span.of(source) if span.length <= LONGEST_RULE else None


def _ready(ready: Ready) -> dict[str, Any]:
    return {"why": ready.why_not} if ready.why_not else {"values": dict(ready.values)}
