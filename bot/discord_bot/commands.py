"""``/ask``, "Answer this", ``/stats`` and ``/forget-me``."""

from __future__ import annotations

import logging
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.discord_bot import strings as words
from bot.discord_bot.discord_records import Stats
from bot.discord_bot.intake import (
    Interaction,
    Rooms,
    Seen,
    Turned,
    Wish,
    ask_by_interaction,
    excuse,
    permission,
    say,
    where_of,
)
from bot.discord_bot.length_limits import QUESTION
from bot.discord_bot.permissions import permitted_sources
from bot.discord_bot.sending import NOBODY
from bot.discord_bot.source_names import matching

logger = logging.getLogger(__name__)

EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
BY_ANYONE = app_commands.AppInstallationType(guild=True, user=True)
IN_GUILDS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
BY_GUILDS = app_commands.AppInstallationType(guild=True, user=False)

Choice = app_commands.Choice[str]


class Tree(app_commands.CommandTree[Any]):
    """The commands. Whatever goes wrong in one is told to the person who used it, and to nobody else."""

    def __init__(self, client: discord.Client, seen: Seen) -> None:
        super().__init__(client)
        self._seen = seen

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """A replayed event is no second command."""
        return not self._seen.again(interaction.id)

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """What a command raised; discord.py wraps it."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await excuse(interaction, cause)


def add_asking(tree: Tree, rooms: Rooms) -> None:
    """Adds ``/ask`` and "Answer this"."""
    _add_ask(tree, rooms)
    _add_answer_this(tree, rooms)


def _add_ask(tree: Tree, rooms: Rooms) -> None:
    @tree.command(name="ask", description="Ask the library a question")
    @app_commands.describe(
        question="Your question, in plain words",
        source="Answer from this source alone",
        private="Show the answer to you alone",
    )
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def ask(
        interaction: Interaction,
        question: Range[str, 1, QUESTION],
        source: Range[str, 1, 100] | None = None,
        private: bool | None = None,
    ) -> None:
        where = where_of(interaction)
        permitted = await permission(rooms, where)
        config = await rooms.memory.config(where.guild_id)
        hidden = config.private if private is None else private
        wish = Wish(question, rooms.memory.store.conversation_id(interaction.id), hidden, source)
        await ask_by_interaction(rooms, interaction, wish, permitted)

    @ask.autocomplete("source")
    async def complete(interaction: Interaction, typed: str) -> list[Choice]:
        where = where_of(interaction)
        permitted = permitted_sources(where, await rooms.memory.config(where.guild_id))
        known = await rooms.desk.sources.permitted(permitted)
        return [app_commands.Choice(name=name, value=source_id) for name, source_id in matching(known, typed)]

    del complete


def _add_answer_this(tree: Tree, rooms: Rooms) -> None:
    @tree.context_menu(name="Answer this")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def answer_this(interaction: Interaction, message: discord.Message) -> None:
        where = where_of(interaction)
        permitted = await permission(rooms, where)
        question = " ".join(message.clean_content.split())
        if not question:
            raise Turned(words.NO_WORDS)
        if len(question) > rooms.question_limit:
            raise Turned(words.too_long(rooms.question_limit))
        config = await rooms.memory.config(where.guild_id)
        wish = Wish(question, rooms.memory.store.conversation_id(interaction.id), config.private)
        await ask_by_interaction(rooms, interaction, wish, permitted)

    del answer_this


def add_about(tree: Tree, rooms: Rooms) -> None:
    """Adds ``/stats`` and ``/forget-me``."""

    @tree.command(name="stats", description="What was asked here, and how it went")
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_guild=True)
    async def stats(interaction: Interaction) -> None:
        found = await rooms.memory.do(rooms.memory.store.stats, interaction.guild_id)
        await say(interaction, _stats_text(found, rooms))

    @tree.command(name="forget-me", description="Take out what I keep of your questions and feedback")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def forget_me(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await _forget(rooms, rooms.memory.store.hashed(interaction.user.id))
        await interaction.edit_original_response(content=words.FORGOTTEN, allowed_mentions=NOBODY)

    del stats, forget_me


async def _forget(rooms: Rooms, user: str) -> None:
    """Takes out all that is kept of a user: the Conversations first, for nothing else knows whose they are."""
    memory = rooms.memory
    for conversation_id in await memory.do(memory.store.conversations_of, user):
        await rooms.answering.forget(conversation_id)
    await memory.do(memory.store.forget, user)


def _stats_text(stats: Stats, rooms: Rooms) -> str:
    health = rooms.health.as_json()
    lines = [f"{name}: {count}" for name, count in sorted(stats.outcomes.items())] or ["No questions yet."]
    if stats.median_seconds is not None:
        lines.append(f"median time to an answer: {stats.median_seconds:.1f} s")
    lines.append(f"feedback: 👍 {stats.up}, 👎 {stats.down}")
    lines.append(f"open answers: {health['open_answers']}")
    for shard in health["shards"]:
        state = "ready" if shard["ready"] else "not ready"
        lines.append(f"shard {shard['id']}: {state}, last event {shard['last_event_age']:.0f} s ago")
    return "\n".join(lines)
