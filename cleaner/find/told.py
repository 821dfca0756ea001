"""What literals tell of: loose phrases, whose beginnings tell too little, and shapes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple

from cleaner.find.automaton import FEWEST_INSIDE, Automaton
from cleaner.find.claims import Match
from cleaner.find.guards import Guards
from cleaner.find.literals import Literals
from cleaner.find.shapes import Shape
from cleaner.rules.anchors import needed
from cleaner.rules.book import Book
from cleaner.rules.graphs import WORD, says
from cleaner.rules.rule import LONGEST_LINE, Confidence, Rule
from cleaner.text.fold import View
from cleaner.text.lines import Document
from cleaner.text.segments import cuts
from cleaner.text.speech import is_quoted
from cleaner.text.words import folds_otherwise, is_by_character

#: A line longer than this, in code points, is held against no loose phrase that no literal tells of.
_LONGEST_UNANCHORED = 120


class Anchor(NamedTuple):
    """A word of which loose phrases hold one, with these phrases."""

    label: str
    phrases: tuple[int, ...]


class Told:
    """The loose phrases and the shapes of a book. The automaton of its other phrases reads words for them."""

    def __init__(self, book: Book, automaton: Automaton, guards: Guards) -> None:
        self._book = book
        self._automaton = automaton
        self._guards = guards
        index = book.index
        unanchored = index.anchored.get(WORD)
        self._unanchored = Automaton({WORD: unanchored}, index.labels, book.graphs) if unanchored else None
        shapes = [Shape(rule) for rule in book.rules if rule.pattern]
        self._anywhere = dict.fromkeys(shape for shape in shapes if not shape.rule.near)
        owned: list[tuple[str, Shape | Anchor]] = [(near, one) for one in shapes for near in one.rule.near]
        anchors = (Anchor(label, tuple(some)) for label, some in index.anchored.items() if label != WORD)
        owned += [(anchor.label.strip("*") or anchor.label, anchor) for anchor in anchors]
        self._literals = Literals(owned)
        self._needed_by: dict[int, list[frozenset[str]]] = {}

    def on(self, document: Document, tired: set[str]) -> Iterator[tuple[int, Match]]:
        """What matches by loose phrases, where one of the words stands that they must hold, and by shapes."""
        phrases: dict[int, dict[int, dict[int, None]]] = {}  # for a line, and a place in it
        shapes: dict[int, dict[Shape, None]] = {}
        text, starts = document.text, document.starts
        for at, end, owner in self._literals.on(text):
            line = bisect_right(starts, at) - 1
            if isinstance(owner, Shape):
                shapes.setdefault(line, {})[owner] = None
            elif _is_word(text, at, end, owner.label):
                phrases.setdefault(line, {}).setdefault(at - starts[line], {}).update(dict.fromkeys(owner.phrases))
        for line, places in phrases.items():
            yield from ((line, match) for match in self._loose(document.bodies[line], places, tired))
        if self._unanchored is not None and not text.isascii():
            for line, body in enumerate(document.bodies):
                if len(body) <= _LONGEST_UNANCHORED and folds_otherwise(body):
                    yield from ((line, match) for match in self._unanchored_on(body, tired))
        for line in range(len(document.bodies)) if self._anywhere else ():
            shapes.setdefault(line, {}).update(self._anywhere)
        for line, its in shapes.items():
            yield from ((line, match) for match in self._shaped(document.bodies[line], its, tired))

    def _loose(self, body: str, places: Mapping[int, Iterable[int]], tired: Container[str]) -> list[Match]:
        """What matches a line, or a sentence of it, of the phrases that are told of at places in it."""
        spoken = self._automaton.spoken(self._automaton.symbols(self._automaton.tables, body))
        told = {number for some in places.values() for number in some}
        likely = {one for one in told if not any(some.isdisjoint(spoken) for some in self._needed(one))}
        if not likely:
            return []
        rules = self._said(sorted(likely), body, tired) if len(body) <= LONGEST_LINE else []
        found = [Match(rule, 0, len(body), True) for rule in rules]
        if any(match.rule.confidence is Confidence.CERTAIN for match in found):
            return found
        its_cuts = cuts(body)
        if len(its_cuts) > 2:
            sentences: dict[tuple[int, int], dict[int, None]] = {}
            for place, numbers in places.items():
                cut = bisect_right(its_cuts, place)
                some = dict.fromkeys(likely.intersection(numbers))
                sentences.setdefault((its_cuts[cut - 1], its_cuts[cut]), {}).update(some)
            for (first, end), some in sentences.items():
                start = first + len(body[first:end]) - len(body[first:end].lstrip())
                numbers = sorted(one for one in some if self._book.index.fewest[one] >= FEWEST_INSIDE - 1)
                rules = self._said(numbers, body[start:end], tired)
                if rules and not is_quoted(body, start, end):
                    found += [Match(rule, first, end, False) for rule in rules]
        return found

    def _needed(self, number: int) -> list[frozenset[str]]:
        """Sets of words of each of which one stands in all that a loose phrase says."""
        found = self._needed_by.get(number)
        if found is None:
            found = self._needed_by[number] = needed(self._book.graphs[number])
        return found

    def _said(self, numbers: Iterable[int], segment: str, tired: Container[str]) -> list[Rule]:
        """The rules of the phrases among these that a segment says."""
        symbols = self._automaton.symbols(self._automaton.tables, segment)
        said = self._automaton.said(symbols)
        spoken = [one for one in numbers if says(self._book.graphs[one], said)]
        return self._guards.allowed(spoken, segment, said, tired)

    def _unanchored_on(self, body: str, tired: Container[str]) -> list[Match]:
        """What matches a line of the phrases that no literal tells of."""
        assert self._unanchored is not None
        tables = self._unanchored.refresh()
        state, _ = self._unanchored.read(tables, body)
        if not tables.accepts[state]:
            return []
        symbols = self._automaton.symbols(self._automaton.tables, body)
        rules = self._guards.allowed(tables.accepts[state], body, self._automaton.said(symbols), tired)
        return [Match(rule, 0, len(body), True) for rule in rules]

    def _shaped(self, body: str, shapes: Iterable[Shape], tired: set[str]) -> Iterator[Match]:
        """What matches a line by shape. Raises Tired."""
        view = View(body)
        said: list[tuple[str, ...]] | None = None
        for shape in shapes:
            if shape.rule.id in tired:
                continue
            for match in shape.on_line(body, view):
                if said is None and (shape.rule.needs or shape.rule.unless):
                    symbols = self._automaton.symbols(self._automaton.tables, body)
                    said = self._automaton.said(symbols)
                if self._guards.allow(shape.rule, body, said or [], tired):
                    yield match


def _is_word(text: str, start: int, end: int, label: str) -> bool:
    """Whether a part of a text is a word by itself; a stem may go on where its star stands."""
    begins = label.startswith("*") or _parts(text[start - 1 : start], text[start])
    return begins and (label.endswith("*") or _parts(text[end - 1], text[end : end + 1]))


def _parts(left: str, right: str) -> bool:
    """Whether a word ends between two characters."""
    if not (left.isalnum() and right.isalnum()):
        return True
    return (right.isupper() and not left.isupper()) or is_by_character(left) or is_by_character(right)
