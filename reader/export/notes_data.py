"""Notes as JSON and as CSV, and read back from JSON.

The JSON follows the W3C Web Annotation Data Model (https://www.w3.org/TR/annotation-model/). Offsets are code points.
What the model has no term for is under names that begin with `diptych:`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reader.export.passages import csv_cell
from reader.notes.anchors import Anchor
from reader.notes.entries import LABELS, Entry, Kind
from reader.notes.library import KeptStory, KeptVersion
from reader.story.clean import clean, clean_line

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"diptych": "urn:diptych:terms:"}]
MOTIVATIONS = {
    Kind.NOTE: "commenting",
    Kind.QUESTION: "questioning",
    Kind.DOUBT: "assessing",
    Kind.QUOTE: "highlighting",
    Kind.PICK: "bookmarking",
}
COLUMNS = ("story", "kind", "note", "tags", "version", "name", "quotation", "start", "end", "created", "modified", "id",
           "label")  # fmt: skip
"""Of the CSV."""
LARGEST = 64 * 1024 * 1024
"""Most bytes of JSON that are read."""
_ENTRY, _STORY = "urn:diptych:entry:", "urn:diptych:story:"
_ID = re.compile(r"[\w.-]{1,64}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ACTING = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

StoryEntries = Sequence[tuple[KeptStory, Sequence[Entry]]]
"""Stories with their notes and picks."""


class NotOursError(Exception):
    """JSON that holds no notes we can import. The text says what is wrong, and where."""


def notes_json(stories: StoryEntries) -> str:
    """All entries of these stories as one annotation page."""
    page = {
        "@context": CONTEXT,
        "type": "AnnotationPage",
        "diptych:stories": [_story(story) for story, _ in stories],
        "items": [_annotation(story, entry) for story, entries in stories for entry in entries],
    }
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(page, ensure_ascii=False, indent=1)) + "\n"


def notes_csv(stories: StoryEntries) -> str:
    """All entries of these stories, a row for each passage, below a row of column names; lines end with CR LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for story, entries in stories:
        names = {version.locator: version.name for version in story.versions}
        for entry in entries:
            about = [story.title, entry.kind.value, entry.body, " ".join(entry.tags)]
            when = [entry.created, entry.modified, entry.id, str(entry.label or "")]
            for anchor in entry.anchors:
                where = [anchor.siglum, names.get(anchor.locator, ""), anchor.exact]
                place = [str(anchor.start), str(anchor.end)]
                writer.writerow([csv_cell(clean(value)) for value in (*about, *where, *place, *when)])
            if not entry.anchors:
                writer.writerow([csv_cell(clean(value)) for value in (*about, "", "", "", "", "", *when)])
    return out.getvalue()


def is_ours(data: bytes) -> bool:
    """Whether a file says that it is a page of notes that Diptych printed."""
    return b'"diptych:stories"' in data[:LARGEST]


def read_notes_json(data: bytes) -> list[tuple[KeptStory, list[Entry]]]:
    """The stories and entries of an annotation page, in its order.

    Raises:
        NotOursError: It is no annotation page, or one of its annotations cannot be imported.
    """
    if len(data) > LARGEST:
        raise NotOursError(f"it is larger than {LARGEST >> 20} MB")
    try:
        page = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotOursError(f"it is not JSON ({clean_line(str(error))})") from None
    if not isinstance(page, dict) or page.get("type") != "AnnotationPage":
        raise NotOursError("it is not an annotation page")
    stories: dict[str, tuple[KeptStory, list[Entry]]] = {}
    for number, about in enumerate(_list_field(page, "diptych:stories", "the page")):
        story = _read_story(about, f"story {number + 1}")
        stories[story.key] = story, []
    for number, item in enumerate(_list_field(page, "items", "the page")):
        where = f"annotation {number + 1}"
        key = _text_field(item, "diptych:story", where).removeprefix(_STORY)
        if key not in stories:
            raise NotOursError(f"{where} belongs to a story that is not described")
        stories[key][1].append(_read_entry(item, where, number))
    return list(stories.values())


# Writing


def _story(story: KeptStory) -> dict[str, Any]:
    names = ("locator", "siglum", "name", "source", "sha256")
    return {
        "id": _STORY + story.key,
        "title": story.title,
        "opened": story.opened,
        "versions": [{name: getattr(version, name) for name in names} for version in story.versions],
    }


def _annotation(story: KeptStory, entry: Entry) -> dict[str, Any]:
    motivation = MOTIVATIONS[entry.kind]
    bodies: list[dict[str, str]] = []
    if entry.body:
        bodies = [{"type": "TextualBody", "value": entry.body, "format": "text/markdown", "purpose": motivation}]
    bodies += [{"type": "TextualBody", "value": tag, "purpose": "tagging"} for tag in entry.tags]
    return {
        "id": _ENTRY + entry.id,
        "type": "Annotation",
        "motivation": motivation,
        "created": entry.created,
        "modified": entry.modified,
        "body": bodies,
        "target": [_target(anchor) for anchor in entry.anchors] or _STORY + story.key,
        "diptych:story": _STORY + story.key,
        **({"diptych:label": entry.label} if entry.label else {}),
    }


