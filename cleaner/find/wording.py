"""The wording model: what a line that no phrase names is worded like.

A linear model over hashed words (see `cleaner.find.hashes`): each owns a byte of a table, and the sum of these bytes
says how much the line sounds like a prompt and how little like an article. The bytes are those of a logistic
regression (see `cleaner.testing.fit.wording`); a second, smaller table has a row for each category and says what kind
of prompt it is.

Most lines are told by their words alone, which one look into a dict each gives; pairs are looked at where that leaves
a doubt. All is whole numbers and one square root, so that a line scores the same on every machine.
"""

from __future__ import annotations

import json
import os
import re
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from math import sqrt
from types import MappingProxyType
from typing import Any, NamedTuple
from zlib import crc32

from cleaner.errors import UsageError
from cleaner.find.claims import Claim
from cleaner.find.hashes import Features, features_of, hashed, is_long_enough, mixed
from cleaner.rules.rule import Category, Confidence, Rule, Unit
from cleaner.text.clauses import run_on, told
from cleaner.text.fold import fold
from cleaner.text.late import late
from cleaner.text.lines import Document
from cleaner.text.prose import CRIES, is_question, is_statement
from cleaner.text.segments import OPENING
from cleaner.text.speech import quotations, reports_speech, tells_of_quotation
from cleaner.text.words import is_by_character, spoken

#: What the features are; a file that was fitted for others is refused.
FORM = 2
#: How many bytes tell prompts from articles, and how many each category has, as powers of two.
BITS, KIND_BITS = 17, 12
#: A prompt is no shorter and no longer than this, in code points; where nothing parts its words, no longer than that.
SHORTEST, LONGEST, LONGEST_UNSPACED = 6, 280, 120
#: And no longer than this where nothing but its words speaks against it.
_LONGEST_ALONE = 100
#: A line without a stop is no sentence of the article if it has so many words between spaces: then a lower limit does
#: for the model to act alone below the first paragraph, so far on the way from the likely to the thorough one.
_FEWEST_ALONE, _CLEAR = 4, 0.6
#: What is a label may be the article's own ("Photo: the old bridge"): the model never acts alone on it.
_LABELS = frozenset(
    (
        *(Category.CREDIT, Category.METADATA, Category.RELATED, Category.NAVIGATION, Category.ICON),
        Category.AGGREGATOR,
    )
)
#: A line counts as having so many features at least, so that few words weigh no more than many.
FEWEST = 8
_CRIES = re.compile(f"[{re.escape(CRIES)}]")
#: What an item of a list begins with.
_BULLETS = frozenset("-–—•*·‣▪◦")
#: The two sides of a match: "Oostrum v Cape Ossing".
_SIDES = late(r"\b[^\W\d_a-zß-ÿ]\w+ vs?\.? [^\W\d_a-zß-ÿ]\w")
#: How the ids of the model's removals begin.
_PREFIX = "wording."
_OWN = os.path.join(os.path.dirname(__file__), "wording.bin")
#: So many chunks are remembered with what their words weigh, and so many words are named in a reason.
_MOST_KNOWN, _MOST_NAMED = 50_000, 3
_KINDS = {
    Category.PAYWALL: "a paywall prompt",
    Category.NEWSLETTER: "a newsletter prompt",
    Category.CONSENT: "a consent banner",
    Category.SPONSORED: "a label of paid content",
    Category.SHARE: "a share prompt",
    Category.RELATED: "a link to other articles",
    Category.NAVIGATION: "a menu's entry",
    Category.COMMENTS: "a comment form",
    Category.MEDIA: "a player's or embed's label",
    Category.ICON: "the name of an icon",
    Category.CREDIT: "a credit",
    Category.METADATA: "data about the article",
    Category.LEGAL: "a legal notice",
    Category.PROMO: "a promotion of the site",
    Category.TECHNICAL: "a technical message",
    Category.AGGREGATOR: "an aggregator's mark",
}


