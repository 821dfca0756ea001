"""Reporters' sentences that begin with the words of a prompt, or were run on to one: none of their letters go."""

from __future__ import annotations

import pytest

from cleaner import Cleaner, clean
from cleaner.text.clauses import is_told, run_on

LEAD = "The council voted on Tuesday to rebuild the old bridge before the winter storms arrive."
MORE = "Passengers will be taken by bus over the old bridge, which adds an hour to the journey."
CLEANERS = [Cleaner(policy=name) for name in ("precise", "balanced")]

TOLD = [
    "Descarga nuestra app, insistía un altavoz en la puerta de la sala.",
    "Prueba nuestra app, pidió el ministro a los médicos.",
    "Jetzt kostenlos testen, warb ein Aufsteller vor dem Laden.",
    "Laden Sie unsere App herunter, drängte ein Lautsprecher vor dem Saal.",
    "Haz clic aquí para darte de baja, decía el correo, pero el enlace no llevaba a ninguna parte.",
    "Download our app, urged a loudspeaker at the door of the hall.",
    "Sign up for our newsletter, a poster on the door of the town hall demanded.",
    "Subscribe to our newsletter was all that the letter said.",
    "Téléchargez notre application, suppliait une affiche à l'entrée du port.",
    "Iscriviti alla nostra newsletter, ripeteva l'altoparlante del mercato, ma nessuno ascoltava.",
    "Assine a nossa newsletter, implorava um cartaz à entrada do porto.",
    "Meld je aan voor onze nieuwsbrief, smeekte een bord bij de ingang van de haven.",
    "Tilmeld dig vores nyhedsbrev, tryglede et skilt ved havnens indgang.",
    "Prenumerera på vårt nyhetsbrev, vädjade en skylt vid hamnens ingång.",
    "Meld deg på nyhetsbrevet vårt, tryglet et skilt ved inngangen til havnen.",
    "Pobierz naszą aplikację – nalegał głośnik przed salą.",
    "Stáhněte si naši aplikaci, prosila cedule u vchodu do přístavu.",
    "Скачайте наше приложение, — твердил громкоговоритель на рынке.",
    "Завантажте наш застосунок, благала вивіска біля входу в порт.",
    "Uygulamamızı indirin, diye yalvarıyordu limanın girişindeki tabela.",
    "アプリをダウンロードしてください、と店頭のスピーカーが叫んだ。",
    "下载我们的应用，门口的喇叭喊道。",
    "앱을 다운로드하세요, 가게 앞 확성기가 외쳤다.",
    "הורידו את האפליקציה, התחנן שלט בכניסה לנמל.",
    "Jetzt kostenlos testen! rief der Händler vor dem Laden.",
    "Abonnez-vous à notre newsletter ! criait le haut-parleur du marché.",
]
#: Prompts that go on in small letters after a comma, and go.
MADE = [
    "Descarga nuestra app, y no te pierdas nada.",
    "Sign up for our newsletter, delivered to your inbox every morning.",
    "Laden Sie unsere App herunter, um nichts zu verpassen.",
    "Diese Website nutzt Cookies, um Ihnen das beste Erlebnis zu bieten.",
    "Мы используем файлы cookie, чтобы сайт работал лучше.",
    "Den som mener seg rammet av urettmessig publisering, oppfordres til å ta kontakt med redaksjonen.",
    "Get our award-winning daily news email featuring exclusive stories, opinion and expert analysis",
]
#: A prompt that lost its stop, the sentence behind it, and whether the prompt goes: where in doubt all stays.
RUN_ON = [
    ("Connectez-vous pour lire la suite", " Connectez-vous, répétait la machine à l'entrée du port.", True),
    ("A lire également", " À lire leurs bilans, les ports vont bien.", False),
    ("Lire aussi : Le port en crise", " Lire aussi les petits caractères était le conseil du juge.", True),
    ("Read more: Five libraries at risk", " Read more books, the councillors were told on Monday.", True),
    ("Lesen Sie auch: Streit um den Stadtpark", " Lesen Sie auch das Kleingedruckte, riet der Anwalt.", True),
    ("Lee también: El puerto en crisis", " Lee también los contratos, aconsejó el juez.", True),
    ("Leggi anche: Il porto in crisi", " Leggi anche le clausole, consigliava il giudice agli inquilini.", True),
    ("Leia também: O porto em crise", " Leia também os contratos, aconselhou o juiz aos inquilinos.", True),
    ("Läs också: Hamnen i kris", " Läs också det finstilta, rådde juristen hyresgästerna.", True),
    ("Czytaj też: Port w kryzysie", " Czytaj też drobny druk, radził prawnik najemcom.", True),
    ("Читайте также: Пожар в типографии", " Читайте также мелкий шрифт, посоветовал юрист.", True),
    ("You have 2 free articles left this month", "You have two weeks left to appeal, the clerk told the men.", True),
    ("Follow us on Twitter", "Follow us, the protesters called, and the crowd did.", True),
    ("Abonnez-vous à notre newsletter", "Abonnez-vous à la mer, disait l'affiche du port.", True),
    ("Suscríbete a nuestro boletín", "Suscríbete al club, decía el cartel del puerto.", True),
    ("Подпишитесь на нашу рассылку", "Подпишитесь под обращением, просили жители.", True),
    ("Фото: ТАСС", "Фото на стенах сняли в среду.", False),
    ("Subscribe to our newsletter", " The ferry ran aground on Monday, the harbour master said.", True),
    ("Подпишитесь на нашу рассылку", " Паром сел на мель в понедельник, и пассажиров сняли рыбаки.", True),
    (
        "Masz już subskrypcję? Zaloguj się",
        " Prom osiadł na mieliźnie w poniedziałek, a rybacy pomogli.",
        False,
    ),
    ("Ikuti kami", " Kapal feri itu kandas pada hari Senin, dan para nelayan menolong penumpangnya.", False),
    ("¿Ya eres suscriptor? Inicia sesión", " Embarrancó el transbordador el lunes por la noche en la bahía.", False),
    ("Wir verwenden Cookies", " Die Brücke über den Sund bleibt bis zum Frühjahr gesperrt.", False),
    ("Abonnez-vous pour lire la suite", " Le pont restera fermé jusqu’au printemps.", True),
]


