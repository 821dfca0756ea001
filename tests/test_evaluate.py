"""The measure: shingles of four words, averaged over pages."""

from __future__ import annotations

import gzip
import json
import lzma

import pytest
from test_cli import cleaner

from cleaner.testing.scoring import Score, average, score

BODY = "The council met on Tuesday and voted to rebuild the bridge."


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        (BODY, None, Score(8, 0, 0)),
        ("", None, Score(0, 0, 8)),
        (f"A bridge\n{BODY}", "A Bridge", Score(8, 2, 0)),
        (f"A bridge\n{BODY}", "A bridge", Score(8, 0, 0)),
        ("Share", None, Score(0, 1, 8)),
    ],
)
def test_scores(text, title, expected):
    assert score(text, BODY, title) == expected


def test_averages_leave_out_what_has_nothing_to_say():
    found = average([Score(1, 1, 0), Score(0, 0, 4), Score(2, 0, 0)])
    assert (found.precision, found.recall, found.pages) == (0.75, 2 / 3, 3)
    assert average([]).f1 == 0.0
    assert Score(0, 0, 0).f1 == 0.0


@pytest.mark.parametrize(
    ("name", "pack"), [("a.jsonl", bytes), ("a.jsonl.gz", gzip.compress), ("a.jsonl.xz", lzma.compress)]
)
def test_eval_prints_a_table_and_the_worst_pages(tmp_path, name, pack):
    prompt = "You have 2 free articles left this month"
    rows = [
        {
            "id": "p1",
            "raw": f"The leek in winter\n\n{BODY}\n\n{prompt}",
            "gold": BODY,
            "extractor": "dump",
            "lang": "en",
        }
    ]
    (tmp_path / name).write_bytes(pack("".join(json.dumps(row) + "\n" for row in rows).encode()))
    done = cleaner("eval", str(tmp_path / name))
    assert done.returncode == 0, done.stderr
    assert "dump" in done.stdout.decode()
    assert "left  'The leek in winter'" in done.stdout.decode()
    figures = json.loads(cleaner("eval", str(tmp_path / name), "--json", "--by", "language").stdout)["en"]
    assert figures["after"]["precision"] > figures["before"]["precision"]


@pytest.mark.parametrize(
    ("name", "content", "say"),
    [
        ("a.jsonl", b'{"raw": "x"}', "row 1: a page needs"),
        ("a.jsonl", b"{", "row 1 is no JSON"),
        ("a.gz", b"x", "cannot unpack"),
    ],
)
def test_bad_pages_are_named(tmp_path, name, content, say):
    (tmp_path / name).write_bytes(content)
    done = cleaner("eval", str(tmp_path / name))
    assert done.returncode == 2
    assert say in done.stderr.decode()
