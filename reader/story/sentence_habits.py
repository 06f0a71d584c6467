"""Where a sentence of a language other than English goes on, though sentencex ends it."""

from __future__ import annotations

import re
from typing import Final

_BEFORE: Final = {
    "de": "bzw ca dr evtl fa hl hr inkl nr prof st vgl",
    "es": "art avda dr dra excmo núm p pág págs sr sra srta sta sto ud uds vol",
    "fr": "cf dr fig mgr mlle mme p pp st ste",
    "it": "art avv cap cfr dott fig ing pag pagg prof sig sigg vol",
    "ru": "акад им напр пл проф рис см ул",
    "ar": "أ د م ص",
    "fa": "د ص",
    "ur": "ڈاکٹر",
    "hi": "डॉ पं प्रो मो रु",
}
"""Abbreviations behind which a sentence goes on: titles, measures, references."""
_SHORT = {language: frozenset(words.split()) for language, words in _BEFORE.items()}
ENDING: Final = {
    "es": (re.compile(r"\bno(?=\.\s+[A-ZÀ-ÖØ-Þ¿¡])"), "ni"),
    "it": (re.compile(r"\becc(?=\.\s+[A-ZÀ-ÖØ-Þ])"), "era"),
}
"""Words that sentencex takes for abbreviations though sentences end with them, and others as long that it does not."""
_WORD_BEFORE = re.compile(r"[^\s.,;:!?()«»„“”\"'’-]{1,12}\Z")
_LONGEST_SHORT = 4
"""Letters of a word that may be an abbreviation, where a small letter follows its full stop."""
_ORDINAL = re.compile(
    r"\b(?:de[rnms]|die|das|[av]m|im|vom|zu[mr]|beim|jede[rnms]?|ihre?[rnms]?|seine?[rnms]?|[IVX]+\.?|und)\s\d{1,2}\Z",
    re.I,
)
_INITIAL = re.compile(r"(?<![^\W_])[А-ЯЁІЇЄҐ]\Z")
_SAYING = re.compile(
    r"[^。！？“”「」\n]{0,16}(?:说|說|道|问|問|喊|叫|答|称|稱|表示|指出|抱怨|感叹)[^。！？“”「」\n]{0,4}[。！？，：]"
)
_LOOKED_BACK = 24


def goes_on(language: str, piece: str, stop: int, closed: bool, at: int, following: int) -> bool:
    """Whether a sentence goes on behind a mark.

    Args:
        language: The code of a language, without its region.
        piece: The paragraph.
        stop: Behind the mark.
        closed: Whether closing marks follow it.
        at: Where the next letter or digit stands.
        following: Where the next sentence would begin, opening marks included.
    """
    mark, small = piece[stop - 1], piece[at : at + 1].islower()
    if language == "zh" and closed and mark in "。！？!?":
        return _SAYING.match(piece, following) is not None
    if language == "ja" and closed:
        return piece.startswith(("と", "って"), following)
    if mark in "?!" and small and piece[following] in "—–-":
        return True
    if mark != "." or closed:
        return False
    before = piece[max(0, stop - 1 - _LOOKED_BACK) : stop - 1]
    found = _WORD_BEFORE.search(before)
    word = found[0] if found else ""
    if small and (word.isdigit() or len(word) <= _LONGEST_SHORT):
        return True
    if word.lower() in _SHORT.get(language, ()):
        return True
    return bool((language == "de" and _ORDINAL.search(before)) or _INITIAL.search(before))
