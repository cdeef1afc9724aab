"""The two real documents that this project began with, where they are at hand; they are not ours to keep here.

Structure alone is looked at: a test names no more than a few of their words.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.parse import parse
from ingest.sentences import sentences
from retrieval.model import Source
from retrieval.near_duplicates import containment

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "sources"
ARTICLE, REPRINT = "38north-de-risking.txt", "stimson-reprint.txt"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the real documents are not kept here: {FOLDER}")

AROUND = ("Read the full", "Recent & Related", "Subscription", "indicates required", "Research Areas", "Pivotal", "• ")


def read(name: str) -> Source:
    return parse((FOLDER / name).read_bytes(), name, Path(name).stem)[0]


@pytest.mark.parametrize(("name", "count"), [(ARTICLE, 9), (REPRINT, 2)])
def test_every_note_is_there_and_every_mark_finds_its_own(name: str, count: int) -> None:
    source = read(name)
    assert [note.label for note in source.footnotes] == [str(n) for n in range(1, count + 1)]
    assert [len(note.markers) for note in source.footnotes] == [1] * count
    assert source.unresolved == ()


def test_the_markers_of_the_article_stand_where_its_marks_stand() -> None:
    page, source = (FOLDER / ARTICLE).read_text(encoding="utf-8"), read(ARTICLE)
    before = [page[found.start() - 30 : found.start()] for found in re.finditer(r"(?<=\S)\[\d\]", page)]
    assert [source.text[note.markers[0] - 30 : note.markers[0]] for note in source.footnotes] == before


@pytest.mark.parametrize("name", [ARTICLE, REPRINT])
def test_the_number_46_ends_its_sentence_and_note_1_hangs_on_it(name: str) -> None:
    source = read(name)
    assert "to 46. One" in source.text
    assert "46.1" not in source.text
    assert source.text[: source.footnotes[0].markers[0]].endswith("to 46.")
    ends = {end for _, end in sentences(source.text)}
    assert {note.markers[0] for note in source.footnotes} <= ends


@pytest.mark.parametrize("name", [ARTICLE, REPRINT])
def test_no_mark_and_no_note_stands_in_the_text(name: str) -> None:
    source = read(name)
    assert not re.search(r"\[\d+\]", source.text)
    for note in source.footnotes:
        assert note.text not in source.text
        assert containment(note.text, source.text) < 0.2


@pytest.mark.parametrize("words", AROUND)
def test_nothing_of_the_page_around_it_stands_in_the_reprint(words: str) -> None:
    assert words in (FOLDER / REPRINT).read_text(encoding="utf-8")
    assert words not in read(REPRINT).text


def test_the_reprint_s_sentences_are_the_article_s() -> None:
    article, reprint = read(ARTICLE), read(REPRINT)
    start = reprint.text.index("The Democratic People")
    body = reprint.text[start:]
    assert len(body) > 1400
    for begin, end in sentences(body):
        assert body[begin:end] in article.text


def test_both_say_who_wrote_them_as_far_as_they_say_it() -> None:
    assert (read(REPRINT).author, read(ARTICLE).title) == ("Ruediger Frank", read(REPRINT).title)


def test_the_links_of_the_notes_are_whole() -> None:
    urls = [url for note in read(ARTICLE).footnotes for url in note.urls]
    assert len(urls) == len(set(urls)) >= 5
    assert not [url for url in urls if url.endswith((".", ")", ","))]
