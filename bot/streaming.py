"""A Reply as server-sent events: what is known is sent at once, and nothing that was sent is taken back."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from itertools import chain

from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse
from starlette.requests import Request

from bot.problem_kinds import UNEXPECTED
from bot.problems import ProblemJson, problem_json, problem_of
from retrieval.errors import IbidError
from retrieval.events import ClaimEvent, Event, ReplyEvent, SearchEvent
from retrieval.wire import reply_json
from retrieval.wire_talk import claim_event, search_event

logger = logging.getLogger(__name__)

MEDIA_TYPE = "text/event-stream"
_LAST_EVENTS_SECONDS = 9
"""How long a stream may go on once the server was told to stop: a second less than the server waits."""
_SLOWEST_READER_SECONDS = 30


def wants_events(request: Request) -> bool:
    """Whether the caller asks for events."""
    return MEDIA_TYPE in request.headers.get("accept", "").lower()


def as_events(found: Iterator[Event], request_id: str) -> EventSourceResponse:
    """What happens as the server-sent events ``search``, ``claim``, ``reply`` and ``error``.

    The first one is waited for, so that what is wrong with the request is still told by its status.
    """
    begun = chain([next(found)], found)
    return streamed(_events(begun, request_id))


def streamed(events: Iterator[ServerSentEvent]) -> EventSourceResponse:
    """Events on their way: a caller who reads too slowly is left, and those under way when the server stops may end."""
    return EventSourceResponse(
        events, shutdown_grace_period=_LAST_EVENTS_SECONDS, send_timeout=_SLOWEST_READER_SECONDS, sep="\n"
    )


def went_wrong(error: Exception, request_id: str) -> ProblemJson:
    """What may be told of an error in the midst of a stream; the log has the rest."""
    if isinstance(error, IbidError):
        return problem_json(*problem_of(error, request_id))
    logger.error("Request %s failed while it was being answered", request_id, exc_info=error)
    return problem_json(UNEXPECTED, UNEXPECTED.says.format(id=request_id))


def _events(found: Iterator[Event], request_id: str) -> Iterator[ServerSentEvent]:
    try:
        for event in found:
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
    return ServerSentEvent(json.dumps(value, ensure_ascii=False), event=name, sep="\n")
