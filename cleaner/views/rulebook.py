"""The rule book as one page: every category with its definition, every rule with its phrases and its examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleaner.rules.book import refuse_wrong
from cleaner.rules.lists import ANY, Lists
from cleaner.rules.rule import Category, Example, Keep, Rule, RulePack
from cleaner.rules.samples import samples
from cleaner.views.page import page as make_page

#: So many sentences are shown that a rule's phrases say.
_SAMPLES = 4


class _Chapter(NamedTuple):
    """A category and its rules."""

    category: Category
    rules: list[Rule]


def page(packs: Sequence[RulePack], lists: Lists, *, title: str = "The rule book") -> str:
    """The rules of `packs` as one HTML page, which can be searched, and filtered by category, language and confidence.
    `lists` are the word lists that they name; each is shown once.

    Raises MissingExtra without Jinja2, PackError for what is no phrase.

    >>> rule = Rule("share.bar", Category.SHARE, "is a share bar", phrases=("share on <network>",))
    >>> made = page([RulePack("share", "share.toml", (rule,))], Lists({"any": {"network": ["facebook"]}}))
    >>> "share on facebook" in made and 'href="#words-any-network"' in made
    True
    """
    for pack in packs:
        refuse_wrong(pack, lists)
    rules = sorted((rule for pack in packs for rule in pack.rules), key=_place)
    chapters = [_Chapter(kind, [rule for rule in rules if rule.category is kind]) for kind in Category]
    return make_page(
        "rulebook.html",
        title=title,
        chapters=[chapter for chapter in chapters if chapter.rules],
        keeps=_keeps(packs),
        named=lambda rule: [name for name, _ in lists.named(rule)],
        place_of=lambda name, rule: f"words-{_owner(name, rule, lists)}-{name}",
        samples=lambda rule: _samples(rule, lists),
        lists=_used(rules, lists),
        rules=len(rules),
        removes=sum(len(rule.remove) for rule in rules),
        stays=sum(len(rule.keep) for rule in rules),
        languages=sorted({rule.language or "" for rule in rules}),
        segments=segments,
    )


def _place(rule: Rule) -> tuple[bool, bool, str]:
    """Where a rule stands in its chapter: those of no language first, then English, then the others by code."""
    return rule.language is not None, rule.language != "en", rule.language or ""


def _owner(name: str, rule: Rule, lists: Lists) -> str:
    """The language whose list a rule means by a name."""
    language = rule.language or ANY
    return language if name in lists.entries.get(language, {}) else ANY


def _used(rules: Sequence[Rule], lists: Lists) -> list[tuple[str, str, list[str]]]:
    """The word lists that rules name: language, name and entries, in the order of these."""
    found = {(_owner(name, rule, lists), name): entries for rule in rules for name, entries in lists.named(rule)}
    return [(language, name, entries) for (language, name), entries in sorted(found.items())]


def _samples(rule: Rule, lists: Lists) -> list[str]:
    """Some of what a rule's phrases say, as many of each as of the others."""
    said = [list(samples(phrase, rule.language, lists, _SAMPLES)) for phrase in rule.phrases]
    turns = [one[turn] for turn in range(_SAMPLES) for one in said if turn < len(one)]
    return list(dict.fromkeys(turns))[: max(_SAMPLES, len(said))]


def _keeps(packs: Sequence[RulePack]) -> list[Keep]:
    return [keep for pack in packs for keep in pack.keeps]


def segments(example: Example) -> Iterator[tuple[str, bool]]:
    """The text of an example in segments, and whether each is marked.

    >>> list(segments(Example("One. ⟦Two.⟧")))
    [('One. ', False), ('Two.', True)]
    """
    text, at = example.text, 0
    for start, end in example.spans:
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False
