"""Labelled pages for fitting the line model: which lines are main content.

A page is a scraped text and its true body. Lines are labelled by the measure they will be judged by, shingles
of four tokens shared with the true body (as in the article-extraction-benchmark), counted across line ends,
so that a sentence broken over several lines counts as what it is.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cleaner.errors import UsageError

_TOKEN = re.compile(r"\w+")
SHINGLE = 4
FOLDS = 5
_LONGEST = 150  # tokens beyond which a line weighs no more
_HEADLINE_TOKENS = 10.0  # a headline counts as a line of so many, as the measure leaves it out
_HEADLINE_REACH = 40  # lines between a headline and its article

Numbers = NDArray[np.float64]
Judge = Callable[[Sequence[str]], list[NDArray[np.uint8]]]  # texts -> evidence of their lines


@dataclass(frozen=True, slots=True)
class Page:
    """Lines with, for each, the share that is main content and how much it counts; `kind` is the shape it
    came in.
    """

    lines: tuple[str, ...]
    content: Numbers
    weight: Numbers
    group: str
    track: str
    kind: str
    evidence: NDArray[np.uint8]
    importance: float = 1.0

    def take(self, chosen: Iterable[int], kind: str) -> Page:
        """The page with only the chosen lines, in the order given."""
        index = list(chosen)
        lines = tuple(self.lines[i] for i in index)
        return replace(
            self,
            lines=lines,
            content=self.content[index],
            weight=self.weight[index],
            evidence=self.evidence[index],
            kind=kind,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text: as scraped, its true body and title, its site, its language or country, the extractor that
    left it, and how its body was found.
    """

    raw: str
    gold: str
    group: str
    track: str
    title: str
    lang: str = ""
    how: str = ""


def read_rows(path: Path) -> Iterator[Row]:
    """Rows of a JSONL file (or .jsonl.xz) with the keys raw, gold and group, and perhaps extractor, title,
    lang and how. Raises UsageError.
    """
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            row = json.loads(line) if line.startswith("{") else {}
            if not {"raw", "gold", "group"} <= row.keys():
                raise UsageError(f"{path}, line {number}: a row needs raw, gold and group")
            more = (row.get(key) or "" for key in ("extractor", "title", "lang", "how"))
            yield Row(row["raw"], row["gold"], row["group"], *more)


def no_evidence(texts: Sequence[str]) -> list[NDArray[np.uint8]]:
    """What rules say of the lines of texts, where there are no rules."""
    return [np.zeros(len(text.splitlines()), np.uint8) for text in texts]


def fold_of(group: str, folds: int = FOLDS) -> int:
    """The fold a site belongs to: the same on every machine, whatever the other sites are."""
    return crc32(group.encode()) % folds


def tokens(text: str) -> list[str]:
    """The word tokens of the measure."""
    return _TOKEN.findall(text)


def weigh(counts: Numbers, body: Numbers) -> Numbers:
    """Line weights: a little less than their token counts, in units of the true body's own weight."""
    whole = float((np.minimum(body, _LONGEST) ** 0.8).sum())
    weights: Numbers = np.minimum(counts, _LONGEST) ** 0.8 / max(whole, 20.0)
    return weights


def label(row: Row, evidence: NDArray[np.uint8]) -> Page:
    """The scraped text of a row as a labelled page."""
    lines = row.raw.splitlines()
    found = [tokens(line) for line in lines]
    counts = np.array([len(each) for each in found], float)
    content = _shares(found, tokens(row.gold))
    body = [tokens(line) for line in row.gold.splitlines()]
    whole_lines = {tuple(each) for each in body}
    sure = np.flatnonzero((content >= 0.5) & (counts >= SHINGLE))
    for index in range(int(sure[0]), int(sure[-1]) + 1) if sure.size else ():
        if 0 < counts[index] < SHINGLE and tuple(found[index]) in whole_lines:
            content[index] = 1.0
    body_counts = np.array([len(each) for each in body], float)
    weight = weigh(counts, body_counts)
    headline = float(weigh(np.array([_HEADLINE_TOKENS]), body_counts)[0])
    above = _label_titles(found, tokens(row.title), int(sure[0]) if sure.size else -1, content, weight)
    if above is not None:
        content[above], weight[above] = 1.0, headline
    return Page(tuple(lines), content, weight, row.group, row.track, "page", evidence)


def _shares(found: list[list[str]], gold: list[str]) -> Numbers:
    """For each line the share of its tokens that stand in a shingle of the true body."""
    known = set(zip(*(gold[i:] for i in range(SHINGLE)), strict=False))
    flat = [token for line in found for token in line]
    owner = np.repeat(np.arange(len(found)), [len(line) for line in found])
    covered = np.zeros(len(flat), bool)
    for at, shingle in enumerate(zip(*(flat[i:] for i in range(SHINGLE)), strict=False)):
        if shingle in known:
            covered[at : at + SHINGLE] = True
    sizes = np.bincount(owner, minlength=len(found))
    shares: Numbers = np.bincount(owner, weights=covered, minlength=len(found)) / np.maximum(sizes, 1)
    return shares


def _label_titles(
    found: list[list[str]], title: list[str], first: int, content: Numbers, weight: Numbers
) -> int | None:
    """The last copy of the title above the body, which is the headline; no copy counts for anything yet."""
    copies = [i for i, line in enumerate(found) if title and line == title and content[i] < 0.5]
    weight[copies] = 0.0
    above = [i for i in copies if i < first and first - i < _HEADLINE_REACH]
    return above[-1] if above else None


def true_body(row: Row, evidence: NDArray[np.uint8]) -> Page:
    """The true body as a page of its own, all of it main content."""
    lines = tuple(row.gold.splitlines())
    counts = np.array([len(tokens(line)) for line in lines], float)
    return Page(lines, np.ones(len(lines)), weigh(counts, counts), row.group, "body", "body", evidence, 2.0)
