"""The phrase language: what a template says, and what is wrong with those that say nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.find.matcher import Matcher
from cleaner.rules.book import Book
from cleaner.rules.graphs import graph_of
from cleaner.rules.lists import Lists
from cleaner.rules.phrases import PhraseError, parse
from cleaner.rules.rule import Category, Confidence, Rule, Unit
from cleaner.rules.samples import samples
from cleaner.text.lines import Document

LISTS = Lists(
    {
        "any": {"network": ["facebook", "x", "whatsapp", "linked in", "linkedin"], "currency": ["€", "$", "usd"]},
        "en": {
            "articles": ["article[s]", "stor(y|ies)"],
            "month": ["january", "march", "december"],
            "number": ["one", "two"],
            "period": ["this (month|week)", "until <month>"],
        },
        "de": {"abo": ["abo[nnement][s]"]},
        "ja": {"kiji": ["記事", "この記事"]},
    }
)


def rule_of(*phrases: str, language: str | None = "en", **more) -> Rule:
    more = {"unit": Unit.LINE, "confidence": Confidence.CERTAIN, **more}
    return Rule("paywall.en.x", Category.PAYWALL, "a reason", language=language, phrases=phrases, **more)


def matches(phrase: str, text: str, language: str | None = "en", **more) -> bool:
    matcher = Matcher(Book([rule_of(phrase, language=language, **more)], LISTS))
    return any(claim.is_whole for claim in matcher.find(Document(text)))


@pytest.mark.parametrize(
    ("phrase", "said", "unsaid"),
    [
        ("sign (up|in) now", ["Sign up now", "SIGN IN NOW!", "» Sign-up now «"], ["Sign now", "Sign up"]),
        ("[please] log in", ["Log in", "Please log in…"], ["Please, log"]),
        ("read(s|ing) it", ["Reads it", "reading it"], ["read it", "read s it"]),
        ("{n} article[s] left", ["2 articles left", "Two article left", "{{n}} articles left"], ["many articles left"]),
        ("{n} <articles> left", ["1 story left", "5 stories left"], ["5 storys left"]),
        ("share on <network>+", ["Share on X", "Share on Facebook, LinkedIn"], ["Share on paper", "Share on"]),
        ("(a|b)+ end", ["a end", "a b b a end"], ["end"]),
        ("abonn* now", ["Abonnieren now", "abonn now"], ["abo now"]),
        ("*zeitung jetzt", ["Tageszeitung jetzt"], ["Zeitungen jetzt"]),
        ("photo: {words}", ["Photo: Rut Amery", "photo : one two"], ["Photo Rut Amery", "Photo: "]),
        ("from {price} a month", ["From $4.99 a month", "From 5 USD a month"], ["From five a month"]),
        ("until {date}", ["Until 12 March 2024", "until 12.03.2024", "Until March 3"], ["Until then"]),
        ("at {time}", ["At 14:30", "at 9h05"], ["at noon"]),
        ("write to {mail}", ["Write to desk@example.org"], ["Write to desk"]),
        ("more at {url}", ["More at example.org", "More at https://a.example/b?c=d."], ["More at home"]),
        ("follow {handle}", ["Follow @varnnews"], ["Follow varnnews"]),
        ("by {Name}", ["By Rut Amery", "By Joss van Dael"], ["By the sea", "By Rut Amery and the sea"]),
        ("why {words 2-3} matter", ["Why red boats matter", "Why old red boats matter"], ["Why boats matter"]),
        ("read more {rest}", ["Read more", "Read more about the boats"], ["Read more. It rained again"]),
        ("note {any}", ["Note: it rained. It rained again.", "Note"], ["Notes"]),
        (r"home \> news", ["Home > News", "Home › News"], ["Home News", "Home | News"]),
        ("lire l'(article|app)", ["Lire l’article", "lire l'app"], ["Lire l'avis"]),
        ("e-(mail|post) jetzt", ["E-Mail jetzt", "e-post jetzt"], ["mail jetzt"]),
        ("jetzt schließen", ["Jetzt schliessen", "JETZT SCHLIESSEN"], ["Jetzt schlafen"]),
        ("don't miss", ["Don’t miss", "Don't miss!"], ["Do not miss", "Dont miss"]),
        ("<abo> testen", [], []),
        ("until <month>", ["Until March"], []),
        ("offer <period>", ["Offer this week", "Offer until december"], ["Offer"]),
    ],
)  # fmt: skip
def test_a_template_says(phrase, said, unsaid):
    if not said and not unsaid:
        with pytest.raises(PhraseError, match="no word list <abo>"):
            graph_of(phrase, "en", LISTS)
    for text in said:
        assert matches(phrase, text), text
    for text in unsaid:
        assert not matches(phrase, text), text


@pytest.mark.parametrize(
    ("phrase", "language", "said", "unsaid"),
    [
        ("この記事(を|の)[シェア|共有]", "ja", ["この記事をシェア", "この 記事 の共有", "この記事を"], ["この記事"]),
        ("<kiji>を読む", "ja", ["記事を読む", "この記事を読む。"], ["記事を読んだ"]),
        ("残り{n}文字", "ja", ["残り500文字", "残り５００文字"], ["残り文字"]),
        ("기사 {n}개", "ko", ["기사 3개", "기사3개"], ["기사 개"]),
        ("อ่าน{words}ต่อ", "th", ["อ่านข่าวต่อ"], ["อ่านต่อ"]),
        ("<abo>angebot", "de", [], []),
        ("ihr <abo> endet", "de", ["Ihr Abo endet", "Ihr Abonnement endet", "Ihr Abos endet"], ["Ihr Abonn endet"]),
        ("διαβάστε περισσότερα", "el", ["Διαβαστε περισσοτερα", "ΔΙΑΒΑΣΤΕ ΠΕΡΙΣΣΟΤΕΡΑ", "Διαβάστε περισσότερα"], []),
        ("यह भी पढ़ें", "hi", ["यह भी पढ़ें", "यह भी पढ़ें।"], ["यह भी"]),
        ("ayrıca okuyun", "tr", ["AYRICA OKUYUN", "Ayrıca okuyun"], []),
    ],
)  # fmt: skip
def test_scripts(phrase, language, said, unsaid):
    for text in said:
        assert matches(phrase, text, language), text
    for text in unsaid:
        assert not matches(phrase, text, language), text


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        ("read (more", '"\\(" is never closed \\(column 6\\)'),
        ("read more)", "closes nothing: write \\\\\\) for the sign \\(column 10\\)"),
        ("read | more", "outside of brackets.*column 6"),
        ("read ()", "empty brackets \\(column 6\\)"),
        ("read + more", "repeats a group or a list.*column 6"),
        ("read <articels>", "no word list <articels>; did you mean <articles>\\? \\(column 6\\)"),
        ("by {name}", "no slot {name}; did you mean {Name}\\?"),
        ("by {words 9-2}", "9 to 2 words are none"),
        ("by {two words}", "is not a slot"),
        ("by <two words>", "is not a word list's name"),
        ("a\\b", "a backslash stands before one of"),
        ("bell \a", "U\\+0007"),
        ("x" * 400, "longer than 300"),
        ("(" * 20 + "a" + ")" * 20, "more than 12 deep"),
    ],
)
def test_what_is_no_template_says_why_and_where(phrase, message):
    with pytest.raises(PhraseError, match=message):
        graph_of(phrase, "en", LISTS)


def test_word_lists_in_a_circle_are_named():
    lists = Lists({"en": {"a": ["<b>"], "b": ["x <c>"], "c": ["<a>"]}})
    with pytest.raises(PhraseError, match="in a circle: <a> > <b> > <c> > <a>"):
        graph_of("<a>", "en", lists)


def test_a_template_of_a_million_sentences_is_refused_by_its_size():
    with pytest.raises(PhraseError, match="more than 1,000,000 sentences"):
        graph_of("(a|b|c|d|e|f|g|h|i|j) " * 7, "en", LISTS)
    lists = Lists({"en": {"word": [f"word{i}" for i in range(30_000)]}})
    with pytest.raises(PhraseError, match="says too much for one phrase"):
        graph_of("<word> <word> <word>", "en", lists)


def test_a_word_of_too_many_spellings_is_refused():
    with pytest.raises(PhraseError, match="more than 256 spellings"):
        graph_of("a" + "(b|c)" * 9, "en", LISTS)


@given(st.text(st.sampled_from("ab ()[]{}<>|*+\\nwordsé記"), max_size=40))
def test_any_text_is_a_template_or_refused_in_a_line(template):
    error = None
    try:
        graph_of(template, "en", LISTS)
    except PhraseError as one:
        error = one
    assert error is None or ("\n" not in str(error) and 1 <= error.column <= len(template) + 1)


@pytest.mark.parametrize(
    "phrase",
    ["[you have|you've] [only] {n} [more] <articles> (left|remaining) [<period>]", "share on <network>+"],
)
def test_what_is_sampled_is_found(phrase):
    made = list(samples(phrase, "en", LISTS, 20))
    assert len(made) > 3
    for text in made:
        assert matches(phrase, text), text


def test_parsing_keeps_columns():
    assert parse("a <b> {c 1-2}").items[3].column == 7
