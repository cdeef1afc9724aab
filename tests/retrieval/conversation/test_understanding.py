"""What is written after an answer: corrections, choices, wishes, several questions; and what is none of these."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.conversation.talk_phrases import Talk
from retrieval.conversation.turns import Turn, Utterance
from retrieval.conversation.understanding import turns_of, understood
from retrieval.conversation.wishes import Wish, language_in, wish_in

REACHED = "How many ships reached Port Rowe in 2018?"
THAE = "When did Ada Merrow resign?"
WHO = (
    "Which two keepers resigned?|Ada Merrow and Jonas Reed are two keepers, the former of Stone and the latter of Grey."
)
SHARE = "What share of Port Rowe's trade was with Arendia in 2022?"


def after(*said: str) -> tuple[Turn, ...]:
    history: list[Utterance] = []
    for pair in said:
        question, _, answer = pair.partition("|")
        history += [Utterance(True, question), Utterance(False, answer or "So it is.")]
    return turns_of(history, 20)


@pytest.mark.parametrize(
    ("said", "written", "meant"),
    [
        (REACHED, "no, I meant 2022", "How many ships reached Port Rowe in 2022?"),
        (REACHED, "in 2022, not 2018", "How many ships reached Port Rowe in 2022?"),
        (REACHED, "Not in 2018 but 2022.", "How many ships reached Port Rowe in 2022?"),
        (REACHED, "no, I meant Port Pike", "How many ships reached Port Pike in 2018?"),
        (REACHED, "Port Pike, not Port Rowe", "How many ships reached Port Pike in 2018?"),
        (THAE, "sorry, I meant Jonas Reed", "When did Jonas Reed resign?"),
        ("What does songun mean?", "no, byungjin", "What does byungjin mean?"),
        ("What is the title of the article by Kihl?", "Actually I meant the book by Hazel Smith",
         "What is the title of the book by Hazel Smith?"),
        (SHARE, "I meant Belmar", "What share of Port Rowe's trade was with Belmar in 2022?"),
    ],
)  # fmt: skip
def test_a_correction_changes_the_question_before(said: str, written: str, meant: str) -> None:
    assert understood(written, after(said)).standalone == meant


@pytest.mark.parametrize("written", ["No. Why?", "Not one of them said why it was so, did they?"])
def test_what_asks_something_is_no_correction(written: str) -> None:
    assert "2018" in understood(written, after(REACHED)).standalone


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("When did the second one resign?", "When did Jonas Reed resign?"),
        ("the last one", "What is Jonas Reed?"),
        ("What was the former’s post?", "What was Ada Merrow’s post?"),
    ],
)
def test_a_member_of_a_list_is_pointed_to(written: str, meant: str) -> None:
    assert understood(written, after(WHO)).standalone == meant


def test_a_first_one_that_says_which_is_left_alone() -> None:
    question = "Who was the first one to cross the Gulf of Arendia?"
    assert understood(question, after(WHO)).standalone == question


def test_an_offer_is_taken() -> None:
    refused = Turn("What is x?", "What is x?", "No. You could ask: “What is juche?” or “Who led?”", answered=False)
    assert understood("yes please", [refused]).standalone == "What is juche?"
    assert understood("the second one", [refused]).standalone == "Who led?"
    assert understood("2", [refused]).standalone == "Who led?"
    assert understood("yes", after(REACHED)).talk is Talk.NOD
    assert understood("yes", after("hello|Hello; ask, for example, “Who led?”")).standalone == "Who led?"
    assert understood("yes", after(f"{REACHED}|He asked: “Who led?”")).talk is Talk.NOD


def test_what_was_said_between_changes_no_subject() -> None:
    turns = after(REACHED, "thanks!|You are welcome!", "hello|Hello!")
    assert understood("And in 2022?", turns).standalone == "How many ships reached Port Rowe in 2022?"


def test_the_owner_is_the_subject_and_the_rest_is_dropped() -> None:
    meant = "How many missions does Port Rowe have left?"
    assert understood("And how many missions does it have left?", after(SHARE)).standalone == meant
    assert understood("And how many missions does it have left?", after(SHARE, "who says so?")).standalone == meant


@pytest.mark.parametrize(
    ("written", "wish"),
    [
        ("who says so?", Wish.SOURCE),
        ("What's your source for that?", Wish.SOURCE),
        ("Where does that figure come from?", Wish.SOURCE),
        ("what else?", Wish.MORE),
        ("tell me more about it, please", Wish.MORE),
        ("explain that please", Wish.EXPLAIN),
        ("What do you mean?", Wish.EXPLAIN),
        ("in German please", Wish.LANGUAGE),
        ("auf Deutsch bitte", Wish.LANGUAGE),
        ("Please translate it into French.", Wish.LANGUAGE),
    ],
)
def test_a_wish_is_about_the_question_before(written: str, wish: Wish) -> None:
    found = understood(written, after(REACHED))
    assert (found.standalone, found.wish) == (REACHED, wish)
    assert understood(written, ()).talk is Talk.HELP


@pytest.mark.parametrize(
    "written",
    ["What else did Merrow write?", "Explain the treaty of Stone", "in 2022 please", "Who says that it is so?"],
)
def test_a_question_is_no_wish(written: str) -> None:
    assert wish_in(written) is None


def test_a_language_is_wished_beside_a_question() -> None:
    for written in ("How many are left? In German, please.", "Answer in German: How many are left?"):
        found = understood(written, ())
        assert (found.standalone, found.wish, language_in(written)) == ("How many are left?", Wish.LANGUAGE, "German")


def test_what_else_knows_all_that_was_said_to_the_question() -> None:
    turns = after(f"{REACHED}|One.", "what else?|Two.", "more|Three.")
    assert understood("more", turns).said == ("One.", "Two.", "Three.")


def test_several_questions_are_parted() -> None:
    found = understood("Hello! When did Ada Merrow resign? And who followed her?", ())
    assert found.parts == ("When did Ada Merrow resign?", "And who followed her?")
    assert understood("I read on. When did Ada Merrow resign?", ()).parts == ()


def test_what_happened_in_a_year_leaves_the_subject() -> None:
    assert understood("What happened in 2005?", after(REACHED)).standalone == "What happened in 2005?"
    assert understood("And what happened in 2005?", after(REACHED)).standalone != "What happened in 2005?"


@given(st.lists(st.tuples(st.booleans(), st.text(max_size=60)), max_size=6), st.text(max_size=60))
def test_anything_after_anything_is_understood(said: list[tuple[bool, str]], message: str) -> None:
    found = understood(message, turns_of([Utterance(by_user, text) for by_user, text in said], 5))
    assert found.parts == () or len(found.parts) > 1
