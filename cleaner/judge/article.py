"""What the article of a page looks like, by the lines that no rule claims: what is to go along without a phrase of its
own must look otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from functools import cached_property

from cleaner.judge.surroundings import Page
from cleaner.text.prose import is_paragraph, last_sign, size_of


class Article:
    """The unclaimed lines of a page, by their sizes in bytes of UTF-8 and by what they end with."""

    def __init__(self, page: Page) -> None:
        self._page = page

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

    def spares(self, taken: Iterable[int], gone: Container[int]) -> bool:
        """Whether the article is something else than the lines `taken` along: it has prose, more of it than of short
        lines, and what stays of it is more than what is taken of what no rule knows. Lines that are `gone` already
        count as taken."""
        page = self._page
        lost = {line for line in taken if line not in page.claimed}
        lost |= {line for line in page.filled if line in gone and line not in page.claimed}
        if not lost:
            return True
        prose = sum(size for line, size in self._prose.items() if line not in lost)
        short = sum(size for line, size in self._short.items() if line not in lost)
        bodies = page.document.bodies
        left = sum(size_of(bodies[line]) for line in page.filled if line not in lost and line not in page.claimed)
        return 2 * prose > short and left > sum(size_of(bodies[line]) for line in lost)