class Limits(NamedTuple):
    """From which scores on a line counts that is worded like a category's prompts: as likely evidence; alone where the
    policy is thorough; and alone."""

    likely: float
    thorough: float
    alone: float


class Worded(NamedTuple):
    """What a line is worded like: how much, what kind of prompt, and the words that decided."""

    score: float
    kind: Category
    words: tuple[str, ...]

    @property
    def reason(self) -> str:
        """In words for a person.

        >>> Worded(9.0, Category.NEWSLETTER, ("sign up", "inbox")).reason
        'worded like a newsletter prompt ("sign up", "inbox")'
        """
        named = ", ".join(f'"{word}"' for word in self.words)
        return f"worded like {_KINDS[self.kind]} ({named})"


class Heard:
    """What the wording model knows of the lines of a text: what they are worded like, and which have words too light
    for it to act alone."""

    __slots__ = ("light", "worded")

    def __init__(self) -> None:
        self.worded: dict[str, Worded | None] = {}
        self.light: set[str] = set()


class Wording:
    """A fitted wording model. It keeps nothing of texts but what their words weigh. Safe to share between threads; can
    be pickled."""

    def __init__(self, content: bytes, path: str = "") -> None:
        """Raises ValueError where the content is none of such a model."""
        self.content = content
        self._path = path
        head, _, weights = content.partition(b"\n")
        card: dict[str, Any] = json.loads(head)
        if card["form"] != FORM:
            raise ValueError("fitted for other features; fit it again")
        self._kinds = {Category(kind): float(bias) for kind, bias in card["kinds"].items()}
        if len(weights) != (1 << BITS) + (len(self._kinds) << KIND_BITS) or crc32(weights) != card["check"]:
            raise ValueError("the file is damaged")
        self._weights = array("b", weights[: 1 << BITS])
        self._of_kinds = array("b", weights[1 << BITS :])
        self._bias = float(card["bias"])
        self.limits = {kind: Limits(*card["limits"][kind.value]) for kind in self._kinds}
        self._least = min(limits.likely for limits in self.limits.values())
        #: What words must weigh, over the root of how many chunks, for pairs to be looked at.
        self._gate = float(card["gate"])
        self._known: dict[str, int] = {}

    @staticmethod
    def own() -> Wording:
        """The model that comes with the program, one for the whole process."""
        return _own()

    @classmethod
    def at(cls, path: str) -> Wording:
        """The model in the file at `path`, read now. Raises UsageError where it cannot be read or is no model."""
        try:
            with open(path, "rb") as file:
                return cls(file.read(), path)
        except OSError as error:
            problem = error.strerror or str(error)
        except (AttributeError, KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError):
            problem = "it is no model"
        except ValueError as error:
            problem = str(error)
        raise UsageError(f"cannot read the wording model {path}: {problem}") from None

    def __reduce__(self) -> tuple[Any, ...]:
        return (_own, ()) if self._path == _OWN else (Wording, (self.content, self._path))

    def claims(
        self,
        document: Document,
        claimed: Collection[int],
        kept: Collection[int],
        heard: Heard,
        *,
        doubtful: Mapping[int, Category] = MappingProxyType({}),
        is_thorough: bool = False,
    ) -> list[Claim]:
        """Claims on lines that are worded like prompts, in the order of the text; none on lines `claimed` or `kept`,
        but for `doubtful` ones among the claimed, with the categories that they are claimed for.

        Of all lines those are claimed that the model is sure of, or clear about where no headline may stand. Only where
        support is possible, at the end of the text and beside lines that are claimed, are those claimed that are likely
        prompts. What a line is worded like depends on the line alone; `heard` saves asking again.
        """
        found: dict[int, Claim] = {}
        for line in self._heavy(document.bodies, heard):
            if line not in claimed and line not in kept:
                claim = self._claim(document, line, heard, is_thorough)
                if claim is not None and (claim.is_clear or claim.rule.confidence is Confidence.CERTAIN):
                    found[line] = claim
        bodies = document.bodies
        for way in _ways(len(bodies), sorted({*claimed, *found})):
            for line in way:
                if not bodies[line] or bodies[line].isspace():
                    continue
                if line in kept or line in claimed or line in found:
                    break
                claim = self._claim(document, line, heard, is_thorough)
                if claim is None:
                    break
                found[line] = claim
        for line in doubtful:
            if line in kept or is_listed(document.bodies[line]):
                continue
            if (claim := self._claim(document, line, heard, is_thorough=False)) is not None:
                found[line] = claim._replace(rule=_rule(doubtful[line], claim.rule.reason, Confidence.LIKELY))
        return [found[line] for line in sorted(found)]

    def _heavy(self, bodies: Sequence[str], heard: Heard) -> list[int]:
        """The lines whose words weigh so much that the model may act alone on them."""
        light, weigh, gate, found = heard.light, self._light, self._gate, []
        for line, body in enumerate(bodies):
            if SHORTEST <= len(body) <= _LONGEST_ALONE and body not in light:
                chunks = body.split()
                if weigh(chunks) >= gate * sqrt(len(chunks)):
                    found.append(line)
                else:
                    light.add(body)
        return found

    def _claim(self, document: Document, line: int, heard: Heard, is_thorough: bool) -> Claim | None:
        """The claim on a line; None where it is not worded like a prompt."""
        body = document.bodies[line]
        worded = heard.worded[body] if body in heard.worded else heard.worded.setdefault(body, self.of(body))
        if worded is None or told(body, document.likely_language) or run_on(body, document.likely_language):
            return None
        limits = self.limits[worded.kind]
        acts = worded.kind not in _LABELS and len(body) <= _LONGEST_ALONE
        is_sure = acts and not is_report(body) and worded.score >= (limits.thorough if is_thorough else limits.alone)
        may_be_prose = is_report(body) or is_question(body) or is_listed(body) or len(body.split()) < _FEWEST_ALONE
        clear = limits.likely + _CLEAR * (limits.thorough - limits.likely)
        is_clear = acts and not may_be_prose and worded.score >= clear
        rule = _rule(worded.kind, worded.reason, Confidence.CERTAIN if is_sure else Confidence.LIKELY)
        return Claim(rule, document.body_span(line), line, line, True, is_clear)

    def of(self, body: str) -> Worded | None:
        """What a line is worded like, if it is like a prompt at all; None for what tells what somebody said.

        >>> Wording.own().of("The council voted on Tuesday to rebuild the old bridge.") is None
        True
        """
        chunks = body.split()
        if not SHORTEST <= len(body) <= LONGEST or len(chunks) * LONGEST_UNSPACED < len(body):
            return None
        if body.istitle() or _SIDES.search(body):  # a name, of whatever it may be, or who plays whom
            return None
        if self._light(chunks) < self._gate * sqrt(len(chunks)) or body.lstrip()[:1] in OPENING:
            return None
        said = spoken(body)
        if not is_long_enough(said):
            return None
        features = features_of(said)
        score = self._score(features)
        if score < self._least:
            return None
        kind = self._kind(features)
        limits = self.limits[kind]
        least = limits.alone if is_report(body) else limits.likely
        if (
            score < least
            or tells_of_quotation(body)
            or reports_speech(fold(body))
            or (is_statement(body) and quotations(body))
        ):
            return None
        return Worded(score, kind, tuple(self._telling(said)))

    def score(self, body: str) -> float:
        """How much a segment is worded like a prompt, in steps of the model.

        >>> wording = Wording.own()
        >>> wording.score("Sign up to get our stories in your inbox") > wording.score("The inbox stood on her desk")
        True
        """
        return self._score(features_of(spoken(body)))

    def _score(self, features: Features) -> float:
        weights = self._weights
        total = sum(weights[one >> 32 - BITS] for some in features for one in some)
        return self._bias + total / sqrt(max(FEWEST, len(features.words) + len(features.pairs)))

    def _light(self, chunks: Sequence[str]) -> int:
        """What the words of chunks weigh by themselves."""
        known = self._known
        try:
            return sum(map(known.__getitem__, chunks))
        except KeyError:
            if len(known) > _MOST_KNOWN:
                self._known = known = {}
            for chunk in chunks:
                if chunk not in known:
                    known[chunk] = sum(self._weights[one >> 32 - BITS] for one in features_of(spoken(chunk)).words)
            return sum(map(known.__getitem__, chunks))

    def _kind(self, features: Features) -> Category:
        """What kind of prompt it is most likely."""
        places = [one >> 32 - KIND_BITS for some in features for one in some]
        root = sqrt(max(FEWEST, len(places)))
        rows = range(0, len(self._of_kinds), 1 << KIND_BITS)
        sums = {
            kind: bias + sum(self._of_kinds[at + place] for place in places) / root
            for at, (kind, bias) in zip(rows, self._kinds.items(), strict=True)
        }
        return max(sums, key=sums.__getitem__)

    def _telling(self, said: Sequence[str]) -> Iterator[str]:
        """The words and pairs that weigh most for a prompt, the heaviest first, no word twice."""
        weights = self._weights
        ways: list[tuple[int, int, int]] = []
        for at, word in enumerate(said):
            ways.append((weights[hashed(word) >> 32 - BITS], at, at + 1))
        for at, (one, other) in enumerate(pairwise(said)):
            ways.append((weights[mixed(hashed(one), hashed(other)) >> 32 - BITS], at, at + 2))
        named: set[int] = set()
        count = 0
        for weight, first, end in sorted(ways, key=lambda way: (-way[0], way[1])):
            if weight <= 0 or count == _MOST_NAMED:
                return
            places = range(first, end)
            if named.isdisjoint(places) and all(said[place].isalnum() for place in places):
                named.update(places)
                count += 1
                yield ("" if is_by_character(said[first][0]) else " ").join(said[first:end])


