"""Holds rules to their own examples, and to the manners of patterns.

`problems` is what `cleaner rules check` prints and what the tests assert to be empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from cleaner.breaks import LONGEST_PART
from cleaner.match import Claim, Matcher
from cleaner.patterns import is_announced
from cleaner.rules.rule import Confidence, Example, Rule, RulePack, Unit
from cleaner.text.fold import View
from cleaner.text.lines import Document

#: How long, in seconds, a pattern may take on a hostile line as long as the program ever gives it.
BUDGET = 0.25
_FEWEST = 2
_SHORTEST_LITERAL = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a rule: the pack's file, the rule, the field, and what to mend."""

    file: str
    rule: str
    field: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.rule}: {self.field}: {self.text}"


def problems(packs: Sequence[RulePack], *, among: Sequence[RulePack] = ()) -> list[Problem]:
    """Everything wrong with `packs`, each alone and together with the packs `among` which they will work."""
    found = [problem for pack in packs for rule in pack.rules for problem in _of_form(pack, rule)]
    if found:
        return found
    others = [pack for pack in among if pack.name not in {pack.name for pack in packs}]
    every = [(pack, rule) for pack in [*packs, *others] for rule in pack.rules]
    matcher = Matcher([rule for _, rule in every])
    asked = {pack.name for pack in packs}
    for pack, rule in every:
        is_asked = pack.name in asked
        if is_asked:
            found += _of_examples(matcher, pack, rule)
        found += _of_keeps(matcher, pack, rule, asked, is_asked)
    return found


def _of_form(pack: RulePack, rule: Rule) -> Iterator[Problem]:
    """What can be seen without running the rule."""

    def problem(field: str, text: str) -> Problem:
        return Problem(pack.source, rule.id, field, text)

    for field, examples in (("remove", rule.remove), ("keep", rule.keep)):
        if len(examples) < _FEWEST:
            yield problem(field, f"give {_FEWEST} examples or more")
    for example in (*rule.keep, *rule.misses):
        if example.spans:
            yield problem("keep", f"mark nothing in what stays: {example.marked!r}")
    for example in rule.remove:
        if not example.spans:
            yield problem("remove", f"mark with ⟦ and ⟧ what goes: {example.marked!r}")
    for literal in rule.any_of:
        if len(literal.encode()) < _SHORTEST_LITERAL or "..." in literal or literal != literal.strip():
            yield problem("any_of", f"{literal!r} is no good to look for; take a longer word of the phrase")
    for field, pattern in (("pattern", rule.pattern), ("unless", rule.unless)):
        if pattern is not None:
            yield from (problem(field, text) for text in _pattern_problems(pattern))
    if rule.unit is not Unit.INLINE and not _is_anchored(rule.pattern):
        yield problem("pattern", "start a whole-line pattern with ^ and end it with $, and group what | parts")
    if rule.shape is not None:
        try:
            re.compile(rule.shape.encode())
        except re.error as error:
            yield problem("shape", f"is no pattern: {error}")


def _pattern_problems(pattern: str) -> Iterator[str]:
    if any(ord(char) < 32 or ord(char) == 127 for char in pattern):
        yield "holds a control character; write an escape"
    if _has_nested_quantifier(pattern):
        yield "has a quantifier without bound on a group that holds another; bound one of them"
    try:
        regex.compile(pattern)
    except regex.error as error:
        yield f"is no pattern: {error}"


_TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!>]|<[=!]|P?<\w+>))?|\)|[*+]|\{\d*,\d*\}|\||.", re.DOTALL
)


def _is_anchored(pattern: str) -> bool:
    depth, tokens = 0, _TOKEN.findall(pattern)
    for token in tokens:
        depth += token.startswith("(") - (token == ")")
        if token == "|" and depth == 0:
            return False
    return bool(tokens) and tokens[0] == "^" and tokens[-1] == "$"


