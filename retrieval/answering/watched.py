"""What another thread reads, with a deadline that holds whatever that thread waits for.

A provider's stream blocks inside its client: a server that sends comments to keep the connection open, as many do while
they queue, resets every time-out on reading and yields nothing, so that whoever iterates can look at no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from contextvars import copy_context
from queue import Empty, Full, Queue
from threading import Event, Thread
from time import monotonic
from typing import Generic, TypeVar, cast

import httpx

Item = TypeVar("Item")

_AHEAD = 64
"""Items that are read ahead of whoever takes them."""
_LOOK_SECONDS = 0.2
"""How often a thread that has somebody to wait for looks whether they are gone."""


def watched(stream: Callable[[], Iterator[Item]], until: float) -> Generator[Item]:
    """The items of ``stream()``, read by a thread of its own.

    ``until``: when they must have ended, by ``monotonic()``. The thread is left behind where it cannot be reached: it
    ends with what it waits for, and keeps no process from ending. Raises ``TimeoutError``, and what the stream raises.
    """
    reading = _Reading(stream)
    Thread(target=copy_context().run, args=(reading.run,), name="watched stream", daemon=True).start()
    try:
        yield from reading.items(until)
    finally:
        reading.left.set()


class _Reading(Generic[Item]):
    """One stream between the thread that reads it and the one that takes its items."""

    def __init__(self, stream: Callable[[], Iterator[Item]]) -> None:
        self._stream = stream
        self._queue: Queue[tuple[str, Item | BaseException | None]] = Queue(_AHEAD)
        self.left = Event()

    def run(self) -> None:
        """Reads until the end, or until nobody takes anything any more."""
        try:
            with closing(_each(self._stream)) as items:
                for item in items:
                    if not self._put("item", item):
                        return
            self._put("end", None)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised where the items are taken
            self._put("error", error)

    def items(self, until: float) -> Generator[Item]:
        """The items, as they come."""
        while True:
            try:
                kind, item = self._queue.get(timeout=max(0.0, until - monotonic()))
            except Empty:
                raise TimeoutError("the deadline has passed") from None
            if kind == "item":
                yield cast("Item", item)
            elif isinstance(item, BaseException):
                raise item
            else:
                return

    def _put(self, kind: str, item: Item | BaseException | None) -> bool:
        """Hands something over; False where nobody is there to take it."""
        while not self.left.is_set():
            try:
                self._queue.put((kind, item), timeout=_LOOK_SECONDS)
            except Full:
                continue
            return True
        return False


def _each(stream: Callable[[], Iterator[Item]]) -> Generator[Item]:
    """The items, from something that can be closed whatever ``stream()`` is."""
    yield from stream()


def deadline_hook(seconds: float) -> Callable[[httpx.Response], None]:
    """An event hook for responses of an ``httpx.Client``: no body is read for longer than ``seconds``.

    A time-out on reading starts anew with each byte, and a thread that reads such a body would never end.
    """

    def bound(response: httpx.Response) -> None:
        stream = response.stream
        if isinstance(stream, httpx.SyncByteStream):
            response.stream = _BoundedStream(stream, monotonic() + seconds)

    return bound


class _BoundedStream(httpx.SyncByteStream):
    """A body that ends with an error where it is still coming at ``until``."""

    def __init__(self, stream: httpx.SyncByteStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            if monotonic() > self._until:
                raise httpx.ReadTimeout("the deadline has passed")
            yield piece

    def close(self) -> None:
        self._stream.close()
