"""The gateway fails in every way that it does: each question is answered once, and the bot is there in the morning."""

import asyncio

import pytest

from bot.discord_bot.service import DiscordBot
from bot.discord_bot.supervisor import CannotRun
from tests.bot.discord_bot.canned import QUOTE, Canned
from tests.bot.discord_bot.conftest import Running, faster
from tests.bot.discord_bot.seen import answered, from_bot, thread_on
from tests.local_discord.people import Person
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Channel

pytestmark = [pytest.mark.anyio, pytest.mark.timing]


async def back(discord: LocalDiscord, bot: DiscordBot) -> None:
    """The bot is connected, and answers a new question."""
    await discord.until(lambda: discord.gateway.is_connected and bot.health.is_ready)


async def test_a_cut_in_the_middle_of_an_answer(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    canned.gate = asyncio.Event()
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.until(lambda: canned.at_once == 1)
    await discord.gateway.cut()
    canned.gate.set()
    await discord.until(lambda: QUOTE in asked.shown)
    await discord.until(lambda: bot.health.shards[0].resumes == 1)
    assert (discord.gateway.resumes, len(discord.gateway.identifies)) == (1, 1)
    assert canned.questions == ["How many?"]


async def test_what_was_asked_while_the_connection_was_gone_is_replayed(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    await discord.gateway.cut()
    await discord.until(lambda: discord.gateway.close_codes or not discord.gateway.is_connected)
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown)
    assert canned.questions == ["How many?"]


async def test_op_7(discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot) -> None:
    await discord.gateway.send_op(7)
    await discord.until(lambda: discord.gateway.resumes == 1)
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown)


async def test_a_zombie_connection(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, running: Running
) -> None:
    discord.gateway.heartbeat = 0.2
    async with running(faster(heartbeat=1.0)) as bot:
        discord.gateway.silence()
        asked = await ada.uses(channel, "ask", question="How many?")
        await discord.until(lambda: QUOTE in asked.shown)
        assert discord.gateway.resumes >= 1
        assert bot.health.is_ready
    assert canned.questions == ["How many?"]


async def test_op_9_means_a_new_session(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    await discord.gateway.send_op(9, False)
    await discord.until(lambda: len(discord.gateway.identifies) == 2)
    await back(discord, bot)
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown)
    assert canned.questions == ["How many?"]
    assert bot.health.restarts == 0


async def test_close_1001(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    await discord.gateway.cut(1001, forget=True)
    await discord.until(lambda: len(discord.gateway.identifies) == 2)
    await back(discord, bot)
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown)
    assert canned.questions == ["How many?"]


