"""What rules claim, to the code point: whole lines, two lines, sentences of lines, and where nothing is claimed."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
from packs import BOOK, SMALL

from cleaner.find.matcher import Matcher, Seen
from cleaner.judge.policy import Policy
from cleaner.rules.book import Book
from cleaner.rules.rule import Category, Confidence, Keep, Rule
from cleaner.testing.trials import trials
from cleaner.text.lines import Document

MATCHER = Matcher(BOOK)
OFFER = SMALL.rules[0]
PROSE = "The council met on Tuesday and voted to rebuild the old bridge before the winter storms arrive."


def matcher(*rules: Rule, keeps: tuple[Keep, ...] = ()) -> Matcher:
    return Matcher(Book(rules or SMALL.rules, BOOK.lists, keeps))


def claims(text: str, some: Matcher = MATCHER) -> list[tuple[str, str, int, int, bool]]:
    """The claims as rule, text, first line, last line, and whether whole."""
    found = some.find(Document(text))
    return [(one.rule.name, one.span.of(text), one.first, one.last, one.is_whole) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (PROSE, []),
        ("Start your free trial of us", [("offer", "Start your free trial of us", 0, 0, True)]),
        ("\n\n  » Start your free trial of us \n", [("offer", "  » Start your free trial of us ", 2, 2, True)]),
        ("Share\nPrint", [("share", "Share", 0, 0, True), ("share", "Print", 1, 1, True)]),
        ("Start your free trial\nof us", [("offer", "Start your free trial\nof us", 0, 1, True)]),
        ("A.\nStart your free trial\nof us\nB.", [("offer", "Start your free trial\nof us", 1, 2, True)]),
        ("Start your free trial\n\nof us", []),
        ("Start your free trial of\nus", [("offer", "Start your free trial of\nus", 0, 1, True)]),
        ("It rained.Start your free trial of us", [("offer", "Start your free trial of us", 0, 0, False)]),
        ("It rained. (Photo by Ann Orr)", [("photo", " (Photo by Ann Orr)", 0, 0, False)]),
        ("(Photo by Ann Orr) It rained.", [("photo", "(Photo by Ann Orr) ", 0, 0, False)]),
        ("A.\n (Photo by Ann Orr) \nB.", [("photo", " (Photo by Ann Orr) ", 1, 1, True)]),
        ("It fell. AFP", [("agency", " AFP", 0, 0, False)]),
        ("It fell. afp", []),
        ("It fell AFP", []),
        ("(Photo by ())", []),
    ],
    ids=range(17),
)
def test_claims_to_the_code_point(text, expected):
    assert claims(text) == expected


@pytest.mark.parametrize(("word", "is_taken"), [("wisdom", True), ("strength", False)])
@pytest.mark.parametrize("guard", ["strength", "/\\bstrength\\b/"])
def test_a_guard_keeps_a_line(guard, word, is_taken):
    line = f"Start your free trial of {word}"
    assert bool(claims(line, matcher(replace(OFFER, unless=(guard,))))) is is_taken
    assert bool(claims(line, matcher(replace(OFFER, needs=(guard,))))) is not is_taken


def test_a_reporters_sentence_is_nobodys_prompt_unless_a_label_stands_before_it():
    offer = replace(OFFER, phrases=("[read :] [their] free trial {rest}",))
    related = replace(offer, category=Category.RELATED)
    for rule, line, is_taken in [
        (offer, "Their free trial began, she said", False),
        (offer, "Their free trial began, they hope", True),
        (related, "Read: free trial began, she said", True),
    ]:
        assert bool(claims(line, matcher(rule))) is is_taken, line


@pytest.mark.parametrize(
    "keep", [Keep("m.k", "ours", ("start your free trial of (us|it)",)), Keep("m.k", "", (), "of us")]
)
def test_no_rule_touches_a_line_that_a_pack_keeps(keep):
    some = matcher(keeps=(keep,))
    line = "Start your free trial of us" if keep.phrases else "» Of us"
    assert some.kept_lines(Document(f"{line}\n\nStart your free trial of him")) == {0}
    assert claims("Start your free trial of him", some)
    text = line if keep.phrases else "Start your free trial\nof us"
    assert claims(text, some) == []


def test_claims_stand_in_the_order_of_the_text_then_of_the_rules():
    other = replace(SMALL.rules[5], id="small.a-photo")
    found = claims("A. (Photo by Bo Orr)\nShare\nA. (Photo by Ann Orr)", matcher(*SMALL.rules, other))
    assert [(one[0], one[2]) for one in found] == [
        ("a-photo", 0), ("photo", 0), ("share", 1), ("a-photo", 2), ("photo", 2),
    ]  # fmt: skip


def test_what_was_seen_changes_nothing():
    seen = Seen()
    texts = ["Start your free trial of us\n\nIt rained.\nrain and\nsnow", "Start your free trial of\nus\n\nIt rained."]
    for text in (*texts, "", *texts):
        assert MATCHER.find(Document(text), seen) == matcher().find(Document(text)), text


def test_a_matcher_is_pickled_by_its_book():
    again = pickle.loads(pickle.dumps(MATCHER))
    assert claims("Start your free trial of us", again) == claims("Start your free trial of us")


def outcomes(text: str, *rules: Rule, policy: Policy | None = None, keeps: tuple[Keep, ...] = ()) -> list[str]:
    some = trials(text, matcher(*rules, keeps=keeps), policy or Policy.named("balanced"))
    return [f"{one.line} {one.rule.name} {one.outcome}: {one.why}" for one in some]


def test_trials_say_what_nearly_fired_and_why_not():
    line = "Start your free trial of us"
    wall = "Subscribe to read the whole story"
    text = f"{PROSE}\n\n{line}\n\n{PROSE.lower()}\n"
    assert outcomes(text) == ["2 offer removed: offers a trial"]
    guarded = replace(OFFER, unless=("trial of us",))
    assert outcomes(text, guarded) == [
        "2 offer nearly: its phrase is here, but its guard (needs or unless) holds it back"
    ]
    likely = replace(OFFER, confidence=Confidence.LIKELY)
    assert outcomes(text, likely) == ["2 offer nearly: it is likely only, and nothing around it supports it"]
    kept = Policy.named("balanced").narrowed(keep=["paywall"])
    assert outcomes(text, policy=kept) == ["2 offer nearly: the policy keeps paywall"]
    keep = Keep("m.k", "ours", ("start your {any}",))
    assert outcomes(text, OFFER, keeps=(keep,)) == ["2 offer nearly: a pack's [[keep]] holds the line"]
    for said, why in [
        (wall.replace(" whole", ""), "it lacks 'whole'"),
        (wall.replace("the whole", "the whole long"), "another word is one too many"),
        (wall.replace("whole", "long"), "another word stands for 'whole'"),
    ]:
        (found,) = outcomes(said, SMALL.rules[1])
        assert found == f"0 wall nearly: but for one word, {'subscribe to read the whole story'!r} says it: {why}"
    assert outcomes("Subscribe to the story", SMALL.rules[1]) == []
