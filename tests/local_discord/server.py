"""A local Discord: strict where Discord is, with faults on request, and with people who can be made to act."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

from tests.local_discord.faults import Faults
from tests.local_discord.gateway import Gateway
from tests.local_discord.interactions import Happening
from tests.local_discord.rest import Rest
from tests.local_discord.world import Channel, Guild, Json, World


class LocalDiscord:
    """``async with LocalDiscord() as discord``; then a bot can be pointed at ``api_base`` and ``gateway_url``.

    ``violations`` is what Discord would have refused. A test that leaves any has failed, and so has one with ``pings``.
    """

    def __init__(self, token: str = "local-token", *, shards: int = 1) -> None:  # noqa: S107 - a token of nobody's
        self.token = token
        self.shards = shards
        self.world = World()
        self.gateway = Gateway(self)
        self.faults = Faults()
        self.happenings: dict[str, Happening] = {}
        self.commands: list[Json] = []
        self.syncs = 0
        self.requests: list[tuple[str, str]] = []
        self.bodies: list[Json] = []
        self.violations: list[str] = []
        self.pings: list[str] = []
        self.previews: list[str] = []
        self.edits: dict[int, list[str]] = {}
        self.acknowledge_seconds = 3.0
        self.token_seconds = 15 * 60.0
        self.may_expire = False
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._changed = asyncio.Event()

    @property
    def api_base(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listens, on the same port as before where it was stopped."""
        rest = Rest(self)
        application = web.Application(middlewares=[rest.middleware], client_max_size=50 * 1024 * 1024)
        application.add_routes([*rest.routes(), web.get("/gateway", self.gateway.handle)])
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Hangs up on everybody."""
        await self.gateway.cut()
        if self._runner is not None:
            await self._runner.cleanup()

    def changed(self) -> None:
        """Wakes those who wait."""
        self._changed.set()

    async def until(self, holds: Callable[[], Any], seconds: float = 40.0) -> Any:
        """Waits until ``holds`` gives something true, and returns it."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            found = holds()
            if found:
                return found
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"waited {seconds} s in vain; the last requests: {self.requests[-8:]}")
            self._changed.clear()
            try:
                async with asyncio.timeout(0.02):
                    await self._changed.wait()
            except TimeoutError:
                pass

    async def message_event(self, name: str, channel: Channel, message: Json) -> None:
        """Tells the bot of a message."""
        await self.gateway.event(name, message, channel.guild_id)

    async def delete_message(self, channel: Channel, message: Json) -> None:
        """A person deletes a message."""
        del channel.messages[int(message["id"])]
        data = {"id": message["id"], "channel_id": str(channel.id)}
        if channel.guild_id is not None:
            data["guild_id"] = str(channel.guild_id)
        await self.gateway.event("MESSAGE_DELETE", data, channel.guild_id)

    async def new_channel(self, guild: Guild, **stated: Any) -> Channel:
        """A channel appears."""
        channel = self.world.add_channel(guild, **stated)
        await self.gateway.event("CHANNEL_CREATE", channel.json(), guild.id)
        return channel

    def count(self, method: str, ending: str) -> int:
        """How many requests there were to paths that end so."""
        return sum(request == method and path.endswith(ending) for request, path in self.requests)

    def dump(self) -> str:
        """Everything that was sent, for looking for pings by eye."""
        return json.dumps(self.bodies, ensure_ascii=False, indent=1)
