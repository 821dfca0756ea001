"""Rules are held to their examples and to the manners of phrases; bad ones are told with file, rule, field and cure."""

from __future__ import annotations

import json

import pytest
from packs import BOOK, SMALL

from cleaner.rules.lists import Lists
from cleaner.rules.toml import parse_pack
from cleaner.testing.checks import problems, problems_beside

LISTS = Lists({"any": {"paper": ["post", "courier"]}})
RULE = {
    "name": "offer",
    "category": "paywall",
    "reason": "offers a trial",
    "certain": True,
    "phrases": ["start your free trial of (us|the <paper>)"],
    "remove": ["⟦Start your free trial of the Post⟧", "⟦Start your free trial of us⟧"],
    "keep": ["Their free trial of the engine failed.", "Start your free trial of strength"],
}
SHAPE = {"phrases": None, "pattern": "\\(free trial: [a-z ]{1,40}\\)", "near": ["(free trial"], "unit": "inline"}
SHAPE |= {"remove": ["It rained.⟦ (free trial: us)⟧", "⟦(free trial: all of it)⟧"]}


def toml(**changes) -> str:
    rule = {key: value for key, value in {**RULE, **changes}.items() if value is not None}
    fields = "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in rule.items())
    return f"[[rule]]\n{fields}\n"


def pack(content: str, name: str = "my"):
    return parse_pack(content.encode(), f"{name}.toml", "promo", None, head=name)


def complaints(**changes) -> str:
    return "\n".join(map(str, problems([pack(toml(**changes))], LISTS)))


def test_good_packs_have_no_problems():
    assert problems([SMALL], BOOK.lists) == []
    assert complaints() == ""
    assert complaints(**SHAPE) == ""


@pytest.mark.parametrize(
    ("changes", "say"),
    [
        ({"remove": RULE["remove"][:1]}, "remove: give 2 examples or more"),
        ({"keep": []}, "keep: give 2 examples or more"),
        ({"remove": ["Start your free trial of us", RULE["remove"][0]]}, "mark with ⟦ and ⟧ what goes"),
        ({"keep": ["⟦A free trial⟧", "A free trial of strength"]}, "mark nothing in what stays"),
        ({"remove": ["Go: ⟦Start your free trial of us⟧", RULE["remove"][1]]}, "claims nothing"),
        ({"remove": ["⟦Start your free⟧ trial of us", RULE["remove"][1]]}, "claims 'Start your free trial of us'"),
        ({"keep": ["Start your free trial of us!", "It rained."]}, "keep: claims 'Start your"),
        ({"misses": ["Start your free trial of us!"]}, "misses: claims"),
        ({"unless": ["never"]}, "no keep needs 'never'"),
        ({"phrases": ["start (your"]}, "phrases: 'start (your': \"(\" is never closed (column 7)"),
        ({"phrases": ["[free] [trial]"]}, "may say nothing: make something in it certain"),
        ({"phrases": ["{words} {rest}"]}, "may say anything: name a word"),
        ({"phrases": ["{n}"]}, "may say anything: name a word"),
        ({"phrases": ["about the {words}"]}, "has a gap and common words alone: name a rarer one"),
        ({"phrases": ["{words} at the {words}"]}, "has a gap and common words alone"),
        ({"phrases": ["(more|free trial)"]}, "may be 'more' alone, too common a word to be certain"),
        ({"phrases": ["start <papers>"]}, "there is no word list <papers>; did you mean <paper>? (column 7)"),
        ({"phrases": ["start your <paper>[s]"]}, "<paper> takes no ending: put it into the list, or add a space"),
        ({"phrases": ["start in {tme}"]}, "there is no slot {tme}; did you mean {time}? (column 10)"),
        ({"needs": ["(free"]}, "needs: '(free': \"(\" is never closed (column 1)"),
        ({"unless": ["/(free/"]}, "unless: is no pattern"),
        ({**SHAPE, "near": ["fr"]}, "near: 'fr' stands everywhere"),
        ({**SHAPE, "pattern": "\\(free trial: (?:\\w+ ?)+\\)"}, "a quantifier without bound on a group"),
        ({**SHAPE, "pattern": "(?:free|free trial|trial| )*[xy]"}, "bound its repeats"),
    ],
)
def test_a_bad_rule_is_refused(changes, say):
    found = complaints(**changes)
    assert say in found
    assert found.startswith("my.toml: my.offer: ")


