"""`cleaner learn`: the lines that recur on the pages of a site, as a table for `--sites`."""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cleaner.cli import files, streams
from cleaner.cli.arguments import Parser
from cleaner.corpus import outputs
from cleaner.corpus.inputs import Form, Source, sources
from cleaner.errors import MissingExtra, UsageError
from cleaner.find.sites.keys import host_of
from cleaner.find.sites.query import Evidence

if TYPE_CHECKING:
    import pyarrow as pa

_EPILOG = """\
examples:
  cleaner learn news.jsonl.gz -o sites.parquet                     what recurs on each site
  cleaner learn shards/ -o sites.parquet --text-field body         every file in a folder
  cleaner corpus news.jsonl.gz -o clean --url-field url --sites sites.parquet
  cleaner page.txt --url https://example.org/news/1 --sites sites.parquet

Learn from texts as they were scraped, each way of scraping apart: a table made from whole pages says little about
extracted text. A site needs three pages or more, and says more with thirty.

exit codes: 0 done; 1 done, but something could not be read; 2 wrong call, nothing was written
"""
_MEMORY = re.compile(r"\d+(?:\.\d+)?\s*[KMGT]i?B", re.IGNORECASE)
#: So many sites and lines are shown at the end.
_SITES_SHOWN, _LINES_SHOWN = 5, 3
_PAGES_AT_ONCE = 500


@dataclass(slots=True)
class _Tally:
    """What was read: pages, those without a site, and what could not be read, with the first reasons."""

    pages: int = 0
    homeless: int = 0
    wrong: int = 0
    reasons: list[str] = field(default_factory=list)

    def refuse(self, reason: str) -> None:
        """Counts something that could not be read."""
        self.wrong += 1
        if len(self.reasons) < 3:
            self.reasons.append(reason)


