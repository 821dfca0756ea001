"""The rules that come with the program, held to their examples."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from cleaner.rules.check import problems

import cleaner
from cleaner.cli.rules import table
from cleaner.rules.rule import Category
from cleaner.rules.toml import load_builtin

PACKS = load_builtin()


def test_every_rule_keeps_its_word():
    assert [str(problem) for problem in problems(PACKS)] == []


def test_ids_are_each_once():
    counts = Counter(rule.id for pack in PACKS for rule in pack.rules)
    assert [one for one, count in counts.items() if count > 1] == []


def test_packs_are_named_by_category_and_language():
    for pack in PACKS:
        category, *language = pack.name.split(".")
        assert category in set(Category), pack.name
        assert len(language) <= 1, pack.name


def test_every_category_has_rules():
    assert {rule.category for pack in PACKS for rule in pack.rules} == set(Category)


def test_reasons_are_clauses():
    for pack in PACKS:
        for rule in pack.rules:
            assert rule.reason[0].islower() or rule.reason.split()[0].isupper(), rule.id
            assert not rule.reason.endswith("."), rule.id
            assert len(rule.reason) <= 100, rule.id


def test_the_table_in_the_docs_is_current():
    shown = (Path(cleaner.__file__).parent / "packs" / "TABLE.md").read_text("utf-8")
    assert shown == table([rule for pack in PACKS for rule in pack.rules]), (
        "run: cleaner rules table > cleaner/packs/TABLE.md"
    )
