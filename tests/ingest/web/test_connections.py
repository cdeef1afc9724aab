"""Connections lead to the addresses that were checked, whatever a name means the next time, and end in time."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import httpcore
import pytest

from ingest.ingest_errors import AddressRefused, NotFetched
from ingest.web.connections import CheckedBackend, Deadline

Found = list[tuple[Any, ...]]


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """Something that takes connections on this machine, and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def backend(seconds: float = 30, *, allow_private: bool = False) -> CheckedBackend:
    return CheckedBackend(Deadline(seconds), allow_private=allow_private)


def resolver(*answers: list[str]) -> Callable[..., Found]:
    """A resolver that knows one name, and answers something else each time."""
    waiting = iter(answers)

    def getaddrinfo(host: str, port: int, **_: object) -> Found:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (item, port)) for item in next(waiting)]

    return getaddrinfo


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "::1", "::ffff:127.0.0.1", "0x7f.1", "2130706433", "127.1", "0"]
)
def test_this_machine_is_refused_however_it_is_called(listening: socket.socket, host: str) -> None:
    with pytest.raises(AddressRefused, match="IBID_ALLOW_PRIVATE_ADDRESSES=true"):
        backend().connect_tcp(host, listening.getsockname()[1])


def test_this_machine_is_connected_to_where_that_is_allowed(listening: socket.socket) -> None:
    stream = backend(allow_private=True).connect_tcp("localhost", listening.getsockname()[1])
    assert stream.get_extra_info("server_addr")[:2] == listening.getsockname()
    stream.close()


def test_a_name_that_means_another_machine_the_next_time_gains_nothing(
    listening: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[str] = []

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        went.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolver(["203.0.114.7"], ["127.0.0.1"]))
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(httpcore.ConnectError):
        backend().connect_tcp("rebound.example", 80)
    assert went == ["203.0.114.7"]
    with pytest.raises(AddressRefused, match=r"rebound\.example"):
        backend().connect_tcp("rebound.example", 80)


def test_of_several_addresses_only_public_ones_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[str] = []

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        went.append(address[0])
        raise TimeoutError

    monkeypatch.setattr(socket, "getaddrinfo", resolver(["10.0.0.1", "8.8.8.8", "127.0.0.1", "9.9.9.9", "8.8.8.8"]))
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(httpcore.ConnectTimeout):
        backend().connect_tcp("several.example", 80)
    assert went == ["8.8.8.8", "9.9.9.9"]


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (socket.gaierror(socket.EAI_NONAME, "?"), r"There is no server called a\.example, or no network\."),
        (socket.gaierror(socket.EAI_AGAIN, "?"), r"a\.example cannot be looked up now\. Is there a network\?"),
        (UnicodeError("label too long"), r"a\.example:80 is no server's name\."),
    ],
)
def test_names_that_lead_nowhere(error: Exception, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_: object, **__: object) -> Found:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(NotFetched, match=says):
        backend().connect_tcp("a.example", 80)


def test_a_connection_ends_with_its_deadline(listening: socket.socket) -> None:
    stream = backend(0.2, allow_private=True).connect_tcp("127.0.0.1", listening.getsockname()[1])
    with pytest.raises(httpcore.ReadTimeout):
        stream.read(1, timeout=60)
    with pytest.raises(NotFetched, match=r"longer than 0\.2 seconds"):
        stream.read(1, timeout=60)
    stream.close()


def test_pauses_are_not_counted() -> None:
    deadline = Deadline(60)
    before = deadline.within(None)
    deadline.pause(0.3)
    assert deadline.within(None) > before - 0.3
    assert deadline.within(1) == 1


def test_a_look_up_that_takes_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = Event()

    def getaddrinfo(*_: object, **__: object) -> Found:
        answered.wait(30)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(NotFetched, match=r"a\.example was not found in time"):
        CheckedBackend(Deadline(0.05), allow_private=False).connect_tcp("a.example", 80)
    answered.set()
