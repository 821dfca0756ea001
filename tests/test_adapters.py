"""The adapters clean as the program does, row for row."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys

import pytest

pa = pytest.importorskip("pyarrow", reason="the adapters need pyarrow")

from cleaner import Cleaner, Result, UsageError  # noqa: E402
from cleaner.find.sites import SiteProfiles  # noqa: E402
from cleaner.find.sites.keys import line_hash  # noqa: E402
from cleaner.report.result import brief  # noqa: E402
from cleaner.testing import prompts, prose  # noqa: E402

SITE_LINE = "Weather and tides"
SITES = SiteProfiles(
    pa.table(
        {
            "host": ["example.org"],
            "line": [line_hash(SITE_LINE)],
            "seen": [30],
            "pages": [31],
            "share": [30 / 31],
            "place": ["head"],
            "is_prose": [False],
            "is_certain": [True],
            "example": [SITE_LINE],
        }
    )
)
CLEANER = Cleaner(sites=SITES)


def rows(count: int) -> list[dict[str, object]]:
    """Rows with a text, some with none; a URL, some with none; and a number."""
    chance = random.Random(5)
    paragraphs = [*prose("en"), *prose("de")]
    lines = list(prompts())
    out: list[dict[str, object]] = []
    for number in range(count):
        parts = chance.sample(paragraphs, 3) + chance.sample(lines, 2)
        chance.shuffle(parts)
        text = None if number % 97 == 96 else "\n\n".join([SITE_LINE, *parts]) + "\n"
        host = "example.org" if number % 2 else "example.com"
        out.append({"id": number, "text": text, "url": None if number % 10 == 0 else f"https://{host}/{number}"})
    return out


ROWS = rows(2_000)


@pytest.fixture(scope="module")
def local() -> list[Result | None]:
    """What the program makes of the rows."""
    some = [row for row in ROWS if row["text"] is not None]
    results = CLEANER.clean_many((row["text"] for row in some), urls=[row["url"] for row in some])
    return [None if row["text"] is None else next(results) for row in ROWS]


def test_the_rows_are_worth_cleaning(local):
    found = [one for one in local if one is not None]
    assert sum(one.removed > 0 for one in found) > 1_900
    assert any(removal.rule == "sites.recurring-line" for one in found for removal in one.removals)


def test_nothing_of_them_is_loaded_with_the_core():
    check = (
        "import sys; import cleaner, cleaner.cli; cleaner.clean('One.'); "
        "found = {'pyspark', 'datatrove', 'datasets', 'cleaner.corpus'} & set(sys.modules); assert not found, found"
    )
    subprocess.run([sys.executable, "-c", check], check=True)


@pytest.mark.parametrize("name", ["spark", "datatrove", "datasets"])
def test_a_missing_package_is_named_with_its_extra(name):
    blocked = "pyspark" if name == "spark" else name
    code = (
        f"import sys; sys.modules[{blocked!r}] = None\n"
        "from cleaner import MissingExtra\n"
        f"try:\n    import cleaner.corpus.{name}\n"
        f"except MissingExtra as error:\n    assert '[{name}]' in str(error), error\n"
        "else:\n    raise SystemExit('it was imported')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """Spark on two local cores."""
    sql = pytest.importorskip("pyspark.sql", reason="needs the extra spark")
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.skip("Spark needs Java")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "1").config("spark.driver.bindAddress", "127.0.0.1")
    builder = builder.config("spark.driver.host", "127.0.0.1")
    builder = builder.config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def df(spark):
    values = [tuple(row.values()) for row in ROWS]
    return spark.createDataFrame(values, "id int, text string, url string").repartition(3)


def test_rows_are_cleaned_as_locally(df, local):
    from cleaner.corpus.spark import clean_dataframe

    cleaned = clean_dataframe(df, url="url", cleaner=CLEANER)
    assert cleaned.columns == ["id", "text", "url", "cleaner"]
    found = sorted(cleaned.collect(), key=lambda row: row["id"])
    assert [row["text"] for row in found] == [one and one.text for one in local]
    assert [row["url"] for row in found] == [row["url"] for row in ROWS]
    reports = [row["cleaner"] and row["cleaner"].asDict() for row in found]
    assert reports == [one and brief(one) for one in local]


def test_the_columns_added_are_typed(df):
    from cleaner.corpus.spark import REPORT, clean_dataframe

    added = clean_dataframe(df, into="report").schema["report"]
    assert added.dataType.simpleString() == REPORT.replace(": ", ":").replace(", ", ",")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"text": "body"}, "no column 'body'"),
        ({"text": "id"}, "no column 'id' of strings"),
        ({"url": "link"}, "no column 'link'"),
        ({"into": "url"}, "a column 'url' already"),
    ],
)
def test_wrong_columns_are_refused_before_anything_runs(df, asked, message):
    from cleaner.corpus.spark import clean_dataframe

    with pytest.raises(UsageError, match=message):
        clean_dataframe(df, **asked)


def test_sites_are_learned_as_locally(spark):
    pytest.importorskip("duckdb", reason="needs the extra sites")
    from cleaner.corpus.spark import learn_sites
    from cleaner.find.sites.learn import learn
    from cleaner.find.sites.query import Evidence

    evidence = Evidence(fewest=2, plain=0.01, body=0.01, prose=0.02, fewest_in_body=2)
    pages = [(row["text"], row["url"]) for row in [*ROWS[:300], *ROWS[:40]]]
    df = spark.createDataFrame(pages, "text string, url string").repartition(3)
    table = pa.Table.from_pylist([row.asDict() for row in learn_sites(df, evidence=evidence).collect()])
    expected = learn([(text, url) for text, url in pages if text is not None], evidence=evidence)
    assert len(expected) > 50
    assert sorted(table.to_pylist(), key=str) == sorted(expected.to_pylist(), key=str)
    assert SiteProfiles(table).checksum == SiteProfiles(expected).checksum


def test_a_datatrove_pipeline_cleans_as_locally(tmp_path, local):
    pytest.importorskip("datatrove", reason="needs the extra datatrove")
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from cleaner.corpus.datatrove import NewsCleaner

    some = [(row, result) for row, result in zip(ROWS, local, strict=True) if result is not None]
    for part in range(2):
        lines = [json.dumps({**row, "id": str(row["id"])}) for row, _ in some[part::2]]
        (tmp_path / f"in-{part}.jsonl").write_text("\n".join(lines))
    executor = LocalPipelineExecutor(
        pipeline=[
            JsonlReader(str(tmp_path), glob_pattern="in-*.jsonl"),
            NewsCleaner(CLEANER),
            JsonlWriter(str(tmp_path / "out"), compression=None),
        ],
        tasks=2,
        logging_dir=str(tmp_path / "log"),
    )
    stats = executor.run()
    found = {}
    for path in (tmp_path / "out").iterdir():
        for line in path.read_text().splitlines():
            row = json.loads(line)
            found[int(row["id"])] = row
    assert len(found) == len(some)
    for row, result in some:
        document = found[row["id"]]
        assert document["text"] == result.text
        assert document["metadata"]["cleaner"] == json.loads(json.dumps(result.to_dict()))
        assert Result.from_dict(document["metadata"]["cleaner"], document["text"]).restore() == row["text"]
    [counted] = [one.stats for one in stats.stats if "cleaner" in one.name]
    assert counted["total"].total == len(some)
    assert counted["removed"].total == sum(result.removed for _, result in some)
    assert counted["changed"].total == sum(result.removed > 0 for _, result in some)


@pytest.mark.parametrize("is_streamed", [False, True], ids=["in-memory", "streamed"])
def test_a_dataset_is_cleaned_as_locally(local, is_streamed):
    datasets = pytest.importorskip("datasets", reason="needs the extra datasets")
    from cleaner.corpus.datasets import clean_dataset

    datasets.disable_progress_bars()
    given = datasets.Dataset.from_list(ROWS)
    cleaned = clean_dataset(given.to_iterable_dataset() if is_streamed else given, url="url", cleaner=CLEANER)
    found = list(cleaned)
    assert [row["text"] for row in found] == [one and one.text for one in local]
    assert [row["id"] for row in found] == [row["id"] for row in ROWS]
    for row, result in zip(found, local, strict=True):
        if result is not None:
            listed = {one["category"]: one["characters"] for one in row["cleaner"]["by_category"]}
            assert {**row["cleaner"], "by_category": listed} == brief(result)
    assert cleaned.features["cleaner"]["removed"].dtype == "int64"


def test_wrong_columns_of_a_dataset_are_refused():
    datasets = pytest.importorskip("datasets", reason="needs the extra datasets")
    from cleaner.corpus.datasets import clean_dataset

    given = datasets.Dataset.from_list(ROWS[:3])
    with pytest.raises(UsageError, match="no column 'body'"):
        clean_dataset(given, "body")
    with pytest.raises(UsageError, match="a column 'url' already"):
        clean_dataset(given, into="url")
