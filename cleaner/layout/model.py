"""The line model: which lines of a text are main content, judged by layout over the sequence of its lines.

Two looks. The first sees what each line and its neighbours look like and where they stand; the second goes over the
lines that may be main content, knowing where the first found the article and how many of a line's words that article
has. Both are boosted trees and work in whole numbers, so that a verdict is the same to the bit on every machine and in
every batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from cleaner.layout.columns import Bytes
from cleaner.layout.features import LineFeatures, measure
from cleaner.layout.looks import ALL_NAMES, LOWEST, UNLIKELY, are_headlines, first_sight, second_sight
from cleaner.layout.reasons import Reason, explain
from cleaner.layout.story import SECOND_NAMES
from cleaner.layout.table import Ints
from cleaner.layout.trees import Trees

EDGE = 5  # lines at the head and foot of a text that tell a page dump from extracted text
DUMP = 500  # thousandths of doubt in these from which a text is a page dump
_SURELY_DUMP, _SURELY_EXTRACTED = 900, 100  # the doubt that a text counts as having if the caller says what it is
HEADLINE = 800  # thousandths that a headline has at least: users want it, though the measure does not count it
_BATCH_POINTS = 256_000  # judged at a time
_LONGEST = 20_000  # lines; of a longer text each such part is judged by itself


class Preset(StrEnum):
    """How much doubt a removal may carry; each has a promised share of true bodies that stay untouched."""

    PRECISE = "precise"
    BALANCED = "balanced"
    THOROUGH = "thorough"


class Source(StrEnum):
    """What a text is: a whole page, what an extractor took for the article, or whatever it looks like."""

    DUMP = "dump"
    EXTRACTED = "extracted"
    AUTO = "auto"


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What the model thinks of one text: for each line of `text.splitlines()` how likely it is main content.

    `content` is in thousandths, -1 for lines without a word; `doubt` is how little likely the text's first five and
    last five lines are main content, in thousandths on average: near 1000 for a page dump, near 0 for extracted text,
    however much of a list it is. It decides the limits: a text that begins and ends as an article is left alone.
    """

    content: NDArray[np.int16]
    doubt: int
    model: LineModel
    values: tuple[tuple[Bytes, Ints], ...]  # of each part of the text: features, and for each line its column, or -1

    @property
    def source(self) -> Source:
        """What the text looks like."""
        return Source.DUMP if self.doubt >= DUMP else Source.EXTRACTED

    def limit(self, preset: Preset, source: Source = Source.AUTO) -> int:
        """Lines less likely main content than this, in thousandths, go; `source` overrides what the text looks like."""
        limits = self.model.limits[list(Preset).index(preset)]
        own, dump, extracted = limits[
            np.searchsorted(self.model.steps, (self.doubt, _SURELY_DUMP, _SURELY_EXTRACTED), "right")
        ].tolist()
        if source is Source.DUMP:
            return int(max(own, dump))
        return int(min(own, extracted) if source is Source.EXTRACTED else own)

    def removed(
        self, preset: Preset = Preset.BALANCED, source: Source = Source.AUTO, limit: int | None = None
    ) -> list[int]:
        """The lines to remove under a preset, in order; a `limit` in thousandths takes the place of the preset's."""
        below = self.limit(preset, source) if limit is None else limit
        lines: list[int] = np.flatnonzero((self.content >= 0) & (self.content < below)).tolist()
        return lines

    def reasons(self, lines: Sequence[int]) -> list[Reason]:
        """Why lines go, and what they most likely are. Raises ValueError for a line without a word."""
        starts = list(accumulate((column.size for _, column in self.values), initial=0))
        found = []
        for (values, column), start, stop in zip(self.values, starts, starts[1:], strict=False):
            here = [line for line in lines if start <= line < stop]
            chosen = column[np.array(here, np.int64) - start]
            if (chosen < 0).any():
                raise ValueError("a line without a word is never removed, so there is no reason for it")
            found += explain(here, values[:, chosen], self.model.typical, self.model.surrogate)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class LineModel:
    """A fitted model: trees, calibration and limits."""

    first: Trees
    first_scores: Ints  # ascending raw scores, one for each thousandth of probability from 1 to 999
    second: Trees  # also sees what the first found
    scores: Ints  # the same of the second
    steps: Ints  # ascending doubts, thousandths, that part the columns of `limits`
    limits: Ints  # preset x column: lines below this many thousandths are removed
    surrogate: Ints  # feature -> weight of the linear stand-in that gives reasons
    typical: Ints  # feature -> its mean over lines of main content
    lexicon: NDArray[np.uint8]  # word entry -> how often it stood in boilerplate, 0 never, 255 always

    @classmethod
    def load(cls, path: Path | IO[bytes], name: str = "") -> LineModel:
        """Read a model file; raises ValueError if its features are not these or its sums could grow inexact.

        `name` is what complaints call a file that was opened.
        """
        loaded = np.load(path, allow_pickle=False)
        if not isinstance(loaded, np.lib.npyio.NpzFile):
            raise ValueError("it holds one array; a model holds several")
        with loaded as file:
            if tuple(file["features"].tolist()) != ALL_NAMES:
                raise ValueError(f"{name or path}: fitted for other line features; fit it again")
            first, second = _read_trees(file, "first"), _read_trees(file, "second")
            names = ("first_scores", "scores", "steps", "limits", "surrogate", "typical")
            rest = {name: file[name].astype(np.int64) for name in names}
            lexicon = file["lexicon"]
        _hold_memory()
        return cls(first=first, second=second, lexicon=lexicon, **rest)

    def judge(self, texts: Sequence[str], evidence: Sequence[Bytes] | None = None) -> list[Verdict]:
        """A verdict for each text; `evidence` has for each of its lines 0, 1 or 2 (see `cleaner.judge.evidence`)."""
        told: Sequence[Bytes | None] = [None] * len(texts) if evidence is None else evidence
        parts = [part for text, its in zip(texts, told, strict=True) for part in _parts(text, its)]
        verdicts: list[Verdict] = []
        batch: list[tuple[str, Bytes | None]] = []
        points = 0
        for text, its, _ in parts:
            batch.append((text, its))
            points += len(text)
            if points >= _BATCH_POINTS:
                verdicts += self._judge(batch)
                batch, points = [], 0
        verdicts += self._judge(batch)
        found, at = [], 0
        while at < len(parts):
            size = parts[at][2]
            found.append(verdicts[at] if size == 1 else _joined(verdicts[at : at + size]))
            at += size
        return found

    def _judge(self, batch: list[tuple[str, Bytes | None]]) -> list[Verdict]:
        if not batch:
            return []
        texts = [text for text, _ in batch]
        told = None
        if any(its is not None for _, its in batch):
            told = np.concatenate(
                [np.zeros(len(text.splitlines()), np.uint8) if its is None else its for text, its in batch]
            )
        features = measure(texts, told, self.lexicon)
        seen = first_sight(features.values, features.lines_of)
        raw = self.first.score(seen)
        found = np.searchsorted(self.first_scores, raw, "right")
        more = second_sight(features, raw, found)
        scores = np.full(raw.size, LOWEST)
        likely = np.flatnonzero(found >= UNLIKELY)
        scores[likely] = self.second.score(np.concatenate([seen[:, likely], more[:, likely]]))
        values = np.concatenate([features.values, more[: len(SECOND_NAMES)]])
        return self._verdicts(features, values, scores, are_headlines(features.values, more))

    def _verdicts(
        self, features: LineFeatures, values: Bytes, scores: Ints, headline: NDArray[np.bool_]
    ) -> list[Verdict]:
        """Calibrated verdicts from raw scores, line numbers as in the texts."""
        table = features.table
        chance = np.searchsorted(self.scores, scores, "right")
        column = np.full(table.line_words.size, -1, np.int64)
        column[features.judged] = np.arange(chance.size)
        lines_of = table.lines_of
        doubts = doubts_of(chance, features.lines_of).tolist()
        if table.joined is not None:
            column = column[table.joined]
            first = np.append(0, np.cumsum(lines_of))
            lines_of = np.diff(np.searchsorted(table.joined, first))
        chance = np.where(headline, np.maximum(chance, HEADLINE), chance)
        content = np.append(chance, -1).astype(np.int16)[column]
        bounds = np.append(0, np.cumsum(lines_of)).tolist()
        heads = np.append(0, np.cumsum(features.lines_of)).tolist()
        found = []
        for i, doubt in enumerate(doubts):
            span = slice(bounds[i], bounds[i + 1])
            its = column[span]
            here = values[:, heads[i] : heads[i + 1]]
            found.append(Verdict(content[span], doubt, self, ((here, np.where(its < 0, -1, its - heads[i])),)))
        return found


