"""What ``ibid eval`` does."""

from __future__ import annotations

import sys
from pathlib import Path

from evals.cases import SUITES, SuiteInvalid, load_suite
from evals.report import json_text, show_report, write_report
from evals.run import run_suite
from retrieval.settings import Settings

DEFAULT_SUITE = "corpus"


def evaluate(
    suite: str | None, url: str | None, library: str | None, out: Path | None, as_json: bool, settings: Settings
) -> int:
    """Runs ``suite``, a file or the name of one in the box, and reports; exit code 1 below a threshold, else 0.

    Whatever keeps it from running is an ``IbidError``, which the caller turns into a sentence.
    """
    report = run_suite(load_suite(find_suite(suite or DEFAULT_SUITE)), settings, url=url, library=library)
    if out is not None:
        write_report(report, out)
    if as_json:
        sys.stdout.write(json_text(report))
    else:
        show_report(report)
    return 0 if report.passed else 1


def find_suite(suite: str) -> Path:
    """The file that ``suite`` means; a file of one's own goes before one in the box."""
    path, boxed = Path(suite).expanduser(), SUITES / f"{suite}.yaml"
    if path.is_file():
        return path
    if boxed.is_file():
        return boxed
    names = ", ".join(sorted(one.stem for one in SUITES.glob("*.yaml")))
    raise SuiteInvalid(f"There is no suite {suite!r}: neither a file, nor one in the box ({names}).")
