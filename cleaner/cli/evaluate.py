"""`cleaner eval`: precision, recall and F1 on pages whose true body is known, and the worst pages first."""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

from cleaner.cli import files, streams
from cleaner.cli.arguments import Parser
from cleaner.cli.options import add_models, read_by
from cleaner.corpus import outputs
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import UsageError
from cleaner.testing.scoring import Outcome, Page, average, outcomes

_EPILOG = """\
examples:
  cleaner eval pages.jsonl --worst 5
  cleaner eval pages.jsonl --html report.html     the same to look at, with what was wrong on each page

A row holds "raw" (what was scraped) and "gold" (the true body), and may hold id, title, extractor and lang.
"""


def run(words: Sequence[str]) -> int:
    """Prints the table. Returns the exit code."""
    parser = Parser(
        prog="cleaner eval",
        description="Measures the cleaner on pages whose true body is known.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pages", metavar="PAGES.jsonl", help="plain, .gz or .xz")
    parser.add_argument("--policy", default="balanced", metavar="NAME", help="(default: balanced)")
    parser.add_argument("--rules", action="append", default=[], metavar="PACK.toml", help="more rules; may be repeated")
    add_models(parser)
    parser.add_argument("--by", choices=("track", "language"), default="track", help="(default: track)")
    parser.add_argument("--worst", type=_number, metavar="N", help="pages shown of each track (3), or in HTML (20)")
    parser.add_argument("--html", metavar="FILE", help="a page to look at, with the worst pages in full")
    parser.add_argument("--json", action="store_true", help="the table as JSON")
    options = parser.parse_args(words)
    outputs.check({"--html": options.html}, [options.pages, *read_by(options)])
    cleaner = Cleaner(policy=options.policy, packs=options.rules, wording=options.wording, model=options.model)
    groups: dict[str, list[Outcome]] = defaultdict(list)
    found = list(outcomes(_pages(options.pages), cleaner))
    for outcome in found:
        groups[getattr(outcome.page, options.by) or "(none)"].append(outcome)
    if options.html:
        _write_page(options.html, found, options.worst)
    if options.json:
        streams.tell(json.dumps({name: _figures(some) for name, some in groups.items()}, indent=1))
        return 0
    streams.tell(f"{options.by:20} {'pages':>6}  {'as scraped':^21}  {'cleaned':^21}")
    for name, some in groups.items():
        before, after = average([one.before for one in some]), average([one.after for one in some])
        shown = "  ".join(f"{one.f1:.3f} ({one.precision:.3f} {one.recall:.3f})" for one in (before, after))
        streams.tell(f"{name:20} {len(some):>6}  {shown}")
    streams.tell("F1 (precision recall)")
    for name, some in groups.items():
        _print_worst(name, sorted(some, key=lambda one: one.after.f1)[: 3 if options.worst is None else options.worst])
    return 0


def _number(word: str) -> int:
    if not word.isdecimal():
        raise argparse.ArgumentTypeError(f"give a whole number, not {word!r}")
    return int(word)


def _write_page(path: str, found: Sequence[Outcome], worst: int | None) -> None:
    from cleaner.views import evaluation

    html = evaluation.page(found, worst=evaluation.WORST if worst is None else worst)
    files.write(path, html.encode())


def _print_worst(name: str, worst: Sequence[Outcome]) -> None:
    for outcome in worst:
        streams.tell(
            f"\n{name}, page {outcome.page.id}: {outcome.before.f1:.3f} as scraped, {outcome.after.f1:.3f} cleaned"
        )
        for label, parts in (("lost", outcome.lost), ("left", outcome.left)):
            for part in parts[:4]:
                streams.tell(f"  {label}  {part[:100]!r}")
            if len(parts) > 4:
                streams.tell(f"  {label}  and {len(parts) - 4} more")


def _figures(some: Sequence[Outcome]) -> dict[str, object]:
    before, after = average([one.before for one in some]), average([one.after for one in some])
    return {
        "pages": len(some),
        "before": {"f1": before.f1, "precision": before.precision, "recall": before.recall},
        "after": {"f1": after.f1, "precision": after.precision, "recall": after.recall},
    }


def _pages(path: str) -> Iterator[Page]:
    for number, line in enumerate(files.read_packed(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{path}: row {number} is no JSON: {error}") from None
        yield Page.of(row if isinstance(row, dict) else {}, number)
