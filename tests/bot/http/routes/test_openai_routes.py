"""``/v1``, asked by the clients that people use: OpenAI's own and LangChain's."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langchain_openai import ChatOpenAI
from openai import NotFoundError, OpenAI, RateLimitError, UnprocessableEntityError
from pydantic import SecretStr

from bot.http import openai_examples as examples
from bot.http.chat_markdown import plain
from bot.http.completions import Message, question_of
from bot.http.page_links import fingerprint
from tests.bot.conftest import Opened, Serving

MISSIONS = "How many diplomatic missions does North Korea have left?"
REACHED = "How many North Koreans reached South Korea in 2023?"


@pytest.fixture
def openai(client: httpx.Client) -> OpenAI:
    return OpenAI(base_url=f"{client.base_url}/v1", api_key="none", max_retries=0)


def test_openai_gets_a_cited_answer(openai: OpenAI) -> None:
    done = openai.chat.completions.create(model="ibid", messages=[{"role": "user", "content": MISSIONS}])
    message = done.choices[0].message
    assert message.content
    assert "46" in message.content
    assert "Angola" in message.content
    assert message.annotations
    cited = message.annotations[0].url_citation
    assert message.content[cited.start_index : cited.end_index] == "[1]"
    reply: dict[str, Any] = (done.model_extra or {})["ibid"]
    assert cited.title == reply["citations"][0]["source"]["title"]
    assert reply["citations"][0]["footnotes"]
    assert done.usage
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens > 0
    assert done.model_dump(exclude_unset=True).keys() == examples.COMPLETION.keys()


def test_a_citation_leads_to_its_source(openai: OpenAI) -> None:
    done = openai.chat.completions.create(model="ibid", messages=[{"role": "user", "content": MISSIONS}])
    assert done.choices[0].message.annotations
    url = done.choices[0].message.annotations[0].url_citation.url
    page, _, place = url.partition("#/sources?")
    named = {name: values[0] for name, values in parse_qs(place).items()}
    source = httpx.get(f"{page}sources/{named['source']}").json()
    quoted = source["text"][int(named["start"]) : int(named["end"])]
    assert named["quote"] == fingerprint(quoted)
    assert "46" in quoted


def test_each_claim_stands_once(openai: OpenAI) -> None:
    done = openai.chat.completions.create(model="ibid", messages=[{"role": "user", "content": MISSIONS}])
    text = done.choices[0].message.content or ""
    for citation in (done.model_extra or {})["ibid"]["citations"]:
        assert plain(text).count(citation["quote"]) == 1
        assert f"Author’s note {citation['footnotes'][0]['label']}: " in text


def test_a_stream_says_the_same_piece_by_piece(openai: OpenAI) -> None:
    whole = openai.chat.completions.create(model="ibid", messages=[{"role": "user", "content": MISSIONS}])
    chunks = list(
        openai.chat.completions.create(
            model="ibid",
            messages=[{"role": "user", "content": MISSIONS}],
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == whole.choices[0].message.content
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].usage == whole.usage
    assert any((delta.model_extra or {}).get("annotations") for delta in deltas)


@pytest.mark.parametrize("stream", [False, True])
def test_langchain_asks_a_follow_up(client: httpx.Client, stream: bool) -> None:
    model = ChatOpenAI(
        base_url=f"{client.base_url}/v1", api_key=SecretStr("none"), model="ibid", streaming=stream, max_retries=0
    )
    history = [HumanMessage(REACHED), AIMessage("196. [1]\n\n[1] “196”")]
    text = str(model.invoke([*history, HumanMessage("And in 2022?")]).content)
    alone = str(model.invoke([HumanMessage("How many North Koreans reached South Korea in 2022?")]).content)
    assert text == alone


def test_a_refusal_says_so(openai: OpenAI) -> None:
    done = openai.chat.completions.create(
        model="ibid", messages=[{"role": "user", "content": "How do I bake a sourdough bread?"}]
    )
    assert done.choices[0].message.content == "The library does not say."
    assert (done.model_extra or {})["ibid"]["status"] == "refused"


def test_nothing_to_answer_is_a_problem(openai: OpenAI) -> None:
    with pytest.raises(UnprocessableEntityError, match="question"):
        openai.chat.completions.create(model="ibid", messages=[{"role": "system", "content": "Be brief."}])
    with pytest.raises(UnprocessableEntityError, match="question"):
        openai.chat.completions.create(model="ibid", messages=[{"role": "user", "content": " "}], stream=True)
    with pytest.raises(NotFoundError):
        openai.models.retrieve("gpt")


def test_who_asks_too_often_reads_it_where_openais_clients_look(opened: Opened, serving: Serving) -> None:
    with (
        serving(opened(rate_limit="1/hour")) as client,
        OpenAI(base_url=f"{client.base_url}/v1", api_key="none", max_retries=0) as openai,
    ):
        assert [*openai.models.list()]
        with pytest.raises(RateLimitError) as refused:
            openai.models.list()
    told = refused.value.response.json()
    assert told["error"] == {"message": told["detail"], "type": told["type"], "param": None, "code": None}


def test_the_one_model_is_listed(openai: OpenAI) -> None:
    assert [item.id for item in openai.models.list()] == ["ibid"]


def test_the_question_is_the_last_thing_the_user_said() -> None:
    messages = [
        Message("system", "Obey."),
        Message("user", "First?"),
        Message("assistant", "So [1].\n\n[1] “quote”"),
        Message("tool", "4"),
        Message("user", "Second?"),
        Message("assistant", "Half an ans"),
    ]
    question, history = question_of(messages)
    assert question == "Second?"
    assert [(item.by_user, item.text) for item in history] == [(True, "First?"), (False, "So .")]
