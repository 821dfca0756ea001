"""Which lines are worth a look, for which rules: one pass over many lines, and a closer one over odd ones.

The pass walks the bytes of the lines as they stand. What shows only once a line is folded (in lines that are spelt
oddly, in phrases broken over two lines, in prompts glued to sentences) is folded and walked again, all of it together.
What is found on a line depends on that line alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, Protocol

from cleaner.breaks import LONGEST_PART, parts, pieces
from cleaner.lexicon import Lexicon, Marks, Numbers, Owners, marks_after
from cleaner.needles import are_rare, cost, heads
from cleaner.rules.rule import Rule, Unit
from cleaner.scan import KEY_BITS, KEY_MASK, Scanner
from cleaner.text.fold import ALIKE, LEADING_SIGNS, TRAILING_SIGNS, WIDE_MARKS, View, fold

#: Characters that are made plain before literals are looked for, so that few lines need a closer look.
_COMMON_ODDITIES = (("’", "'"), ("‘", "'"), ("\xa0", " "), ("ı", "i"), ("İ", "i"), ("\xad", ""))
#: How much of a line is looked at for what lines may start with, and how long a short line may be, in code points.
_HEAD, _SHORT = 16, 240
_TRAILING = frozenset([*TRAILING_SIGNS, *(chr(i) for a, b in WIDE_MARKS for i in range(ord(a), ord(b) + 1))])


class Candidates(NamedTuple):
    """Lines worth a look, by their numbers, with the numbers of the rules to look for there; the same for pairs of
    lines; the lines that may have seams, and those whose encoding may be broken; and the lines that were folded."""

    lines: dict[int, Numbers]
    pairs: dict[int, Numbers]
    seamed: set[int]
    ill: set[int]
    views: dict[int, View]


class _Batch:
    """Lines as the candidate pass walks them, in plainer spelling: all; the short ones; and the first words of each.

    Shapes are looked for in `shaped` and `short_shaped`, literals in the others, where dashes and quotation marks are
    those that people type. Short lines that end in signs which may be set aside stand there a second time, without
    these: they are `bared`.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        text = _plain("\n".join(["", *lines, ""]))
        typed = _typed(text)
        self.lines = typed.split("\n")[1:-1]
        short = [line if len(line) <= _SHORT else "" for line in self.lines]
        self.shaped = text.encode("utf-8", "surrogatepass")
        self.short_shaped = _scanned([line if len(line) <= _SHORT else "" for line in text.split("\n")[1:-1]])
        self.bared: list[int] = []
        self.ending_in_signs: set[int] = set()
        for i in [i for i, line in enumerate(self.lines) if line[-1:] in _TRAILING]:
            bare = self.lines[i].rstrip(TRAILING_SIGNS)
            if len(self.lines[i]) > _SHORT or bare[-1:] in _TRAILING:
                self.ending_in_signs.add(i)
            else:
                self.bared.append(i)
                short.append(bare)
        self.wide = typed.encode("utf-8", "surrogatepass")
        self.short = _scanned(short)
        self.heads = _scanned([line.lstrip(LEADING_SIGNS)[:_HEAD] for line in [*self.lines, *short[len(self.lines) :]]])

    def start(self, line: int) -> str:
        """The first words of a line, folded."""
        return fold(self.lines[line].lstrip(LEADING_SIGNS)[:_HEAD])


