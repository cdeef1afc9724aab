"""Answers questions in messages: mentions, direct messages, replies, threads of the bot's own, forum posts."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

import discord

from bot.discord_bot import strings
from bot.discord_bot.discord_records import AskedQuestion, GuildConfig, PlaceRecord
from bot.discord_bot.intake import BotContext, Declined, Seen, permission
from bot.discord_bot.message_handles import MessagePlace
from bot.discord_bot.permissions import Where
from bot.discord_bot.render import working_view
from bot.discord_bot.reply_place import PlaceFinder
from retrieval.conversation.small_talk import talk_in

logger = logging.getLogger(__name__)

_KINDS = (discord.MessageType.default, discord.MessageType.reply)


@dataclass(frozen=True, slots=True)
class _Question:
    """What a message asks, and the conversation that it belongs to."""

    text: str
    conversation_id: str


class Messages:
    """Decides which messages are questions, and has them answered."""

    def __init__(self, context: BotContext) -> None:
        self._context = context
        self._seen = Seen()
        self._places = PlaceFinder(context)

    async def on_message(self, message: discord.Message, me: discord.ClientUser) -> None:
        """Answers a message, if it is a question to the bot; ignores bots, webhooks and Discord's own messages."""
        if message.author.bot or message.webhook_id is not None or message.type not in _KINDS:
            return
        if message.guild is None and not isinstance(message.channel, discord.DMChannel):
            return  # of a guild that Discord has not told of
        if self._seen.again(message.id) or self._context.queue.is_closing:
            return
        config = await self._context.memory.config(message.guild.id if message.guild else None)
        question = await self._question(message, me, config)
        if question is None:
            return
        try:
            permitted = await permission(self._context, _where(message))
        except Declined as declined:
            if str(declined) != strings.NOT_HERE:  # whom the bot may not answer hears nothing
                await self._places.remark(message, str(declined))
            return
        if not question.text:
            await self._places.remark(message, strings.HELP)
        elif len(question.text) > self._context.question_limit:
            await self._places.remark(message, strings.too_long(self._context.question_limit))
        else:
            await self._answer(message, question, permitted, config)

    async def _question(
        self, message: discord.Message, me: discord.ClientUser, config: GuildConfig
    ) -> _Question | None:
        """Returns what the message asks the bot; None where it is not meant for the bot."""
        text, mentioned = _spoken(message, me), _is_mentioned(message, me)
        if message.guild is None:
            return _Question(text, self._context.memory.store.conversation_id(message.channel.id))
        forum = _forum_of_post(message)
        if forum is not None and (mentioned or forum in config.forums):
            return _Question(f"{getattr(message.channel, 'name', '')} {text}".strip(), self._conversation(message))
        replied = await self._replied(message, me)
        if mentioned or replied is not None:
            return _Question(text or _quoted(message, me), replied or self._conversation(message))
        if self._context.reads_messages and text and _is_own_thread(message, me):
            return _Question(text, self._conversation(message))
        return None

    def _conversation(self, message: discord.Message) -> str:
        """Returns the id of the thread's conversation; a thread made for a message will have that message's id."""
        in_thread = isinstance(message.channel, discord.Thread)
        return self._context.memory.store.conversation_id(message.channel.id if in_thread else message.id)

    async def _replied(self, message: discord.Message, me: discord.ClientUser) -> str | None:
        """Returns the conversation that a reply to one of the bot's answers continues."""
        reference = message.reference
        if reference is None or reference.message_id is None or not message.content:
            return None
        if isinstance(reference.resolved, discord.Message) and reference.resolved.author.id != me.id:
            return None
        stored = await self._context.memory.do(self._context.memory.store.answer_in, reference.message_id)
        return stored.conversation_id if stored else None

    async def _answer(
        self, message: discord.Message, question: _Question, permitted: tuple[str, ...] | None, config: GuildConfig
    ) -> None:
        context = self._context
        asked = AskedQuestion(
            origin=str(message.id),
            asker=context.memory.store.hashed(message.author.id),
            guild_id=message.guild.id if message.guild else None,
            channel_id=message.channel.id,
            question=question.text,
            conversation_id=question.conversation_id,
            permitted=permitted,
        )
        nowhere = MessagePlace(context.connection, PlaceRecord(message.channel.id, reply_to=message.id))
        answer_id = await context.queue.take(asked, nowhere)
        if answer_id is None:
            return
        here = replace(config, threads=False) if talk_in(question.text) else config  # a greeting needs no thread
        place = await self._places.place(message, working_view(strings.LOOKING, answer_id), answer_id, here)
        if place is None:
            logger.warning("There is no place to answer message %d of channel %d", message.id, message.channel.id)
            await context.queue.drop(answer_id)
        else:
            context.queue.start(answer_id, asked, place)


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
    """Whether the bot is mentioned, by name or by the role that Discord made for it; @everyone does not count."""
    roles = [role.tags.bot_id for role in message.role_mentions if role.tags is not None]
    return any(user.id == me.id for user in message.mentions) or me.id in roles


def _spoken(message: discord.Message, me: discord.ClientUser) -> str:
    """Returns the text without the mention of the bot, other mentions as names."""
    mentions = [f"<@{me.id}>", f"<@!{me.id}>"]
    mentions += [role.mention for role in message.role_mentions if role.tags is not None and role.tags.bot_id == me.id]
    original, text = message.content, message.content
    for mention in mentions:
        text = text.replace(mention, " ")
    if "<" in text:
        message.content = text
        text = message.clean_content
        message.content = original
    return " ".join(text.split())


def _quoted(message: discord.Message, me: discord.ClientUser) -> str:
    """Returns the message that a bare mention replies to: somebody points the bot at another's question."""
    resolved = message.reference.resolved if message.reference else None
    return _spoken(resolved, me) if isinstance(resolved, discord.Message) and resolved.author.id != me.id else ""


def _is_own_thread(message: discord.Message, me: discord.ClientUser) -> bool:
    return isinstance(message.channel, discord.Thread) and message.channel.owner_id == me.id


def _forum_of_post(message: discord.Message) -> int | None:
    """Returns the forum where this message begins a post; None for any other message."""
    channel = message.channel
    if not isinstance(channel, discord.Thread) or channel.id != message.id:
        return None
    return channel.parent_id if isinstance(channel.parent, discord.ForumChannel) else None
