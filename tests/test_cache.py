"""The cache: entries come back whole or not at all, and only where they are the user's own; rules come back as rows."""

from __future__ import annotations

import os
import pickle
import re
import time

import pytest

from cleaner import Cleaner, cache, codes, entries
from cleaner.cli import clean, options
from cleaner.match import Matcher
from cleaner.rows import Rows, joined, row_of
from cleaner.rules import toml as load
from cleaner.rules.toml import load_builtin


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def packs():
    return [pack for pack in load_builtin() if pack.name in ("paywall.en", "share.de", "aggregator.en", "icon")]


@pytest.mark.parametrize("parts", [(b"payload",), (b"pay", b"", b"load"), (b"",), ()])
def test_an_entry_comes_back(parts):
    entries.write("x", *parts)
    assert entries.read("x") == list(parts)
    assert entries.read("y") is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: b"",
        lambda data: b"x" + data[1:],
        lambda data: data[:24] + b"\xff" * 8 + data[32:],  # the size of the first part
        lambda data: data[:20] + b"\xff" * 4 + data[24:],  # the number of parts
        lambda data: data[:24] + data[24:32][::-1] + data[32:],
        *(lambda data, at=at: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for at in range(47)),
    ],
)
def test_a_spoilt_entry_is_none(home, spoil):
    entries.write("x", b"pay", b"load")
    assert len((home / "x").read_bytes()) == 47
    (home / "x").write_bytes(spoil((home / "x").read_bytes()))
    assert entries.read("x") is None


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no owners here")
def test_what_others_may_write_is_not_read(home):
    entries.write("x", b"payload")
    os.chmod(home / "x", 0o666)
    assert entries.read("x") is None


@pytest.mark.parametrize("make", [lambda path: path.symlink_to("x"), lambda path: path.mkdir()])
def test_what_is_no_plain_file_is_not_read(home, make):
    entries.write("x", b"payload")
    make(home / "y")
    assert entries.read("y") is None


def test_off_means_off(monkeypatch, home):
    monkeypatch.setenv("CLEANER_CACHE", "off")
    entries.write("x", b"payload")
    assert entries.read("x") is None
    assert not home.exists()


def entry_name(number: int) -> str:
    return f"scan-{number:032x}"


def test_old_entries_go(home):
    for i in range(30):
        entries.write(entry_name(i), b"payload")
        os.utime(home / entry_name(i), (i, i))
    entries.write(entry_name(99), b"payload")
    assert len(list(home.iterdir())) <= 17
    assert entries.read(entry_name(99)) == [b"payload"]


def test_what_the_user_keeps_there_stays(home):
    home.mkdir()
    names = [f"letter {i}.txt" for i in range(10)]
    names += [entry_name(i) for i in range(10)]  # called like entries, though they are none
    names += [f"rules-{i:032x}-cpython-313" for i in range(9)]
    for number, name in enumerate(names):
        (home / name).write_bytes(b"cleaner cache, my notes on it" if number % 2 else b"")
        os.utime(home / name, (number, number))
    entries.write("a note", b"payload")  # an entry, but not called like one
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    assert len(before) == 30
    for i in range(10, 50):
        entries.write(entry_name(i), b"payload")
    after = {path.name: path.read_bytes() for path in home.iterdir()}
    assert {name: after.get(name) for name in before} == before
    assert len(after) <= 30 + 17


@pytest.mark.parametrize("content", [b"", b"my letter", b"cleaner"])
def test_what_is_no_entry_is_not_replaced(home, content):
    home.mkdir()
    (home / entry_name(1)).write_bytes(content)
    entries.write(entry_name(1), b"payload")
    assert [path.read_bytes() for path in home.iterdir()] == [content]


