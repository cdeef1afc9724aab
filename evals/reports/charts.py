"""The data of the plots in the HTML report, which the template draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from evals.reports.losses import MEANING, Loss, loss
from evals.results import Report

_COLUMNS = 24
"""Columns of the latency histogram."""
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True, slots=True)
class ChartPart:
    """A part of a whole: number of cases, share (0…1), and meaning."""

    name: str
    cases: int
    share: float
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class TagBar:
    """The share of a tag's cases that passed, and of the baseline's; None if unknown."""

    tag: str
    cases: int
    share: float
    before: float | None


@dataclass(frozen=True, slots=True)
class Column:
    """The replies that took ``low`` to ``high`` milliseconds; ``height`` is 1 for the fullest column."""

    low: int
    high: int
    cases: int
    height: float


def outcomes(report: Report) -> list[ChartPart]:
    """Returns the outcomes of all cases."""
    counted = Counter(map(loss, report.judged))
    total = max(1, len(report.judged))
    return [
        ChartPart(outcome.value, counted[outcome], counted[outcome] / total, MEANING[outcome])
        for outcome in Loss
        if counted[outcome]
    ]


def tag_bars(report: Report) -> list[TagBar]:
    """Returns a bar for every tag, the worst first."""
    then: Mapping[str, bool] = report.comparison.passed if report.comparison else {}
    bars: list[TagBar] = []
    for tagged in report.tags:
        passed_before = [
            then[j.trial.case.id] for j in report.judged if tagged.tag in j.trial.case.tags and j.trial.case.id in then
        ]
        before = sum(passed_before) / len(passed_before) if passed_before else None
        bars.append(TagBar(tagged.tag, tagged.cases, tagged.passed / tagged.cases, before))
    return sorted(bars, key=lambda bar: (bar.share, bar.tag))


def latency_columns(milliseconds: Sequence[float]) -> list[Column]:
    """Returns a histogram with columns of a round width."""
    if not milliseconds:
        return []
    longest = max(milliseconds)
    width = next((step for step in _STEPS if step * _COLUMNS >= longest), ceil(longest / _COLUMNS))
    counted = Counter(int(wait // width) for wait in milliseconds)
    fullest = max(counted.values())
    return [
        Column(number * width, (number + 1) * width, counted[number], counted[number] / fullest)
        for number in range(max(counted) + 1)
    ]
