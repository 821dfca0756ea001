"""Site profiles: what is learned, what is not, and that knowing a site breaks no promise."""

from __future__ import annotations

import gzip
import json
import pickle
import random
import subprocess
import sys

import pytest

pytest.importorskip("duckdb", reason="learning needs the extra sites")
pa = pytest.importorskip("pyarrow", reason="profiles need the extra sites")
import pyarrow.parquet as parquet  # noqa: E402
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from cleaner import Cleaner, UsageError  # noqa: E402
from cleaner.cli import main  # noqa: E402
from cleaner.find.sites import SiteProfiles  # noqa: E402
from cleaner.find.sites.keys import host_of, line_hash  # noqa: E402
from cleaner.find.sites.learn import learn  # noqa: E402
from cleaner.find.sites.query import Evidence  # noqa: E402
from cleaner.testing import (  # noqa: E402
    assert_idempotent,
    assert_lossless,
    assert_order_free,
    prompts,
    prose,
    scraped_articles,
    texts,
)

WORDS = (
    "harbour ferry council budget river storm bridge teacher village minister engine garden letter market winter "
    "signal doctor copper orchard violin railway lantern meadow archive captain pottery glacier tunnel parade canal"
).split()
MENU = ["The front of the paper", "Regions and towns", "Weather and tides", "Notices of the day"]
FOOT = ["Elsewhere on these pages", "How this paper is made", "Write to the desk", "Printed in the old mill"]


def sentence(chance: random.Random, words: int = 18) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def body(number: int, paragraphs: int = 4) -> list[str]:
    """Paragraphs that no other page has."""
    chance = random.Random(number)
    return [sentence(chance) for _ in range(paragraphs)]


def page(number: int, *, within: dict[int, str] | None = None, section: str = "news") -> tuple[str, str]:
    """A page of a site, with a teaser at the foot; `within` puts lines before paragraphs."""
    lines = body(number)
    for place, line in sorted((within or {}).items(), reverse=True):
        lines.insert(place, line)
    headline = sentence(random.Random(-number - 1), 6)[:-1]
    title = f"{headline} | The Example Post"
    teaser = sentence(random.Random(5_000 + number), 5)[:-1]
    text = "\n\n".join([title, "\n".join(MENU), headline, *lines, "\n".join([FOOT[0], teaser, *FOOT[1:]])]) + "\n"
    return text, f"https://www.example.org/{section}/{number}.html"


PAGES = [page(number) for number in range(20)]


@pytest.fixture(scope="module")
def table():
    return learn(PAGES)


@pytest.fixture(scope="module")
def cleaner(table):
    return Cleaner(sites=SiteProfiles(table))


