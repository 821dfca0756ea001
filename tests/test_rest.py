"""What follows a prompt on its line goes with it where it speaks to the reader, and stays where a reporter tells it."""

from __future__ import annotations

import pytest

from cleaner import Cleaner

CLEANER = Cleaner(model=False)
LEAD = "The ferry comes in every morning, and the pilots wait for it at the far end of the quay, as they always have."
LAST = "Whoever wants to cross in winter has to ask on the island, the harbour master said, and bring a warm coat."


@pytest.mark.parametrize(
    "prompt",
    [
        "Thanks! Check your email to confirm your subscription.",
        "Want more stories like this? Sign up for our weekly newsletter.",
        "Sign up for our newsletter. We send it to your inbox on Fridays.",
        "Ihr Browser unterstützt kein JavaScript. Bitte aktivieren Sie es.",
    ],
)
def test_a_prompt_goes_with_what_it_adds(prompt):
    assert CLEANER.clean(f"{LEAD}\n\n{prompt}\n\n{LAST}\n").text == f"{LEAD}\n\n{LAST}\n"


@pytest.mark.parametrize(
    "rest",
    [
        "The mayor sailed on Monday.",
        "“Your boat is late,” she told us.",
        "The pilots know your boat, he said.",
        "Our correspondent writes that the quay, which nobody has mended since the storm of the year before last, will"
        " be closed to your lorries from Monday on.",
    ],
)
def test_a_reporters_sentence_behind_a_prompt_stays(rest):
    assert rest in CLEANER.clean(f"{LEAD}\n\nSign up for our newsletter. {rest}\n\n{LAST}\n").text


def test_what_stands_before_a_prompt_stays():
    line = "Your boat left at nine. Sign up for our newsletter."
    assert "Your boat left at nine." in CLEANER.clean(f"{LEAD}\n\n{line}\n\n{LAST}\n").text
