"""What a question takes for granted is put beside what is to answer it; the examples are made up."""

import pytest
from hypothesis import given

from retrieval.answering.evidence import premises_of
from retrieval.grounding.presuppositions import Doubt, Presuppositions, Surroundings
from tests.strategies import paragraphs

CLOSED = "In 2009 the institute closed its third reading room, in Lisbon, which Marta Oliveira had run."
AROUND = f"The Institute Abroad. {CLOSED} It had opened 137 rooms under President Oliveira. Note: Carla Pinto, 2011."


def doubts(question: str, sentence: str = CLOSED, around: str = AROUND) -> set[Doubt]:
    return set(premises_of(question).doubts(sentence, Surroundings(around)))


@pytest.mark.parametrize(
    "question",
    [
        "When did the institute close its reading room in Porto?",
        "What did the institute close in 2010?",
        "When did the institute close its seventh reading room?",
        "Which reading room did Marta Oliveira run on 3 May 2009?",
        "Why did Rui Barbosa close the room?",
        "what did BPI close",
        "What was Oliveira's PIN?",
    ],
)
def test_what_is_named_and_stands_nowhere_near_is_missed(question: str) -> None:
    assert Doubt.LACKS in doubts(question)


@pytest.mark.parametrize(
    "question",
    [
        "When did the institute close its reading room in Lisbon?",
        "When was the reading room in Lisboa closed, and what became of the Lisbonn one?",
        "Who was Marta Pereira Oliveira?",
        "What did Ms. Oliveira run?",
        "What did Carla Pinto write?",
        "Which Portuguese reading room was closed?",
        "What European reading room was closed in the 2000s?",
        "How many rooms were there, more than ninety?",
        "Which two rooms were there?",
        "When was the 3rd room closed?",
    ],
)
def test_what_is_there_in_some_form_is_not_missed(question: str) -> None:
    assert Doubt.LACKS not in doubts(question)


def test_one_half_of_a_country_is_not_the_other() -> None:
    asked = "How many rooms has North Ruritania?"
    assert doubts(asked, around="South Ruritania has three rooms.") == {Doubt.LACKS}
    assert doubts(asked, around="The rooms of North Ruritanians are three.") == set()


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did the institute reopen its reading room?", "The institute closed its reading room in 2009."),
        ("What is the maximum age of members?", "The minimum age of members is eighteen."),
        ("Who was not allowed to enter the hall?", "Members were allowed to enter the hall."),
        ("Who did Anna Berg lend the house to?", "Anna Berg borrowed the house from Carl Lund."),
        ("Which club beat Ajax in the 2018 final?", "The club that beat Ajax in the 2017 final was Feyenoord."),
        ("What sort of music does the author not like?", "Jazz is what she listens to most."),
        ("Which hall didn't the Lunds ever sell?", "They sold a hall near Lisbon."),
        ("What were the three forms of rule?", "Rule took two forms, one direct and one indirect."),
        ("Who lived in the hall that was built in 1864?", "The hall was built in 1846 by Carl Lund."),
        ("How much of its trade is with Russia?", "A third of its trade in 2022 was trade with China."),
        ("How many were slain in Orleans?", "Nearly 3,000 Protestants were slain in the Toulouse riots alone."),
        ("Where does the institute still have reading rooms?", "Rooms had been closed in Lisbon and Porto."),
        ("How many reading rooms does it have now?", "Five of its reading rooms were shut that year."),
        ("Which of the Lunds' halls are left?", "The halls at Ry and Vejle were sold in 1931."),
        ("How many rooms did the institute close?", "In 2009 it closed several rooms, and their number fell to 46."),
        ("By how much did rents rise?", "Rents rose from May on to about 300 crowns."),
    ],
)
def test_what_is_told_otherwise_differs(question: str, sentence: str) -> None:
    assert Doubt.DIFFERS in doubts(question, sentence, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Is the reading room open?", "The reading room was closed in 2009."),
        ("Was the room not closed?", "The room was closed."),
        ("Why is the institute less in need of money?", "The institute has more money now."),
        ("Which countries never joined the union?", "Neither Norway nor Iceland ever joined the union."),
        ("What should one be careful not to give them?", "One should avoid giving them excuses."),
        ("What did the flood give the town?", "The flood took place in May and left the town a lake."),
        ("Who opened the inquiry into the bank?", "Anna Berg chaired it, and all branches were closed."),
        ("Where did members settle?", "Members did not scatter but settle in three towns."),
        ("What was the rate in 2019?", "The rate in 2019 was 4 percent, and 5 percent in 2018."),
        ("Which reading room did the institute close?", CLOSED),
        ("Why does the charter not guarantee it?", "Free speech is among the guarantees that it has."),
        ("What is it that does not end?", "The winter there goes on and on."),
        ('Whose motto "We shall not yield" is it?', "The motto of the Lunds is to stand firm."),
        ("Which two forms of rule were there?", "Rule took three forms, but one of them was soon gone."),
        ("What did the two forms of rule share?", "Of the three forms, two forms shared a court."),
        ("When was the hall that stood in 1864 built?", "The hall was built in 1846."),
        ("Who has relations with North Korea?", "Sweden has had relations with Pyongyang since 1973."),
        ("How much trade is there with the USA?", "Of its trade, a third is trade with the United States."),
        ("Who traded with Russia?", "The Swedes, who traded with China and Russia."),
        ("When did trade with Russia begin?", "In 1973, when it had no trade in March."),
        ("Who was it that lived in Porto?", "Marta Oliveira was born in Lisbon."),
        ("Which reading rooms are still closed?", "The rooms in Lisbon and Porto were closed."),
        ("How many rooms remain?", "The institute closed four of its rooms and keeps three."),
        ("Is the room in Porto still open?", "The room in Porto was closed in 2009."),
        ("How many rooms are left, now that some were closed?", "In 2009 their number fell to 46."),
        ("How many rooms did the institute close?", "It closed nine rooms, and their number fell to 46."),
        ("Who now runs the hall?", "Carl Lund died, and Anna Berg took the hall over."),
    ],
)
def test_what_answers_does_not_differ(question: str, sentence: str) -> None:
    assert Doubt.DIFFERS not in doubts(question, sentence, sentence)


@given(paragraphs())
def test_nothing_is_missing_beside_the_very_words(text: str) -> None:
    assert Doubt.LACKS not in Presuppositions(text).doubts(text, Surroundings(text))


@given(paragraphs(), paragraphs())
def test_any_two_texts_can_be_compared(question: str, sentence: str) -> None:
    assert Presuppositions(question).doubts(sentence, Surroundings(sentence)) <= {*Doubt}
