"""The candidate pass: one walk over the bytes of a text that says where literals of rules stand.

Two engines do the same work. Hyperscan walks the text as it stands, whatever its spelling; where it cannot be
installed, an Aho-Corasick automaton walks the folded text. Both only name places worth a look: what a rule finds
there is the same with either.
"""

from __future__ import annotations

import re
import threading
from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Protocol

from cleaner.lexicon import Lexicon
from cleaner.marks import ILL_SHAPES, escaped, mark_shapes
from cleaner.text.fold import LEADING_SIGNS

#: A hit is one integer, `end << KEY_BITS | key`: what has the number `key` in the lexicon ends before byte `end`.
#: So a million hits take eight megabytes, and sorting them sorts by place.
KEY_BITS = 20
KEY_MASK = (1 << KEY_BITS) - 1


class Scanner(Protocol):
    """An engine. All hits are sorted. `reads_source` tells whether it finds literals in text that is not folded; if it
    does not, all shapes are found by `scan_shapes`."""

    reads_source: bool

    def scan_shapes(self, data: bytes) -> list[int]:
        """The hits of marks, and of shapes that are looked for everywhere."""
        ...

    def scan_short_shapes(self, data: bytes) -> list[int]:
        """The hits of shapes that are looked for in short lines only."""
        ...

    def scan_wide(self, data: bytes) -> list[int]:
        """The hits of literals that are looked for everywhere, in text as it stands."""
        ...

    def scan_short(self, data: bytes) -> list[int]:
        """The hits of literals that are looked for in short lines only, in text as it stands."""
        ...

    def scan_heads(self, data: bytes) -> list[int]:
        """The hits of literals that lines may start with, in the first words of lines as they stand."""
        ...

    def scan_folded(self, data: bytes) -> list[int]:
        """The hits of literals in folded text."""
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

    def scan_wide(self, data: bytes) -> list[int]:
        """Nothing: literals are found in folded text."""
        return []

    scan_short = scan_heads = scan_short_shapes = scan_wide

    def scan_shapes(self, data: bytes) -> list[int]:
        """All shapes, and whether the encoding may be broken."""
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

    def scan_shapes(self, data: bytes) -> list[int]:
        """Marks, and shapes that are looked for everywhere."""
        return self._scan(data, self._shapes, self._marks)

    def scan_short_shapes(self, data: bytes) -> list[int]:
        """Shapes that are looked for in short lines only."""
        return self._scan(data, self._short_shapes)

    def scan_wide(self, data: bytes) -> list[int]:
        """Literals that are looked for everywhere."""
        return self._scan(data, self._wide)

    def scan_short(self, data: bytes) -> list[int]:
        """Literals that are looked for in short lines only."""
        return self._scan(data, self._short)

    def scan_heads(self, data: bytes) -> list[int]:
        """Literals that lines may start with."""
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
            spelt = [(escaped(text), key) for key in some for text in _spellings(literals[key])]
            yield spelt, self._hyperscan.HS_FLAG_CASELESS
        shapes = [(shape.encode(), key) for key, shape in enumerate(lexicon.shapes, len(literals))]
        yield [one for one in shapes if one[1] in short], self._hyperscan.HS_FLAG_DOTALL
        yield [one for one in shapes if one[1] not in short], self._hyperscan.HS_FLAG_DOTALL
        yield mark_shapes(lexicon), self._hyperscan.HS_FLAG_DOTALL  # with the shapes in one, both cost more


def _is_head(literal: str) -> bool:
    """Whether a literal is found in the first words of a line: not if a sign stands there that is set aside."""
    return literal.startswith("\n") and not literal[1:2].startswith(tuple(LEADING_SIGNS))


def _spellings(literal: str) -> list[bytes]:
    """The bytes of a folded literal as text may hold them: capitals beyond ASCII stand at the start of words only.

    ASCII case is left to the engine, and lines with other capitals inside words are folded first
    (`cleaner.marks.inner_capitals`).
    """
    spelt = [""]
    before = ""
    for char in literal:
        capital = char.upper()
        is_initial = not before.isalpha() and not char.isascii() and len(capital) == 1 and capital != char
        choices = [char, capital] if is_initial else [char]
        spelt = [text + choice for text in spelt for choice in choices]
        before = char
    if literal.endswith("\n"):
        spelt += [f"{text[:-1]} \n" for text in spelt]  # a line may end in a space
    return [text.encode("utf-8", "surrogatepass") for text in spelt]


def best_scanner(lexicon: Lexicon) -> Scanner:
    """The fastest engine that can be imported here."""
    try:
        return HyperscanScanner(lexicon)
    except ImportError:
        return AhoCorasickScanner(lexicon)
