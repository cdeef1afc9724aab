"""A case in conversation counts as one by itself, and says how it was understood."""

from dataclasses import replace

from evals.metrics.follow_up_accuracy import follow_up_accuracy
from evals.trial import Trial
from tests.evals.replies import REFUSING, answer, refusal, trial, wanting


def after(one: Trial) -> Trial:
    return replace(one, case=replace(one.case, after=("How many missions were there?",)))


def test_right_wrong_and_refused() -> None:
    trials = [
        trial(answer(), wanting("46")),
        trial(answer(), wanting("47")),
        trial(refusal(), REFUSING),
        trial(answer(), REFUSING),
        trial(None, wanting("46")),
    ]
    scores = [follow_up_accuracy(after(item)) for item in trials]
    assert [score and score.value for score in scores] == [1.0, 0.0, 1.0, 0.0, 0.0]
    assert scores[1] is not None
    assert scores[1].reason == "lacks '47'; understood as '?'"
    assert follow_up_accuracy(trials[0]) is None, "it follows nothing"
