"""How good the cleaner is on pages whose true body is known: precision, recall and F1, by kind of page.

The measure is that of the article-extraction-benchmark (K. Lopuhin and others, 2020): texts are bags of shingles of
four words; precision and recall are averaged over pages, and F1 is made of the two averages. The title does not count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from cleaner.engine.cleaner import Cleaner
from cleaner.errors import UsageError
from cleaner.report.result import Result
from cleaner.text.shingles import SIZE, WORD, shingles, shingles_of

_WORD_OR_BREAK = re.compile(r"\w+|\n")


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
        words = WORD.findall(title)
        text = "\n".join(line for line in text.split("\n") if WORD.findall(line) != words)
    found, true = shingles(text), shingles(body)
    right = sum((found & true).values())
    return Score(right, sum(found.values()) - right, sum(true.values()) - right)


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
    def loss(self) -> float:
        """How far F1 stays behind the best that the scraped text allowed: all of the body that is in it, and no more.

        It is the cleaner's own loss: what an extractor left out of the page does not count.
        """
        recall = self.before.recall or 0.0
        return 2 * recall / (recall + 1) - self.after.f1

    @property
    def has_lost_content(self) -> bool:
        """Whether cleaning took shingles of the true body that were there before."""
        return self.after.missing > self.before.missing

    @property
    def lost(self) -> list[str]:
        """Removed parts that stand in the true body."""
        body = " ".join(WORD.findall(self.page.body))
        parts = (removal.text.strip() for removal in self.result.removals)
        return [part for part in parts if (words := " ".join(WORD.findall(part))) and f" {words} " in f" {body} "]

    @property
    def left(self) -> list[str]:
        """Lines of the cleaned text that are not in the true body."""
        body = " ".join(WORD.findall(self.page.body))
        lines = (line.strip() for line in self.result.text.splitlines())
        return [line for line in lines if (words := " ".join(WORD.findall(line))) and words not in body]


def outcomes(pages: Iterable[Page], cleaner: Cleaner) -> Iterator[Outcome]:
    """Each page cleaned and scored, in order."""
    batch = list(pages)
    for page, result in zip(batch, cleaner.clean_many(page.raw for page in batch), strict=True):
        yield Outcome(page, score(page.raw, page.body, page.title), score(result.text, page.body, page.title), result)


class Mark(StrEnum):
    """What became of a part of a page, and whether that was right."""

    KEPT = "kept"  #: main content that stayed
    REMOVED = "removed"  #: boilerplate that went
    MISSED = "missed"  #: boilerplate that stayed
    LOST = "lost"  #: main content that went


class Part(NamedTuple):
    """A part of a page's text, its mark, and the rule that took it, if one did."""

    text: str
    mark: Mark
    rule: str = ""


def parts(outcome: Outcome) -> list[Part]:
    r"""The scraped text of a page (its encoding repaired) in parts, each marked; they join up to the whole.

    Words are judged as the measure does it, by shingles: what stayed is missed boilerplate where no shingle of the
    cleaned text that holds it stands in the true body; what went is lost content where a shingle that holds it is one
    that the cleaned text lacks. A line of few words also counts as content where the body has it as a line, and the
    title always does.

    >>> body = "The council met on Tuesday."
    >>> page = Page("1", f"Bridge news\n{body}\n3 articles left", body)
    >>> [(part.mark.value, part.text) for part in parts(next(outcomes([page], Cleaner())))]
    [('missed', 'Bridge news\n'), ('kept', 'The council met on Tuesday.\n'), ('removed', '3 articles left')]
    """
    pieces = list(_pieces(outcome.result))
    words = list(_words(pieces))
    judged: list[list[tuple[int, bool]]] = [[] for _ in pieces]
    for word, is_content in zip(words, _is_content(outcome, words), strict=True):
        judged[word.piece].append((word.start, is_content))
    found: list[Part] = []
    for piece, some in zip(pieces, judged, strict=True):
        found += _parts_of(piece, some)
    return found


