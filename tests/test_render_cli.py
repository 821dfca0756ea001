"""`cleaner explain` and `cleaner report` as people meet them, bad input and reports of old runs included."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

import pytest

PROMPT = "You have 2 free articles left this month"
ARTICLE = "The council met on Tuesday and voted to rebuild the bridge before the winter storms arrive.\n"
SCRAPED = f"{ARTICLE}\n{PROMPT}\n"


def cleaner(*words: str, stdin: bytes | str = b"", **env: str) -> subprocess.CompletedProcess:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    whole = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "FORCE_COLOR")}
    return subprocess.run([sys.executable, "-m", "cleaner", *words], input=data, capture_output=True, env=whole | env)


@pytest.fixture
def scraped(tmp_path):
    path = tmp_path / "scraped.txt"
    path.write_text(SCRAPED)
    return path


@pytest.fixture
def report(scraped, tmp_path):
    path = tmp_path / "report.json"
    (tmp_path / "article.txt").write_bytes(cleaner(str(scraped), "--report", str(path)).stdout)
    return path


def test_explain_reads_a_file_or_standard_input(scraped):
    from_file, from_input = cleaner("explain", str(scraped)), cleaner("explain", stdin=SCRAPED)
    assert from_file.returncode == from_input.returncode == 0
    assert from_file.stdout.startswith(b"scraped.txt\n")
    assert from_file.stdout.partition(b"\n")[2] == from_input.stdout.partition(b"\n")[2]
    assert f"⟦{PROMPT}⟧" in from_file.stdout.decode()


def test_explain_takes_the_options_of_what_goes():
    assert "Nothing was removed" in cleaner("explain", "--keep", "paywall", stdin=SCRAPED).stdout.decode()
    done = cleaner("explain", "--policy", "precis", stdin=SCRAPED)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"choose one of" in done.stderr


@pytest.mark.parametrize(
    ("words", "env", "is_coloured"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_in_a_pipe_only_if_asked_for(words, env, is_coloured):
    assert (b"\x1b[" in cleaner("explain", *words, stdin=SCRAPED, **env).stdout) is is_coloured


@pytest.mark.parametrize(
    ("env", "is_coloured"),
    [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_colour_on_a_terminal_unless_it_is_not_wanted(scraped, env, is_coloured):
    whole = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"} | env
    master, slave = pty.openpty()
    subprocess.run([sys.executable, "-m", "cleaner", "explain", str(scraped)], stdout=slave, env=whole, check=True)
    os.close(slave)
    seen = os.read(master, 100_000)
    os.close(master)
    assert (b"\x1b[" in seen) is is_coloured


@pytest.mark.parametrize("width", [30, 80])
def test_width_is_kept(width):
    lines = cleaner("explain", "--width", str(width), stdin=SCRAPED).stdout.decode().splitlines()
    assert max(map(len, lines)) <= width
    assert cleaner("explain", stdin=SCRAPED, COLUMNS=str(width)).stdout.decode().splitlines() == lines


def test_escape_sequences_of_a_text_are_shown():
    evil = b"\x1b[2J\x1b]0;owned\x07 \xc2\x9b31m " + "\u202egnp.exe\n".encode() + b"\xff\x00\n"
    shown = cleaner("explain", stdin=evil).stdout
    assert b"\x1b" not in shown
    assert b"\x07" not in shown
    assert "\u202e" not in shown.decode()
    assert "⟨U+DCFF⟩␀" in shown.decode()


@pytest.mark.parametrize("text", ["article.txt", "scraped.txt"])
@pytest.mark.parametrize("command", ["explain", "report"])
def test_a_report_is_explained_with_either_text(command, text, report, tmp_path):
    done = cleaner(command, str(tmp_path / text), "--report", str(report))
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"paywall.en.articles-left" in done.stdout


def test_a_report_that_holds_its_text_needs_no_other(tmp_path):
    path = tmp_path / "whole.json"
    path.write_bytes(cleaner("--json", stdin=SCRAPED).stdout)
    assert PROMPT in cleaner("explain", "--report", str(path)).stdout.decode()


def test_a_report_remembers_the_encoding_of_its_text(tmp_path):
    path, source = tmp_path / "report.json", tmp_path / "scraped.txt"
    source.write_bytes(f"Das Café schließt. {SCRAPED}".encode("latin-1"))
    cleaner(str(source), "--encoding", "latin-1", "--report", str(path))
    shown = cleaner("explain", str(source), "--report", str(path)).stdout.decode()
    assert "Das Café schließt." in shown


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "nested too deep"),
        ("[]", "no report of cleaner"),
        ("{}", "no report of cleaner"),
        ('{"cleaned": {"blake2b": 1}, "source": {"blake2b": 2}}', "another text"),
        ('{"cleaned": {"blake2b": 1}, "source": {"blake2b": 2}, "encoding": "nonsense"}', "unknown encoding"),
        ('{"cleaned": {"blake2b": 1}, "source": {"blake2b": 2}, "encoding": 7}', "unknown encoding"),
    ],
)
def test_reports_that_are_none_are_refused(content, words, scraped, tmp_path):
    path = tmp_path / "bad.json"
    path.write_text(content)
    done = cleaner("explain", str(scraped), "--report", str(path))
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1


def test_a_report_whose_edits_do_not_fit_is_refused(report, scraped):
    told = json.loads(report.read_text())
    told["removals"][0]["span"] = [5, 3]
    report.write_text(json.dumps(told))
    done = cleaner("report", str(scraped), "--report", str(report))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"the report was changed" in done.stderr


def test_report_writes_one_page_for_all_files(scraped, tmp_path):
    other, page = tmp_path / "other.txt", tmp_path / "page.html"
    other.write_text(ARTICLE)
    done = cleaner("report", str(scraped), str(other), "-o", str(page), "--title", "Two <texts>")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    made = page.read_text("utf-8")
    assert "<h1>Two &lt;texts&gt;</h1>" in made
    assert made.count('class="text"') == 2


def test_report_writes_to_standard_output_without_a_file():
    made = cleaner("report", stdin=SCRAPED).stdout.decode()
    assert cleaner("report", "-o", "-", stdin=SCRAPED).stdout.decode() == made
    assert made.startswith("<!doctype html>")
    assert "standard input" in made


def test_report_cleans_html_first():
    body = "".join(f"<p>{ARTICLE}</p>" for _ in range(4))
    made = cleaner(
        "report", "--html", stdin=f"<html><body><article>{body}<p>{PROMPT}</p></article></body></html>"
    ).stdout
    assert b"rebuild the bridge" in made


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["explain", "missing.txt"], "cannot read missing.txt"),
        (["explain", "--width", "5"], "too narrow"),
        (["explain", "--context", "-1"], "give 0 or more"),
        (["report", "-o", "no/such/folder.html"], "there is no directory"),
        (["report", "a.txt", "b.txt", "--report", "r.json"], "give one file"),
        (["explain", "-", "--report", "-"], "only one of"),
        (["report", "--only", "ads"], "choose from"),
    ],
)
def test_wrong_calls_are_one_clear_line(words, told):
    done = cleaner(*words, stdin="{}")
    assert (done.returncode, done.stdout) == (2, b"")
    assert told in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["explain", "report"])
def test_help_has_examples(command):
    assert f"cleaner {command} scraped.txt" in cleaner(command, "--help").stdout.decode()
