"""Rows: segments made of nothing but buttons, labels and links, whatever their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from cleaner.find.automaton import DEAD, START, Automaton, Tables
from cleaner.rules.graphs import KINDS, STOP, WORD
from cleaner.text.words import Kind

#: A row has so many items at least.
_FEWEST = 2
#: Signs between the parts of an enumeration.
_ENUMERATES = frozenset(",;，、；،")
#: An item of so many words need not be parted from the next: in scripts without spaces it is none by chance.
_APART = 4
#: A longer segment, in symbols, is no row.
_LONGEST = 400

#: Whether a phrase that says these symbols is a button.
IsItem: TypeAlias = Callable[[int, Sequence[int]], bool]


class Item(NamedTuple):
    """A place in a row, from one symbol up to another, and the phrases that say what stands there."""

    phrases: tuple[int, ...]
    start: int
    end: int


def row_of(automaton: Automaton, tables: Tables, text: str, is_item: IsItem) -> list[Item] | None:
    """The items that a text is made of, if it is a row; counters and signs may stand between them, but no stop, for
    then it is a sentence, unless it is a cry at the end ("Copy link Link copied!"), and no comma, for then it may be an
    enumeration ("Film, music, books")."""
    if not _ENUMERATES.isdisjoint(text):
        return None
    symbols = automaton.symbols(tables, text)
    if text.rstrip().endswith("!"):
        symbols.pop()
    if len(symbols) > _LONGEST or any(STOP in automaton.alphabet.labels[symbol] for symbol in symbols):
        return None
    last = len(symbols)
    joints = automaton.joints(tables, text)
    came: dict[int, Item | int] = {0: 0}  # for each place that a row reaches: the last item before it, or a counter
    for place in range(last):
        if place in came:
            labels = automaton.alphabet.labels[symbols[place]]
            if WORD not in labels or KINDS[Kind.NUMBER] in labels:
                came.setdefault(place + 1, place)
            for item in _items_from(automaton, tables, symbols, place, is_item):
                if item.end - place >= _APART or (place in joints and item.end in joints):
                    came[item.end] = item
    if last not in came:
        return None
    found: list[Item] = []
    at = last
    while at:
        way = came[at]
        if isinstance(way, Item):
            found.append(way)
            at = way.start
        else:
            at = way
    return found[::-1] if len(found) >= _FEWEST else None


def _items_from(
    automaton: Automaton, tables: Tables, symbols: Sequence[int], start: int, is_item: IsItem
) -> list[Item]:
    """The items that begin at a place."""
    found = []
    state = START
    for place in range(start, len(symbols)):
        state = automaton.walk(tables, state, symbols[place : place + 1])
        if state == DEAD:
            break
        if WORD in automaton.alphabet.labels[symbols[place]]:
            said = symbols[start : place + 1]
            phrases = tuple(one for one in tables.accepts[state] if is_item(one, said))
            if phrases:
                found.append(Item(phrases, start, place + 1))
    return found
