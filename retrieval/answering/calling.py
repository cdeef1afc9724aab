"""Calls to a chat model that may be slow, full, broken or dear: retried within a deadline, and not made at all where
they have been failing or the day's budget is spent.
"""

from __future__ import annotations

import json
import logging
import random
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import cast

import httpx
from filelock import FileLock
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from retrieval.answering.watched import watched
from retrieval.reply import Usage
from retrieval.retry_after import retry_after
from retrieval.token_counts import TokenCounter
from retrieval.tracing import Attributes, traced

logger = logging.getLogger(__name__)

_FAILURES = 5
"""Failures in a row after which the model is left alone for a while."""
_REST_SECONDS = 30.0
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 8.0
_CHARACTERS_PER_TOKEN = 12
"""More than any language has; a model that writes on beyond that is cut off."""
_CODE = re.compile(r"[a-z0-9_.-]{1,40}", re.ASCII | re.IGNORECASE)
"""What a provider's code looks like; anything else could hold words."""
_RETRIED = frozenset((408, 409, 425, 429, 500, 502, 503, 504, 529))


class CallFailed(Exception):
    """The model gave no answer. ``says`` is a sentence for the reader; the cause goes to the log alone."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


class Breaker:
    """Opens after some failures in a row, so that a broken model costs nobody a time-out; tries again after a rest."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the model is being left alone."""
        with self._lock:
            return self._clock() < self._until

    def succeeded(self) -> None:
        """Forgets the failures."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """Counts a failure."""
        with self._lock:
            self._failures += 1
            if self._failures >= _FAILURES:
                self._until = self._clock() + _REST_SECONDS


class Budget:
    """Tokens used today (UTC) by all processes that share ``path``; 0 ``most`` is no limit."""

    def __init__(self, path: Path, most: int) -> None:
        self._path = path
        self._most = most
        self._lock = FileLock(f"{path}.lock")

    @property
    def is_spent(self) -> bool:
        """Whether today's tokens are used up."""
        return bool(self._most) and self._used() >= self._most

    def spend(self, tokens: int) -> None:
        """Counts ``tokens``; nothing is kept where there is no limit."""
        if self._most:
            with self._lock:
                self._path.write_text(json.dumps({"day": _today(), "tokens": self._used() + tokens}), encoding="utf-8")

    def _used(self) -> int:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return 0
        return int(kept["tokens"]) if kept.get("day") == _today() else 0


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for a whole answer, tokens it may have, and US dollars for a million tokens in and out (0: unknown)."""

    deadline: float
    answer_tokens: int
    input_price: float = 0.0
    output_price: float = 0.0


class Call:
    """One answer of a chat model, streamed; ``usage`` is known when the stream has ended, however it ended."""

    def __init__(
        self, model: BaseChatModel, name: str, limits: Limits, breaker: Breaker, budget: Budget, count: TokenCounter
    ) -> None:
        self._model = model
        self._name = name
        self._limits = limits
        self._breaker = breaker
        self._budget = budget
        self._count = count
        self._until = monotonic() + limits.deadline
        self._input = self._output = 0

    @property
    def usage(self) -> Usage:
        """The tokens of all attempts that a model read, as far as is known."""
        cost = self._input * self._limits.input_price + self._output * self._limits.output_price
        return Usage(self._name, self._input, self._output, round(cost / 10**6, 6) if cost else None)

    def pieces(self, messages: Sequence[BaseMessage]) -> Generator[str]:
        """The text, piece by piece. Raises ``CallFailed``; after the first piece nothing is tried again."""
        return traced(f"chat {self._name}", self._pieces(messages), self._known_by_trace)

    def _known_by_trace(self, _piece: str) -> Attributes:
        """Of the call, by OpenTelemetry's conventions for generative AI."""
        provider, _, model = self._name.rpartition(":")
        return {"gen_ai.operation.name": "chat", "gen_ai.provider.name": provider, "gen_ai.request.model": model}

    def _pieces(self, messages: Sequence[BaseMessage]) -> Generator[str]:
        if self._budget.is_spent:
            raise CallFailed("Today's budget for the chat model is used up; this answer was made without it.")
        if self._breaker.is_open:
            raise CallFailed("The chat model is not answering at the moment; this answer was made without it.")
        if monotonic() >= self._until:
            raise CallFailed(_says(TimeoutError()))
        wait = _FIRST_WAIT
        while True:
            begun = False
            try:
                for piece in self._attempt(messages):
                    begun = True
                    yield piece
            except GeneratorExit:
                raise
            except Exception as error:
                self._breaker.failed()
                logger.warning("The chat model %s failed: %s", self._name, _known_of(error))
                pause = max(wait * random.uniform(0.75, 1.25), _retry_after(error))  # noqa: S311 - no secret
                if begun or not _is_passing(error) or monotonic() + pause > self._until or self._breaker.is_open:
                    raise CallFailed(_says(error)) from error
                sleep(pause)
                wait = min(2 * wait, _LONGEST_WAIT)
            else:
                self._breaker.succeeded()
                return

    def _attempt(self, messages: Sequence[BaseMessage]) -> Iterator[str]:
        written, read, counted, ended = "", False, False, not self._name.startswith("openai:")
        asked = sum(self._count([str(message.content) for message in messages]))
        before = self._input + self._output
        try:
            stream = watched(lambda: self._model.stream(list(messages)), self._until)
            with closing(stream) as chunks:
                for chunk in chunks:
                    read = True
                    counted = self._counted(chunk) or counted
                    ended = ended or bool(chunk.response_metadata.get("finish_reason"))
                    piece = _text(chunk)
                    room = _CHARACTERS_PER_TOKEN * self._limits.answer_tokens - len(written)
                    written += piece[:room]
                    if piece[:room]:
                        yield piece[:room]
                    if monotonic() > self._until:
                        raise TimeoutError("the deadline has passed")
                    if len(piece) > room:
                        logger.warning("The chat model %s wrote on and on, and was cut off", self._name)
                        return
            if not ended:
                raise ConnectionError("the stream ended without a reason, so it was cut")
        except Exception as error:
            read = read or _is_slow(error)
            raise
        finally:
            if read and not counted:
                self._input += asked
                self._output += self._count([written])[0] if written else 0
            self._budget.spend(self._input + self._output - before)

    def _counted(self, chunk: AIMessageChunk) -> bool:
        """Adds what the model says that it has used; whether it says so."""
        said = chunk.usage_metadata
        if not said:
            return False
        self._input += said["input_tokens"]
        self._output += said["output_tokens"]
        return True


