"""How good the cleaner is on pages whose true body is known: precision, recall and F1, by kind of page.

The measure is that of the article-extraction-benchmark (K. Lopuhin and others, 2020): texts are bags of shingles of
four words; precision and recall are averaged over pages, and F1 is made of the two averages. The title does not count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cleaner.engine import Cleaner
from cleaner.errors import UsageError
from cleaner.report import Result

_WORD = re.compile(r"\w+")
_SHINGLE = 4


class Score(NamedTuple):
    """Shingles of a text that are in the true body, that are not, and that the text lacks."""

    right: int
    wrong: int
    missing: int

    @property
    def precision(self) -> float | None:
        """The share of the text that belongs to the body; None for an empty text."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """The share of the body that is in the text; None for an empty body."""
        return self.right / (self.right + self.missing) if self.right + self.missing else None

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0.0 where either is none or zero."""
        precision, recall = self.precision or 0.0, self.recall or 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def score(text: str, body: str, title: str | None = None) -> Score:
    r"""How much of `text` is the true `body`; lines that are the `title` are left out.

    >>> score("One two three four five.\nShare", "One two three four five.")
    Score(right=2, wrong=1, missing=0)
    """
    if title:
        words = _WORD.findall(title)
        text = "\n".join(line for line in text.split("\n") if _WORD.findall(line) != words)
    found, true = _shingles(text), _shingles(body)
    right = sum((found & true).values())
    return Score(right, sum(found.values()) - right, sum(true.values()) - right)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1)))


class Average(NamedTuple):
    """Averages over pages."""

    precision: float
    recall: float
    pages: int

    @property
    def f1(self) -> float:
        """The harmonic mean of the averages."""
        return (
            2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0
        )


def average(scores: Sequence[Score]) -> Average:
    """The averages over pages; a page without text, or without a body, does not count where it has nothing to say."""
    precisions = [one.precision for one in scores if one.precision is not None]
    recalls = [one.recall for one in scores if one.recall is not None]
    return Average(_mean(precisions), _mean(recalls), len(scores))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page: what was scraped, its true body, and what is known of it. `track` is how it was scraped."""

    id: str
    raw: str
    body: str
    title: str = ""
    track: str = ""
    language: str = ""

    @classmethod
    def of(cls, row: dict[str, Any], number: int) -> Page:
        """The page of a row with `raw` and `gold`, and maybe id, title, extractor and lang. Raises UsageError."""
        raw, body = row.get("raw"), row.get("gold")
        if not isinstance(raw, str) or not isinstance(body, str):
            raise UsageError(f'row {number}: a page needs the texts "raw" and "gold"')
        known = {key: str(row.get(key) or "") for key in ("id", "title", "extractor", "lang")}
        return cls(known["id"] or str(number), raw, body, known["title"], known["extractor"], known["lang"])


@dataclass(frozen=True, slots=True)
class Outcome:
    """A page with its score before and after cleaning."""

    page: Page
    before: Score
    after: Score
    result: Result

    @property
    def lost(self) -> list[str]:
        """Removed parts that stand in the true body."""
        body = " ".join(_WORD.findall(self.page.body))
        parts = (removal.text.strip() for removal in self.result.removals)
        return [part for part in parts if (words := " ".join(_WORD.findall(part))) and f" {words} " in f" {body} "]

    @property
    def left(self) -> list[str]:
        """Lines of the cleaned text that are not in the true body."""
        body = " ".join(_WORD.findall(self.page.body))
        lines = (line.strip() for line in self.result.text.splitlines())
        return [line for line in lines if (words := " ".join(_WORD.findall(line))) and words not in body]


def outcomes(pages: Iterable[Page], cleaner: Cleaner) -> Iterator[Outcome]:
    """Each page cleaned and scored, in order."""
    batch = list(pages)
    for page, result in zip(batch, cleaner.clean_many(page.raw for page in batch), strict=True):
        yield Outcome(page, score(page.raw, page.body, page.title), score(result.text, page.body, page.title), result)
