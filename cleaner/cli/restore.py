"""`cleaner restore`: the source, from the cleaned text and the report; for a cleaned corpus, row by row."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from cleaner.cli import files, streams
from cleaner.cli.arguments import Parser
from cleaner.corpus import outputs
from cleaner.errors import ReportError, UsageError
from cleaner.report.result import Result, checksum

_EPILOG = """\
examples:
  cleaner restore article.txt report.json > scraped.txt
  cleaner restore clean/news.jsonl reports --id a17 > scraped.txt    a document of `cleaner corpus --reports reports`
  cleaner restore clean/news.jsonl reports > texts.jsonl             all of them: {"row": 1, "id": "a1", "text": "..."}
"""


def run(words: Sequence[str]) -> int:
    """Writes the source to standard output. Returns the exit code."""
    import json

    parser = Parser(
        prog="cleaner restore",
        description="Puts back what was taken out: the source, byte for byte.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("article", metavar="ARTICLE", help="the cleaned text (- is standard input)")
    parser.add_argument("report", metavar="REPORT", help="what --report wrote; or the folder that --reports named")
    rows = parser.add_argument_group("with a folder (or a .parquet file) of reports")
    rows.add_argument("--row", type=int, metavar="N", help="the text of this row of the input, counted from 1")
    rows.add_argument("--id", metavar="ID", help="the text of the document with this id")
    rows.add_argument("--text-field", default="text", metavar="NAME", help="the field with the text (default: text)")
    options = parser.parse_args(words)
    if os.path.isdir(options.report) or options.report.endswith(".parquet"):
        return _rows(options)
    outputs.check({}, [options.article, options.report])
    if options.row is not None or options.id is not None:
        raise UsageError("--row and --id go with a folder of reports, as `cleaner corpus --reports` writes it")
    try:
        report = json.loads(files.read(options.report))
    except ValueError as error:
        raise ReportError(f"{options.report} is no JSON: {error}") from None
    except RecursionError:
        raise ReportError(f"{options.report} is no report: it is nested too deep") from None
    text = files.decoded(files.read(options.article), "utf-8")
    result = Result.from_dict(report, text)
    encoding = report.get("encoding", "utf-8")
    if not isinstance(encoding, str):
        raise ReportError("the report is damaged: its encoding is no text")
    source = result.restore()
    try:
        data = files.encoded(source, files.encoding_of(encoding, b"") if encoding != "utf-8" else encoding)
    except UnicodeEncodeError:
        raise ReportError(f"the report is damaged: the source cannot be written in {encoding}") from None
    if report.get("bytes", checksum(data)) != checksum(data):
        raise ReportError(f"the report is damaged: in {encoding} the source has other bytes than it had")
    streams.out(data)
    return 0


def _rows(options: argparse.Namespace) -> int:
    """Writes the original of one row as text, or those of all rows as JSON lines."""
    import json

    from cleaner.corpus.originals import originals, report_path

    outputs.check({}, [options.article, report_path(options.article, options.report)])
    found = originals(options.article, options.report, text_field=options.text_field, row=options.row, id=options.id)
    if options.row is None and options.id is None:
        for one in found:
            streams.out(json.dumps({"row": one.row, "id": one.id, "text": one.text}).encode() + b"\n")
        return 0
    some = list(found)
    if not some:
        raise UsageError(f"{options.article} has no such row")
    if len(some) > 1:
        places = ", ".join(str(one.row) for one in some[:10])
        raise UsageError(f"{len(some)} documents have the id {options.id!r}: choose one with --row, of {places}")
    streams.out(files.encoded(some[0].text))
    return 0
