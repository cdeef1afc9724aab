"""Questions that come as messages: mentions, direct messages, replies, threads of the bot's own, forum posts."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import discord

from bot.discord_bot import strings as words
from bot.discord_bot.discord_records import AskedQuestion, GuildConfig, PlaceRecord
from bot.discord_bot.intake import Rooms, Seen, Turned, permission
from bot.discord_bot.message_handles import MessagePlace
from bot.discord_bot.permissions import Where
from bot.discord_bot.render import working_screen
from bot.discord_bot.reply_place import Finding

logger = logging.getLogger(__name__)

_KINDS = (discord.MessageType.default, discord.MessageType.reply)


@dataclass(frozen=True, slots=True)
class _Question:
    """What a message asks, and the conversation that it belongs to."""

    text: str
    conversation_id: str


class Messages:
    """Decides which messages are questions, and has them answered."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._seen = Seen()
        self._finding = Finding(rooms)

    async def on_message(self, message: discord.Message, me: discord.ClientUser) -> None:
        """Answers a message, if it is a question to the bot. What bots, webhooks and Discord itself say is none."""
        if message.author.bot or message.webhook_id is not None or message.type not in _KINDS:
            return
        if message.guild is None and not isinstance(message.channel, discord.DMChannel):
            return  # of a guild that Discord has not told of
        if self._seen.again(message.id) or self._rooms.desk.is_closing:
            return
        config = await self._rooms.memory.config(message.guild.id if message.guild else None)
        question = await self._question(message, me, config)
        if question is None:
            return
        try:
            permitted = await permission(self._rooms, _where(message))
        except Turned as turned:
            if str(turned) != words.NOT_HERE:  # whom the bot may not answer hears nothing
                await self._finding.remark(message, str(turned))
            return
        if not question.text:
            await self._finding.remark(message, words.HELP)
        elif len(question.text) > self._rooms.question_limit:
            await self._finding.remark(message, words.too_long(self._rooms.question_limit))
        else:
            await self._answer(message, question, permitted, config)

    async def _question(
        self, message: discord.Message, me: discord.ClientUser, config: GuildConfig
    ) -> _Question | None:
        """What the message asks the bot; None where it is not for it."""
        text, mentioned = _spoken(message, me), _is_mentioned(message, me)
        if message.guild is None:
            return _Question(text, self._rooms.memory.store.conversation_id(message.channel.id))
        forum = _forum_of_post(message)
        if forum is not None and (mentioned or forum in config.forums):
            return _Question(f"{getattr(message.channel, 'name', '')} {text}".strip(), self._conversation(message))
        replied = await self._replied(message, me)
        if mentioned or replied is not None:
            return _Question(text or _quoted(message, me), replied or self._conversation(message))
        if self._rooms.reads_messages and text and _is_own_thread(message, me):
            return _Question(text, self._conversation(message))
        return None

    def _conversation(self, message: discord.Message) -> str:
        """One for each thread; a thread that is made for a message will have that message's id."""
        in_thread = isinstance(message.channel, discord.Thread)
        return self._rooms.memory.store.conversation_id(message.channel.id if in_thread else message.id)

    async def _replied(self, message: discord.Message, me: discord.ClientUser) -> str | None:
        """The conversation that a reply to one of the bot's answers goes on with."""
        reference = message.reference
        if reference is None or reference.message_id is None or not message.content:
            return None
        if isinstance(reference.resolved, discord.Message) and reference.resolved.author.id != me.id:
            return None
        kept = await self._rooms.memory.do(self._rooms.memory.store.answer_in, reference.message_id)
        return kept.conversation_id if kept else None

    async def _answer(
        self, message: discord.Message, question: _Question, permitted: tuple[str, ...] | None, config: GuildConfig
    ) -> None:
        rooms = self._rooms
        asked = AskedQuestion(
            origin=str(message.id),
            asker=rooms.memory.store.hashed(message.author.id),
            guild_id=message.guild.id if message.guild else None,
            channel_id=message.channel.id,
            question=question.text,
            conversation_id=question.conversation_id,
            permitted=permitted,
        )
        nowhere = MessagePlace(rooms.connection, PlaceRecord(message.channel.id, reply_to=message.id))
        answer_id = await rooms.desk.take(asked, nowhere)
        if answer_id is None:
            return
        place = await self._finding.place(message, working_screen(words.LOOKING, answer_id), answer_id, config)
        if place is None:
            logger.warning("There is no place to answer message %d of channel %d", message.id, message.channel.id)
            await rooms.desk.drop(answer_id)
        else:
            rooms.desk.start(answer_id, asked, place)


def _where(message: discord.Message) -> Where:
    roles = message.author.roles if isinstance(message.author, discord.Member) else []
    return Where(
        user_id=message.author.id,
        channel_id=message.channel.id,
        guild_id=message.guild.id if message.guild else None,
        parent_id=message.channel.parent_id if isinstance(message.channel, discord.Thread) else None,
        role_ids=frozenset(role.id for role in roles),
    )


def _is_mentioned(message: discord.Message, me: discord.ClientUser) -> bool:
    """By name, or by the role that Discord made for the bot; @everyone is not for it."""
    roles = [role.tags.bot_id for role in message.role_mentions if role.tags is not None]
    return any(user.id == me.id for user in message.mentions) or me.id in roles


def _spoken(message: discord.Message, me: discord.ClientUser) -> str:
    """The words without the mention of the bot, other mentions as names."""
    mentions = [f"<@{me.id}>", f"<@!{me.id}>"]
    mentions += [role.mention for role in message.role_mentions if role.tags is not None and role.tags.bot_id == me.id]
    original, text = message.content, message.content
    for one in mentions:
        text = text.replace(one, " ")
    if "<" in text:
        message.content = text
        text = message.clean_content
        message.content = original
    return " ".join(text.split())


def _quoted(message: discord.Message, me: discord.ClientUser) -> str:
    """The message that a bare mention replies to; somebody points the bot at another's question."""
    resolved = message.reference.resolved if message.reference else None
    return _spoken(resolved, me) if isinstance(resolved, discord.Message) and resolved.author.id != me.id else ""


def _is_own_thread(message: discord.Message, me: discord.ClientUser) -> bool:
    return isinstance(message.channel, discord.Thread) and message.channel.owner_id == me.id


def _forum_of_post(message: discord.Message) -> int | None:
    """The forum that this is the first message of a post in."""
    channel = message.channel
    if not isinstance(channel, discord.Thread) or channel.id != message.id:
        return None
    return channel.parent_id if isinstance(channel.parent, discord.ForumChannel) else None
