"""The language of a version: set by the reader, stated by the source, or guessed.

A guess goes by the script. In a script of several languages it goes by their most common words, and by letters that
few of them have. The more languages share a word or a letter, the less it counts: "la" says little, "sono" much.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from reader.story.version import Version

SET, STATED, GUESSED = "set", "stated", "guessed"
"""How a version's language is known."""

LOOKED_AT = 6_000
"""Code points at the beginning of a text that a guess is based on; more change nothing."""
_LETTER_WEIGHT = 0.3
"""The weight of a letter, where that of a word is 1."""
_LEAST_SCORE = 0.75
"""The least score of a guess. Less than one word that no other language has is chance."""
_MARGIN = 1.5
"""How many times the score of the second best language a guess must have."""
_ENOUGH_KINDS = 8
"""How many different words and letters of a language suffice in any text. In a short text of n words, 1 + n / 8 do."""
_LEAST_SHARE = 0.09
"""The least score for each word of a text. The languages listed here reach twice as much, others half."""
_SCRIPT_SHARE = 0.5
"""The least share of a text's letters that are of its script."""

# The most common words of languages, and their special letters

_LATIN = {
    "en": """the of and to in that is was for it with as his on be at by he had not are but from or have they which you
        were her all she there would their we him been has when who will no more if out so said what its about into than
        them can only other this these those after over an""",
    "de": """der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er
        hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis
        mehr durch man wurde wenn sei ihr seine unter wir ich seit keine kein sein wieder""",
    "fr": """de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la ou avec
        son aux d'un cette ont mais comme été sa ses tout nous leur fait elle être deux même aussi bien sans était on
        entre après ces dont vous leurs je depuis""",
    "es": """de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin
        sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué
        sólo han yo hay donde según""",
    "it": """di e il la che in a per un del è non una con i della le si da sono al nel dei lo come alla gli più anche ha
        ma delle o se dal suo ci nella questo sua era loro dalla due hanno essere stato alle stata perché ai dopo degli
        sul tra mentre aveva""",
    "pt": """de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu
        sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter
        seus são""",
    "nl": """de van het een en in is dat op te zijn met die voor niet aan er om ook als dan maar bij door naar uit nog
        over tot werd hij wordt heeft ze had hun deze worden meer wat was kan of geen zich al ik""",
    "sv": """och i att det som en på är av för med den till inte har de ett om han var men sig från vi så kan hade när
        år ska under också efter eller nu sin där vid mot ut mycket alla blev skulle hon jag""",
    "da": """og i at det er en på til af den for som med de ikke der har et han var fra men sig om vi kan så efter blev
        havde hun skal eller ud nu være sin også mod når over ved jeg bliver været igen uden mellem meget hvad nogen
        hvornår""",
    "nb": """og i det er på som en til av for med at den har ikke de et var fra men om han seg vi kan så hadde etter ble
        hun skal eller også mot når over ved jeg blir være sier ut sin nå vært igjen uten mellom mye hva noen""",
    "fi": """ja on ei se että oli hän mutta kun niin kuin myös ovat joka tai hänen sen ole ovat jo vain mukaan sekä jos
        nyt olla voi siitä mitä ollut jonka he kaikki tämä tämän kanssa jälkeen vielä sitä olisi minä eivät""",
    "pl": """w i na z się do nie to że jest o jak za od po ale co przez przy dla był tak był są jego jej ich tym być czy
        tylko który która które może już oraz lub przed było także bardzo go roku""",
    "cs": """a v se na je že s z do o to i ve jsou jako k za by byl po pro ale od si být jeho které který která při také
        jen až podle bylo tak již nebo než jsem není má když co roku""",
    "tr": """ve bir bu da de için ile olarak çok daha olan gibi en o ne var kadar sonra ise ama her değil olduğu dedi
        veya ki mi göre iki tarafından yok önce onun hem""",
    "hu": """a az és hogy nem is egy volt de ez meg csak már még mint van el ha ki azt minden vagy után azonban amely
        lehet ezt aki szerint majd között ami ezek mert""",
    "ro": """de și în a la cu pe din că nu o care un să mai al ce este au fost pentru sunt prin dar după sau fi lui
        ca era ale cel dintre iar acest între despre această""",
    "id": """yang dan di itu dengan dari untuk tidak ini pada dalam akan ke adalah oleh sebagai ada juga telah karena
        bisa mereka lebih saya atau kami tersebut oleh menjadi sudah dia kepada para""",
    "ca": """de la i el que en a els les un per una del amb és no al es dels va més com han ha però seva seu són aquest
        aquesta ser també on fins pel ja quan això entre molt""",
}
_CYRILLIC = {
    "ru": """и в не на что он с как его это но к из у за по от о же так она было все для бы был ее её они или если уже
        до ни когда только был была были после также который которые того этот""",
    "uk": """і в не на що він з як його це але до із у за по від про та так вона було все для б був її вони або якщо вже
        ні коли тільки також після який які того цей є й""",
    "bg": """и в не на че той с като го това но към от за по се да е са тя беше всички или ако вече до ли когато само
        след който която които със ще бе има ги му""",
    "sr": """и у не на да он с као његов то али из за по од о се је су она било све или ако већ до када само након који
        која које са ће би има га му био""",
    "be": """і ў не на што ён з як яго гэта але да ад за па для каб яна было ўсе або калі толькі пасля які якія таго
        гэты у яе яны быў была""",
}

