"""Which rules claim what: the candidate pass names lines, the exact patterns run there and nowhere else."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from typing import NamedTuple

import regex

from cleaner.document import Document
from cleaner.fold import PLAIN_APOSTROPHE, View
from cleaner.rules import LEADING_UP, Category, Confidence, Keep, Rule, Unit
from cleaner.scan import KEY_BITS, KEY_MASK, Lexicon, Scanner, best_scanner
from cleaner.spans import Span
from cleaner.speech import reports_speech

#: A line longer than this, in code points, is looked at in parts of this length, cut at white space.
LONGEST_PART = 2_000
#: Two lines that together are longer than this, in code points, are not one phrase that was broken in two.
LONGEST_PAIR = 240

_ENDED = tuple('.!?:;…。！？"”»)')
#: Where a prompt may be glued to what stands before or after it: after the end of a sentence, or between a small
#: letter and a capital.
_CAPITAL, _SMALL = "A-ZÀ-ÖØ-ÞА-ЯЁ", "a-zß-öø-ÿа-я"
_SEAM = re.compile(
    rf"(?:(?<=[{_SMALL}0-9)\"'][.!?])|(?<=[{_SMALL}0-9][.!?][\"')])|(?<=[{_SMALL}]{{4}}))(?=[{_CAPITAL}])"
    r"|(?<=[。！？])(?=[^。！？]{4,80}[。！？]?$)"
)
_MOST_SEAMS = 6
#: Where a phrase may run on into the next line: that goes on in small letters, or this ends with a word that leads up.
_RUNS_ON = re.compile(r"[a-zß-öø-ÿа-я]")
_LEADS_UP = re.compile(rf" (?:{'|'.join(LEADING_UP)})$")
#: A rule whose pattern can match no more than this says a word, not a prompt: it is not looked for in glued lines.
_NARROW = 36
#: By how much a line may be longer than what a pattern can match, in code points: bullets, arrows, doubled spaces.
_SLACK = 40
_PARTS = re.compile(rf".{{1,{LONGEST_PART}}}(?:(?<=\s)|(?=\s)|$)|.{{1,{LONGEST_PART}}}", re.DOTALL)
_SHORTEST_GLUED = 8


class Claim(NamedTuple):
    """What a rule claims. `span` is in code points of the text; `first` and `last` are its lines; `is_whole` tells
    whether nothing else stands on them."""

    rule: Rule
    span: Span
    first: int
    last: int
    is_whole: bool


_APOSTROPHE = PLAIN_APOSTROPHE.encode()
_LONGEST_LABEL = 30
_Numbers = dict[int, None]


class Candidates(NamedTuple):
    """Lines worth a look with the numbers of the rules to look for there; the same for pairs of lines, by the first of
    the two; and the lines that may have seams."""

    lines: dict[int, _Numbers]
    pairs: dict[int, _Numbers]
    seamed: set[int]


class _Items:
    """Folded texts to be scanned together, each with the table and the place in it where its rules are noted."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.places: list[tuple[dict[int, _Numbers], int]] = []

    def add(self, text: str, table: dict[int, _Numbers], place: int) -> None:
        self.texts.append(text)
        self.places.append((table, place))


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
    """A text with the hits of the candidate pass, in bytes of `data`: the text in UTF-8, in plainer spelling, with the
    same line ends. A hit may take in the line end after the last."""

    text: str
    data: bytes
    hits: Sequence[int]


