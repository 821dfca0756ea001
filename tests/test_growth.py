"""Cost grows linearly with length: four times the text takes nowhere near sixteen times as long, whatever it holds."""

from __future__ import annotations

import time

import pytest

from cleaner import Cleaner, clean_html
from cleaner.rules.own import own_book
from cleaner.rules.samples import samples
from cleaner.testing import prompts, prose

CLEANER = Cleaner()
PROMPT = "You have 2 free articles left this month"
BOOK = own_book()
#: Words that phrases begin with or are told by, and literals of shapes.
TELLING = (*list(BOOK.index.firsts)[::19], *BOOK.index.anchored, *(near for rule in BOOK.rules for near in rule.near))
LITERALS = " ".join(one.strip("*") for one in TELLING if not one.startswith("{"))
UNITS = {
    "prose": "\n\n".join(prose()) + "\n\n",
    "one line of prose": " ".join(prose()) + " ",
    "one line of a letter": "a" * 1_000,
    "blank lines": "\n" * 1_000,
    "spaces": " " * 1_000,
    "no-break spaces": "\xa0" * 500,
    "lone returns": "a\r" * 400,
    "prompts": f"{PROMPT}\n" * 20,
    "prompts on one line": f"{PROMPT} " * 20,
    "glued prompts": f"on Friday.{PROMPT}" * 10,
    "every kind of prompt": "\n".join(prompts()[::40]) + "\n",
    "prompts and prose": f"{PROMPT}\n\n{prose()[0]}\n\n" * 6,
    "headings of lists": "Most read\nOne thing\nAnother thing\n\n" * 20,
    "nested braces": "{{" * 300 + "\n",
    "open brackets": "[(" * 300,
    "entities": "&amp;" * 100,
    "mojibake": "Itâ€™s " * 40,
    "words of rules on one line": LITERALS[:2_000] + " ",
    "words of rules, a line each": LITERALS[:2_000].replace(" ", "\n") + "\n",
    "seams": "aaaaA" * 200,
    "Chinese stops": "這是一句話。" * 60,
}


def seconds(text: str) -> float:
    times = []
    for _ in range(3):
        start = time.process_time()
        CLEANER.clean(text)
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize("kind", UNITS)
def test_four_times_the_text_takes_about_four_times_as_long(kind):
    unit = UNITS[kind]
    small = unit * max(1, 20_000 // len(unit))
    CLEANER.clean(small)
    assert seconds(small * 4) <= 10 * max(seconds(small), 0.002)


#: What may stand thousands of times in a row without white space: rules of signs, glued words, targets of links.
RUNS = [*"-_–—…·•*#=~@/\\|+.:'&%", "a-", "a_", "A.", "a@", "1.", "-a.", "%%a", "[](a)", "ShareSave", "Photo:", "読む。"]


@pytest.mark.parametrize("sign", RUNS)
def test_a_run_of_signs_takes_as_long_as_its_length(sign):
    small = sign * (2_000 // len(sign))
    CLEANER.clean(small)
    assert seconds(small * 4) <= 9 * max(seconds(small), 0.01)


@pytest.mark.parametrize(
    "text",
    [
        "A.\n" + "partager sur facebook" * 20 + "!z\n",
        "A.\n" + "ポスト / シェア / はてブ / コピー" * 4 + "!z\n",
        "A.\n" + "us state " * 60 + "!z\n",
    ],
)
def test_words_of_a_rule_again_and_again_take_no_time(text):
    CLEANER.clean(text)
    assert seconds(text) < 0.5


@pytest.mark.parametrize("part", range(8))
def test_what_a_rule_says_again_and_again_takes_no_time(part):
    cleaner = Cleaner(model=False)
    for rule in BOOK.rules[part::8]:
        for phrase in rule.phrases[:1]:
            said = next(samples(phrase, rule.language, BOOK.lists, 1))
            for text in (f"{said} ", said, f"{said}. "):
                start = time.process_time()
                cleaner.clean(f"A.\n{text * (4_000 // len(text))}!z\n")
                assert time.process_time() - start < 1, (rule.id, text)


def test_a_dump_of_very_many_lines_is_left_to_the_rules_and_the_result_says_so():
    text = f"{PROMPT}\n" + "1\n" * 70_000
    result = Cleaner(source="dump").clean(text)
    assert "line model did not settle" in result.abstained
    assert [one.rule for one in result.removals] == ["paywall.en.articles-left"]
    assert result.restore() == text


def test_a_tag_of_very_many_attributes_is_cut_short_and_the_result_says_so():
    start = time.process_time()
    attributes = " ".join(f'a{number}=">"' for number in range(50_000))
    result = clean_html(f"<html><body><div {attributes}><p>The court will rule on Friday.</p></div></body></html>")
    assert result.text.strip() == "The court will rule on Friday."
    assert "more than 300 attributes" in result.abstained
    assert time.process_time() - start < 10


@pytest.mark.parametrize("text", ["a" * 10_000_000, "\n" * 1_000_000, f"{PROMPT}\n" * 10_000, "{{" * 500_000])
def test_very_long_texts_end(text):
    result = CLEANER.clean(text)
    assert result.restore() == text
    assert CLEANER.clean(result.text).text == result.text
