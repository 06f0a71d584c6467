"""Which language a version is in, for who has it read aloud: by its commonest words, or not at all."""

from __future__ import annotations

import re
from collections import Counter

_WORDS = {
    "en": "the of and to in that was for with his is on it as at by he from were had this not are have which but they",
    "de": "der die und das den von zu mit sich des auf für ist nicht ein eine als auch dem war wird sie aus bei nach",
    "fr": "le la les des et une est que dans pour qui sur pas au par du avec il plus se sont ce cette ne ont été",
    "es": "el la los las que y del se una por con para es no al lo como más su ha fue sus este pero entre está",
    "it": "il la di che è e un una per del non con si della sono da le al ha dei nel anche più gli alla delle",
    "pt": "o os que e do da em um uma para com não por mais dos das no na se foi como ao são ele à seu pelo",
    "nl": "de het een van en in is dat op te zijn met voor niet aan er om ook als bij werd naar door uit nog",
    "sv": "och att det som en på är av för med den till inte har om ett var från de sig kan vi så men",
    "pl": "w i na z że się do nie jest to o jak za od przez po dla oraz był które ale jego przed jej być",
}
_FEWEST = 8
"""Common words that a text must have; a headline or two tell nothing."""
_LEAD = 1.5
"""How many times as many common words a language must have as the next likely one."""
_LOOKED_AT = 20_000
"""Code points of a text that are looked at."""


def language_of(text: str) -> str:
    """A language code, or an empty text where that is not certain: HTML's `lang=""`, unknown."""
    counts = Counter(re.findall(r"[^\W\d_]+", text[:_LOOKED_AT].lower()))
    found = sorted(
        ((sum(counts[word] for word in words.split()), code) for code, words in _WORDS.items()), reverse=True
    )
    (most, code), (second, _) = found[:2]
    return code if most >= _FEWEST and most >= _LEAD * second else ""
