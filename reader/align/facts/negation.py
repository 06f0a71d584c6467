"""Where one side denies what the other states, or says that another thing came of it, or worse or less harm."""

from __future__ import annotations

from dataclasses import dataclass

from reader.align.alignment import EditOp, Reuse
from reader.align.facts.lexicon import ROLE
from reader.align.facts.reading import Found, Sides
from reader.align.facts.statement import SPACE, Place, Statement
from reader.align.facts.when import dates_agree

_FAR = 4
"""How many words behind a denial the word may stand that it denies."""
_NEAR = 1.0
_TOGETHER = 2
"""How many words around two outcomes are the same."""
_UNTIL = 6
HURT = ROLE + "hurt"
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
    if found := _opposites(sides) or _with_and_without(sides) or _meant_and_denied(sides):
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
    """What came of one thing on the two sides that cannot both be true: confirmed and denied, called off and held."""
    left, right = sides.left, sides.right
    opposites = left.lexicon.opposites
    here, there = _outcomes(left), _outcomes(right)
    if not here or not there:
        return []
    ours, theirs = ({outcome for outcome, _ in told} for told in (here, there))
    if _on_other_days(sides):
        return []
    for mine, at in here:
        for other, to in there:
            if other not in opposites[mine] or not opposites[mine].isdisjoint(ours):
                continue
            if mine in theirs or not opposites[other].isdisjoint(theirs):
                continue
            if not sides.told[0].isdisjoint(range(*at)) or not sides.told[1].isdisjoint(range(*to)):
                continue
            if _of_one_thing(sides, at, to, from_either_end=other in left.lexicon.converse.get(mine, ())) and _settled(
                sides, at, to
            ):
                return [Found("negated", "statement", at, to)]
    return []


def _outcomes(side: Statement) -> list[tuple[str, Place]]:
    """What a statement says came of things, with the words that say it."""
    lex = side.lexicon
    out = []
    for at, concept in enumerate(side.concepts):
        two = lex.outcomes.get((concept, side.form(at + 1)))
        outcome = two or lex.outcomes.get((concept, ""), concept)
        if outcome in lex.opposites:
            out.append((outcome, (at, at + (2 if two else 1))))
    return out


def _of_one_thing(sides: Sides, at: Place, to: Place, *, from_either_end: bool) -> bool:
    """Whether the words around two outcomes are largely the same, and so is what they are said of.

    In the passive that stands before the verb, in the active it may stand behind.
    """
    left, right = sides.left, sides.right
    before = left.before(at[0]), right.before(to[0])
    after = left.after(at[1]), right.after(to[1])
    if len({*before[0], *after[0]} & {*before[1], *after[1]}) < _TOGETHER:
        return False
    if from_either_end:
        return not {*before[0][:2]}.isdisjoint(before[1][:2])
    passive = _is_passive(left, at), _is_passive(right, to)
    here = {*before[0], *(after[0] if passive[1] and not passive[0] else ())}
    there = {*before[1], *(after[1] if passive[0] and not passive[1] else ())}
    if not here or not there:
        return True
    return (
        not here.isdisjoint(there)
        and {*before[0][:1]} <= {*there, *after[1]}
        and {*before[1][:1]} <= {*here, *after[0]}
    )


def _on_other_days(sides: Sides) -> bool:
    """Whether both sides name days, and none of them is the same."""
    dates = [facts.dates for facts in sides.facts]
    if all(dates) and not any(dates_agree(one, other) == "same" for one in dates[0] for other in dates[1]):
        return True
    names = sides.left.lexicon.forms["days"]
    days = [
        {day for form in side.forms if (day := names.get(form) or names.get(form.removesuffix("s")))}
        for side in (sides.left, sides.right)
    ]
    return all(days) and days[0].isdisjoint(days[1])


def _is_passive(side: Statement, place: Place) -> bool:
    return any(side.concept(at) == "be" for at in range(max(0, place[0] - 2), place[0]))


def _settled(sides: Sides, at: Place, to: Place) -> bool:
    """Whether both sides state what came of it, or both deny it; neither only fears or means it."""
    for side, place in ((sides.left, at), (sides.right, to)):
        if any(side.of(word, "doubtful") for word in range(max(0, place[0] - _FAR), place[0])):
            return False
    meant = sides.left.of(at[0] - 1, "to"), sides.right.of(to[0] - 1, "to")
    return meant[0] is meant[1] and _negated(sides.left, at[0]) is _negated(sides.right, to[0])


