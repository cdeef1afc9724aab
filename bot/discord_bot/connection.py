"""What reaches Discord: the client of the moment, which a restart replaces, and a session that stays."""

from __future__ import annotations

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord_bot.bot_health import Health
from bot.settings import ServiceSettings
from retrieval.errors import IbidError

_ANSWER_SECONDS = 20
"""How long Discord may take to answer a request of an interaction's token."""


class NotConnected(IbidError):
    """There is no client that has logged in."""


class Connection:
    """Gives answers the current client: they outlive the client that their question came through."""

    def __init__(self, health: Health) -> None:
        self._client: discord.AutoShardedClient | None = None
        self._session: aiohttp.ClientSession | None = None
        self._trace = health.trace

    @property
    def client(self) -> discord.AutoShardedClient:
        """The client that is logged in; raises ``NotConnected``."""
        if self._client is None or self._client.is_closed():
            raise NotConnected("The bot is not connected to Discord.")
        return self._client

    @property
    def session(self) -> aiohttp.ClientSession:
        """The session for tokens of interactions, which need no login."""
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
            self._session = aiohttp.ClientSession(timeout=timeout, trace_configs=[self._trace()])
        return self._session

    def use(self, client: discord.AutoShardedClient | None) -> None:
        """From here on this is the client, or there is none."""
        self._client = client

    async def close(self) -> None:
        """Closes the session; the client is closed by its supervisor."""
        if self._session is not None:
            await self._session.close()


def point_at(settings: ServiceSettings) -> None:
    """Has discord.py talk to ``IBID_DISCORD_API_BASE`` and ``IBID_DISCORD_GATEWAY_URL`` where these are set."""
    if settings.discord_api_base:
        Route.BASE = settings.discord_api_base.rstrip("/")
    if settings.discord_gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)
