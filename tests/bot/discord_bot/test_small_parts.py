"""Allow-lists, cooldowns, the places for answers, identifying, what is kept."""

import asyncio
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capacity import Capacity
from bot.discord_bot.cooldown import Cooldown
from bot.discord_bot.discord_records import GuildConfig, PlaceRecord, ReplyOutcome, StoredReply
from bot.discord_bot.discord_store import MemoryUnusable, Store
from bot.discord_bot.identifying import IdentifyPace
from bot.discord_bot.permissions import AllowLists, BadIds, Where, may_ask, permitted_sources
from bot.settings import ServiceSettings
from tests.bot.discord_bot.canned import answer

pytestmark = pytest.mark.anyio

IN_THREAD = Where(user_id=1, channel_id=20, guild_id=5, parent_id=10, role_ids=frozenset({7}))


@pytest.mark.parametrize(
    ("lists", "config", "allowed"),
    [
        (AllowLists(), GuildConfig(), True),
        (AllowLists(guilds=frozenset({5})), GuildConfig(), True),
        (AllowLists(guilds=frozenset({6})), GuildConfig(), False),
        (AllowLists(channels=frozenset({10})), GuildConfig(), True),
        (AllowLists(channels=frozenset({11})), GuildConfig(), False),
        (AllowLists(users=frozenset({2})), GuildConfig(), False),
        (AllowLists(users=frozenset({2}), roles=frozenset({7})), GuildConfig(), True),
        (AllowLists(), GuildConfig(channels=(10,)), True),
        (AllowLists(), GuildConfig(channels=(11,)), False),
        (AllowLists(), GuildConfig(roles=(8,)), False),
        (AllowLists(), GuildConfig(roles=(8,), users=(1,)), True),
    ],
)
def test_who_may_ask(lists: AllowLists, config: GuildConfig, allowed: bool) -> None:
    assert may_ask(IN_THREAD, lists, config) is allowed


def test_direct_messages_know_neither_channels_nor_roles() -> None:
    where = Where(user_id=1, channel_id=3)
    assert may_ask(where, AllowLists(guilds=frozenset({5}), channels=frozenset({10})), GuildConfig())
    assert not may_ask(where, AllowLists(roles=frozenset({7})), GuildConfig())


def test_ids_that_are_none() -> None:
    assert AllowLists.of(ServiceSettings(discord_users=" 1, 2 ,")).users == {1, 2}
    with pytest.raises(BadIds, match="IBID_DISCORD_GUILDS holds 'my server'"):
        AllowLists.of(ServiceSettings(discord_guilds="1, my server"))


@given(st.none() | st.lists(st.sampled_from("abcd")), st.none() | st.lists(st.sampled_from("abcd")))
def test_a_channel_narrows_its_guild_and_never_widens_it(guild: list[str] | None, channel: list[str] | None) -> None:
    config = GuildConfig(
        sources=None if guild is None else tuple(guild),
        channel_sources={} if channel is None else {"10": tuple(channel)},
    )
    permitted = permitted_sources(IN_THREAD, config)
    assert (permitted is None) == (guild is None and channel is None)
    for allowed in (guild, channel):
        assert allowed is None or permitted is None or set(permitted) <= set(allowed)


def test_a_cooldown_lets_so_many_through_and_says_how_long_to_wait() -> None:
    now = [0.0]
    cooldown = Cooldown(3, lambda: now[0])
    assert [cooldown.wait("a") for _ in range(3)] == [0, 0, 0]
    assert cooldown.wait("a") == pytest.approx(20)
    assert cooldown.wait("b") == 0
    now[0] += 20
    assert cooldown.wait("a") == 0
    assert cooldown.wait("a") > 0
    assert all(Cooldown(0).wait("a") == 0 for _ in range(99))


async def test_places_are_given_in_order_and_given_back_when_somebody_leaves() -> None:
    capacity, order, told = Capacity(1), list[str](), list[int]()
    gate = asyncio.Event()

    async def ask(name: str) -> None:
        async with capacity.place(told.append):
            order.append(name)
            await gate.wait()

    tasks = [asyncio.create_task(ask(name)) for name in "abcd"]
    await asyncio.sleep(0)
    assert (order, told) == (["a"], [1, 2, 3])
    tasks[1].cancel()
    gate.set()
    await asyncio.wait(tasks)
    assert order == ["a", "c", "d"]
    async with asyncio.timeout(1), capacity.place(told.append):
        assert told == [1, 2, 3]


