"""A conversation with a real Library: small talk, wishes, several questions, refusals that help, and gaps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.build import ingest
from ingest.collect import inputs
from retrieval.conversation.conversation_store import UnknownReply
from retrieval.conversation.turns import Utterance
from retrieval.events import ClaimEvent, ReplyEvent
from retrieval.feedback import Thumb
from retrieval.gaps import GapKind
from retrieval.library import Library, open_library
from retrieval.reply import Answer, Reason, Refusal
from retrieval.settings import Settings
from retrieval.wire.replies import reply_json

CORPUS = Path(__file__).parents[2] / "corpus"
REACHED = "How many North Koreans reached South Korea in 2018?"
SHARE = "What share of North Korea's trade was with China in 2022?"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with open_library(Settings(home=tmp_path_factory.mktemp("corpus"))) as library:
        assert not [outcome.error for outcome in ingest(library, inputs([str(CORPUS)], 10**6)) if outcome.error]
        yield library


def told(library: Library, *said: str) -> Answer | Refusal:
    """Returns the Reply to the last of these, in a conversation of its own."""
    reply, conversation_id = None, None
    for question in said:
        reply = library.ask(question, conversation_id=conversation_id)
        conversation_id = reply.conversation_id
    assert reply is not None
    return reply


def test_small_talk_searches_for_nothing_and_offers_questions_that_are_answered(corpus: Library) -> None:
    (event,) = corpus.stream("hello")
    assert isinstance(event, ReplyEvent)
    reply = event.reply
    assert isinstance(reply, Refusal)
    assert (reply.reason, reply.nearest, len(reply.suggestions)) == (Reason.TALK, (), 2)
    assert reply_json(reply).get("kind") == "talk"
    for question in reply.suggestions:
        assert question in reply.text
        assert isinstance(corpus.ask(question), Answer)


def test_examples_come_from_the_sources_that_are_asked(corpus: Library) -> None:
    reply = corpus.ask("hello", source_ids=["de-risking-chronology"])
    assert isinstance(reply, Refusal)
    for question in reply.suggestions:
        assert isinstance(corpus.ask(question, source_ids=["de-risking-chronology"]), Answer)


def test_an_empty_library_says_so_to_a_greeting(tmp_path: Path) -> None:
    with open_library(Settings(home=tmp_path)) as library:
        assert "ibid ingest" in library.ask("hello").text


def test_the_words_as_typed_are_searched_for(corpus: Library) -> None:
    reply = corpus.ask("test", as_typed=True)
    assert not isinstance(reply, Refusal) or reply.reason is not Reason.TALK
    first = corpus.ask(REACHED)
    typed = corpus.ask("And in 2022?", conversation_id=first.conversation_id, as_typed=True)
    assert typed.standalone_question == "And in 2022?"


def test_who_says_so_names_source_and_note(corpus: Library) -> None:
    reply = told(corpus, SHARE, "who says so?")
    assert isinstance(reply, Answer)
    assert reply.short_answer is None
    assert "said by" in (reply.note or "")
    assert any("KOTRA" in note.text for citation in reply.citations for note in citation.footnotes)


def test_what_else_repeats_nothing_and_ends(corpus: Library) -> None:
    reply, said, seen = told(corpus, "Who is Jo Song Gil?"), ["Who is Jo Song Gil?"], set[str]()
    while isinstance(reply, Answer):
        claims = {claim.text for claim in reply.claims}
        assert not claims & seen
        seen |= claims
        said.append("what else?")
        reply = told(corpus, *said)
    assert len(said) > 1
    assert "no more" in reply.text


def test_explain_shows_what_stands_around(corpus: Library) -> None:
    first = told(corpus, "What does songun mean?")
    reply = told(corpus, "What does songun mean?", "explain")
    assert isinstance(first, Answer)
    assert isinstance(reply, Answer)
    assert first.citations[0].quote in {citation.quote for citation in reply.citations}
    assert len(reply.citations) > 1


def test_another_language_is_not_pretended(corpus: Library) -> None:
    reply = told(corpus, REACHED, "in German please")
    assert isinstance(reply, Answer)
    assert reply.short_answer == "1,137"
    assert "does not translate into German" in (reply.note or "")


def test_each_question_of_a_message_is_answered_or_said_to_be_missing(corpus: Library) -> None:
    reply = corpus.ask(f"{REACHED} What is the capital of Mongolia?")
    assert isinstance(reply, Answer)
    assert "1,137" in reply.text
    assert "“What is the capital of Mongolia?”" in (reply.note or "")
    both = corpus.ask(f"{REACHED} And in 2022?")
    assert isinstance(both, Answer)
    assert both.short_answer == "1,137; 67"


def test_the_events_of_several_questions_end_in_their_claims(corpus: Library) -> None:
    *events, last = corpus.stream(f"{REACHED} And in 2022?")
    assert isinstance(last, ReplyEvent)
    assert isinstance(last.reply, Answer)
    claims = [event.claim for event in events if isinstance(event, ClaimEvent)]
    assert tuple(claims) == last.reply.claims


def test_a_refusal_says_what_is_missing_and_offers_what_is_there(corpus: Library) -> None:
    reply = corpus.ask("How many North Koreans reached South Korea in 2015?")
    assert isinstance(reply, Refusal)
    assert reply.missing == "The library speaks of 2018 and 2022, not of 2015."
    assert "How many North Koreans reached South Korea in 2022?" in reply.suggestions
    assert reply.related
    for question in reply.suggestions:
        assert isinstance(corpus.ask(question), Answer)
    assert told(corpus, "How many North Koreans reached South Korea in 2015?", "the second one").question


def test_a_refusal_names_what_is_never_mentioned(corpus: Library) -> None:
    reply = corpus.ask("Why was the North Korean embassy in Brazil shut?")
    assert isinstance(reply, Refusal)
    assert reply.missing == "The library does not mention “Brazil”."


def test_another_subject_has_nothing_near(corpus: Library) -> None:
    reply = corpus.ask("How do I bake a sourdough bread?")
    assert isinstance(reply, Refusal)
    assert (reply.nearest, reply.related, reply.suggestions) == ((), (), ())


def test_a_history_that_a_caller_keeps_leads_the_same_way(corpus: Library) -> None:
    history = [
        Utterance(True, REACHED),
        Utterance(False, "1,137."),
        Utterance(True, "thanks"),
        Utterance(False, "Sure."),
    ]
    assert corpus.ask("And in 2022?", history=history).standalone_question.endswith("in 2022?")


def test_gaps_are_grouped_kept_with_what_answers_and_forgotten(corpus: Library) -> None:
    first = corpus.ask("How many North Koreans reached South Korea in 2015?")
    second = corpus.ask("How many North Koreans reached South Korea in 2014?")
    corpus.ask("thanks")
    liked = corpus.ask(REACHED)
    corpus.judge(liked.id, Thumb.DOWN, "Too short.")
    corpus.judge(first.id, Thumb.DOWN, nearest=1)
    with pytest.raises(UnknownReply):
        corpus.judge(first.id, Thumb.DOWN, nearest=3)
    group = next(group for group in corpus.gaps() if any(gap.reply_id == first.id for gap in group.gaps))
    assert {second.id, liked.id} <= {gap.reply_id for gap in group.gaps}
    gap = next(gap for gap in group.gaps if gap.reply_id == first.id)
    assert isinstance(first, Refusal)
    assert (gap.kind, gap.quote) == (GapKind.REFUSED, first.nearest[0].quote)
    corpus.forget(first.conversation_id or "")
    assert first.id not in {gap.reply_id for group in corpus.gaps() for gap in group.gaps}
