"""`cleaner`: the filter."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cleaner.cli import files, streams
from cleaner.cli.options import add_choices, cleaner_of, read_by
from cleaner.cli.plain_call import options_of
from cleaner.corpus import outputs
from cleaner.errors import UsageError
from cleaner.report.result import Result, checksum

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_EPILOG = """\
commands (each has its own --help; a file of such a name is ./NAME):
  restore   put back what was taken out
  explain   show a text with its removals struck out, in the terminal
  report    the same as a page of HTML, to look at and to correct
  corpus    clean JSONL, Parquet and WARC files on all cores, and go on after a stop
  learn     learn what recurs on each site
  overview  a page of HTML on a whole corpus run
  rules     list, show, check, test and write rules
  eval      precision, recall and F1 on pages whose true body is known
  fit       fit a line model to such pages, or a wording model

examples:
  cleaner < scraped.txt > article.txt                  take out what is not the article
  cleaner scraped.txt --report report.json             and say what went, where and why
  cleaner restore article.txt report.json              put it back, byte for byte
  cleaner page.html --html                             extract with trafilatura first
  cleaner --jsonl --field body < in.jsonl > out.jsonl  one object a line
  cleaner --keep credit --keep legal page.txt          leave some categories alone
  cleaner rules                                        every category and rule

exit codes: 0 done; 1 done, but something was rejected; 2 wrong call, nothing written; 3 the output could not be written
"""


def run(words: Sequence[str]) -> int:
    """Cleans a file or standard input to standard output. Returns the exit code."""
    # A BLAS starts a thread for each core when numpy is imported. The line model reckons in whole numbers, without it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    options = options_of(words) or _parser().parse_args(words)
    _check(options)
    cleaner = cleaner_of(options)
    if options.jsonl:
        from cleaner.cli import jsonl

        return jsonl.run(cleaner, options)
    data = files.read(options.file)
    encoding = files.encoding_of(options.encoding, data)
    sum_of_bytes = None  # where a report gives them back
    if options.html:
        result = cleaner.clean_html(files.page(data, encoding), url=options.url)
    else:
        if encoding == "utf-8" and (bad := files.first_bad_byte(data)) is not None:
            streams.warn(f"the input is no UTF-8 from byte {bad} on; such bytes pass unchanged (see --encoding)")
        text = files.decoded(data, encoding)
        if files.encoded(text, encoding) == data:
            sum_of_bytes = checksum(data)
        else:
            streams.warn(f"the input says some things twice in {encoding}: its text can be put back, its bytes cannot")
        result = _unless_bytes_merge(cleaner.clean(text, url=options.url))
    if options.report:
        files.write(options.report, _json(result.to_dict(), encoding, sum_of_bytes))
    out = _json(result.to_dict(with_text=True), encoding, sum_of_bytes) if options.json else files.encoded(result.text)
    streams.out(out)
    if options.summary if options.summary is not None else streams.is_watched():
        streams.note(summary(result))
    return 0


def _parser() -> argparse.ArgumentParser:
    import argparse

    from cleaner.cli.arguments import Parser, Version

    parser = Parser(
        prog="cleaner",
        usage="cleaner [FILE] [options]\n       cleaner COMMAND [options]",
        description="Takes out of scraped news text what is not news, and reports everything it took out.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="the text; standard input if left out or -")
    parser.add_argument("--version", action=Version)
    add_choices(parser)
    told = parser.add_argument_group("what is told")
    told.add_argument("--report", metavar="PATH", help="write what went as JSON (- is standard error)")
    told.add_argument("--json", action="store_true", help="write text and report as JSON to standard output")
    told.add_argument("--summary", action=argparse.BooleanOptionalAction, help="a few lines on standard error")
    form = parser.add_argument_group("form of the input")
    form.add_argument("--encoding", default="utf-8", metavar="NAME", help="of the input; the output is UTF-8")
    form.add_argument("--html", action="store_true", help="the input is a page of HTML")
    form.add_argument("--url", metavar="URL", help="where the page was found")
    form.add_argument("--jsonl", action="store_true", help="the input holds one JSON object a line")
    form.add_argument("--field", default="text", metavar="NAME", help="the field that holds the text (default: text)")
    form.add_argument("--url-field", default="url", metavar="NAME", help="the field with the URL, for --sites")
    form.add_argument("--full-report", action="store_true", help="with --jsonl: the whole report in each object")
    form.add_argument(
        "--report-field", default="cleaner", metavar="NAME", help="with --jsonl: the field that is added (cleaner)"
    )
    form.add_argument("--rejects", metavar="FILE", help="with --jsonl: where lines go that cannot be read")
    return parser


def _check(options: argparse.Namespace) -> None:
    """Refuses what cannot work before anything is read."""
    if options.jsonl and (options.report or options.json or options.html):
        raise UsageError("--jsonl goes without --report, --json and --html; use --full-report")
    if not options.jsonl and (options.rejects or options.full_report):
        raise UsageError("--rejects and --full-report go with --jsonl")
    named = {"--field": (options.field, "text"), "--url-field": (options.url_field, "url")}
    named["--report-field"] = (options.report_field, "cleaner")
    if not options.jsonl and (alone := [name for name, (given, usual) in named.items() if given != usual]):
        raise UsageError(f"{alone[0]} goes with --jsonl: JSON lines, one object a line")
    if options.sites and not options.jsonl and not options.url:
        raise UsageError("--sites knows pages by their URL: give --url, or --jsonl with a --url-field")
    outputs.check({"--report": options.report, "--rejects": options.rejects}, [options.file or "-", *read_by(options)])


def _unless_bytes_merge(result: Result) -> Result:
    """The result; or the source untouched, where bytes that are no UTF-8 would join to a character at a seam."""
    if result.text.isascii() or files.decoded(files.encoded(result.text), "utf-8") == result.text:
        return result
    return Result(result.restore(), abstained="broken bytes would join at a seam", fingerprint=result.fingerprint)


def _json(report: dict[str, object], encoding: str, sum_of_bytes: str | None) -> bytes:
    import json

    found = {**report, "encoding": encoding, **({"bytes": sum_of_bytes} if sum_of_bytes else {})}
    return (json.dumps(found, indent=1) + "\n").encode()


def summary(result: Result) -> str:
    """What went, in a few lines for a person."""
    length = result.source_length
    lines = [f"cleaner: removed {result.removed:,} of {length:,} characters ({result.removed_fraction:.0%})"]
    counts: dict[str, list[int]] = {}
    for removal in result.removals:
        counts.setdefault(removal.category.value, []).append(removal.span.length)
    for category, lengths in sorted(counts.items(), key=lambda item: -sum(item[1])):
        lines.append(f"  {category:<11} {sum(lengths):>7,} in {len(lengths)} place{'s' if len(lengths) > 1 else ''}")
    if result.repairs:
        lines.append(f"  repaired the encoding in {len(result.repairs)} place{'s' if len(result.repairs) > 1 else ''}")
    lines += [f"  damage: {one.kind.value} at {one.span.start}: {one.reason}" for one in result.damage]
    if result.abstained:
        lines.append(f"  left alone: {result.abstained}")
    return "\n".join(lines)