def known(table) -> set[str]:
    return set(table.column("example").to_pylist())


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.example.org/a", "example.org"),
        ("http://Amp.Example.org", "example.org"),
        ("HTTPS://user:pw@sport.example.org:8443/a?b#c", "sport.example.org"),
        ("//example.org/a", "example.org"),
        ("example.org/a", "example.org"),
        ("www.org", "www.org"),
        ("http://[::1", ""),
        ("/only/a/path", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_host_of_a_url(url, host):
    assert host_of(url) == host


def test_a_line_has_the_same_hash_everywhere():
    assert line_hash("Read More") == -8415774691515072937
    assert line_hash("  read\xa0more\r\n") == line_hash("Read More")
    assert line_hash("12 Comments") == line_hash("3 comments")
    assert line_hash("Updated 5 April 2013") == line_hash("Updated April 12, 2024") == line_hash("Updated 7")
    assert line_hash("3 : 1") is None
    assert line_hash("\ud800ab") is not None


def test_the_frame_is_learned_and_the_stories_are_not(table):
    assert known(table) == {*MENU, *FOOT, "… | The Example Post"}
    rows = {row["example"]: row for row in table.to_pylist()}
    assert {row["host"] for row in rows.values()} == {"example.org"}
    assert {(row["seen"], row["pages"], row["share"]) for row in rows.values()} == {(20, 20, 1.0)}
    assert {rows[line]["place"] for line in MENU} == {"head"}
    assert {rows[line]["place"] for line in FOOT} == {"foot"}


def test_a_page_left_out_is_cleaned_to_its_article():
    new = page(77)
    result = Cleaner(sites=SiteProfiles(learn(PAGES))).clean(new[0], url=new[1])
    headline = new[0].partition(" | ")[0]
    assert result.text == "\n\n".join([headline, *body(77)]) + "\n"
    assert {removal.rule for removal in result.removals} == {
        "sites.page-title",
        "sites.recurring-line",
        "sites.below-article",
    }
    reasons = {removal.text.strip(): removal.reason for removal in result.removals}
    assert reasons["\n".join(MENU)] == "stands on 20 of 20 pages of this site"
    assert result.restore() == new[0]


AGENCY = "The agency contributed to this report from the capital and from the coast, where two reporters were at work."
LABEL = "In the archive"


@pytest.mark.parametrize(
    ("line", "place", "share", "is_taken"),
    [
        pytest.param(AGENCY, 2, 0.7, False, id="a-recurring-paragraph-of-the-article-stays"),
        pytest.param(AGENCY, 2, 0.9, True, id="unless-nearly-every-page-has-it"),
        pytest.param(AGENCY, 4, 0.4, False, id="an-agency-s-sentence-under-the-article-stays"),
        pytest.param(AGENCY, 4, 0.7, True, id="unless-most-pages-have-it"),
        pytest.param(LABEL, 2, 0.3, False, id="a-subhead-that-comes-back-stays"),
        pytest.param(LABEL, 2, 0.8, True, id="a-label-on-most-pages-goes"),
        pytest.param("CAPE TOWN", 0, 0.3, False, id="a-dateline-stays"),
        pytest.param(LABEL, 4, 0.3, True, id="a-heading-under-the-article-needs-less"),
        pytest.param(LABEL, 4, 0.1, False, id="but-more-than-two-pages"),
    ],
)
def test_lines_are_weighed_by_where_they_stand(line, place, share, is_taken):
    pages = [page(n, within={place: line} if n < 20 * share else {}) for n in range(20)]
    assert (line in known(learn(pages))) == is_taken


def test_a_running_story_s_standing_paragraph_stays_in_its_section():
    def pages(sections):
        return [page(n, within={2: AGENCY}, section=sections[n % len(sections)]) for n in range(18)] + [
            page(n, section="sport") for n in range(18, 20)
        ]

    assert AGENCY not in known(learn(pages(["storm"])))
    assert AGENCY in known(learn(pages(["storm", "news"])))


def test_copies_of_an_article_do_not_make_its_lines_recur():
    text, _ = page(3)
    copies = [(f"{text}\nUpdated by the desk of the {word}", f"https://example.org/c/{word}") for word in WORDS]
    found = known(learn([*PAGES, *copies]))
    assert not found & set(body(3))
    assert found >= {*MENU, *FOOT}


def extractions(text: str) -> list[str]:
    """A page as different extractors leave it: with and without its frame, paragraphs apart, joined, by sentences."""
    story = [line for line in text.split("\n") if line.endswith(".")]
    return [
        text,
        "\n".join(story),
        "\n\n".join(story),
        " ".join(story),
        f"{' '.join(story[:2])}\n{' '.join(story[2:])}",
        "\n".join([*MENU, " ".join(story[1:]), *FOOT]),
        "\n".join(story[:-1]),
    ]


def test_extractions_of_one_story_count_once_however_they_break_lines():
    copies = [(one, f"https://example.org/c/{place}") for place, one in enumerate(extractions(page(30)[0]))]
    told: list[str] = []
    found = known(learn([*PAGES, *copies], tell=told.append))
    assert found >= {*MENU, *FOOT}
    assert not found & {line for one, _ in copies for line in one.split("\n") if line.endswith(".")}
    assert told == ["6 pages are copies of another one's story under another URL or text: each story counts once"]


def test_a_host_of_copies_teaches_nothing():
    pages = [
        (one, f"https://example.org/{number}/{place}")
        for number in range(2)
        for place, one in enumerate(extractions(page(number)[0]))
    ]
    assert not known(learn(pages))


def test_different_stories_in_the_same_frame_are_no_copies():
    told: list[str] = []
    learn(PAGES, tell=told.append)
    assert told == []


def test_a_profile_that_claims_most_of_a_text_is_left_out_and_the_result_says_so(table):
    text, url = page(60)
    own = {line: row for row in table.to_pylist()[:1] for line in body(60)[:3]}
    rows = [{**row, "line": line_hash(line), "is_certain": True, "is_prose": True} for line, row in own.items()]
    for count, is_too_much in ((1, False), (3, True)):  # of four paragraphs
        taught = pa.concat_tables([table, pa.Table.from_pylist(rows[:count], table.schema)])
        result = Cleaner(sites=SiteProfiles(taught), model=False).clean(text, url=url)
        assert ("of its paragraphs: it was left out" in result.abstained) is is_too_much
        assert (MENU[0] in result.text) is is_too_much
        assert Cleaner(sites=SiteProfiles(taught), model=False).clean(result.text, url=url).text == result.text


def test_numbers_in_a_line_do_not_matter():
    pages = [page(n, within={4: f"{n * 7} readers wrote to us"}) for n in range(20)]
    new, url = page(50, within={4: "1,234 readers wrote to us"})
    assert "readers wrote" not in Cleaner(sites=SiteProfiles(learn(pages))).clean(new, url=url).text


def test_what_differs_at_a_list_s_ends_is_no_frame():
    """Lines of lists in the article, as ingredients, stand beside other ones each time; menus beside the same."""
    things = [f"a cup of {word}" for word in WORDS]
    pages = []
    for number in range(40):
        chance = random.Random(number)
        text, url = page(number)
        listed = "\n".join(chance.sample(things, 6))
        pages.append((text.replace(MENU[-1], f"{MENU[-1]}\n\n{listed}"), url))
    found = known(learn(pages, evidence=Evidence(plain=0.3)))
    assert not found & set(things)
    assert found >= {*MENU, *FOOT}


@settings(max_examples=12)
@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(PAGES), max_size=6))
def test_order_and_repetition_of_pages_teach_the_same(chance, again):
    shuffled = [*PAGES, *again]
    chance.shuffle(shuffled)
    assert learn(shuffled).equals(learn(PAGES))


