"""What rules claim, to the code point: whole lines, two lines, pieces of lines, and where nothing is claimed at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from packs import SMALL

from cleaner import Category, Confidence, Unit
from cleaner.match import Matcher
from cleaner.rules.rule import Keep
from cleaner.testing.trials import matches_but_for_guard, near
from cleaner.text.fold import View
from cleaner.text.lines import Document

RULES = {rule.name: rule for rule in SMALL.rules}
GUARDED = replace(RULES["offer"], id="small.guarded", unless=r"\bstrength\b")
PROSE = "The council met on Tuesday and voted to rebuild the old bridge before the winter storms arrive."


def claims(text: str, matcher: Matcher | None = None) -> list[tuple[str, str, int, int, bool]]:
    """The claims as rule, text, first line, last line, and whether whole; the same with and without candidates."""
    matcher = matcher or Matcher(SMALL.rules)
    document = Document(text)
    found = matcher.find(document)
    assert found == matcher.find_exhaustively(document)
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
        ("Start your free trial of us\nand of it", [("offer", "Start your free trial of us", 0, 0, True)]),
        ("It rained.Start your free trial of us", [("offer", "Start your free trial of us", 0, 0, False)]),
        (
            "Start your free trial of us.It rained and rained and then it snowed",
            [("offer", "Start your free trial of us.", 0, 0, False)],
        ),
        ("Start your free trial of " + "x" * 41, []),
        ("It rained. (Photo by Ann Orr)", [("photo", " (Photo by Ann Orr)", 0, 0, False)]),
        ("(Photo by Ann Orr) It rained.", [("photo", "(Photo by Ann Orr) ", 0, 0, False)]),
        ("A.\n (Photo by Ann Orr) \nB.", [("photo", " (Photo by Ann Orr) ", 1, 1, True)]),
        (
            "(Photo by Ann Orr) and (Photo by Bo Orr)",
            [("photo", "(Photo by Ann Orr) ", 0, 0, False), ("photo", " (Photo by Bo Orr)", 0, 0, False)],
        ),
        ("It fell. AFP", [("agency", " AFP", 0, 0, False)]),
        ("It fell. afp", []),
        ("It fell AFP", []),
        ("(Photo by ())", []),
    ],
    ids=range(21),
)
def test_claims_to_the_code_point(text, expected):
    assert claims(text) == expected


def test_a_phrase_over_three_lines_is_claimed_once():
    text = "Start your free trial of\nthe\npost"
    assert claims(text) == [("offer", "Start your free trial of\nthe", 0, 1, True)]
    twice = "Start your free trial of\nstart your free trial of\nus"
    assert [one[2:4] for one in claims(twice)] == [(0, 1)]


def test_a_line_that_its_rule_takes_is_no_half_of_a_pair():
    rule = replace(RULES["offer"], pattern="^start your free trial(?: of .{1,40})?$", needles=())
    assert claims("Start your free trial\nof us", Matcher([rule])) == [("offer", "Start your free trial", 0, 0, True)]
    assert claims("Then start to\nstart your free trial", Matcher([rule])) == [
        ("offer", "start your free trial", 1, 1, True)
    ]


@pytest.mark.parametrize(
    ("line", "is_taken"), [("Start your free trial of wisdom", True), ("Start your free trial of strength", False)]
)
def test_a_guard_keeps_a_line(line, is_taken):
    assert bool(claims(line, Matcher([GUARDED]))) is is_taken
    inline = replace(GUARDED, unit=Unit.INLINE, pattern="free trial", needles=())
    assert bool(claims(f"He said: {line}", Matcher([inline]))) is is_taken
    view = View(line)
    assert matches_but_for_guard(GUARDED, view) is not is_taken


def test_only_certain_rules_of_many_words_are_looked_for_in_glued_lines():
    text = "It rained.Start your free trial of us"
    for changed, expected in [
        ({}, 1),
        ({"confidence": Confidence.LIKELY}, 0),
        ({"width": 36}, 1),
        ({"width": 35}, 0),
    ]:
        found = Matcher([replace(RULES["offer"], **changed)]).find(Document(text))
        assert len(found) == expected, changed


@pytest.mark.parametrize(("spaces", "is_taken"), [(0, True), (12, True), (13, False)])
def test_a_line_may_be_forty_longer_than_what_its_rule_can_match(spaces, is_taken):
    rule = replace(RULES["offer"], pattern="^start your free trial$", width=21, needles=())
    line = "Start" + " " * (spaces + 1) + " " * 14 + "your" + " " * 15 + "free trial"
    assert len(line) == 49 + spaces
    assert bool(Matcher([rule]).find_exhaustively(Document(line))) is is_taken


def test_a_reporters_sentence_is_nobodys_prompt_unless_a_label_stands_before_it():
    offer = replace(RULES["offer"], pattern="^.{1,20}free trial.{1,60}$", needles=())
    related = replace(offer, category=Category.RELATED)
    for rule, line, is_taken in [
        (offer, "Their free trial began, she said", False),
        (offer, "Their free trial began, they hope", True),
        (related, "Read: free trial began, she said", True),
        (related, "Their free trial of the new line: it began, she said", False),
    ]:
        assert bool(Matcher([rule]).find_exhaustively(Document(line))) is is_taken, line


@pytest.mark.parametrize("is_foreign", [False, True])
def test_no_rule_touches_a_line_that_a_pack_keeps(is_foreign):
    keep = Keep("mine.keep", "ours", "start your free trial of (?:us|it)", is_foreign=is_foreign)
    matcher = Matcher(SMALL.rules, [keep])
    text = "Start your free trial of us\n\nStart your free trial of him\n\nof them"
    assert [one[1] for one in claims(text, matcher)] == ["Start your free trial of him"]
    assert matcher.kept_lines(Document(text)) == {0}
    pair = Matcher(SMALL.rules, [Keep("mine.keep", "ours", "of us", is_foreign=is_foreign)])
    assert claims("Start your free trial\nof us", pair) == []
    assert pair.kept_lines(Document("Of us\n\nx\n» of us")) == {0, 3}


def test_two_rules_of_one_pattern_are_two():
    twin = replace(RULES["offer"], id="small.twin")
    foreign = replace(RULES["offer"], id="small.foreign", is_foreign=True)
    found = claims("Start your free trial of us", Matcher([RULES["offer"], twin, foreign]))
    assert [one[0] for one in found] == ["foreign", "offer", "twin"]


def test_inline_rules_reach_into_very_long_lines():
    text = f"{'It rained. ' * 300}(Photo by Ann Orr) {'It snowed. ' * 300}"
    assert claims(text) == [("photo", " (Photo by Ann Orr)", 0, 0, False)]
    assert claims(f"Start your free trial of us {'x ' * 2_000}") == []


def test_claims_stand_in_the_order_of_the_text_then_of_the_rules():
    other = replace(RULES["photo"], id="small.a-photo")
    found = claims("A. (Photo by Bo Orr)\nShare\nA. (Photo by Ann Orr)", Matcher([*SMALL.rules, other]))
    assert [(one[0], one[2]) for one in found] == [
        ("a-photo", 0),
        ("photo", 0),
        ("share", 1),
        ("a-photo", 2),
        ("photo", 2),
    ]


def test_near_names_the_rules_whose_words_stand_there():
    rule = replace(RULES["offer"], needles=(), pattern="^(?:start|begin) .{1,20}free trial$")
    found = near([rule, RULES["photo"]], Document("The free trial of strength\n\n(Photo by Ann Orr)\n\nNothing"))
    assert {line: [one.name for one in rules] for line, rules in found.items()} == {0: ["offer"], 2: ["photo"]}


@pytest.mark.parametrize(
    ("is_case", "guard", "is_taken"),
    [(False, "STRENGTH", True), (False, "strength", False), (True, "STRENGTH", False), (True, "strength", True)],
)
def test_a_guard_sees_capitals_where_its_rule_does(is_case, guard, is_taken):
    pattern = "^(?i:start your free trial of .{1,40})$"
    rule = replace(RULES["offer"], case=is_case, unless=guard, pattern=pattern, needles=())
    assert bool(Matcher([rule]).find_exhaustively(Document("Start your free trial of STRENGTH"))) is is_taken


@pytest.mark.parametrize(("place", "is_taken"), [(5, True), (29, True), (30, False)])
def test_a_label_stands_in_the_first_thirty_code_points(place, is_taken):
    rule = replace(RULES["offer"], category=Category.RELATED, pattern="^.{1,40}free trial.{1,60}$", needles=())
    line = f"{'Read more'[:place].ljust(place, 'x')}: free trial began, she said"
    assert line.index(":") == place
    assert bool(Matcher([rule]).find_exhaustively(Document(line))) is is_taken


def test_near_names_rules_whose_words_run_over_the_end_of_a_line():
    rule = replace(RULES["offer"], needles=())
    assert near([rule], Document("Begin your free\ntrial of us\n\nNothing")) == {0: [rule]}


@pytest.mark.parametrize("dash", "-‑–—")
@pytest.mark.parametrize("quote", '"“”„')
def test_a_rule_is_found_whatever_its_dashes_and_quotation_marks(dash, quote):
    """Where nothing tells how lines begin, literals are all that is looked for."""
    rule = replace(RULES["offer"], pattern='^.{1,20} (?:e-paper|"gold")$', any_of=("e-paper", '"gold"'), needles=())
    for line in (f"Read our e{dash}paper", f"Take {quote}gold{quote}"):
        assert [name for name, *_ in claims(line, Matcher([rule]))] == ["offer"], line
