"""Traces: sent to the collector that OpenTelemetry's own variables name, and joined to those that callers began."""

from __future__ import annotations

import os

from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import logs
from retrieval.tracing import step
from retrieval.version import ibid_version

COLLECTOR = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""Where spans go, by gRPC; nothing is sent anywhere where neither is set."""
_REQUEST_ID = "ibid.request_id"


def set_up() -> None:
    """Has this process send its spans to the collector that its environment names, if it does."""
    if not any(os.environ.get(name) for name in COLLECTOR):
        return
    named = {SERVICE_NAME: os.environ.get("OTEL_SERVICE_NAME", "ibid"), SERVICE_VERSION: ibid_version()}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(_RequestIds())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


class _RequestIds(SpanProcessor):
    """Notes on each span the request that the log knows it by, whatever the door."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Called by the SDK as a span begins."""
        del parent_context
        if name := logs.request_id():
            span.set_attribute(_REQUEST_ID, name)


class TracingMiddleware:
    """A span for each request, within the trace that its caller began where there is one (W3C ``traceparent``).

    What FastAPI would trace by itself has whole addresses, and who has the address of a conversation can read it: here
    it is the template of the route alone.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method: str = scope["method"]
        begun = propagate.extract(Headers(scope=scope))
        with step(method, begun, trace.SpanKind.SERVER) as span:

            async def send_and_look(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                await send(message)

            await self._app(scope, receive, send_and_look)
            if route := getattr(scope.get("route"), "path", ""):
                span.update_name(f"{method} {route}")
                span.set_attributes({"http.request.method": method, "http.route": route})
