"""The pages of a run, of an evaluation and of the rule book: what they hold and refuse, and that nothing runs."""

from __future__ import annotations

import copy
import json
import sys

import pytest
from browser import browser
from hypothesis import given
from hypothesis import strategies as st
from packs import BOOK, SMALL
from test_cli import cleaner

from cleaner import Cleaner
from cleaner.cli import main
from cleaner.corpus.stats import Stats
from cleaner.errors import MissingExtra, ReportError
from cleaner.rules.lists import Lists
from cleaner.rules.own import own_lists, own_packs
from cleaner.rules.rule import Category, RulePack
from cleaner.rules.toml import parse_pack
from cleaner.testing.scoring import Mark, Page, outcomes, parts
from cleaner.views import charts, evaluation, overview, rulebook

BODY = "The council met on Tuesday and voted to rebuild the bridge before the winter storms arrive."
PROMPT = "You have 2 free articles left this month"
HOSTILE = '<script>document.title="ran"</script><img src=x onerror="document.title=1">"><b>\x1b[31m\u202e\x00\udc80'
CLEANER = Cleaner()


def counted(**texts: str) -> Stats:
    stats = Stats()
    for name, text in texts.items():
        stats.add(CLEANER.clean(text), document=name, url=f"https://{name}.example.org/1")
    return stats


@pytest.fixture(scope="module")
def builtin() -> tuple[RulePack, ...]:
    return tuple(own_packs())


@pytest.fixture(scope="module")
def stats() -> Stats:
    return counted(plain=f"{BODY}\n", walled=f"{BODY}\n\n{PROMPT}\n", long=f"{BODY}\n" * 300 + f"\n{PROMPT}\n")


@pytest.fixture(scope="module")
def hostile_stats() -> Stats:
    stats = counted(walled=f"{BODY}\n\nAdvertisement\n\n{BODY} {HOSTILE}\n\n{PROMPT}\n")
    written = json.dumps(stats.to_dict())
    found = json.loads(written)
    for rule in found["rules"].values():
        rule["examples"] = [{"text": HOSTILE, "document": HOSTILE}]
    found["rules"][HOSTILE] = found["rules"].pop(next(iter(found["rules"])))
    found["sites"] = {HOSTILE: {"documents": 1, "characters": 2, "removed": 1}}
    found["damage"] = {HOSTILE: 1}
    found["fingerprint"] = HOSTILE
    for look in found["look_at"]:
        look["document"] = HOSTILE
    return Stats.from_dict(found)


def evaluated(*pages: Page) -> str:
    return evaluation.page(outcomes(pages, CLEANER), worst=2)


HOSTILE_PAGES = (
    Page(HOSTILE, f"{HOSTILE}\n{BODY}\n{PROMPT}", f"{HOSTILE} {BODY}", HOSTILE, HOSTILE, HOSTILE),
    Page("2", f"{BODY}\n{HOSTILE}\n", "Another body of this page altogether.", "", "dump", "en"),
    Page(HOSTILE, BODY, BODY, HOSTILE, HOSTILE, HOSTILE),
)
OWN = """
[[rule]]
name = "box"
category = "promo"
reason = "is a box"
unit = "line"
certain = true
phrases = ["our box"]
remove = ["⟦Our box⟧", "⟦» OUR BOX⟧"]
keep = ["Our box is empty.", "It was our box"]
"""
HOSTILE_PACK = parse_pack(
    """
[[rule]]
name = "x"
category = "paywall"
reason = "is </script><script>document.title='ran'</script>"
unit = "line"
certain = true
phrases = ['\\<script\\>alert\\(1\\)\\</script\\>', "<b>"]
remove = ["⟦<script>alert(1)</script>⟧", "⟦<ScRiPt>alert(1)</script>⟧\\nNext."]
keep = ["<script>alert(2)</script>", "\\u0000\\u202e <script>"]
[[keep]]
name = "y"
reason = "<img src=x onerror=alert(1)>"
phrases = ['\\<b\\>']
""".encode(),
    "hostile.toml",
    "promo",
    None,
    head="hostile",
)
HOSTILE_LISTS = Lists({"any": {"b": ["\\<img src=x onerror=alert(1)\\>".replace("(", "\\(").replace(")", "\\)")]}})


