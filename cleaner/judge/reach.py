"""How far blocks and tails reach: the lines that no rule claims and that go with those above them.

A block takes a list under its heading, a copyright line the site's name below it, and a prompt that was broken over
several lines its own end. Nothing else goes without a phrase of its own.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

from cleaner.find.claims import Claim
from cleaner.judge.article import Article
from cleaner.judge.surroundings import Page
from cleaner.rules.rule import Category, Rule, Unit
from cleaner.text.late import late
from cleaner.text.prose import ends_sentence, is_paragraph, size_of

#: Above its first prose a headline has at least so many bytes of UTF-8, and stands within so many lines.
_HEADLINE_BYTES, _HEAD_REACH = 24, 6
#: What a list of links may stand under.
_LISTS = (Category.RELATED, Category.NAVIGATION, Category.SPONSORED, Category.METADATA, Category.AGGREGATOR)
#: How many lines the rest of a prompt may be broken into.
_PIECES = 3
#: What may follow a copyright line at the foot: a site's name, its mission. In lines, and in bytes of UTF-8.
_FOOT_LINES, _FOOT_BYTES = 3, 320
#: And how many lines that rules know may stand among these.
_FOOT_REACH = 12

#: Part of a player: a clock time, or a sign.
_OF_A_PLAYER = late(r"\W*(?:\d{1,2}(?::\d\d){1,2}\W*)?")
#: A word of a name: two letters or more, the first of them no small one.
_NAME = late(r"\b(?![a-zß-öø-ÿа-яёά-ώա-և])[^\W\d_]{2,}")


class Reason(NamedTuple):
    """Why a line goes: the claim that takes it, and what supports that claim."""

    claim: Claim
    support: str


def grow(page: Page, standing: dict[int, Reason]) -> None:
    """Lets the blocks and tails among the standing lines take the lines that go with them."""
    article = Article(page)
    for line in sorted(standing):
        for piece in _pieces(page, line, standing):
            standing.setdefault(piece, Reason(standing[line].claim, "it is the end of a broken prompt"))
    for line in sorted(standing):
        reason = standing[line]
        unit = reason.claim.rule.unit
        if unit is Unit.BLOCK and reason.claim.last == line:
            _grow_block(page, article, line, standing)
        elif unit is Unit.TAIL and reason.claim.last == line and _is_foot(page, article, line, reason.claim.rule):
            foot = page.filled[page.place[line] + 1 :]
            if article.spares(foot, standing):
                for follower in foot:
                    standing.setdefault(follower, Reason(reason.claim, "nothing but its kind follows"))
                return


def _pieces(page: Page, line: int, standing: Container[int]) -> Sequence[int]:
    """The unclaimed lines right below one that goes which end its sentence: they begin with small letters, or are
    a sign, the last ends with a stop, and what stands below them goes, too."""
    if ends_sentence(page.document.bodies[line]):
        return ()
    start = page.place[line] + 1
    for place in range(start, min(start + _PIECES, len(page.filled) - 1)):
        follower = page.filled[place]
        body = page.document.bodies[follower].strip()
        if page.is_new_block(place) or follower in page.claimed or page.is_prose(follower):
            return ()
        if not (body[0].islower() or len(body) == 1):
            return ()
        if ends_sentence(body):
            return page.filled[start : place + 1] if page.filled[place + 1] in standing else ()
    return ()


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


def _grow_block(page: Page, article: Article, line: int, standing: dict[int, Reason]) -> None:
    """Takes the list under a heading: to the end of the text if no prose follows, else to the article's return.

    In a text that is laid out like an article, a list that the heading interrupts goes on below it, and only what
    heads lists of links, or ends with a colon, takes more than rules know but signs and clock times.
    """
    start = page.place[line] + 1
    heads, mark = True, ""
    if page.is_plain:
        heads = _heads_list(page, line, standing[line].claim.rule)
        mark = _interrupted(page, start - 1, standing)
    taken: list[int] = []
    for place in range(start, len(page.filled)):
        follower = page.filled[place]
        if follower in standing and standing[follower].claim.rule.unit in (Unit.BLOCK, Unit.TAIL):
            break
        goes_on = mark and page.mark(follower) == mark
        takes = heads or _OF_A_PLAYER.fullmatch(page.document.bodies[follower])
        if follower not in page.claimed and (not takes or goes_on or not article.is_unlike(follower)):
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
        standing.setdefault(follower, Reason(standing[line].claim, "it stands in the list under a heading"))


def _heads_list(page: Page, line: int, rule: Rule) -> bool:
    """Whether a line may stand above a list of links, or announces what stands below it."""
    return rule.category in _LISTS or page.document.bodies[line].rstrip().endswith((":", "："))


def _interrupted(page: Page, place: int, standing: Container[int]) -> str:
    """The mark of the list that what stands at `place` interrupts; empty where none stays right above it, or where the
    one below begins with number one."""
    below = page.filled[place + 1 : place + 2]
    if not place or page.filled[place - 1] in standing or any(map(page.is_first_item, below)):
        return ""
    return page.mark(page.filled[place - 1])


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
