"""The rule book: the rules of all packs, numbered phrases, and where to look for each.

What is worked out of the packs that come with the program (which words a phrase may begin with, which words there are)
is plain data and can be written down; a phrase's graph is made when it is first asked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cleaner.errors import PackError
from cleaner.rules.graphs import CAPITAL, WORD, Graph, anchors, graph_of, is_sign
from cleaner.rules.lists import ANY, Lists
from cleaner.rules.phrases import PhraseError
from cleaner.rules.reader import parse_pack
from cleaner.rules.rule import Rule, RulePack, Unit

HOME = os.path.dirname(__file__)
#: A phrase of more words than this is no button or link.
_LONGEST_ITEM = 5


class Phrase(NamedTuple):
    """A phrase of a rule: what it says, and the number of the rule."""

    rule: int
    template: str


class Index(NamedTuple):
    """Where phrases are looked for: by the labels that they begin with, those that begin with any word by their
    anchors; all labels that phrases and guards ask for; which phrases may stand in a row; how many words each has at
    least."""

    firsts: Mapping[str, list[int]]
    anchored: Mapping[str, list[int]]
    labels: frozenset[str]
    items: frozenset[int]
    fewest: list[int]


@dataclass(frozen=True, eq=False)
class Book:
    """Rules and word lists."""

    rules: tuple[Rule, ...]
    lists: Lists

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """All phrases, numbered by their place."""
        return tuple(Phrase(number, one) for number, rule in enumerate(self.rules) for one in rule.phrases)

    @cached_property
    def graphs(self) -> Graphs:
        """The graphs of the phrases by their numbers."""
        return Graphs(self)

    @cached_property
    def index(self) -> Index:
        """Where to look for the phrases."""
        firsts: dict[str, list[int]] = {}
        anchored: dict[str, list[int]] = {}
        labels: set[str] = set()
        items: set[int] = set()
        fewest: list[int] = []
        for number, phrase in enumerate(self.phrases):
            graph = self.graphs.made(number)
            rule = self.rules[phrase.rule]
            labels |= graph.labels
            words = graph.fewest_words
            fewest.append(words)
            is_open = not graph.firsts.isdisjoint((WORD, CAPITAL))
            for label in anchors(graph) if is_open else graph.firsts:
                (anchored if is_open else firsts).setdefault(label, []).append(number)
            if graph.is_closed and not is_open and words <= _LONGEST_ITEM and rule.unit is not Unit.INLINE:
                items.add(number)
        for rule in self.rules:
            for guard in (*rule.needs, *rule.guards):
                if not is_pattern(guard):
                    labels |= graph_of(guard, rule.language, self.lists).labels
        kept = frozenset(label for label in labels if is_sign(label) or not label.startswith("{"))
        return Index(firsts, anchored, kept, frozenset(items), fewest)


class Graphs(dict[int, Graph]):
    """The graphs of a book's phrases, each made when it is first asked for."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def made(self, number: int) -> Graph:
        """The graph of a phrase, not kept. Raises PackError where the phrase is none."""
        phrase = self._book.phrases[number]
        rule = self._book.rules[phrase.rule]
        try:
            return graph_of(phrase.template, rule.language, self._book.lists)
        except PhraseError as error:
            raise PackError(f"{phrase.template!r}: {error}", rule=rule.id, field="phrases") from None

    def __missing__(self, number: int) -> Graph:
        return self.setdefault(number, self.made(number))


def is_pattern(guard: str) -> bool:
    """Whether a guard is a pattern, written between slashes, and no phrase."""
    return len(guard) > 2 and guard.startswith("/") and guard.endswith("/")


def own_packs() -> Iterator[RulePack]:
    """The packs that come with the program, in the order of languages and categories."""
    home = os.path.join(HOME, "packs")
    for language in sorted(os.listdir(home)):
        folder = os.path.join(home, language)
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            if name.endswith(".toml"):
                with open(os.path.join(folder, name), "rb") as file:
                    yield parse_pack(file.read(), f"{language}/{name}", name.removesuffix(".toml"), language)


def own_lists() -> Lists:
    """The word lists that come with the program."""
    import tomllib

    home = os.path.join(HOME, "words")
    entries: dict[str, dict[str, list[str]]] = {ANY: {}}
    for name in sorted(os.listdir(home)):
        if name.endswith(".toml"):
            with open(os.path.join(home, name), "rb") as file:
                entries[name.removesuffix(".toml")] = tomllib.load(file)
    return Lists(entries)


def book_of(packs: Iterable[RulePack], lists: Lists) -> Book:
    """The book of packs."""
    return Book(tuple(rule for pack in packs for rule in pack.rules), lists)
