"""Which claims stand: certain ones alone, likely ones with support from their neighbours.

The idea of two stages, first each line by itself and then by its neighbours, is that of jusText (J. Pomikálek,
"Removing Boilerplate and Duplicate Content from Web Corpora", 2011).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from cleaner.find.claims import Claim
from cleaner.find.wording import is_of_wording
from cleaner.judge.labels import structure
from cleaner.judge.policy import Policy
from cleaner.judge.reach import Reason, grow
from cleaner.judge.surroundings import Page
from cleaner.rules.rule import Category, Confidence, Rule, Unit
from cleaner.text.fold import View
from cleaner.text.late import late
from cleaner.text.lines import Document
from cleaner.text.prose import ink, is_question
from cleaner.text.spans import Span

#: A run of this many likely lines supports itself.
_RUN = 3
#: A line of one word, of a script that parts words and no longer than this in code points, may be a subhead, unless its
#: rule is of these categories: nobody heads a paragraph "Advertisement".
_LONGEST_WORD = 40
_SPACED_SCRIPT = late(r"[a-z\u00df-\u1fff]+$")
_UNMISTAKABLE = (Category.SPONSORED, Category.TECHNICAL, Category.ICON)
#: How many lines a text may have before its first prose for a likely line there to stand at its head.
_HEAD_LINES = 12
#: Categories whose likely rules know labels, which articles have as well.
_LABELS = (Category.ICON, Category.NAVIGATION, Category.METADATA, Category.CREDIT)
_NARROWNESS = {unit: -width for width, unit in enumerate(Unit)}


class Verdict(NamedTuple):
    """A claim that stands: what goes, by which rule, supported by what (empty if the rule acts alone), and the ids of
    other rules that claimed the same. `first` and `last` are lines; `is_whole` tells whether they go whole; `nameless`
    is how many code points, white space aside, stand on those of them that no rule claims."""

    rule: Rule
    span: Span
    first: int
    last: int
    is_whole: bool
    support: str = ""
    also: tuple[str, ...] = ()
    nameless: int = 0


def judge(
    document: Document, claims: Sequence[Claim], policy: Policy, kept: frozenset[int] = frozenset()
) -> list[Verdict]:
    """The claims that stand under `policy`, sorted and disjoint; nothing reaches into or over the lines `kept`.

    Blank lines around removed ones are left to the cut.
    """
    allowed = [claim for claim in claims if policy.takes(claim.rule)]
    if not allowed:
        return []
    rivals = _by_line(claim for claim in allowed if claim.is_whole)
    best = {line: min(some, key=_rank) if len(some) > 1 else some[0] for line, some in rivals.items()}
    for line in structure(document, best):
        del best[line]
    page = Page(document, best, spared(claims, policy, kept))
    standing = _standing(page, policy, frozenset(line for line, some in rivals.items() if _is_seconded(some)))
    grow(page, standing)
    verdicts = [
        *_wholes(page, standing, rivals),
        *_parts([claim for claim in allowed if not claim.is_whole], page, standing, policy),
    ]
    return sorted(verdicts, key=lambda verdict: verdict.span)


def spared(claims: Sequence[Claim], policy: Policy, kept: frozenset[int]) -> frozenset[int]:
    """The lines that nothing may take along: those `kept`, and those that only rules of kept categories claim."""
    held = [claim for claim in claims if claim.is_whole and not policy.allows(claim.rule.category)]
    if not held:
        return kept
    allowed = _by_line(claim for claim in claims if claim.is_whole and policy.allows(claim.rule.category))
    return kept | {line for line in _by_line(held) if line not in allowed}


def _by_line(claims: Iterable[Claim]) -> dict[int, list[Claim]]:
    """The claims on each line, in their order."""
    found: dict[int, list[Claim]] = {}
    for claim in claims:
        for line in range(claim.first, claim.last + 1):
            found.setdefault(line, []).append(claim)
    return found


def _rank(claim: Claim) -> tuple[bool, int, int, str]:
    """What sorts claims, the best first: certain before likely, wide before narrow."""
    rule = claim.rule
    start, end = claim.span
    return rule.confidence is Confidence.LIKELY, _NARROWNESS[rule.unit], start - end, rule.id


def _reported(document: Document, line: int, reason: Reason, rivals: Mapping[int, Sequence[Claim]]) -> Reason:
    """The reason that is given for a line: where rules of several languages claim it, that of the text's language.

    A line that only goes with those above it is reported by its own rule if it has one, else as the one that takes it
    is. What goes is decided by then and does not change. A rule of no language stays, and one that says what its
    removal shows of the text.
    """
    claim = reason.claim
    is_own = claim.first <= line <= claim.last
    some = rivals.get(line) or rivals.get(claim.last, ())
    if claim.rule.language is None or claim.rule.damage or (is_own and len(some) == 1):
        return reason
    foreign = _foreign_to(document, some)
    best = min(some, key=lambda one: (foreign(one.rule), one is not claim, *_fit(one)), default=claim)
    if is_own and foreign(best.rule) == foreign(claim.rule):
        return reason
    is_alone = best.rule.confidence is Confidence.LIKELY and not reason.support
    return Reason(best, "another rule is certain of it" if is_alone else reason.support)


def _foreignness(document: Document, rule: Rule) -> int:
    """0 for a rule of the text's language, 1 for one of no language, 2 for one of another."""
    return 1 if rule.language is None else 2 * (rule.language != document.likely_language)


