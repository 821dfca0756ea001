"""Which rules claim what: the candidate pass names lines, the exact patterns run there and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import regex

from cleaner.document import Document
from cleaner.fold import View
from cleaner.rules import Confidence, Keep, Rule, Unit
from cleaner.scan import KEY_BITS, KEY_MASK, Lexicon, Scanner, best_scanner
from cleaner.spans import Span

#: A line longer than this, in code points, is no prompt as a whole.
LONGEST_LINE = 1_000
#: A line longer than this, in code points, is looked at in parts of this length, cut at white space.
LONGEST_PART = 2_000
#: Two lines that together are longer than this, in code points, are not one phrase that was broken in two.
LONGEST_PAIR = 240

_ENDED = tuple(".!?:;…。！？\"”»)")
#: Where a prompt may be glued to what stands before or after it: after the end of a sentence, or between a small
#: letter and a capital.
_SEAM = regex.compile(r"(?<=[.!?…][\"'”’)]?)(?=\p{Lu})|(?<=\p{Ll})(?=\p{Lu})|(?<=[。！？])")
_MOST_SEAMS = 12
_PARTS = regex.compile(rf".{{1,{LONGEST_PART}}}(?:(?<=\s)|(?=\s)|$)|.{{1,{LONGEST_PART}}}", regex.DOTALL)
_SHORTEST_GLUED = 8


class Claim(NamedTuple):
    """What a rule claims. `span` is in code points of the text; `first` and `last` are its lines; `is_whole` tells
    whether nothing else stands on them."""

    rule: Rule
    span: Span
    first: int
    last: int
    is_whole: bool


class _Part(NamedTuple):
    """A line, or a part of a long one: its line, where it starts in the text, and how rules see it."""

    line: int
    start: int
    view: View

    def span(self, start: int, end: int) -> Span:
        """The code points of the text that a piece of the view stands for."""
        return Span(self.start + self.view.source(start), self.start + self.view.source(end - 1) + 1)


@dataclass(frozen=True, slots=True)
class Scanned:
    """A text with the hits of the candidate pass, in bytes of `data`."""

    text: str
    data: bytes
    hits: Sequence[int]


class Matcher:
    """The rules of all packs, ready to be looked for. It holds no state of the texts that it has seen."""

    def __init__(self, rules: Iterable[Rule], keeps: Iterable[Keep] = (), scanner: Scanner | None = None) -> None:
        self.rules = tuple(rules)
        self.keeps = tuple(keeps)
        self._given = scanner
        self._patterns: dict[str, regex.Pattern[str]] = {}

    def __getstate__(self) -> dict[str, object]:
        return {"rules": self.rules, "keeps": self.keeps}

    def __setstate__(self, state: dict[str, tuple[Rule, ...]]) -> None:
        self.__init__(state["rules"], state["keeps"])  # type: ignore[misc, arg-type]

    @cached_property
    def lexicon(self) -> Lexicon:
        """All literals and shapes, each once."""
        literals = dict.fromkeys(literal for rule in self.rules for literal in rule.any_of)
        shapes = dict.fromkeys(rule.shape for rule in self.rules if rule.shape)
        return Lexicon(tuple(literals), tuple(shapes))

    @cached_property
    def scanner(self) -> Scanner:
        """The engine of the candidate pass."""
        return self._given or best_scanner(self.lexicon)

    @cached_property
    def _owners(self) -> list[list[int]]:
        """For each literal and shape, by number, the rules that it may announce."""
        keys = {literal: i for i, literal in enumerate([*self.lexicon.literals, *self.lexicon.shapes])}
        owners: list[list[int]] = [[] for _ in keys]
        for number, rule in enumerate(self.rules):
            for literal in rule.any_of or (rule.shape or "",):
                owners[keys[literal]].append(number)
        return owners

    def scan(self, texts: Sequence[str]) -> list[Scanned]:
        """The candidate pass over many texts at once."""
        parts = [text.encode("utf-8", "surrogatepass") for text in texts]
        if not self.scanner.reads_source:
            return [Scanned(text, data, self.scanner.scan_shapes(data)) for text, data in zip(texts, parts, strict=True)]
        hits = self.scanner.scan(b"\n".join(parts))
        if not hits:
            return [Scanned(text, data, ()) for text, data in zip(texts, parts, strict=True)]
        out, at, start = [], 0, 0
        for text, data in zip(texts, parts, strict=True):
            limit, first = (start + len(data) + 1) << KEY_BITS, at
            while at < len(hits) and hits[at] < limit:
                at += 1
            base = start << KEY_BITS
            out.append(Scanned(text, data, [hit - base for hit in hits[first:at]] if at > first else ()))
            start += len(data) + 1
        return out

    def has_hit(self, scanned: Scanned, key: int) -> bool:
        """Whether the scan of a text met `key`."""
        return any(hit & KEY_MASK == key for hit in scanned.hits)

    def find(self, document: Document, scanned: Scanned | None = None) -> list[Claim]:
        """Every claim on the document, in the order of the text.

        `scanned` is the candidate pass over the document's text, if it was already made.
        """
        scanned = scanned or self.scan([document.text])[0]
        if not scanned.hits and self.scanner.reads_source:
            return []
        if self.has_hit(scanned, self.lexicon.terminator):
            bodies = [document.body(i) for i in range(len(document.raw_lines))]
            scanned = self.scan(["\n".join(bodies)])[0]
        return self._judged(document, self.candidates(document, scanned))

    def find_exhaustively(self, document: Document) -> list[Claim]:
        """What `find` gives, without the candidate pass: every rule on every line. Slow; for tests."""
        every = range(len(self.rules))
        lines = (i for i, blank in enumerate(document.blank) if not blank)
        return self._judged(document, {line: dict.fromkeys(every) for line in lines})

    def candidates(self, document: Document, scanned: Scanned) -> dict[int, dict[int, None]]:
        """For each line worth a look, the numbers of the rules that may match there."""
        found: dict[int, dict[int, None]] = {}
        odd: set[int] = set()
        key_of_odd, owners, data = self.lexicon.odd, self._owners, scanned.data
        line = at = 0
        last = len(document.raw_lines) - 1
        for hit in scanned.hits:
            end, key = hit >> KEY_BITS, hit & KEY_MASK
            line += data.count(b"\n", at, end - 1)
            at = end - 1
            if key < key_of_odd:
                found.setdefault(min(line, last), {}).update(dict.fromkeys(owners[key]))
            elif key == key_of_odd:
                odd.add(min(line, last))
                if data[end - 2 : end - 1] == b"\n":
                    odd.add(line - 1)
        if not self.scanner.reads_source:
            odd = {i for i, blank in enumerate(document.blank) if not blank}
        self._look_at_odd(document, odd, found)
        return found

    def _look_at_odd(self, document: Document, odd: set[int], found: dict[int, dict[int, None]]) -> None:
        """Adds the candidates on lines whose literals show only when the line, or the pair it is in, is folded."""
        items: list[str] = []
        places: list[int] = []
        for line in sorted(odd):
            items.append(View(document.body(line)).text)
            places.append(line)
            for first in (line - 1, line):
                if self._may_be_one(document, first):
                    items.append(View(self._pair(document, first)).text)
                    places.append(line)
        if not items:
            return
        data = "\n\n".join(items).encode("utf-8", "surrogatepass")
        literals = len(self.lexicon.literals)
        at = item = 0
        for hit in self.scanner.scan(data):
            end, key = hit >> KEY_BITS, hit & KEY_MASK
            item += data.count(b"\n\n", at, end)
            at = end
            if key < literals:
                found.setdefault(places[item], {}).update(dict.fromkeys(self._owners[key]))

    def _judged(self, document: Document, candidates: dict[int, dict[int, None]]) -> list[Claim]:
        """The claims of the candidate rules, each tried by its exact pattern."""
        claims: list[Claim] = []
        for line in sorted(candidates):
            if document.blank[line]:
                continue
            body = document.body(line)
            if len(body) > LONGEST_PART:
                claims += self._in_parts(document, line, body, candidates[line])
                continue
            part = _Part(line, document.starts[line], View(body))
            for number in sorted(candidates[line]):
                rule = self.rules[number]
                if rule.unit is Unit.INLINE:
                    claims += self._inline(document, part, rule)
                elif self._matches(rule, part.view):
                    claims.append(Claim(rule, document.body_span(line), line, line, True))
                else:
                    claims += self._pairs(document, line, rule) or self._glued(part, rule)
        unique = dict.fromkeys(claims)
        if self.keeps:
            return [claim for claim in unique if not self._is_kept(document, claim)]
        return list(unique)

    def _pattern(self, source: str) -> regex.Pattern[str]:
        pattern = self._patterns.get(source)
        if pattern is None:
            pattern = self._patterns[source] = regex.compile(source)
        return pattern

    def _matches(self, rule: Rule, view: View) -> bool:
        core = (view.shown_core if rule.case else view.core).text
        return (
            len(core) <= LONGEST_LINE
            and self._pattern(rule.pattern).fullmatch(core) is not None
            and not self._is_guarded(rule, view)
        )

    def _is_guarded(self, rule: Rule, view: View) -> bool:
        if rule.unless is None:
            return False
        return self._pattern(rule.unless).search(view.shown if rule.case else view.text) is not None

    def _in_parts(self, document: Document, line: int, body: str, numbers: Iterable[int]) -> list[Claim]:
        """The claims inside a very long line, found part by part so that the cost grows with its length only."""
        rules = [self.rules[number] for number in sorted(numbers)]
        claims: list[Claim] = []
        for match in _PARTS.finditer(body):
            part = _Part(line, document.starts[line] + match.start(), View(match[0]))
            for rule in rules:
                if rule.any_of and not any(literal in part.view.text for literal in rule.any_of):
                    continue
                if rule.unit is Unit.INLINE:
                    claims += self._inline(document, part, rule)
                else:
                    claims += self._glued(part, rule)
        return claims

    def _pairs(self, document: Document, line: int, rule: Rule) -> list[Claim]:
        """The claim on this line and a neighbour, where a phrase runs over the line's end."""
        for first in (line - 1, line):
            if self._may_be_one(document, first):
                if self._matches(rule, View(self._pair(document, first))):
                    span = Span(document.starts[first], document.body_span(first + 1).end)
                    return [Claim(rule, span, first, first + 1, True)]
        return []

    @staticmethod
    def _may_be_one(document: Document, first: int) -> bool:
        """Whether the line `first` and the next may be one phrase broken in two."""
        lines, blank = document.raw_lines, document.blank
        if first < 0 or first + 1 >= len(lines) or blank[first] or blank[first + 1]:
            return False
        if len(lines[first]) + len(lines[first + 1]) > LONGEST_PAIR:
            return False
        return not document.body(first).rstrip().endswith(_ENDED)

    @staticmethod
    def _pair(document: Document, first: int) -> str:
        return f"{document.body(first)} {document.body(first + 1)}"

    def _glued(self, part: _Part, rule: Rule) -> list[Claim]:
        """The claim on a part of a line that a whole-line rule matches, where a prompt is glued to a sentence."""
        if rule.confidence is not Confidence.CERTAIN:
            return []
        shown = part.view.shown
        seams = [m.start() for m in _SEAM.finditer(shown) if 0 < m.start() < len(shown)]
        if not seams:
            return []
        cuts = [0, *seams[-_MOST_SEAMS:], len(shown)]
        for i, start in enumerate(cuts[:-1]):
            for end in reversed(cuts[i + 1 :]):
                piece = shown[start:end]
                if (start, end) == (0, len(shown)) or len(piece) < _SHORTEST_GLUED or not _is_phrase(piece):
                    continue
                if self._matches(rule, View(piece)):
                    return [Claim(rule, part.span(start, end), part.line, part.line, False)]
        return []

    def _inline(self, document: Document, part: _Part, rule: Rule) -> list[Claim]:
        view = part.view
        if self._is_guarded(rule, view):
            return []
        text = view.shown if rule.case else view.text
        body = document.body_span(part.line)
        claims = []
        for match in self._pattern(rule.pattern).finditer(text):
            start, end = match.span()
            if start == end:
                continue
            while start > 0 and text[start - 1].isspace():
                start -= 1
            if start == 0:
                while end < len(text) and text[end].isspace():
                    end += 1
            span = part.span(start, end)
            is_whole = not (document.text[body.start : span.start] + document.text[span.end : body.end]).strip()
            claims.append(Claim(rule, body if is_whole else span, part.line, part.line, is_whole))
        return claims

    def _is_kept(self, document: Document, claim: Claim) -> bool:
        view = View(document.text[claim.span.start : claim.span.end])
        return any(self._pattern(keep.pattern).fullmatch(view.core.text) for keep in self.keeps)


def _is_phrase(text: str) -> bool:
    """Whether a text is more than one word; scripts without spaces count by length alone."""
    return " " in text.strip() or not text.isascii()
