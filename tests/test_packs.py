"""The rules that come with the program, held to their examples and to the manners of the house."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

import cleaner
from cleaner.cli.rules import table
from cleaner.rules import own
from cleaner.rules.own import own_lists, own_packs
from cleaner.rules.rule import Category
from cleaner.testing.checks import LONGEST_SHAPE, problems

PACKS = list(own_packs())
RULES = [rule for pack in PACKS for rule in pack.rules]
MOST_PATTERNS = 150


def test_every_rule_keeps_its_word():
    assert [str(problem) for problem in problems(PACKS, own_lists())] == []


def test_ids_are_each_once():
    counts = Counter(rule.id for rule in RULES)
    assert [one for one, count in counts.items() if count > 1] == []


def test_packs_are_named_by_language_and_category():
    for pack in PACKS:
        category, *language = pack.name.split(".")
        assert category in set(Category), pack.name
        assert len(language) <= 1, pack.name
        assert pack.source == f"{language[0] if language else 'any'}/{category}.toml"


def test_every_category_has_rules():
    assert {rule.category for rule in RULES} == set(Category)


def test_every_rule_shows_what_goes_and_what_stays():
    assert [rule.id for rule in RULES if len(rule.remove) < 2 or len(rule.keep) < 2] == []


def test_patterns_are_few_and_short():
    shapes = {rule.id: len(rule.pattern) for rule in RULES if rule.pattern}
    assert len(shapes) < MOST_PATTERNS
    assert {one: length for one, length in shapes.items() if length > LONGEST_SHAPE} == {}


def test_a_phrase_stands_in_one_rule_of_its_language():
    owners: dict[tuple[str | None, str], list[str]] = {}
    for rule in RULES:
        for phrase in rule.phrases:
            owners.setdefault((rule.language, " ".join(phrase.split())), []).append(rule.id)
    assert {phrase: some for (_, phrase), some in owners.items() if len(some) > 1} == {}


def test_phrases_and_rules_are_as_short_as_their_readme_says():
    rules = [rule for pack in own_packs() for rule in pack.rules if rule.phrases]
    assert [one for rule in rules for one in rule.phrases if len(one) > 120] == []
    sizes = [sum(map(len, rule.phrases)) for rule in rules]
    assert median(sizes) <= 200
    assert max(sizes) <= 1_000


def test_a_word_list_has_a_name_of_its_own():
    """A list of a language would hide one of any language that bears its name."""
    entries = own_lists().entries
    hidden = {language: sorted(set(some) & set(entries["any"])) for language, some in entries.items()}
    assert {language: names for language, names in hidden.items() if names and language != "any"} == {}


def test_a_word_list_stands_in_one_place():
    places: dict[tuple[str, ...], list[str]] = {}
    for language, some in own_lists().entries.items():
        for name, words in some.items():
            places.setdefault((language, *sorted(words)), []).append(name)
    assert [names for names in places.values() if len(names) > 1] == []


def test_reasons_are_clauses():
    for rule in RULES:
        assert rule.reason[0].islower() or rule.reason.split()[0].isupper(), rule.id
        assert not rule.reason.endswith("."), rule.id
        assert len(rule.reason) <= 100, rule.id


def test_the_table_in_the_docs_is_current():
    path = Path(cleaner.__file__).parent / "rules" / "packs" / "TABLE.md"
    if not path.exists():
        pytest.fail("run: cleaner rules table > cleaner/rules/packs/TABLE.md")
    assert path.read_text("utf-8") == table(RULES), "run: cleaner rules table > cleaner/rules/packs/TABLE.md"


def test_the_book_is_not_stale_because_it_was_written():
    # writing it changes the folder in which it stands
    home = Path(own.HOME)
    before = home.stat()
    own.own_book()
    try:
        os.utime(home, ns=(before.st_atime_ns, before.st_mtime_ns + 10**13))
        assert not own.is_stale()
    finally:
        os.utime(home, ns=(before.st_atime_ns, before.st_mtime_ns))