class Matcher:
    """The rules of all packs, ready to be looked for. It holds no state of the texts that it has seen."""

    def __init__(
        self,
        rules: Iterable[Rule],
        keeps: Iterable[Keep] = (),
        make_scanner: Callable[[Lexicon], Scanner] = best_scanner,
    ) -> None:
        self.rules = tuple(rules)
        self.keeps = tuple(keeps)
        self._make_scanner = make_scanner
        self._patterns: dict[str, regex.Pattern[str]] = {}

    def __getstate__(self) -> dict[str, object]:
        return {"rules": self.rules, "keeps": self.keeps, "_make_scanner": self._make_scanner, "_patterns": {}}

    @cached_property
    def lexicon(self) -> Lexicon:
        """All literals and shapes, each once."""
        literals = dict.fromkeys(literal for rule in self.rules for literal in rule.needles or rule.any_of)
        shapes = dict.fromkeys(rule.shape for rule in self.rules if rule.shape and not rule.needles)
        return Lexicon(tuple(literals), tuple(shapes))

    @cached_property
    def scanner(self) -> Scanner:
        """The engine of the candidate pass."""
        return self._make_scanner(self.lexicon)

    @cached_property
    def _owners(self) -> list[_Numbers]:
        """For each literal and shape, by number, the rules that it may announce."""
        literals = {literal: i for i, literal in enumerate(self.lexicon.literals)}
        shapes = {shape: i for i, shape in enumerate(self.lexicon.shapes, len(literals))}
        owners: list[_Numbers] = [{} for _ in range(len(literals) + len(shapes))]
        for number, rule in enumerate(self.rules):
            for key in [literals[one] for one in rule.needles or rule.any_of] or [shapes[rule.shape or ""]]:
                owners[key][number] = None
        return owners

    def scan(self, texts: Sequence[str]) -> list[Scanned]:
        """The candidate pass over many texts at once."""
        parts = [_plain(text.encode("utf-8", "surrogatepass")) for text in texts]
        hits = self.scanner.scan_source(b"\n".join([b"", *parts, b""]))
        out, at, start = [], 0, 1  # each text stands between two line ends, of which its hits may take in both
        for text, data in zip(texts, parts, strict=True):
            limit, first = (start + len(data) + 2) << KEY_BITS, at
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
        return self.find_many([document], [scanned or self.scan([document.text])[0]])[0]

    def find_many(self, documents: Sequence[Document], scanned: Sequence[Scanned]) -> list[list[Claim]]:
        """The claims on each of many documents, given the candidate pass over their texts."""
        closer = _Items()
        found = [self._candidates(*pair, closer) for pair in zip(documents, scanned, strict=True)]
        self._look_closer(closer)
        return [self._judged(*pair) for pair in zip(documents, found, strict=True)]

    def find_exhaustively(self, document: Document) -> list[Claim]:
        """What `find` gives, without the candidate pass: every rule on every line. Slow; for tests."""
        every = dict.fromkeys(range(len(self.rules)))
        lines = [i for i, blank in enumerate(document.blank) if not blank]
        pairs = [i for i in lines if self._may_be_one(document, i)]
        return self._judged(document, Candidates(dict.fromkeys(lines, every), dict.fromkeys(pairs, every), set(lines)))

    def _candidates(self, document: Document, scanned: Scanned, closer: _Items) -> Candidates:
        """The lines worth a look, and the rules to look for there; what only folded text shows is left to `closer`."""
        if self.has_hit(scanned, self.lexicon.terminator):
            bodies = [document.body(i) for i in range(len(document.raw_lines))]
            scanned = self.scan(["\n".join(bodies)])[0]
        found = Candidates({}, {}, set())
        if not document.text:
            return found
        odd: set[int] = set()
        broken: set[int] = set()
        owners, data = self._owners, scanned.data
        first_mark = self.lexicon.odd
        marked = {self.lexicon.odd: odd, self.lexicon.seam: found.seamed, self.lexicon.broken: broken}
        line = at = 0
        for hit in scanned.hits:
            end, key = (hit >> KEY_BITS) - 1, hit & KEY_MASK
            if end > at:
                line += data.count(b"\n", at, end)
                at = end
            if key >= first_mark:
                if key in marked:
                    marked[key].add(line)
            elif line in found.lines:
                found.lines[line].update(owners[key])
            else:
                found.lines[line] = dict(owners[key])
        if not self.scanner.reads_source:
            odd.update(range(len(document.raw_lines)))
            found.seamed.update(odd)
        for line in odd | found.seamed:
            self._add_line(document, line, found, closer, line in odd)
        for first in {line - back for line in broken | odd for back in (0, 1)}:
            if self._may_be_one(document, first):
                closer.add(View(self._pair(document, first)).core.text, found.pairs, first)
        return found

    @staticmethod
    def _add_line(document: Document, line: int, found: Candidates, closer: _Items, is_odd: bool) -> None:
        """Leaves a line that is spelt oddly, and the pieces between its seams, to a closer look."""
        if line >= len(document.raw_lines) or document.blank[line] or len(document.raw_lines[line]) > LONGEST_PART:
            return
        view = View(document.body(line))
        if is_odd:
            closer.add(view.text, found.lines, line)
            if len(view.core.text) != len(view.text):
                closer.add(view.core.text, found.lines, line)
        if line in found.seamed:
            for start, end in _pieces(view):
                closer.add(View(view.shown[start:end]).core.text, found.lines, line)

    def _look_closer(self, closer: _Items) -> None:
        """Adds the candidates that show only in folded text."""
        if not closer.texts:
            return
        parts = [text.encode("utf-8", "surrogatepass") for text in closer.texts]
        starts = list(accumulate((len(part) + 2 for part in parts), initial=2))
        literals = len(self.lexicon.literals)
        for hit in self.scanner.scan_folded(b"\n\n".join([b"", *parts, b""])):
            last, key = (hit >> KEY_BITS) - 1, hit & KEY_MASK
            if key < literals and last >= 2:
                table, place = closer.places[min(bisect_right(starts, last), len(parts)) - 1]
                table.setdefault(place, {}).update(self._owners[key])

    def _judged(self, document: Document, candidates: Candidates) -> list[Claim]:
        """The claims of the candidate rules, each tried by its exact pattern."""
        claims: list[Claim] = []
        for line in sorted(candidates.lines):
            if line >= len(document.raw_lines) or document.blank[line]:
                continue  # a hit may reach over the last line's end
            if len(document.raw_lines[line]) > LONGEST_PART:
                claims += self._in_parts(document, line, candidates.lines[line])
                continue
            part = _Part(line, document.starts[line], View(document.body(line)))
            pieces = _pieces(part.view) if line in candidates.seamed else []
            for number in sorted(candidates.lines[line]):
                rule = self.rules[number]
                if rule.unit is Unit.INLINE:
                    claims += self._inline(document, part, rule)
                elif self._matches(rule, part.view):
                    claims.append(Claim(rule, document.body_span(line), line, line, True))
                elif pieces:
                    claims += self._glued(part, rule, pieces)
        claims += self._pair_claims(document, candidates.pairs, claims)
        if kept := self.kept_lines(document) if claims else None:
            claims = [claim for claim in claims if claim.first not in kept and claim.last not in kept]
        return sorted(claims, key=lambda claim: (claim.span, claim.rule.id))

    def _pattern(self, source: str) -> regex.Pattern[str]:
        pattern = self._patterns.get(source)
        if pattern is None:
            pattern = self._patterns[source] = regex.compile(source)
        return pattern

    def _matches(self, rule: Rule, view: View) -> bool:
        """Whether a whole-line rule matches a view, its decoration aside."""
        if len(view.line) > rule.width + _SLACK:
            return False
        core = (view.shown_core if rule.case else view.core).text
        return (
            self._pattern(rule.pattern).fullmatch(core) is not None
            and not (reports_speech(view.text) and not _is_label(rule, view))
            and is_announced(rule, view)
            and not self._is_guarded(rule, view)
        )

    def _is_guarded(self, rule: Rule, view: View) -> bool:
        if rule.unless is None:
            return False
        return self._pattern(rule.unless).search(view.shown if rule.case else view.text) is not None

    def _in_parts(self, document: Document, line: int, numbers: Iterable[int]) -> list[Claim]:
        """The claims of inline rules inside a very long line, part by part so that the cost grows with its length."""
        rules = [self.rules[number] for number in sorted(numbers)]
        rules = [rule for rule in rules if rule.unit is Unit.INLINE]
        claims: list[Claim] = []
        for match in _PARTS.finditer(document.body(line)) if rules else ():
            part = _Part(line, document.starts[line] + match.start(), View(match[0]))
            for rule in rules:
                claims += self._inline(document, part, rule)
        return claims

    def _pair_claims(self, document: Document, pairs: dict[int, _Numbers], others: Sequence[Claim]) -> list[Claim]:
        """The claims on two lines, where a phrase runs over the line's end and neither line is claimed by its rule."""
        taken = {(claim.rule.id, claim.first) for claim in others if claim.is_whole}
        claims: list[Claim] = []
        for first in sorted(pairs):
            view = View(self._pair(document, first))
            for number in sorted(pairs[first]):
                rule = self.rules[number]
                ids = {(rule.id, first), (rule.id, first + 1)}
                if rule.unit is not Unit.INLINE and not ids & taken and self._matches(rule, view):
                    taken.add((rule.id, first + 1))
                    span = Span(document.starts[first], document.body_span(first + 1).end)
                    claims.append(Claim(rule, span, first, first + 1, True))
        return claims

    @staticmethod
    def _may_be_one(document: Document, first: int) -> bool:
        """Whether the line `first` and the next may be one phrase broken in two."""
        lines, blank = document.raw_lines, document.blank
        if first < 0 or first + 1 >= len(lines) or blank[first] or blank[first + 1]:
            return False
        if len(lines[first]) + len(lines[first + 1]) > LONGEST_PAIR:
            return False
        body = document.body(first)
        if body.endswith(_ENDED):
            return False
        return _RUNS_ON.match(lines[first + 1]) is not None or _LEADS_UP.search(body) is not None

    @staticmethod
    def _pair(document: Document, first: int) -> str:
        return f"{document.body(first)} {document.body(first + 1)}"

    def _glued(self, part: _Part, rule: Rule, pieces: Sequence[tuple[int, int]]) -> list[Claim]:
        """The claim on a piece of a line that a whole-line rule matches, where a prompt is glued to a sentence."""
        if rule.confidence is not Confidence.CERTAIN or rule.width < _NARROW:
            return []
        for start, end in pieces:
            if self._matches(rule, View(part.view.shown[start:end])):
                return [Claim(rule, part.span(start, end), part.line, part.line, False)]
        return []

    def _inline(self, document: Document, part: _Part, rule: Rule) -> list[Claim]:
        view = part.view
        if not is_announced(rule, view) or self._is_guarded(rule, view):
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

    def near(self, document: Document) -> dict[int, list[Rule]]:
        """For each line, the rules whose literals the candidate pass met there."""
        closer = _Items()
        found = self._candidates(document, self.scan([document.text])[0], closer)
        self._look_closer(closer)
        for first, numbers in found.pairs.items():
            found.lines.setdefault(first, {}).update(numbers)
        return {line: [self.rules[number] for number in sorted(numbers)] for line, numbers in found.lines.items()}

    def matches_but_for_guard(self, rule: Rule, view: View) -> bool:
        """Whether a rule's guard is all that keeps it from a line."""
        return self._is_guarded(rule, view) and self._pattern(rule.pattern).search(view.core.text) is not None

    def kept_lines(self, document: Document) -> frozenset[int]:
        """The lines that a pack's `[[keep]]` says no rule may touch."""
        if not self.keeps:
            return frozenset()
        patterns = [self._pattern(keep.pattern) for keep in self.keeps]
        cores = ((i, View(document.body(i)).core.text) for i, blank in enumerate(document.blank) if not blank)
        return frozenset(i for i, core in cores if any(pattern.fullmatch(core) for pattern in patterns))


