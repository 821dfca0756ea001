"""Rules ready to be tried: their exact patterns, compiled when first needed, on one line at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from cleaner import codes
from cleaner.breaks import LONGEST_PART, parts, pieces
from cleaner.rules.rule import Category, Confidence, Keep, Rule, Unit
from cleaner.text.fold import View
from cleaner.text.notices import notice_end
from cleaner.text.speech import reports_speech

if TYPE_CHECKING:
    from typing import TypeAlias

    import regex

    Compiled: TypeAlias = "re.Pattern[str] | regex.Pattern[str] | Timed"

#: A rule whose pattern can match no more than this says a word, not a prompt: it is not looked for in glued lines.
_NARROW = 36
#: A label stands in so many code points before its colon.
_LONGEST_LABEL = 30
#: In a line of so many code points a pattern is given as much time again.
_PATIENT = 100_000
#: How much is looked at on either side of a part of a very long line, in code points.
_AROUND = 200
#: How long, in seconds, a pattern may take on one line where it may take ages; a rule that takes longer is left out.
PATIENCE = 1.0


class Match(NamedTuple):
    """Where a rule matches a line, in code points of its body; `is_whole` tells whether nothing else stands there."""

    rule: Rule
    start: int
    end: int
    is_whole: bool


class Tired(Exception):
    """A rule's pattern took too long on a line. `rule` is the rule's id."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class Timed:
    """A pattern of a rule which may take only so long: Tired is raised where it takes longer."""

    def __init__(self, pattern: regex.Pattern[str], rule: str) -> None:
        self._pattern, self._rule = pattern, rule

    def fullmatch(self, text: str) -> regex.Match[str] | None:
        try:
            return self._pattern.fullmatch(text, timeout=PATIENCE)
        except TimeoutError:
            raise Tired(self._rule) from None

    def search(self, text: str) -> regex.Match[str] | None:
        try:
            return self._pattern.search(text, timeout=PATIENCE)
        except TimeoutError:
            raise Tired(self._rule) from None

    def finditer(self, text: str) -> list[regex.Match[str]]:
        try:
            return list(self._pattern.finditer(text, timeout=PATIENCE))
        except TimeoutError:
            raise Tired(self._rule) from None


def compiled(pattern: str, of: Rule | Keep | None = None) -> Compiled:
    """The compiled pattern. That of a foreign rule or keep is timed, and so is one of ours that may take ages."""
    if of is None:
        return codes.compiled(pattern)
    if of.is_foreign:
        import regex

        return Timed(regex.compile(pattern), of.id)
    made = codes.compiled(pattern)
    return made if isinstance(made, re.Pattern) else Timed(made, of.id)


