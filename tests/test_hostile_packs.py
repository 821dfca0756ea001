"""Rule packs that are wrong, huge or made to hang: refused with the rule's name, or bounded. The own rules, too."""

from __future__ import annotations

import pickle
import re

import pytest
import regex
from cleaner.match import Matcher
from cleaner.scan import AhoCorasickScanner
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, CleanerError, MissingExtra, PackError, UsageError
from cleaner import patterns as matching
from cleaner.rules.rule import LONGEST_LINE, Rule, Unit
from cleaner.rules.toml import (
    HEAVIEST_PATTERN,
    LARGEST_PACK,
    MOST_RULES,
    load_builtin,
    load_pack,
    packs_of,
    parse_pack,
    weight,
)
from cleaner.text.fold import View
from cleaner.text.lines import Document

PACKS = load_builtin()
FIELDS = {
    "name": "offer",
    "category": "promo",
    "reason": "offers a trial",
    "unit": "line",
    "confidence": "certain",
    "pattern": "^start your own trial of .{1,40}$",
    "any_of": ["own trial"],
    "remove": ["⟦Start your own trial of it⟧", "⟦Start your own trial of all⟧"],
    "keep": ["Their own trial began.", "His own trial"],
}
#: A pattern that takes ages on a run of one letter: each way to part it is tried.
ENDLESS = "^start your own trial (?:[a-z]{1,9} ?){1,9}$"
TIRING = "Start your own trial " + "a" * 60 + "5"


def rule(table: str = "rule", **changes) -> bytes:
    fields = {name: value for name, value in {**FIELDS, **changes}.items() if value is not None}
    lines = [f"[[{table}]]"]
    for name, value in fields.items():
        lines.append(f"{name} = {str(value).lower() if isinstance(value, bool) else repr_toml(value)}")
    return "\n".join([*lines, ""]).encode()


def repr_toml(value) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(repr_toml, value))}]"
    return f"'''{value}'''" if isinstance(value, str) else repr(value)


@pytest.mark.parametrize(
    ("content", "say"),
    [
        (rule(pattern="(?:" * 400 + ")" * 400), "rule offer: pattern: is nested too deep"),
        (rule(pattern="(?:(?:a{1000}){1000}){1000}"), "rule offer: pattern: repeats what repeats too often"),
        (rule(unless="(?:(?:a{0,9999}b){0,9999}c)*"), "rule offer: unless: repeats what repeats too often"),
        (rule(pattern="a{99999999999}"), "rule offer: pattern: repeats what repeats too often"),
        (rule(pattern="|".join(map(str, range(20_000)))), "rule offer: pattern: is longer than 20,000"),
        (rule(any_of=None, shape="("), "rule offer: shape: is no pattern"),
        (rule(any_of=None, shape=r"\p{L}+"), "rule offer: shape: is no pattern"),
        (rule(any_of=None, shape="(?:(?:a{1000}){1000}){1000}"), "rule offer: shape: repeats what repeats too often"),
        (rule(any_of=None, shape="(?:a+)+b|aaq"), "rule offer: shape: has too many ways to match"),
        (rule(any_of=None, shape="a*a*a*b"), "rule offer: shape: has too many ways to match"),
        (b"[[keep]]\nname = 'mine'\npattern = '('", "rule mine: pattern: is no pattern"),
        (b"[[keep]]\nname = 'mine'\npattern = 5", "rule mine: pattern: must be a text"),
        (b"[[keep]]\nname = 'mine'\npattern = 'x'\nunit = 'line'", "rule mine: unit: unknown field"),
        (rule() + rule(), "rule promo.en.offer: there is another of this name"),
        (rule() + b"[[keep]]\nname = 'offer'\npattern = 'x'", "rule promo.en.offer: there is another of this name"),
        (b"[[rule]]\n" * (MOST_RULES + 1), f"holds more than {MOST_RULES:,}"),
        (b"#" * (LARGEST_PACK + 1), f"is larger than {LARGEST_PACK:,} bytes"),
        (b"x" + b".y" * 100_000 + b" = 1", "a key of ten parts or more"),
        (b"[x" + b".y" * 100_000 + b"]", "a key of ten parts or more"),
        (b"x = " + b"[" * 100_000, "is not TOML"),
        (b"x = " + b"9" * 5_000, "is not TOML"),
        (b"\xff\xfe", "is not TOML"),
        (b"\0", "is not TOML"),
        (b'"a\\nb" = 1', "unknown table"),
    ],
    ids=range(24),
)
def test_a_hostile_pack_is_refused_in_one_line_that_names_the_place(content, say):
    with pytest.raises(PackError) as caught:
        parse_pack(content, "promo.en.toml")
    assert say in str(caught.value)
    assert str(caught.value).startswith("promo.en.toml: ")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


