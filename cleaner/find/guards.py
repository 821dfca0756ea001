"""What a rule's phrases need in a segment, and what keeps them from it."""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import lru_cache
from typing import NamedTuple

import regex

from cleaner.find.shapes import PATIENCE, Tired
from cleaner.rules.book import Book, is_pattern
from cleaner.rules.graphs import Graph, graph_of, says
from cleaner.rules.rule import Category, Rule, Unit
from cleaner.text.fold import fold
from cleaner.text.speech import is_told, reports_speech

#: A label stands in so many code points before its colon.
_LONGEST_LABEL = 30


#: What may begin with a quoted headline or name and go on.
_MAY_QUOTE = frozenset({Category.RELATED, Category.MEDIA, Category.CREDIT, Category.METADATA, Category.AGGREGATOR})


class _Guard(NamedTuple):
    """A phrase, or a pattern between slashes, ready to be looked for."""

    graph: Graph | None
    pattern: regex.Pattern[str] | None


class Guards:
    """The guards of a book's rules, each made when it is first asked."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._made: dict[str, tuple[list[_Guard], list[_Guard]]] = {}

    def allowed(
        self, phrases: Iterable[int], segment: str, said: list[tuple[str, ...]], tired: Container[str]
    ) -> list[Rule]:
        """The rules of phrases that nothing keeps from a segment whose words bear the labels `said`. Raises Tired."""
        numbers = dict.fromkeys(self._book.phrases[phrase].rule for phrase in phrases)
        return [rule for rule in map(self._book.rules.__getitem__, numbers) if self.allow(rule, segment, said, tired)]

    def allow(self, rule: Rule, segment: str, said: list[tuple[str, ...]], tired: Container[str]) -> bool:
        """Whether a rule may claim a segment whose words bear the labels `said`: one of its `needs` is found, if it has
        any, none of its guards is, and nobody is quoted; a `tired` one is not asked. Raises Tired."""
        if rule.id in tired or _is_speech(rule, segment):
            return False
        if not rule.needs and not rule.unless:
            return True
        if rule.id not in self._made:
            self._made[rule.id] = self._of(rule, rule.needs), self._of(rule, rule.unless)
        needs, guards = self._made[rule.id]
        try:
            return (not needs or _finds(needs, segment, said)) and not _finds(guards, segment, said)
        except TimeoutError:
            raise Tired(rule.id) from None

    def _of(self, rule: Rule, written: Iterable[str]) -> list[_Guard]:
        return [
            _Guard(None, regex.compile(one[1:-1]))
            if is_pattern(one)
            else _Guard(graph_of(one, rule.language, self._book.lists), None)
            for one in written
        ]


def _finds(guards: Iterable[_Guard], segment: str, said: list[tuple[str, ...]]) -> bool:
    seen = ""
    for graph, pattern in guards:
        if graph is not None:
            if says(graph, said, is_whole=False):
                return True
        elif pattern is not None:
            seen = seen or fold(segment)
            if pattern.search(seen, timeout=PATIENCE):
                return True
    return False


def _is_speech(rule: Rule, segment: str) -> bool:
    """Whether a segment tells who said what, and is no label before a headline ("Read more: We won, he says"). What a
    rule takes out of a line, whatever else stands there, is not asked."""
    if rule.unit is Unit.INLINE:
        return False
    if rule.category not in _MAY_QUOTE and is_told(segment):
        return True
    if not _speaks(segment):
        return False
    return rule.category is not Category.RELATED or ":" not in fold(segment)[:_LONGEST_LABEL]


@lru_cache(maxsize=2048)
def _speaks(segment: str) -> bool:
    return reports_speech(fold(segment))
