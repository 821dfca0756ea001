"""Which claims stand: certain ones alone, likely ones with support, and how far blocks and tails reach.

The idea of two stages, first each line by itself and then by its neighbours, is that of jusText (J. Pomikálek,
"Removing Boilerplate and Duplicate Content from Web Corpora", 2011).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from cleaner.document import Document
from cleaner.fold import View, fold
from cleaner.match import Claim
from cleaner.policy import Policy
from cleaner.rules import Category, Confidence, Rule, Unit
from cleaner.spans import Span

#: A line this long, in bytes of UTF-8, that ends like a sentence is prose: an article may have resumed. Bytes weigh
#: scripts alike: 80 Latin letters, 40 Cyrillic ones or 27 Chinese characters say about as much.
PROSE_BYTES = 80
_SENTENCE_ENDS = tuple(".!?。！？…\"”»’')）」")
_STOPS = tuple(f"{stop}{close}" for stop in ".。!?！？" for close in ("", '"', "”", "“", "’", "»", "」", "』"))
_LISTED = re.compile(r"\s*(?:[•▪·●‣◦■]|[*+–-] |\d{1,2}[.)] )")
_CRIES = tuple(stop for stop in _STOPS if stop[0] in "!?！？")
#: How many lines that no rule knows may stand between two that rules know, inside one tail.
_GAP = 6
#: How many lines that rules know must stand in a tail before it takes a sentence that none knows.
_ANCHORS = 3
#: How many tails are tried: where the last few do not reach the end, more will not.
_MOST_TAILS = 8
#: A run of this many likely lines supports itself.
_RUN = 3
#: A line shorter than this, in code points, may be repeated for good reasons.
_LONG_ENOUGH = 16
#: A line of one word, of a script that parts words and no longer than this in code points, may be a subhead, unless its
#: rule is of these categories: nobody heads a paragraph "Advertisement".
_LONGEST_WORD = 40
_SPACED_SCRIPT = re.compile(r"[a-z\u00df-\u1fff]+$")
_UNMISTAKABLE = (Category.SPONSORED, Category.TECHNICAL, Category.ICON)
#: How many lines a text may have before its first prose for a likely line there to stand at its head.
_HEAD_LINES = 12
#: Above its first prose a headline has at least so many bytes of UTF-8, and stands within so many lines.
_HEADLINE_BYTES, _HEAD_REACH = 24, 6
#: What may follow a copyright line at the foot: a site's name, its mission. In lines, and in bytes of UTF-8.
_FOOT_LINES, _FOOT_BYTES = 3, 320
#: And how many lines that rules know may stand among these.
_FOOT_REACH = 12


class Verdict(NamedTuple):
    """A claim that stands: what goes, by which rule, supported by what (empty if the rule acts alone), and the ids of
    other rules that claimed the same. `first` and `last` are lines; `is_whole` tells whether they go whole."""

    rule: Rule
    span: Span
    first: int
    last: int
    is_whole: bool
    support: str = ""
    also: tuple[str, ...] = ()


def judge(
    document: Document, claims: Sequence[Claim], policy: Policy, kept: frozenset[int] = frozenset()
) -> list[Verdict]:
    """The claims that stand under `policy`, sorted and disjoint; nothing reaches into or over the lines `kept`.

    Blank lines around removed ones are left to the cut.
    """
    allowed = [claim for claim in claims if policy.allows(claim.rule.category)]
    if not allowed:
        return []
    whole = {
        line: claim
        for claim in reversed(_ranked(allowed))
        for line in range(claim.first, claim.last + 1)
        if claim.is_whole
    }
    page = _Page(document, whole, spared(claims, policy, kept))
    standing = page.standing(policy)
    page.grow(standing)
    verdicts = page.verdicts(standing, allowed)
    verdicts += _parts([c for c in allowed if not c.is_whole], page, standing, policy)
    return sorted(verdicts, key=lambda verdict: verdict.span)


def spared(claims: Sequence[Claim], policy: Policy, kept: frozenset[int]) -> frozenset[int]:
    """The lines that nothing may take along: those `kept`, and those that only rules of kept categories claim."""
    whole = [(claim, range(claim.first, claim.last + 1)) for claim in claims if claim.is_whole]
    allowed = {line for claim, lines in whole if policy.allows(claim.rule.category) for line in lines}
    return kept | {line for _, lines in whole for line in lines if line not in allowed}


def _ranked(claims: Sequence[Claim]) -> list[Claim]:
    """The claims, the best first: certain before likely, wide before narrow."""
    units = list(Unit)
    return sorted(
        claims,
        key=lambda c: (c.rule.confidence is Confidence.LIKELY, -units.index(c.rule.unit), -c.span.length, c.rule.id),
    )


def _parts(claims: Sequence[Claim], page: _Page, standing: dict[int, _Reason], policy: Policy) -> list[Verdict]:
    """The claims on parts of lines that stay, each span once; those that overlap together."""
    found: list[Verdict] = []
    end_of_article = page.end_of_article(standing)
    for claim in sorted(claims, key=lambda c: (c.span.start, -c.span.end)):
        if claim.first in standing:
            continue
        support = ""
        if claim.rule.confidence is Confidence.LIKELY:
            if claim.span.end == end_of_article:
                support = "it stands at the end of the text"
            elif not policy.lone_likely:
                continue
        if found and claim.span.start < found[-1].span.end:
            previous = found[-1]
            end = max(previous.span.end, claim.span.end)
            found[-1] = previous._replace(
                span=Span(previous.span.start, end), also=_with(previous.also, claim.rule.id, previous.rule.id)
            )
        else:
            found.append(Verdict(claim.rule, claim.span, claim.first, claim.last, False, support))
    return found


def _with(also: tuple[str, ...], one: str, main: str) -> tuple[str, ...]:
    return also if one in also or one == main else (*also, one)


class _Reason(NamedTuple):
    """Why a line goes: the claim that takes it, and what supports that claim."""

    claim: Claim
    support: str


class _Page:
    """A document with the best whole-line claim for each line that has one."""

    def __init__(self, document: Document, claimed: dict[int, Claim], kept: frozenset[int]) -> None:
        self.document = document
        self.kept = kept
        self.claimed = claimed
        self.filled = [i for i, blank in enumerate(document.blank) if not blank]
        self.place = {line: place for place, line in enumerate(self.filled)}

    def is_prose(self, line: int) -> bool:
        """Whether a line looks like a paragraph of an article, or is to be kept like one."""
        if line in self.kept:
            return True
        body = self.document.raw_lines[line].strip()
        return body.endswith(_SENTENCE_ENDS) and len(body.encode("utf-8", "surrogatepass")) >= PROSE_BYTES

    @cached_property
    def first_prose(self) -> int:
        """The first unclaimed line of prose, as a place among the lines that are not blank."""
        for place, line in enumerate(self.filled):
            if line not in self.claimed and self.is_prose(line):
                return place
        return len(self.filled)

    @cached_property
    def last_prose(self) -> int:
        """The last unclaimed line of prose, as a place among the lines that are not blank; -1 if there is none."""
        for place in range(len(self.filled) - 1, -1, -1):
            if self.filled[place] not in self.claimed and self.is_prose(self.filled[place]):
                return place
        return -1

    @cached_property
    def repeats(self) -> Counter[str]:
        """How often each folded line stands in the text."""
        return Counter(fold(self.document.body(line)) for line in self.filled)

    def end_of_article(self, standing: Iterable[int]) -> int:
        """Where the last line that stays ends, without the white space after it."""
        gone = set(standing)
        last = next((line for line in reversed(self.filled) if line not in gone), None)
        if last is None:
            return -1
        return self.document.starts[last] + len(self.document.raw_lines[last].rstrip())

    def _is_repeated(self, line: int) -> bool:
        """Whether a line stands more than once, and is more than a word or a date, which tables and lists repeat."""
        if self._is_listed(line):
            return False
        words = fold(self.document.body(line))
        return self.repeats[words] > 1 and len(words) >= _LONG_ENOUGH and sum(map(str.isalpha, words)) > len(words) / 2

    def standing(self, policy: Policy) -> dict[int, _Reason]:
        """The claimed lines that go before blocks and tails grow, with the reasons."""
        out: dict[int, _Reason] = {}
        for run in self._runs():
            is_backed = any(map(self._is_certain, run))
            support = self._support_of(run, is_backed)
            for line in run:
                claim = self.claimed[line]
                if self._is_certain(line):
                    out[line] = _Reason(claim, "")
                elif support:
                    out[line] = _Reason(claim, support)
                elif self._is_repeated(line):
                    out[line] = _Reason(claim, "the line is repeated")
                elif policy.lone_likely:
                    out[line] = _Reason(claim, "it is a whole line")
        return out

    def _is_certain(self, line: int) -> bool:
        """Whether the claim on a line acts alone: a certain one, but not on one word, which may be a subhead."""
        rule = self.claimed[line].rule
        if rule.confidence is not Confidence.CERTAIN:
            return False
        if rule.category in _UNMISTAKABLE or len(self.document.raw_lines[line]) > _LONGEST_WORD:
            return True
        word = View(self.document.body(line)).core.text
        return not (word.isalpha() and _SPACED_SCRIPT.match(word))

    def _runs(self) -> Iterable[list[int]]:
        """The claimed lines, in runs between which a line without a claim stands."""
        run: list[int] = []
        for line in sorted(self.claimed):
            if run and self.place[line] != self.place[run[-1]] + 1:
                yield run
                run = []
            run.append(line)
        if run:
            yield run

    def _support_of(self, run: list[int], is_backed: bool) -> str:
        """What backs the likely lines of a run, in words; empty if nothing does."""
        if is_backed and len(run) > 1:
            return "it stands beside other boilerplate"
        if self.place[run[-1]] == len(self.filled) - 1:
            return "it stands at the end of the text"
        if self.place[run[0]] == 0 or self.place[run[0]] < min(self.first_prose, _HEAD_LINES):
            return "it stands at the head of the text"
        if len(run) >= _RUN:
            return "it stands in a run of its kind"
        return ""

    def grow(self, standing: dict[int, _Reason]) -> None:
        """Lets blocks and tails take the lines that go with them."""
        tries = 0
        for line in sorted(standing):
            reason = standing[line]
            unit = reason.claim.rule.unit
            if unit is Unit.BLOCK and reason.claim.last == line:
                self._grow_block(line, reason, standing)
            elif unit is Unit.TAIL and reason.claim.last == line and tries < _MOST_TAILS:
                place = self.place[line] + 1
                is_foot = self._is_foot(place, reason.claim.rule)
                if not is_foot and place <= self.last_prose + 1:
                    continue
                tries += 1
                if is_foot or self._is_tail(place):
                    for follower in self.filled[place:]:
                        standing.setdefault(follower, _Reason(reason.claim, "nothing but its kind follows"))
                    return

    def _is_tail(self, place: int) -> bool:
        """Whether all from `place` to the end goes with what stands before it.

        Lines that no rule knows may be among them: sentences only between lines that rules know, and few in a row.
        """
        gap, known, sentences = 0, 1, 0
        for follower in self.filled[place:]:
            if follower in self.claimed:
                known += 1
                gap = sentences = 0
                continue
            gap += 1
            sentences += self._is_sentence(follower)
            if gap > _GAP or (sentences and known < _ANCHORS):
                return False
        return not sentences

    def _is_foot(self, place: int, rule: Rule) -> bool:
        """Whether what follows a copyright line, from `place` on, is short and plain enough for a site's foot."""
        if rule.category is not Category.LEGAL:
            return False
        rest = [line for line in self.filled[place : place + _FOOT_REACH + 1] if line not in self.claimed]
        if len(rest) > _FOOT_LINES or len(self.filled) - place > _FOOT_REACH or not self.kept.isdisjoint(rest):
            return False
        text = "\n".join(self.document.raw_lines[line].strip() for line in rest)
        return (
            len(text.encode("utf-8", "surrogatepass")) <= _FOOT_BYTES
            and not any(char.isdigit() or char in '"“”„«»「」' for char in text)
            and not any(self._is_sentence(line) for line in rest[: max(1, len(rest) - 1)])
        )

    def _grow_block(self, line: int, reason: _Reason, standing: dict[int, _Reason]) -> None:
        """Takes the list under a heading: to the end of the text if no prose follows, else to the article's return."""
        start = self.place[line] + 1
        taken: list[int] = []
        for place in range(start, len(self.filled)):
            follower = self.filled[place]
            if follower in standing and standing[follower].claim.rule.unit in (Unit.BLOCK, Unit.TAIL):
                break
            if follower not in self.claimed and (self.is_prose(follower) or self._is_statement(follower)):
                break
            if self._is_new_block(place) and taken and place <= self.last_prose and not self._goes_with_list(place):
                break
            taken.append(follower)
        for follower in self._without_article(start, taken):
            standing.setdefault(follower, _Reason(reason.claim, "it stands in the list under a heading"))

    def _without_article(self, start: int, taken: list[int]) -> list[int]:
        """`taken` without last lines that may belong to the article that goes on after them.

        Above the article's first paragraph these are its headline and deck; further down, a subhead.
        """
        after = start + len(taken)
        if not taken or after > self.last_prose:
            return taken
        if after <= self.first_prose:
            return taken[: self._head_begins(taken)]
        is_subhead = self._is_new_block(after - 1) or (len(taken) > 1 and not self._is_new_block(after))
        if is_subhead and not self._is_listed(taken[-1]) and taken[-1] not in self.claimed:
            return taken[:-1]
        return taken

    def _head_begins(self, taken: Sequence[int]) -> int:
        """Where the article's head may begin among lines right above its first paragraph: headline and deck.

        These are the last two lines, or the last two as long as a headline where bylines and dates stand below them.
        """
        begins, long, last = len(taken), 0, len(taken) - 1
        for at in range(last, max(-1, last - _HEAD_REACH), -1):
            if self._is_listed(taken[at]) or long == 2:
                break
            if taken[at] in self.claimed:
                continue
            size = len(self.document.raw_lines[taken[at]].strip().encode("utf-8", "surrogatepass"))
            if size >= _HEADLINE_BYTES:
                long += 1
                begins = at
            elif at >= last - 1 and begins == at + 1:
                begins = at
        return begins

    def _goes_with_list(self, place: int) -> bool:
        """Whether a line after a blank one still belongs to a list: an item, a claimed line, or just before one."""
        some = self.filled[place : place + 2]
        return self._is_listed(some[0]) or any(line in self.claimed for line in some)

    def _is_sentence(self, line: int) -> bool:
        """Whether a line ends like a sentence, and is no item of a list."""
        body = self.document.raw_lines[line].rstrip()
        return body.endswith(_STOPS) and not body.endswith("...") and not self._is_listed(line)

    def _is_statement(self, line: int) -> bool:
        """Whether a line ends with a full stop, as headlines do not, although they may ask or cry out."""
        return self._is_sentence(line) and not self.document.raw_lines[line].rstrip().endswith(_CRIES)

    def _is_new_block(self, place: int) -> bool:
        """Whether a blank line stands before the line at `place`."""
        return place > 0 and self.filled[place] != self.filled[place - 1] + 1

    def _is_listed(self, line: int) -> bool:
        """Whether a line bears the mark of a list item: a bullet or a number."""
        return _LISTED.match(self.document.raw_lines[line]) is not None

    def verdicts(self, standing: dict[int, _Reason], claims: Sequence[Claim]) -> list[Verdict]:
        """The standing lines as verdicts: neighbours taken by the same claim together."""
        also: dict[int, list[str]] = {}
        for claim in claims:
            if claim.is_whole:
                for line in range(claim.first, claim.last + 1):
                    also.setdefault(line, []).append(claim.rule.id)
        out: list[Verdict] = []
        for line in sorted(standing):
            reason = standing[line]
            rule = reason.claim.rule
            others = tuple(dict.fromkeys(one for one in also.get(line, ()) if one != rule.id))
            span = self.document.body_span(line)
            if out and self._goes_on(out[-1], line, rule):
                last = out[-1]
                merged = tuple(dict.fromkeys([*last.also, *others]))
                out[-1] = last._replace(span=Span(last.span.start, span.end), last=line, also=merged)
            else:
                out.append(Verdict(rule, span, line, line, True, reason.support, others))
        return out

    def _goes_on(self, last: Verdict, line: int, rule: Rule) -> bool:
        return last.rule is rule and self.place[line] == self.place[last.last] + 1
