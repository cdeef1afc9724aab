"""Figures over cases that can be counted on the fingers."""

from dataclasses import replace
from pathlib import Path

from evals.cases import Metric, Suite
from evals.results import Figure, make_report
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


def test_a_report_passes_when_all_thresholds_are_met() -> None:
    assert make_report(suite({Metric.REFUSAL_RECALL: 0.5}), "here", TRIALS).passed
    assert not make_report(suite({Metric.REFUSAL_RECALL: 0.6}), "here", TRIALS).passed


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
