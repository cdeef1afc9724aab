"""The HTTP door: translates between HTTP and the Library, and does nothing else."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI

from bot import problems
from bot.body_limit import BodyLimit
from bot.keys import Keys
from bot.request_ids import RequestIds
from bot.routes import asking, health, sources
from retrieval.library import Library

JSON_LIMIT = 1024 * 1024
"""Bytes that a body may have where no file is uploaded."""

_FORM_AROUND_FILE = 64 * 1024
"""Bytes for what a multipart form has around the file."""

_DESCRIPTION = """
Answers from a library of footnoted sources: claim → verbatim quote → the author's footnote → its URL, or a refusal.

Errors are problem details (RFC 9457). Each answer carries an `X-Request-ID`, the caller's own where one is sent.
"""


class _App(FastAPI):
    """FastAPI, whose description also has the shapes that it cannot know of."""

    def openapi(self) -> dict[str, Any]:
        """The description, as FastAPI makes it, with the shape of a problem."""
        document = super().openapi()
        document["components"]["schemas"].update(problems.schemas())
        return document


def create_app(library: Library) -> FastAPI:
    """The application that serves ``library``; whoever opened it closes it."""
    app = _App(
        title="Ibid",
        version=_version(),
        description=_DESCRIPTION.strip(),
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
    )
    app.state.library = library
    app.state.keys = Keys.of(library.settings)
    problems.install(app)
    app.add_middleware(
        BodyLimit, limit=JSON_LIMIT, larger={"/sources": library.settings.upload_limit + _FORM_AROUND_FILE}
    )
    app.add_middleware(RequestIds)
    app.include_router(asking.router)
    app.include_router(sources.reading)
    app.include_router(sources.changing)
    app.include_router(health.router)
    return app


def _version() -> str:
    try:
        return version("ibid")
    except PackageNotFoundError:
        return "0"