class _Piece(NamedTuple):
    """A piece of a page's text that stayed, or went by one rule."""

    text: str
    rule: str = ""

    @property
    def is_gone(self) -> bool:
        return bool(self.rule)


class _Word(NamedTuple):
    """A word of a page's text: where it starts in its piece, the number of the piece and of the line, its fate."""

    text: str
    start: int
    piece: int
    line: int
    is_gone: bool


def _pieces(result: Result) -> Iterator[_Piece]:
    """The source with its encoding repaired, piece by piece."""
    source, at = result.restore(), 0
    edits = [(one.span, _Piece(one.text, one.rule)) for one in result.removals]
    edits += [(one.span, _Piece(one.after)) for one in result.repairs]
    for span, piece in sorted(edits):
        yield _Piece(source[at : span.start])
        yield piece
        at = span.end
    yield _Piece(source[at:])


def _words(pieces: Iterable[_Piece]) -> Iterator[_Word]:
    line = 0
    for number, piece in enumerate(pieces):
        for found in _WORD_OR_BREAK.finditer(piece.text):
            if found.group() == "\n":
                line += 1
            else:
                yield _Word(found.group(), found.start(), number, line, piece.is_gone)


def _is_content(outcome: Outcome, words: Sequence[_Word]) -> list[bool]:
    """For each word, whether it belongs to the true body; one that went, whether the cleaned text now lacks it."""
    body, cleaned = outcome.page.body, outcome.result.text
    is_content = _covered([word.text for word in words], shingles(body) - shingles(cleaned))
    stayed = [i for i, word in enumerate(words) if not word.is_gone]
    for i, is_known in zip(stayed, _covered([words[i].text for i in stayed], shingles(body)), strict=True):
        is_content[i] = is_known
    known, present = _short_lines(body), _short_lines(cleaned)
    title = tuple(WORD.findall(outcome.page.title))
    for _, some in groupby(range(len(words)), lambda i: words[i].line):
        of_line = list(some)
        spelled, is_gone = tuple(words[i].text for i in of_line), words[of_line[0]].is_gone
        if (spelled in known and not (is_gone and spelled in present)) or (spelled == title and not is_gone):
            for i in of_line:
                is_content[i] = True
    return is_content


def _covered(words: Sequence[str], known: Counter[tuple[str, ...]]) -> list[bool]:
    """For each word, whether a shingle that holds it is among the `known`."""
    covered = [False] * len(words)
    for i, shingle in enumerate(shingles_of(words)):
        if shingle in known:
            covered[i : i + len(shingle)] = [True] * len(shingle)
    return covered


def _short_lines(text: str) -> set[tuple[str, ...]]:
    """The words of the lines that are shorter than a shingle."""
    lines = (tuple(WORD.findall(line)) for line in text.split("\n"))
    return {line for line in lines if 0 < len(line) < SIZE}


def _parts_of(piece: _Piece, words: Sequence[tuple[int, bool]]) -> Iterator[Part]:
    """A piece cut where the judgement of its words changes.

    What stands between words goes with the one before, up to the end of the line. A piece without words is as it
    should be.
    """
    changes = [
        (piece.text.rfind("\n", last, start) + 1 or start, is_content)
        for (last, before), (start, is_content) in pairwise(words)
        if before != is_content
    ]
    first = words[0][1] if words else not piece.is_gone
    starts = [(0, first), *changes, (len(piece.text), first)]
    for (start, is_content), (end, _) in pairwise(starts):
        if end > start:
            yield Part(piece.text[start:end], _MARKS[piece.is_gone, is_content], piece.rule)


#: By whether it went, and whether it is content.
_MARKS = {
    (False, True): Mark.KEPT,
    (True, False): Mark.REMOVED,
    (False, False): Mark.MISSED,
    (True, True): Mark.LOST,
}
