"""Rules are held to their examples, and bad ones are refused with file, rule, field and what to mend."""

from __future__ import annotations

import pytest
from packs import SMALL

from cleaner.errors import PackError, UsageError
from cleaner.rules.check import problems
from cleaner.rules.toml import load_pack, parse_pack

RULE = {
    "name": "offer",
    "category": "paywall",
    "reason": "offers a trial",
    "unit": "line",
    "confidence": "certain",
    "pattern": "^start your free trial of .{1,40}$",
    "any_of": ["free trial"],
    "remove": ["⟦Start your free trial of the Post⟧", "⟦Start your free trial of us⟧"],
    "keep": ["Their free trial of the engine failed.", "A free trial of strength"],
}


def pack(**changes):
    import json

    rule = {key: value for key, value in {**RULE, **changes}.items() if value is not None}
    fields = "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in rule.items())
    return f"[[rule]]\n{fields}\n".encode()


def complaints(**changes) -> str:
    return "\n".join(map(str, problems([parse_pack(pack(**changes), "my.toml")])))


def test_a_good_pack_has_no_problems():
    assert problems([SMALL]) == []
    assert complaints() == ""


@pytest.mark.parametrize(
    ("changes", "say"),
    [
        ({"remove": RULE["remove"][:1]}, "remove: give 2 examples or more"),
        ({"keep": []}, "keep: give 2 examples or more"),
        (
            {"remove": ["Start your free trial of the Post", "⟦Start your free trial of us⟧"]},
            "mark with ⟦ and ⟧ what goes",
        ),
        ({"keep": ["⟦A free trial⟧", "A free trial of strength"]}, "mark nothing in what stays"),
        ({"remove": ["Go: ⟦Start your free trial of us⟧", RULE["remove"][1]]}, "claims nothing"),
        ({"remove": ["⟦Start your free⟧ trial of us", RULE["remove"][1]]}, "claims 'Start your free trial of us'"),
        ({"keep": ["Start your free trial of wisdom", "A free trial of strength"]}, "keep: claims 'Start your"),
        ({"misses": ["Start your free trial of wisdom"]}, "misses: claims"),
        ({"keep": ["Nothing of it here.", "A free trial of strength"]}, "is vacuous"),
        ({"unless": "never"}, "no keep needs it"),
        ({"pattern": "start your free trial of .{1,40}$"}, "start a whole-line pattern with ^"),
        ({"pattern": "^start your free trial of us|the post$"}, "group what | parts"),
        ({"pattern": "^start your free trial of (?:\\w+ ?)+$"}, "a quantifier without bound on a group"),
        ({"pattern": "^start your free trial\x01 of .{1,40}$"}, "control character"),
        ({"any_of": ["fr"]}, "is no good to look for"),
        ({"any_of": ["free trial..."]}, "is no good to look for"),
        ({"unit": "inline", "pattern": "(?:free|free trial|trial| )*[xy]"}, "bound its repeats"),
    ],
)
def test_a_bad_rule_is_refused(changes, say):
    assert say in complaints(**changes)
    assert complaints(**changes).startswith("my.toml: my.offer: ")


def test_an_unless_that_a_keep_needs_is_fine():
    assert complaints(unless="wisdom", keep=["Start your free trial of wisdom", "A free trial of strength"]) == ""


def test_a_rule_must_not_claim_the_keep_of_another():
    other = parse_pack(
        pack(
            name="wide",
            pattern="^their free trial of .{1,40}$",
            remove=["⟦Their free trial of us⟧", "⟦Their free trial of it⟧"],
            keep=["A free trial of it", "One free trial of it"],
        ),
        "other.toml",
    )
    mine = parse_pack(pack(), "my.toml")
    assert "other.wide: pattern: claims a keep of my.offer" in "\n".join(map(str, problems([other], among=[mine])))
    assert "other.wide: pattern: claims a keep of my.offer" in "\n".join(map(str, problems([mine], among=[other])))


@pytest.mark.parametrize(
    ("content", "say"),
    [
        (b"\xff", "is not TOML"),
        (b"[[rule]", "is not TOML"),
        (b"[rule]\nname = 'x'", "write [[rule]], with two brackets"),
        (b"[other]", "unknown table"),
        (pack(patern="x"), "rule offer: patern: unknown field"),
        (pack(name="two words"), "name: use letters, digits and hyphens"),
        (pack(reason=None), "reason: missing"),
        (pack(reason=5), "reason: must be a text"),
        (pack(unit="page"), "unit: 'page' is none of inline, line, block, tail"),
        (pack(category="x"), "category: 'x' is none of paywall"),
        (pack(any_of=None), "give literals in any_of, or else a shape"),
        (pack(shape="x"), "give literals in any_of, or else a shape"),
        (pack(any_of=[5]), "any_of: must be a list of texts"),
        (pack(pattern="^start your free (trial of .{1,40}$"), "pattern: is no pattern"),
        (pack(any_of=None, shape="("), "shape: is no pattern"),
        (pack(case="yes"), "case: must be true or false"),
        (pack() + pack(), "there is another of this name"),
    ],
)
def test_a_pack_that_is_none_is_refused(content, say):
    with pytest.raises(PackError) as caught:
        parse_pack(content, "my.toml")
    assert say in str(caught.value)
    assert str(caught.value).startswith("my.toml: ")


def test_the_file_name_gives_category_and_language():
    rule = parse_pack(pack(category=None), "promo.de.toml").rules[0]
    assert (rule.id, rule.category, rule.language) == ("promo.de.offer", "promo", "de")


def test_a_missing_pack_says_so():
    with pytest.raises(UsageError, match=r"cannot read the rule pack none\.toml"):
        load_pack("none.toml")


@pytest.mark.parametrize(
    ("keep", "say"),
    [
        ("pattern = '.*'", "pattern: keeps every line"),
        ("pattern = '(?:(?:a|b)+ ?)+x'", "pattern: has a quantifier without bound"),
        ("pattern = 'our column'\nkeep = ['Our letters']", "keep: does not keep 'Our letters'"),
        ("pattern = 'start your .*'", "pattern: keeps what my.offer is to remove: 'Start your free trial of the Post'"),
    ],
)
def test_a_bad_keep_is_refused(keep, say):
    content = pack() + f"[[keep]]\nname = 'mine'\n{keep}\n".encode()
    assert say in "\n".join(map(str, problems([parse_pack(content, "my.toml")])))


def test_a_good_keep_is_fine():
    content = pack() + b"[[keep]]\nname = 'mine'\npattern = 'our column'\nkeep = ['Our column', 'OUR COLUMN']\n"
    assert problems([parse_pack(content, "my.toml")]) == []
