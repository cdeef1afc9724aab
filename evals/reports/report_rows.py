"""What every form of a Report says: its tables, its verdict and its failing cases, as plain words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from evals.cases import Metric
from evals.comparison import Change, Comparison
from evals.reports.losses import MEANING, Loss, loss
from evals.results import Figure, Judged, Report

BELOW = "below"
_BY_TAG = (
    Metric.ACCURACY,
    Metric.SOURCE_ACCURACY,
    Metric.FOOTNOTE_RECALL,
    Metric.CITATION_VALIDITY,
    Metric.REFUSAL_RECALL,
    Metric.REFUSAL_PRECISION,
)
"""The metrics that are told by tag."""
_SHORT = 600
"""Characters of a reply that a failing case shows; the whole is in the JSON."""
_MOST_NAMED = 12
"""Cases that a line names."""

Rows = tuple[Sequence[str], list[Sequence[str]]]
"""The heading and the rows of a table."""


def verdict(report: Report) -> str:
    """The outcome in a sentence."""
    below = [one.metric.value for one in report.figures if not one.met]
    worse = [one.value for one in report.comparison.worse] if report.comparison else []
    passed = f"{len(report.judged) - len(report.failing)} of {len(report.judged)} cases passed"
    faults = [f"below the threshold: {', '.join(below)}"] if below else []
    faults += [f"worse than the baseline: {', '.join(worse)}"] if worse else []
    faults += [f"without a reply: {report.errors}"] if report.errors else []
    return f"{'FAILED' if faults else 'PASSED'} {report.suite} ({report.asked}): {'; '.join([passed, *faults])}."


def safe(words: str) -> str:
    """``words`` without control and format characters, which could command a terminal; line ends are kept."""
    return "".join(one for one in words if one in "\n\t" or unicodedata.category(one) not in {"Cc", "Cf"})


def figure_rows(report: Report) -> Rows:
    """Every metric with its value, where it lies, and its threshold."""
    rows = [
        (one.metric.value, share(one.value), _within(one.within), _bound(one), str(one.cases), "" if one.met else BELOW)
        for one in report.figures
    ]
    return ("metric", "value", "95 %", "threshold", "cases", ""), list(rows)


def tag_rows(report: Report) -> Rows:
    """The figures by tag."""
    names = [metric.value.replace("_", " ") for metric in _BY_TAG]
    rows = [
        (one.tag, str(one.cases), str(one.passed), *(share(f.value) for f in one.figures if f.metric in _BY_TAG))
        for one in report.tags
    ]
    return ("tag", "cases", "passed", *names), list(rows)


def loss_rows(report: Report) -> Rows:
    """Where cases were lost."""
    counted = Counter(map(loss, report.judged))
    rows = [(one.value, str(counted[one]), MEANING[one]) for one in Loss if one is not Loss.NONE and counted[one]]
    return ("lost at", "cases", "that is"), list(rows)


def change_rows(comparison: Comparison) -> Rows:
    """The metrics that differ from the baseline's."""
    rows = [_change_row(one) for one in comparison.changes if one.up or one.down]
    return ("metric", "before", "now", "difference, 95 %", "by chance", ""), list(rows)


def turned_lines(comparison: Comparison) -> Iterator[str]:
    """The cases that turned, and those that cannot be compared."""
    named = {
        "Broken": comparison.broken,
        "Mended": comparison.mended,
        "New, so not compared": comparison.new,
        "Changed, so not compared": comparison.altered,
        "Gone": comparison.gone,
    }
    for said, cases in named.items():
        if cases:
            more = f" and {len(cases) - _MOST_NAMED} more" if len(cases) > _MOST_NAMED else ""
            yield f"{said}: {', '.join(islice(cases, _MOST_NAMED))}{more}."
    if not (comparison.broken or comparison.mended):
        yield f"No case turned against {comparison.against}."


def latency_line(report: Report) -> str:
    """How long replies took; empty where none came."""
    return f"Latency: p50 {report.latency.p50:.0f} ms, p95 {report.latency.p95:.0f} ms." if report.latency else ""


def side_by_side_rows(reports: Mapping[str, Report]) -> Rows:
    """A column for each report, a row for each metric; then the cases that passed, and the waiting."""
    metrics = [one.metric for one in next(iter(reports.values())).figures]
    by_metric = [{one.metric: one for one in report.figures} for report in reports.values()]
    rows = [(metric.value, *(share(figures[metric].value) for figures in by_metric)) for metric in metrics]
    rows.append(("cases passed", *(str(len(one.judged) - len(one.failing)) for one in reports.values())))
    rows.append(("p50, ms", *(f"{one.latency.p50:.0f}" if one.latency else "–" for one in reports.values())))
    return ("", *reports), [row for row in rows if any(cell != "–" for cell in row[1:])]


def failing_lines(judged: Judged) -> Iterator[tuple[str, str]]:
    """A failing case as names and values, on a line each."""
    trial = judged.trial
    yield from (("before", question) for question in trial.case.after)
    yield "question", trial.case.question
    if trial.case.after and trial.reply:
        yield "understood as", trial.reply["standalone_question"]
    yield "expected", str(trial.case.expected)
    if trial.reply:
        said = " ".join(trial.reply["text"].split())
        yield "reply", said if len(said) <= _SHORT else said[:_SHORT] + "…"
    if trial.error:
        yield "error", trial.error
    for name, score in judged.faults.items():
        yield name.value, score.reason
    yield "lost at", loss(judged).value


def share(value: float | None) -> str:
    """A share with three figures; a dash for what was not measured."""
    return "–" if value is None else f"{value:.3f}"


def _within(within: tuple[float, float] | None) -> str:
    return "" if within is None else f"{within[0]:.3f}–{within[1]:.3f}"


def _bound(figure: Figure) -> str:
    return "" if figure.threshold is None else f"{'≤' if figure.metric.is_ceiling else '≥'} {figure.threshold:g}"


def _change_row(change: Change) -> tuple[str, ...]:
    low, high = change.within
    chance = f"{change.chance:.3f}" if change.after < change.before else ""
    between = f"{change.after - change.before:+.3f} ({low:+.3f} to {high:+.3f})"
    return (
        change.metric.value,
        share(change.before),
        share(change.after),
        between,
        chance,
        "WORSE" if change.worse else "",
    )
