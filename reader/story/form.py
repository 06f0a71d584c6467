"""What a paragraph is for, as far as its form alone shows.

What only the other versions can tell (that a paragraph is a repeat, or no part of the story) is decided by alignment;
until then a stray's headline passes for a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reader.story.version import Role

_CLOSERS = "\"”’'»›)]}」』）“« \u00a0\u202f"
_TERMINALS = frozenset(".!?…。！？｡।؟‽")
_QUOTES = "\"“”„«»‘’'「『—–-"

_STARTED = (
    "related|recommended|more|other|latest|popular|trending|similar|suggested|see|read|watch|most|you|up next|don't"
    "|don’t|tag|advertisement|sponsored|story|article|share|print|email|e-mail|follow|like|find|sign|subscribe|log"
    "|register|join|leave|post|add|comment|click|continue|skip|back|accept|all|cookies|copyright|©|image|photo"
    "|picture|by |published|updated|last"
)
_STARTS = tuple(_STARTED.split("|"))
"""What the phrases below begin with, in small letters, if it is no digit: other lines are told in a tenth of the time,
and most texts need none of the patterns."""
_LABEL = (
    r"(?i)(?:related|recommended|more|other|latest|popular|trending|similar|suggested)"
    r" (?:articles?|stor(?:y|ies)|news|posts?|topics?|links?|reading|coverage|content|headlines?|videos?)"
    r"|(?:see|read|watch) (?:also|more|next)|most (?:read|popular|viewed|shared)|you (?:may|might) (?:also )?like"
    r"|more (?:on|from|about) [\w’' -]{1,40}|recommended(?: for you)?|trending(?: now)?|up next|don['’]t miss|tags?"
)
_OTHER_FURNITURE = (
    r"(?i)advertisements?|sponsored(?: content)?|(?:story|article) continues below(?: the)?(?: ad\w*)?"
    r"|share(?: (?:this|on|via)(?: [\w’'/ ]{1,30})?)?|print(?: this)?(?: (?:article|page|story))?|e-?mail(?: this)?"
    r"|(?:follow|like|find) us(?: on [\w, ]{1,40})?|(?:sign|signing) up(?: (?:for|to|now|here)\b.{0,50})?"
    r"|subscribe(?: (?:to|now|today|for)\b.{0,50})?|log ?in|sign in|register(?: now)?"
    r"|join the (?:conversation|discussion)"
    r"|(?:leave|post|add) a (?:comment|reply)|(?:\d+ )?comments?(?: \(?\d+\)?)?|click here\b.{0,40}|continue reading"
    r"|skip to (?:main )?content|back to top|(?:accept )?(?:all )?cookies|(?:all rights reserved|copyright|©)\b.{0,60}"
    r"|(?:image|photo|picture)(?: (?:credit|source|copyright))?s?: .{1,50}"
)
_LEAD_IN = r"(?i)(?:read|see|watch)(?: more| also| next)?: .{1,120}|(?:more|related): .{1,120}"
_BYLINE = (
    r"By [A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|and|de|van|von)){1,6}(?:, [\w ]{2,40})?"
    r"|(?:Published|Updated|Last updated|Posted)(?: (?:on|at))?:? .{0,20}\d.{0,30}"
)

_LONGEST_HEADLINE = (25, 200)
_LONGEST_HEADING = (14, 90)
_LONGEST_QUESTION = (15, 110)
_LONGEST_FURNITURE = (9, 80)
"""Words, code points."""
_LONGEST_LEAD_IN = 140
"""Code points: more than a heading, furniture and what `_LEAD_IN` matches have."""
_INK = re.compile(r"[^\W_]")
"""A letter or a digit."""


def is_finished(text: str) -> bool:
    """Whether a text ends as a sentence does, closing marks aside."""
    return text.rstrip(_CLOSERS)[-1:] in _TERMINALS


def is_label(text: str) -> bool:
    """Whether a line announces links to other pages: `Related Articles`, `Read more` and the like."""
    return re.fullmatch(_LABEL, text.strip(" :»›>…|")) is not None


def is_furniture(text: str) -> bool:
    """Whether a short paragraph belongs to the page and not to the story: by its phrase and its shape."""
    if _INK.search(text) is None:
        return True  # a rule, a row of stars
    if len(text) > _LONGEST_LEAD_IN:
        return False
    bare = text.strip(" :»›>…|.[]()")
    if not (bare[:1].isdecimal() or bare.casefold().startswith(_STARTS)):
        return False
    if re.fullmatch(_LEAD_IN, text):
        return not is_finished(text)
    short = _within(text, _LONGEST_FURNITURE)
    return short and any(re.fullmatch(pattern, bare) for pattern in (_LABEL, _OTHER_FURNITURE, _BYLINE))


def roles_by_form(paragraphs: Sequence[str], sentences: Sequence[int], stated: Sequence[Role | None]) -> list[Role]:
    """Give each paragraph the role that its form shows.

    Args:
        paragraphs: Their texts, in order.
        sentences: How many sentences each has.
        stated: The role its source's markup gives it, or None.

    Returns:
        `HEADLINE` (at most one), `HEADING`, `FURNITURE` or `BODY` for each.
    """
    longest = _LONGEST_LEAD_IN  # most paragraphs of a book are longer than whatever else they might be
    roles = [
        role
        if role is Role.BODY or (len(text) > longest and text[0].isalnum()) or not is_furniture(text)
        else Role.FURNITURE
        for text, role in zip(paragraphs, stated, strict=True)
    ]
    for index in _links_under_labels(paragraphs, roles):
        roles[index] = Role.FURNITURE
    headline_wanted = Role.HEADLINE not in roles
    out = []
    for text, count, role in zip(paragraphs, sentences, roles, strict=True):
        if role is None and headline_wanted and _is_headline(text, count, alone=len(paragraphs) == 1):
            role = Role.HEADLINE
        elif role is None:
            role = Role.HEADING if len(text) <= longest and _is_heading(text, count) else Role.BODY
        headline_wanted = headline_wanted and role is Role.FURNITURE
        out.append(role)
    return out


def _links_under_labels(paragraphs: Sequence[str], roles: Sequence[Role | None]) -> Iterator[int]:
    """Paragraphs that are two or more headlines in a row under a label such as `Related Articles`."""
    if Role.FURNITURE not in roles:
        return
    run: list[int] = []
    under_label = False
    for index, text in enumerate(paragraphs):
        if under_label and roles[index] is None and _is_heading(text, 1):
            run.append(index)
            continue
        if len(run) > 1:
            yield from run
        run = []
        under_label = roles[index] is Role.FURNITURE and is_label(text)
    if len(run) > 1:
        yield from run


def _is_headline(text: str, sentences: int, *, alone: bool) -> bool:
    if is_finished(text):
        return not alone and sentences == 1 and text[-1] in "?!" and _within(text, _LONGEST_QUESTION)
    return text[-1] not in ",;:" and _within(text, _LONGEST_HEADLINE)


def _is_heading(text: str, sentences: int) -> bool:
    if text[0] in _QUOTES:
        return False  # somebody speaks, or an item of a list
    if is_finished(text):
        return text[-1] in "?？؟" and sentences == 1 and _within(text, _LONGEST_QUESTION)
    return text[-1] not in ",;:" and not text.startswith(("•", "‣", "*")) and _within(text, _LONGEST_HEADING)


def _within(text: str, limits: tuple[int, int]) -> bool:
    words, length = limits
    return len(text) <= length and len(text.split()) <= words
