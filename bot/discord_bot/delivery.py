"""Gets a message through: adds retries to discord.py's, and never makes more edits than Discord allows."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from enum import Enum
from time import monotonic

import aiohttp
import discord

from bot.discord_bot.connection import NotConnected
from bot.discord_bot.message_handles import Place
from bot.discord_bot.timings import Timings
from bot.discord_bot.views import MessageView

logger = logging.getLogger(__name__)


class RetryDecision(Enum):
    """What an error of a request means."""

    AGAIN = "again"
    GONE = "gone"


class Gone(Exception):
    """The place was deleted, or the bot may not write there: trying again would change nothing."""


_TRANSIENT = (discord.DiscordServerError, discord.RateLimited, aiohttp.ClientError, OSError, NotConnected)


def verdict(error: Exception) -> RetryDecision | None:
    """Decides whether to try again; None for a defect of the program rather than an error of a request.

    discord.py raises a TypeError where Discord's proxy answers 429 with a page of HTML, and a RuntimeError where its
    session was closed by a restart.
    """
    if isinstance(error, _TRANSIENT):
        return RetryDecision.AGAIN
    if isinstance(error, discord.HTTPException):
        return RetryDecision.AGAIN if error.status in (408, 429) else RetryDecision.GONE
    if isinstance(error, TypeError) and "string indices" in str(error):
        return RetryDecision.AGAIN
    if isinstance(error, RuntimeError) and "closed" in str(error).lower():
        return RetryDecision.AGAIN
    return None


async def persist(attempt: Callable[[], Awaitable[None]], until: float, timings: Timings) -> None:
    """Tries until it works or ``until`` (of ``monotonic``) has passed; raises ``Gone`` where it cannot work."""
    pause = timings.first_retry
    while True:
        try:
            async with asyncio.timeout(timings.request):
                await attempt()
        except Exception as error:
            decision = verdict(error)
            if decision is None:
                raise
            if decision is RetryDecision.GONE or monotonic() + pause > until:
                raise Gone(repr(error)) from error
        else:
            return
        await asyncio.sleep(pause * random.uniform(0.7, 1.3))  # noqa: S311 - a spread, not a secret
        pause = min(2 * pause, timings.longest_retry)


class Showing:
    """What is to be seen at a Place. Views that come faster than edits may are skipped, except for the last."""

    def __init__(self, place: Place, timings: Timings) -> None:
        self._place = place
        self._timings = timings
        self._shown: MessageView | None = None
        self._wanted: MessageView | None = None
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._gone: str | None = None
        self._finishing = False

    @property
    def place(self) -> Place:
        """Where it is shown."""
        return self._place

    def offer(self, view: MessageView) -> None:
        """Shows this next, unless something newer comes before it can be; what comes after the last is too late."""
        if self._finishing:
            return
        self._wanted = view
        self._changed.set()
        if self._task is None:
            self._task = asyncio.create_task(self._keep_showing())

    async def finish(self, view: MessageView, until: float) -> bool:
        """Shows this last, after whatever is on its way; whether it could be shown."""
        self._finishing = True
        await self._pause()
        if self._gone:
            return False
        if view == self._shown:
            return True
        try:
            await persist(lambda: self._place.show(view), until, self._timings)
        except Gone as error:
            self._note(error)
            return False
        self._shown = view
        return True

    async def _pause(self) -> None:
        """Waits for an edit that is on its way, so that it cannot arrive after the next; then shows no more."""
        task, self._task, self._wanted = self._task, None, None
        if task is None:
            return
        self._changed.set()
        await asyncio.wait([task], timeout=self._timings.request)
        task.cancel()

    async def go_on_at(self, place: Place) -> None:
        """Shows the answer elsewhere from here on."""
        await self._pause()
        self._place, self._shown, self._gone = place, None, None
        self._finishing = False

    async def _keep_showing(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            view, self._wanted = self._wanted, None
            if view is None or self._gone:
                return
            if view != self._shown:
                await self._try(view)
                if await self._rest():
                    return

    async def _rest(self) -> bool:
        """Keeps the distance between edits; whether it was cut short because the last MessageView is waiting."""
        task = asyncio.current_task()
        end = monotonic() + self._place.pace(self._timings)
        while (left := end - monotonic()) > 0:
            if self._task is not task:
                return True
            await asyncio.sleep(min(left, 0.05))
        return False

    async def _try(self, view: MessageView) -> None:
        """Makes one attempt; the next view makes up for a failure."""
        try:
            await self._place.show(view)
        except Exception as error:
            decision = verdict(error)
            if decision is None:
                logger.exception("A progress message could not be made")
            elif decision is RetryDecision.GONE:
                self._note(error)
        else:
            self._shown = view

    def _note(self, error: Exception) -> None:
        if not self._gone:
            self._gone = repr(error)
            logger.warning("Gave up showing an answer at %s: %s", self._place, self._gone)
