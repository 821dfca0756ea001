"""Web archives in the corpus run: pages become texts, and bad records cost themselves only."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest
from corpus_data import Here, files_of

pytest.importorskip("pyarrow")
pytest.importorskip("fastwarc")
from pyarrow import parquet

from cleaner import clean_html
from cleaner.cli import main
from cleaner.corpus import archives, run

PAGE = (
    "<html><head><title>Ferry</title></head><body><article><h1>Ferry to the islands resumes</h1>"
    "<p>The first boat left at dawn on Monday, nine weeks after the storm, said the harbour master.</p>"
    "<p>You have 2 free articles left this month</p>"
    "<p>“We were down to our last sack of flour,” said the teacher of the village school, number {}.</p>"
    "</article></body></html>"
)


@pytest.fixture(autouse=True)
def here(monkeypatch):
    monkeypatch.setattr(run, "Crew", Here)
    monkeypatch.setattr(Here, "most", None)
    monkeypatch.setattr(Here, "jobs", [])


def record(number: int, body: bytes = b"", *, kind="text/html; charset=utf-8", status="200 OK", head="") -> bytes:
    body = body or PAGE.format(number).encode()
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{head}\r\n".encode() + body
    lines = [
        "WARC/1.0",
        "WARC-Type: response",
        f"WARC-Target-URI: https://ferry.example/{number}",
        "WARC-Date: 2024-01-01T00:00:00Z",
        f"WARC-Record-ID: <urn:uuid:{number:032x}>",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(http)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + http + b"\r\n\r\n"


def cleaned(tmp_path, content: bytes, name="a.warc", *words) -> tuple[int, list[dict], list[dict]]:
    """The exit code, the rows and the rejects of a run over an archive."""
    (tmp_path / name).write_bytes(content)
    code = main(["corpus", str(tmp_path / name), "-o", str(tmp_path / "out"), "--quiet", *words])
    out = files_of(tmp_path / "out")
    rejects = [json.loads(line) for line in out.pop("rejects.jsonl", b"").splitlines()]
    (lines,) = out.values()
    return code, [json.loads(line) for line in lines.splitlines()], rejects


@pytest.mark.parametrize("is_packed", [False, True])
def test_pages_become_texts_with_their_address(tmp_path, is_packed):
    records = [record(i) for i in range(5)]
    records.insert(1, record(10, b"<p>gone</p>", status="404 Not Found"))
    records.insert(2, record(11, b"\x89PNG", kind="image/png"))
    content = b"".join(map(gzip.compress, records)) if is_packed else b"".join(records)
    name = "a.warc.gz" if is_packed else "a.warc"
    code, found, rejects = cleaned(tmp_path, content, name, "--part", "0.001")
    assert (code, rejects) == (0, [])
    assert list(files_of(tmp_path / "out")) == ["a.jsonl"]
    for number, row in enumerate(found):
        result = clean_html(PAGE.format(number), url=f"https://ferry.example/{number}")
        assert row["text"] == result.text
        assert row["url"] == f"https://ferry.example/{number}"
        assert row["id"] == f"<urn:uuid:{number:032x}>"
        assert row["date"] == "2024-01-01T00:00:00Z"
        assert row["cleaner"]["by_category"] == result.by_category == {"paywall": 41}


def test_archives_become_tables_and_can_be_restored(tmp_path, capfd):
    (tmp_path / "a.warc").write_bytes(b"".join(record(i) for i in range(5)))
    words = ["-o", str(tmp_path / "out"), "--warc-output", "parquet", "--reports", str(tmp_path / "reports")]
    assert main(["corpus", str(tmp_path / "a.warc"), *words, "--quiet"]) == 0
    table = parquet.read_table(tmp_path / "out/a.parquet")
    assert table.column_names == ["id", "url", "date", "text", "cleaner"]
    assert main(["restore", str(tmp_path / "out/a.parquet"), str(tmp_path / "reports"), "--row", "3"]) == 0
    assert capfd.readouterr().out == clean_html(PAGE.format(2), url="https://ferry.example/2").restore()


@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize("harm", ["garbage", "short", "long", "cut", "head"])
def test_a_bad_record_costs_itself_only(tmp_path, is_packed, harm):
    records = [record(i) for i in range(6)]
    bad = records[2]
    if harm == "long":
        bad = bad.replace(b"Content-Length: ", b"Content-Length: 9")
    elif harm == "head":
        bad = bad.replace(b"Content-Length: ", b"Content-Length: x")
    elif harm == "cut":
        bad = bad[: len(bad) // 2]
    records[2] = bad
    packed = [gzip.compress(one) for one in records] if is_packed else records
    if harm == "garbage":
        start = 20 if is_packed else 0
        packed[2] = packed[2][:start] + b"\xfe" * 60 + packed[2][start + 60 :]
    elif harm == "short":
        packed[2] = packed[2][: len(packed[2]) // 2]
    code, found, rejects = cleaned(tmp_path, b"".join(packed))
    got = [int(row["url"].rsplit("/", 1)[1]) for row in found]
    assert code == 1
    assert rejects
    assert [number for number in got if number != 2] == [0, 1, 3, 4, 5]
    assert all("read" in one["reason"] or "ends early" in one["reason"] for one in rejects)


def test_an_archive_that_ends_early_keeps_what_was_whole(tmp_path):
    content = b"".join(gzip.compress(record(i)) for i in range(4))
    code, found, rejects = cleaned(tmp_path, content[:-40], "a.warc.gz")
    assert code == 1
    assert len(found) == 3
    assert rejects


def test_what_is_no_archive_is_a_reject(tmp_path):
    code, found, rejects = cleaned(tmp_path, b"no archive at all\r\n" * 100)
    assert (code, found, len(rejects)) == (1, [], 1)


def test_fields_of_one_name_are_refused(tmp_path, capfd):
    (tmp_path / "a.warc").write_bytes(record(1))
    assert main(["corpus", str(tmp_path / "a.warc"), "-o", str(tmp_path / "out"), "--text-field", "url"]) == 2
    assert "two fields would be called 'url'" in capfd.readouterr().err


def test_packed_pages_are_unpacked(tmp_path):
    page = PAGE.format(7).encode()
    chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(page), page)
    records = [
        record(0, gzip.compress(page), head="Content-Encoding: gzip\r\n"),
        record(1, zlib.compress(page), head="Content-Encoding: deflate\r\n"),
        record(2, page, head="Content-Encoding: gzip\r\n"),  # unpacked by the crawler
        record(3, chunks, head="Transfer-Encoding: chunked\r\n"),
        record(4, page, head="Transfer-Encoding: chunked\r\n"),
        record(5, b"\x00\x01\x02", head="Content-Encoding: gzip\r\n"),
        record(6, b"\x00\x01\x02", head="Content-Encoding: br\r\n"),
        record(7, PAGE.format("é" * 30).encode("cp1252"), kind="text/html; charset=iso-8859-1"),
        record(8, page.replace(b"<p>", b"<p>" + b"x" * 40_000)),
    ]
    code, found, rejects = cleaned(tmp_path, b"".join(records), "a.warc", "--largest", "0.04", "--part", "0.01")
    assert code == 1
    assert [row["url"][-1] for row in found] == ["0", "1", "2", "3", "4", "7"]
    assert all("last sack of flour" in row["text"] for row in found)
    assert "é" * 30 in found[-1]["text"]
    assert [one["reason"].split(" (")[0] for one in rejects] == [
        "the page is no gzip",
        "the page is encoded as br, which is not read",
        "the page is longer than 40,000 bytes",
    ]


@pytest.mark.parametrize(
    ("page", "charset", "text"),
    [
        ("é".encode(), None, "é"),
        ("é".encode("latin-1"), "ISO-8859-1", "é"),
        ("€".encode("cp1252"), "latin-1", "€"),
        ("<meta charset=windows-1251>Привет".encode("cp1251"), None, "<meta charset=windows-1251>Привет"),
        ("é".encode(), "no-such-encoding", "é"),
        ("é".encode(), "ascii", "Ã©"),
        ("é".encode("utf-8-sig"), None, "é"),
        ("日本".encode("shift_jis"), "Shift_JIS", "日本"),
        (b"a\x00b", "utf-7", "a\x00b"),
    ],
)
def test_pages_are_read_in_the_encoding_that_they_name(page, charset, text):
    assert archives.decoded(page, charset) == text
