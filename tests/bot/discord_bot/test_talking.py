"""Small talk without a thread, questions that are offered, words asked as typed, quotes that answer, and gaps."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from bot.discord_bot import strings
from bot.discord_bot.gap_command import gaps_text
from bot.discord_bot.length_limits import CONTENT, size
from bot.discord_bot.service import DiscordBot
from retrieval.wire.gaps_json import GapGroupJson
from tests.bot.discord_bot.canned import QUOTE, Canned, answer, citation, refusal
from tests.bot.discord_bot.seen import answered, from_bot
from tests.local_discord.people import Person
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Channel

pytestmark = pytest.mark.anyio
OFFERED = ["What is juche?", "Who are the donju?"]


def group(subject: str, question: str = "How many in 2015?") -> GapGroupJson:
    gap = {"question": question, "kind": "refused", "asked_at": None, "reply_id": "1", "comment": "", "quote": ""}
    return cast(
        "GapGroupJson",
        {"subject": subject, "count": 1, "refused": 1, "disliked": 0, "gaps": [{**gap, "source_id": ""}]},
    )


async def test_a_greeting_gets_a_reply_and_no_thread(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    canned.reply = refusal("talk", text="Hello! Ask, for example, “What is juche?”", suggestions=OFFERED)
    question = await ada.says(channel, "@ibid hello!")
    message = await answered(discord, channel, "Hello!")
    assert int(question["id"]) not in discord.world.channels
    assert strings.NEAREST not in message["content"]
    canned.reply = answer()
    asked = await ada.presses(channel, message, OFFERED[1])
    await discord.until(lambda: QUOTE in asked.shown)
    assert canned.questions == ["hello!", OFFERED[1]]
    assert canned.as_typed == [OFFERED[1]]
    assert len({question[1] for question in canned.asked}) == 1


async def test_what_was_understood_is_shown_and_may_be_asked_as_typed(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    canned.reply = answer(question="And in 2022?", standalone_question="How many in 2022?")
    asked = await ada.uses(channel, "ask", question="And in 2022?")
    await discord.until(lambda: "Understood as: How many in 2022?" in asked.shown)
    canned.reply = answer(question="And in 2022?", standalone_question="And in 2022?")
    await ada.presses(channel, asked.original or {}, strings.TYPED)
    await discord.until(lambda: strings.TYPED not in asked.labels and QUOTE in asked.shown)
    assert canned.as_typed == ["And in 2022?"]


async def test_a_quote_that_answers_is_kept_as_feedback(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    canned.reply = refusal(nearest=[citation(1), citation(2)], suggestions=OFFERED)
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.until(lambda: strings.answers_it(2, 2) in asked.labels)
    assert set(OFFERED) <= set(asked.labels)
    told = await ada.presses(channel, asked.original or {}, strings.answers_it(2, 2))
    await discord.until(lambda: told.shown == strings.THANKS_NEAR)
    ((_, verdict, comment, nearest),) = canned.judged
    assert (verdict, nearest) == ("down", 2)
    assert QUOTE in comment


async def test_a_thumb_is_kept_beside_the_library_too(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    asked = await ada.uses(channel, "ask", question="How many?")
    await discord.until(lambda: QUOTE in asked.shown)
    await ada.presses(channel, asked.original or {}, "👍")
    await discord.until(lambda: canned.judged == [("0" * 32, "up", "", None)])


async def test_gaps_are_for_those_who_run_the_bot(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    canned.lacking = {"groups": [group("South *Korea*")]}
    denied = await ada.uses(channel, "gaps")
    await discord.until(lambda: denied.shown == strings.ONLY_ADMINS)
    shown = await Person.owner(discord).uses(channel, "gaps")
    await discord.until(lambda: "1 refused, 0 disliked" in shown.shown)
    assert "South \\*Korea\\*" in shown.shown
    assert shown.is_ephemeral


async def test_a_question_gets_its_thread_as_ever(
    discord: LocalDiscord, channel: Channel, ada: Person, canned: Canned, bot: DiscordBot
) -> None:
    question = await ada.says(channel, "@ibid hello, how many missions are left?")
    await discord.until(lambda: int(question["id"]) in discord.world.channels)
    await asyncio.sleep(0.1)
    assert from_bot(discord, channel) == []


def test_many_gaps_fit_a_message() -> None:
    text = gaps_text({"groups": [group(f"Subject {number} " * 9, "Why? " * 60) for number in range(60)]})
    assert size(text) <= CONTENT
    assert "more subjects" in text
    assert gaps_text({"groups": []}) == strings.NO_GAPS
