"""Where one side denies what the other states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reader.align.alignment import EditOp, Reuse
from reader.align.facts.fact_words import (
    AUXILIARIES,
    DENIERS,
    NEGATIVE_PREFIXES,
    NEGATORS,
    NOT_DENYING,
    OPPOSITES,
    listed,
)
from reader.align.facts.sides import SPACE, Found, Place, Side, Sides

_FAR = 4
"""How many words behind a denial the word may stand that it denies."""
_NEAR = 1.0
_UNTIL = 6
_CLAUSE = 8
_SAY_SOMETHING = listed("all every everyone everybody everything told said say")
"""Function words that can be what is denied."""
_STOPPERS = listed("stop stops stopped cease ceases ceased avoid avoided")
_BEFORE_TO = listed("fail failed fails failing unable refuse refused refuses decline declined declines")
_NO = listed("neither not no never")
_DID, _DID_NOT = listed("do does did"), listed("dont doesnt didnt")
"""Before "have", these make a full verb of it."""
_IDLE = listed("least only")
_NOTHING = listed("no nobody none nothing")
"""With "but" or "other than" behind, these say who alone, or what alone."""
_BUT = listed("but other")
_INSTEAD = frozenset((("rather", "than"), ("instead", "of")))
_QUIET = listed("unless nobody nothing zero")
_LEAST_STEM = 4
_PREFIXES = frozenset(prefix[:2] for prefix in NEGATIVE_PREFIXES)


@dataclass(frozen=True, slots=True)
class _Denial:
    at: int
    """The denying word."""
    head: int
    """The word it denies; -1 where none follows."""
    concept: str
    """What that word speaks of."""
    quiet: bool = False
    """It cancels another denial, but is none to be told: "rather than", "unless", "nothing"."""


def denials(sides: Sides) -> list[Found]:
    """What one side denies and the other states; at most one.

    A denial counts if the other side has the very word that is denied, next to nothing else was changed there, and the
    numbers of denials differ by an odd number: two cancel each other ("not uncommon", "denied that he had not").
    """
    if found := _opposites(sides):
        return found
    left, right = _denials(sides.left, sides.right), _denials(sides.right, sides.left)
    on_both = {denial.concept for denial in left} & {denial.concept for denial in right}
    for denial in list(left):
        twin = next((other for other in right if other.concept == denial.concept), None)
        if twin is not None:
            left.remove(denial)
            right.remove(twin)
    if (len(left) + len(right)) % 2 == 0:
        return []
    turned = len(right) > len(left)
    own, other = (sides.right, sides.left) if turned else (sides.left, sides.right)
    for denial in right if turned else left:
        if denial.quiet or denial.concept in on_both or denial.concept not in other.known:
            continue
        stated = other.concepts.index(denial.concept)
        head, place = (denial.head, denial.head + 1), (stated, stated + 1)
        if sides.reuse is not Reuse.EDITED and sides.near(*((place, head) if turned else (head, place))) < _NEAR:
            continue
        infinitive = own.form(denial.head - 1) == "to", other.form(stated - 1) == "to"
        if (infinitive[0] is infinitive[1] or own.forms[denial.at] in _BEFORE_TO) and _alone(
            sides, denial, turned=turned
        ):
            phrases = _phrase(own, min(denial.at, denial.head), denial.head), _phrase(other, stated, stated)
            return [Found("negated", "statement", *(phrases[::-1] if turned else phrases))]
    return []


def _denials(side: Side, other: Side) -> list[_Denial]:
    out: list[_Denial] = []
    for at, form in enumerate(side.forms):
        if at in side.told:
            continue
        if form[:2] in _PREFIXES and form not in other.vocabulary and (stated := _without_prefix(side, at, other)):
            out.append(_Denial(at, at, stated))
        elif form in NEGATORS or form in DENIERS:
            if _denies(side, at):
                out.append(_denial(side, at, at, quiet=form in _QUIET))
        elif (form, side.form(at + 1)) in _INSTEAD:
            out.append(_denial(side, at, at + 1, quiet=True))
    return out


def _denial(side: Side, at: int, last: int, *, quiet: bool) -> _Denial:
    """A denial with the first word behind it that says something."""
    for place in range(last + 1, min(len(side.forms), last + 1 + _FAR)):
        if side.gaps[place].strip(SPACE + '"“”'):
            break
        has = side.forms[place] == "have" and side.form(place + 1) != "to"
        has = has and (side.forms[at] in _DID_NOT or side.form(at - 1) in _DID)
        if has or side.content(place) or side.forms[place] in _SAY_SOMETHING:
            return _Denial(at, place, side.concepts[place], quiet)
    return _Denial(at, -1, "", quiet)


def _denies(side: Side, at: int) -> bool:
    """Whether a denying word denies something where it stands: not in "not only", "if not", "not … until"."""
    form, after = side.forms[at], side.form(at + 1)
    if form in ("not", "no"):
        idle = after in NOT_DENYING or not _IDLE.isdisjoint(side.forms[at + 1 : at + 3])
        if idle or side.form(at - 1) in ("if", "or", "whether") or _until(side, at):
            return False
    if form in _NOTHING and not _BUT.isdisjoint(side.forms[at + 1 : at + 3]):
        return False
    if form in ("nor", "neither") and not _NO.isdisjoint(side.forms[max(0, at - _CLAUSE) : at]):
        return False
    if form in _STOPPERS:
        return after.endswith("ing")
    return form not in _BEFORE_TO or after == "to"


def _until(side: Side, at: int) -> bool:
    """Whether what is denied is only put off: "not … until", "not … before May"."""
    return any(
        side.forms[to] == "until" or (side.forms[to] == "before" and to + 1 in side.taken)
        for to in range(at, min(len(side.forms), at + _UNTIL))
    )


def _without_prefix(side: Side, at: int, other: Side) -> str:
    """What the other side's word speaks of that a prefix denies here ("unsafe" against "safe"); empty if none does."""
    form, concept = side.forms[at], side.concepts[at]
    for prefix in NEGATIVE_PREFIXES:
        if form.startswith(prefix) and len(form) - len(prefix) >= _LEAST_STEM:
            base = form.removeprefix(prefix)
            if base in side.vocabulary or base + "s" in side.vocabulary or _is_thing(side, at):
                return ""
            if base in other.vocabulary:
                return other.concepts[other.forms.index(base)]
            if concept.startswith(prefix) and concept.removeprefix(prefix) in other.known:
                return concept.removeprefix(prefix)
    return ""


