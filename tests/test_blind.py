"""What goes of the blind sets, and that their prose stays: no less than `tests/blind/levels.json` says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner import Cleaner
from tests.bench.blind import PLACES, trials

HOME = Path(__file__).parent / "blind"
LEVELS = json.loads((HOME / "levels.json").read_text("utf-8"))
CLEANER = Cleaner()


@pytest.mark.parametrize("language", sorted({language for its in LEVELS.values() for language in its}))
@pytest.mark.parametrize("name", sorted(LEVELS))
def test_as_many_prompts_go_as_did_and_all_prose_stays(name, language):
    every = list(trials(HOME / name, CLEANER, {language}))
    assert [one.text for one in every if one.kind == "prose" and not one.is_right] == []
    for place in PLACES:
        gone = sum(one.is_right for one in every if one.kind == "prompt" and one.place == place)
        assert gone >= LEVELS[name][language][place]