def places(line: str) -> list[str]:
    """A line alone, between paragraphs, below them, and inside one."""
    return [line, f"{LEAD}\n\n{line}\n\n{MORE}\n", f"{LEAD}\n{MORE}\n{line}", f"{LEAD} {line} {MORE}"]


@pytest.mark.parametrize("line", TOLD)
def test_a_prompt_that_is_told_stays(line):
    for text in places(line):
        assert [cleaner.clean(text).text for cleaner in CLEANERS] == [text, text]


@pytest.mark.parametrize("line", MADE)
def test_a_prompt_that_goes_on_goes(line):
    assert clean(f"{LEAD}\n\n{line}\n\n{MORE}\n").text == f"{LEAD}\n\n{MORE}\n"


@pytest.mark.parametrize(("prompt", "sentence", "goes"), RUN_ON)
def test_a_sentence_that_was_run_on_to_a_prompt_stays(prompt, sentence, goes):
    for text in places(prompt + sentence):
        assert sentence.strip() in clean(text).text
    assert (prompt not in clean(f"{LEAD}\n\n{prompt}{sentence}\n\n{MORE}\n").text) == goes


def test_a_row_of_teasers_goes_as_before():
    row = "Read more: Five libraries at risk Read more: Ten harbours closed"
    assert clean(f"{LEAD}\n\n{row}\n\n{MORE}\n").text == f"{LEAD}\n\n{MORE}\n"


@pytest.mark.parametrize("name", ["LegalZoom", "RealtyMogul", "LinkedIn", "ChromeSafari"])
def test_a_name_with_a_capital_inside_is_no_seam(name):
    assert not run_on(f"Subscribe to {name} for the news and views of the whole coast.", "en")


