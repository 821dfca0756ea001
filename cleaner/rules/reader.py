"""From TOML to rule packs. A complaint names the file, the rule, the field and, in a phrase, the column.

The program's own packs are files `<language>/<category>.toml`, a user's `<category>.toml`, `<category>.<language>.toml`
or of any other name, which then gives each rule its `category`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TypeVar

from cleaner.errors import PackError
from cleaner.rules.lists import ANY
from cleaner.rules.rule import Category, Confidence, DamageKind, Example, Keep, Rule, RulePack, Unit
from cleaner.text.fold import fold, fold_pattern

_Choice = TypeVar("_Choice", bound=StrEnum)

#: A pack larger than this, in bytes, and one of more rules, is refused: part it by category and language.
LARGEST_PACK, MOST_RULES = 2_000_000, 5_000
#: A pattern longer than this, in code points, is refused: what is words is said in phrases.
LONGEST_PATTERN = 2_000
#: How many phrases one rule may have.
MOST_PHRASES = 500
#: A key of many parts, which takes the reader of TOML ages.
_DEEP_KEY = re.compile(rb"(?m)^[ \t]*\[*[ \t]*[\w\"'-]+(?:[ \t]*\.[ \t]*[\w\"'-]+){9}")
_RULE_FIELDS = frozenset(
    "name reason category unit certain phrases pattern near case needs unless damage remove keep misses".split()
)
_KEEP_FIELDS = frozenset(["name", "reason", "phrases", "pattern"])


def parse_pack(content: bytes, source: str, name: str, language: str | None) -> RulePack:
    """The pack that `content` spells out in TOML. `source` is its file, for complaints; `name` is its category, and,
    with the language, the head of its rules' ids.

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
    head = name if language is None or language == ANY else f"{name}.{language}"
    rules = tuple(_rule(entry, head, name, language, source) for entry in _tables(table, "rule", source))
    keeps = tuple(_keep(entry, head, source) for entry in _tables(table, "keep", source))
    _refuse_twins([rule.id for rule in rules] + [keep.id for keep in keeps], source)
    return RulePack(head, source, rules, keeps)


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


def _rule(entry: dict[str, Any], head: str, category: str, language: str | None, source: str) -> Rule:
    fields = _Fields(entry, _RULE_FIELDS, source)
    name = fields.text("name")
    if not all(char.isalnum() or char == "-" for char in name):
        raise fields.wrong("name", "use letters, digits and hyphens")
    reason = fields.text("reason")
    phrases, pattern, case = fields.texts("phrases"), fields.optional("pattern"), fields.flag("case", False)
    if bool(phrases) == bool(pattern):
        raise fields.wrong("phrases", "say in phrases what goes, or, for what is no words, in a pattern")
    if len(phrases) > MOST_PHRASES:
        raise fields.wrong("phrases", f"are more than {MOST_PHRASES}: make several rules of it")
    if pattern is not None and len(pattern) > LONGEST_PATTERN:
        raise fields.wrong("pattern", f"is longer than {LONGEST_PATTERN:,} characters")
    return Rule(
        id=f"{head}.{name}",
        category=fields.choice("category", Category, default=category),
        language=None if language == ANY else language,
        reason=reason,
        unit=fields.choice("unit", Unit, default="line"),
        confidence=Confidence.CERTAIN if fields.flag("certain", False) else Confidence.LIKELY,
        pattern="" if pattern is None else pattern if case else fold_pattern(pattern),
        phrases=phrases,
        near=tuple(one if case else fold(one) for one in fields.texts("near")),
        needs=fields.texts("needs"),
        guards=fields.texts("unless"),
        case=case,
        damage=fields.choice("damage", DamageKind) if "damage" in entry else None,
        remove=tuple(map(Example, fields.texts("remove"))),
        keep=tuple(map(Example, fields.texts("keep"))),
        misses=tuple(map(Example, fields.texts("misses"))),
    )


def _keep(entry: dict[str, Any], head: str, source: str) -> Keep:
    fields = _Fields(entry, _KEEP_FIELDS, source)
    return Keep(
        f"{head}.{fields.text('name')}",
        fields.text("reason", "kept by the pack"),
        fold_pattern(fields.text("pattern", "(?!)")),
    )
