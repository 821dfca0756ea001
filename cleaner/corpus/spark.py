"""Spark: a column of texts cleaned in Arrow batches, and site profiles learned where the texts are (extra `spark`).

The workers need this package; rules, profiles and settings travel with the Cleaner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from cleaner.corpus.columns import cleaned
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import MissingExtra, UsageError
from cleaner.find.sites import sightings
from cleaner.find.sites.query import Evidence, statement

try:
    import pyarrow as pa
    from pyspark.sql import types
except ImportError:
    raise MissingExtra("spark", "pyspark and pyarrow") from None

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    Map = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]

#: The type of the column that is added: the fields that `cleaner corpus` writes.
REPORT = (
    "struct<removed: bigint, by_category: map<string, bigint>, repaired: bigint, damage: array<string>, "
    "is_cut_off: boolean, abstained: string, fingerprint: string>"
)


def clean_dataframe(
    df: DataFrame, text: str = "text", url: str | None = None, *, into: str = "cleaner", cleaner: Cleaner | None = None
) -> DataFrame:
    """The rows with the texts of the column `text` cleaned and a column `into` that says what was done.

    `url` names the column with the URLs, which site profiles need. A text that is null stays null. Raises UsageError
    for a column that is missing, is no string, or would be written twice.
    """
    for name in (text, url):
        if name is not None and (name not in df.columns or not isinstance(df.schema[name].dataType, types.StringType)):
            raise UsageError(f"there is no column {name!r} of strings; there are {', '.join(df.columns)}")
    if into in df.columns:
        raise UsageError(f"there is a column {into!r} already: name another with into=")
    fields = [types.StructField(one.name, one.dataType, one.nullable or one.name == text) for one in df.schema.fields]
    schema = types.StructType([*fields, types.StructField(into, types._parse_datatype_string(REPORT))])
    return df.mapInArrow(_cleaning(cleaner or Cleaner(), text, url, into), schema)


def _cleaning(cleaner: Cleaner, text: str, url: str | None, into: str) -> Map:
    def clean_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from cleaner.corpus.tables import report_type

        for batch in batches:
            urls = None if url is None else batch.column(url).to_pylist()
            texts, reports = cleaned(cleaner, batch.column(text).to_pylist(), urls)
            columns: dict[str, Any] = dict(zip(batch.schema.names, batch.columns, strict=True))
            columns[text] = pa.array(texts, batch.schema.field(text).type)
            columns[into] = pa.array(reports, report_type())
            yield pa.RecordBatch.from_pydict(columns)

    return clean_batches


def learn_sites(df: DataFrame, text: str = "text", url: str = "url", *, evidence: Evidence | None = None) -> DataFrame:
    """The profile table that `cleaner learn` makes of the same pages, as a DataFrame; write it as Parquet for `sites`.

    Nothing is collected: lines are counted where they are. What is counted is persisted (in memory and on the disks of
    the workers) until `spark.catalog.clearCache()`, so that texts are read once.
    """

    def sight_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        types_of = {"string": pa.string(), "bigint": pa.int64(), "int": pa.int32(), "boolean": pa.bool_()}
        schema = pa.schema([(name, types_of[kind]) for name, kind in sightings.COLUMNS.items()])
        for batch in batches:
            pairs = zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True)
            found = [one for page, place in pairs if page is not None for one in sightings.sightings(page, place)]
            columns = zip(*found, strict=True) if found else [[] for _ in schema]
            yield pa.RecordBatch.from_arrays(
                [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema=schema
            )

    columns = ", ".join(f"{name} {kind}" for name, kind in sightings.COLUMNS.items())
    found = df.select(text, url).mapInArrow(sight_batches, columns).persist()
    return df.sparkSession.sql(statement("{sightings}", evidence or Evidence()), sightings=found)
