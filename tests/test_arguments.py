"""What callers give: a wrong value is told in one line that says what to give instead; missing ones may pass."""

from __future__ import annotations

import pytest

from cleaner import Cleaner, UsageError, clean, clean_html

CLEANER = Cleaner()
NAN = float("nan")


@pytest.mark.parametrize(
    ("call", "say"),
    [
        (lambda: Cleaner(keep="credit"), r'keep takes a list of categories, such as \["credit"\], not \'credit\''),
        (lambda: Cleaner(only="credit"), "only takes a list of categories"),
        (lambda: Cleaner(keep=None), "keep takes a list"),
        (lambda: Cleaner(packs="my.toml"), "packs takes a list of rule packs"),
        (lambda: Cleaner(packs=[5]), "a rule pack is given as a path"),
        (lambda: Cleaner(model=None), "model takes True, False .for none. or the path"),
        (lambda: Cleaner(model=5), "model takes True"),
        (lambda: Cleaner(model="nofile"), "cannot read the line model nofile: No such file"),
        (lambda: Cleaner(sites="nofile"), "cannot read the site profiles nofile: there is no such file"),
        (lambda: Cleaner(sites=5), "sites takes the path of a file"),
        (lambda: clean(b"text"), "must be a str, not bytes: decode it"),
        (lambda: clean(None), "must be a str, not NoneType: leave missing values out"),
        (lambda: clean(NAN), "must be a str, not float: leave missing values out"),
        (lambda: clean(5), "must be a str, not int: give the text itself"),
        (lambda: clean("text", url=5), "a url must be a str, or None"),
        (lambda: clean("text", policy=["precise"]), "unknown policy"),
        (lambda: clean_html(None), "a page must be a str or bytes, not NoneType"),
        (lambda: CLEANER.clean_many("one text"), "texts must be many texts, not one str: give a list"),
        (lambda: CLEANER.clean_many(5), "texts must be many texts, such as a list"),
        (lambda: CLEANER.clean_many(["text"], urls="https://varn.example"), "urls must be many URLs"),
        (lambda: CLEANER.clean_many(["text"], missing="skip"), "unknown missing 'skip'; choose one of raise, pass"),
        (lambda: list(CLEANER.clean_many([None])), "must be a str, not NoneType"),
        (lambda: list(CLEANER.clean_many(["text", NAN])), "must be a str, not float"),
        (lambda: list(CLEANER.clean_many([b"text"], missing="pass")), "must be a str, not bytes"),
    ],
    ids=range(24),
)
def test_a_wrong_value_is_told_with_what_to_give(call, say):
    with pytest.raises(UsageError, match=say) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_missing_values_may_pass_and_keep_their_places():
    prompt = "It rained.\n\nYou have 2 free articles left this month\n"
    found = list(CLEANER.clean_many([None, prompt, NAN, "It rained.\n"], urls=[None, NAN, None, None], missing="pass"))
    assert [one and one.text for one in found] == [None, "It rained.\n", None, "It rained.\n"]
    assert list(CLEANER.clean_many([], missing="pass")) == []
