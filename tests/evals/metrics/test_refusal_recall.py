"""``refusal_recall`` and ``refusal_precision``, side by side: one is the price of the other."""

import pytest

from evals.cases import Expected
from evals.metrics.refusal_precision import refusal_precision
from evals.metrics.refusal_recall import refusal_recall
from evals.trial import Score
from retrieval.reply import Reason
from tests.evals.replies import REFUSING, answer, refusal, trial, wanting


@pytest.mark.parametrize("reason", [Reason.NOT_IN_LIBRARY, Reason.UNSUPPORTED])
def test_what_cannot_be_answered_is_rightly_refused(reason: Reason) -> None:
    one = trial(refusal(reason), REFUSING)
    assert refusal_recall(one) == Score(1.0, f"refused ({reason})")
    assert refusal_precision(one) == Score(1.0, "rightly refused")


def test_an_empty_library_is_another_reason() -> None:
    score = refusal_recall(trial(refusal(Reason.LIBRARY_EMPTY), REFUSING))
    assert score == Score(0.0, "refused for the reason library_empty instead of not_in_library")
    empty = Expected(refusal=Reason.LIBRARY_EMPTY)
    assert refusal_recall(trial(refusal(Reason.LIBRARY_EMPTY), empty)) == Score(1.0, "refused (library_empty)")


def test_an_answer_or_no_reply_is_no_refusal() -> None:
    assert refusal_recall(trial(answer(), REFUSING)) == Score(0.0, "answered instead of refused")
    assert refusal_recall(trial(None, REFUSING)) == Score(0.0, "no reply: HTTP 500")
    assert refusal_precision(trial(answer(), REFUSING)) is None
    assert refusal_precision(trial(None, REFUSING)) is None


def test_refusing_what_the_library_has_costs_precision() -> None:
    one = trial(refusal(), wanting("46"))
    assert refusal_recall(one) is None
    assert refusal_precision(one) == Score(0.0, "refused (not_in_library), though the library has the answer")
