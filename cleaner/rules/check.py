"""Holds rules to their own examples, and to the manners of patterns.

`problems` is what `cleaner rules check` prints and what the tests assert to be empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import regex

from cleaner.breaks import LONGEST_PART
from cleaner.match import Claim, Matcher
from cleaner.needles import literals
from cleaner.patterns import Timed, Tired, compiled, is_announced
from cleaner.rules.rule import Confidence, Example, Keep, Rule, RulePack, Unit
from cleaner.text.fold import View
from cleaner.text.lines import Document

if TYPE_CHECKING:
    from cleaner.patterns import Compiled

#: How long, in seconds, a pattern may take on a hostile line as long as the program ever gives it.
BUDGET = 0.25
_SEEDS = (" ", "a", "1 ", "{{", "a. ")
#: Lines that have nothing in common.
_UNLIKE = ("7", "share", "the court will rule on friday, the mayor said.", "シェア", "*")
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
    found += [problem for pack in packs for keep in pack.keeps for problem in _of_line_kept(pack, keep)]
    if found:
        return found
    asked = {rule.id for pack in packs for rule in pack.rules}
    others = [pack for pack in among if asked.isdisjoint(rule.id for rule in pack.rules)]
    every = [(pack, rule) for pack in [*packs, *others] for rule in pack.rules]
    matcher = Matcher([rule for _, rule in every])
    for pack, rule in every:
        is_asked = rule.id in asked
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


def _of_line_kept(pack: RulePack, keep: Keep) -> Iterator[Problem]:
    """Whether a `[[keep]]` is one that can be held to: it keeps some lines, not all, and none that its pack takes."""

    def problem(field: str, text: str) -> Problem:
        return Problem(pack.source, keep.id, field, text)

    wrong = list(_pattern_problems(keep.pattern))
    yield from (problem("pattern", text) for text in wrong)
    if wrong:
        return
    seeds = (*_SEEDS, *(example.text for example in keep.keep))
    if slow := _first_slow(compiled(keep.pattern, keep), hostile_lines(seeds, LONGEST_PART), is_inline=False):
        yield problem("pattern", f"takes over {BUDGET} s on {slow[:40]!r}…; bound its repeats")
        return
    pattern = compiled(keep.pattern, keep)
    if all(pattern.fullmatch(View(line).core.text) for line in _UNLIKE):
        yield problem("pattern", "keeps every line, so that no rule acts; say which lines it means")
        return
    for example in keep.keep:
        for line in example.text.splitlines():
            if example.spans or not pattern.fullmatch(View(line).core.text):
                yield problem("keep", f"does not keep {line!r}; it must match the whole line, in small letters")
    for rule in pack.rules:
        for example in rule.remove:
            if any(pattern.fullmatch(View(line).core.text) for line in example.text.splitlines()):
                yield problem("pattern", f"keeps what {rule.id} is to remove: {example.text!r}")


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
    """Complaints of a pattern that takes too long on some line as long as the program ever gives it."""
    seeds = (*rule.any_of, *literals(rule.pattern), *(one.text.lower() for one in rule.remove[:3]), *_SEEDS)
    is_inline = rule.unit is Unit.INLINE
    lines = list(hostile_lines(dict.fromkeys(seeds), LONGEST_PART if is_inline else rule.reach))
    # A first look is bounded whatever the engine; the second is with the very engine that will run the pattern.
    for pattern in (Timed(regex.compile(rule.pattern), rule.id), compiled(rule.pattern, rule)):
        if slow := _first_slow(pattern, lines, is_inline=is_inline):
            yield f"takes over {BUDGET} s on {slow[:40]!r}…; bound its repeats"
            return


def _first_slow(pattern: Compiled, lines: Iterable[str], *, is_inline: bool) -> str:
    """The first line on which a pattern takes too long; empty if there is none."""
    for line in lines:
        start = perf_counter()
        try:
            if is_inline:
                for _ in pattern.finditer(line):
                    pass
            else:
                pattern.fullmatch(line)
        except Tired:
            return line
        if perf_counter() - start > BUDGET:
            return line
    return ""


def hostile_lines(seeds: Iterable[str], length: int) -> Iterator[str]:
    """Lines of up to `length` code points that are likely to tire a pattern: each seed again and again, glued and
    parted, with an end that nothing expects.

    >>> list(hostile_lines(["share"], 14))
    ['shareshareshar', 'sharesharesh!z', 'share share s\\x00']
    """
    for seed in seeds:
        again = seed * (length // len(seed) + 1)
        yield again[:length]
        yield f"{again[: length - 2]}!z"
        yield (f"{seed} " * (length // (len(seed) + 1) + 1))[: length - 1] + "\x00"


def _of_keeps(matcher: Matcher, pack: RulePack, rule: Rule, asked: Iterable[str], is_asked: bool) -> Iterator[Problem]:
    """Whether another rule claims what this one promises to keep."""
    for example in rule.keep:
        for claim in matcher.find(Document(example.text)):
            if claim.rule.id != rule.id and (is_asked or claim.rule.id in asked) and _is_alone(claim):
                yield Problem(pack.source, claim.rule.id, "pattern", f"claims a keep of {rule.id}: {example.text!r}")


def _is_alone(claim: Claim) -> bool:
    """Whether a claim acts without support; a likely one on a lone line says nothing."""
    return claim.rule.confidence is Confidence.CERTAIN
