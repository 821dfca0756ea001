"""Outputs: never over an input or one another, whole or not at all, with an exit code of their own where they fail."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.corpus import manifest, outputs
from cleaner.errors import UsageError

PROMPT = "You have 2 free articles left this month"
ARTICLE = "The council met on Tuesday and voted to rebuild the bridge before the winter storms arrive.\n"
FULL = "/dev/full"
needs_full = pytest.mark.skipif(not os.path.exists(FULL), reason="no device that is always full here")
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A folder with one input of each kind, each with a hard and a symbolic link to it, as the current one."""
    monkeypatch.chdir(tmp_path)
    row = {"text": f"{ARTICLE}\n{PROMPT}\n", "raw": f"{ARTICLE}\n{PROMPT}\n", "gold": ARTICLE, "url": "https://a.org/1"}
    (tmp_path / "in.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    (tmp_path / "in.txt").write_text(row["text"], "utf-8")
    (tmp_path / "pack.toml").write_text("", "utf-8")
    (tmp_path / "report.json").write_text("{}", "utf-8")
    for path in list(tmp_path.iterdir()):
        os.link(path, tmp_path / f"hard-{path.name}")
        (tmp_path / f"soft-{path.name}").symlink_to(path.name)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


#: Commands of which {0} is an output that must not be the input {1}.
OVER_INPUTS = [
    ("in.txt", "{1} --report {0}"),
    ("in.jsonl", "--jsonl {1} --rejects {0}"),
    ("pack.toml", "in.txt --rules {1} --report {0}"),
    ("in.txt", "report {1} -o {0}"),
    ("in.txt", "report in.jsonl {1} -o {0}"),
    ("report.json", "report in.txt --report {1} -o {0}"),
    ("report.json", "overview {1} -o {0}"),
    ("in.jsonl", "eval {1} --html {0}"),
    ("pack.toml", "eval in.jsonl --rules {1} --html {0}"),
    ("pack.toml", "rules docs --rules {1} -o {0}"),
    ("in.jsonl", "learn {1} -o {0}"),
    ("in.jsonl", "fit {1} -o {0}"),
    ("in.txt", "fit in.jsonl --origin {1} -o {0}"),
    ("in.jsonl", "corpus {1} -o out --stats {0}"),
    ("in.jsonl", "corpus {1} -o out --html {0}"),
    ("in.jsonl", "corpus {1} -o out --rejects {0} --overwrite"),
    ("pack.toml", "corpus in.jsonl -o out --rules {1} --stats {0}"),
]


@pytest.mark.parametrize("spelling", ["{}", "./{}", "{folder}/{}", "../{name}/{}", "hard-{}", "soft-{}"])
@pytest.mark.parametrize(("name", "words"), OVER_INPUTS)
def test_an_output_is_never_an_input(files, capfd, name, words, spelling):
    pytest.importorskip("pyarrow")
    before = contents(files)
    other = spelling.format(name, folder=files, name=files.name)
    for output, given in ((other, name), (name, other)):
        assert main(words.format(output, given).split()) == 2
        error = capfd.readouterr().err
        assert "which would be overwritten: choose another output" in error
        assert error.count("\n") == 1
        assert contents(files) == before


@pytest.mark.parametrize(
    "words",
    [
        "--jsonl in.jsonl --rejects new --report new",
        "corpus in.jsonl -o out --stats new --html ./new",
        "corpus in.jsonl -o out --stats new --rejects new",
        "corpus in.jsonl -o . --stats hard-in.txt --html in.txt",
        "fit in.jsonl -o soft-new.md",
    ],
)
def test_two_outputs_are_never_one(files, capfd, words):
    pytest.importorskip("pyarrow")
    (files / "soft-new.md").symlink_to("soft-new.md.npz")
    before = contents(files)
    assert main(words.split()) == 2
    assert contents(files) == before
    assert not (files / "out").exists()


def test_outputs_that_are_apart_are_fine(files):
    outputs.check({"--report": "new", "--rejects": None, "-o": ""}, ["in.txt", "missing", None])
    outputs.check({"--report": os.devnull, "--rejects": os.devnull}, [os.devnull])
    outputs.check({"--report": "-"}, ["-"])


def test_an_input_that_is_not_there_is_no_output_either(files):
    with pytest.raises(UsageError, match="is an input"):
        outputs.check({"--rejects": "missing"}, ["missing"])


def shell(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess:
    root = str(Path(__file__).parent.parent)
    env = {**os.environ, "PYTHONPATH": root, "CLEANER": f"{sys.executable} -m cleaner", **environment}
    return subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, env=env, timeout=120, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's redirections")
@pytest.mark.parametrize(
    "command",
    [
        "$CLEANER --jsonl --rejects in.jsonl < in.jsonl",
        "$CLEANER --jsonl /dev/stdin --rejects in.jsonl < in.jsonl",
        "$CLEANER --jsonl in.jsonl >> in.jsonl",
        "$CLEANER --jsonl < in.jsonl >> hard-in.jsonl",
        "$CLEANER in.txt --report /dev/stdout | cat; exit ${PIPESTATUS[0]}",
        "$CLEANER in.txt --report new >> new",
        "$CLEANER explain in.txt >> in.txt",
        "$CLEANER rules check pack.toml >> pack.toml",
    ],
)
def test_redirections_are_seen_through(files, command):
    before = contents(files)
    done = shell(command, files)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    after = contents(files)
    assert not after.pop("new", b"")
    assert after == before


def test_what_lies_among_the_notes_of_a_run_is_refused(files, capfd):
    pytest.importorskip("pyarrow")
    notes = files / "out" / manifest.FOLDER
    notes.mkdir(parents=True)
    (notes / "in.jsonl").write_bytes((files / "in.jsonl").read_bytes())
    assert main(f"corpus {notes}/in.jsonl -o out --overwrite --quiet".split()) == 2
    assert "keeps its notes in" in capfd.readouterr().err
    assert (notes / "in.jsonl").exists()


def test_a_run_forgets_only_what_it_noted(files):
    pytest.importorskip("pyarrow")
    assert main("corpus in.jsonl -o out --quiet".split()) == 0
    theirs = {f"out/{manifest.FOLDER}/my notes.json", "out/.in.jsonl.backup.tmp"}
    for name in theirs:
        (files / name).write_text("mine")
    assert main("corpus in.jsonl -o out --quiet --overwrite".split()) == 0
    assert theirs <= set(contents(files))


# ---- outputs that cannot be written


PRINTING = [
    "in.txt",
    "in.txt --json",
    "--jsonl in.jsonl",
    "explain in.txt",
    "report in.txt",
    "eval in.jsonl",
    "rules table",
    "rules new box",
    "rules test in.txt",
    "--help",
    "--version",
    "rules --help",
]


@needs_full
@pytest.mark.parametrize("words", PRINTING)
def test_a_full_disk_behind_standard_output_is_told_in_a_line(files, capsys, monkeypatch, words):
    with open(FULL, "w") as full:
        monkeypatch.setattr("sys.stdout", full)
        handle = os.dup(full.fileno())
        assert main(words.split()) == 3
        os.close(handle)
    assert capsys.readouterr().err == "cleaner: cannot write standard output: no space left on device\n"


@needs_full
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", ["in.txt", "--help", "--version", "rules new box"])
def test_a_full_disk_leaves_no_traceback(files, words, unbuffered):
    done = shell(f"$CLEANER {words} > {FULL}", files, PYTHONUNBUFFERED=unbuffered)
    assert (done.returncode, done.stderr) == (3, b"cleaner: cannot write standard output: no space left on device\n")


@needs_full
@pytest.mark.parametrize("words", [f"in.txt --report {FULL}", f"--jsonl in.txt --rejects {FULL}"])
def test_a_full_disk_behind_a_file_is_told_in_a_line(files, capfd, words):
    assert main(words.split()) == 3
    assert capfd.readouterr().err.endswith(f"cleaner: cannot write {FULL}: no space left on device\n")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's redirections")
@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        ("$CLEANER in.txt >&-", 3, b"cannot write standard output: it is closed"),
        ("$CLEANER in.txt --report - 2>&-", 3, b""),
        ("$CLEANER <&-", 2, b"cannot read standard input: it is closed; name a file"),
        ("echo nonsense | $CLEANER --jsonl 2>&-", 1, b""),
        ("$CLEANER explain in.txt | head -c 1 > one; exit ${PIPESTATUS[0]}", 141, b""),
    ],
)
def test_closed_streams_are_told_apart(files, command, code, says):
    done = shell(command, files, PYTHONUNBUFFERED="1")
    if code != 141 or done.returncode:  # the whole of a small output may be in the pipe before its reader goes
        assert done.returncode == code
    assert says in done.stderr
    assert done.stderr.count(b"\n") == bool(says)
    assert b"nonsense" not in done.stdout