# --- what the pages hold


def test_an_overview_holds_the_counts(stats):
    html = overview.page(stats, title="The run of May")
    for part in ("The run of May", "3 documents", "2 documents lost something", "paywall.en.articles-left", PROMPT):
        assert part in html
    assert html.count("walled.example.org") == 1
    assert "The text is too long to be kept with the counts" in html


def test_the_documents_to_look_at_open_their_own_view(stats):
    html = overview.page(stats)
    looks = [look for look in stats.look_at if look.source]
    assert looks
    assert html.count('<section class="text"') == len(looks)


def test_the_same_counts_give_the_same_bytes(stats):
    assert overview.page(Stats.from_json(stats.to_json())) == overview.page(stats)


def test_a_run_without_documents_has_an_overview():
    assert "0% of the text of 0 documents" in overview.page(Stats())


def test_long_tables_are_folded_and_the_rest_counted():
    stats = counted(walled=f"{BODY}\n\n{PROMPT}\n")
    site = next(iter(stats.sites.values()))
    stats.sites = {f"site-{number}.example.org": site for number in range(1_040)}
    html = overview.page(stats)
    assert "1,000 more sites" in html
    assert "And 15 sites more." in html


@pytest.mark.parametrize(
    ("raw", "body", "title", "expected"),
    [
        (BODY, BODY, "", [("kept", BODY)]),
        (f"{BODY}\n{PROMPT}", BODY, "", [("kept", BODY + "\n"), ("removed", PROMPT)]),
        (f"Bridge news\n{BODY}", BODY, "", [("missed", "Bridge news\n"), ("kept", BODY)]),
        (f"Bridge news\n“{BODY}", BODY, "", [("missed", "Bridge news\n"), ("kept", f"“{BODY}")]),
        (f"Bridge news\n{BODY}", BODY, "Bridge news", [("kept", f"Bridge news\n{BODY}")]),
        (f"{BODY}\n{PROMPT}", f"{BODY}\n{PROMPT}", "", [("kept", BODY + "\n"), ("lost", PROMPT)]),
        # A short line counts as content where the body has it as a line, wherever it stands.
        (f"{BODY}\nWinter\n{PROMPT}", f"Winter\n{BODY}", "", [("kept", f"{BODY}\nWinter\n"), ("removed", PROMPT)]),
        # What went is not lost where the cleaned text still has it.
        (f"Advertisement\n{BODY}", f"{BODY}\nAdvertisement", "", [("lost", "Advertisement\n"), ("kept", BODY)]),
        ("", BODY, "", []),
        ("…", "", "", [("kept", "…")]),
    ],
)
def test_parts_are_marked(raw, body, title, expected):
    outcome = next(outcomes([Page("1", raw, body, title)], CLEANER))
    found = parts(outcome)
    assert [(part.mark.value, part.text) for part in found] == expected
    assert {part.rule for part in found if part.mark in (Mark.REMOVED, Mark.LOST)} <= {
        removal.rule for removal in outcome.result.removals
    }


WORDS = st.lists(
    st.sampled_from(["the", "bridge", "storm", "\n", "\n\n", " ", ". ", "Advertisement", PROMPT, "donâ€™t", "\r\n"])
).map(" ".join)


@given(raw=WORDS, body=WORDS)
def test_parts_join_up_to_the_text_with_its_encoding_repaired(raw, body):
    outcome = next(outcomes([Page("1", raw, body)], CLEANER))
    whole = raw
    for repair in reversed(outcome.result.repairs):
        whole = whole[: repair.span.start] + repair.after + whole[repair.span.end :]
    found = parts(outcome)
    assert "".join(part.text for part in found) == whole
    gone = "".join(part.text for part in found if part.mark in (Mark.REMOVED, Mark.LOST))
    assert gone == "".join(removal.text for removal in outcome.result.removals)


