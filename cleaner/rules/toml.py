"""From TOML to rule packs. A complaint names the file, the rule and the field.

A pack is a file `<category>[.<language>].toml`; a file of another name gives each rule its `category`. What stands
last before `.toml` is the language only where it is the code of one, such as "de" or "pt-br".
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeVar

from cleaner.errors import PackError, UsageError
from cleaner.needles import TOO_COMMON, cost, needles, parsed
from cleaner.repeats import MOST_WAYS_OF_SHAPE, ways
from cleaner.rules.languages import language_of
from cleaner.rules.rule import LONGEST_LINE, Category, Confidence, DamageKind, Example, Keep, Rule, RulePack, Unit
from cleaner.text.fold import fold, fold_pattern

_Choice = TypeVar("_Choice", bound=StrEnum)

_RULE_FIELDS = frozenset(
    [
        "name",
        "reason",
        "unit",
        "confidence",
        "pattern",
        "any_of",
        "shape",
        "unless",
        "case",
        "damage",
        "category",
        "remove",
        "keep",
        "misses",
    ]
)
#: A pack larger than this, in bytes, and one of more rules, is refused: part it by category and language.
LARGEST_PACK, MOST_RULES = 2_000_000, 5_000
#: A pattern longer than this, in code points, is refused, and one whose counted repeats, written out, are.
LONGEST_PATTERN, HEAVIEST_PATTERN = 20_000, 200_000
#: A key of many parts, which takes the reader of TOML ages.
_DEEP_KEY = re.compile(rb"(?m)^[ \t]*\[*[ \t]*[\w\"'-]+(?:[ \t]*\.[ \t]*[\w\"'-]+){9}")
_WEIGHED = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(|\)|\{(\d*)(?:,(\d*))?\}|.", re.DOTALL)
#: The entry-point group under which packages offer rule packs.
ENTRY_POINTS = "cleaner.packs"
_KEEP_FIELDS = frozenset(["name", "reason", "pattern", "keep"])
#: Ids that begin so are those of removals that no rule of a pack makes.
_RESERVED = ("layout.", "sites.")
_PACKS = os.path.join(os.path.dirname(os.path.dirname(__file__)), "packs")


def builtin_files() -> list[str]:
    """The path of every pack that comes with the program, sorted by name."""
    return [os.path.join(_PACKS, name) for name in sorted(os.listdir(_PACKS)) if name.endswith(".toml")]


def builtin_sources() -> list[tuple[str, bytes]]:
    """The name and the content of every pack that comes with the program, by name."""
    found = []
    for path in builtin_files():
        with open(path, "rb") as file:
            found.append((os.path.basename(path), file.read()))
    return found


def load_builtin() -> tuple[RulePack, ...]:
    """Every pack that comes with the program, with its examples."""
    return tuple(parse_pack(content, name) for name, content in builtin_sources())


def load_pack(path: str | os.PathLike[str]) -> RulePack:
    """The pack in the file at `path`. Raises UsageError if it cannot be read, PackError if it is not a pack."""
    try:
        with open(path, "rb") as file:
            content = file.read(LARGEST_PACK + 1)
    except (OSError, ValueError) as error:
        problem = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"cannot read the rule pack {path}: {problem}") from None
    return parse_pack(content, os.path.basename(path))


def packs_of(pack: str | os.PathLike[str] | RulePack) -> tuple[RulePack, ...]:
    """The packs that a value means: itself, the file at a path, or what is installed under a name.

    An installed name is an entry point of the group "cleaner.packs" whose value is a path or a sequence of paths.
    Raises UsageError where there is neither such a file nor such a name.
    """
    if isinstance(pack, RulePack):
        return (as_foreign(pack),)
    if not isinstance(pack, str | os.PathLike):
        raise UsageError(f"a rule pack is given as a path, an installed name or a RulePack, not as {pack!r}")
    name = os.fspath(pack)
    if name.endswith(".toml") or os.path.exists(name):
        return (as_foreign(load_pack(name)),)
    from importlib.metadata import entry_points

    for entry in entry_points(group=ENTRY_POINTS, name=name):
        paths = entry.load()
        return tuple(
            as_foreign(load_pack(path)) for path in ([paths] if isinstance(paths, str | os.PathLike) else paths)
        )
    raise UsageError(f"no rule pack {name!r}: there is no such file, and none of that name is installed")


def refuse_twins(packs: Iterable[RulePack], own: Collection[str]) -> None:
    """Raises PackError where an id of users' packs is that of another rule: of the program's (`own` are its ids), of
    another pack, or of what is reported without a rule."""
    owners: dict[str, RulePack] = {}
    for pack in packs:
        for one in [*(rule.id for rule in pack.rules), *(keep.id for keep in pack.keeps)]:
            other = owners.setdefault(one, pack)
            if one in own:
                problem = "a rule that comes with the program has this id: give the rule another name, or the file"
            elif one.startswith(_RESERVED):
                problem = "ids of this kind belong to the line model and to site profiles: give the file another name"
            elif other is not pack:
                problem = f"a rule of another pack, {other.source}, has this id: give one of the files another name"
            else:
                continue
            raise PackError(problem, file=pack.source, rule=one)


def as_foreign(pack: RulePack) -> RulePack:
    """The pack with its rules marked as the user's own: their patterns are given only so much time."""
    return replace(
        pack,
        rules=tuple(replace(rule, is_foreign=True) for rule in pack.rules),
        keeps=tuple(replace(keep, is_foreign=True) for keep in pack.keeps),
    )


