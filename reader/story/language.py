"""Which language a version is in: set by the reader, stated by the source, or guessed.

A guess goes by the script, and in one that several languages write by their commonest words and the letters that few
of them have. Each counts the less the more of these languages share it: "la" says little, "sono" much.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from reader.story.language_words import ARABIC, CYRILLIC, DEVANAGARI, LATIN, LETTERS
from reader.story.version import Version

LOOKED_AT = 6_000
"""Code points of a text that are looked at; more tell nothing new."""

SET, STATED, GUESSED = "set", "stated", "guessed"
"""How a version's language is known."""

_LETTER = 0.3
"""What a letter counts for, beside a word."""
_LEAST = 0.75
"""What a language's words and letters must count for together: less than a word that no other has is chance."""
_LEAD = 1.5
"""How many times as much as the next likely language."""
_KINDS = 8
"""How many different words and letters suffice in any text; in a short one 1 and an eighth of its words do."""
_SHARE = 0.09
"""The least part of a text's words that they are: the languages listed have twice as much, others half."""
_SCRIPT = 0.5
"""The least part of the letters that the script of a text has."""

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
"""Each script's lower-case letters; one that one language writes, or most of all, goes by that language's code."""
_LAST_LATIN = "\u024f"
"""Of the letters up to here that are not Latin, no text has many."""
_WORDS = {"latin": LATIN, "cyrillic": CYRILLIC, "arabic": ARABIC, "devanagari": DEVANAGARI}
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
        stated: A code that the source states. It is not believed where the text is clearly in another language and
            the stated one is one that a guess would find: templates of pages state the language of their makers.

    Returns:
        A language code (`de`, `pt-BR`) with `set`, `stated` or `guessed`; two empty texts where nothing tells.
    """
    if chosen:
        return tag_of(chosen), SET
    said, guessed = tag_of(stated), guess(text)
    if said and (not guessed or primary(said) not in _guessable() or _same(primary(said), guessed)):
        return said, STATED
    return (guessed, GUESSED) if guessed else ("", "")


def tag_of(code: str) -> str:
    """A language code as BCP 47 writes it (`en_us` → `en-US`); empty where it is none."""
    found = re.fullmatch(_TAG, code.strip()) if code else None
    if found is None or found[1].lower() in ("und", "mul", "zxx", "mis"):
        return ""
    parts = (found[1].lower(), (found[2] or "").title(), (found[3] or "").upper())
    return "-".join(part for part in parts if part)


def primary(code: str) -> str:
    """The language alone of a code: `pt` of `pt-BR`."""
    return code.partition("-")[0]


def language_name(code: str) -> str:
    """A language's English name; the code itself where it is not among the usual ones."""
    name, region = _NAMES.get(primary(code), ""), code.partition("-")[2]
    return f"{name}, {region}" if name and region else name or code


def language_told(version: Version) -> str:
    """A version's language in words, and how it is known: `German (guessed)`; empty where nothing tells."""
    return f"{language_name(version.language)} ({version.language_known})" if version.language_known else ""


def direction_of(code: str) -> str:
    """Which way a language is written, as HTML's `dir` has it: `rtl`; `auto` where each paragraph tells by itself."""
    return "rtl" if primary(code) in _RIGHT_TO_LEFT else "auto"


def guess(text: str) -> str:
    """The code of the language that a text seems to be in; empty where that is not certain."""
    looked = text[:LOOKED_AT].lower()
    script = _script(looked)
    if script == "kana":
        return "ja"
    if script == "han":
        return "zh"
    if script not in _WORDS:
        return script
    counts: Counter[str] = Counter(_WORD.findall(looked))
    total = counts.total()
    found: dict[str, float] = dict.fromkeys(_WORDS[script], 0.0)
    kinds: Counter[str] = Counter()
    for seen, tell, weight in ((counts, _words(script), 1.0), (Counter(looked), _letters(script), _LETTER)):
        speaks: dict[str, list[str]] = {}
        for code, marks in tell.items():
            for mark in marks & seen.keys():
                speaks.setdefault(mark, []).append(code)
        for mark, codes in speaks.items():
            kinds.update(codes)
            for code in codes:
                found[code] += seen[mark] * weight / len(codes)
    (most, code), (second, _) = sorted(((score, code) for code, score in found.items()), reverse=True)[:2]
    enough = most >= max(_LEAST, _SHARE * total, _LEAD * second) and kinds[code] >= min(_KINDS, 1 + total / 8)
    return code if enough else ""


@lru_cache(maxsize=8)
def _words(script: str) -> dict[str, frozenset[str]]:
    """For each language of a script, its commonest words."""
    return {code: frozenset(listed.split()) for code, listed in _WORDS[script].items()}


@lru_cache(maxsize=8)
def _letters(script: str) -> dict[str, frozenset[str]]:
    """For each language of a script, the letters that few others have."""
    return {code: frozenset(LETTERS.get(code, "")) for code in _WORDS[script]}


def _script(text: str) -> str:
    """The script that most letters are of, or the code of the language that writes it; empty without any."""
    if text.isascii():
        return "latin" if any(map(str.isalpha, text)) else ""
    letters = Counter({char: count for char, count in Counter(text).items() if char.isalpha()})
    if not letters:
        return ""
    latin = sum(count for letter, count in letters.items() if letter <= _LAST_LATIN)
    if latin > _SCRIPT * letters.total():  # as most texts are; the pattern for all scripts takes 2 ms to make
        return "latin"
    pattern = _script_pattern()
    sizes: Counter[str] = Counter()
    for letter, count in letters.items():
        if found := pattern.match(letter):
            sizes[str(found.lastgroup)] += count
    # Japanese writes its nouns in Chinese characters, and its endings in kana between them
    if sizes["kana"] * 20 > sizes["han"] and sizes["kana"]:
        sizes["kana"] += sizes.pop("han", 0)
    script, most = max(sizes.items(), key=lambda item: item[1], default=("", 0))
    return script if most > _SCRIPT * letters.total() else ""


@lru_cache(maxsize=1)
def _script_pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>[{letters}])" for name, letters in _SCRIPTS.items()))


def _guessable() -> frozenset[str]:
    """The languages that a guess can find."""
    listed = (code for words in _WORDS.values() for code in words)
    return frozenset({*listed, *(script for script in _SCRIPTS if len(script) == 2), "ja", "zh", "no"})


def _same(stated: str, guessed: str) -> bool:
    return stated == guessed or {stated, guessed} <= {"no", "nb", "nn", "da"}
