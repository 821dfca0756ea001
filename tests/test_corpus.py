"""The corpus run: what it reads and writes, what it rejects, and that it can be stopped and goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import repeat
from pathlib import Path

import pytest
from corpus_data import Deadly, Here, files_of, rows, text, write_jsonl
from hypothesis import given
from hypothesis import strategies as st

pyarrow = pytest.importorskip("pyarrow")
pytest.importorskip("orjson")
from pyarrow import parquet  # noqa: E402

from cleaner import clean  # noqa: E402
from cleaner.cli import main  # noqa: E402
from cleaner.corpus import inputs, json_lines, packed, parts, progress, run, work  # noqa: E402
from cleaner.corpus.inputs import Packing  # noqa: E402
from cleaner.corpus.rows import Fields  # noqa: E402
from cleaner.corpus.stats import Stats, Why  # noqa: E402
from cleaner.errors import ReportError  # noqa: E402


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """Jobs are done in this process: the crew has tests of its own."""
    monkeypatch.setattr(run, "Crew", Here)
    monkeypatch.setattr(Here, "most", None)
    monkeypatch.setattr(Here, "jobs", [])
    return Here


def corpus(*words: object) -> int:
    return main(["corpus", *map(str, words), "--quiet"])


def objects(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def rejects(out: Path) -> list[dict]:
    return objects(out / "rejects.jsonl")


# --- what is read and written


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
@pytest.mark.parametrize("size", [0.0005, 4])
def test_json_lines_are_cleaned_in_place(tmp_path, suffix, size):
    given_rows = rows(30)
    path = write_jsonl(tmp_path / f"a.jsonl{suffix}", given_rows)
    assert corpus(path, "-o", tmp_path / "out", "--part", size) == 0
    out = packed.Unpacked(str(tmp_path / f"out/a.jsonl{suffix}"), Packing(suffix.lstrip(".")))
    found = [json.loads(line) for line in b"".join(out.chunks()).splitlines()]
    for row, cleaned in zip(given_rows, found, strict=True):
        result = clean(row["text"])
        report = cleaned.pop("cleaner")
        assert cleaned == {**row, "text": result.text}
        assert (report["removed"], report["by_category"]) == (result.removed, result.by_category)
        assert report["fingerprint"] == result.fingerprint
        assert report["is_cut_off"] is False


@pytest.mark.parametrize(
    "line",
    [
        '{"n": 123456789012345678901234567890, "text": "One.\\n\\nAdvertisement\\n"}',
        '{"n": 1.0e5, "m": 1E400, "text" :\t"One.\\n\\nAdvertisement\\n", "z": -0.0}',
        '{"b": 1, "a": 2, "b": 3, "text": "Two.", "text": "One.\\n\\nAdvertisement\\n"}',
        '{"text": "One.\\n\\nAdvertisement\\n", "te\\u0078t": "Two.\\n\\nAdvertisement\\n"}',
        '{"meta": {"text": "One.\\n\\nAdvertisement\\n"}, "text": "One.\\n\\nAdvertisement\\n", "after": {"text": ""}}',
        '{"text": "One.\\n\\nAdvertisement\\n", "after": {"text": "One.\\n\\nAdvertisement\\n"}}',
        '{"x": "\\"text\\": \\"no\\"", "text": "\\u00c9t\\u00e9.\\n\\nAdvertisement\\n", "e": "\\u00e9"}',
        '{"text": "A \\ud83d\\ude00 face.\\n\\nAdvertisement\\n", "half": "\\ud83d", "nan": NaN}',
        '{"\\\\": 1, "\\"text": "no", "text": "One.\\n\\nAdvertisement\\n"}   ',
    ],
)
def test_what_is_not_cleaned_stays_as_it_was_to_the_byte(tmp_path, line):
    (tmp_path / "a.jsonl").write_text(line + "\n", "utf-8")
    assert corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out") == 0
    (written,) = (tmp_path / "out/a.jsonl").read_bytes().splitlines()
    result = clean(json.loads(line)["text"])
    assert result.removals
    assert json.loads(written)["text"] == result.text
    # Without the value of the text and the field that was added, the line is what it was.
    new, old = json.dumps(result.text, ensure_ascii=False), line.rstrip()
    before, _, after = written.decode().partition(', "cleaner": {')
    assert after.endswith("}}")
    kept = json.loads(line)["text"]
    spellings = [json.dumps(kept), json.dumps(kept, ensure_ascii=False)]
    candidates = {old[:at] + new + old[at + len(spelling) :] for spelling in spellings for at in _places(old, spelling)}
    assert before + "}" in candidates


def _places(line: str, part: str) -> list[int]:
    return [at for at in range(len(line)) if line.startswith(part, at)]


def test_untouched_text_and_an_untidy_file(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'\xef\xbb\xbf{"text": "Caf\\u00e9."}\r\n\n   \n{"text":""}')
    assert corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out") == 0
    lines = (tmp_path / "out/a.jsonl").read_bytes().splitlines()
    assert [line.partition(b', "cleaner"')[0] for line in lines] == [b'{"text": "Caf\\u00e9."', b'{"text":""']


@pytest.mark.parametrize("kind", ["string", "large_string", "dictionary"])
@pytest.mark.parametrize("size", [0.001, 4])
def test_tables_keep_their_columns_and_types(tmp_path, kind, size):
    count = 600
    texts = pyarrow.array([text(i) for i in range(count)])
    texts = texts.dictionary_encode() if kind == "dictionary" else texts.cast(getattr(pyarrow, kind)())
    table = pyarrow.table(
        {
            "when": pyarrow.array([1_700_000_000_000 + i for i in range(count)], pyarrow.timestamp("ms", "UTC")),
            "text": texts,
            "half": pyarrow.array([i / 2 for i in range(count)], pyarrow.float32()),
            "tags": pyarrow.array([[{"a": i}] for i in range(count)]),
            "none": pyarrow.nulls(count, pyarrow.int8()),
        }
    ).replace_schema_metadata({b"mine": b"kept", b"huggingface": b"{}"})
    parquet.write_table(table, tmp_path / "a.parquet", row_group_size=250)
    assert corpus(tmp_path / "a.parquet", "-o", tmp_path / "out", "--part", size) == 0
    found = parquet.read_table(tmp_path / "out/a.parquet")
    report = found["cleaner"].to_pylist()
    found = found.drop_columns("cleaner")
    assert found.schema.metadata == {b"mine": b"kept"}
    assert found.schema == table.schema
    expected = [clean(text(i)) for i in range(count)]
    assert found["text"].to_pylist() == [result.text for result in expected]
    assert found.drop_columns("text").equals(table.drop_columns("text"))
    assert [dict(one["by_category"]) for one in report] == [result.by_category for result in expected]


def test_a_table_without_rows_is_written(tmp_path):
    parquet.write_table(pyarrow.table({"text": pyarrow.array([], pyarrow.string())}), tmp_path / "a.parquet")
    assert corpus(tmp_path / "a.parquet", "-o", tmp_path / "out") == 0
    assert parquet.read_table(tmp_path / "out/a.parquet").column_names == ["text", "cleaner"]


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_an_empty_file_gives_an_empty_file(tmp_path, suffix):
    write_jsonl(tmp_path / f"a.jsonl{suffix}", [])
    assert corpus(tmp_path / f"a.jsonl{suffix}", "-o", tmp_path / "out") == 0
    out = packed.Unpacked(str(tmp_path / f"out/a.jsonl{suffix}"), Packing(suffix.lstrip(".")))
    assert b"".join(out.chunks()) == b""


def test_folders_globs_and_files(tmp_path):
    for name in ("in/b.jsonl", "in/deep/a.jsonl.gz", "in/.hidden.jsonl"):
        write_jsonl(tmp_path / name, rows(2))
    (tmp_path / "in/readme.txt").write_text("no corpus")
    assert corpus(tmp_path / "in", "-o", tmp_path / "in/out") == 0
    assert sorted(files_of(tmp_path / "in/out")) == ["b.jsonl", "deep/a.jsonl.gz"]
    assert corpus(tmp_path / "in", "-o", tmp_path / "in/out") == 0  # its own output is no input
    assert corpus(tmp_path / "in/de*/*.gz", "-o", tmp_path / "out2") == 0
    assert sorted(files_of(tmp_path / "out2")) == ["deep/a.jsonl.gz"]
    (tmp_path / "plain.txt").write_bytes((tmp_path / "in/b.jsonl").read_bytes())
    assert corpus(tmp_path / "plain.txt", "-o", tmp_path / "out3", "--format", "jsonl") == 0
    assert files_of(tmp_path / "out3")["plain.txt"] == files_of(tmp_path / "in/out")["b.jsonl"]


# --- cutting into parts

_lines = st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b" ")), max_size=30)


@given(_lines, st.booleans(), st.integers(1, 60), st.integers(0, 40), st.lists(st.integers(1, 25), min_size=1))
def test_where_a_file_is_cut_depends_on_its_content_only(lines, has_end, size, more, chunks):
    content = b"\n".join(lines) + (b"\n" if has_end and lines else b"")
    longest = size + more
    whole = list(json_lines._pieces([content], size, longest))
    pieces, at, number = [], 0, 0
    while at < len(content):
        step = chunks[number % len(chunks)]
        pieces.append(content[at : at + step])
        at, number = at + step, number + 1
    found = list(json_lines._pieces(pieces, size, longest))
    assert [(bytes(one), getattr(one, "length", 0)) for one in found] == [
        (bytes(one), getattr(one, "length", 0)) for one in whole
    ]
    kept = b"".join(whole)
    assert len(kept) + sum(getattr(one, "length", 0) for one in whole) == len(content)
    expected = [line for line in content.split(b"\n") if len(line) <= longest]
    assert kept.replace(b"\n", b"") == b"".join(expected)
    for piece in whole[:-1]:
        assert isinstance(piece, json_lines._Long) or piece.endswith(b"\n")


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".parquet"])
def test_reading_can_go_on_after_any_part(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    if suffix == ".parquet":
        parquet.write_table(
            pyarrow.Table.from_pylist([{**row, "tags": ""} for row in rows(2000)]), path, row_group_size=300
        )
    else:
        write_jsonl(path, rows(2000))
    (source,) = inputs.sources([str(path)])
    read = run._READERS[source.form]
    whole = list(read(source, Fields(), size=40_000, limit=10**6))
    assert len(whole) > 4
    for place in (0, 1, len(whole) - 2):
        after = parts.Part(place, b"", whole[place].row, whole[place].rows, 0, whole[place].next_byte)
        rest = [one for one in read(source, Fields(), size=40_000, limit=10**6, after=after) if one.number > place]
        assert [(one.number, one.row, one.payload) for one in rest] == [
            (one.number, one.row, one.payload) for one in whole[place + 1 :]
        ]


# --- stopping and going on


@pytest.mark.parametrize("most", [0, 1, 5, 11, 12, 13])
def test_a_stopped_run_goes_on_and_does_nothing_twice(tmp_path, here, most, monkeypatch, capfd):
    write_jsonl(tmp_path / "in/a.jsonl", rows(60))
    write_jsonl(tmp_path / "in/b.jsonl.gz", rows(40))
    words = [tmp_path / "in", "--part", 0.0015, "--id-field", "id", "--url-field", "url"]
    assert corpus(*words, "-o", tmp_path / "whole", "--reports", tmp_path / "r1", "--stats", tmp_path / "s1.json") == 0
    total = len(here.jobs)
    assert total > 13
    here.jobs.clear()
    words += ["-o", tmp_path / "out", "--reports", tmp_path / "r2", "--stats", tmp_path / "s2.json"]
    monkeypatch.setattr(here, "most", most)
    assert corpus(*words) == 130
    assert "the same command goes on from there" in capfd.readouterr().err
    monkeypatch.setattr(here, "most", None)
    assert corpus(*words) == 0
    assert len(here.jobs) == total
    assert files_of(tmp_path / "out") == files_of(tmp_path / "whole")
    assert files_of(tmp_path / "r2") == files_of(tmp_path / "r1")
    first, second = (json.loads((tmp_path / name).read_bytes()) for name in ("s1.json", "s2.json"))
    assert first | {"seconds": 0} == second | {"seconds": 0}
    here.jobs.clear()
    assert corpus(*words) == 0
    assert here.jobs == []


def test_a_lost_output_is_told(tmp_path, capfd):
    write_jsonl(tmp_path / "a.jsonl", rows(5))
    assert corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out") == 0
    before = files_of(tmp_path / "out")
    (tmp_path / "out/a.jsonl").unlink()
    assert corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out") == 2
    assert "out/a.jsonl was written and is gone" in capfd.readouterr().err
    assert corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out", "--overwrite") == 0
    assert files_of(tmp_path / "out") == before


class Listening:
    """A Cleaner that notes the hints that it is given."""

    sites = "some"
    fingerprint = "x"

    def __init__(self):
        self.heard = []

    def clean_many(self, texts, urls=None, languages=None):
        self.heard += zip(languages or repeat("many"), urls or [], strict=False)
        return map(clean, texts)

    def clean(self, source, language=None, url=None):
        self.heard.append((language, url))
        return clean(source)


def test_addresses_and_languages_reach_the_cleaner(tmp_path, monkeypatch, capfd):
    listening = Listening()
    monkeypatch.setattr("cleaner.cli.corpus.cleaner_of", lambda options: listening)
    path = write_jsonl(tmp_path / "a.jsonl", [{"text": "One.", "at": "https://a.example", "lang": "de"}, {"text": ""}])
    assert corpus(path, "-o", tmp_path / "out1") == 2
    assert "--sites needs --url-field" in capfd.readouterr().err
    assert corpus(path, "-o", tmp_path / "out1", "--url-field", "at") == 0
    assert corpus(path, "-o", tmp_path / "out2", "--url-field", "at", "--language-field", "lang") == 0
    assert listening.heard == [
        ("many", "https://a.example"),
        ("many", None),
        ("de", "https://a.example"),
        (None, None),
    ]


def test_to_begin_anew_leaves_no_old_rejects(tmp_path):
    path = write_jsonl(tmp_path / "a.jsonl", [*rows(2), {"body": ""}])
    assert corpus(path, "-o", tmp_path / "out") == 1
    write_jsonl(path, rows(2))
    assert corpus(path, "-o", tmp_path / "out", "--overwrite") == 0
    assert list(files_of(tmp_path / "out")) == ["a.jsonl"]


def test_what_a_run_remembers_does_not_grow_with_its_files(tmp_path, here, monkeypatch):
    from cleaner.corpus import totals

    for number in range(12):
        write_jsonl(tmp_path / f"in/{number:02}.jsonl", [*rows(3), {"body": number}])
    words = [tmp_path / "in", "--stats", tmp_path / "stats.json"]
    assert corpus(*words, "-o", tmp_path / "whole") == 1
    whole = json.loads((tmp_path / "stats.json").read_bytes()) | {"seconds": 0}
    monkeypatch.setattr(totals, "_SECONDS", 0.0)
    for most in (5, 14, 24):
        monkeypatch.setattr(here, "most", len(here.jobs) + most)
        if corpus(*words, "-o", tmp_path / "out") != 130:
            break
    assert json.loads((tmp_path / "stats.json").read_bytes()) | {"seconds": 0} == whole
    assert files_of(tmp_path / "out") == files_of(tmp_path / "whole")
    assert [row["file"] for row in rejects(tmp_path / "out")] == [f"{number:02}.jsonl" for number in range(12)]
    assert not list(tmp_path.glob("out/.cleaner-run/0*.json"))
    (tmp_path / "out/.cleaner-run/total.json").write_text("{")
    assert corpus(*words, "-o", tmp_path / "out") == 2


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--policy", "precise"], "had fingerprint '"),
        (["--id-field", "id"], "had id field None, not 'id'"),
        (["--part", "1"], "had part size 4000000, not 1000000"),
        (["--reports", "reports"], "had reports None, not '"),
    ],
)
def test_other_arguments_are_refused(tmp_path, capfd, words, why):
    write_jsonl(tmp_path / "a.jsonl", rows(5))
    out = tmp_path / "out"
    assert corpus(tmp_path / "a.jsonl", "-o", out) == 0
    assert corpus(tmp_path / "a.jsonl", "-o", out, *words) == 2
    error = capfd.readouterr().err
    assert why in error
    assert "give the same arguments to go on" in error
    assert corpus(tmp_path / "a.jsonl", "-o", out, "--workers", 1) == 0
    if words[0] != "--reports":
        assert corpus(tmp_path / "a.jsonl", "-o", out, *words, "--overwrite") == 0


def test_another_input_is_refused(tmp_path, capfd):
    path = write_jsonl(tmp_path / "in/a.jsonl", rows(5))
    assert corpus(tmp_path / "in", "-o", tmp_path / "out") == 0
    write_jsonl(tmp_path / "in/b.jsonl", rows(5))
    assert corpus(tmp_path / "in", "-o", tmp_path / "out") == 2
    assert "had no input b.jsonl" in capfd.readouterr().err
    (tmp_path / "in/b.jsonl").unlink()
    write_jsonl(path, rows(6))
    assert corpus(tmp_path / "in", "-o", tmp_path / "out") == 2
    assert "had another a.jsonl: the file has changed" in capfd.readouterr().err


# --- wrong calls


WRONG_CALLS = [
    ("there is no such file or folder", "{}/no.jsonl"),
    ("cannot tell the form of", "{}/a.txt"),
    ("found nothing to read in", "{}/empty"),
    ("would both be written as a.jsonl", "{0}/a.jsonl {0}/other/a.jsonl"),
    ("unknown format 'csv'; choose one of jsonl, parquet, warc", "{}/a.jsonl --format csv"),
    ("there is no field 'body' but id, url, text", "{}/a.jsonl --text-field body"),
    ("there is a field 'cleaner' already; choose another with --report-field", "{}/clash.jsonl"),
    ("there is a column 'cleaner' already", "{}/t.parquet --text-field body"),
    ("there is no column 'text'; there are body, n, cleaner", "{}/t.parquet"),
    ("the column 'n' is no text but int64", "{}/t.parquet --text-field n"),
    ("is read and cannot be written too", "{}/a.jsonl --report-field text"),
    ("unknown policy", "{}/a.jsonl --policy brave"),
    ("unknown --warc-output 'csv'", "{}/a.jsonl --warc-output csv"),
    ("for a pipe there is cleaner --jsonl", "-"),
    ("there is no directory", "{0}/a.jsonl --stats {0}/no/stats.json"),
]


@pytest.mark.parametrize(("message", "words"), WRONG_CALLS)
def test_wrong_calls_are_told_in_one_line_and_nothing_is_written(tmp_path, capfd, message, words):
    write_jsonl(tmp_path / "a.jsonl", rows(2))
    write_jsonl(tmp_path / "other/a.jsonl", rows(2))
    write_jsonl(tmp_path / "clash.jsonl", [{"text": "One.", "cleaner": 1}])
    (tmp_path / "a.txt").write_text("{}")
    (tmp_path / "empty").mkdir()
    parquet.write_table(pyarrow.table({"body": ["x"], "n": [1], "cleaner": [1]}), tmp_path / "t.parquet")
    assert corpus(*words.format(tmp_path).split(), "-o", tmp_path / "out") == 2
    error = capfd.readouterr().err
    assert message in error
    assert error.startswith("cleaner: ")
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_outputs_never_replace_what_is_not_theirs(tmp_path, capfd):
    path = write_jsonl(tmp_path / "in/a.jsonl", rows(2))
    content = path.read_bytes()
    assert corpus(path, "-o", tmp_path / "in") == 2
    assert "is an input, which would be overwritten: choose another output" in capfd.readouterr().err
    write_jsonl(tmp_path / "out/a.jsonl", rows(3))
    assert corpus(path, "-o", tmp_path / "out") == 2
    assert "is there already: choose another folder, or begin anew with --overwrite" in capfd.readouterr().err
    assert path.read_bytes() == content
    assert corpus(path, "-o", tmp_path / "out.jsonl") == 2
    assert "-o names a folder" in capfd.readouterr().err
    assert corpus(path, "-o", tmp_path / "out", "--overwrite") == 0
    assert len(objects(tmp_path / "out/a.jsonl")) == 2


def test_two_runs_do_not_share_a_folder(tmp_path, capfd):
    from cleaner.corpus import manifest

    write_jsonl(tmp_path / "a.jsonl", rows(2))
    with manifest.held(str(tmp_path / "out")):
        assert corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out") == 2
    assert "another run is writing to" in capfd.readouterr().err
    assert corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out") == 0


@pytest.mark.parametrize("words", [["--workers", "0"], ["--part", "none"], ["--largest", "-1"], []])
def test_the_parser_refuses_what_makes_no_sense(tmp_path, words, capfd):
    write_jsonl(tmp_path / "a.jsonl", rows(2))
    with pytest.raises(SystemExit) as stopped:
        main(["corpus", str(tmp_path / "a.jsonl"), *words, *(["-o", str(tmp_path / "o")] if words else [])])
    assert stopped.value.code == 2


# --- bad input


def test_bad_lines_are_rejects_with_reason_and_place(tmp_path, capfd):
    good = b'{"id": 7, "text": "One."}'
    bad = [
        (b"{", "the line is no JSON"),
        (b"[1]", "the line is no JSON object"),
        (b'{"id": "x", "body": ""}', "there is no field 'text'"),
        (b'{"id": 3, "text": null}', "the field 'text' is no text"),
        (b'{"text": "caf\xe9"}', "the line is no UTF-8 (byte 13)"),
        (b'{"text": "One.", "cleaner": {}}', "there is a field 'cleaner' already"),
        (b'{"text": ' + b"[" * 100_000 + b'"x"' + b"]" * 100_000 + b"}", "the line is no JSON (nested too deep)"),
        (b'{"text": "' + b"x" * 300_000 + b'"}', "the line is longer than 250,000 bytes"),
    ]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join([good, *(line for line, _ in bad), good]))
    for size in (0.000_01, 4):
        out = tmp_path / f"out{size}"
        words = ["--part", size, "--largest", 0.25, "--id-field", "id"]
        assert corpus(tmp_path / "a.jsonl", "-o", out, *words) == 1
        assert "8 were rejected: see " in capfd.readouterr().err
        assert [row["text"] for row in objects(out / "a.jsonl")] == ["One.", "One."]
        found = rejects(out)
        assert [one["row"] for one in found] == list(range(2, 10))
        for one, (line, reason) in zip(found, bad, strict=True):
            assert one["reason"].startswith(reason), reason
            assert one["file"] == "a.jsonl"
            if "line" in one:
                assert one["line"].encode() == line
        assert found[3]["id"] == "3"
        assert "line_base64" in found[4]


def test_a_line_of_200_megabytes_is_a_reject(tmp_path):
    with open(tmp_path / "a.jsonl", "wb") as file:
        file.write(b'{"text": "One."}\n{"text": "')
        for _ in range(200):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n{"text": "Two."}\n')
    assert corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out") == 1
    assert [row["text"] for row in objects(tmp_path / "out/a.jsonl")] == ["One.", "Two."]
    (reject,) = rejects(tmp_path / "out")
    assert (reject["row"], reject["byte"]) == (2, 17)
    assert reject["reason"] == "the line is longer than 10,000,000 bytes"


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.parametrize("harm", ["cut", "garbled"])
def test_damaged_packed_files_give_what_can_be_read(tmp_path, suffix, harm):
    path = write_jsonl(
        tmp_path / f"a.jsonl{suffix}", [{"text": text(i), "noise": os.urandom(40).hex()} for i in range(6_000)]
    )
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(
        content[:middle] if harm == "cut" else content[:middle] + b"\xff" * 20_000 + content[middle + 20_000 :]
    )
    write_jsonl(tmp_path / "b.jsonl", rows(3))
    assert corpus(path, tmp_path / "b.jsonl", "-o", tmp_path / "out") == 1
    assert len(objects(tmp_path / "out/b.jsonl")) == 3
    out = packed.Unpacked(str(tmp_path / f"out/a.jsonl{suffix}"), Packing(suffix.lstrip(".")))
    assert b"".join(out.chunks()).count(b"\n") > 1_000
    assert any("end early or are damaged" in one["reason"] for one in rejects(tmp_path / "out"))


@pytest.mark.parametrize("harm", ["cut", "garbled", "empty", "text"])
def test_damaged_tables_give_what_can_be_read(tmp_path, harm):
    path = tmp_path / "b.parquet"
    table = pyarrow.Table.from_pylist([{"text": text(i), "noise": os.urandom(40).hex()} for i in range(6_000)])
    write_jsonl(tmp_path / "a.jsonl", rows(3))
    parquet.write_table(table, tmp_path / "c.parquet", row_group_size=300)
    parquet.write_table(table, path, row_group_size=300)
    content = path.read_bytes()
    middle = len(content) // 2
    garbled = content[:middle] + b"\xff" * 20_000 + content[middle + 20_000 :]
    path.write_bytes({"cut": content[:middle], "garbled": garbled, "empty": b"", "text": b"{}"}[harm])
    words = [tmp_path / "a.jsonl", path, tmp_path / "c.parquet", "-o", tmp_path / "out", "--part", 0.2]
    assert corpus(*words) == 1
    (reject,) = rejects(tmp_path / "out")
    assert reject["file"] == "b.parquet"
    assert parquet.read_metadata(tmp_path / "out/c.parquet").num_rows == 6_000
    if harm == "garbled":
        assert reject["row"] > 1_500
        assert reject["reason"].startswith("the table is damaged from here on (")
        assert parquet.read_metadata(tmp_path / "out/b.parquet").num_rows == reject["row"] - 1
    else:
        assert reject["row"] == 0
        assert reject["reason"].startswith("the file is no whole Parquet table (")
        assert not (tmp_path / "out/b.parquet").exists()


def test_null_texts_and_missing_columns_in_tables_are_rejects(tmp_path):
    parquet.write_table(pyarrow.table({"text": ["One.", None, "Two."], "id": [1, 2, 3]}), tmp_path / "a.parquet")
    parquet.write_table(pyarrow.table({"body": ["One."]}), tmp_path / "b.parquet")
    assert corpus(tmp_path / "a.parquet", tmp_path / "b.parquet", "-o", tmp_path / "out", "--id-field", "id") == 1
    assert parquet.read_table(tmp_path / "out/a.parquet")["id"].to_pylist() == [1, 3]
    first, second = rejects(tmp_path / "out")
    assert first == {"file": "a.parquet", "row": 2, "reason": "the text is null", "id": "2"}
    assert second["reason"] == "there is no column 'text'; there are body"


def test_a_document_that_raises_is_a_reject(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "cleaner.corpus.work.Worker.__init__",
        lambda self, order: self.__dict__.update(_order=order, _cleaner=Deadly(order.cleaner)),
    )
    some = rows(20)
    some[7]["text"] = "FAULTY"
    write_jsonl(tmp_path / "a.jsonl", some)
    assert corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out", "--id-field", "id") == 1
    assert len(objects(tmp_path / "out/a.jsonl")) == 19
    (reject,) = rejects(tmp_path / "out")
    assert (reject["row"], reject["id"]) == (8, "a7")
    assert reject["reason"] == "cleaning failed: ZeroDivisionError: a fault"
    assert json.loads(reject["line"]) == some[7]


# --- statistics, reports, progress


def test_statistics_of_parts_add_up_to_those_of_the_whole(tmp_path):
    some = [{**row, "text": row["text"] * (1 + i % 3)} for i, row in enumerate(rows(200))]
    whole = Stats()
    for row in some:
        whole.add(clean(row["text"]), document=row["id"], url=row["url"])
    write_jsonl(tmp_path / "a.jsonl", some[:90])
    write_jsonl(tmp_path / "b.jsonl", some[90:])
    words = ["--id-field", "id", "--url-field", "url", "--part", 0.002, "--stats", tmp_path / "stats.json"]
    assert corpus(tmp_path / "a.jsonl", tmp_path / "b.jsonl", "-o", tmp_path / "out", *words) == 0
    found = Stats.from_json((tmp_path / "stats.json").read_bytes())
    found.seconds = 0.0
    assert found.to_dict() == whole.to_dict()
    assert sum(found.histogram) == found.changed > 0
    assert {look.why for look in found.look_at} >= {Why.MOST_REMOVED}
    assert found.documents == sum(site.documents for site in found.sites.values()) == 200


def test_sites_are_limited(monkeypatch):
    from cleaner.corpus import stats as module

    monkeypatch.setattr(module, "_COUNTED_SITES", 10)
    total = Stats()
    for number in range(30):
        part = Stats()
        for url in ("https://large.example/", f"https://s{number}.example/"):
            part.add(clean("One."), document="x", url=url)
        total.merge(part)
    assert len(total.sites) <= 11
    assert total.sites["large.example"].documents == 30


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"stats": "cleaner", "version": 99}', '{"stats": "cleaner", "version": 1}', "[" * 100_000],
)
def test_what_are_no_statistics_is_refused(content):
    with pytest.raises(ReportError):
        Stats.from_json(content)


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.zst", ".parquet"])
def test_restore_gives_every_original(tmp_path, suffix, capfdbinary):
    some = [*rows(50), {**rows(1)[0], "text": "Caf\u00c3\u00a9 \u2013 it\u00e2\u20ac\u2122s open.\n\nAdvertisement\n"}]
    path = tmp_path / f"in/a{suffix}"
    if suffix == ".parquet":
        path.parent.mkdir()
        parquet.write_table(pyarrow.Table.from_pylist([{**row, "tags": ""} for row in some]), path)
    else:
        write_jsonl(path, some)
    words = ["--reports", tmp_path / "reports", "--id-field", "id", "--part", 0.002]
    assert corpus(tmp_path / "in", "-o", tmp_path / "out", *words) == 0
    restore = ["restore", str(tmp_path / f"out/a{suffix}"), str(tmp_path / "reports")]
    capfdbinary.readouterr()
    assert main(restore) == 0
    found = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert found == [{"row": i, "id": row["id"], "text": row["text"]} for i, row in enumerate(some, 1)]
    assert main([*restore, "--row", "51"]) == 0
    assert capfdbinary.readouterr().out == some[50]["text"].encode()
    assert main([*restore, "--id", "a3"]) == 0
    assert capfdbinary.readouterr().out == some[3]["text"].encode()
    assert main([*restore, "--id", "a0"]) == 2
    assert b"2 documents have the id 'a0': choose one with --row, of 1, 51" in capfdbinary.readouterr().err
    assert main([*restore, "--row", "52"]) == 2
    assert b"has no such row" in capfdbinary.readouterr().err


def test_restore_refuses_what_does_not_fit(tmp_path, capfd):
    write_jsonl(tmp_path / "a.jsonl", rows(6))
    assert corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out", "--reports", tmp_path / "reports") == 0
    lines = (tmp_path / "out/a.jsonl").read_bytes().splitlines(keepends=True)
    for change, why in [
        (lines[:5], "it has not as many rows"),
        ([lines[1], *lines[1:]], "the report belongs to another text"),
        ([b'{"body": ""}\n', *lines[1:]], "there is no text 'text'; name it with --text-field"),
    ]:
        (tmp_path / "out/a.jsonl").write_bytes(b"".join(change))
        assert main(["restore", str(tmp_path / "out/a.jsonl"), str(tmp_path / "reports")]) == 2
        assert why in capfd.readouterr().err
    (tmp_path / "out/b.jsonl").write_bytes(lines[0])
    assert main(["restore", str(tmp_path / "out/b.jsonl"), str(tmp_path / "reports")]) == 2
    assert "holds no reports for b.jsonl" in capfd.readouterr().err
    assert main(["restore", str(tmp_path / "a.jsonl"), str(tmp_path / "a.jsonl"), "--row", "1"]) == 2
    assert "go with a folder of reports" in capfd.readouterr().err


def test_progress_on_a_terminal_and_in_a_log(tmp_path, capfd, monkeypatch):
    sources = inputs.sources([str(write_jsonl(tmp_path / "a.jsonl", rows(3)))])
    monkeypatch.setattr(progress, "_SECONDS", 0.0)
    done = work.Done(0, 0, 1_234, 2, 1_000, 250, 5_000, sources[0].size // 2)
    with progress.Progress(sources, is_terminal=False) as log:
        log.add(done)
        log.tick()
    line = capfd.readouterr().err
    assert line.startswith("cleaner: 1,234 documents, ")
    assert "25.0% removed, 2 rejected, 1 file, 0:0" in line
    assert line.endswith(" left\n")
    pytest.importorskip("rich")
    with progress.Progress(sources, is_terminal=True) as bar:
        bar.add(done)
    assert "1,234 documents" in capfd.readouterr().err
    with progress.Progress(sources, is_terminal=True, is_quiet=True) as quiet:
        quiet.tick()
    assert capfd.readouterr().err == ""


def test_the_table_at_the_end(tmp_path, capfd):
    write_jsonl(
        tmp_path / "a.jsonl", [*rows(20), {"text": "Advertisement\n" * 5 + "Yes.\n", "url": "https://x.example"}]
    )
    words = ["corpus", str(tmp_path / "a.jsonl"), "-o", str(tmp_path / "out"), "--url-field", "url"]
    assert main(words) == 0
    table = capfd.readouterr().out
    assert table.startswith("21 documents, ")
    assert "paywall.en.articles-left" in table
    assert "x.example" in table
    assert "documents that lost over half, the worst first\na.jsonl:21" in table


def test_the_counts_as_a_page(tmp_path):
    pytest.importorskip("jinja2")
    pytest.importorskip("pygal")
    write_jsonl(tmp_path / "a.jsonl", rows(20))
    assert corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out", "--html", tmp_path / "overview.html") == 0
    assert "paywall.en.articles-left" in (tmp_path / "overview.html").read_text("utf-8")


def test_the_same_from_a_shell(tmp_path):
    write_jsonl(tmp_path / "a.jsonl", rows(3))
    run_it = [sys.executable, "-m", "cleaner", "corpus", "a.jsonl", "-o", "out", "--workers", "2", "--part", "0.0003"]
    done = subprocess.run(run_it, cwd=tmp_path, capture_output=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
    assert corpus(tmp_path / "a.jsonl", "-o", tmp_path / "here", "--part", 0.0003) == 0
    assert files_of(tmp_path / "here") == files_of(tmp_path / "out")


def test_help_has_examples(capfd):
    with pytest.raises(SystemExit) as stopped:
        main(["corpus", "--help"])
    assert stopped.value.code == 0
    assert "cleaner corpus news.jsonl.gz -o clean" in capfd.readouterr().out
