"""Reporters' sentences beside the words of prompts: what a label, a bracket, a name, a row of figures does not take."""

from __future__ import annotations

from itertools import pairwise

import pytest

from cleaner import Cleaner, clean
from cleaner.engine.pages import Reading, most_agreed
from cleaner.judge.figures import rows_of_figures
from cleaner.report.damage import findings
from cleaner.testing import prose
from cleaner.text.lines import Document

LEAD = "The ferry company said on Tuesday that the night boat would not run before the ice has left the sound."
MORE = "Passengers will be taken by bus over the old bridge, which adds an hour and a half to the journey."
VOICE = "“We have waited longer than this,” said Joss Amery, who keeps the kiosk on the quay."
LAST = "The council is to speak about it on Friday, and few in the town expect a short meeting."


def page(*lines: str) -> str:
    return "\n\n".join(lines) + "\n"


def taken(text: str) -> list[str]:
    return [removal.text.strip() for removal in clean(text).removals]


# ---- lists


@pytest.mark.parametrize("item", ["(c) The Keeper of Locks", "(C) Tolls and dues", "(c) Harbour dues;"])
@pytest.mark.parametrize("other", ["(a) The Warden of the Sound", "(B) Fines"])
def test_an_item_of_a_list_is_no_copyright_line(item, other):
    text = page(LEAD, "The order names:", other, item, MORE, LAST)
    assert clean(text).text == text


@pytest.mark.parametrize(
    "line", ["(c) The Warden of Locks shall:", "(c) Dues must be paid at the gate.", "(C) Nobody may moor there."]
)
def test_a_sentence_behind_a_letter_in_brackets_stays(line):
    text = page(LEAD, line, MORE)
    assert clean(text).text == text


@pytest.mark.parametrize("line", ["(c) dpa", "(c) Marta Oliveras/AFP", "(c) 2019 Halvern News"])
def test_a_copyright_line_in_brackets_goes(line):
    assert taken(page(LEAD, MORE, LAST, line)) == [line]


# ---- headlines

HEADLINES = [
    "Video: Night boat stuck in the ice",
    "VIDEO: El alcalde abre el puente viejo, denuncia la oposición",
    "Fotos: así quedó el muelle tras la helada",
    "Bilder: Eis auf dem Sund",
    "Fotostrecke: Eis auf dem Sund und im Hafen",
    "Watch: Ferry breaks through the ice",
    "In pictures: the winter the sound froze over",
]


@pytest.mark.parametrize("line", HEADLINES)
def test_a_labelled_headline_stays_above_its_article(line):
    text = page(line, LEAD, MORE, VOICE, LAST)
    assert clean(text).text == text


@pytest.mark.parametrize("line", HEADLINES)
def test_a_labelled_headline_stays_above_a_short_article(line):
    text = f"{line}\n{LEAD} {MORE}"
    assert clean(text).text == text


@pytest.mark.parametrize("line", HEADLINES[:4])
def test_a_labelled_headline_stays_below_the_page_s_own_words(line):
    text = page("Advertisement", line, LEAD, MORE, VOICE, LAST)
    assert clean(text).text == page(line, LEAD, MORE, VOICE, LAST)


@pytest.mark.parametrize("line", HEADLINES[:4])
def test_a_labelled_teaser_goes_below_the_article(line):
    assert taken(page(LEAD, MORE, VOICE, LAST, line)) == [line]


@pytest.mark.parametrize(
    "line", ["Foto: Hinnerk Oss", "Bild: Ansgar Reitmoor/dpa", "Foto: Marta Lind und Emil Thorsby"]
)
def test_a_label_and_a_name_are_a_credit_at_the_head_too(line):
    assert taken(page(line, LEAD, MORE, VOICE, LAST)) == [line]


# ---- a label and a sentence


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("FOTO:", "Die Wirtin Rut Gran läuft am Montag mit ihrem Hund über das Eis."),
        ("Bild:", "Am Kai warten die Kinder seit dem Morgen auf das erste Boot."),
        ("Photo:", "The pilot walks over the ice with his dog on Monday morning."),
        ("(Screenshot: YouTube)", "Rut Gran, Emil Orr and Berit Holm talk about the ice, January 18, 2018."),
    ],
)
def test_a_caption_loses_its_label_and_no_more(label, sentence):
    text = page(LEAD, f"{label} {sentence}", MORE, LAST)
    assert clean(text).text in (page(LEAD, sentence, MORE, LAST), text)
    assert all(removal in label for removal in taken(text))


def test_a_certain_label_goes_from_its_caption():
    assert taken(page(LEAD, "FOTO: Die Wirtin läuft am Montag mit ihrem Hund über das Eis.", MORE)) == ["FOTO:"]


