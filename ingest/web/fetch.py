"""From an address to the bytes behind it, politely and safely: robots.txt, pauses, limits, each redirect checked.

httpx follows redirects and speaks TLS, but its transports open connections of their own; httpcore beneath it takes a
network backend, and ``CheckedBackend`` is where addresses are checked. Proxies of the environment are not used: behind
one, nobody here knows where a connection leads.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

import httpcore
import httpx

from ingest.ingest_errors import NotFetched
from ingest.input import Fetched, Input
from ingest.web.addresses import Address, normal
from ingest.web.connections import CheckedBackend, Deadline
from ingest.web.robots import LIMIT, ROBOT, Robots, Turns
from ingest.web.unpack import ACCEPTED, too_large, unpacked
from retrieval.numbers import number
from retrieval.settings import Settings
from retrieval.storage.entries import Origin
from retrieval.version import ibid_version

HOPS = 10
"""Redirects that are followed."""

_REDIRECTS = (301, 302, 303, 307, 308)
_LONGEST_VALIDATOR = 1000
_NO_DOCUMENTS = ("image/", "audio/", "video/", "font/", "text/css", "text/javascript", "application/javascript")
_SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/markdown": ".md"}
_SENTENCES = {
    401: "The page is not open to everyone",
    402: "The page is not open to everyone",
    403: "The site does not let Ibid have the page",
    404: "There is no such page",
    410: "The page was taken away",
    429: "The site asks for a pause: try again later",
    451: "The page is withheld for legal reasons",
}


@dataclass(frozen=True, slots=True)
class _Answer:
    """What an address answered; without a body unless the status is 200."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes = b""


class Web:
    """Fetches pages. It remembers whom it asked when, and what sites ask of robots; threads may share it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._robots = Robots()
        self._turns = Turns()

    def read(self, address: Address, known: Origin | None = None) -> Input:
        """The page at ``address``; where it still is the version that is ``known``, the Input has its digest alone.

        Raises ``AddressRefused`` and ``NotFetched``.
        """
        fetch = _Fetch(self._settings, lambda: self._tls, known)
        answer = fetch.followed(httpx.URL(normal(address.url)), self._turn)
        if known and answer.status == 304:
            page = _fetched(answer, known)
            return Input(address.url, "", listed_in=address.listed_in, page=page, same_as=known.digest)
        if answer.status != 200:
            raise NotFetched(_sentence(answer.status))
        name = _name(answer)
        return Input(address.url, name, answer.body, listed_in=address.listed_in, page=_fetched(answer))

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Whom to trust: certifi's list, or the one that ``SSL_CERT_FILE`` names. Reading it takes a while."""
        return httpx.create_ssl_context()

    def _turn(self, url: httpx.URL, fetch: _Fetch) -> None:
        """Waits until ``url`` may be fetched; raises where it may not."""
        pause = self._robots.mind(url, fetch.rules)
        wait = self._turns.take(url.host, max(pause, self._settings.fetch_pause_seconds))
        fetch.deadline.pause(wait)