def run(words: Sequence[str]) -> int:
    """Writes the table. Returns the exit code."""
    options = _parser().parse_args(words)
    if not _MEMORY.fullmatch(options.memory):
        raise UsageError(f"--memory {options.memory}: give a size such as 1GB or 500MB")
    if options.out == "-":
        raise UsageError("-o -: give a file for the table, which is Parquet")
    outputs.check_writable(options.out)
    found = [source for given in options.inputs for source in sources([given], form=options.format, tell=streams.warn)]
    outputs.check({"-o": options.out}, [source.path for source in found], prints=False)
    web = next((source.path for source in found if source.form is Form.WARC), None)
    if web is not None:
        raise UsageError(f"{web} is a web archive: learn from texts, as JSON lines or Parquet")
    from cleaner.find.sites.learn import learn

    tally = _Tally()
    evidence = replace(Evidence(), fewest=options.fewest)
    tell = None if options.quiet else streams.warn
    table = learn(_pages(found, options, tally), evidence=evidence, memory=options.memory, tell=tell)
    for reason in tally.reasons:
        streams.warn(reason)
    if tally.pages == tally.homeless:
        raise UsageError(
            f"no page has a URL in the field {options.url_field!r}; name the field with --url-field"
            if tally.pages
            else f"no page was read; is the text in the field {options.text_field!r}? name it with --text-field"
        )
    _write(table, options.out)
    if not options.quiet:
        _tell(table, tally)
    return 1 if tally.wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="cleaner learn",
        description="Learns which lines recur on the pages of each site, as a table for --sites.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="files, folders or globs: .jsonl, .gz, .zst, .parquet"
    )
    parser.add_argument("-o", "--out", required=True, metavar="FILE", help="the table, as Parquet")
    parser.add_argument("--format", metavar="NAME", help="jsonl or parquet, whatever the files are called")
    parser.add_argument("--text-field", default="text", metavar="NAME", help="the text (default: text)")
    parser.add_argument("--url-field", default="url", metavar="NAME", help="where the page was found (default: url)")
    parser.add_argument(
        "--fewest", type=_fewest, default=3, metavar="N", help="pages that a line must stand on (default: 3)"
    )
    parser.add_argument(
        "--memory", default="1GB", metavar="SIZE", help="what does not fit goes to TMPDIR (default: 1GB)"
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing at the end")
    return parser


def _fewest(given: str) -> int:
    if not given.isdecimal() or int(given) < 2:
        raise argparse.ArgumentTypeError("give a whole number from 2 on")
    return int(given)


def _pages(found: Sequence[Source], options: argparse.Namespace, tally: _Tally) -> Iterator[tuple[str, str | None]]:
    """Text and URL of each page of the files."""
    for source in found:
        read = _rows_of_table if source.form is Form.PARQUET else _rows_of_lines
        for text, url in read(source, options, tally):
            tally.pages += 1
            if isinstance(url, str) and host_of(url):
                yield text, url
            else:
                tally.homeless += 1


def _rows_of_lines(source: Source, options: argparse.Namespace, tally: _Tally) -> Iterator[tuple[str, object]]:
    for number, raw in enumerate(_lines(source, tally), 1):
        if not raw.strip():
            continue
        try:
            row = json.loads(raw)
        except (ValueError, RecursionError) as error:
            tally.refuse(f"{source.path}: line {number} is no JSON: {error}")
            continue
        text = row.get(options.text_field) if isinstance(row, dict) else None
        if isinstance(text, str):
            yield text, row.get(options.url_field)
        else:
            tally.refuse(f"{source.path}: line {number} has no text in the field {options.text_field!r}")


def _lines(source: Source, tally: _Tally) -> Iterator[bytes]:
    from cleaner.corpus.packed import Unpacked

    file = Unpacked(source.path, source.packing)
    rest: list[bytes] = []
    try:
        for chunk in file.chunks():
            first, *others = chunk.split(b"\n")
            rest.append(first)
            if others:
                yield b"".join(rest)
                yield from others[:-1]
                rest = [others[-1]]
    except OSError as error:
        tally.refuse(f"{source.path} ends early or is damaged: {error}")
        return
    finally:
        file.close()
    yield b"".join(rest)


def _rows_of_table(source: Source, options: argparse.Namespace, tally: _Tally) -> Iterator[tuple[str, object]]:
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        raise MissingExtra("sites", "pyarrow") from None
    try:
        with parquet.ParquetFile(source.path) as file:
            names = [options.text_field, options.url_field]
            for name in names:
                if name not in file.schema_arrow.names:
                    raise UsageError(f"{source.path} has no column {name!r}; name it with --text-field or --url-field")
            for batch in file.iter_batches(_PAGES_AT_ONCE, columns=names):
                for text, url in zip(*(batch.column(name).to_pylist() for name in names), strict=True):
                    if isinstance(text, str):
                        yield text, url
                    else:
                        tally.refuse(f"{source.path} has rows without a text in the column {names[0]!r}")
    except (OSError, ValueError) as error:
        tally.refuse(f"{source.path} cannot be read: {str(error).splitlines()[0]}")


def _write(table: pa.Table, path: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    content = pa.BufferOutputStream()
    parquet.write_table(table, content, compression="zstd")
    files.write(path, content.getvalue().to_pybytes())


def _tell(table: pa.Table, tally: _Tally) -> None:
    """A few lines for a person: how much was learned, and from the best-known sites what recurs most."""
    rows = table.to_pylist()
    sites = Counter(row["host"] for row in rows)
    streams.warn(
        f"{tally.pages:,} pages read; {len(rows):,} lines recur on {len(sites):,} sites"
        + (f"; {tally.homeless:,} pages have no URL" if tally.homeless else "")
        + (f"; {tally.wrong:,} could not be read" if tally.wrong else "")
    )
    for host, count in sorted(sites.items(), key=lambda item: (-item[1], item[0]))[:_SITES_SHOWN]:
        streams.warn(f"  {host}: {count:,} lines, such as")
        some = sorted((row for row in rows if row["host"] == host), key=lambda row: (-row["share"], row["line"]))
        for row in some[:_LINES_SHOWN]:
            streams.warn(f"    {row['seen']:,} of {row['pages']:,} pages: {row['example'][:80]}")
