"""The command line as people meet it: the filter, restore, JSONL, the rule book; and input that is bad."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

PROMPT = "You have 2 free articles left this month"
ARTICLE = "The council met on Tuesday and voted to rebuild the bridge before the winter storms arrive.\n"
SCRAPED = f"{ARTICLE}\n{PROMPT}\n"


def cleaner(*words: str, stdin: bytes | str = b"", env: dict | None = None) -> subprocess.CompletedProcess:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    return subprocess.run(
        [sys.executable, "-m", "cleaner", *words], input=data, capture_output=True, env={**os.environ, **(env or {})}
    )


@pytest.fixture
def scraped(tmp_path):
    path = tmp_path / "scraped.txt"
    path.write_text(SCRAPED)
    return path


def test_the_filter_writes_the_article():
    done = cleaner(stdin=SCRAPED)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, ARTICLE, b"")


def test_a_report_and_restore_give_the_original_byte_for_byte(scraped, tmp_path):
    article, report = tmp_path / "article.txt", tmp_path / "report.json"
    article.write_bytes(cleaner(str(scraped), "--report", str(report)).stdout)
    assert article.read_text() == ARTICLE
    assert json.loads(report.read_text())["removals"][0]["rule"] == "paywall.en.articles-left"
    assert cleaner("restore", str(article), str(report)).stdout == scraped.read_bytes()


def test_a_report_may_go_to_standard_error(scraped):
    done = cleaner(str(scraped), "--report", "-")
    assert json.loads(done.stderr)["by_category"] == {"paywall": len(SCRAPED) - len(ARTICLE)}


def test_json_holds_text_and_report():
    whole = json.loads(cleaner("--json", stdin=SCRAPED).stdout)
    assert whole["text"] == ARTICLE
    assert whole["version"] == 1


def test_summary_says_what_went():
    done = cleaner("--summary", stdin=SCRAPED)
    assert b"paywall" in done.stderr
    assert done.stdout.decode() == ARTICLE


def test_keep_and_only_narrow_what_goes():
    assert cleaner("--keep", "paywall", stdin=SCRAPED).stdout.decode() == SCRAPED
    assert cleaner("--only", "share", stdin=SCRAPED).stdout.decode() == SCRAPED
    assert cleaner("--only", "paywall", stdin=SCRAPED).stdout.decode() == ARTICLE


def test_more_rules_come_from_a_pack(tmp_path):
    pack = tmp_path / "mine.toml"
    pack.write_text(
        "[[rule]]\nname='weather-box'\nreason='shows the weather'\ncertain=true\n"
        "category='promo'\nphrases=[\"today's weather in {words 1-4}\"]\n"
        "remove=['⟦Today’s weather in Alvik⟧', '⟦Today’s weather in Bo⟧']\n"
        "keep=['She asked about the weather in Alvik.', 'Bad weather in Bo']\n"
    )
    done = cleaner("--rules", str(pack), stdin=f"{ARTICLE}\nToday's weather in Alvik\n")
    assert done.stdout.decode() == ARTICLE
    assert cleaner("rules", "check", str(pack)).returncode == 0


def test_html_is_extracted_first():
    article = f"<article><h1>Bridge</h1><p>{ARTICLE * 4}</p><p>{ARTICLE * 3}</p></article>"
    page = f"<html><body><nav>Home News</nav>{article}</body></html>"
    assert "council met" in cleaner("--html", stdin=page).stdout.decode()


def test_a_page_says_itself_what_it_is_written_in(tmp_path):
    text = "The council met at the café on Tuesday and voted to rebuild the old bridge before the storms arrive."
    page = tmp_path / "page.html"
    page.write_bytes(f"<meta charset=iso-8859-1><article><p>{text}</p><p>{text}</p></article>".encode("latin-1"))
    for words in ([str(page), "--html"], [str(page), "--html", "--encoding", "latin-1"]):
        done = cleaner(*words)
        assert "at the café on" in done.stdout.decode()
        assert "UTF-8" not in done.stderr.decode()


# ---- bad input


@pytest.mark.parametrize("text", ["", " ", "\n", "\n\n \t\n", "\ufeff", "\r\n\r\n"])
def test_empty_text_comes_out_as_it_went_in(text):
    done = cleaner("--report", "-", stdin=text)
    assert (done.returncode, done.stdout.decode()) == (0, text)
    assert json.loads(done.stderr)["removals"] == []


def test_bytes_that_are_no_utf8_pass_with_one_warning(tmp_path):
    raw = b"caf\xe9 and \xff\xfe more\n\n" + PROMPT.encode() + b"\n"
    (tmp_path / "in").write_bytes(raw)
    done = cleaner(str(tmp_path / "in"), "--report", str(tmp_path / "report"))
    assert done.stdout == b"caf\xe9 and \xff\xfe more\n"
    assert done.stderr.count(b"\n") == 1
    assert b"byte 3" in done.stderr
    (tmp_path / "out").write_bytes(done.stdout)
    assert cleaner("restore", str(tmp_path / "out"), str(tmp_path / "report")).stdout == raw


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-be", "cp1252", "utf-8-sig"])
def test_other_encodings_are_read_and_restored(encoding, tmp_path):
    raw = f"Café. {SCRAPED}".encode(encoding)
    (tmp_path / "in").write_bytes(raw)
    done = cleaner(str(tmp_path / "in"), "--encoding", encoding, "--report", str(tmp_path / "report"))
    assert done.stdout.decode("utf-8-sig") == f"Café. {ARTICLE}"
    (tmp_path / "out").write_bytes(done.stdout)
    assert cleaner("restore", str(tmp_path / "out"), str(tmp_path / "report")).stdout == raw


def test_a_report_of_another_encoding_gives_no_wrong_bytes(tmp_path):
    (tmp_path / "in").write_bytes(f"Café. {SCRAPED}".encode())
    done = cleaner(str(tmp_path / "in"), "--report", str(tmp_path / "report"))
    (tmp_path / "out").write_bytes(done.stdout)
    report = json.loads((tmp_path / "report").read_text())
    (tmp_path / "report").write_text(json.dumps({**report, "encoding": "latin-1"}))
    done = cleaner("restore", str(tmp_path / "out"), str(tmp_path / "report"))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"other bytes than it had" in done.stderr


def test_bytes_that_cannot_be_put_back_are_told(tmp_path):
    raw = b'\x1b$B\x1b(B\x1b$B$"\x1b(B\x1b$B$$\x1b(B\nHello there.\n'
    (tmp_path / "in").write_bytes(raw)
    done = cleaner(str(tmp_path / "in"), "--encoding", "iso2022_jp", "--report", str(tmp_path / "report"))
    assert b"its bytes cannot" in done.stderr
    (tmp_path / "out").write_bytes(done.stdout)
    again = cleaner("restore", str(tmp_path / "out"), str(tmp_path / "report"))
    assert again.stdout.decode("iso2022_jp") == raw.decode("iso2022_jp")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_line_ends_are_kept(end):
    assert cleaner(stdin=SCRAPED.replace("\n", end)).stdout.decode() == ARTICLE.replace("\n", end)


def test_odd_characters_are_kept():
    text = "\ufeffOne\0two\u200b three\r\nfour \u2028five\n"
    assert cleaner(stdin=text).stdout.decode() == text


def test_text_that_is_boilerplate_from_end_to_end_goes():
    done = cleaner("--report", "-", stdin=f"{PROMPT}\n\n{PROMPT}\n")
    assert done.stdout == b""
    assert json.loads(done.stderr)["removed"] == 2 * len(PROMPT) + 3


@pytest.mark.parametrize(
    ("words", "meant"), [(["--polcy", "precise"], "--policy"), (["rules", "chekc", "pack.toml"], "check")]
)
def test_a_misspelt_option_or_command_is_told_what_was_meant(words, meant):
    done = cleaner(*words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().endswith(f"; did you mean {meant}?\n")


@pytest.mark.parametrize(
    ("words", "say"),
    [
        (["no-such-file"], "cannot read no-such-file: no such file or directory"),
        (["/"], "cannot read /: is a directory"),
        (["--policy", "bold"], "unknown policy 'bold'; choose one of precise, balanced, thorough"),
        (["--keep", "adverts"], "unknown category 'adverts'; choose from paywall"),
        (["--only", "adverts"], "unknown category 'adverts'"),
        (["--report", "/no/such/folder/r.json"], "cannot write /no/such/folder/r.json: there is no directory"),
        (["--report", "/"], "is a directory"),
        (["--rules", "none.toml"], "cannot read the rule pack none.toml"),
        (["--encoding", "utf-99"], "unknown encoding 'utf-99'"),
        (["--encoding", "base64"], "unknown encoding 'base64'"),
        (["--rejects", "x"], "go with --jsonl"),
        (["--field", "body"], "--field goes with --jsonl"),
        (["--model", __file__], "it is no model"),
        (["learn", "x.jsonl", "-o", "-"], "-o -: give a file"),
        (["restore", "a", "b"], "cannot read b"),
        (["corpsu", "in.jsonl", "-o", "out.jsonl"], "did you mean the command corpus?"),
        (["rules", "show", "paywall.en.article-left"], "did you mean paywall.en.articles-left"),
        (["rules", "sample", "paywall.en.article-left"], "did you mean paywall.en.articles-left"),
        (["rules", "check", "none.toml"], "cannot read the rule pack none.toml"),
        (["rules", "list", "--category", "x"], "unknown category"),
    ],
)
def test_a_wrong_call_gets_one_line_and_exit_2(words, say):
    done = cleaner(*words, stdin=SCRAPED)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().count("\n") == 1
    assert say in done.stderr.decode()


def test_a_bad_pack_is_named_with_its_rule_and_field(tmp_path):
    pack = tmp_path / "bad.toml"
    pack.write_text("[[rule]]\nname = 'x'\nreason = 'y'\npatern = 'z'\n")
    done = cleaner("--rules", str(pack), stdin=SCRAPED)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("cleaner: bad.toml: rule x: patern: unknown field; there are case, ")


def test_a_report_of_another_text_is_refused(scraped, tmp_path):
    report = tmp_path / "report.json"
    cleaner(str(scraped), "--report", str(report))
    other = tmp_path / "other.txt"
    other.write_text("Another text.\n")
    done = cleaner("restore", str(other), str(report))
    assert (done.returncode, done.stdout) == (2, b"")
    assert "belongs to another text" in done.stderr.decode()
    report.write_text("{")
    assert "is no JSON" in cleaner("restore", str(other), str(report)).stderr.decode()


def test_a_reader_that_goes_away_is_no_error():
    command = f"'{sys.executable}' -m cleaner | head -c 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], input=(ARTICLE * 20_000).encode(), capture_output=True)
    assert done.returncode in (0, 141)
    assert done.stderr == b""


def test_an_interrupt_is_quiet():
    running = subprocess.Popen(
        [sys.executable, "-m", "cleaner"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    import signal
    import time

    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=20)
    assert running.returncode == 130
    assert (out, err) == (b"", b"")


# ---- JSONL


def lines(*rows: object) -> str:
    return "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)


def test_jsonl_cleans_the_field_and_leaves_the_rest_to_the_byte():
    row = f'{{"id": 1e2, "x": [1.50, "\\u00e9"],  "body":{json.dumps(SCRAPED)} , "z": null}}'
    done = cleaner("--jsonl", "--field", "body", stdin=row + "\n")
    out = done.stdout.decode()
    assert out.startswith(
        f'{{"id": 1e2, "x": [1.50, "\\u00e9"],  "body":{json.dumps(ARTICLE)} , "z": null, "cleaner": {{'
    )
    assert json.loads(out)["cleaner"]["by_category"] == {"paywall": len(SCRAPED) - len(ARTICLE)}
    assert done.returncode == 0


def test_jsonl_full_report_restores():
    from cleaner import Result

    row = json.loads(cleaner("--jsonl", "--full-report", stdin=lines({"text": SCRAPED})).stdout)
    assert Result.from_dict(row["cleaner"], row["text"]).restore() == SCRAPED


def test_jsonl_goes_on_after_bad_lines(tmp_path):
    rejects = tmp_path / "rejects.jsonl"
    bad = ["nonsense", "[1]", '{"other": 1}', '{"text": 5}', '{"text": "x"', "[" * 100_000]
    done = cleaner("--jsonl", "--rejects", str(rejects), stdin=lines({"text": "a"}, *bad, {"text": "b"}))
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == ["a", "b"]
    assert done.returncode == 1
    for number in range(2, 8):
        assert f"line {number}: ".encode() in done.stderr
    assert rejects.read_text() == lines(*bad)


def test_jsonl_takes_lone_surrogates_and_bad_utf8():
    done = cleaner("--jsonl", stdin=b'{"text": "a \\ud800 b"}\n{"text": "\xff"}\n')
    assert json.loads(done.stdout)["text"] == "a \ud800 b"
    assert b"line 2: is no UTF-8" in done.stderr


def test_jsonl_keeps_order_over_batches():
    rows = [{"text": f"{i}. {SCRAPED if i % 3 else ARTICLE}"} for i in range(600)]
    out = [json.loads(line) for line in cleaner("--jsonl", stdin=lines(*rows)).stdout.splitlines()]
    assert [row["text"].partition(".")[0] for row in out] == [str(i) for i in range(600)]


# ---- the rule book


def test_rules_lists_every_category_with_its_definition():
    from cleaner import Category

    out = cleaner("rules").stdout.decode()
    for category in Category:
        assert f"{category.value}: {category.definition}" in out


def test_rules_show_gives_phrases_word_lists_and_examples():
    out = cleaner("rules", "show", "paywall.en.articles-left").stdout.decode()
    assert "removes     '⟦You have 2 free articles left this month⟧'" in out
    assert "says        " in out
    assert "<period>" in out


MINE = """
[[rule]]
name = "box"
reason = "shows the weather"
phrases = ["[see] the weather in (alvik|bo)"]
remove = ["⟦The weather in Alvik⟧", "⟦See the weather in Bo⟧"]
keep = ["Bad weather in Alvik", "It rained."]
"""


def test_rules_sample_says_what_a_rule_says(tmp_path):
    (tmp_path / "promo.en.toml").write_text(MINE)
    words = ("rules", "sample", "promo.en.box", "--rules", str(tmp_path / "promo.en.toml"))
    said = {"the weather in alvik", "the weather in bo", "see the weather in alvik", "see the weather in bo"}
    assert set(cleaner(*words, "--count", "50").stdout.decode().splitlines()) == said
    assert len(cleaner(*words, "--count", "2").stdout.splitlines()) == 2
    assert cleaner(*words, "--seed", "3").stdout == cleaner(*words, "--seed", "3").stdout
    for bad in (("--count", "0"), ("--count", "x")):
        done = cleaner(*words, *bad)
        assert (done.returncode, done.stdout) == (2, b"")
        assert "give a number from 1 to" in done.stderr.decode()
    assert b"did you mean promo.en.box" in cleaner(*words[:2], "promo.en.bx", *words[3:]).stderr


def test_rules_check_tells_each_problem_on_a_line(tmp_path):
    pack = tmp_path / "promo.en.toml"
    pack.write_text(MINE.replace("in (alvik|bo)", "in {n}").replace('"It rained."', '"The weather in 5"'))
    done = cleaner("rules", "check", str(pack))
    assert done.returncode == 1
    assert "promo.en.toml: promo.en.box: keep: claims 'The weather in 5' in 'The weather in 5'" in done.stderr.decode()
    assert done.stdout.decode() == "1 rule with 4 examples in 1 pack: 3 problems\n"
    pack.write_text(MINE.replace("(alvik", "(alvik|<towns>"))
    done = cleaner("rules", "check", str(pack))
    assert (done.returncode, done.stderr.decode().count("\n")) == (1, 1)
    assert "there is no word list <towns>" in done.stderr.decode()


@pytest.mark.parametrize("words", [["--help"], ["restore", "--help"], ["rules", "--help"]])
def test_help_has_examples(words):
    done = cleaner(*words)
    assert done.returncode == 0
    assert "example" in done.stdout.decode()


def test_a_home_that_cannot_be_written_is_tolerated(tmp_path):
    done = cleaner(stdin=SCRAPED, env={"HOME": "/proc/no/such"})
    assert done.stdout.decode() == ARTICLE
    assert done.stderr == b""


def test_rules_new_makes_a_pack_that_checks(tmp_path):
    pack = tmp_path / "mine.toml"
    pack.write_bytes(cleaner("rules", "new", "weather-box", "--category", "promo").stdout)
    assert cleaner("rules", "check", str(pack)).returncode == 0
    assert cleaner("rules", "new", "two words").returncode == 2


def test_rules_test_says_what_fired_and_what_nearly_did(tmp_path):
    out = cleaner("rules", "test", stdin=SCRAPED).stdout.decode()
    assert f"line 3: {PROMPT!r}" in out
    assert "removed          paywall.en.articles-left" in out
    page = tmp_path / "page.txt"
    page.write_text(f"{ARTICLE}\nShare\n\n{ARTICLE.replace('Tuesday', 'Friday')}")
    assert "likely only, and nothing around it supports it" in cleaner("rules", "test", str(page)).stdout.decode()


def test_rules_table_counts_by_category_and_language():
    assert "| paywall |" in cleaner("rules", "table").stdout.decode()


def test_the_line_model_is_an_option():
    done = cleaner("--model", "--report", "-", stdin=f"Home\nSport\nWeather\n{ARTICLE * 5}Jobs\nImprint\n")
    assert done.returncode == 0
    assert json.loads(done.stderr)["removals"]
