"""The connection to Discord, as short-lived as it has to be: events in, and nothing kept here."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Coroutine
from typing import Any

import discord
import yarl
from discord.utils import oauth_url

from bot.discord_bot.commands import Tree, add_about, add_asking
from bot.discord_bot.components import Pressing
from bot.discord_bot.config_commands import add_config
from bot.discord_bot.identifying import IdentifyPace
from bot.discord_bot.intake import Interaction, Rooms, Seen
from bot.discord_bot.library_commands import add_library
from bot.discord_bot.messages import Messages
from bot.discord_bot.sending import NOBODY, AnyButton
from bot.discord_bot.views import Button

logger = logging.getLogger(__name__)

_SPARE_IDENTIFIES = 5


def invite_url(application_id: int) -> str:
    """Where an admin adds the bot to a server, with no more permissions than it uses."""
    needed = discord.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
        create_public_threads=True,
        read_message_history=True,
        attach_files=True,
    )
    return oauth_url(application_id, permissions=needed, scopes=("bot", "applications.commands"))


class IbidClient(discord.AutoShardedClient):
    """Sharded even where there is one shard: the plain client dies where its first connection is refused."""

    def __init__(
        self, rooms: Rooms, messages: Messages, pressing: Pressing, pace: IdentifyPace, gateway: str, shards: int
    ) -> None:
        timings = rooms.timings
        super().__init__(
            intents=_intents(rooms.reads_messages),
            allowed_mentions=NOBODY,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            guild_ready_timeout=timings.guild_ready,
            heartbeat_timeout=timings.heartbeat,
            http_trace=rooms.health.trace(),
            shard_count=shards or None,
        )
        self._rooms = rooms
        self._messages = messages
        self._pressing = pressing
        self._pace = pace
        self._gateway = yarl.URL(gateway) if gateway else None
        self._seen = Seen()
        self.tree = Tree(self, self._seen)
        self._tasks: set[asyncio.Task[None]] = set()
        for add in (add_asking, add_about, add_config, add_library):
            add(self.tree, rooms)

    async def setup_hook(self) -> None:
        """Runs after the login and before the gateway: buttons of old messages, the commands, what a crash left."""
        self.add_dynamic_items(AnyButton)
        self._rooms.connection.use(self)
        logger.info("Add the bot to a server: %s", invite_url(self.application_id or 0))
        self._in_background(self._sync_commands())
        self._in_background(self._rooms.desk.repair(await self._rooms.desk.left_open()))

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Waits for this shard's turn."""
        del initial
        await self._pace.turn(shard_id)
        self._rooms.health.shard(shard_id).identifies += 1

    async def launch_shards(self) -> None:
        """Waits where Discord has no more sessions to give today; else as the library does."""
        recommended, _, limits = await self.http.get_bot_gateway()
        self.shard_count = self.shard_count or recommended
        for shard_id in range(self.shard_count):
            self._rooms.health.shard(shard_id)
        self._pace.max_concurrency = limits["max_concurrency"]
        if limits["remaining"] < self.shard_count + _SPARE_IDENTIFIES:
            pause = limits["reset_after"] / 1000
            logger.error("Discord allows %d more sessions today; waiting %.0f s", limits["remaining"], pause)
            await asyncio.sleep(pause)
        await super().launch_shards()

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Through ``IBID_DISCORD_GATEWAY_URL``, where that is set."""
        await super().launch_shard(self._gateway or gateway, shard_id, initial=initial)

    async def close(self) -> None:
        """Closes the gateway with 1000."""
        for task in list(self._tasks):
            task.cancel()
        await super().close()

    async def on_message(self, message: discord.Message) -> None:
        """A message that the bot may see."""
        self._heard(message.guild)
        if self.user is not None and message.author.id != self.user.id:
            await self._messages.on_message(message, self.user)

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """A question that is gone is not answered."""
        self._rooms.desk.stop_asked_by({event.message_id})

    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Many at once."""
        self._rooms.desk.stop_asked_by(event.message_ids)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Forms come in here; commands and buttons have their own ways."""
        self._heard(interaction.guild)
        if interaction.type is discord.InteractionType.modal_submit and not self._seen.again(interaction.id):
            await self._pressing.on_form(interaction)

    async def on_press(self, interaction: Interaction, button: Button) -> None:
        """A button of ours."""
        if not self._seen.again(interaction.id):
            await self._pressing.on_press(interaction, button)

    async def on_shard_connect(self, shard_id: int) -> None:
        """A session began."""
        self._up(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """A session goes on."""
        self._rooms.health.shard(shard_id).resumes += 1
        self._up(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """A connection is gone."""
        self._rooms.health.shard(shard_id).ready = False

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """What a handler raised; discord.py calls this while it handles the error."""
        del args, kwargs
        logger.exception("An error in %s", event_method)  # noqa: LOG004

    def _up(self, shard_id: int) -> None:
        shard = self._rooms.health.shard(shard_id)
        shard.ready = True
        self._rooms.health.heard(shard_id)

    def _heard(self, guild: discord.Guild | None) -> None:
        self._rooms.health.heard(guild.shard_id if guild is not None else 0)

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _sync_commands(self) -> None:
        """Tells Discord of the commands, only where they have changed since it was last told."""
        store = self._rooms.memory
        made = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        digest = hashlib.sha256(json.dumps(made, sort_keys=True, default=str).encode()).hexdigest()
        name = f"commands:{self.application_id}"
        if await store.do(store.store.fact, name) != digest:
            await self.tree.sync()
            await store.do(store.store.set_fact, name, digest)


def _intents(reads_messages: bool) -> discord.Intents:
    """What the bot listens to; only the content of messages is privileged."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = True
    intents.dm_messages = True
    intents.message_content = reads_messages
    return intents


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:
        logger.exception("A task in the background failed")
