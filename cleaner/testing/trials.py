"""Which rules fire on a text, which nearly did, and why those did not: for people who write rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.breaks import joined, may_be_one
from cleaner.judge.objections import upheld
from cleaner.judge.policy import Policy
from cleaner.judge.support import judge
from cleaner.match import Matcher
from cleaner.patterns import Ready, compiled, is_announced
from cleaner.rules.rule import Rule
from cleaner.text.fold import View
from cleaner.text.lines import Document


class Trial(NamedTuple):
    """What became of one rule on one line: `outcome` in a word or two, `why` in words."""

    line: int
    text: str
    rule: Rule
    outcome: str
    why: str


def trials(text: str, matcher: Matcher, policy: Policy) -> Iterator[Trial]:
    """Every rule whose literals stand on a line, line by line, with what became of it.

    Only one round is shown: what is found in the text as it stands.
    """
    document = Document(text)
    claims = matcher.find(document)
    verdicts = judge(document, upheld(document, claims), policy, matcher.kept_lines(document))
    going = {line: verdict for verdict in verdicts for line in range(verdict.first, verdict.last + 1)}
    claimed = {(line, claim.rule.id) for claim in claims for line in range(claim.first, claim.last + 1)}
    kept = matcher.kept_lines(document)
    for line, rules in sorted(near(matcher.rules, document).items()):
        body = document.body(line)
        for rule in rules:
            verdict = going.get(line)
            if (line, rule.id) not in claimed:
                yield Trial(line, body, rule, "nearly", _why_not(rule, body, line in kept))
            elif verdict is None:
                yield Trial(line, body, rule, "nearly", _why_it_stays(rule, policy))
            elif verdict.rule.id == rule.id:
                yield Trial(
                    line, body, rule, "removed", rule.reason + (f"; {verdict.support}" if verdict.support else "")
                )
            else:
                yield Trial(line, body, rule, "also claimed it", f"removed by {verdict.rule.id}")


def near(rules: Iterable[Rule], document: Document) -> dict[int, list[Rule]]:
    """For each line, the rules whose literals stand there, whatever the line begins with. Slow."""
    some, found = list(rules), {}
    for line, body in enumerate(document.bodies):
        if document.blank[line]:
            continue
        views = [View(body)]
        if line + 1 < len(document.bodies) and may_be_one(body, document.bodies[line + 1]):
            views.append(View(joined(body, document.bodies[line + 1])))
        texts = [f"\n{text}\n" for view in views for text in (view.text, view.core.text)]
        if standing := [rule for rule in some if _stands_in(rule, texts, views)]:
            found[line] = standing
    return found


def _stands_in(rule: Rule, texts: Sequence[str], views: Sequence[View]) -> bool:
    """Whether a literal of a rule stands in one of the texts, or its shape in one of the views."""
    if not (rule.needles or rule.any_of):
        return any(is_announced(rule, view) for view in views)
    return any(literal in text for literal in rule.needles or rule.any_of for text in texts)


def matches_but_for_guard(rule: Rule, view: View) -> bool:
    """Whether a rule's guard is all that keeps it from a line."""
    return Ready(rule).is_guarded(view) and compiled(rule.pattern, rule).search(view.core.text) is not None


def _why_not(rule: Rule, body: str, is_kept: bool) -> str:
    view = View(body)
    if is_kept:
        return "a pack's [[keep]] holds the line"
    if matches_but_for_guard(rule, view):
        return "its guard (unless) held"
    return f"a literal stands here, but the pattern misses: it sees {view.core.text[:60]!r}"


def _why_it_stays(rule: Rule, policy: Policy) -> str:
    if not policy.allows(rule.category):
        return f"the policy keeps {rule.category.value}"
    return "it is likely only, and nothing around it supports it"