_ARABIC = {
    "ar": """في من على إلى أن عن التي الذي مع هذا هذه كان ما لا قال بعد بين كانت قد ذلك أو إن كل قبل لم هو هي كما غير
        حتى عند ولا وقال ثم لكن ولم منذ وكان أنه""",
    "fa": """در و به از که این را با است برای آن یک خود تا بر بود شد می هم نیز گفت دو اما یا هر شده کرد باید پس اگر بین
        پیش ما او کرده بودند نیست""",
    "ur": """کے میں کی ہے اور سے کا کو اس کہ ہیں نے پر یہ بھی جو تھا ہے تو کر ایک نہیں تھے ان کیا وہ لیے ہو گیا تھی بعد
        ساتھ کہا""",
}

_DEVANAGARI = {
    "hi": """के में है की और से का को इस कि हैं ने पर यह भी जो था तो कर एक नहीं थे उन क्या वह लिए हो गया थी बाद साथ कहा
        ही या अपने थीं रहा""",
    "mr": """आणि आहे या व ते हे की तो ही आहेत होते नाही होता होती त्या एक पण मध्ये केली केले असे त्यांनी म्हणून झाली झाले
        तर काही यांनी करून साठी""",
    "ne": """छ र को मा का ले यो पनि हो भएको गरेको थियो छन् एक भने लागि तर उनले गर्न त्यो हुन् यस भएका गरेका सम्म""",
}

_LETTERS = {
    "de": "äöüß",
    "fr": "éèêàçùœîôûëïâ",
    "es": "ñ¿¡áíóúé",
    "it": "àèìòùé",
    "pt": "ãõçáéíóúêâôà",
    "nl": "ëï",
    "sv": "åäö",
    "da": "æøå",
    "nb": "æøå",
    "fi": "äö",
    "pl": "ąćęłńśźżó",
    "cs": "ěščřžýůťďňáíé",
    "tr": "ğışçöü",
    "hu": "őűáéíóúöü",
    "ro": "șțăîâşţ",
    "ca": "çàèéíòóúï·",
    "ru": "ыэёъ",
    "uk": "іїєґ",
    "bg": "ъ",
    "sr": "јљњћђџ",
    "be": "ўіёыэ",
    "ar": "ةكيىأإ",
    "fa": "پچژگکی",
    "ur": "ٹڈڑےںھہپچگکی",
    "mr": "ळ",
}
"""Letters that a language has besides those that all languages of its script share."""

# Scripts and codes

