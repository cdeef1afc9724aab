"""Connections that say little: nobody holds one for long, and there is always room for another."""

from __future__ import annotations

import socket
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from threading import Thread

import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from bot.http import bounded_protocol
from bot.http.bounded_protocol import BoundedProtocol

REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


@contextmanager
def _served() -> Generator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app = PlainTextResponse("well")
        server = uvicorn.Server(uvicorn.Config(app, http=BoundedProtocol, ws="none", lifespan="off", log_config=None))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield listening.getsockname()
        finally:
            server.should_exit = True
            thread.join()


def _ended(connection: socket.socket) -> bool:
    """Whether the server closes the connection without a word."""
    try:
        return connection.recv(100) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nX", REQUEST + b"GET / HT"])
def test_headers_that_stay_away_end_the_connection(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    monkeypatch.setattr(bounded_protocol, "HEADERS_SECONDS", 0.2)
    with _served() as address, socket.create_connection(address, 20) as connection:
        connection.sendall(said)
        if said.startswith(REQUEST):
            assert b"well" in connection.recv(1000)
        assert _ended(connection)


def test_headers_without_end_end_the_connection() -> None:
    with _served() as address, socket.create_connection(address, 20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000)
        assert _ended(connection)


def test_who_waits_longest_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedProtocol, "most_connections", 3)
    with _served() as address, ExitStack() as held:
        held_open = [held.enter_context(socket.create_connection(address, 20)) for _ in range(3)]
        for connection in held_open:
            connection.sendall(b"GET / HTTP/1.1\r\nX")
        with socket.create_connection(address, 20) as another:
            another.sendall(REQUEST)
            assert b"well" in another.recv(1000)
        assert _ended(held_open[0])
