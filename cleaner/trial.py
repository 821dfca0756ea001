"""Which rules fire on a text, which nearly did, and why those did not: for people who write rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaner.context import judge
from cleaner.document import Document
from cleaner.fold import View
from cleaner.match import Matcher
from cleaner.policy import Policy
from cleaner.rules import Rule


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
    verdicts = judge(document, claims, policy, matcher.kept_lines(document))
    going = {line: verdict for verdict in verdicts for line in range(verdict.first, verdict.last + 1)}
    claimed = {(line, claim.rule.id) for claim in claims for line in range(claim.first, claim.last + 1)}
    kept = matcher.kept_lines(document)
    for line, rules in sorted(matcher.near(document).items()):
        body = document.body(line)
        for rule in rules:
            verdict = going.get(line)
            if (line, rule.id) not in claimed:
                yield Trial(line, body, rule, "nearly", _why_not(rule, matcher, body, line in kept))
            elif verdict is None:
                yield Trial(line, body, rule, "nearly", _why_it_stays(rule, policy))
            elif verdict.rule.id == rule.id:
                yield Trial(
                    line, body, rule, "removed", rule.reason + (f"; {verdict.support}" if verdict.support else "")
                )
            else:
                yield Trial(line, body, rule, "also claimed it", f"removed by {verdict.rule.id}")


def _why_not(rule: Rule, matcher: Matcher, body: str, is_kept: bool) -> str:
    view = View(body)
    if is_kept:
        return "a pack's [[keep]] holds the line"
    if matcher.matches_but_for_guard(rule, view):
        return "its guard (unless) held"
    return f"a literal stands here, but the pattern misses: it sees {view.core.text[:60]!r}"


def _why_it_stays(rule: Rule, policy: Policy) -> str:
    if not policy.allows(rule.category):
        return f"the policy keeps {rule.category.value}"
    return "it is likely only, and nothing around it supports it"
