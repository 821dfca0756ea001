"""What was done to a text: a Result holds the cleaned text and every edit, and gives the source back.

A report is the Result without the text, as JSON: it stands beside an untouched source (standoff) or beside the
cleaned text, and puts one together from the other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import Any, TypeVar

from cleaner.errors import ReportError
from cleaner.report.damage import Damage, findings
from cleaner.report.pairs import pairs_in, parted
from cleaner.rules.rule import Category, Confidence, DamageKind
from cleaner.text.encoding import Repair
from cleaner.text.spans import Span

_Kind = TypeVar("_Kind")
_Choice = TypeVar("_Choice", bound=StrEnum)

#: The version of the report's form, which cleaner/report/schema.json spells out. It changes when
#: a reader of the old form would be wrong about the new one.
VERSION = 1


@dataclass(frozen=True, slots=True)
class Removal:
    """A part of the source that is not in the cleaned text.

    `span` is in code points of the source, `text` is what stood there, `rule` names the rule (or the model), `reason`
    says why in words, and `also` names other rules that claimed the same.
    """

    span: Span
    text: str
    category: Category
    rule: str
    reason: str
    confidence: Confidence
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The cleaned `text` and all that was done to get it.

    `marks` are the findings that removals brought with them; `damage` holds these and those on the lines that stayed.
    `abstained` says why the program left the text alone although it had claims, and is empty otherwise.
    `fingerprint` stands for the rules, the policy and the version that made the result. `reading` is the way from a
    page of HTML to the source: "trafilatura", "trafilatura-recall" or "page-dump"; empty where the source was a text.
    """

    text: str
    removals: tuple[Removal, ...] = ()
    repairs: tuple[Repair, ...] = ()
    marks: tuple[Damage, ...] = field(default=(), repr=False)
    abstained: str = ""
    fingerprint: str = ""
    reading: str = ""
    _damage: tuple[Damage, ...] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def damage(self) -> tuple[Damage, ...]:
        """What is wrong with the text that no cleaning mends, in the order of the source. Worked out when asked for."""
        if self._damage is None:
            to_source = _to_source(self.removals, self.repairs)
            found = [Damage(to_source(one.span), one.kind, one.reason) for one in findings(self.text)]
            object.__setattr__(self, "_damage", tuple(sorted([*self.marks, *found], key=lambda one: one.span)))
        return self._damage or ()

    @property
    def removed(self) -> int:
        """How many code points of the source were removed."""
        return sum(removal.span.length for removal in self.removals)

    @property
    def removed_fraction(self) -> float:
        """The share of the source's code points that was removed; 0.0 for an empty source."""
        length = self.source_length
        return self.removed / length if length else 0.0

    @property
    def source_length(self) -> int:
        """The length of the source in code points."""
        return len(self.text) + self.removed + sum(len(repair.before) - len(repair.after) for repair in self.repairs)

    @property
    def by_category(self) -> dict[str, int]:
        """Removed code points by category, sorted by name."""
        counts: Counter[str] = Counter()
        for removal in self.removals:
            counts[removal.category.value] += removal.span.length
        return dict(sorted(counts.items()))

    @property
    def is_cut_off(self) -> bool:
        """Whether the article ends before its end: at a paywall, or at a mark that copying left."""
        return any(one.kind is DamageKind.CUT_OFF for one in self.damage)

    def restore(self) -> str:
        """The source, exactly."""
        return restored(self.text, self.removals, self.repairs)

    def to_dict(self, *, with_text: bool = False) -> dict[str, Any]:
        """The report, ready for JSON; with the cleaned text if asked for."""
        source = self.restore()
        report: dict[str, Any] = {
            "report": "cleaner",
            "version": VERSION,
            "fingerprint": self.fingerprint,
            "source": {"length": len(source), "blake2b": checksum(source)},
            "cleaned": {"length": len(self.text), "blake2b": checksum(self.text)},
            "removed": self.removed,
            "by_category": self.by_category,
            "is_cut_off": self.is_cut_off,
            "abstained": self.abstained,
            "reading": self.reading,
            "removals": [removal_dict(removal) for removal in self.removals],
            "repairs": [_repair_dict(one) for one in self.repairs],
            "damage": self._damage_dicts(),
        }
        return {"text": self.text, **_pairs_of(self.text), **report} if with_text else report

    def _damage_dicts(self) -> list[dict[str, Any]]:
        """The damage as plain values; `marked` is that which removals brought with them."""
        marks = Counter(self.marks)
        dicts: list[dict[str, Any]] = []
        for one in self.damage:
            entry: dict[str, Any] = {"span": list(one.span), "kind": one.kind.value, "reason": one.reason}
            if marks[one]:
                marks[one] -= 1
                entry["marked"] = True
            dicts.append(entry)
        return dicts

    @classmethod
    def from_dict(cls, report: dict[str, Any], text: str | None = None) -> Result:
        """The Result that a report and the cleaned text make.

        `text` may be left out where the report holds it. Raises ReportError where the report is damaged, of another
        version, or does not belong to the text.
        """
        if not isinstance(report, dict) or report.get("report") != "cleaner":
            raise ReportError('this is no report of cleaner: it should hold "report": "cleaner"')
        version = report.get("version")
        if type(version) is not int or version != VERSION:
            raise ReportError(f"the report is of version {version!r}; this program reads {VERSION}")
        entry = _Entry(report)
        if text is None:
            text = entry.told_text("text")
        elif not isinstance(text, str):
            raise ReportError(f"the cleaned text must be a str, not {type(text).__name__}")
        if checksum(text) != entry.table("cleaned").take("blake2b", str):
            raise ReportError("the report belongs to another text: the checksum of the cleaned text differs")
        result = _read(entry, text)
        source = result.restore()
        if checksum(source) != entry.table("source").take("blake2b", str):
            raise ReportError("the report was changed: it does not give the source that it was made from")
        _refuse_contradictions(entry, result, len(source))
        return result


