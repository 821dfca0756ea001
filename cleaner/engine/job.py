"""Texts on their way through the engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner.judge.cut import Cut, also_without, on_source, without
from cleaner.match import Looked
from cleaner.report.damage import Damage
from cleaner.report.result import Removal, Result
from cleaner.rules.rule import DamageKind
from cleaner.text.encoding import Repair
from cleaner.text.lines import Document
from cleaner.text.prose import ink
from cleaner.text.spans import Span

#: How the ids of the line model and of site profiles begin.
_WITHOUT_PHRASES = ("layout.", "sites.")


class Job:
    """A text on its way: what it was, what it is now, and what was done to it.

    `cuts` are in code points of the repaired text.
    """

    __slots__ = ("abstained", "cuts", "document", "looked", "overreach", "repaired", "repairs", "source", "tired")

    looked: Looked

    def __init__(self, document: Document) -> None:
        self.source = self.repaired = document.text
        self.document = document
        self.repairs: tuple[Repair, ...] = ()
        self.cuts: list[Cut] = []
        self.abstained = ""
        self.overreach = ""  # why the site's profile was left out of the last round
        self.tired: set[str] = set()

    @property
    def text(self) -> str:
        """The text as it is now."""
        return self.document.text

    @property
    def has_matches(self) -> bool:
        """Whether any rule matches anything in the text."""
        return bool(self.looked.lines or self.looked.pairs)

    def replace_text(self, text: str) -> None:
        """Goes on with another text in the place of the one there was."""
        self.document = Document(text, self.document.language, self.document.url)

    def cut(self, found: list[Cut]) -> None:
        """Takes more out of the text; `found` is in code points of the text as it is."""
        self.cuts = also_without(self.cuts, found) if self.cuts else found
        self.replace_text(without(self.repaired, [cut.span for cut in self.cuts]))

    @property
    def left_undone(self) -> str:
        """What was left out of the cleaning of this text, and why; empty if nothing was."""
        slow = (f"rule {rule} took too long on this text: it was left out" for rule in sorted(self.tired))
        return "; ".join(filter(None, [self.abstained, self.overreach, *slow]))

    def start_over(self, why: str) -> None:
        """Puts back all that was cut, for another start without the line model or a slow rule; `why` is reported."""
        self.cuts, self.abstained = [], why
        self.replace_text(self.repaired)

    def result(self, fingerprint: str) -> Result:
        """The Result for the text as it is now."""
        if not self.cuts and not self.repairs:
            return Result(self.source, abstained=self.left_undone, fingerprint=fingerprint)
        found, standing = on_source(self.cuts, self.repairs)
        removals = tuple(_removal(self.source, cut) for cut in found)
        marks = tuple(_marks(self.source, found))
        return Result(self.text, removals, tuple(standing), marks, self.left_undone, fingerprint)


def _removal(source: str, cut: Cut) -> Removal:
    verdict = cut.verdict
    rule = verdict.rule
    reason = f"{rule.reason}; {verdict.support}" if verdict.support else rule.reason
    return Removal(cut.span, cut.span.of(source), rule.category, rule.id, reason, rule.confidence, verdict.also)


def _marks(source: str, found: Sequence[Cut]) -> Iterator[Damage]:
    """What the removals show about the text; one cut-off, where nothing of the article follows."""
    if _is_emptied(source, found):
        yield Damage(Span(0, len(source)), DamageKind.EMPTIED, "most of what no phrase names went")
    kept_until = _end_of_kept(source, found)
    is_told = False
    for cut in found:
        rule = cut.verdict.rule
        if rule.damage is DamageKind.CUT_OFF:
            if is_told or cut.span.end <= kept_until:
                continue
            is_told = True
        if rule.damage:
            yield Damage(cut.span, rule.damage, rule.reason)


def _is_emptied(source: str, found: Sequence[Cut]) -> bool:
    """Whether more than half of what no phrase names went: along with lines above it, by the line model, or by what is
    known of a site."""
    verdicts = {id(cut.verdict): cut.verdict for cut in found}
    gone = sum(verdict.nameless for verdict in verdicts.values())
    ways = {True: 0, False: 0}
    for cut in found:
        ways[cut.verdict.rule.id.startswith(_WITHOUT_PHRASES)] += ink(cut.span.of(source))
    named = ways[False] - gone
    gone += ways[True]
    return gone > 0 and 2 * gone > ink(source) - named


def _end_of_kept(source: str, found: Sequence[Cut]) -> int:
    """Where the last thing that stays ends in the source, white space aside."""
    end = len(source)
    for cut in reversed(found):
        if source[cut.span.end : end].strip():
            break
        end = cut.span.start
    return end
