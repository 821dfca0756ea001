"""The laws, one test each, on articles made of rule examples, prose and separators, and on hostile text."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_matcher import ROW, PlainMatcher

from cleaner import Cleaner, Result
from cleaner.find.matcher import Matcher
from cleaner.rules.book import Book
from cleaner.rules.own import own_lists, own_packs
from cleaner.testing import (
    articles,
    assert_idempotent,
    assert_keeps,
    assert_lossless,
    assert_order_free,
    check_lossless,
    prose,
    scraped_articles,
    texts,
)
from cleaner.text.lines import Document

CLEANERS = {name: Cleaner(policy=name) for name in ("precise", "balanced", "thorough")}
CLEANER = CLEANERS["balanced"]
#: Some rules of the program's own, without shapes, and what they say.
SOME = [rule for pack in own_packs() for rule in pack.rules if rule.phrases and not rule.pattern][::30]
BOOK = Book(SOME, own_lists())
FAST, PLAIN = Matcher(BOOK), PlainMatcher(BOOK)
SAID = [example.text for rule in SOME for example in (*rule.remove, *rule.keep)]


@pytest.mark.parametrize("policy", CLEANERS)
def test_the_report_gives_the_text_and_the_source_exactly(policy):
    assert_lossless(CLEANERS[policy].clean)
    assert_lossless(CLEANERS[policy].clean, scraped_articles().map(lambda scraped: scraped.raw))


@pytest.mark.parametrize("policy", CLEANERS)
def test_cleaning_twice_changes_nothing(policy):
    assert_idempotent(CLEANERS[policy].clean)
    assert_idempotent(CLEANERS[policy].clean, scraped_articles().map(lambda scraped: scraped.raw))


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(SAID) | st.sampled_from(prose()[:4]), max_size=4), st.sampled_from(["\n", " ", "", ". "])
)
def test_the_fast_way_finds_what_every_phrase_on_every_segment_finds(parts, glue):
    document = Document(glue.join(parts))
    fast, plain = FAST.find(document), PLAIN.find(document)
    assert {(claim.span, claim.is_whole) for claim in fast} == {(claim.span, claim.is_whole) for claim in plain}
    rows = {claim.span for claim in plain if claim.rule is ROW}  # a row may be read in several ways
    assert {(claim.span, claim.rule.id) for claim in fast if claim.span not in rows} == {
        (claim.span, claim.rule.id) for claim in plain if claim.span not in rows
    }


def test_order_and_grouping_change_nothing():
    assert_order_free(CLEANER.clean_many)


@given(texts())
def test_clean_many_equals_clean(text):
    assert list(CLEANER.clean_many(["", text, text])) == [CLEANER.clean(""), CLEANER.clean(text), CLEANER.clean(text)]


@given(st.text(st.characters(codec=None)) | st.text("\0\r\n\x85\u2028 \ud800a.", max_size=60))
def test_any_text_gets_a_result(text):
    check_lossless(text, CLEANER.clean(text))


@pytest.mark.parametrize(
    "language", ["en", "de", "fr", "es", "it", "pt", "nl", "ja", "zh", "ko", "pl", "sv", "no", "tr", "ru"]
)
def test_text_without_boilerplate_comes_out_as_it_went_in(language):
    assert_keeps(CLEANER.clean, articles(language))
    assert_keeps(CLEANERS["thorough"].clean, articles(language, separator="\n"))


@given(scraped_articles())
def test_planted_boilerplate_goes_and_the_article_stays(scraped):
    assert CLEANER.clean(scraped.raw).text == scraped.article


@given(texts())
def test_a_result_survives_json_and_pickle(text):
    result = CLEANER.clean(text)
    assert pickle.loads(pickle.dumps(result)) == result
    report = json.loads(json.dumps(result.to_dict()))
    again = Result.from_dict(report, result.text)
    assert again.restore() == text
    assert again == result
    assert again.damage == result.damage
    assert Result.from_dict(json.loads(json.dumps(result.to_dict(with_text=True)))).text == result.text


#: What is broken again once it was mended once, and what JSON takes for something else.
NESTED = st.lists(
    st.sampled_from(
        [
            *("&", "amp;", "&amp;", "#38;", "#x26;", "&Atilde;", "&copy;", "lt;", "&#65;", "Ã", "\x01", "©", "â€", "™"),
            *("\ud83d", "\ude00", "\ud83d\ude00", "\U0001f600", "a", " ", "\n", "\n\n"),
            "You have 2 free articles left this month",
        ]
    ),
    max_size=14,
).map("".join)


@given(NESTED)
def test_what_was_mended_is_well_and_comes_back(text):
    result = CLEANER.clean(text)
    check_lossless(text, result)
    assert CLEANER.clean(result.text).text == result.text
    again = Result.from_dict(json.loads(json.dumps(result.to_dict())), result.text)
    assert again == result
    assert again.restore() == text
    told = json.loads(json.dumps(result.to_dict(with_text=True)))
    assert Result.from_dict(told) == result


@pytest.mark.parametrize("part", range(4))
def test_examples_glued_again_and_again_settle_and_come_back(part):
    examples = [one.text for pack in own_packs() for rule in pack.rules for one in rule.remove[:1]]
    some = [f"A.\n{text * 12}!z\n" for text in examples[part::80]]
    results = list(CLEANER.clean_many(some))
    assert [one.text for one in CLEANER.clean_many(one.text for one in results)] == [one.text for one in results]
    for text, result in zip(some, results, strict=True):
        check_lossless(text, result)
        assert Result.from_dict(json.loads(json.dumps(result.to_dict())), result.text) == result
        assert result.abstained == ""


def test_a_row_of_credits_on_one_line_is_settled_at_once():
    text = "Polisen söker i skogen. Foto: Rut Granlund/TT " * 400
    result = CLEANER.clean(text)
    check_lossless(text, result)
    assert CLEANER.clean(result.text).text == result.text
    assert result.abstained == ""
