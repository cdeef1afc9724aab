"""The result of a run: scores case by case, and the figures over all of them.

Two runs over the same library with the same answerer differ in ``Report.latency`` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from evals.cases import FAULTS, Metric, Suite
from evals.comparison import Comparison
from evals.metrics.accuracy import accuracy
from evals.metrics.calibration_error import Calibration, calibration
from evals.metrics.citation_precision import citation_precision
from evals.metrics.citation_recall import citation_recall
from evals.metrics.citation_validity import citation_validity
from evals.metrics.follow_up_accuracy import follow_up_accuracy
from evals.metrics.footnote_recall import footnote_recall
from evals.metrics.latency import Latency, latency
from evals.metrics.ndcg import search_ndcg
from evals.metrics.no_invention import no_invention
from evals.metrics.recall_at import search_recall
from evals.metrics.reciprocal_rank import search_mrr
from evals.metrics.refusal_precision import refusal_precision
from evals.metrics.refusal_recall import refusal_recall
from evals.metrics.short_answer_f1 import short_answer_f1
from evals.metrics.source_accuracy import source_accuracy
from evals.paired import FEWEST, interval
from evals.trial import Score, Trial

MEASURES: Mapping[Metric, Callable[[Trial], Score | None]] = {
    Metric.ACCURACY: accuracy,
    Metric.SHORT_ANSWER_F1: short_answer_f1,
    Metric.FOLLOW_UP_ACCURACY: follow_up_accuracy,
    Metric.SOURCE_ACCURACY: source_accuracy,
    Metric.FOOTNOTE_RECALL: footnote_recall,
    Metric.CITATION_VALIDITY: citation_validity,
    Metric.CITATION_RECALL: citation_recall,
    Metric.CITATION_PRECISION: citation_precision,
    Metric.NO_INVENTION: no_invention,
    Metric.REFUSAL_RECALL: refusal_recall,
    Metric.REFUSAL_PRECISION: refusal_precision,
    Metric.SEARCH_RECALL: search_recall,
    Metric.SEARCH_MRR: search_mrr,
    Metric.SEARCH_NDCG: search_ndcg,
}
"""The metrics that are measured case by case."""
_DETERMINISTIC = "extractive"
"""The answerer that gives the same answer to the same question each time."""
_MOST_NAMED = 12
"""Most cases that a sentence names."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A Trial with its scores; metrics that do not apply are absent."""

    trial: Trial
    scores: Mapping[Metric, Score]

    @property
    def passed(self) -> bool:
        """Whether a Reply came and no metric fails it."""
        return self.trial.error is None and not self.faults

    @property
    def faults(self) -> dict[Metric, Score]:
        """The scores for which the case fails."""
        return {name: score for name, score in self.scores.items() if name in FAULTS and score.value < 1.0}

    @property
    def causes(self) -> frozenset[Metric]:
        """The metrics of ``faults`` without those that follow from another: what has no answer has no citation either,
        and the facts of a follow-up are counted twice.
        """
        faults = frozenset(self.faults)
        if Metric.ACCURACY not in faults:
            return faults
        return frozenset((Metric.ACCURACY,)) if self.trial.answer is None else faults - {Metric.FOLLOW_UP_ACCURACY}


@dataclass(frozen=True, slots=True)
class Figure:
    """The mean of one metric over the ``cases`` it applies to; ``value`` is None if there are none.

    ``within``: the 95 % confidence interval of the mean by the bootstrap, or None.
    """

    metric: Metric
    value: float | None
    cases: int
    threshold: float | None = None
    within: tuple[float, float] | None = None

    @property
    def met(self) -> bool:
        """Whether the threshold is reached. An unmeasured metric counts as met: those that do not depend on the replies
        are measured in any case, since a suite may set no threshold for a metric without cases.
        """
        if self.threshold is None or self.value is None:
            return True
        return self.value <= self.threshold if self.metric.is_ceiling else self.value >= self.threshold


