"""What is promised for years: an id of a rule never changes its meaning, and the same fingerprint means the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Category, Cleaner
from cleaner.rules.toml import load_builtin, parse_pack

NOTED = dict(
    line.split(" ", 1)
    for line in (Path(__file__).parent / "rule_ids.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
)
RULES = {rule.id: rule for pack in load_builtin() for rule in pack.rules}


def test_a_released_id_keeps_its_category_or_is_marked_as_retired():
    gone = [one for one, said in NOTED.items() if one not in RULES and not said.endswith(" retired")]
    assert not gone, f'their rules are gone: put "retired" after them in tests/rule_ids.txt: {gone}'
    moved = [one for one, said in NOTED.items() if one in RULES and RULES[one].category.value != said]
    assert not moved, f"an id never changes its category; give the new rule another name: {moved}"


def test_a_retired_id_is_never_used_again():
    assert not [one for one, said in NOTED.items() if said.endswith(" retired") and one in RULES]


def test_an_id_says_where_its_rule_stands():
    for pack in load_builtin():
        for rule in pack.rules:
            assert rule.id == f"{pack.name}.{rule.name}"
            assert rule.category in Category
            assert rule.id.isascii()


PACK = b"""
[[rule]]
name = "ours"
reason = "is ours"
unit = "line"
confidence = "certain"
pattern = '''^this word is ours alone$'''
any_of = ["ours alone"]
"""


def cleaner(**how) -> Cleaner:
    if "pack" in how:
        how["packs"] = [parse_pack(how.pop("pack"), how.pop("name", "promo.en.toml"))]
    return Cleaner(**how)


def test_the_same_rules_and_policy_have_the_same_fingerprint():
    assert Cleaner().fingerprint == Cleaner(policy="balanced", keep=[]).fingerprint
    assert cleaner(pack=PACK).fingerprint == cleaner(pack=PACK).fingerprint
    assert Cleaner(keep=["credit", "share"]).fingerprint == Cleaner(keep=["share", "credit"]).fingerprint


@pytest.mark.parametrize(
    "how",
    [
        {"policy": "precise"},
        {"policy": "thorough"},
        {"keep": ["credit"]},
        {"only": ["credit"]},
        {"source": "dump"},
        {"pack": PACK},
        {"pack": PACK.replace(b"certain", b"likely")},
        {"pack": PACK.replace(b"this word", b"that word")},
        {"pack": PACK.replace(b"is ours\n", b"is theirs\n")},
        {"pack": PACK, "name": "share.en.toml"},
        {"pack": PACK + b"[[keep]]\nname = 'mine'\npattern = 'x'\n"},
    ],
    ids=range(11),
)
def test_whatever_changes_results_changes_the_fingerprint(how):
    known = {Cleaner().fingerprint, cleaner(pack=PACK).fingerprint}
    if how != {"pack": PACK}:
        assert cleaner(**how).fingerprint not in known
    else:
        assert cleaner(**how).fingerprint != Cleaner().fingerprint