def test_an_unless_that_a_keep_needs_is_fine():
    assert complaints(unless=["he said: start"], keep=["He said: Start your free trial of us", "It rained."]) != ""
    assert complaints(phrases=["start your free trial of {words}"], unless=["strength"]) == ""


def test_a_likely_rule_may_be_a_common_word():
    assert complaints(phrases=["more"], certain=False, remove=["⟦More⟧", "⟦more:⟧"]) == ""


WIDE = {
    "name": "wide",
    "phrases": ["their free trial of the {words 1-4}"],
    "remove": ["⟦Their free trial of the Post⟧", "⟦Their free trial of the boat⟧"],
    "keep": ["A free trial of it", "One free trial of it"],
}


def test_a_rule_must_not_claim_the_keep_of_another():
    mine, other = pack(toml()), pack(toml(**WIDE), "other")
    say = "other.wide: phrases: claims a keep of my.offer: 'Their free trial of the engine failed.'"
    assert say in "\n".join(map(str, problems([other], LISTS, among=[mine])))
    assert say in "\n".join(map(str, problems([mine], LISTS, among=[other])))


def test_a_phrase_stands_in_one_rule():
    twin = pack(toml(name="twin"), "other")
    say = "other.toml: other.twin: phrases: 'start your free trial of (us|the <paper>)' stands in my.offer, too"
    assert say in "\n".join(map(str, problems([pack(toml()), twin], LISTS)))


def test_a_users_rules_are_held_to_what_the_book_beside_them_promises():
    loose = {**WIDE, "phrases": ["their free trial of {words 1-4}"]}
    ours = pack(toml(**loose))
    found = problems_beside([ours], BOOK, [SMALL])
    assert [(one.file, one.rule) for one in found] == [("my.toml", "my.wide")]
    assert found[0].text == "claims a keep of small.offer: 'Their free trial of the engine failed.'"
    assert problems_beside([ours], BOOK, []) == []
    twin = pack(toml(phrases=["start your free trial of {words}"]))
    assert "stands in small.offer, too" in str(problems_beside([twin], BOOK, [SMALL])[0])
    claimed = pack(toml(**WIDE | {"keep": ["Subscribe to read the whole story", "It rained."]}))
    assert "claims a keep of my.wide" in str(problems_beside([claimed], BOOK, [])[0])


@pytest.mark.parametrize(
    ("keep", "say"),
    [
        ("pattern = '.*'", "pattern: keeps every line"),
        ("phrases = ['{words}']", "phrases: keeps every line"),
        ("phrases = ['our <colum>']", "phrases: 'our <colum>': there is no word list <colum>"),
        ("pattern = '(?:(?:a|b)+ ?)+x'", "pattern: has a quantifier without bound"),
        ("phrases = ['our column']\nkeep = ['Our letters']", "keep: does not keep 'Our letters'"),
        ("phrases = ['start your {any}']", "phrases: keeps what my.offer is to remove: 'Start your free trial of the"),
    ],
)
def test_a_bad_keep_is_refused(keep, say):
    content = toml() + f"[[keep]]\nname = 'mine'\n{keep}\n"
    assert say in "\n".join(map(str, problems([pack(content)], LISTS)))


def test_a_good_keep_is_fine():
    content = toml() + "[[keep]]\nname = 'mine'\nphrases = ['our column']\nkeep = ['Our column', 'OUR COLUMN!']\n"
    assert problems([pack(content)], LISTS) == []
