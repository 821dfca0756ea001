"""What must be so where a loose phrase is said: a quick look at a segment's words rules out nearly all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from cleaner.rules.anchors import anchors, frequency, inevitable, literals_of, longest, needed
from cleaner.rules.graphs import UNANCHORED, Graph, is_sign
from cleaner.text.words import alike, folded, humped_words, is_by_character, plain_words

#: Of more strings than this it is not asked whether one of them stands in a segment: one mostly does.
_MOST_STRINGS = 24
#: So many words are looked for inside others first.
_FEW = 12
#: Signs that end a sentence, as phrases write them; three stops may be written as one.
_STOPS, _DOTS = frozenset(".!?…"), "…"


class Choice(NamedTuple):
    """Of these `words` one stands in a segment, or one of the `strings`, be it inside a word."""

    words: frozenset[str]
    strings: tuple[str, ...]


class Condition(NamedTuple):
    """All of `words` stand in a segment that says a phrase, and of each of the `choices` one.

    The phrase has `longest` words at most, and before its first anchor `reach`, None for any number; one that `is_wide`
    may go on over the end of a sentence.
    """

    words: frozenset[str]
    choices: tuple[Choice, ...]
    longest: int | None
    reach: int | None
    is_wide: bool

    def holds(self, segment: Contents) -> bool:
        """Whether a segment has what the phrase needs, however it is ordered."""
        small = segment.small
        for word in self.words:
            if word not in small:  # it stands not even inside another word, which is quicker to see
                return False
        for words, strings in self.choices:
            if len(words) <= _FEW and not any(map(small.__contains__, (*words, *strings))):
                return False
        said = segment.words
        if not self.words <= said:
            return False
        for words, strings in self.choices:
            if words.isdisjoint(said) and not any(string in small for string in strings):
                return False
        return True


class Contents:
    """What a segment holds, whatever its order: its words, and its text in small letters.

    It is folded as little as does for scripts that are read by word; where `is_folded` as much as for phrases.
    """

    def __init__(self, segment: str, *, is_folded: bool = False) -> None:
        self._segment = segment
        self._is_folded = is_folded

    @cached_property
    def small(self) -> str:
        """The segment in small letters, those that phrases write otherwise as they do."""
        if self._is_folded:
            return folded(self._segment)
        if self._segment.isascii():
            return self._segment.lower()
        return self._segment.replace("İ", "i").lower().replace("ı", "i").replace("ß", "ss").replace("ё", "е")

    @cached_property
    def words(self) -> set[str]:
        """Its words, parts of glued ones among them."""
        return {*plain_words(self.small), *humped_words(self._segment)}


def condition_of(graph: Graph, anchors: Collection[str], language: str | None) -> Condition:
    """The condition of a phrase in a language that is looked for by some of its words.

    >>> from cleaner.rules.graphs import graph_of
    >>> from cleaner.rules.lists import Lists
    >>> graph = graph_of("{Name} is (a|our) {words 0-3} editor [in {Name}]", "en", Lists({}))
    >>> found = condition_of(graph, {"editor"}, "en")
    >>> sorted(found.words), [sorted(choice.words) for choice in found.choices], found.reach
    (['editor', 'is'], [['a', 'our']], 12)
    >>> found.holds(Contents("Rut Amery is our editor")), found.holds(Contents("Our editor is Rut Amery"))
    (True, True)
    >>> found.holds(Contents("The editor is on leave"))
    False
    """
    alone, choices = set[str](), dict[Choice, None]()
    for labels in _needed(graph, has_signs=language not in UNANCHORED):
        words = frozenset(label for label in labels if is_whole_word(label))
        strings = tuple(string for label in sorted(labels - words) for string in _strings_of(label))
        if len(labels) == 1 and words:
            alone |= words
        elif len(strings) <= _MOST_STRINGS:
            choices[Choice(words, strings)] = None
    few = tuple(sorted(choices, key=lambda one: (len(one.strings), len(one.words), sorted(one.words), one.strings)))
    some = tuple(one for one in few if one.words.isdisjoint(alone))
    is_wide = any(not _STOPS.isdisjoint(edges) for edges in graph.edges)
    return Condition(frozenset(alone), some, longest(graph), longest(graph, anchors), is_wide)


def rarest(graph: Graph) -> frozenset[str]:
    """Of the sets of labels of which one each stands in every sentence of a graph that which is met least often; empty
    if no word tells anything.

    >>> from cleaner.rules.graphs import graph_of
    >>> from cleaner.rules.lists import Lists
    >>> sorted(rarest(graph_of("{Name} está [já] (no|na) (facebook|whatsapp|x)", "pt", Lists({}))))
    ['está']
    """
    found = anchors(graph)
    if not found:
        return found
    others = (some for some in _needed(graph, has_signs=False) if all(map(is_whole_word, some)))
    return min([found, *others], key=lambda some: (frequency(some), sorted(some)))


def _needed(graph: Graph, *, has_signs: bool) -> Iterator[frozenset[str]]:
    """Sets of labels of which one each stands in every sentence of a graph."""
    for some in needed(graph):
        if has_signs or not any(map(is_sign, some)):
            yield some
    labels, nodes = inevitable(graph)
    yield from (frozenset({label}) for label in labels if _is_asked(label, has_signs))
    for node in nodes:
        if all(_is_asked(label, has_signs) for label in graph.edges[node]):
            yield frozenset(graph.edges[node])


def _is_asked(label: str, has_signs: bool) -> bool:
    """Whether it can be asked whether what bears a label stands in a segment."""
    return is_whole_word(label) or (has_signs and is_sign(label) and label != _DOTS)


def is_whole_word(label: str) -> bool:
    """Whether a label is a word that stands by itself wherever it is said.

    >>> is_whole_word("editor"), is_whole_word("edit*"), is_whole_word("{num}"), is_whole_word("読")
    (True, False, False, False)
    """
    return plain_words(label) == [label] and not is_by_character(label[0])


def _strings_of(label: str) -> Iterable[str]:
    """The strings of which one stands wherever a label does that is no plain word."""
    return alike(label) if is_sign(label) else literals_of(label)
