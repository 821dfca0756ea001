"""One immutable text, cut into lines and blocks once.

Lines end where `str.splitlines` says so; a line owns its terminator, so the lines laid end to end are
the text again. A block is a run of lines that hold more than white space.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from cleaner.text.language import guessed, language_of_code
from cleaner.text.spans import Span

#: The characters that may end a line, "\r\n" counting as one.
TERMINATORS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its number, where it stands, and its body (the line without its terminator)."""

    index: int
    span: Span
    body: str

    @property
    def is_blank(self) -> bool:
        """Whether the line holds nothing but white space."""
        return not self.body or self.body.isspace()


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines with no blank line among them, `lines` giving the first and the last plus one."""

    index: int
    span: Span
    lines: range


@dataclass(frozen=True)
class Document:
    """A text with its lines and blocks, found when first asked for.

    `language` (a code such as "de") and `url` are what the caller knows of the text; both may be absent.

    >>> page = Document("Title\\n\\nFirst.\\nSecond.\\n")
    >>> [line.body for line in page.lines]
    ['Title', '', 'First.', 'Second.']
    >>> [block.lines for block in page.blocks]
    [range(0, 1), range(2, 4)]
    >>> page.line_at(8)
    2
    """

    text: str
    language: str | None = None
    url: str | None = None

    @cached_property
    def likely_language(self) -> str | None:
        """The language of the text as packs name it: what the caller says, else a guess; None where that is unclear."""
        return language_of_code(self.language) or guessed(self.text)

    @cached_property
    def bodies(self) -> list[str]:
        """The lines without their terminators."""
        return self.text.splitlines()

    @cached_property
    def raw_lines(self) -> list[str]:
        """The lines with their terminators."""
        return self.text.splitlines(keepends=True)

    @cached_property
    def starts(self) -> list[int]:
        """Where each line starts, in code points, and after the last the length of the text."""
        return list(accumulate(map(len, self.raw_lines), initial=0))

    @cached_property
    def blank(self) -> list[bool]:
        """For each line, whether it holds nothing but white space."""
        return [not body or body.isspace() for body in self.bodies]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line as an object. The engine works on the lists above and makes no object per line."""
        return tuple(Line(i, self.span_of(i, i + 1), self.body(i)) for i in range(len(self.raw_lines)))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The runs of lines that are not blank."""
        found: list[Block] = []
        first = None
        for i, is_blank in enumerate([*self.blank, True]):
            if is_blank and first is not None:
                found.append(Block(len(found), self.span_of(first, i), range(first, i)))
                first = None
            elif not is_blank and first is None:
                first = i
        return tuple(found)

    def body(self, line: int) -> str:
        """The line without its terminator."""
        return self.bodies[line]

    def span_of(self, first: int, after: int) -> Span:
        """The code points of the lines `first` up to, but not including, `after`."""
        return Span(self.starts[first], self.starts[after])

    def body_span(self, line: int) -> Span:
        """The code points of a line's body."""
        start = self.starts[line]
        return Span(start, start + len(self.body(line)))

    def line_at(self, offset: int) -> int:
        """The number of the line in which the code point at `offset` stands."""
        return min(bisect_right(self.starts, offset) - 1, len(self.raw_lines) - 1)
