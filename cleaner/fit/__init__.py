"""Fits the line model to labelled pages: the same rows, seed and library versions give the same weights.

Each site falls into one of five folds. Five networks, each trained without one fold, score the pages of that
fold; from those scores come the calibration, the limits of the presets and the figures on the card, so that
all three speak of sites never fitted on. The weights that are written come from a sixth network, trained on
everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from cleaner.features import COLUMNS, EVIDENCE_STEP, LEXICON_BITS, NAMES
from cleaner.fit.card import card_of
from cleaner.fit.limits import STEPS, Judged, calibrate, choose_limits
from cleaner.fit.measured import Lines, measure_pages, refresh, second_values
from cleaner.fit.network import EPOCHS, FIRST_WIDTHS, SECOND_WIDTHS, layers_of, train
from cleaner.fit.pages import FOLDS, Judge, Page, Row, no_evidence, read_rows
from cleaner.fit.variants import variants
from cleaner.lines.network import Layer, score
from cleaner.lines.story import SECOND_NAMES

_DOUBT = 4.0  # sites' worth of evidence that a word stands in boilerplate and main content alike
_MOST_BYTES = 1 << 20

Ints = NDArray[np.int64]
Numbers = NDArray[np.float64]
Layers = tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A JSONL file of labelled rows (raw, gold, group; perhaps extractor, title) and how to use it."""

    path: Path
    share: float = 1.0  # of the loss, relative to the other sources
    plenty: float = 1.0  # how many variants of each page; small sources want more


@dataclass(slots=True)
class Material:
    """A source's pages, measured; `second` has the features of the second look too, once there are any."""

    name: str
    share: float
    rows: list[Row]
    pages: list[Page]
    lines: Lines
    second: Lines | None = None


def fit(
    sources: Sequence[Source],
    out: Path,
    *,
    evidence: Judge = no_evidence,
    seed: int = 1,
    epochs: int = EPOCHS,
    origin: str = "",
) -> Path:
    """Write `out` (.npz, below 1 MB, no pickle) and its card beside it (.md); returns the card's path.

    `evidence` says what the rules make of the lines of texts. `origin` goes into the card: where the rows come
    from, and under what licence. Put news before blogs: the first source sets the length of an epoch.
    """
    torch.set_num_threads(1)  # the order of sums, and so the weights, must not depend on the machine's cores
    materials = [prepare(source, seed + index, evidence) for index, source in enumerate(sources)]
    first, lexicon, first_scores = fit_first(materials, seed, epochs)
    second, judged = fit_second(materials, seed, epochs)
    scores = calibrate(judged)
    limits = choose_limits(judged, scores)
    surrogate, typical = _surrogate(materials, second)
    arrays: dict[str, NDArray[Any]] = {"lexicon": lexicon, "first_scores": first_scores, "scores": scores}
    arrays |= {"limits": limits, "surrogate": surrogate, "typical": typical}
    write(out, first, second, arrays)
    card = out.with_suffix(".md")
    told = [(material.name, material.share, material.rows) for material in materials]
    card.write_text(card_of(told, judged, origin, seed, epochs), encoding="utf-8")
    return card


def write(out: Path, first: Layers, second: Layers, arrays: dict[str, NDArray[Any]]) -> None:
    """Write the weights file. Raises ValueError if it comes out larger than a megabyte."""
    layers = {
        f"{name}_{part}{i}": values.astype(np.int32)
        for name, its in (("first", first), ("second", second))
        for i, layer in enumerate(its)
        for part, values in (("weights", layer.weights), ("bias", layer.bias))
    }
    names = np.array(NAMES + SECOND_NAMES)
    np.savez_compressed(out, allow_pickle=False, features=names, steps=np.array(STEPS), **arrays, **layers)
    if out.stat().st_size > _MOST_BYTES:
        raise ValueError(f"{out}: larger than {_MOST_BYTES} bytes")


def prepare(source: Source, seed: int, evidence: Judge) -> Material:
    """The rows of a source in all their shapes, measured."""
    rows = list(read_rows(source.path))
    pages = variants(rows, seed, source.plenty, evidence)
    return Material(source.path.name.split(".")[0], source.share, rows, pages, measure_pages(pages))


def fit_first(materials: list[Material], seed: int, epochs: int) -> tuple[Layers, NDArray[np.uint8], Ints]:
    """The network of the first look, its lexicon and calibration; sets the second look's features of all pages.

    Those come from networks that have not seen the page's site, as they will be on new sites.
    """
    lines = [material.lines for material in materials]
    values = [np.empty_like(each.values) for each in lines]
    raw = [np.empty(len(each.values), np.int64) for each in lines]
    for fold in range(FOLDS):
        fill_lexicon(lines, fold)
        layers = layers_of(train(_shares(materials), FIRST_WIDTHS, seed, fold, epochs))
        for each, kept, scores in zip(lines, values, raw, strict=True):
            here = np.repeat(each.fold == fold, each.lines_of)
            kept[here] = each.values[here]
            sizes = each.lines_of[each.fold == fold]
            scores[here] = score(layers, each.values[here].T, sizes)
    judged = [one for m, scores in zip(materials, raw, strict=True) for one in judge_pages(m, m.lines, scores)]
    calibration = calibrate(judged)
    for material, kept, scores in zip(materials, values, raw, strict=True):
        more = second_values(material.pages, scores, calibration)
        material.second = replace(material.lines, values=np.concatenate([kept, more], axis=1))
    lexicon = fill_lexicon(lines, None)
    return layers_of(train(_shares(materials), FIRST_WIDTHS, seed, None, epochs)), lexicon, calibration


