"""The folded view: one spelling for many, and a way back to the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.fold import View, fold
from cleaner.testing import texts


@pytest.mark.parametrize(
    ("line", "folded"),
    [
        ("Don’t MISS", "don't miss"),
        ("sign\xa0up  now", "sign up now"),
        ("sign\u200bup", "signup"),
        ("ＳＩＧＮ　ｕｐ", "sign up"),
        ("S I G N   U P", "sign up"),
        ("S U B S C R I B E   N O W", "subscribe now"),
        ("“Read” – more…", '"read" - more...'),
        ('**[Read more](https://example.org/a_(b "t"))**', '[read more](https://example.org/a_(b "t"))'),
        ("[Sign up](https://example.org) today", "sign up today"),
        ("İSTANBUL ılık", "istanbul ilik"),
        ("ÉTÉ ЧИТАЙТЕ", "été читайте"),
    ],
)
def test_folding(line, folded):
    assert fold(line) == folded


@pytest.mark.parametrize(
    ("line", "core"),
    [
        ("» Sign up «", "sign up"),
        ("[ Advertisement ]", "advertisement"),
        ("(Advertisement", "(advertisement"),
        ("• 📧 Newsletter →", "newsletter"),
        ("| Share |", "share"),
        ("– – –", ""),
        ("【関連記事】", "関連記事"),
        ("“Subscribe now”", '"subscribe now"'),
    ],
)
def test_decoration_is_set_aside(line, core):
    assert View(line).core.text == core


@given(texts().map(lambda text: (text.splitlines() or [""])[0]))
def test_every_place_of_the_view_leads_to_the_line(line):
    view = View(line)
    assert len(view.text) == len(view.shown)
    places = [view.source(i) for i in range(len(view.text))]
    assert places == sorted(places)
    assert all(0 <= place < len(line) for place in places)
    for i, place in enumerate(places):
        assert fold(line[place]) in (view.text[i], "...", "") or view.text[i] in " '\""


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text) or "..." in fold(text) or "[" in text or "*" in text
