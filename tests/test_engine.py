"""The Cleaner as programs use it: packs, keeps, policies, threads, pickles, HTML, and the optional line model."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import EntryPoint

import pytest
from packs import SMALL, parsed

from cleaner import Category, Cleaner, PackError, Policy, Result, UsageError, clean, clean_html
from cleaner.testing import assert_idempotent, assert_lossless, assert_order_free, prose

PROMPT = "You have 2 free articles left this month"
ARTICLE = "\n\n".join(prose()[:4]) + "\n"
KEEP = parsed(b"[[keep]]\nname = 'ours'\nphrases = ['you have {n} free articles left this month']", "ours.toml")


def test_a_pack_adds_rules():
    text = f"{ARTICLE}\nStart your free trial of us\n"
    assert Cleaner(packs=[SMALL]).clean(text).text == ARTICLE
    assert Cleaner(packs=[SMALL]).fingerprint != Cleaner().fingerprint


def test_a_keep_wins_over_every_rule():
    text = f"{ARTICLE}\n{PROMPT}\n"
    assert clean(text).text == ARTICLE
    assert Cleaner(packs=[KEEP]).clean(text).text == text
    below_a_tail = f"{ARTICLE}\nSubscribe to read the whole story\n\n{PROMPT}\n\nOnly 2 a week\n"
    assert PROMPT in Cleaner(packs=[SMALL, KEEP]).clean(below_a_tail).text


def test_an_installed_pack_is_found_by_its_name(monkeypatch, tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text("[[keep]]\nname = 'ours'\npattern = '''^you have 2 free articles left this month$'''")
    monkeypatch.setattr("cleaner.tests_pack_path", str(path), raising=False)
    entry = EntryPoint("ours", "cleaner:tests_pack_path", "cleaner.packs")
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **wanted: [entry] if wanted["name"] == "ours" else [])
    assert PROMPT in Cleaner(packs=["ours"]).clean(f"{ARTICLE}\n{PROMPT}\n").text
    with pytest.raises(UsageError, match="no rule pack 'theirs'"):
        Cleaner(packs=["theirs"])


def test_a_pattern_that_is_none_is_refused_when_the_pack_is_read():
    with pytest.raises(PackError, match=r"my\.toml: rule x: pattern: is no pattern"):
        parsed(
            b"[[rule]]\nname='x'\ncategory='promo'\nreason='r'\ncertain=true\npattern='''^(a$'''\nnear=['abc']",
            "my.toml",
        )


@pytest.mark.parametrize("wrong", ["bold", None, 5])
def test_an_unknown_policy_is_refused(wrong):
    with pytest.raises(UsageError, match="unknown policy"):
        Cleaner(policy=wrong)


def test_a_policy_may_be_made_by_hand():
    policy = Policy("mine", keep=frozenset([Category.PAYWALL]))
    text = f"{ARTICLE}\n{PROMPT}\n"
    assert Cleaner(policy=policy).clean(text).text == text


@pytest.mark.parametrize("wrong", [None, 5, b"bytes", ["list"]])
def test_a_text_must_be_a_str(wrong):
    with pytest.raises(UsageError, match="a text must be a str"):
        Cleaner().clean(wrong)


def test_clean_many_reads_lazily_and_keeps_order():
    read = []

    def texts():
        for i in range(2_000):
            read.append(i)
            yield f"The harbour took in ship {i}.\n\n{PROMPT}\n"

    results = Cleaner().clean_many(texts())
    assert next(results).text == "The harbour took in ship 0.\n"
    assert len(read) < 2_000
    assert [result.text for result in results] == [f"The harbour took in ship {i}.\n" for i in range(1, 2_000)]


def test_a_cleaner_survives_pickle():
    cleaner = Cleaner(policy="thorough", packs=[SMALL], keep=["credit"])
    again = pickle.loads(pickle.dumps(cleaner))
    text = f"{ARTICLE}\n{PROMPT}\n\nStart your free trial of us\n"
    assert again.clean(text) == cleaner.clean(text)
    assert again.fingerprint == cleaner.fingerprint


def test_eight_threads_share_a_cleaner():
    cleaner = Cleaner()
    texts = [f"{ARTICLE}\n{PROMPT}\n\n{i}. {prose()[i % 30]}\n" for i in range(200)]
    alone = [cleaner.clean(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(cleaner.clean, texts)) == alone


def test_html_is_extracted_and_cleaned():
    paragraphs = "".join(f"<p>{text}</p>" for text in prose()[:6])
    page = f"<html><body><nav>Home</nav><article><h1>Bridge</h1>{paragraphs}<p>{PROMPT}</p></article></body></html>"
    result = clean_html(page, url="https://example.org/bridge")
    assert prose()[3] in result.text
    assert PROMPT not in result.text


# ---- the line model

MODEL = Cleaner(model=True)
DUMP = "\n".join(
    ["Home", "World", "Sport", "Log in", "Weather", "Puzzles", "Bridge to be rebuilt before the winter", *prose()[:8],
     "Five ways to cook a leek", "Who will win the cup?", "The best of the week", "Contact", "Jobs", "Imprint"]
)  # fmt: skip


def test_the_line_model_finds_the_article_in_a_page_dump():
    result = MODEL.clean(DUMP)
    for paragraph in prose()[:8]:
        assert paragraph in result.text
    assert "Bridge to be rebuilt" in result.text
    assert "Puzzles" not in result.text
    assert "Imprint" not in result.text
    added = [removal for removal in result.removals if removal.rule.startswith("layout.")]
    assert added
    assert all(removal.reason for removal in added)
    assert result.restore() == DUMP


def test_the_line_model_leaves_articles_alone():
    for language in ("en", "de", "ja"):
        text = "\n\n".join(prose(language)[:8]) + "\n"
        assert MODEL.clean(text).text == text


def test_the_laws_hold_with_the_line_model():
    assert_lossless(MODEL.clean)
    assert_idempotent(MODEL.clean)
    assert_order_free(MODEL.clean_many)


# ---- pages of HTML, with the line model as a second opinion

WORDS = "Home News Sport Weather Culture Jobs Games".split()
MENU = "".join(f"<li><a href='/{word}'>{word}</a></li>" for word in WORDS)
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in prose()[:8])


def page_of(body):
    head = "<html><head><title>Bridge</title></head>"
    return f"{head}<body><ul>{MENU}</ul>{body}<ul>{MENU}</ul><p>© 2026 The Sound Courier.</p></body></html>"


@pytest.mark.parametrize("shell", ["<article>{}</article>", "<div class='comments'>{}</div>", "<footer>{}</footer>"])
def test_the_article_is_found_where_the_extraction_misses_it(shell):
    result = MODEL.clean_html(page_of(shell.format(STORY)))
    assert result.reading == ("trafilatura" if "article" in shell else "page-dump")
    assert all(paragraph in result.text for paragraph in prose()[:8])
    assert "Weather" not in result.text
    assert Result.from_dict(result.to_dict(), result.text) == result
    assert result.fingerprint == MODEL.fingerprint


def test_without_the_line_model_the_extraction_is_the_text():
    result = Cleaner(model=False).clean_html(page_of(f"<footer>{STORY}</footer>"))
    assert result.reading == "trafilatura"
    assert prose()[3] not in result.text


@pytest.mark.parametrize(
    "page",
    [
        *("", " ", "<html></html>", "no page at all", b"", b"\xff\xfe<p>x"),
        *("<p>\0\ud800", "a\x10<?b>c", "a&#31;<?b>c", "a\uffff<?b>c"),
    ],
)
def test_a_page_without_an_article_gives_a_result(page):
    assert MODEL.clean_html(page).restore() is not None


def test_bytes_of_a_page_are_read_in_their_own_encoding():
    page = page_of("<article><p>Für die Brücke fehlt Geld.</p>" + STORY + "</article>").encode("cp1252")
    page = page.replace(b"<head>", b'<head><meta charset="windows-1252">')
    assert "Für die Brücke" in MODEL.clean_html(page).text


def test_a_wall_of_prompts_cuts_an_article_off_once():
    wall = "You need a subscription to read on.\nSubscribe to continue reading\nTo read on, log in or subscribe.\n"
    damage = clean(f"{ARTICLE}\n{wall}").damage
    assert [one.kind.value for one in damage].count("cut-off") == 1


def test_a_source_may_be_named():
    assert Cleaner(model=True, source="extracted").clean(ARTICLE).text == ARTICLE
    with pytest.raises(UsageError, match="unknown source 'web'"):
        Cleaner(source="web")


def test_a_model_that_is_none_is_refused(tmp_path):
    (tmp_path / "none.npz").write_bytes(b"nothing")
    for path in (tmp_path / "none.npz", tmp_path / "missing.npz"):
        with pytest.raises(UsageError, match="cannot read the line model"):
            Cleaner(model=path)
