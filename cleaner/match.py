"""Which rules claim what: on the lines that the candidate pass names, the exact patterns run, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleaner.candidates import (
    LONGEST_PART,
    SLACK,
    CandidatePass,
    Candidates,
    Scanned,
    Shelf,
    may_be_one,
    pair,
    parts,
    pieces,
)
from cleaner.document import Document, new_lines
from cleaner.fold import View
from cleaner.rules import Category, Confidence, Keep, Rule, Unit
from cleaner.scan import Lexicon, Scanner, best_scanner
from cleaner.spans import Span
from cleaner.speech import reports_speech

if TYPE_CHECKING:
    import regex

#: A rule whose pattern can match no more than this says a word, not a prompt: it is not looked for in glued lines.
_NARROW = 36
#: A label stands in so many code points before its colon.
_LONGEST_LABEL = 30
#: How long, in seconds, a pattern of a foreign rule may take on one line; one that takes longer is left out.
PATIENCE = 1.0


class Claim(NamedTuple):
    """What a rule claims. `span` is in code points of the text; `first` and `last` are its lines; `is_whole` tells
    whether nothing else stands on them."""

    rule: Rule
    span: Span
    first: int
    last: int
    is_whole: bool


class Match(NamedTuple):
    """Where a rule matches a line, in code points of its body; `is_whole` tells whether nothing else stands there."""

    rule: Rule
    start: int
    end: int
    is_whole: bool


class Looked(NamedTuple):
    """A document that was looked through: the matches on its lines that have any, and for lines that with the next are
    one phrase, by the first of the two, the rules that match both as one. What stands there depends on these lines
    alone. `is_ill` tells whether the encoding may be broken."""

    document: Document
    lines: dict[int, list[Match]]
    pairs: dict[int, list[Rule]]
    is_ill: bool


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
        shelf: Shelf | None = None,
    ) -> None:
        self.rules = tuple(rules)
        self.keeps = tuple(keeps)
        self._make_scanner = make_scanner
        self._shelf = shelf
        self._patterns: dict[tuple[str, str], re.Pattern[str] | regex.Pattern[str] | _Timed] = {}

    def __getstate__(self) -> dict[str, object]:
        left_out = {"candidates", "_patterns"}
        return {name: value for name, value in vars(self).items() if name not in left_out} | {"_patterns": {}}

    @cached_property
    def candidates(self) -> CandidatePass:
        """The candidate pass for these rules."""
        return CandidatePass(self.rules, self._make_scanner, self._shelf)

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
        sets = tired or [set() for _ in documents]
        return [
            self.claims(self._rested(document, one.candidates, its), its)
            for document, one, its in zip(documents, scanned, sets, strict=True)
        ]

    def find_exhaustively(self, document: Document) -> list[Claim]:
        """What `find` gives, without the candidate pass: every rule on every line. Slow; for tests."""
        every = set(range(len(self.rules)))
        lines = [i for i, blank in enumerate(document.blank) if not blank]
        pairs = [i for i in lines if may_be_one(document, i)]
        found = Candidates(dict.fromkeys(lines, every), dict.fromkeys(pairs, every), set(lines))
        tired: set[str] = set()
        return self.claims(self._rested(document, found, tired), tired)

    def look(self, documents: Sequence[Document], tired: Sequence[set[str]]) -> list[Looked]:
        """Looks through documents: the candidate pass over all, then the exact patterns on the lines it names.

        `tired` are for each document the ids of foreign rules that are left out of it; those that take too long on it
        are added.
        """
        return [self._rested(*some) for some in zip(documents, self.candidates.of_many(documents), tired, strict=True)]

    def look_again(
        self, documents: Sequence[Document], before: Sequence[Looked], tired: Sequence[set[str]]
    ) -> list[Looked]:
        """Looks through documents that are what is left of others: only at what is new in them."""
        news = [_News(document, known) for document, known in zip(documents, before, strict=True)]
        found = self.look([new.text for new in news], tired)
        return [new.merged(its, weary) for new, its, weary in zip(news, found, tired, strict=True)]

    def _rested(self, document: Document, found: Candidates, tired: set[str]) -> Looked:
        """What the candidate rules but the tired ones match; foreign rules that take too long join these."""
        while True:
            try:
                return self._tried(document, self._without(found, tired))
            except Tired as one:
                tired.add(one.rule)

    def _without(self, found: Candidates, tired: set[str]) -> Candidates:
        """The candidates without tired rules."""
        if not tired:
            return found
        out = {number for number, rule in enumerate(self.rules) if rule.id in tired}
        lines, pairs = ({place: some - out for place, some in table.items()} for table in (found.lines, found.pairs))
        return found._replace(lines=lines, pairs=pairs)

    def _tried(self, document: Document, found: Candidates) -> Looked:
        """What the candidate rules match, each tried by its exact pattern."""
        lines: dict[int, list[Match]] = {}
        for line, numbers in found.lines.items():
            if line >= len(document.raw_lines) or document.blank[line]:
                continue  # a hit may reach over the last line's end
            if matches := self._on_line(document.body(line), numbers, line in found.seamed):
                lines[line] = matches
        pairs: dict[int, list[Rule]] = {}
        for first, numbers in found.pairs.items():
            view = View(pair(document, first))
            rules = [self.rules[number] for number in sorted(numbers)]
            if rules := [rule for rule in rules if rule.unit is not Unit.INLINE and self._matches(rule, view)]:
                pairs[first] = rules
        return Looked(document, lines, pairs, found.is_ill)

    def _on_line(self, body: str, numbers: Iterable[int], is_seamed: bool) -> list[Match]:
        """The matches on one line."""
        if len(body) > LONGEST_PART:
            return self._in_parts(body, numbers)
        longest = len(body) if not is_seamed else 0
        rules = [self.rules[number] for number in sorted(numbers)]
        rules = [rule for rule in rules if rule.width + SLACK >= longest or rule.unit is Unit.INLINE]
        if not rules:
            return []
        view = View(body)
        glued = pieces(view) if is_seamed else []
        matches: list[Match] = []
        for rule in rules:
            if rule.unit is Unit.INLINE:
                matches += self._inline(rule, view, body)
            elif self._matches(rule, view):
                matches.append(Match(rule, 0, len(body), True))
            elif glued:
                matches += self._glued(rule, view, glued)
        return matches

    def claims(self, looked: Looked, tired: set[str]) -> list[Claim]:
        """What rules claim of a document that was looked through, in the order of the text."""
        document = looked.document
        claims = [
            Claim(match.rule, Span(start + match.start, start + match.end), line, line, match.is_whole)
            for line in sorted(looked.lines)
            for start in (document.starts[line],)
            for match in looked.lines[line]
        ]
        claims += self._pair_claims(looked, claims)
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
        if len(view.line) > rule.width + SLACK:
            return False
        core = (view.shown_core if rule.case else view.core).text
        return (
            self._pattern(rule.pattern, rule).fullmatch(core) is not None
            and (bool(rule.needles) or is_announced(rule, view))
            and not (reports_speech(view.text) and not _is_label(rule, view))
            and not self._is_guarded(rule, view)
        )

    def _is_guarded(self, rule: Rule, view: View) -> bool:
        if rule.unless is None:
            return False
        return self._pattern(rule.unless, rule).search(view.shown if rule.case else view.text) is not None

    def _in_parts(self, body: str, numbers: Iterable[int]) -> list[Match]:
        """The matches of inline rules in a very long line, part by part so that the cost grows with its length."""
        rules = [self.rules[number] for number in sorted(numbers)]
        rules = [rule for rule in rules if rule.unit is Unit.INLINE]
        return [
            match
            for start, text in (parts(body) if rules else ())
            for view in (View(text),)
            for rule in rules
            for match in self._inline(rule, view, body, start)
        ]

    @staticmethod
    def _pair_claims(looked: Looked, others: Sequence[Claim]) -> list[Claim]:
        """The claims on two lines, where a phrase runs over the line's end and neither line is claimed by its rule."""
        document = looked.document
        taken = {(claim.rule.id, claim.first) for claim in others if claim.is_whole}
        claims: list[Claim] = []
        for first in sorted(looked.pairs):
            for rule in looked.pairs[first]:
                if not {(rule.id, first), (rule.id, first + 1)} & taken:
                    taken.add((rule.id, first + 1))
                    span = Span(document.starts[first], document.body_span(first + 1).end)
                    claims.append(Claim(rule, span, first, first + 1, True))
        return claims

    def _glued(self, rule: Rule, view: View, places: Sequence[tuple[int, int]]) -> list[Match]:
        """The match on a piece of a line that a whole-line rule matches, where a prompt is glued to a sentence."""
        if rule.confidence is not Confidence.CERTAIN or rule.width < _NARROW:
            return []
        for start, end in places:
            if self._matches(rule, View(view.shown[start:end])):
                return [Match(rule, view.source(start), view.source(end - 1) + 1, False)]
        return []

    def _inline(self, rule: Rule, view: View, body: str, offset: int = 0) -> list[Match]:
        """The matches of a rule inside a line, or inside a part of it that starts at `offset`."""
        if not (rule.needles or is_announced(rule, view)) or self._is_guarded(rule, view):
            return []
        text = view.shown if rule.case else view.text
        matches = []
        for match in self._pattern(rule.pattern, rule).finditer(text):
            start, end = match.span()
            if start == end:
                continue
            while start > 0 and text[start - 1].isspace():
                start -= 1
            if start == 0:
                while end < len(text) and text[end].isspace():
                    end += 1
            first, after = offset + view.source(start), offset + view.source(end - 1) + 1
            is_whole = not (body[:first] + body[after:]).strip()
            matches.append(Match(rule, 0, len(body), True) if is_whole else Match(rule, first, after, False))
        return matches

    def near(self, document: Document) -> dict[int, list[Rule]]:
        """For each line, the rules whose literals stand there, whatever the line begins with. Slow; for trials."""
        found: dict[int, list[Rule]] = {}
        for line, blank in enumerate(document.blank):
            views = [] if blank else [View(document.body(line))]
            if may_be_one(document, line):
                views.append(View(pair(document, line)))
            texts = [f"\n{text}\n" for view in views for text in (view.text, view.core.text)]
            near = [rule for rule in self.rules if _stands_in(rule, texts, views)] if texts else []
            if near:
                found[line] = near
        return found

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


