"""Every case in fixtures/: what must go goes, what must stay stays, byte for byte."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleaner import Cleaner

FIXTURES = Path(__file__).parents[1] / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/input.txt"))
CLEANERS = {name: Cleaner(policy=name) for name in ("precise", "balanced", "thorough")}


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def facts(case: Path) -> dict:
    return tomllib.loads(read(case / "case.toml"))


DIRTY = [case for case in CASES if (case / "expected.txt").exists()]
CLEAN = [case for case in CASES if not (case / "expected.txt").exists()]


def test_there_are_enough_cases_of_both_kinds():
    assert len(CLEAN) >= 12
    assert len(DIRTY) >= 12


@pytest.mark.parametrize("case", DIRTY, ids=lambda case: case.name)
def test_what_is_not_the_article_goes(case):
    result = CLEANERS["balanced"].clean(read(case / "input.txt"))
    assert result.text == read(case / "expected.txt")
    assert result.restore() == read(case / "input.txt")


@pytest.mark.parametrize("policy", ["precise", "balanced"])  # thorough takes likely lines anywhere: it promises less
@pytest.mark.parametrize("case", CLEAN, ids=lambda case: case.name)
def test_an_article_comes_out_untouched(case, policy):
    result = CLEANERS[policy].clean(read(case / "input.txt"))
    assert result.text == read(case / "input.txt"), [(one.rule, one.text) for one in result.removals]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_damage_is_found_where_there_is_some_and_nowhere_else(case):
    source = read(case / "input.txt")
    found = {(one.kind.value, one.span.of(source).strip()) for one in CLEANERS["balanced"].clean(source).damage}
    expected = {(one["kind"], one["text"]) for one in facts(case).get("damage", [])}
    for kind in ("truncated-sentence",):
        assert {one for one in found if one[0] == kind} == {one for one in expected if one[0] == kind}
    assert any(kind == "cut-off" for kind, _ in found) == any(kind == "cut-off" for kind, _ in expected)


def test_embeds_that_did_not_load_are_reported_as_missing():
    source = read(FIXTURES / "failed-embeds" / "input.txt")
    damage = CLEANERS["balanced"].clean(source).damage
    assert [one.kind.value for one in damage].count("missing-embed") == 2
