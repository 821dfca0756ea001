"""What knowing the other pages of a site is worth: each page cleaned with profiles learned from all others.

    python tests/bench/sites.py PAGES.jsonl.xz [--track html-text] [--model] [--lost]

A row holds raw, gold, group (the site) and extractor (the track), and may hold title and id; tracks are learned apart,
as a corpus has one. Prints F1 (precision recall) as scraped, with rules, and with rules and sites, the measure being
that of `cleaner eval`; then what the sites' profiles take of the true bodies. `--lost` shows it.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaner import Cleaner, Result
from cleaner.cli.files import read_packed
from cleaner.find.sites import SiteProfiles
from cleaner.find.sites.learn import learn
from cleaner.find.sites.query import Evidence
from cleaner.testing.scoring import Average, Score, average, score


@dataclass(frozen=True, slots=True)
class Outcome:
    """A page as scraped, after rules, and after rules and sites; and its true body, cleaned both ways."""

    scraped: Score
    rules: Score
    sites: Score
    is_body_whole: bool
    body: Score
    lost: list[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", help="rows as JSON lines, plain, .gz or .xz")
    parser.add_argument("--track", action="append", help="only this; may be repeated")
    parser.add_argument("--model", action="store_true", help="with the line model, before and after")
    parser.add_argument("--fewest", type=int, default=Evidence().fewest, help="pages that a line must stand on")
    parser.add_argument("--lost", action="store_true", help="show removed lines that stand in the true body")
    options = parser.parse_args()
    tracks: dict[str, dict[str, list[dict]]] = defaultdict(lambda: defaultdict(list))
    for line in read_packed(options.pages).splitlines():
        row = json.loads(line)
        if not options.track or row["extractor"] in options.track:
            tracks[row["extractor"]][row["group"]].append(row)
    print(f"{'track':20} {'pages':>5}  {'as scraped':>21}  {'rules':>21}  {'rules and sites':>21}  bodies: F1, touched")
    for track, sites in tracks.items():
        found = [outcome for rows in sites.values() if len(rows) > 1 for outcome in outcomes(rows, options)]
        shown = "  ".join(
            figures(average(one)) for one in zip(*((one.scraped, one.rules, one.sites) for one in found), strict=True)
        )
        touched = sum(not one.is_body_whole for one in found)
        print(
            f"{track:20} {len(found):>5}  {shown}  {average([one.body for one in found]).f1:.4f}, {touched}", flush=True
        )
        if options.lost:
            for line in (line for one in found for line in one.lost):
                print(f"    {line}")


def figures(one: Average) -> str:
    return f"{one.f1:.3f} ({one.precision:.3f} {one.recall:.3f})"


def outcomes(rows: Sequence[dict], options: argparse.Namespace) -> Iterator[Outcome]:
    """Each page of a site, cleaned with what the others teach."""
    alone = Cleaner(model=options.model)
    evidence = Evidence(fewest=options.fewest)
    if options.fewest < Evidence().fewest:  # of so few pages nothing stands on five
        evidence = Evidence(fewest=options.fewest, fewest_in_body=options.fewest)
    for row in rows:
        others = [(other["raw"], url(other)) for other in rows if other is not row]
        knowing = Cleaner(model=options.model, sites=SiteProfiles(learn(others, evidence=evidence)))
        result = knowing.clean(row["raw"], url=url(row))
        body = knowing.clean(row["gold"], url=url(row)).text
        title = row.get("title")
        yield Outcome(
            score(row["raw"], row["gold"], title),
            score(alone.clean(row["raw"]).text, row["gold"], title),
            score(result.text, row["gold"], title),
            body == alone.clean(row["gold"]).text,
            score(body, row["gold"]),
            lost(row, result),
        )


def url(row: dict) -> str:
    """A URL that names the site as its host."""
    host = row["group"].lower().replace(" ", "-")
    return f"https://{host if '.' in host else host + '.example'}/{row.get('id', '')}"


def lost(row: dict, result: Result) -> list[str]:
    """Lines of more than one word that sites took although they stand in the true body."""
    body = f" {' '.join(row['gold'].split())} "
    return [
        f"{row.get('id')}: {removal.rule}: {' '.join(line.split())[:100]!r}"
        for removal in result.removals
        if removal.rule.startswith("sites.")
        for line in removal.text.splitlines()
        if len(line.split()) > 1 and f" {' '.join(line.split())} " in body
    ]


if __name__ == "__main__":
    main()
