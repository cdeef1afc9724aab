"""The contents shared by all forms of a Report: its tables, its verdict and its failing cases, as plain words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from evals.cases import Metric
from evals.comparison import Change, Comparison
from evals.reports.losses import MEANING, Loss, loss
from evals.results import Figure, Judged, Report, named_cases

BELOW = "below"
_BY_TAG = (
    Metric.ACCURACY,
    Metric.SOURCE_ACCURACY,
    Metric.FOOTNOTE_RECALL,
    Metric.CITATION_VALIDITY,
    Metric.REFUSAL_RECALL,
    Metric.REFUSAL_PRECISION,
)
"""The metrics that are shown by tag."""
_SHORT = 600
"""Characters of a reply that a failing case shows; the JSON has all."""

Rows = tuple[Sequence[str], list[Sequence[str]]]
"""The heading and the rows of a table."""


def verdict(report: Report) -> str:
    """Returns the outcome in a sentence."""
    passed = f"{len(report.judged) - len(report.failing)} of {len(report.judged)} cases passed"
    outcome = "PASSED" if report.passed else "FAILED"
    return f"{outcome} {report.suite} ({report.asked}): {'; '.join([passed, *report.failures])}."


def safe(words: str) -> str:
    """Returns ``words`` without control and format characters, which could command a terminal; line ends are kept."""
    return "".join(
        character for character in words if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf"}
    )


def figure_rows(report: Report) -> Rows:
    """Returns every metric with its value, confidence interval, and threshold."""
    rows = [
        (
            figure.metric.value,
            share(figure.value),
            _within(figure.within),
            _bound(figure),
            str(figure.cases),
            "" if figure.met else BELOW,
        )
        for figure in report.figures
    ]
    return ("metric", "value", "95 %", "threshold", "cases", ""), list(rows)


def tag_rows(report: Report) -> Rows:
    """Returns the figures by tag."""
    names = [metric.value.replace("_", " ") for metric in _BY_TAG]
    rows = [
        (
            tagged.tag,
            str(tagged.cases),
            str(tagged.passed),
            *(share(f.value) for f in tagged.figures if f.metric in _BY_TAG),
        )
        for tagged in report.tags
    ]
    return ("tag", "cases", "passed", *names), list(rows)


def loss_rows(report: Report) -> Rows:
    """Returns the steps at which cases failed."""
    counted = Counter(map(loss, report.judged))
    rows = [
        (outcome.value, str(counted[outcome]), MEANING[outcome])
        for outcome in Loss
        if outcome is not Loss.NONE and counted[outcome]
    ]
    return ("lost at", "cases", "meaning"), list(rows)


def change_rows(comparison: Comparison) -> Rows:
    """Returns the metrics that differ from the baseline's."""
    rows = [_change_row(change) for change in comparison.changes if change.up or change.down]
    return ("metric", "before", "now", "difference, 95 %", "by chance", ""), list(rows)


def turned_lines(comparison: Comparison) -> Iterator[str]:
    """Yields the cases with a new outcome, and those that cannot be compared."""
    named = {
        "Broken": comparison.broken,
        "Fixed": comparison.mended,
        "New, so not compared": comparison.new,
        "Changed, so not compared": comparison.altered,
        "Gone": comparison.gone,
    }
    for heading, cases in named.items():
        if cases:
            yield f"{heading}: {named_cases(cases)}."
    if not (comparison.broken or comparison.mended):
        yield f"No case passes or fails differently from {comparison.against}."


def latency_line(report: Report) -> str:
    """Returns the latency of replies, or an empty string without replies."""
    return f"Latency: p50 {report.latency.p50:.0f} ms, p95 {report.latency.p95:.0f} ms." if report.latency else ""


def side_by_side_rows(reports: Mapping[str, Report]) -> Rows:
    """Returns a column for each report, a row for each metric; then passed cases and latency."""
    metrics = [figure.metric for figure in next(iter(reports.values())).figures]
    by_metric = [{figure.metric: figure for figure in report.figures} for report in reports.values()]
    rows = [(metric.value, *(share(figures[metric].value) for figures in by_metric)) for metric in metrics]
    rows.append(("cases passed", *(str(len(report.judged) - len(report.failing)) for report in reports.values())))
    rows.append(("p50, ms", *(f"{report.latency.p50:.0f}" if report.latency else "–" for report in reports.values())))
    return ("", *reports), [row for row in rows if any(cell != "–" for cell in row[1:])]


def failing_lines(judged: Judged) -> Iterator[tuple[str, str]]:
    """Yields a failing case as names and values, on a line each."""
    trial = judged.trial
    yield from (("before", question) for question in trial.case.after)
    yield "question", trial.case.question
    if trial.case.after and trial.reply:
        yield "understood as", trial.reply["standalone_question"]
    yield "expected", str(trial.case.expected)
    if trial.reply:
        text = " ".join(trial.reply["text"].split())
        yield "reply", text if len(text) <= _SHORT else text[:_SHORT] + "…"
    if trial.error:
        yield "error", trial.error
    for name, score in judged.faults.items():
        yield name.value, score.reason
    yield "lost at", loss(judged).value


def share(value: float | None) -> str:
    """Formats a share with three figures; a dash for an unmeasured one."""
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
