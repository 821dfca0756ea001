"""What a rule is: frozen values, no input or output, nothing compiled."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Category(StrEnum):
    """The kinds of boilerplate. `definition` says in one sentence what belongs to each."""

    definition: str

    def __new__(cls, value: str, definition: str) -> Category:
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = definition
        return member

    PAYWALL = "paywall", "Prompts that stand between the reader and the rest: subscribe, log in, articles left."
    NEWSLETTER = "newsletter", "Prompts to sign up for letters, alerts and briefings by mail."
    CONSENT = "consent", "Cookie and privacy banners, and the buttons that answer them."
    SPONSORED = "sponsored", "Labels of advertisements, paid content and affiliate links, and their disclaimers."
    SHARE = "share", "Share bars, follow prompts, and the names of networks that stand in them."
    RELATED = "related", "Links to other articles: related, recommended, most read, and their teasers."
    NAVIGATION = "navigation", "Menus, breadcrumbs, search boxes, section names, page controls, accessibility links."
    COMMENTS = "comments", "Comment forms, counters, sorting controls, and the rules for commenting."
    MEDIA = "media", "Embeds that did not load, players, galleries, and the controls that belong to them."
    ICON = "icon", "Names of icons and layers that were titles or ids of vector graphics."
    CREDIT = "credit", "Credits of photos and graphics, and names of agencies that trail a text."
    METADATA = "metadata", "Reading times, update times, topic tags, author boxes and other data about the article."
    LEGAL = "legal", "Copyright lines, terms, imprints, and notices of agencies about their rights."
    PROMO = "promo", "Apps, donations, events, offers and self-promotion of the site."
    TECHNICAL = "technical", "Placeholders, script errors, encoded addresses, bot walls and error pages."
    AGGREGATOR = "aggregator", "Marks left by sites that copy: source links, \"appeared first on\", cut-off counters."


class Unit(StrEnum):
    """How much of the text a rule claims where its pattern matches."""

    INLINE = "inline"  #: the match inside a line
    LINE = "line"  #: the whole line
    BLOCK = "block"  #: the line, and the lines of its kind that follow it
    TAIL = "tail"  #: the line and what follows, to the end, if nothing but its kind follows


class Confidence(StrEnum):
    """Whether a rule acts alone."""

    CERTAIN = "certain"  #: acts alone
    LIKELY = "likely"  #: acts only with support from its surroundings


OPEN, CLOSE = "⟦", "⟧"


@dataclass(frozen=True, slots=True)
class Example:
    """A text that shows what a rule does. `marked` holds ⟦ and ⟧ around what it claims; without, nothing is claimed.

    >>> Example("One. ⟦Two.⟧").text, Example("One. ⟦Two.⟧").spans
    ('One. Two.', ((5, 9),))
    """

    marked: str

    @property
    def text(self) -> str:
        """The text without the marks."""
        return self.marked.replace(OPEN, "").replace(CLOSE, "")

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """What is marked: start and end in code points of `text`."""
        found, start, at = [], 0, 0
        for char in self.marked:
            if char == OPEN:
                start = at
            elif char == CLOSE:
                found.append((start, at))
            else:
                at += 1
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern of boilerplate, why it is one, and the examples that hold it to its word.

    `pattern` and `unless` are matched against the folded view of a line (see `cleaner.fold`), in lower case unless
    `case` is set. Every line that the pattern matches must hold one of the literals `any_of`, or match `shape`,
    a plain pattern on bytes: they decide which lines are looked at.
    """

    id: str
    category: Category
    reason: str
    unit: Unit
    pattern: str
    confidence: Confidence = Confidence.CERTAIN
    language: str | None = None
    any_of: tuple[str, ...] = ()
    shape: str | None = None
    unless: str | None = None
    case: bool = False
    remove: tuple[Example, ...] = field(default=(), compare=False)
    keep: tuple[Example, ...] = field(default=(), compare=False)
    misses: tuple[Example, ...] = field(default=(), compare=False)

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def name(self) -> str:
        """The last part of the id."""
        return self.id.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Keep:
    """A pattern for lines that no rule may touch, from a pack's `[[keep]]`."""

    id: str
    reason: str
    pattern: str


@dataclass(frozen=True, slots=True)
class RulePack:
    """The rules of one file. `name` is the file's name without its ending; rule ids start with it."""

    name: str
    source: str
    rules: tuple[Rule, ...] = ()
    keeps: tuple[Keep, ...] = ()
