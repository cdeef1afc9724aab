"""What Prometheus may know: requests, replies, and how long they took. Each application counts for itself.

The dashboard in ``deploy/grafana/`` is made of these.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retrieval.events import Event, ReplyEvent
from retrieval.reply import Refusal, Reply

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

_WATCH_SECONDS = 0.1

_UNLOGGED = ("/health/", "/metrics")
"""Who watches asks every few seconds; that is no news."""

logger = logging.getLogger(__name__)


class Metrics:
    """The metrics of an application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "ibid_requests", "Requests by route and status", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "ibid_request_seconds", "Seconds a request took", ("route",), buckets=_SECONDS, registry=self._registry
        )
        self._replies = Counter(
            "ibid_replies",
            "Replies by status, reason and answerer",
            ("status", "reason", "answerer"),
            registry=self._registry,
        )
        self._steps = Histogram(
            "ibid_step_seconds", "Seconds a step of a reply took", ("step",), buckets=_SECONDS, registry=self._registry
        )
        self._dropped = Counter(
            "ibid_dropped_claims",
            "Sentences of a chat model that the sources do not support",
            registry=self._registry,
        )
        self._tokens = Counter(
            "ibid_model_tokens", "Tokens of the chat model", ("model", "direction"), registry=self._registry
        )
        self._cost = Counter(
            "ibid_model_cost_dollars", "What the chat model cost, where known", ("model",), registry=self._registry
        )
        self._ingested = Counter(
            "ibid_ingested", "Sources sent to this process, by what became of them", ("state",), registry=self._registry
        )
        self._late = Histogram(
            "ibid_loop_late_seconds",
            "Seconds by which the event loop is late: how long something held it up",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._held = Gauge("ibid_library", "What the library holds", ("what",), registry=self._registry)
        self._gaps = Gauge(
            "ibid_gaps",
            "Questions kept that were refused, and replies that were disliked",
            ("kind",),
            registry=self._registry,
        )
        self.under_way = Gauge("ibid_requests_under_way", "Requests being answered", registry=self._registry)
        ProcessCollector(registry=self._registry)

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts and logs a request that is done, under its route: an address may hold what is nobody's business."""
        method = method if method in _METHODS else "other"
        if not route.startswith(_UNLOGGED):
            logger.info("answered method=%s route=%s status=%d ms=%.0f", method, route, status, seconds * 1000)
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def watched(self, events: Iterator[Event]) -> Iterator[Event]:
        """The same events; the Reply among them is counted."""
        for event in events:
            if isinstance(event, ReplyEvent):
                self.replied(event.reply)
            yield event

    def replied(self, reply: Reply) -> None:
        """Counts a Reply, and what it cost."""
        reason = reply.reason.value if isinstance(reply, Refusal) else ""
        self._replies.labels("refused" if reason else "answered", reason, reply.answerer).inc()
        self._dropped.inc(reply.dropped)
        for name, milliseconds in reply.timings_ms.items():
            self._steps.labels(name).observe(milliseconds / 1000)
        if reply.usage is not None:
            self._tokens.labels(reply.usage.model, "read").inc(reply.usage.input_tokens)
            self._tokens.labels(reply.usage.model, "written").inc(reply.usage.output_tokens)
            self._cost.labels(reply.usage.model).inc(reply.usage.cost or 0.0)

    def ingested(self, state: str) -> None:
        """Counts what became of a file or page that was sent."""
        self._ingested.labels(state).inc()

    async def watch_loop(self) -> None:
        """Notes ten times a second by how much the event loop is late, until it is cancelled."""
        while True:
            due = perf_counter() + _WATCH_SECONDS
            await asyncio.sleep(_WATCH_SECONDS)
            self._late.observe(max(perf_counter() - due, 0))

    def watch_queue(self, waiting: Callable[[], int]) -> None:
        """Also tells how many questions wait for a place."""
        Gauge("ibid_waiting", "Questions that wait for a place", registry=self._registry).set_function(waiting)

    def watch(self, collector: Collector) -> None:
        """Also tells what ``collector`` knows."""
        self._registry.register(collector)

    def exposition(self, held: dict[str, int], gaps: dict[str, int] | None = None) -> bytes:
        """Everything, in Prometheus' text format; ``held``: what the Library has of what, ``gaps``: what it lacks."""
        for kind, count in (gaps or {}).items():
            self._gaps.labels(kind).set(count)
        for what, count in held.items():
            self._held.labels(what).set(count)
        return generate_latest(self._registry)


class MetricsMiddleware:
    """Counts each request under the template of its route, so that ids do not make a line each."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = perf_counter(), 500

        async def send_and_look(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with self._metrics.under_way.track_inprogress():
            try:
                await self._app(scope, receive, send_and_look)
            finally:
                route = getattr(scope.get("route"), "path", "none")
                self._metrics.requested(scope["method"], route, status, perf_counter() - started)
