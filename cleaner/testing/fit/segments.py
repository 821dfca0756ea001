"""What the wording model is fitted on and judged by: segments that are prompts, and segments that are articles.

Prompts are what packs say must go, what their phrases may say, known phrases, and lines of labelled pages that a rule
claims; articles are what packs say must stay, and the lines and sentences of true bodies. Of the lines that stand
beside a true body and that no rule claims, most are teasers: those that stand on one page only count a little for what
is no prompt, those that recur for nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from cleaner.find.claims import Claim
from cleaner.find.hashes import is_long_enough
from cleaner.find.matcher import own_matcher
from cleaner.find.wording import LONGEST, SHORTEST
from cleaner.rules.lists import Lists
from cleaner.rules.own import own_lists, own_packs
from cleaner.rules.rule import Category, Confidence, Keep, Rule, Unit
from cleaner.rules.samples import samples
from cleaner.testing.fit.pages import SHINGLE, Row, fold_of, read_rows, tokens
from cleaner.testing.stock import languages, prose
from cleaner.text.lines import Document
from cleaner.text.segments import cuts
from cleaner.text.words import spoken

#: How often a segment counts, by where it comes from; what packs keep is what is hardest to tell from a prompt.
_REMOVE, _PHRASE, _CLAIMED, _SAMPLE, _KEEP, _TEASER = 2.0, 2.0, 1.0, 0.4, 3.0, 0.2
#: Sentences made of each phrase, and how often a body counts whose label is weak.
_SAMPLES, _WEAK = 2, 0.4
_STRONG = ("", "truth", "site")
#: The extractor whose texts hold the whole page.
_DUMP = "html-text"


class Segment(NamedTuple):
    """A segment with what is known of it: its fold, so that neither a rule nor a site judges itself; from where it
    comes; how often it counts; its kind, None where it is an article's or unknown; and whether it is a prompt."""

    text: str
    fold: int
    origin: str
    times: float
    language: str
    kind: Category | None
    is_prompt: bool


def of_packs() -> Iterator[Segment]:
    """What the packs that come with the program say of what goes and what stays."""
    lists = own_lists()
    for pack in own_packs():
        for rule in pack.rules:
            yield from _kept(rule)
            if rule.phrases and rule.unit is not Unit.INLINE:
                yield from _removed(rule, lists)
        for keep in pack.keeps:
            yield from _kept(keep)
    for language in languages():
        for paragraph in prose(language):
            for text in _pieces(paragraph):
                yield Segment(text, fold_of(text), "keep", _KEEP, language, None, False)


def _kept(rule: Rule | Keep) -> Iterator[Segment]:
    for example in rule.keep:
        for line in filter(str.strip, example.text.splitlines()):
            yield Segment(line, fold_of(rule.id), "keep", _KEEP, rule.language or "any", None, False)


def _removed(rule: Rule, lists: Lists) -> Iterator[Segment]:
    """The first line of what each example marks, which the rule claims itself, and samples of the phrases."""
    fold, language = fold_of(rule.id), rule.language or "any"
    for example in rule.remove:
        for start, end in example.spans:
            line = next(filter(str.strip, example.text[start:end].splitlines()), "")
            yield Segment(line, fold, "remove", _REMOVE, language, rule.category, True)
    for phrase in rule.phrases:
        for said in samples(phrase, rule.language, lists, _SAMPLES):
            yield Segment(said, fold, "sample", _SAMPLE, language, rule.category, True)


def of_phrases(path: Path) -> Iterator[Segment]:
    """Known phrases: a JSONL file of objects with a phrase and its lang. The rule that claims one decides its fold."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            claim = next(iter(_whole(Document(row["phrase"])).values()), None)
            kind = None if claim is None else claim.rule.category
            fold = fold_of(row["phrase"] if claim is None else claim.rule.id)
            yield Segment(row["phrase"], fold, "phrase", _PHRASE, row.get("lang") or "any", kind, True)


def of_pages(path: Path, *, judges: bool) -> Iterator[Segment]:
    """The segments of labelled pages. Those of their bodies are of the origin "body" if they are to judge, and else
    "more"."""
    pages: dict[tuple[str, str], Row] = {}
    for row in read_rows(path):
        place = (row.group, row.gold)
        if place not in pages or row.track == _DUMP:
            pages[place] = row
    beside: dict[str, Segment] = {}
    often: dict[str, int] = {}
    for row in pages.values():
        document = Document(row.gold)
        language = document.likely_language or "?"
        times = 1.0 if row.how in _STRONG else _WEAK
        fold = fold_of(row.group)
        for text in _true(document):
            yield Segment(text, fold, "body" if judges else "more", times, language, None, False)
        for text, claim in _beside(row):
            often[text] = often.get(text, 0) + 1
            if claim is not None:
                its = claim.rule
                beside[text] = Segment(text, fold_of(its.id), "claimed", _CLAIMED, language, its.category, True)
            else:
                beside.setdefault(text, Segment(text, fold, "teaser", _TEASER, language, None, False))
    yield from (one for text, one in beside.items() if one.is_prompt or often[text] == 1)


def _true(document: Document) -> Iterator[str]:
    """The lines of a body that could be prompts by their length, and the sentences of its lines; without those that
    certain rules claim, for the best of bodies hold boilerplate."""
    sure = {claim.first for claim in own_matcher().find(document) if claim.rule.confidence is Confidence.CERTAIN}
    for line, body in enumerate(document.bodies):
        if line in sure:
            continue
        yield from _pieces(body)


def _pieces(body: str) -> Iterator[str]:
    """A line, and its sentences where it has more than one."""
    yield body
    places = cuts(body)
    if len(places) > 2:
        yield from (body[start:end] for start, end in pairwise(places))


def _beside(row: Row) -> Iterator[tuple[str, Claim | None]]:
    """The lines of a page that share nothing with its body, each with the claim on it."""
    true = tokens(row.gold)
    shingles, words = set(_shingles(true)), set(true)
    document = Document(row.raw)
    claims = _whole(document)
    for line, body in enumerate(document.bodies):
        found = tokens(body)
        is_far = shingles.isdisjoint(_shingles(found)) if len(found) >= SHINGLE else not words.issuperset(found)
        if found and is_far:
            yield body.strip(), claims.get(line)


def _shingles(found: list[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(found[at:] for at in range(SHINGLE)), strict=False)


def _whole(document: Document) -> dict[int, Claim]:
    """The claims on whole single lines."""
    claims = (claim for claim in own_matcher().find(document) if claim.is_whole and claim.first == claim.last)
    return {claim.first: claim for claim in claims}


def distinct(segments: Iterable[Segment]) -> list[Segment]:
    """The segments that the model could be asked about, without white space around them, each text once as a prompt
    and once as none."""
    found: dict[tuple[str, bool], Segment] = {}
    for one in segments:
        text = one.text.strip()
        is_asked = SHORTEST <= len(text) <= LONGEST
        if is_asked and (text, one.is_prompt) not in found and is_long_enough(spoken(text)):
            found[text, one.is_prompt] = one._replace(text=text)
    return list(found.values())
