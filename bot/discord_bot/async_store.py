"""Runs the store's calls in one thread, in order, so that the event loop never waits for a disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple

from bot.discord_bot.discord_records import GuildConfig
from bot.discord_bot.discord_store import Store

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")


class Memory:
    """``await memory.do(memory.store.answer, answer_id)``."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="discord-store")
        self._configs: dict[int, GuildConfig] = {}

    async def do(self, call: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
        """Runs a call of the store in its thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, call, *arguments)

    async def config(self, guild_id: int | None) -> GuildConfig:
        """Returns what a guild's admins chose; the defaults outside of guilds. Reads it once, then remembers it."""
        if guild_id is None:
            return GuildConfig()
        if guild_id not in self._configs:
            self._configs[guild_id] = await self.do(self.store.config, guild_id)
        return self._configs[guild_id]

    async def set_config(self, guild_id: int, config: GuildConfig) -> None:
        """Keeps a guild's configuration."""
        await self.do(self.store.set_config, guild_id, config)
        self._configs[guild_id] = config

    def close(self) -> None:
        """Ends the thread once it has done what it was given, then releases the file."""
        self._thread.shutdown(wait=True)
        self.store.close()
