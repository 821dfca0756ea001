"""Rule packs that are wrong, huge or made to hang: refused in one line that names the place, or bounded."""

from __future__ import annotations

import json
import pickle
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, CleanerError, MissingExtra, PackError, UsageError
from cleaner.find import guards, keeps, shapes
from cleaner.find.matcher import Matcher
from cleaner.rules.book import book_of
from cleaner.rules.lists import Lists
from cleaner.rules.own import own_packs
from cleaner.rules.rule import RulePack
from cleaner.rules.toml import HEAVIEST_PATTERN, LARGEST_PACK, MOST_PHRASES, MOST_RULES, load_pack, packs_of, weight
from cleaner.rules.toml import parse_pack as parse
from cleaner.text.lines import Document

LISTS = Lists(
    {
        "any": {
            "ring": ["a <round>"],
            "round": ["b <loop>"],
            "loop": ["c <ring>"],
            "bad": ["read (more"],
            "self": ["<self>"],
        },
        "en": {"articles": ["article[s]", "stories"]},
    }
)
FIELDS = {
    "name": "offer",
    "category": "promo",
    "reason": "offers a trial",
    "certain": True,
    "phrases": ["start your own trial of {words}"],
    "remove": ["⟦Start your own trial of it⟧", "⟦Start your own trial of all⟧"],
    "keep": ["Their own trial began.", "His own trial"],
}
#: A pattern that takes ages on a run of one letter: each way to part it is tried.
ENDLESS = "start your own trial (?:[a-z]{1,9} ?){1,9}!"
TIRING = "Start your own trial " + "a" * 60 + "5"
#: The same, that matches something.
ENDED = "start your own trial (?:of it|(?:[a-z]{1,9} ?){1,9}!)"
SHAPE = {"phrases": None, "pattern": ENDLESS, "near": ["own trial"]}


def parse_pack(content: bytes) -> RulePack:
    return parse(content, "promo.en.toml", "promo", "en")


def rule(table: str = "rule", **changes) -> bytes:
    fields = {name: value for name, value in {**FIELDS, **changes}.items() if value is not None}
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    return "\n".join([f"[[{table}]]", *lines, ""]).encode()


