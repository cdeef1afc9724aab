import asyncio
import json

import httpx
import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException

from bot.http import problem_details
from bot.http.problem_details import AtTheDoor, ProblemResponse, problem_json, problem_responses
from bot.http.problem_kinds import BAD_QUESTION, BUSY, INVALID, HttpProblem
from bot.http.request_ids import RequestIds
from ingest.ingest_errors import AddressRefused, NotFetched, UnreadableSource
from retrieval.errors import IbidError, LibraryBusy
from retrieval.questions import BadQuestion, UnknownSource
from retrieval.settings import HomeUnusable

INSIDE = "/srv/inside/catalogue.sqlite3 is locked."
KINDS = [var for var in vars(problem_details).values() if isinstance(var, HttpProblem)]


def answered(error: BaseException) -> httpx.Response:
    """What is sent where an endpoint raises ``error``."""
    app = FastAPI()
    problem_details.install(app)
    app.add_middleware(RequestIds)

    @app.get("/")
    async def fail() -> None:  # pyright: ignore[reportUnusedFunction]
        raise error

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.get("/")

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("error", "status", "slug"),
    [
        (BadQuestion("Ask something."), 422, "bad-question"),
        (UnknownSource("There is no source 'x'."), 404, "unknown-source"),
        (UnreadableSource("It is empty."), 422, "unreadable-source"),
        (NotFetched("There is no such page."), 422, "not-fetched"),
        (AddressRefused("It is private."), 422, "address-refused"),
    ],
)
def test_errors_about_the_request_speak_for_themselves(error: IbidError, status: int, slug: str) -> None:
    response = answered(error)
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, response.json()["type"]) == (status, f"/problems/{slug}")
    assert response.json()["detail"] == str(error)


@pytest.mark.parametrize(
    ("error", "status", "slug"),
    [
        (LibraryBusy(INSIDE), 503, "library-busy"),
        (HomeUnusable(INSIDE), 503, "unavailable"),
        (IbidError(INSIDE), 503, "unavailable"),
        (RuntimeError(INSIDE), 500, "unexpected"),
        (ExceptionGroup(INSIDE, [ValueError(INSIDE)]), 500, "unexpected"),
    ],
)
def test_errors_about_the_server_go_to_the_log_alone(
    error: Exception, status: int, slug: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = answered(error)
    assert (response.status_code, response.json()["type"]) == (status, f"/problems/{slug}")
    assert "inside" not in response.text
    assert INSIDE in caplog.text


def test_what_nobody_foresaw_can_be_found_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    response = answered(KeyError(INSIDE))
    body = response.json()
    assert body["request_id"] == response.headers["x-request-id"]
    assert body["request_id"] in body["detail"]
    [record] = [record for record in caplog.records if body["request_id"] in record.getMessage()]
    assert record.exc_info


def test_a_request_that_is_cut_off_is_told_so() -> None:
    response = answered(asyncio.CancelledError())
    assert (response.status_code, response.json()["type"]) == (503, "/problems/stopping")
    assert response.headers["x-request-id"]


def test_exceptions_of_the_framework_become_problems_too() -> None:
    response = answered(HTTPException(418, headers={"X-Pot": "tea"}))
    assert response.json() == {"type": "about:blank", "title": "I'm a Teapot", "status": 418, "detail": "I'm a Teapot."}
    assert response.headers["x-pot"] == "tea"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_each_kind_is_a_whole_problem(kind: HttpProblem) -> None:
    response = answered(AtTheDoor(kind, "The very words."))
    assert response.json() == {**problem_json(kind), "detail": "The very words."}
    assert response.headers.items() >= {name.lower(): value for name, value in kind.headers.items()}.items()
    assert kind.says.endswith(".")


def test_kinds_are_told_apart_by_their_type() -> None:
    assert len({item.slug for item in KINDS}) == len(KINDS)


def test_kinds_of_one_status_are_documented_together() -> None:
    documented = problem_responses(INVALID, BAD_QUESTION, BUSY)
    assert documented.keys() == {422, 503}
    assert documented[422]["content"]["application/problem+json"]["examples"].keys() == {
        "invalid-request",
        "bad-question",
    }


def test_characters_that_utf8_cannot_hold_are_escaped() -> None:
    body = problem_json(INVALID, "\ud800 and ü.")
    assert json.loads(bytes(ProblemResponse(body).body)) == body
