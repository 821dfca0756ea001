"""Which lines are worth a look, for which rules: one pass over a batch of texts, and a closer one over odd lines.

The pass walks the bytes of the texts as they stand. What shows only once a line is folded (in lines that are spelt
oddly, in phrases broken over two lines, in prompts glued to sentences) is folded and walked again, all of it together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, Protocol

from cleaner.document import Document
from cleaner.fold import LEADING_SIGNS, View
from cleaner.needles import are_rare, heads
from cleaner.rules import LEADING_UP, Rule, Unit
from cleaner.scan import KEY_BITS, KEY_MASK, Lexicon, Marks, Numbers, Owners, Scanner, marks_after

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
#: A line as long as this, in code points, that ends like a sentence is one.
_SENTENCE, _SENTENCE_ENDS = 60, tuple(".!?。！？…\"”»’'")
_LEADS_UP = re.compile(rf" (?:{'|'.join(LEADING_UP)})$")
_PARTS = re.compile(rf".{{1,{LONGEST_PART}}}(?:(?<=\s)|(?=\s)|$)|.{{1,{LONGEST_PART}}}", re.DOTALL)
_SHORTEST_GLUED = 8


#: Characters that are made plain before literals are looked for, so that few lines need a closer look.
_COMMON_ODDITIES = (("’", "'"), ("\xa0", " "), ("\n\u3000", "\n"), ("ı", "i"), ("İ", "i"), ("\xad", ""))
#: How much of a line is looked at for what lines may start with, and how long a short line may be, in code points.
_HEAD, _SHORT = 16, 240
#: By how much a line may be longer than what a pattern can match, in code points: bullets, arrows, doubled spaces.
SLACK = 40
_NONE: Numbers = set()


class _Met:
    """The rules that the scans met at numbered places: `announced` by what tells them best, and those of which the line
    also `begins` as it must. Most rules need only be announced."""

    __slots__ = ("announced", "begins")

    def __init__(self) -> None:
        self.announced: dict[int, Numbers] = {}
        self.begins: dict[int, Numbers] = {}

    def add(self, place: int, announced: Numbers, begins: Numbers) -> None:
        """Notes rules at a place."""
        for table, numbers in ((self.announced, announced), (self.begins, begins)):
            if numbers:
                known = table.get(place)
                table[place] = numbers if known is None else known | numbers

    def settled(self, twofold: Numbers) -> Iterator[tuple[int, Numbers]]:
        """The places with the rules announced there, without those `twofold` ones that the line does not begin like."""
        for place, numbers in self.announced.items():
            if half := numbers & twofold:
                numbers = numbers - (half - self.begins.get(place, _NONE))
            if numbers:
                yield place, numbers


class Candidates(NamedTuple):
    """Lines worth a look with the numbers of the rules to look for there; the same for pairs of lines, by the first of
    the two; the lines that may have seams; and whether the encoding may be broken."""

    lines: dict[int, Numbers]
    pairs: dict[int, Numbers]
    seamed: set[int]
    is_ill: bool = False


class Scanned(NamedTuple):
    """A text with what the candidate pass found in it."""

    text: str
    candidates: Candidates
    ill: int

    def has(self, key: int) -> bool:
        """Whether the scan met the mark `key`, which is `Lexicon.ill`."""
        return key == self.ill and self.candidates.is_ill


class _Batch:
    """Documents as the candidate pass walks them, their lines numbered through: all bytes in plainer spelling with the
    same line ends; the short lines; and the first words of every line."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self._firsts: list[int] = []
        parts: list[bytes] = []
        lines: list[str] = []
        for document in documents:
            text = _plain(document.text)
            self._firsts.append(len(lines))
            lines += text.split("\n")
            parts.append(text.encode("utf-8", "surrogatepass"))
        self.source = b"\n".join([b"", *parts, b""])
        self.short = _joined([line if len(line) <= _SHORT else "" for line in lines])
        self.heads = _joined([line.lstrip(LEADING_SIGNS)[:_HEAD] for line in lines])
        self.count = len(lines)

    def place(self, line: int) -> tuple[int, int]:
        """The number of the document in which a line stands, and the line's number there."""
        number = bisect_right(self._firsts, line) - 1
        return number, line - self._firsts[number]


