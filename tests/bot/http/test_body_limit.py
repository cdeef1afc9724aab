"""Bodies that never end."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from bot.http import body_limit
from bot.http.body_limit import BodyLimit
from bot.http.problem_details import AtTheDoor


def _read(messages: list[Message]) -> bytes:
    """What an application reads of a body in these pieces, behind which nothing comes."""
    bodies = list[bytes]()

    async def receive() -> Message:
        if messages:
            return messages.pop(0)
        return await asyncio.Future()

    async def app(scope: Scope, receive: Receive, _send: Send) -> None:
        bodies.append(await Request(scope, receive).body())

    async def send(_message: Message) -> None:
        raise AssertionError

    scope: Scope = {"type": "http", "path": "/ask", "method": "POST", "headers": []}
    asyncio.run(BodyLimit(app, 1000, {})(scope, receive, send))
    return bodies[0]


def _piece(body: bytes, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_that_stays_away_is_waited_for_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "GRACE_SECONDS", 0.05)
    assert _read([_piece(b"ab", True), _piece(b"c", False)]) == b"abc"
    with pytest.raises(AtTheDoor) as refused:
        _read([_piece(b"ab", True)])
    assert refused.value.status_code == 408


def test_a_stated_length_of_any_number_of_digits_is_too_large() -> None:
    async def app(scope: Scope, receive: Receive, _send: Send) -> None:
        await Request(scope, receive).body()

    async def never(*_: object) -> Message:
        raise AssertionError

    headers = [(b"content-length", b"9" * 5000)]
    scope: Scope = {"type": "http", "path": "/ask", "method": "POST", "headers": headers}
    with pytest.raises(AtTheDoor) as refused:
        asyncio.run(BodyLimit(app, 1000, {})(scope, never, never))  # pyright: ignore[reportArgumentType]
    assert refused.value.status_code == 413
