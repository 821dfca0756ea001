"""The rule book as one page: every category with its definition, every rule with its pattern and its examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleaner.rules.rule import Category, Example, Keep, Rule, RulePack
from cleaner.views.page import page as make_page


class _Chapter(NamedTuple):
    """A category and its rules."""

    category: Category
    rules: list[Rule]


def page(packs: Sequence[RulePack], *, title: str = "The rule book") -> str:
    """The rules of `packs` as one HTML page, which can be searched, and filtered by category, language and confidence.

    Raises MissingExtra without Jinja2.

    >>> from cleaner.rules.rule import Unit
    >>> rule = Rule("share.word", Category.SHARE, "is a word of a share bar", Unit.LINE, "^share$", any_of=("share",))
    >>> "is a word of a share bar" in page([RulePack("share", "share.toml", (rule,))])
    True
    """
    rules = sorted((rule for pack in packs for rule in pack.rules), key=_place)
    chapters = [_Chapter(kind, [rule for rule in rules if rule.category is kind]) for kind in Category]
    return make_page(
        "rulebook.html",
        title=title,
        chapters=[chapter for chapter in chapters if chapter.rules],
        keeps=_keeps(packs),
        rules=len(rules),
        removes=sum(len(rule.remove) for rule in rules),
        stays=sum(len(rule.keep) for rule in rules),
        languages=sorted({rule.language or "" for rule in rules}),
        segments=segments,
    )


def _place(rule: Rule) -> tuple[bool, bool, str]:
    """Where a rule stands in its chapter: those of no language first, then English, then the others by code."""
    return rule.language is not None, rule.language != "en", rule.language or ""


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
