"""``POST /sources`` with an address, and the copies that ``GET /sources`` tells of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest

from bot.http import openapi_examples as examples
from retrieval.library import Library
from tests.site import PAGE, Page, Site, running, to

Serving = Callable[[Library], AbstractContextManager[httpx.Client]]
Opened = Callable[..., Library]


@pytest.fixture
def site() -> Iterator[Site]:
    with running(Site({"/missions": Page(PAGE)})) as started:
        yield started


@pytest.fixture
def client(opened: Opened, serving: Serving) -> Iterator[httpx.Client]:
    library = opened(allow_private_addresses=True, fetch_pause_seconds=0, upload_limit=100_000)
    with serving(library) as found:
        yield found


def post(client: httpx.Client, url: object) -> httpx.Response:
    return client.post("/sources", json={"url": url})


def problem(response: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    body = response.json()
    assert body["type"] == f"/problems/{kind}"
    return body


def test_a_page_is_added_replaced_and_left_alone(client: httpx.Client, site: Site) -> None:
    added = post(client, site.url("/missions"))
    assert added.status_code == 201
    assert added.json().keys() == examples.ADDED.keys()
    assert (added.json()["source_id"], added.json()["state"]) == ("missions", "added")
    assert client.get(added.headers["location"]).json()["url"] == site.url("/missions")
    assert post(client, site.url("/missions")).json()["state"] == "unchanged"
    site.pages["/missions"] = Page(PAGE.replace("46", "45"))
    assert post(client, site.url("/missions")).json()["state"] == "replaced"
    reply = client.post("/ask", json={"question": "How many missions were there in 2023?"}).json()
    assert "45" in reply["text"]


def test_a_page_whose_server_says_that_it_is_the_same(client: httpx.Client, site: Site) -> None:
    site.pages["/missions"] = lambda headers: (
        Page(status=304) if headers["If-None-Match"] else Page(PAGE, headers={"ETag": '"v1"'})
    )
    states = [post(client, site.url("/missions")).json()["state"] for _ in range(2)]
    assert states == ["added", "unchanged"]


def test_what_cannot_be_fetched_is_a_problem_that_says_why(client: httpx.Client, site: Site) -> None:
    site.pages |= {
        "/robots.txt": Page("User-agent: *\nDisallow: /private"),
        "/circle": to("/circle"),
        "/large": Page("word " * 30_000),
        "/empty": Page(" "),
        "/image": Page(b"\x89PNG", headers={"Content-Type": "image/png"}),
    }
    for path, kind, says in (
        ("/nowhere", "not-fetched", "404"),
        ("/circle", "not-fetched", "circle"),
        ("/large", "not-fetched", "100,000"),
        ("/image", "not-fetched", "image/png"),
        ("/private/x", "address-refused", "robots.txt"),
        ("/empty", "unreadable-source", "empty"),
    ):
        assert says in problem(post(client, site.url(path)), 422, kind)["detail"]
    for url in ("ftp://a.example/", "/etc/passwd", "", "http://user:secret@a.example/"):
        body = problem(post(client, url), 422, "address-refused")
        assert "secret" not in str(body)
    assert client.get("/sources").json()["sources"] == []


def test_addresses_of_this_machine_are_refused_unless_a_setting_says_otherwise(
    opened: Opened, serving: Serving, site: Site
) -> None:
    with serving(opened()) as client:
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"):
            body = problem(post(client, site.url("/missions", host)), 422, "address-refused")
            assert "IBID_ALLOW_PRIVATE_ADDRESSES" in body["detail"]
    assert site.asked == []


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"{", 400, "not-json"),
        (b"[]", 422, "invalid-request"),
        (b"{}", 422, "invalid-request"),
        (b'{"url": 7}', 422, "invalid-request"),
        (b'{"url": "https://a.example", "depth": 2}', 422, "invalid-request"),
        (b'{"url": "\\ud800"}', 400, "not-json"),
        (b'{"url": "' + b"x" * 20_000 + b'"}', 413, "too-large"),
        (b'{"url": "' + b"x" * 9_000 + b'"}', 422, "invalid-request"),
    ],
)
def test_bodies_that_name_no_address(client: httpx.Client, body: bytes, status: int, kind: str) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    problem(client.post("/sources", content=body, headers=headers), status, kind)


def test_fetching_takes_an_admin_key(opened: Opened, serving: Serving, site: Site) -> None:
    library = opened(allow_private_addresses=True, api_keys="reader", admin_keys="chief")
    with serving(library) as client:
        problem(post(client, site.url("/missions")), 401, "key-needed")
        client.headers["Authorization"] = "Bearer reader"
        problem(post(client, site.url("/missions")), 403, "admin-key-needed")
        assert site.asked == []
        client.headers["Authorization"] = "Bearer chief"
        assert post(client, site.url("/missions")).status_code == 201


def test_copies_are_told_of_from_either_side(client: httpx.Client, site: Site) -> None:
    words = " ".join(f"In {1950 + i} the number of missions in place {i * 7} rose by {i}." for i in range(20))
    site.pages |= {"/one": Page(f"<p>{words}</p>"), "/two": Page(f"<h1>Reprint</h1><p>{words}</p>")}
    for path in ("/one", "/two", "/missions"):
        assert post(client, site.url(path)).status_code == 201
    listed = {source["id"]: source["also_in"] for source in client.get("/sources").json()["sources"]}
    assert {of: [copy["id"] for copy in copies] for of, copies in listed.items()} == {
        "one": ["two"],
        "two": ["one"],
        "missions": [],
    }
    for of, copies in listed.items():
        assert client.get(f"/sources/{of}").json()["also_in"] == copies
    assert listed["one"][0].keys() == examples.LISTED["also_in"][0].keys()
    assert listed["one"][0]["url"] == site.url("/two")
