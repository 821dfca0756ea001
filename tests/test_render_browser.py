"""The page in a real browser: it works by mouse and by keyboard, asks for nothing, and no text on it runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from browser import Browser, browser
from packs import parsed

from cleaner import Category, Cleaner, Confidence, Removal, Result, Span, clean
from cleaner.rules.own import own_lists
from cleaner.rules.toml import load_pack
from cleaner.testing.checks import problems
from cleaner.views.report import html
from cleaner.views.view import View

FIXTURES = Path(__file__).parent.parent / "fixtures"
PROMPT = "You have 2 free articles left this month"
ARTICLE = "The council met on Tuesday and voted to rebuild the bridge before the winter storms arrive."
CREDIT = "“We were down to our last sack of flour,” said the harbour master. © Agence Côte"
TEXT = f"{ARTICLE}\n\nTry the “pie” at 'O''Hara''s' \\ today\n\n{CREDIT}\n\nSign up for our newsletter\n\n{PROMPT}\n"
#: Each would leave its mark in `window.ran` or in the title if it ran.
HOSTILE = [
    "<script>window.ran = 1</script>",
    "</script><script>window.ran = 2</script>",
    "</style><script>window.ran = 3</script>",
    '<img src="https://example.org/a.png" onerror="window.ran = 4">',
    '"><svg onload="window.ran = 5">',
    "' onmouseover='window.ran = 6' x='",
    '<a href="javascript:window.ran = 7">read on</a>',
    '<iframe srcdoc="<script>parent.ran = 8</script>"></iframe>',
    "<style>body { display: none }</style>",
    '<meta http-equiv="refresh" content="0;url=https://example.org/">',
    "{{ ''.__class__ }} {% include 'x' %} ${window.ran = 9} %(name)s",
    "<!--<script>window.ran = 10",
    "\x00\x1b[31m \ud800 \udfff \u202e evil \u2066 e\u0301\u0301\u0301",
    "مرحبا بالعالم — שלום עולם",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def running(folder):
    with browser(folder) as found:
        yield found


@pytest.fixture
def opened(running, folder):
    """Opens the page of some Results, and asserts in the end that it asked for nothing and complained of nothing."""
    path = folder / "page.html"

    def open_page(*results: Result) -> Browser:
        running.resize(1100)
        views = [View.of(result, f"text {number}") for number, result in enumerate(results, 1)]
        path.write_bytes(html(views).encode())
        running.open(path)
        return running

    yield open_page
    assert running.complaints == []
    assert running.requests() == [path.as_uri()]


def shown(page: Browser, selector: str) -> list[str]:
    """The text of what can be seen."""
    return [one.text.strip() for one in page.all(selector) if one.is_displayed()]


def test_a_page_opens_without_a_complaint_or_a_request(opened):
    page = opened(clean(TEXT))
    assert shown(page, "h1") == ["text 1"]
    assert shown(page, ".cut") == ["© Agence Côte", "Sign up for our newsletter", PROMPT]


def test_nothing_in_a_text_runs(opened):
    lines = [f"{evil} {PROMPT} {evil}" for evil in HOSTILE]
    evil = "".join(HOSTILE)
    source = "\n".join([*HOSTILE, *lines, PROMPT])
    start = source.index(HOSTILE[0])
    forged = Removal(
        Span(start, start + len(HOSTILE[0])), HOSTILE[0], Category.PROMO, evil, evil, Confidence.LIKELY, (evil,)
    )
    page = opened(
        clean(source), Result(source[: forged.span.start] + source[forged.span.end :], (forged,), abstained=evil)
    )
    for note in page.all(".note"):
        page.hover(note)
        note.click()
    page.run("document.querySelector('input[value=both]').click()")
    page.run("document.querySelectorAll('button.n').forEach((one) => one.click())")
    page.run("document.querySelectorAll('.card .mark').forEach((one) => one.click())")
    assert page.run("return window.ran ?? null") is None
    assert (
        page.run(
            "return document.querySelectorAll('section img, section iframe, section script, section style').length"
        )
        == 0
    )
    assert page.run("return document.querySelectorAll('.was a').length") == 0


def test_a_script_that_gets_past_the_escapes_is_still_refused(running, folder):
    """The policy holds by itself: here the markup is broken on purpose."""
    path = folder / "broken.html"
    whole = html([View.of(clean(PROMPT), "text")])
    evil = "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'><p style='color: red'>"
    path.write_text(whole.replace('<div class="rows"', f'{evil}<div class="rows"', 1), "utf-8")
    running.open(path)
    assert running.run("return window.ran ?? null") is None
    assert any("Content Security Policy" in one for one in running.complaints)
    assert running.requests() == [path.as_uri()]


def test_switches_hide_and_show_by_mouse(opened):
    page = opened(clean(TEXT))
    page.one('.switch[value="paywall"]').click()
    assert PROMPT not in shown(page, ".row .was")
    assert "Sign up for our newsletter" in shown(page, ".row .was")
    page.one('.switch[value="credit"]').click()
    assert shown(page, ".cut") == ["Sign up for our newsletter"]
    page.one('.switch[value="paywall"]').click()
    assert PROMPT in shown(page, ".row .was")


def test_switches_hide_and_show_by_keyboard(opened):
    from selenium.webdriver import Keys

    page = opened(clean(TEXT))
    for _ in range(40):
        page.press(Keys.TAB)
        if page.run("return document.activeElement.matches('.switch[value=\"paywall\"]')"):
            break
    page.press(Keys.SPACE)
    assert PROMPT not in shown(page, ".row .was")
    page.press(Keys.SPACE)
    assert PROMPT in shown(page, ".row .was")


def test_switches_hold_for_every_text_of_a_page(opened):
    page = opened(clean(TEXT), clean(TEXT))
    page.one('#text-1 .switch[value="paywall"]').click()
    assert not page.one('#text-0 .switch[value="paywall"]').is_selected()
    assert PROMPT not in shown(page, ".row .was")


def test_rule_reason_and_confidence_are_told_by_hover_tap_and_keyboard(opened):
    from selenium.webdriver import Keys

    page = opened(clean(TEXT))
    page.hover(page.all(".cut")[-1])
    told = page.one("#tip").text
    assert "counts the free articles left" in told
    assert "paywall.en.articles-left, certain" in told
    page.all(".cut")[-1].click()
    card = page.one(".card").text
    assert "paywall.en.articles-left" in card
    assert "certain" in card
    page.press(Keys.ESCAPE)
    assert page.all(".card") == []
    assert page.run("return document.activeElement.className").startswith("note")
    page.press(Keys.ENTER)
    assert "paywall.en.articles-left" in page.one(".card").text
    page.press(Keys.TAB)
    assert page.run("return document.activeElement.textContent") == "This was content"
    page.press(Keys.ESCAPE)
    page.press(Keys.TAB, holding=Keys.SHIFT)
    assert "newsletter" in page.one("#tip").text


def test_a_card_opens_where_the_reader_is(opened):
    """Also far below the line on which the removal begins."""
    page = opened(clean((FIXTURES / "paywall-tail" / "input.txt").read_text("utf-8")))
    page.one('.row[data-line="45"] .cut').click()
    assert page.one(".card").find_element("xpath", "..").get_attribute("data-line") == "45"


def test_arrows_go_from_line_to_line_and_enter_opens_one(opened):
    from selenium.webdriver import Keys

    page = opened(clean(TEXT))
    page.run("document.querySelector('button.n').focus()")
    page.press(Keys.ARROW_DOWN)
    assert page.run("return document.activeElement.textContent") == "3"
    page.press(Keys.END, Keys.ARROW_UP, Keys.HOME, Keys.ENTER)
    assert "Line 1 stays" in page.one(".card").text
    assert page.run("return document.querySelectorAll('button.n[tabindex=\"0\"]').length") == 1


def test_both_sides_and_the_cleaned_text_are_as_the_result_says(opened):
    result = clean(TEXT + "It was the cafÃ©â€™s last day.\n")
    page = opened(result)
    cleaned = [line for line in result.text.splitlines() if line.strip()]
    page.run("document.querySelector('input[value=both]').click()")
    assert [text for text in shown(page, ".row[data-line] .now") if text.strip()] == cleaned
    page.run("document.querySelector('input[value=cleaned]').click()")
    assert [text for text in shown(page, ".row .was") if text.strip()] == cleaned
    assert shown(page, ".cut, .note, .now") == []


def test_search_counts_walks_and_crosses_marks(opened):
    from selenium.webdriver import Keys

    page = opened(clean(TEXT))
    page.one("#find").click()
    page.press("master. © ag")
    page.press(Keys.ENTER)
    assert page.one("#hits").text == "1 of 1"
    assert page.run("return [...CSS.highlights.get('hit')].map(String)") == ["master. © Ag"]
    page.run("document.getElementById('find').value = ''")
    page.press("(o")
    page.press(Keys.ENTER)
    assert page.one("#hits").text == "not found"
    page.run("document.getElementById('find').value = ''")
    page.press("the")
    page.press(Keys.ENTER, Keys.ENTER)
    assert page.one("#hits").text.startswith("2 of ")
    assert page.run("return getSelection().toString()") == ""


def test_buttons_go_from_removal_to_removal(opened):
    page = opened(clean(TEXT))
    page.one("#after").click()
    assert "credit" in page.run("return document.activeElement.textContent")
    page.one("#after").click()
    page.one("#after").click()
    assert "paywall" in page.run("return document.activeElement.textContent")
    page.one("#before").click()
    assert "newsletter" in page.run("return document.activeElement.textContent")


def test_the_bar_leads_to_its_place(opened):
    page = opened(clean("\n\n".join([ARTICLE] * 60) + f"\n\n{PROMPT}\n"))
    page.one(".cat-paywall .lane").click()
    assert "paywall" in page.run("return document.activeElement.textContent")
    assert page.run("return scrollY") > 1000


def mark(page: Browser, text: int = 0) -> None:
    """Marks the first removal as content and the line of the pie as boilerplate."""
    page.all(f"#text-{text} .note")[0].click()
    page.one(".card .mark").click()
    page.one(f'#text-{text} .row[data-line="3"] button.n').click()
    page.run(
        "const s = document.querySelector('.card select'); s.value = 'share'; s.dispatchEvent(new Event('change'))"
    )
    page.one(".card .mark").click()


def test_marks_come_back_as_a_pack_that_passes_its_check_and_works(opened, folder):
    page = opened(clean(TEXT))
    mark(page)
    toml = page.one("#made").get_property("value")
    pack = parsed(toml.encode(), "corrections.toml")
    assert problems([pack], own_lists()) == []
    assert (len(pack.keeps), len(pack.rules), pack.rules[0].category) == (1, 1, Category.SHARE)
    again = Cleaner(packs=[pack]).clean(TEXT).text
    assert CREDIT in again
    assert "pie" not in again
    assert shown(page, "#tray") == ["2 corrections"]


def test_marks_can_be_saved_as_a_file(opened, folder):
    import time

    page = opened(clean(TEXT))
    mark(page)
    page.one("#save").click()
    saved = folder / "corrections.toml"
    for _ in range(100):
        if saved.exists() and saved.stat().st_size:
            break
        time.sleep(0.05)
    assert problems([load_pack(saved)], own_lists()) == []
    assert saved.read_text("utf-8") == page.one("#made").get_property("value")
    saved.unlink()


def test_marks_come_back_as_json_with_the_sources_checksum(opened):
    result = clean(TEXT + "half \udc80\n")
    page = opened(result)
    mark(page)
    page.run("document.querySelector('input[value=json]').click()")
    (text,) = json.loads(page.one("#made").get_property("value"))["texts"]
    assert text["source"] == result.to_dict()["source"]
    assert [one["kind"] for one in text["corrections"]] == ["boilerplate", "content"]
    for one in text["corrections"]:
        assert one["text"] == TEXT[slice(*one["span"])]


def test_marks_can_be_copied(opened):
    page = opened(clean(TEXT))
    mark(page)
    page.one("#copy").click()
    page.driver.execute_async_script("setTimeout(arguments[0], 100)")
    assert page.one("#said").text == "Copied."


def test_a_line_with_two_removals_says_that_both_stay(opened):
    def removal(start: int, text: str) -> Removal:
        return Removal(Span(start, start + len(text)), text, Category.CREDIT, "credit.a", "credits", Confidence.CERTAIN)

    page = opened(Result("He left for town.", (removal(7, " (Photo: Orr)"), removal(30, " © Orr"))))
    page.all(".note")[0].click()
    assert "what else went from this one stays, too" in page.one(".card").text


def test_marks_can_be_taken_back(opened):
    page = opened(clean(TEXT))
    mark(page)
    for _ in range(2):
        page.one("#marks button").click()
    assert not page.one("#corrections").is_displayed()
    assert page.all(".is-content, .is-boilerplate") == []


def test_marks_of_two_texts_go_into_one_pack(opened):
    other = TEXT.replace("pie", "soup").replace("Agence Côte", "Agence Nord")
    page = opened(clean(TEXT), clean(other))
    mark(page, 0)
    mark(page, 1)
    pack = parsed(page.one("#made").get_property("value").encode(), "corrections.toml")
    assert problems([pack], own_lists()) == []
    assert (len(pack.keeps), len(pack.rules)) == (2, 2)


@pytest.mark.parametrize(
    ("case", "rules", "keeps"),
    [
        ("paywall-tail", 13, 18),
        ("mojibake-prompt", 3, 1),
        ("quoted-prompts", 7, 0),
        ("page-dump-magazine", 9, 31),
        ("wire-notice", 4, 1),
    ],
)
def test_every_mark_on_a_page_at_once_is_a_pack_that_passes(opened, case, rules, keeps):
    """All removals are marked as content and all lines as boilerplate; what is both is kept."""
    page = opened(clean((FIXTURES / case / "input.txt").read_bytes().decode("utf-8", "surrogateescape")))
    page.run("""
        for (const opener of document.querySelectorAll('.note, button.n')) {
          opener.click();
          document.querySelector('.card .mark')?.click();
        }
    """)
    pack = parsed(page.one("#made").get_property("value").encode(), "corrections.toml")
    assert problems([pack], own_lists()) == []
    assert (len(pack.rules), len(pack.keeps)) == (rules, keeps)


@pytest.mark.parametrize("width", [380, 1400])
def test_no_page_is_wider_than_its_window(opened, running, width):
    page = opened(clean(f"{'x' * 3_000}\n{TEXT}\n{'https://example.org/' * 30}\n\n{PROMPT}\n"))
    running.resize(width)
    for view in ("marked", "both", "cleaned"):
        page.run(f"document.querySelector('input[value={view}]').click()")
        assert page.run("return document.documentElement.scrollWidth") <= width


#: The contrast of everything that can be read with its ground, by the formula of WCAG 2.2, and what it is.
CONTRAST = """
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgb = (colour) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
    const ground = (one) => {
      let colour = [0, 0, 0, 0];
      for (; one && colour[3] < 255; one = one.parentElement) colour = rgb(getComputedStyle(one).backgroundColor);
      return colour;
    };
    for (const name of arguments[0]) {
      const probe = document.createElement('span');
      probe.className = `label cat-${name}`;
      probe.textContent = name;
      document.querySelector('main').append(probe);
    }
    const words = ['h1', '.lead', '.lead strong', '.soft', '.was', '.cut', '.why', '.note b', '.hurts b', '.odd',
      'button', 'th', 'td', '.n', '.foot p', '.label'];
    return [...document.querySelectorAll(words.join())]
      .filter((one) => one.getClientRects().length && one.textContent.trim())
      .map((one) => [light(rgb(getComputedStyle(one).color)), light(ground(one)), one.className || one.tagName])
      .map(([a, b, name]) => [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), name]);
