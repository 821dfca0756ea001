"""The alphabet of the automaton: what words and signs are to the phrases.

A symbol stands for all words that are alike to every phrase: those that bear the same labels (the word itself if some
phrase says it, its stems, that it is a number, that it begins with a capital).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from threading import Lock

from cleaner.rules.graphs import CAPITAL, KINDS, STOP, WORD
from cleaner.text.words import Kind, Word

#: So many words may be glued together, and a word itself may have so many capitals ("WhatsApp", "LinkedIn").
_MOST_HUMPS, _WIDEST_WORD = 40, 4
_HUMP = re.compile(r"(?<=[^\W\d_A-ZÀ-ÖØ-ÞА-Я])(?=[A-ZÀ-ÖØ-ÞА-Я])")


class Alphabet:
    """The symbols for the labels that phrases ask for. Safe to share between threads."""

    def __init__(self, labels: Iterable[str]) -> None:
        self._labels = frozenset(labels)
        self._stems = _Stems(label for label in self._labels if "*" in label and len(label) > 1)
        self._symbols: dict[tuple[str, ...], int] = {}
        self._lock = Lock()
        self.labels: list[tuple[str, ...]] = []  #: What each symbol bears.

    def is_word(self, symbol: int) -> bool:
        """Whether a symbol stands for a word: no sign."""
        return WORD in self.labels[symbol]

    def said(self, symbols: Iterable[int]) -> list[tuple[str, ...]]:
        """The labels that each of the symbols bears."""
        return list(map(self.labels.__getitem__, symbols))

    def of(self, word: Word, chunk: str) -> list[int]:
        """The symbols of a word of a chunk: one, or those of its parts where words are glued ("ShareSave"), or none
        where no phrase asks for a sign."""
        if word.kind is Kind.WORD and word.text not in self._labels and word.end - word.start > 1:
            parts = self._parts(_HUMP.split(chunk[word.start : word.end]))
            if len(parts) > 1:
                return [self._symbol(part.lower(), Kind.WORD, part[:1].isupper()) for part in parts]
        if word.kind is Kind.SIGN and word.text not in self._labels:
            return []
        return [self._symbol(word.text, word.kind, word.is_capital)]

    def _parts(self, humps: list[str]) -> list[str]:
        """The words that humps make up: "Whats", "App", "Save" are two, if phrases ask for "whatsapp"."""
        if len(humps) > _MOST_HUMPS:
            return humps[:1]
        parts: list[str] = []
        at = 0
        while at < len(humps):
            end = min(len(humps), at + _WIDEST_WORD)
            while end > at + 1 and "".join(humps[at:end]).lower() not in self._labels:
                end -= 1
            parts.append("".join(humps[at:end]))
            at = end
        return parts

    def _symbol(self, text: str, kind: Kind, is_capital: bool) -> int:
        labels: list[str] = [text] if text in self._labels else []
        if kind not in (Kind.SIGN, Kind.STOP):
            if kind is Kind.WORD:
                labels += self._stems.of(text)
            else:
                labels.append(KINDS[kind])
            labels.append(WORD)
            if is_capital:
                labels.append(CAPITAL)
        if kind is Kind.STOP:
            labels.append(STOP)
        key = tuple(labels)
        found = self._symbols.get(key)
        if found is None:
            with self._lock:
                if key not in self._symbols:
                    self.labels.append(key)
                    self._symbols[key] = len(self.labels) - 1
                found = self._symbols[key]
        return found


class _Stems:
    """The stems that a word has."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._starts: dict[str, str] = {}
        self._ends: dict[str, str] = {}
        self._inner: list[tuple[str, str]] = []
        for stem in stems:
            bare = stem.strip("*")
            if stem.startswith("*") and stem.endswith("*"):
                self._inner.append((bare, stem))
            elif stem.endswith("*"):
                self._starts[bare] = stem
            else:
                self._ends[bare] = stem
        lengths = {len(bare) for bare in (*self._starts, *self._ends)}
        self._lengths = range(min(lengths, default=1), max(lengths, default=0) + 1)

    def of(self, word: str) -> list[str]:
        """The stems of a word."""
        found = [stem for bare, stem in self._inner if bare in word]
        for length in self._lengths:
            if length > len(word):
                break
            if (stem := self._starts.get(word[:length])) is not None:
                found.append(stem)
            if (stem := self._ends.get(word[-length:])) is not None:
                found.append(stem)
        return found


def is_humped(chunk: str) -> bool:
    """Whether capitals stand inside a chunk.

    >>> is_humped("ShareSave"), is_humped("Share")
    (True, False)
    """
    return _HUMP.search(chunk) is not None
