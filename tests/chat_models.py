# ruff: noqa: ARG002
"""Chat models that say what they are told to: one in process, and a server that speaks OpenAI's protocol."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

Says = Callable[[str], str]
"""Takes the prompt, gives what the model writes."""


def key_of(prompt: str, words: str) -> str:
    """The key of the sentence in the prompt that holds ``words``."""
    line = next(line for line in prompt.splitlines() if line.startswith("[") and words in line)
    return line[1 : line.index("]")]


class Scripted(BaseChatModel):
    """Says what ``says`` makes of the prompt, in pieces of ``size`` characters; keeps the prompts."""

    says: Says
    size: int = 5
    prompts: list[str] = []  # noqa: RUF012 - pydantic copies it

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.says(self._prompt(messages))))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> Iterator[ChatGenerationChunk]:
        written = self.says(self._prompt(messages))
        for at in range(0, len(written), self.size):
            yield ChatGenerationChunk(message=AIMessageChunk(content=written[at : at + self.size]))

    def _prompt(self, messages: Sequence[BaseMessage]) -> str:
        self.prompts.append("\n".join(str(message.content) for message in messages))
        return self.prompts[-1]


@dataclass
class Turn:
    """What the server does with one request: a status, or an answer in pieces, or something worse."""

    says: Says = lambda _: ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    code: str = "x"
    cut_after: int | None = None
    endless: bool = False
    comments: bool = False
    deltas: Sequence[dict[str, Any]] = ()
    raw: bytes | None = None
    pause: float = 0.0


class ChatServer:
    """Speaks OpenAI's chat completions, streamed. Takes ``turns`` in order, the last one for good."""

    def __init__(self, *turns: Turn) -> None:
        self.turns = list(turns)
        self.requests: list[dict[str, Any]] = []
        self.url = ""

    def next_turn(self, body: dict[str, Any]) -> Turn:
        """What to do with a request, which is kept."""
        self.requests.append(body)
        return self.turns.pop(0) if len(self.turns) > 1 else self.turns[0]


class _Listening(ThreadingHTTPServer):
    """Listens on a free port of loopback for a ``ChatServer``."""

    daemon_threads = True

    def __init__(self, chat: ChatServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.chat = chat


class _Handler(BaseHTTPRequestHandler):
    server: _Listening  # pyright: ignore[reportIncompatibleVariableOverride] - it is never another

    def do_POST(self) -> None:
        """Answers with the next turn."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with suppress(BrokenPipeError, ConnectionResetError):
            self._answer(self.server.chat.next_turn(body), body)

    def _answer(self, turn: Turn, body: dict[str, Any]) -> None:
        self.send_response(turn.status)
        for name, value in turn.headers.items():
            self.send_header(name, value)
        if turn.status != 200:
            error = json.dumps({"error": {"message": "secret detail", "code": turn.code, "type": "x"}}).encode()
            self.send_header("content-length", str(len(error)))
            self.end_headers()
            self.wfile.write(error)
            return
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        time.sleep(turn.pause)
        if turn.raw is not None:
            self.wfile.write(turn.raw)
            return
        while turn.comments:
            self.wfile.write(b": still in the queue\n\n")
            self.wfile.flush()
            time.sleep(0.05)
        prompt = "\n".join(str(message["content"]) for message in body["messages"])
        self._stream(turn, prompt)

    def _stream(self, turn: Turn, prompt: str) -> None:
        written = turn.says(prompt)
        pieces = [*turn.deltas, *({"content": match} for match in re.findall(r".{1,7}", written, re.DOTALL))]
        for number, delta in enumerate(pieces):
            if turn.cut_after is not None and number >= turn.cut_after:
                self.connection.close()
                return
            self._event({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        while turn.endless:
            self._event({"choices": [{"index": 0, "delta": {"content": "and on and on "}, "finish_reason": None}]})
        self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self._event({"choices": [], "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, event: dict[str, Any]) -> None:
        whole = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", **event}
        self.wfile.write(f"data: {json.dumps(whole)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


@contextmanager
def chat_server(*turns: Turn) -> Generator[ChatServer]:
    """A server on a free port for as long as the block lasts."""
    server = ChatServer(*turns)
    listening = _Listening(server)
    server.url = f"http://127.0.0.1:{listening.server_port}/v1"
    thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
