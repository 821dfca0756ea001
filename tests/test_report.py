"""Reports: they give the source back, and those that do not fit are refused with a reason, never half believed."""

from __future__ import annotations

import copy

import pytest

from cleaner import DamageKind, ReportError, Result, clean

SOURCE = "Itâ€™s open.\n\nYou have 2 free articles left this month\n\nIt stays open, the mayor said.\n"
RESULT = clean(SOURCE)


def test_totals_add_up():
    assert RESULT.text == "It’s open.\n\nIt stays open, the mayor said.\n"
    assert RESULT.by_category == {"paywall": RESULT.removed}
    assert RESULT.source_length == len(SOURCE)
    assert RESULT.removed_fraction == RESULT.removed / len(SOURCE)
    assert Result("").removed_fraction == 0.0
    assert not RESULT.is_cut_off


def test_a_report_says_version_and_fingerprint():
    report = RESULT.to_dict()
    assert (report["report"], report["version"]) == ("cleaner", 1)
    assert report["fingerprint"] == RESULT.fingerprint != ""
    assert "text" not in report
    assert RESULT.to_dict(with_text=True)["text"] == RESULT.text


def tampered(path: list, value: object) -> dict:
    report = copy.deepcopy(RESULT.to_dict())
    place = report
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return report


@pytest.mark.parametrize(
    ("path", "value", "say"),
    [
        (["report"], "other", "no report of cleaner"),
        (["version"], 2, "version 2"),
        (["version"], "1", "version '1'"),
        (["removals", 0, "text"], "x" * 42, "changed"),
        (["removals", 0, "span"], [0, 5], "changed"),
        (["removals", 0, "span"], [5], "damaged"),
        (["removals", 0, "span"], [9, 3], "damaged"),
        (["removals", 0, "span"], [-1, 3], "damaged"),
        (["removals", 0, "span"], [True, 3], "damaged"),
        (["removals", 0, "category"], "adverts", "damaged"),
        (["removals"], None, "damaged"),
        (["removals"], [], "changed"),
        (["removals", 0], 5, "damaged"),
        (["repairs", 0, "after"], "?", "belongs to another text"),
        (["repairs", 0, "before"], "???", "changed"),
        (["source"], {}, "damaged"),
        (["source", "blake2b"], "0" * 32, "changed"),
        (["cleaned", "blake2b"], "0" * 32, "another text"),
        (["damage"], [{"span": [0, 1], "kind": "lost", "reason": ""}], "damaged"),
    ],
)
def test_a_report_that_was_changed_is_refused(path, value, say):
    with pytest.raises(ReportError, match=say):
        Result.from_dict(tampered(path, value), RESULT.text)


@pytest.mark.parametrize("report", [None, [], "x", 5, {}])
def test_what_is_no_report_is_refused(report):
    with pytest.raises(ReportError, match="no report"):
        Result.from_dict(report, "x")


def test_a_report_of_another_text_is_refused():
    with pytest.raises(ReportError, match="another text"):
        Result.from_dict(RESULT.to_dict(), RESULT.text + "x")
    with pytest.raises(ReportError, match="damaged"):
        Result.from_dict(RESULT.to_dict())


def test_damage_is_found_on_what_stays_and_told_in_places_of_the_source():
    lines = ["The mayor said on Monday that the old bridge would stay closed for the whole of the winter."] * 6
    lines.insert(3, "She has asked the council for")
    source = "You have 2 free articles left this month\n\n" + "\n\n".join(lines) + "\n"
    result = clean(source)
    assert [one.span.of(source) for one in result.damage] == [lines[3]]
    assert result.damage[0].kind is DamageKind.TRUNCATED_SENTENCE
    assert Result.from_dict(result.to_dict(), result.text).damage == result.damage