_SCRIPTS: Mapping[str, str] = {
    "latin": r"a-zà-öø-ÿā-ɏạ-ỹ",
    "cyrillic": r"\u0400-\u052f",
    "arabic": r"\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "devanagari": r"\u0900-\u0963\u0970-\u097f",
    "han": r"\u3400-\u4dbf\u4e00-\u9fff",
    "kana": r"\u3041-\u3096\u30a1-\u30fa",
    "ko": r"\uac00-\ud7a3\u1100-\u11ff",
    "el": r"\u0370-\u03ff\u1f00-\u1fff",
    "he": r"\u0590-\u05ff",
    "th": r"\u0e00-\u0e7f",
    "lo": r"\u0e80-\u0eff",
    "my": r"\u1000-\u109f",
    "km": r"\u1780-\u17ff",
    "ka": r"\u10a0-\u10ff",
    "hy": r"\u0530-\u058f",
    "am": r"\u1200-\u137f",
    "bn": r"\u0980-\u09ff",
    "pa": r"\u0a00-\u0a7f",
    "gu": r"\u0a80-\u0aff",
    "ta": r"\u0b80-\u0bff",
    "te": r"\u0c00-\u0c7f",
    "kn": r"\u0c80-\u0cff",
    "ml": r"\u0d00-\u0d7f",
    "si": r"\u0d80-\u0dff",
}
"""The lower-case letters of each script. A script written by one language, or mainly by one, has its code."""
_LAST_LATIN = "\u024f"
"""The last Latin letter. Few letters before it are of another script, and no text has many of them."""
_WORDS = {"latin": _LATIN, "cyrillic": _CYRILLIC, "arabic": _ARABIC, "devanagari": _DEVANAGARI}
_NAMES = {
    "am": "Amharic", "ar": "Arabic", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan",
    "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "gl": "Galician", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian",
    "km": "Khmer", "kn": "Kannada", "ko": "Korean", "la": "Latin", "lo": "Lao", "lt": "Lithuanian", "lv": "Latvian",
    "ml": "Malayalam", "mr": "Marathi", "my": "Burmese", "nb": "Norwegian", "ne": "Nepali", "nl": "Dutch",
    "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "si": "Sinhala", "sk": "Slovak", "sl": "Slovene", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili",
    "ta": "Tamil", "te": "Telugu", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
    "zh": "Chinese",
}  # fmt: skip
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
_TAG = r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.@][\w.@-]*)?"
_WORD = re.compile(r"[^\W\d_][\w\u064b-\u065f\u0900-\u0903\u093a-\u094f]*")


def language_of(text: str, *, chosen: str = "", stated: str = "") -> tuple[str, str]:
    """The language of a text, and how it is known.

    Args:
        text: The text, clean.
        chosen: A code that the reader set.
        stated: A code that the source states. It is not believed if the text is clearly in another language and a
            guess could have found the stated one: page templates often state the language of their makers.

    Returns:
        A language code (`de`, `pt-BR`) with `set`, `stated` or `guessed`; two empty strings if it is not known.
    """
    if chosen:
        return tag_of(chosen), SET
    code, guessed = tag_of(stated), guess(text)
    if code and (not guessed or primary(code) not in _guessable() or _agree(primary(code), guessed)):
        return code, STATED
    return (guessed, GUESSED) if guessed else ("", "")


def tag_of(code: str) -> str:
    """A language code as BCP 47 writes it (`en_us` becomes `en-US`); empty if it is not a language code."""
    found = re.fullmatch(_TAG, code.strip()) if code else None
    if found is None or found[1].lower() in ("und", "mul", "zxx", "mis"):
        return ""
    parts = (found[1].lower(), (found[2] or "").title(), (found[3] or "").upper())
    return "-".join(part for part in parts if part)


def primary(code: str) -> str:
    """The language of a code without its region: `pt` for `pt-BR`."""
    return code.partition("-")[0]


def common_words(code: str) -> frozenset[str]:
    """The commonest words of a language written in Latin letters, by its bare code; empty where they are not known."""
    return frozenset(_LATIN.get(code, "").split())


