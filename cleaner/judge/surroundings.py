"""A text as its judge sees it: which of its lines are claimed, and what the others look like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cached_property

from cleaner.find.claims import Claim
from cleaner.find.wording import is_of_wording
from cleaner.judge.figures import rows_of_figures
from cleaner.layout.frame import inside
from cleaner.layout.plain import SHORTEST_PAGE, is_plain
from cleaner.text.fold import fold
from cleaner.text.late import late
from cleaner.text.lines import Document
from cleaner.text.prose import ends_sentence, is_prose, is_statement, trails_off

_LISTED = late(r"\s*(?:[•▪·●‣◦■]|[*+–-] |\d{1,2}[.)] )")
_NUMBER = late(r"\d+")
#: A line shorter than this, in code points, may be repeated for good reasons.
_LONG_ENOUGH = 16
#: What stands for a line of which only folding tells how much is left of it.
_UNSURE = -1


class Page:
    """A document with the best whole-line claim for each line that has one, and the lines that stay whatever happens.

    A place is a line's number among those that are not blank.
    """

    def __init__(self, document: Document, claimed: Mapping[int, Claim], kept: frozenset[int]) -> None:
        self.document = document
        self.claimed = claimed
        self.kept = kept
        self.filled = [line for line, blank in enumerate(document.blank) if not blank]
        self.place = {line: place for place, line in enumerate(self.filled)}

    def runs(self) -> Iterator[list[int]]:
        """The claimed lines, in runs between which a line without a claim stands."""
        run: list[int] = []
        for line in sorted(self.claimed):
            if run and self.place[line] != self.place[run[-1]] + 1:
                yield run
                run = []
            run.append(line)
        if run:
            yield run

    def is_prose(self, line: int) -> bool:
        """Whether a line looks like a paragraph of an article, or is to be kept like one."""
        return line in self.kept or is_prose(self.document.bodies[line])

    @cached_property
    def is_plain(self) -> bool:
        """Whether the text is shorter than a page, or laid out like an article and nothing else."""
        return len(self.filled) <= SHORTEST_PAGE or is_plain(self.document.text)

    @cached_property
    def own(self) -> frozenset[int]:
        """The lines that are the article's own, however they are worded: rows of figures, what stands in an archive's
        frame. What a rule knows is none."""
        known = {line for line, claim in self.claimed.items() if not is_of_wording(claim.rule)}
        return rows_of_figures(self.document, known).union(inside(self.document.bodies))

    @cached_property
    def first_prose(self) -> int:
        """The place of the first unclaimed line of prose; how many places there are if there is none."""
        for place, line in enumerate(self.filled):
            if line not in self.claimed and self.is_prose(line):
                return place
        return len(self.filled)

    @cached_property
    def last_prose(self) -> int:
        """The place of the last unclaimed line of prose; -1 if there is none."""
        for place in range(len(self.filled) - 1, -1, -1):
            if self.filled[place] not in self.claimed and self.is_prose(self.filled[place]):
                return place
        return -1

    def end_of_article(self, gone: Container[int]) -> int:
        """Where the last line that is not among those `gone` ends, without the white space after it; else -1."""
        last = next((line for line in reversed(self.filled) if line not in gone), None)
        if last is None:
            return -1
        return self.document.starts[last] + len(self.document.bodies[last].rstrip())

    def is_repeated(self, line: int) -> bool:
        """Whether a line stands more than once, and is more than a word or a date, which tables and lists repeat."""
        body = self.document.bodies[line]
        if (len(body) < _LONG_ENOUGH and "…" not in body) or self.is_listed(line):  # folding makes three dots of one
            return False
        words = fold(body)
        is_text = len(words) >= _LONG_ENOUGH and sum(map(str.isalpha, words)) > len(words) / 2
        return is_text and self._repeats.count(words) > 1

    @cached_property
    def _repeats(self) -> _Repeats:
        return _Repeats(body for body in self.document.bodies if len(body) >= _LONG_ENOUGH or "…" in body)

    def is_sentence(self, line: int) -> bool:
        """Whether a line ends like a sentence, and is no item of a list."""
        body = self.document.bodies[line]
        return ends_sentence(body) and not trails_off(body) and not self.is_listed(line)

    def is_statement(self, line: int) -> bool:
        """Whether a line ends with a full stop, as headlines do not, although they may ask or cry out."""
        return is_statement(self.document.bodies[line]) and not self.is_listed(line)

    def is_listed(self, line: int) -> bool:
        """Whether a line bears the mark of a list item: a bullet or a number."""
        return bool(self.mark(line))

    def mark(self, line: int) -> str:
        """The mark of a list item, "0." or "0)" for every number; empty if the line bears none."""
        found = _LISTED.match(self.document.bodies[line])
        return _NUMBER.sub("0", found[0].strip()) if found else ""

    def is_first_item(self, line: int) -> bool:
        """Whether a line is the item number one of a list."""
        return self.mark(line)[:1] == "0" and self.document.bodies[line].lstrip()[:2] in ("1.", "1)")

    def is_new_block(self, place: int) -> bool:
        """Whether a blank line stands before the line at `place`."""
        return place > 0 and self.filled[place] != self.filled[place - 1] + 1


class _Repeats:
    """How often each folded line stands among lines. Only those are folded that may be what is asked for."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines: dict[int, list[str]] = {}
        self._folded: dict[int, Counter[str]] = {}
        for line in lines:
            self._lines.setdefault(_weight(line), []).append(line)

    def count(self, words: str) -> int:
        """How many of the lines are these words when they are folded."""
        return sum(self._of(weight)[words] for weight in {_weight(words), _UNSURE})

    def _of(self, weight: int) -> Counter[str]:
        """The folded lines of one weight, counted."""
        if weight not in self._folded:
            self._folded[weight] = Counter(map(fold, self._lines.get(weight, ())))
        return self._folded[weight]


def _weight(line: str) -> int:
    """How many code points but spaces a line has when it is folded, where that can be told of the line as it is."""
    if "](" in line or "**" in line or not (line.isascii() or line.isprintable()):
        return _UNSURE
    return len(line) - line.count(" ") - line.count("\t") + 2 * line.count("…")