def written(
    weights: bytes,
    of_kinds: bytes,
    biases: Mapping[Category, float],
    *,
    bias: float,
    limits: Mapping[Category, Limits],
    gate: float,
) -> bytes:
    """A model as the content of its file: a line of JSON, and the bytes of both tables."""
    both = weights + of_kinds
    card = {"form": FORM, "kinds": dict(biases), "bias": bias, "limits": dict(limits), "gate": gate}
    return json.dumps({**card, "check": crc32(both)}).encode() + b"\n" + both


@lru_cache(maxsize=4096)
def _rule(kind: Category, reason: str, confidence: Confidence) -> Rule:
    """The model as a rule, so that its removals are reported like all others."""
    return Rule(f"{_PREFIX}{kind.value}", kind, reason, Unit.LINE, confidence)


def _ways(count: int, claimed: Sequence[int]) -> Iterator[range]:
    """The ways from where support is possible: from the end of a text of so many lines up, and from each claimed line
    up and down."""
    yield range(count - 1, -1, -1)
    for line in claimed:
        yield range(line - 1, -1, -1)
        yield range(line + 1, count)


@cache
def _own() -> Wording:
    return Wording.at(_OWN)


def is_report(body: str) -> bool:
    """Whether a line may be a sentence of the article: it ends with a full stop, and neither asks nor cries out.

    >>> is_report("The paper sends a letter every week."), is_report("Want more? Get your letter every week.")
    (True, False)
    """
    return is_statement(body) and not _CRIES.search(body)


def is_listed(body: str) -> bool:
    """Whether a line is an item of a list, as articles have them."""
    return body.lstrip()[:1] in _BULLETS


def is_of_wording(rule: Rule) -> bool:
    """Whether a rule is the wording model."""
    return rule.id.startswith(_PREFIX)
