"""The first answerer: the right sentence, verbatim, or a refusal with what came nearest."""

import pytest

from retrieval.answerers.evidence import Evidence, Kind, kind_of, probability
from retrieval.answerers.extractive import THRESHOLD, Extractive
from retrieval.draft import Draft, Question
from retrieval.embed import MiniLM
from retrieval.lexical import LexicalEntry, LexicalIndex
from retrieval.model import Footnote, Hit, Passage, Reason, Span

TEXT = (
    "North Korea closed several embassies in 2023, and its diplomatic missions fell to 46. "
    "The country's annual trade exceeded 7 billion USD in 2013. "
    "Goethe's library in Pyongyang was shut because the conditions of its work were unacceptable."
)
NOTE = Footnote("1", "The embassies in Angola, Nepal and Spain were closed.", markers=(85,))


def spans(text: str) -> tuple[Span, ...]:
    ends = [i + 1 for i, c in enumerate(text) if c == "." and text[i + 1 : i + 2] in ("", " ")]
    return tuple(Span(start, end) for start, end in zip([0, *(end + 1 for end in ends)], ends, strict=False))


BODY = Passage("s:body", "s", 0, len(TEXT), TEXT, spans(TEXT), "Closures", (NOTE,))
ON_NOTE = Passage("s:note", "s", 0, 85, TEXT[:85], (Span(0, 85),), "Closures", (NOTE,), NOTE)
HITS = [Hit(BODY, 1, 0.9), Hit(ON_NOTE, 2, 0.8)]


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    index = LexicalIndex(tmp_path_factory.mktemp("lexical"))
    index.apply([LexicalEntry(one.id, "s", "Embassies", one.searched) for one in (BODY, ON_NOTE)], ())
    return index


@pytest.fixture(scope="module")
def answerer(lexical: LexicalIndex) -> Extractive:
    return Extractive(MiniLM(), lexical)


def draft(answerer: Extractive, question: str) -> Draft:
    return answerer.draft(Question(question, question), HITS)


def test_a_number_is_answered_with_the_one_sentence_it_stands_in(answerer: Extractive) -> None:
    found = draft(answerer, "How many diplomatic missions does North Korea have?")
    assert [claim.text for claim in found.claims] == [TEXT[:85]]
    assert found.confidence >= THRESHOLD


def test_what_stands_only_in_a_note_is_answered_from_it_and_the_body_is_quoted(answerer: Extractive) -> None:
    first = draft(answerer, "Were the embassies in Nepal and Spain closed?").claims[0]
    assert first.text == NOTE.text
    assert (first.quotes[0].start, first.quotes[0].end) == (0, 85)


def test_every_claim_is_verbatim(answerer: Extractive) -> None:
    for question in ("Why was the library in Pyongyang shut?", "Which embassies were closed?", "trade in 2013"):
        for claim in draft(answerer, question).claims:
            assert claim.text in TEXT or claim.text == NOTE.text


def test_another_subject_is_refused_with_what_came_nearest(answerer: Extractive) -> None:
    found = draft(answerer, "How do I bake a sourdough bread?")
    assert found.claims == ()
    assert found.reason is Reason.NOT_IN_LIBRARY
    assert found.confidence < THRESHOLD
    assert 1 <= len(found.nearest) <= 3


def test_no_hits_are_no_answer(answerer: Extractive) -> None:
    assert answerer.draft(Question("What?", "What?"), []).claims == ()


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many embassies are left?", Kind.NUMBER),
        ("What share of trade is with China?", Kind.NUMBER),
        ("In which year was the test?", Kind.DATE),
        ("When did he leave?", Kind.DATE),
        ("Who left?", Kind.NAME),
        ("Why did they leave?", Kind.REASON),
        ("What is juche?", Kind.OTHER),
    ],
)
def test_what_a_question_asks_for(question: str, kind: Kind) -> None:
    assert kind_of(question) is kind


def test_question_words_are_no_terms(lexical: LexicalIndex) -> None:
    assert set(Evidence(lexical).look_at("How many embassies are there?").weights) == {"embassi"}


def test_each_thing_that_speaks_for_a_sentence_makes_it_more_probable() -> None:
    base = [0.4, 0.4, 0.4, 0.4, 0.0, 0.5, 0.5, 0.5]
    for i in range(len(base)):
        assert probability([*base[:i], 1.0, *base[i + 1 :]]) > probability(base)


def test_the_year_asked_for_counts(lexical: LexicalIndex) -> None:
    evidence = Evidence(lexical)
    probable = [
        probability(evidence.features(evidence.look_at(f"What was the trade in {year}?"), TEXT, TEXT, 0.5, 1))
        for year in (2013, 2019)
    ]
    assert probable[0] > probable[1]