def _has_nested_quantifier(pattern: str) -> bool:
    """Whether a group that holds an unbounded quantifier is itself repeated without bound."""
    holds = [False]
    closed = False
    for token in _TOKEN.findall(pattern):
        unbounded = token in "*+" or (token.startswith("{") and token.endswith(",}"))
        if token.startswith("("):
            holds.append(False)
        elif token == ")" and len(holds) > 1:
            closed = holds.pop()
            holds[-1] = holds[-1] or closed
            continue
        elif unbounded:
            if closed:
                return True
            holds[-1] = True
        closed = False
    return False


def _of_examples(matcher: Matcher, pack: RulePack, rule: Rule) -> Iterator[Problem]:
    """Whether a rule does on its own examples what they say."""

    def problem(field: str, text: str) -> Problem:
        return Problem(pack.source, rule.id, field, text)

    for example in rule.remove:
        claimed = _claimed(matcher, rule, example)
        if claimed != sorted(example.spans):
            shown = " and ".join(repr(example.text[start:end]) for start, end in claimed) or "nothing"
            yield problem("remove", f"claims {shown} in {example.marked!r}")
    for field, examples in (("keep", rule.keep), ("misses", rule.misses)):
        for example in examples:
            if claimed := _claimed(matcher, rule, example):
                yield problem(field, f"claims {example.text[slice(*claimed[0])]!r} in {example.text!r}")
    for example in rule.keep:
        if not any(is_announced(rule, View(line)) for line in example.text.splitlines()):
            yield problem("keep", f"is vacuous, for it holds nothing of any_of: {example.text!r}")
    if rule.unless is not None and not any(_needs_guard(rule, example) for example in rule.keep):
        yield problem("unless", "no keep needs it: give one that the pattern alone would take")
    yield from (problem("pattern", text) for text in _slow_patterns(rule))


def _claimed(matcher: Matcher, rule: Rule, example: Example) -> list[tuple[int, int]]:
    claims = [claim for claim in matcher.find(Document(example.text)) if claim.rule.id == rule.id]
    return sorted({(claim.span.start, claim.span.end) for claim in claims})


def _needs_guard(rule: Rule, example: Example) -> bool:
    from dataclasses import replace

    bare = replace(rule, unless=None)
    return bool(Matcher([bare]).find_exhaustively(Document(example.text)))


def _slow_patterns(rule: Rule) -> Iterator[str]:
    """Complaints of a pattern that takes too long on some line as long as may be."""
    pattern = regex.compile(rule.pattern)
    for text in _hostile_texts(rule):
        try:
            if rule.unit is Unit.INLINE:
                for _ in pattern.finditer(text, timeout=BUDGET):
                    pass
            else:
                pattern.fullmatch(text, timeout=BUDGET)
        except TimeoutError:
            yield f"takes over {BUDGET} s on {text[:40]!r}…; bound its repeats"
            return


def _hostile_texts(rule: Rule) -> Iterator[str]:
    seeds = [*rule.any_of, *(example.text.lower() for example in rule.remove[:3]), " ", "a", "1 ", "{{", "a. "]
    for seed in seeds:
        yield (seed * (LONGEST_PART // len(seed) + 1))[:LONGEST_PART]
        yield (f"{seed} " * (LONGEST_PART // (len(seed) + 1) + 1))[: LONGEST_PART - 1] + "\x00"


def _of_keeps(matcher: Matcher, pack: RulePack, rule: Rule, asked: Iterable[str], is_asked: bool) -> Iterator[Problem]:
    """Whether another rule claims what this one promises to keep."""
    for example in rule.keep:
        for claim in matcher.find(Document(example.text)):
            owner = claim.rule.id.rpartition(".")[0]
            if claim.rule.id != rule.id and (is_asked or owner in asked) and _is_alone(claim):
                yield Problem(pack.source, claim.rule.id, "pattern", f"claims a keep of {rule.id}: {example.text!r}")


def _is_alone(claim: Claim) -> bool:
    """Whether a claim acts without support; a likely one on a lone line says nothing."""
    return claim.rule.confidence is Confidence.CERTAIN
