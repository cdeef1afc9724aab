from evals.metrics.latency import Latency, latency, percentile
from tests.evals.replies import answer, trial, wanting


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(index) for index in range(1, 11)]
    assert percentile(values, 50) == 5.0
    assert percentile(values, 95) == 10.0
    assert percentile(values, 1) == 1.0
    assert percentile([7.0], 50) == 7.0


def test_cases_without_reply_do_not_count() -> None:
    waits = [30.0, 10.0, 20.0]
    trials = [trial(answer(), wanting(), ms=ms) for ms in waits]
    assert latency([*trials, trial(None, wanting(), ms=9999.0)]) == Latency(20.0, 30.0)
    assert latency([trial(None, wanting())]) is None
