"""Answers in the form that their kind of question calls for, over documents of our own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.build import ingest
from ingest.collect import inputs
from retrieval.library import Library, open_library
from retrieval.reply import Answer, Refusal
from retrieval.settings import Settings
from tests.made import page

CORPUS = Path(__file__).parents[3] / "corpus"
LIGHTSHIP = page(
    "This article was first published by the harbour office of Grey.",
    "The lightship Brent was moored off Cape Dour in 1871. However, a storm tore it from its chain in May 1880.",
    "Grey spent 7 crowns on lamps in 1895. It spent 9 crowns on lamps in 1896.",
    "The keepers of the Tarn were paid in salt. This practice ended when the office moved to Stone in 1902.",
    title="Why the Lightships Were Moored",
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The corpus and a page, to be asked and not to be changed."""
    folder = tmp_path_factory.mktemp("forms")
    (folder / "lightship.txt").write_text(LIGHTSHIP, encoding="utf-8")
    with open_library(Settings(home=folder / "home")) as opened:
        paths = [str(CORPUS), str(folder / "lightship.txt")]
        assert not [outcome.error for outcome in ingest(opened, inputs(paths, 10**6)) if outcome.error]
        yield opened


def said(library: Library, question: str) -> str:
    reply = library.ask(question, history=[])
    assert isinstance(reply, Answer), reply
    return "\n".join(claim.text for claim in reply.claims)


def test_a_claim_that_leans_back_comes_with_the_sentence_before_it_in_one_quote(library: Library) -> None:
    reply = library.ask("When did a storm tear the lightship Brent from its chain?", history=[])
    assert isinstance(reply, Answer)
    assert reply.short_answer == "May 1880"
    first = reply.citations[0]
    assert first.quote.startswith("The lightship Brent was moored")
    assert first.quote.endswith("May 1880.")


def test_no_sentence_on_another_year_leads_to_the_one_that_answers(library: Library) -> None:
    words = said(library, "How much did Grey spend on lamps in 1896?")
    assert "9 crowns" in words
    assert "7 crowns" not in words


def test_a_publishing_note_answers_only_a_question_on_publishing(library: Library) -> None:
    assert "first published" not in said(library, "Why is North Korea closing embassies?")
    assert "harbour office" in said(library, "By whom was the article on the lightships first published?")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What happened at the Madrid embassy?", "Madrid"),
        ("What are the implications for sanctions?", "sanctions"),
        ("How many missions?", "46"),
    ],
)
def test_a_question_that_names_a_subject_alone_gets_the_sentences_on_it(
    library: Library, question: str, words: str
) -> None:
    reply = library.ask(question, history=[])
    assert isinstance(reply, Answer)
    assert words in "\n".join(claim.text for claim in reply.claims)


@pytest.mark.parametrize(
    "question",
    ["What happened at the London embassy?", "What are the implications for fisheries?", "How many submarines?"],
)
def test_a_subject_that_is_not_there_is_refused(library: Library, question: str) -> None:
    assert isinstance(library.ask(question, history=[]), Refusal)


def test_of_two_parts_the_one_that_is_not_there_is_said_to_be_missing(library: Library) -> None:
    reply = library.ask("Which bank was hit in 2005, and how old was its director?", history=[])
    assert isinstance(reply, Answer)
    assert "how old was its director" in (reply.note or "")
    assert "Banco Delta Asia" in said(library, "Which bank was hit in 2005, and how old was its director?")


def test_of_two_things_compared_both_are_told_or_one_is_said_to_be_missing(library: Library) -> None:
    words = said(library, "donju versus chaebol")
    assert "masters of money" in words
    assert "conglomerates" in words
    reply = library.ask("Compare juche with Maoism.", history=[])
    assert "Maoism" in (reply.note or "")


def test_reasons_stand_in_the_order_of_the_text(library: Library) -> None:
    reply = library.ask("Why did oil imports drop?", history=[])
    assert isinstance(reply, Answer)
    assert reply.kind == "reason"
    starts = [citation.start for citation in reply.citations]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("When did COVID-19 break out, and who was the president of the United States?", "who was the president"),
        ("What do the keepers of the Tarn get paid in, and who painted the lightship Brent?", "who painted"),
    ],
)
def test_a_part_that_is_not_answered_is_named(library: Library, question: str, part: str) -> None:
    reply = library.ask(question, history=[])
    assert isinstance(reply, Answer)
    assert reply.note is not None
    assert part in reply.note
