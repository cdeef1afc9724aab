"""A Library moves in one file: nothing is embedded again, nothing is lost, and a damaged file changes nothing."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from ingest.build import ingest
from ingest.collect import inputs
from ingest.outcome import Outcome, State
from ingest.transfer.export import ExportUnusable, export, import_from
from retrieval.library import Library, open_library
from retrieval.reply import Answer
from retrieval.settings import Settings
from retrieval.storage.identity import made_by
from retrieval.storage.writer import IndexIncomplete
from tests.made import added

CORPUS = Path(__file__).parents[3] / "corpus"
ASK = "How many diplomatic missions does North Korea have left?"


class Never(Embeddings):
    """Reads questions and embeds no text."""

    def __init__(self, embedding: Embeddings) -> None:
        self._embedding = embedding

    def embed_query(self, text: str) -> list[float]:
        return self._embedding.embed_query(text)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise AssertionError(f"embedded again: {texts[:1]}")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus in a file."""
    folder = tmp_path_factory.mktemp("exported")
    with open_library(Settings(home=folder / "home")) as library:
        assert not [outcome for outcome in ingest(library, inputs([str(CORPUS)], 10**6)) if outcome.error]
        assert export(library, folder / "corpus.ibid") == 3
    return folder / "corpus.ibid"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(Settings(home=tmp_path / "home")) as opened:
        yield opened


def states(outcomes: Iterator[Outcome]) -> list[State]:
    return [outcome.state for outcome in outcomes]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def parted(path: Path) -> tuple[list[dict[str, Any]], list[float]]:
    """What an export holds without its checksum, and the numbers of its vectors, which Chroma makes of length one."""
    values = lines(path)
    numbers: list[float] = []
    for value in values:
        for passage in value["passages"] if "source" in value else ():
            numbers += np.frombuffer(b64decode(passage.pop("vector")), "<f4").tolist()
    return [{key: item for key, item in value.items() if key != "sha256"} for value in values], numbers


def write(path: Path, values: list[dict[str, Any]]) -> Path:
    """An export with these lines, the checksum made right."""
    body = b"".join(json.dumps(value).encode() + b"\n" for value in values[:-1])
    last = json.dumps({**values[-1], "sha256": sha256(body).hexdigest()}).encode() + b"\n"
    path.write_bytes(gzip.compress(body + last))
    return path


def test_it_comes_back_whole_without_files_and_without_embedding(exported: Path, library: Library) -> None:
    library.embedding = Never(library.embedding)
    assert states(import_from(library, exported)) == [State.ADDED] * 3
    counts = library.counts()
    assert counts["passages"] == counts["vectors"] == counts["lexical"] > 10
    reply = library.ask(ASK)
    assert isinstance(reply, Answer)
    assert "46" in reply.text
    assert reply.citations[0].footnotes
    assert any(library.copies_of(source.id) for source in library.sources())
    again = exported.with_name("again.ibid")
    export(library, again, force=True)
    (held, numbers), (before, exact) = parted(again), parted(exported)
    assert held == before
    assert np.allclose(numbers, exact, atol=1e-6)
    assert states(import_from(library, exported)) == [State.UNCHANGED] * 3


def test_what_was_imported_is_known_by_the_files_it_came_from(exported: Path, library: Library) -> None:
    list(import_from(library, exported))
    assert states(ingest(library, inputs([str(CORPUS)], 10**6))) == [State.UNCHANGED] * 3


