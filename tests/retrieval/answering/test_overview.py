"""An overview: sentences of the Source, complete, in its order, from its beginning, its parts and its conclusion."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.overview import MOST, conclusion, overview, structure
from retrieval.english.complete_sentences import leans_back
from retrieval.model import Section, Source, Span

_PARTS = {
    "The Harbour": (
        "The harbour of Arendia decides what the whole coast eats. It was built in 1899. "
        "This page was first published by the harbour office."
    ),
    "Cranes": "The harbour has 46 cranes for salt and timber. They are old. Each crane needs a crew of three men.",
    "Trade": "Trade in salt rose to 7 billion crowns before the war. However, it fell after the war ended.",
    "Conclusion": "Anyone who runs the harbour must mend its cranes first. It will soon need a deeper channel.",
    "References": "Weil, Ledger of the Port, was printed in the year 1901 in Arendia.",
}


def made() -> tuple[Source, list[Span]]:
    """A Source of these parts, and its sentences."""
    text, sections, spans = "", list[Section](), list[Span]()
    for title, body in _PARTS.items():
        start = len(text)
        text += f"{title}\n\n"
        for sentence in body.split(". "):
            words = f"{sentence.rstrip('.')}."
            spans.append(Span(len(text), len(text) + len(words)))
            text += f"{words} "
        text += "\n\n"
        sections.append(Section(title, start, len(text)))
    return Source("harbour", "The Harbour", text, sections=tuple(sections)), spans


def test_an_overview_has_the_beginning_and_the_conclusion_and_nothing_that_leans_back() -> None:
    source, spans = made()
    said = [source.text[start:end] for start, end in overview(source, spans)]
    assert said[0].startswith("The harbour of Arendia decides")
    assert any("mend its cranes" in words for words in said)
    assert not any(leans_back(words) or "first published" in words or "Ledger" in words for words in said)


def test_the_conclusion_is_the_section_called_so_and_not_the_references() -> None:
    source, spans = made()
    found = conclusion(source, spans)
    assert found is not None
    assert found.title == "Conclusion"
    assert all(found.start <= span.start < found.end for span in overview(source, spans, found))


@given(
    st.lists(
        st.sampled_from(["Ships carry salt to the northern coast.", "Trade fell.", "He left.", "A crane has no crew."])
    )
)
def test_an_overview_is_of_sentences_there_each_once_and_in_order(said: list[str]) -> None:
    text, spans = "", list[Span]()
    for words in said:
        spans.append(Span(len(text), len(text) + len(words)))
        text += f"{words}\n"
    chosen = overview(Source("s", "Ships", text), spans)
    assert len(chosen) <= MOST
    assert chosen == sorted(set(chosen))
    assert set(chosen) <= set(spans)


def test_lines_that_were_taken_for_headings_are_no_structure() -> None:
    source, spans = made()
    assert structure(source, spans) == source.sections
    repeated = Source("s", "Meeting", source.text, sections=tuple(Section("Keeper:", *s[1:]) for s in _bounds(source)))
    assert structure(repeated, spans) == ()
    assert conclusion(repeated, spans) is None


def _bounds(source: Source) -> list[tuple[str, int, int]]:
    return [(section.title, section.start, section.end) for section in source.sections]
