"""What a rule's phrases need in a segment, and what keeps them from it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from cleaner.find.shapes import PATIENCE, Tired
from cleaner.rules.book import Book, is_pattern
from cleaner.rules.graphs import BY_CHARACTER, CAPITAL, WORD, Graph, graph_of
from cleaner.rules.rule import Category, Rule, Unit
from cleaner.rules.says import ends, says
from cleaner.text.clauses import NOUNS_WITH_CAPITALS, is_report, is_reported, openings, run_on, told
from cleaner.text.fold import fold
from cleaner.text.prose import is_statement, sentence_ends
from cleaner.text.speech import quotations, reports_speech, tells_of_quotation

#: A label stands in so many code points before its colon.
_LONGEST_LABEL = 30
#: So many words of a prompt may stand in the gap at its end before a sentence that was run on to it.
_MOST_AFTER = 2
#: And such a sentence has so many at least, where it begins behind any.
_FEWEST_REPORTED = 4

#: What names, credits, discloses, and may go on with any words.
_NAMING = frozenset(
    {Category.CREDIT, Category.METADATA, Category.AGGREGATOR, Category.LEGAL, Category.SPONSORED, Category.ICON}
)
#: What may begin with a quoted headline or name and go on.
_MAY_QUOTE = frozenset({Category.RELATED, Category.MEDIA, Category.CREDIT, Category.METADATA, Category.AGGREGATOR})


class _Guard(NamedTuple):
    """A phrase, or a pattern between slashes, ready to be looked for."""

    graph: Graph | None
    pattern: regex.Pattern[str] | None


class Guards:
    """The guards of a book's rules, each made when it is first asked. `read` gives the labels of a text's words."""

    def __init__(self, book: Book, read: Callable[[str], list[tuple[str, ...]]]) -> None:
        self._book = book
        self._read = read
        self._made: dict[str, tuple[list[_Guard], list[_Guard]]] = {}

    def allowed(
        self, phrases: Iterable[int], segment: str, said: list[tuple[str, ...]], tired: Container[str]
    ) -> list[Rule]:
        """The rules of phrases that nothing keeps from a segment whose words bear the labels `said`. Raises Tired."""
        quoted = quotations(segment) if is_statement(segment) else ()
        own = (
            phrase
            for phrase in phrases
            if not (
                self._overtakes(phrase, segment, said) or (quoted and self._is_cited(phrase, segment, said, quoted))
            )
        )
        numbers = dict.fromkeys(self._book.phrases[phrase].rule for phrase in own)
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

    def _overtakes(self, phrase: int, segment: str, said: list[tuple[str, ...]]) -> bool:
        """Whether a phrase takes by a gap what is none of the prompt: a clause that tells of it, or a sentence that was
        run on to it and that the phrase does not say by itself."""
        rule, graph = self._book.rules[self._book.phrases[phrase].rule], self._book.graphs[phrase]
        if rule.language is None or graph.is_closed:
            return False
        is_headline = rule.category is Category.RELATED and (not is_statement(segment) or _is_labelled(rule, segment))
        names = is_headline or rule.category in _NAMING  # what they say bears capitals, and commas
        for clause in () if names else told(segment, rule.language):
            first = len(self._read(segment[: clause.start]))
            is_thing = clause.may_list and _is_free(graph, said, _word_before(said, first))
            if _is_free(graph, said, first) and not is_thing:
                return True
        for place in run_on(segment, rule.language):
            first = len(self._read(segment[:place]))
            if _is_free(graph, said, first) and not says(graph, self._read(segment[place:])):
                return True
        return not names and (
            self._ends_before(phrase, segment, said, rule.language) or self._begins_after(graph, segment, rule.language)
        )

    def _begins_after(self, graph: Graph, segment: str, language: str) -> bool:
        """Whether a phrase says all that it has to say after a report, which only the gap at its beginning takes."""
        if language not in BY_CHARACTER or not graph.begins_open:
            return False
        return any(
            says(graph, self._read(segment[end:])) and is_report(segment[:end], language)
            for end in sentence_ends(segment)
            if end < len(segment)
        )

    def _ends_before(self, phrase: int, segment: str, said: list[tuple[str, ...]], language: str) -> bool:
        """Whether a phrase says all that it has to say before a sentence that may begin there; the gap at its end takes
        that. Where it is a report, a word or two of the prompt may stand in that gap, no name at its end, and others in
        the gaps before."""
        graph, graphs = self._book.graphs[phrase], self._book.graphs
        bare, places = graphs.without_gaps(phrase), openings(segment, language)
        if not places:
            return False
        over = ends(bare, said) if bare is not None else set[int]()
        nearly = ends(graphs.without_tail(phrase), said) if language not in NOUNS_WITH_CAPITALS else set[int]()
        for place in places if over or nearly else ():
            first = len(self._read(segment[:place]))
            is_near = CAPITAL not in said[first - 1] and not nearly.isdisjoint(range(first - _MOST_AFTER, first + 1))
            if not (first in over or (is_near and _is_long_report(segment[place:], language))):
                continue
            if _is_free(graph, said, first):
                return True
        return False

    def _is_cited(
        self, phrase: int, segment: str, said: list[tuple[str, ...]], quoted: Iterable[tuple[int, int]]
    ) -> bool:
        """Whether what a phrase says by itself stands in a quotation, and what a sentence tells of it in its gaps."""
        graph = self._book.graphs[phrase]
        if graph.is_closed:
            return False
        for start, end in quoted:
            first, last = len(self._read(segment[:start])), len(self._read(segment[:end]))
            around = [*_others(said[:first]), *said[first:last], *_others(said[last:])]
            if says(graph, around) and not says(graph, [*around[:first], *_others(said[first:last]), *around[last:]]):
                return True
        return False

    def _of(self, rule: Rule, written: Iterable[str]) -> list[_Guard]:
        return [
            _Guard(None, regex.compile(one[1:-1]))
            if is_pattern(one)
            else _Guard(graph_of(one, rule.language, self._book.lists), None)
            for one in written
        ]


def unreported(rules: Sequence[Rule], body: str, start: int, end: int) -> list[Rule]:
    """The rules by which a part of a line is nobody's word."""
    return [rule for rule in rules if not is_reported(body, start, end, rule.language)]


def _is_long_report(text: str, language: str) -> bool:
    """Whether a text is a report, and the sentence that it begins with no mere name."""
    return len(text[: next(sentence_ends(text), None)].split()) >= _FEWEST_REPORTED and is_report(text, language)


def _is_free(graph: Graph, said: Sequence[tuple[str, ...]], first: int) -> bool:
    """Whether a graph says any other words in the place of those from the first on: gaps take them."""
    return says(graph, [*said[:first], *_others(said[first:])])


def _others(said: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Any other words in the place of these; signs stay."""
    return [tuple(label for label in labels if label in (WORD, CAPITAL)) or labels for labels in said]


def _word_before(said: Sequence[tuple[str, ...]], place: int) -> int:
    """The place of the last word before another."""
    return next((one for one in range(place - 1, -1, -1) if WORD in said[one]), 0)


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
    if rule.category not in _MAY_QUOTE and tells_of_quotation(segment):
        return True
    if not _speaks(segment):
        return False
    return not _is_labelled(rule, segment)


def _is_labelled(rule: Rule, segment: str) -> bool:
    """Whether a segment is a label before a headline."""
    return rule.category is Category.RELATED and ":" in fold(segment)[:_LONGEST_LABEL]


@lru_cache(maxsize=2048)
def _speaks(segment: str) -> bool:
    return reports_speech(fold(segment))
