"""What a profile claims of a page: the lines that it knows, and what stands below the article with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from cleaner.find.sites.keys import LONGEST_LINE, line_hash
from cleaner.find.sites.sightings import site_title
from cleaner.match import Claim
from cleaner.rules.rule import Category, Confidence, Rule, Unit
from cleaner.text.lines import Document
from cleaner.text.prose import is_paragraph, is_prose

#: Paragraphs that no profile knows may stand below the article (teasers, comments), but no more than this share of
#: those above, in code points. It is the guard against a line that for once stands in the article or above it; a page
#: without paragraphs has no end of an article.
_MOST_BELOW = 0.3
#: A profile that claims more than this of a text's paragraphs, or of all its lines, in code points, was learned from
#: copies of the text itself or of another make of the site. On pages of news sites it claims less than 0.35 and 0.65.
_MOST_PROSE, _MOST_LINES = 0.5, 0.8


class Known(NamedTuple):
    """A line that recurs: on how many of the site's pages, where on them, and whether that alone is enough."""

    seen: int
    pages: int
    place: str
    is_certain: bool

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Known:
        """What a row of the table says."""
        return cls(row["seen"], row["pages"], row["place"], row["is_certain"])


def claims_of(document: Document, known: Mapping[int, Known], others: Sequence[Claim]) -> list[Claim]:
    """The claims on a document of the site that `known` tells of; a line that `others` claim is of their category."""
    kinds = {claim.first: claim.rule.category for claim in reversed(others) if claim.is_whole}
    filled = [line for line, is_blank in enumerate(document.blank) if not is_blank]
    found = _known_lines(document, filled, known)
    rules = {line: _recurring(one, kinds.get(line, Category.NAVIGATION)) for line, one in found.items()}
    title = site_title([document.raw_lines[line] for line in filled], known)
    if title is not None:
        rules.setdefault(filled[0], _title(known[title[0]], kinds.get(filled[0], Category.METADATA)))
    end = _end_of_article(document, filled, found)
    if end is not None:
        for line in filled[filled.index(end) :]:
            rules.setdefault(line, _below(found[end], kinds.get(line, Category.RELATED)))
    return [Claim(rule, document.body_span(line), line, line, True) for line, rule in sorted(rules.items())]


def overreach(document: Document, claims: Sequence[Claim]) -> str:
    """Why what a profile claims of a document is too much of it to be believed; empty where it is not."""
    claimed = {claim.first for claim in claims}
    sizes = {
        line: len(document.raw_lines[line].strip()) for line, is_blank in enumerate(document.blank) if not is_blank
    }
    prose = {line: size for line, size in sizes.items() if is_prose(document.raw_lines[line].strip())}
    for some, most, name in ((prose, _MOST_PROSE, "paragraphs"), (sizes, _MOST_LINES, "lines")):
        share = sum(size for line, size in some.items() if line in claimed) / max(1, sum(some.values()))
        if share > most:
            return f"the profile of its site claims {share:.0%} of its {name}: it was left out"
    return ""


def _known_lines(document: Document, filled: Sequence[int], known: Mapping[int, Known]) -> dict[int, Known]:
    found: dict[int, Known] = {}
    for line in filled:
        raw = document.raw_lines[line]
        key = line_hash(raw) if len(raw) <= LONGEST_LINE else None
        if key is not None and key in known:
            found[line] = known[key]
    return found


def _end_of_article(document: Document, filled: Sequence[int], found: Mapping[int, Known]) -> int | None:
    """The first line that follows the article on the site's other pages, and on this one; None if there is none."""
    if not any(one.place == "foot" and one.is_certain for one in found.values()):
        return None
    raw = document.raw_lines
    unknown = (line for line in filled if line not in found)
    prose = {line: len(raw[line]) for line in unknown if is_prose(raw[line]) or is_paragraph(raw[line])}
    above, below = 0, sum(prose.values())
    for line in filled:
        one = found.get(line)
        if one is not None and one.place == "foot" and one.is_certain and above > 0 and below <= _MOST_BELOW * above:
            return line
        above += prose.get(line, 0)
        below -= prose.get(line, 0)
    return None


@lru_cache(maxsize=65_536)
def _recurring(one: Known, kind: Category) -> Rule:
    """A known line as a rule, so that its removal is reported like all others."""
    reason = f"stands on {one.seen} of {one.pages} pages of this site"
    confidence = Confidence.CERTAIN if one.is_certain else Confidence.LIKELY
    return Rule("sites.recurring-line", kind, reason, Unit.LINE, "", confidence)


@lru_cache(maxsize=65_536)
def _below(one: Known, kind: Category) -> Rule:
    reason = f"stands below a line that follows the article on {one.seen} of {one.pages} pages of this site"
    return Rule("sites.below-article", kind, reason, Unit.LINE, "", Confidence.LIKELY)


@lru_cache(maxsize=65_536)
def _title(one: Known, kind: Category) -> Rule:
    reason = f"is the page's title: the headline and a name that {one.seen} of {one.pages} pages of this site add"
    return Rule("sites.page-title", kind, reason, Unit.LINE, "", Confidence.CERTAIN)
