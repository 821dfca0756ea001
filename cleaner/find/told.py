"""What literals tell of: loose phrases, whose beginnings tell too little, and shapes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from cleaner.find.automaton import FEWEST_INSIDE, Automaton
from cleaner.find.claims import Match
from cleaner.find.guards import Guards, unreported
from cleaner.find.literals import Literals
from cleaner.find.shapes import Shape
from cleaner.rules.anchors import literals_of, pairs
from cleaner.rules.book import Book
from cleaner.rules.conditions import Contents
from cleaner.rules.graphs import WORD
from cleaner.rules.rule import LONGEST_LINE, Confidence, Rule
from cleaner.rules.says import says
from cleaner.text.fold import View
from cleaner.text.lines import Document
from cleaner.text.segments import cuts
from cleaner.text.words import folds_otherwise, is_by_character

#: A line longer than this, in code points, is held against no loose phrase that no literal tells of.
_LONGEST_UNANCHORED = 120


class Anchor(NamedTuple):
    """A word of which loose phrases hold one, with these phrases; before or after it more of a word may stand, as a
    stem's star says."""

    label: str
    phrases: tuple[int, ...]
    goes_before: bool
    goes_after: bool

    @classmethod
    def at(cls, label: str, phrases: Iterable[int]) -> Anchor:
        """The anchor at a label. A kind of word is more than what tells of it."""
        is_kind = label.startswith("{")
        return cls(label, tuple(phrases), is_kind or label.startswith("*"), is_kind or label.endswith("*"))

    def may_stand(self, text: str, start: int, end: int) -> bool:
        """Whether a part of a text is the word by itself, or what its star allows."""
        return (self.goes_before or not start or _parts(text[start - 1], text[start])) and (
            self.goes_after or end == len(text) or _parts(text[end - 1], text[end])
        )


class _Said:
    """The labels that the words and signs of a segment bear, each worked out when it is first asked for: most phrases
    come to nothing after a few."""

    def __init__(self, automaton: Automaton, segment: str) -> None:
        self._automaton = automaton
        self._chunks = iter(segment.split())
        self._known: list[tuple[str, ...]] = []

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        known, at = self._known, 0
        while True:
            yield from known[at:]
            at = len(known)
            chunk = next(self._chunks, None)
            if chunk is None:
                return
            known += self._automaton.alphabet.said(self._automaton.chunk(self._automaton.tables, chunk))


class _Paired:
    """Phrases of scripts that are read by character, by pairs of characters of which they hold one."""

    def __init__(self, book: Book, phrases: Sequence[int]) -> None:
        self._book = book
        self._phrases = phrases

    def __bool__(self) -> bool:
        return bool(self._phrases)

    @cached_property
    def _by_pair(self) -> dict[str, list[tuple[int, list[frozenset[str]]]]]:
        """For each pair the phrases that are looked for by it, with the sets of pairs of which they hold one each.

        Those that hold none for certain are under no pair.
        """
        found: dict[str, list[tuple[int, list[frozenset[str]]]]] = {"": []}
        for number in self._phrases:
            sets = pairs(self._book.graphs[number])
            for pair in min(sets, key=len, default=[""]):
                found.setdefault(pair, []).append((number, sets))
        return found

    def on(self, letters: str) -> list[int]:
        """The phrases that may be said where these letters stand."""
        by_pair, its = self._by_pair, {"", *map(str.__add__, letters, letters[1:])}
        some = (one for pair in by_pair.keys() & its for one in by_pair[pair])
        return sorted({number for number, sets in some if not any(map(its.isdisjoint, sets))})


