"""Questions about whole Sources: answered from these, and left to the reader where no Source is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.build import ingest
from ingest.collect import inputs
from retrieval.library import Library, open_library
from retrieval.reply import Answer, Refusal
from retrieval.settings import Settings

CORPUS = Path(__file__).parents[3] / "corpus"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The corpus, to be asked and not to be changed."""
    with open_library(Settings(home=tmp_path_factory.mktemp("about"))) as opened:
        assert not [outcome.error for outcome in ingest(opened, inputs([str(CORPUS)], 10**6)) if outcome.error]
        yield opened


def answered(library: Library, question: str) -> Answer:
    reply = library.ask(question, history=[])
    assert isinstance(reply, Answer), reply
    return reply


def test_a_summary_is_of_the_source_that_is_named_with_its_headings_as_a_map(library: Library) -> None:
    reply = answered(library, "Can you summarize the briefing, please?")
    assert reply.kind == "overview"
    assert 3 <= len(reply.claims) <= 6
    assert {citation.source.id for citation in reply.citations} == {"de-risking-briefing"}
    assert "How the Door Was Closed Again" in (reply.note or "")
    assert any(citation.footnotes for citation in reply.citations)


def test_a_section_is_summed_up_by_its_number_or_its_title(library: Library) -> None:
    for named in ("section 3 of the briefing", 'the section "How the Door Was Closed Again"'):
        reply = answered(library, f"What are the main points of {named}?")
        assert {citation.section for citation in reply.citations} == {"How the Door Was Closed Again"}


def test_a_section_that_is_not_there_is_refused_with_those_that_are(library: Library) -> None:
    reply = library.ask("What are the main points of section 14 of the briefing?", history=[])
    assert isinstance(reply, Refusal)
    assert "no section no. 14" in (reply.note or "")


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Who wrote the briefing?", "Ibid project"),
        ("When was the briefing published?", "22 November 2026"),
        ("How many footnotes does the chronology have?", "9"),
        ("How many sources are in the library?", "3"),
    ],
)
def test_what_a_source_has_on_record_is_said_in_few_words(library: Library, question: str, short: str) -> None:
    reply = answered(library, question)
    assert (reply.kind, reply.short_answer) == ("metadata", short)


def test_the_notes_that_cite_a_work_are_claims_with_the_sentences_they_hang_on(library: Library) -> None:
    reply = answered(library, "Which notes cite KOTRA?")
    for citation in reply.citations:
        assert any("KOTRA" in note.text for note in citation.footnotes)
    assert isinstance(library.ask("Which notes cite Karl Marx?", history=[]), Refusal)


def test_a_book_that_a_note_cites_is_no_source(library: Library) -> None:
    assert answered(library, "who wrote hungry for peace").kind != "metadata"


def test_a_question_put_to_some_sources_is_about_these_alone(library: Library) -> None:
    asked = ["de-risking-chronology"]
    reply = library.ask("What is this about?", history=[], source_ids=asked)
    assert isinstance(reply, Answer)
    assert [citation.source.id for citation in reply.citations] == asked * len(reply.citations)


def test_a_note_cites_whom_its_address_names(library: Library) -> None:
    reply = answered(library, "Which notes cite the BBC?")
    assert all("bbc.com" in note.text for citation in reply.citations for note in citation.footnotes)
