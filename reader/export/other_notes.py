"""Notes that other programs wrote: W3C Web Annotations (JSON-LD), Hypothesis's JSON, Kindle's “My Clippings.txt”.

The first are read as the W3C's data model has them (https://www.w3.org/TR/annotation-model/), alone, in a list, a page
or a collection; the second as Hypothesis's client and its interface give them (https://h.readthedocs.io/en/latest/api/).
Kindle's file has no description; its form and the words of its headers are those of the devices' menus in eight
languages. Where a header is in another one, the numbers in it and the text below still tell what it is.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from rapidfuzz.fuzz import ratio

from reader.export.notes_data import LARGEST, MOTIVATIONS, NotOursError
from reader.notes.anchors import CONTEXT, Anchor
from reader.notes.entries import Entry, Kind
from reader.notes.library import KeptStory, KeptVersion
from reader.notes.placing import Placer
from reader.story.clean import clean, clean_line, normalise
from reader.story.folding import fold_letters
from reader.story.locators import key_of
from reader.story.moments import read_moment, stamp
from reader.story.version import SourceError, Story, Version
from reader.story.web.address import canonical

_RULE = "=========="
"""Ends each entry of Kindle's file."""
_MARKINGS = {
    Kind.NOTE: ("note", "notiz", "nota", "notitie", "メモ", "笔记", "筆記"),
    Kind.PICK: ("highlight", "markierung", "surlign", "subrayado", "evidenziazione", "destaque", "markering",
                "ハイライト", "标注", "標註"),
}  # fmt: skip
"""Words in a header that say what a clipping is: a note, or a highlight."""
_BOOKMARKS = (
    "bookmark",
    "lesezeichen",
    "signet",
    "marcador",
    "segnalibro",
    "bladwijzer",
    "ブックマーク",
    "书签",
    "書籤",
)
_MONTHS = (("jan", "ene", "gen"), ("feb", "fev", "fév"), ("mar", "mär", "mrt", "maa"), ("apr", "avr", "abr"),
           ("may", "mai", "mei", "mag"), ("jun", "juin", "giu"), ("jul", "juil", "lug"), ("aug", "aoû", "ago"),
           ("sep", "set"), ("oct", "okt", "ott", "out"), ("nov",), ("dec", "dez", "déc", "dic"))  # fmt: skip
_RANGE = r"(\d+)(?:[-–](\d+))?"
_TIME = r"(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([AaPp])\.?[Mm])?"
_TELLING = 40
"""Code points of a quotation from which on its words alone say which text it is from."""
_LEAST_TITLE = 3
"""Code points of a title that names a book."""
_LONGEST_QUOTATION = 50_000
"""Code points of a quotation that is searched for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherNote:
    """A note that another program wrote."""

    id: str
    """The same for the same note, however often its file is read."""
    kind: Kind
    body: str
    """The reader's words, with tags as `#tag`."""
    exact: str
    """The quotation it is on; empty for a note on the whole source."""
    prefix: str = ""
    suffix: str = ""
    target: str
    """The address of the page it is on, or the title of the book; empty if that is not said."""
    title: str
    """What the source is called; empty if that is not said."""
    created: str
    """UTC, as `2031-02-14T09:12:44Z`; empty if it is not said. `modified` likewise."""
    modified: str


def read_other_notes(data: bytes) -> list[OtherNote]:
    """The notes in a file of another program, in its order; those without words and without a quotation left out.

    Raises:
        NotOursError: It is none of the kinds that are known.
    """
    if len(data) > LARGEST:
        raise NotOursError(f"it is larger than {LARGEST >> 20} MB")
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotOursError(f"it is not UTF-8 (byte {error.start + 1:,})") from None
    if text.lstrip()[:1] in ("{", "["):
        try:
            notes = list(_from_json(json.loads(text)))
        except (ValueError, RecursionError) as error:
            raise NotOursError(f"it is not JSON ({clean_line(str(error))})") from None
    elif any(line.strip() == _RULE for line in text.splitlines()):
        notes = _from_clippings(text)
    else:
        raise NotOursError("it is neither JSON with annotations nor Kindle's “My Clippings.txt”")
    if not notes:
        raise NotOursError("it holds no notes")
    return [note for note in notes if note.body.strip() or note.exact.strip()]


# Placing them in stories


@dataclass(frozen=True, slots=True)
class Taken:
    """What goes to one story."""

    story: KeptStory
    entries: list[Entry]
    placed: Counter[str]
    """How many were placed in each version, by its siglum."""
    unplaced: list[Entry]
    """Those of `entries` whose place was not found."""
    on_whole: list[Entry]
    """Those of `entries` that quote nothing: they are on the story."""


