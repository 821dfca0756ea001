"""Plain calls of the filter, read without argparse, which takes as long to load and fill as a page takes to clean."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from argparse import Namespace

#: What the options of the filter are where nothing is said.
_UNSAID: dict[str, Any] = {
    "file": None,
    "policy": "balanced",
    "keep": [],
    "only": None,
    "rules": [],
    "source": "auto",
    "wording": True,
    "model": True,
    "sites": None,
    "report": None,
    "json": False,
    "summary": None,
    "encoding": "utf-8",
    "html": False,
    "url": None,
    "jsonl": False,
    "field": "text",
    "url_field": "url",
    "full_report": False,
    "report_field": "cleaner",
    "rejects": None,
}
#: What a word says, and which option the word after it gives.
_SAID: dict[str, tuple[str, Any]] = {
    "--json": ("json", True),
    "--jsonl": ("jsonl", True),
    "--no-model": ("model", False),
    "--no-wording": ("wording", False),
    "--no-summary": ("summary", False),
    "--summary": ("summary", True),
}
_GIVEN = {"--policy": "policy", "--report": "report", "--source": "source", "--url": "url"}


def options_of(words: Sequence[str]) -> Namespace | None:
    """The options that plain words say, as argparse would read them; None where it must read them.

    >>> options_of(["page.txt", "--no-model"]).file, options_of(["--no-mod"])
    ('page.txt', None)
    """
    found = dict(_UNSAID)
    rest = iter(words)
    for word in rest:
        if word in _SAID:
            name, value = _SAID[word]
        elif word in _GIVEN:
            name, value = _GIVEN[word], next(rest, "")
        else:
            name, value = "file", word
        if isinstance(value, str) and (not value or value[0] == "-" or (name == "file" and found["file"])):
            return None
        found[name] = value
    return cast("Namespace", SimpleNamespace(**found))
