"""The card of a fitted wording model: what passes its limits, of rules and of sites that it was not fitted on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from cleaner.find.wording import BITS, KIND_BITS, Limits
from cleaner.rules.rule import Category
from cleaner.testing.fit.logistic import Floats
from cleaner.testing.fit.pages import FOLDS
from cleaner.testing.fit.segments import Segment

_HEAD = "| | segments | likely | thorough | alone |\n| --- | --: | --: | --: | --: |"
_ORIGINS = {
    "remove": "what packs say must go",
    "phrase": "known phrases",
    "claimed": "lines of pages that a rule claims",
    "keep": "what packs say must stay",
    "body": "true bodies that judge, lines and sentences",
    "more": "other true bodies, labelled more loosely",
    "teaser": "lines beside the body that no rule claims",
}
Passed = tuple[bool, bool, bool]
_FEWEST = 20  # segments of a language that has a row of its own


def card_of(
    segments: Sequence[Segment],
    scores: Floats,
    told: Sequence[Category],
    limits: Mapping[Category, Limits],
    origin: str,
) -> str:
    """The card in Markdown; `scores` and the kinds `told` are of weights that were fitted without the segment."""
    rows = [
        (one, kind, (score >= limits[kind].likely, score >= limits[kind].thorough, score >= limits[kind].alone))
        for one, score, kind in zip(segments, scores.tolist(), told, strict=True)
    ]

    def table(key: Callable[[Segment, Category], str], origins: str, fewest: int = 1) -> list[str]:
        groups: dict[str, list[Passed]] = {}
        for one, kind, its in rows:
            if one.origin in origins.split():
                groups.setdefault(key(one, kind), []).append(its)
        some = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
        return [_HEAD, *(_row(name, its) for name, its in some if name and len(its) >= fewest)]

    passed: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for one, kind, (is_likely, _, is_alone) in rows:
        if one.origin == "body":
            passed[kind.value] += is_likely
            alone[kind.value] += is_alone
    true = sum(one.origin == "body" for one in segments)
    right = [one.kind is kind for one, kind, its in rows if one.origin == "remove" and its[0]]
    said = [
        "# The wording model\n",
        origin,
        f"\n{1 << BITS:,} bytes tell prompts from articles, {1 << KIND_BITS:,} bytes for each of {len(Category)} "
        f"categories tell prompts apart. {FOLDS} folds, by rule and by site: all figures are of rules and sites not "
        "fitted on. `likely`, `thorough` and `alone` are the shares that pass the three limits.\n",
        *table(lambda one, kind: _ORIGINS.get(one.origin, ""), " ".join(_ORIGINS)),
        f"\nOf what packs say must go and passes as likely, the category is right for {_mean(right):.2f}.",
        "\n## What packs say must go, by category\n",
        *table(lambda one, kind: one.kind.value if one.kind else "", "remove"),
        "\n## True segments that pass, by the category that they are taken for, in a million\n",
        "| | likely | alone |\n| --- | --: | --: |",
        *(
            f"| {kind} | {1e6 * n / max(true, 1):.0f} | {1e6 * alone[kind] / max(true, 1):.0f} |"
            for kind, n in _most(passed)
        ),
        "\n## What packs say must go, by language\n",
        *table(lambda one, kind: one.language, "remove", _FEWEST),
        "\n## Known phrases, by language\n",
        *table(lambda one, kind: one.language, "phrase", _FEWEST),
        "\n## What packs say must stay, by language\n",
        *table(lambda one, kind: one.language, "keep", _FEWEST),
        "\n## True bodies that judge, by language\n",
        *table(lambda one, kind: one.language, "body", _FEWEST),
    ]
    return "\n".join(said) + "\n"


def _row(name: str, passed: Sequence[Passed]) -> str:
    shares = (_mean(its) for its in zip(*passed, strict=True))
    return f"| {name} | {len(passed)} | {' | '.join(f'{share:.4f}' for share in shares)} |"


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(((kind, count) for kind, count in counts.items() if count), key=lambda item: (-item[1], item[0]))


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / max(len(values), 1)
