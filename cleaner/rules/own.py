"""The rules that come with the program: packs and word lists as they are written, and the book made of them.

The book is a data file, `book.txt`, made when the package is built. In a checkout it is made when it is missing or
older than what it was made from; where it cannot be written it is made for the process alone. Its first line stands
for the rules, its second is the book, its third the labels that graphs name, its fourth the sets of these, and then a
line is a phrase's graph, read when it is asked for (see `cleaner.rules.outlines`).
"""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b
from typing import Any

from cleaner.rules.book import Book, Index, book_of
from cleaner.rules.conditions import Choice, Condition
from cleaner.rules.lists import ANY, Lists
from cleaner.rules.outlines import Packed
from cleaner.rules.rule import Category, Confidence, DamageKind, Keep, Rule, RulePack, Unit
from cleaner.rules.toml import parse_pack

HOME = os.path.dirname(__file__)
BOOK = os.path.join(HOME, "book.txt")
#: The form of the data file; one of another form is made anew.
_FORM = 8
#: What the book is made by, beside packs and lists.
_MAKERS = tuple(
    "anchors.py book.py conditions.py frequent.py frequent.txt graphs.py lists.py outlines.py own.py phrases.py"
    " rule.py spellings.py toml.py".split()
)


def own_sources() -> Iterator[tuple[str, str, str]]:
    """The packs that come with the program: language, category and path, in the order of these."""
    home = os.path.join(HOME, "packs")
    for language in sorted(os.listdir(home)):
        folder = os.path.join(home, language)
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            if name.endswith(".toml"):
                yield language, name.removesuffix(".toml"), os.path.join(folder, name)


def own_packs(languages: Container[str] | None = None) -> Iterator[RulePack]:
    """The packs that come with the program, with their examples; of some languages only, if these are given ("any" is
    one)."""
    for language, category, _ in own_sources():
        if languages is None or language in languages:
            yield own_pack(language, category)


def own_pack(language: str, category: str) -> RulePack:
    """One of the packs that come with the program, with its examples. Raises OSError where there is none such."""
    with open(os.path.join(HOME, "packs", language, f"{category}.toml"), "rb") as file:
        return parse_pack(file.read(), f"{language}/{category}.toml", category, language)


def own_lists() -> Lists:
    """The word lists that come with the program."""
    import tomllib

    home = os.path.join(HOME, "words")
    entries: dict[str, dict[str, list[str]]] = {ANY: {}}
    for name in sorted(os.listdir(home)):
        if name.endswith(".toml"):
            with open(os.path.join(home, name), "rb") as file:
                entries[name.removesuffix(".toml")] = tomllib.load(file)
    return Lists(entries)


def own_book() -> Book:
    """The book of the rules that come with the program; its rules are without their examples."""
    return _own()[0]


def own_checksum() -> str:
    """What stands for the rules that come with the program: the same one means the same rules."""
    return _own()[1]


@cache
def _own() -> tuple[Book, str]:
    if not is_stale():
        try:
            with open(BOOK, "rb") as file:
                return _read(file.read())
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            pass  # missing, damaged, or of another form
    data = made()
    with suppress(OSError):  # a place that cannot be written
        write(data, BOOK)
    return _read(data)


def is_stale() -> bool:
    """Whether the data file is older than what it was made from. Only in a checkout can it be."""
    if not os.path.exists(os.path.join(HOME, "..", "..", "pyproject.toml")):
        return False
    words = os.path.join(HOME, "words")
    sources = [path for _, _, path in own_sources()]
    sources += [os.path.join(words, name) for name in os.listdir(words)]
    folders = [os.path.join(HOME, "packs"), words, *{os.path.dirname(path) for path in sources}]
    sources += [os.path.join(HOME, name) for name in _MAKERS]
    try:
        made_at = os.stat(BOOK).st_mtime_ns
    except OSError:
        return True
    return any(os.stat(path).st_mtime_ns > made_at for path in (*sources, *folders))


def made() -> bytes:
    """The data file, made from packs and lists. Raises PackError where these are none."""
    book = book_of(own_packs(), own_lists())
    (graphs,) = book.index.graphs
    first = json.dumps(to_data(book), ensure_ascii=False, separators=(",", ":"))
    labels = json.dumps(graphs.labels, ensure_ascii=False)
    checksum = blake2b(first.encode(), digest_size=16).hexdigest()
    return "\n".join([checksum, first, labels, graphs.sets, *graphs.rows]).encode()


