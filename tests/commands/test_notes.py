"""`diptych notes`: listing, showing, searching, exporting, importing and checking, without a screen."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.cli import main
from reader.export.notes_data import NotOursError, notes_json, read_notes_json
from reader.export.other_notes import read_other_notes
from reader.notes.anchors import make_anchor
from reader.notes.entries import WRITTEN, Entry, Kind
from reader.notes.files import store_path
from reader.notes.store import Store
from reader.notes.story_notes import StoryNotes
from reader.story.locators import key_of
from reader.story.open import open_story
from reader.story.version import Story

Run = Callable[..., tuple[int, str, str]]
FERRY = "The ferry sank at dawn, the port said.\n\nForty people were rescued.\n"
HERALD = "The ferry sank at noon, the port said.\n\nThe captain was not found.\n"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DIPTYCH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DIPTYCH_CONFIG", str(tmp_path / "config.yaml"))
    return tmp_path / "data"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def called(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(["notes", *arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return called


@pytest.fixture
def ferry(tmp_path: Path) -> Story:
    """A story with two notes and a pick in the store."""
    for name, text in (("ledger.txt", FERRY), ("herald.txt", HERALD)):
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "story.yaml").write_text(
        "title: The ferry at Halm\nversions:\n"
        "- {source: ledger.txt, name: Ledger}\n- {source: herald.txt, name: Herald}\n"
    )
    story = open_story([str(tmp_path / "story.yaml")])
    with Store.open(store_path()) as store:
        notes = store.story(story)
        notes.add_note("Which is it? #time", [sentence(story, 0, 0), sentence(story, 1, 0)], Kind.QUESTION)
        notes.add_note("Naïve or café?\n\nSee the log.")
        notes.pick([sentence(story, 0, 1)])
    return story


def sentence(story: Story, version: int, number: int):  # type: ignore[no-untyped-def]
    told = story.versions[version]
    return make_anchor(told, story.locators[version], told.sentences[number].span)


def kept(story: Story) -> tuple[object, ...]:
    with Store.open(store_path()) as store:
        return store.story(story).entries()


def test_without_a_store_nothing_is_found_and_none_is_made(run: Run, data: Path) -> None:
    for command in (["list"], ["search", "x"], ["export"], ["check"], ["show", "x"]):
        assert run(*command) == (1, "", "diptych: no notes are kept yet\n")
    assert not data.exists()


def test_the_list_tells_the_stories_that_have_notes(run: Run, ferry: Story) -> None:
    with Store.open(store_path()) as store:
        store.story(replace(ferry, title="Nothing noted", key="0123456789abcdef"))
    status, out, err = run("list")
    assert (status, err) == (0, "")
    (line,) = out.splitlines()
    assert line.startswith(f"  1  {ferry.key[:8]}  ")
    assert line.endswith("The ferry at Halm · 2 notes, 1 pick · A Ledger, B Herald")


@pytest.mark.parametrize("name", ["1", "FERRY", "key", "whole key"])
def test_a_story_is_shown_as_its_notes_file(run: Run, ferry: Story, name: str) -> None:
    status, out, err = run("show", {"key": ferry.key[:6], "whole key": ferry.key}.get(name, name))
    assert (status, err) == (0, "")
    assert "# The ferry at Halm\n" in out
    assert "Forty people were rescued.[^1]" in out
    assert "### Question on A ¶1 · B ¶1\n" in out
    assert "### On the story\n\nNaïve or café?\n\nSee the log.\n" in out


def test_a_name_that_fits_no_story_or_several_is_trouble(run: Run, ferry: Story) -> None:
    assert run("show", "train")[0::2] == (2, "diptych: no story with notes matches train\n")
    with Store.open(store_path()) as store:
        store.story(replace(ferry, title="Another ferry", key="0123456789abcdef")).add_note("x")
    status, out, err = run("show", "ferry")
    assert (status, out) == (2, "")
    assert "ferry matches 2 stories: “Another ferry” (01234567), “The ferry at Halm”" in err


@pytest.mark.usefixtures("ferry")
def test_a_story_whose_sources_are_gone_is_shown_from_the_copies(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ledger.txt").unlink()
    status, out, err = run("show", "1")
    assert status == 0
    assert "Forty people were rescued.[^1]" in out
    assert "lost" not in out
    assert "A, Ledger: " in err
    assert "shown from the copy that was kept with the notes" in err


@pytest.mark.usefixtures("ferry")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["naive", "CAFE"], 1),
        (["resc*"], 1),
        (["log the"], 0),
        (["the log"], 1),
        (["time"], 1),
        (["noon"], 1),
        (["captain"], 0),
        (['"', "*", "AND", "-"], 0),
        (["NOT"], 0),
        (["body:x)"], 0),
        (["ferry"], 1),
    ],
)
def test_words_are_searched_in_notes_and_in_what_they_are_on(run: Run, words: list[str], found: int) -> None:
    status, out, err = run("search", *words)
    assert (status, err) == (0 if found else 1, "")
    assert len([line for line in out.splitlines() if not line.startswith(" ")]) == found


@pytest.mark.usefixtures("ferry")
def test_a_search_is_narrowed_by_kind_and_tag(run: Run) -> None:
    assert run("search", "the", "--kind", "pick")[0] == 1
    assert "pick on A" in run("search", "forty", "--kind", "pick")[1]
    assert "question on A B" in run("search", "ferry", "--tag", "#Time")[1]
    assert run("search", "ferry", "--tag", "other")[0] == 1


def test_the_search_is_current_after_edits_deletion_and_undo(ferry: Story) -> None:
    with Store.open(store_path()) as store:
        notes = store.story(ferry)
        first, second, pick = notes.entries()
        notes.edit_note(second.id, "Unheard-of words")
        assert [len(store.library().search(w)) for w in ("log", "unheard", "rescued")] == [0, 1, 1]
        notes.delete(pick.id)
        assert store.library().search("rescued") == ()
        notes.undo()
        assert [found.entry.id for found in store.library().search("rescued")] == [pick.id]
        notes.undo()
        assert [found.entry.id for found in store.library().search("log")] == [second.id]
        assert [found.entry.id for found in store.library().search("dawn noon which")] == [first.id]


def test_json_is_a_page_of_web_annotations(run: Run, ferry: Story) -> None:
    status, out, err = run("export", "--format", "json")
    assert (status, err) == (0, "")
    page = json.loads(out)
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    question, note, pick = page["items"]
    assert [item["motivation"] for item in page["items"]] == ["questioning", "commenting", "bookmarking"]
    assert question["body"] == [
        {"type": "TextualBody", "value": "Which is it? #time", "format": "text/markdown", "purpose": "questioning"},
        {"type": "TextualBody", "value": "time", "purpose": "tagging"},
    ]
    assert [one["source"] for one in question["target"]] == list(ferry.locators)
    quote, position = question["target"][0]["selector"]
    assert (quote["type"], quote["exact"]) == ("TextQuoteSelector", "The ferry sank at dawn, the port said.")
    assert position == {"type": "TextPositionSelector", "start": 0, "end": 38}
    assert note["target"] == f"urn:diptych:story:{ferry.key}"
    assert pick["body"] == []


def test_what_was_exported_is_taken_in_once(
    run: Run, ferry: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(ferry)
    (tmp_path / "notes.json").write_text(run("export", "--format", "json")[1], "utf-8")
    assert run("import", str(tmp_path / "notes.json"))[:2] == (1, "0 of 3 imported; 3 were here already\n")
    monkeypatch.setenv("DIPTYCH_DATA", str(tmp_path / "elsewhere"))
    assert run("import", str(tmp_path / "notes.json"))[:2] == (0, "3 of 3 imported; 0 were here already\n")
    assert run("import", str(tmp_path / "notes.json"))[:2] == (1, "0 of 3 imported; 3 were here already\n")
    assert kept(ferry) == before
    assert "The ferry at Halm · 2 notes, 1 pick · A Ledger, B Herald" in run("list")[1]
    assert run("search", "rescued")[0] == 0


@pytest.mark.usefixtures("ferry")
@pytest.mark.parametrize(("form", "said"), [("csl-json", '"container-title": "Ledger"'), ("bibtex", "= {Herald}")])
def test_the_sources_of_a_story_are_exported_as_references(run: Run, form: str, said: str) -> None:
    status, out, err = run("export", "ferry", "--format", form)
    assert (status, err) == (0, "")
    assert said in out
    assert "Which is it?" not in out


def test_a_note_that_reads_otherwise_here_stays(run: Run, ferry: Story, tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text(
        run("export", "--format", "json")[1].replace("Which is it?", "Theirs"), "utf-8"
    )
    status, _, err = run("import", str(tmp_path / "notes.json"))
    assert status == 1
    assert "1 of those here already have different words here, which were kept" in err
    assert kept(ferry)[0].body == "Which is it? #time"  # type: ignore[attr-defined]


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=40), st.sampled_from(WRITTEN))
def test_any_note_is_the_same_after_a_round_through_json(ferry: Story, body: str, kind: Kind) -> None:
    with Store.open(store_path()) as store:
        notes: StoryNotes = store.story(ferry)
        entry = notes.add_note(body, [sentence(ferry, 0, 0)], kind)
        (story,) = store.library().stories()
        printed = notes_json([(story, [entry])])
        assert not any(0x7F <= ord(char) < 0xA0 or (ord(char) < 0x20 and char != "\n") for char in printed)
        ((_, (again,)),) = read_notes_json(printed.encode())
        assert replace(again, position=entry.position) == entry
        notes.delete(entry.id)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b"\xff",
        b'{"type": "AnnotationPage", "items": [{}], "diptych:stories": []}',
        b'{"type": "AnnotationPage", "items": 3, "diptych:stories": []}',
        b'{"type": "AnnotationPage", "items": [], "diptych:stories": [{"id": "../x"}]}',
    ],
)
def test_what_is_no_page_of_notes_is_refused_whole(run: Run, tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NotOursError):
        read_notes_json(data)
    (tmp_path / "x.json").write_bytes(data)
    status, out, err = run("import", str(tmp_path / "x.json"))
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "nothing was imported from" in err


def test_csv_has_a_row_for_each_passage(run: Run, ferry: Story) -> None:
    with Store.open(store_path()) as store:
        store.story(ferry).add_note("=1+1")
    status, out, _ = run("export", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    assert status == 0
    assert [(row["kind"], row["version"], row["name"]) for row in rows] == [
        ("question", "A", "Ledger"),
        ("question", "B", "Herald"),
        ("note", "", ""),
        ("pick", "A", "Ledger"),
        ("note", "", ""),
    ]
    assert rows[0]["quotation"] == "The ferry sank at dawn, the port said."
    assert rows[2]["note"] == "Naïve or café?\n\nSee the log."
    assert rows[4]["note"] == "'=1+1"


@pytest.mark.usefixtures("ferry")
def test_check_opens_the_sources_again_and_tells_what_is_gone(run: Run, tmp_path: Path) -> None:
    status, out, err = run("check")
    assert (status, out, err) == (0, "The ferry at Halm: 3 exact\n", "")
    corrected = FERRY.replace("Forty people were rescued", "None lived")
    (tmp_path / "ledger.txt").write_text(f"Corrected.\n\n{corrected}", "utf-8")
    status, out, _ = run("check", "ferry")
    assert status == 1
    first, *lines = out.splitlines()
    assert first == "The ferry at Halm: 1 exact, 1 moved, 1 lost"
    assert lines == [
        "  moved    A  “The ferry sank at dawn, the port said.” — Which is it? #time",
        "  lost     A  “Forty people were rescued.”",
    ]
    assert "exact    B  “The ferry sank at noon" in run("check", "ferry", "--all")[1]
    (tmp_path / "herald.txt").unlink()
    status, out, err = run("check")
    assert "2 lost" in out
    assert "B, Herald: " in err


def test_every_command_explains_itself(run: Run) -> None:
    for command in ([], ["list"], ["show"], ["search"], ["export"], ["import"], ["check"]):
        status, out, _ = run(*command, "--help")
        assert status == 0
        assert "example" in out
    assert run("nonsense")[0] == 2


@pytest.mark.usefixtures("ferry")
def test_the_readers_templates_are_used(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text('notes: {note: "* {places}\\n{body}", footnote: "{wrong}"}')
    status, out, err = run("show", "1")
    assert status == 0
    assert "* the story\n\nNaïve or café?" in out
    assert "notes.footnote: there is no field {wrong} here; there are {sources}" in err


@pytest.mark.parametrize("command", [["show", "halm"], ["export"], ["export", "--format", "csv"], ["list"]])
def test_hidden_characters_and_formulas_of_a_note_reach_no_terminal_and_no_spreadsheet(
    run: Run, ferry: Story, command: list[str]
) -> None:
    with Store.open(store_path()) as store:
        store.story(ferry).add_note("＝cmd \u202e\u2066 x", [sentence(ferry, 0, 0)], Kind.NOTE)
    status, out, _ = run(*command)
    assert status == 0
    assert not any(char in out for char in "\u202e\u2066")
    if "csv" in command:
        assert "'＝cmd" in out


@pytest.mark.parametrize("name", ["type", "exact", "start"])
def test_a_list_where_a_word_belongs_is_refused(run: Run, ferry: Story, tmp_path: Path, name: str) -> None:
    with Store.open(store_path()) as store:
        store.story(ferry).add_note("Two?", [sentence(ferry, 0, 0)], Kind.NOTE)
    page = json.loads(run("export", "--format", "json")[1])
    for selector in page["items"][0]["target"][0]["selector"]:
        if name in selector:
            selector[name] = ["TextQuoteSelector"]
    (tmp_path / "x.json").write_text(json.dumps(page), "utf-8")
    status, out, err = run("import", str(tmp_path / "x.json"))
    assert (status, out) == (2, "")
    assert "nothing was imported from" in err


# What other programs wrote


def entries_of(*sources: Path | Story) -> tuple[Entry, ...]:
    """What is kept of a story, or of the one that these sources are."""
    (*_, last) = sources
    story = last if isinstance(last, Story) else open_story([str(source) for source in sources])
    with Store.open(store_path()) as store:
        return store.story(story).entries()


def imported(run: Run, path: Path, data: object, *sources: object) -> tuple[int, str, str]:
    path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
    return run("import", str(path), *map(str, sources))


def quote(exact: str, **around: str) -> dict[str, object]:
    return {"type": "TextQuoteSelector", "exact": exact, **around}


def hypothesis_note(exact: str, text: str = "", **more: object) -> dict[str, object]:
    selector = [{"type": "TextPositionSelector", "start": 9000, "end": 9010}, quote(exact)]
    return {
        "id": f"h-{exact[:9]}-{text[:9]}", "created": "2031-02-14T10:12:44.123456+01:00", "text": text, "tags": [],
        "updated": "2031-02-14T09:13:00+00:00", "uri": "https://paper.example/ferry",
        "target": [{"source": "https://paper.example/ferry", "selector": selector}], **more,
    }  # fmt: skip


@pytest.mark.usefixtures("ferry")
def test_annotations_of_hypothesis_are_placed_by_their_words(run: Run, tmp_path: Path) -> None:
    rows = [
        hypothesis_note("The ferry sank at\u00a0noon,\n  the port said.", "Not at dawn?", tags=["time", "to check"]),
        hypothesis_note("The captain was never found by anybody in the port."),
        {**hypothesis_note("", "A whole page"), "target": [{"source": "https://paper.example/ferry"}]},
    ]
    sources = [tmp_path / "ledger.txt", tmp_path / "herald.txt"]
    status, out, err = imported(run, tmp_path / "h.json", {"total": 3, "rows": rows}, *sources)
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "3 of 3 imported; 0 were here already",
        "placed in The ferry sank at dawn, the port said.: 1 in B, 1 on the story",
        "not placed, kept with The ferry sank at dawn, the port said.: 1",
        "  “The captain was never found by anybody in the port.”",
    ]
    note, whole, lost = sorted(entries_of(*sources)[3:], key=lambda one: (not one.body, not one.anchors))
    assert (note.kind, note.body) == (Kind.NOTE, "Not at dawn?\n\n#time #to-check")
    assert note.anchors[0].exact == "The ferry sank at noon, the port said."
    assert (note.created, note.modified) == ("2031-02-14T09:12:44Z", "2031-02-14T09:13:00Z")
    assert whole.anchors == ()
    assert (lost.kind, lost.anchors[0].exact) == (Kind.PICK, "The captain was never found by anybody in the port.")
    assert imported(run, tmp_path / "h.json", {"annotations": rows}, *sources)[:2] == (
        1, out.replace("3 of 3 imported; 0", "0 of 3 imported; 3"),
    )  # fmt: skip


@pytest.mark.usefixtures("ferry")
def test_without_sources_stories_that_were_read_before_are_searched(run: Run, ferry: Story, tmp_path: Path) -> None:
    page = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationPage",
        "items": [
            {
                "type": "Annotation", "id": "urn:x:1", "motivation": "questioning",
                "body": [{"type": "TextualBody", "value": "Who says?"}],
                "target": {"source": {"id": (tmp_path / "x").as_uri()},
                           "selector": {"type": "RangeSelector", "refinedBy": quote(" ".join(HERALD.split()))}},
            },
            {"type": "Annotation", "bodyValue": "Short", "target": {"source": "urn:y", "selector": quote("The ferry")}},
        ],
    }  # fmt: skip
    status, out, _ = imported(run, tmp_path / "w3c.jsonld", page)
    assert status == 0
    assert "placed in The ferry at Halm: 1 in B\n" in out
    assert "not placed, kept with urn:y: 1\n  “The ferry” — Short\n" in out
    question = entries_of(ferry)[-1]
    assert (question.kind, question.body) == (Kind.QUESTION, "Who says?")
    assert run("search", "short")[1].startswith("urn:y · note on A")


def test_what_waits_for_its_page_is_found_when_the_page_is_opened(run: Run, tmp_path: Path) -> None:
    assert imported(run, tmp_path / "h.json", [hypothesis_note("The ferry sank at noon", "Why?")])[0] == 0
    story = open_story([str(write(tmp_path / "herald.txt", HERALD))])
    story = replace(story, locators=("https://paper.example/ferry",), key=key_of(["https://paper.example/ferry"]))
    with Store.open(store_path()) as store:
        notes = store.story(story)
        (entry,) = notes.entries()
        place = notes.place(entry.anchors[0]).span
        assert place is not None
        assert place.of(story.versions[0].text) == "The ferry sank at noon"


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


CLIPPINGS = """\ufeffThe ferry sank at noon (Herald, The)
- Your Highlight on page 3 | Location 41-42 | Added on Monday, 3 March 2031 10:12:33

