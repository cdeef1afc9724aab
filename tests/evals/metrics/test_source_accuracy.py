from evals.metrics.source_accuracy import source_accuracy
from evals.trial import Score
from tests.evals.replies import answer, citation, refusal, trial, wanting


def test_one_cited_source_among_those_named_is_enough() -> None:
    reply = answer("46.", citation(1, source="other"), citation(2, source="briefing"))
    assert source_accuracy(trial(reply, wanting(), sources=["briefing", "chronology"])) == Score(
        1.0, "cites a named source"
    )


def test_a_copy_counts_as_cited() -> None:
    score = source_accuracy(trial(answer("46.", citation(also_in=["copy"])), wanting(), sources=["copy"]))
    assert score is not None
    assert score.value == 1.0


def test_says_what_was_cited_instead() -> None:
    score = source_accuracy(trial(answer(), wanting(), sources=["chronology"]))
    assert score == Score(0.0, "cites briefing instead of chronology")


def test_does_not_apply_without_answer_or_named_source() -> None:
    assert source_accuracy(trial(refusal(), wanting(), sources=["briefing"])) is None
    assert source_accuracy(trial(answer(), wanting())) is None
