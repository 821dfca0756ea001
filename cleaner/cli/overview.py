"""`cleaner overview`: the counts of a run, which `cleaner corpus --stats` writes, as a page to look at."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from cleaner.cli import files, streams
from cleaner.cli.arguments import Parser, unless_output
from cleaner.corpus import outputs
from cleaner.errors import ReportError, UsageError

_EPILOG = """\
examples:
  cleaner corpus in.jsonl -o out --stats stats.json
  cleaner overview stats.json -o overview.html
"""


def run(words: Sequence[str]) -> int:
    """Writes the page. Returns the exit code."""
    parser = Parser(
        prog="cleaner overview",
        description="Shows what went from a corpus: how much, of what kind, by which rules, and what to look at first.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("stats", metavar="STATS.json", help="what `cleaner corpus --stats` wrote; - is standard input")
    parser.add_argument(
        "-o", "--output", type=unless_output, metavar="FILE", help="where to write it (default: standard output)"
    )
    parser.add_argument("--title", default="What went", metavar="TEXT", help="the page's heading (default: What went)")
    options = parser.parse_args(words)
    outputs.check({"-o": options.output}, [options.stats], prints=not options.output)
    from cleaner.views import overview

    try:
        html = overview.page_of(files.read(options.stats), title=options.title).encode()
    except ReportError as error:
        raise UsageError(f"{options.stats}: {error}") from None
    if options.output:
        files.write(options.output, html)
    else:
        streams.out(html)
    return 0