The captain was not found.
==========
\ufeffThe ferry sank at noon (Herald, The)
- Ihre Notiz auf Seite 3 | bei Position 42 | Hinzugefügt am Dienstag, 4. März 2031 um 11:00:05

Von wem?
==========
The ferry sank at noon (Herald, The)
- Votre signet sur la page 4 | Emplacement 60 | Ajouté le mardi 4 mars 2031 11:02:00


==========
The ferry sank at noon (Herald, The)
- Your Highlight on page 5 | Location 80-81 | Added on Monday, March 3, 2031 9:05:10 PM

Nobody reads this far.
==========
"""


def test_clippings_of_a_kindle_are_placed_in_the_book_and_notes_join_their_highlights(run: Run, tmp_path: Path) -> None:
    book = write(tmp_path / "book.txt", HERALD)
    status, out, _ = imported(run, tmp_path / "My Clippings.txt", CLIPPINGS, book)
    assert status == 0
    assert out.splitlines()[0] == "3 of 3 imported; 0 were here already"
    assert "placed in The ferry sank at noon, the port said.: 2 in A" in out
    assert "  “Nobody reads this far.”" in out
    highlight, lost, note = sorted(entries_of(book), key=lambda one: one.created)
    assert highlight.created == "2031-03-03T10:12:33Z"
    assert lost.created == "2031-03-03T21:05:10Z"
    assert (note.created, note.body) == ("2031-03-04T11:00:05Z", "Von wem?")
    assert highlight.anchors[0].exact == note.anchors[0].exact == "The captain was not found."


@pytest.mark.parametrize(
    ("header", "kind", "moment"),
    [
        ("- Votre surlignement sur la page 3 | emplacement 41-42 | Ajouté le lundi 3 mars 2031 10:12:33", "pick",
         "2031-03-03T10:12:33Z"),
        ("- Tu subrayado en la página 3 | posición 41-42 | Añadido el lunes, 3 de agosto de 2031 10:12:33", "pick",
         "2031-08-03T10:12:33Z"),
        ("- La tua nota a pagina 3 | posizione 42 | Aggiunto in data lunedì 3 maggio 2031 10:12:33", "note",
         "2031-05-03T10:12:33Z"),
        ("- Sua nota ou posição 42 | Adicionado: segunda-feira, 3 de outubro de 2031 10:12:33", "note",
         "2031-10-03T10:12:33Z"),
        ("- Uw notitie op pagina 3 | locatie 42 | Toegevoegd op maandag 3 maart 2031 10:12:33", "note",
         "2031-03-03T10:12:33Z"),
        ("- 您在位置 #41-42的标注 | 添加于 2031年3月3日星期一 上午10:12:33", "pick", "2031-03-03T10:12:33Z"),
        ("- Подчёркнутый отрывок | место 41–42 | Добавлено: 3 чего-то 2031", "pick", ""),
    ],
)  # fmt: skip
def test_headers_of_a_kindle_are_read_in_its_languages(header: str, kind: str, moment: str) -> None:
    (note,) = read_other_notes(f"Buch\n{header}\n\nWorte.\n==========\n".encode())
    assert (note.kind.value, note.created, note.title) == (kind, moment, "Buch")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("Dear diary,\n\nit rained.\n", "it is neither JSON with annotations nor Kindle's “My Clippings.txt”"),
        ("==========\n", "it holds no notes"),
        ('{"rows": [{"id": "x"}]}', "entry 1 is no annotation: it has no target"),
        ("[1, 2]", "entry 1 is no annotation: it has no target"),
        ('{"rows": []}', "it holds no notes"),
        ("[{", "it is not JSON"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_one_sentence(run: Run, tmp_path: Path, data: str, said: str) -> None:
    status, out, err = imported(run, tmp_path / "x", data)
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_source_that_cannot_be_opened_leaves_all_as_it_was(run: Run, tmp_path: Path) -> None:
    status, out, err = imported(run, tmp_path / "k.txt", CLIPPINGS, tmp_path / "none.epub")
    assert (status, out) == (2, "")
    assert "none.epub does not exist" in err
    assert run("list")[0] == 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["items", "target", "uri", "selector", "type", "exact", "body", "value", "refinedBy", "id"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_or_refused(value: object) -> None:
    with suppress(NotOursError):
        for note in read_other_notes(json.dumps(value).encode()):
            assert note.body.strip() or note.exact.strip()


# Labels


def labelled(story: Story) -> None:
    with Store.open(store_path()) as store:
        notes = store.story(story)
        (pick,) = [one for one in notes.entries() if one.kind is Kind.PICK]
        notes.label(pick.id, 2)
        notes.pick([sentence(story, 1, 1)])


def test_what_has_a_label_is_exported_alone_and_found(run: Run, ferry: Story, tmp_path: Path) -> None:
    labelled(ferry)
    (tmp_path / "config.yaml").write_text("notes:\n  labels: [key fact, To check]\n", "utf-8")
    for named in ("2", "to check"):
        status, out, _ = run("export", "--format", "csv", "--label", named)
        (row,) = csv.DictReader(io.StringIO(out, newline=""))
        assert (status, row["quotation"], row["label"]) == (0, "Forty people were rescued.", "2")
        assert "␍" not in out, "lines end with CR LF, and not with a picture of it"
    status, out, _ = run("export", "--label", "2")
    assert "Forty people were rescued.[^1]" in out
    assert "· To check" in out
    assert "The captain" not in out
    assert run("search", "people", "--label", "2")[0] == 0
    assert run("search", "people", "--label", "1")[0] == 1
    assert run("export", "--label", "1") == (1, "", "diptych: nothing has this label\n")
    assert run("export", "--label", "urgent") == (
        2, "", "diptych: no label is called urgent: there are 1 to 4, called key fact, To check, label 3, label 4\n",
    )  # fmt: skip


def test_labels_survive_export_and_import(ferry: Story) -> None:
    labelled(ferry)
    with Store.open(store_path()) as store:
        (story,) = store.library().stories()
        entries = store.library().notes_of(story).entries()
    ((_, read),) = read_notes_json(notes_json([(story, entries)]).encode())
    assert [one.label for one in read] == [one.label for one in entries]
    assert 2 in [one.label for one in read]
