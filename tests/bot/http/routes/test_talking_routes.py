"""Small talk, words as typed, quotes that answer and gaps, over HTTP, OpenAI's protocol and MCP's."""

from __future__ import annotations

import httpx
import pytest

from tests.bot.conftest import Opened, Serving
from tests.bot.http_parts import problem

REACHED = "How many North Koreans reached South Korea in 2018?"
NOT_THERE = "How many North Koreans reached South Korea in 2015?"


def test_small_talk_is_a_refusal_of_its_own_reason_with_questions_to_ask(client: httpx.Client) -> None:
    reply = client.post("/ask", json={"question": "hello"}).json()
    assert (reply["status"], reply["reason"], reply["kind"], reply["nearest"]) == ("refused", "talk", "talk", [])
    assert len(reply["suggestions"]) == 2
    streamed = client.post("/ask", json={"question": "hello"}, headers={"Accept": "text/event-stream"}).text
    assert "event: reply" in streamed
    assert "event: search" not in streamed


def test_a_chat_client_gets_the_sentence_alone(client: httpx.Client) -> None:
    body = {"messages": [{"role": "user", "content": "thanks!"}]}
    completion = client.post("/v1/chat/completions", json=body).json()
    assert completion["choices"][0]["message"]["content"].startswith("You are welcome")
    body = {"messages": [{"role": "user", "content": NOT_THERE}]}
    content = client.post("/v1/chat/completions", json=body).json()["choices"][0]["message"]["content"]
    assert "not of 2015" in content
    assert "On this subject: " in content


def test_the_words_are_asked_as_typed(client: httpx.Client) -> None:
    first = client.post("/ask", json={"question": REACHED}).json()
    asked = {"question": "And in 2022?", "conversation_id": first["conversation_id"]}
    assert client.post("/ask", json=asked).json()["standalone_question"] == REACHED.replace("2018", "2022")
    assert client.post("/ask", json={**asked, "as_typed": True}).json()["standalone_question"] == "And in 2022?"


def test_a_quote_that_answers_is_kept_with_the_gap(client: httpx.Client) -> None:
    reply = client.post("/ask", json={"question": NOT_THERE}).json()
    assert reply["missing"] == "The library speaks of 2018 and 2022, not of 2015."
    verdict = {"reply_id": reply["id"], "verdict": "down", "nearest": 1}
    assert client.post("/feedback", json=verdict).status_code == 204
    problem(client.post("/feedback", json={**verdict, "nearest": 3}), 404, "unknown-reply")
    problem(client.post("/feedback", json={**verdict, "nearest": 4}), 422, "invalid-request")
    gaps = [gap for group in client.get("/gaps").json()["groups"] for gap in group["gaps"]]
    (gap,) = [gap for gap in gaps if gap["reply_id"] == reply["id"]]
    assert gap["quote"] == reply["nearest"][0]["quote"]
    assert 'ibid_gaps{kind="refused"}' in client.get("/metrics").text


@pytest.mark.parametrize("stated", [{"api_keys": "a"}, {"admin_keys": "b"}])
def test_gaps_are_for_admins(opened: Opened, serving: Serving, stated: dict[str, str]) -> None:
    with serving(opened(**stated)) as client:
        assert client.get("/gaps").status_code == 401
        asked = client.get("/gaps", headers={"Authorization": f"Bearer {next(iter(stated.values()))}"})
        assert asked.status_code == (200 if "admin_keys" in stated else 403)


def test_each_example_is_answered(client: httpx.Client) -> None:
    questions = client.get("/examples").json()["questions"]
    assert len(questions) == 2
    replies = [client.post("/ask", json={"question": question}).json() for question in questions]
    assert [reply["status"] for reply in replies] == ["answered", "answered"]


def test_an_empty_library_has_no_examples(opened: Opened, serving: Serving) -> None:
    with serving(opened()) as client:
        assert client.get("/examples").json() == {"questions": []}
