"""Which rules fire on a text, which nearly did, and why those did not: for people who write rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

from cleaner.find.claims import Claim
from cleaner.find.guards import Guards
from cleaner.find.matcher import Matcher
from cleaner.find.shapes import Shape, Tired
from cleaner.judge.objections import upheld
from cleaner.judge.policy import Policy
from cleaner.judge.support import judge
from cleaner.rules.book import Book
from cleaner.rules.graphs import CAPITAL, STOP, WORD, Graph, is_sign
from cleaner.rules.rule import LONGEST_LINE, Rule
from cleaner.text.fold import View
from cleaner.text.lines import Document
from cleaner.text.segments import cuts
from cleaner.text.speech import reports_speech

_Key = TypeVar("_Key", int, tuple[int, str])

#: A line that says so many words of a phrase may be near it; fewer say nothing.
_FEWEST_SAID = 3
#: A phrase is looked for by what it may begin with among so many first words of a line.
_FIRST_WORDS = 2
#: Rules that are near a line, the nearest first, are named up to so many.
_MOST_NEAR = 6


class Trial(NamedTuple):
    """What became of one rule on one line: `outcome` in a word or two, `why` in words."""

    line: int
    text: str
    rule: Rule
    outcome: str
    why: str


def trials(text: str, matcher: Matcher, policy: Policy) -> Iterator[Trial]:
    """The rules that claim a line and those that nearly do, line by line, with what became of them.

    A rule is near a line, or a sentence of it, where a phrase of it says just that but the rule was held back: by a
    guard, by a pack's `[[keep]]`, by the policy, for want of support; or where a phrase says it but for one word, which
    is missing, one too many, or another one, and says at least three of its words. A phrase that begins with the word
    that is wrong is found only if something rare in it is right, or the word is one too many. A shape is near where
    what it is looked for by stands.

    Only one round is shown: what is found in the text as it stands.
    """
    document = Document(text)
    claims, kept = matcher.find(document), matcher.kept_lines(document)
    standing = upheld(document, claims)
    verdicts = judge(document, standing, policy, kept)
    going = {line: verdict for verdict in verdicts for line in range(verdict.first, verdict.last + 1)}
    near = _Nearness(matcher)
    for line, body in enumerate(document.bodies):
        if document.blank[line]:
            continue
        here = {claim.rule.id: claim for claim in claims if claim.first <= line <= claim.last}
        for claim in here.values():
            verdict = going.get(line)
            if verdict is None:
                yield Trial(line, body, claim.rule, "nearly", _why_it_stays(claim, standing, policy))
            elif verdict.rule.id == claim.rule.id:
                why = claim.rule.reason + (f"; {verdict.support}" if verdict.support else "")
                yield Trial(line, body, claim.rule, "removed", why)
            else:
                yield Trial(line, body, claim.rule, "also claimed it", f"removed by {verdict.rule.id}")
        for rule, why in near.to(body, is_kept=line in kept):
            if rule.id not in here:
                yield Trial(line, body, rule, "nearly", why)


def _why_it_stays(claim: Claim, standing: Sequence[Claim], policy: Policy) -> str:
    if not policy.allows(claim.rule.category):
        return f"the policy keeps {claim.rule.category.value}"
    if not policy.takes(claim.rule):
        return f"it is likely only, and the policy {policy.name} takes what is certain"
    if not any(one.rule is claim.rule and one.first == claim.first for one in standing):
        return "where it stands, it is the article's own"
    return "it is likely only, and nothing around it supports it"


class _Nearness:
    """Finds the rules that are near a line."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._book: Book = matcher.book
        self._guards = Guards(matcher.book, matcher.labels)
        self._shapes = [Shape(rule) for rule in matcher.book.rules if rule.pattern]

    def to(self, body: str, *, is_kept: bool) -> list[tuple[Rule, str]]:
        """The rules near a line, each with why it does not claim it, the nearest first."""
        found: dict[str, tuple[bool, Rule, str]] = {}
        for segment in _segments(body) if len(body) <= LONGEST_LINE else ():
            labels = self._matcher.labels(segment)
            for number in self._candidates(labels):
                phrase = self._book.phrases[number]
                rule = self._book.rules[phrase.rule]
                wrong = miss(self._book.graphs[number], labels)
                if wrong is None or (rule.id in found and wrong):
                    continue
                why = f"but for one word, {phrase.template!r} says it: {wrong}"
                if not wrong:
                    why = self._held(rule, segment, labels, is_kept=is_kept, is_part=segment != body)
                found[rule.id] = bool(wrong), rule, why
        for rule, why in self._shaped(body, is_kept):
            found.setdefault(rule.id, (True, rule, why))
        return [(rule, why) for _, rule, why in sorted(found.values(), key=lambda one: (one[0], one[1].id))][
            :_MOST_NEAR
        ]

    def _candidates(self, labels: Sequence[tuple[str, ...]]) -> list[int]:
        """The phrases that may begin like a segment, or whose rare words it holds."""
        index = self._book.index
        spoken = [some for some in labels if WORD in some]
        found = {one for some in spoken[:_FIRST_WORDS] for label in some for one in index.firsts.get(label, ())}
        found |= {one for some in labels for label in some for one in index.anchored.get(label, ())}
        return sorted(found)

    def _held(self, rule: Rule, segment: str, labels: list[tuple[str, ...]], *, is_kept: bool, is_part: bool) -> str:
        """Why a rule does not claim a segment that one of its phrases says."""
        if is_kept:
            return "a pack's [[keep]] holds the line"
        try:
            is_allowed = self._guards.allow(rule, segment, labels, ())
        except Tired:
            return "its phrase is here, but its guard takes too long on this line"
        if not is_allowed:
            if reports_speech(View(segment).text):
                return "its phrase is here, but the line tells who said something"
            return "its phrase is here, but its guard (needs or unless) holds it back"
        if is_part:
            return "its phrase is here, but inside a longer line only phrases of four words go, and no quotations"
        return "its phrase is here, but another rule takes all of it"

    def _shaped(self, body: str, is_kept: bool) -> Iterator[tuple[Rule, str]]:
        view = View(body)
        for shape in self._shapes:
            seen = view.shown if shape.rule.case else view.text
            literal = next((one for one in shape.rule.near if _stands(one, seen)), "")
            if literal:
                why = f"{literal!r} is here, but its pattern misses: it sees {view.core.text[:60]!r}"
                try:
                    if any(shape.on_line(body, view)):
                        why = self._held(shape.rule, body, self._matcher.labels(body), is_kept=is_kept, is_part=False)
                except Tired:
                    why = "its pattern takes too long on this line"
                yield shape.rule, why