@pytest.mark.parametrize("line", ["Foto: Stadtwerke der Stadt Kesselmark.", "Foto: Hinnerk Oss, Archiv."])
def test_a_credit_with_a_stop_goes_whole(line):
    assert taken(page(LEAD, line, MORE)) == [line]


@pytest.mark.parametrize(
    ("teaser", "sentence"),
    [
        ("Lee también: El hielo cierra el puerto", '"El hielo crece", manifestó Rut Gran, piloto del puerto.'),
        ("Lea también: El hielo cierra el puerto.", "La capitanía mide cada mañana el hielo, que ya pasa de un metro."),
        ("Leia também: O gelo fecha o porto", '"O gelo cresce", acrescentou Rut Gran, a piloto do porto.'),
    ],
)
def test_a_teaser_goes_and_the_sentence_behind_it_stays(teaser, sentence):
    text = page(LEAD, f"{teaser} {sentence}", MORE)
    assert clean(text).text == page(LEAD, sentence, MORE)
    assert taken(text) == [teaser]


@pytest.mark.parametrize(
    "line", ["Read more: “We will wait”, says the pilot of Varn", "Lee también: El hielo cierra el puerto"]
)
def test_a_teaser_goes_whole_where_no_sentence_follows(line):
    assert taken(page(LEAD, line, MORE)) == [line]


# ---- posts

SIGNATURE = "— Harbour of Tarn Bay (@tarnbay) April 3, 2024"


def test_the_author_of_a_post_is_told_as_long_as_its_words_are():
    text = page(LEAD, "“No boat tonight. Stay warm.”", SIGNATURE, MORE, LAST)
    assert clean(text).text == text


@pytest.mark.parametrize("above", [(), (LEAD, "Advertisement")])
def test_the_author_of_a_post_without_words_goes(above):
    assert SIGNATURE in clean(page(*above, SIGNATURE)).removals[-1].text


# ---- half a prompt


@pytest.mark.parametrize("name", ["HalvernReefNews.com", "HalvernNews", "@HalvernNews", "halvern.example/ReefNews"])
def test_a_name_spelt_with_capitals_inside_stays_whole_or_goes_whole(name):
    text = page(LEAD, f"© 2022, {name}. The ice has left the sound", MORE, LAST)
    for removal in clean(text).removals:
        assert name not in removal.text or f"© 2022, {name}" in removal.text
        assert name in removal.text or not any(part in removal.text for part in ("Halvern", "News", "Reef"))


@pytest.mark.parametrize(
    "prompt",
    [
        "© 2021, HalvernReef.com. This article is the copyrighted property of Halvern Reef. Written permission must be"
        " sought before it is printed elsewhere.",
        "※本記事は掲載時点の情報であり、現在と異なる場合があります。予めご了承ください。",
        "Enlarge this image toggle caption Joss Amery/AP Joss Amery/AP",
    ],
)
def test_a_prompt_of_several_sentences_goes_whole(prompt):
    assert clean(page(LEAD, MORE, LAST, prompt)).text == page(LEAD, MORE, LAST)


def test_the_label_of_a_caption_stays_on_a_line_of_its_own():
    assert taken(page(LEAD, "Image copyright Tarn Pictures Image caption The ice in 1931", MORE)) == [
        "Image copyright Tarn Pictures"
    ]


# ---- rows of figures

METALS = "Gold Silver Tin Lead Zinc Copper Nickel Cobalt Iron Steel Brass Bronze".split()
ROWS = {
    "prices": [f"{metal}: ${1300 + 7 * i}.{i}5" for i, metal in enumerate(METALS)],
    "rain": [f"{metal.upper()} BROOK AT ROAD {i} {52 - i}.88" for i, metal in enumerate(METALS)],
    "results": [f"{a} United {i} {b} Town {i % 3}" for i, (a, b) in enumerate(pairwise(METALS))],
    "amounts": ["600 g cod", "2 onions", "1 tbsp butter", "4 potatoes", "1 l stock", "Salt, pepper", "200 ml cream",
                "2 carrots", "1 leek", "3 cloves garlic", "100 ml wine", "12 mussels", "2 lemons"],
}  # fmt: skip


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_rows_of_figures_stay(rows, between):
    block = between.join(rows)
    for text in (
        page(LEAD, MORE, block, VOICE, LAST),
        page(LEAD, VOICE, block),
        page(between.join(rows * 2), LEAD, between.join(rows * 3)),
    ):
        assert clean(text).text == text


