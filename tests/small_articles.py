"""Small articles of our own, in many scripts and with many ways of ending a line; nothing in them is boilerplate."""

from __future__ import annotations

ARTICLES: dict[str, tuple[str, ...]] = {
    "hindi": (
        "वार्न में पुराना पुल फिर से बनेगा",
        "नगर परिषद ने मंगलवार को पुराने पुल को फिर से बनाने का फ़ैसला किया।",
        "महापौर ने बताया कि काम मई में शुरू होगा और लगभग दो साल चलेगा।",
        "नदी के किनारे रहने वाले लोग अब तक नाव से आते-जाते रहे हैं॥",
    ),
    "hindi-short-lines": (
        "पुल बंद है।",
        "लोग नाव से जाते हैं।",
        "काम मई में शुरू होगा।",
        "बारिश कम हुई है।",
    ),
    "urdu": (
        "شہر کی کونسل نے منگل کے روز پرانا پل دوبارہ بنانے کا فیصلہ کیا۔",
        "میئر نے کہا کہ کام مئی میں شروع ہوگا اور تقریباً دو سال چلے گا۔",
        "کیا خرچ کم ہو سکتا ہے؟",
        "دریا کے کنارے رہنے والے لوگ اب تک کشتی سے آتے جاتے ہیں۔",
    ),
    "thai": (
        "สภาเมืองลงมติเมื่อวันอังคารให้สร้างสะพานเก่าขึ้นใหม่ก่อนที่พายุฤดูหนาวจะมาถึง",
        "นายกเทศมนตรีกล่าวว่างานจะเริ่มในเดือนพฤษภาคมและใช้เวลาราวสองปี",
        "ชาวบ้านริมแม่น้ำยังต้องใช้เรือข้ามฟากทุกวัน",
        "ค่าใช้จ่ายทั้งหมดจะมาจากงบประมาณของเมือง",
    ),
    "lao": (
        "ສະພາເມືອງລົງມະຕິໃນວັນອັງຄານໃຫ້ສ້າງຂົວເກົ່າຂຶ້ນໃໝ່ກ່ອນລະດູຝົນ",
        "ເຈົ້າເມືອງກ່າວວ່າວຽກຈະເລີ່ມໃນເດືອນພຶດສະພາ",
        "ຊາວບ້ານຍັງຕ້ອງຂ້າມແມ່ນ້ຳດ້ວຍເຮືອທຸກວັນ",
    ),
    "armenian": (
        "Քաղաքի խորհուրդը երեքշաբթի որոշեց վերակառուցել հին կամուրջը։",
        "Աշխատանքները կսկսվեն մայիսին և կտևեն մոտ երկու տարի։",
        "Գետի ափին ապրող մարդիկ առայժմ նավակով են անցնում։",
    ),
    "amharic": (
        "የከተማው ምክር ቤት ማክሰኞ ዕለት አሮጌውን ድልድይ እንደገና ለመሥራት ወሰነ።",
        "ሥራው በግንቦት ወር ይጀምራል ሲሉ ከንቲባው ተናግረዋል።",
        "የወንዙ ዳር ነዋሪዎች እስካሁን በጀልባ ይሻገራሉ።",
    ),
    "khmer": (
        "ក្រុមប្រឹក្សាក្រុងបានសម្រេចនៅថ្ងៃអង្គារថានឹងសាងសង់ស្ពានចាស់ឡើងវិញ។",
        "ការងារនឹងចាប់ផ្តើមនៅខែឧសភា ហើយនឹងចំណាយពេលប្រហែលពីរឆ្នាំ។",
        "អ្នកភូមិនៅមាត់ទន្លេនៅតែឆ្លងដោយទូក។",
    ),
    "burmese": (
        "မြို့တော်ကောင်စီက တံတားဟောင်းကို ပြန်လည်တည်ဆောက်ရန် အင်္ဂါနေ့တွင် ဆုံးဖြတ်ခဲ့သည်။",
        "လုပ်ငန်းကို မေလတွင် စတင်မည်ဖြစ်သည်။",
        "ရွာသားများသည် လှေဖြင့် ကူးနေကြသည်။",
    ),
    "tibetan": (
        "གྲོང་ཁྱེར་གྱི་ཚོགས་པས་ཟམ་པ་རྙིང་པ་བསྐྱར་དུ་བཟོ་རྒྱུ་ཐག་བཅད་པ་རེད།",
        "ལས་ཀ་དེ་ཟླ་བ་ལྔ་པར་འགོ་འཛུགས་རྒྱུ་རེད།",
    ),
    "japanese": (
        "市議会は火曜日、冬の嵐が来る前に古い橋を架け替えることを決めた。",
        "工事は五月に始まり、およそ二年かかる見通しだ。",
        "川沿いの住民は今も渡し船を使っている。",
        "費用は市の予算でまかなう！",
    ),
    "chinese": (
        "市议会星期二决定在冬季风暴到来之前重建旧桥。",
        "工程将于五月开始，预计需要两年左右。",
        "河边的居民目前仍然乘船往来。",
    ),
    "korean": (
        "시의회는 화요일 겨울 폭풍이 오기 전에 낡은 다리를 다시 짓기로 했다.",
        "공사는 오월에 시작해 두 해쯤 걸릴 것으로 보인다.",
        "강가 주민들은 아직 나룻배로 오간다.",
    ),
    "arabic": (
        "قرر مجلس المدينة يوم الثلاثاء إعادة بناء الجسر القديم قبل عواصف الشتاء.",
        "وقال رئيس البلدية إن العمل سيبدأ في مايو ويستمر نحو عامين.",
        "هل تكفي الأموال؟",
        "ولا يزال سكان الضفة يعبرون النهر بالقوارب.",
    ),
    "hebrew": (
        "מועצת העיר החליטה ביום שלישי לבנות מחדש את הגשר הישן לפני סערות החורף.",
        "העבודה תתחיל במאי ותימשך כשנתיים, אמר ראש העיר.",
        "תושבי הגדה עדיין חוצים את הנהר בסירה.",
    ),
    "greek": (
        "Το δημοτικό συμβούλιο αποφάσισε την Τρίτη να ξαναχτίσει την παλιά γέφυρα.",
        "Οι εργασίες αρχίζουν τον Μάιο και θα κρατήσουν περίπου δύο χρόνια.",
        "Ποιος θα πληρώσει;",
        "Οι κάτοικοι περνούν ακόμη το ποτάμι με βάρκα.",
    ),
    "russian": (
        "Городской совет во вторник решил заново построить старый мост до зимних бурь.",
        "Работы начнутся в мае и продлятся около двух лет, сообщил мэр.",
        "Жители берега пока переправляются на лодке.",
    ),
    "german": (
        "Varn baut die alte Brücke neu",
        "Der Rat der Stadt beschloss am Dienstag, die alte Brücke vor den Stürmen des Winters neu zu bauen.",
        "Die Arbeiten beginnen im Mai und dauern etwa zwei Jahre.",
        "Bis dahin fährt ein Boot.",
    ),
    "english": (
        "Old bridge in Varn to be rebuilt",
        "The council met on Tuesday and voted to rebuild the old bridge before the winter storms arrive.",
        "Work is to begin in May, the mayor said, and will take the better part of two years.",
        "What it will cost",
        "Nobody could put a figure on it, but the river wall alone took half of last year's taxes.",
        "She was 93.",
    ),
    "english-agency": (
        "The council met on Tuesday and voted to rebuild the old bridge before the winter storms arrive (AP)",
        "Work is to begin in May and will take the better part of two years (AP)",
        "The ferry runs until then (AP)",
    ),
    "english-dots": (
        "The council met on Tuesday and voted, at long last, to rebuild the old bridge...",
        "Work is to begin in May, if anybody believes in that month any more...",
        "Until then there is the ferry...",
    ),
    "english-no-stop": (
        "The council met on Tuesday and voted to rebuild the old bridge before the winter storms arrive",
        "Work is to begin in May and will take the better part of two years",
        "The ferry runs until then",
        "It has done so for a hundred years",
    ),
    "english-one-long-line": (
        "The council met on Tuesday and voted to rebuild the old bridge before the winter storms arrive. Work is to "
        "begin in May. The ferry runs until then, as it has done for a hundred years, and will not stop after that",
    ),
    "poem": (
        "The ferryman rows where the bridge used to stand",
        "And counts every stroke of the oar",
        "The river is wide and the fog is at hand",
        "He has rowed it a hundred times more",
        "",
        "The masons came down with their chalk and their string",
        "They measured the mud and the stone",
        "The ferryman laughed and the children would sing",
        "Of a river that walks all alone",
    ),
    "poem-in-small-letters": (
        "the ferryman rows",
        "where the bridge used to stand",
        "and counts every stroke",
        "and the fog is at hand",
        "the river is wide",
        "and he rows it alone",
    ),
    "hindi-poem": (
        "नदी के पार एक गाँव है",
        "जहाँ नाव से लोग जाते हैं",
        "पुल टूटे बरसों बीत गए",
        "मल्लाह अब भी गीत गाते हैं",
    ),
}

#: Articles that stand without blank lines between their lines, and those that have some.
SEPARATORS = ("\n", "\n\n")


def with_example(article: tuple[str, ...], example: str, place: int, separator: str) -> str:
    """An article with an example above the line at `place`; below the last where there is none."""
    lines = [*article[:place], example, *article[place:]]
    return separator.join(lines) + "\n"


def lost_lines(article: tuple[str, ...], cleaned: str) -> list[str]:
    """The lines of an article that do not stand in a cleaned text, in their order and whole, an agency's sign aside."""
    lost, at = [], 0
    bodies = [body.removesuffix(" (AP)") for body in cleaned.splitlines()]
    for line in filter(None, article):
        try:
            at = bodies.index(line.removesuffix(" (AP)"), at) + 1
        except ValueError:
            lost.append(line)
    return lost