class _Closer:
    """Folded texts to be scanned together, each with the place where its rules are noted."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.places: list[tuple[_Met, int]] = []

    def add(self, text: str, met: _Met, place: int) -> None:
        bare = text.lstrip(LEADING_SIGNS)
        for one in (text,) if len(bare) == len(text) else (text, bare):
            self.texts.append(one)
            self.places.append((met, place))

    def add_line(self, document: Document, line: int, met: _Met, place: int, is_odd: bool, is_seamed: bool) -> None:
        """Adds a line that is spelt oddly, and the pieces between its seams."""
        if line >= len(document.raw_lines) or document.blank[line]:
            return
        if len(document.raw_lines[line]) > LONGEST_PART:
            for _, part in parts(document.body(line)):
                self.add(View(part).text, met, place)
            return
        view = View(document.body(line))
        if is_odd:
            self.add(view.text, met, place)
            if len(view.core.text) != len(view.text):
                self.add(view.core.text, met, place)
        if is_seamed:
            for start, end in pieces(view):
                self.add(View(view.shown[start:end]).core.text, met, place)


class Shelf(Protocol):
    """Where what was worked out for some rules before may be found, so that it need not be again."""

    def heads(self) -> Mapping[str, tuple[str, ...]]:
        """For rules by their ids, what their lines begin with."""
        ...

    def owners(self) -> bytes | None:
        """What was kept by `keep_owners`, if anything."""
        ...

    def keep_owners(self, dumped: bytes) -> None:
        """Keeps which rules each literal and shape announces."""
        ...

    def scanner(self, lexicon: Callable[[], Lexicon]) -> Scanner:
        """The engine for a lexicon, which is asked for only if the engine must be made anew."""
        ...


class CandidatePass:
    """The pass for the literals and shapes of some rules. It holds no state of the texts that it has seen."""

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
            others = tuple(map(_bare, rule.needles or rule.any_of)) or (rule.shape or "",)
            found.append(begun if begun and are_rare(begun) else others)
        return found

    @cached_property
    def lexicon(self) -> Lexicon:
        """All literals and shapes, each once."""
        found = list(zip(self.rules, self._announcers, strict=True))
        shapes = dict.fromkeys(rule.shape for rule, some in found if rule.shape and some == (rule.shape,))
        literals = dict.fromkeys(one for _, some in found for one in some if one not in shapes)
        literals.update(dict.fromkeys(one for some in self._heads for one in some))
        wide = {one for rule, some in found if not _is_for_short_lines(rule) for one in some}
        short = (key for key, one in enumerate([*literals, *shapes]) if one not in wide)
        return Lexicon(tuple(literals), tuple(shapes), frozenset(short))

    @cached_property
    def scanner(self) -> Scanner:
        """The engine of the candidate pass."""
        return self._shelf.scanner(lambda: self.lexicon) if self._shelf else self._make_scanner(self.lexicon)

    @cached_property
    def _owners(self) -> Owners:
        dumped = self._shelf.owners() if self._shelf else None
        if dumped is not None:
            return Owners.loaded(dumped)
        rows: dict[str, tuple[list[int], list[int]]] = {
            one: ([], []) for one in (*self.lexicon.literals, *self.lexicon.shapes)
        }
        for number, (some, begun) in enumerate(zip(self._announcers, self._heads, strict=True)):
            for one in dict.fromkeys(some):
                rows[one][0].append(number)
            for one in begun if begun is not some else ():
                rows[one][1].append(number)
        owners = Owners(rows.values())
        if self._shelf:
            self._shelf.keep_owners(owners.dumped())
        return owners

    @cached_property
    def _marks(self) -> Marks:
        return marks_after(len(self._owners))

    def scan(self, texts: Sequence[str]) -> list[Scanned]:
        """The candidate pass over many texts at once."""
        found = self.of_many([Document(text) for text in texts])
        return [Scanned(text, its, self._marks.ill) for text, its in zip(texts, found, strict=True)]

    def of_many(self, documents: Sequence[Document]) -> list[Candidates]:
        """The candidates of many documents, scanned together."""
        batch, scanner = _Batch(documents), self.scanner
        lines, pairs = _Met(), _Met()
        marks: dict[int, set[int]] = {key: set() for key in self._marks}
        self._note(batch.source, scanner.scan_source(batch.source), lines, marks)
        self._note(batch.short, scanner.scan_short(batch.short), lines, marks)
        self._note(batch.heads, scanner.scan_heads(batch.heads), lines, marks)
        if not scanner.reads_source:
            marks[self._marks.odd] = marks[self._marks.seam] = set(range(batch.count))
        self._look_closer(batch, lines, pairs, marks)
        found = [Candidates({}, {}, set()) for _ in documents]
        for line, numbers in lines.settled(self._owners.twofold):
            number, place = batch.place(line)
            found[number].lines[place] = numbers
        for line, numbers in pairs.settled(self._owners.twofold):
            number, place = batch.place(line)
            found[number].pairs[place] = numbers
        for number, place in map(batch.place, marks[self._marks.seam]):
            found[number].seamed.add(place)
        for number in {batch.place(line)[0] for line in marks[self._marks.ill]}:
            found[number] = found[number]._replace(is_ill=True)
        for number in {batch.place(line)[0] for line in marks[self._marks.terminator]}:
            document = documents[number]
            bodies = map(document.body, range(len(document.raw_lines)))
            found[number] = self.of_many([Document("\n".join(bodies))])[0]
        return found

    def _note(self, data: bytes, hits: Iterable[int], lines: _Met, marks: dict[int, set[int]]) -> None:
        """Notes the hits of a scan, each for the line that it ends in."""
        owners, first_mark, add = self._owners, self._marks.odd, lines.add
        line, at = -1, 0
        for hit in hits:
            end, key = (hit >> KEY_BITS) - 1, hit & KEY_MASK
            if end > at:
                line += data.count(b"\n", at, end)
                at = end
            if line < 0:  # nothing but the line end before the first line
                continue
            if key < first_mark:
                add(line, *owners[key])
            else:
                marks[key].add(line)

    def _look_closer(self, batch: _Batch, lines: _Met, pairs: _Met, marks: dict[int, set[int]]) -> None:
        """Adds what shows only in folded text: in lines that are spelt oddly, in pieces between seams, in phrases that
        run over a line's end."""
        closer = _Closer()
        odd, seamed, broken = (marks[key] for key in (self._marks.odd, self._marks.seam, self._marks.broken))
        for line in odd | seamed:
            number, place = batch.place(line)
            closer.add_line(batch.documents[number], place, lines, line, line in odd, line in seamed)
        for first in {line - back for line in broken | odd for back in (0, 1)}:
            number, place = batch.place(first)
            if may_be_one(batch.documents[number], place):
                closer.add(View(pair(batch.documents[number], place)).core.text, pairs, first)
        if not closer.texts:
            return
        parts = [text.encode("utf-8", "surrogatepass") for text in closer.texts]
        starts = list(accumulate((len(part) + 2 for part in parts), initial=2))
        for hit in self.scanner.scan_folded(b"\n\n".join([b"", *parts, b""])):
            last, key = (hit >> KEY_BITS) - 1, hit & KEY_MASK
            if last >= 2:
                met, place = closer.places[min(bisect_right(starts, last), len(parts)) - 1]
                met.add(place, *self._owners[key])


