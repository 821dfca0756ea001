"""The matcher written plainly: every phrase on every segment, word by word. Slow; what the automaton is held to."""

from __future__ import annotations

import re
from itertools import pairwise

from cleaner.find.claims import Claim
from cleaner.find.guards import Guards, unreported
from cleaner.rules.anchors import COMMON
from cleaner.rules.book import Book
from cleaner.rules.graphs import CAPITAL, KINDS, STOP, UNANCHORED, WORD
from cleaner.rules.rule import LONGEST_LINE, Category, Confidence, Rule, Unit
from cleaner.rules.says import says
from cleaner.text.breaks import may_be_one
from cleaner.text.lines import Document
from cleaner.text.prose import QUOTES
from cleaner.text.segments import OPENING, cuts
from cleaner.text.spans import Span
from cleaner.text.words import Kind, words

#: What a row of buttons is claimed by here.
ROW = Rule("share.row", Category.SHARE, "a row")


def labels_of(text: str, book: Book) -> list[tuple[str, ...]]:
    """What each word of a text may be."""
    known = book.index.labels
    stems = [label for label in known if "*" in label and len(label) > 1]
    found: list[tuple[str, ...]] = []
    for chunk in text.split():
        for word in words(chunk):
            if word.kind is Kind.SIGN and word.text not in known:
                continue
            for part, is_capital in _parts(word, chunk, known):
                labels = [part] if part in known else []
                if word.kind is Kind.WORD:
                    labels += [stem for stem in stems if _has(part, stem)]
                if word.kind in KINDS:
                    labels.append(KINDS[word.kind])
                labels += [STOP] if word.kind is Kind.STOP else [] if word.kind is Kind.SIGN else [WORD]
                found.append((*labels, *([CAPITAL] if is_capital and WORD in labels else [])))
    return found


def _parts(word, chunk, known):
    raw = chunk[word.start : word.end]
    if word.kind is not Kind.WORD or word.text in known or len(raw) < 2:
        return [(word.text, word.is_capital)]
    places = [i for i in range(1, len(raw)) if raw[i].isupper() and raw[i - 1].isalpha() and not raw[i - 1].isupper()]
    humps = [raw[a:b] for a, b in zip([0, *places], [*places, len(raw)], strict=True)]
    if len(humps) == 1 or len(humps) > 40:
        return [(word.text, word.is_capital)]
    out, at = [], 0
    while at < len(humps):
        widest = min(len(humps), at + 4)
        end = next((e for e in range(widest, at + 1, -1) if "".join(humps[at:e]).lower() in known), at + 1)
        whole = "".join(humps[at:end])
        out.append((whole.lower(), whole[0].isupper()))
        at = end
    return out if len(out) > 1 else [(word.text, word.is_capital)]


def _has(word: str, stem: str) -> bool:
    bare = stem.strip("*")
    if stem.startswith("*") and stem.endswith("*"):
        return bare in word
    return word.startswith(bare) if stem.endswith("*") else word.endswith(bare)


def whole(document, line, body, claims):
    """The claims of a line; those on parts of it take it whole where certain ones leave nothing."""
    if any(claim.is_whole for claim in claims):
        return claims
    left = list(body)
    parts = [claim for claim in claims if claim.rule.confidence is Confidence.CERTAIN]
    for claim in parts:
        start = claim.span.start - document.starts[line]
        left[start : start + claim.span.length] = " " * claim.span.length
    if len({claim.span for claim in parts}) < 2 or "".join(left).strip():
        return claims
    start = document.starts[line]
    return [claim._replace(span=Span(start, start + len(body)), is_whole=True) for claim in claims]


