"""What `cleaner explain` and `cleaner report` look at: a text cleaned now, or one that a report tells of."""

from __future__ import annotations

import argparse
import json
import os
from typing import Any

from cleaner.cli import files
from cleaner.cli.options import add_choices, cleaner_of, read_by
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import ReportError, UsageError
from cleaner.report.result import Result, checksum
from cleaner.views.view import View


def add_input(parser: argparse.ArgumentParser) -> None:
    """Adds the options of what goes and of the input's form."""
    add_choices(parser)
    form = parser.add_argument_group("form of the input")
    form.add_argument(
        "--report", metavar="REPORT.json", help="look at this report; FILE is the cleaned or the original text"
    )
    form.add_argument("--encoding", default="utf-8", metavar="NAME", help="of the input (default: utf-8)")
    form.add_argument("--html", action="store_true", help="the input is a page of HTML")
    form.add_argument("--url", metavar="URL", help="where the page was found")


def inputs_of(paths: list[str], options: argparse.Namespace) -> list[str]:
    """The files that `views_of` reads; "-" is standard input."""
    texts = paths or ([] if options.report else ["-"])
    return [*texts, *filter(None, [options.report]), *read_by(options)]


def views_of(paths: list[str], options: argparse.Namespace) -> list[View]:
    """The view of each file, in order. Raises UsageError and ReportError as the options and files ask for it."""
    if options.report:
        if len(paths) > 1:
            raise UsageError("--report tells of one text: give one file")
        return [_reported(options.report, paths[0] if paths else None)]
    cleaner = cleaner_of(options)
    return [_cleaned(path, cleaner, options) for path in paths or ["-"]]


def _name(path: str) -> str:
    return "standard input" if path == "-" else os.path.basename(path)


def _cleaned(path: str, cleaner: Cleaner, options: argparse.Namespace) -> View:
    data = files.read(path)
    encoding = files.encoding_of(options.encoding, data)
    if options.html:
        return View.of(cleaner.clean_html(files.page(data, encoding), url=options.url), _name(path))
    return View.of(cleaner.clean(files.decoded(data, encoding), url=options.url), _name(path))


def _reported(report_path: str, path: str | None) -> View:
    try:
        report = json.loads(files.read(report_path))
    except ValueError as error:
        raise ReportError(f"{report_path} is no JSON: {error}") from None
    except RecursionError:
        raise ReportError(f"{report_path} is no report: it is nested too deep") from None
    if path is None:
        if not isinstance(report, dict) or "text" not in report:
            raise UsageError(f"{report_path} holds no text: give the cleaned or the original text, too")
        return View.of(Result.from_dict(report), _name(report_path))
    if path == report_path == "-":
        raise UsageError("only one of the text and its report can be read from standard input")
    return View.of(result_of(report, files.read(path)), _name(path))


def result_of(report: dict[str, Any], data: bytes) -> Result:
    """The Result that a report tells of, with the bytes of the cleaned or of the original text.

    Raises ReportError where the report is damaged, or belongs to neither.
    """
    text = files.decoded(data, "utf-8")
    if not isinstance(report, dict) or "cleaned" not in report:
        return Result.from_dict(report, text)  # which says what is wrong with it
    try:
        if checksum(text) == report["cleaned"]["blake2b"]:
            return Result.from_dict(report, text)
        source = files.decoded(data, files.encoding_of(report.get("encoding", "utf-8"), data))
        if checksum(source) != report["source"]["blake2b"]:
            raise ReportError("the report belongs to another text: it is neither the cleaned nor the original one")
        edits = [((*one["span"],), one.get("after", "")) for one in [*report["removals"], *report["repairs"]]]
        cleaned = _edited(source, edits)
        if checksum(cleaned) != report["cleaned"]["blake2b"]:
            raise ReportError("the report was changed: its edits do not give the cleaned text")
        return Result.from_dict(report, cleaned)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReportError(f"the report is damaged: {type(error).__name__}: {error}") from None


def _edited(source: str, edits: list[tuple[tuple[int, ...], str]]) -> str:
    """The source with each span replaced by what follows it in `edits`."""
    kept, at = [], 0
    for (start, end), after in sorted(edits):
        kept += [source[at:start], after]
        at = end
    return "".join([*kept, source[at:]])
