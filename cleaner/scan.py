"""The candidate pass: one walk over the bytes of a text that says where literals of rules stand.

Two engines do the same work. Hyperscan walks the text as it stands, whatever its spelling; where it cannot be
installed, an Aho-Corasick automaton walks the folded text. Both only name places worth a look: what a rule finds
there is the same with either.
"""

from __future__ import annotations

import re
import threading
from array import array
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from cleaner.fold import DECORATION, ODD_CHARACTERS, RARE_APOSTROPHES, fold
from cleaner.rules import LEADING_UP

#: A hit is one integer, `end << KEY_BITS | key`: what has the number `key` in the lexicon ends before byte `end`.
#: So a million hits take eight megabytes, and sorting them sorts by place.
KEY_BITS = 20
KEY_MASK = (1 << KEY_BITS) - 1


class Lexicon(NamedTuple):
    r"""What to look for: folded literals, then shapes (patterns on bytes), numbered from 0 on in this order.

    "\n" in a literal stands for a line's start or end: every text is scanned with one before it and one after it.
    """

    literals: tuple[str, ...]
    shapes: tuple[str, ...]

    @property
    def odd(self) -> int:
        """The number of hits that say: this line must be folded before literals can be found in it."""
        return len(self.literals) + len(self.shapes)

    @property
    def ill(self) -> int:
        """The number of hits that say: here the encoding may be broken."""
        return self.odd + 1

    @property
    def terminator(self) -> int:
        r"""The number of hits that say: here a line may end otherwise than with \n."""
        return self.odd + 2

    @property
    def seam(self) -> int:
        """The number of hits that say: here two sentences may be glued."""
        return self.odd + 3

    @property
    def broken(self) -> int:
        """The number of hits that say: a phrase may run on from the line before."""
        return self.odd + 4


#: Bytes that show mojibake, entities left in the text, or stray control characters. Broad: `cleaner.repair` decides.
ILL_SHAPES = (
    rb"[\xc3\xc2\xd0\xd1][\x80-\xbf](?:\xc2[\x80-\xbf]|\xe2\x80|\xe2\x82|\xc5[\x90-\xbf]|\xc6\x92|\xcb)",  # Ã©, â€
    rb"&(?:[a-zA-Z]{2,8}[0-9]{0,2}|#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5});",
    rb"[\x01-\x08\x0e-\x1a\x7f]",
    rb"\xc2[\x80-\x84\x86-\x9f]",
    rb"\xef\xbf\xbd",
    rb"\xc3[\x82\x83] ",  # what is left of such a letter when a no-break space was made plain
)
TERMINATOR_SHAPES = (rb"[\x0b-\x0d\x1c-\x1e]", rb"\xc2\x85", rb"\xe2\x80[\xa8\xa9]")
#: A capital right after small letters or the end of a sentence; what is left of a line after the end of a Chinese or
#: Japanese one. What `cleaner.match` takes for a seam is among these.
_SMALL_BYTES = rb"(?:[a-z]|\xc3[\x9f-\xbf]|\xd0[\xb0-\xbf]|\xd1[\x80-\x8f])"
_CAPITAL_BYTES = rb"(?:[A-Z]|\xc3[\x80-\x9e]|\xd0[\x81\x90-\xaf])"
_CLOSER = rb"(?:[\"')`]|[\xc2\xca\xe2\xef][\x80-\xbf]{1,2})"
SEAM_SHAPES = (
    b"(?:" + _SMALL_BYTES + b"|[0-9]|" + _CLOSER + rb")[.!?]" + _CLOSER + b"?" + _CAPITAL_BYTES,
    _SMALL_BYTES + b"{4}" + _CAPITAL_BYTES,
    rb"(?:\xe3\x80\x82|\xef\xbc[\x81\x9f])[^ \n]",
    rb"\xe2\x80\xa6" + _CLOSER + b"?" + _CAPITAL_BYTES,
)
#: A line that starts in small letters, or after a word that leads up to another: a phrase may be broken in two.
BROKEN_SHAPES = (
    rb"\n(?:[a-z]|\xc3[\x9f-\xbf]|\xd0[\xb0-\xbf]|\xd1[\x80-\x8f])",
    b" (?:" + "|".join(LEADING_UP).encode() + rb")\n[^\n]",
)
_LETTER = rb"(?:[A-Za-z]|[\xc3-\xdf][\x80-\xbf])"
_ODD_EXTRA = (
    rb"\]\(|\*\*",  # a Markdown link, bold letters
    rb"\t",
    rb"[^ ]  ",  # a run of spaces: folding makes one of it
    rb"[\n ]" + b" ".join([_LETTER] * 4),  # letter-spaced
)


