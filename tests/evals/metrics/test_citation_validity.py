import pytest

from evals.metrics.citation_validity import citation_validity
from evals.trial import Score
from retrieval.reply import Reason
from retrieval.wire.replies import AnswerJson
from tests.evals.replies import QUOTE, REFUSING, answer, citation, refusal, trial, wanting


def test_verbatim_quotes_numbered_in_order_are_valid() -> None:
    reply = answer("46.", citation(1), citation(2, "Nobody knows why."), text="46. [1][2] Again. [1]")
    assert citation_validity(trial(reply, wanting())) == Score(1.0, "all quotes are verbatim")


def test_a_quote_that_stands_elsewhere_is_a_fault() -> None:
    wrong = citation()
    wrong["start"], wrong["end"] = 1, 1 + len(QUOTE)
    score = citation_validity(trial(answer("46.", wrong), wanting()))
    assert score == Score(0.0, f"[1] differs from briefing at 1:{1 + len(QUOTE)}")


def test_offsets_from_the_end_are_no_offsets() -> None:
    wrong = citation(quote="")
    wrong["start"], wrong["end"] = -5, -9
    score = citation_validity(trial(answer("46.", wrong), wanting()))
    assert score == Score(0.0, "[1] differs from briefing at -5:-9")


@pytest.mark.parametrize("source", ["gone", "never-heard-of"])
def test_a_source_that_the_library_lacks_is_a_fault(source: str) -> None:
    score = citation_validity(trial(answer("46.", citation(source=source)), wanting()))
    assert score == Score(0.0, f"[1] cites {source}, which the library does not have")


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (answer("46.", citation(2)), "citations are numbered [2]"),
        (answer("46.", citation(1), citation(2), text="46. [2][1]"), "the text marks [2, 1], the citations are [1, 2]"),
        (answer("46.", citation(1), text="46."), "the text marks [], the citations are [1]"),
        (answer("46.", citation(1), text="46. [1][2]"), "the text marks [1, 2], the citations are [1]"),
    ],
)
def test_numbers_that_do_not_fit_are_a_fault(reply: AnswerJson, fault: str) -> None:
    assert citation_validity(trial(reply, wanting())) == Score(0.0, fault)


def test_a_claim_that_rests_on_nothing_is_a_fault() -> None:
    reply = answer()
    reply["claims"].append({"text": "And more.", "citations": []})
    score = citation_validity(trial(reply, wanting()))
    assert score == Score(0.0, "a claim rests on [], the citations are [1]")


def test_what_came_nearest_is_quoted_verbatim_too() -> None:
    wrong = citation()
    wrong["end"] += 1
    assert citation_validity(trial(refusal(Reason.NOT_IN_LIBRARY, citation()), REFUSING)) == Score(
        1.0, "all quotes are verbatim"
    )
    score = citation_validity(trial(refusal(Reason.NOT_IN_LIBRARY, wrong), REFUSING))
    assert score is not None
    assert score.value == 0.0


def test_does_not_apply_where_nothing_is_cited() -> None:
    assert citation_validity(trial(refusal(), REFUSING)) is None
    assert citation_validity(trial(None, REFUSING)) is None
