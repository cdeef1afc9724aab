"""The numbers behind the plots of the HTML report; how they are drawn is the template's affair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from evals.reports.losses import MEANING, Loss, loss
from evals.results import Report

_COLUMNS = 24
"""Columns of the plot of latencies."""
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole: how many cases, which share (0…1), and what it means."""

    name: str
    cases: int
    share: float
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class TagBar:
    """The share of a tag's cases that passed, and that which passed before; None where nothing is known of them."""

    tag: str
    cases: int
    share: float
    before: float | None


@dataclass(frozen=True, slots=True)
class Column:
    """The replies that took from ``low`` to ``high`` milliseconds; ``height`` is 1 for the fullest column."""

    low: int
    high: int
    cases: int
    height: float


def outcomes(report: Report) -> list[Part]:
    """Where all cases ended."""
    counted = Counter(map(loss, report.judged))
    total = max(1, len(report.judged))
    return [Part(one.value, counted[one], counted[one] / total, MEANING[one]) for one in Loss if counted[one]]


def tag_bars(report: Report) -> list[TagBar]:
    """Every tag, the one that fares worst first."""
    then: Mapping[str, bool] = report.comparison.passed if report.comparison else {}
    bars: list[TagBar] = []
    for one in report.tags:
        known = [
            then[j.trial.case.id] for j in report.judged if one.tag in j.trial.case.tags and j.trial.case.id in then
        ]
        before = sum(known) / len(known) if known else None
        bars.append(TagBar(one.tag, one.cases, one.passed / one.cases, before))
    return sorted(bars, key=lambda bar: (bar.share, bar.tag))


def latency_columns(milliseconds: Sequence[float]) -> list[Column]:
    """A histogram with columns of a round width."""
    if not milliseconds:
        return []
    longest = max(milliseconds)
    width = next((step for step in _STEPS if step * _COLUMNS >= longest), ceil(longest / _COLUMNS))
    counted = Counter(int(one // width) for one in milliseconds)
    fullest = max(counted.values())
    return [
        Column(number * width, (number + 1) * width, counted[number], counted[number] / fullest)
        for number in range(max(counted) + 1)
    ]
