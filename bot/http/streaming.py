"""Sends a Reply as server-sent events: each as soon as it is known, and none is taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain

from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse
from starlette.requests import Request

from bot.http.problem_details import went_wrong
from retrieval.events import ClaimEvent, Event, ReplyEvent, SearchEvent
from retrieval.wire.replies import reply_json
from retrieval.wire.stream_events import claim_event, search_event

MEDIA_TYPE = "text/event-stream"
_LAST_EVENTS_SECONDS = 9
"""How long a stream may continue after a signal to stop: a second less than the server waits."""
_SLOWEST_READER_SECONDS = 30


def wants_events(request: Request) -> bool:
    """Whether the caller asks for events."""
    return MEDIA_TYPE in request.headers.get("accept", "").lower()


def as_events(events: Iterator[Event], request_id: str) -> EventSourceResponse:
    """What happens as the server-sent events ``search``, ``claim``, ``reply`` and ``error``.

    The first one is waited for, so that what is wrong with the request is still told by its status.
    """
    begun = chain([next(events)], events)
    return streamed(_events(begun, request_id))


def streamed(events: Iterator[ServerSentEvent]) -> EventSourceResponse:
    """Events on their way: a caller who reads too slowly is left, and those under way when the server stops may end."""
    return EventSourceResponse(
        events, shutdown_grace_period=_LAST_EVENTS_SECONDS, send_timeout=_SLOWEST_READER_SECONDS, sep="\n"
    )


def event_json(value: object) -> str:
    """``value`` as the data of an event, in ASCII: there are clients to whom U+2028 in a title ends the line."""
    return json.dumps(value)


def _events(events: Iterator[Event], request_id: str) -> Iterator[ServerSentEvent]:
    try:
        for event in events:
            match event:
                case SearchEvent():
                    yield _event("search", search_event(event))
                case ClaimEvent():
                    yield _event("claim", claim_event(event))
                case ReplyEvent():
                    yield _event("reply", reply_json(event.reply))
    except Exception as error:  # noqa: BLE001 - the status is long sent: all that is left is to say so and log it
        yield _event("error", went_wrong(error, request_id))


def _event(name: str, value: object) -> ServerSentEvent:
    return ServerSentEvent(event_json(value), event=name, sep="\n")
