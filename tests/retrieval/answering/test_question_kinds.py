"""Forms of questions, their parts, and the members that a row of names has."""

import pytest

from retrieval.answering.members_named import members_named
from retrieval.answering.question_kinds import QuestionKind, form_of
from retrieval.answering.question_parts import compared, parts_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Was the tower rebuilt?", QuestionKind.YES_NO),
        ("Which towers were rebuilt?", QuestionKind.LIST),
        ("List the towers of the coast.", QuestionKind.LIST),
        ("What is a lightship?", QuestionKind.DEFINITION),
        ("Why was the tower rebuilt?", QuestionKind.REASON),
        ("How did the tower fall?", QuestionKind.REASON),
        ("How many towers were rebuilt?", QuestionKind.FACT),
        ("What is the difference between a tower and a lightship?", QuestionKind.COMPARISON),
        ("When was the tower rebuilt?", QuestionKind.FACT),
    ],
)
def test_a_question_is_of_a_kind_by_its_form(question: str, kind: QuestionKind) -> None:
    assert form_of(question) is kind


def test_the_members_of_one_row_of_names_are_counted() -> None:
    said = "Towers stand in Grey, Stone, Port Rowe and Port Pike."
    assert members_named(said, "Grey and Stone") == "Grey, Stone, Port Rowe and Port Pike (4)"
    assert members_named(said, "1871") is None


@pytest.mark.parametrize(
    "said", ["Towers stand in Grey and Stone.", "Grey, Stone and Rowe have towers; Pike, Dour and Amber have none."]
)
def test_two_names_and_two_rows_are_not_counted(said: str) -> None:
    assert members_named(said, "Grey") is None


def test_a_question_has_the_parts_that_have_a_question_word() -> None:
    assert [part.words for part in parts_of("Which tower fell, and when?")] == ["Which tower fell", "when"]
    assert [part.is_whole for part in parts_of("Who built it, and how old was he?")] == [True, True]
    assert parts_of("What did he say about when it fell?") == []
    assert parts_of("Which towers and lightships were built?") == []


def test_a_comparison_has_two_things() -> None:
    assert compared("What is the difference between towers and lightships?") == ("towers", "lightships")
    assert compared("Compare Port Rowe with Port Pike.") == ("Port Rowe", "Port Pike")
    assert compared("Which port has most lamps?") == ()
