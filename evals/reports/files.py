"""Writes a Report as files: JSON for programs, Markdown for a pull request, JUnit for CI, and a page for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from evals.eval_errors import EvalImpossible
from evals.reports.as_json import report_json
from evals.reports.html_report import html
from evals.reports.junit import junit
from evals.reports.markdown_report import markdown, markdown_side_by_side
from evals.results import Report


def write_report(report: Report, folder: Path) -> None:
    """Writes ``report.json``, ``.md``, ``.html`` and ``junit.xml``; raises ``EvalImpossible`` where it cannot."""
    _write(
        folder,
        {
            "report.json": json_text(report),
            "report.md": markdown(report),
            "report.html": html(report),
            "junit.xml": junit(report),
        },
    )


def write_side_by_side(reports: Mapping[str, Report], folder: Path) -> None:
    """Writes ``compare.md`` to ``folder``; raises like ``write_report``."""
    _write(folder, {"compare.md": markdown_side_by_side(reports)})


def json_text(report: Report) -> str:
    """Returns the Report as a JSON document."""
    return json.dumps(report_json(report), ensure_ascii=False, indent=2) + "\n"


def _write(folder: Path, files: Mapping[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvalImpossible(f"The report cannot be written to {folder}: {error.strerror}.") from error
