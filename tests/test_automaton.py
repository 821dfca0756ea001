"""The automaton finds what trying every phrase on every segment finds (law 5), at any time and from any thread."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

from hypothesis import example, given
from hypothesis import strategies as st
from plain_matcher import ROW, PlainMatcher

from cleaner.find import automaton
from cleaner.find.matcher import Matcher
from cleaner.rules.book import Book
from cleaner.rules.lists import Lists
from cleaner.rules.rule import Category, Confidence, Rule, Unit
from cleaner.rules.samples import samples
from cleaner.text.lines import Document

LISTS = Lists(
    {
        "any": {"network": ["facebook", "x", "whatsapp", "linked in"], "currency": ["€", "$", "£"]},
        "en": {"articles": ["article[s]", "stor(y|ies)"], "number": ["one", "two"], "month": ["may", "june"]},
    }
)


def rule(name: str, *phrases: str, language: str = "en", unit: Unit = Unit.LINE, **more) -> Rule:
    return Rule(f"share.{language}.{name}", Category.SHARE, "x", unit, Confidence.CERTAIN, language, phrases, **more)


RULES = [
    rule("left", "[you have] [only] {n} [free] <articles> left [this month]", "this is your last (free|paid) story"),
    rule("sign", "sign up (for|to) [our|the] newsletter[s] [{words}]", "sign up. it is free", unless=("he signed",)),
    rule("more", "read more: {words}", "read more {words 2-3} here", "for more {rest}", "note to readers {any}"),
    rule("row", "<network>", "e-mail", "print [this] (page|article)", "share", unit=Unit.ROW),
    rule("name", "{Name} is a (reporter|editor)", "{words} contributed to this report", "*zeitung testen"),
    rule("loose", "the {words 1-3} report was paid for by"),
    rule("plus", "follow us on (<network>|our site)+", "abonn* for {price} until {date}"),
    rule("ja", "この記事を(読む|シェア)", "続きは{words}で", language="ja"),
]
BOOK = Book(RULES, LISTS)
MATCHER, PLAIN = Matcher(BOOK), PlainMatcher(BOOK)
SAID = [said for one in BOOK.phrases for said in samples(one.template, BOOK.rules[one.rule].language, LISTS, 12)]
PROSE = [
    "The council voted on Tuesday.", "Sign up, he said, and left.", "“We had no letters,” the reader wrote.",
    "It rained.", "Read more books than ever.", "Share prices fell.", "Dr. Amery is a reporter", "雨が降った。", "x",
    "2 3", "U.S. boats",
]  # fmt: skip
GLUE = st.sampled_from([" ", "", "\n", "  ", " . ", ". ", "! ", " | ", " » ", "\n\n", "—", "\u00a0", '" ', "。"])
PIECES = st.one_of(
    st.sampled_from(SAID),
    st.sampled_from(PROSE),
    st.sampled_from(SAID).map(str.title),
    st.sampled_from(SAID).flatmap(lambda said: st.integers(1, len(said)).map(lambda end: said[:end])),
    st.sampled_from(["Facebook", "WhatsApp", "LinkedInX", "ShareE-mail", "12", "print page", "…", "(", "“", "¿"]),
)


@st.composite
def texts(draw) -> str:
    parts = draw(st.lists(PIECES, min_size=1, max_size=7))
    return "".join(part + draw(GLUE) for part in parts)


@given(texts())
@example("follow us on our site x WhatsApp . 10 free story left ")  # a seam in a word that phrases know
@example("12 follow us on facebook whatsapp ")  # a counter, then buttons
@example("LinkedInX 10 free story left ")
def test_it_finds_what_the_plain_way_finds(text):
    document = Document(text)
    fast, plain = MATCHER.find(document), PLAIN.find(document)
    assert {(claim.span, claim.first, claim.is_whole) for claim in fast} == {
        (claim.span, claim.first, claim.is_whole) for claim in plain
    }
    rows = {claim.span for claim in plain if claim.rule is ROW}  # a row may be read in several ways
    assert {(claim.span, claim.rule.id) for claim in fast if claim.span not in rows} == {
        (claim.span, claim.rule.id) for claim in plain if claim.span not in rows
    }


@given(st.lists(texts(), min_size=1, max_size=4))
def test_tables_that_start_over_change_nothing(some):
    small = Matcher(BOOK)
    kept = automaton._MOST_STATES, automaton._MOST_CHUNKS
    automaton._MOST_STATES, automaton._MOST_CHUNKS = 5, 5
    try:
        found = [small.find(Document(text)) for text in some]
    finally:
        automaton._MOST_STATES, automaton._MOST_CHUNKS = kept
    assert found == [MATCHER.find(Document(text)) for text in some]


def test_it_is_pickled_and_shared_between_threads():
    again = pickle.loads(pickle.dumps(MATCHER))
    some = [f"{said}\n{prose} {said}" for said in SAID for prose in PROSE]
    wanted = [[(c.rule.id, c.span) for c in MATCHER.find(Document(text))] for text in some]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: [(c.rule.id, c.span) for c in again.find(Document(text))], some))
    assert found == wanted


def test_every_sample_is_found():
    for one in BOOK.phrases:
        for said in samples(one.template, BOOK.rules[one.rule].language, LISTS, 10):
            found = [claim.rule.id for claim in MATCHER.find(Document(said)) if claim.is_whole]
            assert BOOK.rules[one.rule].id in found, said
