"""Which evidence counts, and how sure it must be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cleaner.errors import UsageError
from cleaner.rules.rule import Category, Confidence, Rule


@dataclass(frozen=True, slots=True)
class Policy:
    """How much evidence a removal needs.

    `lone_likely`: whether a likely rule acts on a whole line with no support from its surroundings; the wording model
    then acts alone from a lower limit on.
    `keep`: categories that are never removed; `only`: if given, the only ones that are.
    `likely`: whether likely evidence acts at all: likely rules, and what the wording model says.

    >>> Policy.named("precise").narrowed(keep=["credit"]).allows(Category.CREDIT)
    False
    """

    name: str
    lone_likely: bool = False
    keep: frozenset[Category] = frozenset()
    only: frozenset[Category] | None = None
    likely: bool = True

    @classmethod
    def named(cls, name: str | Policy) -> Policy:
        """The preset of that name; a policy is given back as it is. Raises UsageError for an unknown name."""
        if isinstance(name, Policy):
            return name
        try:
            return PRESETS[name]
        except (KeyError, TypeError):
            raise UsageError(f"unknown policy {name!r}; choose one of {', '.join(PRESETS)}") from None

    def narrowed(self, *, keep: Iterable[str] = (), only: Iterable[str] | None = None) -> Policy:
        """The same policy for fewer categories. Raises UsageError for an unknown category."""
        return replace(
            self,
            keep=self.keep | frozenset(map(category, keep)),
            only=self.only if only is None else frozenset(map(category, only)),
        )

    def takes(self, rule: Rule) -> bool:
        """Whether what this rule claims may be removed."""
        return self.allows(rule.category) and (self.likely or rule.confidence is Confidence.CERTAIN)

    def allows(self, kind: Category) -> bool:
        """Whether boilerplate of this category may be removed."""
        return kind not in self.keep and (self.only is None or kind in self.only)


def category(name: str) -> Category:
    """The category of that name. Raises UsageError that lists the names."""
    try:
        return Category(name)
    except ValueError:
        raise UsageError(f"unknown category {name!r}; choose from {', '.join(Category)}") from None


PRESETS = {
    "precise": Policy("precise", likely=False),
    "balanced": Policy("balanced"),
    "thorough": Policy("thorough", lone_likely=True),
}
