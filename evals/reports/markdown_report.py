"""A Report as Markdown. Replies are indented as code, so that their text is not read as markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import indent

from evals.reports.report_rows import (
    change_rows,
    failing_lines,
    figure_rows,
    latency_line,
    loss_rows,
    safe,
    side_by_side_rows,
    tag_rows,
    turned_lines,
    verdict,
)
from evals.results import Report


def markdown(report: Report) -> str:
    """Renders the Report for a pull request: the verdict and changes in sight, the rest folded."""
    parts = [f"# Eval: {report.suite}", verdict(report)]
    if report.comparison:
        parts += [f"## Against {report.comparison.against}", _table(*change_rows(report.comparison))]
        parts += [f"`{safe(line)}`" for line in turned_lines(report.comparison)]
    parts += ["## Figures", *(_table(*rows) for rows in (figure_rows(report), loss_rows(report)))]
    parts += _folded("By tag", [_table(*tag_rows(report))])
    parts += [f"Note: `{safe(note)}`" for note in report.notes]
    parts += [latency_line(report)]
    if report.failing:
        parts += _folded(f"Failing cases: {len(report.failing)}", _failing(report))
    return "\n\n".join(part for part in parts if part) + "\n"


def markdown_side_by_side(reports: Mapping[str, Report]) -> str:
    """Renders the figures of several reports in columns."""
    verdicts = [f"`{safe(name)}`: {verdict(report)}" for name, report in reports.items()]
    return "\n\n".join(("# Eval: side by side", _table(*side_by_side_rows(reports)), *verdicts)) + "\n"


def _failing(report: Report) -> list[str]:
    parts: list[str] = []
    for judged in report.failing:
        lines = "\n".join(f"{name}: {value}" for name, value in failing_lines(judged))
        parts += [f"### `{safe(judged.trial.case.id)}`", indent(safe(lines), "    ", lambda _: True)]
    return parts


def _folded(summary: str, parts: Sequence[str]) -> list[str]:
    return [f"<details><summary>{summary}</summary>", *parts, "</details>"]


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    rule = ["---", *("---:" for _ in heading[1:])]
    return "\n".join(f"| {' | '.join(safe(cell) for cell in row)} |" for row in (heading, rule, *rows))
