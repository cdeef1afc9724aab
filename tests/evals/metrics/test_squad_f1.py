"""Counted by hand."""

import pytest

from evals.metrics.coverage import coverage
from evals.metrics.short_answer_f1 import short_answer_f1
from evals.metrics.squad_f1 import items_f1, normal, overlap, squad_f1
from evals.trial import Trial
from tests.evals.replies import REFUSING, answer, refusal, trial, wanting


def test_articles_case_and_punctuation_do_not_count() -> None:
    assert normal("The  “U.S.” ambassador, a friend!") == "“us” ambassador friend"
    assert overlap("the Capital of France", ["capital, of France."]) == 1.0


def test_f1_is_twice_the_shared_words_over_all_words() -> None:
    assert overlap("over 96 percent", ["96 percent"]) == pytest.approx(2 * 2 / (3 + 2))
    assert overlap("no no no", ["no"]) == pytest.approx(2 * 1 / (3 + 1))
    assert overlap("96", ["nothing like it", "96 percent"]) == pytest.approx(2 * 1 / (1 + 2))
    assert overlap("sixty", ["96"]) == 0.0
    assert overlap("", ["96"]) == 0.0
    assert overlap("96", []) == 0.0


def test_two_empty_lists_are_alike() -> None:
    assert (items_f1([], []), items_f1(["a"], []), items_f1([], ["a"])) == (1.0, 0.0, 0.0)


def test_refusing_is_right_for_an_unanswerable_question_alone() -> None:
    replies: list[tuple[str | None, list[str]]] = [
        ("96", ["96"]),
        (None, ["96"]),
        (None, []),
        ("96", []),
        ("96 percent", ["96"]),
    ]
    assert squad_f1(replies) == pytest.approx((1 + 0 + 1 + 0 + 2 / 3) / 5)
    assert squad_f1([]) == 0.0


def test_coverage_ends_where_too_many_are_wrong() -> None:
    surest_first = [(0.9, True), (0.8, True), (0.7, False), (0.6, True), (0.5, False)]
    assert coverage(surest_first, wrong=0.0) == pytest.approx(2 / 5)
    assert coverage(surest_first, wrong=0.25) == pytest.approx(4 / 5), "one of four is a quarter"
    assert coverage(surest_first, wrong=0.4) == 1.0
    assert coverage(list(reversed(surest_first)), wrong=0.0) == pytest.approx(2 / 5), "the order given is no matter"
    assert coverage([(0.9, False)], wrong=0.05) == 0.0
    assert coverage([]) == 0.0


def short(words: str | None, *gold: str) -> Trial:
    reply = answer("The number fell to 46.")
    reply["short_answer"] = words
    return trial(reply, wanting("46", short=gold))


def test_the_short_answer_of_a_reply() -> None:
    score = short_answer_f1(short("46 missions", "46", "forty-six"))
    assert score is not None
    assert (score.value, score.reason) == (pytest.approx(2 / 3), "short answer: '46 missions'")


def test_without_a_short_answer_the_first_claim_is_scored() -> None:
    score = short_answer_f1(short(None, "46"))
    assert score is not None
    assert score.value == pytest.approx(2 * 1 / (4 + 1))


def test_a_refusal_says_nothing_and_a_case_without_gold_is_not_scored() -> None:
    score = short_answer_f1(trial(refusal(), wanting("46", short=["46"])))
    assert score is not None
    assert (score.value, score.reason) == (0.0, "refused (not_in_library)")
    assert short_answer_f1(short("46")) is None
    assert short_answer_f1(trial(refusal(), REFUSING)) is None
