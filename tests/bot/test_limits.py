"""Who is turned away, and what every answer carries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import anyio
import httpx
import pytest
from starlette.types import Message

from bot.capacity import places
from bot.limits import RequestCap
from ingest.build import ingest
from ingest.inputs import Input
from retrieval.machine import available_cores
from retrieval.model import Hit
from retrieval.settings import Settings, SettingsInvalid, load_settings
from tests.bot.conftest import Opened, Serving
from tests.bot.http_parts import problem
from tests.chat_models import Turn, chat_server, key_of


def test_each_key_may_ask_so_often(opened: Opened, serving: Serving) -> None:
    with serving(opened(rate_limit="3/hour", api_keys="a,b")) as client:
        mine = {"Authorization": "Bearer a"}
        for left in (2, 1, 0):
            response = client.get("/sources", headers=mine)
            assert response.status_code == 200
            assert response.headers["ratelimit-policy"] == '"default";q=3;w=3600'
            assert f";r={left};" in response.headers["ratelimit"]
        refused = client.get("/sources", headers=mine)
        problem(refused, 429, "too-many-requests")
        assert 0 < int(refused.headers["retry-after"]) <= 3600
        assert client.get("/sources", headers={"Authorization": "Bearer b"}).status_code == 200
        for free in ("/health/live", "/", "/page/app.js"):
            assert client.get(free).status_code == 200


@pytest.mark.parametrize(("most_of_one", "status"), [(9, 503), (2, 429)])
def test_beyond_capacity_callers_are_sent_away_at_once(most_of_one: int, status: int) -> None:
    async def crowd() -> list[int]:
        statuses: list[int] = []
        leave = anyio.Event()

        async def slow(_scope: object, _receive: object, send: object) -> None:
            await leave.wait()

        capacity = RequestCap(slow, most=2, most_of_one=most_of_one)

        async def ask() -> None:
            async def send(message: Message) -> None:
                if message["type"] == "http.response.start":
                    statuses.append(message["status"])
                    assert (b"retry-after", b"1") in message["headers"]

            async def receive() -> Message:
                return {"type": "http.request", "body": b"", "more_body": False}

            await capacity({"type": "http", "path": "/ask", "headers": [], "method": "POST"}, receive, send)

        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(ask)
            await anyio.wait_all_tasks_blocked()
            leave.set()
        await ask()  # there is room again
        return statuses

    assert anyio.run(crowd) == [status] * 3


def test_who_waits_too_long_is_told_so(opened: Opened, serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    library = opened(request_seconds=0.2, answers_at_once=1)
    leave = Event()

    def slow(*_: object) -> list[Hit]:
        leave.wait(30)
        return []

    monkeypatch.setattr(library, "search", slow)
    with serving(library) as client, ThreadPoolExecutor() as crowd:
        asked = [crowd.submit(client.post, "/search", json={"question": f"Where is tower {n}?"}) for n in range(3)]
        for late in asked:
            problem(late.result(), 504, "too-slow")
            assert late.result().headers["x-request-id"]
        leave.set()
        found = client.post("/search", json={"question": "Where?"})
        assert found.json() == {"hits": []}, "who was sent away keeps no place"


def test_there_is_a_place_for_each_core_and_more_where_a_chat_model_does_the_work(tmp_path: Path) -> None:
    def found(**given: object) -> int:
        return places(Settings.model_validate({"home": tmp_path, **given}))

    assert (found(threads=3), found()) == (3, available_cores())
    assert found(threads=3, model="openai:one") == 8
    assert found(threads=3, answers_at_once=5) == found(model="openai:one", answers_at_once=5) == 5


def test_who_would_wait_long_for_a_place_is_told_when_to_come_back(opened: Opened, serving: Serving) -> None:
    with chat_server(Turn(lambda prompt: f"There were 46 ships [{key_of(prompt, '46')}].", pause=1.5)) as model:
        settings = {"model": "openai:slow", "model_base_url": model.url, "model_api_key": "none"}
        library = opened(answers_at_once=1, waiting_for_each=0, **settings)
        list(ingest(library, [Input("upload:a.md", "a.md", b"# A\n\nThere were 46 ships.")]))
        with serving(library) as client, ThreadPoolExecutor(3) as pool:

            def ask(_: int) -> httpx.Response:
                return client.post("/ask", json={"question": "How many ships were there?"}, timeout=60)

            assert ask(0).status_code == 200, "nobody knows yet how long answers take"
            answers = list(pool.map(ask, range(3)))
            assert client.post("/search", json={"question": "ships"}).status_code == 200, "now there is a place"
    away = [one for one in answers if one.status_code != 200]
    assert len(away) == 2
    for one in away:
        later = int(one.headers["retry-after"])
        assert later >= 1
        assert problem(one, 503, "overloaded")["detail"].endswith(f"Try again in {later} s.")


def test_what_the_caller_has_is_not_sent_again(client: httpx.Client) -> None:
    for path in ("/sources", "/sources/de-risking-briefing"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_list_comes_in_pages(client: httpx.Client) -> None:
    whole = client.get("/sources").json()
    assert whole["next"] is None
    found, after = [], None
    while True:
        page = client.get("/sources", params={"limit": 2} | ({"after": after} if after else {}))
        found += page.json()["sources"]
        after = page.json()["next"]
        if not after:
            break
        assert page.headers["link"].endswith('rel="next"')
    assert found == whole["sources"]
    assert len(found) > 2
    problem(client.get("/sources", params={"after": "nowhere"}), 404, "unknown-source")


def test_every_answer_carries_the_headers_a_browser_heeds(client: httpx.Client) -> None:
    for path in ("/health/live", "/sources", "/nowhere"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_large_answers_are_compressed(client: httpx.Client) -> None:
    assert client.get("/sources/de-risking-briefing").headers["content-encoding"] == "gzip"


def test_only_the_sites_that_are_named_may_ask_from_a_browser(opened: Opened, serving: Serving) -> None:
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    with serving(opened(cors_origins="https://a.example/, https://b.example")) as client:
        for origin, allowed in (("https://a.example", True), ("https://evil.example", False)):
            found = client.options("/ask", headers={"Origin": origin, **asks})
            assert (found.headers.get("access-control-allow-origin") == origin) is allowed


@pytest.mark.parametrize("rate", ["60", "0/minute", "many", "60/minutes"])
def test_a_rate_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, rate: str) -> None:
    monkeypatch.setenv("IBID_RATE_LIMIT", rate)
    with pytest.raises(SettingsInvalid, match="IBID_RATE_LIMIT"):
        load_settings()