async def test_each_who_is_sent_away_is_given_a_time_of_their_own() -> None:
    capacity = Capacity(1)
    for _ in range(2):
        async with capacity.place():
            await asyncio.sleep(0.1)
    async with capacity.place():
        assert capacity.is_taken(0)
        assert not capacity.is_taken(1)
        turns = [capacity.turn() for _ in range(900)]
        assert turns[0] >= 0.1
        assert all(later - sooner > 0.05 for sooner, later in pairwise(turns[:20]))
        assert turns[-1] < 40, "not everyone comes back, so nobody is kept away for long"
    assert not capacity.is_taken(0)


async def test_one_that_leaves_just_as_it_is_called_passes_the_place_on() -> None:
    capacity = Capacity(1)
    held = capacity.place()
    await held.__aenter__()

    async def ask() -> None:
        async with capacity.place():
            pass

    waiting = asyncio.create_task(ask())
    await asyncio.sleep(0)
    await held.__aexit__(None, None, None)
    waiting.cancel()
    await asyncio.wait([waiting])
    async with asyncio.timeout(1), capacity.place():
        pass


async def test_identifying_keeps_its_distance_in_each_bucket() -> None:
    pace = IdentifyPace(0.1)
    pace.max_concurrency = 2
    began = time.monotonic()
    await pace.turn(0)
    await pace.turn(1)
    await pace.turn(2)
    assert time.monotonic() - began >= 0.1


def kept(answer_id: str = "a" * 32, origin: str = "1", asker: str = "x") -> StoredReply:
    return StoredReply(answer_id, origin, asker, 5, 10, "c", "How many?", False)


def test_a_question_is_taken_on_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "d.sqlite3")
    assert store.open_answer(kept(), PlaceRecord(10, token="t", expires_at=1.0), 0.0)  # noqa: S106
    assert not store.open_answer(kept("b" * 32), PlaceRecord(10), 0.0)
    [(found, place)] = store.owed()
    assert (found.id, place.token, found.outcome) == ("a" * 32, "t", ReplyOutcome.OPEN)
    store.settle("a" * 32, ReplyOutcome.ANSWERED, answer(), 1.5)
    store.move("a" * 32, PlaceRecord(11, message_id=77))
    store.paid("a" * 32)
    assert store.owed() == []
    again = store.answer_in(77)
    assert again is not None
    assert again.reply == answer()
    store.close()


def test_feedback_stats_forgetting_and_retention(tmp_path: Path) -> None:
    store = Store(tmp_path / "d.sqlite3")
    for i in range(3):
        store.open_answer(kept(str(i) * 32, str(i), f"user{i}"), PlaceRecord(10), time.time() - i * 86400)
        store.settle(str(i) * 32, ReplyOutcome.ANSWERED, answer(), float(i))
    store.give_feedback("0" * 32, "user1", "down", "wrong year")
    store.give_feedback("0" * 32, "user1", "up")
    store.give_feedback("1" * 32, "user1", "down")
    assert store.feedback("0" * 32) == [("up", "wrong year")]
    assert (store.stats(5).up, store.stats(5).down, store.stats(5).median_seconds) == (1, 1, 1.0)
    assert store.stats(6).outcomes == {}
    assert store.conversations_of("user1") == ["c"]
    assert store.conversations_of("user9") == []
    store.forget("user1")
    assert store.answer("1" * 32) is None
    assert store.feedback("0" * 32) == []
    store.purge(1.5, time.time())
    assert (store.answer("0" * 32) is None, store.answer("2" * 32) is None) == (False, True)
    store.close()


def test_users_are_kept_as_hashes_that_last(tmp_path: Path) -> None:
    store = Store(tmp_path / "d.sqlite3")
    hashed = store.hashed(123456789)
    assert "123456789" not in hashed + store.conversation_id(123456789)
    store.close()
    again, other = Store(tmp_path / "d.sqlite3"), Store(tmp_path / "other.sqlite3")
    assert again.hashed(123456789) == hashed != other.hashed(123456789)
    again.close()
    other.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "d.sqlite3").write_bytes(b"not a database at all, but long enough to be looked at" * 20)
    with pytest.raises(MemoryUnusable, match="move the file away"):
        Store(tmp_path / "d.sqlite3")
