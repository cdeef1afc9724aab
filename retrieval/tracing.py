"""OpenTelemetry spans of the steps of an answer. Without a collector, which is the default, they cost nothing.

No span holds questions, passages, answers, or the text of an exception, which may quote them. Calls to a chat model
carry the attributes of OpenTelemetry's conventions for generative AI.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from functools import partial
from typing import Final, TypeVar

from opentelemetry import trace
from opentelemetry.util.types import AttributeValue

from retrieval.events import Event, ReplyEvent
from retrieval.reply import Refusal

TRACER: Final = trace.get_tracer("ibid")
step: Final = partial(TRACER.start_as_current_span, record_exception=False, set_status_on_exception=False)
"""A span around a block or a function, by its name."""

Item = TypeVar("Item")
Attributes = Mapping[str, AttributeValue]


def traced(name: str, items: Generator[Item], attributes: Callable[[Item], Attributes]) -> Generator[Item]:
    """Yields the same items, all made within one span, which gets the ``attributes`` of each.

    The span is the current one only while an item is being made: the consumer may run in any thread and may stop at any
    item.
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
    """Returns the trace attributes of an event, without any text of question, passages or answer."""
    if not isinstance(event, ReplyEvent):
        return {}
    reply = event.reply
    refused = {"ibid.reason": reply.reason.value} if isinstance(reply, Refusal) else {}
    attributes = {"ibid.reply_id": reply.id, "ibid.answerer": reply.answerer, "ibid.dropped": reply.dropped, **refused}
    if reply.usage is None:
        return attributes
    used = {"input": reply.usage.input_tokens, "output": reply.usage.output_tokens}
    return {**attributes, **{f"gen_ai.usage.{way}_tokens": tokens for way, tokens in used.items()}}