class Scanner(Protocol):
    """An engine. `reads_source` tells whether it finds literals in text that is not folded."""

    reads_source: bool

    def scan_source(self, data: bytes) -> list[int]:
        """The hits that can be found in text as it stands, sorted: all, or all but literals."""
        ...

    def scan_folded(self, data: bytes) -> list[int]:
        """The hits of literals in folded text, sorted; there may be others among them."""
        ...


class AhoCorasickScanner:
    """Walks folded text with an Aho-Corasick automaton (the package ahocorasick_rs)."""

    reads_source = False

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    @cached_property
    def _automaton(self) -> Any:
        from ahocorasick_rs import BytesAhoCorasick

        return BytesAhoCorasick([literal.encode("utf-8", "surrogatepass") for literal in self.lexicon.literals])

    @cached_property
    def _shapes(self) -> list[tuple[int, re.Pattern[bytes]]]:
        first = len(self.lexicon.literals)
        shapes = [(first + i, shape.encode()) for i, shape in enumerate(self.lexicon.shapes)]
        shapes.append((self.lexicon.ill, b"|".join(ILL_SHAPES)))
        shapes.append((self.lexicon.terminator, b"|".join(TERMINATOR_SHAPES)))
        return [(key, re.compile(shape, re.DOTALL)) for key, shape in shapes]

    def scan_folded(self, data: bytes) -> list[int]:
        """The literals in folded text."""
        found = self._automaton.find_matches_as_indexes(data, overlapping=True)
        return sorted(end << KEY_BITS | key for key, _, end in found)

    def scan_source(self, data: bytes) -> list[int]:
        """The shapes and marks in text as it stands."""
        return sorted(m.end() << KEY_BITS | key for key, shape in self._shapes for m in shape.finditer(data))


class HyperscanScanner:
    """Walks text of any spelling with Hyperscan: once for the literals, once for shapes and marks.

    Literals have a database of their own, since only pure ones get Hyperscan's fast path. Databases may come from a
    cache; scratch space is per thread.
    """

    reads_source = True

    def __init__(self, lexicon: Lexicon, dumped: bytes | None = None) -> None:
        import hyperscan

        self.lexicon = lexicon
        self._hyperscan = hyperscan
        self._local = threading.local()
        if dumped is None:
            self._literals, self._marks = self._compiled(*self._spelt_literals()), self._compiled(*self._shapes())
        else:
            length = int.from_bytes(dumped[:8], "little")
            self._literals = hyperscan.loadb(dumped[8 : 8 + length], mode=hyperscan.HS_MODE_BLOCK)
            self._marks = hyperscan.loadb(dumped[8 + length :], mode=hyperscan.HS_MODE_BLOCK)

    def dump(self) -> bytes:
        """The compiled databases, for a cache on the same machine."""
        literals, marks = map(bytes, map(self._hyperscan.dumpb, (self._literals, self._marks)))
        return len(literals).to_bytes(8, "little") + literals + marks

    def scan_source(self, data: bytes) -> list[int]:
        """Every literal, shape and mark in `data`."""
        return sorted([*self._scan(self._literals, data), *self._scan(self._marks, data)])

    def scan_folded(self, data: bytes) -> list[int]:
        """The literals in folded text."""
        return sorted(self._scan(self._literals, data))

    def _scan(self, database: Any, data: bytes) -> array[int]:
        hits = array("Q")
        scratches: dict[str, Any] = vars(self._local)
        name = "literals" if database is self._literals else "marks"
        scratch = scratches.get(name)
        if scratch is None:
            scratch = scratches[name] = self._hyperscan.Scratch(database)

        def collect(key: int, start: int, end: int, flags: int, context: object) -> None:
            hits.append(end << KEY_BITS | key)

        database.scan(data, match_event_handler=collect, scratch=scratch)
        return hits

    def _compiled(self, expressions: Sequence[bytes], ids: Sequence[int], flag: int) -> Any:
        database = self._hyperscan.Database(mode=self._hyperscan.HS_MODE_BLOCK)
        database.compile(expressions=expressions, ids=ids, elements=len(ids), flags=[flag] * len(ids))
        return database

    def _spelt_literals(self) -> tuple[list[bytes], list[int], int]:
        spelt = [(text, key) for key, literal in enumerate(self.lexicon.literals) for text in _spellings(literal)]
        spelt = spelt or [(b"\xff\xff\xff\xff", 0)]  # an empty database cannot be made
        return [_escaped(text) for text, _ in spelt], [key for _, key in spelt], self._hyperscan.HS_FLAG_CASELESS

    def _shapes(self) -> tuple[list[bytes], list[int], int]:
        lexicon = self.lexicon
        decorated = b"(?:" + b"|".join(_class_pattern(first, last) for first, last in DECORATION) + b")"
        odd = [_escaped(char.encode()) for char in ODD_CHARACTERS + RARE_APOSTROPHES]
        odd += [*_ODD_EXTRA, *_inner_capitals(lexicon.literals), b"\\n" + decorated, decorated + b"\\n"]
        marks = {
            lexicon.odd: odd,
            lexicon.ill: ILL_SHAPES,
            lexicon.terminator: TERMINATOR_SHAPES,
            lexicon.seam: SEAM_SHAPES,
            lexicon.broken: BROKEN_SHAPES,
        }
        found = [(shape.encode(), key) for key, shape in enumerate(lexicon.shapes, len(lexicon.literals))]
        found += [(shape, key) for key, shapes in marks.items() for shape in shapes]
        return [shape for shape, _ in found], [key for _, key in found], self._hyperscan.HS_FLAG_DOTALL


