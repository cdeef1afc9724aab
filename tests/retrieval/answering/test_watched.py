"""A deadline that holds whatever the other thread waits for."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from retrieval.answering.calling import Breaker, Budget, Call, CallFailed, Limits
from retrieval.answering.chat_models import load_chat_model
from retrieval.answering.watched import watched
from retrieval.settings import Settings
from tests.chat_models import Scripted, Turn, chat_server


def test_items_come_as_they_are_and_so_does_what_goes_wrong() -> None:
    assert list(watched(lambda: iter(range(300)), time.monotonic() + 60)) == [*range(300)]

    def broken() -> Iterator[int]:
        yield 1
        raise KeyError("x")

    items = watched(broken, time.monotonic() + 60)
    assert next(items) == 1
    with pytest.raises(KeyError):
        next(items)


def test_a_stream_that_says_nothing_is_left_at_the_deadline() -> None:
    leave = Event()

    def silent() -> Iterator[int]:
        leave.wait(60)
        yield 1

    with pytest.raises(TimeoutError):
        next(watched(silent, time.monotonic() + 0.1))
    leave.set()


def test_a_stream_that_nobody_takes_from_any_more_is_closed() -> None:
    closed = Event()

    def endless() -> Iterator[int]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    items = watched(endless, time.monotonic() + 60)
    next(items)
    items.close()
    assert closed.wait(30)


def _call(url: str, folder: Path, deadline: float) -> Call:
    stated = {"home": folder, "model": "openai:small", "model_base_url": url, "model_deadline": deadline}
    model = load_chat_model(Settings.model_validate(stated))
    limits = Limits(deadline, 100)
    return Call(model, "openai:small", limits, Breaker(), Budget(folder / "b.json", 0), lambda ts: [1 for _ in ts])


def test_a_server_that_sends_comments_alone_is_waited_for_until_the_deadline(tmp_path: Path) -> None:
    with chat_server(Turn(comments=True)) as server:
        with pytest.raises(CallFailed):
            list(_call(server.url, tmp_path, 0.5).pieces([]))
        for thread in threading.enumerate():
            if thread.name == "watched stream":
                thread.join(30)
                assert not thread.is_alive()


def test_what_a_provider_says_of_a_failure_is_not_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    turn = Turn(status=400, code="context_length_exceeded")
    with chat_server(turn) as server, pytest.raises(CallFailed):
        list(_call(server.url, tmp_path, 5).pieces([]))
    assert "RequestError 400 context_length_exceeded" in caplog.text
    assert "secret detail" not in caplog.text


def test_one_huge_piece_is_measured_before_it_is_given_out(tmp_path: Path) -> None:
    model = Scripted(says=lambda _: "a" * 10**6, size=10**6)
    limits = Limits(60, 100)
    call = Call(model, "scripted", limits, Breaker(), Budget(tmp_path / "b.json", 0), lambda ts: [1 for _ in ts])
    assert len("".join(call.pieces([]))) <= 12 * 100
