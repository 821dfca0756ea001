"""The candidate pass: one walk over the bytes of a text that says where literals of rules stand.

Two engines do the same work. Hyperscan walks the text as it stands, whatever its spelling; where it cannot be
installed, an Aho-Corasick automaton walks the folded text. Both only name places worth a look: what a rule finds
there is the same with either.
"""

from __future__ import annotations

import re
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import Any, Protocol

from cleaner.fold import ALIKE, LEADING_SIGNS, ODD_CHARACTERS, RARE_APOSTROPHES, WIDE_MARKS, fold
from cleaner.lexicon import Lexicon

#: A hit is one integer, `end << KEY_BITS | key`: what has the number `key` in the lexicon ends before byte `end`.
#: So a million hits take eight megabytes, and sorting them sorts by place.
KEY_BITS = 20
KEY_MASK = (1 << KEY_BITS) - 1

# Marks are written as many sequences of one length each. Of such a shape Hyperscan looks for a rare literal and then at
# the bytes around it, all shapes in one walk; a shape of many lengths is an automaton that every byte goes through, and
# a few of these together cost three times what all the marks cost now. For the same reason classes are spelt out where
# their bytes are rare (capitals) and left whole where they are common.

_NEXT = rb"[\x80-\xbf]"  # a byte with which a character beyond ASCII goes on
#: Bytes that show mojibake, entities left in the text, or stray control characters. Broad: `cleaner.repair` decides.
ILL_SHAPES = (
    *(  # Ã©, â€
        rb"[\xc2\xc3\xd0\xd1][\x80-\xbf]" + after
        for after in (rb"\xc2[\x80-\xbf]", rb"\xe2\x80", rb"\xe2\x82", rb"\xc5[\x90-\xbf]", rb"\xc6\x92", rb"\xcb")
    ),
    rb"&#?[a-zA-Z0-9]{2,10};",
    rb"[\x01-\x08\x0e-\x1a\x7f]",
    rb"\xc2[\x80-\x84\x86-\x9f]",
    rb"\xef\xbf\xbd",
    rb"\xc3[\x82\x83] ",  # what is left of such a letter when a no-break space was made plain
)

_LATIN_CAPITALS = tuple(b"\\xc3\\x%02x" % last for last in range(0x80, 0x9F))
_CYRILLIC_CAPITALS = tuple(b"\\xd0\\x%02x" % last for last in (0x81, *range(0x90, 0xB0)))
_PLAIN_CAPITALS = tuple(b"%c" % code for code in range(0x41, 0x5B))
_CAPITALS = _PLAIN_CAPITALS + _LATIN_CAPITALS + _CYRILLIC_CAPITALS
_CLOSERS = (b"", rb"[\"')`]", rb"[\xc2\xca]" + _NEXT, rb"[\xe2\xef]" + _NEXT * 2)
_THREE_SMALL = rb"[a-z\x80-\xbf\xc3\xd0\xd1]{3}"  # bytes of three or more small letters, or half of the first
#: A capital right after small letters or the end of a sentence; what is left of a line after the end of a Chinese or
#: Japanese one. What `cleaner.breaks` takes for a seam is among these.
SEAM_SHAPES = (
    *(
        rb"[a-z0-9\"')`\x80-\xbf][.!?]" + closer + capital
        for closer in _CLOSERS
        for capital in (_CAPITALS if not closer else (b"[A-Z]", *_LATIN_CAPITALS, *_CYRILLIC_CAPITALS))
    ),
    *(
        _THREE_SMALL + last + capital
        for capitals, lasts in (
            (_PLAIN_CAPITALS, (b"[a-z]", rb"[\x80-\x8f]", rb"[\x90-\x9f]", rb"[\xa0-\xaf]", rb"[\xb0-\xbf]")),
            (_LATIN_CAPITALS, (rb"[a-z\x80-\x8f\x9f-\xbf]",)),
            (_CYRILLIC_CAPITALS, (rb"[a-z\x80-\x8f\xb0-\xbf]", rb"\xc3[\x9f-\xbf]")),
        )
        for capital in capitals
        for last in lasts
    ),
    rb"\xe3\x80\x82[^ \n]",
    rb"\xef\xbc[\x81\x9f][^ \n]",
    *(
        rb"\xe2\x80\xa6" + closer + capital
        for closer in _CLOSERS
        for capital in (b"[A-Z]", rb"\xc3[\x80-\x9e]", rb"\xd0[\x81\x90-\xaf]")
    ),
)
_ODD_EXTRA = (
    rb"[^\n\t]\t",
    rb"\]\(",  # a Markdown link
    rb"\*\*",  # bold letters
    rb"[^ \n]  ",  # a run of spaces inside a line: folding makes one of it
    *(rb"[\n ]" + b" ".join(four) for four in product((b"[A-Za-z]", rb"[\xc3-\xdf][\x80-\xbf]"), repeat=4)),  # spaced
)