def _with_and_without(sides: Sides) -> list[Found]:
    """A thing that came about with something on the one side and without it on the other: "without a deal"."""
    for own, other, turned in ((sides.left, sides.right, False), (sides.right, sides.left, True)):
        if not own.has("without") or other.has("without") or not other.has("with"):
            continue
        for at in range(len(own.forms)):
            head = _behind(own, at) if own.of(at, "without") else None
            if head is None:
                continue
            for to in range(len(other.forms)):
                stated = _behind(other, to) if other.of(to, "with") else None
                if stated is None or own.concepts[head] != other.concepts[stated]:
                    continue
                if own.of(at + 1, "articles") is not other.of(to + 1, "articles"):
                    continue  # "without warning", "with a warning"
                common = _around(own, (at, head + 1), other, (to, stated + 1))
                if common >= (1 if sides.reuse is Reuse.EDITED else _TOGETHER):
                    places = (at, head + 1), (stated, stated + 1)
                    return [Found("negated", "statement", *(places[::-1] if turned else places))]
    return []


def _behind(side: Statement, at: int) -> int | None:
    """The first word behind another that says something, with nothing but an article or an owner between."""
    to = at + 1
    while side.of(to, "articles", "owners") and side.joined(to):
        to += 1
    return to if side.content(to) and side.joined(to) else None


def _around(own: Statement, at: Place, other: Statement, to: Place) -> int:
    """How many words around two places are the same."""
    here = {*own.before(at[0]), *own.after(at[1])}
    return len(here & {*other.before(to[0]), *other.after(to[1])})


def _meant_and_denied(sides: Sides) -> list[Found]:
    """What the one side says that somebody means to do, and the other that they will not: "will try to", "will not"."""
    for own, other, turned in ((sides.left, sides.right, False), (sides.right, sides.left, True)):
        if not own.has("future") or not other.has("intending"):
            continue
        for at in range(1, len(own.forms)):
            if not own.of(at, "negators") or not (own.of(at, "future") or own.of(at - 1, "future")):
                continue
            head = at + 1
            if not own.content(head) or own.concepts[head] not in other.known:
                continue
            stated = other.concepts.index(own.concepts[head])
            if not other.of(stated - 1, "to") or not other.of(stated - 2, "intending") or _negated(other, stated - 1):
                continue
            places = _phrase(own, head, head), (_phrase(other, stated - 2, stated - 2)[0], stated + 1)
            if _around(own, places[0], other, places[1]) >= _TOGETHER:
                return [Found("negated", "statement", *(places[::-1] if turned else places))]
    return []


def degrees_of_harm(sides: Sides) -> list[Found]:
    """How badly one and the same person is hurt, where the sides tell it differently or only one tells it."""
    here, there = _harms(sides.left), _harms(sides.right)
    if len(here) != 1 or len(there) != 1 or here[0][1] == there[0][1]:
        return []
    (at, one), (to, other) = here[0], there[0]
    if not _may_be_one_harmed(sides, at, to):
        return []
    if sides.beyond:
        # A version that says elsewhere what the other one says here leaves nothing out.
        told = sides.left.lexicon.forms["degrees"]
        for theirs, ours, document in ((one, other, sides.beyond[1]), (other, one, sides.beyond[0])):
            if theirs and any(told.get(word) == theirs for word in document.vocabulary) and theirs != ours:
                return []
    return [Found("differs" if one and other else "vaguer", "statement", at, to)]


def _harms(side: Statement) -> list[tuple[Place, str]]:
    """Where somebody is said to be hurt, with how badly; empty where that is not said."""
    if HURT not in side.known and not side.has("condition"):
        return []
    degrees = side.lexicon.forms["degrees"]
    out = []
    for at, concept in enumerate(side.concepts):
        hurt = concept == HURT
        if not hurt and not side.of(at, "condition"):
            continue
        before, behind = degrees.get(side.form(at - 1), ""), degrees.get(side.form(at + 1), "")
        if before and side.joined(at):
            out.append(((at - 1, at + 1), before))
        elif hurt and behind and side.joined(at + 1):
            out.append(((at, at + 2), behind))
        elif hurt:
            out.append(((at, at + 1), ""))
    return out


def _may_be_one_harmed(sides: Sides, at: Place, to: Place) -> bool:
    """Whether one person is hurt on each side, and both call them the same."""
    people = sides.left.lexicon.words["people"]
    who = []
    for facts, place in zip(sides.facts, (at, to), strict=True):
        if any(q.dimension == "count" and q.role == "hurt" and q.value != 1 for q in facts.quantities):
            return False
        side = facts.statement
        names = {part for name in facts.names for part in name.parts[-1:]}
        who.append({*side.before(place[0]), *side.after(place[1])} & (people | names))
    return not who[0].isdisjoint(who[1])


def _negated(side: Statement, at: int) -> bool:
    return not side.lexicon.words["negators"].isdisjoint(side.forms[max(0, at - 3) : at])
