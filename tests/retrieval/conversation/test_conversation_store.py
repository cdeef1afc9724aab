from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retrieval.conversation.conversation_store import (
    Conversations,
    ConversationsUnusable,
    UnknownConversation,
    UnknownReply,
    new_conversation_id,
)
from retrieval.conversation.turns import Turn
from retrieval.wire.replies import RefusalJson


class Clock:
    """A time that the test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def turn(question: str) -> Turn:
    return Turn(question, f"{question} In full.", "So it is.", "it", answered=True, reply_id="r", source_ids=("a", "b"))


def reply(reply_id: str, text: str) -> RefusalJson:
    return {
        "id": reply_id,
        "status": "refused",
        "reason": "not_in_library",
        "question": "Where?",
        "standalone_question": "Where?",
        "text": text,
        "nearest": [],
        "confidence": 0.0,
        "answerer": "extractive",
        "conversation_id": "c",
        "timings_ms": {},
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.sqlite3"


def test_turns_come_back_in_order_and_whole(path: Path) -> None:
    store, clock = Conversations(path, 30, 20, Clock()), Clock()
    for question in ("One?", "Two?"):
        store.add("c", turn(question))
    store.add("other", turn("Three?"))
    store.close()
    found = Conversations(path, 30, 20, clock).read("c")
    assert [item.question for item in found.turns] == ["One?", "Two?"]
    assert found.turns[0].asked_at == clock.now
    assert found.turns[0].source_ids == ("a", "b")
    assert (found.turns[0].standalone, found.turns[0].subject) == ("One? In full.", "it")


def test_an_unknown_conversation_has_no_turns(path: Path) -> None:
    assert Conversations(path, 30, 20).read("nobody").turns == ()


def test_only_the_last_turns_are_kept(path: Path) -> None:
    store = Conversations(path, 30, 3)
    for number in range(8):
        store.add("c", turn(f"{number}?"))
    assert [item.question for item in store.read("c").turns] == ["5?", "6?", "7?"]
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM turns").fetchone() == (3,)


def test_what_is_too_old_is_neither_shown_nor_left_on_disk(path: Path) -> None:
    clock = Clock()
    store = Conversations(path, 2, 20, clock)
    store.add("old", turn("Old?"))
    clock.now += timedelta(days=2, seconds=1)
    assert store.read("old").turns == ()
    store.add("new", turn("New?"))
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT question FROM turns").fetchall() == [("New?",)]


def test_without_days_nothing_is_kept(path: Path) -> None:
    store = Conversations(path, 0, 20)
    store.add("c", turn("One?"))
    assert store.read("c").turns == ()
    store.close()
    assert b"One?" not in path.read_bytes()


def test_a_deleted_conversation_leaves_no_trace_in_the_file(path: Path) -> None:
    store = Conversations(path, 30, 20)
    store.add("c", turn("Where is the hidden treasure?"))
    store.add("d", turn("Who asks?"))
    store.forget("c")
    with pytest.raises(UnknownConversation):
        store.forget("c")
    assert store.read("c").turns == ()
    assert len(store.read("d").turns) == 1
    store.close()
    assert b"hidden treasure" not in path.read_bytes()


def test_replies_are_kept_as_long_as_their_turns(path: Path) -> None:
    clock = Clock()
    store = Conversations(path, 2, 2, clock)
    for number in range(3):
        store.add("c", replace(turn(f"{number}?"), reply_id=f"r{number}"), reply(f"r{number}", "hidden treasure"))
    assert store.known("c").replies == {f"r{number}": reply(f"r{number}", "hidden treasure") for number in (1, 2)}
    assert store.reply("r2") == reply("r2", "hidden treasure")
    for gone in ("r0", "nobody"):
        with pytest.raises(UnknownReply):
            store.reply(gone)
    store.forget("c")
    store.add("d", replace(turn("Old?"), reply_id="old"), reply("old", "old hat"))
    clock.now += timedelta(days=2, seconds=1)
    with pytest.raises(UnknownReply):
        store.reply("old")
    store.add("e", turn("New?"))
    store.close()
    assert not [words for words in (b"hidden treasure", b"old hat") if words in path.read_bytes()]


def test_conversations_of_before_replies_were_kept_can_still_be_read(path: Path) -> None:
    Conversations(path, 30, 20).add("c", turn("One?"))
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE replies")
    known = Conversations(path, 30, 20).known("c")
    assert (len(known.turns), known.replies) == (1, {})


def test_many_may_speak_at_once(path: Path) -> None:
    stores = [Conversations(path, 30, 100) for _ in range(2)]

    def say(number: int) -> None:
        stores[number % 2].add("c", turn(f"{number}?"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(say, range(24)))
    assert {item.question for item in stores[0].read("c").turns} == {f"{number}?" for number in range(24)}


def test_a_damaged_file_is_named(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(ConversationsUnusable, match=r"conversations\.sqlite3 .* move it away"):
        Conversations(path, 30, 20)


def test_ids_cannot_be_guessed() -> None:
    ids = {new_conversation_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(item) >= 22 for item in ids)
