"""The words of Ibid refuse what breaks an invariant, and hold together when they are made of anything else."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.model import Citation, Footnote, Hit, InvariantError, Passage, Section, Source, Span, Unresolved
from retrieval.reply import Answer, Claim, Reason, Refusal, claim_text
from tests.strategies import cited, paragraphs, sources

SOURCE = Source(
    id="s",
    title="Title",
    text="Intro. Missions fell to 46. Nobody knows why.",
    sections=(Section("Missions", 7, 28), Section("Why", 28, 45)),
    footnotes=(
        Footnote("2", "second", markers=(27, 45)),
        Footnote("1", "first", ("https://a.example",), (6, 27)),
        Footnote("9", "cited by nobody"),
    ),
)
FALL = Span(7, 27)
CITATION = SOURCE.cite(1, *FALL)


def passage(start: int = 0, end: int = 5, text: str = "abcde", sentences: tuple[Span, ...] = (Span(0, 5),)) -> Passage:
    return Passage("p", "s", start, end, text, sentences)


def answer(claims: list[tuple[int, ...]], numbers: list[int], confidence: float = 0.5) -> Answer:
    return Answer(
        id="r",
        question="q",
        standalone_question="q",
        claims=tuple(Claim("Words.", claim) for claim in claims),
        citations=tuple(SOURCE.cite(n, *FALL) for n in numbers),
        confidence=confidence,
        answerer="test",
    )


def refusal(nearest: int) -> Refusal:
    return Refusal("r", "q", "q", Reason.UNSUPPORTED, "test", tuple(CITATION for _ in range(nearest)))


BREACHES: dict[str, Callable[[], object]] = {
    "a Source without an id": lambda: Source(" ", "t", "text"),
    "a marker beyond the text": lambda: Source("s", "t", "text", footnotes=(Footnote("1", "n", markers=(5,)),)),
    "a marker before the text": lambda: Source("s", "t", "text", footnotes=(Footnote("1", "n", markers=(-1,)),)),
    "a note that means itself": lambda: Source("s", "t", "text", footnotes=(Footnote("1", "n", refers_to=0),)),
    "a note that means none there is": lambda: Source("s", "t", "text", footnotes=(Footnote("1", "n", refers_to=1),)),
    "a note that means one before all": lambda: Source("s", "t", "text", footnotes=(Footnote("1", "n", refers_to=-1),)),
    "an unresolved mark beyond the text": lambda: Source("s", "t", "text", unresolved=(Unresolved("1", 5),)),
    "a section beyond the text": lambda: Source("s", "t", "text", sections=(Section("x", 0, 5),)),
    "a section that ends before it begins": lambda: Source("s", "t", "text", sections=(Section("x", 3, 2),)),
    "sections that overlap": lambda: Source("s", "t", "text", sections=(Section("x", 0, 3), Section("y", 2, 4))),
    "sections out of order": lambda: Source("s", "t", "text", sections=(Section("x", 2, 4), Section("y", 0, 2))),
    "a Passage without words": lambda: passage(3, 3, "", (Span(3, 3),)),
    "a Passage before the text": lambda: passage(-1, 4, "abcde", (Span(-1, 4),)),
    "a Passage of another length": lambda: passage(text="abcd"),
    "a Passage without sentences": lambda: passage(sentences=()),
    "a Passage that begins within a sentence": lambda: passage(1, 5, "bcde", (Span(0, 5),)),
    "a Passage that ends within a sentence": lambda: passage(0, 4, "abcd", (Span(0, 5),)),
    "a Passage whose sentences overlap": lambda: passage(sentences=(Span(0, 3), Span(2, 5))),
    "a Hit of rank 0": lambda: Hit(passage(), 0, 1.0),
    "a Citation of number 0": lambda: SOURCE.cite(0, *FALL),
    "a Citation of white space": lambda: SOURCE.cite(1, 6, 7),
    "a Citation of nothing": lambda: SOURCE.cite(1, 7, 7),
    "a Citation beyond the text": lambda: SOURCE.cite(1, 40, 46),
    "a Citation counted from the end": lambda: SOURCE.cite(1, -5, -1),
    "a quote that stands elsewhere": lambda: Citation(1, "Intro.", 1, 7, SOURCE),
    "a quote in other words": lambda: Citation(1, "INTRO.", 0, 6, SOURCE),
    "a Claim without words": lambda: Claim(" ", (1,)),
    "a Claim without a Citation": lambda: Claim("Words.", ()),
    "a Claim that holds a mark": lambda: Claim("Words [2] here.", (1,)),
    "an Answer without Claims": lambda: answer([], []),
    "an Answer whose Citation is missing": lambda: answer([(1,), (2,)], [1]),
    "an Answer with an unused Citation": lambda: answer([(1,)], [1, 2]),
    "an Answer numbered out of order": lambda: answer([(2,), (1,)], [1, 2]),
    "an Answer whose Citations are out of order": lambda: answer([(1,), (2,)], [2, 1]),
    "an Answer numbered from 2": lambda: answer([(2,)], [2]),
    "an Answer with a number twice": lambda: answer([(1,)], [1, 1]),
    "an Answer more than certain": lambda: answer([(1,)], [1], 1.1),
    "an Answer less than impossible": lambda: answer([(1,)], [1], -0.1),
    "a Refusal with four nearest": lambda: refusal(4),
}


@pytest.mark.parametrize("breach", BREACHES.values(), ids=BREACHES)
def test_a_constructor_refuses(breach: Callable[[], object]) -> None:
    with pytest.raises(InvariantError):
        breach()


def test_what_breaks_no_invariant_is_let_be() -> None:
    assert passage().searched == "abcde"
    assert Passage("p", "s", 0, 5, "abcde", (Span(0, 2), Span(3, 5)), note=Footnote("1", "note")).searched == "note"
    assert len(refusal(3).nearest) == 3
    assert all(reason_text for reason_text in (refusal(0).text, Refusal("r", "q", "q", Reason.LIBRARY_EMPTY, "t").text))


@pytest.mark.parametrize(
    ("start", "end", "labels"),
    [(0, 6, ["1"]), (7, 27, ["2", "1"]), (7, 26, []), (27, 45, ["2"]), (0, 45, ["1", "2"]), (6, 7, [])],
)
def test_the_words_carry_the_notes_whose_markers_stand_behind_them(start: int, end: int, labels: list[str]) -> None:
    assert [note.label for note in SOURCE.footnotes_in(start, end)] == labels


def test_a_note_refers_to_one_note_though_labels_repeat() -> None:
    notes = (Footnote("1", "Marsh 2007."), Footnote("2", "Wick 1998."), Footnote("1", "Lund 1988."))
    source = Source("s", "t", "text", footnotes=(*notes, Footnote("2", "Ibid.", refers_to=2)))
    assert [source.meant_by(note) for note in source.footnotes] == [None, None, None, notes[2]]


@pytest.mark.parametrize(
    ("offset", "title"), [(0, ""), (6, ""), (7, "Missions"), (27, "Missions"), (28, "Why"), (44, "Why"), (45, "")]
)
def test_section_at(offset: int, title: str) -> None:
    assert SOURCE.section_at(offset) == title


def test_a_citation_knows_its_section_its_notes_and_its_copies() -> None:
    copy = Source("copy", "t", "text")
    citation = SOURCE.cite(3, *FALL, also_in=(copy,))
    assert (citation.number, citation.quote, citation.section) == (3, "Missions fell to 46.", "Missions")
    assert ([note.text for note in citation.footnotes], citation.also_in) == (["second", "first"], (copy,))


@given(cited())
def test_a_citation_is_verbatim_and_carries_exactly_its_notes(drawn: tuple[Source, Span]) -> None:
    source, span = drawn
    citation = source.cite(1, *span)
    assert source.text[citation.start : citation.end] == citation.quote == source.text[span.start : span.end]
    inside = {note for note in source.footnotes if any(span.start < at <= span.end for at in note.markers)}
    assert set(citation.footnotes) == inside
    assert len(citation.footnotes) == len(inside)


@given(paragraphs(), st.lists(st.integers(1, 5), min_size=1))
def test_a_claim_s_own_brackets_are_never_taken_for_marks(words: str, numbers: list[int]) -> None:
    claim = Claim(claim_text(words), tuple(numbers))
    assert re.findall(r"\[(\d+)\]", str(claim)) == [str(number) for number in numbers]
    assert claim.text.replace("\u2060", "") == words.replace("\u2060", "")


@given(sources(), st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=3), min_size=1, max_size=5))
def test_the_marks_in_an_answer_number_its_citations_in_order_of_first_use(
    source: Source, drawn: list[list[int]]
) -> None:
    order = {item: i for i, item in enumerate(dict.fromkeys(chain(*drawn)), start=1)}
    answered = Answer(
        id="r",
        question="q",
        standalone_question="q",
        claims=tuple(Claim(claim_text(source.text), tuple(order[number] for number in numbers)) for numbers in drawn),
        citations=tuple(source.cite(n, 0, len(source.text)) for n in order.values()),
        confidence=1.0,
        answerer="test",
    )
    marks = [int(number) for number in re.findall(r"\[(\d+)\]", answered.text)]
    assert (
        list(dict.fromkeys(marks))
        == [citation.number for citation in answered.citations]
        == list(range(1, len(order) + 1))
    )


@pytest.mark.parametrize(
    ("stated", "url"),
    [
        ("https://a.example/x?y#z", "https://a.example/x?y#z"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://bank.example@evil.example/", None),
        ('https://a.example/"><b>', None),
        ("//a.example", None),
        ("", None),
        (None, None),
    ],
)
def test_a_sources_own_address_is_one_of_the_web_or_none(stated: str | None, url: str | None) -> None:
    assert Source(id="s", title="S", text="x", url=stated).url == url
