"""Which rules claim what: on the lines that the candidate pass names, the exact patterns run, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleaner.breaks import joined, may_be_one
from cleaner.candidates import CandidatePass, Shelf
from cleaner.lexicon import Lexicon, Numbers
from cleaner.patterns import Match, Ready, Tired, compiled, on_line
from cleaner.rows import Rows
from cleaner.rules.rule import Confidence, Keep, Rule
from cleaner.scan import Scanner, best_scanner
from cleaner.text.fold import View
from cleaner.text.lines import Document
from cleaner.text.spans import Span

if TYPE_CHECKING:
    from cleaner.patterns import Compiled

#: What stays known of lines from one batch of texts to the next: lines so long, in code points, and so many.
_LONGEST_KNOWN, _MOST_KNOWN = 120, 60_000


class Claim(NamedTuple):
    """What a rule claims. `span` is in code points of the text; `first` and `last` are its lines; `is_whole` tells
    whether nothing else stands on them."""

    rule: Rule
    span: Span
    first: int
    last: int
    is_whole: bool


class Looked(NamedTuple):
    """A document that was looked through: the matches on its lines that have any, and for lines that with the next are
    one phrase, by the first of the two, the rules that match both as one. `is_ill` tells whether the encoding may be
    broken."""

    document: Document
    lines: dict[int, tuple[Match, ...]]
    pairs: dict[int, tuple[Rule, ...]]
    is_ill: bool


class _Untried(NamedTuple):
    """Rules whose patterns are still to be tried on a line, or on two as one."""

    numbers: Numbers
    is_seamed: bool = False
    view: View | None = None


class Known:
    """What was found on the lines met so far, and on pairs of lines that may be one phrase. It depends on these alone,
    so none is looked at twice, in whatever texts it stands."""

    __slots__ = ("_new", "has_pairs", "ill", "lines", "pairs")

    def __init__(self) -> None:
        self._new: list[str] = []
        self.has_pairs = False
        self.lines: dict[str, tuple[Match, ...] | _Untried] = {}
        self.pairs: dict[tuple[str, str], tuple[Rule, ...] | _Untried] = {}
        self.ill: set[str] = set()

    def forget_most(self) -> None:
        """Forgets all but short lines, which the pages of a site share, and these too where they are many."""
        if len(self.lines) > _MOST_KNOWN:
            self.lines = {}
        for line in self._new:
            if len(line) > _LONGEST_KNOWN:
                self.lines.pop(line, None)
        self._new = []
        self.pairs, self.has_pairs, self.ill = {}, False, {line for line in self.ill if line in self.lines}

    def add_lines(self, lines: Sequence[str]) -> None:
        """Adds lines on which nothing stands as far as it is known."""
        self.lines.update(dict.fromkeys(lines, ()))
        self._new += lines


class _ReadyRules(dict[int, Ready]):
    """Rules by their numbers, each made ready when it is first tried."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules

    def __missing__(self, number: int) -> Ready:
        return self.setdefault(number, Ready(self._rules[number]))


