"""What keeping a library in step costs: only what changed is embedded, and readers never see half of a change."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import cast

import pytest
from langchain_core.embeddings import Embeddings

from ingest import build
from ingest.build import ingest
from ingest.collect import inputs
from ingest.input import Input
from ingest.outcome import Outcome, State
from retrieval.library import Library, open_library
from retrieval.settings import Settings

SECTIONS = {f"Part {i}": f"In place {i * 7} the number of missions rose by {i} in that year." for i in range(6)}


class Watched(Embeddings):
    """The embedding of the Library; it remembers what it was given, and lets someone look on meanwhile."""

    def __init__(self, embedding: Embeddings) -> None:
        self._embedding = embedding
        self.embedded: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += texts
        self.meanwhile()
        return self._embedding.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._embedding.embed_query(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self._embedding, name)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(Settings(home=tmp_path / "home")) as opened:
        yield opened


@pytest.fixture
def watched(library: Library) -> Watched:
    library.embedding = Watched(library.embedding)  # pyright: ignore[reportAttributeAccessIssue]
    return library.embedding  # pyright: ignore[reportReturnType]


def written(path: Path, sections: dict[str, str]) -> Path:
    parts = (f"## {title}\n\n{words}" for title, words in sections.items())
    path.write_text("\n\n".join(["# Missions", *parts]) + "\n", encoding="utf-8")
    return path


def run(library: Library, path: Path) -> list[State]:
    return [outcome.state for outcome in ingest(library, inputs([str(path)], 10**6))]


def test_only_what_changed_is_embedded(library: Library, watched: Watched, tmp_path: Path) -> None:
    path = written(tmp_path / "missions.md", SECTIONS)
    assert run(library, path) == [State.ADDED]
    assert len(watched.embedded) == library.sources()[0].passages > len(SECTIONS)
    watched.embedded.clear()
    written(path, SECTIONS | {"Part 3": "In place 21 all missions were closed."})
    assert run(library, path) == [State.REPLACED]
    assert watched.embedded == ["Missions\nIn place 21 all missions were closed."]
    watched.embedded.clear()
    written(path, dict(reversed(SECTIONS.items())) | {"Part 3": "In place 21 all missions were closed."})
    assert run(library, path) == [State.REPLACED]
    assert watched.embedded == []


def test_unchanged_bytes_cost_nothing(library: Library, watched: Watched, tmp_path: Path) -> None:
    path = written(tmp_path / "missions.md", SECTIONS)
    run(library, path)
    watched.embedded.clear()
    assert run(library, path) == [State.UNCHANGED]
    path.write_bytes(path.read_bytes() + b"\n\n")
    assert run(library, path) == [State.UNCHANGED]
    assert watched.embedded == []


def test_readers_see_the_old_version_until_the_new_one_is_whole(
    library: Library, watched: Watched, tmp_path: Path
) -> None:
    path = written(tmp_path / "missions.md", SECTIONS)
    run(library, path)
    before = library.source("missions"), library.search("missions in place 21", 9)
    seen: list[object] = []
    watched.meanwhile = lambda: seen.append((library.source("missions"), library.search("missions in place 21", 9)))
    written(path, {title: words.replace("rose", "fell") for title, words in SECTIONS.items()})
    run(library, path)
    assert seen == [before]
    assert "fell" in library.search("missions in place 21", 1)[0].passage.text
    assert not [hit for hit in library.search("missions rose", 99) if "rose" in hit.passage.text]


def shelf(count: int) -> Iterator[Input]:
    for i in range(count):
        yield Input(f"shelf:{i}", f"book-{i}.txt", f"Book {i}\n\nBook {i} tells of {i * 7} lamps.".encode())


def test_the_next_documents_are_read_while_the_last_are_embedded(
    library: Library, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "BATCH", 1)
    read_on = Event()
    waited: list[bool] = []
    watched.meanwhile = lambda: waited.append(read_on.wait(30))

    def read() -> Iterator[Input]:
        for i, item in enumerate(shelf(3)):
            if i == 1:
                read_on.set()
            yield item

    assert [outcome.state for outcome in ingest(library, read())] == [State.ADDED] * 3
    assert waited == [True] * 3


def test_what_was_said_to_be_there_is_there_when_somebody_stops(
    library: Library, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "BATCH", 1)
    with closing(cast("Generator[Outcome]", ingest(library, shelf(9)))) as outcomes:
        said = {next(outcomes).source_id for _ in range(2)}
    assert len(watched.embedded) < 9
    assert said == {source.id for source in library.sources()}
    assert [outcome.state for outcome in ingest(library, shelf(9))].count(State.ADDED) == 7


def test_what_the_embedding_fails_on_is_not_there(library: Library, watched: Watched) -> None:
    def fail() -> None:
        raise ValueError("no vectors today")

    watched.meanwhile = fail
    with pytest.raises(ValueError, match="no vectors today"):
        list(ingest(library, shelf(2)))
    assert library.sources() == []
    watched.meanwhile = lambda: None
    assert [outcome.state for outcome in ingest(library, shelf(2))] == [State.ADDED] * 2
