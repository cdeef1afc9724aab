"""Turns errors into RFC 9457 problem details, statuses included. No other file does.

An error about the request keeps its own text. An error about the server gets the text written here, because its own
may name folders and addresses; the log has it in full.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, NotRequired, cast

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import Receive, Scope, Send
from typing_extensions import TypedDict

from bot.capacity import Overloaded
from bot.http.problem_kinds import (
    ADDRESS_REFUSED,
    BAD_QUESTION,
    BUSY,
    INVALID,
    NOT_FETCHED,
    NOT_JSON,
    OVERLOADED,
    UNAVAILABLE,
    UNEXPECTED,
    UNKNOWN_CONVERSATION,
    UNKNOWN_REPLY,
    UNKNOWN_SOURCE,
    UNREADABLE,
    HttpProblem,
)
from ingest.ingest_errors import AddressRefused, NotFetched, UnreadableSource
from retrieval.conversation.conversation_store import UnknownConversation, UnknownReply
from retrieval.errors import IbidError, LibraryBusy
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


_OF_ERRORS: Mapping[type[IbidError], HttpProblem] = {
    BadQuestion: BAD_QUESTION,
    UnknownSource: UNKNOWN_SOURCE,
    UnknownConversation: UNKNOWN_CONVERSATION,
    UnknownReply: UNKNOWN_REPLY,
    UnreadableSource: UNREADABLE,
    AddressRefused: ADDRESS_REFUSED,
    NotFetched: NOT_FETCHED,
    LibraryBusy: BUSY,
    Overloaded: OVERLOADED,
    IbidError: UNAVAILABLE,
}

_OF_STATUSES: Mapping[int, str] = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address. The addresses are listed at /openapi.json.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method; the header Allow lists those it takes.",
}


class AtTheDoor(HTTPException):
    """A problem of the HTTP request itself, raised before the Library is asked."""

    def __init__(self, kind: HttpProblem, detail: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(kind.status, detail or kind.says, {**kind.headers, **(headers or {})})
        self.kind = kind


class ProblemResponse(JSONResponse):
    """JSON in which a character that UTF-8 cannot hold stands escaped, as JSON allows.

    Under ``/v1`` it also has the member ``error``, the only one that OpenAI's clients look at.
    """

    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        """The bytes of the body."""
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["path"].startswith("/v1/"):
            body = json.loads(bytes(self.body))
            body["error"] = {"message": body["detail"], "type": body["type"], "param": None, "code": None}
            self.body = self.render(body)
            self.headers["Content-Length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


def problem_json(kind: HttpProblem, detail: str = "") -> ProblemJson:
    """Returns the body for a problem of this kind."""
    return {
        "type": f"/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status.value,
        "detail": detail or kind.says,
    }


def unexpected(request_id: str) -> ProblemResponse:
    """Returns the problem for an unforeseen error, with the id under which the log has the cause."""
    body = problem_json(UNEXPECTED, UNEXPECTED.says.format(id=request_id))
    return ProblemResponse({**body, "request_id": request_id}, UNEXPECTED.status)


def problem_responses(*kinds: HttpProblem) -> dict[int | str, dict[str, Any]]:
    """Returns these kinds as the ``responses`` of a route, for OpenAPI."""
    responses: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        content = {"schema": {"$ref": _REF.format(model=ProblemJson.__name__)}, "examples": {}}
        response = responses.setdefault(
            kind.status.value, {"description": kind.status.phrase, "content": {MEDIA_TYPE: content}}
        )
        response["content"][MEDIA_TYPE]["examples"][kind.slug] = {"summary": kind.title, "value": problem_json(kind)}
    return responses


def schemas() -> dict[str, Any]:
    """Returns the shape of a problem, for OpenAPI."""
    schema = TypeAdapter(ProblemJson).json_schema(ref_template=_REF)
    return {**schema.pop("$defs"), ProblemJson.__name__: schema}


def install(app: FastAPI) -> None:
    """Makes ``app`` answer foreseen errors with problems; ``RequestIds``, which it must have, sees to the others."""
    app.add_exception_handler(IbidError, _on_ibid_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(StarletteHTTPException, _on_http_exception)


def problem_response(kind: HttpProblem, detail: str = "") -> ProblemResponse:
    """Returns the response for a problem of this kind."""
    return ProblemResponse(problem_json(kind, detail), kind.status, dict(kind.headers))


def problem_of(error: Exception, request_id: str) -> tuple[HttpProblem, str]:
    """Returns the kind of an ``IbidError`` and its public text; logs the text of errors about the server."""
    kind = next(_OF_ERRORS[cls] for cls in type(error).__mro__ if cls in _OF_ERRORS)
    if isinstance(error, Overloaded):
        return replace(kind, headers={"Retry-After": str(error.seconds)}), str(error)
    if kind.status < 500:
        return kind, str(error)
    cause = error if kind is UNAVAILABLE else None
    logger.error("Request %s: %s", request_id, error, exc_info=cause)
    return kind, ""


def went_wrong(error: Exception, request_id: str) -> ProblemJson:
    """Returns the problem of an error in a stream or a job, which have no status of their own; logs the rest."""
    if isinstance(error, IbidError):
        return problem_json(*problem_of(error, request_id))
    logger.error("Request %s failed while it was being answered", request_id, exc_info=error)
    return problem_json(UNEXPECTED, UNEXPECTED.says.format(id=request_id))


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
    fields = [_field_json(error) for error in errors]
    detail = " ".join(f"{field['field']}: {field['message']}." for field in fields)
    return ProblemResponse({**problem_json(INVALID, detail), "errors": fields}, INVALID.status)


def _field_json(error: Mapping[str, Any]) -> FieldJson:
    """Says which field is wrong, and how; does not repeat what was sent."""
    where, *path = error["loc"]
    if not path:
        return {"field": where, "message": "Send a JSON object, with the header Content-Type: application/json"}
    message = "There is no field of this name" if error["type"] == "extra_forbidden" else str(error["msg"])
    return {"field": ".".join(map(str, path)), "message": message}
