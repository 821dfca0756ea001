"""What users' test suites get: strategies that tell the truth and shrink well, and laws that catch who breaks them."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from itertools import takewhile
from textwrap import dedent
from types import SimpleNamespace

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

import cleaner.testing
from cleaner import Category, Cleaner, UsageError
from cleaner.testing import (
    ENCODINGS,
    SEPARATORS,
    assert_idempotent,
    assert_keeps,
    assert_lossless,
    assert_order_free,
    boilerplate,
    languages,
    misread,
    prompts,
    prose,
    scraped_articles,
    texts,
)

CLEANER = Cleaner()
#: A guard against quotation marks takes the arrow for one: a known gap, and a test of its own below.
QUOTES = ("» ", " »", " ›")
DIALS = scraped_articles(separator=SEPARATORS, encoding=ENCODINGS, glue=True, noise=True)


def without(raw: str, spans) -> str:
    for span in reversed(spans):
        raw = raw[: span.start] + raw[span.end :]
    return raw


@given(st.sampled_from(languages()).flatmap(lambda one: scraped_articles(one, noise=True)))
def test_planted_spans_hold_the_prompts_and_the_rest_is_the_article(scraped):
    assert list(scraped.planted) == sorted(scraped.planted)
    for span, prompt in zip(scraped.planted, scraped.prompts, strict=True):
        assert prompt in span.of(scraped.raw)
        assert prompt not in scraped.article
    rest = without(scraped.raw, scraped.planted)
    assert rest.split() == scraped.article.split()


@given(st.sampled_from(ENCODINGS).flatmap(lambda one: st.tuples(st.just(one), scraped_articles("fr", encoding=one))))
def test_what_was_misread_is_misread_everywhere(drawn):
    encoding, scraped = drawn
    assert misread(scraped.article, encoding).split() == without(scraped.raw, scraped.planted).split()
    for span, prompt in zip(scraped.planted, scraped.prompts, strict=True):
        assert span.of(scraped.raw) == misread(prompt, encoding)


@given(scraped_articles(separator=SEPARATORS, glue=True))
def test_separators_and_glue_keep_the_spans_true(scraped):
    for span, prompt in zip(scraped.planted, scraped.prompts, strict=True):
        assert span.of(scraped.raw) == prompt
    assert without(scraped.raw, scraped.planted).split() == scraped.article.split()


REACHED = {
    "two prompts": lambda one: len(one.planted) == 2,
    "three paragraphs": lambda one: one.article.count("\n\n") == 2,
    "carriage returns": lambda one: "\r" in one.raw,
    "line separators": lambda one: "\u2028" in one.raw,
    "entities": lambda one: "&#" in one.raw,
    "mojibake": lambda one: "â€" in one.raw,
    "glue": lambda one: any(one.raw[span.start - 1 : span.start] == "." for span in one.planted),
    "bullets": lambda one: any(span.of(one.raw).startswith("• ") for span in one.planted),
    "a prompt at the head": lambda one: one.planted and one.planted[0].start == 0,
    "a prompt at the foot": lambda one: one.planted and one.planted[-1].end >= len(one.raw) - 2,
}


def test_every_dial_reaches_the_text():
    left = dict(REACHED)

    @given(DIALS)
    @settings(max_examples=400)
    def look(scraped):
        for name in [name for name, is_so in left.items() if is_so(scraped)]:
            del left[name]

    look()
    assert not left


@given(scraped_articles())
def test_dials_that_are_off_leave_the_text_alone(scraped):
    assert not any(odd in scraped.raw.replace(prompt, "") for odd in "\r\u2028" for prompt in scraped.prompts)
    assert all(span.of(scraped.raw) == prompt for span, prompt in zip(scraped.planted, scraped.prompts, strict=True))


def test_a_failing_example_shrinks_to_one_paragraph_and_one_prompt():
    smallest = find(DIALS, lambda one: one.planted)
    assert smallest.article == prose("en")[0] + "\n"
    assert smallest.prompts == (prompts()[0],)
    assert smallest.raw == f"{prompts()[0]}\n\n{prose('en')[0]}\n"


def test_a_failing_example_shrinks_to_the_prompt_and_the_place_that_it_takes():
    def is_missed(one) -> bool:
        return any("cookie" in prompt.lower() for prompt in one.prompts) and not one.raw.startswith(one.prompts[0])

    smallest = find(scraped_articles(category="consent"), is_missed, settings=settings(max_examples=1_000))
    assert smallest.article == prose("en")[0] + "\n"
    assert len(smallest.planted) == 1
    assert smallest.planted[0].start == len(prose("en")[0]) + 2


@pytest.mark.parametrize("category", Category)
def test_there_is_boilerplate_of_every_category(category):
    found = find(boilerplate(category), bool)
    assert [one.category for one in CLEANER.clean(f"{found}\n").removals] == [category]


def test_prompts_are_of_the_language_asked_for():
    assert set(prompts("paywall", "de")) < set(prompts("paywall")) < set(prompts())
    assert not set(prompts(None, "de")) & set(prompts(None, "ja"))


@pytest.mark.parametrize(
    ("ask", "say"),
    [
        (lambda: prose("xx"), "no prose in 'xx'; choose one of en, de"),
        (lambda: boilerplate("advert"), "unknown category 'advert'; choose from paywall"),
        (lambda: boilerplate("icon", "am"), "no boilerplate of category icon and language am"),
        (lambda: scraped_articles(encoding="ebcdic"), "unknown encoding 'ebcdic'; choose from utf-8"),
        (lambda: assert_lossless(str), "assert_lossless needs results with restore"),
    ],
)
def test_a_wrong_call_says_what_to_do(ask, say):
    with pytest.raises(UsageError, match=say):
        ask()


@pytest.mark.parametrize(
    "dials",
    [{"separator": SEPARATORS}, {"noise": True}, {"encoding": "html"}],
    ids=["separators", "noise", "entities"],
)
def test_the_article_comes_back_whatever_parts_it(dials):
    @given(scraped_articles(**dials).filter(lambda scraped: not any(mark in scraped.raw for mark in QUOTES)))
    def law(scraped):
        assert CLEANER.clean(scraped.raw).text == scraped.article

    law()


def test_an_arrow_beside_a_prompt_changes_nothing():
    assert CLEANER.clean("» Teilen Sie Ihre Meinung mit\n").text == ""


def test_no_prompt_takes_the_paragraph_below_it_along():
    article = (
        "A court in Vandry has fined a dairy 12,000 for selling butter that was, in the words of the judge, hope.\n"
    )
    assert CLEANER.clean(f"this article originally appeared on\n{article}").text.endswith(article)


@pytest.mark.parametrize("language", languages())
def test_the_article_comes_back_in_every_language(language):
    @given(scraped_articles(language))
    @settings(max_examples=40)
    def law(scraped):
        assert CLEANER.clean(scraped.raw).text == scraped.article

    law()


def test_every_dial_at_once_loses_nothing():
    assert_lossless(CLEANER.clean, DIALS.map(lambda scraped: scraped.raw))
    assert_idempotent(CLEANER.clean, DIALS.map(lambda scraped: scraped.raw))


def lying(text: str):
    """A result whose report names another span than it took."""
    result = CLEANER.clean(text)
    moved = tuple(replace(one, reason="", text=one.text.upper()) for one in result.removals)
    return replace(result, removals=moved)


def forgetful(text: str):
    return SimpleNamespace(text=text.strip(), restore=lambda: text.strip())


def lines_of(text: str, is_kept) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if is_kept(line.rstrip("\n")))


def grouping(some):
    return [text.upper() if number else text for number, text in enumerate(some)]


@pytest.mark.parametrize(
    ("law", "broken", "say"),
    [
        (assert_lossless, lying, "restore"),
        (assert_lossless, forgetful, "restore"),
        (assert_idempotent, lambda text: text[:-1], "cleaning twice changes nothing"),
        (assert_idempotent, lambda text: SimpleNamespace(text=f"{text}."), "cleaning twice changes nothing"),
        (assert_keeps, str.upper, "an article comes out as it went in"),
        (assert_keeps, lambda text: SimpleNamespace(text=text.replace("\n\n", "\n")), "comes out as it went in"),
        (assert_keeps, lambda text: lines_of(text, lambda line: not 0 < len(line) < 40), "comes out as it went in"),
        (assert_keeps, lambda text: lines_of(text, lambda line: "subscribe" not in line.lower()), "as it went in"),
        (assert_keeps, lambda text: lines_of(text, lambda line: not line or line[-1] in ".”? "), "as it went in"),
        (assert_keeps, lambda text: re.sub("(?m)^[^\\S\n]+|[^\\S\n]+$", "", text), "comes out as it went in"),
        (assert_keeps, lambda text: re.sub("(?m)[^\\S\n]+$", "", text), "comes out as it went in"),
        (assert_order_free, grouping, "the grouping of texts changes nothing"),
        (assert_order_free, lambda some: sorted(some), "the grouping of texts|the order of texts"),
        (assert_order_free, lambda some: list(some)[:1], "the grouping of texts"),
    ],
)
def test_a_broken_law_is_found(law, broken, say):
    with pytest.raises(AssertionError, match=say):
        law(broken)


def test_the_smallest_text_that_breaks_a_law_is_shown():
    with pytest.raises(AssertionError) as caught:
        assert_keeps(lambda text: text.rstrip("\n"))
    assert prose("en")[0] in str(caught.value)
    assert prose("en")[1] not in str(caught.value)


def test_laws_hold_for_a_cleaner_that_does_nothing():
    assert_idempotent(lambda text: text)
    assert_keeps(lambda text: text)
    assert_keeps(lambda text: text, "One text.\n")
    assert_order_free(lambda some: some)
    assert_lossless(lambda text: SimpleNamespace(text=text, restore=lambda: text))


def test_hostile_texts_hold_what_is_hostile():
    left = {"\0", "\ud800", "\u2028", "\r", "\u200b", "{{x}}", "â€™", "• "}

    @given(texts())
    @settings(max_examples=2_000)
    def look(text):
        if left:  # which texts are drawn depends on the modules that were loaded before
            left.difference_update([odd for odd in left if odd in text])

    look()
    assert not left


def example() -> str:
    """The example test in the module's docstring."""
    after = (cleaner.testing.__doc__ or "").split("Result:\n\n", 1)[1]
    return dedent("\n".join(takewhile(lambda line: not line or line.startswith("    "), after.splitlines())))


def test_the_example_runs_as_a_file_of_its_own(tmp_path):
    (tmp_path / "test_mine.py").write_text(example(), "utf-8")
    few = 'from hypothesis import settings\nsettings.register_profile("few", max_examples=20)\n'
    (tmp_path / "conftest.py").write_text(f'{few}settings.load_profile("few")\n', "utf-8")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_mine.py"]
    run = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    assert "2 passed" in run.stdout


def test_laws_hold_without_assert_statements(tmp_path):
    file = tmp_path / "broken.py"
    file.write_text("from cleaner.testing import assert_keeps\nassert_keeps(str.upper, 'Small.')\n", "utf-8")
    run = subprocess.run([sys.executable, "-O", str(file)], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "an article comes out as it went in" in run.stderr