@pytest.mark.parametrize(
    ("content", "say"),
    [
        (rule(phrases=None), "rule offer: phrases: say in phrases what goes, or, for what is no words, in a pattern"),
        (rule(pattern="x"), "rule offer: phrases: say in phrases what goes, or"),
        (
            rule(phrases=["a b"] * (MOST_PHRASES + 1)),
            "rule offer: phrases: are more than 500: make several rules of it",
        ),
        (rule(phrases="a b"), "rule offer: phrases: must be a list of texts"),
        (rule(phrases=[5]), "rule offer: phrases: must be a list of texts"),
        (rule(**SHAPE | {"pattern": "(?:" * 400 + ")" * 400}), "rule offer: pattern: is nested too deep"),
        (rule(**SHAPE | {"pattern": "(?:(?:a{1000}){1000}){1000}"}), "pattern: repeats what repeats too often"),
        (rule(**SHAPE | {"pattern": "a{99999999999}"}), "rule offer: pattern: repeats what repeats too often"),
        (rule(**SHAPE | {"pattern": "|".join(map(str, range(20_000)))}), "rule offer: pattern: is longer than 2,000"),
        (rule(**SHAPE | {"pattern": "("}), "rule offer: pattern: is no pattern"),
        (rule(unit="page"), "rule offer: unit: 'page' is none of inline, row, line, block, tail"),
        (rule(category="x"), "rule offer: category: 'x' is none of paywall"),
        (rule(reason=None), "rule offer: reason: missing"),
        (rule(name="two words"), "name: use letters, digits and hyphens"),
        (rule(patern="x"), "rule offer: patern: unknown field; there are"),
        (rule(certain="yes"), "rule offer: certain: must be true or false"),
        (b"[[keep]]\nname = 'mine'\npattern = '('", "rule mine: pattern: is no pattern"),
        (b"[[keep]]\nname = 'mine'\npattern = 5", "rule mine: pattern: must be a text"),
        (b"[[keep]]\nname = 'mine'\npattern = 'x'\nunit = 'line'", "rule mine: unit: unknown field"),
        (rule() + rule(), "rule promo.en.offer: there is another of this name"),
        (rule() + b"[[keep]]\nname = 'offer'\npattern = 'x'", "rule promo.en.offer: there is another of this name"),
        (b"[rule]\nname = 'x'", "rule: write [[rule]], with two brackets"),
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
    ids=range(31),
)
def test_a_hostile_pack_is_refused_in_one_line_that_names_the_place(content, say):
    with pytest.raises(PackError) as caught:
        parse_pack(content)
    assert say in str(caught.value)
    assert_names_the_place(caught.value)


def assert_names_the_place(error: PackError) -> None:
    assert str(error).startswith("promo.en.toml: ")
    assert str(error).isprintable()
    assert len(str(error)) < 500


@pytest.mark.parametrize("field", ["phrases", "needs", "unless", "keep"])
@pytest.mark.parametrize(
    ("phrase", "say"),
    [
        ("[free] [trial]", "may say nothing: make something in it certain (column 1)"),
        ("read (more", '"(" is never closed (column 6)'),
        ("read [more)", '")" closes nothing: write \\) for the sign (column 11)'),
        ("read | more", 'a "|" outside of brackets: write (a|b), or \\| for the sign (column 6)'),
        ("read () more", "empty brackets (column 6)"),
        ("read more+", '"+" repeats a group or a list: write (a)+ or <list>+, or \\+ for the sign (column 10)'),
        ("{n} <article> left", "there is no word list <article>; did you mean <articles>? (column 5)"),
        ("read <>", "a word list's name: letters, digits and hyphens"),
        ("until {dat}", "there is no slot {dat}; did you mean {date}? (column 7)"),
        ("until {qqqqqq}", "there is no slot {qqqqqq}; there are n, price, time, date"),
        ("the {words 9-2} end", "9 to 2 words are none (column 5)"),
        ("read <ring>", "word lists name each other in a circle: <ring> > <round> > <loop> > <ring> (column"),
        ("read <self>", "word lists name each other in a circle: <self> > <self> (column"),
        ("read <bad>", "word list <bad>: 'read (more': \"(\" is never closed (column 6) (column 6)"),
        ("(a|b|c|d|e) " * 9, "says more than 1,000,000 sentences: make several phrases of it (column 1)"),
        ("(" * 100 + "a" + ")" * 100, "brackets stand more than 12 deep"),
        ("word " * 100, "is longer than 300 characters: make several of it"),
        ("read\x07 more", "holds the character U+0007, which cannot be read aloud (column 5)"),
        ("read\u202emore", "holds the character U+202E, which cannot be read aloud (column 5)"),
        ("x[a|b|c|d][e|f|g|h][i|j|k|l][m|n|o|p]", "a word has more than 256 spellings: make several phrases of it"),
    ],
)
def test_what_is_no_phrase_is_refused_with_rule_phrase_and_column(field, phrase, say):
    content = rule(**{field: [phrase]}) if field != "keep" else rule() + rule_keep([phrase])
    started = time.perf_counter()
    with pytest.raises(PackError) as caught:
        book_of((), LISTS).with_packs([parse_pack(content)])
    assert time.perf_counter() - started < 5
    name, place = ("mine", "phrases") if field == "keep" else ("offer", field)
    assert str(caught.value).startswith(f"promo.en.toml: rule {name}: {place}: {phrase[:60]!r}"[:60])
    assert say in str(caught.value)
    assert_names_the_place(caught.value)


def rule_keep(phrases: list[str]) -> bytes:
    return f"[[keep]]\nname = 'mine'\nphrases = {json.dumps(phrases)}\n".encode()


def test_a_template_of_very_many_sentences_costs_no_memory():
    phrase = "(a|b|c|d|e|f|g|h)" * 17
    with pytest.raises(PackError, match=r"sentences|spellings"):
        book_of((), LISTS).with_packs([parse_pack(rule(phrases=[phrase]))])


VALUES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.lists(st.integers(), max_size=2)
)


@given(st.sampled_from([*FIELDS, "unless", "needs", "near", "pattern", "case", "damage", "misses"]), VALUES)
def test_wrong_types_are_refused_with_the_field_named(field, value):
    try:
        found = parse_pack(plain_rule(field, value))
    except PackError as error:
        refusal = str(error)
    else:
        assert [one.id for one in found.rules] == [f"promo.en.{found.rules[0].name}"]
        return
    assert "promo.en.toml: " in refusal
    assert field in refusal or "is not TOML" in refusal or "phrases" in refusal


def plain_rule(field: str, value: object) -> bytes:
    """The rule with any value in a field, which may be no JSON."""
    shown = repr(value).lower() if isinstance(value, bool | float) else json.dumps(value)
    return rule(**{field: None}) + (b"" if value is None else f"{field} = {shown}\n".encode())


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | st.binary(max_size=60).map(lambda b: rule() + b)
)
def test_any_bytes_make_a_pack_or_a_complaint(content):
    try:
        parse_pack(content)
    except PackError as error:
        complaint = str(error)
    else:
        return
    assert complaint.isprintable()


