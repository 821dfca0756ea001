"""What a reader marks comes back as a pack that loads, passes its check, and does what was asked."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.find.matcher import Matcher
from cleaner.rules.book import book_of
from cleaner.rules.own import own_book, own_packs
from cleaner.rules.rule import Confidence, RulePack
from cleaner.rules.toml import parse_pack
from cleaner.testing.checks import problems_beside
from cleaner.text.lines import TERMINATORS, Document
from cleaner.views.corrections import HEAD, KEEP, RULE, filled, kept, mends, phrase_of, quoted, taken

FIXTURES = Path(__file__).parent.parent / "fixtures"
#: Words, signs that TOML and patterns give a meaning to, and characters that are hard to see.
_PARTS = [
    "offer",
    "Été",
    "ΣΑΣ",
    "日本語",
    "İı",
    " ",
    "'",
    "'''",
    '"',
    '"""',
    "\\",
    "\\u0041",
    "#",
    "[[",
    "]]",
    "=",
    "%(x)s",
]
_PARTS += [
    ".",
    "*",
    "+?",
    "(",
    ")",
    "|",
    "{2}",
    "^",
    "$",
    "–",
    "“",
    "”",
    "…",
    "...",
    "\t",
    "\x00",
    "\x7f",
    "\u202e",
    "\u200b",
]
_PARTS += ["\ud800", "\U0001f600", "\u0301", "⟦", "⟧", "© The Post", "he said.", "Photo by", "\xad"]
LINES = st.one_of(
    st.lists(st.sampled_from(_PARTS), min_size=1, max_size=8).map("".join),
    st.text(st.characters(exclude_characters=TERMINATORS), min_size=1, max_size=60),
)


def rules_of(lines: list[str]) -> RulePack:
    """The rules for the lines that a rule can take, as a pack, read from its TOML."""
    found = taken(lines, [f"line-{number}" for number in range(len(lines))])
    assert all(bool(ready.values) != bool(ready.why_not) for ready in found)
    made = [filled(RULE, {**ready.values, "category": "promo"}) for ready in found if ready.values]
    return pack_of("".join(made))


def pack_of(toml: str) -> RulePack:
    return parse_pack(toml.encode(), "corrections.toml", "promo", None, head="corrections")


@given(st.lists(LINES, min_size=1, max_size=12, unique=True))
@settings(max_examples=10)
def test_rules_for_any_lines_pass_their_check(lines):
    pack = rules_of(lines)
    twins = [phrase for rule in pack.rules for phrase in rule.phrases]
    if len(twins) == len(set(twins)):  # two lines may be said by one phrase; the page takes it once
        assert problems_beside([pack], own_book(), ()) == []
    assert {rule.remove[0].text for rule in pack.rules} <= set(lines)


@pytest.mark.parametrize(
    "line",
    [
        "Try 6 months for €12",
        "It's the “best” — ever…",
        "Don’t ''' miss",
        '"quoted" \\ and \\u0041 [a-z]+ {2,} (x|y)',
        "# no comment",
        "HALVERN — When the Courier began to charge",
        "L e t t e r s spaced out here",
        "会員登録はこちら",
    ],
)
def test_a_marked_line_goes_the_next_time(line):
    article = "The council met on Tuesday and voted to rebuild the bridge before the winter storms arrive.\n"
    assert Cleaner(packs=[rules_of([line])]).clean(f"{article}\n{line}\n\n{article}").text == f"{article}\n{article}"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("x" * 301, "longer"),
        ("half \udc80", "bytes"),
        ("a ⟦mark⟧", "mark examples"),
        ("***", "signs"),
        ("“We are open,” she said.", "who said"),
    ],
)
def test_a_line_that_no_rule_can_take_says_why(line, why):
    (ready,) = taken([line], ["line-1"])
    assert ready.values == {}
    assert why in ready.why_not


