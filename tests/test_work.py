"""How much work a text makes, counted and not timed: a fifth more than when this was written is a step back."""

from __future__ import annotations

import pytest
from cleaner.breaks import joined
from cleaner.cache import matcher
from cleaner.match import _pairs

from cleaner.testing import prompts, prose
from cleaner.text.fold import View
from cleaner.text.lines import Document

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "ja", "ru", "pl")
#: Lines worth a look, rules to be tried on them, lines folded for a closer look: for each hundred lines.
PROSE = {"lines": 23.2, "tries": 18.9, "views": 5.1}
PROMPTS = {"lines": 100, "tries": 488, "views": 1.6}


def work_of(lines: list[str]) -> dict[str, float]:
    """What the candidate pass leaves to do on lines, for each hundred of them."""
    rules = matcher()
    views = [View(joined(*pair)) for pair in _pairs(Document("\n".join(lines)))]
    found = rules.candidates.of_lines(lines, views)
    tries = sum(
        rules.rules[number].reach >= len(lines[line]) for line, numbers in found.lines.items() for number in numbers
    )
    counts = {"lines": len(found.lines), "tries": tries, "views": len(found.views)}
    return {name: 100 * count / len(lines) for name, count in counts.items()}


@pytest.mark.parametrize(
    ("lines", "least"),
    [
        ([line for language in LANGUAGES for line in prose(language)], PROSE),
        (sorted(prompts())[::3], PROMPTS),
    ],
    ids=["prose", "prompts"],
)
def test_no_more_is_left_to_try_than_there_was(lines, least):
    found = work_of(lines)
    assert {name: count for name, count in found.items() if count > 1.2 * least[name]} == {}, found


def test_what_is_left_to_try_is_counted():
    assert work_of(["You have 2 free articles left this month"])["tries"] >= 100
    assert work_of(["zxq"]) == {"lines": 0, "tries": 0, "views": 0}
