"""No example of a rule takes a letter of the article that it stands above, in or below; labels, frames, damage told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_articles import ARTICLES, SEPARATORS, lost_lines, with_example

from cleaner import Cleaner, DamageKind, Unit
from cleaner.layout.plain import is_plain
from cleaner.rules.own import own_packs

CLEANERS = {name: Cleaner(policy=name) for name in ("precise", "balanced", "thorough")}
WITHOUT_MODEL = Cleaner(model=False)
REACHING = [
    example.text
    for pack in own_packs()
    for rule in pack.rules
    if rule.unit in (Unit.BLOCK, Unit.TAIL)
    for example in rule.remove
]
PROSE = "The council met on Tuesday and voted to rebuild the old bridge before the winter storms arrive."
FRAME_ABOVE = ("1 of 10 DOCUMENTS", "The Varn Courier", "Final Edition", "BYLINE: Joss Amery", "SECTION: NEWS; Pg. 1")
FRAME_BELOW = ("LOAD-DATE: May 6, 2019", "LANGUAGE: ENGLISH", "PUBLICATION-TYPE: Newspaper", "All Rights Reserved")
FRAMED = [*FRAME_ABOVE, "LENGTH: 355 words", *[PROSE] * 3, *FRAME_BELOW]


@pytest.mark.parametrize("name", ARTICLES)
@settings(max_examples=60)
@given(data=st.data())
def test_no_example_takes_a_letter_of_an_article(name, data):
    article = ARTICLES[name]
    example = data.draw(st.sampled_from(REACHING), "example")
    place = data.draw(st.integers(0, len(article)), "place")
    text = with_example(article, example, place, data.draw(st.sampled_from(SEPARATORS), "separator"))
    cleaner = data.draw(st.sampled_from([CLEANERS["balanced"], CLEANERS["precise"], WITHOUT_MODEL]))
    assert lost_lines(article, cleaner.clean(text).text) == []


@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("policy", CLEANERS)
def test_an_article_alone_loses_nothing(name, policy):
    for separator in SEPARATORS:
        text = separator.join(ARTICLES[name]) + "\n"
        assert lost_lines(ARTICLES[name], CLEANERS[policy].clean(text).text) == []


def test_a_list_that_looks_like_the_article_above_it_stays():
    poem = "\n".join(ARTICLES["poem"])
    assert WITHOUT_MODEL.clean(f"{poem}\n\nRelated stories\n\n{poem}\n").text == f"{poem}\n\n{poem}\n"


@pytest.mark.parametrize(
    ("lines", "stays"),
    [
        (["WHAT: The bridge", "WHERE: Varn", "SOURCES: Town councils"], True),
        (["SOURCES: Town councils"], False),
        (["WHAT: The bridge", "SOURCES: Town councils"], False),
    ],
)
def test_a_label_in_a_run_of_labels_stays(lines, stays):
    text = "\n\n".join([*lines, PROSE]) + "\n"
    assert ("SOURCES" in CLEANERS["balanced"].clean(text).text) is stays


def test_a_bold_label_stays_beside_another():
    text = f"{PROSE}\n\n**The background:**\n\n{PROSE} It did.\n\n**What's next:**\n\n{PROSE} Yes.\n"
    assert CLEANERS["thorough"].clean(text).text == text


@pytest.mark.parametrize("articles", [1, 2, 3])
def test_a_frame_of_an_archive_makes_no_page_dump(articles):
    text = "\n\n".join(FRAMED * articles) + "\n"
    assert is_plain(text)
    assert CLEANERS["balanced"].clean(text).text.count(PROSE) == 3 * articles
    assert not is_plain("\n\n".join(line for line in FRAMED * 3 if not line.startswith(("1 of", "LENGTH"))))


def test_it_is_told_where_most_went_that_no_phrase_names():
    menu = "\n".join(f"{side} {town}" for side in ("North", "South", "East") for town in ("Varn", "Ebb", "Holm", "Orr"))
    text = f"{menu}\n{menu}\n\n{PROSE}\n\n{PROSE} It did.\n"
    result = CLEANERS["balanced"].clean(text)
    assert result.removed_fraction > 0.5
    assert [(one.kind, one.span.of(text)) for one in result.damage] == [(DamageKind.EMPTIED, text)]


def test_nothing_is_told_where_phrases_name_what_went():
    result = CLEANERS["balanced"].clean(f"{PROSE}\n\n" + "You have 2 free articles left this month\n\n" * 9)
    assert result.removed_fraction > 0.5
    assert DamageKind.EMPTIED not in [one.kind for one in result.damage]


def test_a_heading_that_is_whole_takes_no_line_as_the_rest_of_its_phrase():
    for heading in ("Læs også", "Subscribe to read"):
        text = f"the ferryman rows\n{heading}\nwhere the bridge used to stand\nand he rows it alone\n"
        assert WITHOUT_MODEL.clean(text).text == text.replace(f"{heading}\n", "")


#: A page of a local paper: short paragraphs, a result, subheads, quotes, and a prompt below every few of them.
NEWSPAPER = (
    "Home\nSport\nAthletics\nAmery wins Varn marathon in record time\nBy the sports desk\nVarn - 1 Dec 2024 - 13:05\n"
    "Share on WhatsApp\nShare on Facebook\n"
    "Rut Amery won the Varn marathon on Sunday in 2:21:37, a national record.\n"
    "Amery, 29, took almost two minutes off her own best. She ran the last seven kilometres alone.\n"
    "“Mind your own pace, my coach used to say,” she said at the finish.\n"
    "Subscribe to continue reading\nA race in the wind\n"
    "The west wind got up at the 25th kilometre. The leader of the first half fell back on the bridge.\n"
    "Read also: The best pictures of the marathon\nSign up for our sports newsletter\n"
    "“I thought of giving up,” the winner admitted. “Then I saw my father with a horn.”\n"
    "The women's race\n1. Rut Amery (VAR) 2:21:37\n2. Joss Tarrow (ELL) 2:23:10\n3. Eskil Varn (TAR) 2:23:48\n"
    "4. Mara Ellary (VAR) 2:25:02\n5. Ines Amery (ELL) 2:26:19\nAdvertisement\nThe crowds were back\n"
    "The organisers spoke of 30,000 people. It was the first race with 3,500 numbers.\n"
    "The mayor thanked the volunteers. “Follow us who can,” joked one of them in a soaked shirt.\n"
    "Follow us on social media\n"
    "The men's race went to a runner from Tarn Bay. He won it in a sprint.\n"
    "The second came in one second later. The judges had to look at the photograph.\n"
    "How each club did\nClub  Finished\nVarn Harriers 42\nEllary Runners 38\nTarn Bay 17\nPort Road Club 9\n"
    "Advertisement\nAmery will run in the spring. She will rest until summer.\n"
    "Buses to the next race\n07:30 — Varn\n08:10 — Tarn Bay\n14:00 — Ellary\n"
    "The buses run on time, as a rule.\n"
    "More information\nYou may also like\nComments (12)\nSign in to comment\n© Varn Press. All rights reserved\n"
)


@pytest.mark.parametrize("policy", ["precise", "balanced"])
def test_a_page_of_a_paper_keeps_its_sentences_subheads_and_tables(policy):
    cleaned = CLEANERS[policy].clean(NEWSPAPER).text.splitlines()
    lines = NEWSPAPER.splitlines()
    own = [line for line in lines if line.endswith((".", "”")) or line[0].isdigit() or line[-1].isdigit()]
    own += [
        "Buses to the next race",
        "Amery wins Varn marathon in record time",
        "A race in the wind",
        "The crowds were back",
        "The women's race",
        "How each club did",
        "Club  Finished",
    ]
    assert [line for line in own if line not in cleaned and "Dec 2024" not in line] == []
    assert not any("subscribe" in line.lower() or "follow us on" in line.lower() for line in cleaned)


def test_a_word_in_quotes_and_a_reporters_name_stay_on_a_japanese_page():
    own = [
        "橋は来春に開通する。町は月曜日、工事の日程を発表した。",
        "試験に受かったのは五十三歳。「辞めたいと思う日もあった。それでも続けた」",
        "「船が戻って安心した」。港で店を開く女性は、網を干しながらそう話した。（青波支局）",
        "費用は三億円で、県と町が半分ずつ出す。",
    ]
    menu = ["ホーム", "ニュース", "スポーツ", "天気", "動画", "ログイン", "新着", "地域", "社説", "文化"]
    text = "\n".join([*menu, own[0], "LINEで友だち追加", own[1], "続きを読むには会員登録が必要です", *own[2:], *menu])
    for cleaner in CLEANERS.values():
        cleaned = cleaner.clean(text).text.splitlines()
        assert [line for line in own if line not in cleaned] == []
