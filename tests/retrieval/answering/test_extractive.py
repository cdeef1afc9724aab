"""The embedded answerer: the right sentence, verbatim, with its short answer; or a refusal with what came nearest."""

from dataclasses import replace

import numpy as np
import pytest

from retrieval.answering import candidates
from retrieval.answering.draft import Draft, Question, Quote
from retrieval.answering.evidence import WEIGHTS, AskedFor, Candidate, kind_of, probability
from retrieval.answering.extractive import THRESHOLD, Extractive
from retrieval.answering.reader import Found, Read, Reader
from retrieval.grounding.presuppositions import Surroundings
from retrieval.model import Footnote, Hit, Passage, Span
from retrieval.reply import Reason

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
HITS = [Hit(BODY, 1, 0.7, "Embassies"), Hit(ON_NOTE, 2, 0.6, "Embassies")]


@pytest.fixture(scope="module")
def answerer() -> Extractive:
    return Extractive(Reader())


def draft(answerer: Extractive, question: str) -> Draft:
    return answerer.draft(Question(question, question), HITS)


def test_a_number_is_answered_with_the_one_sentence_it_stands_in(answerer: Extractive) -> None:
    found = draft(answerer, "How many diplomatic missions does North Korea have?")
    assert [claim.text for claim in found.claims] == [TEXT[:85]]
    assert found.short_answer == "46"
    assert found.confidence >= THRESHOLD


def test_what_stands_only_in_a_note_is_answered_from_it_and_the_body_is_quoted(answerer: Extractive) -> None:
    first = draft(answerer, "Were the embassies in Nepal and Spain closed?").claims[0]
    assert first.text == NOTE.text
    assert (first.quotes[0].start, first.quotes[0].end) == (0, 85)


def test_every_claim_is_verbatim(answerer: Extractive) -> None:
    for question in ("Why was the library in Pyongyang shut?", "Which embassies were closed?", "trade in 2013"):
        for claim in draft(answerer, question).claims:
            assert claim.text in TEXT or claim.text == NOTE.text


def test_another_subject_is_refused_and_nothing_comes_near(answerer: Extractive) -> None:
    found = draft(answerer, "How do I bake a sourdough bread?")
    assert found.claims == ()
    assert found.reason is Reason.NOT_IN_LIBRARY
    assert found.confidence < THRESHOLD
    assert found.nearest == ()


def test_no_hits_are_no_answer(answerer: Extractive) -> None:
    assert answerer.draft(Question("What?", "What?"), []).claims == ()


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many embassies are left?", AskedFor.NUMBER),
        ("What share of trade is with China?", AskedFor.NUMBER),
        ("In which year was the test?", AskedFor.DATE),
        ("When did he leave?", AskedFor.DATE),
        ("Who left?", AskedFor.NAME),
        ("Why did they leave?", AskedFor.REASON),
        ("Have they left?", AskedFor.WHETHER),
        ("Did they say when they left?", AskedFor.DATE),
        ("Who ruled when they left?", AskedFor.NAME),
        ("What happened when they left?", AskedFor.OTHER),
        ("What were the causes of the famine?", AskedFor.REASON),
        ("What is juche?", AskedFor.OTHER),
        ("Who is Thae Yong Ho?", AskedFor.DESCRIPTION),
        ("Who was William the Conqueror", AskedFor.DESCRIPTION),
        ("Who is the author?", AskedFor.NAME),
        ("Who was President in 2010?", AskedFor.NAME),
    ],
)
def test_what_a_question_asks_for(question: str, kind: AskedFor) -> None:
    assert kind_of(question) is kind


