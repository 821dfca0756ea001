"""One automaton over words for the phrases of all rules.

It is the graphs of the phrases side by side, made deterministic as texts are met: a state is a set of their nodes, a
move leads from a state and a word to the next state. A phrase's graph is built when a word is met that may be its
second, after one that may be its first. Tables grow with the texts and start over when they are large, which changes
nothing but the time.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock
from typing import NamedTuple

from cleaner.find.alphabet import Alphabet
from cleaner.rules.graphs import KINDS, STOP, WORD
from cleaner.rules.outlines import Outline
from cleaner.text.segments import is_glued
from cleaner.text.words import Kind, chunk_words, is_by_character, is_humped, parts_of, pieces

#: The states of a text that no phrase goes on with, and of one that nothing was read of.
DEAD, START = 0, 1
#: A phrase inside a longer line has so many words at least.
FEWEST_INSIDE = 4
#: How many states and moves are kept before the tables start over, and how many chunks and beginnings of sentences.
_MOST_STATES, _MOST_MOVES, _MOST_CHUNKS, _MOST_HEADS = 16_000, 120_000, 40_000, 40_000
#: A longer chunk, in code points, is not remembered: it is no word; nor are two that are longer than this.
_LONGEST_KNOWN, LONGEST_HEAD = 80, 48
#: What a phrase may begin inside a line is looked at so far, in code points, and then so far, before the walk.
_PEEKS = (48, 240)


_NUMBER = KINDS[Kind.NUMBER]
#: Labels that count whatever stands before them.
_ALWAYS = frozenset({WORD, STOP})


class Tables:
    """What was worked out so far: what chunks read as, and where states lead."""

    __slots__ = tuple("accepts asks chunks count heads kinds lines moves numbers older open sets ways".split())

    def __init__(self) -> None:
        self.chunks: dict[str, tuple[int, ...]] = {}
        self.older: dict[str, tuple[int, ...]] = {}  # those that were known before, for as long again
        self.lines: dict[str, bool] = {}  # whether a phrase may go on after what a line begins with
        self.heads: dict[str, tuple[int, int]] = {}  # what sentences in lines begin with; symbols
        start = array("i", [0]).tobytes()
        self.sets: list[bytes] = [b"", start]  # the nodes of each state, in order
        self.numbers: dict[bytes, int] = {b"": DEAD, start: START}
        self.open = {START}  # the states in which any phrase may begin still: no word was read
        self.moves: list[dict[int, int]] = [{}, {}]
        self.accepts: list[tuple[int, ...]] = [(), ()]
        self.asks: list[frozenset[str] | None] = [_ALWAYS, None]  # the labels that count there, once they are known
        self.kinds: dict[frozenset[str], frozenset[str]] = {}  # these sets, each but once
        self.ways: dict[tuple[int, tuple[str, ...]], int] = {}  # where a state leads by the labels that count there
        self.count = 0

    @property
    def is_full(self) -> bool:
        """Whether they are so large that they should start over."""
        return len(self.sets) > _MOST_STATES or self.count > _MOST_MOVES


class Reading(NamedTuple):
    """What a text is to the phrases.

    `state` is where it leads from the start; `symbols` are its own, those until no phrase goes on where none does.
    `has_item` tells whether a button or counter ends in it, `is_ended` whether a phrase may end in it that is long
    enough for a sentence inside a line.
    """

    state: int
    symbols: list[int]
    has_item: bool
    is_ended: bool

    @property
    def is_alive(self) -> bool:
        """Whether some phrase goes on after the text, or ended in it so that another may begin."""
        return self.state != DEAD or self.has_item or self.is_ended


class _Waiting(NamedTuple):
    """A phrase that is not built yet: it was begun with `firsts`, and one of `seconds` is needed for it to go on."""

    phrase: int
    firsts: tuple[str, ...]
    seconds: frozenset[str]


class Automaton:
    """The automaton of numbered phrases.

    `firsts` gives for each label the phrases that may begin with it, `labels` are all words, signs and stems that
    phrases ask for, `build` makes the graph of a phrase, and `items` may stand in rows. Safe to share between threads.
    """

    def __init__(
        self,
        firsts: Mapping[str, Sequence[int]],
        labels: Iterable[str],
        build: Callable[[int], Outline],
        seconds: Callable[[int], frozenset[str] | None],
        items: frozenset[int] = frozenset(),
    ) -> None:
        self._firsts = firsts
        self._build = build
        self._seconds = seconds
        self._items = items
        self.alphabet = Alphabet(labels)
        self._lock = Lock()
        self._edges = _Edges()
        self._gaps = bytearray(1)  # of all nodes; node 0 is where every phrase begins
        self._begun: dict[str, list[int]] = {}  # where a label leads from there, in phrases that are built
        self._phrases: dict[int, int] = {}  # the phrase that ends at a node
        self._entries: dict[int, list[int]] = {}  # the nodes that phrases begin at which are built
        self._waiting: list[_Waiting] = []  # at the nodes -1, -2, …
        self._places: dict[_Waiting, int] = {}
        self.tables = Tables()

    def refresh(self) -> Tables:
        """The tables, emptied before where they are too large: to be asked for once for each text."""
        if self.tables.is_full:
            self.tables = Tables()
        if len(self.tables.chunks) > _MOST_CHUNKS:
            self.tables.older, self.tables.chunks = self.tables.chunks, {}
        if len(self.tables.lines) > _MOST_HEADS:
            self.tables.lines = {}
        if len(self.tables.heads) > _MOST_HEADS:
            self.tables.heads = {}
        return self.tables

    def chunk(self, tables: Tables, chunk: str) -> tuple[int, ...]:
        """The symbols of what stands between two white spaces."""
        found = tables.chunks.get(chunk)
        if found is None and (found := tables.older.get(chunk)) is not None:
            tables.chunks[chunk] = found
        if found is None:
            parts = parts_of(chunk)
            if len(parts) > 1:
                found = tuple(symbol for piece in parts for symbol in self.chunk(tables, piece))
            else:
                found = tuple(symbol for word in chunk_words(chunk) for symbol in self.alphabet.of(word, chunk))
            if len(chunk) <= _LONGEST_KNOWN:
                tables.chunks[chunk] = found
        return found

    def symbols(self, tables: Tables, text: str) -> list[int]:
        """The symbols of a text."""
        known, symbols = tables.chunks, list[int]()
        for chunk in text.split():
            found = known.get(chunk)
            symbols += self.chunk(tables, chunk) if found is None else found
        return symbols

    def joints(self, tables: Tables, text: str) -> frozenset[int]:
        """The places among the symbols of a text where one button may end and the next begin: between chunks, beside
        signs, and at capitals inside a glued chunk; not inside compounds ("travel-related") or runs of characters."""
        found, at = {0}, 0
        for chunk in text.split():
            symbols = self.chunk(tables, chunk)
            is_glued = is_humped(chunk) and "-" not in chunk
            found.update(
                at + place for place in range(len(symbols)) if is_glued or not self.alphabet.is_word(symbols[place])
            )
            found.update(at + place + 1 for place in range(len(symbols)) if not self.alphabet.is_word(symbols[place]))
            at += len(symbols)
            found.add(at)
        return frozenset(found)

    def walk(self, tables: Tables, state: int, symbols: Iterable[int]) -> int:
        """The state that symbols lead to from another."""
        moves = tables.moves
        for symbol in symbols:
            following = moves[state].get(symbol)
            state = self.move(tables, state, symbol) if following is None else following
            if state == DEAD:
                break
        return state

    def read(self, tables: Tables, text: str) -> Reading:
        """What a text is to the phrases, up to where none goes on."""
        moves, chunks, accepts = tables.moves, tables.chunks, tables.accepts
        state = START
        symbols: list[int] = []
        has_item = is_ended = False
        for chunk in text.split():
            found: Iterable[int] | None = chunks.get(chunk)
            if found is None:
                found = self._one_by_one(tables, chunk)
            for symbol in found:
                following = moves[state].get(symbol)
                state = self.move(tables, state, symbol) if following is None else following
                symbols.append(symbol)
                if state == DEAD:
                    is_ended = is_ended or (len(symbols) > FEWEST_INSIDE and is_glued(chunk))
                    has_item = has_item or _NUMBER in self.alphabet.labels[symbols[0]]
                    return Reading(DEAD, symbols, has_item, is_ended)
                if accepts[state]:
                    is_ended = is_ended or len(symbols) >= FEWEST_INSIDE
                    has_item = has_item or self.ends_item(tables, state)
        return Reading(state, symbols, has_item, is_ended)

    def begun(self, tables: Tables, head: str) -> tuple[int, int]:
        """What a sentence inside a line begins with: the state that it leads to, and of how many symbols it is. START
        and none where the sentence is to be read from its beginning."""
        reading = self.read(tables, head)
        if len(head) > LONGEST_HEAD:  # it may be cut short
            return (START, 0) if reading.is_ended or reading.state else (DEAD, 0)
        found = (START, 0) if reading.is_ended else (reading.state, len(reading.symbols))
        tables.heads[head] = found
        return found

    def may_end(self, tables: Tables, text: str, start: int, state: int, count: int) -> bool:
        """Whether a phrase may end in a text, long enough for a sentence inside a line, or none has come to nothing
        before the text was looked at as far as sentences are. `state` and `count` are what was read before `start`."""
        moves, chunks, accepts = tables.moves, tables.chunks, tables.accepts
        first, before = state, count
        for peek in _PEEKS:
            state, count = first, before
            head = text[start : start + peek].split()
            if head and start + peek < len(text):
                head.pop()  # it may go on
            for chunk in head:
                found: Iterable[int] | None = chunks.get(chunk)
                if found is None:
                    found = self._one_by_one(tables, chunk)
                for symbol in found:
                    following = moves[state].get(symbol)
                    state = self.move(tables, state, symbol) if following is None else following
                    count += 1
                    if state == DEAD:
                        return count > FEWEST_INSIDE and is_glued(chunk)
                    if count >= FEWEST_INSIDE and accepts[state]:
                        return True
        return True

    def _one_by_one(self, tables: Tables, chunk: str) -> Iterable[int]:
        """The symbols of a chunk; where it is read by character, each as it is asked for."""
        if is_by_character(chunk[0]):
            return (symbol for piece in pieces(chunk) for symbol in self.chunk(tables, piece))
        return self.chunk(tables, chunk)

    def ends_item(self, tables: Tables, state: int) -> bool:
        """Whether a button ends with a state, so that a row of them may go on after it."""
        return not self._items.isdisjoint(tables.accepts[state])

    def move(self, tables: Tables, state: int, symbol: int) -> int:
        """The state that a word or sign leads to; for a caller that found no such move in the tables."""
        with self._lock:
            labels = self.alphabet.labels[symbol]
            if state in tables.open:
                begun = self._meet(labels)
                found = self._number(tables, self._reached(array("i", tables.sets[state]), labels) | begun)
            else:
                asked = tables.asks[state]
                if asked is None:
                    asked = self._asked(array("i", tables.sets[state]))
                    asked = tables.asks[state] = tables.kinds.setdefault(asked, asked)
                key = state, tuple([label for label in labels if label in asked])
                found = tables.ways.get(key, -1)
                if found < 0:
                    nodes = array("i", tables.sets[state])
                    found = tables.ways[key] = self._number(tables, self._reached(nodes, key[1]))
            tables.moves[state][symbol] = found
            tables.count += 1
            return found

    def _asked(self, nodes: Iterable[int]) -> frozenset[str]:
        """The labels that it depends on where nodes lead."""
        some: set[frozenset[str]] = set()  # many are the same
        for node in nodes:
            if node < 0:
                some.add(self._waiting[~node].seconds)
            else:
                some.update([labels for labels, _ in self._edges[node]])
        return _ALWAYS.union(*some)

    def _reached(self, nodes: Iterable[int], labels: Sequence[str]) -> set[int]:
        """The nodes that some nodes lead to by what bears the labels."""
        waiting = [node for node in nodes if node < 0 and not self._waiting[~node].seconds.isdisjoint(labels)]
        if waiting:
            nodes = {*nodes}.difference(waiting).union(*(self._after_first(self._waiting[~node]) for node in waiting))
        reached: set[int] = set()
        for node in nodes:
            if node > 0:
                for some, targets in self._edges[node]:
                    if not some.isdisjoint(labels):
                        reached.update(targets)
            elif node == 0:
                reached.update(*(self._begun.get(label, ()) for label in labels))
        if WORD not in labels:  # signs that nobody asks for are passed over, but a gap stops at a stop
            is_stop = STOP in labels
            reached.update(node for node in nodes if node < 0 or not (is_stop and self._gaps[node] == 1))
        return reached

    def _after_first(self, one: _Waiting) -> set[int]:
        """The nodes of a phrase after its first word, that it was waiting behind."""
        return {
            target
            for entry in self._begun_at(one.phrase)
            for labels, targets in self._edges[entry]
            if not labels.isdisjoint(one.firsts)
            for target in targets
        }

    def _number(self, tables: Tables, nodes: set[int]) -> int:
        key = array("i", sorted(nodes)).tobytes()
        found = tables.numbers.get(key)
        if found is None:
            found = len(tables.sets)
            tables.sets.append(key)
            tables.moves.append({})
            tables.asks.append(None)
            if 0 in nodes:
                tables.open.add(found)
            tables.accepts.append(tuple(sorted(map(self._phrases.__getitem__, self._phrases.keys() & nodes))))
            tables.numbers[key] = found
        return found

    def _meet(self, labels: Iterable[str]) -> set[int]:
        """Where phrases wait for their second word that may begin with one of the labels; those for which any will do,
        and those that are a word, are built at once."""
        waiting: dict[int, list[str]] = {}
        for label in labels:
            for phrase in self._firsts.get(label, ()):
                if phrase not in self._entries:
                    if self._seconds(phrase) is None:
                        self._begun_at(phrase)
                    else:
                        waiting.setdefault(phrase, []).append(label)
        return {self._place(phrase, tuple(firsts)) for phrase, firsts in waiting.items()}

    def _place(self, phrase: int, firsts: tuple[str, ...]) -> int:
        """The node at which a phrase waits after its first word."""
        seconds = self._seconds(phrase)
        assert seconds is not None
        one = _Waiting(phrase, firsts, seconds)
        if one not in self._places:
            self._waiting.append(one)
            self._places[one] = -len(self._waiting)
        return self._places[one]

    def _begun_at(self, phrase: int) -> Sequence[int]:
        """The nodes that a phrase begins at, which is built if it is not yet."""
        if phrase not in self._entries:
            self._add(phrase, self._build(phrase))
        return self._entries[phrase]

    def _add(self, phrase: int, outline: Outline) -> None:
        first = len(self._gaps)
        self._gaps += outline.gaps
        self._edges.add(first, outline)
        self._phrases[first] = phrase
        self._entries[phrase] = [first + entry for entry in outline.entries]
        for entry in self._entries[phrase]:
            for labels, targets in self._edges[entry]:
                for label in labels:
                    self._begun.setdefault(label, []).extend(targets)


class _Edges(dict[int, tuple[tuple[frozenset[str], tuple[int, ...]], ...]]):
    """For nodes the sets of labels that lead from them, and where to; worked out when they are first reached."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._outlines: list[Outline] = []

    def add(self, first: int, outline: Outline) -> None:
        """Adds a graph whose nodes are numbered from `first` on, behind those that were added before."""
        self._firsts.append(first)
        self._outlines.append(outline)

    def __missing__(self, node: int) -> tuple[tuple[frozenset[str], tuple[int, ...]], ...]:
        place = bisect_right(self._firsts, node) - 1
        first = self._firsts[place]
        edges = self._outlines[place].edges(node - first)
        return self.setdefault(node, tuple((some, tuple(first + target for target in to)) for some, to in edges))