def _foreign_to(document: Document, rivals: Sequence[Claim]) -> Callable[[Rule], int]:
    """How foreign rules are to a text; where all rivals are of one language, it need not be guessed."""
    if len({claim.rule.language for claim in rivals}) > 1:
        return partial(_foreignness, document)
    return lambda rule: 0


def _fit(claim: Claim) -> tuple[bool, str]:
    """What sorts rules that claim the same: certain ones first."""
    return claim.rule.confidence is Confidence.LIKELY, claim.rule.id


def _is_seconded(rivals: Iterable[Claim]) -> bool:
    """Whether two kinds of evidence speak for a line: a rule that knows prompts, not mere labels, and the wording
    model."""
    rules = [claim.rule for claim in rivals]
    return any(map(is_of_wording, rules)) and any(
        not is_of_wording(rule) and rule.category not in _LABELS for rule in rules
    )


def _standing(page: Page, policy: Policy, seconded: frozenset[int]) -> dict[int, Reason]:
    """The claimed lines that go before blocks and tails grow, with the reasons; `seconded` are those for which two
    kinds of evidence speak.

    What is merely worded like a prompt stays above the article's first paragraph, where its headline stands, in rows of
    figures, and in the frame of an archive.
    """
    out: dict[int, Reason] = {}
    for run in page.runs():
        certain = [_is_certain(page, line) for line in run]
        support = "" if all(certain) else _support_of(page, run, any(certain))
        is_at_end = page.place[run[-1]] == len(page.filled) - 1
        for line, acts_alone in zip(run, certain, strict=True):
            claim = page.claimed[line]
            if acts_alone:
                out[line] = Reason(claim, "")
            elif is_of_wording(claim.rule):
                its = support if is_at_end or _goes_on(page, line) else ""
                if (its or claim.is_clear) and page.place[line] > page.first_prose and line not in page.own:
                    out[line] = Reason(claim, its)
            elif support:
                out[line] = Reason(claim, support)
            elif line in seconded and page.place[line] > page.first_prose:
                out[line] = Reason(claim, "it is worded like a prompt, too")
            elif page.is_repeated(line):
                out[line] = Reason(claim, "the line is repeated")
            elif policy.lone_likely:
                out[line] = Reason(claim, "it is a whole line")
    return out


def _goes_on(page: Page, line: int) -> bool:
    """Whether what is merely worded like a prompt stands where no subhead or question of the article may: above
    something that rules know, and asking nothing."""
    place = page.place[line] + 1
    is_above = place < len(page.filled) and page.filled[place] in page.claimed
    return is_above and not is_question(page.document.bodies[line])


def _is_certain(page: Page, line: int) -> bool:
    """Whether the claim on a line acts alone: a certain one, but not on one word, which may be a subhead."""
    rule = page.claimed[line].rule
    if rule.confidence is not Confidence.CERTAIN:
        return False
    if rule.category in _UNMISTAKABLE or len(page.document.raw_lines[line]) > _LONGEST_WORD:
        return True
    word = View(page.document.body(line)).core.text
    return not (word.isalpha() and _SPACED_SCRIPT.match(word))