def test_a_spoilt_entry_is_replaced(home):
    entries.write(entry_name(1), b"payload")
    (home / entry_name(1)).write_bytes((home / entry_name(1)).read_bytes()[:-2])
    entries.write(entry_name(1), b"payload")
    assert entries.read(entry_name(1)) == [b"payload"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_in_the_place_of_an_entry_keeps_nobody_waiting(home):
    home.mkdir()
    os.mkfifo(home / entry_name(1))
    assert entries.read(entry_name(1)) is None
    entries.write(entry_name(1), b"payload")
    assert [path.name for path in home.iterdir()] == [entry_name(1)]


def test_a_full_disk_leaves_no_half_entry(home, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(entries, "chain", full)
    entries.write(entry_name(1), b"payload")
    assert list(home.iterdir()) == []


def test_a_matcher_from_the_cache_is_the_same_and_survives_pickle():
    fresh = cache.matcher()
    fresh.candidates.scanner  # noqa: B018  (compiles and keeps the database)
    again = pickle.loads(pickle.dumps(cache.matcher()))
    assert [rule.id for rule in again.rules] == [rule.id for rule in fresh.rules]
    assert again.candidates.lexicon == fresh.candidates.lexicon


def test_rows_are_the_rules(packs):
    rules = [rule for pack in packs for rule in pack.rules]
    rows = Rows(*joined(list(map(row_of, rules))))
    assert list(rows) == rules
    assert (len(rows), rows[-1], rows[1:3]) == (len(rules), rules[-1], rules[1:3])
    assert rows[3] is rows[3]
    assert list(pickle.loads(pickle.dumps(rows))) == rules
    with pytest.raises(IndexError):
        rows[len(rules)]


def test_rows_that_do_not_fit_are_refused(packs):
    ends, rows = joined(list(map(row_of, packs[0].rules)))
    with pytest.raises(ValueError, match="no rows"):
        Rows(ends, rows[:-1])
    with pytest.raises(ValueError, match="no rows"):
        Rows(ends[:-4], rows)


def test_rules_from_rows_find_the_same(packs):
    rules = [rule for pack in packs for rule in pack.rules]
    texts = [example.text for rule in rules for example in (*rule.remove, *rule.keep)]
    made, kept = (Cleaner(model=False) for _ in range(2))
    made._matcher, kept._matcher = Matcher(rules), Matcher(Rows(*joined(list(map(row_of, rules)))))
    assert list(kept.clean_many(texts)) == list(made.clean_many(texts))


PATTERNS = sorted({one for pack in load_builtin() for rule in pack.rules for one in (rule.pattern, rule.unless) if one})


def test_a_pattern_from_its_code_is_the_same(monkeypatch):
    monkeypatch.setattr(codes, "_known", {})
    engines = set()
    for pattern in PATTERNS[::7]:
        plain = codes.compiled(pattern)
        codes.know(pattern, codes.code_of(pattern))
        monkeypatch.setattr(re, "compile", None)  # what is known is not compiled
        again = codes.compiled(pattern)
        monkeypatch.undo()
        monkeypatch.setattr(codes, "_known", {})
        engines.add(type(again))
        assert (again.pattern, again.flags, again.groupindex) == (plain.pattern, plain.flags, plain.groupindex)
        assert pickle.dumps(again) == pickle.dumps(plain)
        assert not isinstance(again, re.Pattern) or again == plain  # compares the codes
    assert len(engines) == 2, "of both engines"


@pytest.mark.parametrize("pattern", [r"(?P<one>a+)(b)?(?P<two>[^c])", "é|[à-ü]{3}", r"(?<=\p{L} ?)(?P<one>\p{Lu}+)x"])
def test_groups_come_back(pattern, monkeypatch):
    monkeypatch.setattr(codes, "_known", {pattern: codes.code_of(pattern)})
    assert codes._known[pattern]
    plain = codes._loaded(pattern, codes._known[pattern])
    text = "aabd xaé éààé aA AAx"
    assert [match.groupdict() for match in codes.compiled(pattern).finditer(text)] == [
        match.groupdict() for match in plain.finditer(text)
    ]


@pytest.mark.parametrize(
    "spoil", [lambda code: code[:-1], lambda code: b"", lambda code: b"x", lambda code: code.replace(b"re", b"no", 1)]
)
@pytest.mark.parametrize("pattern", [r"a(?:b|c)+", r"\p{Lu}+"])
def test_spoilt_code_is_compiled_anew(monkeypatch, pattern, spoil):
    monkeypatch.setattr(codes, "_known", {pattern: spoil(codes.code_of(pattern))})
    assert codes.compiled(pattern).pattern == pattern


@pytest.fixture
def own_pack(monkeypatch, tmp_path):
    pack = tmp_path / "own" / "promo.en.toml"
    pack.parent.mkdir()
    pack.write_text("one", "utf-8")
    monkeypatch.setattr(load, "_PACKS", str(pack.parent))
    monkeypatch.setattr(cache, "_YOUNG", -1e9)  # as if it were old
    return pack


def test_a_changed_pack_is_noticed_by_its_times(own_pack):
    first = cache._source_checksum()
    before = own_pack.stat()
    time.sleep(0.05)
    own_pack.write_text("two", "utf-8")
    os.utime(own_pack, ns=(before.st_atime_ns, before.st_mtime_ns))  # the same size, and the same time of writing
    second = cache._source_checksum()
    own_pack.with_name("promo.de.toml").write_text("", "utf-8")
    assert len({first, second, cache._source_checksum()}) == 3


def test_sources_are_not_read_where_nothing_changed(monkeypatch):
    monkeypatch.setattr(cache, "_YOUNG", -1e9)
    found = cache._source_checksum()
    monkeypatch.setattr(cache, "builtin_sources", None)
    assert cache._source_checksum() == found


def test_young_sources_are_read_every_time(monkeypatch, home):
    monkeypatch.setattr(cache, "_YOUNG", 1e12)
    cache._source_checksum()
    assert not home.exists()


@pytest.mark.parametrize(("is_terminal", "is_cold"), [(True, True), (True, False), (False, True)])
def test_a_first_start_on_a_terminal_says_that_it_takes_its_time(monkeypatch, capsys, home, is_terminal, is_cold):
    if not is_cold:
        entries.write(f"rules-{cache._source_checksum()}-{cache._PYTHON}", b"")
    monkeypatch.setattr("sys.stderr.isatty", lambda: is_terminal)
    options.cleaner_of(clean._parser().parse_args(["--no-model"]))
    assert ("the first time only" in capsys.readouterr().err) is (is_terminal and is_cold)


def test_no_start_is_called_the_first_where_nothing_can_be_kept(monkeypatch):
    monkeypatch.setenv("CLEANER_CACHE", "off")
    assert not cache.is_cold()