def doubts_of(chance: Ints, lines_of: Ints) -> Ints:
    """How little likely the first and the last few lines of each document are main content, in thousandths."""
    ends = np.cumsum(lines_of)
    begins = ends - lines_of
    size = np.minimum(lines_of, EDGE)
    sums = np.append(0, np.cumsum(chance))
    likely = sums[begins + size] - sums[begins] + sums[ends] - sums[ends - size]
    doubts: Ints = np.where(size > 0, 1000 - likely // np.maximum(2 * size, 1), 0)
    return doubts


def _parts(text: str, evidence: Bytes | None) -> list[tuple[str, Bytes | None, int]]:
    """A text in parts of at most so many lines that memory stays within bounds; with each part how many there are."""
    if len(text) <= _LONGEST:
        return [(text, evidence, 1)]
    lines = text.splitlines(keepends=True)
    if len(lines) <= _LONGEST:
        return [(text, evidence, 1)]
    begins = range(0, len(lines), _LONGEST)
    return [
        ("".join(lines[at : at + _LONGEST]), None if evidence is None else evidence[at : at + _LONGEST], len(begins))
        for at in begins
    ]


def _joined(parts: list[Verdict]) -> Verdict:
    """One verdict of those on the parts of a text; each part counts the same for what the text is."""
    content = np.concatenate([part.content for part in parts])
    doubt = sum(part.doubt for part in parts) // len(parts)
    return Verdict(content, doubt, parts[0].model, tuple(each for part in parts for each in part.values))


def _read_trees(file: Any, name: str) -> Trees:
    features, borders, leaves = (file[f"{name}_{part}"] for part in ("features", "borders", "leaves"))
    return Trees.checked(features, borders, leaves, int(file[f"{name}_bias"]))


def _hold_memory() -> None:
    """Let the C library keep up to 60 MB of freed memory, so that a batch does not fault its pages in anew.

    The GNU allocator takes the largest block ever freed as the measure of what to keep; elsewhere this does
    nothing. The block itself is never touched and costs nothing.
    """
    np.empty(30 << 20, np.uint8)
