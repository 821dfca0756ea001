"""What ends a sentence, in every script; where a notice ends on a line that goes on."""

from __future__ import annotations

import pytest
import regex
from small_articles import ARTICLES

from cleaner import clean
from cleaner.text.prose import STOPS, ends_sentence, is_paragraph, is_prose, is_statement, last_sign, sentence_ends

LEAD = "Vorne steht ein Satz, der lang genug ist, um ein Absatz zu sein, und der bleibt."
FOLLOWING = [
    "Der Rat beschloss am Dienstag, die alte Brücke neu zu bauen.",
    "Le conseil a voté mardi la reconstruction du vieux pont.",
    "El consejo votó el martes reconstruir el puente viejo.",
    "Совет решил во вторник заново построить старый мост.",
]
NOTICES = [
    "Copyright 2017 Hafenblatt GmbH.",
    "© 2022, Varn.com.",
    "(c) 2019 Varn News.",
    "Copyright © 2024 Example Media Ltd. All rights reserved.",
    "© 2024 Hafenblatt. Alle Rechte vorbehalten.",
    "Alle Rechte vorbehalten.",
]


def test_every_stop_that_unicode_knows_ends_a_sentence():
    known = [chr(code) for code in range(0x10000) if regex.match(r"\p{Sentence_Terminal}", chr(code))]
    assert len(known) > 80
    assert [stop for stop in known if not ends_sentence(f"a{stop}")] == []
    assert all(ends_sentence(f"a{stop}” ") for stop in STOPS)


@pytest.mark.parametrize("language", ["urdu", "armenian", "amharic", "khmer", "burmese", "japanese", "russian"])
def test_lines_of_articles_end_sentences(language):
    assert all(ends_sentence(line) for line in ARTICLES[language])


@pytest.mark.parametrize("language", ["thai", "lao", "english-no-stop", "poem"])
def test_lines_without_stops_end_none_and_long_ones_are_paragraphs_all_the_same(language):
    lines = [line for line in ARTICLES[language] if line]
    assert not any(ends_sentence(line) or is_prose(line) or last_sign(line) for line in lines)
    assert is_paragraph(" ".join(lines[:4]) + " x" * 60)


def test_dots_state_nothing():
    assert [is_statement(body) for body in ("It rained.", "It rained...", "It rained…", "Rained?")] == [
        True,
        False,
        False,
        False,
    ]


def test_short_forms_end_no_sentence():
    assert list(sentence_ends("On Jan. 5 Dr. J. Amery of 12. Street left. Who? ")) == [42, 47]


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("following", FOLLOWING)
def test_a_notice_ends_where_a_sentence_begins_that_says_something_else(notice, following):
    text = f"{LEAD}\n\n{notice} {following}\n"
    assert clean(text).text == f"{LEAD}\n\n{following}\n"


@pytest.mark.parametrize("more", ["", " Nachdruck nur mit Genehmigung des Verlags.", " Hafenblatt Online"])
def test_a_notice_goes_whole_with_what_speaks_of_rights(more):
    assert clean(f"{LEAD}\n\nCopyright 2017 Hafenblatt GmbH.{more}\n").text == f"{LEAD}\n"
