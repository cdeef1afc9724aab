"""Who may come in at all, told by the headers alone: a key where one is asked for, and else no page of another site.

A page on the internet can have a user's browser send requests to this machine, and read the answers if its own name is
made to lead here (DNS rebinding). Where no key is asked for, a request therefore has to name this server by a number,
as ``localhost`` or by a name in the settings, and come from a page of this server or a site that CORS lets in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.http.opened_by_browsers import opens_a_source
from bot.http.problem_details import AtTheDoor, problem_of, problem_response
from bot.http.problem_kinds import CROSS_SITE, KEY_NEEDED
from bot.key_file import BadKey
from bot.key_file import Scope as KeyScope
from bot.keys import Keys, bearer
from bot.settings import ServiceSettings

_NOBODYS_SITE = re.compile(r"(?:localhost|[\d.]+|\[[\da-f:.]+\])(?::\d+)?", re.IGNORECASE)
"""A ``Host`` that is no domain: one could be made to lead here, and its pages would then seem to be ours."""
_PUBLIC = ("/health/", "/page/")
_PUBLIC_PATHS = frozenset(("/", "/openapi.json"))
"""What needs no key: whether the server is well, the page to give a key to, and the description. A browser that opens
a source needs none either: it is sent to the page."""
_STRANGE_NAME = (
    "This server is not known by the name in the header Host. Use its address, or name it in IBID_HOSTS if it is yours."
)


class Doorkeeper:
    """Rejects strangers before a byte of their body is read and before they take a place."""

    def __init__(self, app: ASGIApp, keys: Keys, settings: ServiceSettings) -> None:
        self._app = app
        self._keys = keys
        self._hosts = _listed(settings.hosts)
        self._sites = _listed(settings.cors_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] == "http":
            try:
                self._check(HTTPConnection(scope), scope)
            except AtTheDoor as refused:
                await problem_response(refused.kind, refused.detail)(scope, receive, send)
                return
            except BadKey as error:
                await problem_response(*problem_of(error, scope["state"]["request_id"]))(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _check(self, request: HTTPConnection, scope: Scope) -> None:
        if self._keys.is_known(bearer(request)):
            return
        if self._keys.is_locked(KeyScope.ASK):
            if scope["method"] != "OPTIONS" and not _is_public(scope["path"]) and not opens_a_source(request):
                raise AtTheDoor(KEY_NEEDED)
            return
        host = request.headers.get("host", "").lower()
        if not (_NOBODYS_SITE.fullmatch(host) or host.rpartition(":")[0] in self._hosts or host in self._hosts):
            raise AtTheDoor(CROSS_SITE, _STRANGE_NAME)
        if not is_own(request.headers) and request.headers.get("origin") not in self._sites and "*" not in self._sites:
            raise AtTheDoor(CROSS_SITE)


def is_own(headers: Mapping[str, str]) -> bool:
    """Whether no page sent this, as far as its browser says, or one of this server."""
    origin, host = headers.get("origin"), headers.get("host", "").lower()
    return origin is None or origin in (f"http://{host}", f"https://{host}")


def _is_public(path: str) -> bool:
    return path in _PUBLIC_PATHS or path.startswith(_PUBLIC)


def _listed(names: str) -> frozenset[str]:
    return frozenset(name.strip().rstrip("/").lower() for name in names.split(",") if name.strip())
