"""From TOML to rule packs. A complaint names the file, the rule, the field and, in a phrase, the column.

The program's own packs are files `<language>/<category>.toml` (see `cleaner.rules.own`), a user's is
`<category>[.<language>].toml`; a file of another name gives each rule its `category`. What stands last before `.toml`
is the language only where it is the code of one, such as "de" or "pt-br".
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Any, TypeVar

from cleaner.errors import PackError, UsageError
from cleaner.rules.languages import language_of
from cleaner.rules.lists import ANY
from cleaner.rules.rule import Category, Confidence, DamageKind, Example, Keep, Rule, RulePack, Unit
from cleaner.text.fold import fold, fold_pattern

_Choice = TypeVar("_Choice", bound=StrEnum)

#: A pack larger than this, in bytes, and one of more rules, is refused: part it by category and language.
LARGEST_PACK, MOST_RULES = 2_000_000, 5_000
#: A pattern longer than this, in code points, is refused: what is words is said in phrases.
LONGEST_PATTERN = 2_000
#: One whose counted repeats, written out, are longer than this is, too.
HEAVIEST_PATTERN = 200_000
_WEIGHED = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(|\)|\{(\d*)(?:,(\d*))?\}|.", re.DOTALL)
#: How many phrases one rule may have.
MOST_PHRASES = 500
#: A key of many parts, which takes the reader of TOML ages.
_DEEP_KEY = re.compile(rb"(?m)^[ \t]*\[*[ \t]*[\w\"'-]+(?:[ \t]*\.[ \t]*[\w\"'-]+){9}")
_RULE_FIELDS = frozenset(
    "name reason category unit certain phrases pattern near case needs unless damage remove keep misses".split()
)
_KEEP_FIELDS = frozenset("name reason phrases pattern keep".split())
#: The entry-point group under which packages offer rule packs.
ENTRY_POINTS = "cleaner.packs"
#: Ids that begin so are those of removals that no rule of a pack makes.
_RESERVED = ("layout.", "wording.", "sites.")


def load_pack(path: str | os.PathLike[str]) -> RulePack:
    """The pack in a user's file. Raises UsageError if it cannot be read, PackError if it is not a pack."""
    try:
        with open(path, "rb") as file:
            content = file.read(LARGEST_PACK + 1)
    except (OSError, ValueError) as error:
        problem = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"cannot read the rule pack {path}: {problem}") from None
    source = os.path.basename(path)
    name = source.removesuffix(".toml")
    return parse_pack(content, source, name.partition(".")[0], language_of(name), head=name)


def packs_of(pack: str | os.PathLike[str] | RulePack) -> tuple[RulePack, ...]:
    """The packs that a value means: itself, the file at a path, or what is installed under a name.

    An installed name is an entry point of the group "cleaner.packs" whose value is a path or a sequence of paths.
    Raises UsageError where there is neither such a file nor such a name.
    """
    if isinstance(pack, RulePack):
        return (pack,)
    if not isinstance(pack, str | os.PathLike):
        raise UsageError(f"a rule pack is given as a path, an installed name or a RulePack, not as {pack!r}")
    name = os.fspath(pack)
    if name.endswith(".toml") or os.path.exists(name):
        return (load_pack(name),)
    from importlib.metadata import entry_points

    for entry in entry_points(group=ENTRY_POINTS, name=name):
        paths = entry.load()
        return tuple(load_pack(path) for path in ([paths] if isinstance(paths, str | os.PathLike) else paths))
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
                problem = (
                    "ids of this kind belong to the line model, the wording model and site profiles: give the file "
                    "another name"
                )
            elif other is not pack:
                problem = f"a rule of another pack, {other.source}, has this id: give one of the files another name"
            else:
                continue
            raise PackError(problem, file=pack.source, rule=one)


