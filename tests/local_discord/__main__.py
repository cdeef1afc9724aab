"""``make discord-demo``: the bot, the demo library and a local Discord, and a conversation in the terminal.

Type a question; ``/sources``, ``/up``, ``/again``, ``/typed``, ``/offer`` press the buttons of the last answer.
``/quit`` ends it.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.capacity import Capacity, places
from bot.discord_bot import strings as words
from bot.discord_bot.backend import LocalBackend
from bot.discord_bot.service import DiscordBot
from bot.settings import ServiceSettings
from ingest.build import ingest
from ingest.collect import inputs
from retrieval.library import Library, open_library
from tests.local_discord.interactions import Happening, buttons
from tests.local_discord.people import Person
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Channel, Json

CORPUS = Path(__file__).parents[2] / "corpus"
SCRIPT = (
    "hello",
    "How many diplomatic missions does North Korea have left?",
    "/sources",
    "/up",
    "Who won the World Cup in 1990?",
    "How many North Koreans reached South Korea in 2015?",
    "/offer",
)
BUTTONS = {"/sources": words.SOURCES, "/up": "👍", "/again": words.AGAIN, "/typed": words.TYPED}
PRIVATE = " · only you see this"


class Demo:
    """One person in one channel."""

    def __init__(self, discord: LocalDiscord, channel: Channel) -> None:
        self._discord = discord
        self._channel = channel
        self._you = Person(discord, "you")
        self._last: Json | None = None
        self._out = Console(highlight=False, markup=False, emoji=False)

    async def says(self, line: str) -> None:
        """A question, or a press of a button."""
        if line == "/offer":
            await self._takes_the_offer()
        elif line not in BUTTONS:
            self._show("you", f"/ask {line}")
            asked = await self._you.uses(self._channel, "ask", question=line[:400])
            await self._answer(asked)
            self._last = asked.original
        elif self._last is not None:
            self._show("you", f"[{BUTTONS[line]}]")
            await self._answer(await self._you.presses(self._channel, self._last, BUTTONS[line]))

    async def _takes_the_offer(self) -> None:
        """Presses the first question that the last reply offers."""
        labels = [str(button["label"]) for button in buttons(self._last)]
        offered = next((label for label in labels if label.endswith("?")), None)
        if self._last is not None and offered:
            self._show("you", f"[{offered}]")
            await self._answer(await self._you.presses(self._channel, self._last, offered))

    async def _answer(self, happening: Happening) -> None:
        def settled() -> bool:
            return bool(happening.shown) and not happening.is_thinking and words.STOP not in happening.labels

        await self._discord.until(settled, 120)
        labels = "  ".join(f"[{label}]" for label in happening.labels)
        name = f"ibid{PRIVATE if happening.is_ephemeral else ''} · {happening.seconds * 1000:.0f} ms to acknowledge"
        self._show(name, f"{happening.shown}\n\n{labels}".strip())

    def _show(self, name: str, text: str) -> None:
        self._out.print(Panel(Text(text), title=name, title_align="left", width=min(100, self._out.width)))


async def main() -> None:
    """Runs the conversation of ``SCRIPT`` where nobody is at the keyboard."""
    with tempfile.TemporaryDirectory(prefix="ibid-discord-") as home:
        async with LocalDiscord() as discord:
            channel = discord.world.add_channel(discord.world.add_guild())
            settings = ServiceSettings.model_validate(
                {
                    "home": Path(home),
                    "chroma_url": "",
                    "discord_token": discord.token,
                    "discord_api_base": discord.api_base,
                    "discord_gateway_url": discord.gateway_url,
                }
            )
            library = await asyncio.to_thread(_library, settings)
            bot = DiscordBot(settings, LocalBackend(library, places(settings)), Capacity(places(settings)))
            running = asyncio.create_task(bot.run())
            await discord.until(lambda: running.done() or (bot.health.is_ready and discord.commands))
            try:
                await _converse(Demo(discord, channel))
            finally:
                await bot.stop()
                await running
                library.close()


def _library(settings: ServiceSettings) -> Library:
    library = open_library(settings)
    for _ in ingest(library, inputs([str(CORPUS)], settings.upload_limit)):
        pass
    return library


async def _converse(demo: Demo) -> None:
    if not sys.stdin.isatty():
        for line in SCRIPT:
            await demo.says(line)
        return
    while True:
        line = (await asyncio.to_thread(input, "ask, /sources, /up, /again, /typed, /offer or /quit> ")).strip()
        if line == "/quit":
            return
        if line:
            await demo.says(line)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("discord.client").setLevel(logging.ERROR)
    asyncio.run(main())
