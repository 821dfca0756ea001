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

from cleaner.fold import DECORATION, ODD_CHARACTERS, SPELLINGS, fold
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
#: A capital right after a small letter or the end of a sentence; anything right after the end of a Chinese or Japanese
#: one. What `cleaner.match` takes for a seam is among these.
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
    """Walks text of any spelling with Hyperscan. The database may come from a cache; scratch space is per thread."""

    reads_source = True

    def __init__(self, lexicon: Lexicon, database: bytes | None = None) -> None:
        import hyperscan

        self.lexicon = lexicon
        self._hyperscan = hyperscan
        self._database = hyperscan.loadb(database, mode=hyperscan.HS_MODE_BLOCK) if database else self._compiled()
        self._local = threading.local()

    def _compiled(self) -> Any:
        hyperscan, lexicon = self._hyperscan, self.lexicon
        expressions = [_literal_expression(literal) for literal in lexicon.literals]
        flags = [hyperscan.HS_FLAG_CASELESS] * len(expressions)
        ids = list(range(len(expressions)))
        for key, shapes in self._plain_shapes():
            expressions += shapes
            ids += [key] * len(shapes)
            flags += [hyperscan.HS_FLAG_DOTALL] * len(shapes)
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        database.compile(expressions=expressions, ids=ids, elements=len(ids), flags=flags)
        return database

    def _plain_shapes(self) -> Iterable[tuple[int, Sequence[bytes]]]:
        lexicon = self.lexicon
        for i, shape in enumerate(lexicon.shapes):
            yield len(lexicon.literals) + i, [shape.encode()]
        decorated = b"(?:" + b"|".join(_class_pattern(first, last) for first, last in DECORATION) + b")"
        yield lexicon.odd, [*map(_bytes_pattern, ODD_CHARACTERS), *_ODD_EXTRA, b"\\n" + decorated, decorated + b"\\n"]
        yield lexicon.ill, ILL_SHAPES
        yield lexicon.terminator, TERMINATOR_SHAPES
        yield lexicon.seam, SEAM_SHAPES
        yield lexicon.broken, BROKEN_SHAPES

    def dump(self) -> bytes:
        """The compiled database, for a cache on the same machine."""
        return bytes(self._hyperscan.dumpb(self._database))

    def scan_source(self, data: bytes) -> list[int]:
        """Every literal, shape and mark in `data`."""
        hits = array("Q")
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = self._hyperscan.Scratch(self._database)

        def collect(key: int, start: int, end: int, flags: int, context: object) -> None:
            hits.append(end << KEY_BITS | key)

        self._database.scan(data, match_event_handler=collect, scratch=scratch)
        return sorted(hits)

    scan_folded = scan_source


def _bytes_pattern(text: str) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in text.encode("utf-8", "surrogatepass"))


def _class_pattern(first: str, last: str) -> bytes:
    """A pattern for the UTF-8 of a range of characters; of a wide one, for those that start like its ends too."""
    if first == last:
        return _bytes_pattern(first)
    low, high = first.encode(), last.encode()
    same = next(i for i in range(len(low)) if low[i] != high[i])
    span = b"[\\x%02x-\\x%02x]" % (low[same], high[same])
    return b"".join(b"\\x%02x" % byte for byte in low[:same]) + span + rb"[\x80-\xbf]" * (len(low) - same - 1)


def _literal_expression(literal: str) -> bytes:
    """A pattern on bytes for every spelling of the folded `literal` that is not odd; ASCII case is left to a flag."""
    return b"".join(_spellings(char) for char in literal)


def _spellings(char: str) -> bytes:
    if char in SPELLINGS:
        return b"(?:" + b"|".join(map(_bytes_pattern, char + SPELLINGS[char])) + b")"
    if char.isascii():
        return _bytes_pattern(char)
    sources = [char, *sorted(_CAPITALS.get(char, ()))]
    return b"(?:" + b"|".join(map(_bytes_pattern, sources)) + b")"


def _capitals() -> dict[str, set[str]]:
    """For each folded letter beyond ASCII, the letters that fold to it and are not odd."""
    found: dict[str, set[str]] = {}
    for code in range(0x80, 0x1F000):
        char = chr(code)
        small = char.lower()
        if small != char and len(small) == 1 and char not in ODD_CHARACTERS:
            found.setdefault(fold(small), set()).add(char)
    return found


class _LazyCapitals(dict[str, set[str]]):
    def get(self, key: str, default: Any = None) -> Any:
        if not self:
            self.update(_capitals())
        return super().get(key, default)


_CAPITALS = _LazyCapitals()


def best_scanner(lexicon: Lexicon) -> Scanner:
    """The fastest engine that can be imported here."""
    try:
        return HyperscanScanner(lexicon)
    except ImportError:
        return AhoCorasickScanner(lexicon)
