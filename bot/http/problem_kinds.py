"""The kinds of problems that HTTP answers name: a slug for programs, a title and a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class HttpProblem:
    """A kind of problem. ``says`` is the detail where the occasion has none of its own."""

    status: HTTPStatus
    slug: str
    title: str
    says: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


NOT_JSON = HttpProblem(HTTPStatus.BAD_REQUEST, "not-json", "The body is not JSON", "The body is not JSON.")
NOT_SUPPORTED = HttpProblem(
    HTTPStatus.BAD_REQUEST,
    "not-supported",
    "A parameter is not supported",
    "A parameter asks for what a library cannot do, such as calling tools. Leave it out.",
)
KEY_NEEDED = HttpProblem(
    HTTPStatus.UNAUTHORIZED,
    "key-needed",
    "A valid key is needed",
    "Send a valid key in the header `Authorization: Bearer KEY`.",
    {"WWW-Authenticate": 'Bearer realm="ibid"'},
)
ADMIN_KEY_NEEDED = HttpProblem(
    HTTPStatus.FORBIDDEN,
    "admin-key-needed",
    "An admin key is needed",
    "This key may ask, but not change the library. Use an admin key.",
    {"WWW-Authenticate": 'Bearer realm="ibid", error="insufficient_scope"'},
)
CROSS_SITE = HttpProblem(
    HTTPStatus.FORBIDDEN,
    "cross-site",
    "Another site's page asked for this",
    "A page of another site needs a key to ask here, and an admin key to change the library.",
)
SLOW_BODY = HttpProblem(
    HTTPStatus.REQUEST_TIMEOUT,
    "slow-body",
    "The body arrived too slowly",
    "The body arrived too slowly. Send it again, without pauses.",
    {"Connection": "close"},
)
UNKNOWN_SOURCE = HttpProblem(
    HTTPStatus.NOT_FOUND, "unknown-source", "There is no such source", "There is no such source."
)
UNKNOWN_CONVERSATION = HttpProblem(
    HTTPStatus.NOT_FOUND,
    "unknown-conversation",
    "There is no such conversation",
    "There is no such conversation, or it was deleted.",
)
UNKNOWN_REPLY = HttpProblem(
    HTTPStatus.NOT_FOUND,
    "unknown-reply",
    "There is no such reply",
    "There is no such reply, or it was deleted.",
)
UNKNOWN_PROBLEM = HttpProblem(
    HTTPStatus.NOT_FOUND,
    "unknown-problem",
    "No such kind of problem",
    "There is no kind of problem of this name. The page of any other kind lists them all.",
)
TOO_LARGE = HttpProblem(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", "The body is too large", "The body is too large."
)
NOT_MULTIPART = HttpProblem(
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "not-multipart",
    "The upload is not a form",
    'Send a file as multipart/form-data, in a field named `file`, or {"url": …} as application/json.',
)
BAD_QUESTION = HttpProblem(
    HTTPStatus.UNPROCESSABLE_ENTITY, "bad-question", "The question cannot be asked", "The question cannot be asked."
)
UNREADABLE = HttpProblem(
    HTTPStatus.UNPROCESSABLE_ENTITY, "unreadable-source", "The file cannot be read", "The file cannot be read."
)
ADDRESS_REFUSED = HttpProblem(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    "address-refused",
    "The address may not be fetched",
    "Ibid does not fetch this address.",
)
NOT_FETCHED = HttpProblem(
    HTTPStatus.UNPROCESSABLE_ENTITY, "not-fetched", "The page could not be fetched", "The page could not be fetched."
)
INVALID = HttpProblem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request", "A field is wrong", "A field is wrong.")
TOO_MANY = HttpProblem(
    HTTPStatus.TOO_MANY_REQUESTS,
    "too-many-requests",
    "Too many requests",
    "You have sent too many requests. The header Retry-After says how many seconds to wait.",
)
TOO_MANY_AT_ONCE = HttpProblem(
    HTTPStatus.TOO_MANY_REQUESTS,
    "too-many-at-once",
    "Too many requests at once",
    "You have too many requests open at once. Wait for an answer before you send the next.",
    {"Retry-After": "1"},
)
OVERLOADED = HttpProblem(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "overloaded",
    "The server is overloaded",
    "The server is answering as many requests as it can. Try again in a second.",
    {"Retry-After": "1"},
)
BUSY = HttpProblem(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "library-busy",
    "The library is being changed",
    "Someone else is changing the library. Try again in a few seconds.",
    {"Retry-After": "5"},
)
TOO_SLOW = HttpProblem(
    HTTPStatus.GATEWAY_TIMEOUT,
    "too-slow",
    "The answer took too long",
    "The answer did not come in time. Ask something narrower, or try again later.",
)
UNKNOWN_JOB = HttpProblem(
    HTTPStatus.NOT_FOUND,
    "unknown-job",
    "There is no such job",
    "There is no such job, or it ended long ago and its record was deleted.",
)
KEY_REUSED = HttpProblem(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    "idempotency-key-reused",
    "The Idempotency-Key belongs to another upload",
    "This Idempotency-Key was sent with another upload before. Use a new one for each upload.",
)
STILL_UNDER_WAY = HttpProblem(
    HTTPStatus.CONFLICT,
    "still-under-way",
    "The same upload is still running",
    "An upload with this Idempotency-Key is still running. Look at its job, or try again in a few seconds.",
    {"Retry-After": "5"},
)
STOPPING = HttpProblem(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "stopping",
    "The server is stopping",
    "The server was stopped before it had an answer. Try again in a few seconds.",
    {"Retry-After": "5"},
)
UNAVAILABLE = HttpProblem(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "unavailable",
    "The library cannot answer now",
    "The library cannot answer now. The server's log says why.",
    {"Retry-After": "5"},
)
UNEXPECTED = HttpProblem(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "unexpected",
    "Something went wrong here",
    "The server's log has the cause, with the id {id}.",
)

PROBLEMS: tuple[HttpProblem, ...] = (
    NOT_JSON,
    NOT_SUPPORTED,
    KEY_NEEDED,
    ADMIN_KEY_NEEDED,
    CROSS_SITE,
    SLOW_BODY,
    UNKNOWN_SOURCE,
    UNKNOWN_CONVERSATION,
    UNKNOWN_REPLY,
    UNKNOWN_PROBLEM,
    TOO_LARGE,
    NOT_MULTIPART,
    BAD_QUESTION,
    UNREADABLE,
    ADDRESS_REFUSED,
    NOT_FETCHED,
    INVALID,
    TOO_MANY,
    TOO_MANY_AT_ONCE,
    OVERLOADED,
    BUSY,
    TOO_SLOW,
    UNKNOWN_JOB,
    KEY_REUSED,
    STILL_UNDER_WAY,
    STOPPING,
    UNAVAILABLE,
    UNEXPECTED,
)
"""Every kind, in the order of its status; ``/problems/{slug}`` explains each."""
