"""The many shapes that a labelled page can come in: cropped, wrapped, cleaned, in another page's frame."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from cleaner.testing.fit.pages import Judge, Page, Row, fold_of, label, no_evidence, true_body

#: Not all of cleaner.text.prose.STOPS: a fit repeated gives the model that it gave.
_SENTENCE_END = re.compile("(?<=[.!?])\\s+(?=\\S)|(?<=[\u3002\uff01\uff1f])")


def _pieces(page: Page, cut: Callable[[str], list[str]], kind: str, importance: float) -> Page:
    parts = [cut(line) or [""] for line in page.lines]
    sizes = [len(each) for each in parts]
    content = np.repeat(page.content, sizes)
    weight = np.repeat(page.weight / np.array(sizes, float), sizes)
    lines = tuple(piece for each in parts for piece in each)
    evidence = np.repeat(page.evidence, sizes)
    return replace(
        page, lines=lines, content=content, weight=weight, evidence=evidence, kind=kind, importance=importance
    )


def crop(page: Page, chance: random.Random) -> Page:
    """A stretch of the page, a fifth to four fifths of its lines."""
    size = max(4, int(len(page.lines) * chance.uniform(0.2, 0.8)))
    begin = chance.randint(0, max(len(page.lines) - size, 0))
    part = page.take(range(begin, min(begin + size, len(page.lines))), "crop")
    return replace(part, importance=0.4)


def without_blanks(page: Page, chance: random.Random) -> Page:
    """The page without blank lines and indentation."""
    kept = page.take((i for i, line in enumerate(page.lines) if line.strip()), "dense")
    return replace(kept, lines=tuple(line.strip() for line in kept.lines), importance=0.3)


def spread(page: Page, chance: random.Random) -> Page:
    """The page with a blank line after every line."""
    return _pieces(without_blanks(page, chance), lambda line: [line, ""], "spread", 0.3)


def wrap(page: Page, chance: random.Random) -> Page:
    """The page wrapped at 68 to 80 columns, mostly with blank lines around what took more than one line."""
    width, gap = chance.randint(68, 80), chance.random() < 0.7

    def cut(line: str) -> list[str]:
        parts = textwrap.wrap(line.strip(), width, break_long_words=False, break_on_hyphens=False)
        return ["", *parts, ""] if gap and len(parts) > 1 else parts

    return _pieces(page, cut, "wrapped", 0.5)


def sentences(page: Page, chance: random.Random) -> Page:
    """The page with one sentence to a line."""
    return _pieces(page, lambda line: [s for s in _SENTENCE_END.split(line.strip()) if s], "sentences", 0.3)


def cleaned(page: Page, chance: random.Random) -> Page:
    """What a perfect cleaner leaves of the page, or now and then a little more; a second pass must find
    nothing new.
    """
    spare = chance.choice((0.0, 0.12))
    kept = page.take(
        (
            i
            for i, line in enumerate(page.lines)
            if not line.strip() or page.content[i] >= 0.5 or chance.random() < spare
        ),
        "cleaned",
    )
    return replace(kept, importance=0.7)


def inserted(body: Page, junk: list[Page], chance: random.Random) -> Page:
    """A true body with one to three short runs of other pages' boilerplate, mostly at its edges."""
    lines, content, weight = list(body.lines), body.content.tolist(), body.weight.tolist()
    evidence = body.evidence.tolist()
    for _ in range(chance.randint(1, 3)):
        source = chance.choice(junk)
        waste = [i for i, line in enumerate(source.lines) if source.content[i] < 0.2 and line.strip()]
        if not waste:
            continue
        begin = chance.randrange(len(waste))
        run = waste[begin : begin + chance.choice((1, 1, 1, 2, 3))]
        place = chance.random()
        at = 0 if place < 0.25 else len(lines) if place < 0.6 else chance.randint(0, len(lines))
        lines[at:at] = [source.lines[i] for i in run]
        content[at:at] = [0.0] * len(run)
        weight[at:at] = source.weight[run].tolist()
        evidence[at:at] = source.evidence[run].tolist()
    return replace(
        body,
        lines=tuple(lines),
        content=np.array(content),
        weight=np.array(weight),
        evidence=np.array(evidence, np.uint8),
        kind="inserted",
        importance=1.0,
    )


_SHAPES = (
    (crop, 0.16),
    (without_blanks, 0.08),
    (spread, 0.08),
    (wrap, 0.16),
    (sentences, 0.08),
    (cleaned, 0.3),
)


def variants(rows: Sequence[Row], seed: int, plenty: float = 1.0, judge: Judge = no_evidence) -> list[Page]:
    """All pages to fit on: as scraped, true bodies, and both in many other shapes; `plenty` says how many of
    those.
    """
    chance = random.Random(seed)
    pages: list[Page] = []
    bodies: dict[tuple[str, str], Page] = {}
    kin: dict[tuple[int, str], list[Page]] = {}
    found = judge([row.raw for row in rows])
    golds = list(dict.fromkeys(row.gold for row in rows))
    told = dict(zip(golds, judge(golds), strict=True))
    for row, evidence in zip(rows, found, strict=True):
        page = label(row, evidence)
        pages.append(page)
        kin.setdefault((fold_of(row.group), row.track), []).append(page)
        bodies.setdefault((row.group, row.gold), true_body(row, told[row.gold]))
        pages += [shape(page, chance) for shape, share in _SHAPES if chance.random() < share * plenty]
    for body in bodies.values():
        junk = [page for (fold, _), members in kin.items() if fold == fold_of(body.group) for page in members]
        pages.append(body)
        pages += [shape(body, chance) for shape, share in _SHAPES if chance.random() < share * plenty]
        for _ in range(max(1, round(plenty))):
            dirty = inserted(body, junk, chance)
            pages += [dirty, chance.choice((spread, without_blanks))(dirty, chance)]
    return [page for page in pages if page.lines or page.kind == "page"]
