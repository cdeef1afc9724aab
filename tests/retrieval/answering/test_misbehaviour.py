"""Chat models that misbehave, over HTTP, spoken to by the real langchain-openai."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from socket import socket
from typing import Any

import pytest

from retrieval.answering.calling import Breaker, Budget
from retrieval.answering.prompt import NOTHING
from retrieval.conversation.turns import Utterance
from retrieval.library import open_library
from retrieval.reply import Answer, Refusal, Reply
from retrieval.settings import Settings
from tests.chat_models import Turn, chat_server, key_of
from tests.retrieval.answering.conftest import Opened

QUESTION = "How many cranes did the harbour have in 1901?"
CRANES = "The harbour of Arendia had forty-six cranes in 1901."
QUOTE = "In 1901 the harbour of Arendia had 46 cranes."


def good(prompt: str) -> str:
    return f"{CRANES} [{key_of(prompt, '46 cranes')}]"


def ask(
    opened: Opened, *turns: Turn, asked: str = QUESTION, history: Sequence[Utterance] | None = None, **stated: Any
) -> tuple[Reply, int]:
    """The Reply by a server that takes ``turns``, and how many requests it got."""
    with chat_server(*turns) as server:
        settings: dict[str, Any] = {
            "model": "openai:m",
            "model_base_url": server.url,
            "model_deadline": 20,
            "model_timeout": 5,
            **stated,
        }
        return opened(**settings).ask(asked, history=history), len(server.requests)


def written(reply: Reply) -> list[str]:
    assert isinstance(reply, Answer)
    return [claim.text for claim in reply.claims]


def test_a_server_of_one_s_own_answers_and_says_what_it_used(opened: Opened) -> None:
    reply, requests = ask(opened, Turn(good), model_input_price=1.0, model_output_price=5.0)
    assert (written(reply), requests, reply.answerer, reply.note) == ([CRANES], 1, "openai:m", None)
    assert reply.usage is not None
    assert (reply.usage.input_tokens, reply.usage.output_tokens, reply.usage.cost) == (100, 20, 0.0002)


@pytest.mark.parametrize(
    "first",
    [
        Turn(status=429, headers={"retry-after": "0"}),
        Turn(status=500),
        Turn(status=503),
        Turn(good, cut_after=0),
        Turn(raw=b"data: {broken\n\n"),
    ],
    ids=["429", "500", "503", "cut", "broken"],
)
def test_what_may_pass_is_tried_again(opened: Opened, first: Turn) -> None:
    reply, requests = ask(opened, first, Turn(good))
    assert (written(reply), requests, reply.note) == ([CRANES], 2, None)


@pytest.mark.parametrize(
    ("turn", "says"),
    [
        (Turn(status=401), "did not accept the key"),
        (Turn(status=429, code="insufficient_quota"), "quota"),
        (Turn(status=400), "did not take the request"),
        (Turn(status=429, headers={"retry-after": "3600"}), "too much to do"),
    ],
    ids=["key", "quota", "request", "later"],
)
def test_what_will_not_pass_is_not_tried_again(opened: Opened, turn: Turn, says: str) -> None:
    reply, requests = ask(opened, turn)
    assert (written(reply), requests, reply.answerer) == ([QUOTE], 1, "extractive")
    assert reply.note is not None
    assert says in reply.note
    assert "secret detail" not in reply.note


@pytest.mark.parametrize(
    "turn",
    [
        Turn(),
        Turn(endless=True),
        Turn(deltas=[{"tool_calls": [{"index": 0, "id": "1", "function": {"name": "rm", "arguments": "{}"}}]}]),
        Turn(deltas=[{"reasoning_content": "The harbour had 47 cranes."}]),
        Turn(lambda _: "<think>It had 47 cranes. It must have."),
        Turn(lambda _: "I'm sorry, I cannot answer that."),
        Turn(lambda _: '{"answer": '),
        Turn(lambda _: "Der Hafen hatte viele Kräne."),
        Turn(raw=b"data: [DONE]\n\n"),
    ],
    ids=["empty", "endless", "tools", "reasoning", "thinking", "refusal", "json", "language", "done"],
)
def test_what_is_no_answer_is_replaced(opened: Opened, turn: Turn) -> None:
    reply, _ = ask(opened, turn, model_answer_tokens=200)
    assert (written(reply), reply.answerer) == ([QUOTE], "extractive")
    assert reply.note is not None


def test_a_stream_that_is_cut_keeps_what_has_passed(opened: Opened) -> None:
    def says(prompt: str) -> str:
        return f"{good(prompt)} Trade rose to 7 billion crowns in 1913."

    reply, requests = ask(opened, Turn(says, cut_after=12))
    assert (written(reply), requests) == ([CRANES], 1)
    assert reply.note is not None
    assert "broke off" in reply.note


def test_a_silent_server_is_given_up_at_the_deadline(opened: Opened) -> None:
    reply, _ = ask(opened, Turn(good, pause=3), model_timeout=0.3, model_deadline=1)
    assert (written(reply), reply.answerer) == ([QUOTE], "extractive")


def test_after_five_failures_the_model_is_left_alone(opened: Opened, caplog: pytest.LogCaptureFixture) -> None:
    with chat_server(Turn(status=401)) as server:
        library = opened(model="openai:m", model_base_url=server.url)
        with caplog.at_level(logging.WARNING):
            replies = [library.ask(QUESTION) for _ in range(7)]
        assert len(server.requests) == 5
    assert replies[-1].note is not None
    assert "not answering at the moment" in replies[-1].note
    assert len(caplog.records) == 5


def test_the_breaker_tries_again_after_a_rest() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(5):
        assert not breaker.is_open
        breaker.failed()
    assert breaker.is_open
    now[0] = 31.0
    assert not breaker.is_open
    breaker.failed()
    assert breaker.is_open
    breaker.succeeded()
    now[0] = 62.0
    breaker.failed()
    assert not breaker.is_open


def test_the_day_s_budget_holds_for_all_who_share_it(opened: Opened) -> None:
    folder = Settings.model_validate({"home": opened().settings.home}).folder
    path = folder / "model-usage.json"
    with chat_server(Turn(good)) as server:
        stated: dict[str, Any] = {"model": "openai:m", "model_base_url": server.url, "model_daily_tokens": 100}
        assert opened(**stated).ask(QUESTION).note is None
        note = opened(**stated).ask(QUESTION).note
        assert note is not None
        assert "budget" in note
        assert len(server.requests) == 1
    assert json.loads(path.read_text(encoding="utf-8"))["tokens"] == 120
    path.write_text(json.dumps({"day": "2020-01-01", "tokens": 10**9}), encoding="utf-8")
    assert not Budget(path, 100).is_spent
    path.unlink()


def spent(opened: Opened, *turns: Turn, **stated: Any) -> tuple[int, Reply]:
    """The tokens that a question takes from the day's budget, and the Reply."""
    path = opened().settings.folder / "model-usage.json"
    path.unlink(missing_ok=True)
    reply, _ = ask(opened, *turns, model_daily_tokens=10**6, **stated)
    tokens = json.loads(path.read_text(encoding="utf-8"))["tokens"]
    path.unlink()
    assert reply.usage is not None
    assert tokens == reply.usage.input_tokens + reply.usage.output_tokens
    return tokens, reply