def parse_pack(content: bytes, source: str, *, is_own: bool = False) -> RulePack:
    """The pack that `content` spells out in TOML. `source` is the file name, for the ids and for complaints.

    `is_own` spares the program's own packs the trial whether patterns compile, which its tests make.

    >>> parse_pack(b'[[rule]]\\nname = "x"', "paywall.en.toml")
    Traceback (most recent call last):
    cleaner.errors.PackError: paywall.en.toml: rule x: reason: missing
    """
    import tomllib

    if len(content) > LARGEST_PACK:
        raise PackError(f"is larger than {LARGEST_PACK:,} bytes: part it by category and language", file=source)
    if _DEEP_KEY.search(content):
        raise PackError("has a key of ten parts or more; a pack holds [[rule]] and [[keep]]", file=source)
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, a number of thousands of digits
        raise PackError(f"is not TOML: {error}", file=source) from None
    name = source.removesuffix(".toml")
    for key in table:
        if key not in ("rule", "keep"):
            raise PackError("unknown table; a pack holds [[rule]] and [[keep]]", file=source, field=key)
    rules = tuple(_rule(entry, name, source, is_own) for entry in _tables(table, "rule", source))
    keeps = tuple(_keep(entry, name, source, is_own) for entry in _tables(table, "keep", source))
    _refuse_twins([rule.id for rule in rules] + [keep.id for keep in keeps], source)
    return RulePack(name, source, rules, keeps)


def _tables(table: dict[str, Any], key: str, source: str) -> list[dict[str, Any]]:
    entries = table.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise PackError(f"write [[{key}]], with two brackets", file=source, field=key)
    if len(entries) > MOST_RULES:
        raise PackError(f"holds more than {MOST_RULES:,}: part it by category and language", file=source, field=key)
    return entries


def _refuse_twins(ids: Iterable[str], source: str) -> None:
    seen = set()
    for one in ids:
        if one in seen:
            raise PackError("there is another of this name", file=source, rule=one)
        seen.add(one)


class _Fields:
    """The fields of one table, taken out one by one with their types checked."""

    def __init__(self, entry: dict[str, Any], known: frozenset[str], source: str) -> None:
        self.entry, self.source = entry, source
        self.rule = entry["name"] if isinstance(entry.get("name"), str) else "?"
        for key in entry:
            if key not in known:
                raise self.wrong(key, "unknown field")

    def wrong(self, field: str, problem: str) -> PackError:
        return PackError(problem, file=self.source, rule=self.rule, field=field)

    def text(self, field: str, default: str | None = None) -> str:
        value = self.entry.get(field, default)
        if value is None:
            raise self.wrong(field, "missing")
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(field, "must be a text that is not empty")
        return value

    def optional(self, field: str) -> str | None:
        return self.text(field) if field in self.entry else None

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.entry.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.wrong(field, "must be a list of texts")
        return tuple(value)

    def choice(self, field: str, kind: type[_Choice], default: str | None = None) -> _Choice:
        value = self.text(field, default)
        try:
            return kind(value)
        except ValueError:
            raise self.wrong(field, f"{value!r} is none of {', '.join(kind)}") from None


def _name(fields: _Fields) -> str:
    name = fields.text("name")
    if not all(char.isalnum() or char == "-" for char in name):
        raise fields.wrong("name", "use letters, digits and hyphens")
    return name


