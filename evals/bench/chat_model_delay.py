"""``ibid bench model``: the delay between a chat model's sentence and its claim.

A server on loopback speaks OpenAI's protocol and writes, at a steady pace, a sentence from the prompt with its key, and
then a second one. It records when it has sent the last of the first sentence::

    overhead = when the first claim came - when its sentence was complete

The model's own time until then is shown beside it: it is what a user would wait for without Ibid.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import perf_counter, sleep

from pydantic import SecretStr

from evals.bench.bench_parts import BenchFigure, RandomWriter, fill, latencies, own_home
from evals.eval_errors import BenchFailed
from retrieval.events import ClaimEvent, reply_of
from retrieval.library import Library, open_library
from retrieval.settings import Settings

ASKED = 30
"""Number of questions."""
AIM = 50
"""Milliseconds of overhead to aim at."""
_NAME = "openai:scripted"
_PAUSE = 0.01
"""Seconds between two pieces: fast services send a hundred pieces a second."""
_PIECE = re.compile(r"\S+\s*")
_GIVEN = re.compile(r"^\[(?P<key>\w+)\]\s*(?P<words>[A-Z][A-Za-z, ]{30,}\.)$", re.MULTILINE)
"""A plain sentence: random text contains stranger ones, which the splitter of sentences cuts."""


class _Server(ThreadingHTTPServer):
    """Records when it was last asked, and when it had written the first sentence."""

    daemon_threads = True
    asked = 0.0
    complete = 0.0


class _Writing(BaseHTTPRequestHandler):
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride] - it is never another

    def do_POST(self) -> None:
        """Writes two sentences of the request's prompt."""
        self.server.asked = perf_counter()
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        prompt = "\n".join(str(message["content"]) for message in body["messages"])
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for given in list(_GIVEN.finditer(prompt))[:2]:
            sent = 0.0
            for piece in _PIECE.findall(f"{given['words']} [{given['key']}] "):
                self._send({"index": 0, "delta": {"content": piece}, "finish_reason": None})
                sent = perf_counter()
                sleep(_PAUSE)
            self.server.complete = self.server.complete or sent
        self._send({"index": 0, "delta": {}, "finish_reason": "stop"})
        self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, choice: dict[str, object]) -> None:
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name for it
        """Logs nothing."""


def bench_model(settings: Settings, passages: int, seed: Path, asked: int = ASKED) -> Iterator[BenchFigure]:
    """Measures over that many generated ``passages``, in a temporary home; raises ``BenchFailed``."""
    writer = RandomWriter(seed.read_text(encoding="utf-8"))
    with own_home(settings) as own, _serving() as server:
        stated = {
            "model": _NAME,
            "model_base_url": f"http://127.0.0.1:{server.server_port}/v1",
            "model_api_key": SecretStr("none"),
        }
        with open_library(own.model_copy(update=stated)) as library:
            yield BenchFigure("passages", fill(library, passages, writer.sources()), "")
            _first_claim(library, server, "What is there?")
            questions = [writer.sentence().rstrip(".") + "?" for _ in range(asked)]
            measured = [_first_claim(library, server, question) for question in questions]
    yield from latencies("model, first sentence complete", [alone for alone, _ in measured])
    yield from latencies(f"first claim after that (aim {AIM})", [over for _, over in measured])


def _first_claim(library: Library, server: _Server, question: str) -> tuple[float, float]:
    """Returns the milliseconds from the request to the model's first sentence, and from there to the first claim."""
    server.complete = 0.0
    events = library.stream(question, history=())
    if not any(isinstance(event, ClaimEvent) for event in events):
        raise BenchFailed(f"There was no answer to {question!r}.")
    came, asked, complete = perf_counter(), server.asked, server.complete
    *_, last = events
    if reply_of(last).answerer != _NAME:
        raise BenchFailed(f"No sentence that the model wrote about {question!r} passed the gate.")
    return (complete - asked) * 1000, (came - complete) * 1000


@contextmanager
def _serving() -> Generator[_Server]:
    server = _Server(("127.0.0.1", 0), _Writing)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
