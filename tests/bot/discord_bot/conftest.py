import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.capacity import Capacity
from bot.discord_bot.backend import Backend
from bot.discord_bot.service import DiscordBot
from bot.discord_bot.timings import Timings
from bot.settings import ServiceSettings
from tests.bot.discord_bot.canned import Canned
from tests.local_discord.people import Person
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Channel

TIMED = "IBID_TIMED" in os.environ
"""Set by ``make discord-faults``, on a machine that does nothing else: then seconds on the clock say something."""
PATIENCE = 1.0 if TIMED else 10.0
FAST = Timings(
    acknowledge=2.5 * PATIENCE,
    identify=0.05,
    guild_ready=0.05,
    heartbeat=5.0,
    first_progress=0.3,
    progress=0.5,
    interaction_edits=0.41,
    message_edits=1.01,
    first_retry=0.05,
    longest_retry=1.0,
    persist=20.0,
    restart=0.05,
    longest_restart=0.2,
    stop=1.0,
    sources=0.0,
)

Running = Callable[..., AbstractAsyncContextManager[DiscordBot]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def discord() -> AsyncIterator[LocalDiscord]:
    """A local Discord; what it would have refused, every ping and every preview fails the test."""
    async with LocalDiscord() as server:
        server.acknowledge_seconds *= PATIENCE
        yield server
        assert server.violations == []
        assert server.pings == []
        assert server.previews == []
        late = [
            happening for happening in server.happenings.values() if happening.acknowledged and happening.seconds > 1
        ]
        assert not late or server.faults.made or server.gateway.disturbed or not TIMED


@pytest.fixture
def channel(discord: LocalDiscord) -> Channel:
    """A text channel of a guild that the bot is in."""
    return discord.world.add_channel(discord.world.add_guild())


@pytest.fixture
def ada(discord: LocalDiscord) -> Person:
    return Person(discord, "ada")


@pytest.fixture
def canned() -> Canned:
    return Canned()


@pytest.fixture
def running(discord: LocalDiscord, channel: Channel, canned: Canned, tmp_path: Path) -> Running:
    """Runs the bot against the local Discord, with the settings that are given."""

    @asynccontextmanager
    async def run(
        timings: Timings = FAST, backend: Backend | None = None, at_once: int = 4, wait: bool = True, **stated: Any
    ) -> AsyncGenerator[DiscordBot]:
        settings = ServiceSettings.model_validate(
            {
                "home": tmp_path,
                "discord_token": discord.token,
                "discord_api_base": discord.api_base,
                "discord_gateway_url": discord.gateway_url,
                "discord_user_rate": 0,
                "discord_guild_rate": 0,
                **stated,
            }
        )
        bot = DiscordBot(settings, backend or canned, Capacity(at_once), timings)
        if discord.gateway.identifies:  # a process takes longer than this to come back
            await asyncio.sleep(discord.gateway.identify_seconds)
        task = asyncio.create_task(bot.run())
        try:
            if wait:
                await discord.until(lambda: task.done() or (bot.health.is_ready and discord.commands))
            yield bot
        finally:
            await bot.stop()
            await asyncio.wait_for(task, 60)

    return run


@pytest.fixture
async def bot(running: Running) -> AsyncIterator[DiscordBot]:
    """The bot with its defaults."""
    async with running() as one:
        yield one


def faster(**stated: float) -> Timings:
    """The tests' timings with some changed."""
    return replace(FAST, **stated)
