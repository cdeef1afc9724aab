"""Figures over cases that can be counted on the fingers."""

from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest

from evals.baseline import baseline_of, compare
from evals.cases import Metric, Suite
from evals.results import Figure, Report, make_report
from evals.trial import Trial
from tests.evals.replies import REFUSING, answer, citation, refusal, trial, wanting

TRIALS = [
    trial(answer(), wanting("46"), name="right", sources=["briefing"]),
    trial(answer(), wanting("47"), name="wrong", sources=["chronology"]),
    trial(refusal(), wanting("46"), name="held-back", ms=5.0),
    trial(refusal(), REFUSING, name="refused"),
    trial(answer("x", citation(quote="Nobody knows why.")), REFUSING, name="made-up"),
]


def suite(thresholds: dict[Metric, float]) -> Suite:
    return Suite("tiny", Path("tiny.yaml"), {}, tuple(item.case for item in TRIALS), thresholds)


def figures(trials: list[Trial], thresholds: dict[Metric, float] | None = None) -> dict[Metric, Figure]:
    return {figure.metric: figure for figure in make_report(suite(thresholds or {}), "here", trials).figures}


def test_figures_are_means_over_the_cases_that_a_metric_applies_to() -> None:
    measured = {metric: (figure.value, figure.cases) for metric, figure in figures(TRIALS).items()}
    expected = {
        Metric.ACCURACY: (1 / 3, 3),
        Metric.SOURCE_ACCURACY: (1 / 2, 2),
        Metric.FOOTNOTE_RECALL: (None, 0),
        Metric.CITATION_VALIDITY: (1.0, 3),
        Metric.REFUSAL_RECALL: (1 / 2, 2),
        Metric.REFUSAL_PRECISION: (1 / 2, 2),
    }
    assert {metric: measured[metric] for metric in expected} == expected


def test_a_threshold_is_met_when_it_is_reached() -> None:
    measured = figures(TRIALS, {Metric.REFUSAL_RECALL: 0.5, Metric.ACCURACY: 0.34})
    assert measured[Metric.REFUSAL_RECALL].met
    assert not measured[Metric.ACCURACY].met
    assert measured[Metric.SOURCE_ACCURACY].met


LOW = dict.fromkeys((Metric.ACCURACY, Metric.SOURCE_ACCURACY, Metric.REFUSAL_PRECISION, Metric.CITATION_RECALL), 0.3)


def test_a_report_passes_when_all_thresholds_are_met() -> None:
    assert make_report(suite({**LOW, Metric.REFUSAL_RECALL: 0.5}), "here", TRIALS).failures == ()
    assert make_report(suite({**LOW, Metric.REFUSAL_RECALL: 0.6}), "here", TRIALS).failures == (
        "below the threshold: refusal_recall",
    )


def test_without_thresholds_every_case_must_pass() -> None:
    assert make_report(suite({}), "here", TRIALS[:1]).passed
    wrong = make_report(suite({}), "here", TRIALS[:2])
    assert wrong.failures == ("fail, with neither a threshold nor a baseline that allows for it: wrong",)
    assert not make_report(suite({Metric.REFUSAL_RECALL: 0.5}), "here", TRIALS[:2]).passed, "a threshold of another"


def test_a_threshold_for_accuracy_allows_for_refusals_with_all_that_they_lack() -> None:
    refused = replace(TRIALS[2], case=replace(TRIALS[2].case, expected=wanting("46", footnote="Angola")))
    assert make_report(suite({Metric.ACCURACY: 0.5}), "here", [TRIALS[0], refused]).failures == ()


def test_a_run_without_a_passed_case_fails_whatever_its_thresholds() -> None:
    none = make_report(suite({**dict.fromkeys(Metric, 0.0), Metric.CALIBRATION_ERROR: 1.0}), "here", TRIALS[1:2])
    assert none.failures == ("no case passed: all failed",)


def by(answerer: str) -> list[Trial]:
    """A right and a wrong answer of ``answerer``."""
    trials = deepcopy(TRIALS[:2])
    for item in trials:
        assert item.reply is not None
        item.reply["answerer"] = answerer
    return trials


def turned(trials: list[Trial], cases: int, lost: int) -> Report:
    """A run over ``cases`` cases, of which ``lost`` no longer pass, beside its baseline."""
    right, wrong = trials

    def named(one: Trial, number: int) -> Trial:
        return replace(one, case=replace(right.case, id=f"case-{number}"))

    before = make_report(suite({}), "here", [named(right, number) for number in range(cases)])
    after = make_report(suite({}), "here", [named(wrong if n < lost else right, n) for n in range(cases)])
    return replace(after, comparison=compare(after, baseline_of(before), "b"))


@pytest.mark.parametrize("cases", [2, 5, 12])
def test_one_case_that_breaks_fails_the_run_of_a_deterministic_answerer(cases: int) -> None:
    assert turned(by("extractive"), cases, 0).passed
    assert turned(by("extractive"), cases, 1).failures == ("passed in the baseline and fail now: case-0",)


def test_a_chat_model_may_lose_a_case_by_chance_where_chance_can_be_told() -> None:
    written = by("openai:gpt")
    assert turned(written, 12, 5).passed
    assert turned(written, 12, 6).failures == ("worse than the baseline: source_accuracy",)
    assert turned(written, 5, 1).failures == ("passed in the baseline and fail now: case-0",)


def test_cases_that_failed_in_the_baseline_too_are_allowed_for() -> None:
    report = make_report(suite({}), "here", TRIALS)
    assert replace(report, comparison=compare(report, baseline_of(report), "b")).passed


def test_a_case_without_reply_fails_the_run() -> None:
    report = make_report(suite({}), "here", [*TRIALS, trial(None, wanting())])
    assert report.errors == 1
    assert not report.passed


def test_failing_cases_keep_their_order() -> None:
    report = make_report(suite({}), "here", TRIALS)
    assert [item.trial.case.id for item in report.failing] == ["wrong", "held-back", "made-up"]


def test_cases_are_counted_by_tag() -> None:
    other = replace(TRIALS[0], case=replace(TRIALS[0].case, tags=("date", "number")))
    report = make_report(suite({}), "here", [*TRIALS, other])
    assert [(tag.tag, tag.cases, tag.passed) for tag in report.tags] == [("date", 1, 1), ("number", 6, 3)]
