"""What a reader marks comes back as a pack that loads, passes its check, and does what was asked."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from cleaner.rules.check import problems
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.rules.rule import Confidence, RulePack
from cleaner.rules.toml import builtin_sources, parse_pack
from cleaner.text.lines import TERMINATORS, Document
from cleaner.views.corrections import HEAD, KEEP, RULE, filled, kept, mends, pattern_of, quoted, taken

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
    return parse_pack("".join(made).encode(), "corrections.toml")


@given(st.lists(LINES, min_size=1, max_size=12, unique=True))
@settings(max_examples=20)
def test_rules_for_any_lines_pass_their_check(lines):
    pack = rules_of(lines)
    assert problems([pack]) == []
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
        ("1", "no words"),
    ],
)
def test_a_line_that_no_rule_can_take_says_why(line, why):
    (ready,) = taken([line], ["line-1"])
    assert ready.values == {}
    assert why in ready.why_not


def test_rules_pass_among_the_programs_own():
    """Also where a rule of the program promises to keep the line, or takes a part of it."""
    names = ("credit.en.toml", "legal.en.toml", "paywall.en.toml", "newsletter.en.toml", "credit.toml")
    own = [parse_pack(content, name) for name, content in builtin_sources() if name in names]
    promised = next(k.text for pack in own for rule in pack.rules for k in rule.keep if len(k.text.split()) < 5)
    pack = rules_of([promised, "Foto (Photo by Ann Orr)", "Copyright © 2020 The Post", *_fixture_lines(25)])
    assert problems([pack], among=own) == []
    assert len(pack.rules) >= 20
    assert pack.rules[0].confidence is Confidence.LIKELY
    assert pack.rules[-1].confidence is Confidence.CERTAIN


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
        pack = parse_pack("".join(filled(KEEP, one.values) for one in ready).encode(), "corrections.toml")
        again = Cleaner(packs=[pack]).clean(source)
        for other in again.removals:
            start, end = max(removal.span.start, other.span.start), min(removal.span.end, other.span.end)
            assert start >= end or not source[start:end].strip()


def test_a_long_line_is_kept_by_its_ends_and_its_length():
    line = " ".join(f"word{number}" for number in range(200))
    removal = Cleaner().clean("You have 2 free articles left this month\n").removals[0]
    (ready,) = kept(removal, 0, Document(line))
    pack = parse_pack(filled(KEEP, ready.values).encode(), "corrections.toml")
    assert len(ready.values["pattern"]) < 300
    matcher = Cleaner(packs=[pack])._matcher
    assert matcher.kept_lines(Document(line)) == {0}
    assert matcher.kept_lines(Document(line.replace("word7 ", "word8888 "))) == frozenset()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_quoted_text_comes_back_from_toml(text):
    assert tomllib.loads(f'a = "{quoted(text)}"')["a"] == text
    assert quoted(text).isprintable()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_patterns_stand_between_three_apostrophes_and_match_their_text_alone(text):
    import regex

    pattern = tomllib.loads(f"a = '''^{pattern_of(text)}$'''")["a"]
    assert regex.fullmatch(pattern, text)
    assert not regex.fullmatch(pattern, text + "x")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_files_name_cannot_leave_its_comment(name):
    from cleaner.views.visible import visible

    assert tomllib.loads(filled(HEAD, {"file": visible(name)})) == {}


def test_forms_hold_no_values_that_are_not_filled():
    (ready,) = taken(["Try 6 months for %(name)s"], ["line-1"])
    assert "%(name)s" in filled(RULE, {**ready.values, "category": "promo"})
