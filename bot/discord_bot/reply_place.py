"""Finds the place to answer a message: a thread, else a reply, else a direct message, else there is none."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from dataclasses import replace
from time import monotonic

import discord

from bot.discord_bot.delivery import Gone, persist
from bot.discord_bot.discord_records import GuildConfig, PlaceRecord
from bot.discord_bot.intake import BotContext
from bot.discord_bot.length_limits import THREAD_NAME, cut
from bot.discord_bot.message_handles import MessagePlace
from bot.discord_bot.sending import send_fields
from bot.discord_bot.views import MessageView

logger = logging.getLogger(__name__)

_THREAD_EXISTS = 160004


class PlaceFinder:
    """Finds places; remembers for a while which ways are closed, so that it tries nothing that Discord refuses."""

    def __init__(self, context: BotContext) -> None:
        self._context = context
        self._closed: dict[tuple[str, int], float] = {}

    async def place(
        self, message: discord.Message, view: MessageView, answer_id: str, config: GuildConfig
    ) -> MessagePlace | None:
        """A message of the bot's own that shows ``view``; each attempt is recorded before it is made."""
        context = self._context
        async for way, where, record in self._ways(message, config):
            place = MessagePlace(context.connection, replace(record, nonce=f"{answer_id[:22]}{way[0]}"))
            await context.memory.do(context.memory.store.move, answer_id, place.record)
            try:
                await persist(lambda place=place: place.show(view), self._until(), context.timings)
            except Gone as gone:
                self._close(way, where, gone)
                continue
            await context.memory.do(context.memory.store.move, answer_id, place.record)
            return place
        return None

    async def remark(self, message: discord.Message, text: str) -> None:
        """Says something in reply, where that is allowed."""
        if self._is_closed("reply", message.channel.id):
            return
        fields = send_fields(MessageView(text))
        reference = message.to_reference(fail_if_not_exists=False)
        nonce = f"remark{message.id}"[:25]

        async def send() -> None:
            await message.channel.send(**fields, reference=reference, mention_author=False, nonce=nonce)

        try:
            await persist(send, self._until(), self._context.timings)
        except Gone as gone:
            self._close("reply", message.channel.id, gone)

    async def _ways(
        self, message: discord.Message, config: GuildConfig
    ) -> AsyncGenerator[tuple[str, int, PlaceRecord]]:
        """Each way with the id under which it is remembered as closed."""
        channel = message.channel
        closed = self._is_closed("thread", channel.id) or self._is_closed("inside", channel.id)
        if config.threads and isinstance(channel, discord.TextChannel) and not closed:
            thread_id = await self._thread(message)
            if thread_id is not None:
                yield "inside", channel.id, PlaceRecord(thread_id)
        if not self._is_closed("reply", channel.id):
            yield "reply", channel.id, PlaceRecord(channel.id, reply_to=message.id)
        if message.guild is not None and not self._is_closed("direct", message.author.id):
            direct_id = await self._direct(message)
            if direct_id is not None:
                yield "direct", message.author.id, PlaceRecord(direct_id)

    async def _thread(self, message: discord.Message) -> int | None:
        """A thread on the message; it has the message's id, and there can be no two of them."""
        name = cut(" ".join(message.clean_content.split()), THREAD_NAME) or "…"

        async def create() -> None:
            try:
                await message.create_thread(name=name)
            except discord.HTTPException as error:
                if error.code != _THREAD_EXISTS:
                    raise

        try:
            await persist(create, self._until(), self._context.timings)
        except Gone as gone:
            self._close("thread", message.channel.id, gone)
            return None
        return message.id

    async def _direct(self, message: discord.Message) -> int | None:
        channel_ids: list[int] = []

        async def open_channel() -> None:
            channel_ids.append((await message.author.create_dm()).id)

        try:
            await persist(open_channel, self._until(), self._context.timings)
        except Gone as gone:
            self._close("direct", message.author.id, gone)
            return None
        return channel_ids[0]

    def _close(self, way: str, where: int, gone: Gone) -> None:
        logger.warning("No way to answer by %s in %d: %s", way, where, gone)
        self._closed[(way, where)] = monotonic() + self._context.timings.closed_way

    def _is_closed(self, way: str, where: int) -> bool:
        until = self._closed.get((way, where))
        if until is not None and until < monotonic():
            del self._closed[(way, where)]
            return False
        return until is not None

    def _until(self) -> float:
        return monotonic() + self._context.timings.longest_retry
