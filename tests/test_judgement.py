"""The surroundings at their edges: one line more or less, one blank line more or less, one word more or less."""

from __future__ import annotations

from dataclasses import replace

import pytest
from packs import BOOK, SMALL

from cleaner import Category, Policy, Unit
from cleaner.find.matcher import Matcher
from cleaner.judge.cut import cuts, without
from cleaner.judge.support import judge
from cleaner.rules.book import Book
from cleaner.text.lines import Document

MATCHER = Matcher(BOOK)
RULES = {rule.name: rule for rule in SMALL.rules}
PROSE = "The council met on Tuesday and voted to rebuild the old bridge before the winter storms arrive."
MORE = "Work is to begin in May, the mayor said, and will take the better part of two years to finish."
WALL, FOOT = "Subscribe to read the whole story", "Copyright © The Post. All rights reserved."
OFFER, AD = "Start your free trial of us", "Start your free trial of me"


def verdicts(text: str, policy: str = "balanced", matcher: Matcher = MATCHER):
    document = Document(text)
    return judge(document, matcher.find(document), Policy.named(policy))


def left(text: str, policy: str = "balanced") -> str:
    return without(text, [cut.span for cut in cuts(Document(text), verdicts(text, policy))])


def page(*lines: str) -> str:
    return "\n\n".join(lines) + "\n"


def songs(number: int) -> list[str]:
    return [f"line {chr(97 + count)} of the song" for count in range(number)]


def test_what_no_rule_knows_stays_below_a_prompt():
    for prompt in (OFFER, WALL):
        for number in (1, 6):
            assert left(page(PROSE, MORE, prompt, *songs(number))) == page(PROSE, MORE, *songs(number))
    assert left(page(PROSE, MORE, OFFER, "By Ann Orr", "Tarrow")) == page(PROSE, MORE, "By Ann Orr", "Tarrow")
    assert left(page(PROSE, WALL, OFFER, "Tarrow", AD, OFFER)) == page(PROSE, "Tarrow")


@pytest.mark.parametrize("known", [0, 1, 2, 3])
def test_no_sentence_that_no_rule_knows_goes_between_or_below_prompts(known):
    sentence = "They asked who would pay."
    prompts = [WALL, *[OFFER, AD, OFFER][:known]]
    assert left(page(PROSE, *prompts, sentence, OFFER)) == page(PROSE, sentence)
    assert left(page(PROSE, *prompts, sentence)) == page(PROSE, sentence)


@pytest.mark.parametrize(
    ("pieces", "goes"),
    [
        (["from people who live", "above it", "."], True),
        (["above it."], True),
        (["from people who live", "above it"], False),  # it never ends
        (["from people", "who live", "above it", "."], False),  # too many
        (["From people who live", "above it."], False),
        (["“From people who live”."], False),
    ],
)
def test_the_rest_of_a_broken_prompt_goes_with_it(pieces, goes):
    broken = "\n".join([WALL, *pieces])
    rest = "\n".join(pieces)
    assert left(page(PROSE, MORE, broken, OFFER)) == page(PROSE, MORE, *([] if goes else [rest]))
    assert left(page(PROSE, MORE, broken, MORE)) == page(PROSE, MORE, rest, MORE)
    assert left(page(PROSE, MORE, WALL, rest, OFFER)) == page(PROSE, MORE, rest)


@pytest.mark.parametrize("mark", ["- ", "* ", "• ", "{}. ", "{}) "])
def test_a_list_of_the_article_goes_on_below_a_heading(mark):
    items = [mark.format(number) + song for number, song in enumerate(songs(4), start=1)]
    text = page(PROSE, *items[:2], "Most read", *items[2:], MORE)
    assert left(text) == page(PROSE, *items, MORE)
    assert left(page(PROSE, *items[:2], MORE, "Most read", *items[2:])) == page(PROSE, *items[:2], MORE)


def test_a_list_that_begins_anew_is_another():
    items = [f"{number}. {song}" for number, song in enumerate(songs(3), start=1)]
    assert left(page(PROSE, *items, MORE, "Most read", *items)) == page(PROSE, *items, MORE)


def test_no_list_takes_most_of_what_no_rule_knows():
    for number, goes in [(5, True), (6, False)]:
        assert left(page(PROSE, "Most read", *songs(number))) == page(PROSE, *([] if goes else songs(number)))