class _Closer:
    """Folded texts to be scanned together, each with the place where its rules are noted."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.places: list[tuple[dict[int, Numbers], int]] = []

    def add(self, text: str, found: dict[int, Numbers], place: int) -> None:
        bare = text.lstrip(LEADING_SIGNS)
        for one in (text,) if len(bare) == len(text) else (text, bare):
            self.texts.append(one)
            self.places.append((found, place))

    def add_line(self, view: View, found: dict[int, Numbers], place: int, is_odd: bool, is_seamed: bool) -> None:
        """Adds a line that is spelt oddly, and the pieces between its seams."""
        if is_odd:
            self.add(view.text, found, place)
            if len(view.core.text) != len(view.text):
                self.add(view.core.text, found, place)
        if is_seamed:
            for start, end in pieces(view):
                self.add(View(view.shown[start:end]).core.text, found, place)


class Shelf(Protocol):
    """Where what was worked out for some rules before may be found, so that it need not be again."""

    def heads(self) -> Mapping[str, tuple[str, ...]]:
        """For rules by their ids, what their lines begin with."""
        ...

    def owners(self) -> Owners | None:
        """What was kept by `keep_owners`, if anything."""
        ...

    def keep_owners(self, owners: Owners) -> None:
        """Keeps which rules each literal and shape announces."""
        ...

    def scanner(self, lexicon: Callable[[], Lexicon]) -> Scanner:
        """The engine for a lexicon, which is asked for only if the engine must be made anew."""
        ...


class CandidatePass:
    """The pass for the literals and shapes of some rules. It holds no state of the lines that it has seen."""

    def __init__(
        self, rules: Sequence[Rule], make_scanner: Callable[[Lexicon], Scanner], shelf: Shelf | None = None
    ) -> None:
        self.rules = rules
        self._make_scanner = make_scanner
        self._shelf = shelf

    @cached_property
    def _heads(self) -> list[tuple[str, ...]]:
        """What the lines of each rule begin with, as far as it can be told."""
        known = self._shelf.heads() if self._shelf else {}
        return [
            known[rule.id] if rule.id in known and not rule.is_foreign else beginnings(rule) for rule in self.rules
        ]

    @cached_property
    def _announcers(self) -> list[tuple[str, ...]]:
        """What is looked for to find each rule: what its lines begin with if that is rare, or else its literals or its
        shape."""
        found = []
        for rule, begun in zip(self.rules, self._heads, strict=True):
            found.append(begun if begun and are_rare(begun) else _elsewhere(rule))
        return found

    @cached_property
    def lexicon(self) -> Lexicon:
        """All literals and shapes, each once."""
        found = list(zip(self.rules, self._announcers, strict=True))
        shapes = dict.fromkeys(rule.shape for rule, some in found if rule.shape and some == (rule.shape,))
        literals = dict.fromkeys(one for _, some in found for one in some if one not in shapes)
        wide = {one for rule, some in found if not _is_for_short_lines(rule) for one in some}
        short = (key for key, one in enumerate([*literals, *shapes]) if one not in wide)
        return Lexicon(tuple(literals), tuple(shapes), frozenset(short))

    @cached_property
    def scanner(self) -> Scanner:
        """The engine of the candidate pass."""
        return self._shelf.scanner(lambda: self.lexicon) if self._shelf else self._make_scanner(self.lexicon)

    @cached_property
    def _owners(self) -> Owners:
        owners = self._shelf.owners() if self._shelf else None
        if owners is not None:
            return owners
        rows: dict[str, list[int]] = {one: [] for one in (*self.lexicon.literals, *self.lexicon.shapes)}
        begins: dict[int, tuple[str, ...]] = {}
        for number, (some, begun) in enumerate(zip(self._announcers, self._heads, strict=True)):
            for one in dict.fromkeys(some):
                rows[one].append(number)
            if begun and begun is not some:
                begins[number] = tuple(start[1:] for start in begun)
        owners = Owners(rows.values(), begins)
        if self._shelf:
            self._shelf.keep_owners(owners)
        return owners

    @cached_property
    def _marks(self) -> Marks:
        return marks_after(len(self._owners))

    def of_lines(self, lines: Sequence[str], pairs: Sequence[View] = ()) -> Candidates:
        """The candidates among lines without their terminators, and among pairs of lines, folded; scanned together."""
        batch, scanner = _Batch(lines), self.scanner
        found = Candidates({}, {}, set(), set(), {})
        odd: set[int] = set()
        for data, hits in (
            (batch.shaped, scanner.scan_shapes(batch.shaped)),
            (batch.short_shaped, scanner.scan_short_shapes(batch.short_shaped)),
            (batch.wide, scanner.scan_wide(batch.wide)),
            (batch.short, scanner.scan_short(batch.short)),
            (batch.heads, scanner.scan_heads(batch.heads)),
        ):
            self._note(data, hits, batch, found, odd)
        odd |= batch.ending_in_signs
        if not scanner.reads_source:
            odd.update(range(len(lines)))
            found.seamed.update(odd)
        for line, numbers in found.lines.items():
            if not (numbers.isdisjoint(self._owners.twofold) or line in odd or line in found.seamed):
                found.lines[line] = self._owners.without_others(numbers, batch.start(line))
        self._look_closer(lines, pairs, found, odd)
        return found

    def _note(self, data: bytes, hits: Iterable[int], batch: _Batch, found: Candidates, odd: set[int]) -> None:
        """Notes the hits of a scan, each for the line that it ends in; past the last line stand the bared ones."""
        owners, marks, lines = self._owners, self._marks, found.lines
        tables = {marks.odd: odd, marks.seam: found.seamed, marks.ill: found.ill}
        count, bared = len(batch.lines), batch.bared
        line, place, at = -1, -1, 0
        for hit in hits:
            end, key = (hit >> KEY_BITS) - 1, hit & KEY_MASK
            if end > at:
                line += data.count(b"\n", at, end)
                at = end
                place = line if line < count else bared[line - count]
            if line < 0:  # nothing but the line end before the first line
                continue
            if key < marks.odd:
                known = lines.get(place)
                lines[place] = owners[key] if known is None else known | owners[key]
            else:
                tables[key].add(place)

    def _look_closer(self, lines: Sequence[str], pairs: Sequence[View], found: Candidates, odd: set[int]) -> None:
        """Adds what shows only in folded text: in lines that are spelt oddly, in pieces between seams, in phrases that
        run over a line's end."""
        closer = _Closer()
        for line in odd | found.seamed:
            body = lines[line]
            if len(body) > LONGEST_PART:
                for _, part in parts(body):
                    closer.add(View(part).text, found.lines, line)
            elif body and not body.isspace():
                view = found.views[line] = View(body)
                closer.add_line(view, found.lines, line, line in odd, line in found.seamed)
        for number, view in enumerate(pairs):
            closer.add(view.core.text, found.pairs, number)
        if not closer.texts:
            return
        scanned = [text.encode("utf-8", "surrogatepass") for text in closer.texts]
        starts = list(accumulate((len(one) + 2 for one in scanned), initial=2))
        for hit in self.scanner.scan_folded(b"\n\n".join([b"", *scanned, b""])):
            last, key = (hit >> KEY_BITS) - 1, hit & KEY_MASK
            if last < 2:
                continue
            number = min(bisect_right(starts, last), len(scanned)) - 1
            table, place = closer.places[number]
            numbers = self._owners.without_others(self._owners[key], closer.texts[number].lstrip(LEADING_SIGNS))
            if numbers:
                table[place] = table.get(place, numbers) | numbers


