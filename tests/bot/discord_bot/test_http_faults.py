"""Discord's API fails in every way that it does: one visible outcome each, and no storm of retries."""

import asyncio
from contextlib import suppress

import pytest

from bot.discord_bot.service import DiscordBot
from tests.bot.discord_bot.canned import QUOTE, Canned, answer
from tests.bot.discord_bot.conftest import Running, faster
from tests.bot.discord_bot.seen import answered, from_bot, thread_on
from tests.local_discord.people import Person
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Channel

pytestmark = pytest.mark.anyio

EDIT = ("PATCH", "@original$")
SEND = ("POST", "/channels/.*/messages$")
CHANGE = ("PATCH", "/channels/.*/messages/")
CALLBACK = ("POST", "/callback$")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("kind", ["500", "503", "cut", "html", "limit"])
async def test_an_edit_fails(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, running: Running, kind: str, after: bool
) -> None:
    async with running():
        fault(discord, kind, EDIT, after=after)
        asked = await ada.uses(channel, "ask", question="How many?")
        await discord.until(lambda: QUOTE in asked.shown and discord.faults.made == 1)
    assert len(channel.messages) == 1


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("kind", ["500", "503", "cut", "html", "limit"])
async def test_sending_and_editing_in_a_channel_fail(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, running: Running, kind: str, after: bool
) -> None:
    async with running():
        fault(discord, kind, SEND, after=after)
        fault(discord, kind, CHANGE, after=after)
        thread = await thread_on(discord, await ada.says(channel, "@ibid how many?"))
        await answered(discord, thread, QUOTE)
        await discord.until(lambda: discord.faults.made == 2)
    assert len(from_bot(discord, thread)) == 1


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("kind", ["500", "503", "cut"])
async def test_the_acknowledgement_fails(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, running: Running, kind: str, after: bool
) -> None:
    async with running():
        fault(discord, kind, CALLBACK, after=after)
        await ada.uses(channel, "ask", question="How many?")
        await answered(discord, channel, QUOTE)
    assert len(from_bot(discord, channel)) == 1
    assert not [happening for happening in discord.happenings.values() if happening.is_thinking]


async def test_an_acknowledgement_that_never_gets_there_is_made_good_in_the_channel(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    fault(discord, "503", CALLBACK, times=9)
    asked = await ada.uses(channel, "ask", question="How many?")
    await answered(discord, channel, QUOTE)
    assert asked.original is None
    assert len(from_bot(discord, channel)) == 1
    discord.faults.waiting.clear()


async def test_a_private_question_that_cannot_be_acknowledged_is_not_answered_in_public(
    discord: LocalDiscord,
    channel: Channel,
    ada: Person,
    canned: Canned,
    bot: DiscordBot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fault(discord, "503", CALLBACK, times=9)
    await ada.uses(channel, "ask", question="How many?", private=True)
    await discord.until(lambda: "could not be acknowledged" in caplog.text)
    await asyncio.sleep(0.1)
    assert channel.messages == {}
    assert canned.asked == []
    discord.faults.waiting.clear()


async def test_a_429_on_every_edit_means_fewer_edits_and_the_answer_all_the_same(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    canned.reply, canned.claims_every = answer([f"Claim number {i}." for i in range(1, 21)]), 0.1
    for _ in range(6):
        discord.faults.add("limit", *EDIT, seconds=0.5)
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.until(lambda: "Claim number 20." in asked.shown)
    assert len(asked.edits) <= 3


async def test_a_502_after_the_effect_makes_no_second_message(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    discord.faults.add("status", *SEND, status=502, after=True)
    discord.faults.add("status", "POST", "/threads$", status=502, after=True)
    thread = await thread_on(discord, await ada.says(channel, "@ibid how many?"))
    await answered(discord, thread, QUOTE)
    assert len(from_bot(discord, thread)) == 1
    assert from_bot(discord, channel) == []


@pytest.mark.parametrize("happens", ["archived", "locked", "deleted", "denied", "message"])
async def test_a_place_that_closes_in_the_middle_is_given_up_once_and_quietly(
    discord: LocalDiscord,
    channel: Channel,
    ada: Person,
    canned: Canned,
    running: Running,
    happens: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    canned.reply, canned.claims_every = answer([f"Claim number {i}." for i in range(1, 6)]), 0.05
    canned.gate = asyncio.Event()
    async with running(faster(message_edits=0.2)) as bot:
        thread = await thread_on(discord, await ada.says(channel, "@ibid how many?"))
        await discord.until(lambda: from_bot(discord, thread) and canned.at_once)
        if happens == "message":
            thread.messages.clear()
        elif happens == "denied":
            thread.denied |= {"view", "send"}
        else:
            thread.archived = thread.locked = happens in ("archived", "locked")
            thread.deleted = happens == "deleted"
        canned.gate.set()
        await discord.until(lambda: not bot.health.open_answers)
        requests = len(discord.requests)
        await asyncio.sleep(0.5)
        assert len(discord.requests) == requests
        assert bot.health.given_up == 1
    assert caplog.text.count("Gave up showing") == 1


async def test_a_form_that_fails_and_a_followup_that_fails_after_its_effect(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown)
    assert asked.original is not None
    fault(discord, "500", CALLBACK)
    form = await ada.presses(channel, asked.original, "Follow up")
    await discord.until(lambda: form.form)
    discord.faults.add("status", *CALLBACK, status=502, after=True)
    followed = await ada.fills_in(channel, form, "And in 2022?")
    await discord.until(lambda: QUOTE in followed.shown)
    assert followed.followups == []
    assert len(channel.messages) == 2


async def test_when_told_to_stop_open_answers_are_marked(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, running: Running
) -> None:
    canned.gate = asyncio.Event()
    async with running() as bot:
        asked = await ada.uses(channel, "ask", question="How many?")
        await discord.until(lambda: canned.at_once == 1)
        stopping = asyncio.create_task(bot.stop())
        await asyncio.sleep(0.05)
        refused = await ada.uses(channel, "ask", question="And now?")
        await stopping
    with suppress(AssertionError):
        await discord.until(lambda: "restarted" in refused.shown, 2)
    assert "I am being restarted" in asked.shown
    assert canned.questions == ["How many?"]


def fault(discord: LocalDiscord, kind: str, where: tuple[str, str], *, after: bool = False, times: int = 1) -> None:
    """A fault by its short name."""
    if kind.isdecimal():
        discord.faults.add("status", *where, status=int(kind), after=after, times=times)
    else:
        discord.faults.add(kind, *where, after=after, times=times, seconds=0.1)
