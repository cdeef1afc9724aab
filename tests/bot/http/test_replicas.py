"""Several replicas of the service are one to those who ask: a real PostgreSQL holds what they share."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.http.shared_limits import SharedCounts
from bot.settings import ServiceSettings
from retrieval.conversation.conversation_store import Conversations, ConversationsUnusable, UnknownConversation
from retrieval.conversation.turns import Turn
from retrieval.feedback import Feedback, FeedbackBook, Thumb
from retrieval.library import Library, open_library
from retrieval.storage.database import DatabaseUnusable, open_server
from tests.bot.conftest import Serving
from tests.bot.http_parts import problem
from tests.postgres import MISSING, Postgres, postgres

pytestmark = pytest.mark.skipif(MISSING is not None, reason=str(MISSING))
LIGHTS = {"file": ("lights.txt", b"Lights\n\nIn 2021 there were 46 lighthouses on the coast. In 2022 there were 41.")}


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture
def replicas(tmp_path: Path, database: Postgres) -> Iterator[tuple[Library, Library]]:
    stated = {"home": tmp_path, "database_url": database.url, "rate_limit": "1000/hour"}
    with (
        open_library(ServiceSettings.model_validate(stated)) as one,
        open_library(ServiceSettings.model_validate(stated)) as other,
    ):
        yield one, other


def test_what_postgresql_cannot_write_down_is_replaced(replicas: tuple[Library, Library], serving: Serving) -> None:
    with serving(replicas[0]) as client:
        asked = client.post("/ask", json={"question": "How many\0 lights?", "conversation_id": "a\0b"})
        assert asked.status_code == 200
        assert client.get("/conversations/%00").status_code == 404
        judged = {"reply_id": asked.json()["id"], "verdict": "up", "comment": "So\0it was."}
        assert client.post("/feedback", json=judged).is_success


def test_replicas_share_conversations_feedback_and_what_is_ingested(
    replicas: tuple[Library, Library], serving: Serving
) -> None:
    with serving(replicas[0]) as one, serving(replicas[1]) as other:
        assert other.post("/ask", json={"question": "How many?"}).json()["reason"] == "library_empty"
        assert one.post("/sources", files=LIGHTS).status_code == 201
        first = other.post("/ask", json={"question": "How many lighthouses were there in 2021?"}).json()
        assert "46" in first["text"]
        assert one.get(f"/conversations/{first['conversation_id']}").json()["turns"]
        follow = {"question": "And in 2022?", "conversation_id": first["conversation_id"]}
        second = one.post("/ask", json=follow).json()
        assert "2022" in second["standalone_question"]
        assert "lighthouses" in second["standalone_question"]
        judged = {"reply_id": second["id"], "verdict": "up", "comment": "So it was."}
        assert one.post("/feedback", json=judged).is_success
        (given,) = (given for given in replicas[1].feedback.all() if given.reply_id == second["id"])
        assert (given.question, given.comment) == ("How many lighthouses were there in 2022?", "So it was.")
        assert other.delete(f"/conversations/{first['conversation_id']}").is_success
        problem(one.get(f"/conversations/{first['conversation_id']}"), 404, "unknown-conversation")


def test_a_limit_is_one_limit_however_many_replicas(tmp_path: Path, database: Postgres, serving: Serving) -> None:
    stated = {"home": tmp_path, "database_url": database.url, "rate_limit": "6/day", "api_keys": "a,b"}
    settings = ServiceSettings.model_validate(stated)
    mine = {"Authorization": "Bearer a"}
    with (
        open_library(settings) as first,
        open_library(settings) as second,
        serving(first) as one,
        serving(second) as other,
        ThreadPoolExecutor(4) as pool,
    ):
        for each in (one, other):  # two applications in one process do not build their routes at once
            assert each.get("/health/live").is_success
        asked = [pool.submit(each.get, "/sources", headers=mine) for each in (one, other) * 5]
        statuses = sorted(question.result().status_code for question in asked)
        assert statuses == [200] * 6 + [429] * 4
        assert (
            one.get("/sources", headers={"Authorization": "Bearer b"}).headers["ratelimit"].startswith('"default";r=5')
        )


def test_a_window_slides_and_what_is_past_is_swept(database: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000_000.0
    monkeypatch.setattr("bot.http.shared_limits.time", lambda: now)
    counts = SharedCounts(database.url)
    assert [counts.acquire_sliding_window_entry("k", 4, 100) for _ in range(5)] == [True] * 4 + [False]
    assert counts.get_sliding_window("k", 100) == (0, 0.0, 4, 200.0)
    now += 150
    assert counts.get_sliding_window("k", 100) == (4, 50.0, 0, 150.0)
    assert [counts.acquire_sliding_window_entry("k", 4, 100) for _ in range(3)] == [True, True, False]
    now -= 1000  # a clock that is set back counts anew, and forgets nothing that it needs
    assert counts.acquire_sliding_window_entry("k", 4, 100)
    now += 5000
    assert counts.acquire_sliding_window_entry("other", 4, 100)
    engine = open_server(database.url, DatabaseUnusable)
    with engine.connect() as connection:
        assert [*connection.exec_driver_sql("SELECT key FROM rate_counts WHERE key IN ('k', 'other')")] == [("other",)]
    engine.dispose()
    counts.clear_sliding_window("other", 100)
    assert counts.get_sliding_window("other", 100)[2] == 0
    counts.close()


def test_turns_are_kept_as_in_a_file(database: Postgres) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with ThreadPoolExecutor(4) as pool:  # replicas that start at once do not stand in each other's way
        starting = [pool.submit(Conversations, database.url, 2, 3, lambda: now) for _ in range(4)]
        stores = [item.result() for item in starting]
    store = stores[0]
    for number in range(5):
        store.add("kept", Turn(f"{number}?", f"{number}?", "So.", "it", True, f"kept-{number}", ("a",)))
    assert [turn.question for turn in stores[1].read("kept").turns] == ["2?", "3?", "4?"]
    assert store.turn("kept-4") == store.read("kept").turns[-1]
    now += timedelta(days=2, seconds=1)
    assert store.read("kept").turns == ()
    with pytest.raises(UnknownConversation):
        store.forget("nobody")
    for item in stores:
        item.close()


def test_feedback_is_kept_for_its_days(database: Postgres) -> None:
    book = FeedbackBook(database.url, days=30)
    old = datetime.now(UTC) - timedelta(days=31)
    for given_at, verdict in ((old, Thumb.UP), (None, Thumb.DOWN), (None, Thumb.UP)):
        book.put(Feedback(f"reply-{given_at}", verdict, given_at=given_at))
    mine = [item for item in book.all() if item.reply_id.startswith("reply-")]
    assert [item.verdict for item in mine] == [Thumb.UP]
    book.close()


def test_a_database_that_goes_and_comes_back(
    replicas: tuple[Library, Library], serving: Serving, database: Postgres
) -> None:
    with serving(replicas[0]) as client:
        client.post("/sources", files=LIGHTS)
        database.stop()
        answer = client.post("/ask", json={"question": "How many lighthouses were there in 2021?"})
        problem(answer, 503, "unavailable")
        assert client.get("/health/live").status_code == 200
        problem(client.get("/health/ready"), 503, "unavailable")
        with pytest.raises(ConversationsUnusable, match="database of IBID_DATABASE_URL"):
            replicas[1].ask("How many?")
        database.start()
        assert client.get("/health/ready").status_code == 200
        assert "46" in client.post("/ask", json={"question": "How many lighthouses were there in 2021?"}).json()["text"]


@pytest.mark.parametrize("url", ["mysql://a@b/c", "nonsense", "postgresql://"])
def test_an_address_that_cannot_be_is_named(tmp_path: Path, url: str) -> None:
    settings = ServiceSettings.model_validate({"home": tmp_path, "database_url": url})
    with pytest.raises((DatabaseUnusable, ConversationsUnusable), match="IBID_DATABASE_URL"):
        open_library(settings)


def test_no_question_stands_in_an_error(database: Postgres) -> None:
    engine = open_server(database.url, DatabaseUnusable)
    with pytest.raises(DatabaseUnusable) as raised, engine.connect() as connection:
        connection.exec_driver_sql("SELECT %(asked)s FROM nowhere", {"asked": "where is the treasure"})
    engine.dispose()
    seen: BaseException | None = raised.value
    while seen is not None:
        assert "treasure" not in str(seen)
        seen = seen.__cause__ or seen.__context__
