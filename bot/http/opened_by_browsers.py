"""Addresses of the interface that somebody opens in a browser: they lead to the web page."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response

from bot.http.page_links import source_address


class ShownOnThePage(Exception):
    """A browser asks for what the page at ``address`` shows. Raised before a key is asked for: the page does that."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def opens_a_source(request: HTTPConnection) -> bool:
    """Whether a browser opens the address of a source; programs ask for JSON, or name no kind at all."""
    accepted = request.headers.get("accept", "").lower()
    is_read = request.scope["method"] == "GET" and request.scope["path"].startswith("/sources/")
    return is_read and "text/html" in accepted and "application/json" not in accepted


async def to_the_page(request: Request) -> None:
    """Sends a browser that opens a source on to the page."""
    if opens_a_source(request):
        raise ShownOnThePage(source_address(str(request.base_url), request.path_params["source_id"]))


def install(app: FastAPI) -> None:
    """Makes ``app`` answer ``ShownOnThePage`` with a redirect."""
    app.add_exception_handler(ShownOnThePage, _redirect)


async def _redirect(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ShownOnThePage)  # noqa: S101 - Starlette hands over what it was registered for
    return RedirectResponse(error.address, 303, {"Vary": "Accept"})
