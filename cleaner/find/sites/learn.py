"""Learning site profiles with DuckDB: sightings of lines go into a database on disk, one statement weighs them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from cleaner.errors import MissingExtra
from cleaner.find.sites import sightings
from cleaner.find.sites.query import Evidence, copies, statement

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb
    import pyarrow as pa

#: So many pages are read before their lines go into the database.
_BATCH = 500
_SPILLED = "sightings.duckdb"


def learn(
    pages: Iterable[tuple[str, str | None]],
    *,
    evidence: Evidence | None = None,
    memory: str = "1GB",
    folder: str | Path | None = None,
    tell: Callable[[str], None] | None = None,
) -> pa.Table:
    """The profile table of pages, given as text and URL: the columns of SiteProfiles, sorted by host and line.

    A page whose URL names no host teaches nothing. The order of the pages, and pages given twice, change nothing; pages
    of one host that are copies of one story under other URLs count once, and `tell` is told how many these are. What
    does not fit into `memory` (as DuckDB writes it: "1GB") is kept on disk, below `folder` or where temporary files go.
    Raises MissingExtra without DuckDB and pyarrow.

    >>> from cleaner.find.sites import SiteProfiles
    >>> pages = [(f"Menu\\nThe Site\\nStory {word}.", f"https://example.org/{word}") for word in ("one", "two", "six")]
    >>> len(SiteProfiles(learn(pages)))
    2
    """
    try:
        import duckdb
        import pyarrow as pa
    except ImportError as error:
        raise MissingExtra("sites", str(error.name)) from None
    with tempfile.TemporaryDirectory(dir=folder, prefix="cleaner-learn-") as work:
        database = duckdb.connect(os.path.join(work, _SPILLED))
        try:
            _prepare(database, memory, work)
            for batch in _batches(pages):
                columns = [pa.array(values) for values in zip(*batch, strict=True)]
                database.register("batch", pa.Table.from_arrays(columns, names=list(sightings.COLUMNS)))
                database.execute("INSERT INTO sightings SELECT * FROM batch")
                database.unregister("batch")
            if tell and (count := _copies(database)):
                were = "page is a copy" if count == 1 else "pages are copies"
                tell(f"{count:,} {were} of another one's story under another URL or text: each story counts once")
            return database.sql(statement("sightings", evidence or Evidence())).to_arrow_table()
        finally:
            database.close()


def _copies(database: duckdb.DuckDBPyConnection) -> int:
    return int(database.sql(copies("sightings")).to_arrow_table().column("copies")[0].as_py())


def _prepare(database: duckdb.DuckDBPyConnection, memory: str, work: str) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in sightings.COLUMNS.items())
    database.execute(f"SET memory_limit = '{memory}'")
    database.execute(f"SET temp_directory = '{work.replace(chr(39), chr(39) * 2)}'")
    database.execute("SET preserve_insertion_order = false")
    database.execute(f"CREATE TABLE sightings ({columns})")


def _batches(pages: Iterable[tuple[str, str | None]]) -> Iterator[list[Any]]:
    source = iter(pages)
    while some := list(islice(source, _BATCH)):
        found = [one for text, url in some for one in sightings.sightings(text, url)]
        if found:
            yield found