def test_pages_without_a_site_teach_nothing():
    assert learn([(text, None) for text, _ in PAGES]).num_rows == 0
    assert learn([]).num_rows == 0
    assert len(SiteProfiles(learn([]))) == 0


def test_other_sites_and_texts_without_a_url_are_not_touched(cleaner):
    text = "\n".join([*MENU, *body(1)])
    assert cleaner.clean(text).text == text
    assert cleaner.clean(text, url="https://example.com/a").text == text
    assert cleaner.clean(text, url="https://m.example.org/a").text != text
    mixed = list(cleaner.clean_many([text, text, text], urls=[None, "https://example.org/1", "https://example.net/"]))
    assert [one.text == text for one in mixed] == [True, False, True]


@pytest.mark.parametrize("urls", [["https://example.org/1"], ["a", "b", "c"], []])
def test_urls_are_as_many_as_texts(cleaner, urls):
    with pytest.raises(UsageError, match="as many urls as texts"):
        list(cleaner.clean_many(["One.", "Two."], urls=urls))


def test_a_line_that_stands_in_the_article_for_once_does_not_end_it(cleaner):
    text = "\n\n".join([*body(90)[:1], FOOT[0], *body(91), *body(92)])
    assert cleaner.clean(text, url="https://example.org/x").text == text.replace(f"\n\n{FOOT[0]}", "")


def test_a_page_without_paragraphs_has_no_end_of_an_article(cleaner):
    results = [f"{word.capitalize()} {number}" for number, word in enumerate(WORDS)]
    text = "\n".join([MENU[0], FOOT[0], *results])
    assert cleaner.clean(text, url="https://example.org/x").text == "\n".join(results)


def test_a_line_that_a_rule_knows_is_of_the_rule_s_category():
    prompt = "Sign up for our newsletter"
    pages = [page(n, within={4: prompt}) for n in range(20)]
    sites = SiteProfiles(learn(pages))
    text, url = page(60, within={4: prompt})
    [found] = [one for one in Cleaner(sites=sites).clean(text, url=url).removals if prompt in one.text]
    assert found.category == "newsletter"
    assert {found.rule, *found.also} >= {"sites.recurring-line"}
    kept = Cleaner(sites=sites, keep=["newsletter"]).clean(text, url=url)
    assert prompt in kept.text
    assert MENU[0] not in kept.text