@given(st.text(max_size=40) | st.text("()[]{}<>|+*\\\\ abn0-", max_size=40))
def test_any_text_is_a_phrase_or_a_complaint(phrase):
    try:
        book_of((), LISTS).with_packs([parse_pack(rule(phrases=[phrase]))])
    except PackError as error:
        assert_names_the_place(error)


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
    content = b"".join(rule(name=one, phrases=[f"start your trial {one} of {{words}}"]) for one in names)
    found = Matcher(book_of([parse_pack(content)], LISTS)).find(
        Document("Start your trial offer-7 of it\n\nStart your trial offer-999 of it")
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


def test_no_rule_of_the_program_is_too_heavy_for_a_user():
    assert all(weight(one.pattern) <= HEAVIEST_PATTERN for pack in own_packs() for one in pack.rules)


# Rules that take too long


def matcher_of(**changes) -> Matcher:
    good = rule(name="good", phrases=["start your good trial"])
    return Matcher(book_of(packs_of(parse_pack(rule(**changes) + good)), LISTS))


@pytest.fixture
def _impatient(monkeypatch):
    for module in (shapes, guards, keeps):
        monkeypatch.setattr(module, "PATIENCE", 0.05)


GUARD = "/trial (?:[a-z]{1,9} ?){1,9}!/"
EASY = "start your own trial .{1,90}"


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    "changes",
    [
        SHAPE,
        SHAPE | {"unit": "inline"},
        SHAPE | {"near": None},
        SHAPE | {"pattern": EASY, "unless": [GUARD]},
        SHAPE | {"pattern": EASY, "needs": [GUARD], "unit": "inline"},
        {"phrases": ["start your own trial {rest}"], "unless": [GUARD]},
    ],
    ids=["pattern", "inline", "without near", "unless", "needs", "phrase"],
)
def test_a_rule_that_takes_too_long_is_left_out_of_that_text_alone(changes):
    rules = matcher_of(**changes)
    tired: list[set[str]] = [set(), set()]
    documents = [Document(f"Start your good trial\n\n{TIRING}"), Document("Start your good trial")]
    found = [rules.find(document, None, one) for document, one in zip(documents, tired, strict=True)]
    assert [[claim.rule.name for claim in some] for some in found] == [["good"], ["good"]]
    assert tired == [{"promo.en.offer"}, set()]


@pytest.mark.usefixtures("_impatient")
def test_a_rule_that_is_left_out_takes_nothing_anywhere_in_the_text():
    rules = matcher_of(**SHAPE | {"pattern": "start your own trial (?:of it|(?:[a-z]{1,9} ?){1,9}[?])"})
    easy = Document("Start your own trial of it")
    assert [claim.rule.name for claim in rules.find(easy)] == ["offer"]
    assert rules.find(Document(f"Start your own trial of it\n\n{TIRING}")) == []
    assert [claim.rule.name for claim in rules.find(easy)] == ["offer"]


@pytest.mark.usefixtures("_impatient")
def test_a_keep_that_takes_too_long_keeps_nothing():
    keep = b"[[keep]]\nname = 'mine'\npattern = '(?:[a-z]{1,9} ?){1,9}'\n"
    good = rule(name="good", phrases=["start your good trial"])
    rules = Matcher(book_of([parse_pack(keep + good)], LISTS))
    tired: set[str] = set()
    found = rules.find(Document("Start your good trial\n\n" + "a" * 60 + "5"), None, tired)
    assert [claim.rule.name for claim in found] == ["good"]
    assert tired == {"promo.en.mine"}
    assert rules.kept_lines(Document("aaaa")) == {0}


@pytest.mark.parametrize("phrase", ["(start|your|own|trial)+ {n}", "{words} trial {rest} {words 1-20} end {any}"])
def test_no_phrase_tires_however_often_it_is_repeated(phrase):
    rules = matcher_of(phrases=[phrase])
    took = []
    for times in (250, 1_000):
        text = "start your own trial " * times + "!z"
        started = time.process_time()
        rules.find(Document("\n".join([text, text[:900]])))
        took.append(time.process_time() - started)
    assert took[1] < 12 * max(took[0], 0.01)


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
    cleaner = Cleaner(packs=[parse_pack(rule(**SHAPE | {"pattern": ENDED}))])
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
    late = rule(phrases=["start your own trial [{rest}]"], unless=[GUARD])
    cleaner = Cleaner(packs=[parse_pack(late)])
    prompt = "You have 2 free articles left this month"
    glued = f"Start your own trial\n\nStart your own\n{prompt}\ntrial {'a' * 60}5\n\n{PROSE}\n"
    result = cleaner.clean(glued)
    assert "promo.en.offer" in result.abstained
    assert [removal.rule for removal in result.removals] == ["paywall.en.articles-left"]
    assert result.restore() == glued
