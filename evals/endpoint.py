"""Endpoints to evaluate: a Library in this process, or a running Ibid over HTTP. Both return the contract's JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from http import HTTPStatus
from time import monotonic, sleep
from typing import Protocol, TypeVar
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from evals.eval_errors import AskFailed, EvalImpossible
from evals.trial import ReplyJson
from retrieval.errors import IbidError
from retrieval.library import Library
from retrieval.questions import UnknownSource
from retrieval.retry_after import retry_after
from retrieval.wire.replies import HitJson, SourceHeadJson, hit_json, reply_json
from retrieval.wire.sources import SourceJson

_Shape = TypeVar("_Shape")


class _Found(TypedDict):
    hits: tuple[HitJson, ...]


class _Listed(TypedDict):
    sources: list[SourceHeadJson]


_REPLY: TypeAdapter[ReplyJson] = TypeAdapter(ReplyJson)
_SOURCE: TypeAdapter[SourceJson] = TypeAdapter(SourceJson)
_LIST: TypeAdapter[_Listed] = TypeAdapter(_Listed)
_FOUND: TypeAdapter[_Found] = TypeAdapter(_Found)
_SECONDS = 120.0
_COME_BACK = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_LEAST_WAIT = 0.1
HITS = 20
"""Hits to look at: as many as an answerer sees."""
_SOURCES_KEPT = 128


class Endpoint(Protocol):
    """Answers questions and shows its Sources; any number of threads may use it."""

    def ask(self, question: str, conversation: str | None = None) -> ReplyJson:
        """Returns the Reply, in a Conversation where its id is given.

        Raises ``AskFailed``, and ``EvalImpossible`` where further questions are pointless.
        """
        ...

    def hits(self, question: str, /) -> tuple[HitJson, ...] | None:
        """Returns the first ``HITS`` of search, or None without permission to search; raises like ``ask``."""
        ...

    def text(self, source_id: str, /) -> str | None:
        """Returns the canonical text of a Source, or None for an unknown one; raises like ``ask``."""
        ...

    def words(self, source_id: str, /) -> str | None:
        """Returns the text of a Source and its notes, or None for an unknown one; raises like ``ask``."""
        ...

    def source_ids(self) -> Sequence[str]:
        """Returns the ids of all Sources; raises like ``ask``."""
        ...


class InProcess:
    """A Library in this process."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def ask(self, question: str, conversation: str | None = None) -> ReplyJson:
        """Returns the Reply of ``library.ask``."""
        try:
            return reply_json(self._library.ask(question, conversation_id=conversation))
        except IbidError as error:
            raise AskFailed(str(error)) from error

    def hits(self, question: str) -> tuple[HitJson, ...]:
        """Returns the Hits of ``library.search``."""
        try:
            return tuple(hit_json(hit) for hit in self._library.search(question, HITS))
        except IbidError as error:
            raise AskFailed(str(error)) from error

    def text(self, source_id: str) -> str | None:
        """Returns the text as the Library holds it."""
        try:
            return self._library.source(source_id).text
        except UnknownSource:
            return None

    def words(self, source_id: str) -> str | None:
        """Returns the text and the notes as the Library holds them."""
        try:
            source = self._library.source(source_id)
        except UnknownSource:
            return None
        return "\n".join((source.text, *(" ".join((note.text, *note.urls)) for note in source.footnotes)))

    def source_ids(self) -> Sequence[str]:
        """Returns the ids of all Sources."""
        return [listed.id for listed in self._library.sources()]


class OverHttp:
    """A running Ibid at ``client.base_url``. Its responses are checked against the contract."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._source = lru_cache(_SOURCES_KEPT)(self._read)
        self.source_ids = lru_cache(1)(self._listed)

    def ask(self, question: str, conversation: str | None = None) -> ReplyJson:
        """Returns the Reply of ``POST /ask``."""
        body = {"question": question, **({"conversation_id": conversation} if conversation else {})}
        response = self._send(lambda: self._client.post("/ask", json=body))
        if not response.is_success:
            raise AskFailed(f"HTTP {response.status_code} from /ask")
        return _parsed(_REPLY, response)

    def hits(self, question: str) -> tuple[HitJson, ...] | None:
        """Returns the Hits of ``POST /search``, or None where it fails: the other metrics do not need them."""
        try:
            response = self._send(lambda: self._client.post("/search", json={"question": question, "limit": HITS}))
            return _parsed(_FOUND, response)["hits"] if response.is_success else None
        except AskFailed:
            return None

    def text(self, source_id: str) -> str | None:
        """Returns the text of ``GET /sources/{id}``."""
        source = self._source(source_id)
        return None if source is None else source["text"]

    def words(self, source_id: str) -> str | None:
        """Returns the text and the notes of ``GET /sources/{id}``."""
        source = self._source(source_id)
        if source is None:
            return None
        return "\n".join((source["text"], *(" ".join((note["text"], *note["urls"])) for note in source["footnotes"])))

    def _listed(self) -> Sequence[str]:
        """Returns the ids of the first page of ``GET /sources``, which holds as many as anybody looks through."""
        response = self._send(lambda: self._client.get("/sources"))
        if not response.is_success:
            raise AskFailed(f"HTTP {response.status_code} from /sources")
        return [source["id"] for source in _parsed(_LIST, response)["sources"]]

    def _read(self, source_id: str) -> SourceJson | None:
        response = self._send(lambda: self._client.get(f"/sources/{quote(source_id, safe='')}"))
        if response.status_code == HTTPStatus.NOT_FOUND:
            return None
        if not response.is_success:
            raise AskFailed(f"HTTP {response.status_code} from /sources")
        return _parsed(_SOURCE, response)

    def _send(self, request: Callable[[], httpx.Response]) -> httpx.Response:
        """Sends a request, and again after the server's Retry-After (429, 503) while there is time."""
        until = monotonic() + _SECONDS
        while True:
            response = self._sent(request)
            wait = retry_after(response.headers) if response.status_code in _COME_BACK else None
            if wait is None or monotonic() + wait > until:
                return response
            sleep(max(wait, _LEAST_WAIT))

    def _sent(self, request: Callable[[], httpx.Response]) -> httpx.Response:
        """Sends a request; raises ``EvalImpossible`` where every further one would fail in the same way."""
        try:
            response = request()
        except httpx.ConnectError as error:
            address = self._client.base_url
            raise EvalImpossible(
                f"Nothing answers at {address}: {error}. Start the server, or correct --url."
            ) from None
        except httpx.TimeoutException:
            raise AskFailed(f"no reply within {_SECONDS:.0f} seconds") from None
        except httpx.HTTPError as error:
            raise AskFailed(f"the connection failed: {error}") from None
        if response.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            address = self._client.base_url
            raise EvalImpossible(
                f"{address} refuses questions (HTTP {response.status_code}). Set IBID_URL_KEY to one of its keys."
            )
        return response


def http_client(url: str, key: str = "") -> httpx.Client:
    """Returns a client for the Ibid at ``url`` with its key; raises ``EvalImpossible`` for an invalid address."""
    if not url.startswith(("http://", "https://")):
        raise EvalImpossible(f"--url {url!r} is not a web address; give one such as http://127.0.0.1:8000.")
    try:
        return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"} if key else {}, timeout=_SECONDS)
    except httpx.InvalidURL as error:
        raise EvalImpossible(f"--url {url!r} is not a web address: {error}.") from None


def _parsed(shape: TypeAdapter[_Shape], response: httpx.Response) -> _Shape:
    try:
        return shape.validate_json(response.content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise AskFailed(f"the response breaks the contract: {place}: {first['msg']}") from None
