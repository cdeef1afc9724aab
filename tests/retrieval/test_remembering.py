"""An answer is given even where it cannot be remembered, with a note that says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.build import ingest
from ingest.input import Input
from retrieval.library import Library, open_library
from retrieval.reply import Answer, Refusal, Reply
from retrieval.settings import Settings
from retrieval.storage import database

ASK = "How many lighthouses were there in 2021?"
LIGHTS = Input("upload:lights.txt", "lights.txt", b"Lights\n\nIn 2021 there were 46 lighthouses on the coast.")
ASKED = 9
"""Questions whose Replies take more than the pages that an empty file has."""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(Settings(home=tmp_path / "home")) as library:
        list(ingest(library, [LIGHTS]))
        yield library


def asked(library: Library, question: str) -> Reply:
    """The Reply to the last of many questions, none of which raises an error."""
    return [library.ask(question) for _ in range(ASKED)][-1]


def test_an_answer_is_given_though_the_disk_is_full(
    library: Library, full_files: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    full_files.add("conversations.sqlite3")
    reply = asked(library, ASK)
    assert isinstance(reply, Answer)
    assert (reply.note or "").startswith("This conversation could not be stored: the disk is full. ")
    assert "sqlite" not in (reply.note or "")
    (line, *_) = caplog.records
    assert "conversations.sqlite3" in line.message
    assert ASK not in caplog.text
    full_files.clear()
    assert library.ask(ASK, conversation_id="mine").note is None
    assert len(library.conversation("mine").turns) == 1


def test_a_follow_up_is_understood_from_what_was_stored_before(library: Library, full_files: set[str]) -> None:
    library.ask(ASK, conversation_id="mine")
    full_files.add("conversations.sqlite3")
    for _ in range(ASKED):
        library.ask(ASK)
    reply = library.ask("Where were they?", conversation_id="mine")
    assert "lighthouses" in reply.standalone_question
    assert len(library.conversation("mine").turns) in (1, 2)


def test_a_refusal_is_given_though_no_gap_can_be_noted(library: Library, full_files: set[str]) -> None:
    full_files.add("feedback.sqlite3")
    replies = [library.ask("Who is the mayor of Arendia? " + "Say it at length. " * 50) for _ in range(ASKED)]
    assert all(isinstance(reply, Refusal) for reply in replies)
    assert "could not be noted for those who look after the library: the disk is full." in (replies[-1].note or "")


def test_an_answer_is_given_though_another_process_keeps_the_file_to_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    with open_library(Settings(home=tmp_path / "home")) as library:
        list(ingest(library, [LIGHTS]))
        with closing(sqlite3.connect(tmp_path / "home" / "conversations.sqlite3")) as other:
            other.execute("BEGIN EXCLUSIVE")
            reply = library.ask(ASK)
    assert isinstance(reply, Answer)
    assert "This conversation could not be stored: another process holds it." in (reply.note or "")
