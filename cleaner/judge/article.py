"""What the article of a page looks like, by the lines that no rule claims: what is to go along without a phrase of its
own must look otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from itertools import islice

from cleaner.judge.surroundings import Page
from cleaner.text.prose import is_paragraph, last_sign, size_of


class Article:
    """The unclaimed lines of a page, by their sizes in bytes of UTF-8 and by what they end with."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._lost: set[int] = set()
        self._lost_size = self._followed = 0
        self._left: dict[int, int] = {}  # what stays of the prose, and of the short lines

    @cached_property
    def _prose(self) -> dict[int, int]:
        """The size of each unclaimed line of prose."""
        page = self._page
        lines = (line for line in page.filled[page.first_prose : page.last_prose + 1] if line not in page.claimed)
        return {line: size_of(page.document.bodies[line]) for line in lines if page.is_prose(line)}

    @cached_property
    def _sign(self) -> str:
        """What most of the prose ends with."""
        signs = Counter[str]()
        for line, size in self._prose.items():
            signs[last_sign(self._page.document.bodies[line])] += size
        return max(signs, key=lambda sign: (signs[sign], sign), default="")

    @cached_property
    def _short(self) -> dict[int, int]:
        """The size of each unclaimed line among the prose that could stand in a list of teasers."""
        page = self._page
        lines = (line for line in page.filled[page.first_prose : page.last_prose + 1] if line not in page.claimed)
        return {line: size_of(page.document.bodies[line]) for line in lines if self.is_unlike(line)}

    def is_unlike(self, line: int) -> bool:
        """Whether a line could stand in a list of teasers or in a prompt: it is no prose, states nothing, and does not
        end as most of the article's paragraphs do, be it with a stop, a signature or nothing at all."""
        page = self._page
        if page.is_prose(line) or is_paragraph(page.document.bodies[line]) or page.is_statement(line):
            return False
        if page.is_listed(line):
            return True
        return last_sign(page.document.bodies[line]) != self._sign

    def spares(self, taken: Iterable[int], gone: Collection[int]) -> bool:
        """Whether the article is something else than the lines `taken` along: it has prose, more of it than of short
        lines, and what stays of it is more than what is taken of what no rule knows. Lines that are `gone` already
        count as taken."""
        page = self._page
        self._follow(gone)
        more = {line for line in taken if line not in page.claimed and line not in self._lost}
        if not more and not self._lost:
            return True
        prose = self._left_of(self._prose, more)
        short = self._left_of(self._short, more)
        size = sum(self._sizes[line] for line in more)
        lost = self._lost_size + size
        return 2 * prose > short and self._all - lost > lost

    def _left_of(self, sizes: Mapping[int, int], more: Iterable[int]) -> int:
        """How much of some lines stays when `more` go with those that are lost."""
        kind = id(sizes)
        if kind not in self._left:
            self._left[kind] = sum(size for line, size in sizes.items() if line not in self._lost)
        return self._left[kind] - sum(sizes.get(line, 0) for line in more)

    @cached_property
    def _sizes(self) -> dict[int, int]:
        """The size of each line with text that no rule claims."""
        page = self._page
        return {line: size_of(page.document.bodies[line]) for line in page.filled if line not in page.claimed}

    @cached_property
    def _all(self) -> int:
        return sum(self._sizes.values())

    def _follow(self, gone: Collection[int]) -> None:
        """Takes note of lines that are gone since it was asked last; those gone before are gone still."""
        for line in islice(gone, self._followed, None):
            if line in self._sizes and line not in self._lost:
                self._lost.add(line)
                self._lost_size += self._sizes[line]
                for sizes in (self._prose, self._short):
                    if id(sizes) in self._left:
                        self._left[id(sizes)] -= sizes.get(line, 0)
        self._followed = len(gone)
