"""The report's form is spelt out in a JSON Schema, and a report stays readable for as long as its version stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given

import cleaner
from cleaner import Category, Cleaner, Confidence, DamageKind, Result
from cleaner.report.result import VERSION
from cleaner.testing import scraped_articles, texts

jsonschema = pytest.importorskip("jsonschema", reason="the schema is tried with jsonschema, of the extra test")

SCHEMA = json.loads((Path(cleaner.__file__).parent / "report" / "schema.json").read_text("utf-8"))
READER = jsonschema.Draft202012Validator(SCHEMA)
CLEANER = Cleaner(policy="thorough")
FIXTURES = sorted((Path(__file__).parent.parent / "fixtures").glob("*/input.txt"))


def as_json(result: Result, **how) -> dict:
    return json.loads(json.dumps(result.to_dict(**how)))


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["version"] == {"const": VERSION}
    assert SCHEMA["$id"].endswith(f":{VERSION}")


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.parent.name)
def test_reports_of_fixtures_are_of_the_form(path):
    READER.validate(as_json(CLEANER.clean(path.read_bytes().decode("utf-8", "surrogateescape"))))


@given(texts())
def test_reports_of_hostile_texts_are_of_the_form(text):
    READER.validate(as_json(CLEANER.clean(text), with_text=True))


@given(scraped_articles(encoding="cp1252", noise=True))
def test_reports_with_repairs_are_of_the_form(scraped):
    READER.validate(as_json(CLEANER.clean(scraped.raw)))


def test_the_schema_and_the_report_have_the_same_fields():
    report = as_json(CLEANER.clean("Itâ€™s late.\n\nYou have 2 free articles left this month\n"), with_text=True)
    assert set(report) | {"encoding", "bytes", "pairs"} == set(SCHEMA["properties"])
    for name in ("removals", "repairs"):
        assert set(report[name][0]) | {"pairs"} == set(SCHEMA["properties"][name]["items"]["properties"])


def test_reports_say_where_characters_stand_as_two_halves():
    report = as_json(CLEANER.clean("Rain \ud83d\ude00.\n\nYou have 2 free articles left this month \ud83d\ude00\n"))
    READER.validate(report)
    assert report["repairs"][0]["pairs"] == [0]


def test_the_schema_lists_every_category_and_kind():
    removal = SCHEMA["properties"]["removals"]["items"]["properties"]
    assert removal["category"]["enum"] == list(Category)
    assert SCHEMA["properties"]["by_category"]["propertyNames"]["enum"] == list(Category)
    assert removal["confidence"]["enum"] == list(Confidence)
    assert SCHEMA["properties"]["damage"]["items"]["properties"]["kind"]["enum"] == list(DamageKind)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("report", "other"),
        ("version", 2),
        ("removed", -1),
        ("removed", "5"),
        ("by_category", {"adverts": 5}),
        ("removals", [{"span": [1]}]),
        ("source", {"length": 5}),
    ],
)
def test_what_is_not_of_the_form_is_refused_by_the_schema(field, value):
    report = as_json(CLEANER.clean("One.\n"))
    READER.validate(report)
    assert not READER.is_valid({**report, field: value})


#: A report as version 1 was first written. It must be readable, and mean the same, while the version stands.
FIRST = {
    "report": "cleaner",
    "version": 1,
    "fingerprint": "0123456789abcdef",
    "source": {"length": 86, "blake2b": "a9c157518ef721b1acc1f785c929ce16"},
    "cleaned": {"length": 41, "blake2b": "7c1f16de28d65e0853f3f60f8840851b"},
    "removed": 43,
    "by_category": {"paywall": 43},
    "is_cut_off": False,
    "abstained": "",
    "removals": [
        {
            "span": [43, 86],
            "text": "\n\nYou have 2 free articles left this month\n",
            "category": "paywall",
            "rule": "paywall.en.articles-left",
            "reason": "counts the free articles left this month",
            "confidence": "certain",
            "also": ["paywall.en.other"],
        }
    ],
    "repairs": [{"span": [2, 5], "before": "â€™", "after": "’", "reason": "read as another"}],
    "damage": [{"span": [6, 10], "kind": "truncated-sentence", "reason": "it ends early"}],
}
FIRST_TEXT = "It’s late, and the court rules on Friday."


def test_the_first_report_of_the_version_can_still_be_read():
    READER.validate(FIRST)
    result = Result.from_dict(FIRST, FIRST_TEXT)
    assert (
        result.restore() == "Itâ€™s late, and the court rules on Friday.\n\nYou have 2 free articles left this month\n"
    )
    (removal,) = result.removals
    assert (removal.rule, removal.category, removal.also) == (
        "paywall.en.articles-left",
        Category.PAYWALL,
        ("paywall.en.other",),
    )
    assert result.damage[0].kind is DamageKind.TRUNCATED_SENTENCE
    assert (result.removed, result.fingerprint, result.reading) == (43, "0123456789abcdef", "")
