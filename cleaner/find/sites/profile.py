"""What is known of sites, ready to be asked: read once, never changed by a question."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from cleaner.errors import MissingExtra, UsageError
from cleaner.find.sites.keys import host_of
from cleaner.find.sites.known import Known, claims_of, overreach
from cleaner.match import Claim
from cleaner.text.lines import Document

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

#: The columns of a profile table and their types in Arrow.
COLUMNS = {
    "host": "string",
    "line": "int64",
    "seen": "int64",
    "pages": "int64",
    "share": "double",
    "place": "string",
    "is_prose": "bool",
    "is_certain": "bool",
    "example": "string",
}


class SiteProfiles:
    """The lines that recur on the pages of sites, as `cleaner learn` found them.

    It is made from an Arrow table of the columns COLUMNS, in any order of rows, and can be pickled. Asking changes
    nothing: the same document has the same claims, whatever was asked before. Raises UsageError for another table.
    """

    def __init__(self, table: pa.Table) -> None:
        wrong = [name for name in COLUMNS if name not in table.column_names]
        if wrong:
            raise UsageError(f"this is no table of site profiles: it has no column {wrong[0]!r}; see `cleaner learn`")
        try:
            table = table.select(list(COLUMNS)).cast(_schema()).combine_chunks()
        except ValueError as error:
            raise UsageError(f"this is no table of site profiles: {str(error).splitlines()[0]}") from None
        self._table = table.sort_by([("host", "ascending"), ("line", "ascending")])
        self._known: dict[str, dict[int, Known]] = {}

    @classmethod
    def load(cls, path: str | Path) -> SiteProfiles:
        """The profiles in the Parquet file at `path`. Raises UsageError where it cannot be read."""
        if not os.path.exists(path):
            raise UsageError(f"cannot read the site profiles {path}: there is no such file; `cleaner learn` makes one")
        try:
            import pyarrow.parquet as parquet
        except ImportError:
            raise MissingExtra("sites", "pyarrow") from None
        try:
            return cls(parquet.read_table(os.fspath(path)))
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error).splitlines()[0]
            raise UsageError(f"cannot read the site profiles {path}: {why}") from None

    def __getstate__(self) -> dict[str, Any]:
        return {"_table": self._table, "_known": {}}

    def __len__(self) -> int:
        return int(self._table.num_rows)

    @cached_property
    def hosts(self) -> dict[str, range]:
        """The rows of each site known."""
        found: dict[str, range] = {}
        for row, host in enumerate(self._table.column("host").to_pylist()):
            known = found.get(host)
            found[host] = range(row if known is None else known.start, row + 1)
        return found

    @cached_property
    def checksum(self) -> str:
        """What stands for the profiles: the same for the same rows, whoever wrote them and in whatever order."""
        found = blake2b(digest_size=16)
        for name in COLUMNS:
            found.update(repr(self._table.column(name).to_pylist()).encode("utf-8", "surrogatepass"))
        return found.hexdigest()

    def is_known(self, url: str | None) -> bool:
        """Whether anything is known of the site of a URL."""
        return host_of(url) in self.hosts

    def claims(self, document: Document, others: Sequence[Claim] = ()) -> list[Claim]:
        """What the profile of the document's site claims, in the order of the text; nothing for an unknown site.

        `others` are the claims of rules: a line that one of them claims too is of that rule's category.
        """
        host = host_of(document.url)
        if host not in self.hosts:
            return []
        return claims_of(document, self._of(host), others)

    @staticmethod
    def overreach(document: Document, claims: Sequence[Claim]) -> str:
        """Why claims are too much of a document to be believed, as when its own copies taught them; mostly empty."""
        return overreach(document, claims) if claims else ""

    def _of(self, host: str) -> dict[int, Known]:
        known = self._known.get(host)
        if known is None:
            rows = self.hosts[host]
            some = self._table.slice(rows.start, len(rows)).to_pylist()
            known = self._known[host] = {row["line"]: Known.of(row) for row in some}
        return known


def _schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema([(name, pa.type_for_alias(kind)) for name, kind in COLUMNS.items()])


def profiles_of(sites: str | Path | SiteProfiles) -> SiteProfiles:
    """The profiles at a path; profiles are given back as they are. Raises UsageError."""
    if isinstance(sites, SiteProfiles):
        return sites
    if not isinstance(sites, str | os.PathLike):
        raise UsageError(f"sites takes the path of a file of `cleaner learn`, or SiteProfiles, not {sites!r}")
    return SiteProfiles.load(sites)