class PlainMatcher:
    """Finds what `cleaner.find.matcher.Matcher` finds of phrases."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.guards = Guards(book, lambda text: labels_of(text, book))
        opened = {number for some in book.index.anchored.values() for number in some}
        self.closed = [number for number in range(len(book.phrases)) if number not in opened]
        self.opened = sorted(opened)

    def find(self, document: Document) -> list[Claim]:
        claims = []
        for line, body in enumerate(document.bodies):
            claims += whole(document, line, body, self._of_line(document, line, body))
        return sorted(claims, key=lambda claim: (claim.span, claim.rule.id))

    def _rules(self, numbers, segment, said):
        return self.guards.allowed((n for n in numbers if says(self.book.graphs[n], said)), segment, said, ())

    def _of_line(self, document, line, body):
        start = document.starts[line]
        said = labels_of(body, self.book)
        found = []
        if body.strip() and len(body) <= LONGEST_LINE:
            is_long = len(cuts(body)) > 5
            rules = self._rules([n for n in self.closed if not (is_long and self._is_open(n))], body, said)
            if body.lstrip()[0] in OPENING:
                is_word = body.rstrip()[-1] in QUOTES
                rules = [rule for rule in rules if rule.confidence is Confidence.CERTAIN and not is_word]
            if not rules and (row := self._row(body, said)):
                rules = [row]
            found += [Claim(rule, Span(start, start + len(body)), line, line, True) for rule in rules]
        if not found:
            found += self._over_two(document, line, body)
            found += self._inside(body, start, line)
        elif not any(claim.rule.confidence is Confidence.CERTAIN or claim.rule is ROW for claim in found):
            found += self._inside(body, start, line, 1)
        found += self._loose(body, start, line, said)
        return found

    def _loose(self, body, start, line, said):
        if not body.strip() or len(body) > LONGEST_LINE:
            return []
        rules = self._rules([n for n in self.opened if len(body) <= 120 or not self._is_unanchored(n)], body, said)
        found = [Claim(rule, Span(start, start + len(body)), line, line, True) for rule in rules]
        anchored = [n for n in self.opened if not self._is_unanchored(n)]
        if any(claim.rule.confidence is Confidence.CERTAIN for claim in found if claim.rule in self._of(anchored)):
            return found
        its_cuts = cuts(body)
        for first, end in pairwise(its_cuts) if len(its_cuts) > 2 else ():
            place = first + len(body[first:end]) - len(body[first:end].lstrip())
            numbers = [n for n in anchored if self.book.index.fewest[n] >= 3]
            rules = self._rules(numbers, body[place:end], labels_of(body[place:end], self.book))
            if rules := unreported(rules, body, place, end):
                found += [Claim(rule, Span(start + first, start + end), line, line, False) for rule in rules]
        return found

    def _is_open(self, number):
        """Whether a phrase ends with a gap that goes on over ends of sentences."""
        return self.book.graphs[number].is_open

    def _of(self, numbers):
        return {self.book.rules[self.book.phrases[n].rule] for n in numbers}

    def _is_unanchored(self, number):
        return self.book.rules[self.book.phrases[number].rule].language in UNANCHORED

    def _over_two(self, document, line, body):
        if line + 1 >= len(document.bodies) or not may_be_one(body, document.bodies[line + 1]):
            return []
        both = f"{body} {document.bodies[line + 1]}"
        rules = self._rules(self.closed, both, labels_of(both, self.book))
        span = Span(document.starts[line], document.body_span(line + 1).end)
        return [Claim(rule, span, line, line + 1, True) for rule in rules if rule.unit is not Unit.ROW]

    def _inside(self, body, start, line, first=0):
        its_cuts = cuts(body)
        found, until = [], 0
        for i, cut in enumerate(its_cuts[:-1]):
            place = cut + len(body[cut:]) - len(body[cut:].lstrip())
            if i < first or place < until or place >= len(body):
                continue
            ends = its_cuts[i + 1 :] if i else its_cuts[1:-1]
            best, over = [], set()
            for end in ends[:8]:
                said = labels_of(body[place:end], self.book)
                if sum(WORD in labels for labels in said) < 4:
                    continue
                numbers = [n for n in self.closed if self.book.index.fewest[n] >= 3 and n not in over]
                over.update(n for n in numbers if self._is_open(n) and says(self.book.graphs[n], said))
                rules = [r for r in self._rules(numbers, body[place:end], said) if r.unit is not Unit.ROW]
                if rules := unreported(rules, body, place, end):
                    begin = place
                    while begin > 0 and body[begin - 1].isspace():
                        begin -= 1
                    best = [Claim(rule, Span(start + begin, start + end), line, line, False) for rule in rules]
                    until = end
            if not best and (best := self._glued(body, place, start, line)):
                until = best[0].span.end - start
            found += best
        return found

    def _glued(self, body, place, start, line):
        """Labels of four words or more that a sentence was glued to."""
        best = []
        for chunk in re.compile(r"\S+").finditer(body, place, place + 120):
            following = body[chunk.end() : chunk.end() + 4]
            bare = following.lstrip()
            begins = bare != following and bare.lstrip("\"“„«‘'")[:1].isupper()
            if not chunk[0][-1].isalnum() or not begins:
                continue
            segment = body[place : chunk.end()]
            said = labels_of(segment, self.book)
            if sum(WORD in labels for labels in said) < 4 or not (COMMON | {CAPITAL}).isdisjoint(said[-1]):
                continue
            numbers = [n for n in self.closed if self.book.index.fewest[n] >= 3 and self.book.graphs[n].is_closed]
            rules = self._rules(numbers, segment, said)
            rules = [
                r for r in rules if r.confidence is Confidence.CERTAIN and r.unit is not Unit.ROW and r.language != "de"
            ]
            if rules := unreported(rules, body, place, chunk.end()):
                span = Span(start + len(body[:place].rstrip()), start + chunk.end())
                best = [Claim(rule, span, line, line, False) for rule in rules]
        return best

    def _joints(self, body):
        """Where one button may end and the next begin."""
        found, at = {0}, 0
        for chunk in body.split():
            labels = labels_of(chunk, self.book)
            humps = [i for i in range(1, len(chunk)) if chunk[i].isupper() and chunk[i - 1].isalpha()]
            is_glued = any(not chunk[i - 1].isupper() for i in humps) and "-" not in chunk
            for place, some in enumerate(labels):
                if is_glued or WORD not in some:
                    found.add(at + place)
                if WORD not in some:
                    found.add(at + place + 1)
            at += len(labels)
            found.add(at)
        return found

    def _row(self, body, said):
        joints = self._joints(body)
        if body.rstrip().endswith("!"):
            said = said[:-1]
        if not set(",;，、；،").isdisjoint(body) or len(said) > 120 or any(STOP in labels for labels in said):
            return None
        every = [n for n in self.closed if n in self.book.index.items]
        spoken = {self._language(n) for n in every}
        return ROW if any(self._is_row(said, joints, every, language) for language in spoken) else None

    def _language(self, number):
        return self.book.rules[self.book.phrases[number].rule].language

    def _is_row(self, said, joints, every, language):
        graphs = [self.book.graphs.without_gaps(n) for n in every if self._language(n) in (None, language)]

        def ways(at):
            if at == len(said):
                return [[]]
            out = []
            if WORD not in said[at] or "{num}" in said[at]:
                out += ways(at + 1)
            for end in range(at + 1, min(len(said), at + 12) + 1):
                is_apart = end - at >= 4 or (at in joints and end in joints)
                if is_apart and WORD in said[end - 1] and any(says(g, said[at:end]) for g in graphs):
                    out += [[(at, end), *rest] for rest in ways(end)[:1]]
            return out[:8]

        return any(len(way) >= 2 for way in ways(0))
