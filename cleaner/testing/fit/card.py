"""The card of a fitted line model: what it was fitted on, and how it does on sites it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.layout.model import HEADLINE, Preset
from cleaner.testing.fit.limits import Judged, calibrate, choose_limits, column_of, probabilities
from cleaner.testing.fit.pages import FOLDS, Row, fold_of, tokens
from cleaner.testing.fit.shingles import Gauge, f1_of

_HEAD = (
    "| rows | track | texts | plain | nothing | rules | both | precision | recall | untouched | by the model "
    "| headlines kept |\n| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |"
)
_HEADLINE_REACH = 40  # lines between a headline and its article

Ints = NDArray[np.int64]
Kept = NDArray[np.bool_]


@dataclass(slots=True)
class Told:
    """A judged page, ready to be measured: what the rules leave, and what the model leaves under each preset."""

    judged: Judged
    gauge: Gauge
    nothing: tuple[float | None, float | None]
    rules: tuple[float | None, float | None]
    ruled: Kept
    kept: dict[Preset, Kept]
    chance: Ints
    headline: int | None  # the title's line right above the body


def card_of(
    sources: Sequence[tuple[str, float, list[Row]]],
    judged: list[Judged],
    origin: str,
    seed: int,
    rounds: tuple[int, int],
) -> str:
    """The card in Markdown; `sources` are names, shares of the loss, and rows.

    Calibration and limits are chosen anew for each fold, from the other folds alone.
    """
    said = ["# The line model\n", origin, "\n| rows | texts | sites | share of the loss |", "| --- | --: | --: | --: |"]
    for name, share, rows in sources:
        said.append(f"| {name} | {len(rows)} | {len({row.group for row in rows})} | {share:g} |")
    said += [
        f"\nSeed {seed}, {rounds[0]} and {rounds[1]} trees, {FOLDS} folds by site. All figures are of sites not fitted "
        "on, with calibration and limits from the other folds.",
        "F1, precision and recall of 4-token shingles, averaged over pages. `plain`: the share of texts that the model "
        "does not look at; `untouched`: of which rules and model remove nothing; `by the model`: of which the model "
        "removes nothing; `headlines kept`: of titles that stand right above the body.\n",
    ]
    told = tell_pages(judged)
    tracks: dict[tuple[str, str], list[Told]] = {}
    for one in told:
        track = "true bodies" if one.judged.is_body else one.judged.row.track
        tracks.setdefault((one.judged.source, track), []).append(one)
    for preset in Preset:
        said += [f"\n## {preset}\n", _HEAD]
        said += [_row(*key, some, preset) for key, some in sorted(tracks.items())]
    said += [*_reliability(told), *_by_language(sources[0][0], told)]
    return "\n".join(said) + "\n"


def _row(source: str, track: str, some: list[Told], preset: Preset) -> str:
    f1, precision, recall = f1_of(one.gauge.measure(one.kept[preset] & ~one.ruled) for one in some)
    nothing, rules = f1_of(one.nothing for one in some)[0], f1_of(one.rules for one in some)[0]
    plain = np.mean([one.judged.is_plain for one in some])
    untouched = np.mean([bool((one.kept[preset] & ~one.ruled).all()) for one in some])
    spared = np.mean([bool((one.kept[preset] | one.ruled).all()) for one in some])
    titles = [bool(one.kept[preset][one.headline]) for one in some if one.headline is not None]
    kept = f"{np.mean(titles):.2f}" if titles else "-"
    return (
        f"| {source} | {track} | {len(some)} | {plain:.3f} | {nothing:.3f} | {rules:.3f} | {f1:.3f} "
        f"| {precision:.3f} | {recall:.3f} | {untouched:.3f} | {spared:.3f} | {kept} |"
    )


def tell_pages(judged: list[Judged]) -> list[Told]:
    """What rules and model leave of each page, by calibration and limits of the other folds."""
    folds = [fold_of(one.page.group) for one in judged]
    told: dict[int, Told] = {}
    for fold in range(FOLDS):
        others = [one for one, its in zip(judged, folds, strict=True) if its != fold]
        here = [index for index, its in enumerate(folds) if its == fold]
        if not here:
            continue
        scores = calibrate(others)
        limits = dict(zip(Preset, choose_limits(others, scores), strict=True))
        for index in here:
            told[index] = _tell(judged[index], scores, limits)
    return [told[index] for index in sorted(told)]


def _tell(one: Judged, scores: Ints, limits: dict[Preset, Ints]) -> Told:
    ruled = np.append(one.ruled, False)[one.line_of]
    gauge = Gauge(one.page.lines, one.row.gold, one.row.title)
    chance = probabilities(one.scores, scores)
    kept = {preset: kept_lines(one, chance, its) for preset, its in limits.items()}
    rules = gauge.measure(~ruled)
    nothing = gauge.measure(np.ones_like(ruled)) if ruled.any() else rules
    return Told(one, gauge, nothing, rules, ruled, kept, chance, None if one.is_body else _headline_of(one))


def kept_lines(one: Judged, chance: Ints, limits: Ints) -> Kept:
    """Which lines of the page the model keeps, lines without a word among them."""
    if one.is_plain:
        return np.ones(one.line_of.size, bool)
    limit = limits[column_of(chance)]
    chance = np.where(one.headline, np.maximum(chance, HEADLINE), chance)
    removed = np.append(chance < limit, False)  # the last is for lines without a word, -1
    kept: Kept = ~removed[one.line_of]
    return kept


def _headline_of(one: Judged) -> int | None:
    title = tokens(one.row.title)
    content = np.append(one.content, 0.0)[one.line_of]
    found = [tokens(line) for line in one.page.lines] if title else []
    body = next((i for i, line in enumerate(found) if content[i] >= 0.5 and line != title), 0)
    above = [i for i in range(max(body - _HEADLINE_REACH + 1, 0), body) if found[i] == title]
    return above[-1] if above else None


def _reliability(told: list[Told]) -> list[str]:
    """How often lines are main content, by what the model thinks of them; each page counts as in fitting."""
    looked = [one for one in told if not one.judged.is_plain]
    chance = np.concatenate([one.chance for one in looked])
    weight = np.concatenate([one.judged.weight.astype(np.float64) * one.judged.share for one in looked])
    content = np.concatenate([one.judged.content for one in looked])
    said = ["\n## Reliability\n", "| score | share of the text | main content |", "| --- | --: | --: |"]
    for low in range(0, 1000, 100):
        here = (chance >= low) & (chance < low + 100)
        share = float(weight[here].sum()) / max(float(weight.sum()), 1e-12)
        true = float((weight * content)[here].sum()) / max(float(weight[here].sum()), 1e-12)
        said.append(f"| {low / 1000:.1f} to {low / 1000 + 0.1:.1f} | {share:.3f} | {true:.3f} |")
    return said


def _by_language(source: str, told: list[Told]) -> list[str]:
    """Page dumps of the first source, by language or country, balanced."""
    some = [one for one in told if one.judged.source == source and one.judged.row.track == "html-text"]
    groups: dict[str, list[Told]] = {}
    for one in some:
        if not one.judged.is_body:
            groups.setdefault(one.judged.row.lang or "?", []).append(one)
    said = [f"\n## {source}, html-text, balanced, by language or country\n", "| | texts | nothing | both |"]
    said.append("| --- | --: | --: | --: |")
    for name, its in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        both = f1_of(one.gauge.measure(one.kept[Preset.BALANCED] & ~one.ruled) for one in its)[0]
        said.append(f"| {name} | {len(its)} | {f1_of(one.nothing for one in its)[0]:.3f} | {both:.3f} |")
    return said
