"""Holds rules to their own examples, and to the manners of phrases and patterns.

`problems` is what `cleaner rules check` prints and what the tests assert to be empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from cleaner.errors import PackError
from cleaner.find.claims import Claim
from cleaner.find.keeps import Keeps
from cleaner.find.matcher import Matcher
from cleaner.find.shapes import LONGEST_PART
from cleaner.rules.anchors import COMMON, anchors
from cleaner.rules.book import Book, book_of, is_pattern
from cleaner.rules.graphs import CAPITAL, UNANCHORED, WORD, Graph, graph_of, is_sign
from cleaner.rules.lists import Lists
from cleaner.rules.phrases import PhraseError
from cleaner.rules.rule import Category, Confidence, Example, Keep, Rule, RulePack, Unit
from cleaner.text.fold import View
from cleaner.text.lines import Document

#: How long, in seconds, a pattern may take on a hostile line as long as the program ever gives it.
BUDGET = 0.25
_FEWEST = 2
#: A literal of letters alone that is looked for has so many.
_SHORTEST_NEAR = 3
#: A line that nobody writes a keep for.
_ANY_LINE = "qwx zvk jqy"
#: Patterns of the program's own are for shapes: so long at most, in code points.
LONGEST_SHAPE = 300


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a rule: the pack's file, the rule, the field, and what to mend."""

    file: str
    rule: str
    field: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.rule}: {self.field}: {self.text}"


def problems(packs: Sequence[RulePack], lists: Lists, *, among: Sequence[RulePack] = ()) -> list[Problem]:
    """Everything wrong with `packs`, each alone and together with the packs `among` which they will work."""
    names = {pack.name for pack in packs}
    others = [pack for pack in among if pack.name not in names]
    found = [*_of_forms(packs, lists), *_of_twins([*packs, *others], names)]
    if found:
        return found
    try:
        matcher = Matcher(book_of([*packs, *others], lists))
    except PackError as error:  # one of the others
        return [Problem("", error.rule or "", error.field or "", str(error))]
    for pack in (*packs, *others):
        for rule in pack.rules:
            if pack.name in names:
                found += _of_examples(matcher, pack, rule)
            found += _of_keeps(matcher, pack, rule, names)
    return found + [problem for pack in packs for keep in pack.keeps for problem in _of_keep(matcher, pack, keep)]


def problems_beside(packs: Sequence[RulePack], book: Book, own: Sequence[RulePack]) -> list[Problem]:
    """Everything wrong with a user's `packs`, alone and beside the rules of a `book`, which are not asked themselves;
    of the packs `own` it was made of, with their examples, those are given whose keeps the rules are held to."""
    phrases = {(rule.language, _spaced(phrase)): rule for rule in book.rules for phrase in rule.phrases}
    found = [*_of_forms(packs, book.lists), *_of_twins(packs, {pack.name for pack in packs}, phrases)]
    if found:
        return found
    matcher, alone = Matcher(book.with_packs(packs)), Matcher(book_of(packs, book.lists))
    mine = {rule.id for pack in packs for rule in pack.rules}
    for pack in packs:
        for rule in pack.rules:
            found += [*_of_examples(matcher, pack, rule), *_of_keeps(matcher, pack, rule, {pack.name})]
        for keep in pack.keeps:
            found += _of_keep(matcher, pack, keep)
    sources = {rule.id: pack.source for pack in packs for rule in pack.rules}
    for pack in own:
        for rule in pack.rules:
            for problem in _of_keeps(alone, pack, rule, {pack.name}):
                if problem.rule in mine:
                    found.append(replace(problem, file=sources[problem.rule]))
    return found


