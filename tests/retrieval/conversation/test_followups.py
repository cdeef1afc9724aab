"""Follow-ups find their subject; questions that stand on their own come back as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.conversation.followups import completed as understood
from retrieval.conversation.turns import Turn, Utterance
from retrieval.conversation.understanding import turns_of

REACHED = "How many North Koreans reached South Korea in 2023?"
CLOSED = "How many embassies did North Korea close in 2023?"
SPAIN = "Did North Korea close its embassy in Spain?"


def after(*said: str) -> tuple[Turn, ...]:
    """Turns after these questions; a question's answer stands behind a bar."""
    history: list[Utterance] = []
    for item in said:
        question, _, answer = item.partition("|")
        history += [Utterance(True, question), Utterance(False, answer or "So it is.")]
    return turns_of(history, 20)


@pytest.mark.parametrize(
    ("said", "asked", "meant"),
    [
        (REACHED, "And in 2022?", "How many North Koreans reached South Korea in 2022?"),
        (REACHED, "What about 2019?", "How many North Koreans reached South Korea in 2019?"),
        (REACHED, "And since 2012?", "How many North Koreans reached South Korea since 2012?"),
        ("What share went to China in 2022?", "And to Russia?", "What share went to Russia in 2022?"),
        (SPAIN, "What about Angola?", "Did North Korea close its embassy in Angola?"),
        (SPAIN, "And in Angola?", "Did North Korea close its embassy in Angola?"),
        ("Is melatonin effective for insomnia?", "How about for anxiety?", "Is melatonin effective for anxiety?"),
        ("How many left between 2019 and 2021?", "And in 2022?", "How many left in 2022?"),
        ("How many left between 2019 and 2021?", "And 2022?", "How many left in 2022?"),
        ("How many left from 2019 to 2021?", "And between 2021 and 2022?", "How many left between 2021 and 2022?"),
        ("What happened in March 2020?", "And June 2021?", "What happened in June 2021?"),
        ("What happened in March 2020?", "And in June?", "What happened in June 2020?"),
        ("What happened on March 5, 2020?", "And on 7 March?", "What happened on 7 March 2020?"),
        ("Which missions were closed?", "In March 2023?", "Which missions were closed in March 2023?"),
        ("Which missions were closed in October?", "And in March?", "Which missions were closed in March?"),
        (CLOSED, "Which ones?", "Which embassies did North Korea close in 2023?"),
        ("How many missions does Spain have left?", "Which ones closed?", "Which missions of Spain closed?"),
        ("How many missions are there in Asia?", "And which ones are new?", "Which missions in Asia are new?"),
        ("How many books does he have?", "Which ones are new?", "How many books does he have, and which ones are new?"),
        (SPAIN, "Why?", "Why did North Korea close its embassy in Spain?"),
        ("When did they close the embassy in Spain?", "Why?", "Why did they close the embassy in Spain?"),
        (REACHED, "Why?", f"{REACHED[:-1]}, and why?"),
        ("Who is Ruediger Frank?", "Where does he teach?", "Where does Ruediger Frank teach?"),
        ("Who is Ruediger Frank?", "What are his books about?", "What are Ruediger Frank’s books about?"),
        ("Who wrote the article?|Ruediger Frank wrote it.", "Who was he?", "Who was Ruediger Frank?"),
        ("What is KOTRA?", "Who leads it?", "Who leads KOTRA?"),
        ("What is the title of the article by Kihl?", "Where did it appear?", "Where did the article by Kihl appear?"),
        ("What is the name of the ship?", "Who owns it?", "Who owns the ship?"),
        ("Who read the article by Kihl?", "Who printed it?", "Who printed the article?"),
        ("Which institute left Pyongyang?", "Who led it?", "Which institute left Pyongyang, and who led it?"),
        ("Whom did he meet in 2002?", "What began in May of that year?", "What began in May of 2002?"),
        ("When did Thae leave?|In 2016.", "Who arrived in Seoul that year?", "Who arrived in Seoul in 2016?"),
        ("Who was Thae in 2016?|In 2015 he rose.", "Did he defect that same year?", "Did Thae defect in 2016?"),
        ("Whom did he meet in 2002?", "What happened after that year?", "What happened after 2002?"),
        ("Whom did he meet in 2002?", "How was that year for exporters?", "How was 2002 for exporters?"),
        ("Whom did he meet in 2002?", "Who passed that year's budget?", "Who passed 2002's budget?"),
        ("When was Mozilla founded?", "By whom?", "By whom was Mozilla founded?"),
        ("By whom was Mozilla founded?", "And when?", "When was Mozilla founded?"),
        ("how much of its trade is with china", "and russia?", "how much of its trade is with Russia"),
        ("How much is its trade with China?", "And with uk?", "How much is its trade with UK?"),
        ("how much of its trade is with china", "and tourism?", "how much of its trade is with china, and tourism?"),
        ("What was taken?", "Who owned it?", "What was taken, and who owned it?"),
        ("When was the embassy raided?", "Who did it?", "When was the embassy raided, and who did it?"),
        ("What is KOTRA?", "What did it do?", "What did KOTRA do?"),
        ("How much does it trade with Russia?", "What's the source?",
         "How much does it trade with Russia, and what's the source?"),
        ("Tell me about the Bronze Age.", "What are the causes?", "What are the causes of the Bronze Age?"),
        ("What are the missions?", "Where are they?", "Where are the missions?"),
        ("Which missions were closed?", "Thanks! Who was the ambassador there?",
         "Which missions were closed, and who was the ambassador there?"),
    ],
)  # fmt: skip
def test_a_follow_up_is_filled_in(said: str, asked: str, meant: str) -> None:
    assert understood(asked, after(said)).standalone == meant


