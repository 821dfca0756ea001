"""The line model gives the same verdicts whatever the company, for any text, in linear time."""

from __future__ import annotations

import random
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from cleaner.layout.around import look_around
from cleaner.layout.features import NAMES, measure
from cleaner.layout.model import LineModel, Preset, Source, Verdict
from cleaner.layout.plain import FEWEST, is_plain
from cleaner.layout.trees import Trees

MODEL = LineModel.load(Path(__file__).parent.parent / "cleaner" / "layout" / "lines.npz")

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
    return bool(np.array_equal(one.content, other.content)) and one.doubt == other.doubt


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


def some_trees(depth: int = 3, count: int = 40, features: int = 9) -> Trees:
    """Made-up trees."""
    chance = np.random.default_rng(3)
    return Trees.checked(
        chance.integers(0, features, (depth, count), dtype=np.uint8),
        chance.integers(0, 255, (depth, count), dtype=np.uint8),
        chance.integers(-3000, 3000, (count, 1 << depth), dtype=np.int16),
        17,
    )


def test_trees_score_as_asked_one_by_one() -> None:
    trees = some_trees()
    values = np.random.default_rng(4).integers(0, 256, (9, 1100), dtype=np.uint8)
    expected = []
    for line in values.T.tolist():
        score = trees.bias
        for tree, leaves in enumerate(trees.leaves.tolist()):
            answers = (line[f] > b for f, b in zip(trees.features[:, tree], trees.borders[:, tree], strict=True))
            score += leaves[sum(bool(answer) << depth for depth, answer in enumerate(answers))]
        expected.append(score)
    assert trees.score(values).tolist() == expected


def test_trees_that_do_not_fit_together_or_could_grow_inexact_are_refused() -> None:
    trees = some_trees()
    with pytest.raises(ValueError, match="no trees"):
        Trees.checked(trees.features, trees.borders, trees.leaves[:, :4], 0)
    many = np.zeros((1, 1 << 16), np.uint8)
    with pytest.raises(ValueError, match="exact"):
        Trees.checked(many, many, np.zeros((1 << 16, 2), np.int16), 0)


def test_what_stands_around_a_line_ends_with_its_document() -> None:
    told = np.arange(1, 11, dtype=np.uint8)[None, :] * 16
    around = look_around(told, np.array([4, 0, 6]))
    two_before, before, after, two_after, *means = around.tolist()
    assert two_before == [0, 0, 16, 32, 0, 0, 80, 96, 112, 128]
    assert before == [0, 16, 32, 48, 0, 80, 96, 112, 128, 144]
    assert after == [32, 48, 64, 0, 96, 112, 128, 144, 160, 0]
    assert two_after == [48, 64, 0, 0, 112, 128, 144, 160, 0, 0]
    assert means[0] == [0, 0, 4, 12, 0, 0, 20, 44, 72, 104]  # of the four lines that end two above, rounded down
    assert means[1] == [28, 16, 0, 0, 136, 108, 76, 40, 0, 0]


PROSE = "\n\n".join(SENTENCES * 3) + "\n"


@pytest.mark.parametrize("text", ["", "\n \n", "One line", PROSE, PROSE.replace(" ", "\u3000"), "x" * 5000])
def test_a_text_of_paragraphs_is_plain(text: str) -> None:
    assert is_plain(text)


def test_short_lines_make_a_text_unplain_in_a_run_or_at_its_ends() -> None:
    menu = "Home\n"
    assert is_plain(PROSE + menu * (FEWEST // 2 - 1))
    assert not is_plain(PROSE + menu * (FEWEST // 2))
    assert not is_plain(menu * (FEWEST // 2) + PROSE)
    assert is_plain(PROSE + menu * (FEWEST - 1) + PROSE)
    assert not is_plain(PROSE + (menu + " \n") * FEWEST + PROSE)


@pytest.mark.parametrize("separator", ["\r\n", "\r", "\x0b", "\x85", "\u2028"])
def test_whether_a_text_is_plain_does_not_hang_on_its_terminators(separator: str) -> None:
    assert [is_plain(page(seed, separator)) for seed in range(40)] == [is_plain(page(seed)) for seed in range(40)]


def test_a_plain_text_is_weighed_without_numpy() -> None:
    code = (
        "import sys\nfrom cleaner.text.lines import Document\nfrom cleaner.judge.policy import Policy\n"
        "from cleaner.judge.weigh import load, weigh\n"
        "def run(text, source):\n"
        "    return weigh(load(None), source, [Document(text)], [[]], [[]], [frozenset()], Policy.named('balanced'))\n"
        f"assert run({PROSE!r}, 'auto') == [[]]\nassert 'numpy' not in sys.modules\n"
        f"assert run('Home\\n' * 30 + {PROSE!r} + 'About us\\n' * 30, 'auto') != [[]]\nassert 'numpy' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "unit", ["\n", "word ", "Menu\n", SENTENCES[0] + "\n", SENTENCES[3], ". ", "\r", "[x](http://a) ", "…"]
)
def test_memory_grows_linearly_at_most(unit: str) -> None:
    def peak(size: int) -> int:
        text = unit * (size // len(unit))
        MODEL.judge([text])
        tracemalloc.start()
        MODEL.judge([text])
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(1 << 19) < 8 * 1.3 * peak(1 << 16) + (1 << 20)