NAMES = ["The Post Online", "The Sunday Post", "Tarrow Press House"]
MISSION = "To help our members understand the whole of a changing world."


@pytest.mark.parametrize(("number", "goes"), [(1, True), (2, True), (3, False)])
def test_a_foot_takes_two_names_and_a_mission(number, goes):
    rest = [*NAMES[:number], MISSION]
    assert left(page(PROSE, MORE, FOOT, *rest)) == page(PROSE, MORE, *([] if goes else rest))


@pytest.mark.parametrize(
    ("mission", "goes"),
    [
        (MISSION, True),
        (MISSION.replace("our", "300"), False),
        (MISSION.replace("members", "“members”"), False),
        (MISSION.ljust(238, "d") + ".", True),
        (MISSION.ljust(239, "d") + ".", False),
    ],
    ids=["plain", "digits", "quotes", "239 bytes", "a paragraph"],
)
def test_a_foot_takes_a_mission_that_is_short_and_plain(mission, goes):
    text = page(PROSE, MORE, PROSE, FOOT, NAMES[0], mission)
    assert left(text) == page(PROSE, MORE, PROSE, *([] if goes else [NAMES[0], mission]))


def test_a_foot_takes_no_name_that_shares_no_word_with_its_copyright_line():
    for names, goes in ((["What it will cost"], False), (["Online Post"], True), (["Post", "Of the day"], False)):
        rest = [*names, MISSION]
        assert left(page(PROSE, MORE, FOOT, *rest)) == page(PROSE, MORE, *([] if goes else rest))


def test_no_foot_takes_a_sentence_alone():
    assert left(page(PROSE, MORE, FOOT, MISSION)) == page(PROSE, MORE, MISSION)


@pytest.mark.parametrize(("length", "goes"), [(78, True), (79, True), (80, False), (81, False)])
def test_a_line_of_eighty_bytes_that_ends_like_a_sentence_is_prose(length, goes):
    line = "The mayor of the town (".ljust(length - 1, "x") + ")"
    assert left(page(PROSE, MORE, "Most read", line)) == page(PROSE, MORE, *([] if goes else [line]))


def test_bytes_weigh_scripts_alike():
    for line, stays in [
        ("б" * 39 + ")", False),
        ("б" * 40 + ")", True),
        ("市" * 26 + ")", False),
        ("市" * 27 + ")", True),
    ]:
        assert (line in left(page(PROSE, MORE, "Most read", line))) is stays


def test_a_block_ends_where_prose_stands_and_takes_nothing_after_it():
    text = f"{PROSE}\n\nMost read\nCat on roof\nDog at sea\n\n{MORE}\n\nOne more line\n"
    assert left(text) == f"{PROSE}\n\n{MORE}\n\nOne more line\n"


def test_a_block_ends_at_a_blank_line_where_the_article_goes_on():
    text = f"{PROSE}\n\nMost read\nCat on roof\nDog at sea\n\nOne line\nAnother line\n\n{MORE}\n"
    assert left(text) == f"{PROSE}\n\nOne line\nAnother line\n\n{MORE}\n"
    assert left(f"{PROSE}\n\nMost read\nCat on roof\n\nOne line\nAnother line\n") == f"{PROSE}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{PROSE}\n\nMost read\nCat on roof\n\n{MORE}\n", f"{PROSE}\n\n{MORE}\n"),
        (f"{PROSE}\n\nMost read\nCat on roof\nDog at sea\n\n{MORE}\n", f"{PROSE}\n\n{MORE}\n"),
        (f"{PROSE}\nMost read\nCat on roof\nDog at sea\n{MORE}\n", f"{PROSE}\nDog at sea\n{MORE}\n"),
        (f"{PROSE}\nMost read\nCat on roof\n{MORE}\n", f"{PROSE}\nCat on roof\n{MORE}\n"),
        (f"{PROSE}\n\nMost read\n\nCat on roof\n\n{MORE}\n", f"{PROSE}\n\nCat on roof\n\n{MORE}\n"),
        (f"{PROSE}\n\nMost read\n\n• Cat on roof\n\n{MORE}\n", f"{PROSE}\n\n{MORE}\n"),
        (f"{PROSE}\nMost read\nCat on roof\n{OFFER}\n{MORE}\n", f"{PROSE}\n{MORE}\n"),
        (f"Most read\nCat on roof\n{PROSE}\n", f"Cat on roof\n{PROSE}\n"),
        (f"Most read\nA\nB\nC\n{PROSE}\n{MORE}\n", f"B\nC\n{PROSE}\n{MORE}\n"),
    ],
    ids=range(9),
)
def test_what_a_block_spares_before_the_article_goes_on(text, expected):
    assert left(text) == expected