def test_what_is_joined_is_read_with_the_last_question_first() -> None:
    found = understood("And who was the ambassador there?", after("Which missions were closed?"))
    assert found.standalone == "Which missions were closed, and who was the ambassador there?"
    assert found.read_as == "Who was the ambassador there, which missions were closed?"
    assert found.asked_last == "Who was the ambassador there?"
    filled = understood("Which ones?", after(CLOSED))
    assert (filled.read_as, filled.asked_last) == ("", "")


def test_a_pronoun_goes_on_meaning_the_same() -> None:
    turns = after("Who is Ruediger Frank?", "Where does he teach?", "What did he write about South Korea?")
    assert understood("When did he write it?", turns).standalone == "When did Ruediger Frank write it?"


def test_she_is_not_he() -> None:
    turns = after("Who is Kim Jong Un?", "Who is his sister?")
    assert (
        understood("Where does she live?", turns).standalone == "Who is Kim Jong Un’s sister, and where does she live?"
    )
    assert understood("Where does he live?", turns).standalone == "Where does Kim Jong Un live?"


def test_a_pronoun_that_may_mean_two_is_not_guessed() -> None:
    turns = after("Did Kim Jong Il meet Kim Dae Jung?")
    assert (
        understood("Where was he born?", turns).standalone
        == "Did Kim Jong Il meet Kim Dae Jung, and where was he born?"
    )


def test_that_year_is_not_guessed_where_it_may_be_two() -> None:
    for said in ("What happened between 2016 and 2018?", "When was it?|In 2016 or 2018.", "When was it?|Nobody says."):
        assert "that year" in understood("Who arrived in Seoul that year?", after(said)).standalone


def test_questions_do_not_pile_up() -> None:
    turns = after(REACHED, "Why?", "Is that much?")
    assert understood("And who says so?", turns).standalone == f"{REACHED[:-1]}, and who says so?"


STANDING = (
    "What is the population of Pyongyang?",
    "When did North Korea close its embassy in Uganda?",
    "Who wrote that the embassies were too expensive?",
    "Is it true that the embassy in Madrid was raided?",
    "What happens to an egg after it is laid?",
    "How do birds build their nests?",
    "How many North Koreans made it to the south in 2018?",
    "What made it possible to close embassies?",
    "When did Frank say that he would leave?",
    "Which is the largest embassy in Asia?",
    "How much does it cost to keep an embassy open?",
    "What did people that believed in witches do?",
    "What is the difference between an embassy and a consulate?",
    "What was the aftermath of the Miracle on Ice?",
    "How many refugees arrived this year?",
    "tell me about feijoada and its significance",
)


@pytest.mark.parametrize("question", STANDING)
def test_a_question_that_stands_on_its_own_is_left_alone(question: str) -> None:
    for said in (REACHED, SPAIN, "Who is Ruediger Frank?"):
        assert understood(question, after(said)).standalone == question


@given(st.text(max_size=300))
def test_without_a_conversation_any_question_comes_back_as_it_is(question: str) -> None:
    found = understood(question, ())
    assert (found.standalone, found.query, found.context) == (question, question, ())


@given(st.lists(st.tuples(st.booleans(), st.text(max_size=80)), max_size=8), st.text(max_size=80))
def test_any_conversation_can_be_gone_on_with(said: list[tuple[bool, str]], question: str) -> None:
    turns = turns_of([Utterance(by_user, text) for by_user, text in said], 5)
    assert len(turns) <= 5
    found = understood(question, turns)
    assert found.query in (question, found.standalone)
    assert set(found.context) <= {turn.question for turn in turns[-2:]}


def test_search_gets_the_questions_before_but_a_full_question_goes_alone() -> None:
    turns = after(REACHED, "How many were women?")
    assert understood("Why?", turns).context == (REACHED, "How many were women?")
    assert understood("When did North Korea close its embassy in Uganda?", turns).context == ()


def test_a_history_may_begin_or_end_with_either_side() -> None:
    history = [Utterance(False, "Hello."), Utterance(True, REACHED), Utterance(False, "196."), Utterance(False, "Yes.")]
    assert turns_of(history, 20) == (Turn(REACHED, REACHED, "196. Yes."),)
    assert turns_of([Utterance(True, "A?"), Utterance(True, "B?")], 1)[0].question == "B?"
