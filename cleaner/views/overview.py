"""A whole run on one page: how much went, of what kind, by which rules, from which sites, and what to look at first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from cleaner.corpus.stats import Look, Stats, Tally
from cleaner.errors import ReportError
from cleaner.report.result import Result
from cleaner.rules.rule import Category
from cleaner.views import charts
from cleaner.views.page import count, percent
from cleaner.views.page import page as make_page
from cleaner.views.report import chunks
from cleaner.views.view import FINENESS, View

#: So many rows of a table stand open; so many more are folded under them; the rest is only counted.
_OPEN_ROWS, _FOLDED_ROWS = 25, 1_000
#: So many removals of a text too long to be shown are listed.
_LISTED_REMOVALS = 100
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a table, the largest first: those in sight, those folded away, and how many there are in all."""

    top: Sequence[tuple[str, Any]]
    more: Sequence[tuple[str, Any]]
    total: int

    @classmethod
    def of(cls, tallies: dict[str, _T], size: str) -> _Rows:
        by_size = attrgetter(size)
        rows = sorted(tallies.items(), key=lambda item: (-by_size(item[1]), item[0]))
        return cls(rows[:_OPEN_ROWS], rows[_OPEN_ROWS : _OPEN_ROWS + _FOLDED_ROWS], len(rows))


class _Removal(NamedTuple):
    """What is listed of a removal."""

    text: str
    category: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Document:
    """A document to look at. `view` is None where its text was too long to be kept with the counts.

    `number` tells it from the others of the page.
    """

    number: int
    name: str
    share: float
    abstained: str
    kinds: tuple[str, ...]
    view: View | None
    removals: tuple[_Removal, ...]


def page_of(content: bytes | str, *, title: str = "What went") -> str:
    """The page for what `Stats.to_json` wrote. Raises ReportError where it is damaged, of another version, or none."""
    try:
        return page(Stats.from_json(content), title=title)
    except OverflowError:
        raise ReportError("the statistics are damaged: a number in them is too large") from None


def page(stats: Stats, *, title: str = "What went") -> str:
    """The counts of a run as one HTML page. The same counts give the same bytes.

    Raises ReportError where the counts hold a report or a category that cannot be; MissingExtra where Jinja2 or pygal
    is not installed.

    >>> from cleaner import clean
    >>> stats = Stats()
    >>> stats.add(clean("The court rules today.\\n\\nAdvertisement\\n"), document="a:1")
    >>> "39% of the text of 1 document was taken out" in page(stats)
    True
    """
    stats.settle()
    categories = {_category(name): tally for name, tally in stats.categories.items()}
    for rule in stats.rules.values():
        _category(rule.category)
    ranked = sorted(categories.items(), key=lambda item: (-item[1].characters, item[0]))
    return make_page(
        "overview.html",
        parts=("charts", "text"),
        title=title,
        stats=stats,
        share=_share(stats.removed, stats.characters),
        histogram=_histogram(stats),
        steps=_steps(stats),
        category_chart=_category_chart(ranked, stats.removed),
        ranked=ranked,
        rules=_Rows.of(stats.rules, "characters"),
        sites=_Rows.of(stats.sites, "removed"),
        looks=_documents(stats.look_at),
        listed=_LISTED_REMOVALS,
        chunks=chunks,
        fineness=FINENESS,
        share_of=_share,
    )


def _category(name: str) -> Category:
    try:
        return Category(name)
    except ValueError:
        raise ReportError(f"the statistics are damaged: {name!r:.60} is no category") from None


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _steps(stats: Stats) -> list[tuple[int, int, int]]:
    """The histogram: from and to which share in percent, and how many documents."""
    width = 100 // len(stats.histogram)
    return [(i * width, (i + 1) * width, number) for i, number in enumerate(stats.histogram)]


def _histogram(stats: Stats) -> str:
    steps = _steps(stats)
    columns = [
        charts.Bar(str(low) if low % 20 == 0 else "", number, f"{low} to {high}%: {count(number)} documents", "share")
        for low, high, number in steps
    ]
    return charts.columns(columns, label="Documents by the share that they lost; the table holds the figures")


def _category_chart(ranked: Iterable[tuple[Category, Tally]], removed: int) -> str:
    bars = [
        charts.Bar(kind.value, tally.characters, percent(_share(tally.characters, removed)), f"cat-{kind.value}")
        for kind, tally in ranked
    ]
    return charts.bars(bars, label="What went, by category; the table holds the figures") if bars else ""


def _documents(looks: Iterable[Look]) -> dict[str, list[_Document]]:
    """The documents to look at, by the reason why."""
    found: dict[str, list[_Document]] = {}
    for number, look in enumerate(looks):
        found.setdefault(look.why.value, []).append(_document(look, number))
    return found


def _document(look: Look, number: int) -> _Document:
    report, text = look.report, look.source
    try:
        removals = tuple(_Removal(*(_text(one[name]) for name in _Removal._fields)) for one in report["removals"])
        edits = [(one["span"], "") for one in report["removals"]]
        edits += [(one["span"], one["after"]) for one in report["repairs"]]
        for (start, end), after in sorted(edits, reverse=True):
            text = text[:start] + after + text[end:]
    except (KeyError, TypeError, ValueError) as error:
        what = f"{look.document!r:.60}: {type(error).__name__}: {error}"
        raise ReportError(f"the statistics are damaged: {what}") from None
    kinds = tuple(dict.fromkeys(_category(one.category).value for one in removals))
    view = View.of(Result.from_dict(report, text), look.document) if look.source else None
    return _Document(number, look.document, look.removed_share, str(report.get("abstained", "")), kinds, view, removals)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is no text")
    return value
