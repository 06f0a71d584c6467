"""Sentences in other languages than English: each line is a paragraph, `|` stands where its sentences part."""

from __future__ import annotations

import pytest

from reader.story.sentences import segment, sentence_spans
from reader.story.version import Role, Span
from tests.align.tongues import languages, tellings

HARD = {
    "de": """Dr. Müller kam am 3. Mai 1999 nach Berlin.|Er blieb z. B. nur kurz.
        „Wir gehen heute.|Morgen kommen wir wieder“, sagte er.|Dann ging er.
        Der 2. Weltkrieg endete 1945.|Am 8. Mai war Schluss.
        Das kostet ca. 5 Mio. Euro.|Nr. 7 kommt morgen.
        Er kam um 14.30 Uhr.|Niemand war da.
        Prof. Dr. h. c. Schmidt sprach.|Es regnete.
        Karl der IV. regierte lange.|Er starb 1378.
        Die Fa. Meier GmbH & Co. KG schließt.|Warum?
        „Kommst du?“ fragte sie.|»Nein!« rief er.""",
    "fr": """M. Dupont est arrivé.|Mme. Durand et le Dr. Petit sont là.|Ils attendent.
        Il est né en 52 av. J.-C. en Gaule.|Il mourut jeune.
        « Vraiment ? » demanda-t-elle.|« Oui ! » répondit-il.
        Voir art. 5 et p. 12.|La suite est claire.
        Qu’a-t-il dit ?|Rien !|Il est parti…|On l’a vu à la gare.""",
    "es": """El Sr. García llegó.|¿Qué quería?|¡Nadie lo sabía!|Se fue.
        La Dra. López vive en EE. UU. desde 1990.|Trabaja mucho.
        Vive en la Avda. Mayor núm. 5.|Es la pág. 3.
        «No sé.|Tal vez», dijo.|Luego calló.
        Nació en el s. XIX a. C. y murió joven.|Dijo que no.|Luego calló.""",
    "it": """Il sig. Rossi è arrivato.|La sig.ra Bianchi no.
        Nel 44 a.C. morì Cesare.|Fu ucciso.
        Vedi pag. 5, art. 3, ecc.|Il resto è chiaro.
        Il prof. Neri e l'avv. Gallo parlano.|Piove.
        È vero?|Sì!|Allora andiamo…|Pioveva.""",
    "ru": """В 1999 г. он приехал в Москву.|Там было холодно.
        «Не знаю.|Может быть», — сказал он.|Потом замолчал.
        А. С. Пушкин родился в 1799 году.|Он писал стихи.
        Это стоит 5 тыс. руб. в месяц.|Дорого.
        — Куда ты? — спросил он.|— Домой!
        Проф. Иванов и др. приехали.|Дождь шёл.
        т. е. он не придёт.|Это так.""",
    "ar": """وصل الوزير إلى القاهرة.|هل سيبقى؟|لا أحد يعرف!
        قال د. أحمد إن الأمر صعب.|ثم غادر.
        «لا أعرف.|ربما»، قال الرجل.|ثم صمت.
        ذهب إلى السوق، ثم عاد؛ وكان متعبا.|نام.""",
    "hi": """वह दिल्ली आया।|क्या वह रुकेगा?|कोई नहीं जानता!
        डॉ. शर्मा ने कहा।|फिर वे चले गए।
        “मैं नहीं जानता।|शायद,” उसने कहा।|फिर वह चुप हो गया।
        श्री वर्मा पं. नेहरू से मिले।|रु. 500 दिए।""",
    "zh": """他昨天到了北京。|他会留下吗？|没有人知道！
        “我不知道。|也许吧。”他说。|然后他沉默了。
        「我不知道。」他說。|然後他走了。
        价格是3.5元。|很贵……|他走了。
        会议于5月3日举行；人很多。|（见第3页。）|他离开了。""",
    "ja": """彼は昨日東京に着いた。|彼は残るのか？|誰も知らない！
        「知らない。|たぶん。」と彼は言った。|そして黙った。
        価格は3.5円だ。|高い……|彼は去った。
        「行くの？」と彼女は聞いた。|「うん！」
        これは本です．|とても良い．""",
    "ur": "وہ دہلی آیا۔|کیا وہ رکے گا؟|کوئی نہیں جانتا!",
    "he": "הוא הגיע לחיפה.|האם יישאר?|איש אינו יודע!",
    "km": "ស្ពានបិទកាលពីម្សិលមិញ។|មេភូមិមិនបាននិយាយអ្វីទេ។",
    "my": "တံတားကို မနေ့က ပိတ်ခဲ့သည်။|သူကြီးက ဘာမှ မပြောပါ။",
    "fi": "Hän saapui 3. toukokuuta.|Hän jäi esim. kahdeksi päiväksi.",
}
LINES = [(language, line.strip()) for language, lines in HARD.items() for line in lines.split("\n")]


@pytest.mark.parametrize(("language", "line"), LINES)
def test_sentences_end_where_a_reader_of_the_language_would_end_them(language: str, line: str) -> None:
    blank = "" if language in ("zh", "ja") else " "
    text = line.replace("|", blank)
    found = sentence_spans(text, Span(0, len(text)), language)
    assert [span.of(text) for span in found] == line.split("|")


@pytest.mark.parametrize("language", languages())
def test_the_sentences_of_a_story_are_those_that_were_written_down(language: str) -> None:
    for told in tellings(language):
        assert [s.span for s in told.version.sentences] == [span for _, _, span in told.sentences]


def test_a_paragraph_in_a_script_without_full_stops_is_no_heading() -> None:
    lines = ("ข่าวจากหมู่บ้าน", "สะพานข้ามแม่น้ำปิดเมื่อวานนี้เพราะน้ำท่วมทั้งหมู่บ้าน", "น้ำลดแล้ว")
    paragraphs, _ = segment("\n\n".join(lines), language="th")
    assert [paragraph.role for paragraph in paragraphs] == [Role.HEADLINE, Role.BODY, Role.HEADING]
