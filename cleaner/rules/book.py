"""The rule book: the rules of all packs, numbered phrases, and where to look for each.

What is worked out of packs (which words a phrase may begin with, which words there are) is plain data and can be
written down, see `cleaner.rules.own`; a phrase's graph is read when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from cleaner.errors import PackError
from cleaner.rules.anchors import is_loose
from cleaner.rules.conditions import Condition, condition_of, rarest
from cleaner.rules.graphs import CAPITAL, UNANCHORED, WORD, Graph, graph_of, is_sign
from cleaner.rules.lists import Lists
from cleaner.rules.outlines import Outline, Packed, Packer
from cleaner.rules.phrases import PhraseError
from cleaner.rules.rule import Keep, Rule, RulePack, Unit

#: A phrase of more words than this is no button or link.
_LONGEST_ITEM = 5


class Phrase(NamedTuple):
    """A phrase of a rule: what it says, and the number of the rule."""

    rule: int
    template: str


class Index(NamedTuple):
    """Where phrases are looked for: by the labels that they begin with; loose ones by the words of which they hold
    one, or by none, under the label of any word; all labels that phrases and guards ask for; which phrases may stand
    in a row, and which of these only as far as they leave out a gap; which end with a gap that goes on; how many words
    each has at least; what must be so where a loose one is said; and the graphs of all, those of packs behind one
    another."""

    firsts: Mapping[str, Sequence[int]]
    anchored: Mapping[str, Sequence[int]]
    labels: frozenset[str]
    items: frozenset[int]
    gapped_items: frozenset[int]
    open_ended: frozenset[int]
    fewest: Sequence[int]
    conditions: dict[int, Condition]
    graphs: tuple[Packed, ...]


class Book:
    """Rules and word lists, with the index of their phrases, which is worked out when it is not given."""

    def __init__(
        self, rules: Sequence[Rule], lists: Lists, keeps: Sequence[Keep] = (), index: Index | None = None
    ) -> None:
        self.rules = tuple(rules)
        self.keeps = tuple(keeps)
        self.lists = lists
        if index is not None:
            self.index = index

    def __reduce__(self) -> tuple[Any, ...]:
        return Book, (self.rules, self.lists, self.keeps, self.index)

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """All phrases, numbered by their place."""
        return tuple(Phrase(number, one) for number, rule in enumerate(self.rules) for one in rule.phrases)

    @cached_property
    def graphs(self) -> Graphs:
        """The graphs of the phrases by their numbers."""
        return Graphs(self.index.graphs)

    @cached_property
    def index(self) -> Index:
        """Where to look for the phrases. Raises PackError where one is no phrase."""
        firsts: dict[str, list[int]] = {}
        anchored: dict[str, list[int]] = {}
        conditions: dict[int, Condition] = {}
        labels: set[str] = set()
        items: set[int] = set()
        gapped: set[int] = set()
        open_ended: set[int] = set()
        fewest: list[int] = []
        packer = Packer()
        for number, phrase in enumerate(self.phrases):
            graph = self._graph_of(phrase)
            packer.add(graph)
            labels |= graph.labels
            fewest.append(graph.fewest_words)
            rule = self.rules[phrase.rule]
            telling = _anchors(graph, rule.language)
            for label in telling or graph.firsts:
                (anchored if telling else firsts).setdefault(label, []).append(number)
            if telling:
                conditions[number] = condition_of(graph, telling, rule.language)
            bare = None if rule.unit is Unit.INLINE or rule.needs else graph.without_gaps
            if bare and bare.fewest_words <= _LONGEST_ITEM:
                items.add(number)
                if not graph.is_closed:
                    gapped.add(number)
            if graph.is_open:
                open_ended.add(number)
        for rule in self.rules:
            for guard in (*rule.needs, *rule.unless):
                if not is_pattern(guard):
                    labels |= graph_of(guard, rule.language, self.lists).labels
        kept = frozenset(label for label in labels if is_sign(label) or not label.startswith("{"))
        return Index(
            firsts,
            anchored,
            kept,
            frozenset(items),
            frozenset(gapped),
            frozenset(open_ended),
            tuple(fewest),
            conditions,
            (packer.packed(),),
        )

    def _graph_of(self, phrase: Phrase) -> Graph:
        """The graph of a phrase. Raises PackError where it is none."""
        rule = self.rules[phrase.rule]
        try:
            return graph_of(phrase.template, rule.language, self.lists)
        except PhraseError as error:
            raise PackError(f"{phrase.template!r}: {error}", rule=rule.id, field="phrases") from None

    def with_packs(self, packs: Sequence[RulePack]) -> Book:
        """The book with the rules of more packs behind its own. Raises PackError for what is no phrase."""
        for pack in packs:
            refuse_wrong(pack, self.lists)
        added = Book([rule for pack in packs for rule in pack.rules], self.lists)
        keeps = (*self.keeps, *(keep for pack in packs for keep in pack.keeps))
        first = len(self.phrases)
        both = [
            {
                label: [*mine.get(label, ()), *(first + number for number in theirs.get(label, ()))]
                for label in {**mine, **theirs}
            }
            for mine, theirs in zip(self.index[:2], added.index[:2], strict=True)
        ]
        index = Index(
            both[0],
            both[1],
            self.index.labels | added.index.labels,
            self.index.items | {first + number for number in added.index.items},
            self.index.gapped_items | {first + number for number in added.index.gapped_items},
            self.index.open_ended | {first + number for number in added.index.open_ended},
            (*self.index.fewest, *added.index.fewest),
            {**self.index.conditions, **{first + number: some for number, some in added.index.conditions.items()}},
            (*self.index.graphs, *added.index.graphs),
        )
        return Book((*self.rules, *added.rules), self.lists, keeps, index)


def _anchors(graph: Graph, language: str | None) -> frozenset[str]:
    """The labels that a loose phrase is found by; none for one that is found by its beginning."""
    if not is_loose(graph):
        return frozenset()
    if language in UNANCHORED:
        return frozenset({WORD})
    telling = rarest(graph)
    return telling if telling or graph.firsts.isdisjoint((WORD, CAPITAL)) else frozenset({WORD})


def refuse_wrong(pack: RulePack, lists: Lists) -> None:
    """Raises PackError where something in a pack is no phrase: it names file, rule, phrase and column."""
    for rule in pack.rules:
        for field, written in (("phrases", rule.phrases), ("needs", rule.needs), ("unless", rule.unless)):
            for one in written:
                if not is_pattern(one) or field == "phrases":
                    _refuse_phrase(one, rule, field, pack, lists)
    for keep in pack.keeps:
        for one in keep.phrases:
            _refuse_phrase(one, keep, "phrases", pack, lists)


def _refuse_phrase(phrase: str, owner: Rule | Keep, field: str, pack: RulePack, lists: Lists) -> None:
    try:
        graph = graph_of(phrase, owner.language, lists)
    except PhraseError as error:
        problem = f"{phrase[:80]!r}: {error}"
    else:
        if not graph.is_nullable:
            return
        problem = f"{phrase[:80]!r}: may say nothing: make something in it certain (column 1)"
    raise PackError(problem, file=pack.source, rule=owner.id.rpartition(".")[2], field=field)


class Graphs(dict[int, Graph]):
    """The graphs of a book's phrases by their numbers, each unpacked when it is first asked for."""

    def __init__(self, parts: Sequence[Packed]) -> None:
        self._parts = parts
        self._without_gaps: dict[int, Graph | None] = {}
        self._without_tail: dict[int, Graph] = {}
        self._seconds: dict[int, frozenset[str] | None] = {}

    def without_gaps(self, number: int) -> Graph | None:
        """What a phrase says with its gaps left out; None where it cannot do without one."""
        if number not in self._without_gaps:
            self._without_gaps[number] = self[number].without_gaps
        return self._without_gaps[number]

    def without_tail(self, number: int) -> Graph:
        """What a phrase says without the gap that it may end with."""
        if number not in self._without_tail:
            self._without_tail[number] = self[number].without_tail
        return self._without_tail[number]

    def outline(self, number: int) -> Outline:
        """The graph of a phrase as it is packed."""
        part, place = self._place_of(number)
        return part.outline(place)

    def seconds(self, number: int) -> frozenset[str] | None:
        """The labels that may come after the first word of a phrase; None where it may be anything, or nothing."""
        if number not in self._seconds:
            part, place = self._place_of(number)
            self._seconds[number] = part.seconds(place)
        return self._seconds[number]

    def __missing__(self, number: int) -> Graph:
        part, place = self._place_of(number)
        return self.setdefault(number, part[place])

    def _place_of(self, number: int) -> tuple[Packed, int]:
        """Where a graph stands: in which part, and at which place in it."""
        for part in self._parts:
            if number < len(part):
                return part, number
            number -= len(part)
        raise IndexError("there is no such phrase")


def is_pattern(guard: str) -> bool:
    """Whether a guard is a pattern, written between slashes, and no phrase."""
    return len(guard) > 2 and guard.startswith("/") and guard.endswith("/")


def book_of(packs: Iterable[RulePack], lists: Lists) -> Book:
    """The book of packs."""
    some = list(packs)
    rules = [rule for pack in some for rule in pack.rules]
    return Book(rules, lists, [keep for pack in some for keep in pack.keeps])
