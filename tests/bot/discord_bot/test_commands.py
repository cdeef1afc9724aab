"""``/config``, ``/library``, ``/stats``, ``/forget-me``; who may ask where, from what, and how often."""

import asyncio

import pytest

from bot.discord_bot import strings
from bot.discord_bot.backend import ServiceUnavailable
from bot.discord_bot.client import invite_url
from bot.discord_bot.service import DiscordBot
from tests.bot.discord_bot.canned import QUOTE, Canned
from tests.bot.discord_bot.conftest import Running
from tests.local_discord.interactions import Happening
from tests.local_discord.people import Person
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Channel

pytestmark = pytest.mark.anyio


@pytest.fixture
def owner(discord: LocalDiscord) -> Person:
    """The owner of the application."""
    return Person.owner(discord)


async def told(discord: LocalDiscord, happening: Happening) -> str:
    """What an admin's command was answered with."""
    await discord.until(lambda: happening.shown and not happening.is_thinking)
    assert happening.is_ephemeral
    return happening.shown


async def test_channels_that_are_listed_and_their_threads(
    discord: LocalDiscord, channel: Channel, ada: Person, owner: Person, canned: Canned, bot: DiscordBot
) -> None:
    guild = discord.world.guilds[channel.guild_id or 0]
    other = await discord.new_channel(guild, name="other")
    assert f"channels I answer in: <#{channel.id}>" in await told(
        discord, await owner.uses(channel, "config channel", channel=channel, answer=True)
    )
    refused = await ada.uses(other, "ask", question="How many?")
    assert await told(discord, refused) == strings.NOT_HERE
    requests = len(discord.requests)
    await ada.says(other, "@ibid how many?")
    thread = discord.world.add_thread(channel, 999, "a thread", ada.id)
    await discord.gateway.event("THREAD_CREATE", thread.json(), guild.id)
    asked = await ada.uses(thread, "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown)
    assert not [path for _, path in discord.requests[requests:] if str(other.id) in path]
    await told(discord, await owner.uses(channel, "config channel", channel=channel, answer=False))
    asked = await ada.uses(other, "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown)


async def test_roles_and_users(
    discord: LocalDiscord, channel: Channel, ada: Person, owner: Person, bot: DiscordBot
) -> None:
    guild = discord.world.guilds[channel.guild_id or 0]
    role = {**discord.world.guild_json(guild)["roles"][0], "id": "77", "name": "members"}
    await discord.gateway.event("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": role}, guild.id)
    await told(discord, await owner.uses(channel, "config role", role=role, answer=True))
    assert await told(discord, await ada.uses(channel, "ask", question="How many?")) == strings.NOT_HERE
    bob = Person(discord, "bob", roles=(77,))
    asked = await bob.uses(channel, "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown)
    await told(discord, await owner.uses(channel, "config user", user=ada, answer=True))
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown)


async def test_the_operators_lists_come_first(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, running: Running
) -> None:
    async with running(discord_guilds="123456"):
        assert await told(discord, await ada.uses(channel, "ask", question="How many?")) == strings.NOT_HERE
        await ada.says(channel, "@ibid how many?")
    async with running(discord_users=f"{ada.id}"):
        asked = await ada.uses(channel, "ask", question="How many?")
        await discord.until(lambda: QUOTE in asked.shown)
        bob = Person(discord, "bob")
        assert await told(discord, await bob.uses(channel, "ask", question="How many?")) == strings.NOT_HERE
    assert len(canned.asked) == 1


async def test_sources_of_a_guild_and_of_a_channel(
    discord: LocalDiscord, channel: Channel, ada: Person, owner: Person, canned: Canned, bot: DiscordBot
) -> None:
    canned.known |= {"third": "A Third"}
    for source in ("briefing", "A Chronology"):
        await told(discord, await owner.uses(channel, "config source", source=source, use=True))
    await told(discord, await owner.uses(channel, "config source", source="briefing", use=True, channel=channel))
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown)
    assert canned.asked[-1][2] == ["briefing"]
    typed = await ada.types(channel, "ask", "source", "")
    assert await discord.until(lambda: typed.choices) == [{"name": "A Briefing", "value": "briefing"}]
    forbidden = await ada.uses(channel, "ask", question="How many?", source="third")
    await discord.until(lambda: "cannot use a source of that name" in forbidden.shown)
    other = await discord.new_channel(discord.world.guilds[channel.guild_id or 0], name="other")
    asked = await ada.uses(other, "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown)
    assert canned.asked[-1][2] == ["briefing", "chronology"]
    del canned.known["briefing"]
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.until(lambda: "no longer in the library" in asked.shown)
    shown = await told(discord, await owner.uses(channel, "config show"))
    assert "sources I answer from: briefing (not in the library), A Chronology" in shown
    await told(discord, await owner.uses(channel, "config reset"))
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown)
    assert canned.asked[-1][2] is None