class _Fetch:
    """The fetching of one page, with all the requests it takes, within one deadline."""

    def __init__(self, settings: Settings, tls: Callable[[], ssl.SSLContext], known: Origin | None) -> None:
        self.deadline = Deadline(settings.fetch_seconds)
        self._limit = settings.upload_limit
        self._known = known
        self._backend = CheckedBackend(self.deadline, allow_private=settings.allow_private_addresses)
        self._tls = tls

    def followed(self, url: httpx.URL, before: Callable[[httpx.URL, _Fetch], None] | None) -> _Answer:
        """The answer at the end of all redirects; ``before`` is asked about each address before it is fetched."""
        met: set[str] = set()
        while len(met) <= HOPS:
            if str(url) in met:
                raise NotFetched("The address redirects in a circle.")
            met.add(str(url))
            if before:
                before(url, self)
            answer = self._get(url, self._limit if before else LIMIT, for_page=before is not None)
            if answer.status not in _REDIRECTS:
                return answer
            url = _target(answer)
        raise NotFetched(f"The address redirects more than {HOPS} times.")

    def rules(self, url: httpx.URL) -> tuple[int, bytes]:
        """The status and the text of a site's robots.txt."""
        try:
            answer = self.followed(url, None)
        except NotFetched as error:
            raise type(error)(f"What robots may fetch there cannot be known: {error}") from None
        return answer.status, answer.body

    def _get(self, url: httpx.URL, limit: int, *, for_page: bool) -> _Answer:
        tls = self._tls() if url.scheme == "https" else None
        try:
            with (
                httpcore.ConnectionPool(tls, network_backend=self._backend) as pool,
                pool.stream("GET", _target_of(url), headers=self._headers(url), extensions=_timeouts()) as response,
            ):
                headers = httpx.Headers(response.headers)
                if response.status != 200:
                    return _Answer(url, response.status, headers)
                if for_page:
                    _refuse_no_document(headers)
                if number(headers.get("content-length", "0"), limit + 1) > limit:
                    raise too_large(limit)
                body = unpacked(response.iter_stream(), headers.get("content-encoding", ""), limit)
                return _Answer(url, response.status, headers, body)
        except httpcore.TimeoutException:
            self.deadline.within(None)
            raise NotFetched(f"{url.host} did not answer in time. Try again later.") from None
        except httpcore.ConnectError:
            raise NotFetched(f"{url.host} cannot be reached. Is the address right, and is there a network?") from None
        except (httpcore.NetworkError, httpcore.ProtocolError):
            raise NotFetched(f"{url.host} broke off in the middle of its answer. Try again later.") from None

    def _headers(self, url: httpx.URL) -> list[tuple[bytes, bytes]]:
        stated = {
            "Host": url.netloc.decode(),
            "User-Agent": f"{ROBOT}/{ibid_version()}",
            "Accept": "*/*",
            "Accept-Encoding": ACCEPTED,
        }
        known = self._known
        if known and str(url) == known.location:
            stated |= {"If-None-Match": known.etag or "", "If-Modified-Since": known.last_modified or ""}
        return [(key.encode(), value.encode("latin-1")) for key, value in stated.items() if value]


def _timeouts() -> dict[str, Any]:
    """Seconds that one step may take, within the deadline for all of them."""
    return {"timeout": {"connect": 10.0, "read": 30.0, "write": 30.0}}


def _target_of(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _target(answer: _Answer) -> httpx.URL:
    """Where a redirect leads."""
    try:
        joined = str(answer.url.join(answer.headers["location"]))
    except (KeyError, httpx.InvalidURL, ValueError):
        raise NotFetched("The address redirects, but to no address.") from None
    return httpx.URL(normal(joined))


def _refuse_no_document(headers: httpx.Headers) -> None:
    media_type, _ = _content_type(headers)
    if media_type.startswith(_NO_DOCUMENTS):
        raise NotFetched(f"What is at this address is no document ({media_type}).")


def _content_type(headers: httpx.Headers) -> tuple[str, str | None]:
    """The media type and, where one is stated, the charset."""
    message = Message()
    message["content-type"] = headers.get("content-type", "application/octet-stream")
    charset = message.get_param("charset")
    return message.get_content_type(), charset if isinstance(charset, str) else None


def _fetched(answer: _Answer, known: Origin | None = None) -> Fetched:
    """What the answer says of the page; a 304 need not repeat what is ``known``."""
    etag, modified = (_validator(answer.headers, key) for key in ("etag", "last-modified"))
    return Fetched(
        url=str(answer.url),
        charset=_content_type(answer.headers)[1],
        etag=etag or (known.etag if known else None),
        last_modified=modified or (known.last_modified if known else None),
    )


def _validator(headers: httpx.Headers, key: str) -> str | None:
    value = headers.get(key, "")
    return value if value.isascii() and value.isprintable() and 0 < len(value) <= _LONGEST_VALIDATOR else None


def _name(answer: _Answer) -> str:
    """What a file of this page would be called: the last part of its path, or its host, with the suffix of its type."""
    name = PurePosixPath(unquote(answer.url.path)).name or answer.url.host
    suffix = _SUFFIXES.get(_content_type(answer.headers)[0], "")
    return name if name.lower().endswith(suffix) else name + suffix


def _sentence(status: int) -> str:
    other = "The site is in trouble: try again later" if status >= 500 else "There is no page to be had"
    return f"{_SENTENCES.get(status, other)} (status {status})."