@pytest.mark.parametrize(("length", "goes"), [(39, False), (40, True), (60, True)])
def test_a_word_of_forty_letters_is_no_subhead(length, goes):
    rule = replace(RULES["offer"], phrases=("xxx*",))
    text = page(PROSE, "x" * length, MORE)
    assert bool(verdicts(text, matcher=Matcher(Book([rule], BOOK.lists)))) is goes


@pytest.mark.parametrize(
    ("category", "goes"), [("sponsored", True), ("technical", True), ("icon", True), ("share", False)]
)
def test_nobody_heads_a_paragraph_advertisement(category, goes):
    rule = replace(RULES["offer"], phrases=("advertisement",))
    rule = replace(rule, category=Category(category))
    assert bool(verdicts(page(PROSE, "Advertisement", MORE), matcher=Matcher(Book([rule], BOOK.lists)))) is goes


def test_rules_that_claim_the_same_line_are_named_once_each():
    twin = replace(RULES["offer"], id="small.twin")
    wide = replace(RULES["offer"], id="small.wide", unit=Unit.TAIL)
    (verdict,) = verdicts(page(PROSE, OFFER, MORE), matcher=Matcher(Book([*SMALL.rules, twin, wide], BOOK.lists)))
    assert verdict.rule.id == "small.wide"
    assert sorted(verdict.also) == ["small.offer", "small.twin"]


def test_parts_that_overlap_go_together_and_name_each_rule_once():
    first = replace(RULES["photo"], id="small.first", pattern=r"\(photo by [^()]{1,40}\)")
    second = replace(RULES["photo"], id="small.second", pattern=r"by [^()]{1,40}\) today", near=("(photo by",))
    third = replace(first, id="small.third")
    text = f"{PROSE} (Photo by Ann Orr) today it rained\n\n{MORE} (Photo by Ann Orr)\n"
    one, other = verdicts(text, matcher=Matcher(Book([first, second, third], BOOK.lists)))
    assert one.span.of(text) == " (Photo by Ann Orr) today"
    assert (one.rule.id, sorted(one.also)) == ("small.first", ["small.second", "small.third"])
    assert (other.rule.id, other.also) == ("small.first", ("small.third",))


def test_neighbours_by_one_claim_make_one_verdict_and_others_their_own():
    text = page(PROSE, MORE, "Most read", "Cat on roof", "Dog at sea", OFFER, AD)
    found = verdicts(text)
    assert [(one.rule.name, one.span.of(text)) for one in found] == [
        ("most-read", "Most read\n\nCat on roof\n\nDog at sea"),
        ("offer", f"{OFFER}\n\n{AD}"),
    ]
    apart = verdicts(page(OFFER, PROSE, AD))
    assert [one.span.of(page(OFFER, PROSE, AD)) for one in apart] == [OFFER, AD]


@pytest.mark.parametrize(("line", "goes"), [("Share with your friends", True), ("Share", False)])
def test_only_long_lines_are_boilerplate_for_being_repeated(line, goes):
    text = page(PROSE, line, MORE, line, PROSE.replace("Tuesday", "Monday"))
    assert (line not in left(text)) is goes


@pytest.mark.parametrize(("number", "goes"), [(2, False), (3, True)])
def test_three_likely_lines_are_a_run(number, goes):
    text = page(PROSE, *["Share", "Print", "Save"][:number], MORE)
    assert (left(text) == page(PROSE, MORE)) is goes


@pytest.mark.parametrize(("number", "goes"), [(11, True), (12, False)])
def test_a_likely_line_is_at_the_head_among_the_first_twelve(number, goes):
    heads = [f"A deck that says {count} things" for count in range(number)]
    text = page(*heads, "Share", *songs(2), PROSE)
    assert ("Share" not in left(text)) is goes
