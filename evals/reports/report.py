"""A Report at the terminal. A Reply's text is data: it is never read as markup or as terminal commands."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from evals.reports.report_rows import (
    BELOW,
    Rows,
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
from evals.results import Judged, Report

_PLAIN_WIDTH = 120
_RED = frozenset((BELOW, "WORSE"))


def show_report(report: Report) -> None:
    """Writes the Report to stdout, with colours to a terminal and as plain text elsewhere."""
    out = _console()
    for judged in report.failing:
        _show_failing(judged, out)
    for rows in (figure_rows(report), tag_rows(report), loss_rows(report)):
        _show_table(rows, out)
    if report.comparison:
        out.print(Text(f"Against {report.comparison.against}:", style="bold"))
        _show_table(change_rows(report.comparison), out)
        for line in turned_lines(report.comparison):
            out.print(Text(safe(line)))
    for note in report.notes:
        out.print(Text(f"Note: {safe(note)}", style="yellow"))
    if line := latency_line(report):
        out.print(Text(line, style="dim"))
    out.print(Text(verdict(report), style="bold green" if report.passed else "bold red"))


def show_side_by_side(reports: Mapping[str, Report]) -> None:
    """Writes a table with a column for each report to stdout."""
    out = _console()
    _show_table(side_by_side_rows(reports), out)
    for name, report in reports.items():
        out.print(Text(f"{name}: {verdict(report)}", style="green" if report.passed else "red"))


def _console() -> Console:
    width = None if sys.stdout.isatty() else _PLAIN_WIDTH
    return Console(width=width, highlight=False, markup=False, emoji=False)


def _show_table(rows: Rows, out: Console) -> None:
    heading, lines = rows
    if lines:
        out.print(_table(heading, lines, box.ROUNDED if out.is_terminal else box.ASCII))


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]], lines: box.Box) -> Table:
    table = Table(box=lines)
    for number, name in enumerate(heading):
        table.add_column(name, justify="right" if number else "left", no_wrap=number == 0)
    for row in rows:
        table.add_row(*map(Text, row), style="red" if row[-1] in _RED else None)
    return table


def _show_failing(judged: Judged, out: Console) -> None:
    case = judged.trial.case
    out.print(Text.assemble((safe(case.id), "bold red"), (f"  {safe(', '.join(case.tags))}", "dim")))
    for name, value in failing_lines(judged):
        line = Text.assemble((f"{name}: ", "dim"), safe(value))
        out.print(Padding(line, (0, 0, 0, 2), expand=False))
    out.print()