@dataclass(frozen=True, slots=True)
class Tagged:
    """The figures of the cases that share a tag."""

    tag: str
    cases: int
    passed: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The report on a run. ``asked``: its target, in words. ``notes``: remarks on the figures.

    ``comparison``: with the baseline, if there is one.
    """

    suite: str
    asked: str
    judged: tuple[Judged, ...]
    figures: tuple[Figure, ...]
    tags: tuple[Tagged, ...]
    latency: Latency | None
    notes: tuple[str, ...] = ()
    calibration: Calibration | None = None
    comparison: Comparison | None = None

    @property
    def errors(self) -> int:
        """The number of cases without a Reply."""
        return sum(judged.trial.error is not None for judged in self.judged)

    @property
    def failing(self) -> tuple[Judged, ...]:
        """The cases that at least one metric fails, in the order of the suite."""
        return tuple(judged for judged in self.judged if not judged.passed)

    @property
    def passed(self) -> bool:
        """Whether nothing fails the run."""
        return not self.failures

    @property
    def failures(self) -> tuple[str, ...]:
        """Why the run fails, a phrase each: a threshold missed, worse than the baseline, cases that broke since, cases
        that fail without a threshold or a baseline that allows for it, no case passed, a question without a Reply.
        """
        below = [figure.metric.value for figure in self.figures if not figure.met]
        worse = [metric.value for metric in self.comparison.worse] if self.comparison else []
        named = {
            "below the threshold": named_cases(below),
            "worse than the baseline": named_cases(worse),
            "passed in the baseline and fail now": named_cases(self.broken),
            "fail, with neither a threshold nor a baseline that allows for it": named_cases(self._not_allowed()),
            "no case passed": "all failed" if self.judged and len(self.failing) == len(self.judged) else "",
            "without a reply": str(self.errors or ""),
        }
        return tuple(f"{what}: {which}" for what, which in named.items() if which)

    @property
    def broken(self) -> tuple[str, ...]:
        """The cases that passed in the baseline and count as broken now.

        One is enough where the answerer gives the same answer each time, or where there are too few cases for a drop
        to be significant. Otherwise a case may turn by chance, and ``Comparison.worse`` decides.
        """
        if self.comparison is None or not (self._is_deterministic or len(self.comparison.passed) < FEWEST):
            return ()
        return self.comparison.broken

    @property
    def _is_deterministic(self) -> bool:
        replies = [judged.trial.reply for judged in self.judged if judged.trial.reply]
        return all(reply["answerer"] == _DETERMINISTIC for reply in replies)

    def _not_allowed(self) -> list[str]:
        """Returns the failing cases that the baseline does not know and that fail a metric without a threshold."""
        limited = {figure.metric for figure in self.figures if figure.threshold is not None}
        known: Mapping[str, bool] = self.comparison.passed if self.comparison else {}
        return [
            judged.trial.case.id
            for judged in self.failing
            if judged.trial.error is None and judged.trial.case.id not in known and not judged.causes <= limited
        ]


def named_cases(names: Sequence[str]) -> str:
    """Returns the names in a line, at most a dozen of them."""
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def make_report(suite: Suite, asked: str, trials: Sequence[Trial], notes: Sequence[str] = ()) -> Report:
    """Builds the Report on ``trials``."""
    judged = tuple(_judge(trial) for trial in trials)
    tags = dict.fromkeys(tag for trial in trials for tag in trial.case.tags)
    calibrated = calibration(trials)
    error = Figure(
        Metric.CALIBRATION_ERROR,
        calibrated.error if calibrated else None,
        calibrated.cases if calibrated else 0,
        suite.thresholds.get(Metric.CALIBRATION_ERROR),
    )
    return Report(
        suite=suite.name,
        asked=asked,
        judged=judged,
        figures=(*_figures(judged, suite.thresholds), error),
        tags=tuple(_tagged(tag, judged) for tag in sorted(tags)),
        latency=latency(trials),
        notes=tuple(notes),
        calibration=calibrated,
    )


def _judge(trial: Trial) -> Judged:
    scored = ((metric, measure(trial)) for metric, measure in MEASURES.items())
    return Judged(trial, {metric: score for metric, score in scored if score})


def _figures(judged: Sequence[Judged], thresholds: Mapping[Metric, float]) -> tuple[Figure, ...]:
    plain = _means(judged)
    return tuple(
        replace(figure, threshold=thresholds.get(figure.metric), within=interval(_values(figure.metric, judged)))
        for figure in plain
    )


def _means(judged: Sequence[Judged]) -> tuple[Figure, ...]:
    values = {metric: _values(metric, judged) for metric in MEASURES}
    return tuple(Figure(metric, sum(some) / len(some) if some else None, len(some)) for metric, some in values.items())


def _values(metric: Metric, judged: Sequence[Judged]) -> list[float]:
    return [trial.scores[metric].value for trial in judged if metric in trial.scores]


def _tagged(tag: str, judged: Sequence[Judged]) -> Tagged:
    those = [trial for trial in judged if tag in trial.trial.case.tags]
    return Tagged(tag, len(those), sum(trial.passed for trial in those), _means(those))