def _is_thing(side: Side, at: int) -> bool:
    """Whether a word with a prefix names what there can be beside its opposite: "disadvantages", "the inability of"."""
    form = side.forms[at]
    return side.form(at + 1) == "of" or (form.endswith("s") and not form.endswith("ss"))


def _alone(sides: Sides, denial: _Denial, *, turned: bool) -> bool:
    """Whether next to nothing but the denial was changed there: else other words may say the same.

    Nor what follows the denied word: not making it safe, and making it a danger, are one. Who "failed to" do a thing
    may on the other side have done it in some manner.
    """
    own, other = (sides.right, sides.left) if turned else (sides.left, sides.right)
    for op, a, b, c, d in sides.runs:
        mine, theirs = ((c, d), (a, b)) if turned else ((a, b), (c, d))
        if mine[0] <= denial.at < mine[1]:
            changed = [own.concepts[at] for at in range(*mine) if own.content(at) and at != denial.at]
            changed += [other.concepts[at] for at in range(*theirs) if other.content(at)]
            free = own.forms[denial.at].startswith("fail")
            if len([concept for concept in changed if concept != denial.concept]) > free:
                return False
        elif op is EditOp.REPLACE and denial.head < mine[0] <= denial.head + _FAR:
            both = any(map(own.content, range(*mine))) and any(map(other.content, range(*theirs)))
            if both and not any(own.gaps[at].strip(SPACE + '"“”-') for at in range(denial.head + 1, mine[0] + 1)):
                return False
    return True


def _phrase(side: Side, first: int, last: int) -> Place:
    """A denied or stated word with the auxiliaries and the denial before it."""
    while first > 0 and side.joined(first):
        before = side.forms[first - 1]
        if before == "to" or not (before in AUXILIARIES or before in NEGATORS):
            break
        first -= 1
    return first, last + 1


def _opposites(sides: Sides) -> list[Found]:
    """Words of the two sides that cannot both be true, in one slot: confirmed and denied."""
    left, right = sides.left, sides.right
    if left.known.isdisjoint(OPPOSITES) or right.known.isdisjoint(OPPOSITES):
        return []
    for at in _only(left, right, OPPOSITES):
        for to in _only(right, left, OPPOSITES[left.concepts[at]]):
            near = {*left.before(at), *left.after(at + 1)} & {*right.before(to), *right.after(to + 1)}
            if len(near) > 1 and _negated(left, at) is _negated(right, to):
                return [Found("negated", "statement", (at, at + 1), (to, to + 1))]
    return []


def _only(side: Side, other: Side, wanted: Sequence[str] | frozenset[str] | dict[str, frozenset[str]]) -> list[int]:
    """The words of a side that speak of something wanted which the other side does not have."""
    return [
        at
        for at, concept in enumerate(side.concepts)
        if concept in wanted and concept not in other.known and at not in side.told
    ]


def _negated(side: Side, at: int) -> bool:
    return not NEGATORS.isdisjoint(side.forms[max(0, at - 3) : at])
