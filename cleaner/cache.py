"""What is slow to make, kept on disk: the rules without their examples, and the database of the candidate pass.

An entry is named by the checksum of all that it is made from, so it is never stale. It is read only where it is a
plain file of the user's own that nobody else may write, and whole; it appears whole or not at all. Where nothing can
be written everything works, only later. The folder is `$CLEANER_CACHE` ("off" for none) or the user's cache folder.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from typing import Any
from zlib import crc32

from cleaner._version import __version__
from cleaner.candidates import beginnings
from cleaner.lexicon import Lexicon, Owners
from cleaner.load import builtin_sources, parse_pack
from cleaner.match import Matcher
from cleaner.rules import Category, Confidence, DamageKind, Keep, Rule, RulePack, Unit
from cleaner.scan import AhoCorasickScanner, HyperscanScanner, Scanner

#: Written at the head of an entry; another form of entry takes another.
_MAGIC = b"cleaner cache 8\n"
_DIGEST = 16
_HEAD = len(_MAGIC) + 4
_MOST_ENTRIES = 12


class _BuiltinRules:
    """The rules that come with the program, read once in a process, and the checksum of their sources."""

    def __init__(self) -> None:
        sources = builtin_sources()
        content = b"\0".join(part for name, text in sources for part in (name.encode(), text))
        self.checksum = _checksum(_MAGIC, __version__.encode(), _makers(), content)
        entry = f"rules-{self.checksum}-{sys.hexversion:x}"
        found = _loaded(read(entry))
        if found is None:
            packs = [parse_pack(text, name, is_own=True) for name, text in sources]
            found = [rule for pack in packs for rule in pack.rules], [keep for pack in packs for keep in pack.keeps]
            write(entry, _dumped(*found))
        self.rules, self.keeps = found

    @cached_property
    def heads(self) -> dict[str, tuple[str, ...]]:
        """What the lines of the rules begin with, by the ids of the rules."""
        entry = f"heads-{self.checksum}-{sys.hexversion:x}"
        if dumped := read(entry):
            try:
                return dict(marshal.loads(dumped))
            except (ValueError, TypeError, EOFError):
                pass
        found = {rule.id: beginnings(rule) for rule in self.rules}
        write(entry, marshal.dumps(found))
        return found


def _makers() -> bytes:
    """The modules that make an entry out of sources: where they change, so do the entries."""
    parts = []
    for name in ("fold", "load", "needles", "rules", "lexicon", "scan", "candidates"):
        try:
            with open(os.path.join(os.path.dirname(__file__), f"{name}.py"), "rb") as file:
                parts.append(file.read())
        except OSError:  # compiled or zipped: the version has to do
            pass
    return b"\0".join(parts)


_builtin: _BuiltinRules | None = None


def builtin() -> _BuiltinRules:
    """The rules that come with the program, without their examples."""
    global _builtin
    if _builtin is None:
        _builtin = _BuiltinRules()
    return _builtin


def matcher(packs: Sequence[RulePack] = ()) -> Matcher:
    """A Matcher for the rules that come with the program and those of `packs`."""
    rules = [*builtin().rules, *(rule for pack in packs for rule in pack.rules)]
    keeps = [*builtin().keeps, *(keep for pack in packs for keep in pack.keeps)]
    return Matcher(rules, keeps, shelf=_Shelf("" if packs else builtin().checksum))


class _Shelf:
    """The part of the cache that belongs to a Matcher. `sources` is the checksum of what its rules were made from;
    without it the lexicon itself is looked through, and only the engine is kept."""

    def __init__(self, sources: str) -> None:
        self._sources = sources

    def heads(self) -> dict[str, tuple[str, ...]]:
        return builtin().heads

    @property
    def _owners(self) -> str:
        return f"owners-{self._sources}-{sys.hexversion:x}-{sys.byteorder}"

    def owners(self) -> Owners | None:
        if self._sources and (dumped := read(self._owners)):
            try:
                return Owners.loaded(*marshal.loads(dumped))
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

    `sources` stands for what the lexicon was made from; without it the lexicon itself is looked through.
    """
    try:
        import hyperscan
    except ImportError:
        return AhoCorasickScanner(lexicon())
    version = str(vars(hyperscan)["__version__"])
    spelt = sources.encode() or _spelt(lexicon())
    python = f"{sys.hexversion:x}".encode()  # what a pattern holds hangs on Python's own tables of characters
    name = "scan-" + _checksum(_MAGIC, __version__.encode(), version.encode(), python, _makers(), spelt)
    entry = read(name)
    if entry is not None:
        try:
            return HyperscanScanner(entry)
        except hyperscan.error:  # made on another kind of processor
            pass
    made = HyperscanScanner(lexicon())
    write(name, made.dump())
    return made