def beginnings(rule: Rule) -> tuple[str, ...]:
    """What the lines of a rule begin with, if it is for whole lines and that is rare; nothing otherwise."""
    return () if rule.unit is Unit.INLINE else heads(rule.pattern)


def _bare(literal: str) -> str:
    """A literal that stands at the start of lines without the signs that are set aside there, if anything is left."""
    start = literal[1:].lstrip(LEADING_SIGNS)
    return f"\n{start}" if literal.startswith("\n") and start.strip("\n") else literal


def _is_for_short_lines(rule: Rule) -> bool:
    return rule.unit is not Unit.INLINE and rule.width + SLACK <= _SHORT


def may_be_one(document: Document, first: int) -> bool:
    """Whether the line `first` and the next may be one phrase broken in two."""
    lines, blank = document.raw_lines, document.blank
    if first < 0 or first + 1 >= len(lines) or blank[first] or blank[first + 1]:
        return False
    if len(lines[first]) + len(lines[first + 1]) > LONGEST_PAIR:
        return False
    body = document.body(first)
    if body.endswith(_ENDED):
        return False
    if _RUNS_ON.match(lines[first + 1]):
        return True
    follower = document.body(first + 1)
    is_sentence = len(follower) >= _SENTENCE and follower.endswith(_SENTENCE_ENDS)  # the article's own, most likely
    return not is_sentence and _LEADS_UP.search(body) is not None


def pair(document: Document, first: int) -> str:
    """A line and the next as one."""
    return f"{document.body(first)} {document.body(first + 1)}"


def parts(body: str) -> Iterator[tuple[int, str]]:
    """A very long line in parts, cut at white space, each with its place in the line."""
    return ((match.start(), match[0]) for match in _PARTS.finditer(body))


def _plain(text: str) -> str:
    """The text with the commonest odd spellings made plain; line ends stay where they are."""
    for odd, plain in _COMMON_ODDITIES:
        if odd in text:
            text = text.replace(odd, plain)
    return text


def _joined(lines: Sequence[str]) -> bytes:
    """Lines as they are scanned: each between two line ends."""
    return "\n".join(["", *lines, ""]).encode("utf-8", "surrogatepass")


def pieces(view: View) -> list[tuple[int, int]]:
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


def _is_phrase(text: str) -> bool:
    """Whether a text is more than one word; scripts without spaces count by length alone."""
    return " " in text.strip() or not text.isascii()