def _target(anchor: Anchor) -> dict[str, Any]:
    return {
        "type": "SpecificResource",
        "source": anchor.locator,
        "selector": [
            {"type": "TextQuoteSelector", "exact": anchor.exact, "prefix": anchor.prefix, "suffix": anchor.suffix},
            {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end},
        ],
        "diptych:siglum": anchor.siglum,
        "diptych:once": anchor.once,
        "diptych:text": anchor.text,
    }


# Reading


def _read_story(about: object, where: str) -> KeptStory:
    key = _text_field(about, "id", where).removeprefix(_STORY)
    if not _ID.fullmatch(key):
        raise NotOursError(f"{where} has an invalid id")
    return KeptStory(
        key=key,
        title=clean_line(_text_field(about, "title", where)),
        opened="",
        versions=tuple(_read_version(one, where) for one in _list_field(about, "versions", where)),
        notes=0,
        picks=0,
    )


def _read_version(about: object, where: str) -> KeptVersion:
    return KeptVersion(
        locator=_text_field(about, "locator", where),
        siglum=_text_field(about, "siglum", where),
        name=_text_field(about, "name", where),
        source=_text_field(about, "source", where),
        sha256=_text_field(about, "sha256", where),
    )


def _read_entry(item: Any, where: str, number: int) -> Entry:
    motivation = _text_field(item, "motivation", where)
    kind = next((kind for kind, name in MOTIVATIONS.items() if name == motivation), Kind.NOTE)
    words = [
        _text_field(one, "value", where)
        for one in _bodies(item, where)
        if isinstance(one, dict) and one.get("purpose") != "tagging"
    ]
    target = item.get("target")
    targets = [] if isinstance(target, str) else _list_field(item, "target", where)
    anchors = tuple(_read_anchor(one, where) for one in targets)
    if kind is Kind.PICK and not anchors:
        raise NotOursError(f"{where} picks nothing")
    id_ = _text_field(item, "id", where).removeprefix(_ENTRY)
    if not _ID.fullmatch(id_):
        id_ = hashlib.sha256(id_.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    created, modified = (_moment(item, name, where) for name in ("created", "modified"))
    return Entry(
        id=id_,
        kind=kind,
        body="\n\n".join(words),
        anchors=anchors,
        created=created,
        modified=modified,
        position=number,
        label=label if isinstance(label := item.get("diptych:label"), int) and 0 < label <= LABELS else 0,
    )


def _bodies(item: Mapping[str, Any], where: str) -> Iterable[object]:
    body = item.get("body", [])
    return [body] if isinstance(body, dict) else _list_field(item, "body", where) if "body" in item else []


def _read_anchor(target: Any, where: str) -> Anchor:
    selectors = [one for one in _list_field(target, "selector", where) if isinstance(one, dict)]
    quote, position = (
        next((one for one in selectors if one.get("type") == kind), None)
        for kind in ("TextQuoteSelector", "TextPositionSelector")
    )
    if quote is None or position is None:
        raise NotOursError(f"{where} has a target without a quotation and a position")
    start, end = position.get("start"), position.get("end")
    exact = clean(_text_field(quote, "exact", where))
    if (
        not isinstance(start, int)
        or not isinstance(end, int)
        or not (0 <= start < end < 2**53 and end - start == len(exact))
    ):
        raise NotOursError(f"{where} has a position that does not fit its quotation")
    return Anchor(
        locator=_text_field(target, "source", where),
        siglum=clean_line(str(target.get("diptych:siglum", ""))),
        start=start,
        end=end,
        exact=exact,
        prefix=clean(_text_field(quote, "prefix", where)),
        suffix=clean(_text_field(quote, "suffix", where)),
        once=target.get("diptych:once") is True,
        text=str(target.get("diptych:text", "")),
    )


def _moment(item: Any, name: str, where: str) -> str:
    moment = _text_field(item, name, where)
    if not _MOMENT.fullmatch(moment):
        raise NotOursError(f"{where} has an invalid time under “{name}”")
    return moment


def _text_field(about: Any, name: str, where: str) -> str:
    value = about.get(name) if isinstance(about, dict) else None
    if not isinstance(value, str):
        raise NotOursError(f"{where} has no text under “{name}”")
    return value


def _list_field(about: Any, name: str, where: str) -> list[Any]:
    value = about.get(name) if isinstance(about, dict) else None
    if not isinstance(value, list):
        raise NotOursError(f"{where} has no list under “{name}”")
    return value
