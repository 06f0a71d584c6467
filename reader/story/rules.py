"""Rules of the reader's own: what makes no difference in their story, and what makes one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from reader.story.clean import one_line

MOST_RULES = 100
LONGEST_RULE = 200
"""Code points."""
_MOST_STARS = 3
_STAR, _WORD, _DIGITS, _BLANK = r"\w{0,40}?", r"\w{1,40}", r"\d{1,20}", r"\s{1,8}"
"""What the signs of a pattern stand for, bounded so that no pattern and no text make the search slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How the reader wants versions compared, where it is not the usual way."""

    ignore: tuple[str, ...] = ()
    """Patterns of what is not compared. `#` stands for digits, `*` for letters and digits (alone, for a word), a blank
    for any white space; upper and lower case are the same."""
    same: tuple[tuple[str, str], ...] = ()
    """Words that count as one another: the first as the second."""
    case: bool = False
    """Whether upper and lower case differ."""
    punctuation: bool = True
    """Whether other punctuation between the same words is a difference."""

    def ignored(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """What of a part of a text is not compared: where each place begins and ends, in order."""
        return [match.span() for match in _search(self.ignore).finditer(text, start, end)] if self.ignore else []

    def ignores(self, text: str) -> bool:
        """Whether nothing of a text is compared that has letters or digits."""
        rest, at = "", 0
        for start, end in self.ignored(text, 0, len(text)):
            rest, at = rest + text[at:start], end
        return at > 0 and not any(map(str.isalnum, rest + text[at:]))

    def alike(self, one: str, other: str) -> bool:
        """Whether two words or names count as the same."""
        told = {_bare(side): _bare(second) for first, second in self.same for side in (first, second)}
        one, other = _bare(one), _bare(other)
        return one in told and told[one] == told.get(other)

    def lines(self) -> list[str]:
        """The rules in words, one a line, as they are written in a story file."""
        out = [f"ignore: {pattern}" for pattern in self.ignore]
        out += [f"same: {one} = {other}" for one, other in self.same]
        return [*out, *(["case"] if self.case else []), *([] if self.punctuation else ["no punctuation"])]


USUAL_RULES = Rules()


def merged(rules: Iterable[Rules]) -> Rules:
    """Several rules as one: what any of them says, each once."""
    every = list(dict.fromkeys(rules))
    if len(every) == 1:
        return every[0]
    return Rules(
        ignore=tuple(dict.fromkeys(chain.from_iterable(own.ignore for own in every))),
        same=tuple(dict.fromkeys(chain.from_iterable(own.same for own in every))),
        case=any(own.case for own in every),
        punctuation=all(own.punctuation for own in every),
    )


def ignore_rule(text: str) -> str:
    """Check a pattern of what is not compared. Raises ValueError, with what is wrong, if it is none."""
    pattern = _checked(text)
    if not pattern.strip(" *"):
        raise ValueError(f"“{pattern}” would ignore every word: a pattern needs a letter, a sign or #")
    if pattern.count("*") > _MOST_STARS:
        raise ValueError(f"“{pattern}” has more than {_MOST_STARS} stars")
    return pattern


def same_rule(text: str) -> tuple[str, str]:
    """Read “A = B”. Raises ValueError, with what is wrong, if it is no such rule."""
    one, equals, other = _checked(text).partition("=")
    one, other = one.strip(), other.strip()
    if not equals or not any(map(str.isalnum, one)) or not any(map(str.isalnum, other)):
        raise ValueError(f"expected two words or names such as “Peking = Beijing”, found “{_checked(text)}”")
    return one, other


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _checked(text: str) -> str:
    line = one_line(text)
    if len(line) > LONGEST_RULE:
        raise ValueError(f"a rule has at most {LONGEST_RULE} characters, not {len(line):,}")
    return line


@lru_cache(maxsize=64)
def _search(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_expression, patterns)), re.IGNORECASE)


def _expression(pattern: str) -> str:
    signs = {"*": _STAR, "#": _DIGITS, " ": _BLANK, "\0": _WORD}
    alone = re.sub(r"(?<!\w)\*(?!\w)", "\0", pattern)
    inner = "".join(signs.get(char) or re.escape(char) for char in alone)
    first, last = (r"\b" if char.isalnum() or char in "*#_" else "" for char in (pattern[0], pattern[-1]))
    return f"(?:{first}{inner}{last})"
