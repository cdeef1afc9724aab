"""Bins counted on the fingers."""

import pytest

from evals.metrics.calibration_error import calibrated, calibration
from tests.evals.replies import REFUSING, answer, citation, refusal, trial, wanting


def test_error_by_hand() -> None:
    found = calibrated([(0.95, True), (0.91, False), (0.42, True), (0.38, False), (1.0, True)])
    assert [(item.low, item.cases) for item in found.bins] == [(0.3, 1), (0.4, 1), (0.9, 3)]
    nines = abs(2 / 3 - (0.95 + 0.91 + 1.0) / 3)
    assert found.error == pytest.approx((3 * nines + 0.58 + 0.38) / 5)


def test_who_is_as_right_as_sure_has_no_error() -> None:
    assert calibrated([(0.75, True), (0.75, True), (0.75, True), (0.75, False)]).error == 0.0


def test_answers_alone_are_measured_and_one_too_many_is_wrong() -> None:
    trials = [
        trial(answer(), wanting("46")),
        trial(answer("x", citation(quote="Nobody knows why.")), REFUSING),
        trial(refusal(), wanting("46")),
    ]
    found = calibration(trials)
    assert found is not None
    assert (found.cases, found.bins[0].right) == (2, 0.5)
    assert found.error == pytest.approx(0.4), "both say that they are sure by 0.9"
    assert calibration([trial(refusal(), REFUSING)]) is None
