"""How far blocks and tails reach: the lines that no rule claims and that go with those above them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.find.claims import Claim
from cleaner.judge.article import Article
from cleaner.judge.surroundings import Page
from cleaner.rules.rule import Category, Rule, Unit
from cleaner.text.late import late
from cleaner.text.prose import is_paragraph, size_of

#: How many lines that no rule knows may stand between two that rules know, inside one tail.
_GAP = 6
#: How many lines that rules know must stand in a tail before it takes a sentence that none knows.
_ANCHORS = 3
#: How many tails are tried: where the last few do not reach the end, more will not.
_MOST_TAILS = 8
#: Above its first prose a headline has at least so many bytes of UTF-8, and stands within so many lines.
_HEADLINE_BYTES, _HEAD_REACH = 24, 6
#: What may follow a copyright line at the foot: a site's name, its mission. In lines, and in bytes of UTF-8.
_FOOT_LINES, _FOOT_BYTES = 3, 320
#: And how many lines that rules know may stand among these.
_FOOT_REACH = 12

#: A word of a name: two letters or more, the first of them no small one.
_NAME = late(r"\b(?![a-zß-öø-ÿа-яёά-ώա-և])[^\W\d_]{2,}")


class Reason(NamedTuple):
    """Why a line goes: the claim that takes it, and what supports that claim."""

    claim: Claim
    support: str


def grow(page: Page, standing: dict[int, Reason]) -> None:
    """Lets the blocks and tails among the standing lines take the lines that go with them."""
    article, tries = Article(page), 0
    for line in sorted(standing):
        reason = standing[line]
        unit = reason.claim.rule.unit
        if unit is Unit.BLOCK and reason.claim.last == line:
            _grow_block(page, article, line, reason, standing)
        elif unit is Unit.TAIL and reason.claim.last == line and tries < _MOST_TAILS:
            place = page.place[line] + 1
            is_foot = _is_foot(page, article, line, reason.claim.rule)
            if not is_foot and place <= page.last_prose + 1:
                continue
            tries += 1
            if (is_foot or _is_tail(page, article, place)) and article.spares(page.filled[place:], standing):
                for follower in page.filled[place:]:
                    standing.setdefault(follower, Reason(reason.claim, "nothing but its kind follows"))
                return


def _is_tail(page: Page, article: Article, place: int) -> bool:
    """Whether all from `place` to the end goes with what stands before it.

    Lines that no rule knows may be among them, unlike those of the article and few in a row, and sentences only between
    lines that rules know. A paragraph never is.
    """
    gap, known, sentences = 0, 1, 0
    for follower in page.filled[place:]:
        if follower in page.claimed:
            known += 1
            gap = sentences = 0
            continue
        if is_paragraph(page.document.bodies[follower]):
            return False
        gap += 1
        sentences += page.is_sentence(follower) or not article.is_unlike(follower)
        if gap > _GAP or (sentences and known < _ANCHORS):
            return False
    return not sentences


def _is_foot(page: Page, article: Article, owner: int, rule: Rule) -> bool:
    """Whether what follows the copyright line `owner` is short and plain enough for a site's foot: names that share a
    word with that line, and after these perhaps a sentence."""
    place = page.place[owner] + 1
    if rule.category is not Category.LEGAL or len(page.filled) - place > _FOOT_REACH:
        return False
    rest = [line for line in page.filled[place:] if line not in page.claimed]
    if len(rest) > _FOOT_LINES or not page.kept.isdisjoint(rest):
        return False
    names = rest[:-1] if rest and not article.is_unlike(rest[-1]) else rest
    text = "\n".join(page.document.bodies[line].strip() for line in rest)
    return (
        size_of(text) <= _FOOT_BYTES
        and not any(is_paragraph(page.document.bodies[line]) for line in rest)
        and not any(char.isdigit() or char in '"“”„«»「」' for char in text)
        and not (rest and not names)
        and all(article.is_unlike(line) and _share_a_name(page, owner, line) for line in names)
    )


def _share_a_name(page: Page, owner: int, line: int) -> bool:
    """Whether a word with a capital, or of a script without capitals, stands in a copyright line and in another."""
    first, second = (set(_NAME.findall(page.document.bodies[one])) for one in (owner, line))
    return not first.isdisjoint(second)


def _grow_block(page: Page, article: Article, line: int, reason: Reason, standing: dict[int, Reason]) -> None:
    """Takes the list under a heading: to the end of the text if no prose follows, else to the article's return."""
    start = page.place[line] + 1
    taken: list[int] = []
    for place in range(start, len(page.filled)):
        follower = page.filled[place]
        if follower in standing and standing[follower].claim.rule.unit in (Unit.BLOCK, Unit.TAIL):
            break
        if follower not in page.claimed and not article.is_unlike(follower):
            break
        if taken and page.is_new_block(place) and place <= page.last_prose and not _goes_with_list(page, place):
            break
        taken.append(follower)
    taken = _without_article(page, start, taken)
    unknown = [follower for follower in taken if follower not in page.claimed]
    if unknown and page.is_sentence(unknown[-1]) and not any(map(page.is_sentence, unknown[-2:-1])):
        taken = taken[: taken.index(unknown[-1])]  # a list of questions asks twice; the article may end with one
    if not article.spares(taken, standing):
        taken = [follower for follower in taken if follower in page.claimed]
    for follower in taken:
        standing.setdefault(follower, Reason(reason.claim, "it stands in the list under a heading"))


def _without_article(page: Page, start: int, taken: list[int]) -> list[int]:
    """`taken` without last lines that may belong to the article that goes on after them.

    Above the article's first paragraph these are its headline and deck; further down, a subhead.
    """
    after = start + len(taken)
    if not taken or after == len(page.filled) or page.filled[after] in page.claimed:
        return taken
    if after <= page.first_prose:
        return taken[: _head_begins(page, taken)]
    is_subhead = page.is_new_block(after - 1) or not page.is_new_block(after)
    if is_subhead and not page.is_listed(taken[-1]) and taken[-1] not in page.claimed:
        return taken[:-1]
    return taken


def _head_begins(page: Page, taken: Sequence[int]) -> int:
    """Where the article's head may begin among lines right above its first paragraph: headline and deck.

    These are the last two lines, or the last two as long as a headline where bylines and dates stand below them.
    """
    begins, long, last = len(taken), 0, len(taken) - 1
    for at in range(last, max(-1, last - _HEAD_REACH), -1):
        if page.is_listed(taken[at]) or long == 2:
            break
        if taken[at] in page.claimed:
            continue
        if size_of(page.document.bodies[taken[at]].strip()) >= _HEADLINE_BYTES:
            long += 1
            begins = at
        elif at >= last - 1 and begins == at + 1:
            begins = at
    return begins


def _goes_with_list(page: Page, place: int) -> bool:
    """Whether a line after a blank one still belongs to a list: an item, a claimed line, or just before one."""
    some = page.filled[place : place + 2]
    return page.is_listed(some[0]) or any(line in page.claimed for line in some)