def test_rows_of_figures_stay_where_a_page_is_around_them():
    menu, foot = "Home News Sport Weather Video Jobs".split(), ["Most read", "Contact", "Imprint", "Terms of use"]
    text = "\n".join([*menu, "Metals close higher", *prose()[:3], *ROWS["prices"], *prose()[3:6], *foot])
    assert "\n".join(ROWS["prices"]) in clean(text).text
    assert "Imprint" not in clean(text).text


@pytest.mark.parametrize(
    "rows",
    [
        ["1. Ice closes the harbour", "2. Bus in a ditch", "3. Kiosk sold", "4. Bridge open", "5. Snow to come"],
        ["18:47 Ice closes the harbour", "18:30 Bus in a ditch", "17:20 Kiosk sold", "16:05 Bridge open"],
        ["Ice 3 hours ago", "Bus 4 hours ago", "Kiosk 12 comments", "Bridge 5 min", "Snow 2 days ago"],
        ["May 20, 2025", "June 2, 2025", "3/7/2024", "1 / 12", "Gold: 12.50", "Tin: 3.20", "Lead: 1.10"],
    ],
)
def test_ranks_times_and_counts_are_no_figures_of_the_article(rows):
    assert rows_of_figures(Document("\n".join(rows)), frozenset()) == frozenset()


# ---- dots


@pytest.mark.parametrize(
    ("end", "is_cut"),
    [
        ("He has been many things in this town, but he is nobody’s hero now…", False),
        ("And so the whole of the town waits for the ice to leave the sound...", False),
        ("The captain of the night boat said on Tuesday evening that the...", True),
        ("The captain of the night boat said on Tuesday that it would, …", True),
        ("The captain of the night boat said on Tuesday that it would go [...]", True),
    ],
)
def test_dots_at_the_end_are_a_cut_only_with_another_sign(end, is_cut):
    assert bool(list(findings(page(LEAD, MORE, VOICE, end)))) is is_cut


def test_dots_are_a_manner_where_other_lines_end_in_them():
    end = "The captain of the night boat said on Tuesday evening that the..."
    assert not list(findings(page(LEAD, MORE, "They waited for the...", VOICE, end)))


# ---- pages


def test_a_dump_is_not_chosen_over_an_extraction_that_it_contains():
    story, comments = "\n".join(prose()[:8]), "\n".join(prose("de") + prose("fr") + prose("es"))
    texts = {Reading.EXTRACTION: story, Reading.DUMP: f"{story}\n{comments}", Reading.RECALL: story}
    assert most_agreed(texts) is Reading.EXTRACTION
    fragment = prose()[0]
    assert most_agreed({**texts, Reading.EXTRACTION: fragment, Reading.RECALL: fragment}) is Reading.DUMP


# ---- languages


@pytest.mark.parametrize("language", ["de", "nl", "de-AT", "sv", None])
def test_the_rule_of_the_text_s_language_is_reported(language):
    text = page(LEAD, MORE, "Foto: dpa", LAST)
    (removal,) = clean(text, language=language).removals
    expected = {"de": "credit.de.photo-credit-line", "nl": "credit.nl.photo-credit-line"}
    assert removal.rule == expected.get((language or "")[:2], "credit.photo-label")
    assert {removal.rule, *removal.also} >= set(expected.values())


def test_the_language_is_guessed_where_none_is_given():
    lines = prose("de")[:3]
    removals = {one.rule for one in clean(page(*lines, "Newsletter", "Impressum", "Datenschutz")).removals}
    assert removals
    assert all(rule.split(".")[1] == "de" or rule.count(".") == 1 for rule in removals)


def test_what_goes_does_not_depend_on_the_language():
    text = page("Menu", "Sponsored Content", *prose()[:4], "Newsletter", "Privacy", "Fotos: dpa", "© 2024 Halvern News")
    assert {clean(text, language=code).text for code in (None, "en", "de", "it", "xx", "")} == {clean(text).text}


def test_languages_of_many_texts_are_heard():
    text = page(LEAD, MORE, "Foto: dpa", LAST)
    results = list(Cleaner().clean_many([text] * 3, languages=["de", None, "nl"]))
    assert results == [clean(text, language=code) for code in ("de", None, "nl")]


def test_a_labelled_item_of_a_list_whose_others_stay_stays():
    items = "- **Cost:** nine million\n- **Start:** April\n- **Source:** council minutes\n- **Term:** a year"
    assert clean(page(LEAD, items, LAST)).text == page(LEAD, items, LAST)
    assert clean(page(LEAD, MORE, LAST, "Source: Kesselmark Daily")).text == page(LEAD, MORE, LAST)