@pytest.mark.parametrize(
    ("sentence", "read", "short"),
    [
        ("Kihl wrote “On the Kingdom” in 1984.", "On the Kingdom” in 1984", "“On the Kingdom” in 1984"),
        ("It is called juche (self-reliance).", "juche (self-reliance", "juche (self-reliance)"),
        ("It is called juche (self-reliance).", "self-reliance", "self-reliance"),
        ("Songun (sŏn'gun) is a policy.", "sŏn'gun) is a policy", "(sŏn'gun) is a policy"),
        ("He said “no” twice.", "“no” twice", "“no” twice"),
        ("A list: b) and c).", "b) and c", "b) and c"),
        ('They call it the "Arduous March" now.', 'the "Arduous March', 'the "Arduous March"'),
        ('The "Arduous March" was hard.', 'Arduous March" was', '"Arduous March" was'),
        ('The "Arduous March" was hard.', "Arduous March", "Arduous March"),
        ('A board of 6" is sold.', '6" is sold', '6" is sold'),
        ("The Australian navy came.", "Australia", "Australian"),
        ("It runs on a treadmill-like belt.", "mill-like", "treadmill-like"),
        ("Reforms began in the 1990s.", "1990", "1990s"),
        ("There were 1,137 in 2018.", "137 in", "1,137 in"),
        ("There were 3.5 million.", "3", "3.5"),
        ("The king's son, Robert, came.", "king", "king"),
    ],
)  # fmt: skip
def test_few_words_are_whole_and_have_both_of_their_brackets(sentence: str, read: str, short: str) -> None:
    start = sentence.index(read)
    nothing = Read(np.zeros((0, 2), np.int64), np.zeros((0, 3), np.float32), 0.0, 0.0)
    lead = 7
    candidate = Candidate(
        words=sentence,
        where=Span(lead, lead + len(sentence)),
        quote=Quote("s", "s:body", 0, len(sentence)),
        likeness=0.5,
        read=nothing,
        found=Found(Span(lead + start, lead + start + len(read)), 1.0),
        around=Surroundings(sentence),
    )
    assert candidate.short == short


def test_each_thing_that_speaks_for_a_sentence_makes_it_more_probable() -> None:
    base = [0.0] * len(WEIGHTS)
    for i in range(len(base)):
        assert probability([*base[:i], 1.0, *base[i + 1 :]]) > probability(base)


@pytest.mark.parametrize(
    "question",
    [
        "What was the country's annual trade in 2019?",
        "What is the population of Pyongyang?",
        "How many diplomatic missions does South Korea have?",
    ],
)
def test_what_is_nearly_said_is_not_said(answerer: Extractive, question: str) -> None:
    assert draft(answerer, question).claims == ()


def test_the_year_asked_for_counts(answerer: Extractive) -> None:
    assert draft(answerer, "What was the country's annual trade in 2013?").short_answer in (
        "7 billion",
        "7 billion USD",
    )


def test_a_copy_is_read_once(answerer: Extractive) -> None:
    copy = Passage("t:body", "t", 0, len(TEXT), TEXT, spans(TEXT), "Closures")
    found = answerer.draft(Question("x", "Why was the library shut?"), [*HITS, Hit(copy, 3, 0.7, "Copy")])
    assert {quote.source_id for claim in found.claims for quote in claim.quotes} == {"s"}


def test_another_edition_is_no_copy(answerer: Extractive) -> None:
    text = TEXT.replace("2023", "2021")
    newer = Passage("t:body", "t", 0, len(text), text, spans(text), "Closures")
    found = answerer.draft(Question("x", "What happened to the missions in 2021?"), [*HITS, Hit(newer, 3, 0.7, "Copy")])
    assert found.claims[0].quotes[0].source_id == "t"


@pytest.mark.parametrize(("score", "is_read"), [(0.55, True), (0.45, False)])
def test_a_hit_far_behind_the_best_one_is_not_read(answerer: Extractive, score: float, is_read: bool) -> None:
    text = "The capital of Ruritania is Strelsau."
    behind = Hit(Passage("r:body", "r", 0, len(text), text, spans(text)), 2, score, "Ruritania")
    found = answerer.draft(Question("x", "What is the capital of Ruritania?"), [HITS[0], behind])
    assert (found.short_answer == "Strelsau") is is_read


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [
        ("Why did North Korea close its embassies?", True),
        ("“How is this to be understood?”", True),
        ("What the closed embassies have to do with a new strategy", True),
        ("What the closed embassies have in common is their cost.", False),
        ("When the Soviet Union ended, trade fell.", False),
        ("Trade with China", False),
    ],
)
def test_a_question_is_no_answer(answerer: Extractive, sentence: str, asks: bool) -> None:
    text = f"{sentence} The embassies were closed because they cost too much."
    ends = (Span(0, len(sentence)), Span(len(sentence) + 1, len(text)))
    hit = Hit(Passage("q:1", "q", 0, len(text), text, ends, "Closures"), 1, 0.7, "Embassies")
    found = [candidate.words for candidate in answerer.candidates("Why did North Korea close its embassies?", [hit])]
    assert (sentence not in found) is asks
    assert len(found) == 2 - asks


