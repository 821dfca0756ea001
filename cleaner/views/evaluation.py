"""How well pages were cleaned, on one page: the figures, the pages by what they lost, and what was wrong on each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cleaner.testing.scoring import Average, Mark, Outcome, Part, average, parts
from cleaner.views import charts
from cleaner.views.page import page as make_page

#: How many pages are shown in full, unless another number is asked for, and how many have a row of a table.
WORST, _MOST_ROWS = 20, 2_000
#: How much is shown of a part that is as it should be, and of one that is not, in code points from each end of it.
_RIGHT_POINTS, _WRONG_POINTS = 300, 2_000
#: How many parts of one page are shown.
_MOST_PARTS = 1_000
#: How many rules that took content are listed, and how much is shown of the first thing that each took.
_MOST_CULPRITS, _EXAMPLE_POINTS = 50, 200


class _Group(NamedTuple):
    """The figures of the pages of one track or language."""

    name: str
    before: Average
    after: Average
    harmed: int


class _Shown(NamedTuple):
    """A part as it is shown: its two ends, and how many code points between them are left out."""

    mark: Mark
    rule: str
    head: str
    left_out: int
    tail: str


@dataclass(slots=True)
class _Culprit:
    """A rule that took content: how many code points, from how many pages, and the first of it."""

    rule: str
    example: str
    lost: int = 0
    pages: int = 0


@dataclass(frozen=True, slots=True)
class _Case:
    """A page in full: its outcome, its parts as they are shown, how many more there are, and what was wrong.

    `lost` and `missed` are code points.
    """

    outcome: Outcome
    parts: tuple[_Shown, ...]
    hidden: int
    lost: int
    missed: int


def page(outcomes: Iterable[Outcome], *, worst: int = WORST, title: str = "How well pages were cleaned") -> str:
    """The outcomes of an evaluation as one HTML page; the `worst` pages in full, the others in a table.

    Raises MissingExtra where Jinja2 or pygal is not installed.
    """
    ranked = sorted(outcomes, key=lambda one: -one.loss)
    tracks, languages = _groups(ranked, "track"), _groups(ranked, "language")
    return make_page(
        "evaluation.html",
        parts=("charts",),
        title=title,
        whole=_group("all", ranked),
        tracks=tracks,
        languages=languages,
        chart=_chart(tracks),
        culprits=_culprits(ranked),
        cases=[_case(one) for one in ranked[: max(worst, 0)]],
        others=ranked[max(worst, 0) :][:_MOST_ROWS],
        unlisted=max(len(ranked) - max(worst, 0) - _MOST_ROWS, 0),
    )


def _groups(outcomes: Sequence[Outcome], by: str) -> list[_Group]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[getattr(outcome.page, by) or "(none)"].append(outcome)
    return [_group(name, some) for name, some in sorted(groups.items())]


def _group(name: str, some: Sequence[Outcome]) -> _Group:
    before, after = average([one.before for one in some]), average([one.after for one in some])
    return _Group(name, before, after, sum(one.has_lost_content for one in some))


def _culprits(outcomes: Iterable[Outcome]) -> list[_Culprit]:
    """The rules that took content, those that took most of it first."""
    found: dict[str, _Culprit] = {}
    for outcome in outcomes:
        if not outcome.has_lost_content:
            continue
        lost = [part for part in parts(outcome) if part.mark is Mark.LOST]
        for part in lost:
            found.setdefault(part.rule, _Culprit(part.rule, part.text[:_EXAMPLE_POINTS])).lost += len(part.text)
        for rule in {part.rule for part in lost}:
            found[rule].pages += 1
    return sorted(found.values(), key=lambda one: (-one.lost, one.rule))[:_MOST_CULPRITS]


def _chart(tracks: Sequence[_Group]) -> str:
    bars = [
        bar
        for track in tracks
        for bar in (
            charts.Bar(f"{track.name[:20]} as scraped", track.before.f1, f"{track.before.f1:.3f}", "before"),
            charts.Bar("cleaned", track.after.f1, f"{track.after.f1:.3f}", "after"),
        )
    ]
    return charts.bars(bars, label="F1 by track, as scraped and cleaned; the table holds the figures") if bars else ""


def _case(outcome: Outcome) -> _Case:
    found = parts(outcome)
    lost = sum(len(part.text) for part in found if part.mark is Mark.LOST)
    missed = sum(len(part.text) for part in found if part.mark is Mark.MISSED)
    shown = tuple(_shown(found[:_MOST_PARTS]))
    return _Case(outcome, shown, max(len(found) - _MOST_PARTS, 0), lost, missed)


def _shown(found: Iterable[Part]) -> Iterator[_Shown]:
    for text, mark, rule in found:
        room = _WRONG_POINTS if mark in (Mark.LOST, Mark.MISSED) else _RIGHT_POINTS
        if len(text) <= 2 * room + 100:
            yield _Shown(mark, rule, text, 0, "")
        else:
            head, tail = _up_to_a_word(text[:room]), _up_to_a_word(text[: -room - 1 : -1])[::-1]
            yield _Shown(mark, rule, head, len(text) - len(head) - len(tail), tail)


def _up_to_a_word(text: str) -> str:
    """The text without the word that its end may have cut; a word of more than forty code points is cut."""
    at = max(text.rfind(space, len(text) - 40) for space in " \n")
    return text[: at + 1] if at > 0 else text
