"""Turns commands, presses and messages into questions for the queue; the same for all ways of asking."""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import dataclass
from time import monotonic, time
from typing import Any

import discord

from bot.discord_bot import strings
from bot.discord_bot.answer_queue import AnswerQueue
from bot.discord_bot.async_store import Memory
from bot.discord_bot.backend import Backend
from bot.discord_bot.bot_health import Health
from bot.discord_bot.connection import Connection
from bot.discord_bot.cooldown import Cooldown
from bot.discord_bot.discord_records import AskedQuestion, PlaceRecord
from bot.discord_bot.message_handles import InteractionPlace, MessagePlace
from bot.discord_bot.permissions import AllowLists, Where, may_ask, permitted_sources
from bot.discord_bot.timings import Timings
from retrieval.errors import IbidError

logger = logging.getLogger(__name__)

_ALREADY_ACKNOWLEDGED = 40060
_SEEN_AT_MOST = 10_000

Interaction = discord.Interaction[Any]


class Declined(IbidError):
    """The bot does not take this question; the message says why."""


@dataclass(frozen=True, slots=True)
class BotContext:
    """Holds what the parts of the bot share."""

    queue: AnswerQueue
    backend: Backend
    memory: Memory
    connection: Connection
    health: Health
    lists: AllowLists
    per_user: Cooldown
    per_guild: Cooldown
    timings: Timings
    question_limit: int
    upload_limit: int
    reads_messages: bool


class Seen:
    """Remembers the ids of recent events, so that a replayed event costs nothing. The store has the last word."""

    def __init__(self) -> None:
        self._ids: dict[int, None] = {}

    def again(self, event_id: int) -> bool:
        """Whether the event was seen before; from now on it counts as seen."""
        if event_id in self._ids:
            return True
        self._ids[event_id] = None
        if len(self._ids) > _SEEN_AT_MOST:
            del self._ids[next(iter(self._ids))]
        return False


def where_of(interaction: Interaction) -> Where:
    """Returns who acts, and where."""
    channel = interaction.channel
    roles = interaction.user.roles if isinstance(interaction.user, discord.Member) else []
    return Where(
        user_id=interaction.user.id,
        channel_id=interaction.channel_id or 0,
        guild_id=interaction.guild_id,
        parent_id=channel.parent_id if isinstance(channel, discord.Thread) else None,
        role_ids=frozenset(role.id for role in roles),
    )


async def permission(context: BotContext, where: Where) -> tuple[str, ...] | None:
    """Returns the Sources permitted there; raises ``Declined`` for who may not ask, or asked too often."""
    config = await context.memory.config(where.guild_id)
    if not may_ask(where, context.lists, config):
        raise Declined(strings.NOT_HERE)
    pause = context.per_user.wait(where.user_id)
    if pause:
        raise Declined(strings.slow_down(pause, "You"))
    pause = context.per_guild.wait(where.guild_id) if where.guild_id is not None else 0.0
    if pause:
        raise Declined(strings.slow_down(pause, "This server"))
    return permitted_sources(where, config)


async def say(interaction: Interaction, text: str) -> None:
    """Sends a line that only the person who acted sees."""
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=discord.AllowedMentions.none())
    else:
        await interaction.response.send_message(text, ephemeral=True, allowed_mentions=discord.AllowedMentions.none())


async def excuse(interaction: Interaction, error: BaseException) -> None:
    """Tells the person what went wrong: in the error's own words where these are for users, else by an id."""
    if isinstance(error, Declined):
        text = str(error)
    elif isinstance(error, IbidError):
        logger.warning("Interaction %d: %s", interaction.id, error)
        text = strings.SERVICE_DOWN
    else:
        error_id = secrets.token_hex(4)
        logger.error("Interaction %d failed: %s", interaction.id, error_id, exc_info=error)
        text = strings.went_wrong(error_id)
    try:
        await say(interaction, text)
    except Exception:
        logger.warning("Interaction %d could not be told that it failed", interaction.id, exc_info=True)


@dataclass(frozen=True, slots=True)
class QuestionRequest:
    """A question from an interaction. ``update``: show the answer in the message that the interaction came from."""

    question: str
    conversation_id: str
    private: bool
    source_id: str | None = None
    update: bool = False
    as_typed: bool = False


async def ask_by_interaction(
    context: BotContext, interaction: Interaction, request: QuestionRequest, permitted: tuple[str, ...] | None
) -> str | None:
    """Takes the question on, then acknowledges, so that a crash in between leaves nothing unanswered.

    Returns the id of the answer that is being worked on; None where there will be none.
    """
    if context.queue.is_closing:
        raise Declined(strings.SHUTTING_DOWN)
    began = monotonic()
    place, asked = _place(context, interaction), _asked(context, interaction, request, permitted)
    answer_id = await context.queue.take(asked, place)
    if answer_id is None:
        return None
    if await _acknowledged(context, interaction, request):
        context.health.slowest_acknowledgement = max(context.health.slowest_acknowledgement, monotonic() - began)
        context.queue.start(answer_id, asked, place, strings.LOOKING_AGAIN if request.update else None)
    elif asked.fallback is not None:
        nonce = answer_id[:25]
        context.queue.start(
            answer_id, asked, MessagePlace(context.connection, PlaceRecord(asked.fallback, nonce=nonce))
        )
    else:
        await context.queue.drop(answer_id)
        return None
    return answer_id


def _place(context: BotContext, interaction: Interaction) -> InteractionPlace:
    return InteractionPlace(
        context.connection,
        PlaceRecord(
            channel_id=interaction.channel_id or 0,
            application_id=interaction.application_id,
            token=interaction.token,
            expires_at=time() + context.timings.token,
        ),
    )


def _asked(
    context: BotContext, interaction: Interaction, request: QuestionRequest, permitted: tuple[str, ...] | None
) -> AskedQuestion:
    return AskedQuestion(
        origin=str(interaction.id),
        asker=context.memory.store.hashed(interaction.user.id),
        guild_id=interaction.guild_id,
        channel_id=interaction.channel_id or 0,
        question=request.question,
        conversation_id=request.conversation_id,
        private=request.private,
        source_id=request.source_id,
        permitted=permitted,
        fallback=_fallback(interaction, request),
        as_typed=request.as_typed,
    )


async def _acknowledged(context: BotContext, interaction: Interaction, request: QuestionRequest) -> bool:
    """Whether Discord knows that an answer comes. One that got there although its own answer was lost counts."""
    try:
        async with asyncio.timeout(context.timings.acknowledge):
            await interaction.response.defer(thinking=not request.update, ephemeral=request.private)
    except Exception as error:  # noqa: BLE001 - whatever it was, Discord is asked what it knows
        if isinstance(error, discord.HTTPException) and error.code == _ALREADY_ACKNOWLEDGED:
            return True
        logger.warning("Interaction %d could not be acknowledged: %r", interaction.id, error)
        return await _is_there(interaction)
    return True


async def _is_there(interaction: Interaction) -> bool:
    """Whether there is a message that answers the interaction."""
    try:
        await interaction.original_response()
    except Exception:  # noqa: BLE001 - whatever it is, nothing can be said there
        return False
    return True


def _fallback(interaction: Interaction, request: QuestionRequest) -> int | None:
    """The channel where the bot may go on by itself: in a guild that it is a member of, and no private answer."""
    if request.private or interaction.guild_id is None or not interaction.is_guild_integration():
        return None
    may = interaction.app_permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    return interaction.channel_id if (may.send_messages_in_threads if in_thread else may.send_messages) else None
