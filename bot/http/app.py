"""The HTTP service: translates between HTTP and the Library, and does nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.routing import Route

from bot.capacity import Capacity, shared_capacity
from bot.http import opened_by_browsers, problem_details, security_headers
from bot.http.body_limit import BodyLimit
from bot.http.doorkeeper import Doorkeeper
from bot.http.jobs import Jobs
from bot.http.mcp_door import PATH, McpDoor
from bot.http.problem_kinds import OVERLOADED, TOO_MANY, TOO_MANY_AT_ONCE, TOO_SLOW
from bot.http.prometheus import Metrics, MetricsMiddleware
from bot.http.rate_limits import RateLimit, RequestCap
from bot.http.request_deadline import RequestDeadline
from bot.http.request_ids import RequestIds
from bot.http.routes import (
    ask_routes,
    conversation_routes,
    example_routes,
    feedback_routes,
    gap_routes,
    health_routes,
    job_routes,
    metrics_routes,
    openai_routes,
    page_routes,
    problem_routes,
    reply_routes,
    source_routes,
)
from bot.http.shared_limits import SharedLimiter
from bot.http.trace_requests import TracingMiddleware
from bot.keys import Keys
from bot.settings import ServiceSettings
from ingest.web.fetch import Web
from retrieval.library import Library
from retrieval.version import ibid_version

JSON_LIMIT = 1024 * 1024
"""Bytes that a body may have where no file is uploaded."""

_FORM_AROUND_FILE = 64 * 1024
"""Bytes for what a multipart form has around the file."""

_DESCRIPTION = """
Answers from a library of footnoted sources: claim → verbatim quote → the author's footnote → its URL, or a refusal.

Errors are problem details (RFC 9457). Each answer carries an `X-Request-ID`, the caller's own where one is sent.
"""


_NOT_BY_FASTAPI: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""FastAPI's traces have addresses and its logs texts of exceptions; Ibid's own have neither."""


class _App(FastAPI):
    """FastAPI with an OpenAPI document that also has the shape of a problem."""

    def openapi(self) -> dict[str, Any]:
        """Returns FastAPI's OpenAPI document with the shape of a problem added."""
        document = super().openapi()
        document["components"]["schemas"].update(problem_details.schemas())
        return document


def create_app(library: Library, settings: ServiceSettings, capacity: Capacity | None = None) -> FastAPI:
    """Makes the application that serves ``library``; the caller closes the Library.

    ``capacity``: places for questions, where the Discord bot shares them.
    """
    keys, web, metrics = Keys(settings), Web(settings), Metrics()
    shared_places = shared_capacity(settings, capacity)
    door, jobs = McpDoor(library, keys, shared_places), Jobs(library, web, metrics)
    database = settings.database_url.get_secret_value()
    shared = SharedLimiter(database) if database and settings.rate_limit else None
    app = _App(
        lifespan=lambda _app: _running(metrics, door, jobs, shared),
        responses=problem_details.problem_responses(TOO_MANY, TOO_MANY_AT_ONCE, OVERLOADED, TOO_SLOW),
        title="Ibid",
        version=ibid_version(),
        description=_DESCRIPTION.strip(),
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        telemetry=_NOT_BY_FASTAPI,
    )
    app.state.library = library
    app.state.web = web
    app.state.jobs = jobs
    app.state.keys = keys
    app.state.capacity = shared_places
    app.state.metrics = metrics
    problem_details.install(app)
    opened_by_browsers.install(app)
    _wrap(app, settings, keys, shared)
    _route(app, door)
    return app


@asynccontextmanager
async def _running(metrics: Metrics, door: McpDoor, jobs: Jobs, shared: SharedLimiter | None) -> AsyncGenerator[None]:
    """Runs what works in the background while the application serves."""
    watching = asyncio.create_task(metrics.watch_loop())
    try:
        async with door.running():
            with jobs.running():
                yield
    finally:
        watching.cancel()
        if shared is not None:
            shared.close()


def _route(app: FastAPI, door: McpDoor) -> None:
    app.include_router(ask_routes.router)
    app.include_router(source_routes.reading)
    app.include_router(source_routes.shown)
    app.include_router(source_routes.changing)
    app.include_router(job_routes.router)
    app.include_router(conversation_routes.router)
    app.include_router(reply_routes.router)
    app.include_router(openai_routes.router)
    app.router.routes.append(Route(PATH, door))
    app.include_router(feedback_routes.router)
    app.include_router(example_routes.router)
    app.include_router(gap_routes.router)
    app.include_router(metrics_routes.router)
    app.include_router(health_routes.router)
    app.include_router(problem_routes.router)
    app.include_router(page_routes.router)
    app.mount("/page", page_routes.files)


def _wrap(app: FastAPI, settings: ServiceSettings, keys: Keys, shared: SharedLimiter | None) -> None:
    """Adds the middlewares, innermost first: the outermost give each request an id, a span and a count.

    CORS headers are on the answers of all middlewares inside that one; preflight requests count in none of these.
    """
    app.add_middleware(BodyLimit, limit=JSON_LIMIT, larger={"/sources": settings.upload_limit + _FORM_AROUND_FILE})
    most, most_of_one = settings.requests_at_once, settings.requests_at_once_of_one
    app.add_middleware(RequestCap, keys=keys, most=most, most_of_one=most_of_one)
    app.add_middleware(RequestDeadline, seconds=settings.request_seconds, unbounded=frozenset({"/sources"}))
    app.add_middleware(Doorkeeper, keys=keys, settings=settings)
    if settings.rate_limit:
        app.add_middleware(RateLimit, keys=keys, rate=settings.rate_limit, shared=shared)
    security_headers.install(app, settings.cors_origins)
    app.add_middleware(MetricsMiddleware, metrics=app.state.metrics)
    app.add_middleware(TracingMiddleware)
    app.add_middleware(RequestIds)
