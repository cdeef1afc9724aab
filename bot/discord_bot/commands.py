"""``/ask``, "Answer this", ``/help``, ``/stats`` and ``/forget-me``."""

from __future__ import annotations

import logging
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.discord_bot import strings
from bot.discord_bot.discord_records import Stats
from bot.discord_bot.intake import (
    BotContext,
    Declined,
    Interaction,
    QuestionRequest,
    Seen,
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
    """The commands. An error in one is shown to the person who used it, and to nobody else."""

    def __init__(self, client: discord.Client, seen: Seen) -> None:
        super().__init__(client)
        self._seen = seen

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Drops a replayed event, so that a command runs once."""
        return not self._seen.again(interaction.id)

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Tells the person what a command raised; discord.py wraps it."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await excuse(interaction, cause)


def add_asking(tree: Tree, context: BotContext) -> None:
    """Adds ``/ask`` and "Answer this"."""
    _add_ask(tree, context)
    _add_answer_this(tree, context)


def _add_ask(tree: Tree, context: BotContext) -> None:
    @tree.command(name="ask", description="Ask the library a question")
    @app_commands.describe(
        question="Your question, in plain words",
        source="Answer only from this source",
        private="Show the answer only to you",
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
        permitted = await permission(context, where)
        config = await context.memory.config(where.guild_id)
        hidden = config.private if private is None else private
        request = QuestionRequest(question, context.memory.store.conversation_id(interaction.id), hidden, source)
        await ask_by_interaction(context, interaction, request, permitted)

    @ask.autocomplete("source")
    async def complete(interaction: Interaction, typed: str) -> list[Choice]:
        where = where_of(interaction)
        permitted = permitted_sources(where, await context.memory.config(where.guild_id))
        titles = await context.queue.sources.permitted(permitted)
        return [app_commands.Choice(name=name, value=source_id) for name, source_id in matching(titles, typed)]

    del complete


def _add_answer_this(tree: Tree, context: BotContext) -> None:
    @tree.context_menu(name="Answer this")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def answer_this(interaction: Interaction, message: discord.Message) -> None:
        where = where_of(interaction)
        permitted = await permission(context, where)
        question = " ".join(message.clean_content.split())
        if not question:
            raise Declined(strings.NO_WORDS)
        if len(question) > context.question_limit:
            raise Declined(strings.too_long(context.question_limit))
        config = await context.memory.config(where.guild_id)
        request = QuestionRequest(question, context.memory.store.conversation_id(interaction.id), config.private)
        await ask_by_interaction(context, interaction, request, permitted)

    del answer_this


def add_about(tree: Tree, context: BotContext) -> None:
    """Adds ``/help``, ``/stats`` and ``/forget-me``."""

    @tree.command(name="help", description="What I can do, and how to ask me")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def help_(interaction: Interaction) -> None:
        await say(interaction, f"{strings.HELP}\n{strings.HELP_COMMANDS.strip()}")

    @tree.command(name="stats", description="How many questions were asked here, and what became of them")
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_guild=True)
    async def stats(interaction: Interaction) -> None:
        stored = await context.memory.do(context.memory.store.stats, interaction.guild_id)
        await say(interaction, _stats_text(stored, context))

    @tree.command(name="forget-me", description="Delete what I store of your questions and feedback")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def forget_me(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await _forget(context, context.memory.store.hashed(interaction.user.id))
        await interaction.edit_original_response(content=strings.FORGOTTEN, allowed_mentions=NOBODY)

    del help_, stats, forget_me


async def _forget(context: BotContext, user: str) -> None:
    """Deletes all that is stored of a user: the Conversations first, for nothing else says whose they are."""
    memory = context.memory
    for conversation_id in await memory.do(memory.store.conversations_of, user):
        await context.backend.forget(conversation_id)
    await memory.do(memory.store.forget, user)


def _stats_text(stats: Stats, context: BotContext) -> str:
    health = context.health.as_json()
    lines = [f"Questions {name}: {count}" for name, count in sorted(stats.outcomes.items())] or ["No questions yet."]
    if stats.median_seconds is not None:
        lines.append(f"Median time to an answer: {stats.median_seconds:.1f} s")
    lines.append(f"Feedback: 👍 {stats.up}, 👎 {stats.down}")
    lines.append(f"Questions I am answering now, in all servers: {health['open_answers']}")
    for shard in health["shards"]:
        state = "connected" if shard["ready"] else "not connected"
        lines.append(f"Connection {shard['id']} to Discord: {state}, last heard {shard['last_event_age']:.0f} s ago")
    return "\n".join(lines)