def _text(chunk: AIMessageChunk) -> str:
    """The text of a chunk alone: neither reasoning nor calls of tools."""
    content = chunk.content
    if isinstance(content, str):
        return content
    blocks = [cast("dict[str, object]", block) for block in content if isinstance(block, dict)]
    return "".join(str(block.get("text", "")) for block in blocks if block.get("type") in ("text", "output_text"))


def _known_of(error: BaseException) -> str:
    """The kind of a failure, its status and the provider's code. Its own words may repeat the prompt or a key."""
    code = getattr(error, "code", None)
    short = code if isinstance(code, str) and _CODE.fullmatch(code) else None
    return " ".join(str(part) for part in (type(error).__name__, _status(error), short) if part is not None)


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else None


def _is_passing(error: BaseException) -> bool:
    """Whether the failure may pass: the model is full or broken, not the request or the key."""
    if getattr(error, "code", None) == "insufficient_quota":
        return False
    status = _status(error)
    return status is None or status in _RETRIED


def _retry_after(error: BaseException) -> float:
    """Seconds that the server asks to wait."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    return (retry_after(headers) or 0.0) if headers is not None else 0.0


def _is_slow(error: BaseException | None) -> bool:
    """Whether the model did not answer in time, having been reached: it may have read the prompt all the same."""
    while error is not None:
        if isinstance(error, httpx.TimeoutException):
            return isinstance(error, httpx.ReadTimeout)
        if isinstance(error, TimeoutError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _says(error: BaseException) -> str:
    """The failure as a sentence that gives nothing away."""
    without = "this answer was made without it."
    match _status(error):
        case 401 | 403:
            return f"The chat model did not accept the key; {without}"
        case 429:
            return f"The chat model has too much to do, or its quota is used up; {without}"
        case 400 | 404 | 422:
            return f"The chat model did not take the request; {without}"
        case _:
            return f"The chat model could not be reached, or broke off; {without}"
