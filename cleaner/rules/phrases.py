r"""The phrase language: what a prompt says, as a template that reads like it.

The notation is that of HassIL's sentence templates (Home Assistant, 2023), grown by stems, repetition and gaps:

    (a|b)  either            read(s|ing)  article[s]   inside a word
    [x]    maybe             <articles>                a word list
    (a)+   one or more       {n} {date} {words}        a typed gap
    abonn* a stem            \( \[ \| …                the sign itself

`parse` reads a template into a tree of the nodes below. Trees hold text as it was written; how it is folded and cut
into words is the business of `cleaner.rules.graphs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from cleaner.errors import CleanerError

#: A phrase longer than this, in code points, is refused: it wants to be several.
LONGEST_PHRASE = 300
#: A phrase that says more sentences than this is refused, too.
MOST_SENTENCES = 1_000_000
#: Groups inside groups inside groups … so many deep.
_DEEPEST = 12
_SPECIAL = "()[]{}<>|*+\\"
#: What stands for a special sign that was written with a backslash: a character for private use, at this distance.
_ESCAPED = 0xF000
#: What joins or parts letters in some scripts without being seen.
_JOINERS = "\u200c\u200d"
#: What is said word for word.
_PLAIN = re.compile(r"[^\\()\[\]{}<>|+]+")
_NAME = re.compile(r"[A-Za-z][\w-]*")
_SLOT = re.compile(r"([A-Za-z]+)(?: (\d{1,3})(?:-(\d{1,3}))?)?")


class PhraseError(CleanerError):
    """A phrase that is none: `problem` in words, and the `column` of the phrase where it lies, counted from 1."""

    def __init__(self, problem: str, column: int) -> None:
        super().__init__(f"{problem} (column {column})")
        self.problem = problem
        self.column = column

    def __reduce__(self) -> tuple[type[PhraseError], tuple[str, int]]:
        return PhraseError, (self.problem, self.column)


@dataclass(frozen=True, slots=True)
class Text:
    """What is said word for word, spaces and signs included."""

    text: str


@dataclass(frozen=True, slots=True)
class Either:
    """One of several; an empty Sequence among them makes it a maybe."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """One or more of the same."""

    item: Node


@dataclass(frozen=True, slots=True)
class ListName:
    """A word list, by name; `column` is where it is named."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A typed gap; `least` and `most` are words, None where the slot's own bounds hold."""

    name: str
    least: int | None
    most: int | None
    column: int


Node: TypeAlias = Text | Either | Sequence | Many | ListName | Slot


def parse(template: str) -> Sequence:
    """The tree of a template. Raises PhraseError where it is none.

    >>> parse("{n} <articles> left").items
    (Slot(name='n', least=None, most=None, column=1), Text(text=' '), ListName(name='articles', column=5),
     Text(text=' left'))
    >>> parse("read (more")
    Traceback (most recent call last):
    cleaner.rules.phrases.PhraseError: "(" is never closed (column 6)
    """
    if len(template) > LONGEST_PHRASE:
        raise PhraseError(f"is longer than {LONGEST_PHRASE} characters: make several of it", LONGEST_PHRASE)
    at = next((i for i, char in enumerate(template) if not (char.isprintable() or char in _JOINERS)), None)
    if at is not None:
        raise PhraseError(f"holds the character U+{ord(template[at]):04X}, which cannot be read aloud", at + 1)
    return _Parser(template).whole()


def plain(text: str) -> str:
    r"""The text with escaped signs as themselves.

    >>> plain(parse(r"home \> news").items[0].text)
    'home > news'
    """
    return "".join(chr(ord(char) - _ESCAPED) if _ESCAPED <= ord(char) < _ESCAPED + 128 else char for char in text)


def nodes(tree: Node) -> Iterator[Node]:
    """A tree's nodes, itself first."""
    yield tree
    parts: tuple[Node, ...] = ()
    if isinstance(tree, Either):
        parts = tree.options
    elif isinstance(tree, Sequence):
        parts = tree.items
    elif isinstance(tree, Many):
        parts = (tree.item,)
    for part in parts:
        yield from nodes(part)