def test_an_evaluation_shows_the_worst_in_full_and_the_rest_in_a_table():
    bad = Page("bad", f"Menu of the whole site with all its sections\n{BODY}", BODY, "", "dump", "en")
    good = Page("good", BODY, BODY, "", "extracted", "de")
    found = list(outcomes([good, bad], CLEANER))
    html = evaluation.page(found, worst=1)
    assert html.index(">bad</h3>") < html.index('<th scope="row">good</th>')
    assert ">good</h3>" not in html
    assert "Menu of the whole site" in html
    for name in ("dump", "extracted", "en", "de"):
        assert f'<th scope="row">{name}</th>' in html
    assert "<h3>" not in evaluation.page(found, worst=0)
    assert evaluation.page(found, worst=1) == html


def test_an_evaluation_names_the_rules_that_took_content():
    pages = [Page(str(number), f"{BODY}\n{PROMPT}", f"{BODY}\n{PROMPT}") for number in range(3)]
    html = evaluation.page(outcomes([*pages, Page("3", f"{BODY}\n{PROMPT}", BODY)], CLEANER))
    row = html[html.index("Rules that took content") :].split("<tr>")[2]
    assert "<code>paywall.en.articles-left</code>" in row
    assert f'<td class="n">{3 * len(PROMPT)}</td><td class="n">3</td>' in row
    assert PROMPT in row


def test_what_an_extractor_lost_is_not_the_cleaner_s_loss():
    half = Page("half", BODY, f"{BODY} {BODY.replace('council', 'board')}")
    dump = Page("dump", f"Menu of the whole site with all its sections\n{BODY}", BODY)
    first, second = outcomes([half, dump], CLEANER)
    assert first.after.f1 < second.after.f1
    assert first.loss == pytest.approx(0)
    assert second.loss > 0


def test_an_evaluation_is_of_bounded_size():
    menu = "\n".join(f"Section {number} of the site with its own long name" for number in range(5_000))
    pages = [Page("1", f"{menu}\n{BODY}", BODY)]
    html = evaluation.page(outcomes(pages, CLEANER), worst=1)
    assert len(html) < 50_000 < len(menu)
    assert "characters …" in html


def test_an_evaluation_of_no_pages_has_a_page():
    assert "0 pages" in evaluation.page([])


def test_the_rule_book_holds_every_rule_and_its_examples(builtin):
    packs = [SMALL, *builtin]
    html = rulebook.page(packs, own_lists())
    rules = [rule for pack in packs for rule in pack.rules]
    for rule in rules:
        assert f'id="{rule.id}"' in html
    assert html.count('<details class="rule"') == len(rules)
    assert html.count("<q ") >= sum(len(rule.remove) + len(rule.keep) + len(rule.misses) for rule in rules)
    assert "<code>start your free trial of {words}</code>" in html
    assert 'href="#words-any-network"' in html
    assert 'id="words-any-network"' in html
    for category in Category:
        assert f'id="{category.value}"' in html
    assert "He left.<mark> (Photo by Ann Orr)</mark>" in html


# --- charts


@pytest.mark.parametrize("draw", [charts.bars, charts.columns])
@pytest.mark.parametrize("label", ["share", HOSTILE, "\ufffe\uffff", "x" * 500, ""])
def test_a_chart_holds_nothing_that_runs_or_that_a_strict_page_refuses(draw, label):
    svg = draw([charts.Bar(label, 3, label, "cat-share"), charts.Bar("b", 0, "0")], label=label)
    for part in ("<script", "<style", "style=", "http://pygal", "<!--", "<img"):
        assert part not in svg
    assert svg == draw([charts.Bar(label, 3, label, "cat-share"), charts.Bar("b", 0, "0")], label=label)


def test_a_missing_chart_library_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygal", None)
    with pytest.raises(MissingExtra, match=r"pip install 'news-text-cleaner\[view\]'"):
        overview.page(Stats())


# --- what is refused


def damaged(change) -> str:
    found = counted(walled=f"{BODY}\n\n{PROMPT}\n").to_dict()
    change(found)
    return json.dumps(found)


REFUSED = {
    "no JSON": ("{", "no statistics"),
    "no counts": ("[]", "no statistics"),
    "other version": (damaged(lambda found: found.update(version=99)), "version 99"),
    "no such category": (damaged(lambda found: found["categories"].update(x=found["categories"]["paywall"])), "'x'"),
    "a rule of no category": (
        damaged(lambda found: [one.update(category="x") for one in found["rules"].values()]),
        "'x'",
    ),
    "another text": (damaged(lambda found: found["look_at"][0].update(source="Other.")), "another text"),
    "half a report": (damaged(lambda found: found["look_at"][0]["report"].pop("removals")), "damaged"),
    "a negative count": (damaged(lambda found: found.update(documents=-1)), "-1"),
    "too large": (damaged(lambda found: found.update(removed=10**400)), "too large"),
}


