"""Views of a Result: what they show is the text, all of it, and nothing that the text could do to the reader."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Category, Confidence, MissingExtra, Removal, Result, Span, clean
from cleaner.text.lines import TERMINATORS
from cleaner.views import terminal
from cleaner.views.page import page
from cleaner.views.report import html, page_of
from cleaner.views.view import FINENESS, LONGEST_ROW, View
from cleaner.views.visible import pieces, visible

FIXTURES = Path(__file__).parent.parent / "fixtures"
PROMPT = "You have 2 free articles left this month"
SGR = re.compile(r"\x1b\[[0-9;]*m")
HOSTILE = [
    "<script>document.title = 'ran'</script>",
    '</script><script src="https://example.org/x.js"></script>',
    '<img src=x onerror="document.title=1">',
    "javascript:alert(1)",
    "<!-- <script> -->",
    "]]> &lt;b&gt; &amp; {{ 7 * 7 }} {% raw %}",
    "\x00\x1b[2J\x1b]0;owned\x07",
    "half \ud800 and \udc80",
    "\u202eright to left\u202c",
    "e\u0301" * 40,
    "مرحبا بالعالم",
    "”’'\"`",
]
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            [*HOSTILE, PROMPT, "Sign up for our newsletter", "Share", "itâ€™s", "She said so. © Agence Côte"]
        ),
        st.text(max_size=30),
    ),
    max_size=8,
).flatmap(lambda lines: st.sampled_from(["\n", "\n\n", "\r\n", "\u2028"]).map(lambda end: end.join(lines)))


def without_ends(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, TERMINATORS)))


@given(TEXTS)
def test_rows_hold_the_source_and_note_every_removal_once(text):
    view = View.of(clean(text), "text")
    pieces_of_rows = [piece for row in view.rows for piece in row.pieces]
    assert without_ends("".join(piece.text for piece in pieces_of_rows)) == without_ends(text)
    notes = [number for row in view.rows for number in row.notes]
    assert sorted(notes) == list(range(len(view.result.removals)))
    removed = "".join(piece.text for piece in pieces_of_rows if piece.removal is not None)
    assert removed == "".join(without_ends(removal.text) for removal in view.result.removals)
    assert sum(len(row.damage) for row in view.rows) == len(view.result.damage)
    for share in view.shares:
        assert all(0 <= span.start < span.end <= FINENESS for span in share.where)


def test_a_row_says_what_became_of_it():
    view = View.of(clean(f"The court rules.\n\n{PROMPT}\n\nHe left. © Agence Côte\nIt was over.\n"), "text")
    assert [(row.line, row.is_gone, row.is_touched) for row in view.rows if not row.is_blank] == [
        (1, False, False),
        (3, True, True),
        (5, False, True),
        (6, False, False),
    ]


def test_very_long_lines_are_shown_in_rows():
    view = View.of(Result("word " * 2_000), "text")
    assert [row.line for row in view.rows] == [1] + [0] * (len(view.rows) - 1)
    assert all(row.span.length <= LONGEST_ROW and row.pieces[0].text.endswith(" ") for row in view.rows[:-1])
    assert not any(row.is_whole for row in view.rows)
    solid = View.of(Result("x" * (LONGEST_ROW * 2 + 1)), "text")
    assert [row.span.length for row in solid.rows] == [LONGEST_ROW, LONGEST_ROW, 1]


@given(st.text())
def test_visible_text_holds_nothing_that_acts(text):
    shown = visible(text)
    assert re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown) is None
    assert "".join(piece.shown for piece in pieces(text)) == shown
    shown.encode()


@pytest.mark.parametrize("kept", ["لا\u200cکن", "👩\u200d🚀", "e\u0301", "soft\u00adhyphen", "Ünïcödé 日本", "a\tb"])
def test_what_languages_need_stays_as_it_is(kept):
    assert visible(kept) == kept


class Scripts(HTMLParser):
    """Counts what could run or load, as a browser's parser would see it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag in ("script", "style", "img", "iframe", "object", "embed", "link", "base", "form"):
            self.found.append(tag)
        wrong = [name for name in names if name.startswith("on") or name in ("src", "style", "action")]
        assert not wrong, (tag, wrong)
        assert not (names.get("href") or "").lower().strip().startswith(("javascript:", "http"))


#: What every page holds: its icon (an empty data: address), its style, its data, its script.
OURS = ["link", "style", "script", "script"]


