"""`cleaner explain`: a text on the terminal, with what went from it struck out, and why."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence

from cleaner.cli import streams
from cleaner.cli.arguments import Parser
from cleaner.cli.views import add_input, inputs_of, views_of
from cleaner.corpus import outputs
from cleaner.errors import UsageError

_EPILOG = """\
examples:
  cleaner explain scraped.txt                            what goes, by which rule, and why
  cleaner explain scraped.txt --context 2                only around what goes
  cleaner explain scraped.txt --color always | less -R   page by page
  cleaner explain article.txt --report report.json       what went when the report was made
  cleaner explain --policy precise < scraped.txt

Without colour, ⟦ and ⟧ stand around what goes. Signs before a line: - all of it goes; ~ a part goes; ! it is damaged.
"""


def run(words: Sequence[str]) -> int:
    """Prints the text. Returns the exit code."""
    parser = Parser(
        prog="cleaner explain",
        description="Shows a text with what goes from it struck out, and by which rule, and why.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="the text; standard input if left out or -")
    shown = parser.add_argument_group("how it is shown")
    shown.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="(default: auto)")
    shown.add_argument("--width", type=int, metavar="N", help="columns (default: those of the terminal, or 80)")
    shown.add_argument("--context", type=int, metavar="N", help="only so many lines around what goes")
    add_input(parser)
    options = parser.parse_args(words)
    from cleaner.views import terminal

    if options.width is not None and options.width < terminal.NARROWEST:
        raise UsageError(f"--width {options.width} is too narrow; give {terminal.NARROWEST} or more")
    if options.context is not None and options.context < 0:
        raise UsageError(f"--context {options.context} is no number of lines; give 0 or more")
    width = options.width or max(terminal.NARROWEST, shutil.get_terminal_size((80, 24)).columns)
    paths = [options.file] if options.file else []
    outputs.check({}, inputs_of(paths, options))
    for view in views_of(paths, options):
        for line in terminal.lines(view, width=width, colour=_is_coloured(options.color), context=options.context):
            streams.out(line.encode("utf-8", "replace"))
    return 0


def _is_coloured(choice: str) -> bool:
    """Whether to colour: as asked, or else on a terminal that can and where NO_COLOR (no-color.org) is not set."""
    if choice != "auto":
        return choice == "always"
    is_watched = sys.stdout is not None and sys.stdout.isatty()
    return is_watched and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
