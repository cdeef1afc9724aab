"""``/v1/responses``, asked by OpenAI's own client; and what neither API can do."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from openai import BadRequestError, OpenAI
from openai.types.responses import ResponseOutputMessage, ResponseOutputText

from bot.http import openai_examples as examples

MISSIONS = "How many diplomatic missions does North Korea have left?"
REACHED = "How many North Koreans reached South Korea in 2023?"
IMAGE: dict[str, Any] = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
SCHEMA: dict[str, Any] = {"type": "json_schema", "json_schema": {"name": "a", "schema": {}}}
TOOL: dict[str, Any] = {"type": "function", "function": {"name": "f", "parameters": {}}}


@pytest.fixture
def openai(client: httpx.Client) -> OpenAI:
    return OpenAI(base_url=f"{client.base_url}/v1", api_key="none", max_retries=0)


def test_a_response_is_cited_and_annotated(openai: OpenAI, client: httpx.Client) -> None:
    response = openai.responses.create(model="ibid", input=MISSIONS, instructions="Be brief.")
    [message] = response.output
    assert isinstance(message, ResponseOutputMessage)
    [part] = message.content
    assert isinstance(part, ResponseOutputText)
    assert response.output_text == part.text
    assert "Angola" in part.text
    cited = part.annotations[0]
    assert cited.type == "url_citation"
    assert part.text[cited.start_index : cited.end_index] == "[1]"
    assert cited.url.startswith(f"{client.base_url}#/sources?source=".replace("#", "/#"))
    assert response.usage
    assert response.usage.total_tokens == response.usage.input_tokens + response.usage.output_tokens > 0
    assert (response.model_extra or {})["ibid"]["status"] == "answered"
    assert response.model_dump(exclude_unset=True).keys() == examples.RESPONSE.keys()


def test_a_stream_of_events_says_the_same(openai: OpenAI) -> None:
    whole = openai.responses.create(model="ibid", input=MISSIONS)
    events = list(openai.responses.create(model="ibid", input=MISSIONS, stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == whole.output_text
    assert [event.type for event in events][:4] == [
        *("response.created", "response.in_progress"),
        *("response.output_item.added", "response.content_part.added"),
    ]
    added = [event for event in events if event.type == "response.output_text.annotation.added"]
    last = events[-1]
    assert last.type == "response.completed"
    assert last.response.output_text == whole.output_text
    assert last.response.usage == whole.usage
    message = last.response.output[0]
    assert isinstance(message, ResponseOutputMessage)
    [part] = message.content
    assert isinstance(part, ResponseOutputText)
    assert len(added) == len(part.annotations) > 0


def test_the_helper_for_streams_reads_it_too(openai: OpenAI) -> None:
    with openai.responses.stream(model="ibid", input=MISSIONS) as stream:
        assert "Angola" in stream.get_final_response().output_text


def test_earlier_messages_are_the_conversation(openai: OpenAI) -> None:
    history: Any = [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": [{"type": "input_text", "text": REACHED}]},
        {"role": "assistant", "content": [{"type": "output_text", "text": "196. [1]\n\n[1] “196”"}]},
        {"type": "message", "role": "user", "content": "And in 2022?"},
    ]
    followed = openai.responses.create(model="ibid", input=history)
    alone = openai.responses.create(model="ibid", input="How many North Koreans reached South Korea in 2022?")
    assert followed.output_text == alone.output_text


def test_a_refusal_is_a_response(openai: OpenAI) -> None:
    response = openai.responses.create(model="ibid", input="How do I bake a sourdough bread?")
    assert response.output_text == "The library does not say."
    assert response.status == "completed"


def chat(openai: OpenAI, **more: Any) -> Any:
    """Completes a chat with parameters that the client's types may not allow."""
    create: Any = openai.chat.completions.create
    return create(model="ibid", **more)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"tools": [TOOL]}, "`tools` is not supported: Ibid calls no tools"),
        ({"n": 2}, "`n` is not supported"),
        ({"logprobs": True}, "`logprobs`"),
        ({"modalities": ["text", "audio"]}, "`modalities`"),
        ({"response_format": SCHEMA}, "`response_format` is not supported"),
        ({"messages": [{"role": "user", "content": [{"type": "text", "text": "?"}, IMAGE]}]}, "no part of type"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_a_chat_cannot_have_is_refused(openai: OpenAI, more: dict[str, Any], says: str, stream: bool) -> None:
    messages: Any = [{"role": "user", "content": MISSIONS}]
    with pytest.raises(BadRequestError, match=says):
        chat(openai, **{"messages": messages, "stream": stream, **more})


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"tools": [{"type": "web_search"}]}, "`tools` is not supported: Ibid calls no tools"),
        ({"previous_response_id": "resp_1"}, "send the earlier messages along"),
        ({"conversation": "conv_1"}, "`conversation`"),
        ({"background": True}, "`background`"),
        ({"text": {"format": {"type": "json_schema", "name": "a", "schema": {}}}}, "`text.format`"),
        ({"input": [{"type": "item_reference", "id": "msg_1"}]}, "store: false"),
        ({"input": [{"type": "function_call_output", "call_id": "1", "output": "4"}]}, "no item of type"),
        ({"input": [{"role": "user", "content": [{"type": "input_image", "image_url": "x"}]}]}, "no part of type"),
    ],
)
def test_what_a_response_cannot_have_is_refused(openai: OpenAI, more: dict[str, Any], says: str) -> None:
    create: Any = openai.responses.create
    with pytest.raises(BadRequestError, match=says):
        create(model="ibid", **{"input": MISSIONS, **more})


@pytest.mark.parametrize(
    "more",
    [
        {"n": 1, "temperature": 0.2, "seed": 4, "max_tokens": 5, "stop": ["."], "response_format": {"type": "text"}},
        {"tools": [TOOL], "tool_choice": "none", "logprobs": False, "modalities": ["text"], "user": "ann"},
    ],
)
def test_what_only_steers_a_chat_model_is_accepted(openai: OpenAI, more: dict[str, Any]) -> None:
    messages: Any = [{"role": "user", "content": MISSIONS}]
    assert chat(openai, messages=messages, **more)