def test_an_enumeration_tells_nothing():
    assert not is_told("Get the latest on threats, trends, and technology.", "en")
    assert is_told("Get the latest, the mayor advised.", "en")


CAPTIONS = [
    "Foto: Das war der Abend.",
    "Foto: Der Hafen liegt still.",
    "Foto: Das war der letzte Abend vor dem Sturm.",
    "Photo: That was the last night.",
    "Photo : Le pont était fermé mardi.",
    "Foto: El puente está cerrado.",
    "Foto: Dit was de laatste avond.",
    "Foto: Most byl v úterý uzavřen.",
    "Фото: Мост закрыли во вторник.",
    "写真：橋は火曜日に閉鎖された。",
    "사진: 다리는 화요일에 폐쇄됐다.",
]


@pytest.mark.parametrize("line", CAPTIONS)
def test_a_caption_that_is_a_sentence_stays(line):
    sentence = line.split(":" if ":" in line else "：")[1].strip()
    for text in places(line):
        assert sentence in clean(text).text


@pytest.mark.parametrize("line", ["Foto: dpa", "Foto: Stadtwerke der Stadt Varn.", "写真：ロイター", "Foto: privat."])
def test_a_credit_goes(line):
    assert clean(f"{LEAD}\n\n{line}\n").text == f"{LEAD}\n"


def test_the_label_of_a_caption_goes_by_no_rule_of_another_language():
    text = "Der Hafen ist seit Montag zu, und die Fähre liegt still.\n\nFoto: Das war der Abend.\n"
    assert not [removal.rule for removal in clean(text).removals]


@pytest.mark.parametrize(
    "line", ["By Nate Berg", "Marta Oliveras is a senior correspondent based in Vandry.", "Sports"]
)
def test_a_text_that_would_go_by_likely_evidence_alone_stays(line):
    assert clean(line).text == line
    assert clean(f"{LEAD}\n\n{line}").text != f"{LEAD}\n\n{line}"


def test_precise_takes_certain_claims_alone():
    text = f"By Nate Berg\n\n{LEAD}\n\nSign up for our newsletter\n\n{MORE}\n"
    precise = Cleaner(policy="precise").clean(text)
    assert [(removal.text.strip(), removal.confidence.value) for removal in precise.removals] == [
        ("Sign up for our newsletter", "certain")
    ]
    assert "Nate Berg" not in clean(text).text


CITED = [
    'The judge noted that the words "all rights reserved" prove nothing about who wrote a text.',
    'De rechter merkte op dat de woorden "alle rechten voorbehouden" geen bewijs van auteurschap zijn.',
    "علّق صاحب المتجر لافتة كتب عليها: «تابعونا على إنستغرام لمعرفة موعد الافتتاح».",
    "На двери висел листок «Подпишитесь на нашу рассылку», и никто его не снимал.",
    'Über der Kasse stand "Jetzt unseren Newsletter abonnieren" in roten Buchstaben.',
    "Sur la porte, une affiche « Abonnez-vous à notre newsletter » pendait de travers.",
]


@pytest.mark.parametrize("sentence", CITED)
def test_a_prompt_that_a_sentence_cites_stays(sentence):
    for text in (
        f"{sentence}\n",
        f"{LEAD}\n\n{sentence}\n\n{MORE}\n",
        f"{LEAD}\n\n{sentence}\n",
        f"{LEAD} {sentence}\n",
    ):
        assert clean(text).text == text


def test_a_headline_that_begins_like_a_prompt_stays():
    text = f"{LEAD}\n\nIhre Meinung zählt nicht\n\n{MORE}\n"
    assert clean(text).text == text


@pytest.mark.parametrize(
    "report", ["橋は月曜から閉鎖されている。けが人はいない。", "漁協は月曜に規約を変えた。", "상담은 무료라고 말했다."]
)
@pytest.mark.parametrize("prompt", ["会員登録はこちら", "ぜひフォローしてください", "회원가입 후 계속 읽기"])
def test_a_report_before_a_prompt_of_its_line_stays(report, prompt):
    assert report in clean(f"{report}{prompt}\n").text