def place_notes(notes: Sequence[OtherNote], stories: Iterable[Story], now: datetime, *, alone: bool) -> list[Taken]:
    """Find the place of each note in the stories.

    A note goes to the first story with its words. What is not placed goes to a story with its source, or to one that is
    made of that source, so that it is found when the source is opened.

    Args:
        notes: The notes.
        stories: Where to look, each opened when it is needed.
        now: The time for notes without one.
        alone: Whether the reader named the one story, so that all notes are for it.
    """
    taken: dict[str, Taken] = {}
    waiting = dict(enumerate(notes))
    homes: dict[int, Home] = {}  # for notes that wait, the version that they are on
    opened: list[tuple[Story, list[Placer]]] = []

    def take(story: KeptStory, number: int, anchor: Anchor | None, *, placed: bool) -> None:
        one = taken.setdefault(story.key, Taken(story, [], Counter(), [], []))
        entry = _entry(waiting.pop(number), anchor, number, stamp(now))
        one.entries.append(entry)
        if anchor is None:
            one.on_whole.append(entry)
        elif placed:
            one.placed[anchor.siglum] += 1
        else:
            one.unplaced.append(entry)

    for story in stories:  # the words themselves count, in whatever story, before similar ones
        placers = [Placer(v, locator) for v, locator in zip(story.versions, story.locators, strict=True)]
        opened.append((story, placers))
        for number, note in list(waiting.items()):
            own = _own_versions(note, story)
            if own or alone:
                at = own[0] if own else 0
                homes.setdefault(number, Home(_kept(story), story.locators[at], story.versions[at].siglum))
            places = [placers[at].place(note.exact, note.prefix, note.suffix) for at in _where(note, story, own, alone)]
            if anchor := next(filter(None, places), None):
                take(_kept(story), number, anchor, placed=True)
        if not waiting:
            break
    for story, placers in opened:
        for number, note in list(waiting.items()):
            where = _where(note, story, _own_versions(note, story), alone)
            similar = [placers[at].place_similar(note.exact, note.prefix, note.suffix) for at in where]
            if there := list(filter(None, similar)):
                best = max(there, key=lambda anchor, exact=note.exact: ratio(exact, anchor.exact))  # type: ignore[misc]
                take(_kept(story), number, best, placed=True)
    for number, note in list(waiting.items()):
        home = homes.get(number) or _home_of(note)
        take(home.story, number, _lost(note, home) if note.exact.strip() else None, placed=False)
    return list(taken.values())


def _own_versions(note: OtherNote, story: Story) -> list[int]:
    """The versions of a story that a note says it is on."""
    versions = zip(story.versions, story.locators, strict=True)
    return [at for at, (version, locator) in enumerate(versions) if _is_on(note, version, locator)]


def _where(note: OtherNote, story: Story, own: Sequence[int], alone: bool) -> Sequence[int]:
    """The versions of a story that a note's quotation is searched for in: its own, or else all, if it is telling."""
    if own or alone or len(note.exact) >= _TELLING:
        return own or range(len(story.versions))
    return ()


class Home(NamedTuple):
    """The version that a note without a place belongs to."""

    story: KeptStory
    locator: str
    siglum: str


def _is_on(note: OtherNote, version: Version, locator: str) -> bool:
    """Whether a note says that it is on a version: by its address, or by the title of the book."""
    if "://" in note.target:
        wanted = _plain_address(note.target)
        return wanted in map(_plain_address, (locator, version.url, version.source))
    called = fold_letters(note.title).casefold().strip()
    titles = (fold_letters(name).casefold().strip() for name in (version.title, version.name))
    return any(
        min(len(title), len(called)) >= _LEAST_TITLE and (title.startswith(called) or called.startswith(title))
        for title in titles
    )


def _plain_address(address: str) -> str:
    """An address without what does not tell one page from another."""
    rest = address.partition("#")[0].partition("://")[2].rstrip("/")
    return rest.casefold().removeprefix("www.")


def _home_of(note: OtherNote) -> Home:
    """A story made of a source that is not here."""
    target = note.target or note.title or "unknown source"
    try:
        locator = str(canonical(target)) if "://" in target else target.replace(":", " ")
    except SourceError:
        locator = target.replace(":", " ")
    title = note.title or target
    version = KeptVersion(locator=locator, siglum="A", name=title, source=target, sha256="")
    story = KeptStory(key=key_of([locator]), title=title, opened="", versions=(version,), notes=0, picks=0)
    return Home(story, locator, "A")


