"""What is slow to make, kept on disk: the rules without their examples, and the database of the candidate pass.

An entry is named by the checksum of all that it is made from, so it is never stale; how it is kept and when it is
trusted is told in `cleaner.entries`.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import cached_property

from cleaner._version import __version__
from cleaner.candidates import beginnings
from cleaner.digest import blake2b
from cleaner.entries import MAGIC, folder, read, write
from cleaner.lexicon import Lexicon, Owners
from cleaner.match import Matcher
from cleaner.rows import Rows, joined, row_of
from cleaner.rules.rule import Keep, Rule, RulePack
from cleaner.rules.toml import builtin_files, builtin_sources, parse_pack, refuse_twins
from cleaner.scan import AhoCorasickScanner, HyperscanScanner, Scanner

_DIGEST = 16
#: What entries hold hangs on the Python that wrote them, and on the order of bytes in a number.
_PYTHON = f"{sys.implementation.cache_tag}-{sys.hexversion:x}-{sys.byteorder}"
#: The modules that make an entry out of sources: where they change, so do the entries.
_MAKERS = (
    "text/fold",
    "rules/toml",
    "needles",
    "repeats",
    "rules/languages",
    "rules/rule",
    "lexicon",
    "marks",
    "scan",
    "candidates",
    "codes",
    "rows",
)
#: A file changed no longer ago than this, in seconds, may change again and not show it by its times.
_YOUNG = 3.0


class _BuiltinRules:
    """The rules that come with the program, read once in a process, and the checksum of their sources."""

    def __init__(self) -> None:
        self.checksum = _source_checksum()
        entry = f"rules-{self.checksum}-{_PYTHON}"
        found = _loaded(read(entry))
        self.rules, self.keeps = found or self._made(entry)

    def _made(self, entry: str) -> tuple[list[Rule], list[Keep]]:
        """The rules and keeps, read from the packs, and kept."""
        rules: list[Rule] = []
        keeps: list[Keep] = []
        rows: list[bytes] = []
        heads: dict[str, tuple[str, ...]] = {}
        for name, text in builtin_sources():
            pack = parse_pack(text, name, is_own=True)
            for rule in pack.rules:  # now, while its patterns are still parsed
                heads[rule.id] = beginnings(rule)
                if folder() is not None:
                    rows.append(row_of(rule))
            rules += pack.rules
            keeps += pack.keeps
        if rows:
            write(entry, *joined(rows), marshal.dumps([(keep.id, keep.reason, keep.pattern) for keep in keeps]))
            write(self._heads, marshal.dumps(heads))
        self.heads = heads
        return rules, keeps

    @property
    def _heads(self) -> str:
        return f"heads-{self.checksum}-{_PYTHON}"

    @cached_property
    def heads(self) -> dict[str, tuple[str, ...]]:
        """What the lines of the rules begin with, by the ids of the rules."""
        if parts := read(self._heads):
            try:
                return dict(marshal.loads(parts[0]))
            except (ValueError, TypeError, EOFError):
                pass
        return {rule.id: beginnings(rule) for rule in self.rules}


def _loaded(parts: list[bytes] | None) -> tuple[Sequence[Rule], list[Keep]] | None:
    """The rules and keeps of an entry; None if it holds something else."""
    try:
        return (Rows(*parts[:2]), [Keep(*row) for row in marshal.loads(parts[2])]) if parts else None
    except (ValueError, TypeError, EOFError, IndexError):
        return None


def _source_checksum() -> str:
    """The checksum of all packs and of what makes entries out of them.

    It is known by the names, sizes and times of the files where it was taken before, so that hundreds of files need not
    be read.
    """
    files = [*builtin_files(), *_maker_files()]
    try:
        states = [(path, one.st_size, one.st_mtime_ns, one.st_ctime_ns) for path in files for one in (os.stat(path),)]
    except OSError:  # compiled or zipped
        states = []
    entry = f"sources-{_checksum(MAGIC, __version__.encode(), repr(states).encode())}"
    if states and (parts := read(entry)):
        return parts[0].decode("ascii", "replace")
    content = b"\0".join(part for name, text in builtin_sources() for part in (name.encode(), text))
    found = _checksum(MAGIC, __version__.encode(), _makers(), content)
    if states and time.time() - max(max(state[2:]) for state in states) / 1e9 > _YOUNG:
        write(entry, found.encode())
    return found


def _maker_files() -> list[str]:
    return [os.path.join(os.path.dirname(__file__), f"{name}.py") for name in _MAKERS]


def _makers() -> bytes:
    parts = []
    for path in _maker_files():
        try:
            with open(path, "rb") as file:
                parts.append(file.read())
        except OSError:  # compiled or zipped: the version has to do
            pass
    return b"\0".join(parts)


def is_cold() -> bool:
    """Whether the rules that come with the program must be made anew, which takes seconds, and can be kept then."""
    home = folder()
    return home is not None and not os.path.exists(os.path.join(home, f"rules-{_source_checksum()}-{_PYTHON}"))


_builtin: _BuiltinRules | None = None


def builtin() -> _BuiltinRules:
    """The rules that come with the program, without their examples."""
    global _builtin
    if _builtin is None:
        _builtin = _BuiltinRules()
    return _builtin


def matcher(packs: Sequence[RulePack] = ()) -> Matcher:
    """A Matcher for the rules that come with the program and those of `packs`.

    Raises PackError where a rule of `packs` has the id of another.
    """
    if not packs:
        return Matcher(builtin().rules, builtin().keeps, shelf=_Shelf(builtin().checksum))
    own, kept = builtin().rules, builtin().keeps
    refuse_twins(packs, {one.id for some in (own, kept) for one in some})
    rules = [*own, *(rule for pack in packs for rule in pack.rules)]
    keeps = [*kept, *(keep for pack in packs for keep in pack.keeps)]
    return Matcher(rules, keeps, shelf=_Shelf(""))


class _Shelf:
    """The part of the cache that belongs to a Matcher. `sources` is the checksum of what its rules were made from;
    without it the lexicon itself is looked through, and only the engine is kept."""

    def __init__(self, sources: str) -> None:
        self._sources = sources

    def heads(self) -> dict[str, tuple[str, ...]]:
        return builtin().heads

    @property
    def _owners(self) -> str:
        return f"owners-{self._sources}-{_PYTHON}"

    def owners(self) -> Owners | None:
        if self._sources and (parts := read(self._owners)):
            try:
                return Owners.loaded(*marshal.loads(parts[0]))
            except (ValueError, TypeError, EOFError):
                pass
        return None

    def keep_owners(self, owners: Owners) -> None:
        if self._sources:
            write(self._owners, marshal.dumps(owners.dumped()))

    def scanner(self, lexicon: Callable[[], Lexicon]) -> Scanner:
        return scanner(lexicon, self._sources)


def scanner(lexicon: Callable[[], Lexicon], sources: str = "") -> Scanner:
    """The fastest engine that works here, its database from the cache if it is there.

    `sources` is the checksum of what the lexicon was made from; without it the lexicon itself is looked through.
    """
    try:
        import hyperscan

        version = str(vars(hyperscan)["__version__"])
    except (ImportError, KeyError):  # absent, or half imported by a thread in which that fails
        return AhoCorasickScanner(lexicon())
    made_from = sources.encode() or _makers() + b"\0" + _spelt(lexicon())
    # What a pattern holds hangs on Python's own tables of characters.
    name = "scan-" + _checksum(MAGIC, __version__.encode(), version.encode(), _PYTHON.encode(), made_from)
    parts = read(name)
    if parts:
        try:
            return HyperscanScanner(parts)
        except (hyperscan.error, ValueError):  # made on another kind of processor
            pass
    made = HyperscanScanner(lexicon())
    write(name, *made.dump())
    return made


def _spelt(lexicon: Lexicon) -> bytes:
    short = ",".join(map(str, sorted(lexicon.short)))
    return "\0".join([*lexicon.literals, "", *lexicon.shapes, "", short]).encode("utf-8", "surrogatepass")


def _checksum(*parts: bytes) -> str:
    return blake2b(b"\0".join(parts), digest_size=_DIGEST).hexdigest()
