"""What sites ask of robots, and the pauses between requests."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from ingest.ingest_errors import AddressRefused, NotFetched
from ingest.web.robots import Robots, Turns

PAGE = httpx.URL("https://a.example/reports/2023?page=1")
Fetch = Callable[[httpx.URL], tuple[int, bytes]]


def saying(rules: str, status: int = 200) -> Fetch:
    return lambda _: (status, rules.encode())


@pytest.mark.parametrize(
    "rules",
    [
        "User-agent: *\nDisallow: /reports",
        "User-agent: ibid\nDisallow: /",
        "User-agent: *\nDisallow: /*page=",
        "User-agent: *\nDisallow: /\n\nUser-agent: Other\nAllow: /",
        "\ufeffUser-agent: *\nDisallow: /reports/2023?page=1$",
        "User-agent: *\nAllow: /rep\nDisallow: /reports/",
    ],
)
def test_pages_that_rules_forbid(rules: str) -> None:
    with pytest.raises(AddressRefused, match=r"robots\.txt asks"):
        Robots().mind(PAGE, saying(rules))


@pytest.mark.parametrize(
    "rules",
    [
        "",
        "User-agent: *\nDisallow:",
        "User-agent: *\nDisallow: /\n\nUser-agent: Ibid\nAllow: /",
        "User-agent: Other\nDisallow: /",
        "User-agent: *\nDisallow: /\nAllow: /reports/",
        "<!DOCTYPE html><p>Not found",
        "\x00\xff: \n" * 1000,
    ],
)
def test_pages_that_rules_allow(rules: str) -> None:
    assert Robots().mind(PAGE, saying(rules)) == 0


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (204, True), (500, False), (429, False)])
def test_where_there_are_no_rules_all_is_allowed_and_while_the_server_is_in_trouble_nothing(
    status: int, allowed: bool
) -> None:
    fetch = saying("User-agent: *\nDisallow: /", status)
    if allowed:
        assert Robots().mind(PAGE, fetch) == 0
    else:
        with pytest.raises(NotFetched, match=f"status {status}"):
            Robots().mind(PAGE, fetch)


@pytest.mark.parametrize(("stated", "pause"), [("2.5", 2.5), ("3600", 60.0), ("-1", 0.0), ("soon", 0.0)])
def test_a_site_may_ask_for_a_pause_of_up_to_a_minute(stated: str, pause: float) -> None:
    assert Robots().mind(PAGE, saying(f"User-agent: *\nCrawl-delay: {stated}")) == pause


def test_the_rules_of_a_site_are_asked_for_once() -> None:
    asked: list[str] = []

    def fetch(url: httpx.URL) -> tuple[int, bytes]:
        asked.append(str(url))
        return 404, b""

    robots = Robots()
    for url in ("http://a.example/x", "http://a.example/y?z=1", "https://a.example/", "http://a.example:8080/"):
        robots.mind(httpx.URL(url), fetch)
    home = "/robots.txt"
    assert asked == [f"http://a.example{home}", f"https://a.example{home}", f"http://a.example:8080{home}"]


def test_turns_at_one_host_keep_their_distance_and_hosts_do_not_wait_for_each_other() -> None:
    turns = Turns()
    assert [round(turns.take("a", 100)) for _ in range(3)] == [0, 100, 200]
    assert turns.take("b", 100) == 0
    assert round(turns.take("a", 7)) == 207
