"""``make discord-soak``: questions without end under random faults; each is answered once or visibly given up.

    python -m tests.local_discord.soak --minutes 30 --rate 5

Fails where a question has no outcome or two, where Discord would have refused something, where anybody was pinged, and
where memory or tasks grow.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from bot.capacity import Capacity
from bot.discord_bot import strings as words
from bot.discord_bot.service import DiscordBot
from bot.settings import ServiceSettings
from tests.bot.discord_bot.canned import QUOTE, Canned
from tests.bot.discord_bot.conftest import FAST
from tests.local_discord.interactions import Happening
from tests.local_discord.people import Person
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Channel

_FAULTS = (
    ("status", "PATCH", "@original$", 500),
    ("status", "PATCH", "@original$", 503),
    ("status", "POST", "/channels/.*/messages$", 503),
    ("status", "PATCH", "/channels/.*/messages/", 500),
    ("cut", "PATCH", "@original$", 0),
    ("cut", "POST", "/channels/.*/messages$", 0),
    ("limit", "PATCH", "@original$", 0),
    ("html", "PATCH", "@original$", 0),
)
_GIVEN_UP = (words.SERVICE_DOWN, words.INTERRUPTED, words.TOOK_TOO_LONG)
_PEOPLE = 40
_CHANNELS = 20


class Soak:
    """One run."""

    def __init__(self, discord: LocalDiscord, bot: DiscordBot, seed: int) -> None:
        self._discord = discord
        self._bot = bot
        self._draw = random.Random(seed)
        self._people = [Person(discord, f"p{i}") for i in range(_PEOPLE)]
        self.asked: list[tuple[Channel, Happening | int]] = []
        self.unseen = 0
        self.answered = 0
        self.given_up = 0
        self.memory: list[float] = []
        self.tasks: list[int] = []

    async def run(self, channels: list[Channel], minutes: float, rate: float) -> None:
        """Asks ``rate`` questions a second, with a fault about every second."""
        end, watched = time.monotonic() + minutes * 60, 0.0
        while time.monotonic() < end:
            await self._ask(self._draw.choice(channels))
            if self._draw.random() < 1 / rate:
                await self._fault()
            if time.monotonic() - watched > max(2.0, minutes * 60 / 40):
                watched = time.monotonic()
                self._look()
            await asyncio.sleep(self._draw.expovariate(rate))
        self._discord.faults.waiting.clear()
        await self._discord.until(lambda: self._bot.health.is_ready, 120)
        await self._discord.until(lambda: not self._bot.health.open_answers, 300)
        self._look()
        self._count(len(self.asked))

    async def _ask(self, channel: Channel) -> None:
        person = self._draw.choice(self._people)
        if self._draw.random() < 0.7:
            self.asked.append((channel, await person.uses(channel, "ask", question="How many?")))
        else:
            message = await person.says(channel, "@ibid how many?")
            self.asked.append((channel, int(message["id"])))

    async def _fault(self) -> None:
        if self._draw.random() < 0.1:
            await self._draw.choice((self._discord.gateway.cut, lambda: self._discord.gateway.send_op(7)))()
            return
        kind, method, path, status = self._draw.choice(_FAULTS)
        self._discord.faults.add(kind, method, path, status=status or 500, after=self._draw.random() < 0.5, seconds=0.2)

    def _look(self) -> None:
        gc.collect()
        self.memory.append(_megabytes())
        self.tasks.append(len(asyncio.all_tasks()))
        self._count(max(0, len(self.asked) - 500))
        print(  # noqa: T201 - the report itself
            f"asked {len(self.asked) + self.answered + self.given_up}  open {self._bot.health.open_answers}  "
            f"memory {self.memory[-1]:.0f} MB  tasks {self.tasks[-1]}  faults {self._discord.faults.made}",
            flush=True,
        )

    def _count(self, first: int) -> None:
        """Looks at the oldest questions, counts what became of them, and forgets them."""
        for channel, asked in self.asked[:first]:
            texts = self._outcomes(channel, asked)
            if len(texts) != 1:
                self._discord.violations.append(f"{len(texts)} outcomes: {texts}")
            elif QUOTE in texts[0]:
                self.answered += 1
            elif any(item in texts[0] for item in _GIVEN_UP):
                self.given_up += 1
            else:
                self._discord.violations.append(f"no outcome: {texts}")
        del self.asked[:first]
        if first:
            self._discord.bodies.clear()
            self._discord.requests.clear()
            for session in self._discord.gateway.sessions.values():
                del session.sent[:-1000]

    def _outcomes(self, channel: Channel, asked: Happening | int) -> list[str]:
        if isinstance(asked, Happening):
            self._discord.happenings.pop(asked.token, None)
            if asked.original is not None:
                channel.messages.pop(int(asked.original["id"]), None)
                return [asked.shown]
            return []
        channel.messages.pop(asked, None)
        thread = self._discord.world.channels.pop(asked, None)
        return [message["content"] for message in thread.messages.values()] if thread else []


def _megabytes() -> float:
    """Resident memory now, or the most so far where the system does not say."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


async def soak(minutes: float, rate: float, seed: int) -> int:
    """Runs and reports; the exit code."""
    with tempfile.TemporaryDirectory(prefix="ibid-soak-") as home:
        async with LocalDiscord() as discord:
            guild = discord.world.add_guild()
            channels = [discord.world.add_channel(guild, f"c{i}") for i in range(_CHANNELS)]
            settings = ServiceSettings.model_validate(
                {
                    "home": Path(home),
                    "discord_token": discord.token,
                    "discord_api_base": discord.api_base,
                    "discord_gateway_url": discord.gateway_url,
                    "discord_user_rate": 0,
                    "discord_guild_rate": 0,
                }
            )
            canned = Canned()
            canned.seconds = 0.05
            bot = DiscordBot(settings, canned, Capacity(8), FAST)
            running = asyncio.create_task(bot.run())
            await discord.until(lambda: bot.health.is_ready and discord.commands)
            run = Soak(discord, bot, seed)
            await run.run(channels, minutes, rate)
            await bot.stop()
            await running
            return _report(run, discord)


def _report(run: Soak, discord: LocalDiscord) -> int:
    third = max(1, len(run.memory) // 3)
    grown = sum(run.memory[-third:]) / third - sum(run.memory[third : 2 * third]) / max(
        1, len(run.memory[third : 2 * third])
    )
    leaked = min(run.tasks[-third:]) > max(run.tasks[:third]) + 20
    wrong = [*discord.violations[:20], *discord.pings[:5], *discord.previews[:5]]
    print(  # noqa: T201 - the report itself
        f"answered {run.answered}, given up {run.given_up}, faults {discord.faults.made}, "
        f"resumes {discord.gateway.resumes}, memory grew by {grown:.1f} MB in the last two thirds, wrong: {wrong}"
    )
    return int(bool(wrong) or leaked or grown > 40)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    logging.disable(logging.ERROR)
    sys.exit(asyncio.run(soak(given.minutes, given.rate, given.seed)))
