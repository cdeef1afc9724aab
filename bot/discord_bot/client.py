"""The connection to Discord. It takes events in and stores nothing, so that it can be replaced at any time."""

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
from bot.discord_bot.components import Components
from bot.discord_bot.config_commands import add_config
from bot.discord_bot.gap_command import add_gaps
from bot.discord_bot.identifying import IdentifyPace
from bot.discord_bot.intake import BotContext, Interaction, Seen
from bot.discord_bot.library_commands import add_library
from bot.discord_bot.messages import Messages
from bot.discord_bot.sending import NOBODY, AnyButton
from bot.discord_bot.views import Button

logger = logging.getLogger(__name__)

_SPARE_IDENTIFIES = 5


def invite_url(application_id: int) -> str:
    """Returns the address where an admin adds the bot to a server, with no more permissions than it uses."""
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
        self,
        context: BotContext,
        messages: Messages,
        components: Components,
        pace: IdentifyPace,
        gateway: str,
        shards: int,
    ) -> None:
        timings = context.timings
        super().__init__(
            intents=_intents(context.reads_messages),
            allowed_mentions=NOBODY,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            guild_ready_timeout=timings.guild_ready,
            heartbeat_timeout=timings.heartbeat,
            http_trace=context.health.trace(),
            shard_count=shards or None,
        )
        self._context = context
        self._messages = messages
        self._components = components
        self._pace = pace
        self._gateway = yarl.URL(gateway) if gateway else None
        self._seen = Seen()
        self.tree = Tree(self, self._seen)
        self._tasks: set[asyncio.Task[None]] = set()
        for add in (add_asking, add_about, add_config, add_library, add_gaps):
            add(self.tree, context)

    async def setup_hook(self) -> None:
        """Runs after the login and before the gateway: buttons of old messages, the commands, what a crash left."""
        self.add_dynamic_items(AnyButton)
        self._context.connection.use(self)
        logger.info("Add the bot to a server: %s", invite_url(self.application_id or 0))
        self._in_background(self._sync_commands())
        self._in_background(self._context.queue.repair(await self._context.queue.left_open()))

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Waits for this shard's turn."""
        del initial
        await self._pace.turn(shard_id)
        self._context.health.shard(shard_id).identifies += 1

    async def launch_shards(self) -> None:
        """Waits where Discord has no more sessions to give today; else as the library does."""
        recommended, _, limits = await self.http.get_bot_gateway()
        self.shard_count = self.shard_count or recommended
        for shard_id in range(self.shard_count):
            self._context.health.shard(shard_id)
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
        """Takes a message that the bot may see."""
        self._heard(message.guild)
        if self.user is not None and message.author.id != self.user.id:
            await self._messages.on_message(message, self.user)

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Stops the answer to a question that was deleted."""
        self._context.queue.stop_asked_by({event.message_id})

    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Stops the answers to several deleted questions."""
        self._context.queue.stop_asked_by(event.message_ids)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Takes forms; discord.py passes commands and buttons on by itself."""
        self._heard(interaction.guild)
        if interaction.type is discord.InteractionType.modal_submit and not self._seen.again(interaction.id):
            await self._components.on_form(interaction)

    async def on_press(self, interaction: Interaction, button: Button) -> None:
        """Takes a press of one of the bot's buttons."""
        if not self._seen.again(interaction.id):
            await self._components.on_press(interaction, button)

    async def on_shard_connect(self, shard_id: int) -> None:
        """Notes that a session began."""
        self._up(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Notes that a session continues."""
        self._context.health.shard(shard_id).resumes += 1
        self._up(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Notes that a connection ended."""
        self._context.health.shard(shard_id).ready = False

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Logs what a handler raised; discord.py calls this while it handles the error."""
        del args, kwargs
        logger.exception("An error in %s", event_method)  # noqa: LOG004

    def _up(self, shard_id: int) -> None:
        shard = self._context.health.shard(shard_id)
        shard.ready = True
        self._context.health.heard(shard_id)

    def _heard(self, guild: discord.Guild | None) -> None:
        self._context.health.heard(guild.shard_id if guild is not None else 0)

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _sync_commands(self) -> None:
        """Sends Discord the commands where they have changed since they were last sent."""
        store = self._context.memory
        made = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        digest = hashlib.sha256(json.dumps(made, sort_keys=True, default=str).encode()).hexdigest()
        name = f"commands:{self.application_id}"
        if await store.do(store.store.fact, name) != digest:
            await self.tree.sync()
            await store.do(store.store.set_fact, name, digest)


def _intents(reads_messages: bool) -> discord.Intents:
    """Returns the events that the bot listens to; only the content of messages is privileged."""
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
