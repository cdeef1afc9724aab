"""Dependencies of the endpoints: the Library, and checks that the caller may do this."""

from collections.abc import AsyncGenerator
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from bot.capacity import SharedCapacity
from bot.http.doorkeeper import is_own
from bot.http.jobs import Jobs
from bot.http.problem_details import AtTheDoor
from bot.http.problem_kinds import ADMIN_KEY_NEEDED, CROSS_SITE, KEY_NEEDED
from bot.http.prometheus import Metrics
from bot.key_file import Scope
from bot.keys import Keys, bearer
from ingest.web.fetch import Web
from retrieval.library import Library

_bearer = HTTPBearer(
    auto_error=False, description="A key of IBID_API_KEYS or IBID_ADMIN_KEYS; none is needed where these are empty."
)

_Described = Annotated[object, Depends(_bearer)]
"""What puts the header into the description; ``bearer`` is what reads it."""


async def library_of(request: Request) -> Library:
    """Returns the Library that this server serves."""
    return cast("Library", request.app.state.library)


async def web_of(request: Request) -> Web:
    """Returns the fetcher of pages; all requests share it, so that no host is asked too often."""
    return cast("Web", request.app.state.web)


async def jobs_of(request: Request) -> Jobs:
    """Returns the uploads that run in the background."""
    return cast("Jobs", request.app.state.jobs)


async def may_ask(request: Request, _: _Described) -> None:
    """Rejects callers that may not ask."""
    if not _keys(request).may_ask(bearer(request)):
        raise AtTheDoor(KEY_NEEDED)


async def place(request: Request) -> AsyncGenerator[None]:
    """Takes a place until the answer is sent. The body is in by then: FastAPI reads it before it asks for this."""
    async with cast("SharedCapacity", request.app.state.capacity).place():
        yield


async def may_change(request: Request, _: _Described) -> None:
    """Rejects callers that may not change the Library.

    Where no admin key is asked for, a page of another site in this user's own browser could send a form here, even one
    that CORS lets ask. Browsers name the page's site in ``Origin``: it must be this server. ``Doorkeeper`` has seen to
    it that no other site's name leads here.
    """
    keys, key = _keys(request), bearer(request)
    if not keys.may_change(key):
        raise AtTheDoor(ADMIN_KEY_NEEDED if keys.is_known(key) else KEY_NEEDED)
    if not keys.is_locked(Scope.ADMIN) and not is_own(request.headers):
        raise AtTheDoor(CROSS_SITE)


async def metrics_of(request: Request) -> Metrics:
    """The figures of this application."""
    return cast("Metrics", request.app.state.metrics)


OpenedLibrary = Annotated[Library, Depends(library_of)]
OpenedWeb = Annotated[Web, Depends(web_of)]
Uploads = Annotated[Jobs, Depends(jobs_of)]
Measured = Annotated[Metrics, Depends(metrics_of)]


def _keys(request: Request) -> Keys:
    return cast("Keys", request.app.state.keys)