def _kept(story: Story) -> KeptStory:
    """A story as the library knows it; its sources are there already."""
    return KeptStory(key=story.key, title=story.title, opened="", versions=(), notes=0, picks=0)


def _lost(note: OtherNote, home: Home) -> Anchor:
    """An anchor on a quotation whose place is not known; it is searched for whenever the source is opened."""
    return Anchor(
        locator=home.locator,
        siglum=home.siglum,
        start=0,
        end=len(note.exact),
        exact=note.exact,
        prefix=note.prefix[-CONTEXT:],
        suffix=note.suffix[:CONTEXT],
        once=True,
        text="",
    )


def _entry(note: OtherNote, anchor: Anchor | None, number: int, now: str) -> Entry:
    created = note.created or now
    return Entry(
        id=note.id,
        kind=note.kind,
        body=note.body,
        anchors=() if anchor is None else (anchor,),
        created=created,
        modified=note.modified or created,
        position=number,
    )


# Web annotations, and Hypothesis


def _from_json(read: object) -> Iterator[OtherNote]:
    """The annotations in JSON of any of the forms that are known. Raises NotOursError."""
    if isinstance(read, dict):
        for name in ("items", "annotations", "rows", "@graph"):
            if isinstance(read.get(name), list):
                yield from _from_json(read[name])
                return
        if isinstance(read.get("first"), dict):  # a collection, with its first page
            yield from _from_json(read["first"])
            return
    items = read if isinstance(read, list) else [read]
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict) or not ("target" in item or "uri" in item):
            raise NotOursError(f"entry {number:,} is no annotation: it has no target")
        yield _hypothesis(item) if "uri" in item else _web_annotation(item)


def _hypothesis(item: Mapping[str, Any]) -> OtherNote:
    """A note as Hypothesis writes it."""
    exact, prefix, suffix = _quotation(_first(item.get("target")))
    document = item.get("document")
    title = _first(document.get("title")) if isinstance(document, dict) else None
    tags = [tag for tag in _listed(item.get("tags")) if isinstance(tag, str)]
    return _note(
        item,
        body=_with_tags(_text(item.get("text")), tags),
        quotation=(exact, prefix, suffix),
        target=_text(item.get("uri")),
        title=_text(title),
        modified=_text(item.get("updated")),
    )


def _web_annotation(item: Mapping[str, Any]) -> OtherNote:
    """A W3C web annotation; of several targets the first one with a quotation counts."""
    words, tags = [_text(item.get("bodyValue"))], []
    for body in _listed(item.get("body")):
        value = _text(body.get("value")) if isinstance(body, dict) else _text(body)
        if isinstance(body, dict) and body.get("purpose") == "tagging":
            tags.append(value)
        else:
            words.append(value)
    targets = _listed(item.get("target"))
    target = next((one for one in targets if _quotation(one)[0]), _first(targets))
    source = target.get("source", target.get("id")) if isinstance(target, dict) else target
    address = source.get("id", source.get("@id")) if isinstance(source, dict) else source
    title = source.get("title") if isinstance(source, dict) else None
    return _note(
        item,
        body=_with_tags("\n\n".join(filter(None, words)), tags),
        quotation=_quotation(target),
        target=_text(address),
        title=_text(title),
        modified=_text(item.get("modified")),
        motivation=_text(_first(item.get("motivation"))),
    )


def _note(
    item: Mapping[str, Any],
    *,
    body: str,
    quotation: tuple[str, str, str],
    target: str,
    title: str,
    modified: str,
    motivation: str = "",
) -> OtherNote:
    kinds = {name: kind for kind, name in MOTIVATIONS.items() if kind.written}
    exact, prefix, suffix = quotation
    created = _moment(_text(item.get("created")))
    return OtherNote(
        id=_digest(_text(item.get("id")) or "\n".join((target, exact, body, created))),
        kind=kinds.get(motivation, Kind.NOTE) if body.strip() else Kind.PICK,
        body=body,
        exact=exact,
        prefix=prefix,
        suffix=suffix,
        target=clean_line(target.partition("#")[0]),
        title=clean_line(title),
        created=created,
        modified=_moment(modified),
    )


def _quotation(target: object) -> tuple[str, str, str]:
    """The quotation of a target, and the text before and after it; empty if there is none."""
    selectors = _listed(target.get("selector")) if isinstance(target, dict) else []
    while selectors:
        selector = selectors.pop(0)
        if isinstance(selector, dict) and selector.get("type") == "TextQuoteSelector":
            parts = (_text(selector.get(name)) for name in ("exact", "prefix", "suffix"))
            exact, prefix, suffix = (clean(normalise(part)[0]) for part in parts)
            return exact[:_LONGEST_QUOTATION], prefix, suffix
        if isinstance(selector, dict):
            selectors += _listed(selector.get("refinedBy"))
    return "", "", ""