VALUES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.lists(st.integers(), max_size=2)
)


@given(st.sampled_from([*FIELDS, "unless", "shape", "case", "damage", "misses"]), VALUES)
def test_wrong_types_are_refused_with_the_field_named(field, value):
    try:
        found = parse_pack(rule(**{field: value}), "promo.en.toml")
    except PackError as error:
        refusal = str(error)
    else:
        assert [one.id for one in found.rules] == [f"promo.en.{found.rules[0].name}"]
        return
    assert "promo.en.toml: " in refusal
    assert field in refusal or "is not TOML" in refusal or "any_of" in refusal


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | st.binary(max_size=60).map(lambda b: rule() + b)
)
def test_any_bytes_make_a_pack_or_a_complaint(content):
    try:
        parse_pack(content, "promo.en.toml")
    except PackError as error:
        complaint = str(error)
    else:
        return
    assert complaint.isprintable()


def test_a_file_of_ten_megabytes_is_refused_after_its_first_two(tmp_path):
    path = tmp_path / "huge.toml"
    path.write_bytes(b"# nothing\n" * 1_000_000)
    with pytest.raises(PackError, match="is larger than"):
        load_pack(path)


@pytest.mark.parametrize("name", ["folder", "nul\0byte", "none.toml"])
def test_what_cannot_be_read_is_told(tmp_path, name):
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="cannot read the rule pack"):
        load_pack(f"{tmp_path}/{name}")


def test_a_thousand_rules_work():
    names = [f"offer-{number}" for number in range(1_000)]
    content = b"".join(rule(name=one, pattern=f"^start your {one} of .{{1,40}}$", any_of=[one]) for one in names)
    pack = parse_pack(content, "promo.en.toml")
    found = Matcher(pack.rules, (), AhoCorasickScanner).find(
        Document("Start your offer-7 of it\n\nStart your offer-999 of it")
    )
    assert [claim.rule.name for claim in found] == ["offer-7", "offer-999"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", 0),
        ("a", 1),
        ("ab{3}", 4),
        ("(?:ab){0,5}", 20),
        ("[a{9}]{2}", 2),
        (r"a\{9}", 4),
        ("(a{9}){9}", 81),
        ("{7}", 1),
    ],
)
def test_weight_is_the_length_of_a_pattern_written_out(pattern, expected):
    assert weight(pattern) == expected


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_no_rule_of_the_program_is_too_heavy_for_a_user(pack):
    assert all(weight(one.pattern) <= HEAVIEST_PATTERN for one in pack.rules)


# Rules that take too long


def cleaner_of(**changes) -> Matcher:
    (pack,) = packs_of(parse_pack(rule(**changes), "promo.en.toml"))
    good = parse_pack(rule(name="good", pattern="^start your good trial$", any_of=["good trial"]), "promo.en.toml")
    return Matcher([*pack.rules, *good.rules], pack.keeps, AhoCorasickScanner)