def sentences(tree: Node) -> int:
    """How many sentences a tree says; a word list, a slot or a repetition counts once. Counts on no further than a
    little above the most that there may be."""
    if isinstance(tree, Either):
        return sum(map(sentences, tree.options))
    if isinstance(tree, Sequence):
        count = 1
        for item in tree.items:
            count *= sentences(item)
            if count > MOST_SENTENCES:
                return count
        return count
    return sentences(tree.item) if isinstance(tree, Many) else 1


class _Parser:
    """Reads one template from left to right."""

    def __init__(self, template: str) -> None:
        self._template = template
        self._at = 0
        self._depth = 0

    def whole(self) -> Sequence:
        options = self._options("")
        if len(options) > 1:
            raise self._wrong('a "|" outside of brackets: write (a|b), or \\| for the sign')
        return options[0]

    def _wrong(self, problem: str, at: int | None = None) -> PhraseError:
        return PhraseError(problem, (self._at if at is None else at) + 1)

    def _options(self, closing: str) -> list[Sequence]:
        """What stands up to the closing bracket, parted at each "|"."""
        start = self._at - 1
        options: list[Sequence] = []
        items: list[Node] = []
        while self._at < len(self._template):
            char = self._template[self._at]
            if char == closing:
                break
            if char == "|":
                if not closing:
                    raise self._wrong('a "|" outside of brackets: write (a|b), or \\| for the sign')
                options.append(Sequence(tuple(items)))
                items = []
                self._at += 1
            elif char in ")]}>":
                raise self._wrong(f'"{char}" closes nothing: write \\{char} for the sign')
            else:
                items.append(self._item(char))
        else:
            if closing:
                raise self._wrong(f'"{self._template[start]}" is never closed', start)
        return [*options, Sequence(tuple(items))]

    def _item(self, char: str) -> Node:
        if char in "([":
            return self._group(char)
        if char == "<":
            return self._repeated(self._list())
        if char == "{":
            return self._repeated(self._slot())
        if char == "+":
            raise self._wrong('"+" repeats a group or a list: write (a)+ or <list>+, or \\+ for the sign')
        return self._text()

    def _group(self, opening: str) -> Node:
        start = self._at
        self._at += 1
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._wrong(f"brackets stand more than {_DEEPEST} deep")
        options = self._options(")" if opening == "(" else "]")
        self._depth -= 1
        self._at += 1
        if not any(option.items for option in options):
            raise self._wrong("empty brackets", start)
        is_maybe = opening == "["
        return self._repeated(Either((*options, Sequence(())) if is_maybe else tuple(options)))

    def _repeated(self, node: Node) -> Node:
        if self._template[self._at : self._at + 1] == "+":
            self._at += 1
            return Many(node)
        return node

    def _list(self) -> ListName:
        start, name = self._named("<", ">", _NAME, "a word list's name: letters, digits and hyphens")
        return ListName(name[0], start + 1)

    def _slot(self) -> Slot:
        start, found = self._named("{", "}", _SLOT, "a slot: a name, or a name and how many words, {words 1-20}")
        least, most = (None if bound is None else int(bound) for bound in found.groups()[1:])
        if least is not None and most is None:
            most = least
        if least is not None and most is not None and least > most:
            raise self._wrong(f"{least} to {most} words are none", start)
        return Slot(found[1], least, most, start + 1)

    def _named(self, opening: str, closing: str, form: re.Pattern[str], wanted: str) -> tuple[int, re.Match[str]]:
        start = self._at
        end = self._template.find(closing, start)
        if end < 0:
            raise self._wrong(f'"{opening}" is never closed: write \\{opening} for the sign', start)
        found = form.fullmatch(self._template, start + 1, end)
        if found is None:
            raise self._wrong(f"{self._template[start : end + 1]!r} is not {wanted}", start)
        self._at = end + 1
        return start, found

    def _text(self) -> Text:
        chars: list[str] = []
        while self._at < len(self._template):
            plain = _PLAIN.match(self._template, self._at)
            if plain is not None:
                chars.append(plain[0])
                self._at = plain.end()
            elif self._template[self._at] == "\\":
                following = self._template[self._at + 1 : self._at + 2]
                if not following or following not in _SPECIAL:
                    raise self._wrong(f"a backslash stands before one of {_SPECIAL} only")
                chars.append(chr(_ESCAPED + ord(following)))
                self._at += 2
            else:
                break
        return Text("".join(chars))
