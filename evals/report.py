"""A Report for a person: tables and failing cases at the terminal, the same as Markdown in a file.

What a Reply says is data: it is never read as markup, neither by the terminal nor by a viewer of Markdown.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import indent

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from evals.errors import EvalImpossible
from evals.report_json import report_json
from evals.results import Figure, Judged, Report

_PLAIN_WIDTH = 120
_SHORT = 600
"""Characters of a reply that a failing case shows; the whole is in the JSON."""


def show_report(report: Report) -> None:
    """Writes the Report to stdout: with colours to a terminal, as plain text to anything else."""
    terminal = sys.stdout.isatty()
    out = Console(width=None if terminal else _PLAIN_WIDTH, highlight=False, markup=False, emoji=False)
    lines = box.ROUNDED if terminal else box.ASCII
    for one in report.failing:
        _show_failing(one, out)
    for heading, rows in (_figure_rows(report), _tag_rows(report)):
        out.print(_table(heading, rows, lines))
    for note in report.notes:
        out.print(Text(f"Note: {safe(note)}", style="yellow"))
    if line := _latency_line(report):
        out.print(Text(line, style="dim"))
    out.print(Text(verdict(report), style="bold green" if report.passed else "bold red"))


def write_report(report: Report, folder: Path) -> None:
    """``report.json`` and ``report.md`` in ``folder``; raises ``EvalImpossible`` where it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.json").write_text(json_text(report), encoding="utf-8")
        (folder / "report.md").write_text(markdown(report), encoding="utf-8")
    except OSError as error:
        raise EvalImpossible(f"The report cannot be written to {folder}: {error.strerror}.") from error


def json_text(report: Report) -> str:
    """The Report as a JSON document."""
    return json.dumps(report_json(report), ensure_ascii=False, indent=2) + "\n"


def verdict(report: Report) -> str:
    """The outcome in a sentence."""
    below = [one.metric.value for one in report.figures if not one.met]
    passed = f"{len(report.judged) - len(report.failing)} of {len(report.judged)} cases passed"
    faults = [f"below the threshold: {', '.join(below)}"] if below else []
    faults += [f"without a reply: {report.errors}"] if report.errors else []
    return f"{'FAILED' if faults else 'PASSED'} {report.suite} ({report.asked}): {'; '.join([passed, *faults])}."


def safe(words: str) -> str:
    """``words`` without control and format characters, which could command a terminal; line ends are kept."""
    return "".join(one for one in words if one in "\n\t" or unicodedata.category(one) not in {"Cc", "Cf"})


def markdown(report: Report) -> str:
    """The Report as Markdown; what a Reply says is indented as code, so that nothing in it is markup."""
    parts = [f"# Eval: {report.suite}", verdict(report)]
    parts += [_markdown_table(heading, rows) for heading, rows in (_figure_rows(report), _tag_rows(report))]
    parts += [f"Note: `{safe(note)}`" for note in report.notes]
    parts += [line for line in (_latency_line(report),) if line]
    if report.failing:
        parts.append("## Failing cases")
    for one in report.failing:
        lines = "\n".join(f"{name}: {value}" for name, value in _failing_lines(one))
        parts += [f"### `{safe(one.trial.case.id)}`", indent(safe(lines), "    ", lambda _: True)]
    return "\n\n".join(parts) + "\n"


Rows = tuple[Sequence[str], list[Sequence[str]]]


def _figure_rows(report: Report) -> Rows:
    rows = [(one.metric.value, _share(one), _bound(one), str(one.cases), _remark(one)) for one in report.figures]
    return ("metric", "value", "threshold", "cases", ""), list(rows)


def _tag_rows(report: Report) -> Rows:
    names = [one.metric.value.replace("_", " ") for one in report.figures]
    rows = [(one.tag, str(one.cases), str(one.passed), *map(_share, one.figures)) for one in report.tags]
    return ("tag", "cases", "passed", *names), list(rows)


def _share(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value:.3f}"


def _bound(figure: Figure) -> str:
    return "" if figure.threshold is None else f"≥ {figure.threshold:g}"


def _remark(figure: Figure) -> str:
    return "" if figure.met else "below"


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]], lines: box.Box) -> Table:
    table = Table(box=lines)
    for number, name in enumerate(heading):
        table.add_column(name, justify="right" if number else "left", no_wrap=number == 0)
    for row in rows:
        table.add_row(*map(Text, row), style="red" if row[-1] == "below" else None)
    return table


def _markdown_table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---", *("---:" for _ in heading[1:])]
    return "\n".join(f"| {' | '.join(safe(cell) for cell in row)} |" for row in (heading, rule, *rows))


def _latency_line(report: Report) -> str:
    return f"Latency: p50 {report.latency.p50:.0f} ms, p95 {report.latency.p95:.0f} ms." if report.latency else ""


def _show_failing(judged: Judged, out: Console) -> None:
    case = judged.trial.case
    out.print(Text.assemble((safe(case.id), "bold red"), (f"  {safe(', '.join(case.tags))}", "dim")))
    for name, value in _failing_lines(judged):
        line = Text.assemble((f"{name}: ", "dim"), safe(value))
        out.print(Padding(line, (0, 0, 0, 2), expand=False))
    out.print()


def _failing_lines(judged: Judged) -> Iterator[tuple[str, str]]:
    """A failing case as names and values, on a line each."""
    trial = judged.trial
    yield "question", trial.case.question
    yield "expected", str(trial.case.expected)
    if trial.reply:
        said = " ".join(trial.reply["text"].split())
        yield "reply", said if len(said) <= _SHORT else said[:_SHORT] + "…"
    if trial.error:
        yield "error", trial.error
    for name, score in judged.scores.items():
        if score.value < 1.0:
            yield name.value, score.reason