def _with_tags(body: str, tags: Sequence[str]) -> str:
    """A note's words with tags that they do not have yet."""
    body = clean(normalise(body)[0])
    marked = ["#" + re.sub(r"[^\w-]+", "-", tag.strip()).strip("-") for tag in tags]
    new = " ".join(tag for tag in marked if len(tag) > 1 and tag not in body.split())
    return "\n\n".join(filter(None, (body, new)))


def _moment(written: str) -> str:
    """An ISO time as it is kept; empty if it is none."""
    try:
        return stamp(read_moment(written))
    except ValueError:
        return ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, list) else [] if value is None else [value]


def _first(value: object) -> Any:
    return next(iter(_listed(value)), None)


# Kindle


@dataclass(frozen=True, slots=True)
class _Clipping:
    """An entry of Kindle's file."""

    note: OtherNote
    first: int
    """Where in the book it begins and ends, in Kindle's own count; 0 if that is not said."""
    last: int


def _from_clippings(text: str) -> list[OtherNote]:
    """The notes and highlights of Kindle's file; a note gets the quotation of the highlight that it is on."""
    clippings = [found for entry in _entries(text) if (found := _clipping(entry)) is not None]
    out = []
    for clipping in clippings:
        note = clipping.note
        if note.kind is Kind.NOTE:
            on = next((other.note.exact for other in clippings if _is_under(clipping, other)), "")
            note = replace(note, exact=on)
        out.append(note)
    return out


def _entries(text: str) -> Iterator[list[str]]:
    """The entries, each as its lines."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.strip() == _RULE:
            yield lines
            lines = []
        else:
            lines.append(line.replace("\ufeff", ""))
    if any(map(str.strip, lines)):  # the last one, cut off
        yield lines


def _clipping(lines: Sequence[str]) -> _Clipping | None:
    """An entry; None for a bookmark, or where there is nothing of one."""
    full = [line for line in lines if line.strip()]
    if len(full) < 2 or not full[1].lstrip().startswith(("-", "–")):
        return None
    book, header = full[0].strip(), full[1].casefold()
    words = clean(normalise("\n".join(full[2:]).strip())[0])
    kind = next((kind for kind, names in _MARKINGS.items() if any(name in header for name in names)), Kind.PICK)
    if not words or any(name in header for name in _BOOKMARKS):
        return None
    *places, added = header.split("|")
    ranges = re.findall(_RANGE, places[-1] if places else added)
    first, last = (int(ranges[-1][0]), int(ranges[-1][1] or ranges[-1][0])) if ranges else (0, 0)
    moment = _written_moment(added)
    title = book[: book.rindex("(")].rstrip() if book.endswith(")") and "(" in book else book
    note = OtherNote(
        id=_digest("\n".join((book, header, words))),
        kind=kind,
        body=words if kind is Kind.NOTE else "",
        exact="" if kind is Kind.NOTE else words[:_LONGEST_QUOTATION],
        target=clean_line(title or book),
        title=clean_line(title or book),
        created=moment,
        modified=moment,
    )
    return _Clipping(note, first, last)


def _is_under(note: _Clipping, other: _Clipping) -> bool:
    """Whether a note stands at a highlight: Kindle gives it the place where the highlight ends."""
    same = other.note.kind is Kind.PICK and other.note.title == note.note.title
    return same and 0 < other.first <= note.last <= other.last


def _written_moment(added: str) -> str:
    """The time in a header, as it is kept; empty if its words are of a language that is not known."""
    time, year = re.search(_TIME, added), re.search(r"(?<!\d)(\d{4})(?!\d)", added)
    if time is None or year is None:
        return ""
    rest = added.replace(time[0], " ").replace(year[0], " ", 1)
    days = [int(number) for number in re.findall(r"\d+", rest)]
    words = re.findall(r"[^\W\d_]+", rest)
    month = next((n for word in reversed(words) for n, starts in enumerate(_MONTHS, 1) if word.startswith(starts)), 0)
    if not month and len(days) >= 2:  # 2025年3月3日
        month = days.pop(0)
    hour = int(time[1]) % 12 + 12 * (time[4] in "Pp") if time[4] else int(time[1])
    try:
        return stamp(datetime(int(year[1]), month, days[0], hour, int(time[2]), int(time[3] or 0), tzinfo=UTC))
    except (ValueError, IndexError):
        return ""
