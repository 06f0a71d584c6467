"""Every pattern of the package, found in its source, and texts on which a pattern that is not linear takes for ever.

A pattern takes quadratic or exponential time where something that repeats can be split in several ways, and what comes
after it fails. So a worst case is what leads to a repetition, then many times what it repeats, then something that does
not fit. `worst_cases` makes such texts from the pattern itself.
"""

from __future__ import annotations

import ast
import itertools
import math
import re
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(path for path in (ROOT / "reader").rglob("*.py") if path.stem != "__main__")

SCANNING = frozenset({"search", "sub", "subn", "split", "findall", "finditer"})
ANCHORED = frozenset({"match", "fullmatch"})
FUNCTIONS = SCANNING | ANCHORED | {"compile"}


AnyPattern = re.Pattern[str] | re.Pattern[bytes]

_SOME_MARKS = "\u0301\u0302\u064b\u093c"
AT_RUN_TIME: dict[str, tuple[dict[str, str], ...]] = {
    "reader/align/words.py:_with_foreign_numbers": tuple({"language": f"'{code}'"} for code in ("de", "fr", "es")),
    "reader/notes/files.py:_remove_strays": ({"target": "Path('story.notes.md')"},),
    "reader/notes/templates.py:fill_source": ({"empty": "'name|date'"},),
    "reader/story/clean.py:normalise": ({"marks": repr(_SOME_MARKS)},),
    "reader/story/folding.py:Searchable._fold_irregular": (
        {"runs": "_SPACES.pattern", "each": "''"},
        {"runs": "''", "each": "'[ßŒœ]'"},
        {"runs": "_SPACES.pattern", "each": "'[ßŒœ]'"},
    ),
    "reader/story/formats/page_blocks.py:_is_byline": ({"author": "'Ines Calder'"}, {"author": "' '"}),
    "reader/story/paragraphs.py:is_furniture": tuple(
        {"pattern": name} for name in ("_LABEL", "_OTHER_FURNITURE", "_BYLINE")
    ),
    "reader/story/rules.py:_search": (
        {"patterns": "('fee of # crowns', 'a * b', '## *')"},
        {"patterns": "('*a*b*', '# #', '* - *')"},
    ),
    "reader/story/words.py:_pattern": tuple(
        {
            "marks": repr(marks),
            "apart": apart,
            "unspaced": repr(apart != "''"),
            "syllabic": repr("_SYLLABIC" in apart),
            "tail": "f'[{marks}{_JOINERS}]*'",
            "letters": r"f'(?:[^\\W_{apart}]{tail})+'",
            "inside": r"""rf'[\w\'’{marks}{_JOINERS}]'""",
        }
        for apart in ("''", "_UNSPACED", "_SYLLABIC", "_UNSPACED + _SYLLABIC")
        for marks in ("", _SOME_MARKS)
    ),
}
"""Patterns that are put together at run time: for each place, what the names in it may stand for, as source code.
A name may use those before it."""


# Finding patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A place in the package that compiles or applies a pattern."""

    module: str
    function: str
    """The functions and classes around it, with dots between; empty at the top of a module."""
    line: int
    patterns: tuple[AnyPattern, ...]
    """Several if the pattern depends on what is known at run time only; none if no sample of that is known."""
    methods: frozenset[str]
    """The methods that it is applied with."""

    @property
    def place(self) -> str:
        return f"{self.module}:{self.function}" if self.function else self.module


def uses() -> list[Use]:
    """Every use of `re` in the package, in order."""
    return [use for path in MODULES for use in _uses_in(path)]


def _uses_in(path: Path) -> Iterator[Use]:
    tree = ast.parse(path.read_text("utf-8"))
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    methods = _methods_by_name(tree)
    for node, around in _calls(tree, ()):
        function = node.func
        if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)):
            continue
        if function.value.id != "re" or function.attr not in FUNCTIONS:
            continue
        names = _assigned(tree, node) if function.attr == "compile" else set()
        applied = {method for name in names for method in methods.get(name, ())} or {"search", "fullmatch"}
        if function.attr == "compile" and _called_at_once(tree, node):
            applied = {_called_at_once(tree, node)}
        elif function.attr != "compile":
            applied = {function.attr}
        place = ":".join(filter(None, (path.relative_to(ROOT).as_posix(), ".".join(around))))
        samples = AT_RUN_TIME.get(place, ({},))
        found = (_evaluated(node, module, names) for names in samples)
        yield Use(
            module=path.relative_to(ROOT).as_posix(),
            function=".".join(around),
            line=node.lineno,
            patterns=tuple(pattern for pattern in found if pattern is not None),
            methods=frozenset(applied),
        )