def test_attempts_that_no_model_read_cost_nothing(opened: Opened) -> None:
    assert spent(opened, Turn(status=429, headers={"retry-after": "0"}), Turn(status=503), Turn(good))[0] == 120
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
        assert spent(opened, Turn(), model_base_url=nobody, model_deadline=3)[0] == 0


def test_an_attempt_that_was_cut_costs_what_it_had_come_to(opened: Opened) -> None:
    whole, _ = spent(opened, Turn(good, cut_after=5))
    less, reply = spent(opened, Turn(good, cut_after=1))
    assert reply.usage is not None
    assert reply.usage.output_tokens > 0
    assert reply.usage.input_tokens < less < whole


def test_an_attempt_that_took_too_long_may_have_been_read(opened: Opened) -> None:
    once, _ = spent(opened, Turn(good, pause=1), Turn(good), model_timeout=0.3)
    twice, _ = spent(opened, Turn(good, pause=1), Turn(good, pause=1), Turn(good), model_timeout=0.3)
    assert once > 120
    assert twice - 120 == 2 * (once - 120)


HISTORY = (Utterance(by_user=True, text="When was the harbour of Arendia opened?"), Utterance(False, "In May 1899."))
FOLLOW_UP = "And how many cranes did it have?"


def rewritten(_: str) -> str:
    return QUESTION


@pytest.mark.parametrize(
    ("answer", "answerer"),
    [(Turn(good), "openai:m"), (Turn(lambda _: "Hm."), "extractive"), (Turn(lambda _: NOTHING), "openai:m")],
    ids=["answer", "none", "refusal"],
)
def test_what_it_takes_to_understand_a_follow_up_is_counted(opened: Opened, answer: Turn, answerer: str) -> None:
    reply, requests = ask(opened, Turn(rewritten), answer, asked=FOLLOW_UP, history=HISTORY, model_input_price=1.0)
    assert (requests, reply.standalone_question, reply.answerer) == (2, QUESTION, answerer)
    assert reply.usage is not None
    assert (reply.usage.input_tokens, reply.usage.output_tokens, reply.usage.cost) == (200, 40, 0.0002)


def test_what_it_took_to_understand_a_follow_up_is_counted_where_nothing_can_be_found(tmp_path: Path) -> None:
    with chat_server(Turn(rewritten)) as server:
        settings = Settings(home=tmp_path, model="openai:m", model_base_url=server.url)
        with open_library(settings) as library:
            reply = library.ask(FOLLOW_UP, history=HISTORY)
    assert isinstance(reply, Refusal)
    assert reply.usage is not None
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (100, 20)


@pytest.mark.parametrize(
    ("first", "second", "most_requests"), [(1.2, 0.0, 1), (0.6, 0.9, 2)], ids=["no time", "too little"]
)
def test_a_follow_up_has_one_deadline(opened: Opened, first: float, second: float, most_requests: int) -> None:
    turns = Turn(rewritten, pause=first), Turn(good, pause=second)
    reply, requests = ask(opened, *turns, asked=FOLLOW_UP, history=HISTORY, model_deadline=1)
    assert requests <= most_requests
    assert (written(reply), reply.answerer) == ([QUOTE], "extractive")
    assert reply.note is not None
