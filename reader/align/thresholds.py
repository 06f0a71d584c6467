"""The numbers that comparing goes by, a dataclass for each stage.

Functions take the stage they need and default to the values here. Nothing is patched: whoever wants other values passes
them, as `tests/bench/vary.py` does to print how F1 on the gold moves with each of them.

They were chosen by hand, one at a time, on six pairs of news reports, four articles rewritten for learners, twelve
articles beside a summary, 39 shuffled and 82 plain essay revisions and 16 chapters in two translations; one
configuration for all. Six news pairs have 40 strong links, so one link is more than a point there.

The range behind a number was measured afterwards, with that script: on these sets and 14 more pairs of reports, from
half the number to double (a part: up to 1), no set loses more than a point of F1 in it. An insensitive number was good
at all values tried. What only books use was tried on a made book and its retelling, which is easy. All sets but the 14
reports were looked at while choosing: a range says how sensitive a number is, not how well it does on other texts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from reader.align.weights import LEARNT, Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How large texts may be for each way of comparing. These bound time and memory; none was chosen for F1."""

    sentence_words: int = 5_000
    """Words of a sentence that is compared word by word."""
    version_words: int = 3_000_000
    """Words of two versions that are compared by what they say; two whole Bibles have 1.6 million."""
    all_pairs: int = 90_000
    """Up to so many pairs of sentences, all are compared; above, only promising ones. Leaving pairs out costs links."""
    book_sentences: int = 1_500
    """From so many sentences of both on, long versions teach how one words what the other says."""
    names: int = 40_000
    """Pairs of names that are looked at for other spellings; some 40 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """When two names are spellings of one, by the rules of `reader.align.spelling`."""

    similar: float = 0.7
    """The normalised Indel similarity of the two as they sound. Insensitive."""
    shortest: int = 4
    """Letters of a name that can have two spellings. Insensitive."""
    short: int = 4
    """Up to so many letters, the first vowel must be the same: Lund is not Lind. Insensitive."""
    slip: int = 5
    """Letters of a name in which one letter more or less can be a slip. Insensitive."""
    root: int = 4
    """Letters that a place and its adjective must share at the start (insensitive), …"""
    end: int = 2
    """… and letters that the place may have behind them. Insensitive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What a word weighs, when two words are one, and what makes two sentences similar."""

    function: float = 0.7
    """What the fact weight of a function word is multiplied by. Range: 0.63 to 0.77."""
    number: float = 1.5
    """The same of a number. Range: from 1.35."""
    common: float = 0.5
    """The same of a common word, which stands in many sentences. Range: 0.475 to 0.55."""
    common_share: float = 0.15
    """The part of all sentences in which a common word stands (range: 0.1425 to 0.15), …"""
    common_least: int = 4
    """… and the number in which it stands at least. Range: 3 to 5."""
    name_share: float = 0.7
    """A word is a name if it has a capital at so large a part of the places where spelling asks for none. Range: up to
    0.98."""
    spelling: float = 0.75
    """The normalised Indel similarity of two names, one in each version, that are weighed as one name. Insensitive."""
    least: float = 0.1
    """The part of the lighter sentence's fact weight that two sentences must share to be compared further. Range: up to
    0.14."""
    contained: float = 0.1
    """What containment counts in the fact score: the part of the lighter sentence that is shared in order. Range: from
    0.095."""
    quotation: float = 0.2
    """The part of what two statements share that must lie outside of who made them (insensitive), …"""
    stated: float = 0.3
    """… or the part of what the shorter one states. Insensitive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Which pairs of long versions are compared, and what long versions teach."""

    rarest: int = 12
    """By how many of its rarest words a sentence looks for partners. Insensitive."""
    common_share: float = 0.08
    """Words that stand in a larger part of the sentences lead to none. Insensitive."""
    kept: int = 6
    """How many partners a sentence keeps, those it shares most weight with. Insensitive."""
    visits: int = 1_000
    """How many sentences a sentence's words may lead to, so that time grows in proportion to the text. Of the true
    partners among 31,102 verses and a retelling with a third of the words replaced .915 are found; .80 with words of at
    most 200 sentences alone, .955 with all words in five times the time. Insensitive."""
    visits_again: int = 4_000
    """The same when sentences without a sure partner are asked a second time. Insensitive."""
    overlap: float = 0.15
    """The Dice coefficient below which two sentences are not compared further. None of 27,905 true pairs of verses had
    less; a sixth of all candidates do. Insensitive."""
    sure: float = 0.5
    """A mutually best pair that is so similar is as good as certain: its sentences are not asked again. Insensitive."""
    linked: float = 0.1
    """The part of the shorter version's sentences that must be linked; else the two do not tell the same story.
    Insensitive."""
    learnt_least: int = 3
    """In how many links two words must stand in each other's place to be learnt (insensitive), …"""
    learnt_share: int = 3_000
    """… and in one of how many links. Insensitive."""
    learnt_forward: float = 0.35
    """The part of the links without the left word that must have the right word instead (insensitive) …"""
    learnt_back: float = 0.175
    """… and the part of the links without the right word that must have the left one. Insensitive."""
    learnt_kept: float = 0.25
    """A word that is kept more often than that stands for itself: learning another one for it does harm.
    Insensitive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strong:
    """Which pairs make the same statement because they are each other's best."""

    total: float = 0.36
    """What similarity and margin together must reach. Range: up to 0.36."""
    floor: float = 0.25
    """What similarity must reach by itself. Range: up to 0.275."""
    bonus: float = 0.1
    """What a neighbouring pair that is mutually best adds when rivals are ranked. It settles repeats. Insensitive."""
    bonus_floor: float = 0.3
    """How similar such a neighbouring pair must be. Insensitive."""
    names: float = 0.9
    """From this weight of names and numbers on each side alone two sentences name different things: one rare name.
    Insensitive."""
    names_floor: float = 0.4
    """What such a pair must reach by itself, whatever its margin: two people from one place are not one statement.
    Range: 0.36 to 0.42."""
    person_floor: float = 0.5
    """The same for a pair that shares no more than who somebody is: his name and his office. Of twelve such pairs
    below it, in all texts with links marked by people, five were linked by people, four as the opening of a report."""
    late_total: float = 0.42
    """`total` for sentences that are left over once their rivals have found better partners. Range: up to 0.588."""
    late_margin: float = 0.1
    """How much a margin counts there at most, above or below the rivals. Elsewhere no margin is too large to count.
    Insensitive."""
    late_support: float = 0.1
    """What each linked neighbour adds to `late_total`. Insensitive."""
    late_floor_support: float = 0.03
    """How much each linked neighbour lowers the floor there. Insensitive."""
    keeping: float = 0.7
    """From this share of sure links on, two versions keep each other's wording. A revision does, a translation does
    not, an article rewritten for learners just does. There, a sentence is kept or it is new. Range: from 0.49."""
    sure: float = 0.5
    """How similar two linked sentences are that keep their wording. Range: from 0.45."""
    vague: float = 0.4
    """Below this, two sentences of such versions are linked only beside a link, or if they share `vague_shared`.
    Insensitive."""
    vague_shared: float = 2.4
    """The weight of shared words from which on they are linked alone too, in words that stand once. Essays on one
    subject share its words: of seven such pairs in 121 revisions none was true. What it takes away can be related.
    Insensitive."""
    agreement: float = 2.0
    """What third versions that are linked to both sentences of a pair add to the weighed sum, for each whole score. Of
    58 pairs of reports, each beside up to three more on its event: strong F1 of those marked by us .704 (.657 alone),
    of 14 others .734 (.738), of six .909 (.926). With earlier weights 1 and 3 did as well, and linking all from a
    similarity of .2 less. All were looked at."""
    agreed: float = 0.2
    """How similar two sentences of books must be if a third version says what both say. Insensitive."""
    step: float = 0.04
    """By how much a step of strictness raises or lowers all that is asked for. Insensitive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beads:
    """When two neighbouring sentences are linked to the one that says what both say, as a 1:2 bead."""

    total: float = 0.45
    """What similarity of both together and their margin must reach. Range: 0.315 to 0.4725."""
    margin: float = 0.15
    """How much the margin counts at most. Range: from 0.105."""
    gain: float = 0.04
    """How much more similar both together must be than the better one. At .06 one link of a hundred is lost on articles
    rewritten for learners. Range: up to 0.056."""
    sure: float = 0.57
    """From this similarity on, the better one is a partner by itself (range: from 0.5415) …"""
    sure_gain: float = 0.13
    """… and the second one must add so much. Where one sentence is nearly the whole of the other, people link a second
    one only if it brings as much: in essays all 13 such seconds that they linked do, 4 of 19 others. Insensitive."""
    half: float = 0.15
    """How similar each of the two must be by itself. It changes no link of the gold, and saves comparing. Range: up to
    0.21."""
    overlap: float = 0.5
    """Linked sentences join as one bead if what they tell overlaps by this part at most. Insensitive."""
    apart: int = 2
    """How many sentences apart they may stand. Insensitive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """When a sentence is linked although one of the two has a better partner: it says the same again, or a part."""

    specific: float = 0.5
    """The weight of shared names and numbers that such a pair needs, in words that stand once. Range: 0.35 to 0.5."""
    linked: float = 0.8
    """How near it must come to the better partners if both have one. A headline is not linked to the other version's
    lead where each has its own match. Range: up to 0.84."""
    again: float = 0.45
    """How similar it must be if one has a partner. Range: up to 0.45."""
    again_share: float = 0.7
    """Which part of the best of its row and column it must reach as well. Range: up to 0.735."""
    without: float = 0.36
    """`again` if neither has a partner, because two rivals each tell a part of one. Range: from 0.252."""
    beside: float = 0.25
    """`again` beside a link. Range: up to 0.25."""
    opening: int = 3
    """How many sentences open a report: headline, subheadline, lead. All of them tell the main event. Range: from 3."""
    opening_floor: float = 0.22
    """`again` where both open their report. News strong F1 was .85 without this, .90 with it. Range: 0.176 to 0.242."""
    contained: float = 0.5
    """The part of the lighter sentence that must stand in the heavier one for it to be told as a part of it. Range:
    from 0.45."""
    told: float = 2.0
    """The weight of all words, function words aside, that it must share with the heavier one: a caption that holds two
    names stands in every sentence that has them. Insensitive."""
    answer: int = 2
    """Content words of a sentence that is told in a few words at most: "She was 85". Insensitive."""
    fresh: float = 0.3
    """The part of the lighter sentence that no other partner of either may tell. Insensitive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """When all signs together link two sentences, by the weights of `reader.align.weights`."""

    likely: float = 0.5
    """How likely it must be that people would link them."""
    specific: float = 0.25
    """The weight of shared names and numbers that such a pair needs, in words that stand once, …"""
    shared: float = 2.0
    """… or that of all shared words, function words aside."""
    opening: float = 0.16
    """The fact score of two sentences that open their versions: below it, a second headline shares only names. News F1
    was .908 without it and .919 with it; of its strong links .913 and .957 were at least the same fact."""
    linked: float = 0.6
    """How near it must come to the better partners if both have one."""
    names: float = 1.8
    """From this weight of names and numbers on each side alone on, such a pair needs `Strong.names_floor` too: two
    people from one place are not one statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """When two sentences say something else about the same."""

    total: float = 0.17
    """What a related pair must reach in versions of five sentences: its fact score, more for what the two share, less
    for what they share with others. Range: no other value."""
    chance: float = 0.05
    """What each e-fold of sentences adds, for of more pairs more are similar by chance: .24 for 20, .29 for 60
    sentences. Without it, what suits articles beside a summary floods essays on one subject. Range: 0.045 to 0.055."""
    fewest: int = 5
    """Below so many sentences chance stays the same (range: no other value), …"""
    most: int = 300
    """… and above so many: of longer texts only promising pairs are compared. Insensitive."""
    shared: float = 0.03
    """What each shared word adds that stands once. Two long sentences share little of themselves, and yet a fact.
    Range: 0.0285 to 0.033."""
    held: float = 0.1
    """Which part of a sentence's similarity to its partner is taken off: it has told its fact there. Range: up to
    0.11."""
    share: float = 0.3
    """How near to the best of its row or column a related pair must come. Range: up to 0.33."""
    floor: float = 0.15
    """What the fact score must be by itself. Range: up to 0.15."""
    words: int = 2
    """How many words must be shared, function words aside. Of 45 pairs that shared one, one was related. Range: up to
    2."""
    partners: int = 2
    """How many related partners a sentence has at most, …"""
    long: int = 15
    """… and from so many content words on one more, as a sentence of a summary has them. On articles beside a summary
    .720 instead of .703 for all tiers, on articles rewritten for learners .845 instead of .849. Insensitive."""
    settled: float = 0.8
    """From this fact score on, a partner tells so much of a sentence that beside it only (range: from 0.72) …"""
    settled_floor: float = 0.3
    """… what reaches this fact score is related to it. Range: 0.27 to 0.315."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """When sentences of long versions are linked because their neighbours are."""

    between: float = 0.2
    """How similar two sentences must be where those before and those after them are linked. Insensitive."""
    beside: float = 0.3
    """The same where only one neighbour is. Insensitive."""
    rounds: int = 4
    """How often sentences beside links are looked at. Insensitive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """How a link is told word by word."""

    edited: float = 0.6
    """From this normalised Indel similarity of the words on, a link is edited; below, it is reworded."""
    legible: float = 0.35
    """The part of the shorter side that a reworded link must keep for its words to be told apart."""
    phrase: float = 2.0
    """The mean number of words of what it keeps."""
    nearly_all: float = 0.75
    """The part of one side that makes a reworded link legible in any case."""
    island: int = 2
    """So many function words between two changes go with them."""
    places: int = 8
    """A single word that stands in more places has moved nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """Which stretches two versions have in the same words."""

    least: int = 30
    """Words of a passage at least."""
    run: int = 8
    """Words of a run that leads to one."""
    copies: int = 4
    """What stands in more places leads to none."""
    edge: int = 3
    """Words in a row that both sides must have where a linked sentence begins or ends a passage."""
    gap: int = 60
    """Words that may lie between two of its seeds, …"""
    drift: int = 20
    """… and how many more of them on one side than on the other."""
    most_words: int = 200_000
    """Up to so many words of a version, runs are looked for; above, linked sentences alone. It bounds memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """When a paragraph is a repeat, or a stray: no part of the story. No gold says it; see `reader.align.roles`."""

    repeat: int = 3
    """Words of a paragraph that can be a repeat."""
    version_rest: int = 4
    """Sentences that a version must have besides a stray, …"""
    story_rest: int = 12
    """… and all versions together."""
    long_story: int = 40
    """From so many sentences of all versions on, a paragraph without a headline can be a stray."""
    words: int = 8
    """Content words of a stray, each counted once."""
    lone_words: int = 12
    """The same of a stray without a headline."""
    headline: int = 5
    """Words of a stray's headline; what is shorter is the heading of a section."""
    headline_apart: int = 6
    """The same where an empty line follows."""
    paragraphs: int = 8
    """Paragraphs of a stray at most, its headline included."""
    main: int = 3
    """A word is one of the story's main words from so many sentences on, …"""
    main_share: float = 0.08
    """… or from this part of all; the larger counts."""
    common: float = 0.4
    """The part of a stray's weight that may be told elsewhere, …"""
    common_apart: float = 0.2
    """… and where an empty line follows its headline, or it has none."""
    names_apart: int = 1
    """Names of its own that a stray must have if an empty line follows its headline."""
    lone_names: int = 2
    """The same of a stray without a headline."""
    most: float = 1 / 3
    """If more of a version's words would be stray, none are: then it tells two stories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Across:
    """How versions in different languages are set level. Scores are natural logarithms of odds.

    Chosen on parts of four texts: `tests/bench/across.py` says which, and measures on others.
    """

    shapes: tuple[float, ...] = (-0.12, -3.1, -3.1, -4.6, -5.0, -5.0)
    """What beads of 1:1, 1:2, 2:1, 2:2, 1:3 and 3:1 sentences score before anything is known of them."""
    first_shapes: int = 4
    """How many of the shapes the first round tries."""
    belief: float = 50.0
    """How many beads these values count for when the parts of the shapes are learnt."""
    gap: float = -4.5
    """What the first sentence without a partner costs, …"""
    gap_more: float = -0.3
    """… and each further one."""
    variance: float = 6.8
    """The variance of a difference in length, per letter, before the texts have taught it (Gale and Church 1993)."""
    least_variance: float = 1.0
    outlier: float = -3.0
    """What a bead of very different lengths costs at most."""
    across: float = 1.5
    """What it costs that a paragraph begins inside a bead."""
    number: float = 0.7
    """The part of the numbers and addresses that both versions know that a translation keeps in place, …"""
    name: float = 0.5
    """… the same of names, …"""
    word: float = 0.3
    """… other words spelled alike, …"""
    cognate: float = 0.15
    """… and words that begin alike."""
    most: float = 3.0
    """What one shared key or word says at most."""
    damp: float = 0.4
    """The part of it that counts, because keys of one sentence come together."""
    several: float = 0.85
    """What a key says in a bead of two sentences on a side is multiplied by: neighbours share words."""
    teaching: int = 20
    """Beads of one sentence each from which lengths are learnt."""
    learning: int = 150
    """The same for words."""
    learnt_least: int = 3
    """Beads in which two words must stand together, …"""
    learnt_part: float = 0.2
    """… and the part of the beads with either in which they must."""
    learnt_share: float = 0.05
    """A word in more of the beads is not learnt."""
    learnt_others: int = 1
    """How many words can stand for one."""
    rarest: int = 12
    """How many of a sentence's rarest words are learnt."""
    whole: int = 40_000
    """Up to so many pairs of sentences, every path is tried; above, those in a band."""
    block: int = 16
    """Sentences of a block in which what both versions share is looked for, …"""
    blocks: int = 300
    """… and how many blocks there are at first."""
    common: int = 400
    """Pairs of places of one key that are looked at."""
    reach: int = 20
    """How many sentences the band goes to each side, besides a block. Where that is too few, four times as many."""
    edges: float = 0.01
    """The part of the best order that may run along the edges of the band."""
    widest: int = 8_000_000
    """Up to so many pairs of sentences lie in a band that is made wider."""
    around: int = 20
    """How far the second round goes from what the first found, …"""
    near: int = 8
    """… and how far what else could be is weighed."""
    sure: float = 0.3
    """How probable a bead must be, …"""
    sure_step: float = 0.1
    """… and how much more for each step of strictness."""
    gate: float = 1.5
    """What the best order must score in the first round …"""
    short: int = 50
    """… if one version has fewer sentences than this, …"""
    gate_each: float = 0.3
    """… and in the second for each sentence of the shorter version."""
    relation: float = 4.5
    """What must speak for the order in versions as short as that, besides their layout, …"""
    relation_each: float = 0.6
    """… or so much for each sentence of the shorter one, if that is more: longer orders fit better by chance; …"""
    relation_most: float = 8.0
    """… but no more than this. Two things speak: how much better lengths agree than in other orders …"""
    tried: int = 6
    """(up to so many beads all are tried, for more a normal distribution is taken) …"""
    relation_key: float = 4.5
    """… and what a key that both have says for the order if it stands in one bead, and against it if not, as a multiple
    of the part that a translation keeps in place; …"""
    number_alone: float = 0.6
    """… what a number that only one version has says against it, …"""
    numbers_alone: int = 5
    """… and how many such numbers count."""
    unknown_words: int = 60
    """Words of a version whose language is not known, …"""
    unknown_shared: float = 0.15
    """… and the part of them that another one may have if it is in another language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByMeaning:
    """When sentences are linked because a language model finds the same meaning in them."""

    cosine: float = 0.55
    """What the cosine must reach out of order, as a part of the median of the pairs that are each other's best …"""
    least_unit: float = 0.35
    """… or of this, if that is less, …"""
    most_unit: float = 0.6
    """… or of this, if that is more. All cosines here are such parts."""
    margin: float = 0.04
    """By how much the cosine itself must be above that of the best rival."""
    left_over: float = 0.6
    """What the cosine must reach among those that are left then."""
    in_order: float = 0.1
    """What the cosine must reach in order, where order holds: …"""
    holds: float = 0.6
    """… where this part of the shorter version has partners in order."""
    even: float = 0.42
    """The cosine that speaks neither for a pair nor against it."""
    weight: float = 10.0
    """What the cosine above that says, as a logarithm of odds, …"""
    most: float = 6.0
    """… at most."""
    point: float = 2.0
    """What a pair that is each other's best says of where to look in long versions."""
    wider: float = 0.06
    """By how much a neighbour must raise the cosine to be taken in."""
    gate: float = 0.36
    """A cosine, not a part of the median, that unrelated texts seldom reach: …"""
    gate_part: float = 0.21
    """… this part of one version's sentences must be in beads that do; else none are linked."""
    sentences: int = 2_000
    """Sentences of a version that the model reads; some 0.05 s each."""
    least: int = 3
    """Sentences of a version: of fewer the mean says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """All of them."""

    sizes: Sizes = field(default_factory=Sizes)
    names: Names = field(default_factory=Names)
    weighing: Weighing = field(default_factory=Weighing)
    candidates: Candidates = field(default_factory=Candidates)
    strong: Strong = field(default_factory=Strong)
    beads: Beads = field(default_factory=Beads)
    again: Again = field(default_factory=Again)
    weighed: Weighed = field(default_factory=Weighed)
    weights: Weights = LEARNT
    related: Related = field(default_factory=Related)
    order: Order = field(default_factory=Order)
    edits: Edits = field(default_factory=Edits)
    passages: Passages = field(default_factory=Passages)
    roles: Roles = field(default_factory=Roles)
    across: Across = field(default_factory=Across)
    meaning: ByMeaning = field(default_factory=ByMeaning)


USUAL = Thresholds()
"""What everything is compared by unless other thresholds are passed."""