class Matcher:
    """The rules of all packs, ready to be looked for. It holds no state of the texts that it has seen."""

    def __init__(
        self,
        rules: Iterable[Rule],
        keeps: Iterable[Keep] = (),
        make_scanner: Callable[[Lexicon], Scanner] = best_scanner,
        shelf: Shelf | None = None,
    ) -> None:
        self.rules = rules if isinstance(rules, Rows) else tuple(rules)
        self.keeps = tuple(keeps)
        self._make_scanner = make_scanner
        self._shelf = shelf

    def __getstate__(self) -> dict[str, object]:
        worked_out = {"candidates", "_ready", "_keep_patterns"}
        return {name: value for name, value in vars(self).items() if name not in worked_out}

    @cached_property
    def candidates(self) -> CandidatePass:
        """The candidate pass for these rules."""
        return CandidatePass(self.rules, self._make_scanner, self._shelf)

    @cached_property
    def _ready(self) -> _ReadyRules:
        return _ReadyRules(self.rules)

    @cached_property
    def _keep_patterns(self) -> list[tuple[str, Compiled]]:
        return [(keep.id, compiled(keep.pattern, keep)) for keep in self.keeps]

    def find(self, document: Document) -> list[Claim]:
        """Every claim on the document, in the order of the text."""
        return self.find_many([document])[0]

    def find_many(self, documents: Sequence[Document], tired: Sequence[set[str]] = ()) -> list[list[Claim]]:
        """The claims on each of many documents.

        `tired` are for each document the ids of foreign rules that are left out of it; those that take too long on it
        are added.
        """
        sets = tired or [set() for _ in documents]
        looked = self.look(documents, sets, Known())
        return [self.claims(one, its) for one, its in zip(looked, sets, strict=True)]

    def find_exhaustively(self, document: Document) -> list[Claim]:
        """What `find` gives, without the candidate pass: every rule on every line. Slow; for tests."""
        every, known = set(range(len(self.rules))), Known()
        known.lines = {body: () if _is_blank(body) else _Untried(every, True) for body in document.bodies}
        known.pairs, known.has_pairs = dict.fromkeys(_pairs(document), _Untried(every)), True
        tired: set[str] = set()
        return self.claims(self._rested(document, tired, known), tired)

    def look(self, documents: Sequence[Document], tired: Sequence[set[str]], known: Known) -> list[Looked]:
        """Looks through documents: the candidate pass over the lines that are not known yet, then the exact patterns on
        those it names.

        `tired` are for each document the ids of foreign rules that are left out of it; those that take too long on it
        are added.
        """
        self._meet(documents, known)
        return [self._rested(document, its, known) for document, its in zip(documents, tired, strict=True)]

    def _meet(self, documents: Sequence[Document], known: Known) -> None:
        """Adds the lines of documents to those known, each with what is still to be tried on it."""
        lines = [
            line
            for line in dict.fromkeys(chain.from_iterable(document.bodies for document in documents))
            if line not in known.lines
        ]
        pairs = [
            pair
            for pair in dict.fromkeys(chain.from_iterable(map(_pairs, documents)))
            if pair not in known.pairs
        ]
        if not lines and not pairs:
            return
        views = [View(joined(*pair)) for pair in pairs]
        found = self.candidates.of_lines(lines, views)
        known.add_lines(lines)
        for number, rules in found.lines.items():
            if rules and not _is_blank(lines[number]):
                known.lines[lines[number]] = _Untried(rules, number in found.seamed, found.views.get(number))
        known.pairs.update(dict.fromkeys(pairs, ()))
        for number, rules in found.pairs.items():
            known.pairs[pairs[number]] = _Untried(rules, view=views[number])
            known.has_pairs = True
        known.ill.update(lines[number] for number in found.ill)

    def _rested(self, document: Document, tired: set[str], known: Known) -> Looked:
        """The document looked through without tired rules; foreign ones that take too long join these."""
        while True:
            try:
                return self._tried(document, tired, known)
            except Tired as one:
                tired.add(one.rule)

    def _tried(self, document: Document, tired: set[str], known: Known) -> Looked:
        """What matches on each line, and on each pair that may be one phrase."""
        lines: dict[int, tuple[Match, ...]] = {}
        for i, seen in enumerate(map(known.lines.__getitem__, document.bodies)):
            if seen:
                body = document.bodies[i]
                if isinstance(seen, _Untried):
                    seen = on_line(body, self._untired(seen, tired), seen.is_seamed, seen.view)
                    if not tired:
                        known.lines[body] = seen
                if tired:
                    seen = tuple(match for match in seen if match.rule.id not in tired)
                if seen:
                    lines[i] = seen
        pairs = self._tried_pairs(document, tired, known) if known.has_pairs else {}
        return Looked(document, lines, pairs, bool(known.ill) and not known.ill.isdisjoint(document.bodies))

    def _tried_pairs(self, document: Document, tired: set[str], known: Known) -> dict[int, tuple[Rule, ...]]:
        pairs: dict[int, tuple[Rule, ...]] = {}
        for i, pair in enumerate(pairwise(document.bodies)):
            seen = known.pairs.get(pair, ())
            if isinstance(seen, _Untried):
                view = seen.view or View(joined(*pair))
                rules = [ready for ready in self._untired(seen, tired) if not ready.is_inline]
                seen = tuple(ready.rule for ready in rules if ready.matches(view))
                if not tired:
                    known.pairs[pair] = seen
            if tired:
                seen = tuple(rule for rule in seen if rule.id not in tired)
            if seen:
                pairs[i] = seen
        return pairs

    def _untired(self, untried: _Untried, tired: set[str]) -> list[Ready]:
        rules = [self._ready[number] for number in untried.numbers]
        return [ready for ready in rules if ready.rule.id not in tired] if tired else rules

    def claims(self, looked: Looked, tired: set[str]) -> list[Claim]:
        """What rules claim of a document that was looked through, in the order of the text."""
        if not looked.lines and not looked.pairs:
            return []
        starts = looked.document.starts
        claims = [
            Claim(match.rule, Span(starts[line] + match.start, starts[line] + match.end), line, line, match.is_whole)
            for line, matches in looked.lines.items()
            for match in matches
        ]
        claims += _pair_claims(looked, claims)
        if kept := self.kept_lines(looked.document, tired) if claims else None:
            claims = [claim for claim in claims if claim.first not in kept and claim.last not in kept]
        return sorted(claims, key=lambda claim: (claim.span, claim.rule.id))

    def kept_lines(self, document: Document, tired: set[str] | None = None) -> frozenset[int]:
        """The lines that a pack's `[[keep]]` says no rule may touch; a foreign one that takes too long is `tired`."""
        if not self.keeps:
            return frozenset()
        tired = set() if tired is None else tired
        while True:
            patterns = [pattern for keep, pattern in self._keep_patterns if keep not in tired]
            cores = ((i, View(body).core.text) for i, body in enumerate(document.bodies) if not _is_blank(body))
            try:
                return frozenset(i for i, core in cores if any(pattern.fullmatch(core) for pattern in patterns))
            except Tired as one:
                tired.add(one.rule)


def _is_blank(body: str) -> bool:
    return not body or body.isspace()


def _pairs(document: Document) -> list[tuple[str, str]]:
    """The lines that with the next may be one phrase, each with the next."""
    return [pair for pair in pairwise(document.bodies) if may_be_one(*pair)]


def _pair_claims(looked: Looked, others: Sequence[Claim]) -> list[Claim]:
    """The claims on two lines, where a phrase runs over the line's end: neither line is claimed by its rule, and the
    first is no whole phrase of its own, which a certain rule would know."""
    document = looked.document
    taken = {(claim.rule.id, claim.first) for claim in others if claim.is_whole}
    complete = {one.first for one in others if one.is_whole and one.rule.confidence is Confidence.CERTAIN}
    claims: list[Claim] = []
    for first, rules in looked.pairs.items():
        if first in complete:
            continue
        for rule in rules:
            if not {(rule.id, first), (rule.id, first + 1)} & taken:
                taken.add((rule.id, first + 1))
                span = Span(document.starts[first], document.body_span(first + 1).end)
                claims.append(Claim(rule, span, first, first + 1, True))
    return claims
