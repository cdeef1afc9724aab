"""Parameters of OpenAI's APIs that ask for what a library cannot do: they are refused and not left out in silence.

A caller that sends ``tools`` or a schema relies on getting calls or JSON back. What only steers how a chat model
writes (temperature, seed, a limit of tokens) changes nothing that the caller could miss, and is accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from bot.http.problem_details import AtTheDoor
from bot.http.problem_kinds import NOT_SUPPORTED

_TEXT_PARTS = frozenset(("text", "input_text", "output_text", "refusal"))
_ITEMS = frozenset(("message", "reasoning"))
_ON_THE_SERVER = "Ibid keeps no chats under /v1: send the earlier messages along"
_WITHOUT_TOOLS = "Ibid calls no tools"
_REASONS: Mapping[str, str] = {
    "tools": _WITHOUT_TOOLS,
    "functions": _WITHOUT_TOOLS,
    "logprobs": "Ibid has no probabilities of tokens",
    "top_logprobs": "Ibid has no probabilities of tokens",
    "audio": "Ibid answers in text",
    "prediction": "Ibid takes no predicted output",
    "web_search_options": "Ibid answers from its library alone",
    "previous_response_id": _ON_THE_SERVER,
    "conversation": _ON_THE_SERVER,
    "prompt": "Ibid keeps no prompts: send the text",
    "background": "Ibid answers at once",
}
"""Parameters that ask for something if they are set at all."""


def refuse_unsupported(body: Mapping[str, Any]) -> None:
    """Raises the problem ``NOT_SUPPORTED`` for the first parameter of a request that cannot be done."""
    for name, reason in _REASONS.items():
        without_tools = name in ("tools", "functions") and body.get("tool_choice") == "none"
        if body.get(name) and not without_tools:
            _refuse(name, reason)
    if body.get("n") not in (None, 1):
        _refuse("n", "Ibid gives one answer")
    if body.get("modalities") not in (None, [], ["text"]):
        _refuse("modalities", "Ibid answers in text")
    if _kind(body.get("response_format")) not in (None, "text"):
        _refuse("response_format", "Ibid answers in sentences; POST /ask has the answer as JSON")
    if _kind(_member(body.get("text"), "format")) not in (None, "text"):
        _refuse("text.format", "Ibid answers in sentences; POST /ask has the answer as JSON")
    for name in ("messages", "input"):
        _refuse_parts(name, body.get(name))


def _refuse_parts(name: str, items: object) -> None:
    """Refuses messages with anything but text, such as an image."""
    for item in cast("list[Any]", items) if isinstance(items, list) else []:
        kind = _kind(item)
        if kind == "item_reference":
            _refuse(name, f"{_ON_THE_SERVER}, in the AI SDK by `store: false`, and no item of type {kind!r}")
        if kind is not None and kind not in _ITEMS:
            _refuse(name, f"Ibid reads messages, and no item of type {kind!r}")
        content = _member(item, "content")
        for part in cast("list[Any]", content) if isinstance(content, list) else []:
            if (kind := _kind(part)) not in _TEXT_PARTS:
                _refuse(name, f"Ibid reads text, and no part of type {kind!r}")


def _kind(value: object) -> str | None:
    kind = _member(value, "type")
    return None if kind is None else str(kind)


def _member(value: object, name: str) -> object:
    return cast("Mapping[str, object]", value).get(name) if isinstance(value, Mapping) else None


def _refuse(name: str, reason: str) -> None:
    raise AtTheDoor(NOT_SUPPORTED, f"`{name}` is not supported: {reason}. Leave it out.")
