"""`cleaner fit`: fits a line model to labelled pages."""

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
  cleaner fit gold.jsonl -o my-model.npz
  cleaner fit news.jsonl.xz:0.8:2 blogs.jsonl:0.2 -o my-model.npz --origin where-from.txt
  cleaner --model my-model.npz page.txt
  cleaner fit wording --help      the wording model has a command of its own

A row holds "raw" (what was scraped), "gold" (the true body) and "group" (its site: sites are held out whole), and may
hold extractor and title. FILE:SHARE:PLENTY gives a file's share of the loss and how many variants are made of each
page. The same rows, seed and library versions give the same file. A thousand rows take some minutes. A card with
figures on sites not fitted on is written beside the file, as .md.
"""


def run(words: Sequence[str]) -> int:
    """Fits, writes the weights and their card, and says where. Returns the exit code."""
    if words[:1] == ["wording"]:
        from cleaner.cli import fit_wording

        return fit_wording.run(words[1:])
    parser = Parser(
        prog="cleaner fit",
        description="Fits a line model to pages whose true body is known.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("rows", nargs="+", metavar="ROWS.jsonl", help="plain, .gz or .xz; news first")
    parser.add_argument("-o", "--out", required=True, metavar="FILE.npz", help="the weights; the card goes beside them")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="(default: 1)")
    parser.add_argument(
        "--rounds", type=int, nargs=2, metavar=("FIRST", "SECOND"), help="trees of either look; fewer is faster"
    )
    parser.add_argument("--origin", metavar="FILE", help="a text for the card: where the rows come from, their licence")
    options = parser.parse_args(words)
    rows = [_source(argument) for argument in options.rows]
    outputs.check_writable(options.out)
    card = str(Path(options.out).with_suffix(".md"))
    outputs.check({"-o": options.out, "the card": card}, [*(str(path) for path, _, _ in rows), options.origin])
    origin = files.decoded(files.read(options.origin), "utf-8") if options.origin else ""
    try:
        from cleaner.judge.evidence import rule_evidence
        from cleaner.testing.fit import Source, fit
        from cleaner.testing.fit.trees import ROUNDS
    except ImportError as error:
        raise MissingExtra("fit", str(error.name or "numpy")) from None
    fit(
        [Source(*row) for row in rows],
        Path(options.out),
        evidence=rule_evidence,
        seed=options.seed,
        rounds=(options.rounds[0], options.rounds[1]) if options.rounds else ROUNDS,
        origin=origin,
        tell=streams.warn,
    )
    streams.tell(f"{options.out}\n{card}")
    return 0


def _source(argument: str) -> tuple[Path, float, float]:
    """A file of rows, its share of the loss, and how many variants of each page. Raises UsageError."""
    path, *numbers = argument.split(":")
    try:
        share, plenty = [*map(float, numbers), 1.0, 1.0][:2]
    except ValueError:
        raise UsageError(f"{argument}: write FILE, FILE:SHARE or FILE:SHARE:PLENTY, with numbers") from None
    if len(numbers) > 2 or share <= 0 or plenty <= 0:
        raise UsageError(f"{argument}: write FILE, FILE:SHARE or FILE:SHARE:PLENTY, with numbers above 0")
    if not Path(path).is_file():
        raise UsageError(f"cannot read {path}: no such file")
    return Path(path), share, plenty
