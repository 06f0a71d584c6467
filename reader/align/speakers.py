"""Where a sentence ends by saying who said it.

Two quotations of one spokesman share his name and office and nothing else; they are not one statement. The links on
six gold sets that rested on this alone were two, and neither was true.
"""

from __future__ import annotations

import re

_SAYING = r"(?:said|says|told|tells|adds|added|asked|wrote|writes|explained|insisted|noted|according)"
_LONGEST = 14
"""Words that such an ending has at most."""
_LEAST = 15
"""Code points that stand before it at least."""
_REACH = 240
"""Code points from the end in which it is looked for."""
_CLOSED = re.compile(r'["”»][^"“”«»]*$')
_AFTER_COMMA = re.compile(rf",\s+(?={_SAYING}\b[^\"“”«»:]*$)")
_SAID = re.compile(rf"\b{_SAYING}\b")


def speaker_start(sentence: str) -> int:
    """Where the words about the speaker begin, in code points; the sentence's length where it ends without any.

    They follow the quotation, with a verb of saying among them (`” the minister said.`), or that verb follows a comma
    (`…, said the minister.`).
    """
    begin = max(_LEAST, len(sentence) - _REACH)
    for pattern in (_CLOSED, _AFTER_COMMA):
        match = pattern.search(sentence, begin)
        if match is not None:
            rest = sentence[match.start() + 1 :]
            if _SAID.search(rest) and len(rest.split()) <= _LONGEST:
                return match.start() + 1
    return len(sentence)
