"""What is promised for years: an id of a rule never changes its meaning, and the same fingerprint means the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from packs import parsed

import cleaner as cleaner_package
from cleaner import Category, Cleaner, PackError
from cleaner.rules.own import own_packs

NOTED = dict(
    line.split(" ", 1)
    for line in (Path(__file__).parent / "rule_ids.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
)
RULES = {rule.id: rule for pack in own_packs() for rule in pack.rules}


def test_a_released_id_keeps_its_category_or_is_marked_as_retired():
    gone = [one for one, said in NOTED.items() if one not in RULES and not said.endswith(" retired")]
    assert not gone, f'their rules are gone: put "retired" after them in tests/rule_ids.txt: {gone}'
    moved = [one for one, said in NOTED.items() if one in RULES and RULES[one].category.value != said]
    assert not moved, f"an id never changes its category; give the new rule another name: {moved}"


def test_a_retired_id_is_never_used_again():
    assert not [one for one, said in NOTED.items() if said.endswith(" retired") and one in RULES]


def test_an_id_says_where_its_rule_stands():
    for pack in own_packs():
        for rule in pack.rules:
            assert rule.id == f"{pack.name}.{rule.name}"
            assert rule.category in Category
            assert rule.id.isascii()


PACK = b"""
[[rule]]
name = "ours"
reason = "is ours"
unit = "line"
certain = true
phrases = ["this word is ours alone"]
"""


def cleaner(**how) -> Cleaner:
    if "pack" in how:
        how["packs"] = [parsed(how.pop("pack"), how.pop("name", "promo.en.toml"))]
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
        {"pack": PACK.replace(b"true", b"false")},
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


def test_a_model_that_is_fitted_anew_in_its_file_changes_no_cleaner_that_was_made(tmp_path):
    import numpy as np

    own = Path(cleaner_package.__file__).parent / "layout" / "lines.npz"
    path = tmp_path / "lines.npz"
    path.write_bytes(own.read_bytes())
    names = "Varn\nHome\nSport\nWeather\nTrams of Varn\nPort of Bo\n"
    page = names * 4 + "The court will rule on Friday, the mayor said on Monday.\n" * 3
    first = Cleaner(model=path, source="dump")
    with np.load(own) as file:
        arrays = {**file, "limits": file["limits"] * 0}
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)
    second = Cleaner(model=path, source="dump")
    assert second.clean(page).text == Cleaner(model=False).clean(page).text
    assert first.clean(page).text == Cleaner(source="dump").clean(page).text != second.clean(page).text
    assert first.fingerprint == Cleaner(source="dump").fingerprint != second.fingerprint


def test_two_packs_of_one_file_name_share_no_ids(tmp_path):
    for folder, word in (("a", b"this"), ("b", b"that")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "promo.en.toml").write_bytes(PACK.replace(b"this", word))
    one, other = tmp_path / "a" / "promo.en.toml", tmp_path / "b" / "promo.en.toml"
    with pytest.raises(PackError, match=r"promo\.en\.ours: a rule of another pack, promo\.en\.toml, has this id"):
        Cleaner(packs=[one, other])
    assert Cleaner(packs=[one, one]).fingerprint == Cleaner(packs=[one]).fingerprint


@pytest.mark.parametrize(
    ("file", "name", "say"),
    [
        ("paywall.en.toml", "articles-left", "a rule that comes with the program has this id"),
        ("layout.toml", "share", "ids of this kind belong to the line model"),
        ("wording.toml", "share", "ids of this kind belong to the line model"),
        ("sites.toml", "recurring-line", "ids of this kind belong to the line model"),
    ],
)
def test_no_pack_of_a_user_reports_as_what_comes_with_the_program(file, name, say):
    pack = PACK.replace(b'"ours"', f'"{name}"\ncategory = "promo"'.encode())
    with pytest.raises(PackError, match=say):
        Cleaner(packs=[parsed(pack, file)])


@pytest.mark.parametrize(
    ("file", "language"),
    [("promo.en.toml", "en"), ("my.site-rules.toml", None), ("my.site-rules.de.toml", "de"), ("de.toml", None)],
)
def test_only_a_code_of_a_language_is_the_language_of_a_pack(file, language):
    (rule,) = parsed(PACK.replace(b'"ours"', b'"ours"\ncategory = "promo"'), file).rules
    assert rule.language == language


def test_a_group_with_a_name_is_a_pattern_as_any_other():
    pattern = b"pattern = '''(?P<What>this|that) word and (?P=What) is ours alone'''\nnear = ['ours alone']"
    pack = PACK.replace(b'phrases = ["this word is ours alone"]', pattern)
    result = Cleaner(packs=[parsed(pack, "promo.en.toml")]).clean("That word and that is ours alone\n\nRain.\n")
    assert [one.rule for one in result.removals] == ["promo.en.ours"]