def test_what_stood_there_stays_where_the_new_cannot_be_written(files, monkeypatch, capfd):
    (files / "report.json").write_text("old")
    os.chmod(files / "report.json", 0o600)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert main("in.txt --report report.json".split()) == 3
    assert (files / "report.json").read_text() == "old"
    assert not list(files.glob(".*"))
    monkeypatch.undo()
    monkeypatch.chdir(files)
    assert main("in.txt --report soft-report.json".split()) == 0
    assert json.loads((files / "report.json").read_text())["removed"]
    assert (files / "soft-report.json").is_symlink()
    assert (files / "report.json").stat().st_mode & 0o777 == 0o600


def test_a_table_of_sites_is_written_through_a_link(files, monkeypatch):
    pytest.importorskip("duckdb")
    monkeypatch.chdir(files)
    (files / "sites.parquet").write_bytes(b"old")
    (files / "sites.parquet").chmod(0o600)
    (files / "soft.parquet").symlink_to("sites.parquet")
    assert main("learn in.jsonl -o soft.parquet --quiet".split()) == 0
    assert (files / "soft.parquet").is_symlink()
    assert (files / "sites.parquet").read_bytes()[:4] == b"PAR1"
    assert (files / "sites.parquet").stat().st_mode & 0o777 == 0o600