def _spelt(lexicon: Lexicon) -> bytes:
    short = ",".join(map(str, sorted(lexicon.short)))
    return "\0".join([*lexicon.literals, "", *lexicon.shapes, "", short]).encode("utf-8", "surrogatepass")


def folder() -> str | None:
    """Where entries are kept; None if nowhere."""
    chosen = os.environ.get("CLEANER_CACHE")
    if chosen is not None:
        return None if chosen in ("", "off") else chosen
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "news-text-cleaner") if base and os.path.isabs(base) else None


def read(name: str) -> bytes | None:
    """The entry of that name; None if there is none, or if it is not one to be trusted."""
    home = folder()
    if home is None:
        return None
    try:
        handle = os.open(os.path.join(home, name), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        if not _is_own(os.fstat(handle)):
            return None
        content = file.read()
    payload = memoryview(content)[_HEAD:]
    if content[:_HEAD] != _MAGIC + _sum(payload):
        return None
    return bytes(payload)


def _sum(payload: bytes | memoryview) -> bytes:
    """What shows that an entry is whole; who may have written it is asked of the file system."""
    return crc32(payload).to_bytes(4, "little")


def _is_own(status: os.stat_result) -> bool:
    if not stat.S_ISREG(status.st_mode):
        return False
    return not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)


def write(name: str, payload: bytes) -> None:
    """Keeps an entry, if it can be kept; other readers see it whole or not at all."""
    home = folder()
    if home is None:
        return
    path = os.path.join(home, name)
    partial = f"{path}.{os.getpid()}.part"
    try:
        os.makedirs(home, mode=0o700, exist_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC + _sum(payload) + payload)
        os.replace(partial, path)
        _forget_oldest(home)
    except OSError:
        pass


def _forget_oldest(home: str) -> None:
    with os.scandir(home) as entries:
        files = sorted((entry.stat().st_mtime, entry.path) for entry in entries if entry.is_file())
    for _, path in files[:-_MOST_ENTRIES]:
        os.unlink(path)


def _checksum(*parts: bytes) -> str:
    return blake2b(b"\0".join(parts), digest_size=_DIGEST).hexdigest()


_FIELDS = (
    "category",
    "unit",
    "confidence",
    "id",
    "reason",
    "pattern",
    "language",
    "any_of",
    "shape",
    "unless",
    "case",
    "damage",
    "width",
    "needles",
)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value


def _dumped(rules: Sequence[Rule], keeps: Sequence[Keep]) -> bytes:
    table: dict[str, Any] = {
        "rules": [[*map(_plain, (getattr(rule, field) for field in _FIELDS))] for rule in rules],
        "keeps": [[keep.id, keep.reason, keep.pattern] for keep in keeps],
    }
    return marshal.dumps(table)


def _loaded(entry: bytes | None) -> tuple[list[Rule], list[Keep]] | None:
    """What `_dumped` wrote; None if it is something else."""
    if entry is None:
        return None
    try:
        table = marshal.loads(entry)
        return [_rule(*row) for row in table["rules"]], [Keep(*row) for row in table["keeps"]]
    except (ValueError, KeyError, TypeError, EOFError):
        return None


def _rule(category: str, unit: str, confidence: str, *values: Any) -> Rule:
    fields = dict(zip(_FIELDS[3:], values, strict=True))
    fields["damage"] = fields["damage"] and DamageKind(fields["damage"])
    return Rule(category=Category(category), unit=Unit(unit), confidence=Confidence(confidence), **fields)