def language_name(code: str) -> str:
    """A language's English name; the code itself if the name is not known."""
    name, region = _NAMES.get(primary(code), ""), code.partition("-")[2]
    return f"{name}, {region}" if name and region else name or code


def language_told(version: Version) -> str:
    """A version's language in words, and how it is known: `German (guessed)`; empty if it is not known."""
    return f"{language_name(version.language)} ({version.language_known})" if version.language_known else ""


def direction_of(code: str) -> str:
    """The direction of a language as a value of HTML's `dir`: `rtl`, or `auto` to decide for each paragraph."""
    return "rtl" if primary(code) in _RIGHT_TO_LEFT else "auto"


def guess(text: str) -> str:
    """The code of the language that a text is in; empty if the guess would not be safe."""
    looked = text[:LOOKED_AT].lower()
    script = _script(looked)
    if script == "kana":
        return "ja"
    if script == "han":
        return "zh"
    if script not in _WORDS:
        return script
    words: Counter[str] = Counter(_WORD.findall(looked))
    scores: dict[str, float] = dict.fromkeys(_WORDS[script], 0.0)
    kinds: Counter[str] = Counter()
    for counts, marks_of, weight in (
        (words, _common_words(script), 1.0),
        (Counter(looked), _special_letters(script), _LETTER_WEIGHT),
    ):
        languages: dict[str, list[str]] = {}
        for code, marks in marks_of.items():
            for mark in marks & counts.keys():
                languages.setdefault(mark, []).append(code)
        for mark, codes in languages.items():
            kinds.update(codes)
            for code in codes:
                scores[code] += counts[mark] * weight / len(codes)
    (most, code), (second, _) = sorted(((score, code) for code, score in scores.items()), reverse=True)[:2]
    total = words.total()
    certain = most >= max(_LEAST_SCORE, _LEAST_SHARE * total, _MARGIN * second)
    return code if certain and kinds[code] >= min(_ENOUGH_KINDS, 1 + total / 8) else ""


@lru_cache(maxsize=8)
def _common_words(script: str) -> dict[str, frozenset[str]]:
    """For each language of a script, its most common words."""
    return {code: frozenset(listed.split()) for code, listed in _WORDS[script].items()}


@lru_cache(maxsize=8)
def _special_letters(script: str) -> dict[str, frozenset[str]]:
    """For each language of a script, the letters that few others have."""
    return {code: frozenset(_LETTERS.get(code, "")) for code in _WORDS[script]}


def _script(text: str) -> str:
    """The script of most letters, or the code of the language that it belongs to; empty if there is none."""
    if text.isascii():
        return "latin" if any(map(str.isalpha, text)) else ""
    letters = Counter({char: count for char, count in Counter(text).items() if char.isalpha()})
    if not letters:
        return ""
    latin = sum(count for letter, count in letters.items() if letter <= _LAST_LATIN)
    if latin > _SCRIPT_SHARE * letters.total():  # most texts; the pattern for all scripts takes 2 ms to compile
        return "latin"
    pattern = _script_pattern()
    sizes: Counter[str] = Counter()
    for letter, count in letters.items():
        if found := pattern.match(letter):
            sizes[str(found.lastgroup)] += count
    # Japanese mixes Chinese characters, for nouns, with kana, for endings
    if sizes["kana"] * 20 > sizes["han"] and sizes["kana"]:
        sizes["kana"] += sizes.pop("han", 0)
    script, most = max(sizes.items(), key=lambda item: item[1], default=("", 0))
    return script if most > _SCRIPT_SHARE * letters.total() else ""


@lru_cache(maxsize=1)
def _script_pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>[{letters}])" for name, letters in _SCRIPTS.items()))


def _guessable() -> frozenset[str]:
    """The languages that a guess can find."""
    listed = (code for words in _WORDS.values() for code in words)
    return frozenset({*listed, *(script for script in _SCRIPTS if len(script) == 2), "ja", "zh", "no"})


def _agree(stated: str, guessed: str) -> bool:
    return stated == guessed or {stated, guessed} <= {"no", "nb", "nn", "da"}
