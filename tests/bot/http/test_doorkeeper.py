"""Who may come in: told by the headers, before a byte of the body is read."""

from __future__ import annotations

import socket
from contextlib import ExitStack

import httpx
import pytest

from tests.bot.conftest import Opened, Serving
from tests.bot.http_parts import problem

ASKED = (("GET", "/sources"), ("POST", "/ask"), ("POST", "/search"), ("POST", "/mcp"), ("GET", "/v1/models"))
FOREIGN = (
    {"Host": "evil.example"},
    {"Host": "evil.example:8000", "Origin": "http://evil.example:8000"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
)


def _half_sent(client: httpx.Client, path: str, **headers: str) -> socket.socket:
    """A connection on which a body was announced and only begun."""
    connection = socket.create_connection((client.base_url.host, client.base_url.port or 80), 20)
    said = {"Host": client.base_url.netloc.decode(), "Content-Type": "application/json", "Content-Length": "900"}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in {**said, **headers}.items()), "", '{"q']
    connection.sendall("\r\n".join(lines).encode())
    return connection


@pytest.mark.parametrize(("method", "path"), [*ASKED, ("GET", "/"), ("GET", "/health/ready")])
@pytest.mark.parametrize("headers", FOREIGN)
def test_where_no_key_is_asked_for_no_other_sites_page_is_answered(
    own: httpx.Client, method: str, path: str, headers: dict[str, str]
) -> None:
    problem(own.request(method, path, headers=headers, json={"question": "Why?"}), 403, "cross-site")


def test_the_names_of_the_settings_and_sites_that_cors_lets_in_are_answered(opened: Opened, serving: Serving) -> None:
    with serving(opened(hosts="ask.example, b.example", cors_origins="https://a.example")) as client:
        for headers in ({"Host": "ask.example"}, {"Host": "B.example:8000", "Origin": "http://b.example:8000"}):
            assert client.get("/sources", headers=headers).status_code == 200
        assert client.get("/sources", headers={"Origin": "https://a.example"}).status_code == 200
        assert client.get("/sources", headers={"Origin": "https://b.example.evil"}).status_code == 403


def test_it_is_decided_for_each_request(opened: Opened, serving: Serving) -> None:
    with serving(opened(admin_keys="b")) as client:
        assert client.get("/sources", headers={"Host": "evil.example"}).status_code == 403
        known = {"Host": "evil.example", "Authorization": "Bearer b"}
        assert client.get("/sources", headers=known).status_code == 200


@pytest.mark.parametrize(("method", "path"), ASKED)
def test_who_has_no_key_is_told_so_before_the_body_is_there(
    opened: Opened, serving: Serving, method: str, path: str
) -> None:
    with serving(opened(api_keys="a")) as client:
        if method == "POST":
            with _half_sent(client, path) as connection:
                assert b" 401 " in connection.recv(100)
        problem(client.request(method, path), 401, "key-needed")


def test_half_sent_requests_without_a_key_keep_nobody_out(opened: Opened, serving: Serving) -> None:
    with serving(opened(api_keys="a", requests_at_once=8)) as client, ExitStack() as held:
        for _ in range(20):
            held.enter_context(_half_sent(client, "/ask"))
        assert client.get("/sources", headers={"Authorization": "Bearer a"}).status_code == 200


def test_strangers_share_a_part_of_the_places_where_there_are_keys(opened: Opened, serving: Serving) -> None:
    with serving(opened(admin_keys="b", requests_at_once=8)) as client, ExitStack() as held:
        for _ in range(20):
            held.enter_context(_half_sent(client, "/ask"))
        problem(client.get("/sources"), 503, "overloaded")
        assert client.get("/sources", headers={"Authorization": "Bearer b"}).status_code == 200
