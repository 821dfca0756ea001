"""What happened to a whole corpus: counts by category, rule and site, and the documents to look at first.

Memory is bounded: a few examples a rule, a limited number of sites, ten documents of each kind to look at. Parts are
counted apart and merged in the order of the input, so that the sum is the same however the work was shared out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from cleaner.errors import ReportError
from cleaner.report.result import Result
from cleaner.rules.rule import Confidence

#: The version of the file's form. It changes when a reader of the old form would be wrong about the new one.
VERSION = 1
_BINS = 20
_MOST_EXAMPLES, _EXAMPLE_POINTS = 3, 200
_MOST_LOOKS, _SOURCE_POINTS = 10, 20_000
#: So many sites are written. So many are counted: when there are more, the smaller half is forgotten, so that the
#: count of a site that comes and goes may be too low where there are tens of thousands.
_WRITTEN_SITES, _COUNTED_SITES = 1_000, 50_000


class Why(StrEnum):
    """Why a document is worth a look."""

    MOST_REMOVED = "most removed"  #: the largest share of it went
    ABSTAINED = "abstained"  #: the program had claims and left it alone
    LEAST_SURE = "least sure"  #: the largest share of it went on likely evidence


@dataclass(slots=True)
class Tally:
    """How often something went: removals, their code points, and the documents that they were in."""

    removals: int = 0
    characters: int = 0
    documents: int = 0

    def add(self, other: Tally) -> None:
        """Adds the counts of another."""
        self.removals += other.removals
        self.characters += other.characters
        self.documents += other.documents


@dataclass(frozen=True, slots=True)
class Instance:
    """What a rule removed from a document, cut to 200 code points."""

    text: str
    document: str


@dataclass(slots=True)
class RuleTally(Tally):
    """What one rule removed, with the first few things that it did."""

    category: str = ""
    examples: list[Instance] = field(default_factory=list)


@dataclass(slots=True)
class SiteTally:
    """How many documents of a host there were, their code points, and how many of those were removed."""

    documents: int = 0
    characters: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """A document to look at. `source` is empty where it is longer than 20,000 code points.

    `score` is what documents of the same `why` are sorted by, largest first.
    """

    why: Why
    document: str
    removed_share: float
    score: float
    source: str
    report: dict[str, Any]


@dataclass(slots=True)
class Stats:
    """The counts of a corpus. It is filled by `add` and `merge`, and is therefore not frozen.

    `characters` and `removed` are code points of the sources; `changed` documents lost or had repaired something;
    `over_half` lost more than half. `histogram` counts changed documents by the share removed, in steps of 5 %.
    `damage` counts findings by kind. `seconds` is wall time; it is the only value that differs between two runs.

    >>> from cleaner import clean
    >>> stats = Stats()
    >>> stats.add(clean("The court rules today.\\n\\nAdvertisement\\n"), document="a:1", url="https://example.org/1")
    >>> stats.documents, stats.changed, stats.sites["example.org"].removed
    (1, 1, 15)
    >>> Stats.from_json(stats.to_json()) == stats
    True
    """

    fingerprint: str = ""
    documents: int = 0
    changed: int = 0
    characters: int = 0
    removed: int = 0
    over_half: int = 0
    cut_off: int = 0
    abstained: int = 0
    rejected: int = 0
    seconds: float = 0.0
    histogram: list[int] = field(default_factory=lambda: [0] * _BINS)
    categories: dict[str, Tally] = field(default_factory=dict)
    rules: dict[str, RuleTally] = field(default_factory=dict)
    sites: dict[str, SiteTally] = field(default_factory=dict)
    damage: dict[str, int] = field(default_factory=dict)
    look_at: list[Look] = field(default_factory=list)
    _waiting: dict[Why, list[tuple[float, str, Result]]] = field(default_factory=dict, repr=False, compare=False)

    def add(self, result: Result, *, document: str, url: str | None = None) -> None:
        """Counts one document, which is called `document` wherever it is shown."""
        length, removed = result.source_length, result.removed
        self.fingerprint = self.fingerprint or result.fingerprint
        self.documents += 1
        self.characters += length
        self.removed += removed
        self.cut_off += result.is_cut_off
        for one in result.damage:
            self.damage[one.kind.value] = self.damage.get(one.kind.value, 0) + 1
        if url and (host := host_of(url)):
            site = self.sites.setdefault(host, SiteTally())
            site.documents += 1
            site.characters += length
            site.removed += removed
        if result.abstained:
            self.abstained += 1
            self._wait(Why.ABSTAINED, removed / length if length else 0.0, document, result)
        if result.removals or result.repairs:
            self._count_changed(result, removed / length if length else 0.0, document)

    def _count_changed(self, result: Result, share: float, document: str) -> None:
        self.changed += 1
        self.over_half += share > 0.5
        self.histogram[min(int(share * _BINS), _BINS - 1)] += 1
        categories: set[str] = set()
        rules: set[str] = set()
        likely = 0
        for one in result.removals:
            length = one.span.length
            likely += length if one.confidence is Confidence.LIKELY else 0
            category = self.categories.setdefault(one.category.value, Tally())
            rule = self.rules.setdefault(one.rule, RuleTally(category=one.category.value))
            for tally, seen, name in ((category, categories, one.category.value), (rule, rules, one.rule)):
                tally.removals += 1
                tally.characters += length
                tally.documents += name not in seen
                seen.add(name)
            if len(rule.examples) < _MOST_EXAMPLES:
                rule.examples.append(Instance(one.text[:_EXAMPLE_POINTS], document))
        if result.removals:
            self._wait(Why.MOST_REMOVED, share, document, result)
        if likely:
            self._wait(Why.LEAST_SURE, likely / result.source_length, document, result)

    def _wait(self, why: Why, score: float, document: str, result: Result) -> None:
        """Keeps a document among those to look at, while it is one of the first ten; of equals, the earlier ones."""
        waiting = self._waiting.setdefault(why, [])
        if len(waiting) < _MOST_LOOKS or score > waiting[-1][0]:
            waiting.append((score, document, result))
            waiting.sort(key=lambda one: -one[0])
            del waiting[_MOST_LOOKS:]

    def settle(self) -> Stats:
        """Turns the documents to look at into their final form, which takes no Result to keep. Returns itself."""
        found = [_look(why, *one) for why, some in self._waiting.items() for one in some]
        self._waiting = {}
        self._keep_looks([*self.look_at, *found])
        return self

    def merge(self, later: Stats) -> None:
        """Adds the counts of a later part of the same corpus."""
        self.settle()
        later.settle()
        self.fingerprint = self.fingerprint or later.fingerprint
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(later, name))
        self.seconds += later.seconds
        self.histogram = [mine + other for mine, other in zip(self.histogram, later.histogram, strict=True)]
        for name, tally in later.categories.items():
            self.categories.setdefault(name, Tally()).add(tally)
        for name, rule in later.rules.items():
            mine = self.rules.setdefault(name, RuleTally(category=rule.category))
            mine.add(rule)
            mine.examples = [*mine.examples, *rule.examples][:_MOST_EXAMPLES]
        for host, site in later.sites.items():
            own = self.sites.setdefault(host, SiteTally())
            own.documents += site.documents
            own.characters += site.characters
            own.removed += site.removed
        if len(self.sites) > _COUNTED_SITES:
            self.sites = dict(_largest(self.sites, _COUNTED_SITES // 2))
        for kind, count in later.damage.items():
            self.damage[kind] = self.damage.get(kind, 0) + count
        self._keep_looks([*self.look_at, *later.look_at])

    def _keep_looks(self, looks: Iterable[Look]) -> None:
        """Keeps the first ten of each kind; those that come first in `looks` win among equals."""
        by_why: dict[Why, list[Look]] = {why: [] for why in Why}
        for look in looks:
            by_why[look.why].append(look)
        self.look_at = [
            look for some in by_why.values() for look in sorted(some, key=lambda one: -one.score)[:_MOST_LOOKS]
        ]

    def to_dict(self, *, most_sites: int | None = _WRITTEN_SITES) -> dict[str, Any]:
        """The counts, ready for JSON; with the largest `most_sites` sites (None: with all that are counted)."""
        self.settle()
        return {
            "stats": "cleaner",
            "version": VERSION,
            "fingerprint": self.fingerprint,
            **{name: getattr(self, name) for name in _COUNTS},
            "seconds": self.seconds,
            "histogram": self.histogram,
            "categories": {name: _tally(one) for name, one in sorted(self.categories.items())},
            "rules": {
                name: {
                    "category": one.category,
                    **_tally(one),
                    "examples": [{"text": each.text, "document": each.document} for each in one.examples],
                }
                for name, one in sorted(self.rules.items())
            },
            "sites": {
                host: {"documents": one.documents, "characters": one.characters, "removed": one.removed}
                for host, one in _largest(self.sites, most_sites)
            },
            "damage": dict(sorted(self.damage.items())),
            "look_at": [
                {
                    "why": one.why.value,
                    "document": one.document,
                    "removed_share": one.removed_share,
                    "score": one.score,
                    "source": one.source,
                    "report": one.report,
                }
                for one in self.look_at
            ],
        }

    def to_json(self) -> str:
        """The counts as JSON, with lone surrogates escaped."""
        return json.dumps(self.to_dict(), indent=1)

    @classmethod
    def from_json(cls, text: str | bytes) -> Stats:
        """The counts that `to_json` wrote. Raises ReportError where they are none, or of another version."""
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ReportError(f"these are no statistics of cleaner: {error}") from None
        return cls.from_dict(found)

    @classmethod
    def from_dict(cls, found: dict[str, Any]) -> Stats:
        """The counts that `to_dict` gave. Raises ReportError where they are none, or of another version."""
        if not isinstance(found, dict) or found.get("stats") != "cleaner":
            raise ReportError('these are no statistics of cleaner: they should hold "stats": "cleaner"')
        if found.get("version") != VERSION:
            raise ReportError(f"the statistics are of version {found.get('version')!r}; this program reads {VERSION}")
        try:
            counts: dict[str, Any] = {name: _count(found[name]) for name in _COUNTS}
            return cls(
                **counts,
                fingerprint=_text(found["fingerprint"]),
                seconds=float(found["seconds"]),
                histogram=_bins(found["histogram"]),
                categories={_text(name): Tally(**_counts(one)) for name, one in found["categories"].items()},
                rules={_text(name): _rule(one) for name, one in found["rules"].items()},
                sites={
                    host: SiteTally(_count(one["documents"]), _count(one["characters"]), _count(one["removed"]))
                    for host, one in found["sites"].items()
                },
                damage={kind: _count(count) for kind, count in found["damage"].items()},
                look_at=[_seen(one) for one in found["look_at"]],
            )
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise ReportError(f"the statistics are damaged: {type(error).__name__}: {error}") from None


_COUNTS = ("documents", "changed", "characters", "removed", "over_half", "cut_off", "abstained", "rejected")


def host_of(url: str) -> str:
    """The host of an address, in small letters; empty if it has none.

    >>> host_of("https://News.Example.org:8080/a"), host_of("no address")
    ('news.example.org', '')
    """
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _largest(sites: dict[str, SiteTally], most: int | None) -> list[tuple[str, SiteTally]]:
    return sorted(sites.items(), key=lambda item: (-item[1].documents, item[0]))[:most]


def _look(why: Why, score: float, document: str, result: Result) -> Look:
    source = result.restore() if result.source_length <= _SOURCE_POINTS else ""
    return Look(why, document, result.removed_fraction, score, source, result.to_dict())


def _tally(one: Tally) -> dict[str, int]:
    return {"removals": one.removals, "characters": one.characters, "documents": one.documents}


def _counts(found: dict[str, Any]) -> dict[str, int]:
    return {name: _count(found[name]) for name in ("removals", "characters", "documents")}


def _rule(found: dict[str, Any]) -> RuleTally:
    examples = [Instance(_text(one["text"]), _text(one["document"])) for one in found["examples"]]
    return RuleTally(**_counts(found), category=_text(found["category"]), examples=examples)


def _seen(found: dict[str, Any]) -> Look:
    if not isinstance(found["report"], dict):
        raise TypeError("a report is no object")
    return Look(
        Why(found["why"]),
        _text(found["document"]),
        float(found["removed_share"]),
        float(found.get("score", found["removed_share"])),
        _text(found["source"]),
        found["report"],
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is no text")
    return value


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r:.40} is no count")
    return value


def _bins(values: list[object]) -> list[int]:
    if len(values) != _BINS:
        raise ValueError(f"the histogram has {len(values)} steps, not {_BINS}")
    return [_count(value) for value in values]
