"""Asks an Ibid elsewhere over HTTP, so that bots and answerers scale apart."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Collection
from typing import Annotated, Any, TypeVar, cast
from urllib.parse import quote

import httpx
from opentelemetry import propagate
from pydantic import Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from bot import logs
from bot.discord_bot.answering import Added, CannotAdd, OnClaims, ServiceUnavailable
from bot.discord_bot.render import ReplyJson
from retrieval.questions import BadQuestion, UnknownSource
from retrieval.settings import Settings
from retrieval.wire.replies import AnswerJson, ClaimJson, RefusalJson
from retrieval.wire.sources import ListedJson
from retrieval.wire.talk import ClaimEventJson

Parsed = TypeVar("Parsed")

_REPLY: TypeAdapter[ReplyJson] = TypeAdapter(Annotated[AnswerJson | RefusalJson, Field(discriminator="status")])
_CLAIM = TypeAdapter(ClaimEventJson)
_STREAM = "text/event-stream"
_CONNECT_SECONDS = 5.0
_READ_SECONDS = 30 * 60.0


class _Sources(TypedDict):
    sources: list[ListedJson]


class _Added(TypedDict):
    source_id: str | None
    title: str | None
    state: str
    passages: int
    footnotes: int
    unresolved: list[dict[str, Any]]


_SOURCES = TypeAdapter(_Sources)
_ADDED = TypeAdapter(_Added)


class Remote:
    """An Ibid at ``IBID_URL``. Where it streams, Claims are passed on as they arrive."""

    def __init__(self, settings: Settings) -> None:
        key = settings.url_key.get_secret_value()
        self._client = httpx.AsyncClient(
            base_url=settings.url.rstrip("/"),
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(_READ_SECONDS, connect=_CONNECT_SECONDS),
        )

    async def ask(
        self, question: str, conversation_id: str, source_ids: Collection[str] | None, on_claims: OnClaims
    ) -> ReplyJson:
        """The Reply of the Ibid elsewhere."""
        body: dict[str, object] = {"question": question, "conversation_id": conversation_id}
        if source_ids is not None:
            body["source_ids"] = list(source_ids)
        headers = {"Accept": f"{_STREAM}, application/json;q=0.9"}
        if name := logs.request_id():
            headers["X-Request-ID"] = name  # so that its log and this one tell of the same question
        propagate.inject(headers)
        try:
            async with self._client.stream("POST", "/ask", json=body, headers=headers) as response:
                if response.headers.get("content-type", "").startswith(_STREAM) and response.is_success:
                    return await _streamed(response, on_claims)
                await response.aread()
                _raise_for(response)
                return _parsed(_REPLY, response.content)
        except httpx.HTTPError as error:
            raise ServiceUnavailable(f"No answer from IBID_URL: {error!r}") from error

    async def sources(self) -> list[ListedJson]:
        """All Sources by title."""
        return _parsed(_SOURCES, (await self._send("GET", "/sources")).content)["sources"]

    async def add_file(self, name: str, data: bytes) -> Added:
        """Uploads the file."""
        return _added(await self._send("POST", "/sources", files={"file": (name, data)}))

    async def add_url(self, url: str) -> Added:
        """Has the page fetched there."""
        return _added(await self._send("POST", "/sources", json={"url": url}))

    async def remove(self, source_id: str) -> None:
        """Takes the Source out there."""
        await self._send("DELETE", f"/sources/{quote(source_id, safe='')}")

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        try:
            response = await self._client.request(method, path, **content)
        except httpx.HTTPError as error:
            raise ServiceUnavailable(f"No answer from IBID_URL: {error!r}") from error
        _raise_for(response)
        return response


def _raise_for(response: httpx.Response) -> None:
    """Raises what a Library in this process would have raised; a 5xx says nothing that users should read."""
    if response.is_success:
        return
    problem = _problem(response)
    detail, kind = str(problem.get("detail", "")), str(problem.get("type", ""))
    if kind.endswith("/bad-question"):
        raise BadQuestion(detail)
    if kind.endswith("/unknown-source"):
        raise UnknownSource(detail)
    if response.request.url.path.endswith("/sources") and 400 <= response.status_code < 500 and detail:
        raise CannotAdd(detail)
    raise ServiceUnavailable(f"IBID_URL answered {response.status_code}: {detail[:500]}")


def _problem(response: httpx.Response) -> dict[str, object]:
    try:
        found = cast("object", response.json())
    except ValueError:
        return {}
    return cast("dict[str, object]", found) if isinstance(found, dict) else {}


def _parsed(shape: TypeAdapter[Parsed], data: bytes | str) -> Parsed:
    try:
        return shape.validate_json(data)
    except ValidationError as error:
        raise ServiceUnavailable(f"IBID_URL sent what is no Ibid's: {error.error_count()} fields are wrong") from error


def _added(response: httpx.Response) -> Added:
    found = _parsed(_ADDED, response.content)
    return Added(
        found["source_id"] or "",
        found["title"] or "",
        found["state"],
        found["passages"],
        found["footnotes"],
        len(found["unresolved"]),
    )


async def _streamed(response: httpx.Response, on_claims: OnClaims) -> ReplyJson:
    """Reads the events ``claim``, ``reply`` and ``error``; others are left for those who want them."""
    claims: list[ClaimJson] = []
    async for name, data in _events(response):
        if name == "claim":
            claim = _parsed(_CLAIM, data)
            claims.append({"text": claim["text"], "citations": [one["number"] for one in claim["citations"]]})
            on_claims(tuple(claims))
        elif name == "reply":
            return _parsed(_REPLY, data)
        elif name == "error":
            problem = cast("dict[str, object]", json.loads(data))
            if str(problem.get("type", "")).endswith("/bad-question"):
                raise BadQuestion(str(problem.get("detail", "")))
            raise ServiceUnavailable(f"IBID_URL: {str(problem.get('detail', ''))[:500]}")
    raise ServiceUnavailable("IBID_URL ended the stream without a reply")


async def _events(response: httpx.Response) -> AsyncIterator[tuple[str, str]]:
    """Server-sent events: name and data. https://html.spec.whatwg.org/multipage/server-sent-events.html"""
    name, data = "message", list[str]()
    async for line in response.aiter_lines():
        field, _, value = line.partition(":")
        if not line:
            if data:
                yield name, "\n".join(data)
            name, data = "message", []
        elif field == "event":
            name = value.removeprefix(" ")
        elif field == "data":
            data.append(value.removeprefix(" "))