def test_keep_and_only_hold_for_what_sites_say(table):
    text, url = PAGES[0]
    assert MENU[0] in Cleaner(sites=SiteProfiles(table), keep=["navigation"]).clean(text, url=url).text
    assert Cleaner(sites=SiteProfiles(table), only=["paywall"]).clean(text, url=url).text == text


def test_a_pack_s_keep_lines_stay(table, tmp_path):
    pack = tmp_path / "own.toml"
    pack.write_text(f"[[keep]]\nname = 'menu'\nreason = 'wanted'\npattern = '''{MENU[1].lower()}'''\n")
    text, url = PAGES[0]
    found = Cleaner(sites=SiteProfiles(table), packs=[pack]).clean(text, url=url).text
    assert MENU[1] in found
    assert MENU[2] not in found


def test_profiles_are_the_same_however_their_table_is_ordered(table):
    order = list(range(table.num_rows))
    random.Random(1).shuffle(order)
    one, other = SiteProfiles(table), SiteProfiles(table.take(order))
    assert one.checksum == other.checksum
    assert Cleaner(sites=one).fingerprint == Cleaner(sites=other).fingerprint != Cleaner().fingerprint
    assert Cleaner(sites=SiteProfiles(table.slice(1))).fingerprint != Cleaner(sites=one).fingerprint


def test_asking_changes_nothing_and_a_cleaner_pickles(cleaner):
    text, url = PAGES[4]
    first = cleaner.clean(text, url=url)
    cleaner.clean(PAGES[5][0], url="https://other.example/")
    again = pickle.loads(pickle.dumps(cleaner))
    assert first == cleaner.clean(text, url=url) == again.clean(text, url=url)
    assert again.fingerprint == cleaner.fingerprint


# A profile that knows half of all that the strategies draw: prose and prompts, at every place, certain and not.
KNOWN = [*prose("en"), *prose("de"), *prompts()[::3]][::2]
HOSTILE = SiteProfiles(
    pa.table(
        {
            "host": ["example.org"] * len(KNOWN),
            "line": [line_hash(line) or 0 for line in KNOWN],
            "seen": [5] * len(KNOWN),
            "pages": [9] * len(KNOWN),
            "share": [5 / 9] * len(KNOWN),
            "place": [("head", "body", "foot")[n % 3] for n in range(len(KNOWN))],
            "is_prose": [False] * len(KNOWN),
            "is_certain": [n % 2 == 0 for n in range(len(KNOWN))],
            "example": KNOWN,
        }
    )
)
HOSTILE_CLEANER = Cleaner(sites=HOSTILE)
URL = "https://www.example.org/a/b"


@pytest.mark.parametrize("policy", ["precise", "balanced", "thorough"])
def test_the_laws_hold_with_sites(policy):
    cleaner = Cleaner(sites=HOSTILE, policy=policy)

    def clean(text):
        return cleaner.clean(text, url=URL)

    raw = scraped_articles().map(lambda scraped: scraped.raw)
    for drawn in (None, raw):
        assert_lossless(clean, drawn)
        assert_idempotent(clean, drawn)


def test_order_and_grouping_change_nothing_with_sites():

    def clean_many(some):
        some = list(some)
        return HOSTILE_CLEANER.clean_many(some, urls=[URL if len(text) % 3 else None for text in some])

    assert_order_free(clean_many)


