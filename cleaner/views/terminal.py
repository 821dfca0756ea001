"""A View on a terminal: the text as it was, what went struck out and coloured, and in the margin by which rule and why.

No character of the text reaches the terminal that could do more than stand there (see `cleaner.views.visible`).
Without colour, ⟦ and ⟧ stand around what went, as they do in the examples of rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from cleaner.errors import MissingExtra
from cleaner.report.result import Removal
from cleaner.rules.rule import CLOSE, OPEN, Category, Confidence
from cleaner.views.page import count, of, percent
from cleaner.views.view import Row, View
from cleaner.views.visible import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

#: The narrowest terminal that a view fits in, in columns; below the second figure notes stand under their lines.
NARROWEST, _NARROW = 30, 64
_NUMBER, _TAB = 7, 4
_LEAST_NOTE, _MOST_NOTE = 22, 40
_LIKELY = "(likely): the rule acts with support from its surroundings only; the others act alone."
_DAMAGE = "color(172)"
#: Colours of the 256 that stand out from white and from black; where there are fewer, the nearest are taken.
_COLOURS = {
    Category.PAYWALL: 167,
    Category.NEWSLETTER: 68,
    Category.CONSENT: 71,
    Category.SPONSORED: 172,
    Category.SHARE: 74,
    Category.RELATED: 134,
    Category.NAVIGATION: 37,
    Category.COMMENTS: 169,
    Category.MEDIA: 142,
    Category.ICON: 173,
    Category.CREDIT: 104,
    Category.METADATA: 72,
    Category.LEGAL: 131,
    Category.PROMO: 176,
    Category.TECHNICAL: 136,
    Category.AGGREGATOR: 67,
}


def lines(view: View, *, width: int, colour: bool = False, context: int | None = None) -> Iterator[str]:
    """The view in lines of at most `width` columns, each with its "\\n"; with ANSI colours if `colour`.

    With `context`, only so many lines are shown around each that something went from. Raises MissingExtra without
    rich.

    >>> from cleaner import clean
    >>> for line in lines(View.of(clean("You have 2 free articles left this month\\n"), "a.txt"), width=72):
    ...     print(line, end="")
    a.txt
    <BLANKLINE>
       1 - ⟦You have 2 free articles left this   │ paywall.en.articles-left
           month⟧                                │ counts the free articles
                                                 │ left this month, or names
                                                 │ the last one
    <BLANKLINE>
    Removed 41 of 41 characters (100%):
      ■ paywall           41 in 1 place
    """
    yield from _Printer(width, colour).printed(view, context)


class _Printer:
    """What turns rows into lines for a terminal of one width."""

    def __init__(self, width: int, colour: bool) -> None:
        try:
            from rich.console import Console
            from rich.text import Text
        except ImportError:
            raise MissingExtra("view", "rich") from None
        self.width, self.colour = width, colour
        self.note = 0 if width < _NARROW else max(_LEAST_NOTE, min(_MOST_NOTE, width * 7 // 20))
        self.text = width - _NUMBER - (self.note + 3 if self.note else 0)
        self.last: Removal | None = None
        self.make = Text
        self.console: Console = Console(
            file=StringIO(),
            width=width,
            force_terminal=colour,
            color_system="256" if colour else None,
            no_color=not colour,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )

    def printed(self, view: View, context: int | None) -> Iterator[str]:
        """All of a view: its name, its rows, and what went in all."""
        yield from map(self._line, self._wrapped(self.make(visible(view.name), style="bold"), self.width))
        yield "\n"
        for row in _chosen(view.rows, context):
            if isinstance(row, int):
                yield self._line(self.make(f"{'⋯':>{_NUMBER - 2}} {of(row, 'line')}", style="dim"))
            else:
                yield from self._row(row, view.result.removals)
        yield "\n"
        for text in self._totals(view):
            yield from map(self._line, self._wrapped(text, self.width))

    def _line(self, text: Text) -> str:
        with self.console.capture() as capture:
            self.console.print(text, no_wrap=True, crop=False, overflow="ignore", soft_wrap=True)
        return capture.get() if self.colour else capture.get().rstrip() + "\n"

    def _row(self, row: Row, removals: Sequence[Removal]) -> Iterator[str]:
        body = self._wrapped(self._body(row, removals), self.text)
        notes = [
            line for note in self._notes(row, removals) for line in self._wrapped(note, self.note or self.text - 2)
        ]
        head = self.make(f"{row.line or '':>{_NUMBER - 3}} {_sign(row)}"[:_NUMBER].ljust(_NUMBER), style="dim")
        blank = self.make(" " * _NUMBER)
        if not self.note:
            for place, line in enumerate([*body, *(self.make("  ").append_text(note) for note in notes)]):
                yield self._line(self.make.assemble(head if not place else blank, line))
            return
        for place in range(max(len(body), len(notes))):
            line = body[place] if place < len(body) else self.make("")
            parts = [head if not place else blank, line]
            if place < len(notes):
                pad = " " * max(0, self.text - line.cell_len)
                parts += [self.make(f"{pad} │ ", style="dim"), notes[place]]
            yield self._line(self.make.assemble(*parts))

    def _wrapped(self, text: Text, width: int) -> list[Text]:
        """`text` in lines no wider than `width` columns; one empty line for an empty text."""
        text.expand_tabs(_TAB)
        found = list(text.wrap(self.console, width, overflow="fold"))
        return [line for line in found if line.plain] or [self.make("")]

    def _body(self, row: Row, removals: Sequence[Removal]) -> Text:
        text = self.make("")
        opened, closed = ("", "") if self.colour else (OPEN, CLOSE)
        for piece in row.pieces:
            if piece.removal is not None:
                style = f"strike {self._style(removals[piece.removal].category)}"
                text.append(f"{opened}{visible(piece.text)}{closed}", style)
            elif piece.repair:
                text.append(visible(piece.repair.after), "underline")
            else:
                text.append(visible(piece.text))
        return text

    def _notes(self, row: Row, removals: Sequence[Removal]) -> Iterator[Text]:
        for number in row.notes:
            removal = removals[number]
            yield from self._note(removal)
            self.last = removal
        if not row.notes and any(piece.removal is not None and piece.text.strip() for piece in row.pieces):
            yield self.make("…", "dim")  # the removal goes on from a line before
        for one in row.damage:
            yield self.make(f"! {one.kind.value}", f"bold {_DAMAGE}")
            if self.last is None or one.reason != self.last.reason:
                yield self.make(visible(one.reason))
        repairs = {piece.repair for piece in row.pieces if piece.repair}
        if repairs:
            yield self.make(f"encoding repaired in {of(len(repairs))}", "dim")

    def _note(self, removal: Removal) -> Iterator[Text]:
        style = f"bold {self._style(removal.category)}"
        last = self.last
        if last and (last.rule, last.reason, last.confidence) == (removal.rule, removal.reason, removal.confidence):
            yield self.make.assemble((removal.category.value, style), ", as above")
            return
        rule = visible(removal.rule)
        if rule.partition(".")[0] != removal.category:
            yield self.make(removal.category.value, style)
        yield self.make(_folded(rule, self.note or self.text), style)
        is_sure = removal.confidence is Confidence.CERTAIN
        yield self.make(visible(removal.reason) + ("" if is_sure else f" ({removal.confidence.value})"))

    def _style(self, category: Category) -> str:
        return f"color({_COLOURS[category]})"

    def _totals(self, view: View) -> Iterator[Text]:
        result = view.result
        if not result.removals:
            yield self.make(f"Nothing was removed from {of(result.source_length, 'character')}.")
        else:
            whole = f"{count(result.removed)} of {of(result.source_length, 'character')}"
            yield self.make(f"Removed {whole} ({percent(result.removed_fraction)}):", "bold")
        for share in view.shares:
            figures = f"{share.category.value:<11} {count(share.removed):>8} in {of(share.places)}"
            yield self.make.assemble("  ", ("■ ", self._style(share.category)), figures)
        if any(removal.confidence is Confidence.LIKELY for removal in result.removals):
            yield self.make(_LIKELY, "dim")
        if result.repairs:
            yield self.make(f"The encoding was repaired in {of(len(result.repairs))} (underlined).")
        for one in result.damage:
            yield self.make.assemble((f"! {one.kind.value}", f"bold {_DAMAGE}"), f": {visible(one.reason)}")
        if result.abstained:
            yield self.make(f"Left alone: {visible(result.abstained)}")


def _folded(rule: str, width: int) -> str:
    """A rule's id in lines no longer than `width`, parted after a hyphen or a dot where it can be."""
    if len(rule) <= width:
        return rule
    cut = max(rule.rfind("-", 0, width), rule.rfind(".", 0, width)) + 1 or width
    return f"{rule[:cut]}\n{_folded(rule[cut:], width)}"


def _sign(row: Row) -> str:
    """What became of a row, in one character: all of it went, a part, something is wrong with it, or nothing."""
    if row.is_gone:
        return "-" if not row.is_blank else ""
    if any(piece.removal is not None for piece in row.pieces):
        return "~"
    return "!" if row.damage else ""


def _chosen(rows: Sequence[Row], context: int | None) -> Iterator[Row | int]:
    """The rows to be shown; a number stands for so many that are not."""
    if context is None:
        yield from rows
        return
    near: set[int] = set()
    for place, row in enumerate(rows):
        if row.is_touched:
            near.update(range(place - context, place + context + 1))
    left_out = 0
    for place, row in enumerate(rows):
        if place not in near:
            left_out += 1
            continue
        if left_out:
            yield left_out
        left_out = 0
        yield row
    if left_out:
        yield left_out
