"""Recordings of a chat model's replies by prompt, so that a run can be repeated without the model or its key.

A recording is a file of JSON lines, ``{"prompt", "reply", "model"}``, with the SHA-256 of the messages for the prompt.
A Library uses a ``Recording`` in place of the chat model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from evals.eval_errors import EvalImpossible
from retrieval.answering.chat_models import load_chat_model
from retrieval.settings import Settings

_FENCE = re.compile(r"SOURCES-[0-9a-f]{16}")
"""The random fence between sources and instructions, new in each request."""


class NotRecorded(LookupError):
    """A prompt has no reply in the recording: the documents, the question or the prompt changed since it was made."""

    status_code = HTTPStatus.NOT_FOUND
    """Tells callers of chat models that a retry will not help."""


class Recording(BaseChatModel):
    """Replays recorded replies; with ``model`` it asks that for the others and records them."""

    path: Path
    model: BaseChatModel | None = None
    called: str = "recording"
    _missed: set[str] = PrivateAttr(default_factory=set[str])
    _known: dict[str, str] = PrivateAttr(default_factory=dict[str, str])
    _lock: Any = PrivateAttr(default_factory=Lock)

    def model_post_init(self, _: object) -> None:
        """Reads the recording; raises ``EvalImpossible`` where it is missing and there is no model."""
        try:
            text = self.path.read_text(encoding="utf-8") if self.model is None or self.path.exists() else ""
            for row in map(json.loads, filter(None, text.split("\n"))):  # splitlines() breaks at U+2028 in a string too
                self._known[row["prompt"]] = row["reply"]
                self.called = row["model"]
        except OSError as error:
            raise EvalImpossible(f"The recording {self.path} cannot be read: {error.strerror}.") from error
        except (ValueError, KeyError, TypeError) as error:
            raise EvalImpossible(f"{self.path} is not a recording of a chat model.") from error

    def get_name(self, suffix: str | None = None, *, name: str | None = None) -> str:
        """Returns the name of the model that was recorded."""
        return super().get_name(suffix, name=name or self.called)

    @property
    def missed(self) -> int:
        """The number of prompts without a reply."""
        return len(self._missed)

    @property
    def _llm_type(self) -> str:
        return "recording"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> ChatResult:
        text = "".join(str(chunk.message.content) for chunk in self._stream(messages, stop, run_manager))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 - LangChain's signature
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **_: Any,
    ) -> Iterator[ChatGenerationChunk]:
        prompt = prompt_key(messages)
        reply = self._known.get(prompt)
        if reply is not None:
            yield ChatGenerationChunk(
                message=AIMessageChunk(content=reply, response_metadata={"finish_reason": "stop"})
            )
            return
        if self.model is None:
            self._missed.add(prompt)
            raise NotRecorded(f"{self.path} has no reply to this prompt ({prompt[:12]}…); record it again")
        text = ""
        for chunk in self.model.stream(messages):
            text += chunk.text
            yield ChatGenerationChunk(message=chunk)
        self._keep(prompt, text)

    def _keep(self, prompt: str, reply: str) -> None:
        """Records a complete reply."""
        row = json.dumps({"prompt": prompt, "reply": reply, "model": self.called}, ensure_ascii=False)
        with self._lock:
            self._known[prompt] = reply
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as lines:
                lines.write(row + "\n")


def prompt_key(messages: Sequence[BaseMessage]) -> str:
    """Returns the SHA-256 of the messages' roles and words."""
    prompt = json.dumps([[message.type, message.text] for message in messages], ensure_ascii=False)
    return sha256(_FENCE.sub("SOURCES", prompt).encode()).hexdigest()


def recorded(path: Path, settings: Settings) -> Recording:
    """Wraps the chat model of ``settings`` in a recording; raises ``EvalImpossible`` without a chat model."""
    if not settings.has_chat_model:
        raise EvalImpossible("--record needs a chat model; set IBID_MODEL.")
    return Recording(path=path, model=load_chat_model(settings), called=settings.model)


def replayed(path: Path) -> Recording:
    """Opens the recording in ``path``, under the name of the recorded model."""
    return Recording(path=path)
