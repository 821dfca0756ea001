"""What a rule is: frozen values, no input or output, nothing compiled."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Category(StrEnum):
    """The kinds of boilerplate."""

    PAYWALL = "paywall"
    NEWSLETTER = "newsletter"
    CONSENT = "consent"
    SPONSORED = "sponsored"
    SHARE = "share"
    RELATED = "related"
    NAVIGATION = "navigation"
    COMMENTS = "comments"
    MEDIA = "media"
    ICON = "icon"
    CREDIT = "credit"
    METADATA = "metadata"
    LEGAL = "legal"
    PROMO = "promo"
    TECHNICAL = "technical"
    AGGREGATOR = "aggregator"

    @property
    def definition(self) -> str:
        """One sentence that says what belongs to the category."""
        return _DEFINITIONS[self]


_DEFINITIONS = {
    Category.PAYWALL: "Prompts that stand between the reader and the rest: subscribe, log in, articles left.",
    Category.NEWSLETTER: "Prompts to sign up for letters, alerts and briefings by mail.",
    Category.CONSENT: "Cookie and privacy banners, and the buttons that answer them.",
    Category.SPONSORED: "Labels of advertisements, paid content and affiliate links, and their disclaimers.",
    Category.SHARE: "Share bars, follow prompts, and the names of networks that stand in them.",
    Category.RELATED: "Links to other articles: related, recommended, most read, and their teasers.",
    Category.NAVIGATION: "Menus, breadcrumbs, search boxes, section names, page controls, accessibility links.",
    Category.COMMENTS: "Comment forms, counters, sorting controls, and the rules for commenting.",
    Category.MEDIA: "Embeds that did not load, players, galleries, and the controls that belong to them.",
    Category.ICON: "Names of icons and layers that were titles or ids of vector graphics.",
    Category.CREDIT: "Credits of photos and graphics, and names of agencies that trail a text.",
    Category.METADATA: "Reading times, update times, topic tags, author boxes and other data about the article.",
    Category.LEGAL: "Copyright lines, terms, imprints, and notices of agencies about their rights.",
    Category.PROMO: "Apps, donations, events, offers and self-promotion of the site.",
    Category.TECHNICAL: "Placeholders, script errors, encoded addresses, bot walls and error pages.",
    Category.AGGREGATOR: 'Marks left by sites that copy: source links, "appeared first on", cut-off counters.',
}


class Unit(StrEnum):
    """How much of the text a rule claims where its pattern matches."""

    INLINE = "inline"  #: the match inside a line
    ROW = "row"  #: a button or link: goes in a row of such, and by itself as likely only
    LINE = "line"  #: the whole line
    BLOCK = "block"  #: the line, and the lines of its kind that follow it
    TAIL = "tail"  #: the line, and a site's name below it; ends the list above it


class Confidence(StrEnum):
    """Whether a rule acts alone."""

    CERTAIN = "certain"  #: acts alone
    LIKELY = "likely"  #: acts only with support from its surroundings


class DamageKind(StrEnum):
    """What may be wrong with a text that no cleaning mends."""

    TRUNCATED_SENTENCE = "truncated-sentence"  #: a sentence whose end was lost, as with a link
    MISSING_EMBED = "missing-embed"  #: a place where an embed did not load
    CUT_OFF = "cut-off"  #: the article ends before its end
    EMPTIED = "emptied"  #: most of what no phrase names went, for its layout or for where it stood


#: A line longer than this, in code points, is no prompt as a whole.
LONGEST_LINE = 1_000
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
    """One kind of boilerplate: what says it, why it is none of the article, and examples that hold it to its word.

    `phrases` are templates (see `cleaner.rules.phrases`) in the rule's language; a rule for what is no words has a
    `pattern` in their place, which is matched against the folded view of a line (see `cleaner.text.fold`), with its
    capitals if `case` is set, where one of the literals `near` stands. Of `needs` one must be found in the segment, of
    `unless` none may be; both are phrases, or patterns between slashes. `damage` is what a removal by this rule shows
    about the text; a cut-off only where nothing of the article follows.
    """

    id: str
    category: Category
    reason: str
    unit: Unit = Unit.LINE
    confidence: Confidence = Confidence.LIKELY
    language: str | None = None
    phrases: tuple[str, ...] = ()
    pattern: str = ""
    near: tuple[str, ...] = ()
    case: bool = False
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    damage: DamageKind | None = None
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
    """Lines that no rule may touch, from a pack's `[[keep]]`: whole lines that one of the phrases says, or that the
    pattern matches."""

    id: str
    reason: str
    phrases: tuple[str, ...] = ()
    pattern: str = ""
    language: str | None = None
    keep: tuple[Example, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class RulePack:
    """The rules of one file. `name` is the file's name without its ending; rule ids start with it."""

    name: str
    source: str
    rules: tuple[Rule, ...] = ()
    keeps: tuple[Keep, ...] = ()
