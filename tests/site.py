"""A web site on this machine whose pages do as they are told."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from bot.settings import ServiceSettings

PAGE = "<!DOCTYPE html><title>Missions</title><h1>Missions</h1><p>In 2023 the number of missions fell to 46.</p>"


@dataclass(frozen=True)
class Page:
    """What a path answers. ``body`` comes in pieces, each sent at once, with ``seconds`` between them."""

    body: str | bytes | Iterable[bytes] = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})
    seconds: float = 0.0
    sized: bool = True


Answers = Page | Callable[[Message], Page]
"""A page, or what makes one of the request's headers."""


def to(url: str, status: int = 302) -> Page:
    """A redirect."""
    return Page(status=status, headers={"Location": url})


@dataclass
class Site:
    """Pages by their path, and what was asked for: each path with the headers of the request."""

    pages: dict[str, Answers] = field(default_factory=dict[str, Answers])
    asked: list[tuple[str, Message]] = field(default_factory=list[tuple[str, Message]])
    port: int = 0

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, robots.txt apart."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def running(site: Site, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Generator[Site]:
    """Serves ``site`` on a free port, over TLS where a context is given."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, self.headers))
            page = site.pages.get(self.path, Page(status=404))
            _send(self, page if isinstance(page, Page) else page(self.headers))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - so http.server has it
            """Tests say nothing."""

    with ThreadingHTTPServer((host, 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        site.port = server.server_address[1]
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def _send(handler: BaseHTTPRequestHandler, page: Page) -> None:
    body = page.body.encode() if isinstance(page.body, str) else page.body
    handler.send_response(page.status)
    for key, value in page.headers.items():
        handler.send_header(key, value)
    if isinstance(body, bytes) and page.sized:
        handler.send_header("Content-Length", str(len(body)))
    try:
        handler.end_headers()
        for piece in [body] if isinstance(body, bytes) else body:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(page.seconds)
    except OSError:  # whoever asked has heard enough
        handler.close_connection = True


def settings(**stated: object) -> ServiceSettings:
    """ServiceSettings that allow this machine, and no pauses."""
    return ServiceSettings.model_validate({"allow_private_addresses": True, "fetch_pause_seconds": 0, **stated})
