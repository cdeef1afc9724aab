"""Connections that lead where they may, and end when their time is up.

A name is looked up once, the addresses found are checked, and the connection goes to the very one that was checked: a
name that means another machine the next time (DNS rebinding) gains nothing. TLS still asks for the name's certificate.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable
from concurrent.futures import Future
from threading import Thread
from typing import Any

import httpcore

from ingest.ingest_errors import AddressRefused, NotFetched
from ingest.web.addresses import is_public


class Deadline:
    """The time that fetching one page may take in all. However slowly bytes drip in, it is not extended."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends = time.monotonic() + seconds

    def within(self, timeout: float | None) -> float:
        """``timeout``, or what is left where that is less; raises ``NotFetched`` where nothing is left."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise NotFetched(f"Fetching took longer than {self._seconds:g} seconds; IBID_FETCH_SECONDS allows no more.")
        return left if timeout is None else min(timeout, left)

    def pause(self, seconds: float) -> None:
        """Waits out of courtesy, which is not counted."""
        time.sleep(seconds)
        self._ends += seconds


class CheckedBackend(httpcore.NetworkBackend):
    """Opens connections for httpcore, to checked addresses and within the deadline."""

    def __init__(self, deadline: Deadline, *, allow_private: bool) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of ``host`` that takes one."""
        failure: Exception = httpcore.ConnectError()
        for address in self._checked(host, port):
            try:
                within = self._deadline.within(timeout)
                stream = self._backend.connect_tcp(address, port, within, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure

    def _checked(self, host: str, port: int) -> list[str]:
        try:
            found = _looked_up(host, port, self._deadline.within(None))
        except TimeoutError:
            raise NotFetched(f"The name {host} was not found in time. Is there a network?") from None
        except socket.gaierror as error:
            if error.errno == socket.EAI_NONAME:
                raise NotFetched(f"There is no server called {host}, or no network.") from None
            raise NotFetched(f"The name {host} cannot be looked up now. Is there a network?") from None
        except (UnicodeError, OverflowError):
            raise AddressRefused(f"{host}:{port} is no server's name.") from None
        addresses = list(dict.fromkeys(found))
        allowed = [address for address in addresses if self._allow_private or is_public(address)]
        if not allowed:
            raise AddressRefused(
                f"{host} is this machine or in a private network. "
                "To fetch from there, set IBID_ALLOW_PRIVATE_ADDRESSES=true."
            )
        return allowed


def _looked_up(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of ``host``. The system's own look-up knows no time limit: past it, its thread is left behind."""
    found = Future[list[str]]()

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError, OverflowError) as error:
            found.set_exception(error)
        else:
            found.set_result([str(answer[4][0]) for answer in answers])

    Thread(target=look_up, name="look-up", daemon=True).start()
    return found.result(seconds)


class _TimedStream(httpcore.NetworkStream):
    """A connection that ends with its deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.within(timeout))
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLError):
                raise NotFetched(f"{server_hostname} has no certificate that can be trusted.") from None
            raise
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
