"""The statistics of a run as a table for a terminal or a log, without a library."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.corpus.stats import Stats, Why

_MOST = 10


def summary(stats: Stats) -> str:
    """What went, by category and rule; the sites that lost most; documents that lost over half; cut-off articles.

    >>> print(summary(Stats()))
    0 documents, 0 of them changed: 0 of 0 characters removed (0.0 %)
    """
    return "\n".join(_lines(stats))


def _lines(stats: Stats) -> Iterator[str]:
    share = _percent(stats.removed, stats.characters)
    yield (
        f"{stats.documents:,} documents, {stats.changed:,} of them changed: "
        f"{stats.removed:,} of {stats.characters:,} characters removed ({share})"
    )
    for name, count in (
        ("lost over half of their characters", stats.over_half),
        ("end before their end (cut off)", stats.cut_off),
        ("were left alone although there were claims", stats.abstained),
        ("were rejected", stats.rejected),
    ):
        if count:
            yield f"{count:,} {name}"
    if stats.categories:
        yield from _table("category", [(name, one.removals, one.characters) for name, one in stats.categories.items()])
        yield from _table("rule", [(name, one.removals, one.characters) for name, one in stats.rules.items()])
    sites = sorted(stats.sites.items(), key=lambda item: (-item[1].removed, item[0]))[:_MOST]
    if sites:
        yield f"\n{'site':<44} {'documents':>10} {'removed':>12} {'share':>7}"
        for host, site in sites:
            yield f"{host:<44} {site.documents:>10,} {site.removed:>12,} {_percent(site.removed, site.characters):>7}"
    worst = [look for look in stats.look_at if look.why is Why.MOST_REMOVED and look.removed_share > 0.5]
    if worst:
        yield "\ndocuments that lost over half, the worst first"
        for look in worst[:_MOST]:
            yield f"{look.document[:70]:<70} {look.removed_share:>7.1%}"


def _table(title: str, rows: list[tuple[str, int, int]]) -> Iterator[str]:
    yield f"\n{title:<44} {'removals':>10} {'characters':>12}"
    rows.sort(key=lambda row: (-row[2], row[0]))
    for name, removals, characters in rows[:_MOST]:
        yield f"{name:<44} {removals:>10,} {characters:>12,}"
    if len(rows) > _MOST:
        yield f"and {len(rows) - _MOST} more"


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}".replace("%", " %") if whole else "0.0 %"