@pytest.fixture
def _impatient(monkeypatch):
    monkeypatch.setattr(matching, "PATIENCE", 0.05)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    "changes",
    [
        {"pattern": ENDLESS},
        {"pattern": ENDLESS.strip("^$") + "$", "unit": "inline"},
        {"unless": "trial (?:[a-z]{1,9} ?){1,9}$", "pattern": "^start your own trial .{1,90}$"},
        {"unless": "trial (?:[a-z]{1,9} ?){1,9}$", "pattern": "trial", "unit": "inline"},
    ],
    ids=["pattern", "inline", "unless", "unless of inline"],
)
def test_a_rule_that_takes_too_long_is_left_out_of_that_text_alone(changes):
    rules = cleaner_of(**changes)
    tired: list[set[str]] = [set(), set()]
    documents = [Document(f"Start your good trial\n\n{TIRING}"), Document("Start your good trial")]
    found = rules.find_many(documents, tired)
    assert [[claim.rule.name for claim in some] for some in found] == [["good"], ["good"]]
    assert tired == [{"promo.en.offer"}, set()]
    assert [claim.rule.name for claim in rules.find_exhaustively(documents[0])] == ["good"]


@pytest.mark.usefixtures("_impatient")
def test_a_rule_that_is_left_out_takes_nothing_anywhere_in_the_text():
    rules = cleaner_of(pattern=r"^start your own trial (?:of it|(?:[a-z]{1,9} ?){1,9}[?])$")
    easy = Document("Start your own trial of it")
    assert [claim.rule.name for claim in rules.find(easy)] == ["offer"]
    assert rules.find(Document(f"Start your own trial of it\n\n{TIRING}")) == []
    assert [claim.rule.name for claim in rules.find(easy)] == ["offer"]


@pytest.mark.usefixtures("_impatient")
def test_a_keep_that_takes_too_long_keeps_nothing():
    keep = parse_pack(b"[[keep]]\nname = 'mine'\npattern = '(?:[a-z]{1,9} ?){1,9}'\n", "promo.en.toml")
    (foreign,) = packs_of(keep)
    good = parse_pack(rule(name="good", pattern="^start your good trial$", any_of=["good trial"]), "promo.en.toml")
    rules = Matcher(good.rules, foreign.keeps, AhoCorasickScanner)
    tired: list[set[str]] = [set()]
    document = Document("Start your good trial\n\n" + "a" * 60 + "5")
    found = rules.find_many([document], tired)
    assert [claim.rule.name for claim in found[0]] == ["good"]
    assert tired == [{"promo.en.mine"}]
    assert rules.kept_lines(Document("aaaa")) == {0}


def test_only_what_a_user_brings_is_foreign(tmp_path):
    path = tmp_path / "promo.en.toml"
    path.write_bytes(rule())
    pack = load_pack(path)
    assert not pack.rules[0].is_foreign
    assert all(one.rules[0].is_foreign for found in (path, pack) for one in packs_of(found))
    assert packs_of(path) == (pack,)
    assert not any(one.is_foreign for one in Cleaner(packs=[])._matcher.rules)


# The rules of the program, on lines made to tire them

FILLERS = ("a", "1", "a ", "abcd ", "a-", "a, ", "]", "Ab", "Abc ", ".", "a.", " a:", " ", "/a", "a b|", "·")


def heads(one: Rule) -> list[str]:
    """How lines begin that a rule takes: nothing, one word, one part, all of an example."""
    found = [""]
    for example in one.remove[:2]:
        view = View(next(iter(example.text.splitlines()), ""))
        text = (view.shown_core if one.case else view.core).text
        places = [match.end() for match in re.finditer(r"\s+|[:,.|]", text)]
        found += [text, *(text[:place] for place in (*places[:3], *places[-1:]))]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_no_rule_of_the_program_tires(pack):
    for one in pack.rules:
        pattern, unless = regex.compile(one.pattern), regex.compile(one.unless or "(?!)")
        length = min(one.width + 40, 400) if one.unit is not Unit.INLINE else LONGEST_LINE
        for head in heads(one):
            for filler in FILLERS:
                line = (head + filler * length)[:length] + "\0"
                try:
                    unless.search(line, timeout=2)
                    if one.unit is Unit.INLINE:
                        list(pattern.finditer(line, timeout=2))
                    else:
                        pattern.fullmatch(line, timeout=2)
                except TimeoutError:
                    pytest.fail(f"{one.id} takes over 2 s on {head!r} and {filler!r} again and again")