@pytest.mark.parametrize(("content", "say"), REFUSED.values(), ids=REFUSED)
def test_bad_counts_are_refused_in_one_line(tmp_path, content, say):
    (tmp_path / "stats.json").write_text(content)
    done = cleaner("overview", str(tmp_path / "stats.json"), "-o", str(tmp_path / "overview.html"))
    told = done.stderr.decode()
    assert (done.returncode, told.count("\n")) == (2, 1), told
    assert told.startswith("cleaner: ")
    assert "stats.json" in told
    assert say in told
    assert not (tmp_path / "overview.html").exists()


@pytest.mark.parametrize(
    ("words", "say"),
    [
        (["overview", "none.json", "-o", "x.html"], "cannot read none.json"),
        (["overview", "none.json", "-o", "nowhere/x.html"], "there is no directory nowhere"),
        (["eval", "pages.jsonl", "--html", "nowhere/x.html"], "there is no directory nowhere"),
        (["eval", "pages.jsonl", "--worst", "-1"], "give a whole number"),
        (["rules", "docs", "-o", "nowhere/x.html"], "there is no directory nowhere"),
        (["rules", "docs", "--rules", "none.toml"], "cannot read the rule pack none.toml"),
    ],
)
def test_wrong_calls_are_told(words, say):
    done = cleaner(*words)
    assert done.returncode == 2
    assert say in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


VALUES = st.one_of(st.none(), st.booleans(), st.integers(-2, 2), st.just(10**400), st.floats(), st.text(max_size=3))