def _escaped(data: bytes) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in data)


def _class_pattern(first: str, last: str) -> bytes:
    """A pattern for the UTF-8 of a range of characters; of a wide one, for those that start like its ends too."""
    if first == last:
        return _escaped(first.encode())
    low, high = first.encode(), last.encode()
    same = next(i for i in range(len(low)) if low[i] != high[i])
    span = b"[\\x%02x-\\x%02x]" % (low[same], high[same])
    return b"".join(b"\\x%02x" % byte for byte in low[:same]) + span + rb"[\x80-\xbf]" * (len(low) - same - 1)


def _spellings(literal: str) -> list[bytes]:
    """The bytes of a folded literal as text may hold them: capitals beyond ASCII stand at the start of words only.

    ASCII case is left to the engine, and lines with other capitals inside words are folded first (`_inner_capitals`).
    """
    spelt = [""]
    before = ""
    for char in literal:
        capital = char.upper()
        is_initial = not before.isalpha() and not char.isascii() and len(capital) == 1 and capital != char
        choices = (char, capital) if is_initial else (char,)
        spelt = [text + choice for text in spelt for choice in choices]
        before = char
    return [text.encode("utf-8", "surrogatepass") for text in spelt]


def _inner_capitals(literals: Iterable[str]) -> list[bytes]:
    """What shows a capital beyond ASCII inside a word, of the letters that the literals hold."""
    letters = {char for literal in literals for char in literal if not char.isascii()}
    sources = _sources() if letters else {}
    by_head: dict[bytes, set[int]] = {}
    for capital in (capital for char in letters for capital in sources.get(char, ())):
        *head, last = capital.encode()
        by_head.setdefault(bytes(head), set()).add(last)
    classes = [_escaped(head) + b"[" + _escaped(bytes(sorted(lasts))) + b"]" for head, lasts in sorted(by_head.items())]
    return [rb"(?:[A-Za-z]|[\xc3-\xdf][\x80-\xbf])(?:" + b"|".join(classes) + b")"] if classes else []


def _sources() -> dict[str, set[str]]:
    """For each folded letter beyond ASCII, the other letters that fold to it and are not odd."""
    found: dict[str, set[str]] = {}
    for code in range(0x80, 0x1F000):
        char = chr(code)
        small = char.lower()
        if small != char and len(small) == 1 and char not in ODD_CHARACTERS:
            found.setdefault(fold(small), set()).add(char)
    return found


def best_scanner(lexicon: Lexicon) -> Scanner:
    """The fastest engine that can be imported here."""
    try:
        return HyperscanScanner(lexicon)
    except ImportError:
        return AhoCorasickScanner(lexicon)
