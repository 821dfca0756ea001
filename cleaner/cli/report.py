"""`cleaner report`: one or more texts as a page for the browser, with what went from them, and why."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from cleaner.cli import files, streams
from cleaner.cli.arguments import Parser, unless_output
from cleaner.cli.views import add_input, inputs_of, views_of
from cleaner.corpus import outputs

_EPILOG = """\
examples:
  cleaner report scraped.txt -o report.html
  cleaner report pages/*.txt -o report.html              a few texts on one page
  cleaner report article.txt --report report.json -o report.html
  cleaner report --html page.html > report.html

The page stands alone: it loads nothing and sends nothing. What is marked on it as wrong comes back as a rule pack:
  cleaner rules check corrections.toml
  cleaner --rules corrections.toml scraped.txt
"""


def run(words: Sequence[str]) -> int:
    """Writes the page. Returns the exit code."""
    parser = Parser(
        prog="cleaner report",
        description="Writes a page that shows texts with what goes from them, where, by which rule, and why.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="the texts; standard input if left out or -")
    parser.add_argument(
        "-o", "--output", type=unless_output, metavar="PATH", help="where to write the page (default: standard output)"
    )
    parser.add_argument("--title", default="", metavar="TEXT", help="of the page (default: the file's name)")
    add_input(parser)
    options = parser.parse_args(words)
    outputs.check({"-o": options.output}, inputs_of(options.files, options), prints=not options.output)
    from cleaner.views.report import html

    page = html(views_of(options.files, options), title=options.title).encode()
    if options.output:
        files.write(options.output, page)
    else:
        streams.out(page)
    return 0
