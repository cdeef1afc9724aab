"""Spans of what an answer goes through, by OpenTelemetry; without a collector, which is the rule, they cost nothing.

No span holds what was asked, found or answered, nor the text of an exception, which may. Of calls to a chat model the
attributes are those of OpenTelemetry's conventions for generative AI.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from functools import partial
from typing import Final, TypeVar

from opentelemetry import trace
from opentelemetry.util.types import AttributeValue

from retrieval.events import Event, ReplyEvent
from retrieval.model import Refusal

TRACER: Final = trace.get_tracer("ibid")
step: Final = partial(TRACER.start_as_current_span, record_exception=False, set_status_on_exception=False)
"""A span around a block or a function, by its name."""

Item = TypeVar("Item")
Attributes = Mapping[str, AttributeValue]


def stepwise(name: str, items: Generator[Item], attributes: Callable[[Item], Attributes]) -> Generator[Item]:
    """The same items, all made within one span, which gets the ``attributes`` of each.

    The span is the current one only while an item is being made: what takes the items may do so in any thread, and
    leave off at any of them.
    """
    span = TRACER.start_span(name)
    try:
        with closing(items):
            while True:
                with trace.use_span(span, record_exception=False, set_status_on_exception=False):
                    try:
                        item = next(items)
                    except StopIteration:
                        return
                span.set_attributes(attributes(item))
                yield item
    except Exception as error:
        span.set_status(trace.StatusCode.ERROR, type(error).__name__)
        raise
    finally:
        span.end()


def of_event(event: Event) -> Attributes:
    """What a trace may know of an event: never what was asked, found or said."""
    if not isinstance(event, ReplyEvent):
        return {}
    reply = event.reply
    refused = {"ibid.reason": reply.reason.value} if isinstance(reply, Refusal) else {}
    told = {"ibid.reply_id": reply.id, "ibid.answerer": reply.answerer, "ibid.dropped": reply.dropped, **refused}
    if reply.usage is None:
        return told
    used = {"input": reply.usage.input_tokens, "output": reply.usage.output_tokens}
    return {**told, **{f"gen_ai.usage.{way}_tokens": tokens for way, tokens in used.items()}}
