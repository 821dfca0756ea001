"""Who claims what: phrases on lines and sentences, rows of buttons, shapes.

A line or sentence passes a cheap door first: the two chunks that it begins with, and only then the walk to its end. In
prose the door ends it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from cleaner.find.automaton import DEAD, FEWEST_INSIDE, LONGEST_HEAD, START, Automaton, Reading, Tables
from cleaner.find.claims import Claim, Match, resolved, without_rest
from cleaner.find.guards import Guards, unreported
from cleaner.find.keeps import Keeps
from cleaner.find.rows import Item, row_of
from cleaner.find.shapes import Tired
from cleaner.find.told import Told
from cleaner.find.wording import Heard
from cleaner.rules.anchors import COMMON
from cleaner.rules.book import Book
from cleaner.rules.graphs import CAPITAL, WORD
from cleaner.rules.own import own_book
from cleaner.rules.rule import LONGEST_LINE, Category, Confidence, Rule, RulePack, Unit
from cleaner.rules.says import says
from cleaner.rules.toml import refuse_twins
from cleaner.text.breaks import may_be_one
from cleaner.text.clauses import NOUNS_WITH_CAPITALS
from cleaner.text.late import late
from cleaner.text.lines import Document
from cleaner.text.notices import notice_end
from cleaner.text.prose import QUOTES
from cleaner.text.segments import OPENING, begins_sentence, cuts, likely_starts
from cleaner.text.spans import Span

#: A phrase inside a longer line runs over so many sentences at most, as short as they may be in tokenised text; and one
#: with a gap at its end makes up a line of so many at most.
_MOST_SENTENCES, _MOST_OPEN = 8, 4
#: So many items are a long row: two buttons may be a headline ("Save Max").
_LONG_ROW = 3
#: A label that a sentence was glued to is looked for so far, in code points.
_LONGEST_GLUED = 120
_CHUNKS = re.compile(r"\S+")
#: What may go on with a name: small words, and names.
_MAY_GO_ON = COMMON | {CAPITAL}
#: How a copyright notice begins.
_COPYRIGHT = late(r"\W{0,3}(?:©|\(c\)|copyright\b)", re.IGNORECASE)


class Seen:
    """What is known of the lines of a text: those that were looked at, what matches them, those that a phrase may go on
    after, and what the wording model makes of them."""

    __slots__ = ("heard", "lines", "matches", "unfinished")

    def __init__(self) -> None:
        self.lines: set[str] = set()
        self.matches: dict[str, list[Match]] = {}
        self.unfinished: set[str] = set()
        self.heard = Heard()

    def add(self, lines: Iterable[str], matches: dict[str, list[Match]], unfinished: set[str]) -> None:
        """Adds lines that were looked at."""
        self.lines.update(lines)
        self.matches.update(matches)
        self.unfinished |= unfinished


class Matcher:
    """The rules of a book, ready to be looked for. It holds no state of the texts that it has seen but tables that make
    the next ones faster. Safe to share between threads; can be pickled."""

    def __init__(self, book: Book) -> None:
        self.book = book
        index = book.index
        self._automaton = Automaton(index.firsts, index.labels, book.graphs.outline, book.graphs.seconds, index.items)
        self._open = index.open_ended
        self._guards = Guards(book, self.labels)
        self._told = Told(book, self._automaton, self._guards)
        self._keeps = Keeps(book.keeps, book.lists) if book.keeps else None

    def __reduce__(self) -> tuple[type[Matcher], tuple[Book]]:
        return Matcher, (self.book,)

    def find(self, document: Document, seen: Seen | None = None, tired: set[str] | None = None) -> list[Claim]:
        """Every claim on a document, in the order of the text.

        What stands on a line depends on the line alone: lines that were `seen` are not looked at again. `tired` are the
        ids of rules that are left out; those whose patterns take too long are added.
        """
        known = Seen() if seen is None else seen
        left_out = set() if tired is None else tired
        bodies = document.bodies
        fresh = [body for body in dict.fromkeys(bodies) if body not in known.lines]
        some = Document("\n".join(fresh)) if known.lines else document
        while fresh:
            try:
                found = self._matches(some, left_out)
            except Tired as one:
                left_out.add(one.rule)
            else:
                known.add(fresh, *found)
                break
        if not known.matches and not known.unfinished:
            return []
        kept = self.kept_lines(document, left_out)
        claims = [
            match.on(line, document.starts[line])
            for line, body in enumerate(bodies)
            for match in known.matches.get(body, ())
            if match.rule.id not in left_out
        ]
        try:
            for line, body in enumerate(bodies):
                if body in known.unfinished:
                    claims += self._over_two(document, line, left_out)
        except Tired as one:
            left_out.add(one.rule)
            return self.find(document, known, left_out)
        if kept:
            claims = [claim for claim in claims if claim.first not in kept and claim.last not in kept]
        return sorted(claims, key=lambda claim: (claim.span, claim.rule.id))

    def kept_lines(self, document: Document, tired: set[str] | None = None) -> frozenset[int]:
        """The lines that a pack's `[[keep]]` says no rule may touch; one that takes too long is `tired`."""
        return frozenset() if self._keeps is None else self._keeps.lines(document, set() if tired is None else tired)

    def labels(self, segment: str) -> list[tuple[str, ...]]:
        """What each word of a segment is to the phrases: its labels."""
        return self._automaton.alphabet.said(self._automaton.symbols(self._automaton.tables, segment))

    def _matches(self, document: Document, tired: set[str]) -> tuple[dict[str, list[Match]], set[str]]:
        """What matches the lines of a document, and the lines that a phrase may go on after. Raises Tired."""
        tables = self._automaton.refresh()
        bodies = document.bodies
        matches: dict[str, list[Match]] = {}
        unfinished: set[str] = set()
        begun: list[int] = []  # lines that a phrase may begin, but does not make up
        done: set[int] = set()  # lines that go whole, whatever stands inside them
        for line in self._alive_lines(tables, bodies):
            body = bodies[line]
            reading = self._automaton.read(tables, body)
            found = self._on_line(tables, body, reading, tired) or self._notice(tables, body, tired)
            if found:
                matches[body] = found
                if any(match.rule.confidence is Confidence.CERTAIN for match in found):
                    done.add(line)
                continue
            if reading.state != DEAD:
                unfinished.add(body)
            if reading.is_ended:
                begun.append(line)
        inside = self._inside(tables, document, begun, done, tired)
        for line, match in (*inside, *self._told.on(document, tired)):
            matches.setdefault(bodies[line], []).append(match)
        return {body: resolved(body, list(dict.fromkeys(found))) for body, found in matches.items()}, unfinished

    # Whole lines

    def _alive_lines(self, tables: Tables, bodies: Sequence[str]) -> list[int]:
        """The lines whose first two chunks some phrase begins with."""
        alive = []
        known, automaton = tables.lines, self._automaton
        for line, body in enumerate(bodies):
            chunks = body.split(None, 2)
            if not chunks:
                continue
            head = f"{chunks[0]} {chunks[1]}" if len(chunks) > 1 else chunks[0]
            is_alive = known.get(head)
            if is_alive is None:
                is_alive = automaton.read(tables, head).is_alive
                if len(head) <= LONGEST_HEAD:
                    known[head] = is_alive
            if is_alive:
                alive.append(line)
        return alive

    def _on_line(self, tables: Tables, body: str, reading: Reading, tired: Container[str]) -> list[Match]:
        """What matches a line as a whole."""
        if len(body) > LONGEST_LINE:
            return []
        rules = self._allowed(self._holding(tables.accepts[reading.state], body), body, reading.symbols, tired)
        if rules and body.lstrip()[0] in OPENING:  # a button in quotes is somebody's word
            is_word = body.rstrip()[-1] in QUOTES
            rules = [rule for rule in rules if rule.confidence is Confidence.CERTAIN and not is_word]
        if not rules and reading.has_item:
            rules = self._row(tables, body, tired)
        return [Match(rule, 0, len(body), True) for rule in rules]

    def _holding(self, phrases: Sequence[int], body: str) -> Sequence[int]:
        """The phrases without those that end with a gap where a line has more sentences than they run over."""
        if not phrases or self._open.isdisjoint(phrases) or len(cuts(body)) - 1 <= _MOST_OPEN:
            return phrases
        return [one for one in phrases if one not in self._open]

    def _notice(self, tables: Tables, body: str, tired: Container[str]) -> list[Match]:
        """What matches the copyright notice that a line begins with, where something else follows on it."""
        if _COPYRIGHT.match(body) is None or (end := notice_end(body)) >= len(body.rstrip()):
            return []
        reading = self._automaton.read(tables, body[:end])
        rules = self._allowed(tables.accepts[reading.state], body[:end], reading.symbols, tired)
        return [
            without_rest(Match(rule, 0, len(body), True), body) for rule in rules if rule.category is Category.LEGAL
        ]

    def _allowed(
        self, phrases: Sequence[int], segment: str, symbols: Iterable[int], tired: Container[str]
    ) -> list[Rule]:
        """The rules of phrases that are not kept from a segment by a guard."""
        return self._guards.allowed(phrases, segment, self._automaton.alphabet.said(symbols), tired) if phrases else []

    def _row(self, tables: Tables, body: str, tired: Container[str]) -> list[Rule]:
        """The rules that claim a row of buttons of one language: those of most of its items. They act alone for a long
        row, and for a short one in which something certain stands."""
        items = self._items(tables, body)
        if not items:
            return []
        owners = Counter(owner for item in items for owner in {self.book.phrases[one].rule for one in item.phrases})
        most = max(owners.values())
        rules = [self.book.rules[owner] for owner in sorted(owners)]
        said = self._automaton.alphabet.said(self._automaton.symbols(tables, body))
        is_long = len({item.start for item in items}) >= _LONG_ROW
        is_certain = is_long or any(rule.confidence is Confidence.CERTAIN for rule in rules)
        confidence = Confidence.CERTAIN if is_certain else Confidence.LIKELY
        chosen = (self.book.rules[owner] for owner, count in sorted(owners.items()) if count == most)
        return [_as_row(rule, confidence) for rule in chosen if self._guards.allow(rule, body, said, tired)]

    def _items(self, tables: Tables, body: str) -> list[Item]:
        """The items of a row, with the phrases of those languages in which the whole of it is one."""
        phrases, rules = self.book.phrases, self.book.rules
        items = row_of(self._automaton, tables, body, self._is_item) or []
        spoken = {rules[phrases[one].rule].language for item in items for one in item.phrases} - {None}
        if not spoken:
            return items

        def row_in(language: str) -> list[Item]:
            def is_item(one: int, said: Sequence[int]) -> bool:
                return rules[phrases[one].rule].language in (None, language) and self._is_item(one, said)

            return row_of(self._automaton, tables, body, is_item) or []

        rows = [row_in(language) for language in sorted(filter(None, spoken))]
        longest = max(map(len, rows))
        return [item for row in rows if len(row) == longest for item in row]

    def _is_item(self, phrase: int, said: Sequence[int]) -> bool:
        """Whether a phrase that says these symbols may stand in a row: it is short, and none of its gaps is filled."""
        if phrase not in self.book.index.items:
            return False
        return phrase not in self.book.index.gapped_items or self._leaves_gaps(phrase, said)

    def _leaves_gaps(self, phrase: int, said: Sequence[int]) -> bool:
        """Whether a phrase says these symbols with none of its gaps filled."""
        bare = self.book.graphs.without_gaps(phrase)
        return bare is not None and says(bare, self._automaton.alphabet.said(said))

    def _over_two(self, document: Document, line: int, tired: Container[str]) -> Iterator[Claim]:
        """What matches a line and the next as one: a phrase that was broken in two."""
        tables = self._automaton.tables
        if line + 1 >= len(document.bodies) or not may_be_one(document.bodies[line], document.bodies[line + 1]):
            return
        both = f"{document.bodies[line]} {document.bodies[line + 1]}"
        symbols = self._automaton.symbols(tables, both)
        state = self._automaton.walk(tables, START, symbols)
        span = Span(document.starts[line], document.body_span(line + 1).end)
        for rule in self._allowed(tables.accepts[state], both, symbols, tired):
            if rule.unit is not Unit.ROW:
                yield Claim(rule, span, line, line + 1, True)

    # Sentences of longer lines

    def _inside(
        self, tables: Tables, document: Document, begun: Sequence[int], done: Container[int], tired: Container[str]
    ) -> Iterator[tuple[int, Match]]:
        """What matches sentences inside lines; `begun` are lines that a phrase may begin, `done` such as go whole."""
        text, starts = document.text, document.starts
        cuts_of: dict[int, Sequence[int]] = {}
        until: dict[int, int] = {}  # for a line how far it was claimed
        for line in begun:
            body = document.bodies[line]
            its_cuts = cuts_of[line] = cuts(body)
            place = len(body) - len(body.lstrip())
            found = self._from(tables, body, 0, its_cuts[1:-1], tired) or self._glued(tables, body, place, tired)
            for match in found:
                until[line] = match.end
                yield line, match
        for at in sorted(self._alive_starts(tables, text)):
            line = bisect_right(starts, at) - 1
            body, place = document.bodies[line], at - starts[line]
            if line in done or place < until.get(line, 0) or not 0 < place < len(body):
                continue
            its_cuts = cuts_of.get(line) or cuts_of.setdefault(line, cuts(body))
            cut = bisect_right(its_cuts, place) - 1
            if its_cuts[cut] == 0 or body[its_cuts[cut] : place].strip():
                continue
            ends = its_cuts[cut + 1 : cut + 1 + _MOST_SENTENCES]
            for match in self._from(tables, body, place, ends, tired) or self._glued(tables, body, place, tired):
                until[line] = match.end
                yield line, match

    def _alive_starts(self, tables: Tables, text: str) -> Iterator[int]:
        """Where sentences may begin inside lines in which a phrase may end that begins there."""
        known, automaton = tables.heads, self._automaton
        for at, head in likely_starts(text):
            state, count = known.get(head) or automaton.begun(tables, head)
            if state and automaton.may_end(tables, text, at + len(head) if count else at, state, count):
                yield at

    def _count(self, symbols: Iterable[int]) -> int:
        """How many of the symbols are words."""
        return sum(WORD in self._automaton.alphabet.labels[symbol] for symbol in symbols)

    def _from(self, tables: Tables, body: str, start: int, ends: Sequence[int], tired: Container[str]) -> list[Match]:
        """The longest that matches from a place in a line up to one of the next cuts. A gap at a phrase's end takes no
        second sentence."""
        best: list[Match] = []
        open_ended: set[int] = set()
        last, at, before = START, start, list[int]()  # what was read up to a white space
        for end in ends[:_MOST_SENTENCES]:
            is_seam = end < len(body) and not (body[end].isspace() or body[end - 1].isspace())
            rest = end - len(body[at:end].rsplit(None, 1)[-1]) if is_seam else end
            more = self._automaton.symbols(tables, body[at:rest])
            last, at = self._automaton.walk(tables, last, more), rest
            before += more
            if last == DEAD:
                break
            more = self._automaton.symbols(tables, body[rest:end])
            state, symbols = self._automaton.walk(tables, last, more), [*before, *more]
            fewest = self.book.index.fewest
            accepted = [one for one in tables.accepts[state] if fewest[one] >= FEWEST_INSIDE - 1]
            if accepted and self._count(symbols) < FEWEST_INSIDE:
                accepted = []
            accepted = [one for one in accepted if one not in open_ended]
            open_ended |= self._open.intersection(accepted)
            allowed = self._allowed(accepted, body[start:end], symbols, tired)
            rules = [rule for rule in allowed if rule.unit is not Unit.ROW]
            if rules := unreported(rules, body, start, end):
                first = start
                while first > 0 and body[first - 1].isspace():
                    first -= 1
                best = [Match(rule, first, end, False) for rule in rules]
        return best

    def _glued(self, tables: Tables, body: str, start: int, tired: Container[str]) -> list[Match]:
        """The longest that matches from a place in a line up to where the next sentence was glued to it, its stop lost:
        "Story continues below this advertisement Residents said …". Only phrases that fill no gap tell where they end,
        and what ends with a small word or a name may go on with one."""
        best: list[Match] = []
        state, symbols = START, list[int]()
        for chunk in _CHUNKS.finditer(body, start, start + _LONGEST_GLUED):
            more = self._automaton.chunk(tables, chunk[0])
            state = self._automaton.walk(tables, state, more)
            if state == DEAD:
                break
            symbols += more
            accepted = tables.accepts[state]
            if not accepted or not chunk[0][-1].isalnum() or not begins_sentence(body[chunk.end() :][:4]):
                continue
            fewest = self.book.index.fewest
            if self._count(symbols) < FEWEST_INSIDE or not _MAY_GO_ON.isdisjoint(
                self._automaton.alphabet.labels[symbols[-1]]
            ):
                continue
            sure = [one for one in accepted if fewest[one] >= FEWEST_INSIDE - 1 and self._leaves_gaps(one, symbols)]
            rules = self._allowed(sure, body[start : chunk.end()], symbols, tired)
            rules = [rule for rule in rules if rule.confidence is Confidence.CERTAIN and rule.unit is not Unit.ROW]
            rules = [rule for rule in rules if rule.language not in NOUNS_WITH_CAPITALS]
            if rules := unreported(rules, body, start, chunk.end()):
                first = len(body[:start].rstrip())
                best = [Match(rule, first, chunk.end(), False) for rule in rules]
        return best


@cache
def own_matcher() -> Matcher:
    """The matcher of the rules that come with the program, one for the whole process."""
    return Matcher(own_book())


def matcher_of(packs: Sequence[RulePack]) -> Matcher:
    """The matcher of these rules and those of more packs. Raises PackError for a pack that does not fit."""
    if not packs:
        return own_matcher()
    refuse_twins(packs, {rule.id for rule in own_book().rules})
    return Matcher(own_book().with_packs(packs))


@lru_cache(maxsize=4096)
def _as_row(rule: Rule, confidence: Confidence) -> Rule:
    """A rule as it acts for a row of buttons: on that line only."""
    return replace(rule, unit=Unit.LINE, confidence=confidence)
