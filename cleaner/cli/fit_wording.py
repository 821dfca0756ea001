"""`cleaner fit wording`: fits a wording model to the packs' examples, known phrases and labelled pages."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from cleaner.cli import files, streams
from cleaner.cli.arguments import Parser
from cleaner.corpus import outputs
from cleaner.errors import MissingExtra, UsageError

_EPILOG = """\
examples:
  cleaner fit wording gold.jsonl -o my-wording.bin
  cleaner fit wording news.jsonl.xz blogs.jsonl.xz --more weak.jsonl.xz --phrases phrases.jsonl -o my-wording.bin
  cleaner --wording my-wording.bin page.txt

A row holds "raw" (what was scraped), "gold" (the true body) and "group" (its site: sites are held out whole), and may
hold extractor and how. The packs' own examples are always fitted on. The same files and library versions give the same
model. A card with figures on rules and sites not fitted on is written beside the file, as .md.
"""


def run(words: Sequence[str]) -> int:
    """Fits, writes the weights and their card, and says where. Returns the exit code."""
    parser = Parser(
        prog="cleaner fit wording",
        description="Fits a wording model to what packs say, known phrases, and pages whose true body is known.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "rows", nargs="+", metavar="ROWS.jsonl", help="plain or .xz; these bodies judge the limits, too"
    )
    parser.add_argument("-o", "--out", required=True, metavar="FILE.bin", help="the weights; the card goes beside them")
    parser.add_argument(
        "--more", action="append", default=[], metavar="ROWS.jsonl", help="rows to fit on only; may be repeated"
    )
    parser.add_argument(
        "--phrases", action="append", default=[], metavar="FILE.jsonl", help="known prompts (phrase, lang)"
    )
    parser.add_argument("--origin", metavar="FILE", help="a text for the card: where the rows come from, their licence")
    options = parser.parse_args(words)
    read = [*options.rows, *options.more, *options.phrases]
    for path in read:
        if not Path(path).is_file():
            raise UsageError(f"cannot read {path}: no such file")
    outputs.check_writable(options.out)
    card = str(Path(options.out).with_suffix(".md"))
    outputs.check({"-o": options.out, "the card": card}, [*read, options.origin])
    origin = files.decoded(files.read(options.origin), "utf-8") if options.origin else ""
    try:
        from cleaner.testing.fit.wording import fit_wording
    except ImportError as error:
        raise MissingExtra("fit", str(error.name or "numpy")) from None
    fit_wording(
        [Path(path) for path in options.rows],
        [Path(path) for path in options.more],
        [Path(path) for path in options.phrases],
        Path(options.out),
        origin=origin,
        tell=streams.warn,
    )
    streams.tell(f"{options.out}\n{card}")
    return 0
