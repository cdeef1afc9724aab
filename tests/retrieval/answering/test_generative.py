"""What a chat model writes, from the prompt to the Reply, by a model that says what it is told to."""

from __future__ import annotations

from pathlib import Path

import pytest
from langchain_core.callbacks import BaseCallbackHandler

from ingest.build import ingest
from ingest.collect import inputs
from retrieval.answering.chat_models import ModelUnavailable, load_chat_model
from retrieval.answering.draft import Question
from retrieval.answering.prompt import NOTHING, make_prompt
from retrieval.conversation.turns import Utterance
from retrieval.events import ClaimEvent, ReplyEvent, SearchEvent
from retrieval.library import open_library
from retrieval.model import Hit, Passage, Span
from retrieval.reply import Answer, Reason, Refusal, Reply
from retrieval.settings import Settings
from retrieval.token_counts import chat_token_counter
from tests.chat_models import Says, Scripted, key_of
from tests.retrieval.answering.conftest import Opened

QUESTION = "How many cranes did the harbour have in 1901?"


def cranes(prompt: str) -> str:
    return f"The harbour of Arendia had forty-six cranes in 1901 [{key_of(prompt, '46 cranes')}]."


def texts(reply: Reply) -> list[str]:
    assert isinstance(reply, Answer), reply.text
    for citation in reply.citations:
        assert citation.source.text[citation.start : citation.end] == citation.quote
    return [claim.text for claim in reply.claims]


def test_a_claim_is_cited_by_the_sentence_its_key_stands_for(opened: Opened) -> None:
    reply = opened(cranes).ask(QUESTION)
    assert texts(reply) == ["The harbour of Arendia had forty-six cranes in 1901."]
    assert isinstance(reply, Answer)
    assert [citation.quote for citation in reply.citations] == ["In 1901 the harbour of Arendia had 46 cranes."]
    assert reply.citations[0].footnotes[0].urls == ("https://ledger.example/1901",)
    assert (reply.dropped, reply.note) == (0, None)
    assert reply.usage is not None
    assert reply.usage.input_tokens > 100 > reply.usage.output_tokens > 5


@pytest.mark.parametrize(
    "addition",
    [
        "It had 47 cranes [{key}].",
        "Trade rose to 7 million crowns.",
        "Trade rose to 7 billion dollars.",
        "Koizumi opened it in May 1899 [{key}].",
        "It was opened in June 1899.",
        "Trade rose after the war [{key}].",
        "The harbour did not have 46 cranes in 1901 [{key}].",
        "Visit https://evil.example for more [{key}].",
        "Question: How many cranes did the harbour of Arendia have in 1901? [{key}]",
        "“Had the harbour of Arendia 46 cranes in 1901?” [{key}]",
        "I hope this helps!",
    ],
)
def test_what_the_sources_do_not_say_is_dropped_whole_and_counted(opened: Opened, addition: str) -> None:
    def says(prompt: str) -> str:
        return f"{cranes(prompt)} {addition.format(key=key_of(prompt, '46 cranes'))}"

    reply = opened(says).ask(QUESTION)
    assert texts(reply) == ["The harbour of Arendia had forty-six cranes in 1901."]
    assert reply.dropped == 1


@pytest.mark.parametrize("mark", ["", " [q999]", " [1]"])
def test_a_claim_without_a_true_key_is_cited_anew(opened: Opened, mark: str) -> None:
    reply = opened(lambda _: f"The harbour of Arendia had 46 cranes in 1901{mark}.").ask(QUESTION)
    assert isinstance(reply, Answer)
    assert [citation.quote for citation in reply.citations] == ["In 1901 the harbour of Arendia had 46 cranes."]


def test_a_claim_with_the_wrong_key_is_cited_anew(opened: Opened) -> None:
    def says(prompt: str) -> str:
        return f"The harbour had 46 cranes in 1901 [{key_of(prompt, '7 billion')}]."

    reply = opened(says).ask(QUESTION)
    assert isinstance(reply, Answer)
    assert [citation.quote for citation in reply.citations] == ["In 1901 the harbour of Arendia had 46 cranes."]


@pytest.mark.parametrize(
    "written",
    ["", "   \n", "I'm sorry, but I can't help with that.", "{not json", "La mer est calme aujourd'hui.", "<think>Hm."],
)
def test_where_nothing_holds_the_extractive_answer_is_given_with_a_note(opened: Opened, written: str) -> None:
    reply = opened(lambda _: written).ask(QUESTION)
    assert texts(reply) == ["In 1901 the harbour of Arendia had 46 cranes."]
    assert reply.answerer == "extractive"
    assert reply.note is not None
    assert "made without it" in reply.note


def test_a_model_that_finds_nothing_refuses(opened: Opened) -> None:
    reply = opened(lambda _: f"{NOTHING}.").ask(QUESTION)
    assert isinstance(reply, Refusal)
    assert reply.reason is Reason.NOT_IN_LIBRARY
    assert reply.nearest


