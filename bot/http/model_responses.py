"""Replies in the shapes of OpenAI's Responses API, whole and as a stream of events.

The text is that of ``cited_text``, its marks are annotated as ``url_citation``, and ``ibid`` has the whole Reply.
Source of the shapes: https://platform.openai.com/docs/api-reference/responses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from time import time
from typing import Any

from sse_starlette.event import ServerSentEvent

from bot.http.chat_markdown import literal_but_marks
from bot.http.cited_text import CitedText
from bot.http.completions import MODEL
from bot.http.problem_details import went_wrong
from bot.http.streaming import event_json
from retrieval.events import ClaimEvent, Event, ReplyEvent
from retrieval.reply import Answer, Reply
from retrieval.wire.replies import reply_json

TokenUsage = Callable[[str], dict[str, Any]]
"""Counts the tokens of a text and its question, in the form of the Responses API."""


@dataclass(frozen=True, slots=True)
class ModelResponse:
    """One response: ``id`` and ``created_at`` are shared by all its events."""

    id: str
    created_at: int
    text: CitedText
    instructions: str | None = None

    @classmethod
    def begun(cls, request_id: str, base: str, instructions: str | None) -> ModelResponse:
        """A response that begins now; ``base`` is this server's address."""
        return cls(request_id, int(time()), CitedText(base), instructions)

    def whole(self, reply: Reply, usage: TokenUsage) -> dict[str, Any]:
        """A completed ``response``."""
        text = self.text.whole(reply)
        message = self._message("completed", [_output_text(text, self.text.annotations(reply))])
        return {**self._head("completed", [message]), "usage": usage(text), "ibid": reply_json(reply)}

    def events(self, events: Iterator[Event], usage: TokenUsage) -> Iterator[dict[str, Any]]:
        """The events of a stream: each Claim as it passes, then what it rests on, the annotations, the end."""
        number = count()
        for event in self._events(events, usage):
            yield {**event, "sequence_number": next(number)}

    def _events(self, events: Iterator[Event], usage: TokenUsage) -> Iterator[dict[str, Any]]:
        yield {"type": "response.created", "response": self._head("in_progress", [])}
        yield {"type": "response.in_progress", "response": self._head("in_progress", [])}
        item = {"output_index": 0, "item": self._message("in_progress", [])}
        yield {"type": "response.output_item.added", **item}
        yield {"type": "response.content_part.added", **self._place(), "part": _output_text("", [])}
        between = ""
        for event in events:
            match event:
                case ClaimEvent():
                    yield self._delta(f"{between}{literal_but_marks(str(event.claim))}")
                    between = " "
                case ReplyEvent(reply):
                    text = "" if isinstance(reply, Answer) else literal_but_marks(reply.text)
                    yield self._delta(text + self.text.beneath(reply))
                    yield from self._end(reply, usage)
                case _:
                    pass

    def _end(self, reply: Reply, usage: TokenUsage) -> Iterator[dict[str, Any]]:
        whole = self.whole(reply, usage)
        [message] = whole["output"]
        [part] = message["content"]
        for place, annotation in enumerate(part["annotations"]):
            added = {"annotation_index": place, "annotation": annotation}
            yield {"type": "response.output_text.annotation.added", **self._place(), **added}
        yield {"type": "response.output_text.done", **self._place(), "text": part["text"], "logprobs": []}
        yield {"type": "response.content_part.done", **self._place(), "part": part}
        yield {"type": "response.output_item.done", "output_index": 0, "item": message}
        yield {"type": "response.completed", "response": whole}

    def _delta(self, text: str) -> dict[str, Any]:
        return {"type": "response.output_text.delta", **self._place(), "delta": text, "logprobs": []}

    def _place(self) -> dict[str, Any]:
        return {"item_id": f"msg_{self.id}", "output_index": 0, "content_index": 0}

    def _message(self, status: str, content: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "type": "message",
            "id": f"msg_{self.id}",
            "status": status,
            "role": "assistant",
            "content": content,
        }

    def _head(self, status: str, output: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": f"resp_{self.id}",
            "object": "response",
            "created_at": self.created_at,
            "status": status,
            "model": MODEL,
            "output": output,
            "error": None,
            "incomplete_details": None,
            "instructions": self.instructions,
            "metadata": {},
            "parallel_tool_calls": False,
            "temperature": None,
            "tool_choice": "none",
            "tools": [],
            "top_p": None,
            "usage": None,
        }


def _output_text(text: str, annotations: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": annotations, "logprobs": []}


def as_named_events(events: Iterator[dict[str, Any]], request_id: str) -> Iterator[ServerSentEvent]:
    """Events under the name of their type; an ``error`` where one breaks in."""
    number = 0
    try:
        for event in events:
            number = event["sequence_number"] + 1
            yield ServerSentEvent(event_json(event), event=event["type"], sep="\n")
    except Exception as error:  # noqa: BLE001 - the status is long sent: all that is left is to say so and log it
        problem = went_wrong(error, request_id)
        told = {"type": "error", "code": problem["type"], "message": problem["detail"], "param": None}
        yield ServerSentEvent(event_json({**told, "sequence_number": number}), event="error", sep="\n")
