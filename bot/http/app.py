"""The HTTP door: translates between HTTP and the Library, and does nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.routing import Route

from bot.capacity import Capacity, shared_capacity
from bot.http import problem_details as problems
from bot.http import security_headers as headers
from bot.http.body_limit import BodyLimit
from bot.http.doorkeeper import Doorkeeper
from bot.http.jobs import Jobs
from bot.http.mcp_door import PATH, McpDoor
from bot.http.problem_kinds import OVERLOADED, TOO_MANY, TOO_MANY_AT_ONCE, TOO_SLOW
from bot.http.prometheus import Metrics, MetricsMiddleware
from bot.http.rate_limits import RateLimit, RequestCap
from bot.http.request_deadline import RequestDeadline
from bot.http.request_ids import RequestIds
from bot.http.routes import ask_routes as asking
from bot.http.routes import conversation_routes as conversations
from bot.http.routes import feedback_routes as feedback
from bot.http.routes import health_routes as health
from bot.http.routes import job_routes as jobs_route
from bot.http.routes import metrics_routes as metrics
from bot.http.routes import openai_routes as openai
from bot.http.routes import page_routes as page
from bot.http.routes import problem_routes
from bot.http.routes import reply_routes as replies
from bot.http.routes import source_routes as sources
from bot.http.shared_limits import SharedLimiter
from bot.http.trace_requests import Traces
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
"""Its traces have addresses, its logs what exceptions say; ours (``tracing``, ``metrics``, ``logs``) have neither."""


class _App(FastAPI):
    """FastAPI, whose description also has the shapes that it cannot know of."""

    def openapi(self) -> dict[str, Any]:
        """The description, as FastAPI makes it, with the shape of a problem."""
        document = super().openapi()
        document["components"]["schemas"].update(problems.schemas())
        return document


def create_app(library: Library, settings: ServiceSettings, capacity: Capacity | None = None) -> FastAPI:
    """The application that serves ``library``; whoever opened it closes it.

    ``capacity``: places for questions, where others take of them too.
    """
    keys, web, metrics_ = Keys(settings), Web(settings), Metrics()
    shared_places = shared_capacity(settings, capacity)
    door, jobs = McpDoor(library, keys, shared_places), Jobs(library, web, metrics_)
    database = settings.database_url.get_secret_value()
    shared = SharedLimiter(database) if database and settings.rate_limit else None
    app = _App(
        lifespan=lambda _app: _running(metrics_, door, jobs, shared),
        responses=problems.problem_responses(TOO_MANY, TOO_MANY_AT_ONCE, OVERLOADED, TOO_SLOW),
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
    app.state.metrics = metrics_
    problems.install(app)
    _wrap(app, settings, keys, shared)
    _route(app, door)
    return app


@asynccontextmanager
async def _running(metrics_: Metrics, door: McpDoor, jobs: Jobs, shared: SharedLimiter | None) -> AsyncGenerator[None]:
    """What goes on for as long as the application serves."""
    watching = asyncio.create_task(metrics_.watch_loop())
    try:
        async with door.running():
            with jobs.running():
                yield
    finally:
        watching.cancel()
        if shared is not None:
            shared.close()


def _route(app: FastAPI, door: McpDoor) -> None:
    app.include_router(asking.router)
    app.include_router(sources.reading)
    app.include_router(sources.changing)
    app.include_router(jobs_route.router)
    app.include_router(conversations.router)
    app.include_router(replies.router)
    app.include_router(openai.router)
    app.router.routes.append(Route(PATH, door))
    app.include_router(feedback.router)
    app.include_router(metrics.router)
    app.include_router(health.router)
    app.include_router(problem_routes.router)
    app.include_router(page.router)
    app.mount("/page", page.files)


def _wrap(app: FastAPI, settings: ServiceSettings, keys: Keys, shared: SharedLimiter | None) -> None:
    """The layers around the routes, from the innermost: who comes through the last is counted, and gets an id.

    Browsers' headers are on the answers of all layers inside them; what a browser asks beforehand counts in none.
    """
    app.add_middleware(BodyLimit, limit=JSON_LIMIT, larger={"/sources": settings.upload_limit + _FORM_AROUND_FILE})
    most, most_of_one = settings.requests_at_once, settings.requests_at_once_of_one
    app.add_middleware(RequestCap, keys=keys, most=most, most_of_one=most_of_one)
    app.add_middleware(RequestDeadline, seconds=settings.request_seconds, unbounded=frozenset({"/sources"}))
    app.add_middleware(Doorkeeper, keys=keys, settings=settings)
    if settings.rate_limit:
        app.add_middleware(RateLimit, keys=keys, rate=settings.rate_limit, shared=shared)
    headers.install(app, settings.cors_origins)
    app.add_middleware(MetricsMiddleware, metrics=app.state.metrics)
    app.add_middleware(Traces)
    app.add_middleware(RequestIds)
