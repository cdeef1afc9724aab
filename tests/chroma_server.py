"""A real Chroma server, and something that stands before it and makes it slow, failing, or gone."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import httpx


class Mood(Enum):
    """How the server seems to be."""

    WELL = "well"
    SLOW = "slow"
    FAILING = "failing"
    GARBLED = "garbled"
    HANGING_UP = "hanging up"


@dataclass
class Chroma:
    """A server that can be killed and started again on what it kept."""

    folder: Path
    port: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if not self.port:
            with socket.create_server(("127.0.0.1", 0)) as free:
                self.port = free.getsockname()[1]
        program = Path(sys.executable).parent / "chroma"
        command = [program, "run", "--host", "127.0.0.1", "--port", str(self.port), "--path", self.folder]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/api/v2/heartbeat", timeout=2).is_success:
                    return
            time.sleep(0.1)
        raise AssertionError("Chroma did not start")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def chroma(folder: Path) -> Generator[Chroma]:
    server = Chroma(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


class Before:
    """Stands before a server. ``mood`` may be changed at any time; ``url`` is what clients are told."""

    def __init__(self, server: Chroma) -> None:
        self.mood = Mood.WELL
        self._enough = Event()
        self._client = httpx.Client(base_url=server.url, timeout=60)
        self._front = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = Thread(target=self._front.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._front.server_address[1]}"

    def close(self) -> None:
        self._enough.set()
        self._front.shutdown()
        self._thread.join()
        self._front.server_close()
        self._client.close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        before = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                match before.mood:
                    case Mood.WELL:
                        kept = {key: value for key, value in self.headers.items() if key.lower() != "host"}
                        found = before._client.request(self.command, self.path, content=body, headers=kept)
                        self._answer(found.status_code, found.content)
                    case Mood.SLOW:
                        before._enough.wait(30)
                        self.close_connection = True
                    case Mood.FAILING:
                        self._answer(500, b'{"error": "InternalError", "message": "no space left on device"}')
                    case Mood.GARBLED:
                        self._answer(200, b"<html>It works!</html>")
                    case Mood.HANGING_UP:
                        self.close_connection = True

            def _answer(self, status: int, body: bytes) -> None:
                with suppress(ConnectionError):
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_DELETE = _pass  # noqa: N815 - the names that the base class looks for

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name for it
                pass

        return Handler
