"""What a collector is told of an answer: a real one on loopback, told by a real ``ibid serve``."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc
import httpx
import pytest
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as messages
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as services
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span

from retrieval.library import Library
from tests.chat_models import Turn, chat_server, key_of
from tests.processes import running, said

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the server is told to stop by a signal")
TRACE, CALLER = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
ASK = "How many diplomatic missions does North Korea have left?"
SERVE = """
import logging, sys
from bot.http import trace_requests
from bot.serve import serve
from bot.settings import load_service_settings
trace_requests.set_up()
logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
serve(load_service_settings())
"""


class Collector(services.TraceServiceServicer):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[ResourceSpans] = []

    def Export(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name for it
        """Takes spans."""
        del context
        self.told += request.resource_spans
        return messages.ExportTraceServiceResponse()

    @property
    def spans(self) -> dict[str, Span]:
        """The spans by their names."""
        return {span.name: span for message in self.told for scope in message.scope_spans for span in scope.spans}


@contextmanager
def collecting() -> Generator[tuple[Collector, str]]:
    """A collector, and its address."""
    collector, server = Collector(), grpc.server(ThreadPoolExecutor(2))
    services.add_TraceServiceServicer_to_server(collector, server)  # pyright: ignore[reportUnknownMemberType]
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield collector, f"http://127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


def test_a_trace_goes_from_the_caller_to_the_chat_model(
    corpus_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = Turn(lambda prompt: f"The missions went down to 46 [{key_of(prompt, 'down to 46')}]. It is so [a1].")
    with collecting() as (collector, address), chat_server(writes) as model:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
        monkeypatch.setenv("IBID_MODEL", "openai:scripted")
        monkeypatch.setenv("IBID_MODEL_BASE_URL", model.url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        reply = _asked_in_a_process_of_its_own(corpus_library, monkeypatch)
    spans = collector.spans
    assert {span.trace_id.hex() for span in spans.values()} == {TRACE}
    assert _parents(spans) == {
        "POST /ask": CALLER,
        "ask": "POST /ask",
        "search": "ask",
        "embed": "search",
        "chat openai:scripted": "ask",
        "check": "ask",
    }
    assert spans["POST /ask"].parent_span_id.hex() == CALLER
    told = {name: {attribute.key: attribute.value for attribute in span.attributes} for name, span in spans.items()}
    assert {message["ibid.request_id"].string_value for message in told.values()} == {"mine-1"}
    assert told["ask"]["ibid.reply_id"].string_value == reply.json()["id"]
    assert told["ask"]["gen_ai.usage.input_tokens"].int_value == 100
    assert told["POST /ask"]["http.response.status_code"].int_value == 200
    resource = {attribute.key: attribute.value.string_value for attribute in collector.told[0].resource.attributes}
    assert (resource["service.name"], resource["deployment.environment.name"]) == ("ibid", "test")
    assert "missions" not in str(collector.told)


def _asked_in_a_process_of_its_own(library: Library, monkeypatch: pytest.MonkeyPatch) -> httpx.Response:
    """What a caller with a trace gets, who is served until then and not a moment longer."""
    monkeypatch.setenv("IBID_HOME", str(library.settings.home))
    monkeypatch.setenv("IBID_PORT", "0")
    with running(SERVE) as server:
        line = said(server)
        while "listening" not in line:
            line = said(server)
        port = line.split("port=")[1].split()[0]
        headers = {"traceparent": f"00-{TRACE}-{CALLER}-01", "X-Request-ID": "mine-1"}
        reply = httpx.post(f"http://127.0.0.1:{port}/ask", json={"question": ASK}, headers=headers, timeout=60)
        server.terminate()
        server.communicate(timeout=30)
    return reply


def _parents(spans: Mapping[str, Span]) -> dict[str, str]:
    """Of each span the name of the one it is a part of, or the caller."""
    names = {span.span_id: name for name, span in spans.items()}
    return {name: names.get(span.parent_span_id, CALLER) for name, span in spans.items()}


def test_nothing_is_sent_where_no_collector_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    with running("""
        from opentelemetry import trace
        from bot.http import trace_requests
        from retrieval.tracing import TRACER
        trace_requests.set_up()
        print(type(trace.get_tracer_provider()).__name__, TRACER.start_span("ask").is_recording())
    """) as process:
        assert said(process) == "ProxyTracerProvider False"