def parse_pack(content: bytes, source: str, category: str, language: str | None, *, head: str = "") -> RulePack:
    """The pack that `content` spells out in TOML. `source` is its file, for complaints; `category` that of its rules
    where they name none; `head` the head of their ids, made of category and language if it is not given.

    >>> parse_pack(b'[[rule]]\\nname = "x"', "en/paywall.toml", "paywall", "en")
    Traceback (most recent call last):
    cleaner.errors.PackError: en/paywall.toml: rule x: reason: missing
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
    for key in table:
        if key not in ("rule", "keep"):
            raise PackError("unknown table; a pack holds [[rule]] and [[keep]]", file=source, field=key)
    language = None if language == ANY else language
    head = head or (category if language is None else f"{category}.{language}")
    rules = tuple(_rule(entry, head, category, language, source) for entry in _tables(table, "rule", source))
    keeps = tuple(_keep(entry, head, language, source) for entry in _tables(table, "keep", source))
    _refuse_repeated([rule.id for rule in rules] + [keep.id for keep in keeps], source)
    return RulePack(head, source, rules, keeps)


def _tables(table: dict[str, Any], key: str, source: str) -> list[dict[str, Any]]:
    entries = table.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise PackError(f"write [[{key}]], with two brackets", file=source, field=key)
    if len(entries) > MOST_RULES:
        raise PackError(f"holds more than {MOST_RULES:,}: part it by category and language", file=source, field=key)
    return entries


def _refuse_repeated(ids: Iterable[str], source: str) -> None:
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
                raise self.wrong(key, f"unknown field; there are {', '.join(sorted(known))}")

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
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.wrong(field, "must be a list of texts that are not empty")
        return tuple(value)

    def flag(self, field: str, default: bool) -> bool:
        value = self.entry.get(field, default)
        if not isinstance(value, bool):
            raise self.wrong(field, "must be true or false")
        return value

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


def _rule(entry: dict[str, Any], head: str, category: str, language: str | None, source: str) -> Rule:
    fields = _Fields(entry, _RULE_FIELDS, source)
    name, reason = _name(fields), fields.text("reason")
    phrases, pattern, case = _said(fields)
    return Rule(
        id=f"{head}.{name}",
        category=fields.choice("category", Category, default=category),
        reason=reason,
        unit=fields.choice("unit", Unit, default="line"),
        confidence=Confidence.CERTAIN if fields.flag("certain", False) else Confidence.LIKELY,
        language=language,
        phrases=phrases,
        pattern=pattern,
        near=tuple(one if case else _near(one) for one in fields.texts("near")),
        case=case,
        needs=fields.texts("needs"),
        unless=fields.texts("unless"),
        damage=fields.choice("damage", DamageKind) if "damage" in entry else None,
        remove=tuple(map(Example, fields.texts("remove"))),
        keep=tuple(map(Example, fields.texts("keep"))),
        misses=tuple(map(Example, fields.texts("misses"))),
    )


def _near(literal: str) -> str:
    """A literal as it is looked for: folded, with the white space at its ends."""
    head, tail = (" " if literal[at : at + 1 or None].isspace() else "" for at in (0, -1))
    return f"{head}{fold(literal)}{tail}"


def _said(fields: _Fields) -> tuple[tuple[str, ...], str, bool]:
    """The phrases of a table, or the pattern in their place as it is matched, and whether that keeps capitals."""
    phrases, pattern, case = fields.texts("phrases"), fields.optional("pattern"), fields.flag("case", False)
    if bool(phrases) == bool(pattern):
        raise fields.wrong("phrases", "say in phrases what goes, or, for what is no words, in a pattern")
    if len(phrases) > MOST_PHRASES:
        raise fields.wrong("phrases", f"are more than {MOST_PHRASES}: make several rules of it")
    if pattern is None:
        return phrases, "", case
    if wrong := wrong_with(pattern):
        raise fields.wrong("pattern", wrong)
    return (), pattern if case else fold_pattern(pattern), case


def wrong_with(pattern: str) -> str:
    """Why a pattern cannot be used; empty if it can."""
    import regex

    if len(pattern) > LONGEST_PATTERN:
        return f"is longer than {LONGEST_PATTERN:,} characters"
    if weight(pattern) > HEAVIEST_PATTERN:
        return "repeats what repeats too often; bound its repeats lower"
    try:
        regex.compile(pattern)
    except RecursionError:
        return "is nested too deep"
    except (regex.error, OverflowError, ValueError) as error:
        return f"is no pattern: {error}"
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


def widest(pattern: str) -> int | None:
    """A length, in code points, that no match of a pattern exceeds; None where it repeats something without bound.

    >>> widest("/ ?[0-9]{1,2}:[0-9]{2}"), widest("a+"), widest("a{1,9}+b")
    (8, None, 11)
    """
    last = ""
    for token in _WEIGHED.finditer(pattern):
        if (token[0] in "*+" and not (token[0] == "+" and last in "?*+}")) or (token[1] is not None and token[2] == ""):
            return None
        last = token[0][-1]
    return weight(pattern)


def _keep(entry: dict[str, Any], head: str, language: str | None, source: str) -> Keep:
    fields = _Fields(entry, _KEEP_FIELDS, source)
    name = _name(fields)
    phrases, pattern, _ = _said(fields)
    reason = fields.text("reason", "kept by the pack")
    return Keep(f"{head}.{name}", reason, phrases, pattern, language, tuple(map(Example, fields.texts("keep"))))
