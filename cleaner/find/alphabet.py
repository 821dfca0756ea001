"""The alphabet of the automaton: what words and signs are to the phrases.

A symbol stands for all words that are alike to every phrase: those that bear the same labels (the word itself if some
phrase says it, its stems, that it is a number, that it begins with a capital).
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from cleaner.rules.graphs import CAPITAL, KINDS, STOP, WORD
from cleaner.text.words import MOST_HUMPS, WIDEST_WORD, Kind, Word, humps_of


class Alphabet:
    """The symbols for the labels that phrases ask for. Safe to share between threads."""

    def __init__(self, labels: Iterable[str]) -> None:
        self._labels = frozenset(labels)
        self._stems = _Stems(label for label in self._labels if "*" in label and len(label) > 1)
        self._symbols: dict[tuple[str, ...], int] = {}
        self._lock = Lock()
        self.labels: list[tuple[str, ...]] = []  #: What each symbol bears.
        self._unknown = [self._numbered((WORD,)), self._numbered((WORD, CAPITAL))]

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
            said = chunk[word.start : word.end]
            parts = [said] if said[1:].islower() else self._parts(humps_of(said))
            if len(parts) > 1:
                return [self._word(part.lower(), part[:1].isupper()) for part in parts]
        if word.kind is Kind.WORD:
            return [self._word(word.text, word.is_capital)]
        if word.kind is Kind.SIGN and word.text not in self._labels:
            return []
        return [self._symbol(word.text, word.kind, word.is_capital)]

    def _word(self, text: str, is_capital: bool) -> int:
        """The symbol of a word. Most are in no phrase and have no stem: these are alike but for the capital."""
        labels = [text] if text in self._labels else []
        labels += self._stems.of(text)
        if not labels:
            return self._unknown[is_capital]
        return self._numbered((*labels, WORD, CAPITAL) if is_capital else (*labels, WORD))

    def _parts(self, humps: list[str]) -> list[str]:
        """The words that humps make up: "Whats", "App", "Save" are two, if phrases ask for "whatsapp"."""
        if len(humps) > MOST_HUMPS:
            return humps[:1]
        parts: list[str] = []
        at = 0
        while at < len(humps):
            end = min(len(humps), at + WIDEST_WORD)
            while end > at + 1 and "".join(humps[at:end]).lower() not in self._labels:
                end -= 1
            parts.append("".join(humps[at:end]))
            at = end
        return parts

    def _symbol(self, text: str, kind: Kind, is_capital: bool) -> int:
        """The symbol of what is no word of letters."""
        labels: list[str] = [text] if text in self._labels else []
        if kind is Kind.STOP:
            labels.append(STOP)
        elif kind is not Kind.SIGN:
            labels += [KINDS[kind], WORD]
            if is_capital:
                labels.append(CAPITAL)
        return self._numbered(tuple(labels))

    def _numbered(self, labels: tuple[str, ...]) -> int:
        found = self._symbols.get(labels)
        if found is None:
            with self._lock:
                if labels not in self._symbols:
                    self.labels.append(labels)
                    self._symbols[labels] = len(self.labels) - 1
                found = self._symbols[labels]
        return found


class _Stems:
    """The stems that a word has."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._starts: dict[str, str] = {}  # by how words with them begin
        self._ends: dict[str, str] = {}  # by how words with them end
        self._inner: list[tuple[str, str]] = []
        for stem in stems:
            bare = stem.strip("*")
            if len(bare) < 2 or (stem.startswith("*") and stem.endswith("*")):
                self._inner.append((bare, stem))
            elif stem.endswith("*"):
                self._starts[bare] = stem
            else:
                self._ends[bare] = stem
        self._start_lengths = sorted(set(map(len, self._starts)))
        self._end_lengths = sorted(set(map(len, self._ends)))

    def of(self, word: str) -> list[str]:
        """The stems of a word."""
        size = len(word)
        found = [stem for bare, stem in self._inner if bare in word and _is_at_its_end(word, stem)]
        starts, ends = self._starts, self._ends
        for length in self._start_lengths:
            if length > size:
                break
            if (stem := starts.get(word[:length])) is not None:
                found.append(stem)
        for length in self._end_lengths:
            if length > size:
                break
            if (stem := ends.get(word[-length:])) is not None:
                found.append(stem)
        return found


def _is_at_its_end(word: str, stem: str) -> bool:
    """Whether a stem, found in a word, stands where its stars say."""
    return (stem[0] == "*" or word.startswith(stem[:-1])) and (stem[-1] == "*" or word.endswith(stem[1:]))