async def test_the_server_is_gone_for_a_while(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    canned.gate = asyncio.Event()
    question = await ada.says(channel, "@ibid how many?")
    thread = await thread_on(discord, question)
    await discord.until(lambda: canned.at_once == 1)
    await discord.stop()
    canned.gate.set()
    await discord.until(lambda: not bot.health.is_ready)
    discord.gateway.sessions.clear()
    await asyncio.sleep(1)
    await discord.start()
    await answered(discord, thread, QUOTE)
    await back(discord, bot)
    assert canned.questions == ["how many?"]
    assert len(from_bot(discord, thread)) == 1


async def test_a_gateway_that_refuses_at_the_start(
    discord: LocalDiscord, channel: Channel, ada: Person, running: Running
) -> None:
    discord.gateway.refuse = True
    async with running(wait=False) as bot:
        await discord.until(lambda: discord.commands)
        assert not bot.health.is_ready
        assert bot.health.as_json()["status"] == "not ready"
        discord.gateway.refuse = False
        await back(discord, bot)
        asked = await ada.uses(channel, "ask", question="How many?")
        await discord.until(lambda: QUOTE in asked.shown)


async def test_an_api_that_fails_at_the_start(
    discord: LocalDiscord, channel: Channel, ada: Person, running: Running
) -> None:
    discord.faults.add("status", "GET", "/users/@me", status=503)
    discord.faults.add("status", "GET", "/gateway/bot", status=503)
    async with running(wait=False) as bot:
        await discord.until(lambda: bot.health.restarts >= 1)
        assert not bot.health.is_ready
        await back(discord, bot)
        assert bot.health.as_json()["http_5xx"] >= 1


async def test_a_malformed_event_leads_to_a_restart_that_loses_no_answer(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    canned.gate = asyncio.Event()
    asked = await ada.uses(channel, "ask", question="How many?")
    thread = await thread_on(discord, await ada.says(channel, "@ibid how many?"))
    await discord.until(lambda: canned.at_once == 2)
    await discord.gateway.event("INTERACTION_CREATE", {"nothing": "of use"}, channel.guild_id)
    await discord.until(lambda: bot.health.restarts == 1)
    canned.gate.set()
    await discord.until(lambda: QUOTE in asked.shown)
    await answered(discord, thread, QUOTE)
    await back(discord, bot)
    after = await ada.uses(channel, "ask", question="And now?")
    await discord.until(lambda: QUOTE in after.shown)
    assert len(canned.asked) == 3


async def test_a_replayed_event_is_answered_once(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.gateway.again()
    await discord.until(lambda: QUOTE in asked.shown)
    question = await ada.says(channel, "@ibid how many?")
    await discord.message_event("MESSAGE_CREATE", channel, question)
    thread = await thread_on(discord, question)
    await answered(discord, thread, QUOTE)
    assert asked.original is not None
    pressed = await ada.presses(channel, asked.original, "👍")
    await discord.gateway.again()
    await discord.until(lambda: pressed.shown)
    assert canned.questions == ["How many?", "how many?"]
    assert len(from_bot(discord, thread)) == 1


async def test_two_processes_answer_once(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, running: Running
) -> None:
    async with running() as bot:
        asked = await ada.uses(channel, "ask", question="How many?")
        await discord.until(lambda: QUOTE in asked.shown and not bot.health.open_answers)
    async with running():
        for session in discord.gateway.sessions.values():
            for event in list(session.sent):
                if event["t"] == "INTERACTION_CREATE":
                    await discord.gateway.event("INTERACTION_CREATE", event["d"], channel.guild_id)
        again = await ada.uses(channel, "ask", question="And now?")
        await discord.until(lambda: QUOTE in again.shown)
    assert canned.questions == ["How many?", "And now?"]


async def test_two_shards_and_two_hundred_guilds_keep_the_limits_of_identifying(
    discord: LocalDiscord, channel: Channel, canned: Canned, running: Running
) -> None:
    discord.shards, discord.gateway.identify_seconds = 2, 1.0
    channels = [discord.world.add_channel(discord.world.add_guild(f"guild {i}")) for i in range(199)]
    async with running(faster(identify=1.0)) as bot:
        await discord.until(lambda: len(bot.health.shards) == 2 and bot.health.is_ready)
        asked = [await Person(discord, f"p{i}").uses(channels[i], "ask", question="How many?") for i in range(8)]
        await discord.until(lambda: all(QUOTE in question.shown for question in asked))
        assert {shard["id"]: shard["identifies"] for shard in bot.health.as_json()["shards"]} == {0: 1, 1: 1}


@pytest.mark.parametrize(
    ("token", "content", "said"), [("wrong", True, "Reset Token"), (None, False, "Message Content Intent")]
)
async def test_what_only_a_person_can_mend_ends_the_bot_with_a_hint(
    discord: LocalDiscord, running: Running, token: str | None, content: bool, said: str
) -> None:
    discord.gateway.allow_content = content
    stated = {"discord_message_content": True} | ({"discord_token": token} if token else {})
    with pytest.raises(CannotRun, match=said):
        async with running(wait=True, **stated):
            pass
    assert len(discord.gateway.identifies) == 0


async def test_it_says_goodbye_with_1000(discord: LocalDiscord, running: Running) -> None:
    async with running():
        pass
    await discord.until(lambda: 1000 in discord.gateway.close_codes)
