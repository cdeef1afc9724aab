"""The documents in ``corpus`` come out perfect: every note on its words, no note in the text, no furniture."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.parse import parse
from retrieval.model import Footnote, Source
from tests.golden.canonical import CORPUS, DOCUMENTS, GOLDEN, canonical
from tests.made import place

BRIEFING, CHRONOLOGY, REPRINT = "de-risking-briefing.md", "de-risking-chronology.txt", "de-risking-reprint.html"
BEFORE = 40
"""Characters before a mark in the file that must stand before the marker in the canonical text."""

FURNITURE = """
Skip to content; The Margin Review; Regions; Podcasts; Donate; Search; Home; Commentary; Email; Print; Read the full
Filed under; Korean Peninsula; Recent & Related; What a Footnote Owes; Clara Weiss; Amara Okoye; Podcast
Archives after Hours; Newsletter; indicates required; Weekly digest; Choose your lists; Subscribe; Research Areas
Publication Lists; Working Papers; Follow Us; RSS; Privacy Policy; Terms of Use; cookies; Accept all; Only necessary
margin-review.example; schema.org; wp-content; footnote-mark; position: absolute; className; ©
"""


def read(name: str) -> Source:
    return parse((CORPUS / name).read_bytes(), name, Path(name).stem)[0]


def raw(name: str) -> str:
    return (CORPUS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "notes"), [(BRIEFING, 9), (CHRONOLOGY, 9), (REPRINT, 2)])
def test_every_note_is_there_and_hangs_on_one_place(name: str, notes: int) -> None:
    source = read(name)
    assert [note.label for note in source.footnotes] == [str(n) for n in range(1, notes + 1)]
    assert [len(note.markers) for note in source.footnotes] == [1] * notes
    assert source.unresolved == ()


@pytest.mark.parametrize(("name", "mark"), [(BRIEFING, r"\[\^(\d)\](?!:)"), (CHRONOLOGY, r"(?<=\S)\[(\d)\]")])
def test_each_marker_stands_behind_the_words_that_the_mark_stands_behind(name: str, mark: str) -> None:
    page, source = raw(name), read(name)
    before = {found[1]: page[found.start() - BEFORE : found.start()] for found in re.finditer(mark, page)}
    assert {note.label: source.text[note.markers[0] - BEFORE : note.markers[0]] for note in source.footnotes} == before


def test_the_reprint_s_glued_marks_hang_on_their_sentences() -> None:
    source = read(REPRINT)
    one, two = source.footnotes
    assert source.text[: one.markers[0]].endswith(
        "the number of diplomatic missions that it keeps around the world fell to 46."
    )
    assert source.text[one.markers[0] :].startswith(" Observers often put this down")
    assert source.text[: two.markers[0]].endswith("Pyongyang stops managing risk and starts avoiding it.")
    assert source.text[two.markers[0] :].startswith("\n\n")


def test_the_reprint_s_notes_are_the_briefing_s() -> None:
    def words(note: Footnote) -> str:
        return note.text.replace("“", '"').replace("”", '"')

    assert list(map(words, read(REPRINT).footnotes)) == list(map(words, read(BRIEFING).footnotes[:2]))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_note_stands_in_the_text_and_no_mark_does(document: Path) -> None:
    source = read(document.name)
    for note in source.footnotes:
        for sentence in re.split(r"(?<=[.?]) ", note.text):
            assert len(sentence) < 4 or sentence not in source.text
    assert not re.findall(r"\[\^?\d+\]|[¹²³⁴⁵⁶⁷⁸⁹]|46\.\d|[a-z][.,]\d", source.text)


@pytest.mark.parametrize("words", [word.strip() for line in FURNITURE.strip().splitlines() for word in line.split(";")])
def test_nothing_of_the_page_around_it_stands_in_the_reprint(words: str) -> None:
    assert words in raw(REPRINT).replace("&amp;", "&").replace("&copy;", "©")
    assert words not in read(REPRINT).text


def test_the_reprint_s_paragraphs_are_the_briefing_s_opening() -> None:
    briefing, reprint = read(BRIEFING), read(REPRINT)
    opening = briefing.text[: place(briefing, "What Pyongyang Had Put at Risk").start].strip()
    assert reprint.text.endswith(opening)
    assert len(reprint.text) - len(opening) < 400


@pytest.mark.parametrize(
    ("name", "author", "published", "sections"),
    [
        (BRIEFING, "Ibid project", "2026-11-22", 6),
        (CHRONOLOGY, "the Ibid project", None, 7),
        (REPRINT, "Ibid project", "2026-11-22", 1),
    ],
)
def test_what_each_document_says_of_itself(name: str, author: str, published: str | None, sections: int) -> None:
    source = read(name)
    assert (source.author, source.published, len(source.sections)) == (author, published, sections)
    assert source.title in raw(name)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_canonical_form_is_the_golden_one(document: Path) -> None:
    golden = (GOLDEN / f"{document.stem}.json").read_text(encoding="utf-8")
    assert canonical(document) == golden, "If the new form is right: python -m tests.golden"
