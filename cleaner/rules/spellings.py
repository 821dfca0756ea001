"""Where pieces of a template touch, they make one word: `read(s|ing)` is "reads" or "reading"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from cleaner.rules.phrases import (
    Either,
    ListName,
    Many,
    Node,
    PhraseError,
    Sequence,
    Slot,
    Text,
    nodes,
    plain,
    sentences,
)
from cleaner.text.words import STEM, folded, is_by_character, words

#: How many spellings one word may have.
_MOST_SPELLINGS = 256
#: An apostrophe or hyphen between a word and what comes next to it: `l'(article|app)`. It parts words and never counts.
_LOOSE_END = re.compile(r"(?<=\w)['’-]$|^['’-](?=\w)")


@lru_cache(maxsize=16_384)
def labels_of(text: str) -> tuple[str, ...]:
    r"""The labels of what is said word for word.

    >>> labels_of("Don’t miss: abonn*"), labels_of("この記事")
    (('don', 't', 'miss', ':', 'abonn*'), ('こ', 'の', '記', '事'))
    """
    text = _LOOSE_END.sub(" ", text)
    if "*" not in text:
        return tuple(word.text for word in words(plain(text)))
    found: list[str] = []
    for i, part in enumerate(STEM.split(text)):
        found += [folded(part)] if i % 2 else [word.text for word in words(plain(part))]
    return tuple(found)


class Options(NamedTuple):
    """What may be said in one place: the labels of the options that are said word for word, and the other options."""

    plain: tuple[tuple[str, ...], ...]
    others: tuple[Node, ...]


def parted(options: Iterable[Node]) -> Options:
    """Options by what they are.

    >>> parted([Sequence((Text("sign up"),)), Sequence(())])
    Options(plain=(('sign', 'up'),), others=(Sequence(items=()),))
    """
    plain: list[tuple[str, ...]] = []
    others: list[Node] = []
    for option in options:
        text = option.items[0] if isinstance(option, Sequence) and len(option.items) == 1 else option
        labels = labels_of(text.text) if isinstance(text, Text) else ()
        if labels:
            plain.append(labels)
        else:
            others.append(option)
    return Options(tuple(plain), tuple(others))


def joined(items: tuple[Node, ...]) -> list[Node | list[Node]]:
    """The items of a sequence; where some together make a word, all the spellings of it as a list in their place.
    Raises PhraseError where a word list is given an ending."""
    if len(items) < 2:
        return list(items)
    runs: list[list[Node]] = []
    for before, item in zip((None, *items), items, strict=False):
        begins = _edges(item, 0)
        if isinstance(before, ListName) and any(map(_is_letter, begins)):
            raise PhraseError(f"<{before.name}> takes no ending: put it into the list, or add a space", before.column)
        at = None
        if any(map(_is_letter, begins)):
            for place in reversed(range(len(runs))):
                ends = _edges(Sequence(tuple(runs[place])), -1)
                if any(map(_is_letter, ends)):
                    at = place
                    break
                if "" not in ends:
                    break
        if at is None:
            runs.append([item])
        else:
            runs[at:] = [[*(one for run in runs[at:] for one in run), item]]
    return [run[0] if len(run) == 1 else _spellings(run) for run in runs]


def _is_letter(char: str) -> bool:
    return char == "*" or (char.isalnum() and not is_by_character(char))


def _edges(node: Node, side: int) -> set[str]:
    """The characters that a node may begin (0) or end (-1) with; "" if it may say nothing."""
    if isinstance(node, Text):
        return {node.text[side]} if node.text else {""}
    if isinstance(node, Either):
        return {char for option in node.options for char in _edges(option, side)}
    if isinstance(node, Many):
        return _edges(node.item, side)
    if isinstance(node, Sequence):
        found = {""}
        for item in node.items if side == 0 else reversed(node.items):
            found = (found - {""}) | _edges(item, side)
            if "" not in found:
                break
        return found
    return {"{"}  # a list or a slot: never a part of a word


def _spellings(run: list[Node]) -> list[Node]:
    """All that a run of nodes which make one word may be, each as a sequence."""
    found: list[Node] = []
    if sentences(Sequence(tuple(run))) > _MOST_SPELLINGS:
        column = next((node.column for part in run for node in nodes(part) if isinstance(node, ListName | Slot)), 1)
        raise PhraseError(f"a word has more than {_MOST_SPELLINGS} spellings: make several phrases of it", column)
    for variant in _variants(Sequence(tuple(run))):
        items: list[Node] = []
        for atom in variant:
            if isinstance(atom, Text) and items and isinstance(items[-1], Text):
                items[-1] = Text(items[-1].text + atom.text)
            else:
                items.append(atom)
        found.append(Sequence(tuple(items)))
    return found


def _variants(node: Node) -> Iterator[tuple[Node, ...]]:
    if isinstance(node, Either):
        for option in node.options:
            yield from _variants(option)
    elif isinstance(node, Sequence):
        for parts in product(*(list(_variants(item)) for item in node.items)):
            yield tuple(atom for part in parts for atom in part)
    else:
        yield (node,)
