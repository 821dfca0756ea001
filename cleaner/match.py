"""Which rules claim what: on the lines that the candidate pass names, the exact patterns run, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from cleaner.candidates import (
    LONGEST_PART,
    CandidatePass,
    Candidates,
    Numbers,
    Scanned,
    may_be_one,
    pair,
    parts,
    pieces,
)
from cleaner.document import Document
from cleaner.fold import View
from cleaner.rules import Category, Confidence, Keep, Rule, Unit
from cleaner.scan import Lexicon, Scanner, best_scanner
from cleaner.spans import Span
from cleaner.speech import reports_speech

if TYPE_CHECKING:
    import regex

#: A rule whose pattern can match no more than this says a word, not a prompt: it is not looked for in glued lines.
_NARROW = 36
#: By how much a line may be longer than what a pattern can match, in code points: bullets, arrows, doubled spaces.
_SLACK = 40
#: How long, in seconds, a pattern of a foreign rule may take on one line; one that takes longer is left out.
PATIENCE = 1.0
#: A label stands in so many code points before its colon.
_LONGEST_LABEL = 30


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


class Tired(Exception):
    """A foreign rule's pattern took too long on a line. `rule` is the rule's id."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class _Timed:
    """A pattern of a foreign rule, which may take only so long: Tired is raised where it takes longer."""

    def __init__(self, pattern: str, rule: str) -> None:
        import regex

        self._pattern, self._rule = regex.compile(pattern), rule

    def fullmatch(self, text: str) -> regex.Match[str] | None:
        try:
            return self._pattern.fullmatch(text, timeout=PATIENCE)
        except TimeoutError:
            raise Tired(self._rule) from None

    def search(self, text: str) -> regex.Match[str] | None:
        try:
            return self._pattern.search(text, timeout=PATIENCE)
        except TimeoutError:
            raise Tired(self._rule) from None

    def finditer(self, text: str) -> list[regex.Match[str]]:
        try:
            return list(self._pattern.finditer(text, timeout=PATIENCE))
        except TimeoutError:
            raise Tired(self._rule) from None


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
        self._patterns: dict[tuple[str, str], re.Pattern[str] | regex.Pattern[str] | _Timed] = {}

    def __getstate__(self) -> dict[str, object]:
        return {"rules": self.rules, "keeps": self.keeps, "_make_scanner": self._make_scanner, "_patterns": {}}

    @cached_property
    def candidates(self) -> CandidatePass:
        """The candidate pass for these rules."""
        return CandidatePass(self.rules, self._make_scanner)

    def find(self, document: Document) -> list[Claim]:
        """Every claim on the document, in the order of the text."""
        return self.find_many([document], self.candidates.scan([document.text]))[0]

    def find_many(
        self, documents: Sequence[Document], scanned: Sequence[Scanned], tired: Sequence[set[str]] = ()
    ) -> list[list[Claim]]:
        """The claims on each of many documents, given the candidate pass over their texts.

        `tired` are for each document the ids of foreign rules that are left out of it; those that take too long on it
        are added.
        """
        found = self.candidates.of_many(documents, scanned)
        sets = tired or [set() for _ in documents]
        return [self._rested(*some) for some in zip(documents, found, sets, strict=True)]

    def find_exhaustively(self, document: Document) -> list[Claim]:
        """What `find` gives, without the candidate pass: every rule on every line. Slow; for tests."""
        every = dict.fromkeys(range(len(self.rules)))
        lines = [i for i, blank in enumerate(document.blank) if not blank]
        pairs = [i for i in lines if may_be_one(document, i)]
        candidates = Candidates(dict.fromkeys(lines, every), dict.fromkeys(pairs, every), set(lines))
        return self._rested(document, candidates, set())

    def _rested(self, document: Document, candidates: Candidates, tired: set[str]) -> list[Claim]:
        """The claims of the candidate rules but the tired ones; foreign rules that take too long join these."""
        while True:
            if tired:
                numbers = {number for number, rule in enumerate(self.rules) if rule.id in tired}
                for table in (candidates.lines, candidates.pairs):
                    for place, some in table.items():
                        table[place] = {number: None for number in some if number not in numbers}
            try:
                return self._judged(document, candidates, tired)
            except Tired as one:
                tired.add(one.rule)

    def _judged(self, document: Document, candidates: Candidates, tired: set[str]) -> list[Claim]:
        """The claims of the candidate rules, each tried by its exact pattern."""
        claims: list[Claim] = []
        for line in sorted(candidates.lines):
            if line >= len(document.raw_lines) or document.blank[line]:
                continue  # a hit may reach over the last line's end
            if len(document.raw_lines[line]) > LONGEST_PART:
                claims += self._in_parts(document, line, candidates.lines[line])
                continue
            is_seamed = line in candidates.seamed
            rules = [self.rules[number] for number in sorted(candidates.lines[line])]
            length = len(document.raw_lines[line]) - _SLACK - 2
            rules = [rule for rule in rules if rule.unit is Unit.INLINE or rule.width >= length or is_seamed]
            if not rules:
                continue
            part = _Part(line, document.starts[line], View(document.body(line)))
            glued = pieces(part.view) if is_seamed else []
            for rule in rules:
                if rule.unit is Unit.INLINE:
                    claims += self._inline(document, part, rule)
                elif self._matches(rule, part.view):
                    claims.append(Claim(rule, document.body_span(line), line, line, True))
                elif glued:
                    claims += self._glued(part, rule, glued)
        claims += self._pair_claims(document, candidates.pairs, claims)
        if kept := self.kept_lines(document, tired) if claims else None:
            claims = [claim for claim in claims if claim.first not in kept and claim.last not in kept]
        return sorted(claims, key=lambda claim: (claim.span, claim.rule.id))

    def _pattern(self, source: str, of: Rule | Keep) -> re.Pattern[str] | regex.Pattern[str] | _Timed:
        key = source, of.id if of.is_foreign else ""
        pattern = self._patterns.get(key)
        if pattern is None:
            pattern = self._patterns[key] = _Timed(source, of.id) if of.is_foreign else compiled(source)
        return pattern

    def _matches(self, rule: Rule, view: View) -> bool:
        """Whether a whole-line rule matches a view, its decoration aside."""
        if len(view.line) > rule.width + _SLACK or not (rule.needles or is_announced(rule, view)):
            return False
        core = (view.shown_core if rule.case else view.core).text
        return (
            self._pattern(rule.pattern, rule).fullmatch(core) is not None
            and not (reports_speech(view.text) and not _is_label(rule, view))
            and not self._is_guarded(rule, view)
        )

    def _is_guarded(self, rule: Rule, view: View) -> bool:
        if rule.unless is None:
            return False
        return self._pattern(rule.unless, rule).search(view.shown if rule.case else view.text) is not None

    def _in_parts(self, document: Document, line: int, numbers: Iterable[int]) -> list[Claim]:
        """The claims of inline rules inside a very long line, part by part so that the cost grows with its length."""
        rules = [self.rules[number] for number in sorted(numbers)]
        rules = [rule for rule in rules if rule.unit is Unit.INLINE]
        claims: list[Claim] = []
        for start, text in parts(document.body(line)) if rules else ():
            part = _Part(line, document.starts[line] + start, View(text))
            for rule in rules:
                claims += self._inline(document, part, rule)
        return claims

    def _pair_claims(self, document: Document, pairs: dict[int, Numbers], others: Sequence[Claim]) -> list[Claim]:
        """The claims on two lines, where a phrase runs over the line's end and neither line is claimed by its rule."""
        taken = {(claim.rule.id, claim.first) for claim in others if claim.is_whole}
        claims: list[Claim] = []
        for first in sorted(pairs):
            view = View(pair(document, first))
            for number in sorted(pairs[first]):
                rule = self.rules[number]
                ids = {(rule.id, first), (rule.id, first + 1)}
                if rule.unit is not Unit.INLINE and not ids & taken and self._matches(rule, view):
                    taken.add((rule.id, first + 1))
                    span = Span(document.starts[first], document.body_span(first + 1).end)
                    claims.append(Claim(rule, span, first, first + 1, True))
        return claims

    def _glued(self, part: _Part, rule: Rule, places: Sequence[tuple[int, int]]) -> list[Claim]:
        """The claim on a piece of a line that a whole-line rule matches, where a prompt is glued to a sentence."""
        if rule.confidence is not Confidence.CERTAIN or rule.width < _NARROW:
            return []
        for start, end in places:
            if self._matches(rule, View(part.view.shown[start:end])):
                return [Claim(rule, part.span(start, end), part.line, part.line, False)]
        return []

    def _inline(self, document: Document, part: _Part, rule: Rule) -> list[Claim]:
        view = part.view
        if not (rule.needles or is_announced(rule, view)) or self._is_guarded(rule, view):
            return []
        text = view.shown if rule.case else view.text
        body = document.body_span(part.line)
        claims = []
        for match in self._pattern(rule.pattern, rule).finditer(text):
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
        found = self.candidates.of_many([document], self.candidates.scan([document.text]))[0]
        for first, numbers in found.pairs.items():
            found.lines.setdefault(first, {}).update(numbers)
        return {line: [self.rules[number] for number in sorted(numbers)] for line, numbers in found.lines.items()}

    def matches_but_for_guard(self, rule: Rule, view: View) -> bool:
        """Whether a rule's guard is all that keeps it from a line."""
        return self._is_guarded(rule, view) and self._pattern(rule.pattern, rule).search(view.core.text) is not None

    def kept_lines(self, document: Document, tired: set[str] | None = None) -> frozenset[int]:
        """The lines that a pack's `[[keep]]` says no rule may touch; a foreign one that takes too long is `tired`."""
        if not self.keeps:
            return frozenset()
        tired = set() if tired is None else tired
        while True:
            patterns = [self._pattern(keep.pattern, keep) for keep in self.keeps if keep.id not in tired]
            cores = ((i, View(document.body(i)).core.text) for i, blank in enumerate(document.blank) if not blank)
            try:
                return frozenset(i for i, core in cores if any(pattern.fullmatch(core) for pattern in patterns))
            except Tired as one:
                tired.add(one.rule)


def compiled(pattern: str) -> re.Pattern[str] | regex.Pattern[str]:
    """The compiled pattern: by the standard library, which compiles three times as fast, or else by the package regex,
    which knows more."""
    try:
        return re.compile(pattern)
    except re.error:
        import regex

        return regex.compile(pattern)


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