def _of_forms(packs: Sequence[RulePack], lists: Lists) -> Iterator[Problem]:
    """What can be seen of packs without running their rules."""
    for pack in packs:
        for rule in pack.rules:
            yield from _of_form(pack, rule, lists)
        for keep in pack.keeps:
            for phrase in keep.phrases:
                as_rule = Rule(keep.id, Category.PROMO, "", language=keep.language)
                for text in _not_a_phrase(phrase, as_rule, lists):
                    yield Problem(pack.source, keep.id, "phrases", text)
            for text in pattern_problems(keep.pattern) if keep.pattern else ():
                yield Problem(pack.source, keep.id, "pattern", text)


def _of_form(pack: RulePack, rule: Rule, lists: Lists) -> Iterator[Problem]:
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
    for phrase in rule.phrases:
        yield from (problem("phrases", text) for text in _of_phrase(phrase, rule, lists))
    for field, guards in (("needs", rule.needs), ("unless", rule.unless)):
        for guard in guards:
            if is_pattern(guard):
                yield from (problem(field, text) for text in pattern_problems(guard[1:-1]))
            else:
                yield from (problem(field, text) for text in _not_a_phrase(guard, rule, lists))
    if rule.pattern:
        yield from (problem("pattern", text) for text in pattern_problems(rule.pattern))
    for near in rule.near:
        if near.strip().isalpha() and len(near.strip()) < _SHORTEST_NEAR:
            yield problem("near", f"{near!r} stands everywhere: take a longer word, or one with a rare sign")


def _not_a_phrase(phrase: str, rule: Rule, lists: Lists) -> Iterator[str]:
    try:
        graph_of(phrase, rule.language, lists)
    except PhraseError as error:
        yield f"{phrase!r}: {error}"


def _of_phrase(phrase: str, rule: Rule, lists: Lists) -> Iterator[str]:
    try:
        graph = graph_of(phrase, rule.language, lists)
    except PhraseError as error:
        yield f"{phrase!r}: {error}"
        return
    words, is_certain = _fixed_words(graph), rule.confidence is Confidence.CERTAIN
    if graph.is_nullable:
        yield f"{phrase!r} may say nothing: make something in it certain"
    elif not words and (graph.labels.isdisjoint(_TELLING) or not _alone(graph).isdisjoint((*_ANY_WORD, "{num}"))):
        yield f"{phrase!r} may say anything: name a word"
    elif not graph.is_closed and words <= COMMON and is_certain and not any(map(is_sign, graph.labels)):
        yield f"{phrase!r} has a gap and common words alone: name a rarer one"
    elif not graph.firsts.isdisjoint((WORD, CAPITAL)) and rule.language not in UNANCHORED and not anchors(graph):
        yield f"{phrase!r} begins with any word and has no rare one in all its sentences to be found by"
    elif is_certain and (alone := COMMON & _alone(graph)):
        yield f"{phrase!r} may be {min(alone)!r} alone, too common a word to be certain"


#: Kinds of words that are something by themselves, and those that are any word.
_TELLING, _ANY_WORD = frozenset({"{mail}", "{url}", "{handle}", "{blank}"}), (WORD, CAPITAL)


def _fixed_words(graph: Graph) -> frozenset[str]:
    return frozenset(label for label in graph.labels if not label.startswith("{") and not is_sign(label))


def _alone(graph: Graph) -> frozenset[str]:
    """The words that are a sentence of a graph by themselves."""
    ways = (graph.edges[node].items() for node in graph.entries)
    return frozenset(label for some in ways for label, targets in some if 0 in targets)


def _spaced(phrase: str) -> str:
    return " ".join(phrase.split())


def _of_twins(
    packs: Sequence[RulePack], names: Iterable[str], known: Mapping[tuple[str | None, str], Rule] | None = None
) -> Iterator[Problem]:
    """Phrases that stand in two rules of one language; `known` are those of rules that are in no pack here."""
    owners = dict(known or {})
    for pack in packs:
        for rule in pack.rules:
            for phrase in rule.phrases:
                owner = owners.setdefault((rule.language, _spaced(phrase)), rule)
                if owner is not rule and {pack.name, owner.id.rpartition(".")[0]} & set(names):
                    yield Problem(pack.source, rule.id, "phrases", f"{phrase!r} stands in {owner.id}, too")


