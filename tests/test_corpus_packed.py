"""Packed files that are not what their names say are rejected, not passed over in silence."""

from __future__ import annotations

import gzip
import json

import pytest
from corpus_data import rows

pytest.importorskip("pyarrow")

from cleaner.cli import main

LINES = "".join(json.dumps(row) + "\n" for row in rows(3)).encode()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.jsonl.gz", bytes(5_000), "nothing but zeros"),
        ("a.jsonl.gz", LINES, "damaged"),
        ("a.jsonl", gzip.compress(LINES), "packed with gzip"),
        ("a.jsonl", b"\x28\xb5\x2f\xfd" + bytes(40), "packed with zstd"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_rejected_once(tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    assert main(["corpus", str(tmp_path / name), "-o", str(tmp_path / "out")]) == 1
    (reject,) = map(json.loads, (tmp_path / "out/rejects.jsonl").read_text("utf-8").splitlines())
    assert told in reject["reason"]


def test_zeros_between_and_behind_members_and_an_empty_file_are_no_harm(tmp_path):
    half = LINES.index(b"\n") + 1
    (tmp_path / "a.jsonl.gz").write_bytes(
        gzip.compress(LINES[:half]) + bytes(600) + gzip.compress(LINES[half:]) + bytes(600)
    )
    (tmp_path / "b.jsonl.gz").write_bytes(b"")
    assert main(["corpus", str(tmp_path / "*.gz"), "-o", str(tmp_path / "out")]) == 0
    assert len(gzip.decompress((tmp_path / "out/a.jsonl.gz").read_bytes()).splitlines()) == 3
