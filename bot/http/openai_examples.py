"""Examples of what stands under ``/v1``, for the description of the interface."""

from __future__ import annotations

import json
from typing import Any

from bot.http.openapi_examples import ANSWER, CITATION, HEAD, NOTE, QUESTION, QUOTE

_LINK = f"http://127.0.0.1:8000/#/sources?source={HEAD['id']}&start={CITATION['start']}&end={CITATION['end']}"
_CITED_TEXT = f"{QUOTE} [1]\n\n[1] {HEAD['title']}: {_LINK}\nAuthor’s note 4: {NOTE}"
COMPLETION_BODY: dict[str, Any] = {"model": "ibid", "messages": [{"role": "user", "content": QUESTION}]}
COMPLETION: dict[str, Any] = {
    "id": "chatcmpl-0b7e2f0d5c1f4c7e9a3d6b8e1f2a4c5d",
    "object": "chat.completion",
    "created": 1795334400,
    "model": "ibid",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": _CITED_TEXT,
                "refusal": None,
                "annotations": [
                    {
                        "type": "url_citation",
                        "url_citation": {
                            "url": _LINK,
                            "title": HEAD["title"],
                            "start_index": len(QUOTE) + 1,
                            "end_index": len(QUOTE) + 4,
                        },
                    }
                ],
            },
            "finish_reason": "stop",
            "logprobs": None,
        }
    ],
    "usage": {"prompt_tokens": 14, "completion_tokens": 44, "total_tokens": 58},
    "ibid": ANSWER,
}
RESPONSE_BODY: dict[str, Any] = {"model": "ibid", "input": QUESTION}
_ANNOTATION = {
    "type": "url_citation",
    "url": _LINK,
    "title": HEAD["title"],
    "start_index": len(QUOTE) + 1,
    "end_index": len(QUOTE) + 4,
}
RESPONSE: dict[str, Any] = {
    "id": "resp_0b7e2f0d5c1f4c7e9a3d6b8e1f2a4c5d",
    "object": "response",
    "created_at": 1795334400,
    "status": "completed",
    "model": "ibid",
    "output": [
        {
            "type": "message",
            "id": "msg_0b7e2f0d5c1f4c7e9a3d6b8e1f2a4c5d",
            "status": "completed",
            "role": "assistant",
            "content": [
                {"type": "output_text", "text": _CITED_TEXT, "annotations": [_ANNOTATION], "logprobs": []},
            ],
        }
    ],
    "error": None,
    "incomplete_details": None,
    "instructions": None,
    "metadata": {},
    "parallel_tool_calls": False,
    "temperature": None,
    "tool_choice": "none",
    "tools": [],
    "top_p": None,
    "usage": {
        "input_tokens": 11,
        "output_tokens": 104,
        "total_tokens": 115,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 0},
    },
    "ibid": ANSWER,
}
MODELS: dict[str, Any] = {
    "object": "list",
    "data": [{"id": "ibid", "object": "model", "created": 1795305600, "owned_by": "ibid"}],
}


def completion_stream() -> str:
    """The same as OpenAI's protocol has it, chunk by chunk."""
    head = {key: COMPLETION[key] for key in ("id", "created", "model")} | {"object": "chat.completion.chunk"}
    deltas: tuple[tuple[dict[str, str], str | None], ...] = (
        ({"role": "assistant", "content": ""}, None),
        ({"content": f"{QUOTE} [1]"}, None),
        ({}, "stop"),
    )
    chunks = [{**head, "choices": [{"index": 0, "delta": delta, "finish_reason": why}]} for delta, why in deltas]
    return "".join(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"


def response_stream() -> str:
    """The same as the Responses API has it, event by event."""
    events: tuple[dict[str, Any], ...] = (
        {"type": "response.created", "response": {**RESPONSE, "status": "in_progress", "output": []}},
        {"type": "response.output_text.delta", "item_id": "msg_0", "output_index": 0, "delta": f"{QUOTE} [1]"},
        {"type": "response.completed", "response": RESPONSE},
    )
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n" for event in events)