# ---- what is no file


@needs_pipes
@pytest.mark.parametrize("command", ["corpus {} -o out", "learn {} -o sites.parquet", "corpus {}/*.jsonl -o out"])
def test_pipes_in_a_folder_are_passed_over_and_named(files, capfd, command):
    pytest.importorskip("duckdb")
    folder = files / "shards"
    folder.mkdir()
    os.mkfifo(folder / "a.jsonl")
    os.mkfifo(folder / "a.txt")
    for number in range(3):
        (folder / f"b{number}.jsonl").write_bytes((files / "in.jsonl").read_bytes())
    assert main([*command.format("shards").split(), "--quiet"]) == 0
    assert capfd.readouterr().err == (
        "cleaner: shards/a.jsonl is passed over: it is no file but a pipe, a socket or a device\n"
    )


@needs_pipes
def test_a_pipe_by_name_is_refused_by_what_reads_files_twice(files, capfd):
    pytest.importorskip("pyarrow")
    os.mkfifo(files / "pipe.jsonl")
    assert main("corpus pipe.jsonl -o out".split()) == 2
    assert "for a pipe there is cleaner --jsonl" in capfd.readouterr().err


# ---- JSON lines


@pytest.mark.parametrize("words", ["--field cleaner", "--report-field text", "--url-field u --report-field u"])
def test_the_field_that_is_added_is_none_that_is_read(files, capfd, words):
    assert main(f"--jsonl in.jsonl {words}".split()) == 2
    out, error = capfd.readouterr()
    assert "is read and cannot be written too: choose --report-field" in error
    assert not out


def test_a_field_that_is_there_already_is_a_reject_for_both(files, capfd):
    pytest.importorskip("pyarrow")
    rows = [{"text": "One."}, {"text": "Two.", "cleaner": {"mine": 1}}]
    (files / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main("--jsonl in.jsonl --rejects rejects".split()) == 1
    out, error = capfd.readouterr()
    assert [json.loads(line)["text"] for line in out.splitlines()] == ["One."]
    assert "line 2: has a field 'cleaner' already; choose another with --report-field" in error
    assert json.loads((files / "rejects").read_text()) == rows[1]
    assert main("corpus in.jsonl -o out --quiet".split()) == 1
    assert (files / "out/in.jsonl").read_text() == out
    capfd.readouterr()
    assert main("--jsonl in.jsonl --report-field what".split()) == 0
    found = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert found[1]["cleaner"] == {"mine": 1}
    assert found[1]["what"]["removed"] == 0


def test_the_first_lines_that_cannot_be_read_are_named_and_all_are_counted(files, capsys, monkeypatch):
    lines = b'{"text": "One."}\n' * 2_000
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert main("--jsonl --field body".split()) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[:10] == [f"cleaner: line {n}: has no field 'body'; name it with --field" for n in range(1, 11)]
    assert told[10:] == ["cleaner: 2,000 lines rejected, of which the first 10 are named above"]


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's limits")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_does_not_fit_is_never_cut_in_silence(files, unbuffered):
    """A disk that fills up takes a part of what is written at once."""
    (files / "big.txt").write_text(ARTICLE * 5_000, "utf-8")
    done = shell("ulimit -f 100; $CLEANER big.txt > out.txt", files, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 3
    assert done.stderr == b"cleaner: cannot write standard output: file too large\n"