class _News:
    """What is new in a text that is what is left of another: lines that were not there, and neighbours that were not.

    `text` is a document of the new lines, with blank lines where others stand between them.
    """

    def __init__(self, document: Document, known: Looked) -> None:
        self.document, self.known = document, known
        before = known.document.raw_lines
        self._lines = {line: i for i, line in enumerate(before)}
        self._pairs = {two: i for i, two in enumerate(pairwise(before))}
        self._numbers = new_lines(document, known.document)
        self.text = Document("\n".join(["" if i < 0 else document.body(i) for i in self._numbers]))

    def merged(self, found: Looked, tired: set[str]) -> Looked:
        """The new text looked through, given the same for what is new in it; what tired rules matched is left out."""
        lines = self.document.raw_lines
        on_lines: dict[int, list[Match]] = {}
        on_pairs: dict[int, list[Rule]] = {}
        for i, line in enumerate(lines):
            if matches := self.known.lines.get(self._lines.get(line, -1)):
                on_lines[i] = matches
        if self.known.pairs:
            for i, two in enumerate(pairwise(lines)):
                if rules := self.known.pairs.get(self._pairs.get(two, -1)):
                    on_pairs[i] = rules
        if tired:
            on_lines = {i: [one for one in some if one.rule.id not in tired] for i, some in on_lines.items()}
            on_pairs = {i: [rule for rule in some if rule.id not in tired] for i, some in on_pairs.items()}
        on_lines.update({self._numbers[i]: matches for i, matches in found.lines.items()})
        on_pairs.update({self._numbers[i]: rules for i, rules in found.pairs.items()})
        return Looked(self.document, on_lines, on_pairs, found.is_ill)


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


def _stands_in(rule: Rule, texts: Sequence[str], views: Sequence[View]) -> bool:
    """Whether a literal of a rule stands in one of the texts, or its shape in one of the views."""
    if not (rule.needles or rule.any_of):
        return any(is_announced(rule, view) for view in views)
    return any(literal in text for literal in rule.needles or rule.any_of for text in texts)


def _is_label(rule: Rule, view: View) -> bool:
    """Whether a line is a label before a headline, which may tell who said what ("Read more: We won, says coach")."""
    return rule.category is Category.RELATED and ":" in view.text[:_LONGEST_LABEL]


@cache
def _shape(shape: str) -> re.Pattern[bytes]:
    return re.compile(shape.encode(), re.DOTALL)
