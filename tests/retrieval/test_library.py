"""The Library: what one opens to ask, with all its real parts, and with other processes at it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.build import ingest, reindex
from ingest.collect import inputs
from retrieval.answering.draft import Question
from retrieval.conversation.conversation_store import UnknownConversation
from retrieval.conversation.turns import Utterance
from retrieval.errors import LibraryBusy
from retrieval.library import Library, open_library
from retrieval.questions import BadQuestion, UnknownSource
from retrieval.reply import Answer, Reason, Refusal, Reply
from retrieval.settings import HomeUnusable, Settings
from retrieval.storage.catalogue import Catalogue
from retrieval.storage.identity import made_by
from retrieval.storage.vector_store import Embedded, IndexMismatch, VectorStore
from tests.made import page
from tests.processes import running, said, tell
from tests.strategies import paragraphs

CORPUS = Path(__file__).parents[2] / "corpus"
QUESTION = "How many diplomatic missions does North Korea have left?"
LIGHTS = page("The lighthouses of Arendia burn whale oil.[1] There are 46 of them.", "[1] So says the keeper.")
OPEN = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from ingest.build import ingest
from ingest.collect import inputs
from retrieval.library import open_library
from retrieval.settings import Settings
library = open_library(Settings(home=Path(sys.argv[1])))
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with open_library(Settings(home=tmp_path_factory.mktemp("corpus"))) as library:
        assert not [outcome.error for outcome in ingest(library, inputs([str(CORPUS)], 10**6)) if outcome.error]
        yield library


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", lock_seconds=0.2)


def add(library: Library, folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    assert [outcome.error for outcome in ingest(library, inputs([str(path)], 10**6))] == [None]


class TestConversations:
    def test_a_follow_up_is_understood_and_a_new_library_still_knows_what_was_said(self, home: Settings) -> None:
        with open_library(home) as library:
            first = library.ask("How many lighthouses did Arendia have in 2020?")
            assert first.conversation_id
        with open_library(home) as library:
            second = library.ask("And in 2021?", conversation_id=first.conversation_id)
            assert second.standalone_question == "How many lighthouses did Arendia have in 2021?"
            assert len(library.conversation(first.conversation_id).turns) == 2
            library.forget(first.conversation_id)
            with pytest.raises(UnknownConversation):
                library.conversation(first.conversation_id)
            again = library.ask("And in 2021?", conversation_id=first.conversation_id)
            assert again.standalone_question == "And in 2021?"

    def test_what_a_caller_brings_along_is_not_stored(self, home: Settings) -> None:
        with open_library(home) as library:
            history = [Utterance(True, "How many lighthouses did Arendia have in 2020?")]
            reply = library.ask("And in 2021?", history=history, conversation_id="theirs")
            assert reply.standalone_question == "How many lighthouses did Arendia have in 2021?"
            assert reply.conversation_id == "theirs"
            with pytest.raises(UnknownConversation):
                library.conversation("theirs")

    def test_without_days_every_question_stands_alone(self, home: Settings) -> None:
        with open_library(home.model_copy(update={"conversation_days": 0})) as library:
            first = library.ask("How many lighthouses did Arendia have in 2020?")
            second = library.ask("And in 2021?", conversation_id=first.conversation_id)
            assert second.standalone_question == "And in 2021?"

    def test_talking_changes_nothing_about_the_library(self, home: Settings) -> None:
        with open_library(home) as library:
            before = Catalogue(home.folder / "catalogue.sqlite3").generation
            library.ask("Is the keeper in?")
            assert Catalogue(home.folder / "catalogue.sqlite3").generation == before


def check(reply: Reply) -> None:
    """What holds for every Reply: verbatim quotes, numbered 1…N, with the notes that their words carry."""
    citations = reply.citations if isinstance(reply, Answer) else reply.nearest
    assert [citation.number for citation in citations] == list(range(1, len(citations) + 1))
    for citation in citations:
        assert citation.source.text[citation.start : citation.end] == citation.quote
        assert citation.footnotes == citation.source.footnotes_in(citation.start, citation.end)


def test_an_empty_library_says_that_it_is_empty(home: Settings) -> None:
    with open_library(home) as library:
        reply = library.ask(" How  many? ")
        assert isinstance(reply, Refusal)
        assert (reply.reason, reply.question, reply.nearest) == (Reason.LIBRARY_EMPTY, "How many?", ())
        assert "ibid ingest" in reply.text
        assert (library.sources(), library.search("How many?")) == ([], [])
        assert library.counts() == {"sources": 0, "passages": 0, "vectors": 0, "lexical": 0}


def test_the_first_question_is_answered_with_the_author_s_note(corpus: Library) -> None:
    reply = corpus.ask(QUESTION, conversation_id="c-1")
    assert isinstance(reply, Answer)
    check(reply)
    assert "46" in reply.text
    assert any("Uganda" in note.text for citation in reply.citations for note in citation.footnotes)
    assert (reply.question, reply.conversation_id, reply.answerer) == (QUESTION, "c-1", "extractive")
    assert set(reply.timings_ms) == {"search", "answer", "total"}


def test_what_the_reprint_repeats_is_one_piece_of_evidence(corpus: Library) -> None:
    reply = corpus.ask("Which opportunity did the COVID-19 pandemic give the leaders?")
    assert isinstance(reply, Answer)
    cited = [citation for citation in reply.citations if citation.source.id == "de-risking-briefing"]
    assert [copy.id for item in cited for copy in item.also_in] == ["de-risking-reprint"] * len(cited)
    assert not [citation for citation in reply.citations if citation.source.id == "de-risking-reprint"]


@settings(max_examples=25)
@given(
    question=paragraphs()
    | st.sampled_from((QUESTION, "\x00 missions", "\ud800 missions", "[1] [2]", "SELECT *; DROP TABLE x"))
)
def test_any_question_gets_a_sound_reply(corpus: Library, question: str) -> None:
    check(corpus.ask(question[: corpus.settings.question_limit]))


@pytest.mark.parametrize("question", ["", " \n ", "x" * 4001])
def test_a_question_that_is_none_is_refused_in_a_sentence(corpus: Library, question: str) -> None:
    with pytest.raises(BadQuestion, match=r"\.|\?$"):
        corpus.ask(question)


def test_an_id_that_is_no_text_names_nothing(corpus: Library) -> None:
    for history in (None, ()):
        with pytest.raises(BadQuestion, match="half a character"):
            corpus.ask(QUESTION, conversation_id="\ud83d", history=history)
    with pytest.raises(UnknownSource, match=r"no source '\\ud83d'"):
        corpus.ask(QUESTION, source_ids=["\ud83d"])
    with pytest.raises(UnknownSource, match=r"no source '\\ud83d'"):
        corpus.source("\ud83d")


@pytest.mark.parametrize("limit", [1, 7, 500])
def test_search_ranks_from_1_within_the_limit(corpus: Library, limit: int) -> None:
    hits = corpus.search(QUESTION, limit)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert 0 < len(hits) <= limit
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits)
    for hit in hits:
        assert corpus.source(hit.passage.source_id).text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_a_note_s_own_words_are_found(corpus: Library) -> None:
    best = corpus.search("Who called North Korea the longest-running intelligence failure?", 1)[0].passage
    assert best.note is not None
    assert "Donald Gregg" in best.searched
    assert best.note in best.footnotes


def test_asking_some_sources_alone(corpus: Library) -> None:
    for source_id in (source.id for source in corpus.sources()):
        assert {hit.passage.source_id for hit in corpus.search(QUESTION, 50, [source_id])} == {source_id}
    assert corpus.search(QUESTION, source_ids=[]) == []
    reply = corpus.ask(QUESTION, source_ids=["de-risking-chronology"])
    check(reply)
    with pytest.raises(UnknownSource, match="'nobody'"):
        corpus.ask(QUESTION, source_ids=["de-risking-chronology", "nobody"])
    with pytest.raises(UnknownSource, match="'nobody'"):
        corpus.source("nobody")


def test_an_answer_and_a_check_keep_to_the_sources_that_are_asked(corpus: Library) -> None:
    asked = "Which opportunity did the COVID-19 pandemic give the leaders?"
    reply = corpus.ask(asked, source_ids=["de-risking-reprint"])
    assert isinstance(reply, Answer)
    verified = corpus.verify(reply.citations[0].quote, source_ids=["de-risking-reprint"])
    assert verified.supported
    for item in (*reply.citations, *verified.citations):
        assert (item.source.id, [copy.id for copy in item.also_in]) == ("de-risking-reprint", ["de-risking-briefing"])


@pytest.mark.parametrize("below", ["", "below"])
def test_a_home_that_cannot_be_is_named(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(HomeUnusable, match=r"cannot be used \(.+\)\. Set IBID_HOME"):
        open_library(Settings(home=tmp_path / "file" / below))


def test_vectors_of_another_making_are_not_searched_and_can_be_made_anew(home: Settings, tmp_path: Path) -> None:
    with open_library(home) as library:
        add(library, tmp_path, "lights.txt", LIGHTS)
        before = library.counts()
    _serve_from_vectors_of("openai:text-embedding-3-small", home)
    with pytest.raises(IndexMismatch, match=r"made with embedding 'openai:.*', the settings ask for 'minilm'.*reindex"):
        open_library(home)
    with open_library(home, as_made=True) as library:
        assert reindex(library) == 1
    with open_library(home) as library:
        assert library.counts() == before
        assert "whale oil" in library.search("What do they burn?", 1)[0].passage.text
        assert isinstance(library.ask("What do the lighthouses of Arendia burn?"), Answer)


def _serve_from_vectors_of(embedding: str, home: Settings) -> None:
    store, catalogue = VectorStore(Embedded(home.folder / "chroma")), Catalogue(home.folder / "catalogue.sqlite3")
    store.open("other-making", made_by(embedding))
    catalogue.write((), facts={"collection": "other-making"})
    catalogue.close()
    store.close()


@pytest.mark.parametrize("damage", ["gone", "cut short", "emptied"])
def test_a_damaged_word_index_is_made_anew(home: Settings, tmp_path: Path, damage: str) -> None:
    with open_library(home) as library:
        add(library, tmp_path, "lights.txt", LIGHTS)
        before = library.counts()
    folder = home.folder / "lexical"
    if damage == "gone":
        shutil.rmtree(folder)
    for path in folder.glob("*") if folder.exists() else ():
        path.write_bytes(path.read_bytes()[: 7 if damage == "cut short" else 0])
    with open_library(home) as library:
        assert library.counts() == before
        assert "whale" in library.search("whale", 1)[0].passage.text


def test_another_process_that_writes_keeps_writers_out_and_readers_in(home: Settings, tmp_path: Path) -> None:
    with open_library(home) as library:
        add(library, tmp_path, "lights.txt", LIGHTS)
        with running(
            f"{OPEN}\nwith library.writing():\n    print('writing', flush=True)\n    input()", home.folder
        ) as other:
            assert said(other) == "writing"
            with pytest.raises(LibraryBusy, match="Another process is changing the library"), library.writing():
                pass
            assert isinstance(library.ask("What do the lighthouses of Arendia burn?"), Answer)
            tell(other)
            other.wait()
        add(library, tmp_path, "more.txt", LIGHTS.replace("Arendia", "Belmark"))
        assert library.counts()["sources"] == 2


def test_a_process_that_reads_sees_what_another_writes(home: Settings, tmp_path: Path) -> None:
    asks = f"{OPEN}\nfor line in sys.stdin:\n    print(library.ask(line).text, flush=True)"
    with open_library(home) as library, running(asks, home.folder) as reader:
        for name, told in (("Arendia", "whale oil"), ("Belmark", "olive oil")):
            tell(reader, f"What do the lighthouses of {name} burn?")
            assert told not in said(reader)
            add(library, tmp_path, f"{name}.txt", LIGHTS.replace("Arendia", name).replace("whale oil", told))
            tell(reader, f"What do the lighthouses of {name} burn?")
            assert told in said(reader)
        with library.writing() as writer:
            writer.remove(["arendia"])
            tell(reader, "What do the lighthouses of Belmark burn?")
            assert "olive oil" in said(reader)
        tell(reader, "Is it whale oil that the lighthouses of Arendia burn?")
        assert "whale" not in said(reader)


def test_a_process_that_reads_finds_by_meaning_what_another_writes(home: Settings, tmp_path: Path) -> None:
    """By vectors alone, for no word of the question is in the Library: embedded Chroma does not look at its files."""
    finds = f"""{OPEN}
