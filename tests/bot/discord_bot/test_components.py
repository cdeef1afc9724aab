"""The buttons and forms under an answer."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.discord_bot import strings
from bot.discord_bot.service import DiscordBot
from tests.bot.discord_bot.canned import QUOTE, Canned, answer, citation
from tests.bot.discord_bot.conftest import Running
from tests.bot.discord_bot.seen import answered, thread_on
from tests.local_discord.interactions import Happening
from tests.local_discord.people import Person
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Channel, Json

pytestmark = pytest.mark.anyio


async def ask(discord: LocalDiscord, channel: Channel, who: Person) -> tuple[Happening, Json]:
    """Asks, and returns the answer's message once it is there."""
    asked = await who.uses(channel, "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown)
    assert asked.original is not None
    return asked, asked.original


async def test_the_sources_button_shows_the_quote_and_the_authors_footnote(
    discord: LocalDiscord, channel: Channel, ada: Person, bot: DiscordBot
) -> None:
    _, message = await ask(discord, channel, ada)
    shown = await Person(discord, "bob").presses(channel, message, strings.SOURCES)
    await discord.until(lambda: QUOTE in shown.shown)
    assert shown.is_ephemeral
    assert "**Note 4** Own count of 2023." in shown.shown
    assert "<https://example.org/n4>" in shown.shown


async def test_pages_of_sources_and_of_answers_turn(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    canned.reply = answer([QUOTE + " Words." * 150] * 5, [citation(i, quote="w " * 500) for i in range(1, 6)])
    asked, message = await ask(discord, channel, ada)
    assert message["attachments"][0]["filename"] == "answer.md"
    turned = await ada.presses(channel, message, strings.ON)
    await discord.until(lambda: "Page 2 of" in asked.shown)
    assert turned.original is message
    shown = await ada.presses(channel, message, strings.SOURCES)
    await discord.until(lambda: "Page 1 of" in shown.shown)
    assert shown.original is not None
    await ada.presses(channel, shown.original, strings.ON)
    await discord.until(lambda: "Page 2 of" in shown.shown)
    assert len(channel.messages) == 2


async def test_thumbs_are_saved_the_latest_of_each_person(
    discord: LocalDiscord, channel: Channel, ada: Person, bot: DiscordBot
) -> None:
    _, message = await ask(discord, channel, ada)
    answer_id = message["components"][0]["components"][0]["custom_id"].split(":")[2]
    up = await ada.presses(channel, message, "👍")
    await discord.until(lambda: up.shown == strings.THANKS)
    assert bot.memory.store.feedback(answer_id) == [("up", None)]
    down = await ada.presses(channel, message, "👎")
    await discord.until(lambda: down.form)
    await discord.until(lambda: bot.memory.store.feedback(answer_id) == [("down", None)])
    sent = await ada.fills_in(channel, down, "That was 2022.")
    await discord.until(lambda: sent.shown == strings.THANKS_COMMENT)
    assert sent.is_ephemeral
    assert bot.memory.store.feedback(answer_id) == [("down", "That was 2022.")]
    bob = await Person(discord, "bob").presses(channel, message, "👍")
    await discord.until(lambda: bob.shown == strings.THANKS)
    assert sorted(bot.memory.store.feedback(answer_id)) == [("down", "That was 2022."), ("up", None)]


async def test_a_follow_up_belongs_to_the_conversation(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    _, message = await ask(discord, channel, ada)
    form = await ada.presses(channel, message, strings.FOLLOW)
    await discord.until(lambda: form.form)
    followed = await ada.fills_in(channel, form, "And in 2022?")
    await discord.until(lambda: QUOTE in followed.shown)
    assert canned.questions == ["How many?", "And in 2022?"]
    assert canned.asked[0][1] == canned.asked[1][1]
    assert followed.original is not message


async def test_asking_again_takes_the_place_of_the_answer(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    asked, message = await ask(discord, channel, ada)
    canned.reply = answer(["Another answer."])
    await ada.presses(channel, message, strings.AGAIN)
    await discord.until(lambda: "Another answer." in asked.shown)
    assert canned.questions == ["How many?", "How many?"]
    assert len(channel.messages) == 1


async def test_a_double_click_is_one_action(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    _, message = await ask(discord, channel, ada)
    before = dict(message)
    canned.gate = asyncio.Event()
    clicks = [await ada.presses(channel, before, strings.AGAIN) for _ in range(3)]
    await discord.until(lambda: sum(click.shown == strings.ALREADY for click in clicks) == 2)
    canned.gate.set()
    await discord.until(lambda: len(canned.asked) == 2 and not bot.health.open_answers)
    assert QUOTE in message["content"]
    await ada.presses(channel, before, strings.DELETE)
    await ada.presses(channel, before, strings.DELETE)
    await discord.until(lambda: message["id"] not in map(str, channel.messages))
    await discord.until(lambda: all(happening.acknowledged for happening in discord.happenings.values()))


async def test_a_foreign_click_is_refused_politely_and_a_moderators_is_not(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    _, message = await ask(discord, channel, ada)
    for label in (strings.AGAIN, strings.DELETE):
        foreign = await Person(discord, "bob").presses(channel, message, label)
        await discord.until(lambda foreign=foreign: foreign.shown == strings.NOT_YOURS)
        assert foreign.is_ephemeral
    assert len(canned.asked) == 1
    await Person(discord, "mo", moderator=True).presses(channel, message, strings.DELETE)
    await discord.until(lambda: int(message["id"]) not in channel.messages)


async def test_stopping(discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot) -> None:
    canned.gate = asyncio.Event()
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.until(lambda: strings.STOP in asked.labels)
    assert "Still looking" in asked.shown
    assert asked.original is not None
    foreign = await Person(discord, "bob").presses(channel, asked.original, strings.STOP)
    await discord.until(lambda: foreign.shown == strings.NOT_YOURS)
    await ada.presses(channel, asked.original, strings.STOP)
    await discord.until(lambda: asked.shown == strings.STOPPED)
    assert asked.labels == [strings.AGAIN, strings.DELETE]
    assert canned.at_once == 0


async def test_all_work_after_a_restart(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, running: Running
) -> None:
    async with running():
        _, message = await ask(discord, channel, ada)
        form = await ada.presses(channel, message, strings.FOLLOW)
        await discord.until(lambda: form.form)
    async with running():
        shown = await ada.presses(channel, message, strings.SOURCES)
        await discord.until(lambda: "Own count of 2023." in shown.shown)
        followed = await ada.fills_in(channel, form, "And in 2022?")
        await discord.until(lambda: QUOTE in followed.shown)
        up = await ada.presses(channel, message, "👍")
        await discord.until(lambda: up.shown == strings.THANKS)
        await ada.presses(channel, message, strings.DELETE)
        await discord.until(lambda: int(message["id"]) not in channel.messages)


async def test_an_answer_that_is_no_longer_kept(
    discord: LocalDiscord, channel: Channel, ada: Person, bot: DiscordBot
) -> None:
    _, message = await ask(discord, channel, ada)
    bot.memory.store.purge(0.0, 4e9)
    for label in (strings.SOURCES, "👍", strings.FOLLOW, strings.AGAIN):
        pressed = await ada.presses(channel, message, label)
        await discord.until(lambda pressed=pressed: pressed.shown == strings.ANSWER_GONE)


async def test_the_buttons_of_an_answer_to_a_mention(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    thread = await thread_on(discord, await ada.says(channel, "@ibid how many?"))
    message = await answered(discord, thread, QUOTE)
    shown = await ada.presses(thread, message, strings.SOURCES)
    await discord.until(lambda: "Own count of 2023." in shown.shown)
    form = await ada.presses(thread, message, strings.FOLLOW)
    await discord.until(lambda: form.form)
    await ada.fills_in(thread, form, "And in 2022?")
    await discord.until(lambda: len(canned.asked) == 2)
    assert canned.asked[1][1] == bot.memory.store.conversation_id(thread.id)


async def test_a_defect_is_told_to_the_one_who_pressed_by_an_id_that_the_log_has_too(
    discord: LocalDiscord,
    channel: Channel,
    ada: Person,
    bot: DiscordBot,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    _, message = await ask(discord, channel, ada)
    with closing(sqlite3.connect(tmp_path / "discord.sqlite3")) as file:
        file.execute("UPDATE answers SET reply = '{\"secret\": 1}'")
        file.commit()
    pressed = await ada.presses(channel, message, strings.SOURCES)
    await discord.until(lambda: "Something went wrong here." in pressed.shown)
    assert pressed.is_ephemeral
    assert "secret" not in pressed.shown
    assert pressed.shown.split("`")[1] in caplog.text
