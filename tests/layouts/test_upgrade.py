"""Homes that earlier versions of Ibid made, as those versions left them, are opened, asked and written to by this one.

``layout-N.tar.gz`` is such a home with one source in it. A new layout gets a file of its own before it is left behind.
"""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from ingest.build import ingest, reindex
from ingest.input import Input
from ingest.outcome import State
from retrieval.library import open_library
from retrieval.reply import Answer
from retrieval.settings import Settings

HERE = Path(__file__).parent


@pytest.mark.parametrize("home", sorted(HERE.glob("layout-*.tar.gz")), ids=lambda path: path.name)
def test_an_old_home_answers_and_takes_more(home: Path, tmp_path: Path) -> None:
    with tarfile.open(home) as packed:
        packed.extractall(tmp_path, filter="data")
    with open_library(Settings(home=tmp_path / "home")) as library:
        reply = library.ask("How many lighthouses were there on the coast in 2021?")
        assert isinstance(reply, Answer)
        assert "46" in reply.text
        assert reply.citations[0].footnotes[0].urls == ("https://lights.example/register",)
        assert [origin.uri for origin in library.origins()] == ["file:///srv/sources/lamps.md"]
        more = [Input("upload:more.txt", "more.txt", b"More\n\nThe harbour of Arendia has two cranes.")]
        assert [outcome.state for outcome in ingest(library, more)] == [State.ADDED]
        assert reindex(library) == 2
        counts = library.counts()
        assert counts["passages"] == counts["vectors"] == counts["lexical"] == 3