@given(TEXTS)
@settings(max_examples=40)
def test_no_text_becomes_markup_and_every_page_is_utf_8(text):
    made = html([View.of(clean(text), text[:40] or "text")])
    made.encode()
    found = Scripts()
    found.feed(made)
    assert found.found == OURS
    assert "\x00" not in made
    data = made.partition('id="data">')[2].partition("</script>")[0]
    assert [one["text"] for one in json.loads(data)["texts"][0]["removals"]] == [r.text for r in clean(text).removals]


def test_hostile_reports_become_no_markup_either():
    evil = "</script><script>document.title='ran'</script>"
    removal = Removal(Span(0, 4), "text", Category.PROMO, evil, evil, Confidence.LIKELY, (evil,))
    made = page_of(Result("", (removal,), abstained=evil, fingerprint=evil), title=evil)
    found = Scripts()
    found.feed(made)
    assert found.found == OURS


def test_the_policy_names_the_pages_own_style_and_script():
    from base64 import b64encode
    from hashlib import sha256

    made = html([View.of(clean(PROMPT), "text")])
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', made)[1].replace("&#39;", "'")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag, kind in (("style", "style-src"), ("script", "script-src")):
        own = re.search(f"<{tag}>(.*?)</{tag}>", made, re.DOTALL)[1]
        assert f"{kind} 'sha256-{b64encode(sha256(own.encode()).digest()).decode()}'" in policy


def test_the_same_result_gives_the_same_page():
    assert (
        html([View.of(clean(PROMPT), "text")])
        == html([View.of(clean(PROMPT), "text")])
        == page_of(clean(PROMPT), title="text")
    )


def test_a_page_says_in_words_what_went_and_why():
    made = page_of(clean(f"The court rules on Friday.\n\n{PROMPT}\n"), title="court.txt")
    assert "<h1>court.txt</h1>" in made
    for words in (
        "42 of 69 characters removed (61%), in 1 place",
        "paywall.en.articles-left, certain",
        "counts the free articles",
    ):
        assert words in made


def test_a_template_cannot_bring_an_end_of_style():
    with pytest.raises(ValueError, match="</style"):
        page("base.html", title="x", css="</style><script>")


@given(TEXTS, st.integers(terminal.NARROWEST, 120), st.booleans())
def test_a_text_cannot_paint_the_terminal(text, width, colour):
    from rich.cells import cell_len

    for line in terminal.lines(View.of(clean(text), "text"), width=width, colour=colour):
        assert line.endswith("\n")
        plain = SGR.sub("", line) if colour else line
        assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", plain) is None
        assert cell_len(plain.rstrip("\n")) <= width


def shown(text: str, **options) -> str:
    return "".join(terminal.lines(View.of(clean(text), "text"), **{"width": 80, **options}))


def test_the_terminal_tells_rule_reason_and_totals_without_colour():
    text = shown(f"The court rules on Friday.\n\n{PROMPT}\n")
    assert f"3 - ⟦{PROMPT}⟧" in text
    for words in (
        "paywall.en.articles-left",
        "counts the free articles",
        "Removed 42 of 69 characters (61%)",
        "■ paywall",
    ):
        assert words in text
    assert "\x1b" not in text


def test_the_terminal_strikes_and_colours_with_colour():
    text = shown(f"The court rules on Friday.\n\n{PROMPT}\n", colour=True)
    assert "\x1b[9;38;5;167m" in text
    assert "⟦" not in text


def test_context_leaves_out_what_is_far_and_says_how_much():
    article = "\n".join(f"The council met on day {number} and voted." for number in range(30))
    text = shown(f"{article}\n\n{PROMPT}\n", context=1)
    assert "⋯ 30 lines" in text
    assert "day 29" not in text
    assert PROMPT in text


def test_damage_is_marked():
    text = shown((FIXTURES / "paywall-tail" / "input.txt").read_text("utf-8"))
    assert "! cut-off: says that a subscription" in text


@pytest.mark.parametrize(
    ("package", "call"), [("jinja2", "page_of(clean('x'))"), ("rich", "list(lines(view, width=80))")]
)
def test_a_missing_extra_is_told(package, call):
    code = (
        f"import sys; sys.modules['{package}'] = None\n"
        "from cleaner import MissingExtra, clean\nfrom cleaner.views.terminal import lines\n"
        "from cleaner.views.report import page_of\n"
        "from cleaner.views.view import View\nview = View.of(clean('x'), 'x')\n"
        f"try: {call}\nexcept MissingExtra as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ), check=True
    )
    assert done.stdout.strip() == str(MissingExtra("view", package))
