"""English words that tell facts: amounts, units, times, denials, sources.

The lists are short on purpose: a word that is not here costs a conflict that goes unseen, never a false one.
"""

from __future__ import annotations

from reader.align.words import stem


def listed(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


def _mapped(text: str) -> dict[str, str]:
    """The lines of a text as `word: its forms`, each form mapped to the word."""
    rows = (row.split(":") for row in text.split(";") if row.strip())
    return {form: word.strip() for word, forms in rows for form in forms.split()}


def _numbered(text: str, first: int = 1) -> dict[str, int]:
    return {word: at for at, word in enumerate(text.split(), first)}


# Amounts

VAGUE: dict[str, tuple[float, float]] = {
    "few": (2, 12),
    "handful": (2, 12),
    "several": (3, 20),
    "dozens": (20, 149),
    "scores": (40, 199),
    "hundreds": (150, 1999),
    "thousands": (1000, 19_999),
    "millions": (1e6, 1e9),
}
"""Words for an amount that is not counted, and what it may be at least and at most."""
SCALES = {
    **{"dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12},
    **{"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12},
}
ORDINALS = _numbered("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
FRACTIONS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
TIMES_OVER = {"twice": 2.0, "thrice": 3.0}

QUALIFIERS: dict[tuple[str, ...], str] = {
    tuple(words.split()): bound
    for bound, every in {
        "some": "some",
        "about": "about, around, roughly, approximately, circa, nearly, almost, estimated, an estimated, close to",
        "over": "over, more than, well over, upwards of, at least, no fewer than, no less than, not less than",
        "under": "under, fewer than, less than, up to, at most, no more than, not more than, as many as, as much as",
    }.items()
    for words in every.split(", ")
}
"""What stands before a number, and what it makes of it."""

_UNITS: dict[str, dict[str, float]] = {
    "length": {"millimetre": 0.001, "mm": 0.001, "centimetre": 0.01, "cm": 0.01, "metre": 1, "meter": 1,
               "kilometre": 1000, "kilometer": 1000, "km": 1000, "inch": 0.0254, "foot": 0.3048, "yard": 0.9144,
               "mile": 1609.34},
    "mass": {"gram": 1, "kilogram": 1000, "kilo": 1000, "kg": 1000, "pound": 453.6, "tonne": 1e6, "ton": 1e6},
    "time": {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_629_800,
             "year": 31_557_600, "decade": 315_576_000, "century": 3_155_760_000},
    "area": {"hectare": 10_000, "acre": 4046.86},
    "volume": {"litre": 1, "liter": 1, "gallon": 3.785, "barrel": 159},
    "heat": {"degree": 1},
    "power": {"watt": 1, "kilowatt": 1000, "megawatt": 1e6, "gigawatt": 1e9},
    "money": dict.fromkeys(
        ("dollar", "euro", "crown", "rouble", "ruble", "yen", "rupee", "franc", "yuan", "lira", "peso"), 1
    ),
}  # fmt: skip
MEASURES = {unit: (dimension, size) for dimension, units in _UNITS.items() for unit, size in units.items()}
"""Units: what they measure, and how many of the dimension's own unit they are."""
CURRENCY = {"$": "dollar", "€": "euro", "£": "pound sterling", "¥": "yen", "₹": "rupee", "₽": "rouble", "₺": "lira"}
LABELLED = listed(
    "room page chapter gate platform number no line channel article section floor flight highway route magnitude"
)
"""A number that follows one of these is its name."""
PERSONS = listed("people person human soul individual life")
"""Those who are counted, whoever they are."""

ALIKE = _mapped(
    """
    child: children; man: men; woman: women; person: people; foot: feet; tooth: teeth; life: lives; wife: wives; be:
    was were is are been am; do: did does done; have: had has; go: went gone; come: came coming; take: took taken
    taking; send: sent; see: saw seen; know: knew known; find: found; make: made making; give: gave given giving;
    tell: told; say: said; leave: left; lose: lost losing; win: won; hold: held; keep: kept; meet: met; hear: heard;
    run: ran; get: got; begin: began begun; fall: fell fallen; rise: rose risen rising; break: broke broken; speak:
    spoke spoken; sell: sold; write: wrote written; drive: drove driven; fly: flew flown; choose: chose chosen; steal:
    stole stolen; feel: felt; buy: bought; bring: brought; build: built; catch: caught; fight: fought; shoot: shot;
    lead: led; think: thought; understand: understood; stand: stood; sink: sank sunk; bear: bore; strike: struck;
    deny: deni; seek: sought; price: cost costs pay pays paid priced worth spend spent; teach: taught; throw: threw
    thrown; hide: hid hidden;
    ~dead: kill die died dies dead death toll fatality fatal fatally lethal perish deadly;
    ~hurt: injur injury wound hurt; ~held: arrest detain apprehend captur capture nab; ~missing: missing unaccounted
    """
)
"""Forms and stems that endings do not bring together, and the few words for what befalls those whom a report counts."""

DEATH = ALIKE["dead"]


def _concept(form: str) -> str:
    """What a word speaks of, as `Side.concepts` has it."""
    return ALIKE.get(form) or ALIKE.get(stem(form), stem(form))


CASUALTIES = frozenset(concept for concept in ALIKE.values() if concept.startswith("~"))

# Days and times

MONTH_NUMBERS = _numbered("january february march april may june july august september october november december")
MONTH_NUMBERS |= {name[:3]: at for name, at in MONTH_NUMBERS.items()} | {"sept": 9}
DAY_NAMES = {name: name for name in "monday tuesday wednesday thursday friday saturday sunday".split()}  # noqa: SIM905
DAY_NAMES |= {name[:3]: name for name in DAY_NAMES}
DAY_NAMES |= {"tues": "tuesday", "thur": "thursday", "thurs": "thursday", "weekend": "weekend"}
WHEN = listed(
    "in since until till by of last next early late mid before after from during on this between to dated and"
)
"""What a month or a year may stand behind."""

# Denials

AUXILIARIES = listed(
    """do does did is are was were be been being am has have had can could will would shall should may might must to
    dont doesnt didnt isnt arent wasnt werent cant cannot couldnt wont wouldnt shouldnt hasnt havent hadnt"""
)
NEGATORS = listed(
    """not no zero never nobody none nothing neither nor nowhere without unless cannot cant dont doesnt didnt isnt arent
    wasnt werent couldnt wont wouldnt shouldnt hasnt havent hadnt mustnt"""
)
DENIERS = listed(
    """fail failed fails failing unable lack lacked lacks lacking refuse refused refuses stop stopped stops cease ceased
    ceases deny denied denies denying decline declined declines hardly barely scarcely avoid avoided"""
)
"""Words that deny what follows, without being "not"."""
NEGATIVE_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")
NOT_DENYING = listed("only just merely simply least fewer less more doubt matter until unlike")
"""After "not" or "no", these make no denial of it."""
OPPOSITES: dict[str, frozenset[str]] = {}
"""Verbs and adjectives, as concepts, that cannot both be true of one thing."""
_DENIED = """
    deny: confirm admit acknowledge; reject: accept approve; refuse: accept agree; fall: rise increase climb;
    drop: rise increase climb; decrease: increase; cut: raise increase; lower: raise; lose: win gain; forbid: allow;
    ban: allow; oppose: support back; fail: succeed; acquit: convict; innocent: guilty; dead: survive alive;
    false: true; illegal: legal; weaken: strengthen; worsen: improve; close: open; shut: open; buy: sell;
    expand: shrink
    """
for _row in _DENIED.split(";"):
    _word, _, _others = _row.partition(":")
    _first = _concept(_word.strip())
    for _other in map(_concept, _others.split()):
        OPPOSITES[_first] = OPPOSITES.get(_first, frozenset()) | {_other}
        OPPOSITES[_other] = OPPOSITES.get(_other, frozenset()) | {_first}

# Names and sources

TITLES = listed(
    """mr mrs ms miss dr doctor prof professor president minister prime chief inspector captain colonel general major
    brigadier sergeant lieutenant sir lady lord dame senator judge justice king queen prince princess pope bishop
    archbishop father sister brother mayor secretary chancellor governor deputy vice sheriff constable superintendent
    detective officer spokesman spokeswoman spokesperson director chairman chairwoman commander admiral ambassador envoy
    councillor prosecutor attorney lawyer coach the defence defense foreign interior health finance education"""
)
SHORT_NAMES = _mapped(
    """
    robert: bob rob; william: bill will; james: jim; michael: mike; thomas: tom; richard: dick rick; anthony: tony;
    katherine: kate; elizabeth: liz beth; joseph: joe; daniel: dan; david: dave; stephen: steve steven; alexander: alex;
    edward: ed ted; samuel: sam; benjamin: ben; matthew: matt; nicholas: nick; gregory: greg; andrew: andy;
    christopher: chris; john: jack johnny; margaret: peggy maggie; susan: sue; jennifer: jenny; saint: st
    """
)
EXCLAMATIONS = listed("lo look behold see yea yes no nay well oh o come go let now truly verily hear")
"""Words whose capital, after a comma, is no name's."""

SPEECH = listed(
    """said says say saying told tells announced announces reported reports claimed claims stated states warned warns
    insisted insists explained argued argues wrote writes added adds confirmed testified declared"""
)
SPEECH_AT_END = listed(
    "found finds ruled rules believe believes believed think thinks fear fears hope hopes expect expects"
)
"""Verbs that are of saying where a statement ends with them."""
SPEAKERS = _mapped(
    """
    police: police inspector superintendent sergeant constable officer detective sheriff commissioner;
    army: army military troops general colonel major captain lieutenant brigadier commander;
    hospital: hospital doctor dr nurse surgeon medic clinic; ministry: ministry minister;
    government: government minister president cabinet; council: council councillor mayor; court: court judge;
    prosecution: prosecutor prosecutors prosecution attorney; union: union unions strikers; bank: bank banks lender;
    company: company firm manufacturer owner operator director manager boss executive; airline: airline airlines;
    witness: witness witnesses eyewitness eyewitnesses neighbour neighbours neighbor neighbors bystander bystanders
    resident residents villager villagers locals survivor survivors passenger passengers;
    lawyer: lawyer lawyers solicitor barrister; coroner: coroner pathologist; museum: museum curator;
    school: school teacher headteacher headmistress university; rebels: rebels insurgents militants;
    family: family mother father sister brother widow relatives parents; engineers: engineer engineers surveyor;
    weather: forecasters meteorologists; experts: scientists researchers economists analysts;
    investigators: investigators investigator; opposition: opposition; rescuers: rescuers firefighters;
    campaigners: campaigners activists protesters demonstrators; students: students pupils; farmers: farmers;
    diplomats: diplomats envoys; crew: pilot pilots crew sailors
    """
)
"""Who speaks for which body."""
ANYBODY = listed(
    """official officials spokesman spokeswoman spokesperson spokesmen source sources authorities authority leader
    leaders chief head boss report reports minister president sender statement study survey poll letter paper
    newspaper"""
)
"""Speakers who may be any other that is named."""
UNNAMED = listed("person people somebody someone source sources insider witness eyewitness neighbour")
"""Speakers whose names are kept back."""
SUBJECTS = listed("he she it they we i you who which that")
PRONOUNS = SUBJECTS | listed("this these those his her its their one both all others some many")
HEARSAY = listed("allegedly reportedly supposedly purportedly")
