"""Replies in the shapes of OpenAI's chat completions, which so many clients speak.

The text of the message is that of ``cited_text``, so that a client which knows nothing of citations shows them too.
``annotations`` has them for clients that do, and ``ibid`` the whole Reply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import time
from typing import Any

from sse_starlette.event import ServerSentEvent

from bot.http.chat_markdown import literal_but_marks, plain
from bot.http.cited_text import BENEATH, CitedText
from bot.http.problem_details import went_wrong
from bot.http.streaming import event_json
from retrieval.conversation.turns import Utterance
from retrieval.events import ClaimEvent, Event, ReplyEvent
from retrieval.reply import MARK, Answer, Reply
from retrieval.wire.replies import reply_json

MODEL = "ibid"
"""The name of the only model."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a chat, its text parts put together."""

    role: str
    text: str


def question_of(messages: Sequence[Message]) -> tuple[str, list[Utterance]]:
    """Returns the user's last message and the turns before it; leaves out instructions."""
    last = max((place for place, message in enumerate(messages) if message.role == "user"), default=None)
    if last is None:
        return "", []
    turns = [message for message in messages[:last] if message.role in ("user", "assistant")]
    return messages[last].text, [Utterance(turn.role == "user", _without_quotes(turn)) for turn in turns]


def _without_quotes(message: Message) -> str:
    """Returns the text of an Ibid answer without the quotes beneath it."""
    if message.role == "user":
        return message.text
    return plain(MARK.sub("", message.text.partition(BENEATH)[0])).strip()


@dataclass(frozen=True, slots=True)
class Completion:
    """One completion: ``id`` and ``created`` are shared by all its chunks."""

    id: str
    created: int
    text: CitedText

    @classmethod
    def begun(cls, request_id: str, base: str) -> Completion:
        """A completion that begins now; ``base`` is this server's address."""
        return cls(f"chatcmpl-{request_id}", int(time()), CitedText(base))

    def whole(self, reply: Reply, usage: Callable[[str], dict[str, int]]) -> dict[str, Any]:
        """A ``chat.completion``; ``usage`` counts the tokens of its content."""
        content = self.text.whole(reply)
        message: dict[str, Any] = {
            "role": "assistant",
            "content": content,
            "refusal": None,
            "annotations": self.annotations(reply),
        }
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {
            **self._head("chat.completion"),
            "choices": [choice],
            "usage": usage(content),
            "ibid": reply_json(reply),
        }

    def chunks(self, events: Iterator[Event]) -> Iterator[dict[str, Any]]:
        """``chat.completion.chunk`` after chunk: each Claim as it passes, then the quotes, the annotations, the end."""
        yield self._chunk({"role": "assistant", "content": ""})
        between = ""
        for event in events:
            match event:
                case ClaimEvent():
                    yield self._chunk({"content": f"{between}{literal_but_marks(str(event.claim))}"})
                    between = " "
                case ReplyEvent(Answer() as answer):
                    yield self._chunk({"content": self.text.beneath(answer), "annotations": self.annotations(answer)})
                    yield self._chunk({}, finish="stop", ibid=reply_json(answer))
                case ReplyEvent(refusal):
                    yield self._chunk({"content": literal_but_marks(refusal.text) + self.text.beneath(refusal)})
                    yield self._chunk({}, finish="stop", ibid=reply_json(refusal))
                case _:
                    pass

    def annotations(self, reply: Reply) -> list[dict[str, Any]]:
        """``url_citation`` for each mark in the text of an Answer, in the form of chat completions."""
        return [
            {"type": kind, "url_citation": cited}
            for annotation in self.text.annotations(reply)
            for kind, cited in [(annotation.pop("type"), annotation)]
        ]

    def usage_chunk(self, usage: dict[str, int]) -> dict[str, Any]:
        """The last chunk of a stream whose caller asks for the count of tokens."""
        return {**self._head("chat.completion.chunk"), "choices": [], "usage": usage}

    def _chunk(self, delta: dict[str, Any], finish: str | None = None, **more: object) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return {**self._head("chat.completion.chunk"), "choices": [choice], **more}

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": MODEL}


def as_events(chunks: Iterator[dict[str, Any]], request_id: str) -> Iterator[ServerSentEvent]:
    """Chunks as events without a name, and the word that ends them; an error in OpenAI's shape where one breaks in."""
    try:
        for chunk in chunks:
            yield ServerSentEvent(event_json(chunk), sep="\n")
    except Exception as error:  # noqa: BLE001 - the status is long sent: all that is left is to say so and log it
        problem = went_wrong(error, request_id)
        told = {"message": problem["detail"], "type": problem["type"], "code": problem["status"]}
        yield ServerSentEvent(event_json({"error": told}), sep="\n")
    yield ServerSentEvent("[DONE]", sep="\n")
