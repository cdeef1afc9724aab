"""``ibid discord``: the bot alone, on a Library in this process or on an Ibid elsewhere."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.capacity import Capacity, places
from bot.discord_bot.backend import Backend, LocalBackend
from bot.discord_bot.bot_health import Health
from bot.discord_bot.discord_metrics import exposition
from bot.discord_bot.remote import RemoteBackend
from bot.discord_bot.service import DiscordBot
from bot.discord_bot.supervisor import CannotRun
from bot.discord_bot.timings import Timings
from bot.settings import ServiceSettings
from retrieval.library import Library, open_library

logger = logging.getLogger(__name__)

HOW_TO_START = (
    "There is no token. At https://discord.com/developers/applications make an application, choose Bot, then Reset "
    "Token, and set IBID_DISCORD_TOKEN to what is shown. docs/discord.md has every step."
)


def run_discord(settings: ServiceSettings, timings: Timings | None = None) -> None:
    """Runs the bot until SIGTERM or SIGINT; raises ``CannotRun``, and what ``open_library`` raises."""
    if not settings.discord_token.get_secret_value().strip():
        raise CannotRun(HOW_TO_START)
    library = None if settings.url else open_library(settings)
    try:
        asyncio.run(_run(settings, library, timings))
    finally:
        if library is not None:
            library.close()


def in_process(settings: ServiceSettings, library: Library) -> Backend:
    """Answers from ``library``, with as many threads as questions may be answered at once."""
    return LocalBackend(library, places(settings))


async def _run(settings: ServiceSettings, library: Library | None, timings: Timings | None) -> None:
    backend = RemoteBackend(settings) if library is None else in_process(settings, library)
    bot = DiscordBot(settings, backend, Capacity(places(settings)), timings)
    async with AsyncExitStack() as stack:
        if settings.discord_health_port:
            await stack.enter_async_context(_health_served(bot.health, settings))
        stopping: list[asyncio.Task[None]] = []
        loop = asyncio.get_running_loop()
        for stop_signal in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):  # Windows has no such handlers; there Ctrl-C ends the process
                loop.add_signal_handler(stop_signal, lambda: stopping.append(asyncio.create_task(bot.stop())))
        await bot.run()
        await asyncio.gather(*stopping)


@asynccontextmanager
async def _health_served(health: Health, settings: ServiceSettings) -> AsyncGenerator[None]:
    """``/health/live``, ``/health/ready`` and ``/metrics`` for whoever watches over processes."""

    async def live(_request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def ready(_request: web.Request) -> web.Response:
        return web.json_response(health.as_json(), status=200 if health.is_ready else 503)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=exposition(health), headers={"Content-Type": CONTENT_TYPE_LATEST})

    application = web.Application()
    application.add_routes(
        [web.get("/health/live", live), web.get("/health/ready", ready), web.get("/metrics", metrics)]
    )
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, settings.host, settings.discord_health_port).start()
    try:
        yield
    finally:
        await runner.cleanup()