def write(data: bytes, path: str) -> None:
    """Writes the data file in one go, so that nobody reads half of it. Raises OSError."""
    part = f"{path}.{os.getpid()}"
    try:
        with open(part, "wb") as file:
            file.write(data)
        os.replace(part, path)
    except OSError:
        if os.path.exists(part):
            os.unlink(part)
        raise


def to_data(book: Book) -> dict[str, Any]:
    """The book as plain data, for JSON, without the graphs of its phrases."""
    firsts, anchored, labels, items, gapped, open_ended, fewest, conditions, _ = book.index
    return {
        "form": _FORM,
        "rules": [_row(rule) for rule in book.rules],
        "keeps": [[keep.id, keep.reason, keep.phrases, keep.pattern, keep.language] for keep in book.keeps],
        "lists": book.lists.entries,
        "firsts": {label: firsts[label] for label in sorted(firsts)},
        "anchored": {label: anchored[label] for label in sorted(anchored)},
        "labels": sorted(labels),
        "items": sorted(items),
        "gapped_items": sorted(gapped),
        "open_ended": sorted(open_ended),
        "fewest": list(fewest),
        "conditions": [[number, *_condition_row(conditions[number])] for number in sorted(conditions)],
    }


def _row(rule: Rule) -> list[Any]:
    damage = rule.damage.value if rule.damage else None
    head = [rule.id, rule.category.value, rule.reason, rule.unit.value, rule.confidence.value, rule.language]
    return [*head, rule.phrases, rule.pattern, rule.near, rule.case, rule.needs, rule.unless, damage]


def _rule(row: list[Any]) -> Rule:
    id, category, reason, unit, confidence, language, phrases, pattern, near, case, needs, unless, damage = row
    return Rule(
        id,
        Category(category),
        reason,
        Unit(unit),
        Confidence(confidence),
        language,
        tuple(phrases),
        pattern,
        tuple(near),
        case,
        tuple(needs),
        tuple(unless),
        DamageKind(damage) if damage else None,
    )


def _condition_row(condition: Condition) -> list[Any]:
    words, choices, longest, reach, is_wide = condition
    return [sorted(words), [[sorted(some), strings] for some, strings in choices], longest, reach, is_wide]


def _condition(row: list[Any]) -> Condition:
    words, choices, longest, reach, is_wide = row
    some = tuple(Choice(frozenset(words), tuple(strings)) for words, strings in choices)
    return Condition(frozenset(words), some, longest, reach, is_wide)


def _read(content: bytes) -> tuple[Book, str]:
    """The book of a data file, and what stands for its rules. Raises ValueError, KeyError, TypeError or IndexError
    where it is none."""
    checksum, first, labels, sets, rest = content.split(b"\n", 4)
    rows = rest.decode("ascii").split("\n")
    with _without_collection():
        graphs = Packed(rows, json.loads(labels), sets.decode("ascii"), _own_graphs)
        book = _from_data(json.loads(first), graphs)
        if len(rows) != len(book.phrases):
            raise ValueError("cut short")
    return book, checksum.decode("ascii")


@contextmanager
def _without_collection() -> Iterator[None]:
    """A pause of the collection of garbage: what is read stays, and to look through it over and over took half of the
    time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _own_graphs() -> Packed:
    return own_book().index.graphs[0]


def _from_data(data: dict[str, Any], graphs: Packed) -> Book:
    if data["form"] != _FORM:
        raise ValueError("another form")
    index = Index(
        {label: tuple(some) for label, some in data["firsts"].items()},
        {label: tuple(some) for label, some in data["anchored"].items()},
        frozenset(data["labels"]),
        frozenset(data["items"]),
        frozenset(data["gapped_items"]),
        frozenset(data["open_ended"]),
        tuple(data["fewest"]),
        {number: _condition(row) for number, *row in data["conditions"]},
        (graphs,),
    )
    keeps = [Keep(id, why, tuple(said), pattern, tongue) for id, why, said, pattern, tongue in data["keeps"]]
    return Book([_rule(row) for row in data["rules"]], Lists(data["lists"]), keeps, index)