def _calls(node: ast.AST, around: tuple[str, ...]) -> Iterator[tuple[ast.Call, tuple[str, ...]]]:
    for child in ast.iter_child_nodes(node):
        inner = around
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = (*around, child.name)
        if isinstance(child, ast.Call):
            yield child, around
        yield from _calls(child, inner)


def _methods_by_name(tree: ast.Module) -> dict[str, set[str]]:
    """For each name the methods of patterns that are called on it, or that it is given to."""
    found: dict[str, set[str]] = {}
    methods = SCANNING | ANCHORED
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in methods:
            found.setdefault(node.value.id, set()).add(node.attr)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FUNCTIONS:
            for argument in node.args[:1]:
                if isinstance(argument, ast.Name):
                    found.setdefault(argument.id, set()).add(node.func.attr)
    return found


def _assigned(tree: ast.Module, call: ast.Call) -> set[str]:
    """The names that get the value of a call."""
    return {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and node.value is call
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _called_at_once(tree: ast.Module, call: ast.Call) -> str:
    """The method in `re.compile(…).match(…)`."""
    return next((node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.value is call), "")


def _evaluated(call: ast.Call, module: ModuleType, names: dict[str, str]) -> AnyPattern | None:
    """The pattern that a call gives to `re`, if the module's names and these are enough to tell."""
    known = vars(module).copy()

    def value(node: ast.expr) -> object:
        return eval(compile(ast.Expression(node), "<pattern>", "eval"), known)  # our own source

    for name, source in names.items():
        known[name] = value(ast.parse(source, mode="eval").body)

    try:
        pattern = value(call.args[0])
        flags = next((value(word.value) for word in call.keywords if word.arg == "flags"), 0)
        positions = {"compile": 1, "sub": 4, "subn": 4, "split": 3}
        at = positions.get(call.func.attr if isinstance(call.func, ast.Attribute) else "", 2)
        flags = value(call.args[at]) if len(call.args) > at else flags
    except NameError:
        return None
    if isinstance(pattern, re.Pattern):
        return pattern
    assert isinstance(pattern, str | bytes)
    assert isinstance(flags, int)
    return re.compile(pattern, flags)


# Reading a pattern


@dataclass(slots=True)
class Part:
    """A part of a pattern: one that stands for single characters, a group of alternatives, or a repetition."""

    samples: list[str] = field(default_factory=list)
    """Texts that it matches, for a part without parts in it."""
    unfit: list[str] = field(default_factory=list)
    """Characters that it does not match, likewise."""
    alternatives: list[list[Part]] = field(default_factory=list)
    body: Part | None = None
    """What is repeated."""
    least: int = 1
    most: int = 1


POOL = "aZ1 \n\t.,-_\"'’<>/!?:;=()[]{}&#@*|\\~^$%+`é一ا\u0301\u200d“«»…。\u00a0\0"
"""Characters that stand for all others."""
_MANY = 3
"""A repetition of more than this can be pumped."""
_MOST_SAMPLES = 4


class _Reader:
    """Reads a pattern's source. What it does not know it takes for something that matches nothing."""

    def __init__(self, source: str, flags: int) -> None:
        self.source = _without_comments(source) if flags & re.VERBOSE else source
        self.flags = flags & (re.IGNORECASE | re.ASCII | re.DOTALL)
        self.at = 0
        self.groups: list[Part] = []
        self.names: dict[str, int] = {}

    def alternatives(self) -> Part:
        group = Part(alternatives=[[]])
        while self.at < len(self.source) and self.source[self.at] != ")":
            if self.source[self.at] == "|":
                self.at += 1
                group.alternatives.append([])
            else:
                part = self.quantified(self.atom())
                if part is not None:
                    group.alternatives[-1].append(part)
        return group

    def quantified(self, part: Part | None) -> Part | None:
        found = re.compile(r"\*|\+|\?|\{(\d*)(,?)(\d*)\}").match(self.source, self.at)
        if found is None:
            return part
        self.at = found.end()
        if self.source[self.at : self.at + 1] in ("?", "+"):
            self.at += 1
        if part is None:
            return None
        if found[0][0] == "{":
            least = int(found[1] or 0)
            most = int(found[3]) if found[3] else (10**9 if found[2] else least)
        else:
            least, most = {"*": (0, 10**9), "+": (1, 10**9), "?": (0, 1)}[found[0]]
        return Part(body=part, least=least, most=most)

    def atom(self) -> Part | None:
        char = self.source[self.at]
        if char == "(":
            return self.group()
        if char == "[":
            return self._one_of(self._class())
        self.at += 1
        if char == "\\":
            return self.escape()
        if char in "^$":
            return None
        if char == ".":
            return self._one_of(".")
        return Part(samples=[char])

    def escape(self) -> Part | None:
        char = self.source[self.at]
        self.at += 1
        if char in "bBAZ":
            return None
        if char.isdigit():
            return self.groups[int(char) - 1]
        if char in "wWdDsS":
            return self._one_of("\\" + char)
        if char in "xuU":
            size = {"x": 2, "u": 4, "U": 8}[char]
            code = self.source[self.at : self.at + size]
            self.at += size
            return Part(samples=[chr(int(code, 16))])
        return Part(samples=[{"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}.get(char, char)])

    def group(self) -> Part | None:
        found = re.compile(r"\((\?(?:[a-zA-Z]+(?P<inline>[:)])|:|>|P<(?P<name>\w+)>|(?P<look><?[=!])|P=\w+))?").match(
            self.source, self.at
        )
        assert found is not None
        self.at = found.end()
        if found["inline"] == ")":
            letters = found[0][2:-1]
            self.flags |= re.IGNORECASE * ("i" in letters) | re.DOTALL * ("s" in letters)
            return None
        own = None
        if not found[1] or found["name"]:
            own = Part()
            self.groups.append(own)
        part = self.alternatives()
        self.at += 1
        if own is not None:
            own.alternatives = part.alternatives
            part = own
        if found["look"]:
            # What is looked for ahead is pumped as well; what must not be there, or stood before, leads nowhere.
            return Part(body=part, least=0, most=1) if found["look"] == "=" else None
        return part

    def _class(self) -> str:
        start = self.at
        self.at += 1 + (self.source[self.at + 1] == "^")
        first = True
        while first or self.source[self.at] != "]":
            self.at += 2 if self.source[self.at] == "\\" else 1
            first = False
        self.at += 1
        return self.source[start : self.at]

    def _one_of(self, written: str) -> Part:
        """The part that a class of characters is."""
        pattern = re.compile(written, self.flags)
        own = [char for char in dict.fromkeys(written.strip("[]^")) if pattern.fullmatch(char)]
        found = list(dict.fromkeys([*own[:2], *own[-1:], *filter(pattern.fullmatch, POOL)]))
        found = found[:_MOST_SAMPLES] or [chr(code) for code in range(0x3000) if pattern.fullmatch(chr(code))][:1]
        others = dict.fromkeys([*written.strip("[]^"), *POOL])
        return Part(samples=found, unfit=[char for char in others if not pattern.fullmatch(char)][:_MOST_SAMPLES])


def _without_comments(source: str) -> str:
    """A verbose pattern as it is written without the flag."""
    return re.sub(r"(\\.|\[(?:\\.|[^\]\\])+\])|\s+|#[^\n]*", lambda found: found[1] or "", source)


def _samples(part: Part, most: int = _MOST_SAMPLES, depth: int = 0) -> list[str]:
    """Some texts that a part matches, one for each of its alternatives first."""
    if part.samples:
        return part.samples[:most]
    if depth > 12:
        return [""]
    if part.body is not None:
        inner = _samples(part.body, most, depth + 1)
        out = [text * max(part.least, 1) for text in inner]
        return ([""] if part.least == 0 else []) + out[:most]
    out = []
    for sequence in part.alternatives:
        out += _sequence_samples(sequence, 2, depth + 1)
    return list(dict.fromkeys(out))[: max(most, len(part.alternatives))]


def _sequence_samples(sequence: Sequence[Part], most: int = 2, depth: int = 0) -> list[str]:
    """Texts that a sequence matches: the shortest, and one with something for each optional part."""
    each = [_samples(part, 3, depth) for part in sequence]
    shortest = "".join(min(texts, key=len, default="") for texts in each)
    fullest = "".join(max(texts, key=len, default="") for texts in each)
    return list(dict.fromkeys([shortest, fullest]))[:most]


@dataclass(frozen=True, slots=True)
class _Repetition:
    """A repetition in a pattern."""

    before: str
    """What leads to it."""
    units: list[str]
    """What it repeats."""
    after: str
    """What would complete the match."""
    unfit: list[str]
    """What it does not repeat."""


def _repetitions(part: Part, before: str, after: str) -> Iterator[_Repetition]:
    """The repetitions in a part that stands between two texts."""
    if part.body is not None:
        inner = [text for text in _samples(part.body, 8) if text]
        if part.most > _MANY:
            yield _Repetition(before, inner, after, part.body.unfit)
        yield from _repetitions(part.body, before, after)
    for sequence in part.alternatives:
        for number, inside in enumerate(sequence):
            rest = _sequence_samples(sequence[number + 1 :])[0]
            for lead in _sequence_samples(sequence[:number]):
                yield from _repetitions(inside, before + lead, rest + after)


# Worst cases

_UNFIT = ("", "\0", "!", "\n", "x", "xyz", " ", "<", "\u3042")


def worst_cases(pattern: AnyPattern) -> Iterator[Callable[[int], str]]:
    """Texts, each as a function of its length, on which a pattern with this source would do the most work."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = _Reader(source, pattern.flags).alternatives()
    whole = [text for text in _samples(tree, 6) if text]
    found = list(_repetitions(tree, "", ""))
    letters = list(dict.fromkeys("".join([*whole, *(unit for one in found for unit in one.units)])))
    pairs = ["".join(pair) for pair in itertools.product(letters[:10], repeat=2)]
    torn = [text[:-1] for text in whole if len(text) > 1]
    found.append(_Repetition("", [*whole, *torn, *letters[:24], *pairs], "", []))
    seen: set[tuple[str, str, str]] = set()
    for one in found:
        units = [*one.units, *(a + b for a, b in itertools.product(one.units[:4], repeat=2) if a != b)]
        units += [one.before + unit for unit in one.units[:6] if one.before]  # a search begins anew at each
        ends = [*_UNFIT, *one.unfit, *filter(None, [one.after[:-1], one.after])]
        for lead, unit, end in itertools.product(("", "x"), dict.fromkeys(units), dict.fromkeys(ends)):
            if unit and (case := (lead + one.before, unit, end)) not in seen:
                seen.add(case)
                yield _pumped(*case)


def _pumped(before: str, unit: str, end: str) -> Callable[[int], str]:
    def text(size: int) -> str:
        return before + unit * max(1, size // len(unit)) + end

    return text


# Measuring


class TooLateError(Exception):
    """A pattern took more than its time."""


@contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """Raise TooLateError after so much processor time; `re` looks for signals while it searches."""

    def late(*_: object) -> None:
        raise TooLateError

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


SMALL = 2_000
LARGE = 16_000
"""Characters of a worst case."""
NO_MORE = 20.0
"""How many times as long the large case may take as the small one: 8 times is linear, 64 times is quadratic."""
_SUSPECT = 0.012
"""Seconds for the small case, of which linear patterns take a twentieth: no worse case is looked for."""
_TOO_LONG = 0.5
_TIMES = 5
"""The shortest of so many runs counts: what other programs take of the processor's caches is no growth."""


class Growth(NamedTuple):
    """How much longer a pattern takes on a longer text."""

    ratio: float
    """Infinite if the pattern came to no end."""
    small: float
    large: float
    """Seconds of processor time."""
    text: str
    """The beginning of the text."""


def growth(pattern: AnyPattern, method: str, most: int | None = None) -> Growth:
    """Apply a pattern to its worst cases, and measure the slowest of them at two sizes.

    Args:
        pattern: The pattern.
        method: What it is applied with.
        most: How many cases to try; all of them if None.
    """
    cases = list(worst_cases(pattern))
    cases = cases[:: max(1, len(cases) // most)] if most else cases
    if not cases:
        return Growth(1.0, 0.0, 0.0, "")
    slowest, longest = cases[0], 0.0
    for case in cases:
        if (taken := _seconds(pattern, method, case(SMALL))) > longest:
            slowest, longest = case, taken
        if longest > _SUSPECT:
            break
    small, large = (_shortest(pattern, method, slowest(size)) for size in (SMALL, LARGE))
    endless = max(small, large) >= _TOO_LONG
    return Growth(math.inf if endless else large / max(small, 1e-5), small, large, slowest(40))


def _shortest(pattern: AnyPattern, method: str, text: str) -> float:
    """The processor time of the shortest of several runs; of one run only, if that took too long."""
    first = _seconds(pattern, method, text)
    again = range(_TIMES - 1) if first < _TOO_LONG else ()
    return min([first, *(_seconds(pattern, method, text) for _ in again)])


def _seconds(pattern: AnyPattern, method: str, text: str) -> float:
    """The processor time that a pattern takes on a text."""
    given = text.encode(errors="replace") if isinstance(pattern.pattern, bytes) else text
    empty = given[:0]
    apply = getattr(pattern, method)
    arguments = (empty, given) if method in ("sub", "subn") else (given,)
    start = time.thread_time()
    try:
        with interrupted_after(_TOO_LONG):
            found = apply(*arguments)
            if method == "finditer":
                deque(found, maxlen=0)
    except TooLateError:
        return _TOO_LONG
    return time.thread_time() - start
