"""From the last state of a text to its Result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner.engine.rounds import State
from cleaner.judge.cut import Cut, on_source
from cleaner.report.damage import Damage
from cleaner.report.result import Removal, Result
from cleaner.rules.rule import DamageKind
from cleaner.text.prose import ink
from cleaner.text.spans import Span

#: How the ids of the line model, of the wording model and of site profiles begin.
_WITHOUT_PHRASES = ("layout.", "wording.", "sites.")


def result_of(state: State, fingerprint: str) -> Result:
    """The Result for a text as it is now."""
    if not state.cuts and not state.repairs:
        return Result(state.source, abstained=state.left_undone, fingerprint=fingerprint)
    found, standing = on_source(state.cuts, state.repairs)
    removals = tuple(_removal(state.source, cut) for cut in found)
    marks = tuple(_marks(state.source, found))
    return Result(state.document.text, removals, tuple(standing), marks, state.left_undone, fingerprint)


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
    """Whether more than half of what no phrase names went: along with lines above it, by a model, or by what is known
    of a site."""
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