def test_rules_pass_beside_the_programs_own():
    """Also where a rule of the program promises to keep the line, or takes a part of it."""
    own = [pack for pack in own_packs({"en", "any"}) if pack.name.partition(".")[0] in ("credit", "legal", "paywall")]
    promised = next(k.text for pack in own for rule in pack.rules for k in rule.keep if len(k.text.split()) < 5)
    pack = rules_of([promised, "Foto (Photo by Ann Orr)", "Copyright © 2020 The Post", *_fixture_lines(25)])
    assert problems_beside([pack], own_book(), own) == []
    assert len(pack.rules) >= 20
    assert pack.rules[0].confidence is Confidence.LIKELY
    assert pack.rules[-1].confidence is Confidence.CERTAIN


def test_a_lone_common_word_is_taken_with_support_only():
    assert [rule.confidence for rule in rules_of(["More", "Weather", "7"]).rules] == ["likely", "certain", "likely"]


def test_numbers_may_be_others_beside_words_enough():
    assert phrase_of("Try 6 months for €12 until 2.3.2024") == "Try {n} months for €{n} until {day}"
    assert phrase_of("6 months") == "6 months"
    (rule,) = rules_of(["Try 6 months of it for €12"]).rules
    matcher = Matcher(book_of([RulePack("x", "x", (rule,))], own_book().lists))
    assert [claim.rule for claim in matcher.find(Document("Try 9 months of it for €7"))] == [rule]


def _fixture_lines(count: int) -> list[str]:
    texts = [path.read_text("utf-8", "surrogateescape") for path in sorted(FIXTURES.glob("*/input.txt"))]
    lines = dict.fromkeys(line for text in texts for line in text.splitlines() if line.strip())
    return list(lines)[:: max(1, len(lines) // count)][:count]


KEPT_CASES = (
    "paywall-tail",
    "mojibake-prompt",
    "icon-run-head",
    "related-stories",
    "photo-credit-in-line",
    "german-paywall",
)


@pytest.mark.parametrize("case", KEPT_CASES)
def test_what_was_marked_as_content_stays_the_next_time(case):
    source = (FIXTURES / case / "input.txt").read_bytes().decode("utf-8", "surrogateescape")
    document, repairs = Document(source), mends(source)
    removals = Cleaner().clean(source).removals
    assert removals
    for number, removal in enumerate(removals[:4]):
        ready = kept(removal, number, document, repairs)
        assert ready
        pack = pack_of("".join(filled(KEEP, one.values) for one in ready))
        again = Cleaner(packs=[pack]).clean(source)
        for other in again.removals:
            start, end = max(removal.span.start, other.span.start), min(removal.span.end, other.span.end)
            assert start >= end or not source[start:end].strip()


def test_a_long_line_is_kept_by_its_first_words():
    line = " ".join(f"word{number}" for number in range(200))
    removal = Cleaner().clean("You have 2 free articles left this month\n").removals[0]
    (ready,) = kept(removal, 0, Document(line))
    assert len(ready.values["phrase"]) < 210
    assert ready.values["phrase"].endswith(" {any}")
    matcher = Matcher(book_of([pack_of(filled(KEEP, ready.values))], own_book().lists))
    assert matcher.kept_lines(Document(line)) == {0}
    assert matcher.kept_lines(Document(line.replace("word7 ", "word8888 "))) == frozenset()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_quoted_text_comes_back_from_toml(text):
    assert tomllib.loads(f'a = "{quoted(text)}"')["a"] == text
    assert quoted(text).isprintable()


@given(LINES)
@settings(max_examples=40)
def test_a_phrase_says_its_line(line):
    (ready,) = taken([line], ["line-1"])
    if ready.values:
        assert taken([line.upper() if line.isascii() else f"{line}."], ["line-1"])[0].values
        assert len(rules_of([line]).rules) == 1
    else:
        assert ready.why_not


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_files_name_cannot_leave_its_comment(name):
    from cleaner.views.visible import visible

    assert tomllib.loads(filled(HEAD, {"file": visible(name)})) == {}


def test_forms_hold_no_values_that_are_not_filled():
    (ready,) = taken(["Try 6 months for %(name)s"], ["line-1"])
    assert "%(name)s" in filled(RULE, {**ready.values, "category": "promo"})
