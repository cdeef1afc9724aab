"""The ways to ask, what one sees, and what is none of the bot's business."""

import asyncio
from contextlib import closing
from pathlib import Path

import pytest

from bot.discord_bot import strings
from bot.discord_bot.discord_store import Store
from bot.discord_bot.service import DiscordBot
from tests.bot.discord_bot.canned import QUOTE, Canned, citation, refusal
from tests.bot.discord_bot.conftest import Running
from tests.bot.discord_bot.seen import answered, from_bot, thread_on
from tests.local_discord.people import Person
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import FORUM, TEXT, Channel

pytestmark = pytest.mark.anyio


async def quiet(discord: LocalDiscord, canned: Canned) -> None:
    """Nothing happens, for as long as something would take."""
    before = len(discord.requests)
    await asyncio.sleep(0.15)
    assert len(discord.requests) == before
    assert canned.asked == []


async def test_a_slash_command(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    asked = await ada.uses(channel, "ask", question="How many missions are left?")
    await discord.until(lambda: QUOTE in asked.shown)
    assert "[1]" in asked.shown
    assert "<https://example.org/briefing>" in asked.shown
    assert not asked.is_ephemeral
    assert not asked.is_thinking
    assert asked.labels[:4] == [strings.SOURCES, "👍", "👎", strings.FOLLOW]
    assert canned.questions == ["How many missions are left?"]


async def test_a_private_answer(discord: LocalDiscord, channel: Channel, ada: Person, bot: DiscordBot) -> None:
    asked = await ada.uses(channel, "ask", question="How many?", private=True)
    await discord.until(lambda: QUOTE in asked.shown)
    assert asked.is_ephemeral


async def test_the_sources_to_choose_from(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    canned.known |= {f"s{i}": "A long title " * 20 for i in range(40)} | {"x" * 120: "An id that is too long"}
    typed = await ada.types(channel, "ask", "source", "chrono")
    choices = await discord.until(lambda: typed.choices)
    assert choices == [{"name": "A Chronology", "value": "chronology"}]
    many = await ada.types(channel, "ask", "source", "")
    assert len(await discord.until(lambda: many.choices)) == 25
    asked = await ada.uses(channel, "ask", question="How many?", source="chronology")
    await discord.until(lambda: QUOTE in asked.shown)
    assert canned.asked[0][2] == ["chronology"]
    unknown = await ada.uses(channel, "ask", question="How many?", source="nowhere")
    await discord.until(lambda: "cannot use a source of that name" in unknown.shown)


async def test_a_mention_is_answered_in_a_thread_that_goes_on(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    question = await ada.says(channel, "@ibid how many missions?")
    thread = await thread_on(discord, question)
    message = await answered(discord, thread, QUOTE)
    assert thread.name == "@ibid how many missions?"
    await ada.says(thread, "@ibid and in 2022?")
    await discord.until(lambda: len(canned.asked) == 2)
    await ada.says(thread, "and before?", reply_to=message)
    await discord.until(lambda: len(canned.asked) == 3)
    await discord.until(lambda: len([item for item in from_bot(discord, thread) if QUOTE in item["content"]]) == 3)
    assert canned.questions == ["how many missions?", "and in 2022?", "and before?"]
    assert {question[1] for question in canned.asked} == {bot.memory.store.conversation_id(thread.id)}


async def test_without_the_intent_a_thread_is_read_only_where_the_bot_is_named(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    thread = discord.world.add_thread(channel, 5, "old", discord.world.application_id)
    await discord.gateway.event("THREAD_CREATE", thread.json(), thread.guild_id)
    await ada.says(thread, "and in 2022?")
    await quiet(discord, canned)


async def test_with_the_intent_a_thread_of_its_own_needs_no_mention(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, running: Running
) -> None:
    async with running(discord_message_content=True):
        question = await ada.says(channel, "@ibid how many missions?")
        thread = await thread_on(discord, question)
        await answered(discord, thread, QUOTE)
        await ada.says(thread, "and in 2022?")
        await discord.until(lambda: canned.questions == ["how many missions?", "and in 2022?"])
        await ada.says(channel, "this is not for the bot")
        await discord.until(lambda: canned.at_once == 0)
    assert len(canned.asked) == 2


async def test_a_direct_message(discord: LocalDiscord, ada: Person, canned: Canned, bot: DiscordBot) -> None:
    first = await ada.writes_privately("how many?")
    direct = discord.world.channels[int(first["channel_id"])]
    await answered(discord, direct, QUOTE)
    await ada.writes_privately("and before?")
    await discord.until(lambda: len(canned.asked) == 2)
    assert len({question[1] for question in canned.asked}) == 1


async def test_a_command_in_a_direct_message(discord: LocalDiscord, ada: Person, bot: DiscordBot) -> None:
    asked = await ada.uses(discord.world.direct(ada.user), "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown)


async def test_the_menu_of_a_message(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    message = await Person(discord, "bob").says(channel, "How many missions are left, I wonder?")
    asked = await ada.picks(channel, "Answer this", message)
    await discord.until(lambda: QUOTE in asked.shown)
    assert canned.questions == ["How many missions are left, I wonder?"]
    empty = await ada.picks(channel, "Answer this", {**message, "content": ""})
    await discord.until(lambda: empty.shown == strings.NO_WORDS)
    assert empty.is_ephemeral


async def test_a_bare_mention_answers_the_message_that_it_replies_to(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, running: Running
) -> None:
    async with running(discord_message_content=True):
        message = await Person(discord, "bob").says(channel, "How many missions?")
        await ada.says(channel, "@ibid", reply_to=message)
        await discord.until(lambda: canned.questions == ["How many missions?"])


async def test_a_mention_without_a_question_is_told_how_to_ask(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    await ada.says(channel, "@ibid  ")
    await answered(discord, channel, strings.HELP)
    assert canned.asked == []


async def test_a_question_that_is_too_long(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, running: Running
) -> None:
    async with running(question_limit=50):
        await ada.says(channel, "@ibid " + "why " * 50)
        await answered(discord, channel, "50 characters or fewer")
        picked = await ada.picks(channel, "Answer this", await ada.says(channel, "why " * 50))
        await discord.until(lambda: "50 characters or fewer" in picked.shown)
    assert canned.asked == []


async def test_forum_posts(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    guild = discord.world.guilds[channel.guild_id or 0]
    forum = await discord.new_channel(guild, name="help", kind=FORUM)
    mentioned, _ = await ada.posts(forum, "How many missions?", "@ibid please")
    await answered(discord, mentioned, QUOTE)
    await ada.posts(forum, "Not for the bot", "really")
    admin = Person.owner(discord)
    await admin.uses(channel, "config forum", forum=forum, answer=True)
    await discord.until(lambda: discord.count("PATCH", "@original"))
    post, _ = await ada.posts(forum, "How many embassies?", "no mention here")
    await answered(discord, post, QUOTE)
    assert canned.questions == ["How many missions? please", "How many embassies?"]
    assert canned.asked[1][1] == bot.memory.store.conversation_id(post.id)


async def test_what_is_ignored(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    other = Person(discord, "other")
    other.user["bot"] = True
    await other.says(channel, "@ibid how many?")
    await ada.says(channel, "@ibid how many?", webhook_id="5")
    await ada.says(channel, "@ibid how many?", type=7)
    await ada.says(channel, "@everyone how many?")
    await ada.says(channel, "how many?")
    message = await ada.says(channel, "how many?")
    edited = {**message, "content": f"<@{discord.world.bot['id']}> how many?", "mentions": [discord.world.bot]}
    await discord.message_event("MESSAGE_UPDATE", channel, edited)
    bot_itself = Person(discord, "ibid")
    bot_itself.user = discord.world.bot
    await bot_itself.says(channel, "@ibid how many?")
    await quiet(discord, canned)


async def test_the_role_of_the_bot_is_its_name_too(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    guild = discord.world.guilds[channel.guild_id or 0]
    tags = {"bot_id": discord.world.bot["id"]}
    role = {**discord.world.guild_json(guild)["roles"][0], "id": "77", "name": "ibid", "tags": tags, "managed": True}
    await discord.gateway.event("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": role}, guild.id)
    await ada.says(channel, "<@&77> how many?", mentions=[])
    await asyncio.sleep(0.1)
    assert canned.asked == []  # Discord sends no content where only a role is named
    await ada.says(channel, "@ibid <@&77> how many?")
    await discord.until(lambda: canned.questions == ["how many?"])


async def test_other_people_who_are_named_keep_their_names(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    bob = Person(discord, "bob")
    await ada.says(channel, f"@ibid what did <@{bob.id}> say in <#{channel.id}>?")
    await discord.until(lambda: canned.questions == ["what did @bob say in #general?"])


async def test_a_refusal_is_calm_and_shows_what_came_nearest(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    canned.reply = refusal(nearest=[citation(1), citation(2, quote="Something else.")])
    asked = await ada.uses(channel, "ask", question="Who won?")
    await discord.until(lambda: strings.NEAREST in asked.shown)
    assert asked.shown.startswith("I looked, but the library does not answer this.")
    assert "Something else." in asked.shown
    canned.reply = refusal()
    again = await ada.uses(channel, "ask", question="Who won?")
    await discord.until(lambda: "does not answer this" in again.shown)
    assert strings.NEAREST not in again.shown
    assert strings.SOURCES not in again.labels


async def test_where_threads_are_off_a_mention_gets_a_reply(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    await Person.owner(discord).uses(channel, "config threads", on=False)
    await discord.until(lambda: discord.count("PATCH", "@original"))
    question = await ada.says(channel, "@ibid how many?")
    message = await answered(discord, channel, QUOTE)
    assert str(message["message_reference"]["message_id"]) == question["id"]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("denied", "place"),
    [
        ({"thread"}, "reply"),
        ({"inside"}, "reply"),
        ({"thread", "send"}, "direct"),
        ({"thread", "send", "dm"}, "nowhere"),
    ],
)
async def test_where_permissions_are_missing_the_next_way_is_taken(
    discord: LocalDiscord,
    channel: Channel,
    ada: Person,
    canned: Canned,
    denied: set[str],
    place: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    channel.denied |= denied
    if "dm" in denied:
        discord.world.no_direct.add(ada.id)
    await ada.says(channel, "@ibid how many?")
    if place == "nowhere":
        await discord.until(lambda: "no place to answer" in caplog.text)
        requests = len(discord.requests)
        await ada.says(channel, "@ibid how many?")
        await discord.until(lambda: caplog.text.count("no place to answer") == 2)
        assert len(discord.requests) == requests  # what was refused is not tried again
        assert caplog.text.count("No way to answer by reply") == 1
    else:
        await answered(discord, channel if place == "reply" else discord.world.direct(ada.user), QUOTE)
    assert not [happening for happening in discord.happenings.values() if happening.is_thinking]


async def test_a_question_that_is_deleted_is_not_answered(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    canned.gate = asyncio.Event()
    question = await ada.says(channel, "@ibid how many?")
    thread = await thread_on(discord, question)
    await discord.until(lambda: canned.at_once == 1)
    await discord.delete_message(channel, question)
    await answered(discord, thread, strings.QUESTION_DELETED)
    assert canned.at_once == 0


@pytest.mark.timing
async def test_commands_are_told_to_discord_only_when_they_changed(
    discord: LocalDiscord, running: Running, channel: Channel, tmp_path: Path
) -> None:
    async with running():
        with closing(Store(tmp_path / "discord.sqlite3")) as store:
            await discord.until(lambda: store.fact(f"commands:{discord.world.application_id}"))
    assert discord.syncs == 1
    await asyncio.sleep(1.1)  # Discord wants a pause between two that identify themselves
    async with running() as second:
        await discord.until(lambda: second.health.is_ready)
    assert discord.syncs == 1
    assert {command["name"] for command in discord.commands} == {
        "ask",
        "Answer this",
        "help",
        "stats",
        "forget-me",
        "config",
        "library",
    }


async def test_two_people_ask_at_once_in_two_guilds(
    discord: LocalDiscord, channel: Channel, canned: Canned, bot: DiscordBot
) -> None:
    guild = discord.world.add_guild("another")
    await discord.gateway.event("GUILD_CREATE", discord.world.guild_json(guild), guild.id)
    other = await discord.new_channel(guild, name="general", kind=TEXT)
    asked = [
        await Person(discord, f"p{i}").uses(item, "ask", question="How many?")
        for i, item in enumerate([channel, other] * 3)
    ]
    await discord.until(lambda: all(QUOTE in question.shown for question in asked))