@settings(max_examples=40)
@given(texts())
def test_clean_many_equals_clean_with_sites(text):
    cleaner = Cleaner(sites=HOSTILE)
    assert list(cleaner.clean_many([text, text], urls=[URL, None])) == [
        cleaner.clean(text, url=URL),
        cleaner.clean(text),
    ]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_bytes(b"PAR1 no"), "cannot read the site profiles"),
        (lambda path: parquet.write_table(pa.table({"host": ["a"]}), path), "has no column 'line'"),
        (lambda path: parquet.write_table(_wrong(), path), "no table of site profiles"),
        (lambda path: None, "cannot read the site profiles"),
    ],
    ids=["damaged", "another-table", "wrong-types", "missing"],
)
def test_a_file_that_is_no_table_is_refused_in_one_line(tmp_path, make, message, capsys):
    path = tmp_path / "sites.parquet"
    make(path)
    assert main(["--sites", str(path), "--url", URL, str(path)]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert message in line


def _wrong():
    return HOSTILE._table.set_column(1, "line", pa.array(["x"] * len(HOSTILE)))


def test_cleaning_with_a_table_needs_no_duckdb(tmp_path, table):
    path = tmp_path / "sites.parquet"
    parquet.write_table(table, path)
    code = (
        "import sys; sys.modules['duckdb'] = None; from cleaner import Cleaner; "
        f"print(Cleaner(sites={str(path)!r}).clean({PAGES[0][0]!r}, url={URL!r}).text)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8").stdout
    assert MENU[0] not in found
    assert body(0)[0] in found


def rows_of(pages) -> bytes:
    return b"".join(json.dumps({"text": text, "url": url}).encode() + b"\n" for text, url in pages)


def test_the_command_learns_the_same_from_every_form(tmp_path, table, capsys):
    plain, packed, zipped, columns = (
        tmp_path / f"pages.{end}" for end in ("jsonl", "jsonl.gz", "jsonl.zst", "parquet")
    )
    plain.write_bytes(rows_of(PAGES))
    packed.write_bytes(gzip.compress(rows_of(PAGES)))
    zipped.write_bytes(pa.Codec("zstd").compress(rows_of(PAGES), asbytes=True))
    parquet.write_table(pa.table({"text": [one[0] for one in PAGES], "url": [one[1] for one in PAGES]}), columns)
    for path in (plain, packed, zipped, columns):
        out = tmp_path / "sites.parquet"
        assert main(["learn", str(path), "-o", str(out)]) == 0
        assert parquet.read_table(out).equals(table)
    assert "20 pages read; 9 lines recur on 1 sites" in capsys.readouterr().err


def test_the_command_counts_what_it_could_not_read(tmp_path, capsys):
    path, out = tmp_path / "pages.jsonl", tmp_path / "sites.parquet"
    path.write_bytes(b"{\n[1]\n\n" + rows_of(PAGES) + b'{"text": "No site."}\n' + b'{"text": 5}')
    assert main(["learn", str(path), "-o", str(out)]) == 1
    assert "1 pages have no URL; 3 could not be read" in capsys.readouterr().err
    assert parquet.read_table(out).num_rows == 9
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(gzip.compress(rows_of(PAGES * 20))[:-20])
    assert main(["learn", str(cut), str(path), "-o", str(out)]) == 1
    assert "cut.jsonl.gz ends early" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--text-field", "body"], "name it with --text-field"),
        (["--url-field", "link"], "name the field with --url-field"),
        (["--memory", "much"], "give a size such as 1GB"),
        (["--format", "csv"], "unknown format"),
    ],
)
def test_wrong_calls_are_refused_and_write_nothing(tmp_path, capsys, words, message):
    path, out = tmp_path / "pages.jsonl", tmp_path / "sites.parquet"
    path.write_bytes(rows_of(PAGES))
    assert main(["learn", str(path), "-o", str(out), *words]) == 2
    assert message in capsys.readouterr().err.splitlines()[-1]
    assert not out.exists()


def test_the_filter_takes_sites(tmp_path, table, capfdbinary):
    sites, rows = tmp_path / "sites.parquet", tmp_path / "pages.jsonl"
    parquet.write_table(table, sites)
    text, url = page(80)
    rows.write_bytes(rows_of([(text, url), (text, "https://example.com/")]))
    assert main(["--jsonl", "--sites", str(sites), str(rows)]) == 0
    cleaned = [json.loads(line)["text"] for line in capfdbinary.readouterr().out.splitlines()]
    assert MENU[0] not in cleaned[0]
    assert MENU[0] in cleaned[1]
    (tmp_path / "page.txt").write_text(text)
    assert main(["--sites", str(sites), "--url", url, str(tmp_path / "page.txt")]) == 0
    assert capfdbinary.readouterr().out.decode() == cleaned[0]
    assert main(["--sites", str(sites), str(tmp_path / "page.txt")]) == 2