def fit_second(materials: list[Material], seed: int, epochs: int) -> tuple[Layers, list[Judged]]:
    """The network of the second look, and what networks held out from a page's site make of each page."""
    sources = [(second_of(material), material.share) for material in materials]
    raw = [np.empty(len(lines.values), np.int64) for lines, _ in sources]
    for fold in range(FOLDS):
        layers = layers_of(train(sources, SECOND_WIDTHS, seed, fold, epochs))
        for (lines, _), scores in zip(sources, raw, strict=True):
            here = np.repeat(lines.fold == fold, lines.lines_of)
            values = lines.values[here].T
            scores[here] = score(layers, values, lines.lines_of[lines.fold == fold])
    judged = [one for m, scores in zip(materials, raw, strict=True) for one in judge_pages(m, second_of(m), scores)]
    return layers_of(train(sources, SECOND_WIDTHS, seed, None, epochs)), judged


def second_of(material: Material) -> Lines:
    """The pages as the second look sees them."""
    assert material.second is not None
    return material.second


def _shares(materials: list[Material]) -> list[tuple[Lines, float]]:
    return [(material.lines, material.share) for material in materials]


def fill_lexicon(sources: list[Lines], held_out: int | None) -> NDArray[np.uint8]:
    """How often each word entry stands in boilerplate, each site counting once; 0 never, 255 always.

    The word features of every page are filled on the way, each as if the page's own site had not been
    counted: otherwise the network would learn to trust what it will not find on a new site.
    """
    entries = 1 << LEXICON_BITS
    totals, sites = np.zeros(entries), np.zeros(entries)
    parts = []
    for lines in sources:
        names, group = np.unique(lines.group, return_inverse=True)
        page = np.repeat(np.arange(lines.lines_of.size), lines.lines_of)
        owner = np.repeat(np.arange(lines.words_of.size), lines.words_of)
        usable = (lines.is_page & (lines.fold != held_out))[page[owner]] & (lines.weight[owner] > 0)
        key = lines.words[usable].astype(np.int64) * names.size + group[page[owner[usable]]]
        size = entries * names.size
        seen = np.bincount(key, minlength=size).reshape(entries, -1)
        waste = np.bincount(key, weights=lines.content[owner[usable]] < 0.5, minlength=size).reshape(entries, -1)
        share = waste / np.maximum(seen, 1)
        totals += share.sum(axis=1)
        sites += (seen > 0).sum(axis=1)
        parts.append((share, seen > 0, group[page[owner]]))
    for lines, (share, has, group) in zip(sources, parts, strict=True):
        words = lines.words.astype(np.int64)
        refresh(lines, _share_of(totals[words] - share[words, group], sites[words] - has[words, group]))
    return _share_of(totals, sites)


def _share_of(totals: Numbers, sites: Numbers) -> NDArray[np.uint8]:
    return np.clip(np.floor((totals + _DOUBT / 2) / (sites + _DOUBT) * 255), 0, 255).astype(np.uint8)


def judge_pages(material: Material, lines: Lines, scores: Ints) -> list[Judged]:
    """The scraped pages and true bodies with the scores of all their lines."""
    first = lines.first
    golds = {(row.group, tuple(row.gold.splitlines())): row for row in material.rows}
    rows = iter(material.rows)
    sizes = np.array([len(page.lines) for page in material.pages])
    starts = np.cumsum(sizes) - sizes
    found = []
    for index, page in enumerate(material.pages):
        row = next(rows) if page.kind == "page" else golds.get((page.group, page.lines))
        wanted = page.kind == "page" or (page.kind == "body" and row is not None)
        if not wanted or row is None:
            continue
        span = slice(int(first[index]), int(first[index] + lines.lines_of[index]))
        place = lines.judged[starts[index] : starts[index] + sizes[index]]
        found.append(
            Judged(
                source=material.name,
                share=material.share,
                page=page,
                row=row,
                scores=scores[span],
                points=lines.points[span],
                content=lines.content[span],
                weight=lines.weight[span],
                ruled=lines.values[span, COLUMNS["evidence"]] >= 2 * EVIDENCE_STEP,
                line_of=np.where(place >= 0, place - first[index], -1),
                is_body=page.kind == "body",
            )
        )
    return found


def _surrogate(materials: list[Material], layers: Layers) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """A linear stand-in for the network, for reasons in words: feature weights, and features of true lines on
    average.
    """
    values, scores, content = [], [], []
    for material in materials:
        lines, first = second_of(material), material.lines.first
        for index in np.flatnonzero(lines.is_page & (lines.lines_of > 0))[::16].tolist():
            span = slice(int(first[index]), int(first[index] + lines.lines_of[index]))
            values.append(lines.values[span])
            scores.append(score(layers, lines.values[span].T, lines.lines_of[index : index + 1]))
            content.append(lines.content[span])
    inputs = np.concatenate(values).astype(np.float64)
    targets = np.clip(np.concatenate(scores) / 2**14, -6, 6)
    centred = inputs - inputs.mean(axis=0)
    ridge = centred.T @ centred + np.eye(inputs.shape[1]) * 100.0 * len(inputs)
    weights = np.linalg.solve(ridge, centred.T @ (targets - targets.mean()))
    typical = inputs[np.concatenate(content) > 0.5].mean(axis=0)
    return np.round(weights * 4096).astype(np.int32), np.round(typical).astype(np.int32)
