"""Who is turned away, and what every answer carries."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socket import socket
from threading import Event
from typing import Any

import anyio
import httpx
import pytest
from starlette.types import Message

from bot.capacity import places
from bot.http.rate_limits import RequestCap
from bot.keys import Keys
from bot.settings import ServiceSettings, load_service_settings
from ingest.build import ingest
from ingest.input import Input
from retrieval.machine import available_cores
from retrieval.model import Hit
from retrieval.settings import SettingsInvalid
from tests.bot.conftest import Opened, Serving
from tests.bot.http_parts import problem
from tests.chat_models import Turn, chat_server, key_of

QUESTION = {"question": "Where is the tower?"}
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": QUESTION}}
A_SITE = {"Origin": "https://a.example"}


class Slow:
    """A search that takes until it is let go."""

    def __init__(self) -> None:
        self.began, self.leave = Event(), Event()

    def __call__(self, *_: object) -> list[Hit]:
        self.began.set()
        self.leave.wait(30)
        return []


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


def test_who_guesses_keys_counts_as_one_caller(opened: Opened, serving: Serving) -> None:
    with serving(opened(rate_limit="3/hour", api_keys="a")) as client:

        def status(key: str) -> int:
            return client.get("/sources", headers={"Authorization": f"Bearer {key}"}).status_code

        assert [status(f"guess-{n}") for n in range(5)] == [401] * 3 + [429] * 2
        assert status("a") == 200


@pytest.mark.parametrize(("most_of_one", "status"), [(9, 503), (2, 429)])
def test_beyond_capacity_callers_are_sent_away_at_once(tmp_path: Path, most_of_one: int, status: int) -> None:
    async def crowd() -> list[int]:
        statuses: list[int] = []
        leave = anyio.Event()

        async def slow(_scope: object, _receive: object, send: object) -> None:
            await leave.wait()

        capacity = RequestCap(slow, Keys(ServiceSettings(home=tmp_path)), most=2, most_of_one=most_of_one)

        async def ask(key: int) -> None:
            async def send(message: Message) -> None:
                if message["type"] == "http.response.start":
                    statuses.append(message["status"])
                    assert (b"retry-after", b"1") in message["headers"]

            async def receive() -> Message:
                return {"type": "http.request", "body": b"", "more_body": False}

            made_up = [(b"authorization", b"Bearer %d" % key)]
            await capacity({"type": "http", "path": "/ask", "headers": made_up, "method": "POST"}, receive, send)

        async with anyio.create_task_group() as group:
            for key in range(5):
                group.start_soon(ask, key)
            await anyio.wait_all_tasks_blocked()
            leave.set()
        await ask(0)  # there is room again
        return statuses

    assert anyio.run(crowd) == [status] * 3


def test_who_waits_too_long_is_told_so(opened: Opened, serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    library, slow = opened(request_seconds=0.2, answers_at_once=1, cors_origins="https://a.example"), Slow()
    monkeypatch.setattr(library, "search", slow)
    with serving(library) as client, ThreadPoolExecutor() as crowd:
        asked = [crowd.submit(client.post, "/search", json=QUESTION, headers=A_SITE) for _ in range(3)]
        for late in asked:
            problem(late.result(), 504, "too-slow")
            assert late.result().headers["x-request-id"]
            assert late.result().headers["access-control-allow-origin"] == "https://a.example"
        slow.leave.set()
        found = client.post("/search", json={"question": "Where?"})
        assert found.json() == {"hits": []}, "who was sent away keeps no place"


def test_there_is_a_place_for_each_core_and_more_where_a_chat_model_does_the_work(tmp_path: Path) -> None:
    def found(**given: object) -> int:
        return places(ServiceSettings.model_validate({"home": tmp_path, **given}))

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
    away = [answer for answer in answers if answer.status_code != 200]
    assert len(away) == 2
    for one in away:
        later = int(one.headers["retry-after"])
        assert later >= 1
        assert problem(one, 503, "overloaded")["detail"].endswith(f"Try again in {later} s.")


def test_an_answer_keeps_its_place_until_its_last_event(opened: Opened, serving: Serving) -> None:
    with chat_server(Turn(lambda prompt: f"There were 46 ships [{key_of(prompt, '46')}].", pause=1)) as model:
        settings = {"model": "openai:slow", "model_base_url": model.url, "model_api_key": "none"}
        library = opened(answers_at_once=1, waiting_for_each=0, **settings)
        list(ingest(library, [Input("upload:a.md", "a.md", b"# A\n\nThere were 46 ships.")]))
        ships, as_events = {"question": "How many ships were there?"}, {"Accept": "text/event-stream"}
        with serving(library) as client, client.stream("POST", "/ask", json=ships, headers=as_events) as events:
            lines = events.iter_lines()
            assert next(lines) == "event: search"
            problem(client.post("/search", json=ships), 503, "overloaded")
            assert "event: reply" in [*lines]


@pytest.mark.parametrize(("path", "body"), [("/search", QUESTION), ("/mcp", CALL)])
def test_all_who_may_ask_share_the_places(
    opened: Opened, serving: Serving, monkeypatch: pytest.MonkeyPatch, path: str, body: dict[str, Any]
) -> None:
    library, slow = opened(answers_at_once=1, waiting_for_each=0, api_keys="a"), Slow()
    monkeypatch.setattr(library, "search", slow)
    chat = {"messages": [{"role": "user", "content": "Where?"}]}
    with serving(library) as client, ThreadPoolExecutor(1) as pool:
        client.headers.update({"Authorization": "Bearer a", "Accept": "application/json, text/event-stream"})
        asked = pool.submit(client.post, path, json=body)
        assert slow.began.wait(30)
        problem(client.post("/search", json=QUESTION), 503, "overloaded")
        problem(client.post("/v1/chat/completions", json=chat), 503, "overloaded")
        told = client.post("/mcp", json=CALL).json()["result"]
        assert told["isError"]
        assert "Try again in 1 s." in told["content"][0]["text"]
        problem(client.post("/search", json=QUESTION, headers={"Authorization": "Bearer b"}), 401, "key-needed")
        problem(client.get("/search"), 405, "about:blank")
        slow.leave.set()
        assert asked.result().status_code == 200
        assert client.post(path, json=body).status_code == 200, "now there is a place"


def test_a_body_that_is_half_sent_takes_no_place(opened: Opened, serving: Serving) -> None:
    half = b"POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
    with serving(opened(answers_at_once=1, waiting_for_each=0)) as client, socket() as slow:
        slow.connect((client.base_url.host, client.base_url.port))
        slow.sendall(half)
        while "ibid_requests_under_way 2.0" not in client.get("/metrics").text:
            time.sleep(0.01)
        assert client.post("/search", json=QUESTION).status_code == 200


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


def test_a_page_may_read_that_it_asked_too_often_and_what_its_browser_asks_first_does_not_count(
    opened: Opened, serving: Serving
) -> None:
    before = {**A_SITE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    with serving(opened(rate_limit="2/hour", cors_origins="https://a.example")) as client:
        for _ in range(2):
            assert client.options("/search", headers=before).status_code == 200
            assert client.post("/search", json=QUESTION, headers=A_SITE).status_code == 200
        refused = client.post("/search", json=QUESTION, headers=A_SITE)
    problem(refused, 429, "too-many-requests")
    assert refused.headers["access-control-allow-origin"] == "https://a.example"
    assert refused.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("rate", ["60", "0/minute", "many", "60/minutes"])
def test_a_rate_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, rate: str) -> None:
    monkeypatch.setenv("IBID_RATE_LIMIT", rate)
    with pytest.raises(SettingsInvalid, match="IBID_RATE_LIMIT"):
        load_service_settings()
