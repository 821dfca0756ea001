"""Which lines are worth a look, for which rules: one pass over a batch of texts, and a closer one over odd lines.

The pass walks the bytes of the texts as they stand. What shows only once a line is folded (in lines that are spelt
oddly, in phrases broken over two lines, in prompts glued to sentences) is folded and walked again, all of it together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from cleaner.document import Document
from cleaner.fold import PLAIN_APOSTROPHE, View
from cleaner.rules import LEADING_UP, Rule
from cleaner.scan import KEY_BITS, KEY_MASK, Lexicon, Scanner

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
_PARTS = re.compile(rf".{{1,{LONGEST_PART}}}(?:(?<=\s)|(?=\s)|$)|.{{1,{LONGEST_PART}}}", re.DOTALL)
_SHORTEST_GLUED = 8


_COMMON_ODDITIES = (
    (PLAIN_APOSTROPHE.encode(), b"'"),
    ("\xa0".encode(), b" "),
    ("\xad".encode(), b""),
    (b"  ", b" "),
    (b" \n", b"\n"),
    (b"\n- ", b"\n"),
)
#: Rules by their number, in order.
Numbers = dict[int, None]


class Candidates(NamedTuple):
    """Lines worth a look with the numbers of the rules to look for there; the same for pairs of lines, by the first of
    the two; and the lines that may have seams."""

    lines: dict[int, Numbers]
    pairs: dict[int, Numbers]
    seamed: set[int]


class _Items:
    """Folded texts to be scanned together, each with the table and the place in it where its rules are noted."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.places: list[tuple[dict[int, Numbers], int]] = []

    def add(self, text: str, table: dict[int, Numbers], place: int) -> None:
        self.texts.append(text)
        self.places.append((table, place))


@dataclass(frozen=True, slots=True)
class Scanned:
    """A text with the hits of the candidate pass, in bytes of `data`: the text in UTF-8, in plainer spelling, with the
    same line ends. A hit may take in the line end after the last."""

    text: str
    data: bytes
    hits: Sequence[int]

    def has(self, key: int) -> bool:
        """Whether the scan met `key`."""
        return any(hit & KEY_MASK == key for hit in self.hits)


class CandidatePass:
    """The pass for the literals and shapes of some rules. It holds no state of the texts that it has seen."""

    def __init__(self, rules: Sequence[Rule], make_scanner: Callable[[Lexicon], Scanner]) -> None:
        self.rules = rules
        self._make_scanner = make_scanner

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
    def _owners(self) -> list[Numbers]:
        """For each literal and shape, by number, the rules that it may announce."""
        literals = {literal: i for i, literal in enumerate(self.lexicon.literals)}
        shapes = {shape: i for i, shape in enumerate(self.lexicon.shapes, len(literals))}
        owners: list[Numbers] = [{} for _ in range(len(literals) + len(shapes))]
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

    def of_many(self, documents: Sequence[Document], scanned: Sequence[Scanned]) -> list[Candidates]:
        """The candidates of many documents whose texts were scanned."""
        closer = _Items()
        found = [self._of(*pair, closer) for pair in zip(documents, scanned, strict=True)]
        self._look_closer(closer)
        return found

    def _of(self, document: Document, scanned: Scanned, closer: _Items) -> Candidates:
        """The lines worth a look, and the rules to look for there; what only folded text shows is left to `closer`."""
        if scanned.has(self.lexicon.terminator):
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
            if may_be_one(document, first):
                closer.add(View(pair(document, first)).core.text, found.pairs, first)
        return found

    @staticmethod
    def _add_line(document: Document, line: int, found: Candidates, closer: _Items, is_odd: bool) -> None:
        """Leaves a line that is spelt oddly, and the pieces between its seams, to a closer look."""
        if line >= len(document.raw_lines) or document.blank[line]:
            return
        if len(document.raw_lines[line]) > LONGEST_PART:
            for _, part in parts(document.body(line)):
                closer.add(View(part).text, found.lines, line)
            return
        view = View(document.body(line))
        if is_odd:
            closer.add(view.text, found.lines, line)
            if len(view.core.text) != len(view.text):
                closer.add(view.core.text, found.lines, line)
        if line in found.seamed:
            for start, end in pieces(view):
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
    return _RUNS_ON.match(lines[first + 1]) is not None or _LEADS_UP.search(body) is not None


def pair(document: Document, first: int) -> str:
    """A line and the next as one."""
    return f"{document.body(first)} {document.body(first + 1)}"


def parts(body: str) -> Iterator[tuple[int, str]]:
    """A very long line in parts, cut at white space, each with its place in the line."""
    return ((match.start(), match[0]) for match in _PARTS.finditer(body))


def _plain(data: bytes) -> bytes:
    """The bytes with the commonest odd spellings made plain, so that few lines need a closer look.

    Line ends stay where they are; nothing else need, since only the numbers of lines are read from the hits.
    """
    for odd, plain in _COMMON_ODDITIES:
        data = data.replace(odd, plain)
    return data


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
