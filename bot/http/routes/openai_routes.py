"""``/v1``: what OpenAI's clients speak. Any of them, pointed at this address, gets cited answers."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from sse_starlette.sse import EventSourceResponse

from bot.http import openai_examples as examples
from bot.http.completions import MODEL, Completion, Message, as_events, question_of
from bot.http.dependencies import Measured, OpenedLibrary, may_ask, place
from bot.http.model_responses import ModelResponse, as_named_events
from bot.http.openapi_examples import ok, ok_or_events
from bot.http.problem_details import problem_responses
from bot.http.problem_kinds import (
    BAD_QUESTION,
    INVALID,
    KEY_NEEDED,
    NOT_JSON,
    NOT_SUPPORTED,
    TOO_LARGE,
    UNAVAILABLE,
    UNEXPECTED,
)
from bot.http.routes.ask_routes import Text
from bot.http.streaming import streamed
from bot.http.unsupported import refuse_unsupported
from retrieval.events import Event, reply_of
from retrieval.token_counts import token_counter

router = APIRouter(
    prefix="/v1",
    tags=["openai"],
    dependencies=[Depends(may_ask)],
    responses=problem_responses(
        NOT_JSON, NOT_SUPPORTED, KEY_NEEDED, TOO_LARGE, BAD_QUESTION, INVALID, UNEXPECTED, UNAVAILABLE
    ),
)


class TextPart(BaseModel):
    """A part of a message."""

    model_config = ConfigDict(extra="allow")

    type: Annotated[
        str, Field(description="`text`, or in /v1/responses `input_text` or `output_text`; others are refused.")
    ]
    text: Annotated[Text, Field(description="The text of a part of this type.")] = ""


class MessageBody(BaseModel):
    """A message of the chat."""

    model_config = ConfigDict(extra="allow")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[Text | list[TextPart] | None, Field(description="The text of the message.")] = None

    def as_message(self) -> Message:
        """Returns the message with the text of its parts."""
        if isinstance(self.content, list):
            return Message(self.role, "\n".join(part.text for part in self.content if part.text))
        return Message(self.role, self.content or "")


class StreamOptions(BaseModel):
    """What a stream should bring."""

    model_config = ConfigDict(extra="allow")

    include_usage: bool = False


class CompletionBody(BaseModel):
    """A chat to be completed. What steers how a chat model writes (temperature, …) is accepted, and has no effect here;
    what asks for more than text (tools, a schema, several answers, images) is refused.
    """

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
    responses=ok_or_events("The completion", examples.completion_stream(), completion=examples.COMPLETION),
)
def complete(
    body: CompletionBody, library: OpenedLibrary, measured: Measured, request: Request
) -> dict[str, Any] | EventSourceResponse:
    """Answers the last message of the user; those before it are the conversation. Nothing of it is stored.

    Citations stand in the text, and in `annotations` as `url_citation`; `ibid` has the whole reply, footnotes included.
    """
    refuse_unsupported(body.model_dump(exclude_unset=True))
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


class ItemBody(BaseModel):
    """An item of the input: a message; others are refused, but for a model's reasoning, which is left out."""

    model_config = ConfigDict(extra="allow")

    type: Annotated[str, Field(description="`message`.")] = "message"
    role: Literal["system", "developer", "user", "assistant"] = "user"
    content: Annotated[Text | list[TextPart] | None, Field(description="The text of the message.")] = None

    def as_message(self) -> Message:
        """Returns the message with the text of its parts."""
        return MessageBody(role=self.role, content=self.content).as_message()


class ResponseBody(BaseModel):
    """A request for a response. What steers how a chat model writes is accepted, and has no effect here; what asks for
    more than text, or for a chat that the server keeps, is refused.
    """

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [examples.RESPONSE_BODY]})

    input: Annotated[Text | list[ItemBody], Field(description="The question, or the messages with it.", min_length=1)]
    model: Annotated[Text, Field(description="Any name; the one that answers is `ibid`.")] = MODEL
    instructions: Annotated[Text | None, Field(description="Left out: the library has its own.")] = None
    stream: Annotated[bool | None, Field(description="Whether to send the answer as it comes.")] = False

    def messages(self) -> list[Message]:
        """Returns the messages of the input."""
        if isinstance(self.input, str):
            return [Message("user", self.input)]
        return [item.as_message() for item in self.input if item.type == "message"]


@router.post(
    "/responses",
    summary="Create a response",
    dependencies=[Depends(place)],
    response_model=dict[str, Any],
    responses=ok_or_events("The response", examples.response_stream(), response=examples.RESPONSE),
)
def respond(
    body: ResponseBody, library: OpenedLibrary, measured: Measured, request: Request
) -> dict[str, Any] | EventSourceResponse:
    """Answers the last message of the user, as `/v1/chat/completions` does, in the form of the Responses API.

    Nothing is stored: send the earlier messages along. Citations stand in the text and in `annotations`; `ibid` has the
    whole reply.
    """
    refuse_unsupported(body.model_dump(exclude_unset=True))
    messages = body.messages()
    question, history = question_of(messages)
    events = measured.watched(library.stream(question, history=history))
    response = ModelResponse.begun(uuid4().hex, str(request.base_url), body.instructions)
    counter = token_counter(library.embedding)

    def usage(answer: str) -> dict[str, Any]:
        read, written = counter(["\n".join(message.text for message in messages), answer])
        details = {
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens_details": {"reasoning_tokens": 0},
        }
        return {"input_tokens": read, "output_tokens": written, "total_tokens": read + written, **details}

    if body.stream:
        first = next(events)  # what is wrong with the question is told by the status
        return streamed(as_named_events(response.events(_from(first, events), usage), request.state.request_id))
    *_, last = events
    return response.whole(reply_of(last), usage)


def _from(first: Event, rest: Iterator[Event]) -> Iterator[Event]:
    yield first
    yield from rest


@router.get("/models", summary="List the models", responses=ok("The models", models=examples.MODELS))
def models() -> dict[str, Any]:
    """Lists the only model."""
    return examples.MODELS
