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

from cleaner.fold import ODD_CHARACTERS, SPELLINGS, fold


#: A hit is one integer, `end << KEY_BITS | key`: what has the number `key` in the lexicon ends before byte `end`.
#: So a million hits take eight megabytes, and sorting them sorts by place.
KEY_BITS = 20
KEY_MASK = (1 << KEY_BITS) - 1


class Lexicon(NamedTuple):
    """What to look for: folded literals, then shapes (patterns on bytes), numbered from 0 on in this order."""

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


#: Bytes that show mojibake, entities left in the text, or stray control characters. Broad: `cleaner.repair` decides.
ILL_SHAPES = (
    rb"[\xc3\xc2\xd0\xd1][\x80-\xbf](?:\xc2[\x80-\xbf]|\xe2\x80|\xe2\x82|\xc5[\x90-\xbf]|\xc6\x92|\xcb)",  # Ã©, â€
    rb"&(?:[a-zA-Z]{2,8}[0-9]{0,2}|#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5});",
    rb"[\x01-\x08\x0e-\x1a\x7f]",
    rb"\xc2[\x80-\x84\x86-\x9f]",
    rb"\xef\xbf\xbd",
)
TERMINATOR_SHAPES = (rb"[\x0b-\x0d\x1c-\x1e]", rb"\xc2\x85", rb"\xe2\x80[\xa8\xa9]")
_LETTER = rb"(?:[A-Za-z]|[\xc3-\xdf][\x80-\xbf])"
_ODD_EXTRA = (
    rb"\]\(|\*\*",  # a Markdown link, bold letters
    rb"\t",
    rb"^  |[^ ]  ",  # a run of spaces: folding makes one of it
    rb"(?:^| )" + b" ".join([_LETTER] * 4),  # letter-spaced
)


class Scanner(Protocol):
    """An engine. `reads_source` tells whether it finds literals in text that is not folded."""

    reads_source: bool

    def scan(self, data: bytes) -> list[int]:
        """Every hit in `data`, sorted."""
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
        return [(key, re.compile(shape)) for key, shape in shapes]

    def scan(self, data: bytes) -> list[int]:
        """The literals in `data`, which must be folded."""
        found = self._automaton.find_matches_as_indexes(data, overlapping=True)
        return sorted(end << KEY_BITS | key for key, _, end in found)

    def scan_shapes(self, data: bytes) -> list[int]:
        """The shapes in `data`, which must be as it stands in the source."""
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
        yield lexicon.odd, [*(_bytes_pattern(char) for char in ODD_CHARACTERS), *_ODD_EXTRA]
        yield lexicon.ill, ILL_SHAPES
        yield lexicon.terminator, TERMINATOR_SHAPES

    def dump(self) -> bytes:
        """The compiled database, for a cache on the same machine."""
        return bytes(self._hyperscan.dumpb(self._database))

    def scan(self, data: bytes) -> list[int]:
        """Every literal, shape and mark in `data`. A single line end counts as a space; none stands across two."""
        hits = array("Q")
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = self._hyperscan.Scratch(self._database)

        def collect(key: int, start: int, end: int, flags: int, context: object) -> None:
            hits.append(end << KEY_BITS | key)

        data = data.replace(b"\n\n", b"\0\0").replace(b"\n", b" ")
        self._database.scan(data, match_event_handler=collect, scratch=scratch)
        return sorted(hits)


def _bytes_pattern(text: str) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in text.encode("utf-8", "surrogatepass"))


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