def _plain(data: bytes) -> bytes:
    """The bytes with the commonest odd spellings made plain, so that few lines need a closer look."""
    data = data.replace(_APOSTROPHE, b"'")
    return data.replace(b"\xc2\xa0", b" ").replace(b"\xc2\xad", b"").replace(b"  ", b" ")


def _pieces(view: View) -> list[tuple[int, int]]:
    """The pieces of a line between its seams, the wider first from each seam on, as places in the view."""
    shown = view.shown
    seams = [m.start() for m in _SEAM.finditer(shown) if 0 < m.start() < len(shown)]
    if not seams:
        return []
    cuts = [0, *seams[-_MOST_SEAMS:], len(shown)]
    return [
        (start, end)
        for i, start in enumerate(cuts[:-1])
        for end in reversed(cuts[i + 1 :])
        if (start, end) != (0, len(shown)) and end - start >= _SHORTEST_GLUED and _is_phrase(shown[start:end])
    ]


def is_announced(rule: Rule, view: View) -> bool:
    """Whether a line holds one of the literals of a rule, or its shape: what the candidate pass looks for."""
    if rule.shape is not None:
        return _shape(rule.shape).search(view.line.encode("utf-8", "surrogatepass")) is not None
    return any(literal in view.text for literal in rule.any_of)


def _is_label(rule: Rule, view: View) -> bool:
    """Whether a line is a label before a headline, which may tell who said what ("Read more: We won, says coach")."""
    return rule.category is Category.RELATED and ":" in view.text[:_LONGEST_LABEL]


@cache
def _shape(shape: str) -> re.Pattern[bytes]:
    return re.compile(shape.encode(), re.DOTALL)


def _is_phrase(text: str) -> bool:
    """Whether a text is more than one word; scripts without spaces count by length alone."""
    return " " in text.strip() or not text.isascii()