for line in sys.stdin:
    print(*sorted({{hit.passage.source_id for hit in library.search(line, 50)}}), flush=True)"""
    with open_library(home) as library, running(finds, home.folder) as reader:
        for names in (["a"], ["a", "b"], ["a", "b", "c"]):
            add(library, tmp_path, f"{names[-1]}.txt", LIGHTS.replace("Arendia", names[-1]))
            tell(reader, "zyzzyva")
            assert said(reader) == " ".join(names)


def test_a_source_is_removed_once(home: Settings, tmp_path: Path) -> None:
    with open_library(home) as library:
        add(library, tmp_path, "lights.txt", LIGHTS)
        library.remove("lights")
        assert library.sources() == []
        with pytest.raises(UnknownSource, match="no source 'lights'"):
            library.remove("lights")


def test_what_is_replaced_is_cited_as_it_is_now(home: Settings, tmp_path: Path) -> None:
    with open_library(home) as library:
        for oil in ("whale oil", "olive oil"):
            add(library, tmp_path, "lights.txt", LIGHTS.replace("whale oil", oil))
            reply = library.ask("What do the lighthouses of Arendia burn?")
            check(reply)
            assert oil in reply.text


def test_many_threads_ask_while_another_process_writes(home: Settings, tmp_path: Path) -> None:
    writes = f"{OPEN}\nfor _ in ingest(library, inputs(sys.argv[2:], 10**6)):\n    print('written', flush=True)"
    (tmp_path / "more.txt").write_text(LIGHTS.replace("Arendia", "Belmark"), encoding="utf-8")
    with open_library(home) as library, ThreadPoolExecutor(4) as threads:
        add(library, tmp_path, "lights.txt", LIGHTS)
        with running(writes, home.folder, tmp_path / "more.txt") as other:
            asked = threads.map(library.ask, ["What do the lighthouses of Arendia burn?"] * 60)
            assert all("whale oil" in reply.text for reply in asked)
            assert said(other) == "written"
        assert {source.id for source in library.sources()} == {"lights", "more"}
        replies = threads.map(library.ask, ["What do the lighthouses of Belmark burn?"] * 8)
        assert all(isinstance(reply, Answer) for reply in replies)


def test_what_ask_goes_through_is_a_langchain_runnable(home: Settings, tmp_path: Path) -> None:
    with open_library(home) as library:
        add(library, tmp_path, "lights.txt", LIGHTS)
        asked: list[str | Question] = [
            Question(item, item) for item in ("How tall is the lighthouse?", "How do I bake bread?")
        ]
        replies = library.as_runnable().batch(asked)
        assert [reply.text for reply in replies] == [
            library.ask(question.text).text for question in asked if isinstance(question, Question)
        ]
