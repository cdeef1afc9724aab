"""Everything that can go wrong over HTTP, as RFC 9457 problem details. The one place where errors become statuses.

An error about the request is told in its own words. One about the server is told in the words written here, for its
own may name folders and addresses, and goes to the log in full.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NotRequired, cast

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException as StarletteHTTPException
from typing_extensions import TypedDict

from ingest.errors import AddressRefused, NotFetched, UnreadableSource
from retrieval.conversations import UnknownConversation, UnknownReply
from retrieval.errors import IbidError
from retrieval.library import LibraryBusy
from retrieval.questions import BadQuestion, UnknownSource

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_REF = "#/components/schemas/{model}"


class FieldJson(TypedDict):
    """What is wrong with one field of a request."""

    field: str
    message: str


class ProblemJson(TypedDict):
    """RFC 9457 problem details. ``type`` is stable, for programs; ``detail`` is a sentence, for people."""

    type: str
    title: str
    status: int
    detail: str
    errors: NotRequired[list[FieldJson]]
    request_id: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem. ``says`` is the detail where there is none of the occasion's own."""

    status: HTTPStatus
    slug: str
    title: str
    says: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


NOT_JSON = Kind(HTTPStatus.BAD_REQUEST, "not-json", "The body is not JSON", "The body is not JSON.")
KEY_NEEDED = Kind(
    HTTPStatus.UNAUTHORIZED,
    "key-needed",
    "A valid key is needed",
    "Send a valid key in the header `Authorization: Bearer KEY`.",
    {"WWW-Authenticate": 'Bearer realm="ibid"'},
)
ADMIN_KEY_NEEDED = Kind(
    HTTPStatus.FORBIDDEN,
    "admin-key-needed",
    "An admin key is needed",
    "This key may ask, but not change the library. Use an admin key.",
    {"WWW-Authenticate": 'Bearer realm="ibid", error="insufficient_scope"'},
)
CROSS_SITE = Kind(
    HTTPStatus.FORBIDDEN,
    "cross-site",
    "Another site's page asked for this",
    "A page of another site may not change this library unless it brings an admin key.",
)
UNKNOWN_SOURCE = Kind(HTTPStatus.NOT_FOUND, "unknown-source", "There is no such source", "There is no such source.")
UNKNOWN_CONVERSATION = Kind(
    HTTPStatus.NOT_FOUND,
    "unknown-conversation",
    "There is no such conversation",
    "There is no such conversation, or it has been forgotten.",
)
UNKNOWN_REPLY = Kind(
    HTTPStatus.NOT_FOUND,
    "unknown-reply",
    "There is no such reply",
    "There is no such reply, or it has been forgotten.",
)
TOO_LARGE = Kind(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", "The body is too large", "The body is too large.")
NOT_MULTIPART = Kind(
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "not-multipart",
    "The upload is not a form",
    'Send a file as multipart/form-data, in a field named `file`, or {"url": …} as application/json.',
)
BAD_QUESTION = Kind(
    HTTPStatus.UNPROCESSABLE_ENTITY, "bad-question", "The question cannot be asked", "The question cannot be asked."
)
UNREADABLE = Kind(
    HTTPStatus.UNPROCESSABLE_ENTITY, "unreadable-source", "The file cannot be read", "The file cannot be read."
)
ADDRESS_REFUSED = Kind(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    "address-refused",
    "The address is none to fetch from",
    "The address is none to fetch from.",
)
NOT_FETCHED = Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "not-fetched", "The page cannot be had", "The page cannot be had.")
INVALID = Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request", "A field is wrong", "A field is wrong.")
TOO_MANY = Kind(
    HTTPStatus.TOO_MANY_REQUESTS,
    "too-many-requests",
    "Too many requests",
    "You have asked too often. The header Retry-After says in how many seconds to come back.",
)
TOO_MANY_AT_ONCE = Kind(
    HTTPStatus.TOO_MANY_REQUESTS,
    "too-many-at-once",
    "Too many requests at once",
    "You have asked for too much at the same time. Wait for an answer before you ask for the next.",
    {"Retry-After": "1"},
)
OVERLOADED = Kind(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "overloaded",
    "Too much at once",
    "The server is answering as many requests as it can. Try again in a second.",
    {"Retry-After": "1"},
)
BUSY = Kind(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "library-busy",
    "The library is being changed",
    "Someone else is changing the library. Try again in a few seconds.",
    {"Retry-After": "5"},
)
TOO_SLOW = Kind(
    HTTPStatus.GATEWAY_TIMEOUT,
    "too-slow",
    "It took too long",
    "The answer did not come in time. Ask something narrower, or try again later.",
)
UNKNOWN_JOB = Kind(
    HTTPStatus.NOT_FOUND,
    "unknown-job",
    "There is no such job",
    "There is no such job, or it is long done and forgotten.",
)
KEY_REUSED = Kind(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    "idempotency-key-reused",
    "The Idempotency-Key belongs to another upload",
    "This Idempotency-Key was sent with something else before. Use a new one for each upload.",
)
STILL_UNDER_WAY = Kind(
    HTTPStatus.CONFLICT,
    "still-under-way",
    "The same upload is under way",
    "An upload with this Idempotency-Key is under way. Look at its job, or try again in a few seconds.",
    {"Retry-After": "5"},
)
STOPPING = Kind(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "stopping",
    "The server is being stopped",
    "The server was stopped before it had an answer. Try again in a few seconds.",
    {"Retry-After": "5"},
)
UNAVAILABLE = Kind(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "unavailable",
    "The library cannot answer now",
    "The library cannot answer now. The server's log says why.",
    {"Retry-After": "5"},
)
UNEXPECTED = Kind(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "unexpected",
    "Something went wrong here",
    "The server's log says what, under {id}.",
)

