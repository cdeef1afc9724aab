"""A run: every question of a suite is asked once, a few at a time, and what comes back is measured."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evals.cases import Case, Suite
from evals.endpoint import Endpoint
from evals.errors import AskFailed
from evals.results import Report, make_report
from evals.target import Target, opened
from evals.trial import Trial, shown
from retrieval.settings import Settings

WORKERS = 2
"""Questions under way at once: enough to meet what breaks under concurrency, few enough to measure latency."""


def run_suite(
    suite: Suite, settings: Settings, *, url: str | None = None, library: str | None = None, workers: int = WORKERS
) -> Report:
    """The Report on ``suite``, asked of the endpoint at ``url``, or in process of ``library`` (see ``evals.target``).

    The order of the cases is the suite's, whatever the order in which Replies come. Raises ``SuiteInvalid`` and
    ``EvalImpossible``; a single question that fails is part of the Report.
    """
    with _bar() as bar, opened(suite, settings, url, library, bar) as target:
        return make_report(suite, target.name, ask_all(suite.cases, target, bar, workers), target.notes)


def ask_all(cases: Sequence[Case], target: Target, bar: Progress, workers: int) -> list[Trial]:
    """A Trial for each case, in the order of ``cases``; stops early where asking on makes no sense."""
    task = bar.add_task("Asking", total=len(cases))

    def one(case: Case) -> Trial:
        trial = ask(case, target.endpoint, _sources(case, target))
        bar.advance(task)
        return trial

    with ThreadPoolExecutor(workers) as pool:
        running = [pool.submit(one, case) for case in cases]
        try:
            return [future.result() for future in running]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def ask(case: Case, endpoint: Endpoint, sources: frozenset[str]) -> Trial:
    """One case, asked and timed, with the texts that its quotes are checked against."""
    started = perf_counter()
    try:
        reply = endpoint.ask(case.question)
        milliseconds = (perf_counter() - started) * 1000
        cited = dict.fromkeys(citation["source"]["id"] for citation in shown(reply))
        texts = {source_id: endpoint.text(source_id) for source_id in cited}
    except AskFailed as error:
        return Trial(case, sources, reply=None, error=str(error))
    return Trial(case, sources, reply, None, texts, milliseconds)


def _sources(case: Case, target: Target) -> frozenset[str]:
    return frozenset[str]().union(*(target.ids.get(alias, ()) for alias in case.expected.sources))


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty())
