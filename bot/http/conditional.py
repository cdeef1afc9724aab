"""Answers that a caller need not be sent again: an ``ETag`` on each, and 304 where the caller has it (RFC 9110, 13)."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import Response


def documented(responses: dict[int | str, dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route whose answers are ``conditional``, for OpenAPI."""
    tag = {"description": "What to send back in `If-None-Match`.", "schema": {"type": "string"}}
    ok = {**responses[200], "headers": {"ETag": tag}}
    return {**responses, 200: ok, 304: {"description": "What the caller has, by its `If-None-Match`, is still so"}}


def conditional(request: Request, value: object, headers: dict[str, str] | None = None) -> Response:
    """``value`` as JSON, or nothing but 304 where the caller names it in ``If-None-Match``.

    The tag is weak: the same answer may travel compressed or not.
    """
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    tag = f'W/"{sha256(body).hexdigest()[:32]}"'
    sent = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    if {tag, "*"} & _named(request):
        return Response(status_code=304, headers=sent)
    return Response(body, media_type="application/json", headers=sent)


def _named(request: Request) -> set[str]:
    """The tags in ``If-None-Match``, as weak ones: so they are compared (RFC 9110, 13.1.2)."""
    tags = (tag.strip() for tag in request.headers.get("if-none-match", "").split(","))
    return {tag if tag.startswith("W/") or tag == "*" else f"W/{tag}" for tag in tags}