class Told:
    """The loose phrases and the shapes of a book. The automaton of its other phrases reads words for them."""

    def __init__(self, book: Book, automaton: Automaton, guards: Guards) -> None:
        self._book = book
        self._automaton = automaton
        self._guards = guards
        index = book.index
        self._paired = _Paired(book, index.anchored.get(WORD, ()))
        shapes = [Shape(rule) for rule in book.rules if rule.pattern]
        self._anywhere = dict.fromkeys(shape for shape in shapes if not shape.rule.near)
        owned: list[tuple[str, Shape | Anchor]] = [(near, one) for one in shapes for near in one.rule.near]
        anchors = (Anchor.at(label, some) for label, some in index.anchored.items() if label != WORD)
        owned += [(literal, anchor) for anchor in anchors for literal in literals_of(anchor.label)]
        self._literals = Literals(owned)
        self._conditions = index.conditions

    def on(self, document: Document, tired: set[str]) -> Iterator[tuple[int, Match]]:
        """What matches by loose phrases, where one of the words stands that they must hold, and by shapes."""
        anchors: dict[int, list[tuple[int, Anchor]]] = {}  # those of a line, with their places in it
        shapes: dict[int, dict[Shape, None]] = {}
        text, starts = document.text, document.starts
        for at, end, owner in self._literals.on(text):
            if isinstance(owner, Shape):
                shapes.setdefault(bisect_right(starts, at) - 1, {})[owner] = None
            elif owner.may_stand(text, at, end):
                line = bisect_right(starts, at) - 1
                anchors.setdefault(line, []).append((at - starts[line], owner))
        for line, told in anchors.items():
            yield from ((line, match) for match in self._loose(document.bodies[line], told, tired))
        if self._paired and folds_otherwise(text):
            for line, body in enumerate(document.bodies):
                if len(body) <= _LONGEST_UNANCHORED and folds_otherwise(body):
                    yield from ((line, match) for match in self._unanchored_on(body, tired))
        for line in range(len(document.bodies)) if self._anywhere else ():
            shapes.setdefault(line, {}).update(self._anywhere)
        for line, its in shapes.items():
            yield from ((line, match) for match in self._shaped(document.bodies[line], its, tired))

    def _loose(self, body: str, anchors: Iterable[tuple[int, Anchor]], tired: Container[str]) -> list[Match]:
        """What matches a line, or a sentence of it, of the phrases that are told of by anchors at places in it."""
        contents = Contents(body)
        places_of: dict[int, list[int]] = {}  # of the anchors that tell of phrases
        for place, anchor in anchors:
            for one in anchor.phrases:
                places_of.setdefault(one, []).append(place)
        told = {one: places for one, places in places_of.items() if self._conditions[one].holds(contents)}
        found: list[Match] = []
        if not told:
            return found
        if len(body) <= LONGEST_LINE:
            likely = [one for one, places in told.items() if self._reaches(one, body[: min(places)])]
            found += [Match(rule, 0, len(body), True) for rule in self._said(likely, body, tired)]
            if any(match.rule.confidence is Confidence.CERTAIN for match in found):
                return found
        fewest = self._book.index.fewest
        inner = {one: places for one, places in told.items() if fewest[one] >= FEWEST_INSIDE - 1}
        its_cuts = cuts(body) if inner else ()
        if len(its_cuts) > 2:
            segments: dict[tuple[int, int], dict[int, None]] = {}
            for one, places in inner.items():
                for place in places:
                    for first, end in self._segments(one, its_cuts, bisect_right(its_cuts, place)):
                        if self._reaches(one, body[first:place]):
                            segments.setdefault((first, end), {})[one] = None
            known: dict[tuple[str, frozenset[int]], list[Rule]] = {}  # lines may say the same again and again
            for (first, end), some in segments.items():
                segment = body[first:end].lstrip()
                start = end - len(segment)
                key = segment, frozenset(some)
                if key not in known:
                    part = Contents(segment)
                    known[key] = self._said([one for one in some if self._conditions[one].holds(part)], segment, tired)
                found += [Match(rule, first, end, False) for rule in unreported(known[key], body, start, end)]
        return found

    def _reaches(self, number: int, before: str) -> bool:
        """Whether a phrase that begins where a text does may have its first anchor behind it."""
        return not _has_more_words(before, self._conditions[number].reach)

    def _segments(self, number: int, its_cuts: Sequence[int], cut: int) -> Iterator[tuple[int, int]]:
        """The segments of a line in which a phrase may be said whose anchor stands before a cut: the sentence, and, for
        a phrase that goes on over a stop, those that end or begin with a sentence beside it."""
        yield its_cuts[cut - 1], its_cuts[cut]
        if self._conditions[number].is_wide:
            for first in range(max(1, cut - 1), cut + 1):
                for last in range(cut, min(cut + 2, len(its_cuts))):
                    if last - first:
                        yield its_cuts[first - 1], its_cuts[last]

    def _said(self, numbers: Iterable[int], segment: str, tired: Container[str]) -> list[Rule]:
        """The rules of the phrases among these that a segment says; it has what they need."""
        some = [one for one in sorted(numbers) if not _has_more_words(segment, self._conditions[one].longest)]
        if not some:
            return []
        said = _Said(self._automaton, segment)
        spoken = [one for one in some if says(self._book.graphs[one], said)]
        return self._guards.allowed(spoken, segment, list(said), tired) if spoken else []

    def _unanchored_on(self, body: str, tired: Container[str]) -> list[Match]:
        """What matches a line of the phrases that no literal tells of."""
        contents = Contents(body, is_folded=True)
        told = self._paired.on("".join(filter(str.isalnum, contents.small)))
        some = [one for one in told if self._conditions[one].holds(contents)]
        return [Match(rule, 0, len(body), True) for rule in self._said(some, body, tired)]

    def _shaped(self, body: str, shapes: Iterable[Shape], tired: set[str]) -> Iterator[Match]:
        """What matches a line by shape. Raises Tired."""
        its = [shape for shape in shapes if shape.rule.id not in tired and shape.may_match(body)]
        if not its:
            return
        view = View(body)
        said: list[tuple[str, ...]] | None = None
        for shape in its:
            for match in shape.on_line(body, view):
                if said is None and (shape.rule.needs or shape.rule.unless):
                    symbols = self._automaton.symbols(self._automaton.tables, body)
                    said = self._automaton.alphabet.said(symbols)
                if self._guards.allow(shape.rule, body, said or [], tired):
                    yield match


def _has_more_words(segment: str, most: int | None) -> bool:
    """Whether a segment has clearly more words than so many; it never has more than any number."""
    if most is None or segment.count(" ") < most:
        return False
    chunks = segment.split(None, 2 * most + 8)
    return sum(chunk[0].isalnum() or chunk[-1].isalnum() for chunk in chunks) > most


def _parts(left: str, right: str) -> bool:
    """Whether a word ends between two characters."""
    if not (left.isalnum() and right.isalnum()):
        return True
    if left.islower() and right.islower() and left.isascii():
        return False
    return (right.isupper() and not left.isupper()) or is_by_character(left) or is_by_character(right)