def beginnings(rule: Rule) -> tuple[str, ...]:
    """What the lines of a rule begin with, if it is for whole lines and that is rare; nothing otherwise."""
    return () if rule.unit is Unit.INLINE else heads(rule.pattern)


def _elsewhere(rule: Rule) -> tuple[str, ...]:
    """What is looked for where lines of the rule may begin with anything: its literals, or its shape."""
    bare = tuple(map(_bare, rule.needles or rule.any_of))
    if bare != rule.needles and rule.any_of and cost(rule.any_of) < cost(bare):  # "\na" is all that is left of "\n<a"
        bare = rule.any_of
    return bare or (rule.shape or "",)


def _bare(literal: str) -> str:
    """A literal that stands at the start of lines without the signs that are set aside there, if anything is left."""
    start = literal[1:].lstrip(LEADING_SIGNS)
    return f"\n{start}" if literal.startswith("\n") and start.strip("\n") else literal


def _is_for_short_lines(rule: Rule) -> bool:
    return rule.unit is not Unit.INLINE and rule.reach <= _SHORT


def _plain(text: str) -> str:
    """The text with the commonest odd spellings made plain; line ends stay where they are."""
    for odd, plain in _COMMON_ODDITIES:
        if odd in text:
            text = text.replace(odd, plain)
    return text.replace("\n\u3000", "\n") if "\u3000" in text else text


def _typed(text: str) -> str:
    """The text with the dashes and quotation marks that people type."""
    for plain, others in ALIKE.items():
        for other in others:
            if other in text:
                text = text.replace(other, plain)
    return text


def _scanned(lines: Sequence[str]) -> bytes:
    """Lines as they are scanned: each between two line ends."""
    return "\n".join(["", *lines, ""]).encode("utf-8", "surrogatepass")