def places(value, path=()):
    """The path of every value in nested lists and objects."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


WHOLE = counted(walled=f"{BODY}\n\n{PROMPT}\n").to_dict()
PLACES = list(places(WHOLE))


@given(place=st.sampled_from(PLACES), value=VALUES)
def test_any_change_to_the_counts_is_refused_or_shown(place, value):
    found = copy.deepcopy(WHOLE)
    inner = found
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    refused, html = "", ""
    try:
        html = overview.page_of(json.dumps(found))
    except ReportError as error:
        refused = str(error)
    assert "\n" not in refused
    assert bool(refused) != html.endswith("</html>")


# --- the command line


def test_the_command_line_writes_the_pages(tmp_path, stats):
    (tmp_path / "stats.json").write_text(stats.to_json())
    row = {"id": "p1", "raw": f"Bridge news\n{BODY}\n{PROMPT}", "gold": BODY, "extractor": "dump", "lang": "en"}
    (tmp_path / "pages.jsonl").write_text(json.dumps(row))
    written = {
        "overview.html": ("overview", str(tmp_path / "stats.json"), "--title", "A run", "-o"),
        "report.html": ("eval", str(tmp_path / "pages.jsonl"), "--html"),
    }
    for name, words in written.items():
        done = cleaner(*words, str(tmp_path / name))
        assert (done.returncode, done.stderr) == (0, b"")
        assert (tmp_path / name).read_text("utf-8").startswith("<!doctype html>")
    piped = cleaner("overview", "-", "--title", "A run", stdin=stats.to_json()).stdout
    assert piped == (tmp_path / "overview.html").read_bytes()


def test_the_rule_book_is_written_with_more_rules(tmp_path, monkeypatch):
    monkeypatch.setattr("cleaner.cli.rules.own_packs", lambda: (SMALL,))
    (tmp_path / "own.toml").write_text(OWN, "utf-8")
    assert main(["rules", "docs", "--rules", str(tmp_path / "own.toml"), "-o", str(tmp_path / "rules.html")]) == 0
    html = (tmp_path / "rules.html").read_text("utf-8")
    assert 'id="small.offer"' in html
    assert 'id="own.box"' in html


# --- hostile text


@pytest.fixture(scope="module")
def pages(tmp_path_factory, hostile_stats):
    folder = tmp_path_factory.mktemp("pages")
    made = {
        "overview": overview.page(hostile_stats, title=HOSTILE),
        "evaluation": evaluated(*HOSTILE_PAGES),
        "rulebook": rulebook.page([HOSTILE_PACK, SMALL], HOSTILE_LISTS, title=HOSTILE),
    }
    for name, html in made.items():
        (folder / f"{name}.html").write_text(html, "utf-8")
    return folder


NAMES = ("overview", "evaluation", "rulebook")


@pytest.mark.parametrize("name", NAMES)
def test_text_is_escaped_wherever_it_stands(pages, name):
    html = (pages / f"{name}.html").read_text("utf-8")
    for part in ("<img", "<script>document", "<script>alert", "\x1b", "\u202e", "\x00", "style="):
        assert part not in html
    assert html.count("<script") == html.count("</script")


@pytest.fixture(scope="module")
def chromium():
    with browser() as running:
        running.emulate(prefers_reduced_motion="reduce")
        yield running


@pytest.mark.parametrize("name", NAMES)
def test_hostile_text_runs_nothing_and_loads_nothing(pages, chromium, name):
    path = pages / f"{name}.html"
    chromium.open(path)
    chromium.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert chromium.complaints == []
    assert chromium.requests() == [path.as_uri()]
    assert chromium.driver.title not in ("ran", "1")
    assert chromium.run("return document.scripts.length") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_no_page_is_wider_than_a_phone(pages, chromium, name, scheme):
    chromium.emulate(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
    chromium.resize(380)
    chromium.open(pages / f"{name}.html")
    chromium.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert chromium.run("return document.documentElement.scrollWidth") <= 380
    chromium.resize(1400)


def test_the_rule_book_is_searched_and_filtered(tmp_path, chromium, builtin):
    (tmp_path / "rules.html").write_text(rulebook.page(builtin, own_lists()), "utf-8")
    chromium.open(tmp_path / "rules.html")

    def shown() -> list[str]:
        return chromium.run(
            "return [...document.querySelectorAll('.rule')].filter((x) => x.checkVisibility()).map((x) => x.id)"
        )

    def found() -> int:
        return int(chromium.one("#found").text.split()[0].replace(",", ""))

    def choose(field: str, value: str) -> None:
        chromium.run(
            "const it = document.getElementById(arguments[0]); it.value = arguments[1];"
            "it.dispatchEvent(new Event('change'));",
            field,
            value,
        )

    rules = [rule for pack in builtin for rule in pack.rules]
    assert found() == len(rules)
    choose("category", "paywall")
    choose("language", "de")
    choose("confidence", "likely")
    expected = {
        rule.id for rule in rules if (rule.category, rule.language, rule.confidence) == ("paywall", "de", "likely")
    }
    assert set(shown()) == expected
    assert found() == len(expected)
    for field in ("category", "language", "confidence"):
        choose(field, "")
    chromium.one("#words").send_keys("free ARTICLES left this month counts\n")
    assert "paywall.en.articles-left" in shown()
    assert len(shown()) < 20
    chromium.one("#words").send_keys(" xyzzy\n")
    assert shown() == []
    assert chromium.one("#none").is_displayed()
    assert chromium.complaints == []


def test_a_link_to_a_rule_opens_it(tmp_path, chromium):
    (tmp_path / "rules.html").write_text(rulebook.page([SMALL], BOOK.lists), "utf-8")
    chromium.open(tmp_path / "rules.html")
    chromium.run("location.hash = 'small.offer'")
    chromium.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert chromium.run("return document.getElementById('small.offer').open")


def test_a_document_s_switches_and_notes_work(tmp_path, chromium, stats):
    (tmp_path / "overview.html").write_text(overview.page(stats), "utf-8")
    chromium.open(tmp_path / "overview.html")
    document = chromium.one("details.document:has(section.text)")
    document.find_element("css selector", "summary").click()
    cut = document.find_element("css selector", ".cut")
    assert cut.is_displayed()
    note = document.find_element("css selector", ".note")
    note.send_keys("\n")
    assert note.get_attribute("aria-expanded") == "true"
    assert "paywall.en.articles-left" in note.text
    document.find_element("css selector", ".switch").send_keys(" ")
    assert not cut.is_displayed()
    assert chromium.complaints == []
