"""Lines that no rule may touch, because a pack's `[[keep]]` says so."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from cleaner.find.automaton import Automaton
from cleaner.find.shapes import PATIENCE
from cleaner.rules.book import Book
from cleaner.rules.lists import Lists
from cleaner.rules.rule import Category, Keep, Rule
from cleaner.text.fold import View
from cleaner.text.lines import Document


class Keeps:
    """The keeps of all packs, ready to be looked for."""

    def __init__(self, keeps: Sequence[Keep], lists: Lists) -> None:
        self._patterns = [(keep.id, regex.compile(keep.pattern)) for keep in keeps if keep.pattern]
        said = [Rule(keep.id, Category.PROMO, "", language=keep.language, phrases=keep.phrases) for keep in keeps]
        self._book = Book([rule for rule in said if rule.phrases], lists)
        index = self._book.index
        firsts = {label: list(some) for label, some in index.firsts.items()}
        for number in {number for some in index.anchored.values() for number in some}:
            firsts.setdefault("{word}", []).append(number)
        self._automaton = Automaton(firsts, index.labels, self._book.graphs.outline, self._book.graphs.seconds)

    def lines(self, document: Document, tired: set[str]) -> frozenset[int]:
        """The lines that stay. `tired` are the ids of keeps that are left out; those that take too long are added, and
        keep nothing of this text."""
        found, rested = set(), len(tired)
        for line, body in enumerate(document.bodies):
            if body and not body.isspace() and (self._says(body) or self._matches(body, tired)):
                found.add(line)
        return frozenset(found) if len(tired) == rested else self.lines(document, tired)

    def _says(self, body: str) -> bool:
        if not self._book.phrases:
            return False
        tables = self._automaton.refresh()
        return bool(tables.accepts[self._automaton.read(tables, body).state])

    def _matches(self, body: str, tired: set[str]) -> bool:
        for name, pattern in self._patterns:
            if name not in tired:
                try:
                    if pattern.fullmatch(View(body).core.text, timeout=PATIENCE):
                        return True
                except TimeoutError:
                    tired.add(name)
        return False
