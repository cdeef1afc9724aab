"""Passages: whole sentences of one section, every note once, and ids that depend on what is searched alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.notes.footnotes import resolve
from ingest.parse import parse
from ingest.passages import passages
from ingest.sentences import sentences
from retrieval.model import Footnote, Passage, Source, Span
from retrieval.storage.identity import PASSAGE_TOKENS
from tests.footnoted import Layout, footnoted
from tests.made import count_words
from tests.strategies import readings

SENTENCE = "This is sentence number {} of a text about the missions that were closed."


def cut(source: Source) -> list[Passage]:
    return passages(source, count_words)


def read(text: str, name: str = "page.md") -> Source:
    return parse(text.encode(), name, "s")[0]


@st.composite
def drawn_sources(draw: st.DrawFn) -> Source:
    if draw(st.booleans()):
        return resolve(draw(readings()), "s")
    return read(draw(footnoted(Layout.LINKED)).page)


def bodies(source: Source) -> list[Span]:
    """The stretches that no Passage crosses: each section below its heading, and what stands before the first."""
    found = [Span(0, source.sections[0].start if source.sections else len(source.text))]
    for section in source.sections:
        below = section.start + len(section.title)
        has_body = source.text[below : section.end].strip()
        found.append(Span(below if has_body else section.start, section.end))
    return found


@settings(max_examples=60)
@given(drawn_sources())
def test_the_sentences_of_the_body_are_covered_once_and_none_is_split(source: Source) -> None:
    found = cut(source)
    body = [item for item in found if item.note is None]
    expected = [
        Span(start + s, start + e) for start, end in bodies(source) for s, e in sentences(source.text[start:end])
    ]
    assert [span for item in body for span in item.sentences] == expected
    for item in found:
        assert source.text[item.start : item.end] == item.text
        assert item.footnotes == source.footnotes_in(item.start, item.end)
        assert (item.sentences[0].start, item.sentences[-1].end) == (item.start, item.end)


@settings(max_examples=60)
@given(drawn_sources())
def test_every_cited_note_has_its_passage_at_the_words_it_hangs_on(source: Source) -> None:
    noted = [item for item in cut(source) if item.note]
    assert [item.note for item in noted] == [note for note in source.footnotes if note.markers and note.text]
    for item in noted:
        assert item.note is not None
        assert item.searched == item.note.text
        assert item.note in item.footnotes
        assert item.start < item.note.markers[0] <= item.end


@settings(max_examples=60)
@given(drawn_sources())
def test_ids_are_distinct_and_the_same_each_time(source: Source) -> None:
    ids = [item.id for item in cut(source)]
    assert len(set(ids)) == len(ids)
    assert ids == [item.id for item in cut(source)]


def test_ids_stay_when_text_merely_moves_and_change_when_it_changes() -> None:
    page = "# T\n\nWords.\n\n## One\n\nMore words.[^1]\n\n## Two\n\nOther words.\n\n[^1]: Note.\n"
    before = {item.searched: item.id for item in cut(read(page))}
    moved = {item.searched: item.id for item in cut(read(page.replace("## One", "# Zero\n\nA foreword.\n\n## One")))}
    assert moved.items() > before.items()
    changed = {item.searched: item.id for item in cut(read(page.replace("Other", "Some")))}
    assert before.keys() - changed.keys() == {"Other words."}
    assert not set(changed.values()) & {before["Other words."]}


@pytest.mark.parametrize(
    ("old", "new"), [("# T\n", "# U\n"), ("## One", "## Uno")], ids=["the title", "the section's title"]
)
def test_ids_change_with_the_title_the_text_is_searched_under(old: str, new: str) -> None:
    page = "# T\n\n## One\n\nWords.\n"
    assert [item.id for item in cut(read(page))] != [item.id for item in cut(read(page.replace(old, new)))]


def test_the_same_words_twice_have_two_ids() -> None:
    found = cut(read("# T\n\n## A\n\nWords.\n\n## A\n\nWords.\n"))
    assert [item.text for item in found] == ["T", "Words.", "Words."]
    assert len({item.id for item in found}) == 3


def test_passages_are_as_long_as_the_limit_allows_and_end_with_a_paragraph_past_half_of_it() -> None:
    long = " ".join(SENTENCE.format(i) for i in range(60))
    lengths = [len(item.text.split()) for item in cut(read(long))]
    assert all(PASSAGE_TOKENS - 14 < length <= PASSAGE_TOKENS for length in lengths[:-1])
    apart = "\n\n".join(" ".join(SENTENCE.format(i) for i in range(8)) for _ in range(3))
    assert [len(item.text.split()) for item in cut(read(apart))] == [112, 112, 112]
    together = "\n\n".join(" ".join(SENTENCE.format(i) for i in range(2)) for _ in range(3))
    assert [len(item.text.split()) for item in cut(read(together))] == [84]


def test_a_sentence_beyond_the_limit_is_a_passage_of_its_own() -> None:
    long = "one and " * PASSAGE_TOKENS + "done."
    found = cut(read(f"Before it. {long} After it."))
    assert [item.text for item in found] == ["Before it.", long, "After it."]


def test_headings_are_no_text_but_one_with_nothing_below_it_stays_to_be_found() -> None:
    found = cut(read("Before.\n\n# One\n\nWords.\n\n# Two\n\n# Three\n\nMore.\n"))
    assert [(item.section, item.text) for item in found] == [
        ("", "Before."),
        ("One", "Words."),
        ("Two", "Two"),
        ("Three", "More."),
    ]


def test_a_note_on_a_heading_is_found_there() -> None:
    found = cut(read("# One[^1]\n\nWords.\n\n[^1]: Note.\n"))
    assert [(item.searched, item.text) for item in found] == [("Words.", "Words."), ("Note.", "One")]


def test_a_note_with_no_words_of_its_own_is_not_to_be_found() -> None:
    source = replace(read("Words.\n"), footnotes=(Footnote("1", "", markers=(6,)), Footnote("2", "Note.")))
    assert [item.searched for item in cut(source)] == ["Words."]


def test_a_note_before_the_first_word_hangs_on_that_word() -> None:
    found = cut(read('<html><body><p><a href="#n">*</a>Words here. More.</p><p id="n">* Note.</p></body></html>'))
    assert [(item.searched, item.text) for item in found] == [
        ("Words here. More.", "Words here. More."),
        ("Note.", "Words here."),
    ]


def test_a_note_cited_twice_has_one_passage_at_its_first_place() -> None:
    found = cut(read("Uno.[^1] Due.[^1]\n\n[^1]: Note.\n"))
    assert [(item.searched, item.text) for item in found] == [("Uno. Due.", "Uno. Due."), ("Note.", "Uno.")]
