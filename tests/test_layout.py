"""The line model gives the same verdicts whatever the company, for any text, in linear time."""

from __future__ import annotations

import random
import time
from pathlib import Path

import numpy as np
import pytest

from cleaner.features import NAMES, measure
from cleaner.layout import LineModel, Preset, Source, Verdict
from cleaner.lines.network import Layer

MODEL = LineModel.load(Path(__file__).parent.parent / "cleaner" / "data" / "lines.npz")

SENTENCES = (
    "The council voted on Tuesday to close the old bridge for at least two years, and nobody was surprised.",
    "„Wir haben lange darauf gewartet“, sagte die Bürgermeisterin am Abend, als die Arbeiten endlich begannen.",
    "В понедельник мост закрыли для движения, и жители города теперь ездят в объезд через соседнюю деревню.",
    "市政府表示，这座桥将关闭两年，居民需要绕行。专家认为，维修工作可能会持续更长时间，费用也会增加。",
    "Le pont, construit en 1911, n'avait plus été rénové depuis la guerre ; il rouvrira dans deux ans.",
)
MENU = (
    "Home",
    "World",
    "Sport",
    "Log in",
    "Subscribe",
    "Kultur",
    "Политика",
    "娱乐",
    "© 2024 The Daily",
    "Read more »",
)


def page(seed: int, separator: str = "\n") -> str:
    """A made-up page dump: a menu, an article, a footer."""
    chance = random.Random(seed)
    menu = [chance.choice(MENU) for _ in range(chance.randint(0, 30))]
    body = [" ".join(chance.choices(SENTENCES, k=chance.randint(1, 4))) for _ in range(chance.randint(0, 12))]
    footer = [chance.choice(MENU) for _ in range(chance.randint(0, 30))]
    lines = [line for line in menu + body + footer for line in ([line, ""] if chance.random() < 0.3 else [line])]
    return separator.join(lines) + chance.choice(("", separator))


PAGES = [page(seed) for seed in range(60)]


def same(one: Verdict, other: Verdict) -> bool:
    """Whether two verdicts agree to the bit."""
    return bool(np.array_equal(one.content, other.content)) and one.boilerplate == other.boilerplate


def test_grouping_and_order_of_texts_change_nothing() -> None:
    alone = [MODEL.judge([text])[0] for text in PAGES]
    together = MODEL.judge(PAGES)
    assert all(map(same, alone, together))
    order = list(range(len(PAGES)))
    random.Random(5).shuffle(order)
    shuffled = MODEL.judge([PAGES[i] for i in order])
    assert all(same(alone[i], verdict) for i, verdict in zip(order, shuffled, strict=True))
    long = page(3) * 200  # longer than the groups that the network works in
    assert same(MODEL.judge([PAGES[1], long, PAGES[2]])[1], MODEL.judge([long])[0])


@pytest.mark.parametrize(
    "separator", ["\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
)
def test_every_terminator_of_splitlines_ends_a_line(separator: str) -> None:
    for seed in range(12):
        assert same(MODEL.judge([page(seed, separator)])[0], MODEL.judge([page(seed)])[0])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\0",
        "\ud800",
        "a\udfffb\n\ud83d",
        " \u3000\xa0\n\u3000",
        "\r\r\n\n\r",
        "\U0001f600\U00020000",
        "x" * 8,
        "…",
    ],
)
def test_any_text_has_a_verdict_for_each_line(text: str) -> None:
    for texts in ([text], ["", text, "", text + "\n" + PAGES[0]]):
        for given, verdict in zip(texts, MODEL.judge(texts), strict=True):
            assert verdict.content.size == len(given.splitlines())
            assert ((verdict.content >= -1) & (verdict.content <= 999)).all()


def test_lines_without_a_word_are_not_judged() -> None:
    verdict = MODEL.judge(["One line.\n\n \t\n\u3000\nAnother line.\n"])[0]
    assert (verdict.content >= 0).tolist() == [True, False, False, False, True]


def test_features_fit_a_byte() -> None:
    values = measure([*PAGES, "\0" * 70000, "." * 70000, "A" * 70000]).values
    assert values.shape[0] == len(NAMES)
    assert values.dtype == np.uint8


def test_wrapped_text_is_judged_as_the_paragraphs_it_was() -> None:
    import textwrap

    paragraphs = [" ".join(SENTENCES[i % 2] for i in range(k, k + 3)) for k in range(6)]
    wrapped = "\n\n".join(textwrap.fill(p, 72) for p in paragraphs)
    whole = MODEL.judge(["\n\n".join(paragraphs)])[0]
    judged = MODEL.judge([wrapped])[0].content
    assert judged[judged >= 0].min() == whole.content[whole.content >= 0].min()


def test_prose_stays_under_every_preset() -> None:
    text = "\n".join(" ".join(SENTENCES[:2]) for _ in range(8)) + "\n"
    assert [MODEL.judge([text])[0].removed(preset) for preset in Preset] == [[], [], []]


def test_a_removed_line_has_a_reason_and_only_such_a_line() -> None:
    text = next(text for text, verdict in zip(PAGES, MODEL.judge(PAGES), strict=True) if verdict.removed())
    lines = MODEL.judge([text])[0].removed()
    reasons = MODEL.judge([text])[0].reasons(lines)
    assert [reason.line for reason in reasons] == lines
    assert all(reason.words and reason.category for reason in reasons)
    with pytest.raises(ValueError, match="without a word"):
        MODEL.judge(["\n"])[0].reasons([0])


def test_the_caller_may_say_what_a_text_is() -> None:
    for verdict in MODEL.judge(PAGES):
        few, some, many = (
            len(verdict.removed(source=source)) for source in (Source.EXTRACTED, Source.AUTO, Source.DUMP)
        )
        assert few <= some <= many


def test_evidence_for_one_text_leaves_the_others_alone() -> None:
    sizes = [len(text.splitlines()) for text in PAGES[:9]]
    none = [np.zeros(size, np.uint8) for size in sizes]
    assert all(map(same, MODEL.judge(PAGES[:9]), MODEL.judge(PAGES[:9], none)))
    some = [*none[:4], np.full(sizes[4], 2, np.uint8), *none[5:]]
    before, after = MODEL.judge(PAGES[:9]), MODEL.judge(PAGES[:9], some)
    assert [same(one, other) for one, other in zip(before, after, strict=True)].count(False) <= 1


def test_a_text_of_very_many_lines_is_judged_in_parts() -> None:
    text = "ab\n" * 45_000
    verdict = MODEL.judge([PAGES[0], text, PAGES[1]])[1]
    assert verdict.content.size == 45_000
    assert [reason.line for reason in verdict.reasons([3, 44_999])] == [3, 44_999]


def test_weights_that_could_grow_inexact_are_refused() -> None:
    with pytest.raises(ValueError, match="exact"):
        Layer.checked(np.full((60, 2), 2000), np.zeros(2, np.int64))


@pytest.mark.parametrize(
    "unit", ["\n", "word ", "Menu\n", SENTENCES[0] + "\n", SENTENCES[3], ". ", "\r", "[x](http://a) ", "…"]
)
def test_cost_grows_linearly(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        best = 9.0
        for _ in range(3):
            began = time.perf_counter()
            MODEL.judge([text])
            best = min(best, time.perf_counter() - began)
        return best

    seconds(1 << 16)
    assert seconds(1 << 21) < 16 * 4 * seconds(1 << 17)
