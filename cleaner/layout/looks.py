"""What the trees see of each line: at the first look its layout, at the second also what the first found."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.layout.around import look_around, names_around
from cleaner.layout.columns import COLUMNS, NAMES, Bytes, LineFeatures
from cleaner.layout.story import SECOND_NAMES, SecondLook
from cleaner.layout.table import Ints
from cleaner.layout.trees import SCORE_STEPS

Truths = NDArray[np.bool_]

# Features that tell something of the neighbours, too.
_TOLD = (
    "length", "words", "sentences", "ends_sentence", "capitalised", "digits", "commas", "block", "familiar", "telling",
    "evidence", "blanks_before", "copies", "word_length",
)  # fmt: skip
_TOLD_SECOND = ("score", "topic", "opening")
FIRST_NAMES = NAMES + names_around(_TOLD)
ALL_NAMES = FIRST_NAMES + SECOND_NAMES + names_around(_TOLD_SECOND)
_TOLD_ROWS = [COLUMNS[name] for name in _TOLD]
_TOLD_SECOND_ROWS = [SECOND_NAMES.index(name) for name in _TOLD_SECOND]
#: Thousandths: lines that the first look finds less likely than this are boilerplate and not looked at again.
UNLIKELY = 20
#: The raw score that such lines have after the second look.
LOWEST = -16 * SCORE_STEPS
_HEADLINE_REACH = 48  # sixteen lines above the article, as the feature counts them
_HEADLINE_WORDS = 6  # two telling words, as the feature counts them


def first_sight(values: Bytes, lines_of: Ints) -> Bytes:
    """What the first look sees: FIRST_NAMES x line; `values` are NAMES x line."""
    return np.concatenate([values, look_around(values[_TOLD_ROWS], lines_of)])


def second_sight(features: LineFeatures, raw: Ints, found: Ints) -> Bytes:
    """What the second look sees besides: the other names of ALL_NAMES x line; `raw` and `found` are scores and
    thousandths of the first."""
    values = SecondLook(features, raw, found, SCORE_STEPS).values()
    return np.concatenate([values, look_around(values[_TOLD_SECOND_ROWS], features.lines_of)])


def are_headlines(values: Bytes, second: Bytes) -> Truths:
    """Lines a little above the article that share most of their telling words, two at least, with its opening.

    `values` are NAMES x line, `second` begins with SECOND_NAMES x line.
    """

    def of(name: str) -> Bytes:
        its: Bytes = second[SECOND_NAMES.index(name)]
        return its

    near = (of("to_article") > 0) & (of("to_article") <= _HEADLINE_REACH)
    found: Truths = near & (of("opening") >= 128) & (of("topic_words") >= _HEADLINE_WORDS)
    found &= values[COLUMNS["evidence"]] == 0
    return found
