"""Reports that do not belong to a text, were edited, or are of another version: refused, and never a wrong original."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cleaner import Cleaner, ReportError, Result
from cleaner.testing import check_lossless, scraped_articles, texts

CLEANER = Cleaner(policy="thorough")
SCRAPED = scraped_articles(separator=["\n", "\r\n\r\n"], encoding=["utf-8", "cp1252"], noise=True)
SOURCE = (
    "Itâ€™s late, and the mayor said on Monday that the old bridge would stay closed for the whole of the winter.\n\n"
    "You have 2 free articles left this month\n\n"
    "She has asked the council for\n\n"
    "Work is to begin in May, the mayor said, and will take the better part of two years to finish.\n\nShare\nPrint\n"
)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-2, 300)
    | st.sampled_from([2**70, 1.0, 1.5, float("nan"), "", "x", "\ud800", "paywall", "certain", "1"])
)
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.sampled_from(["span", "text", "x"]), SCALARS)


def places(value: Any, path: tuple = ()) -> list[tuple]:
    """The way to every field and item of a report, itself left out."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [one for key in keys for one in ((*path, key), *places(value[key], (*path, key)))]


@st.composite
def edits(draw: st.DrawFn, report: dict[str, Any]) -> dict[str, Any]:
    """The report, edited in one place: a value changed, moved, doubled, or gone."""
    report = deepcopy(report)
    *way, last = draw(st.sampled_from(places(report)))
    place: Any = report
    for step in way:
        place = place[step]
    old = place[last]
    act = draw(st.sampled_from(["change", "change", "nudge", "drop", "double", "swap"]))
    if act == "nudge" and type(old) is int:
        place[last] = old + draw(st.sampled_from([-1, 1, -5, 5]))
    elif act == "nudge" and isinstance(old, str):
        at = draw(st.integers(0, len(old)))
        place[last] = old[:at] + draw(st.sampled_from(["x", " ", "\n", "é"])) + old[at + draw(st.integers(0, 1)) :]
    elif act == "drop":
        del place[last]
    elif act == "double" and isinstance(place, list):
        place.insert(last, deepcopy(old))
    elif act == "swap" and isinstance(place, list):
        other = draw(st.integers(0, len(place) - 1))
        place[last], place[other] = place[other], old
    else:
        place[last] = draw(VALUES)
    return report


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same as JSON; 1 and true are not."""
    return repr(one) == repr(other)


def read(report: Any, text: str | None) -> Result | None:
    """The Result, or None where the report was refused in one clear line."""
    try:
        return Result.from_dict(report, text)
    except ReportError as refusal:
        complaint = str(refusal)
    assert complaint
    assert "\n" not in complaint
    return None


def check_harmless(source: str, result: Result, edited: Any) -> None:
    """Holds an edited report to this: it is refused, or else it still tells the truth about the same source."""
    again = read(edited, result.text)
    if again is not None:
        check_lossless(source, again)
        assert again.text == result.text
        assert [one.span for one in again.removals] == [one.span for one in result.removals]
        assert [one.span for one in again.repairs] == [one.span for one in result.repairs]
        assert (again.removed, again.by_category) == (edited["removed"], edited["by_category"])
        json.dumps(again.to_dict())


@given(st.data())
def test_a_report_that_was_edited_in_one_place_never_gives_a_wrong_original(data):
    result = CLEANER.clean(SOURCE)
    check_harmless(SOURCE, result, data.draw(edits(result.to_dict())))


@given(SCRAPED, st.data())
def test_no_edit_of_any_report_gives_a_wrong_original(scraped, data):
    result = CLEANER.clean(scraped.raw)
    check_harmless(scraped.raw, result, data.draw(edits(result.to_dict())))


@given(SCRAPED, st.data())
def test_edits_in_two_places_give_no_wrong_original_either(scraped, data):
    result = CLEANER.clean(scraped.raw)
    check_harmless(scraped.raw, result, data.draw(edits(data.draw(edits(result.to_dict())))))


#: Where an edit changes words and nothing else, it is not seen: the checksums are of the texts.
WORDS = {"fingerprint", "abstained", "reading", "reason", "rule", "confidence", "also", "kind"}


@given(st.data())
def test_an_edit_is_seen_unless_it_changes_words_only(data):
    result = CLEANER.clean(SOURCE)
    report = result.to_dict()
    edited = data.draw(edits(report))
    changed = [path for path in places(report) if not is_same(at(report, path), at(edited, path))]
    assume(changed)
    if read(edited, result.text) is not None:
        leaves = [path for path in changed if not isinstance(at(report, path), dict | list)]
        in_damage = all(path[0] == "damage" for path in changed)
        assert in_damage or all(WORDS & set(path) for path in leaves), leaves


def at(report: Any, path: tuple) -> Any:
    for step in path:
        try:
            report = report[step]
        except (KeyError, IndexError, TypeError):
            return "nothing"
    return report


@given(texts(), texts())
def test_a_report_of_another_text_is_refused(one, other):
    result, foreign = CLEANER.clean(one), CLEANER.clean(other)
    again = read(result.to_dict(), foreign.text)
    assert (again is not None) == (result.text == foreign.text)
    if again is not None:
        assert again.restore() == one


@given(SCRAPED, st.integers(0, 2_000), st.sampled_from(["", "x", "\n", " "]))
def test_a_cleaned_text_that_was_edited_is_refused(scraped, place, new):
    result = CLEANER.clean(scraped.raw)
    place %= len(result.text)
    edited = result.text[:place] + new + result.text[place + 1 :]
    assume(edited != result.text)
    with pytest.raises(ReportError, match="belongs to another text"):
        Result.from_dict(result.to_dict(), edited)


@pytest.mark.parametrize("version", [0, 2, 10**30, -1, True, 1.0, "1", None, [1]])
def test_another_version_is_refused_by_its_number(version):
    result = CLEANER.clean(SOURCE)
    with pytest.raises(ReportError, match=r"the report is of version .*; this program reads 1"):
        Result.from_dict({**result.to_dict(), "version": version}, result.text)


@given(st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner)))
def test_what_is_no_report_is_refused(value):
    assert read(value, "x") is None
    assert read({"report": "cleaner", "version": 1, "removals": value, "cleaned": value}, "x") is None


@pytest.mark.parametrize("text", [5, b"x", None, ["x"]])
def test_what_is_no_text_is_refused(text):
    assert read(CLEANER.clean(SOURCE).to_dict(), text) is None


@pytest.mark.parametrize(
    ("path", "value", "say"),
    [
        (["removals", 0, "rule"], 5, r"removals\[0\]\.rule must be of type str"),
        (["removals", 0, "also"], "abc", r"removals\[0\]\.also must be of type list"),
        (["removals", 0, "also"], [1], r"removals\[0\]\.also must be a list of texts"),
        (["removals", 0, "confidence"], "sure", r"removals\[0\]\.confidence is none of certain, likely"),
        (["removals", 0, "span"], [3, 3], r"removals\[0\]\.span must be a start and, after it, an end"),
        (["removals", 1], "x", r"removals\[1\] must be of type dict"),
        (["repairs", 0, "after"], None, r"repairs\[0\]\.after must be of type str"),
        (["cleaned"], [], "cleaned must be of type dict"),
        (["fingerprint"], None, "fingerprint must be of type str"),
        (["removed"], 1, "removed is not what its entries make"),
        (["by_category"], {}, "by_category is not what its entries make"),
        (["is_cut_off"], True, "is_cut_off is not what its entries make"),
        (["source", "length"], 3, r"source\.length is not what its entries make"),
        (["cleaned", "length"], True, r"cleaned\.length must be of type int"),
        (["damage", 0, "span"], [0, 10**6], "damage beyond the end of the text"),
    ],
)
def test_a_complaint_names_the_place(path, value, say):
    result = CLEANER.clean(SOURCE)
    report = result.to_dict()
    place: Any = report
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ReportError, match=say):
        Result.from_dict(report, result.text)


@pytest.mark.parametrize("name", ["removals", "repairs", "damage", "cleaned", "source", "abstained", "removed"])
def test_what_is_missing_is_named(name):
    result = CLEANER.clean(SOURCE)
    report = result.to_dict()
    del report[name]
    with pytest.raises(ReportError, match=f"{name} is missing"):
        Result.from_dict(report, result.text)


def test_entries_out_of_order_are_refused():
    result = CLEANER.clean(SOURCE)
    report = result.to_dict()
    assert len(report["removals"]) > 1
    report["removals"].reverse()
    with pytest.raises(ReportError, match="not in the order of the text"):
        Result.from_dict(report, result.text)


def test_fields_that_a_later_program_adds_are_passed_over():
    result = CLEANER.clean(SOURCE)
    report = {**result.to_dict(), "weather": {"rain": True}}
    report["removals"][0]["score"] = 0.5
    assert Result.from_dict(report, result.text).restore() == SOURCE
