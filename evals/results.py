"""What a run came to: scores case by case, and the figures over all of them.

Nothing in here but ``Report.latency`` differs between two runs over the same library with the same answerer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evals.cases import Metric, Suite
from evals.metrics.accuracy import accuracy
from evals.metrics.citation_validity import citation_validity
from evals.metrics.footnote_recall import footnote_recall
from evals.metrics.latency import Latency, latency
from evals.metrics.refusal_precision import refusal_precision
from evals.metrics.refusal_recall import refusal_recall
from evals.metrics.source_accuracy import source_accuracy
from evals.trial import Score, Trial

MEASURES: Mapping[Metric, Callable[[Trial], Score | None]] = {
    Metric.ACCURACY: accuracy,
    Metric.SOURCE_ACCURACY: source_accuracy,
    Metric.FOOTNOTE_RECALL: footnote_recall,
    Metric.CITATION_VALIDITY: citation_validity,
    Metric.REFUSAL_RECALL: refusal_recall,
    Metric.REFUSAL_PRECISION: refusal_precision,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A Trial with its scores; a metric that does not apply to it is absent."""

    trial: Trial
    scores: Mapping[Metric, Score]

    @property
    def passed(self) -> bool:
        """Whether a Reply came and no metric finds fault with it."""
        return self.trial.error is None and all(score.value == 1.0 for score in self.scores.values())


@dataclass(frozen=True, slots=True)
class Figure:
    """The mean of one metric over the ``cases`` it applies to; ``value`` is None where it applies to none."""

    metric: Metric
    value: float | None
    cases: int
    threshold: float | None = None

    @property
    def met(self) -> bool:
        """Whether the threshold is reached. What was not measured does no harm: the metrics that do not depend on the
        replies are measured in any case, since a suite may set no threshold for a metric without cases.
        """
        return self.threshold is None or self.value is None or self.value >= self.threshold


@dataclass(frozen=True, slots=True)
class Tagged:
    """The cases that share a tag, in figures."""

    tag: str
    cases: int
    passed: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A run of a suite. ``asked``: what was asked, in words. ``notes``: what the reader of the figures should know."""

    suite: str
    asked: str
    judged: tuple[Judged, ...]
    figures: tuple[Figure, ...]
    tags: tuple[Tagged, ...]
    latency: Latency | None
    notes: tuple[str, ...] = ()

    @property
    def errors(self) -> int:
        """How many cases got no Reply."""
        return sum(one.trial.error is not None for one in self.judged)

    @property
    def failing(self) -> tuple[Judged, ...]:
        """The cases that at least one metric finds fault with, in the order of the suite."""
        return tuple(one for one in self.judged if not one.passed)

    @property
    def passed(self) -> bool:
        """Whether all thresholds are reached; a run in which a question got no Reply has not measured them."""
        return not self.errors and all(figure.met for figure in self.figures)


def make_report(suite: Suite, asked: str, trials: Sequence[Trial], notes: Sequence[str] = ()) -> Report:
    """The Report on ``trials``."""
    judged = tuple(_judge(trial) for trial in trials)
    tags = dict.fromkeys(tag for trial in trials for tag in trial.case.tags)
    return Report(
        suite=suite.name,
        asked=asked,
        judged=judged,
        figures=_figures(judged, suite.thresholds),
        tags=tuple(_tagged(tag, judged) for tag in sorted(tags)),
        latency=latency(trials),
        notes=tuple(notes),
    )


def _judge(trial: Trial) -> Judged:
    scored = ((metric, measure(trial)) for metric, measure in MEASURES.items())
    return Judged(trial, {metric: score for metric, score in scored if score})


def _figures(judged: Sequence[Judged], thresholds: Mapping[Metric, float]) -> tuple[Figure, ...]:
    return tuple(_figure(metric, judged, thresholds.get(metric)) for metric in Metric)


def _figure(metric: Metric, judged: Sequence[Judged], threshold: float | None) -> Figure:
    values = [one.scores[metric].value for one in judged if metric in one.scores]
    return Figure(metric, sum(values) / len(values) if values else None, len(values), threshold)


def _tagged(tag: str, judged: Sequence[Judged]) -> Tagged:
    those = [one for one in judged if tag in one.trial.case.tags]
    return Tagged(tag, len(those), sum(one.passed for one in those), _figures(those, {}))
