"""The one door to terminals: whatever texts, packs and arguments hold, nothing is printed that a terminal obeys."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from cleaner.cli import main, streams

#: Rings the bell, clears the screen, sets the title, moves to the line's start, and turns the direction of the text.
HOSTILE = "\x07\x1b[2J\x1b]0;owned\x07\r\x9b31m\u202e"
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
SENTENCE = "The council met on Tuesday and voted to rebuild the bridge before the winter storms arrive"


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    line = f"Weather in Alvik {HOSTILE} today"
    pages = [
        {
            "text": f"{line}\n\n{SENTENCE} {number}.\n\n{line.upper()}\n",
            "raw": f"{SENTENCE}{HOSTILE}.\n\n{line}\n",
            "gold": f"{SENTENCE}.\n",
            "url": f"https://example.org/{HOSTILE}/{number}",
            "id": f"a{HOSTILE}{number}",
            "extractor": f"dump{HOSTILE}",
        }
        for number in range(6)
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(page) + "\n" for page in pages))
    (tmp_path / "in.txt").write_text(pages[0]["text"], "utf-8")
    escaped = json.dumps(f"shows the weather {HOSTILE}")
    (tmp_path / "pack.toml").write_text(
        f"[[rule]]\nname='weather-box'\nreason={escaped}\nunit='line'\ncertain=true\n"
        "category='promo'\nphrases=['weather in {words}']\n"
        "remove=['⟦Weather in Alvik⟧', '⟦Weather in Bo⟧']\n"
        "keep=['She asked about the weather in Alvik.', 'Bad weather in Bo']\n",
        "utf-8",
    )
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        "in.txt --summary --rules pack.toml --report r.json",
        "explain in.txt --rules pack.toml",
        "rules test in.txt --rules pack.toml",
        "learn in.jsonl -o sites.parquet",
        "corpus in.jsonl -o out --rules pack.toml --id-field id --url-field url --workers 1",
        "eval in.jsonl --rules pack.toml",
        "eval in.jsonl --json",
    ],
)
def test_what_is_printed_for_people_moves_no_terminal(files, capfd, words):
    pytest.importorskip("duckdb")
    pytest.importorskip("rich")
    code = main(words.split())
    out, error = capfd.readouterr()
    assert code == 0
    printed = error if words.startswith("in.txt") else out + error  # the filter's output is the text itself
    assert not OBEYED.findall(printed)
    assert printed


def test_the_reason_of_a_pack_is_shown_with_signs(files, capsys):
    assert main("rules test in.txt --rules pack.toml".split()) == 0
    assert "shows the weather ␇␛[2J␛]0;owned␇␍⟨U+009B⟩31m⟨U+202E⟩" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["--nonsense"],
        ["corpus", "in.jsonl", "-o", "out", "--nonsense"],
        ["rules", "nonsense"],
        ["explain", "--color", "nonsense"],
        ["corpus", "in.jsonl", "-o", "out", "--workers", "nonsense"],
        ["nonsense"],
        ["--rules", "nonsense"],
        ["--policy", "nonsense"],
        ["--report", "no/nonsense", "in.txt"],
        ["corpus", "nonsense", "-o", "out"],
        ["learn", "in.jsonl", "-o", "sites.parquet", "--memory", "nonsense"],
    ],
)
def test_errors_and_argparse_echo_nothing_that_a_terminal_obeys(files, capfd, words):
    try:
        code = main([word.replace("nonsense", f"nonsense{HOSTILE}\nmore") for word in words])
    except SystemExit as stopped:
        code = stopped.code
    out, error = capfd.readouterr()
    assert code == 2
    assert not OBEYED.findall(out + error)
    assert "nonsense" in error


def test_nothing_is_printed_but_through_the_door():
    folder = Path(streams.__file__).parent
    for path in folder.glob("*.py"):
        if path.name not in ("streams.py", "files.py"):
            found = re.findall(r"\bprint\(|sys\.std(?:out|err)\.(?:write|buffer)", path.read_text("utf-8"))
            assert not found, path.name


def test_text_that_an_encoding_lacks_is_escaped(monkeypatch):
    narrow = io.TextIOWrapper(io.BytesIO(), "ascii")
    monkeypatch.setattr("sys.stdout", narrow)
    streams.tell("Café\ud800 \x1b")
    narrow.flush()
    assert narrow.buffer.getvalue() == b"Caf\\xe9\\u27e8U+D800\\u27e9 \\u241b\n"


def test_a_message_that_nobody_takes_is_no_error(monkeypatch):
    closed = io.StringIO()
    closed.close()
    for stream in (None, closed):
        monkeypatch.setattr("sys.stderr", stream)
        streams.warn("lost")
