"""Asks another Ibid over HTTP, so that bots and answerers scale apart."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from time import monotonic
from typing import Annotated, Any, TypeVar, cast
from urllib.parse import quote

import httpx
from opentelemetry import propagate
from pydantic import Field, TypeAdapter, ValidationError

from bot import logs
from bot.discord_bot import strings
from bot.discord_bot.backend import AddedMany, CannotAdd, OnClaims, ServiceUnavailable, TooManySources
from bot.discord_bot.render import ReplyJson
from bot.http.jobs import Job
from bot.http.outcomes import AddedJson
from bot.http.routes.ask_routes import MOST_SOURCES
from bot.http.routes.source_routes import ListJson
from bot.settings import ServiceSettings
from retrieval.conversation.conversation_store import UnknownConversation
from retrieval.questions import BadQuestion, UnknownSource
from retrieval.wire.gaps_json import GapsJson
from retrieval.wire.replies import AnswerJson, ClaimJson, RefusalJson
from retrieval.wire.sources import ListedJson
from retrieval.wire.stream_events import ClaimEventJson

Parsed = TypeVar("Parsed")

_REPLY: TypeAdapter[ReplyJson] = TypeAdapter(Annotated[AnswerJson | RefusalJson, Field(discriminator="status")])
_CLAIM = TypeAdapter(ClaimEventJson)
_SOURCES = TypeAdapter(ListJson)
_ADDED = TypeAdapter(AddedJson)
_JOB = TypeAdapter(Job)
_GAPS = TypeAdapter(GapsJson)
_STREAM = "text/event-stream"
_CONNECT_SECONDS = 5.0
_READ_SECONDS = 30 * 60.0
_JOB_SECONDS = 10 * 60.0
"""How long the bot waits for a bulk file: the interaction's token, which shows the result, lives little longer."""
_JOB_PAUSE = 0.5


class RemoteBackend:
    """An Ibid at ``IBID_URL``. Where it streams, Claims are passed on as they arrive."""

    def __init__(self, settings: ServiceSettings, job_seconds: float = _JOB_SECONDS) -> None:
        self._job_seconds = job_seconds
        # A setting may list several keys, separated by commas; a header holds one of them.
        key = settings.url_key.get_secret_value().strip(", ").partition(",")[0].rstrip()
        self._client = httpx.AsyncClient(
            base_url=settings.url.rstrip("/"),
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(_READ_SECONDS, connect=_CONNECT_SECONDS),
        )

    async def ask(
        self,
        question: str,
        conversation_id: str,
        source_ids: Collection[str] | None,
        on_claims: OnClaims,
        *,
        as_typed: bool = False,
    ) -> ReplyJson:
        """Returns the other Ibid's Reply."""
        body: dict[str, object] = {"question": question, "conversation_id": conversation_id}
        if as_typed:
            body["as_typed"] = True
        if source_ids is not None:
            if len(source_ids) > MOST_SOURCES:
                raise TooManySources(strings.too_many_sources(MOST_SOURCES))
            body["source_ids"] = list(source_ids)
        headers = {"Accept": f"{_STREAM}, application/json;q=0.9"}
        if name := logs.request_id():
            headers["X-Request-ID"] = name  # so that both logs name the same question
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

    async def judge(self, reply_id: str, verdict: str, comment: str = "", nearest: int | None = None) -> None:
        """Has the verdict kept there."""
        body: dict[str, object] = {"reply_id": reply_id, "verdict": verdict, "comment": comment}
        await self._send("POST", "/feedback", json=body if nearest is None else {**body, "nearest": nearest})

    async def gaps(self) -> GapsJson:
        """Returns the other Ibid's gaps."""
        return _parsed(_GAPS, (await self._send("GET", "/gaps")).content)

    async def forget(self, conversation_id: str) -> None:
        """Has the Conversation deleted there."""
        with suppress(UnknownConversation):
            await self._send("DELETE", f"/conversations/{quote(conversation_id, safe='')}")

    async def sources(self) -> list[ListedJson]:
        """Returns all Sources by title."""
        page = _parsed(_SOURCES, (await self._send("GET", "/sources")).content)
        sources = page["sources"]
        while page["next"] is not None:
            page = _parsed(_SOURCES, (await self._send("GET", "/sources", params={"after": page["next"]})).content)
            sources += page["sources"]
        return sources

    async def add_file(self, name: str, data: bytes) -> AddedJson | AddedMany:
        """Uploads the file; waits for the job where the file has a Source in each line."""
        response = await self._send("POST", "/sources", files={"file": (name, data)})
        if response.status_code == 202:
            return await self._done(response.headers.get("location", ""))
        return _parsed(_ADDED, response.content)

    async def add_url(self, url: str) -> AddedJson:
        """Has the page fetched there."""
        return _parsed(_ADDED, (await self._send("POST", "/sources", json={"url": url})).content)

    async def remove(self, source_id: str) -> None:
        """Takes the Source out there."""
        await self._send("DELETE", f"/sources/{quote(source_id, safe='')}")

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def _done(self, path: str) -> AddedMany:
        until = monotonic() + self._job_seconds
        while not (job := _parsed(_JOB, (await self._send("GET", path)).content)).over:
            if monotonic() > until:
                raise CannotAdd(strings.still_adding(job.name))
            await asyncio.sleep(_JOB_PAUSE)
        if job.problem:
            raise CannotAdd(job.problem["detail"])
        return AddedMany(job.counts, job.errors[0].error if job.errors else None)

    async def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        try:
            response = await self._client.request(method, path, **content)
        except httpx.HTTPError as error:
            raise ServiceUnavailable(f"No answer from IBID_URL: {error!r}") from error
        _raise_for(response)
        return response


def _raise_for(response: httpx.Response) -> None:
    """Raises what a Library in this process would raise; the text of a 5xx is not for users."""
    if response.is_success:
        return
    problem = _problem(response)
    detail, kind = str(problem.get("detail", "")), str(problem.get("type", ""))
    if kind.endswith("/bad-question"):
        raise BadQuestion(detail)
    if kind.endswith("/unknown-source"):
        raise UnknownSource(detail)
    if kind.endswith("/unknown-conversation"):
        raise UnknownConversation
    if response.request.url.path.endswith("/sources") and 400 <= response.status_code < 500 and detail:
        raise CannotAdd(detail)
    raise ServiceUnavailable(f"IBID_URL answered {response.status_code}: {detail[:500]}")


def _problem(response: httpx.Response) -> dict[str, object]:
    try:
        body = cast("object", response.json())
    except ValueError:
        return {}
    return cast("dict[str, object]", body) if isinstance(body, dict) else {}


def _parsed(shape: TypeAdapter[Parsed], data: bytes | str) -> Parsed:
    try:
        return shape.validate_json(data)
    except ValidationError as error:
        raise ServiceUnavailable(
            f"IBID_URL did not send what Ibid sends: {error.error_count()} fields are wrong"
        ) from error


async def _streamed(response: httpx.Response, on_claims: OnClaims) -> ReplyJson:
    """Reads the events ``claim``, ``reply`` and ``error``; others are left for those who want them."""
    claims: list[ClaimJson] = []
    async for name, data in _events(response):
        if name == "claim":
            claim = _parsed(_CLAIM, data)
            claims.append({"text": claim["text"], "citations": [citation["number"] for citation in claim["citations"]]})
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