def _rule(entry: dict[str, Any], pack: str, source: str, is_own: bool) -> Rule:
    fields = _Fields(entry, _RULE_FIELDS, source)
    name = _name(fields)
    head = pack.partition(".")[0]
    reason = fields.text("reason")
    case = entry.get("case", False)
    if not isinstance(case, bool):
        raise fields.wrong("case", "must be true or false")
    any_of, shape = fields.texts("any_of"), fields.optional("shape")
    if bool(any_of) == bool(shape):
        raise fields.wrong("any_of", "give literals in any_of, or else a shape: they decide which lines are looked at")
    pattern, unless = fields.text("pattern"), fields.optional("unless")
    folded = pattern if case else fold_pattern(pattern)
    guard = unless if unless is None or case else fold_pattern(unless)
    for field, one in (("pattern", folded), ("unless", guard), ("shape", shape)):
        if one is not None and not is_own and (wrong := _wrong_with(one, is_shape=field == "shape")):
            raise fields.wrong(field, wrong)
    return Rule(
        id=f"{pack}.{name}",
        category=fields.choice("category", Category, default=head),
        language=language_of(pack),
        reason=reason,
        unit=fields.choice("unit", Unit),
        confidence=fields.choice("confidence", Confidence),
        pattern=folded,
        width=_width(folded),
        needles=_needles(folded, entry["unit"], any_of),
        unless=guard,
        any_of=tuple(fold(literal) for literal in any_of),
        shape=shape,
        case=case,
        damage=fields.choice("damage", DamageKind) if "damage" in entry else None,
        remove=tuple(map(Example, fields.texts("remove"))),
        keep=tuple(map(Example, fields.texts("keep"))),
        misses=tuple(map(Example, fields.texts("misses"))),
    )


def _wrong_with(pattern: str, *, is_shape: bool = False) -> str:
    """Why a pattern cannot be used; empty if it can."""
    import regex

    if len(pattern) > LONGEST_PATTERN:
        return f"is longer than {LONGEST_PATTERN:,} characters"
    if weight(pattern) > HEAVIEST_PATTERN:
        return "repeats what repeats too often; bound its repeats lower"
    try:
        re.compile(pattern.encode()) if is_shape else regex.compile(pattern)
    except RecursionError:
        return "is nested too deep"
    except (re.error, regex.error, OverflowError, ValueError) as error:
        return f"is no pattern: {error}"
    if is_shape and ways(parsed(pattern)) >= MOST_WAYS_OF_SHAPE:
        return "has too many ways to match; bound its repeats, and repeat nothing that repeats"
    return ""


def weight(pattern: str) -> int:
    """How long a pattern would be if its counted repeats were written out, as an engine may do, in parts.

    >>> weight("a{3}"), weight("(?:ab{10}){0,20}"), weight(r"[x{5}]\\{5}")
    (3, 260, 4)
    """
    sums = [0]
    last = 0
    for token in _WEIGHED.finditer(pattern):
        if token[0] == "(":
            sums.append(0)
            last = 0
        elif token[0] == ")" and len(sums) > 1:
            last = sums.pop()
            sums[-1] += last
        elif token[1] is not None and last:
            times = max(int((token[2] or "0")[:9]), int((token[1] or "0")[:9]), 1)
            sums[-1] += last * (times - 1)
            last *= times
        else:
            last = 1
            sums[-1] += 1
    return sum(sums)


def _needles(pattern: str, unit: str, any_of: Iterable[str]) -> tuple[str, ...]:
    """What to look for in lines that a pattern may match, where that is rarer than what its author names."""
    try:
        found = needles(pattern, is_whole_line=unit != Unit.INLINE)
    except RecursionError:
        return ()
    if found is None or (cost(found) > cost(any_of) if any_of else cost(found) > TOO_COMMON):
        return ()
    return tuple(dict.fromkeys(text.lower() for text in found))


def _width(pattern: str) -> int:
    """The most code points that a pattern can match, as far as can be told."""
    try:
        _, most = parsed(pattern).getwidth()
    except (re.error, RecursionError, OverflowError):
        return LONGEST_LINE
    return min(int(most), LONGEST_LINE)


def _keep(entry: dict[str, Any], pack: str, source: str, is_own: bool) -> Keep:
    fields = _Fields(entry, _KEEP_FIELDS, source)
    name, pattern = _name(fields), fold_pattern(fields.text("pattern"))
    if not is_own and (wrong := _wrong_with(pattern)):
        raise fields.wrong("pattern", wrong)
    reason = fields.text("reason", "kept by the pack")
    return Keep(f"{pack}.{name}", reason, pattern, keep=tuple(map(Example, fields.texts("keep"))))