class Scanner(Protocol):
    """An engine. `reads_source` tells whether it finds literals in text that is not folded."""

    reads_source: bool

    def scan_source(self, data: bytes) -> list[int]:
        """The hits in text as it stands, sorted: marks and what is looked for everywhere; literals if it can."""
        ...

    def scan_short(self, data: bytes) -> list[int]:
        """The hits in short lines of what is looked for only there, sorted."""
        ...

    def scan_heads(self, data: bytes) -> list[int]:
        """The hits of literals that lines may start with in the first words of lines, sorted; none if it cannot."""
        ...

    def scan_folded(self, data: bytes) -> list[int]:
        """The hits of literals in folded text, sorted."""
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
        shapes.append((self.lexicon.marks.ill, b"|".join(ILL_SHAPES)))
        return [(key, re.compile(shape, re.DOTALL)) for key, shape in shapes]

    def scan_folded(self, data: bytes) -> list[int]:
        """The literals in folded text."""
        found = self._automaton.find_matches_as_indexes(data, overlapping=True)
        return sorted(end << KEY_BITS | key for key, _, end in found)

    def scan_short(self, data: bytes) -> list[int]:
        """Nothing: `scan_source` finds all that can be found in text as it stands."""
        return []

    scan_heads = scan_short

    def scan_source(self, data: bytes) -> list[int]:
        """The shapes and marks in text as it stands."""
        return sorted(m.end() << KEY_BITS | key for key, shape in self._shapes for m in shape.finditer(data))


class HyperscanScanner:
    """Walks text of any spelling with Hyperscan: first words of lines, short lines, and the whole for the rest.

    Literals have databases of their own, apart from patterns, since only pure ones get Hyperscan's fast path.
    Databases may come from a cache; scratch space is per thread.
    """

    reads_source = True

    def __init__(self, source: Lexicon | list[bytes]) -> None:
        import hyperscan

        self._hyperscan = hyperscan
        self._local = threading.local()
        if isinstance(source, list):  # what `dump` gave
            parts = [hyperscan.loadb(part, mode=hyperscan.HS_MODE_BLOCK) for part in source]
        else:
            parts = [self._compiled(*part) for part in self._parts(source)]
        self._parts_of = tuple(parts)
        self._heads, self._short, self._wide, self._short_shapes, self._shapes, self._marks = parts

    def dump(self) -> list[bytes]:
        """The compiled databases, for a cache on the same machine."""
        return [bytes(self._hyperscan.dumpb(part)) for part in self._parts_of]

    def scan_source(self, data: bytes) -> list[int]:
        """What is looked for everywhere, and the marks."""
        return self._scan(data, self._wide, self._shapes, self._marks)

    def scan_short(self, data: bytes) -> list[int]:
        """What is looked for in short lines only."""
        return self._scan(data, self._short, self._short_shapes)

    def scan_heads(self, data: bytes) -> list[int]:
        """What lines may start with."""
        return self._scan(data, self._heads)

    def scan_folded(self, data: bytes) -> list[int]:
        """The literals in folded text."""
        return self._scan(data, self._heads, self._short, self._wide)

    def _scan(self, data: bytes, *databases: Any) -> list[int]:
        hits = array("Q")

        def collect(key: int, start: int, end: int, flags: int, context: object) -> None:
            hits.append(end << KEY_BITS | key)

        for database in databases:
            database.scan(data, match_event_handler=collect, scratch=self._scratch(database))
        return sorted(hits)

    def _scratch(self, database: Any) -> Any:
        """The scratch space of this thread for a database."""
        scratches: dict[str, Any] = vars(self._local)
        scratch = scratches.get(f"of {id(database)}")
        if scratch is None:
            scratch = scratches[f"of {id(database)}"] = self._hyperscan.Scratch(database)
        return scratch

    def _compiled(self, found: Sequence[tuple[bytes, int]], flag: int) -> Any:
        found = found or [(rb"\xff\xff\xff\xff", 0)]  # an empty database cannot be made
        database = self._hyperscan.Database(mode=self._hyperscan.HS_MODE_BLOCK)
        database.compile(
            expressions=[expression for expression, _ in found],
            ids=[key for _, key in found],
            elements=len(found),
            flags=[flag] * len(found),
        )
        return database

    def _parts(self, lexicon: Lexicon) -> Iterator[tuple[list[tuple[bytes, int]], int]]:
        """What each database is made of: expressions with their numbers, and how they are to be read."""
        literals, short = lexicon.literals, lexicon.short
        keys = {key: _is_head(literal) for key, literal in enumerate(literals)}
        heads = [key for key, is_head in keys.items() if is_head]
        brief = [key for key, is_head in keys.items() if not is_head and key in short]
        wide = [key for key, is_head in keys.items() if not is_head and key not in short]
        for some in (heads, brief, wide):
            spelt = [(_escaped(text), key) for key in some for text in _spellings(literals[key])]
            yield spelt, self._hyperscan.HS_FLAG_CASELESS
        shapes = [(shape.encode(), key) for key, shape in enumerate(lexicon.shapes, len(literals))]
        yield [one for one in shapes if one[1] in short], self._hyperscan.HS_FLAG_DOTALL
        yield [one for one in shapes if one[1] not in short], self._hyperscan.HS_FLAG_DOTALL
        yield _mark_shapes(lexicon), self._hyperscan.HS_FLAG_DOTALL  # with the shapes in one, both cost more