def _to_source(removals: Iterable[Removal], repairs: Iterable[Repair]) -> Callable[[Span], Span]:
    """What leads from spans of the cleaned text to those of the source."""
    lows, highs, shifts = [], [], [0]
    for span, after in sorted([(one.span, "") for one in removals] + [(one.span, one.after) for one in repairs]):
        lows.append(span.start - shifts[-1])
        highs.append(lows[-1] + len(after))
        shifts.append(span.end - highs[-1])

    def to_source(span: Span) -> Span:
        return Span(
            span.start + shifts[bisect_right(highs, span.start)], span.end + shifts[bisect_left(lows, span.end)]
        )

    return to_source


def restored(text: str, removals: Iterable[Removal], repairs: Iterable[Repair]) -> str:
    """The source of a cleaned text, given its edits in any order. Raises ReportError if they do not fit the text."""
    edits = sorted(
        [(one.span, one.text, "") for one in removals] + [(one.span, one.before, one.after) for one in repairs]
    )
    parts: list[str] = []
    at = source_at = 0
    for span, before, after in edits:
        kept = span.start - source_at
        if kept < 0 or at + kept > len(text) or span.length != len(before):
            raise ReportError("the report was changed: its spans do not fit the text")
        parts.append(text[at : at + kept])
        at += kept
        if not text.startswith(after, at):
            raise ReportError("the report belongs to another text: a repair is not found in it")
        parts.append(before)
        at += len(after)
        source_at = span.end
    parts.append(text[at:])
    return "".join(parts)


def checksum(source: str | bytes) -> str:
    """The BLAKE2b checksum (16 bytes, in hexadecimal) of bytes, or of a text in UTF-8."""
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    return blake2b(data, digest_size=16).hexdigest()


def brief(result: Result) -> dict[str, Any]:
    """What was done to a document, in short: the same fields in JSON and in tables."""
    return {
        "removed": result.removed,
        "by_category": result.by_category,
        "repaired": len(result.repairs),
        "damage": [one.kind.value for one in result.damage],
        "is_cut_off": result.is_cut_off,
        "abstained": result.abstained,
        "fingerprint": result.fingerprint,
    }


def removal_dict(removal: Removal) -> dict[str, Any]:
    """A removal as plain values, as reports hold it. `pairs` is there only where pairs of surrogates stand in it."""
    return {
        "span": list(removal.span),
        "text": removal.text,
        **_pairs_of(removal.text),
        "category": removal.category.value,
        "rule": removal.rule,
        "reason": removal.reason,
        "confidence": removal.confidence.value,
        "also": list(removal.also),
    }


def _repair_dict(repair: Repair) -> dict[str, Any]:
    return {
        "span": list(repair.span),
        "before": repair.before,
        **_pairs_of(repair.before),
        "after": repair.after,
        "reason": repair.reason,
    }