async def test_private_by_default_and_kept_over_a_restart(
    discord: LocalDiscord, channel: Channel, ada: Person, owner: Person, running: Running
) -> None:
    async with running():
        assert "shown only to the person who asked: yes" in await told(
            discord, await owner.uses(channel, "config private", on=True)
        )
    async with running():
        asked = await ada.uses(channel, "ask", question="How many?")
        await discord.until(lambda: QUOTE in asked.shown)
        assert asked.is_ephemeral
        asked = await ada.uses(channel, "ask", question="How many?", private=False)
        await discord.until(lambda: QUOTE in asked.shown)
        assert not asked.is_ephemeral


async def test_admins_commands_are_shown_to_admins_alone(discord: LocalDiscord, bot: DiscordBot) -> None:
    hidden = {command["name"] for command in discord.commands if command.get("default_member_permissions")}
    assert hidden == {"config", "gaps", "library", "stats"}


async def test_the_library(
    discord: LocalDiscord, channel: Channel, ada: Person, owner: Person, canned: Canned, bot: DiscordBot
) -> None:
    listed = await told(discord, await owner.uses(channel, "library list"))
    assert "A Briefing (briefing)" in listed
    added = await owner.uses(channel, "library add", file=owner.attachment("notes.md", b"# Notes"))
    assert "3 passages, 2 footnotes, unmatched marks or notes: 1" in await discord.until(
        lambda: added.shown if "Added" in added.shown else None
    )
    assert any("Reading notes.md" in edit for edit in added.edits)
    by_url = await owner.uses(channel, "library add", url="https://example.org/page")
    await discord.until(lambda: "Added" in by_url.shown)
    broken = await owner.uses(channel, "library add", file=owner.attachment("bad.pdf", b"%broken%"))
    await discord.until(lambda: broken.shown == "This file is broken.")
    neither = await owner.uses(channel, "library add")
    assert await told(discord, neither) == strings.ADD_WHAT
    removed = await owner.uses(channel, "library remove", source="briefing")
    await discord.until(lambda: removed.shown == "Removed briefing.")
    unknown = await owner.uses(channel, "library remove", source="briefing")
    await discord.until(lambda: "There is no source" in unknown.shown)
    assert set(canned.known) == {"chronology", "notes.md", "https://example.org/page"}


async def test_a_guilds_admin_may_not_change_the_library_of_all(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, running: Running
) -> None:
    async with running():
        for command in ("library add", "library remove"):
            options = {"url": "https://example.org"} if command == "library add" else {"source": "briefing"}
            assert await told(discord, await ada.uses(channel, command, **options)) == strings.ONLY_ADMINS
    async with running(discord_admins=str(ada.id)):
        removed = await ada.uses(channel, "library remove", source="briefing")
        await discord.until(lambda: removed.shown == "Removed briefing.")


async def test_a_file_that_is_too_large(
    discord: LocalDiscord, channel: Channel, owner: Person, canned: Canned, running: Running
) -> None:
    async with running(upload_limit=1000):
        added = await owner.uses(channel, "library add", file=owner.attachment("big.md", b"x" * 1001))
        assert "too large" in await told(discord, added)


