"""The local Discord refuses what Discord refuses; a test that relies on it could otherwise not fail."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.local_discord import rules
from tests.local_discord.interactions import COMMAND, Happening
from tests.local_discord.people import Person
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Channel

pytestmark = pytest.mark.anyio
NOBODY: dict[str, Any] = {"parse": []}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def discord() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as server:
        yield server


@pytest.fixture
async def bot(discord: LocalDiscord) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"Authorization": f"Bot {discord.token}"}
    async with aiohttp.ClientSession(f"http://127.0.0.1:{discord.port}", headers=headers) as session:
        yield session


@pytest.fixture
def channel(discord: LocalDiscord) -> Channel:
    return discord.world.add_channel(discord.world.add_guild())


@pytest.fixture
def happening(discord: LocalDiscord, channel: Channel) -> Happening:
    made = Happening(COMMAND, channel, Person(discord).user)
    discord.happenings[made.token] = made
    return made


def url(*parts: object) -> str:
    return "/".join(["/api/v10", *map(str, parts)])


async def callback(bot: aiohttp.ClientSession, happening: Happening, kind: int = 5) -> tuple[int, Any]:
    path = url("interactions", happening.id, happening.token, "callback")
    async with bot.post(path, json={"type": kind}) as response:
        return response.status, (await response.json()).get("code")


async def edit(
    bot: aiohttp.ClientSession, discord: LocalDiscord, happening: Happening, content: str
) -> tuple[int, Any]:
    path = url("webhooks", discord.world.application_id, happening.token, "messages/@original")
    async with bot.patch(path, json={"content": content, "allowed_mentions": NOBODY}) as response:
        return response.status, (await response.json()).get("code")


async def test_acknowledgements(discord: LocalDiscord, bot: aiohttp.ClientSession, happening: Happening) -> None:
    assert await callback(bot, happening, kind=8) == (400, 50035)
    assert await callback(bot, happening) == (200, None)
    assert await callback(bot, happening) == (400, 40060)
    late = Happening(COMMAND, happening.channel, happening.user)
    discord.happenings[late.token] = late
    late.began -= 3.1
    assert await callback(bot, late) == (404, 10062)
    assert len(discord.violations) == 3


async def test_tokens(discord: LocalDiscord, bot: aiohttp.ClientSession, happening: Happening) -> None:
    await callback(bot, happening)
    assert await edit(bot, discord, happening, "x") == (200, None)
    assert happening.shown == "x"
    assert await edit(bot, discord, happening, "x" * 2001) == (400, 50035)
    assert await edit(bot, discord, happening, "𝕏" * 1001) == (400, 50035)
    happening.began -= 901
    assert await edit(bot, discord, happening, "x") == (404, 10015)


async def test_rate_limits_with_headers(discord: LocalDiscord, bot: aiohttp.ClientSession, channel: Channel) -> None:
    left: list[str | None] = []
    status = 0
    for i in range(6):
        path = url("channels", channel.id, "messages")
        async with bot.post(path, json={"content": f"{i}", "allowed_mentions": NOBODY}) as response:
            left.append(response.headers.get("X-RateLimit-Remaining"))
            status = response.status
    assert (status, left) == (429, ["4", "3", "2", "1", "0", None])
    assert discord.violations


async def test_nonces_permissions_and_unknown_routes(
    discord: LocalDiscord, bot: aiohttp.ClientSession, channel: Channel
) -> None:
    body = {"content": "once", "nonce": "n", "enforce_nonce": True, "allowed_mentions": NOBODY}
    ids: list[str] = []
    for _ in range(2):
        async with bot.post(url("channels", channel.id, "messages"), json=body) as response:
            ids.append((await response.json())["id"])
    assert ids[0] == ids[1]
    channel.denied.add("send")
    async with bot.post(url("channels", channel.id, "messages"), json=body) as response:
        assert response.status == 403
    assert discord.violations == []
    async with bot.get(url("guilds", 5)) as response:
        assert response.status == 404
    assert discord.violations == ["GET /guilds/5: unknown route"]


async def test_the_gateway_wants_time_between_identifies_and_known_intents(discord: LocalDiscord) -> None:
    discord.gateway.identify_seconds, discord.gateway.allow_content = 5.0, False

    async def identify(session: aiohttp.ClientSession, intents: int) -> int | None:
        async with session.ws_connect(discord.gateway_url) as socket:
            await socket.receive()
            data = {"token": discord.token, "intents": intents, "shard": [0, 1]}
            await socket.send_json({"op": 2, "d": data})
            await socket.receive()
            return socket.close_code

    async with aiohttp.ClientSession() as session:
        assert await identify(session, 1 << 15) == 4014
        assert await identify(session, 1) is None
        assert discord.violations == []
        await identify(session, 1)
    assert "identified" in discord.violations[0]


async def test_without_the_intent_content_is_hidden(discord: LocalDiscord, channel: Channel) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(discord.gateway_url) as socket:
        await socket.receive()
        data = {"token": discord.token, "intents": 1 | 1 << 9, "shard": [0, 1]}
        await socket.send_json({"op": 2, "d": data})
        ada = Person(discord, "ada")
        await asyncio.sleep(0.1)
        await ada.says(channel, "a secret")
        await ada.says(channel, "@ibid hello")
        seen: list[str] = []
        while len(seen) < 2:
            event = await socket.receive_json()
            if event["t"] == "MESSAGE_CREATE":
                seen.append(event["d"]["content"])
    assert seen == ["", f"<@{discord.world.application_id}> hello"]


@pytest.mark.parametrize(
    ("body", "pinged"),
    [
        ({"content": "@everyone <@1> <@&2>"}, ["@everyone", "<@1>", "<@&2>"]),
        ({"content": "@everyone <@1>", "allowed_mentions": {"parse": ["users"]}}, ["<@1>"]),
        ({"content": "\\@everyone"}, ["@everyone"]),
        ({"content": "@everyone", "allowed_mentions": {"parse": []}}, []),
    ],
)
def test_pings(body: dict[str, Any], pinged: list[str]) -> None:
    assert rules.pings(body) == pinged
    assert rules.pings({"content": ""}, replied=True) == ["the author of the question"]


def test_previews_and_components() -> None:
    assert rules.previews({"content": "see https://a.example and <https://b.example>"}) == ["https://a.example"]
    button = {"type": 2, "style": 1, "label": "x" * 81, "custom_id": "a"}
    assert len(rules.faults_of_components([{"type": 1, "components": [button, button]}])) == 3
    assert rules.faults_of_components([{"type": 1, "components": [{**button, "label": "x"}] * 6}])
    assert rules.faults_of_commands([{"name": "ask", "description": "x"}]) == ["command ask has no contexts"]
