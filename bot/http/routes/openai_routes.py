"""``/v1``: what OpenAI's clients speak. Any of them, pointed at this address, gets cited answers."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from sse_starlette.sse import EventSourceResponse

from bot.http import openapi_examples as examples
from bot.http.completions import MODEL, Completion, Message, as_events, question_of
from bot.http.dependencies import Measured, OpenedLibrary, may_ask, place
from bot.http.problem_details import problem_responses
from bot.http.problem_kinds import (
    BAD_QUESTION,
    INVALID,
    KEY_NEEDED,
    NOT_JSON,
    TOO_LARGE,
    UNAVAILABLE,
    UNEXPECTED,
)
from bot.http.routes.ask_routes import Text
from bot.http.streaming import streamed
from retrieval.events import Event, reply_of
from retrieval.token_counts import token_counter

router = APIRouter(
    prefix="/v1",
    tags=["openai"],
    dependencies=[Depends(may_ask)],
    responses=problem_responses(NOT_JSON, KEY_NEEDED, TOO_LARGE, BAD_QUESTION, INVALID, UNEXPECTED, UNAVAILABLE),
)


class TextPart(BaseModel):
    """A part of a message. Parts that are no text say nothing to a library."""

    model_config = ConfigDict(extra="allow")

    type: Annotated[str, Field(description="`text`; others are left out.")]
    text: Annotated[Text, Field(description="The text of a part of this type.")] = ""


class MessageBody(BaseModel):
    """A message of the chat."""

    model_config = ConfigDict(extra="allow")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[Text | list[TextPart] | None, Field(description="The text of the message.")] = None

    def as_message(self) -> Message:
        """Returns the message with the text of its parts."""
        if isinstance(self.content, list):
            return Message(self.role, "\n".join(part.text for part in self.content if part.type == "text"))
        return Message(self.role, self.content or "")


class StreamOptions(BaseModel):
    """What a stream should bring."""

    model_config = ConfigDict(extra="allow")

    include_usage: bool = False


class CompletionBody(BaseModel):
    """A chat to be completed. What steers a chat model (temperature, tools, …) is accepted, and has no effect here."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [examples.COMPLETION_BODY]})

    messages: Annotated[list[MessageBody], Field(min_length=1, max_length=2000)]
    model: Annotated[Text, Field(description="Any name; the one that answers is `ibid`.")] = MODEL
    stream: Annotated[bool | None, Field(description="Whether to send the answer as it comes.")] = False
    stream_options: StreamOptions | None = None


@router.post(
    "/chat/completions",
    summary="Complete a chat",
    dependencies=[Depends(place)],
    response_model=dict[str, Any],
    responses=examples.ok_or_events("The completion", examples.completion_stream(), completion=examples.COMPLETION),
)
def complete(
    body: CompletionBody, library: OpenedLibrary, measured: Measured, request: Request
) -> dict[str, Any] | EventSourceResponse:
    """Answers the last message of the user; those before it are the conversation. Nothing of it is stored.

    Citations stand in the text, and in `annotations` as `url_citation`; `ibid` has the whole reply, footnotes included.
    """
    messages = [message.as_message() for message in body.messages]
    question, history = question_of(messages)
    events = measured.watched(library.stream(question, history=history))
    completion = Completion.begun(uuid4().hex, str(request.base_url))
    counter = token_counter(library.embedding)

    def usage(answer: str) -> dict[str, int]:
        prompt, completed = counter(["\n".join(message.text for message in messages), answer])
        return {"prompt_tokens": prompt, "completion_tokens": completed, "total_tokens": prompt + completed}

    if body.stream:
        wants_usage = body.stream_options is not None and body.stream_options.include_usage
        first = next(events)  # what is wrong with the question is told by the status

        def chunks() -> Iterator[dict[str, Any]]:
            pieces: list[str] = []
            for chunk in completion.chunks(_from(first, events)):
                pieces += [str(choice["delta"].get("content", "")) for choice in chunk["choices"]]
                yield chunk
            if wants_usage:
                yield completion.usage_chunk(usage("".join(pieces)))

        return streamed(as_events(chunks(), request.state.request_id))
    *_, last = events
    return completion.whole(reply_of(last), usage)


def _from(first: Event, rest: Iterator[Event]) -> Iterator[Event]:
    yield first
    yield from rest


@router.get("/models", summary="List the models", responses=examples.ok("The models", models=examples.MODELS))
def models() -> dict[str, Any]:
    """Lists the only model."""
    return examples.MODELS