def test_a_file_damaged_anywhere_is_refused_and_changes_nothing(
    exported: Path, library: Library, tmp_path: Path
) -> None:
    data, chance = exported.read_bytes(), Random(9)
    damaged = [data[:cut] for cut in (0, 1, len(data) // 2, len(data) - 1)]
    for _ in range(20):
        at = chance.randrange(10, len(data))
        damaged.append(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :])
    file = tmp_path / "damaged.ibid"
    for item in [*damaged, b"hello", gzip.compress(b"[]\n"), gzip.compress(b"{}\n")]:
        file.write_bytes(item)
        with pytest.raises(ExportUnusable, match=r"damaged\.ibid is no whole export"):
            list(import_from(library, file))
    with pytest.raises(ExportUnusable, match="No such file"):
        list(import_from(library, tmp_path / "nowhere.ibid"))
    assert library.counts()["sources"] == 0


def test_a_file_that_lies_about_its_words_is_refused(exported: Path, library: Library, tmp_path: Path) -> None:
    values = lines(exported)
    values[2]["source"]["text"] = values[2]["source"]["text"].replace("North", "South")
    with pytest.raises(ExportUnusable, match="does not stand in"):
        list(import_from(library, write(tmp_path / "forged.ibid", values)))
    assert library.counts()["sources"] == 0


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("source", "title"), ["A", "list"]),
        (("source", "url"), 7),
        (("source", "structure", "sections"), [["Title", "0", 3]]),
        (("source", "structure", "footnotes"), [[{"label": "1"}]]),
        (("passages", 0, "start"), -1),
        (("passages", 0, "structure", "note"), "1"),
        (("origins", 0, "uri"), None),
    ],
)
def test_lists_where_words_belong_are_no_export(
    exported: Path, library: Library, tmp_path: Path, where: tuple[str | int, ...], value: object
) -> None:
    values = lines(exported)
    holder: Any = values[1]
    for step in where[:-1]:
        holder = holder[step]
    holder[where[-1]] = value
    with pytest.raises(ExportUnusable, match=str(where[-1])):
        list(import_from(library, write(tmp_path / "other.ibid", values)))
    assert library.counts()["sources"] == 0


def test_another_version_and_another_embedding_are_said(exported: Path, library: Library, tmp_path: Path) -> None:
    header, *rest = lines(exported)
    newer = write(tmp_path / "newer.ibid", [{**header, "ibid_export": 2}, *rest])
    with pytest.raises(ExportUnusable, match=r"of version 2, this version of Ibid reads version 1\. Use the version"):
        list(import_from(library, newer))
    other = write(tmp_path / "other.ibid", [{**header, "embedding": "openai:ada"}, *rest])
    with pytest.raises(ExportUnusable, match=r"'openai:ada'.*embedding 'minilm'.*IBID_EMBEDDING.*--embed"):
        list(import_from(library, other))
    assert library.counts()["sources"] == 0
    assert states(import_from(library, other, embed=True)) == [State.ADDED] * 3
    assert export(library, tmp_path / "mine.ibid") == 3
    assert lines(tmp_path / "mine.ibid")[0] == {"ibid_export": 1, **made_by("minilm")}


def test_a_merge_keeps_what_the_library_has_otherwise(exported: Path, library: Library) -> None:
    mine = added("de-risking-briefing", "A Briefing\n\nMine says something else.")
    (theirs,) = [line for line in lines(exported) if line.get("source", {}).get("id") == "de-risking-chronology"]
    taken = added("mine", "Mine\n\nIt came from where theirs did.")
    origin = type(taken.origins[0])("mine", theirs["origins"][0]["uri"], "0" * 64)
    with library.writing() as writer:
        writer.put([mine, type(taken)(taken.source, taken.passages, (origin,))])
    outcomes = {item.origin: item for item in import_from(library, exported)}
    kept = outcomes["de-risking-briefing"]
    assert kept.state is State.FAILED
    assert "was kept" in (kept.error or "")
    assert library.source("de-risking-briefing") == mine.source
    assert outcomes["de-risking-chronology"].state is State.ADDED
    assert library.origin(origin.uri) == origin
    replaced = {item.origin: item.state for item in import_from(library, exported, replace=True)}
    assert replaced["de-risking-briefing"] is State.REPLACED
    assert "46" in library.source("de-risking-briefing").text
    counts = library.counts()
    assert counts["passages"] == counts["vectors"] == counts["lexical"]


def test_an_export_takes_its_place_whole_or_not_at_all(library: Library, tmp_path: Path) -> None:
    with library.writing() as writer:
        writer.put([added("a", "A\n\nA sentence stands here.")])
    file = tmp_path / "a.ibid"
    export(library, file)
    with pytest.raises(ExportUnusable, match="--force"):
        export(library, file)
    with library.writing() as writer, pytest.MonkeyPatch.context() as patched:
        patched.setattr(type(writer), "held", _raises)
        before = file.read_bytes()
        with pytest.raises(IndexIncomplete):
            export(library, file, force=True)
        assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.ibid"]
    with pytest.raises(ExportUnusable, match="cannot be written"):
        export(library, tmp_path / "no" / "folder.ibid")


def _raises(*_: object) -> None:
    raise IndexIncomplete("a passage has no vector")
