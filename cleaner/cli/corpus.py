"""`cleaner corpus`: files of many documents, on all cores, by a run that can be stopped and goes on."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleaner.cli import files, streams
from cleaner.cli.arguments import Parser
from cleaner.cli.options import add_choices, cleaner_of, read_by
from cleaner.corpus import outputs
from cleaner.errors import UsageError

if TYPE_CHECKING:
    from cleaner.corpus.run import Plan
    from cleaner.corpus.stats import Stats

_EPILOG = """\
examples:
  cleaner corpus news.jsonl.gz -o clean                            clean/news.jsonl.gz, and a table at the end
  cleaner corpus shards/ -o clean --text-field body --workers 8    every file in a folder
  cleaner corpus 'cc/*.warc.gz' -o clean --warc-output parquet     the pages of web archives
  cleaner corpus news.parquet -o clean --reports reports           with full reports
  cleaner restore clean/news.parquet reports --row 17              the original of a row
  cleaner corpus news.jsonl -o clean --stats stats.json            the table as a file

A run that was stopped goes on where it was when it is called again with the same arguments, and its output is the
same, byte for byte. Documents that cannot be cleaned go to OUT/rejects.jsonl with the reason.

exit codes: 0 done; 1 done, but something was rejected; 2 wrong call, or the run cannot go on; 3 the output could not be
written, such as on a full disk; 130 interrupted
"""
_MEGA = 1_000_000


def run(words: Sequence[str]) -> int:
    """Cleans files into a folder. Returns the exit code."""
    options = _parser().parse_args(words)
    plan, workers = _plan(options)
    from cleaner.corpus.progress import Progress
    from cleaner.corpus.run import run as run_plan

    try:
        stats = run_plan(plan, workers, Progress(plan.sources, is_quiet=options.quiet))
    except KeyboardInterrupt:
        streams.warn("stopped; what is finished is kept: the same command goes on from there")
        return 130
    _tell(options, plan, stats)
    return 1 if stats.rejected else 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="cleaner corpus",
        description="Cleans files of JSON lines (.jsonl, .gz, .zst), Parquet and web archives (WARC) on all cores.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders or globs")
    parser.add_argument("-o", "--out", required=True, metavar="OUT", help="the folder for the cleaned files")
    parser.add_argument("--format", metavar="NAME", help="jsonl, parquet or warc, whatever the files are called")
    parser.add_argument(
        "--warc-output", default="jsonl", metavar="SUFFIX", help="jsonl, jsonl.gz, jsonl.zst or parquet"
    )
    names = parser.add_argument_group("fields (or columns)")
    names.add_argument("--text-field", default="text", metavar="NAME", help="the text (default: text)")
    names.add_argument("--url-field", metavar="NAME", help="where the page was found: for counts by site and --sites")
    names.add_argument("--language-field", metavar="NAME", help="a code such as de: the rules to name where many fit")
    names.add_argument("--id-field", metavar="NAME", help="what a document is called in reports and rejects")
    names.add_argument("--report-field", default="cleaner", metavar="NAME", help="the field that is added")
    told = parser.add_argument_group("what is told")
    told.add_argument("--reports", default="", metavar="DIR", help="full reports, as Parquet, for cleaner restore")
    told.add_argument("--rejects", default="", metavar="FILE", help="what could not be cleaned (OUT/rejects.jsonl)")
    told.add_argument("--stats", metavar="FILE", help="the counts as JSON")
    told.add_argument("--html", metavar="FILE", help="the counts as a page")
    told.add_argument("--quiet", action="store_true", help="no progress and no table")
    work = parser.add_argument_group("the run")
    work.add_argument("--workers", type=_positive, metavar="N", help="processes (default: one for each core)")
    work.add_argument("--overwrite", action="store_true", help="begin anew, over the files of another run")
    work.add_argument("--largest", type=_megabytes, default=10.0, metavar="MB", help="longest document (default: 10)")
    work.add_argument("--part", type=_megabytes, default=4.0, metavar="MB", help="size of a part (default: 4)")
    add_choices(parser)
    return parser


def _positive(word: str) -> int:
    if not (word.isascii() and word.isdigit() and int(word) > 0):
        raise argparse.ArgumentTypeError(f"give a whole number above 0, not {word!r}")
    return int(word)


def _megabytes(word: str) -> float:
    try:
        size = float(word)
    except ValueError:
        size = 0.0
    if not 0.000_001 <= size <= 1_000:
        raise argparse.ArgumentTypeError(f"give a number of megabytes up to 1000, not {word!r}")
    return size


def _plan(options: argparse.Namespace) -> tuple[Plan, int]:
    """What the options mean, and the number of workers. Raises UsageError for what cannot work."""
    from cleaner.corpus import inputs
    from cleaner.corpus.packed import arrow
    from cleaner.corpus.rows import Fields
    from cleaner.corpus.run import Plan, check
    from cleaner.corpus.work import Order

    arrow()
    if options.warc_output not in inputs.WARC_OUTPUTS:
        raise UsageError(f"unknown --warc-output {options.warc_output!r}: {', '.join(inputs.WARC_OUTPUTS)}")
    if os.path.isfile(options.out):
        raise UsageError(f"-o names a folder, and {options.out} is a file")
    if inputs.kind_of(options.out, None) is not None and not os.path.isdir(options.out):
        raise UsageError(f"-o names a folder: the files in it get the names of the inputs; not {options.out}")
    apart = {"--stats": options.stats, "--html": options.html, "--rejects": options.rejects}
    outputs.check(apart, read_by(options), prints=not options.quiet)
    if options.html:  # what the page needs should be missed now, not after the run
        from cleaner.corpus.stats import Stats
        from cleaner.views.overview import page

        page(Stats())
    apart_from = tuple(filter(None, (options.out, options.reports)))
    sources = inputs.sources(options.inputs, form=options.format, apart_from=apart_from, tell=streams.warn)
    cleaner = cleaner_of(options)
    if cleaner.sites is not None and not options.url_field and any(one.form is not inputs.Form.WARC for one in sources):
        raise UsageError("--sites needs --url-field: the field with the address of each document")
    names = (options.text_field, options.url_field, options.language_field, options.id_field, options.report_field)
    order = Order(
        cleaner=cleaner,
        fields=Fields(*names).check(),
        limit=int(options.largest * _MEGA),
        warc_output=options.warc_output,
        with_reports=bool(options.reports),
    )
    plan = Plan(
        sources,
        options.out,
        order,
        size=max(1, int(options.part * _MEGA)),
        reports=options.reports,
        rejects=options.rejects,
        is_anew=options.overwrite,
    )
    check(plan, [(name, path) for name, path in apart.items() if path and name != "--rejects"], read_by(options))
    return plan, options.workers or _cores()


def _cores() -> int:
    """How many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _tell(options: argparse.Namespace, plan: Plan, stats: Stats) -> None:
    """Writes what was counted, to wherever it was asked for."""
    if options.stats:
        files.write(options.stats, stats.to_json().encode() + b"\n")
    if options.html:
        from cleaner.views.overview import page

        files.write(options.html, page(stats).encode())
    if not options.quiet:
        from cleaner.corpus.summary import summary

        streams.tell(summary(stats))
    if stats.rejected:
        were = "was" if stats.rejected == 1 else "were"
        streams.warn(f"{stats.rejected:,} {were} rejected: see {plan.rejects_path}")