def _support_of(page: Page, run: Sequence[int], is_backed: bool) -> str:
    """What backs the likely lines of a run, in words; empty if nothing does.

    The wording model alone has the end of the text to go by: runs of its kind may be poems.
    """
    if is_backed and len(run) > 1:
        return "it stands beside other boilerplate"
    first, last = page.place[run[0]], page.place[run[-1]]
    if last == len(page.filled) - 1:
        return "it stands at the end of the text"
    if all(is_of_wording(page.claimed[line].rule) for line in run):
        return ""
    if first == 0 or (first < _HEAD_LINES and first < page.first_prose):
        return "it stands at the head of the text"
    if len(run) >= _RUN:
        return "it stands in a run of its kind"
    return ""


def _wholes(page: Page, standing: Mapping[int, Reason], rivals: Mapping[int, Sequence[Claim]]) -> Iterator[Verdict]:
    """The standing lines as verdicts: neighbours taken by the same rule together."""
    document = page.document
    standing = {line: _reported(document, line, why, rivals) for line, why in standing.items()}
    for run in _of_one_rule(page, standing):
        first, last = run[0], run[-1]
        rule = standing[first].claim.rule
        also = {claim.rule.id: None for line in run for claim in rivals.get(line, ())}
        also.pop(rule.id, None)
        span = Span(document.starts[first], document.starts[last] + len(document.bodies[last]))
        nameless = sum(ink(document.bodies[line]) for line in run if line not in page.claimed)
        yield Verdict(rule, span, first, last, True, standing[first].support, tuple(also), nameless)


def _of_one_rule(page: Page, standing: Mapping[int, Reason]) -> Iterator[list[int]]:
    """The standing lines, in runs of neighbours that go by the same rule."""
    run: list[int] = []
    for line in sorted(standing):
        if run and not (
            standing[line].claim.rule is standing[run[-1]].claim.rule and page.place[line] == page.place[run[-1]] + 1
        ):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _parts(claims: Sequence[Claim], page: Page, standing: Mapping[int, Reason], policy: Policy) -> list[Verdict]:
    """The claims on parts of lines that stay, each span once; those that overlap together."""
    found: list[Verdict] = []
    ends = _ends(claims, page, standing) if claims else frozenset()
    for claim in _in_order(page.document, claims):
        if claim.first in standing:
            continue
        support = ""
        if claim.rule.confidence is Confidence.LIKELY:
            if claim.span.end in ends:
                support = "it stands at the end of the text"
            elif not policy.lone_likely:
                continue
        if found and claim.span.start < found[-1].span.end:
            previous = found[-1]
            end = max(previous.span.end, claim.span.end)
            found[-1] = previous._replace(
                span=Span(previous.span.start, end), also=_with(previous.also, claim.rule.id, previous.rule.id)
            )
        else:
            found.append(Verdict(claim.rule, claim.span, claim.first, claim.last, False, support))
    return found


def _ends(claims: Sequence[Claim], page: Page, standing: Mapping[int, Reason]) -> frozenset[int]:
    """Where the article ends, and where it would once the claims there are gone: one round takes all of a row."""
    text, end = page.document.text, page.end_of_article(standing)
    starts: dict[int, int] = {}
    for claim in claims:
        if claim.first not in standing:
            starts[claim.span.end] = min(claim.span.start, starts.get(claim.span.end, claim.span.start))
    ends = {end}
    while end in starts:
        end = starts[end]
        while end > 0 and text[end - 1].isspace():
            end -= 1
        ends.add(end)
    return frozenset(ends)


def _in_order(document: Document, claims: Sequence[Claim]) -> list[Claim]:
    """Claims by where they start, the longest first, and of those on the same span the one that fits best."""
    spans: dict[Span, list[Claim]] = {}
    for claim in claims:
        spans.setdefault(claim.span, []).append(claim)
    out: list[Claim] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        foreign = _foreign_to(document, spans[span])
        out += sorted(spans[span], key=lambda one: (_fit(one)[0], foreign(one.rule), *_fit(one)))
    return out


def _with(also: tuple[str, ...], one: str, main: str) -> tuple[str, ...]:
    return also if one in also or one == main else (*also, one)