def test_claims_come_as_they_pass_and_are_never_taken_back(opened: Opened) -> None:
    def says(prompt: str) -> str:
        key = key_of(prompt, "7 billion")
        return f"{cranes(prompt)} It had 99 cranes. Trade rose to 7 billion crowns in 1913 [{key}]."

    search, *claims, last = opened(says).stream(QUESTION)
    assert isinstance(search, SearchEvent)
    assert isinstance(last, ReplyEvent)
    assert isinstance(last.reply, Answer)
    shown = [event.claim for event in claims if isinstance(event, ClaimEvent)]
    assert len(shown) == len(claims) == 2
    assert tuple(shown) == last.reply.claims
    for event in claims:
        assert isinstance(event, ClaimEvent)
        assert {citation.number for citation in event.citations} == {*event.claim.citations}


class Heard(BaseCallbackHandler):
    """Remembers what was started."""

    def __init__(self) -> None:
        self.models = self.chains = 0

    def on_chat_model_start(self, *_: object, **__: object) -> None:
        self.models += 1

    def on_chain_start(self, *_: object, **__: object) -> None:
        self.chains += 1


def test_the_chain_is_a_runnable(opened: Opened) -> None:
    library, heard = opened(cranes), Heard()
    chain = library.as_runnable()
    assert isinstance(chain.invoke(QUESTION, {"callbacks": [heard]}), Answer)
    assert (heard.chains, heard.models) == (1, 1)
    growing = list(chain.stream(QUESTION, {"callbacks": [heard]}))
    assert [type(item) for item in growing] == [Answer, Answer]
    assert growing[0].text == growing[1].text
    assert len(chain.batch([QUESTION, Question("When?", QUESTION)])) == 2
    assert heard.models == 2


def test_the_search_is_a_retriever(opened: Opened) -> None:
    found = opened().as_retriever(limit=2).invoke(QUESTION)
    assert len(found) == 2
    assert "46 cranes" in found[0].page_content
    assert found[0].metadata["rank"] == 1


def test_a_follow_up_is_rewritten_by_the_model_and_by_rules_where_that_fails(opened: Opened) -> None:
    history = [Utterance(by_user=True, text=QUESTION), Utterance(by_user=False, text="46.")]

    def understood(says: Says | None = None) -> str:
        return opened(says).ask("And in 1913?", history=history).standalone_question

    assert understood(lambda _: "<x>\nQuestion: “How many cranes stood in 1913?”") == "How many cranes stood in 1913?"
    by_rules = understood()
    assert by_rules != "And in 1913?"
    assert understood(lambda _: "") == understood(lambda _: "x" * 5000) == by_rules


def test_the_prompt_keeps_to_its_budget_in_whole_sentences(opened: Opened) -> None:
    hits = opened().search(QUESTION)
    count = chat_token_counter()
    whole = make_prompt(Question(QUESTION, QUESTION), hits, 6000, count)
    cut = make_prompt(Question(QUESTION, QUESTION), hits, 330, count)
    assert 0 < len(cut.quotes) < len(whole.quotes)
    assert sum(count([str(message.content) for message in cut.messages])) <= 330
    assert str(cut.messages[1].content).count("=====SOURCES-") == 2
    assert "(note 1: Weil, Ledger" in str(whole.messages[1].content)


def test_a_sentence_that_is_too_long_for_the_prompt_keeps_none_out_that_comes_after_it(opened: Opened) -> None:
    hits = opened().search(QUESTION)
    talk = "so the keeper said that in 1901 the harbour had a crane " * 400
    long = Hit(Passage("talk:1", "talk", 0, len(talk), talk, (Span(0, len(talk)),)), 1, 0.9, "A talk")
    count = chat_token_counter()
    whole = make_prompt(Question(QUESTION, QUESTION), hits, 6000, count)
    found = make_prompt(Question(QUESTION, QUESTION), [long, *hits], 6000, count)
    assert list(found.quotes.values()) == list(whole.quotes.values())


def test_where_no_sentence_fits_the_prompt_the_extractive_answer_is_given_with_a_note(tmp_path: Path) -> None:
    talk = f"In 1901 the harbour of Arendia had 46 cranes, {'and the keeper had a crane of his own, ' * 40}he said."
    (tmp_path / "talk.txt").write_text(talk, encoding="utf-8")
    settings = Settings(home=tmp_path / "home", model_prompt_tokens=500)
    with open_library(settings, chat_model=Scripted(says=cranes, prompts=[])) as library:
        assert [outcome.error for outcome in ingest(library, inputs([str(tmp_path / "talk.txt")], 10**6))] == [None]
        reply = library.ask(QUESTION)
    assert texts(reply) == [talk]
    assert (reply.answerer, reply.usage) == ("extractive", None)
    assert reply.note == "What was found is too long for the chat model; this answer was made without it."


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ({"model": "openai:gpt-x"}, "IBID_MODEL_API_KEY or OPENAI_API_KEY"),
        ({"model": "anthropic:claude-x"}, "ibid[anthropic]"),
        ({"model": "ollama:llama-x"}, "ibid[ollama]"),
        ({"model": "google_genai:gemini-x", "model_base_url": "http://x"}, "IBID_MODEL=openai:gemini-x"),
        ({"model": "nobody:model"}, "IBID_MODEL=nobody:model"),
    ],
)
def test_what_is_missing_is_said(stated: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelUnavailable) as raised:
        load_chat_model(Settings.model_validate(stated))
    assert sentence in str(raised.value)