def _pairs_of(text: str) -> dict[str, list[int]]:
    """Where characters stand as two halves in a text of a report, if any do."""
    found = pairs_in(text)
    return {"pairs": found} if found else {}


class _Entry:
    """A table of a report. Its fields are taken out one by one, their types checked; `place` says where it stands."""

    __slots__ = ("fields", "place")

    def __init__(self, fields: dict[str, Any], place: str = "") -> None:
        self.fields, self.place = fields, place

    def wrong(self, name: str, problem: str) -> ReportError:
        return ReportError(f"the report is damaged: {self.place}{name} {problem}")

    def take(self, name: str, kind: type[_Kind], default: _Kind | None = None) -> _Kind:
        value = self.fields.get(name, default)
        if type(value) is not kind:
            raise self.wrong(name, f"must be of type {kind.__name__}" if name in self.fields else "is missing")
        return value

    def told_text(self, name: str) -> str:
        """A text of which `pairs` says where characters stand as two halves in it."""
        text, places = self.take(name, str), self.take("pairs", list, [])
        if not all(type(one) is int for one in places):
            raise self.wrong("pairs", "must be a list of places")
        try:
            return parted(text, places)
        except ValueError as error:
            raise self.wrong("pairs", f"does not fit: {error}") from None

    def choice(self, name: str, kind: type[_Choice]) -> _Choice:
        try:
            return kind(self.take(name, str))
        except ValueError:
            raise self.wrong(name, f"is none of {', '.join(kind)}") from None

    def span(self) -> Span:
        pair = self.take("span", list)
        if len(pair) != 2 or not (type(pair[0]) is type(pair[1]) is int and 0 <= pair[0] < pair[1]):
            raise self.wrong("span", "must be a start and, after it, an end")
        return Span(*pair)

    def table(self, name: str) -> _Entry:
        return _Entry(self.take(name, dict), f"{self.place}{name}.")

    def tables(self, name: str) -> Iterator[_Entry]:
        for number, one in enumerate(self.take(name, list)):
            if type(one) is not dict:
                raise self.wrong(f"{name}[{number}]", "must be of type dict")
            yield _Entry(one, f"{self.place}{name}[{number}].")

    def texts(self, name: str) -> tuple[str, ...]:
        found = self.take(name, list)
        if not all(type(one) is str for one in found):
            raise self.wrong(name, "must be a list of texts")
        return tuple(found)


def _read(entry: _Entry, text: str) -> Result:
    """The Result that a report spells out, its types checked and nothing else."""
    told = list(entry.tables("damage"))
    damage = [Damage(one.span(), one.choice("kind", DamageKind), one.take("reason", str)) for one in told]
    result = Result(
        text=text,
        removals=tuple(map(_removal, entry.tables("removals"))),
        repairs=tuple(
            Repair(one.span(), one.told_text("before"), one.take("after", str), one.take("reason", str))
            for one in entry.tables("repairs")
        ),
        marks=tuple(one for one, of in zip(damage, told, strict=True) if of.take("marked", bool, False)),
        abstained=entry.take("abstained", str),
        reading=entry.take("reading", str, ""),
        fingerprint=entry.take("fingerprint", str),
    )
    object.__setattr__(result, "_damage", tuple(damage))
    return result


def _refuse_contradictions(entry: _Entry, result: Result, length: int) -> None:
    """Raises ReportError where what a report says of itself is not so."""
    spans = [one.span for one in result.removals], [one.span for one in result.repairs]
    truths: list[tuple[_Entry, str, object]] = [
        (entry, "removed", result.removed),
        (entry, "by_category", result.by_category),
        (entry, "is_cut_off", result.is_cut_off),
        (entry.table("source"), "length", length),
        (entry.table("cleaned"), "length", len(result.text)),
    ]
    for table, name, truth in truths:
        if table.take(name, type(truth)) != truth:
            raise ReportError(f"the report was changed: {table.place}{name} is not what its entries make")
    if any(some != sorted(some) for some in spans):
        raise ReportError("the report was changed: its entries are not in the order of the text")
    if any(one.span.end > length for one in result.damage):
        raise ReportError("the report was changed: it finds damage beyond the end of the text")


def _removal(entry: _Entry) -> Removal:
    return Removal(
        entry.span(),
        entry.told_text("text"),
        entry.choice("category", Category),
        entry.take("rule", str),
        entry.take("reason", str),
        entry.choice("confidence", Confidence),
        entry.texts("also"),
    )