def test_who_someone_is_is_no_other_name(answerer: Extractive) -> None:
    text = "Thae Yong Ho and Jo Song Gil are two high-ranking diplomats who defected."
    hit = Hit(Passage("t:1", "t", 0, len(text), text, (Span(0, len(text)),), "People"), 1, 0.7, "Defectors")
    found = answerer.draft(Question("x", "Who is Thae Yong Ho?"), [hit])
    assert [claim.text for claim in found.claims] == [text]
    assert found.short_answer is None


def test_a_reason_is_given_as_its_sentence(answerer: Extractive) -> None:
    found = draft(answerer, "Why was Goethe's library in Pyongyang shut?")
    assert found.claims[0].text.startswith("Goethe's library")
    assert found.short_answer is None


@pytest.mark.parametrize("section", ["Subpart G: Appraisals for Higher-Priced Mortgage Loans", "Rules"])
def test_a_bare_heading_adds_nothing(answerer: Extractive, section: str) -> None:
    text = "A higher-priced mortgage loan is a consumer credit transaction secured by a dwelling."
    under = "Subpart G: Appraisals for Higher-Priced Mortgage Loans"
    body = Passage("m:1", "m", 0, len(text), text, (Span(0, len(text)),), section)
    bare = Passage("m:2", "m", 90, 90 + len(under), under, (Span(90, 90 + len(under)),), section)
    hits = [Hit(body, 1, 0.7, "Truth in Savings"), Hit(bare, 2, 0.7, "Truth in Savings")]
    found = answerer.draft(Question("x", "What is a higher-priced mortgage loan?"), hits)
    assert [claim.text for claim in found.claims] == [text]


def test_whether_something_is_so_is_said_with_the_sentence_that_decides(answerer: Extractive) -> None:
    found = draft(answerer, "Did North Korea close embassies in 2023?")
    assert found.claims[0].text == TEXT[:85]
    assert found.short_answer == "Yes"


def test_an_answer_says_what_of_the_question_is_not_named_where_it_stands(answerer: Extractive) -> None:
    found = draft(answerer, "How many diplomatic missions does North Korea (not Ruritania) have?")
    assert found.claims
    assert found.note is not None
    assert "“Ruritania”" in found.note
    assert found.short_answer is None
    sure = draft(answerer, "How many diplomatic missions does North Korea have?")
    assert (sure.note, sure.short_answer) == (None, "46")


def test_what_is_about_another_place_is_less_probable(answerer: Extractive) -> None:
    here, there = (draft(answerer, f"Why was Goethe's library in {place} shut?") for place in ("Pyongyang", "Seoul"))
    assert there.confidence < here.confidence


@pytest.mark.parametrize(
    ("asked", "words"),
    [("What does HPA stand for?", "Harbour Police Authority"), ("What does KQZ stand for?", None)],
)
def test_an_abbreviation_is_spelled_out_or_not_answered(answerer: Extractive, asked: str, words: str | None) -> None:
    text = "The Harbour Police Authority (HPA) was closed in 2009. KQZ (2009) is where its figures are taken from."
    split = text.index("KQZ")
    passage = Passage("h:1", "h", 0, len(text), text, (Span(0, split - 1), Span(split, len(text))), "Police")
    found = answerer.draft(Question("x", asked), [Hit(passage, 1, 0.9, "KQZ and HPA")])
    assert found.short_answer == words
    assert [claim.text for claim in found.claims] == ([text[: split - 1]] if words else [])
    assert (found.confidence >= THRESHOLD) is bool(words)


def test_of_two_questions_in_one_the_last_has_the_short_answer(answerer: Extractive) -> None:
    asked = Question(
        "In which year?", "How many diplomatic missions does North Korea have, and in which year was that?"
    )
    turned = replace(
        asked,
        read_as="In which year was that, how many diplomatic missions does North Korea have?",
        asked_last="In which year was that?",
    )
    first, last = answerer.draft(asked, HITS), answerer.draft(turned, HITS)
    assert last.claims == first.claims
    assert (first.short_answer, last.short_answer) == ("46", "2023")


def test_a_passage_that_cannot_be_read_leaves_the_others_to_answer(
    answerer: Extractive, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = replace(HITS[1], passage=replace(ON_NOTE, section="Broken"))

    def surroundings(text: str) -> Surroundings:
        if "Broken" in text:
            raise ValueError
        return Surroundings(text)

    monkeypatch.setattr(candidates, "Surroundings", surroundings)
    asked = "How many diplomatic missions does North Korea have?"
    assert answerer.draft(Question(asked, asked), [broken, HITS[0]]).short_answer == "46"