_OF_ERRORS: Mapping[type[IbidError], Kind] = {
    BadQuestion: BAD_QUESTION,
    UnknownSource: UNKNOWN_SOURCE,
    UnknownConversation: UNKNOWN_CONVERSATION,
    UnknownReply: UNKNOWN_REPLY,
    UnreadableSource: UNREADABLE,
    AddressRefused: ADDRESS_REFUSED,
    NotFetched: NOT_FETCHED,
    LibraryBusy: BUSY,
    IbidError: UNAVAILABLE,
}

_OF_STATUSES: Mapping[int, str] = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address. The addresses are listed at /openapi.json.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method; the header Allow lists those it takes.",
}


class AtTheDoor(HTTPException):
    """A problem that the door itself sees, before the Library is asked."""

    def __init__(self, kind: Kind, detail: str = "") -> None:
        super().__init__(kind.status, detail or kind.says, dict(kind.headers))
        self.kind = kind


class ProblemResponse(JSONResponse):
    """JSON in which a character that UTF-8 cannot hold stands escaped, as JSON allows."""

    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        """The bytes of the body."""
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")


def problem_json(kind: Kind, detail: str = "") -> ProblemJson:
    """The body for a problem of this kind."""
    return {
        "type": f"/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status.value,
        "detail": detail or kind.says,
    }


def unexpected(request_id: str) -> ProblemResponse:
    """What is said of an error that nobody foresaw: nothing but the id to find it by."""
    body = problem_json(UNEXPECTED, UNEXPECTED.says.format(id=request_id))
    return ProblemResponse({**body, "request_id": request_id}, UNEXPECTED.status)


def problem_responses(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """These kinds as the ``responses`` of a route, for OpenAPI."""
    found: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        content = {"schema": {"$ref": _REF.format(model=ProblemJson.__name__)}, "examples": {}}
        response = found.setdefault(
            kind.status.value, {"description": kind.status.phrase, "content": {MEDIA_TYPE: content}}
        )
        response["content"][MEDIA_TYPE]["examples"][kind.slug] = {"summary": kind.title, "value": problem_json(kind)}
    return found


def schemas() -> dict[str, Any]:
    """The shape of a problem, for OpenAPI."""
    schema = TypeAdapter(ProblemJson).json_schema(ref_template=_REF)
    return {**schema.pop("$defs"), ProblemJson.__name__: schema}


def install(app: FastAPI) -> None:
    """Makes ``app`` answer foreseen errors with problems; ``RequestIds``, which it must have, sees to the others."""
    app.add_exception_handler(IbidError, _on_ibid_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(StarletteHTTPException, _on_http_exception)


async def answer_to(request: Request, error: Exception) -> ProblemResponse:
    """The response for a foreseen error: an ``IbidError``, an invalid request, or what the door itself raised."""
    match error:
        case IbidError():
            return await _on_ibid_error(request, error)
        case RequestValidationError():
            return await _on_invalid_request(request, error)
        case _:
            return await _on_http_exception(request, error)


def problem_response(kind: Kind, detail: str = "") -> ProblemResponse:
    """The response for a problem of this kind."""
    return ProblemResponse(problem_json(kind, detail), kind.status, dict(kind.headers))


def problem_of(error: Exception, request_id: str) -> tuple[Kind, str]:
    """The kind of an ``IbidError`` and what may be told of it; what is the server's own business goes to the log."""
    kind = next(_OF_ERRORS[cls] for cls in type(error).__mro__ if cls in _OF_ERRORS)
    if kind.status < 500:
        return kind, str(error)
    cause = error if kind is UNAVAILABLE else None
    logger.error("Request %s: %s", request_id, error, exc_info=cause)
    return kind, ""


async def _on_ibid_error(request: Request, error: Exception) -> ProblemResponse:
    return problem_response(*problem_of(error, request.state.request_id))


async def _on_http_exception(_request: Request, error: Exception) -> ProblemResponse:
    raised = cast("StarletteHTTPException", error)
    if isinstance(raised, AtTheDoor):
        body = problem_json(raised.kind, raised.detail)
    else:
        status = HTTPStatus(raised.status_code)
        detail = _OF_STATUSES.get(status) or f"{raised.detail.rstrip('.')}."
        body: ProblemJson = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    return ProblemResponse(body, raised.status_code, dict(raised.headers or {}))


async def _on_invalid_request(_request: Request, error: Exception) -> ProblemResponse:
    errors = cast("Sequence[dict[str, Any]]", cast("RequestValidationError", error).errors())
    if errors[0]["type"] == "json_invalid":
        detail = f"The body is not JSON: {errors[0]['ctx']['error']} at character {errors[0]['loc'][-1]}."
        return problem_response(NOT_JSON, detail)
    fields = [_field_json(one) for one in errors]
    detail = " ".join(f"{one['field']}: {one['message']}." for one in fields)
    return ProblemResponse({**problem_json(INVALID, detail), "errors": fields}, INVALID.status)


def _field_json(error: Mapping[str, Any]) -> FieldJson:
    """Which field, and what is wrong with it; what was sent is not repeated."""
    where, *path = error["loc"]
    if not path:
        return {"field": where, "message": "Send a JSON object, with the header Content-Type: application/json"}
    message = "There is no field of this name" if error["type"] == "extra_forbidden" else str(error["msg"])
    return {"field": ".".join(map(str, path)), "message": message}