def _mark_shapes(lexicon: Lexicon) -> list[tuple[bytes, int]]:
    numbers = lexicon.marks
    odd = [_escaped(char.encode()) for char in ODD_CHARACTERS + RARE_APOSTROPHES]
    odd += [*_ODD_EXTRA, *_inner_capitals(lexicon.literals)]
    wide_signs = [_class_pattern(*pair) for pair in WIDE_MARKS]
    # Signs that a line may start with: some that stand after two other signs in mid-line are let through.
    starts = (rb"\n", rb"\n[^\nA-Za-z0-9]", rb"[^\nA-Za-z0-9][^A-Za-z0-9]")
    odd += [start + sign for sign in wide_signs for start in starts]
    marks = {numbers.odd: odd, numbers.ill: ILL_SHAPES, numbers.seam: SEAM_SHAPES}
    return [(shape, key) for key, shapes in marks.items() for shape in shapes]


def _is_head(literal: str) -> bool:
    """Whether a literal is found in the first words of a line: not if a sign stands there that is set aside."""
    return literal.startswith("\n") and not literal[1:2].startswith(tuple(LEADING_SIGNS))


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
    In literals that lines begin with, dashes and quotation marks may be of any kind.
    """
    spelt = [""]
    before = ""
    for char in literal:
        capital = char.upper()
        is_initial = not before.isalpha() and not char.isascii() and len(capital) == 1 and capital != char
        choices = [char, capital] if is_initial else [char]
        if literal.startswith("\n"):
            choices += ALIKE.get(char, "")
        spelt = [text + choice for text in spelt for choice in choices]
        before = char
    if literal.endswith("\n"):
        spelt += [f"{text[:-1]} \n" for text in spelt]  # a line may end in a space
    return [text.encode("utf-8", "surrogatepass") for text in spelt]


def _inner_capitals(literals: Iterable[str]) -> list[bytes]:
    """What shows a capital beyond ASCII inside a word, of the letters that the literals hold."""
    letters = {char for literal in literals for char in literal if not char.isascii()}
    sources = _sources() if letters else {}
    capitals = sorted({capital for char in letters for capital in sources.get(char, ())})
    # \xf5-\xff stand in no text: with them the class is too large for Hyperscan to spell it out before every capital.
    letters_before = (rb"[A-Za-z\xf5-\xff]", rb"[\xc3-\xdf][\x80-\xbf]")
    return [before + _escaped(capital.encode()) for capital in capitals for before in letters_before]


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
