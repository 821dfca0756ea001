"""The wording model: what talks like a prompt goes where its surroundings say so, and what is told stays."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given

import cleaner as cleaner_package
from cleaner import Cleaner, Confidence, UsageError
from cleaner.find.wording import BITS, KIND_BITS, LONGEST, Wording
from cleaner.rules.own import own_packs
from cleaner.testing.strategies import pages
from tests.small_articles import ARTICLES

OWN = Path(cleaner_package.__file__).parent / "find" / "wording.bin"
WITH, WITHOUT = Cleaner(model=False), Cleaner(model=False, wording=False)
THOROUGH = Cleaner(model=False, policy="thorough")
LEAD = "The ferry comes in every morning, and the pilots wait for it at the far end of the quay, as they always have."
LAST = "Whoever wants to cross in winter has to ask on the island, the harbour master said, and bring a warm coat."
#: Prose that is worded like prompts.
HARD = [
    "By signing up to the accord, you agree to be bound by the laws of all its members.",
    "Readers who subscribe to the theory should read the rest of the book.",
    "Sign up for the army, the posters said, and see the world.",
    "The newsletter of the harbour was read by everybody in the town.",
    "She asked us to share the bread and to follow her to the quay.",
    "Voters can download the form from the office and send it by mail.",
    "Wer sich für den Kurs anmelden will, muss bis Freitag ins Rathaus kommen.",
    "Les abonnés du théâtre ont reçu leur lettre mardi matin.",
]
