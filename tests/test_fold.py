"""The folded view: one spelling for many, and a way back to the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.testing import texts
from cleaner.text.fold import View, fold


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


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("plain", [0, 1, 2, 3, 4, 5]),
        (" a   b  ", [1, 2, 5, 6]),
        ("a… b", [0, 1, 1, 1, 2, 3, 4]),
        ("a \u200b b\u200b", [0, 1, 4, 6]),
        ("…\u200b\u200b", [0, 0, 0, 3]),
        ("x **b** [c](https://example.org)", [0, 1, 4, 7, 9, 32]),
        ("S I G N  U P", [0, 2, 4, 6, 7, 9, 11, 12]),
        ("   ", [3]),
        ("", [0]),
    ],
)
def test_places(line, places):
    view = View(line)
    assert [view.source(i) for i in range(len(view.text) + 1)] == places


#: Letters, odd characters, and what makes code points move, so that they meet in one line.
_MIXED = st.lists(st.sampled_from([*" aBéÉıſΣ.“’–\t\xa0\u200b\xad…*[]()`１", " ", "](", "**", "S I G N", "[a](b)"]))


@given(st.one_of(_MIXED.map("".join), st.text(), texts()))
def test_the_text_and_the_places_agree(line):
    """They are worked out apart: code point by code point, the one must be what stands at the other."""
    view = View(line)
    assert fold(line) == view.text
    assert len(view.text) == len(view.shown)
    for i, char in enumerate(view.shown):
        place = view.source(i)
        one = line[place]
        assert char == (one if line.isascii() and one == "`" else {"…": "."}.get(one) or _spelt(one))
        assert i == 0 or place > view.source(i - 1) or (char == "." and one == "…")
    end = view.source(len(view.shown))
    assert end <= len(line)
    assert not view.shown or view.source(len(view.shown) - 1) < end


def _spelt(char):
    """A character in plain spelling, which a view of a line in which nothing can move shows."""
    return View(f"é{char}é").shown[1:-1]


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text) or "..." in fold(text) or "[" in text or "*" in text