"""


def test_words_stand_out_from_their_ground_in_light_and_dark(opened, running):
    """Contrast of 4.5 to 1 or more (WCAG 2.2, 1.4.3), as the browser computes the colours."""
    page = opened(clean((FIXTURES / "paywall-tail" / "input.txt").read_text("utf-8") + "\x1b \u202e\n"))
    for scheme in ("light", "dark"):
        running.emulate(prefers_color_scheme=scheme)
        found = page.run(CONTRAST, [category.value for category in Category])
        assert len(found) > 40
        assert [one for one in found if one[0] < 4.5] == []
    running.emulate(prefers_color_scheme="light")


def test_the_reader_can_choose_light_or_dark(opened):
    page = opened(clean(TEXT))
    before = page.run("return getComputedStyle(document.body).backgroundColor")
    page.one("#theme").click()
    assert page.run("return getComputedStyle(document.body).backgroundColor") != before
    assert page.one("#theme").text == "Light"


def test_a_thousand_removals_and_a_long_text_open_whole(opened):
    source = (
        "\n\n".join(f"{ARTICLE} It was day {number}.\n\n{PROMPT}" for number in range(1_200))
        + "\n"
        + "word " * 1_000_000
    )
    result = clean(source)
    page = opened(result)
    assert page.run("return document.querySelectorAll('.note').length") == len(result.removals) >= 1_000
    page.one("#after").click()
    page.one('.switch[value="paywall"]').click()
    left = "[...document.querySelectorAll('.row.gone')].filter((row) => !row.hidden && row.querySelector('.cut'))"
    assert page.run(f"return {left}.length") == 0


def test_print_shows_rules_and_no_controls(opened, running):
    page = opened(clean(TEXT))
    running.emulate(media="print")
    assert shown(page, ".bar, .switch, .theme, .hint") == []
    assert any("paywall.en.articles-left" in text for text in shown(page, ".note small"))
    running.emulate()


def test_without_script_the_page_can_be_read(running, folder):
    path = folder / "plain.html"
    path.write_bytes(html([View.of(clean(TEXT), "text")]).encode())
    running.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        running.open(path)
        assert shown(running, ".cut")[-1] == PROMPT
        assert not running.one("#bar").is_displayed()
    finally:
        running.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
