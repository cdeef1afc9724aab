"""What is to be seen in a channel of the local Discord."""

from __future__ import annotations

from bot.discord_bot import strings
from tests.local_discord.interactions import buttons
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Channel, Json


def from_bot(discord: LocalDiscord, channel: Channel) -> list[Json]:
    """The bot's messages in a channel."""
    return [message for message in channel.messages.values() if message["author"]["id"] == discord.world.bot["id"]]


def is_done(message: Json | None) -> bool:
    """Whether an answer is there whole: its sources can be asked for."""
    return any(button["label"] == strings.SOURCES for button in buttons(message))


async def answered(discord: LocalDiscord, channel: Channel, said: str, seconds: float = 40.0) -> Json:
    """The bot's message that holds ``said``, once it is there."""

    def find() -> Json | None:
        return next((item for item in from_bot(discord, channel) if said in item["content"]), None)

    found: Json = await discord.until(find, seconds)
    return found


async def thread_on(discord: LocalDiscord, question: Json) -> Channel:
    """The thread on a message, once it is there."""
    thread: Channel = await discord.until(lambda: discord.world.channels.get(int(question["id"])))
    return thread