class Ready:
    """A rule ready to be tried."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.is_inline = rule.unit is Unit.INLINE
        self.is_notice = rule.category is Category.LEGAL and not self.is_inline
        self.is_for_glued = rule.confidence is Confidence.CERTAIN and rule.width >= _NARROW
        self.reach = rule.reach
        self._is_cased = rule.case

    @cached_property
    def _pattern(self) -> Compiled:
        return compiled(self.rule.pattern, self.rule)

    @cached_property
    def _guard(self) -> Compiled | None:
        return None if self.rule.unless is None else compiled(self.rule.unless, self.rule)

    def matches(self, view: View) -> bool:
        """Whether it matches a whole line, decoration aside."""
        if len(view.line) > self.reach:
            return False
        core = (view.shown_core if self._is_cased else view.core).text
        return (
            self._pattern.fullmatch(core) is not None
            and (bool(self.rule.needles) or is_announced(self.rule, view))
            and not (reports_speech(view.text) and not self._is_label(view))
            and not self.is_guarded(view)
        )

    def on_notice(self, view: View) -> Match | None:
        """Its match on the notice that a line begins with, where something else follows on the line; None where it
        matches nothing, and where the line is all notice."""
        core = view.shown_core
        end = core.start + notice_end(core.text)
        if end == core.start + len(core.text) or self.is_guarded(view):
            return None
        if not self.matches(View(view.shown[core.start : end])):
            return None
        while view.text[end].isspace():
            end += 1
        return Match(self.rule, view.source(core.start), view.source(end - 1) + 1, False)

    def is_guarded(self, view: View) -> bool:
        """Whether its guard (`unless`) keeps it from a line."""
        return self._guard is not None and self._guard.search(view.shown if self._is_cased else view.text) is not None

    def _is_label(self, view: View) -> bool:
        """Whether a line is a label before a headline, which may tell who said what ("Read more: We won, he says")."""
        return self.rule.category is Category.RELATED and ":" in view.text[:_LONGEST_LABEL]

    def inside(self, view: View, body: str, offset: int = 0) -> Iterator[Match]:
        """Its matches inside a line, or inside a part of it that starts at `offset`."""
        if not (self.rule.needles or is_announced(self.rule, view)):
            return
        text = view.shown if self._is_cased else view.text
        found = list(self._spans(text))
        if not found or self.is_guarded(view):
            return
        for start, end in found:
            if start == end:
                continue
            while start > 0 and text[start - 1].isspace():
                start -= 1
            if start == 0:
                while end < len(text) and text[end].isspace():
                    end += 1
            first, after = offset + view.source(start), offset + view.source(end - 1) + 1
            is_whole = _is_blank(body, range(first)) and _is_blank(body, range(len(body) - 1, after - 1, -1))
            yield Match(self.rule, 0, len(body), True) if is_whole else Match(self.rule, first, after, False)

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it matches a text. What goes at the end may uncover more: all is found, lest each take a round."""
        found = [match.span() for match in self._pattern.finditer(text)]
        yield from found
        while self.rule.pattern.endswith("$") and found and found[-1][1] == len(text):
            text = text[: found[-1][0]].rstrip()
            found = [match.span() for match in self._pattern.finditer(text) if match.end() == len(text)]
            yield from found

    def on_piece(self, view: View, places: Sequence[tuple[int, int]]) -> Match | None:
        """Its match on a piece of a line, where a prompt is glued to a sentence."""
        for start, end in places:
            if self.matches(View(view.shown[start:end])):
                return Match(self.rule, view.source(start), view.source(end - 1) + 1, False)
        return None


def on_line(body: str, rules: Iterable[Ready], is_seamed: bool, view: View | None = None) -> tuple[Match, ...]:
    """The matches of rules on a line. `view` is the line folded, if it was."""
    if len(body) > LONGEST_PART:
        return _in_parts(body, [rule for rule in rules if rule.is_inline])
    if not is_seamed:
        length = len(body)
        rules = [rule for rule in rules if rule.is_inline or length <= rule.reach]
        if not rules:
            return ()
    view = view or View(body)
    glued = pieces(view) if is_seamed else []
    matches: list[Match] = []
    for rule in rules:
        if rule.is_inline:
            matches += rule.inside(view, body)
        elif rule.is_notice and (match := rule.on_notice(view)):
            matches.append(match)
        elif rule.matches(view):
            matches.append(Match(rule.rule, 0, len(body), True))
        elif glued and rule.is_for_glued and (match := rule.on_piece(view, glued)):
            matches.append(match)
    return tuple(matches)


def _in_parts(body: str, rules: Sequence[Ready]) -> tuple[Match, ...]:
    """The matches of inline rules in a very long line, part by part so that the cost grows with its length.

    A part is looked at with what stands round it, so that it does not matter where it ends.
    """
    found: list[Match] = []
    patience = {rule.rule.id: PATIENCE * (1 + len(body) / _PATIENT) for rule in rules}
    for start, text in parts(body) if rules else ():
        end = start + len(text)
        low, high = max(0, start - _AROUND), min(len(body), end + _AROUND)
        view = View(body[low:high])
        for rule in rules:
            begun = perf_counter()
            found += (
                match
                for match in rule.inside(view, body, low)
                if start <= match.start < end
                and (low == 0 or match.start > low)
                and (high == len(body) or match.end < high)
            )
            patience[rule.rule.id] -= perf_counter() - begun
            if patience[rule.rule.id] < 0:
                raise Tired(rule.rule.id)
    return tuple(found)


def _is_blank(body: str, places: range) -> bool:
    """Whether nothing but white space stands at places of a line, which are looked at in their order."""
    return all(body[place].isspace() for place in places)


def is_announced(rule: Rule, view: View) -> bool:
    """Whether a line holds one of the literals of a rule, or its shape: what the candidate pass looks for."""
    if rule.shape is not None:
        return _shape(rule.shape).search(view.line.encode("utf-8", "surrogatepass")) is not None
    return any(literal in view.text for literal in rule.any_of)


@cache
def _shape(shape: str) -> re.Pattern[bytes]:
    return re.compile(shape.encode(), re.DOTALL)
