"""Keeps a client running: restarts it after failures, and says what to do where a restart cannot help."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import discord

from bot.discord_bot.bot_health import Health
from bot.discord_bot.client import IbidClient
from bot.discord_bot.connection import Connection
from bot.discord_bot.timings import Timings
from retrieval.errors import IbidError

logger = logging.getLogger(__name__)

_PORTAL = "https://discord.com/developers/applications"
_BAD_TOKEN = 4004
_REFUSED = {
    4010: "The shard is invalid. Set IBID_DISCORD_SHARDS to 0.",
    4011: "Discord wants more shards. Set IBID_DISCORD_SHARDS to 0.",
    4012: "Discord no longer speaks this version of its API. Install a newer discord.py.",
    4013: "Discord does not know an intent that the bot asked for. Install a newer discord.py.",
}
_SETTLED = 60.0
"""A client that ran for so many seconds did well: the next pause is short again."""


class CannotRun(IbidError):
    """Discord refuses the bot, and will again; the message says what to do."""


BAD_TOKEN = (
    f"Discord does not accept IBID_DISCORD_TOKEN. At {_PORTAL} choose the application, then Bot, then Reset Token, and "
    "set IBID_DISCORD_TOKEN to what is shown: the token of the bot, neither the public key nor the client secret."
)
MISSING_INTENT = (
    "IBID_DISCORD_MESSAGE_CONTENT is on, but the application may not read messages. At "
    f"{_PORTAL} choose the application, then Bot, and turn on Message Content Intent; or turn the setting off: "
    "the bot then answers commands, mentions and direct messages alone."
)


class Supervisor:
    """Runs one client after another until ``stop``."""

    def __init__(
        self,
        make_client: Callable[[], IbidClient],
        token: str,
        connection: Connection,
        health: Health,
        timings: Timings,
    ) -> None:
        self._make_client = make_client
        self._token = token
        self._connection = connection
        self._health = health
        self._timings = timings
        self._client: IbidClient | None = None
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Returns after ``stop``; raises ``CannotRun``."""
        pause = self._timings.restart
        clock = asyncio.get_running_loop().time
        while not self._stopping.is_set():
            began = clock()
            await self._run_one()
            self._health.all_down()
            if self._stopping.is_set():
                return
            pause = self._timings.restart if clock() - began > _SETTLED else pause
            self._health.restarts += 1
            await self._wait(pause)
            pause = min(2 * pause, self._timings.longest_restart)

    async def stop(self) -> None:
        """Closes the client, and starts none after it."""
        self._stopping.set()
        if self._client is not None:
            await self._client.close()

    async def _run_one(self) -> None:
        """Runs a client to its end; raises ``CannotRun`` for errors that no restart can mend."""
        client = self._client = self._make_client()
        try:
            async with client:
                await client.start(self._token)
            if not self._stopping.is_set():
                logger.warning("The connection to Discord ended")
        except discord.LoginFailure:
            raise CannotRun(BAD_TOKEN) from None
        except discord.PrivilegedIntentsRequired:
            raise CannotRun(MISSING_INTENT) from None
        except discord.ConnectionClosed as error:
            if error.code == _BAD_TOKEN:
                raise CannotRun(BAD_TOKEN) from None
            if error.code in _REFUSED:
                raise CannotRun(_REFUSED[error.code]) from None
            logger.error("Discord closed the connection: %s", error)  # noqa: TRY400 - the code says it all
        except Exception:
            if not self._stopping.is_set():
                logger.exception("The connection to Discord failed")
        finally:
            self._connection.use(None)
            self._client = None

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            pass
