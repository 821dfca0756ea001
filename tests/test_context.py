"""What the surroundings decide: support for likely lines, how far blocks and tails reach, where the article resumes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packs import BOOK, SMALL

from cleaner import Category, Confidence, Policy, clean
from cleaner.find.claims import Claim
from cleaner.find.matcher import Matcher
from cleaner.judge.cut import cuts, without
from cleaner.judge.support import judge, spared
from cleaner.judge.surroundings import Page
from cleaner.rules.book import Book
from cleaner.testing import prose
from cleaner.text.fold import fold
from cleaner.text.lines import Document
from cleaner.text.spans import Span

MATCHER = Matcher(BOOK)
OFFER = SMALL.rules[0]
PROSE = "The council met on Tuesday and voted to rebuild the old bridge before the winter storms arrive."
MORE = "Work is to begin in May, the mayor said, and will take the better part of two years to finish."


def cleaned(text: str, policy: str | Policy = "balanced") -> str:
    document = Document(text)
    verdicts = judge(document, MATCHER.find(document), Policy.named(policy))
    return without(text, [cut.span for cut in cuts(document, verdicts)])


def page(*lines: str) -> str:
    return "\n\n".join(lines) + "\n"


ARTICLE = page(PROSE, MORE)


@pytest.mark.parametrize(
    "lines",
    [
        ("Share", PROSE, MORE),
        ("Bridge to be rebuilt", "Share", PROSE, MORE),
        (PROSE, MORE, "Share"),
        (PROSE, MORE, "Share", "Print"),
        (PROSE, "Share", "Print", "Save", MORE),
        (PROSE, "Share", "Start your free trial of us", MORE),
        (PROSE, "Start your free trial of us", "Print", MORE),
        (PROSE, "Share with your friends", MORE, "Share with your friends", PROSE),
    ],
    ids=["head", "under the headline", "end", "end twice", "run", "beside a certain one", "after one", "repeated"],
)
def test_a_likely_line_with_support_goes(lines):
    assert cleaned(page(*lines)) == page(*(line for line in lines if len(line) > 60 or line.startswith("Bridge")))


@pytest.mark.parametrize("lines", [(PROSE, "Share", MORE), (PROSE, "Share", "Print", MORE)])
def test_a_likely_line_without_support_stays(lines):
    assert cleaned(page(*lines)) == page(*lines)
    assert cleaned(page(*lines), "thorough") == ARTICLE


def test_a_certain_line_goes_anywhere():
    assert cleaned(page(PROSE, "Start your free trial of us", MORE)) == ARTICLE


def test_one_word_alone_may_be_a_subhead_whatever_the_rule_says():
    rule = SMALL.rules[0]
    word = replace(rule, id="small.word", phrases=("subscribe",))
    matcher = Matcher(Book([word], BOOK.lists))
    for text, expected in [
        (page(PROSE, "Subscribe", MORE), page(PROSE, "Subscribe", MORE)),
        (page(PROSE, MORE, "Subscribe"), ARTICLE),
    ]:
        document = Document(text)
        verdicts = judge(document, matcher.find(document), Policy.named("balanced"))
        assert without(text, [cut.span for cut in cuts(document, verdicts)]) == expected


def test_a_category_that_is_kept_stays():
    text = page(PROSE, "Start your free trial of us", MORE)
    assert cleaned(text, Policy.named("balanced").narrowed(keep=["paywall"])) == text


def test_no_tail_takes_along_what_the_policy_keeps():
    lines = (PROSE, MORE, "Subscribe to read the whole story", "Copyright © The Post. All rights reserved.")
    kept = cleaned(page(*lines), Policy.named("balanced").narrowed(keep=["legal"]))
    assert kept == page(PROSE, MORE, lines[3])
    assert cleaned(page(*lines), Policy.named("balanced").narrowed(only=["paywall"])) == kept


def test_no_foot_takes_along_a_line_that_is_kept():
    text = page(PROSE, MORE, "Copyright © The Post. All rights reserved.", "The Post Online")
    document = Document(text)
    line = document.raw_lines.index("The Post Online\n")
    verdicts = judge(document, MATCHER.find(document), Policy.named("balanced"), frozenset([line]))
    assert without(text, [cut.span for cut in cuts(document, verdicts)]) == page(PROSE, MORE, "The Post Online")


def test_a_tail_stops_where_the_article_resumes():
    text = page(PROSE, "Subscribe to read the whole story", "What happened next", MORE)
    assert cleaned(text) == page(PROSE, "What happened next", MORE)


def test_a_tail_stops_where_too_many_lines_say_nothing():
    poem = [f"line {word} of the song" for word in ["one", "two", "three", "four", "five", "six", "seven", "eight"]]
    assert cleaned(page(PROSE, "Subscribe to read the whole story", *poem)) == page(PROSE, *poem)


def test_a_block_takes_its_list_at_the_foot():
    assert cleaned(page(PROSE, MORE, "Most read", "Cat found on roof", "Dog lost at sea", "Rain expected")) == ARTICLE


def test_a_block_takes_bullets_in_the_middle():
    text = f"{PROSE}\n\nMost read\n\n• Cat found on roof\n• Dog lost at sea\n\n{MORE}\n"
    assert cleaned(text) == ARTICLE


def test_a_block_leaves_a_subhead_above_the_articles_return():
    text = page(PROSE, "Most read", "What it will cost", MORE)
    assert cleaned(text) == page(PROSE, "What it will cost", MORE)


def test_a_block_leaves_a_subhead_where_no_blank_lines_stand():
    assert (
        cleaned(f"{PROSE}\nMost read\nCat on roof\nWhat it will cost\n{MORE}\n")
        == f"{PROSE}\nWhat it will cost\n{MORE}\n"
    )


def test_a_block_above_the_article_leaves_headline_and_deck():
    text = f"Most read\nCat on roof\nDog at sea\nBridge to be rebuilt\nWork starts in May\n{PROSE}\n"
    assert cleaned(text) == f"Bridge to be rebuilt\nWork starts in May\n{PROSE}\n"


def test_a_block_takes_numbered_and_asking_headlines():
    lines = ("1. Cat on roof.", "2. Who paid?", "Who won?", "Rain!")
    assert cleaned(page(PROSE, MORE, "Most read", *lines)) == page(PROSE, MORE)


def test_a_block_takes_no_sentence():
    lines = ("Cat on roof", "Who paid?", "She was 93.")
    assert cleaned(page(PROSE, "Most read", *lines)) == page(PROSE, *lines[1:])
    assert cleaned(page(PROSE, "Most read", *lines[1:])) == page(PROSE, *lines[1:])
    assert cleaned(page(PROSE, "Most read", "Who paid?")) == page(PROSE, "Who paid?")


def test_the_foot_takes_name_and_mission_but_no_news():
    foot = ("Copyright © The Post. All rights reserved.", "The Post Online")
    mission = "To help our members understand the whole of a changing and ever more complicated little world."
    assert cleaned(page(PROSE, MORE, *foot, mission)) == ARTICLE
    assert cleaned(page(PROSE, *foot, MORE, MORE.replace("May", "June"), PROSE)).count(PROSE) == 2


def test_an_inline_credit_goes_with_the_space_before_it():
    assert cleaned(f"{PROSE} (Photo by Ann Orr)\n\n{MORE}\n") == ARTICLE


def test_an_agency_goes_at_the_end_of_the_text_only():
    assert cleaned(f"{PROSE}\n\n{MORE} REUTERS\n\nShare\n") == ARTICLE
    assert cleaned(f"{PROSE} REUTERS\n\n{MORE}\n") == f"{PROSE} REUTERS\n\n{MORE}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A.\n\nMost read\n\nB.", "A.\n\nB."),
        ("A.\nStart your free trial of us\nB.", "A.\nB."),
        ("A.\n\nStart your free trial of us\nB.", "A.\n\nB."),
        ("A.\nStart your free trial of us\n\nB.", "A.\n\nB."),
        ("A.\nStart your free trial of us\n\nStart your free trial of me\nB.", "A.\n\nB."),
        ("Start your free trial of us\n\n\nB.", "B."),
        ("A.\n\n\n\nStart your free trial of us", "A.\n"),
        ("A.\n\nStart your free trial of us\n\n", "A.\n"),
        ("\n\nStart your free trial of us\n\n", ""),
        ("A.\r\n\r\nStart your free trial of us\r\n\r\nB.\r\n", "A.\r\n\r\nB.\r\n"),
    ],
)
def test_seams_keep_the_distance_of_paragraphs(text, expected):
    assert cleaned(text) == expected


def test_a_list_above_the_article_leaves_its_headline_where_a_byline_stands_below_it():
    head = "Trending\nStorm Petra\nWater price\nMill to grind again after ninety years\nVolunteers rebuilt it all\n"
    text = f"{head}Joss\n12th\n\n" + "\n\n".join(prose()[:4]) + "\n"
    cleaned = clean(text).text
    assert "Mill to grind again" in cleaned
    assert "Volunteers rebuilt" in cleaned
    assert "Water price" not in cleaned


PHRASE = "share with all friends..."
#: What folding undoes, most of it.
CHANGES = [
    ("share", "SHARE"),
    ("share", "s h a r e"),
    ("share", "**share**"),
    ("share", "[share](https://example.org/a)"),
    ("share", "sha\u00adre"),
    ("share", "ｓhare"),
    ("share", "share]("),
    (" with", "  with"),
    (" with", "\twith"),
    (" with", "\xa0with"),
    (" with", "\x1fwith"),
    ("...", "…"),
    ("...", "... "),
    ("all", "our"),
]


@st.composite
def spellings(draw):
    line = PHRASE
    for plain, other in draw(st.lists(st.sampled_from(CHANGES), max_size=2)):
        line = line.replace(plain, other)
    return line


@given(st.lists(spellings(), min_size=2, max_size=3))
def test_a_line_is_repeated_where_another_is_the_same_when_folded(lines):
    asked = Page(Document("\n".join(lines)), {}, frozenset())
    folded = [fold(line) for line in lines]
    for number, words in enumerate(folded):
        is_text = len(words) >= 16 and sum(map(str.isalpha, words)) > len(words) / 2
        expected = is_text and folded.count(words) > 1 and not asked.is_listed(number)
        assert asked.is_repeated(number) == expected, lines


@pytest.mark.parametrize("other", [PHRASE.replace(*change) for change in CHANGES])
def test_two_spellings_are_repeated_if_folding_makes_them_one(other):
    asked = Page(Document(f"{PHRASE}\n\n{other}"), {}, frozenset())
    assert asked.is_repeated(0) == asked.is_repeated(2) == (fold(other) == PHRASE)


@pytest.mark.parametrize(
    ("line", "is_repeated"),
    [
        ("To all our offer", True),
        ("To all our offe", False),
        ("To all offers…", True),
        ("To all offer…", False),
        ("12 May 2020, 10:45", False),
        ("12 May in Tarrow 9", True),
        ("- To all our offers", False),
    ],
)
def test_only_what_is_more_than_a_word_or_a_date_counts_as_repeated(line, is_repeated):
    assert Page(Document(f"{line}\n{line}"), {}, frozenset()).is_repeated(1) == is_repeated


@pytest.mark.parametrize(
    ("line", "is_prose"),
    [
        ("x" * 79 + ".", True),
        ("x" * 78 + ".", False),
        ("x" * 80, False),
        ("語" * 26 + "。", True),
        ("語" * 25 + "。", False),
        ("\U00020000" * 20 + "”", True),
        ("\U00020000" * 19 + "”", False),
        ("  " + "x" * 79 + ".\t", True),
    ],
)
def test_prose_is_as_long_in_every_script(line, is_prose):
    assert Page(Document(line), {}, frozenset()).is_prose(0) == is_prose
    assert Page(Document(line), {}, frozenset([0])).is_prose(0)


def test_what_only_kept_categories_claim_is_spared():
    document = Document(page("Start your free trial of us", PROSE, "Copyright © The Post. All rights reserved."))
    claims = MATCHER.find(document)
    policy = Policy.named("balanced")
    assert spared(claims, policy, frozenset([2])) == {2}
    assert spared(claims, policy.narrowed(keep=["legal"]), frozenset([2])) == {2, 4}
    assert spared(claims, policy.narrowed(only=["legal"]), frozenset()) == {0}


def test_a_line_is_not_spared_for_a_part_of_it():
    document = Document(f"{PROSE} (Photo by Ann Orr)")
    claims = MATCHER.find(document)
    assert claims
    assert not spared(claims, Policy.named("balanced").narrowed(keep=["credit"]), frozenset())


def test_a_line_that_rules_of_two_categories_claim_is_not_spared_for_one_of_them():
    offer = OFFER
    twin = replace(offer, id="small.twin", category=Category.PROMO)
    document = Document(page(PROSE, "Start your free trial of us", MORE))
    claims = Matcher(Book([offer, twin], BOOK.lists)).find(document)
    policy = Policy.named("balanced").narrowed(keep=["promo"])
    assert len(claims) == 2
    assert spared(claims, policy, frozenset()) == frozenset()
    assert [verdict.rule for verdict in judge(document, claims, policy)] == [offer]


def test_neighbours_that_one_rule_takes_go_together_and_name_all_other_rules_once():
    offer = OFFER
    others = [replace(offer, id=f"small.{name}", confidence=Confidence.LIKELY) for name in ("a", "z")]
    text = page(PROSE, "Start your free trial of us", "Start your free trial of me", MORE)
    document = Document(text)
    (verdict,) = judge(document, Matcher(Book([offer, *others], BOOK.lists)).find(document), Policy.named("balanced"))
    assert (verdict.rule, verdict.first, verdict.last) == (offer, 2, 4)
    assert verdict.also == ("small.a", "small.z")
    assert verdict.span.of(text) == "Start your free trial of us\n\nStart your free trial of me"


def test_the_claim_on_more_of_the_text_goes_before_others():
    document = Document("Start your\nfree trial of us\n")
    narrow, wide = (replace(OFFER, id=f"small.{name}") for name in "az")
    claims = [Claim(wide, Span(0, 26), 0, 1, True), Claim(narrow, Span(11, 26), 1, 1, True)]
    (verdict,) = judge(document, claims, Policy.named("balanced"))
    assert (verdict.rule, verdict.first, verdict.last, verdict.also) == (wide, 0, 1, ("small.a",))