#: Lines that fuzzing found to take from ten seconds to hours, before their rules were mended.
FOUND = [
    "Powered by Wo" + "]" * 64 + "subscribers" + "]" * 63 + "rd\udccdPres\udcff",
    "Powered by WordPress" + "\udcff" * 160 + "!",
    "Escuchar el artículo" + "." * 300 + " 5",
    "Oups ! La page" + "." * 200 + "x",
    "Foto: Aks Lind / " + "a." * 60 + "!",
    "Фото: " + "a." * 60 + "!",
    "IconIcon ChevronIcon " + "1" * 300 + "!",
    "You are here: home " + "/a" * 200 + "!",
    "Home | Region " + "· a" * 120 + "!",
    "See also: " + "abcdefghijklm" * 30 + " b c d e f g",
]


@pytest.mark.parametrize("line", FOUND, ids=range(len(FOUND)))
def test_lines_that_once_took_ages_end(line):
    result = Cleaner().clean(f"{line}\n\n{line}\n")
    assert result.restore() == f"{line}\n\n{line}\n"


# Errors on their way


@pytest.mark.parametrize(
    "error",
    [
        UsageError("no such file"),
        MissingExtra("fit", "catboost"),
        PackError("unknown field", file="my.toml", rule="offer", field="x"),
        CleanerError(),
    ],
    ids=repr,
)
def test_errors_survive_the_way_between_processes(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


@given(st.text(max_size=30))
def test_a_complaint_is_one_line_whatever_it_names(name):
    for error in (UsageError(f"no such file: {name}"), PackError("unknown field", file=name, rule=name, field=name)):
        assert "\n" not in str(error)
        assert str(error).isprintable()


@pytest.mark.usefixtures("_impatient")
def test_the_report_says_which_rule_was_left_out_of_which_text():
    cleaner = Cleaner(packs=[parse_pack(rule(pattern=ENDLESS), "promo.en.toml")])
    easy = "Start your own trial of it\n\nYou have 2 free articles left this month\n\nThe court rules on Friday.\n"
    texts = [easy, f"{easy}\n{TIRING}\n", easy]
    results = list(cleaner.clean_many(texts))
    assert [result.text for result in results] == [
        "The court rules on Friday.\n",
        f"Start your own trial of it\n\nThe court rules on Friday.\n\n{TIRING}\n",
        "The court rules on Friday.\n",
    ]
    assert [result.abstained for result in results] == [
        "",
        "rule promo.en.offer took too long on this text: it was left out",
        "",
    ]
    assert [result.restore() for result in results] == texts
    assert "promo.en.offer" in results[1].to_dict()["abstained"]


PROSE = "The court rules on Friday, the clerk of the court said on Monday after a long day of talks with both sides."


@pytest.mark.usefixtures("_impatient")
def test_what_a_rule_took_before_it_proved_too_slow_is_put_back():
    late = rule(pattern="^(?:start your own trial|start your own trial (?:[a-z]{1,9} ?){1,9})$")
    cleaner = Cleaner(packs=[parse_pack(late, "promo.en.toml")])
    prompt = "You have 2 free articles left this month"
    glued = f"Start your own trial\n\nStart your own\n{prompt}\ntrial {'a' * 60}5\n\n{PROSE}\n"
    result = cleaner.clean(glued)
    assert "promo.en.offer" in result.abstained
    assert [removal.rule for removal in result.removals] == ["paywall.en.articles-left"]
    assert result.restore() == glued
