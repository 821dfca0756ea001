"""The wording model: what talks like a prompt goes where its surroundings say so, and what is told stays."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given

import cleaner as cleaner_package
from cleaner import Cleaner, Confidence, UsageError
from cleaner.find.claims import Claim
from cleaner.find.wording import BITS, KIND_BITS, LONGEST, Heard, Wording
from cleaner.rules.own import own_packs
from cleaner.testing.strategies import texts
from cleaner.text.lines import Document
from tests.small_articles import ARTICLES

OWN = Path(cleaner_package.__file__).parent / "find" / "wording.bin"
WITH, WITHOUT = Cleaner(model=False), Cleaner(model=False, wording=False)
THOROUGH = Cleaner(model=False, policy="thorough")
LEAD = "The ferry comes in every morning, and the pilots wait for it at the far end of the quay, as they always have."
LAST = "Whoever wants to cross in winter has to ask on the island, the harbour master said, and bring a warm coat."
#: Prose that is worded like prompts.
HARD = [
    "By signing up to the accord, you agree to be bound by the laws of all its members.",
    "Readers who subscribe to the theory should read the rest of the book.",
    "Sign up for the army, the posters said, and see the world.",
    "The newsletter of the harbour was read by everybody in the town.",
    "She asked us to share the bread and to follow her to the quay.",
    "Voters can download the form from the office and send it by mail.",
    "Wer sich für den Kurs anmelden will, muss bis Freitag ins Rathaus kommen.",
    "Les abonnés du théâtre ont reçu leur lettre mardi matin.",
    "The town sends a letter by email to some twelve thousand residents every Friday.",
    "Comments under the film were closed after a flood of insults against the referee.",
    "The railway wants passengers to buy tickets in its app, but the counters stay open.",
    "The platform raised its monthly price to ten dollars and allows cancelling at any time.",
    "Das Gericht verbot dem Händler, Rundbriefe ohne Einwilligung per E-Mail zu verschicken.",
    "Der Verlag kündigte an, Inhalte mit Werbung künftig kostenlos anzubieten.",
    "El sitio mostraba un mensaje de error y pedía a los usuarios iniciar sesión más tarde.",
    "La piattaforma ha introdotto un abbonamento gratuito con annunci pubblicitari.",
    "De krant gaf haar abonnees een boek cadeau met de mooiste foto's van het jaar.",
    "Myndigheten riktar kritik mot tre bolag för hur de samlar in samtycke till kakor.",
    "Sąd uznał, że przedruk artykułu bez zgody redakcji narusza prawa autorskie.",
    "Журнал подарил подписчикам книгу с лучшими обложками за всю историю.",
    "Yeni yönetmelik, reklamların haberden açıkça ayrılmasını zorunlu kılıyor.",
    "Pengadilan memutuskan bahwa penggunaan lagu tanpa izin melanggar hak cipta.",
    "Kênh của câu lạc bộ trên mạng xã hội đã có hơn một triệu người theo dõi.",
    "رفعت المنصة سعر الاشتراك الشهري وسمحت بإلغائه في أي وقت.",
]
#: Prompts that no rule names, with what they are taken for.
UNSEEN = [
    ("Want more from us? Grab our app and never miss a story.", "promo"),
    ("Noch mehr davon? Dann hol dir unseren kostenlosen Morgenbrief ins Postfach.", "newsletter"),
    ("Envie d'en savoir plus ? Nos meilleures histoires vous attendent chaque matin.", "paywall"),
]


def is_sure(claim: Claim) -> bool:
    return claim.rule.confidence is Confidence.CERTAIN


def article(line: str) -> str:
    return f"{LEAD}\n\n{line}\n\n{LAST}\n"


def at_the_end(line: str) -> str:
    return f"{LEAD}\n\n{LAST}\n\n{line}\n"


@pytest.mark.parametrize(("prompt", "category"), UNSEEN)
def test_an_unseen_prompt_at_the_end_goes_and_the_reason_names_its_words(prompt, category):
    assert WITHOUT.clean(at_the_end(prompt)).text == at_the_end(prompt)
    result = WITH.clean(at_the_end(prompt))
    assert result.text == f"{LEAD}\n\n{LAST}\n"
    (removal,) = result.removals
    assert removal.rule == f"wording.{category}"
    assert removal.confidence is Confidence.LIKELY
    assert removal.reason.startswith("worded like a ")
    assert removal.reason.partition("; ")[2] in ("", "it stands at the end of the text")
    named = removal.reason.split('"')[1::2]
    assert named
    assert all(word in prompt.lower() for word in named)


@pytest.mark.parametrize(("prompt", "category"), UNSEEN)
def test_a_prompt_stays_above_the_first_paragraph_and_where_it_is_told(prompt, category):
    told = f"“{prompt}” the letter read."
    for text in (f"{prompt}\n\n{LEAD}\n\n{LAST}\n", at_the_end(told), article(told)):
        assert WITH.clean(text).text == text


@pytest.mark.parametrize("line", HARD)
@pytest.mark.parametrize("cleaner", [WITH, THOROUGH], ids=["balanced", "thorough"])
def test_prose_that_resembles_prompts_stays(line, cleaner):
    for text in (article(line), at_the_end(line)):
        assert cleaner.clean(text).text == text


def test_articles_of_ours_in_many_scripts_stay():
    for lines in ARTICLES.values():
        text = "\n\n".join(lines) + "\n"
        for cleaner in (WITH, THOROUGH):
            assert [one for one in cleaner.clean(text).removals if one.rule.startswith("wording.")] == []


def test_hardly_any_sentence_that_packs_keep_is_taken_for_a_prompt():
    kept = [example.text for pack in own_packs() for rule in pack.rules for example in rule.keep]
    lines = [line for text in kept for line in text.splitlines() if line.strip()]
    wording = Wording.own()
    found = [worded for line in lines if (worded := wording.of(line)) is not None]
    assert len(found) < len(lines) / 25
    document = Document("\n\n".join(lines))
    assert [claim.span.of(document.text) for claim in wording.claims(document, (), (), Heard()) if is_sure(claim)] == []


@given(texts())
def test_the_promises_hold(text):
    for cleaner in (WITH, THOROUGH):
        result = cleaner.clean(text)
        assert result.restore() == text
        assert cleaner.clean(result.text).text == result.text


def test_a_line_is_worded_alike_wherever_it_stands_and_however_often_it_is_asked():
    wording = Wording(OWN.read_bytes())
    line = UNSEEN[0][0]
    first = wording.of(line)
    for other in (*HARD, LEAD, "Sign up", "購読する"):
        wording.of(other)
    assert wording.of(line) == first == Wording.own().of(line)


def test_precise_goes_without_and_so_does_who_asks_for_it():
    text = at_the_end(UNSEEN[0][0])
    assert Cleaner(policy="precise").clean(text).text == text
    assert Cleaner(wording=False).clean(text).text == text
    assert Cleaner(keep=[UNSEEN[0][1]]).clean(text).text == text
    assert len({Cleaner().fingerprint, Cleaner(wording=False).fingerprint, Cleaner(policy="precise").fingerprint}) == 3


def test_a_model_of_ones_own_is_read_once_and_can_be_pickled(tmp_path):
    path = tmp_path / "wording.bin"
    path.write_bytes(OWN.read_bytes())
    cleaner = Cleaner(wording=path)
    path.unlink()
    again = pickle.loads(pickle.dumps(cleaner))
    assert again.fingerprint == cleaner.fingerprint == Cleaner().fingerprint
    assert again.clean(at_the_end(UNSEEN[0][0])).text == f"{LEAD}\n\n{LAST}\n"
    assert pickle.loads(pickle.dumps(Wording.own())) is Wording.own()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "it is no model"),
        (b"\xff\xfe", "it is no model"),
        (b"[1]\n", "it is no model"),
        (b'{"form": 0}\n', "fitted for other features; fit it again"),
        (OWN.read_bytes()[:-1], "the file is damaged"),
        (OWN.read_bytes()[:-1] + b"\0", "the file is damaged"),
        (None, "No such file or directory"),
    ],
    ids=["empty", "bytes", "list", "form", "short", "changed", "missing"],
)
def test_a_file_that_is_no_model_is_refused_in_a_line(content, problem, tmp_path):
    path = tmp_path / "wording.bin"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as found:
        Cleaner(wording=path)
    assert str(found.value) == f"cannot read the wording model {path}: {problem}"


@pytest.mark.parametrize("value", [1, None, b"wording.bin", ""])
def test_what_is_no_path_and_no_switch_is_refused(value):
    with pytest.raises(UsageError, match="wording takes True, False"):
        Cleaner(wording=value)


def test_the_file_is_small_and_the_card_lies_beside_it():
    assert (1 << BITS) + (16 << KIND_BITS) < OWN.stat().st_size < 256 << 10
    assert OWN.with_suffix(".md").read_text("utf-8").startswith("# The wording model")


def test_the_model_needs_no_numpy_and_looks_at_no_long_line():
    code = (
        "from cleaner.find.wording import Wording; w = Wording.own(); import sys\n"
        f"assert w.of({UNSEEN[0][0]!r}) is not None\n"
        "assert 'numpy' not in sys.modules"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(cleaner_package.__file__).parents[1])}
    subprocess.run([sys.executable, "-c", code], check=True, env=env)
    assert len(WITH.clean(at_the_end("Grab our app! " * LONGEST)).removals) == 0


@pytest.mark.parametrize("beside", ["Publicité", "Imprimer l'article", "Suivez-nous sur Instagram"])
@pytest.mark.parametrize("line", ["Pourquoi les abonnements sont-ils si chers ?", "Cookies et consentement"])
def test_what_may_be_a_question_or_a_subhead_of_the_article_stays_beside_prompts(line, beside):
    above = "Le tribunal examinera en septembre la plainte de trois riverains, et un jugement est attendu avant Noël."
    below = "Selon la police, la circulation sur l'ancienne route a diminué d'un tiers depuis l'ouverture de la voie."
    assert WITH.clean(f"{above}\n\n{beside}\n\n{line}\n\n{below}\n").text == f"{above}\n\n{line}\n\n{below}\n"


@pytest.mark.parametrize(
    "tip", ["Check your spam folder.", "Vérifiez votre dossier de spams.", "Löschen Sie einmal im Monat die Cookies."]
)
def test_advice_to_the_reader_stays_at_the_end(tip):
    assert WITH.clean(at_the_end(tip)).text == at_the_end(tip)


def test_the_own_model_is_found_by_name_where_only_names_are_sent():
    make, given = Wording.own().__reduce__()
    assert getattr(sys.modules[make.__module__], make.__qualname__) is make
    assert make(*given) is Wording.own()
