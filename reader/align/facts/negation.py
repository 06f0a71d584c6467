"""Where one side denies what the other states."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from reader.align.alignment import EditOp, Reuse
from reader.align.facts.reading import Found, Sides
from reader.align.facts.statement import SPACE, Place, Statement

_FAR = 4
"""How many words behind a denial the word may stand that it denies."""
_NEAR = 1.0
_UNTIL = 6
_CLAUSE = 8
_LEAST_STEM = 4


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
    left, right = _denials(sides.left, sides.right, sides.told[0]), _denials(sides.right, sides.left, sides.told[1])
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
        infinitive = own.of(denial.head - 1, "to"), other.of(stated - 1, "to")
        if (infinitive[0] is infinitive[1] or own.of(denial.at, "before_to")) and _alone(sides, denial, turned=turned):
            phrases = _phrase(own, min(denial.at, denial.head), denial.head), _phrase(other, stated, stated)
            return [Found("negated", "statement", *(phrases[::-1] if turned else phrases))]
    return []


def _denials(side: Statement, other: Statement, told: set[int]) -> list[_Denial]:
    out: list[_Denial] = []
    prefixes = tuple(side.lexicon.words["prefixes"])
    for at, form in enumerate(side.forms):
        if at in told:
            continue
        if form.startswith(prefixes) and form not in other.vocabulary and (stated := _without_prefix(side, at, other)):
            out.append(_Denial(at, at, stated))
        elif side.of(at, "negators", "deniers"):
            if _denies(side, at):
                out.append(_denial(side, at, at, quiet=side.of(at, "quiet")))
        elif side.lexicon.forms["instead"].get(form, "-") == side.form(at + 1):
            out.append(_denial(side, at, at + 1, quiet=True))
    return out


def _denial(side: Statement, at: int, last: int, *, quiet: bool) -> _Denial:
    """A denial with the first word behind it that says something."""
    for place in range(last + 1, min(len(side.forms), last + 1 + _FAR)):
        if side.gaps[place].strip(SPACE + '"“”'):
            break
        has = side.of(place, "have") and not side.of(place + 1, "to")
        has = has and (side.of(at, "did_not") or side.of(at - 1, "did"))
        quiet = quiet or side.of(place, "claims")
        if has or side.content(place) or side.of(place, "say_something"):
            return _Denial(at, place, side.concepts[place], quiet)
    return _Denial(at, -1, "", quiet)


def _denies(side: Statement, at: int) -> bool:
    """Whether a denying word denies something where it stands: not in "not only", "if not", "not … until"."""
    lists = side.lexicon.words
    following = side.forms[at + 1 : at + 3]
    if side.of(at, "not"):
        idle = side.of(at + 1, "not_denying") or not lists["idle"].isdisjoint(following)
        if idle or side.of(at - 1, "doubting") or _until(side, at) or _corrects(side, at):
            return False
    if side.of(at, "nothing") and not lists["but"].isdisjoint(following):
        return False
    if side.of(at, "nor") and not lists["strong_no"].isdisjoint(side.forms[max(0, at - _CLAUSE) : at]):
        return False
    if side.of(at, "stoppers"):
        return side.form(at + 1).endswith("ing")
    return not side.of(at, "before_to") or side.of(at + 1, "to")


def _corrects(side: Statement, at: int) -> bool:
    """Whether what is denied is put right at once: "not one person, but several"."""
    return any(
        side.form(to) == "but" and "," in side.gaps[to] for to in range(at + 1, min(len(side.forms), at + _UNTIL))
    )


def _until(side: Statement, at: int) -> bool:
    """Whether what is denied is only put off: "not … until", "not … before May"."""
    return any(
        side.of(to, "until") or (side.of(to, "before") and to + 1 in side.taken)
        for to in range(at, min(len(side.forms), at + _UNTIL))
    )


def _without_prefix(side: Statement, at: int, other: Statement) -> str:
    """What the other side's word speaks of that a prefix denies here ("unsafe" against "safe"); empty if none does."""
    form, concept = side.forms[at], side.concepts[at]
    for prefix in side.lexicon.words["prefixes"]:
        if form.startswith(prefix) and len(form) - len(prefix) >= _LEAST_STEM:
            base = form.removeprefix(prefix)
            if base in side.vocabulary or base + "s" in side.vocabulary or _is_thing(side, at):
                return ""
            if base in other.vocabulary:
                return other.concepts[other.forms.index(base)]
            if concept.startswith(prefix) and concept.removeprefix(prefix) in other.known:
                return concept.removeprefix(prefix)
    return ""


def _is_thing(side: Statement, at: int) -> bool:
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
            free = own.of(denial.at, "failing")
            if len([concept for concept in changed if concept != denial.concept]) > free:
                return False
        elif op is EditOp.REPLACE and denial.head < mine[0] <= denial.head + _FAR:
            both = any(map(own.content, range(*mine))) and any(map(other.content, range(*theirs)))
            if both and not any(own.gaps[at].strip(SPACE + '"“”-') for at in range(denial.head + 1, mine[0] + 1)):
                return False
    return True


def _phrase(side: Statement, first: int, last: int) -> Place:
    """A denied or stated word with the auxiliaries and the denial before it."""
    while first > 0 and side.joined(first):
        if side.of(first - 1, "to") or not side.of(first - 1, "auxiliaries", "negators"):
            break
        first -= 1
    return first, last + 1


def _opposites(sides: Sides) -> list[Found]:
    """Words of the two sides that cannot both be true, in one slot: confirmed and denied."""
    left, right = sides.left, sides.right
    opposites = left.lexicon.opposites
    if left.known.isdisjoint(opposites) or right.known.isdisjoint(opposites):
        return []
    for at in _only(left, right, opposites.keys(), sides.told[0]):
        for to in _only(right, left, opposites[left.concepts[at]], sides.told[1]):
            near = {*left.before(at), *left.after(at + 1)} & {*right.before(to), *right.after(to + 1)}
            if right.concepts[to] in left.lexicon.converse.get(left.concepts[at], ()):
                near = near if set(left.before(at)[:2]) & set(right.before(to)[:2]) else set()
            if len(near) > 1 and _negated(left, at) is _negated(right, to):
                return [Found("negated", "statement", (at, at + 1), (to, to + 1))]
    return []


def _only(side: Statement, other: Statement, wanted: Set[str], told: set[int]) -> list[int]:
    """The words of a side that speak of something wanted which the other side does not have."""
    return [
        at
        for at, concept in enumerate(side.concepts)
        if concept in wanted and concept not in other.known and at not in told
    ]


def _negated(side: Statement, at: int) -> bool:
    return not side.lexicon.words["negators"].isdisjoint(side.forms[max(0, at - 3) : at])
