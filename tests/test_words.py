"""The word lists of cleaner/rules/words: what a list may be called, what it may hold, what it may name."""

import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from cleaner.rules.phrases import ListName, Slot, nodes, parse

WORDS = Path(__file__).parent.parent / "cleaner" / "rules" / "words"
PACKS = WORDS.parent / "packs"
LANGUAGES = sorted(path.stem for path in WORDS.glob("*.toml"))
NAME = re.compile(r"[a-z]+(-[a-z]+)*")
#: The lists that slots are made of.
SLOTS = {"currency", "day-half", "month", "number", "weekday", "zone"}
GAPS = {"words", "rest", "any"}
#: A gap in an entry is as short as what phrases write for "a few words".
LONGEST_GAP = 12


@cache
def lists(language: str) -> dict[str, list[str]]:
    """The word lists of a language, or of `any`."""
    return tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))


@cache
def spoken_in(language: str) -> set[str]:
    """The names of the lists that phrases and guards of a language name themselves; "*" is every language."""
    found = set()
    for path in PACKS.glob(f"{language}/*.toml"):
        for rule in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]:
            for phrase in (*rule.get("phrases", ()), *rule.get("needs", ()), *rule.get("unless", ())):
                found |= set(re.findall(r"(?<!\\)<([a-z][\w-]*)>", phrase))
    return found


def named(language: str, name: str) -> set[tuple[str, str]]:
    """The lists that a list's entries name, each with the language that holds it."""
    found = set()
    for entry in lists(language)[name]:
        for node in nodes(parse(entry)):
            if isinstance(node, ListName):
                holder = language if node.name in lists(language) else "any"
                assert node.name in lists(holder), f"{language}.{name}: no list <{node.name}>"
                found.add((holder, node.name))
    return found


def test_there_are_words_for_every_language_of_the_packs() -> None:
    spoken = {path.name for path in PACKS.iterdir() if path.is_dir()}
    assert spoken == set(LANGUAGES)
    assert "any" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_named_by_a_rule_and_none_stands_twice(language: str) -> None:
    said = SLOTS | spoken_in("*" if language == "any" else language)
    pending = [(language, name) for name in lists(language) if name in said]
    if language == "any":
        pending += [one for other in LANGUAGES for name in lists(other) for one in named(other, name)]
    seen = set()
    while pending:
        at = pending.pop()
        if at[0] == language and at not in seen:
            seen.add(at)
            pending += named(*at)
    assert sorted(set(lists(language)) - {name for _, name in seen}) == []
    entries = [frozenset(some) for some in lists(language).values()]
    assert len(set(entries)) == len(entries)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_has_a_plain_name_and_entries_each_once(language: str) -> None:
    for name, entries in lists(language).items():
        assert NAME.fullmatch(name), name
        assert entries, f"{name} is empty"
        assert all(isinstance(entry, str) and entry == " ".join(entry.split()) != "" for entry in entries), name
        folded = [entry.casefold() for entry in entries]
        twice = sorted({entry for entry in folded if folded.count(entry) > 1})
        assert not twice, f"{name} says {twice} twice"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_keeps_to_the_notation(language: str) -> None:
    for name, entries in lists(language).items():
        for entry in entries:
            for slot in nodes(parse(entry)):
                is_gap = isinstance(slot, Slot) and slot.name in GAPS
                assert not is_gap or (slot.most or LONGEST_GAP + 1) <= LONGEST_GAP or slot.least == 1, (
                    f"{name}: {entry} has a long gap"
                )
            assert re.sub(r"\[[^\[\]]*\]", "", entry).strip(), f"{name}: {entry} may be nothing"


def test_a_language_does_not_shadow_what_is_the_same_in_all() -> None:
    assert not set(lists("en")) & set(lists("any"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_name_lists_that_exist_and_no_circle(language: str) -> None:
    def walk(at: tuple[str, str], way: tuple[tuple[str, str], ...]) -> None:
        assert at not in way, f"a circle: {way}"
        for following in named(*at):
            walk(following, (*way, at))

    for name in lists(language):
        walk((language, name), ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_says_what_its_lists_mean(language: str) -> None:
    lines = (WORDS / f"{language}.toml").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# Word lists of ")
    for above, line in pairwise(lines):
        if re.match(r"[a-z-]+ = ", line):
            assert re.match(r"# .*|[a-z-]+ = .*|\]$", above), line