def pattern_problems(pattern: str) -> Iterator[str]:
    """What is wrong with a pattern."""
    if any(ord(char) < 32 or ord(char) == 127 for char in pattern):
        yield "holds a control character; write an escape"
    if _has_nested_quantifier(pattern):
        yield "has a quantifier without bound on a group that holds another; bound one of them"
    try:
        regex.compile(pattern)
    except (regex.error, RecursionError, OverflowError, ValueError) as error:
        yield f"is no pattern: {error}"


_TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!>]|<[=!]|P?<\w+>))?|\)|[*+]|\{\d*,\d*\}|\||.", re.DOTALL
)


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
    for guard in rule.unless:
        if not any(_needs_guard(matcher, rule, guard, example) for example in rule.keep):
            yield problem("unless", f"no keep needs {guard!r}: give one that would go without it")
    if rule.pattern:
        yield from (problem("pattern", text) for text in _slow_patterns(rule))


def _claimed(matcher: Matcher, rule: Rule, example: Example) -> list[tuple[int, int]]:
    claims = [claim for claim in matcher.find(Document(example.text)) if claim.rule.id == rule.id]
    return sorted({(claim.span.start, claim.span.end) for claim in claims})


def _needs_guard(matcher: Matcher, rule: Rule, guard: str, example: Example) -> bool:
    bare = replace(rule, unless=tuple(one for one in rule.unless if one != guard))
    return bool(Matcher(Book((bare,), matcher.book.lists)).find(Document(example.text)))


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
    bare = (" ".join(re.findall(r"\w+", near)) for near in rule.near)  # a sign may be what stops a pattern
    seeds = [*rule.near, *bare, *(View(example.text).text for example in rule.remove[:3]), " ", "a", "1 ", "{{", "a. "]
    for seed in filter(None, dict.fromkeys(seeds)):
        yield (seed * (LONGEST_PART // len(seed) + 1))[:LONGEST_PART]
        yield (f"{seed} " * (LONGEST_PART // (len(seed) + 1) + 1))[: LONGEST_PART - 1] + "\x00"


def _of_keeps(matcher: Matcher, pack: RulePack, rule: Rule, asked: Iterable[str]) -> Iterator[Problem]:
    """Whether another rule claims what this one promises to keep."""
    for example in rule.keep:
        for claim in matcher.find(Document(example.text)):
            owner = claim.rule.id.rpartition(".")[0]
            if claim.rule.id != rule.id and (pack.name in asked or owner in asked) and _is_alone(claim):
                yield Problem(pack.source, claim.rule.id, "phrases", f"claims a keep of {rule.id}: {example.text!r}")


def _of_keep(matcher: Matcher, pack: RulePack, keep: Keep) -> Iterator[Problem]:
    """Whether a `[[keep]]` keeps what it shows, and neither all else nor what its own pack removes."""

    def problem(field: str, text: str) -> Problem:
        return Problem(pack.source, keep.id, field, text)

    keeps = Keeps([keep], matcher.book.lists)
    if keeps.lines(Document(_ANY_LINE), set()):
        yield problem("phrases" if keep.phrases else "pattern", "keeps every line: name the words that it is for")
        return
    for example in keep.keep:
        if not keeps.lines(Document(example.text), set()):
            yield problem("keep", f"does not keep {example.text!r}")
    for rule in pack.rules:
        for example in rule.remove:
            if keeps.lines(Document(example.text), set()):
                yield problem("phrases", f"keeps what {rule.id} is to remove: {example.text!r}")


def _is_alone(claim: Claim) -> bool:
    """Whether a claim acts without support; a likely one on a lone line says nothing."""
    return claim.rule.confidence is Confidence.CERTAIN
