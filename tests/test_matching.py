"""The parts of matching, each by itself: pieces and pairs of lines, patterns on a line, what stays known, tiring."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
import regex
from packs import SMALL

from cleaner import patterns
from cleaner.breaks import may_be_one, parts, pieces
from cleaner.candidates import CandidatePass
from cleaner.match import Known, Looked, Matcher
from cleaner.patterns import Match, Ready, Timed, Tired, compiled, on_line
from cleaner.rows import Rows, joined, row_of
from cleaner.rules.rule import Keep, Rule, Unit
from cleaner.scan import AhoCorasickScanner
from cleaner.text.fold import View
from cleaner.text.lines import Document

RULES = {rule.name: rule for rule in SMALL.rules}
OFFER, PHOTO = RULES["offer"], RULES["photo"]
#: A pattern that takes ages on a run of one letter that ends in another.
ENDLESS = "^start your free trial (?:[a-z]{1,9} ?){1,9}$"
TIRING = "Start your free trial " + "a" * 60 + "5"
SLOW = replace(OFFER, id="mine.slow", pattern=ENDLESS, is_foreign=True, needles=(), width=90)


def matcher(*rules: Rule, keeps: tuple[Keep, ...] = ()) -> Matcher:
    return Matcher(rules or SMALL.rules, keeps, AhoCorasickScanner)


def ready(rule: Rule = OFFER, **changes) -> Ready:
    return Ready(replace(rule, needles=(), **changes))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Sign up for", "our newsletter", True),
        ("Sign up for", "Our Newsletter", True),
        ("It rained and", "he is 40", True),
        ("It rained", "He is 40", False),
        ("Sign up for.", "our newsletter", False),
        ("Sign up for:", "Our Newsletter", False),
        ("", "our newsletter", False),
        ("Sign up for", "", False),
        (" ", "our newsletter", False),
        ("Sign up for", " ", False),
        ("Sign up for", "o" * 229, True),
        ("Sign up for", "o" * 230, False),
        ("Sign up for", f"O{'o' * 57}.", True),
        ("Sign up for", f"O{'o' * 58}.", False),
        ("Sign up for", "O" * 60, True),
    ],
)
def test_two_lines_may_be_one_phrase(first, second, expected):
    assert may_be_one(first, second) is expected


@pytest.mark.parametrize(
    ("body", "lengths"),
    [
        ("", []),
        ("x" * 2_000, [2_000]),
        ("x" * 4_001, [2_000, 2_000, 1]),
        (f"{'x' * 1_500} {'y' * 1_000}", [1_501, 1_000]),
        (f"{'x' * 2_000} {'y' * 10}", [2_000, 11]),
    ],
    ids=["empty", "as long as may be", "one word", "cut after a space", "cut before a space"],
)
def test_parts_are_two_thousand_long_and_cut_at_spaces(body, lengths):
    found = list(parts(body))
    assert [len(part) for _, part in found] == lengths
    assert "".join(part for _, part in found) == body
    assert all(body.startswith(part, start) for start, part in found)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Nothing is glued here.", []),
        ("It rained.Go a bit", ["It rained.", "Go a bit"]),
        ("It rained.Go a bi", ["It rained."]),
        ("It rained.Advertisement", ["It rained."]),
        ("He won.Go a bit", ["Go a bit"]),
        ("今天下了大雨。请立即订阅我们的报纸。", ["请立即订阅我们的报纸。"]),
        ("It rained.今天下了大雨。请立即订阅我们的报纸", ["It rained.今天下了大雨。", "请立即订阅我们的报纸"]),
        ("Ölpreis steigt.Jetzt nicht verpassen", ["Ölpreis steigt.", "Jetzt nicht verpassen"]),
    ],
)
def test_pieces_between_seams(line, expected):
    view = View(line)
    assert [view.shown[start:end] for start, end in pieces(view)] == expected


def test_only_the_last_six_seams_count():
    sentences = [f"Word {letter} is it." for letter in "abcdefghij"]
    view = View("".join(sentences))
    found = pieces(view)
    length = len(sentences[0])
    assert sorted({start for start, _ in found}) == [0, *range(4 * length, 10 * length, length)]
    assert (0, 10 * length) not in found
    assert [end for start, end in found if start == 8 * length] == [10 * length, 9 * length]


def test_a_line_of_two_thousand_is_one_a_longer_one_is_looked_at_in_parts():
    rule = ready(pattern="^x+$", any_of=("x",), width=3_000)
    inline = ready(PHOTO, pattern="xy", any_of=("xy",))
    assert on_line("x" * 2_000, [rule], False) == (Match(rule.rule, 0, 2_000, True),)
    assert on_line("x" * 2_001, [rule], False) == ()
    long = f"{'z ' * 1_000}xy {'z ' * 1_000}"
    assert on_line(long, [rule, inline], False) == (Match(inline.rule, 1_999, 2_002, False),)  # as anywhere else
    assert on_line(f"{'z ' * 999}xy", [inline], False) == (Match(inline.rule, 1_997, 2_000, False),)


@pytest.mark.parametrize("is_seamed", [False, True])
@pytest.mark.parametrize(("slack", "is_taken"), [(0, True), (1, False)])
def test_a_line_is_tried_up_to_the_reach_of_its_rule(is_seamed, slack, is_taken):
    rule = ready(width=50)
    body = "Start your free trial of us".ljust(rule.reach + slack)
    assert bool(on_line(body, [rule], is_seamed)) is is_taken


def test_only_seamed_lines_are_looked_at_in_pieces_however_long_they_are():
    rule = ready(width=50)
    for before in ("It rained.", "It rained and rained. " * 10 + "It rained."):
        body = f"{before}Start your free trial of us"
        assert on_line(body, [rule], False) == ()
        assert on_line(body, [rule], True) == (Match(rule.rule, len(before), len(body), False),)


@pytest.mark.parametrize(
    ("changes", "body", "expected"),
    [
        ({}, "A. (Photo by Ann Orr) B.", [(2, 21, False)]),
        ({}, "(Photo by Ann Orr)", [(0, 18, True)]),
        ({}, "  (Photo by Ann Orr) B.", [(2, 21, False)]),
        ({"any_of": ("elsewhere",)}, "A. (Photo by Ann Orr)", []),
        ({"unless": "ann"}, "A. (Photo by Ann Orr)", []),
        ({"pattern": "x*"}, "(photo by xx a", [(9, 12, False)]),
        ({"pattern": "(?:b c|d)"}, "(photo by b c, d", [(9, 13, False), (14, 16, False)]),
    ],
    ids=["inside", "whole", "at the start", "not announced", "guarded", "empty matches", "two"],
)
def test_matches_inside_a_line(changes, body, expected):
    found = list(ready(PHOTO, **changes).inside(View(body), body))
    assert [(match.start, match.end, match.is_whole) for match in found] == expected


def test_only_foreign_patterns_are_timed(monkeypatch):
    keep = Keep("mine.keep", "ours", "a", True)
    assert isinstance(compiled("a", keep), Timed)
    assert isinstance(compiled("a", replace(OFFER, is_foreign=True)), Timed)
    assert not isinstance(compiled("a", OFFER), Timed)
    assert not isinstance(compiled("a"), Timed)
    monkeypatch.setattr(patterns, "PATIENCE", 0.01)
    timed = Timed(regex.compile(ENDLESS.replace("^", "").replace("$", "!")), "mine.keep")
    for use in (timed.fullmatch, timed.search, timed.finditer):
        with pytest.raises(Tired, match=r"^mine\.keep$") as raised:
            use(TIRING.lower())
        assert raised.value.rule == "mine.keep"


def test_a_line_is_looked_at_once(monkeypatch):
    scans = []

    class Counting(CandidatePass):
        def of_lines(self, lines, pairs=()):
            scans.append(lines)
            return super().of_lines(lines, pairs)

    monkeypatch.setattr("cleaner.match.CandidatePass", Counting)
    its, known = matcher(), Known()
    texts = ["Start your free trial of us\n\nIt rained.\nrain and\nsnow", "Start your free trial of\nus\n\nIt rained."]
    assert known.has_pairs is False
    for text, count in zip([texts[0], texts[0], "", texts[1], texts[1], texts[0]], [1, 1, 1, 2, 2, 2], strict=True):
        [looked] = its.look([Document(text)], [set()], known)
        assert its.claims(looked, set()) == its.find_exhaustively(Document(text))
        assert len(scans) == count, text
        assert known.has_pairs is (count == 2)
    assert known.lines["Start your free trial of us"] == (Match(OFFER, 0, 27, True),)
    assert known.lines["It rained."] == ()
    assert known.pairs == {("rain and", "snow"): (), ("Start your free trial of", "us"): (OFFER,)}


def test_short_lines_stay_known():
    known = Known()
    known.add_lines(["a" * 120, "b" * 121])
    known.add_lines(["c"])
    known.ill = {"b" * 121, "c"}
    known.pairs, known.has_pairs = {("a", "b"): (OFFER,)}, True
    known.forget_most()
    assert (list(known.lines), known.ill, known.pairs, known.has_pairs) == (["a" * 120, "c"], {"c"}, {}, False)


def test_sixty_thousand_lines_stay_known():
    known = Known()
    for number in (60_000, 60_001):
        known.add_lines([str(i) for i in range(number)])
        known.forget_most()
        assert len(known.lines) == (number if number == 60_000 else 0)


def test_a_text_may_be_ill_in_its_own_lines_only():
    its, known = matcher(), Known()
    texts = [Document("The cafÃ© was open."), Document("It rained."), Document("It rained.\nThe cafÃ© was open.")]
    assert [one.is_ill for one in its.look(texts, [set()] * 3, known)] == [True, False, True]
    assert [one.is_ill for one in its.look(texts[1:2], [set()], Known())] == [False]


@pytest.mark.parametrize("text", ["Start your free trial of us", "Start your free trial\nof us"])
def test_rules_that_are_tired_in_one_text_are_not_in_another(text):
    twin = replace(OFFER, id="small.twin")
    its, document = matcher(OFFER, twin), Document(text)

    def found(known, *tired):
        [looked] = its.look([document], [set(tired)], known)
        return [claim.rule.id for claim in its.claims(looked, set(tired))], len(looked.lines) + len(looked.pairs)

    both = ["small.offer", "small.twin"]
    for order in [((), (both[0],), both, ()), ((both[0],), both, (), (both[1],)), (both, (both[1],), ())]:
        known = Known()
        for tired in order:
            left = [rule for rule in both if rule not in tired]
            assert found(known, *tired) == (left, 1 if left else 0), (order, tired)


@pytest.mark.parametrize("text", [TIRING, f"Start your free trial\n{'a' * 60}5"])
def test_a_rule_that_takes_too_long_is_tired_in_that_text_alone(monkeypatch, text):
    monkeypatch.setattr(patterns, "PATIENCE", 0.01)
    its, tired = matcher(SLOW), [set(), set(), set()]
    texts = ["Start your free trial of us", f"{text}\n\nStart your free trial of us", "Start your free trial of us"]
    found = its.find_many([Document(one) for one in texts], tired)
    assert [[claim.first for claim in claims] for claims in found] == [[0], [], [0]]
    assert tired == [set(), {"mine.slow"}, set()]
    assert its.find_exhaustively(Document(texts[1])) == []


def test_a_keep_that_takes_too_long_is_tired_and_keeps_nothing(monkeypatch):
    monkeypatch.setattr(patterns, "PATIENCE", 0.01)
    slow = Keep("mine.slow", "ours", ENDLESS, True)
    quick = Keep("mine.quick", "ours", "start your free trial of us", True)
    its, document, tired = matcher(keeps=(slow, quick)), Document(f"Start your free trial of us\n{TIRING}"), set()
    assert its.kept_lines(document, tired) == {0}
    assert tired == {"mine.slow"}
    assert its.kept_lines(document) == {0}
    assert its.kept_lines(document, {"mine.slow", "mine.quick"}) == frozenset()


def test_no_blank_line_is_kept_whatever_the_pattern():
    its = matcher(keeps=(Keep("mine.all", "ours", ".{0,40}", False),))
    assert its.kept_lines(Document("a\n\n \t\nb\n")) == {0, 3}
    assert matcher().kept_lines(Document("a")) == frozenset()


@pytest.mark.parametrize(
    ("wholes", "pairs", "expected"),
    [
        ([], [0], [(0, 1)]),
        ([], [0, 1], [(0, 1)]),
        ([], [0, 2], [(0, 1), (2, 3)]),
        ([], [0, 1, 2], [(0, 1), (2, 3)]),
        ([0], [0], [(0, 0)]),
        ([1], [0], [(1, 1)]),
        ([2], [0], [(0, 1), (2, 2)]),
        ([0], [1], [(0, 0), (1, 2)]),
        ([3], [0, 1, 2], [(0, 1), (3, 3)]),
    ],
)
def test_a_rule_claims_a_line_once(wholes, pairs, expected):
    document = Document("aa\nbb\ncc\ndd")
    looked = Looked(
        document, {line: (Match(OFFER, 0, 2, True),) for line in wholes}, dict.fromkeys(pairs, (OFFER,)), False
    )
    found = matcher().claims(looked, set())
    assert [(claim.first, claim.last) for claim in found] == expected
    for claim in found:
        assert claim.span == (document.starts[claim.first], document.body_span(claim.last).end)
        assert claim.is_whole
    others = [replace(OFFER, id="small.other")]
    beside = matcher().claims(looked._replace(pairs=dict.fromkeys(pairs[:1], tuple(others))), set())
    its = [] if pairs[0] in wholes else [(pairs[0], pairs[0] + 1)]  # a line that is whole by itself begins no other
    assert [(one.first, one.last) for one in beside if one.rule in others] == its


def test_a_part_of_a_line_does_not_keep_its_rule_from_the_pair():
    looked = Looked(Document("aa\nbb"), {0: (Match(OFFER, 0, 1, False),)}, {0: (OFFER,)}, False)
    assert [(one.first, one.last, one.is_whole) for one in matcher().claims(looked, set())] == [
        (0, 0, False),
        (0, 1, True),
    ]


def test_rules_come_as_any_iterable_and_rows_stay_rows():
    text = Document("Start your free trial of us")
    assert len(Matcher(rule for rule in SMALL.rules).find(text)) == 1
    rows = Rows(*joined([row_of(rule) for rule in SMALL.rules]))
    its = Matcher(rows, (), AhoCorasickScanner)
    assert its.rules is rows
    assert len(its.find(text)) == 1
    assert its.find_exhaustively(text) == its.find(text)


def test_a_matcher_leaves_behind_what_it_worked_out():
    its = matcher(OFFER, keeps=(Keep("mine.keep", "ours", "a", True),))
    text = Document("Start your free trial of us")
    found = its.find(text)
    copy = pickle.loads(pickle.dumps(its))
    assert set(vars(copy)) == {"rules", "keeps", "_make_scanner", "_shelf"}
    assert copy.find(text) == found


def test_there_is_one_set_of_tired_rules_for_each_text():
    with pytest.raises(ValueError, match="zip"):
        matcher(OFFER).find_many([Document("a"), Document("b")], [set()])


def test_inline_rules_claim_nothing_over_the_end_of_a_line():
    rule = replace(PHOTO, pattern="photo by ann", any_of=("photo by",), needles=())
    assert rule.unit is Unit.INLINE
    document = Document("a photo by\nann")
    assert matcher(rule).find(document) == matcher(rule).find_exhaustively(document) == []
