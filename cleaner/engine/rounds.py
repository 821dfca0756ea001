"""One text on its way: find, judge, cut, in rounds until nothing more goes, as functions from state to state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cleaner.find.claims import Claim
from cleaner.find.matcher import Matcher, Seen
from cleaner.find.wording import Wording
from cleaner.judge.cut import Cut, also_without, cuts, without
from cleaner.judge.objections import upheld
from cleaner.judge.policy import Policy
from cleaner.judge.remains import unless_all
from cleaner.judge.rest import completed
from cleaner.judge.support import Verdict, judge, spared
from cleaner.judge.weigh import ModelFile, is_judged, load, weigh
from cleaner.rules.rule import Confidence
from cleaner.text.encoding import Repair, looks_ill, repaired, repairs
from cleaner.text.lines import Document

if TYPE_CHECKING:
    from cleaner.find.sites import SiteProfiles

#: A text that still changes after so many rounds is left as it was.
_MOST_ROUNDS = 32
#: Rules and line model together get so many rounds; a text that they do not settle in is left to the rules.
_MOST_MODEL_ROUNDS = 6
#: So many lines the line model judges in all the rounds of a text; it takes two rounds to see that a text has settled.
_MOST_LINES, _FEWEST_ROUNDS = 120_000, 2
_RESTLESS = "the rules did not settle: the text was left as it was"
_UNSETTLED = "the line model did not settle: it was left out"


@dataclass(frozen=True, slots=True)
class Means:
    """What texts are cleaned with: rules, policy, wording model and line model (None for none) and sites; `source` is
    what texts are."""

    matcher: Matcher
    policy: Policy
    wording: Wording | None
    model: ModelFile | None
    source: str
    sites: SiteProfiles | None


@dataclass(frozen=True, slots=True)
class State:
    """What a text was, what it is now, and what was done to it.

    `cuts` are in code points of the repaired text; `tired` are the ids of rules that took too long on it; `seen` is
    what is known of its lines and saves looking at them again.
    """

    source: str
    document: Document
    seen: Seen
    repairs: tuple[Repair, ...] = ()
    cuts: tuple[Cut, ...] = ()
    abstained: str = ""
    overreach: str = ""
    tired: frozenset[str] = frozenset()

    @property
    def repaired(self) -> str:
        """The source with its repairs made."""
        return repaired(self.source, self.repairs) if self.repairs else self.source

    @property
    def left_undone(self) -> str:
        """What was left out of the cleaning of this text, and why; empty if nothing was."""
        slow = (f"rule {rule} took too long on this text: it was left out" for rule in sorted(self.tired))
        return "; ".join(filter(None, [self.abstained, self.overreach, *slow]))


def begun(document: Document) -> State:
    """The state of a text that nothing was done to but repairs of its encoding."""
    text = document.text
    mended = repairs(text) if looks_ill(text) else ()
    state = State(text, document, Seen(), mended)
    return replace(state, document=document.with_text(state.repaired)) if mended else state


def settled(states: Sequence[State], means: Means) -> list[State]:
    """The states when nothing more goes from any text.

    A text that the line model does not settle in is left to the rules; what these leave is then cleaned as it would be
    if it came by itself, so that cleaning it again changes nothing.
    """
    found, restless = _after_rounds(states, means, _MOST_ROUNDS if means.model is None else _MOST_MODEL_ROUNDS)
    if restless and means.model is not None:
        by_rules = [_over_again(found[i], _UNSETTLED) for i in restless]
        by_rules, still = _after_rounds(by_rules, means, _MOST_ROUNDS)
        for place, state in zip(restless, by_rules, strict=True):
            found[place] = state
        restless_now = [restless[i] for i in still]
        tried = [place for place in restless if place not in restless_now and found[place].cuts]
        again, unsettled = _after_rounds(
            [replace(found[place], abstained="") for place in tried], means, _MOST_MODEL_ROUNDS
        )
        for i, place in enumerate(tried):
            if i not in unsettled:
                found[place] = again[i]
        restless = restless_now
    for place in restless:
        found[place] = _over_again(found[place], _RESTLESS)
    return found


def _after_rounds(states: Sequence[State], means: Means, rounds: int) -> tuple[list[State], list[int]]:
    """The states after so many rounds at most, and the places of those that had not settled by then.

    Where the line model judges a text of very many lines, there are fewer rounds, or none.
    """
    found = list(states)
    most = [_rounds_of(state, means, rounds) for state in found]
    pending = [place for place, allowed in enumerate(most) if allowed]
    restless = [place for place, allowed in enumerate(most) if not allowed]
    for done in range(1, rounds + 1):
        after = _round([found[place] for place in pending], means)
        changed = []
        for place, state in zip(pending, after, strict=True):
            if state is not found[place] and _has_changed(found[place], state):
                changed.append(place)
            found[place] = state
        restless += [place for place in changed if done >= most[place]]
        pending = [place for place in changed if done < most[place]]
        if not pending:
            break
    return found, sorted(restless)


def _has_changed(before: State, after: State) -> bool:
    return before.cuts != after.cuts or before.tired != after.tired


def _rounds_of(state: State, means: Means, rounds: int) -> int:
    """How many rounds a text is given: so many, unless the line model would look at too many lines."""
    lines = len(state.document.bodies)
    if state.abstained or lines * rounds <= _MOST_LINES or not _is_judged(state, means):
        return rounds
    found = _MOST_LINES // lines
    return found if found >= _FEWEST_ROUNDS else 0


def _is_judged(state: State, means: Means) -> bool:
    """Whether the line model looks at a text."""
    return means.model is not None and not state.abstained and is_judged(state.source, means.source)


def _round(states: Sequence[State], means: Means) -> list[State]:
    """The states after one round: what goes from each text is taken out."""
    looked = [_looked(state, means) for state in states]
    verdicts = [judge(state.document, claims, means.policy, kept) if claims else [] for state, claims, kept in looked]
    weighed = [place for place, (state, _, _) in enumerate(looked) if _is_judged(state, means)]
    if weighed:
        some = [looked[place] for place in weighed]
        both = weigh(
            load(means.model),
            means.source,
            [state.document for state, _, _ in some],
            [claims for _, claims, _ in some],
            [verdicts[place] for place in weighed],
            [spared(claims, means.policy, kept) for _, claims, kept in some],
            means.policy,
        )
        for place, its in zip(weighed, both, strict=True):
            verdicts[place] = its
    return [
        _cut(before, state, unless_all(state.document, its, means.policy))
        for before, (state, _, _), its in zip(states, looked, verdicts, strict=True)
    ]


def _looked(state: State, means: Means) -> tuple[State, list[Claim], frozenset[int]]:
    """The state with rules that took too long left out, the claims on its text, and the lines that stay."""
    tired = set(state.tired)
    claims = means.matcher.find(state.document, state.seen, tired)
    kept = means.matcher.kept_lines(state.document, tired)
    if means.wording is not None and means.policy.likely:
        claims = _with_wording(means.wording, state, claims, kept, is_thorough=means.policy.lone_likely)
    if claims:
        claims = completed(state.document, upheld(state.document, claims))
    if means.sites is not None:
        added = [claim for claim in means.sites.claims(state.document, claims) if claim.first not in kept]
        overreach = means.sites.overreach(state.document, added)
        if overreach != state.overreach:
            state = replace(state, overreach=overreach)
        if added and not overreach:
            claims = sorted([*claims, *added], key=lambda claim: (claim.span, claim.rule.id))
    return replace(state, tired=frozenset(tired)) if len(tired) > len(state.tired) else state, claims, kept


def _with_wording(
    wording: Wording, state: State, claims: list[Claim], kept: frozenset[int], *, is_thorough: bool
) -> list[Claim]:
    """The claims of the rules, and those of the wording model on lines that no rule claims for certain and nothing
    keeps."""
    claimed = {line for claim in claims for line in range(claim.first, claim.last + 1)}
    likely = [claim for claim in claims if claim.is_whole and claim.rule.confidence is Confidence.LIKELY]
    doubtful = {line: claim.rule.category for claim in likely for line in range(claim.first, claim.last + 1)}
    for claim in claims:
        if not claim.is_whole or claim.rule.confidence is Confidence.CERTAIN:
            for line in range(claim.first, claim.last + 1):
                doubtful.pop(line, None)
    heard = state.seen.heard
    added = wording.claims(state.document, claimed, kept, heard, doubtful=doubtful, is_thorough=is_thorough)
    return sorted([*claims, *added], key=lambda claim: (claim.span, claim.rule.id)) if added else claims


def _cut(before: State, state: State, verdicts: Sequence[Verdict]) -> State:
    """The state after verdicts were carried out. A text starts over without a rule that now took too long."""
    if before.cuts and state.tired != before.tired:
        return _over_again(state, state.abstained)
    found = cuts(state.document, verdicts) if verdicts else []
    if not found:
        return state
    every = tuple(also_without(state.cuts, found)) if state.cuts else tuple(found)
    return _with_cuts(state, every)


def _with_cuts(state: State, every: Iterable[Cut]) -> State:
    """The state of a text with these cuts, in code points of the repaired text, and no others."""
    some = tuple(every)
    return replace(state, cuts=some, document=state.document.with_text(without(state.repaired, [c.span for c in some])))


def _over_again(state: State, why: str) -> State:
    """The state with all that was cut put back, for another start without the line model or a slow rule; `why` is
    reported."""
    return replace(_with_cuts(state, ()), abstained=why)
