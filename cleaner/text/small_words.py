"""The small words of languages: how a prompt goes on, what begins a sentence, what speaks to the reader.

Each table is by language. A language that a table lacks has none of its words: there every clause counts as news.
"""

from __future__ import annotations

import re

from cleaner.text.late import late

#: What a sentence says of the prompt that it begins with: "Sign up now was all that the poster said."
SAYS = late(
    r"(?<=\s)(?:was|were|stand|stood|lautete|hieß|war|wäre|était|fut|disait|era|fue|decía|foi|dizia|diceva|stond|luidde|stod"
    r"|lød|löd|było|brzmiał[aoy]?|widniało|był|bylo|stálo|byl|был[аои]?|гласил[аои]?|стояло|було|scria|yazıyordu"
    r"|oli|volt|állt|ήταν|έγραφε)(?=\s)"
)
#: How a prompt goes on after a comma, in small letters: conjunctions, prepositions, participles, further prompts.
_GOING_ON = {
    "en": "and or but so because since if when where while as that which who whose to for with without by from in"
    " on at of no not such only just even all every each any more plus including featuring delivered sent"
    " straight right direct free directly available please then it its there here after before until unless"
    " both either whether wherever whenever our we us get stay keep join read subscribe sign follow like share"
    " tell enjoy start try receive learn see find check visit exclusively online anytime anywhere cancel may"
    " can will should must is are has have this these those other along",
    "de": "und oder aber sondern denn damit um wenn wann wo weil sobald sofern falls ob ohne mit für bis ab auf in"
    " im am an aus bei beim nach von vom vor zu zum zur über unter als wie so dann also auch nur nicht kein"
    " keine jederzeit täglich wöchentlich monatlich kostenlos kostenfrei gratis bitte was wer das dass die der"
    " den dem deren dessen danach sowie jetzt hier dort es wir",
    "fr": "et ou mais car donc pour afin si sans avec qui que dont où dès par dans en au aux sur sous chez lors"
    " puis ainsi quand lorsque comme merci gratuit gratuitement chaque tous toute toutes c nous ne à n pas elle elles"
    " directement ensuite",
    "es": "y e o u pero sino si para con sin que quien donde cuando como porque por en desde hasta cada todo todos"
    " todas toda gratis así es solo sólo también no te os lo nos recibe recibirás accede disfruta lee descubre"
    " entérate únete sigue aprovecha conoce suscríbete compártelo síguenos",
    "pt": "e ou mas se para com sem que quem onde quando como porque por em desde até cada todos todas toda grátis"
    " é só também não receba acesse aproveite leia fique siga confira participe clique",
    "it": "e ed o od ma oppure se per con senza che chi cui dove quando come perché da dal dalla fino ogni tutti"
    " tutte tutta è gratis solo anche non ricevi leggi scopri resta segui ti ci vi previo salvo",
    "ca": "i o però per amb sense que qui on quan perquè des fins si",
    "ro": "și sau dar iar dacă pentru cu fără care unde când ca să din că",
    "nl": "en of maar want zodat om als wanneer waar die dat dan met zonder voor van bij tot uit op in via elke ook"
    " niet geen gratis krijg lees ontvang blijf mis wij we het",
    "da": "og eller men så sådan for hvis når hvor som at med uden til fra på i hver også ikke få læs hold følg det"
    " vi grundet",
    "no": "og eller men så slik sånn for hvis når hvor som at med uten til fra på i hver også ikke få les hold følg"
    " det vi grundet",
    "sv": "och eller men så för om när där som att med utan till från på i varje också inte få läs håll följ det vi"
    " gratis direkt grundet",
    "pl": "i lub oraz ale a aby by żeby jeśli jeżeli gdy gdzie który która które którzy bo z ze bez dla do od po w"
    " we na co każdy także nie bądź czytaj odbierz że",
    "cs": "a nebo či ale aby pokud když kde který která které s se bez pro do od po v ve na každý také buď že mé",
    "sk": "a alebo ale aby ak keď kde ktorý ktorá ktoré s bez pre do od po v na každý tiež že",
    "hr": "i ili ali a ako kada gdje koji koja koje s bez za do od u na svaki da što",
    "sr": "i ili ali a ako kada gde koji koja koje sa bez za do od u na svaki da и или али ако када где који која"
    " које са без за što да",
    "ru": "и или но а чтобы если когда где который которая которое которые что как с со без для до от по в во на из"
    " к каждый также не мы это она он оно они",
    "uk": "і й та або але щоб якщо коли де який яка яке які що як з із зі без для до від по в у на кожен також не"
    " ми це",
    "bg": "и или но а за да ако когато където който която което които със без от до в на че",
    "tr": "ve veya ya ki için ile",
    "fi": "ja tai mutta niin jos kun jotta joka jossa ilman",
    "hu": "és vagy de hogy ha ahol amely aki mert nélkül",
    "el": "και ή αλλά για αν όταν όπου που με χωρίς να από σε",
    "id": "dan atau tetapi agar supaya jika untuk dengan tanpa yang di ke dari",
    "vi": "và hoặc để nếu khi với không",
    "he": "או כדי אם עם כל גם אבל את אל על עד",
    "ar": "أو حتى كي إذا مع من في على إلى كل أيضا لكن",
    "fa": "و یا تا اگر با از در به برای که هر هم اما شما",
    "ur": "اور یا تاکہ اگر کے کی سے میں پر ہر آپ",
    "hi": "और या ताकि अगर के की से में पर हर आप",
    "ka": "და ან რომ თუ რათა",
}
#: Letters that small words are written on with, before the word that they go with.
WRITTEN_ON = {"he": "ושלבמכ", "ar": "وفلب"}
#: Languages without capitals whose commas part clauses as others' do.
WITHOUT_CAPITALS = frozenset({"he", "ar", "fa", "ur", "hi", "ka"})
GOES_ON = {language: frozenset(words.split()) for language, words in _GOING_ON.items()}
#: What a sentence begins with that goes on in small letters after its first clause.
CONDITION = late(
    r"(?:if|when|while|as|by|to|once|unless|wenn|falls|sobald|um|si|quand|pour|afin|en|lorsque|cuando|para|al|se|quando|per|caso|als|om"
    r"|wanneer|door|hvis|når|om|när|for|för|jeśli|jeżeli|aby|pokud|když|ak|keď|ako|kada|da|если|когда|чтобы|якщо|коли|щоб"
    r"|wer|wie|qui|quien|chi|quem|kto|kdo|кто|хто|den som|den der|de som)\b",
    re.IGNORECASE,
)
#: What begins a relative clause, behind which the sentence goes on in small letters as well.
RELATIVE = late(
    r"(?:who|which|that|whose|der|die|das|den|dem|deren|dessen|qui|que|dont|où|quien|che|cui|quem|som|dat|wie"
    r"|kt[óo]r\w*|kter\w*|koji|koja|koje|котор\w*|як[аеи]\w?|който|която|което|които)\b"
)
#: What speaks to the reader, in the letters that it has, but for words that mean something else in another language;
#: and these, in their own.
READER = late(
    r"\b(?:[Yy]ou(?:rs?|rself)?|[Dd]ich|[Dd]ir|[Dd]eine?[nmrs]?|[Ee]uch|Sie|Ihnen|Ihre?[nmrs]?|[Vv]ous|[Vv]otre|[Vv]os|[Tt]us?"
    r"|ti|tu[oae]|tuoi|toi|ustedes|usted|vuestr[oa]s?|vostr[aeio]|vocês?|jij|jouw?|uw|dig|deg|ditt|[Tt]w[oó]j\w*|[Cc]iebie|[Cc]ię|\w+[aeiy]sz|[Vv]ás|[Vv]ám"
    r"|[Vv]aš\w*|[Вв]ы|[Вв]ас|[Вв]ам|[Вв]аш\w*|[Вв]и|siz\w*|σας|σου|anda)\b"
    r"|^\w+ez\b|^\w+[йиь]те\b|(?:olun|edin|alın|kalın|kaçırmayın|okuyun|izleyin|tıklayın)\W*$"
)
OWN_READER = {
    **dict.fromkeys(("da", "no", "sv", "de"), late(r"\bdu\b")),
    "nl": late(r"\bje\b"),
}
#: What stands before the last thing of an enumeration, beside a comma.
LAST = {
    "en": "and or",
    "de": "und oder",
    "fr": "et ou",
    "es": "y e o u",
    "pt": "e ou",
    "it": "e ed o",
    "ca": "i o",
    "ro": "și sau",
    "nl": "en of",
    "da": "og eller",
    "no": "og eller",
    "sv": "och eller",
    "pl": "i lub oraz",
    "cs": "a nebo",
    "sk": "a alebo",
    "hr": "i ili",
    "sr": "i ili и или",
    "ru": "и или",
    "uk": "і й та або",
    "bg": "и или",
    "tr": "ve veya",
    "fi": "ja tai",
    "hu": "és vagy",
    "el": "και ή",
    "id": "dan atau",
    "vi": "và hoặc",
}
#: What begins a sentence with a capital, and nothing inside one but names.
OPENERS = {
    "en": "The A An He She They It His Her Their This These Those",
    "de": "Der Die Das Ein Eine Er Es Dieser Diese Dieses Sein Seine",
    "fr": "Le La Les L Un Une Il Elle Ils Elles Ce Cette Ces C Son Sa",
    "es": "El La Los Las Un Una Él Ella Este Esta",
    "pt": "O A Os As Um Uma Ele Ela Este Esta",
    "it": "Il Lo La I Gli Le L Un Una Questo Questa",
    "nl": "De Het Een Hij Zij Deze Dit",
    "sv": "Den Det De En Ett Han Hon",
    "da": "Den Det De En Et Han Hun",
    "no": "Den Det De En Et Han Hun",
    "el": "Ο Η Το Οι Τα",
    "hu": "A Az Egy",
}
