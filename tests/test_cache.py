"""The cache: entries come back whole or not at all, and only where they are the user's own."""

from __future__ import annotations

import os
import pickle

import pytest

from cleaner import cache


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_an_entry_comes_back():
    cache.write("x", b"payload")
    assert cache.read("x") == b"payload"
    assert cache.read("y") is None


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-1], lambda data: data + b"x", lambda data: b"", lambda data: b"x" + data[1:]]
)
def test_a_spoilt_entry_is_none(home, spoil):
    cache.write("x", b"payload")
    (home / "x").write_bytes(spoil((home / "x").read_bytes()))
    assert cache.read("x") is None


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no owners here")
def test_what_others_may_write_is_not_read(home):
    cache.write("x", b"payload")
    os.chmod(home / "x", 0o666)
    assert cache.read("x") is None


def test_a_link_is_not_followed(home):
    cache.write("x", b"payload")
    (home / "y").symlink_to(home / "x")
    assert cache.read("y") is None


def test_off_means_off(monkeypatch, home):
    monkeypatch.setenv("CLEANER_CACHE", "off")
    cache.write("x", b"payload")
    assert cache.read("x") is None
    assert not home.exists()


def test_old_entries_go(home):
    for i in range(20):
        cache.write(f"x{i}", b"payload")
        os.utime(home / f"x{i}", (i, i))
    cache.write("last", b"payload")
    assert len(list(home.iterdir())) <= 13
    assert cache.read("last") == b"payload"


def test_a_matcher_from_the_cache_is_the_same_and_survives_pickle():
    fresh = cache.matcher()
    fresh.candidates.scanner  # noqa: B018  (compiles and keeps the database)
    again = pickle.loads(pickle.dumps(cache.matcher()))
    assert [rule.id for rule in again.rules] == [rule.id for rule in fresh.rules]
    assert again.candidates.lexicon == fresh.candidates.lexicon
