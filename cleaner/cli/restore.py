"""`cleaner restore`: the source, from the cleaned text and the report."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from cleaner.cli import files
from cleaner.errors import ReportError
from cleaner.report import Result

_EPILOG = """\
example:
  cleaner restore article.txt report.json > scraped.txt
"""


def run(words: Sequence[str]) -> int:
    """Writes the source to standard output. Returns the exit code."""
    import json

    parser = argparse.ArgumentParser(
        prog="cleaner restore",
        description="Puts back what was taken out: the source, byte for byte.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("article", metavar="ARTICLE", help="the cleaned text (- is standard input)")
    parser.add_argument("report", metavar="REPORT", help="what --report wrote")
    options = parser.parse_args(words)
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
        files.out(files.encoded(source, files.encoding_of(encoding, b"") if encoding != "utf-8" else encoding))
    except UnicodeEncodeError:
        raise ReportError(f"the report is damaged: the source cannot be written in {encoding}") from None
    return 0
