"""Builds the bot from its parts, for ``ibid discord`` and for ``ibid serve`` with a token."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

from bot.capacity import Capacity
from bot.discord_bot.answer_queue import AnswerQueue
from bot.discord_bot.async_store import Memory
from bot.discord_bot.backend import Backend
from bot.discord_bot.bot_health import Health
from bot.discord_bot.client import IbidClient
from bot.discord_bot.components import Components
from bot.discord_bot.connection import Connection, point_at
from bot.discord_bot.cooldown import Cooldown
from bot.discord_bot.discord_store import Store
from bot.discord_bot.identifying import IdentifyPace
from bot.discord_bot.intake import BotContext
from bot.discord_bot.messages import Messages
from bot.discord_bot.permissions import AllowLists
from bot.discord_bot.supervisor import Supervisor
from bot.discord_bot.timings import Timings
from bot.settings import ServiceSettings

logger = logging.getLogger(__name__)

_FILE = "discord.sqlite3"


class DiscordBot:
    """Everything of the bot that outlives a connection. Made within a running event loop.

    Raises ``MemoryUnusable`` and ``BadIds``.
    """

    def __init__(
        self, settings: ServiceSettings, backend: Backend, capacity: Capacity, timings: Timings | None = None
    ) -> None:
        point_at(settings)
        timings = timings or Timings()
        lists = AllowLists.of(settings)
        self._settings = settings
        self._backend = backend
        self._timings = timings
        self.health = Health()
        self._memory = Memory(Store(settings.folder / _FILE))
        self._connection = Connection(self.health)
        self._queue = AnswerQueue(backend, self._memory, self._connection, capacity, self.health, timings)
        self._context = BotContext(
            queue=self._queue,
            backend=backend,
            memory=self._memory,
            connection=self._connection,
            health=self.health,
            lists=lists,
            per_user=Cooldown(settings.discord_user_rate),
            per_guild=Cooldown(settings.discord_guild_rate),
            timings=timings,
            question_limit=settings.question_limit,
            upload_limit=settings.upload_limit,
            reads_messages=settings.discord_message_content,
        )
        self._messages = Messages(self._context)
        self._components = Components(self._context)
        self._pace = IdentifyPace(timings.identify)
        token = settings.discord_token.get_secret_value()
        self._supervisor = Supervisor(self._client, token, self._connection, self.health, timings)

    @property
    def memory(self) -> Memory:
        """What the bot stores."""
        return self._memory

    async def run(self) -> None:
        """Runs until ``stop``; raises ``CannotRun``."""
        housekeeping = asyncio.create_task(self._keep_house())
        try:
            await self._supervisor.run()
        finally:
            housekeeping.cancel()
            with suppress(asyncio.CancelledError):
                await housekeeping
            await self._backend.close()
            await self._connection.close()
            await asyncio.to_thread(self._memory.close)

    async def stop(self) -> None:
        """Takes no more questions, ends or marks the open answers, and closes the connection, within ten seconds."""
        await self._queue.close()
        await self._supervisor.stop()

    def _client(self) -> IbidClient:
        settings = self._settings
        return IbidClient(
            self._context,
            self._messages,
            self._components,
            self._pace,
            settings.discord_gateway_url,
            settings.discord_shards,
        )

    async def _keep_house(self) -> None:
        """Deletes what is older than the retention allows."""
        while True:
            await self._memory.do(self._memory.store.purge, self._settings.discord_retention_days, time.time())
            await asyncio.sleep(self._timings.housekeeping)