async def test_a_long_list_of_sources_has_pages(
    discord: LocalDiscord, channel: Channel, owner: Person, canned: Canned, bot: DiscordBot
) -> None:
    canned.known = {f"source-{i}": f"The {i}th report on @everyone and <@1>" for i in range(100)}
    assert "Page 2 of" in await told(discord, await owner.uses(channel, "library list", page=2))
    canned.known = {}
    assert await told(discord, await owner.uses(channel, "library list")) == strings.EMPTY_LIBRARY


async def test_help_says_what_can_be_done(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    shown = await told(discord, await ada.uses(channel, "help"))
    assert all(word in shown for word in ("/ask", "Answer this", "Follow up", "Sources", "/forget-me", "/config"))


async def test_stats_and_forgetting(
    discord: LocalDiscord, channel: Channel, ada: Person, owner: Person, canned: Canned, bot: DiscordBot
) -> None:
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown and not bot.health.open_answers)
    assert asked.original is not None
    up = await ada.presses(channel, asked.original, "👍")
    await discord.until(lambda: up.shown)
    shown = await told(discord, await owner.uses(channel, "stats"))
    assert "answered: 1" in shown
    assert "👍 1, 👎 0" in shown
    assert "Connection 0 to Discord: connected" in shown
    canned.error = ServiceUnavailable("refused")
    assert await told(discord, await ada.uses(channel, "forget-me")) == strings.SERVICE_DOWN
    assert "answered: 1" in await told(discord, await owner.uses(channel, "stats")), "or it could not be tried again"
    canned.error = None
    assert await told(discord, await ada.uses(channel, "forget-me")) == strings.FORGOTTEN
    assert canned.forgotten == [bot.memory.store.conversation_id(asked.id)] == [canned.asked[0][1]]
    assert "No questions yet." in await told(discord, await owner.uses(channel, "stats"))
    gone = await ada.presses(channel, asked.original, strings.SOURCES)
    await discord.until(lambda: gone.shown == strings.ANSWER_GONE)


async def test_too_many_questions(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, running: Running
) -> None:
    async with running(discord_user_rate=2, discord_guild_rate=3):
        for _ in range(2):
            asked = await ada.uses(channel, "ask", question="How many?")
            await discord.until(lambda asked=asked: QUOTE in asked.shown)
        assert "You asked a lot" in await told(discord, await ada.uses(channel, "ask", question="How many?"))
        bob = Person(discord, "bob")
        asked = await bob.uses(channel, "ask", question="How many?")
        await discord.until(lambda: QUOTE in asked.shown)
        assert "This server asked a lot" in await told(discord, await bob.uses(channel, "ask", question="Why?"))
    assert len(canned.asked) == 3


async def test_who_has_to_wait_is_told_how_many_are_ahead(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, running: Running
) -> None:
    canned.gate = asyncio.Event()
    async with running(at_once=1):
        first = await ada.uses(channel, "ask", question="Question 0?")
        await discord.until(lambda: canned.questions == ["Question 0?"])
        second = await ada.uses(channel, "ask", question="Question 1?")
        await discord.until(lambda: "1 question is ahead" in second.shown)
        third = await ada.uses(channel, "ask", question="Question 2?")
        await discord.until(lambda: "2 questions are ahead" in third.shown)
        await discord.until(lambda: sum("Still looking" in edit for edit in first.edits) > 2)
        assert "1 question is ahead" in second.shown, "nothing is looked for yet"
        canned.gate.set()
        await discord.until(lambda: all(QUOTE in item.shown for item in (first, second, third)))
    assert canned.most_at_once == 1
    assert canned.questions == ["Question 0?", "Question 1?", "Question 2?"]


def test_the_invitation_asks_for_no_more_than_is_used() -> None:
    url = invite_url(123)
    assert "client_id=123" in url
    assert "scope=bot+applications.commands" in url
    assert "permissions=309237746688" in url