def _stands(literal: str, text: str) -> bool:
    """Whether a literal stands in a text, and is no part of a word there."""
    if literal not in text:
        return False
    return re.search(rf"(?<!\w)(?={re.escape(literal)}(?!\w))|(?={re.escape(literal)})(?=\W)", text) is not None


def _segments(body: str) -> list[str]:
    """A line, and its sentences if it has several."""
    places = cuts(body)
    parts = [body[start:end].strip() for start, end in pairwise(places)] if len(places) > 2 else []
    return list(dict.fromkeys([body, *filter(None, parts)]))


def miss(graph: Graph, said: Sequence[tuple[str, ...]]) -> str | None:
    """What is wrong with words, each given as its labels, as a sentence of a graph: nothing (""), one word, in words,
    or more than that (None).

    >>> from cleaner.rules.graphs import graph_of
    >>> from cleaner.rules.lists import Lists
    >>> graph = graph_of("you have (two|three) articles left", "en", Lists({}))
    >>> for text in ("you have two articles left", "have two articles left", "you have two new articles left", "left"):
    ...     print(repr(miss(graph, [(word, WORD) for word in text.split()])))
    ''
    "it lacks 'you'"
    "'new' is one too many"
    None
    """
    right: dict[int, int] = dict.fromkeys(graph.entries, 0)  # for each node the most words said on the way to it
    wrong: dict[tuple[int, str], int] = {}  # the same, after a word that is wrong in that way
    for labels in said:
        _lack(graph, right, wrong)
        after: dict[int, int] = {}
        after_wrong: dict[tuple[int, str], int] = {}
        for node, count in right.items():
            for target, more in _steps(graph, node, labels):
                _raise(after, target, count + more)
            if WORD in labels:
                _raise(after_wrong, (node, f"{_shown(labels)} is one too many"), count)
                for label, targets in graph.edges[node].items():
                    for target in targets if _is_word(label) else ():
                        _raise(after_wrong, (target, f"{_shown(labels)} stands for {label!r}"), count)
        for (node, why), count in wrong.items():
            for target, more in _steps(graph, node, labels):
                _raise(after_wrong, (target, why), count + more)
        right, wrong = after, after_wrong
    _lack(graph, right, wrong)
    if 0 in right:
        return ""
    ways = [(-count, why) for (node, why), count in wrong.items() if node == 0 and count >= _FEWEST_SAID]
    return min(ways)[1] if ways else None


def _steps(graph: Graph, node: int, labels: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where a word leads from a node, and whether that counts as a word that was said."""
    for label in labels:
        for target in graph.edges[node].get(label, ()):
            yield target, int(_is_word(label))
    if WORD not in labels and not (STOP in labels and graph.gaps[node] == 1):
        yield node, 0


def _lack(graph: Graph, right: dict[int, int], wrong: dict[tuple[int, str], int]) -> None:
    """Adds the ways that leave out one word of the graph."""
    for node, count in right.items():
        for label, targets in graph.edges[node].items():
            for target in targets if label not in (WORD, CAPITAL) else ():
                _raise(wrong, (target, f"it lacks {label!r}"), count)


def _raise(counts: dict[_Key, int], key: _Key, count: int) -> None:
    counts[key] = max(count, counts.get(key, 0))


def _is_word(label: str) -> bool:
    return not label.startswith("{") and not is_sign(label)


def _shown(labels: tuple[str, ...]) -> str:
    return repr(labels[0]) if _is_word(labels[0]) else "another word"
