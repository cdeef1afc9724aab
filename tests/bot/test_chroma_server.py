"""The vectors on a Chroma server: all works there too, and when it fails people are told so and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.settings import ServiceSettings
from ingest.build import ingest, reindex
from ingest.input import Input
from ingest.outcome import State
from retrieval.library import Library, open_library
from retrieval.reply import Answer
from retrieval.storage.vector_store import IndexMissing, StoreUnavailable
from tests.bot.conftest import Serving
from tests.bot.http_parts import problem
from tests.chroma_server import Before, Chroma, Mood, chroma

COMMON = (Mood.WELL, Mood.FAILING)
ASK = "How many lighthouses were there in 2021?"
LIGHTS = Input("upload:lights.txt", "lights.txt", b"Lights\n\nIn 2021 there were 46 lighthouses on the coast.")
CRANES = Input("upload:cranes.txt", "cranes.txt", b"Cranes\n\nThe harbour of Arendia has two cranes.")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    with chroma(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture
def before(server: Chroma) -> Iterator[Before]:
    standing = Before(server)
    yield standing
    standing.close()


def opened(tmp_path: Path, url: str, home: str = "home", **stated: object) -> Library:
    given = {"home": tmp_path / home, "chroma_url": url, "chroma_seconds": 60, **stated}
    return open_library(ServiceSettings.model_validate(given))


def states(library: Library, *given: Input) -> list[State]:
    return [outcome.state for outcome in ingest(library, given)]


def test_a_server_that_is_killed_and_comes_back_loses_nothing(tmp_path: Path, server: Chroma, serving: Serving) -> None:
    with opened(tmp_path, server.url) as library, serving(library) as client:
        assert states(library, LIGHTS) == [State.ADDED]
        assert client.get("/health/ready").json()["counts"]["vectors"] == 1
        server.kill()
        answer = client.post("/ask", json={"question": ASK})
        problem(answer, 503, "unavailable")
        assert answer.headers["retry-after"] == "5"
        problem(client.get("/health/ready"), 503, "unavailable")
        assert client.get("/health/live").status_code == 200
        assert "ibid_requests_total" in client.get("/metrics").text
        assert client.get("/sources").json()["sources"][0]["id"] == "lights"
        with pytest.raises(StoreUnavailable, match=r"Cannot use the Chroma server .*Is it running"):
            states(library, CRANES)
        server.start()
        assert client.get("/health/ready").status_code == 200
        assert "46" in client.post("/ask", json={"question": ASK}).json()["text"]
        assert states(library, LIGHTS, CRANES) == [State.UNCHANGED, State.ADDED]
        counts = library.counts()
    assert counts["passages"] == counts["vectors"] == counts["lexical"] == 2


def test_without_a_server_one_is_told_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"Cannot use the Chroma server at 127.0.0.1 .*IBID_CHROMA_URL"):
        opened(tmp_path, "http://127.0.0.1:9")


@pytest.mark.parametrize(
    "mood", [Mood.FAILING, *(pytest.param(item, marks=pytest.mark.faults) for item in Mood if item not in COMMON)]
)
def test_whatever_it_answers_people_are_told_so_in_time(tmp_path: Path, before: Before, mood: Mood) -> None:
    patience = 6 if mood is Mood.SLOW else 60
    with opened(tmp_path, before.url, chroma_seconds=patience) as library:
        assert states(library, LIGHTS) == [State.ADDED]
        before.mood = mood
        with pytest.raises(StoreUnavailable, match="Cannot use the Chroma server"):
            library.ask(ASK)
        with pytest.raises(StoreUnavailable):
            states(library, CRANES)
        with pytest.raises(StoreUnavailable):
            opened(tmp_path, before.url, chroma_seconds=patience)
        before.mood = Mood.WELL
        assert isinstance(library.ask(ASK), Answer)
        assert states(library, CRANES) == [State.ADDED]
        counts = library.counts()
    assert counts["passages"] == counts["vectors"] == counts["lexical"] == 2


def test_two_libraries_share_a_server_and_nothing_else(tmp_path: Path, server: Chroma) -> None:
    with opened(tmp_path, server.url) as one, opened(tmp_path, server.url, "other") as other:
        assert states(one, LIGHTS) == states(other, CRANES) == [State.ADDED]
        assert reindex(one) == 1
        for library in (one, other):
            assert library.counts()["vectors"] == 1
        assert "cranes" in other.search("cranes", 1)[0].passage.text


def test_a_replica_sees_what_another_process_writes(tmp_path: Path, server: Chroma) -> None:
    with opened(tmp_path, server.url) as one, opened(tmp_path, server.url) as other:
        assert states(one, LIGHTS) == [State.ADDED]
        assert isinstance(other.ask(ASK), Answer)
        assert reindex(one) == 1
        assert isinstance(other.ask(ASK), Answer)


def test_vectors_that_are_gone_are_missed_and_can_be_made_anew(
    tmp_path: Path, server: Chroma, serving: Serving
) -> None:
    """A server that lost its disk, or a setting that leads to another one."""
    with opened(tmp_path, "") as library:
        assert states(library, LIGHTS) == [State.ADDED]
    with pytest.raises(IndexMissing, match=r"not in the Chroma server at 127\.0\.0\.1\. Run `ibid reindex`"):
        opened(tmp_path, server.url)
    settings = ServiceSettings(home=tmp_path / "home", chroma_url=server.url)
    with open_library(settings, as_made=True) as library:
        assert reindex(library) == 1
    with opened(tmp_path, server.url) as library, serving(library) as client:
        for name in (collection["name"] for collection in collections(server)):
            httpx.delete(f"{server.url}{COLLECTIONS}/{name}").raise_for_status()
        with pytest.raises(IndexMissing):
            library.ask(ASK)
        problem(client.get("/health/ready"), 503, "unavailable")


COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"


def collections(server: Chroma) -> list[dict[str, str]]:
    return httpx.get(f"{server.url}{COLLECTIONS}").json()


def test_an_address_names_tenant_and_database_and_the_key_goes_along(tmp_path: Path, server: Chroma) -> None:
    before = len(collections(server))
    httpx.post(f"{server.url}/api/v2/tenants", json={"name": "ours"}).raise_for_status()
    httpx.post(f"{server.url}/api/v2/tenants/ours/databases", json={"name": "library"}).raise_for_status()
    with opened(tmp_path, f"{server.url}/ours/library", chroma_token="secret") as library:  # noqa: S106 - nobody's
        assert states(library, LIGHTS) == [State.ADDED]
        assert library.counts()["vectors"] == 1
    assert len(collections(server)) == before
