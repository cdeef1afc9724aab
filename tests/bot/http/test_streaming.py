"""``POST /ask`` as server-sent events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.http.streaming import as_events
from retrieval.errors import IbidError
from retrieval.events import Event, SearchEvent
from retrieval.library import Library

EVENTS = {"Accept": "text/event-stream"}
MISSIONS = "How many diplomatic missions does North Korea have left?"


def events(text: str) -> list[tuple[str, Any]]:
    """The events of a stream, read by the rules of the HTML standard."""
    found: list[tuple[str, Any]] = []
    for block in text.replace("\r\n", "\n").removesuffix("\n\n").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
        found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_an_answer_comes_as_search_claims_and_reply(client: httpx.Client) -> None:
    response = client.post("/ask", json={"question": MISSIONS}, headers=EVENTS)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["x-request-id"]
    found = events(response.text)
    names = [name for name, _ in found]
    assert names == ["search", *["claim"] * (len(names) - 2), "reply"]
    search, *claims, reply = (data for _, data in found)
    assert search["standalone_question"] == MISSIONS
    assert [hit["rank"] for hit in search["hits"]] == list(range(1, len(search["hits"]) + 1))
    assert [claim["text"] for claim in claims] == [claim["text"] for claim in reply["claims"]]
    assert {citation["number"] for claim in claims for citation in claim["citations"]} == {
        citation["number"] for citation in reply["citations"]
    }
    plain = client.post("/ask", json={"question": MISSIONS}).json()
    assert {**reply, "id": 0, "timings_ms": 0, "conversation_id": 0} == {
        **plain, "id": 0, "timings_ms": 0, "conversation_id": 0
    }  # fmt: skip


def test_a_refusal_has_no_claims(client: httpx.Client) -> None:
    response = client.post("/ask", json={"question": "How do I bake a sourdough bread?"}, headers=EVENTS)
    assert [name for name, _ in events(response.text)] == ["search", "reply"]


@pytest.mark.parametrize(("body", "status"), [({"question": " "}, 422), ({"question": "A?", "source_ids": ["x"]}, 404)])
def test_what_is_wrong_with_the_request_is_told_by_the_status(
    client: httpx.Client, body: dict[str, object], status: int
) -> None:
    response = client.post("/ask", json=body, headers=EVENTS)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("error", "kind"), [(IbidError("/secret/folder"), "unavailable"), (RuntimeError("secret"), "unexpected")]
)
def test_what_goes_wrong_on_the_way_is_an_event_that_tells_nothing(error: Exception, kind: str) -> None:
    def broken() -> Iterator[Event]:
        yield SearchEvent("Why?", ())
        raise error

    app = FastAPI()
    app.add_api_route("/", lambda: as_events(broken(), "r-1"), response_model=None)
    text = TestClient(app).get("/").text
    names, data = zip(*events(text), strict=True)
    assert names == ("search", "error")
    assert data[1]["type"] == f"/problems/{kind}"
    assert "secret" not in text


def test_no_reader_takes_a_character_of_the_words_for_the_end_of_a_line() -> None:
    question = "Why\u2028not\u2029now\u0085?"
    app = FastAPI()
    app.add_api_route("/", lambda: as_events(iter([SearchEvent(question, ())]), "r-1"), response_model=None)
    _, data, *rest = TestClient(app).get("/").text.splitlines()
    assert (json.loads(data.removeprefix("data: "))["standalone_question"], rest) == (question, [""])


def test_a_stream_of_a_conversation_is_stored(client: httpx.Client, corpus_library: Library) -> None:
    response = client.post("/ask", json={"question": MISSIONS}, headers=EVENTS)
    reply = events(response.text)[-1][1]
    assert [turn.reply_id for turn in corpus_library.conversation(reply["conversation_id"]).turns] == [reply["id"]]
