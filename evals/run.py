"""A run: every question of a suite is asked once, a few at a time, and what comes back is measured."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from uuid import uuid4

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evals.cases import Case, Suite
from evals.endpoint import Endpoint
from evals.eval_errors import AskFailed
from evals.options import WORKERS, RunOptions
from evals.results import Report, make_report
from evals.target import Target, opened
from evals.trial import Trial, cited
from evals.trial_cache import KeptTrials
from retrieval.settings import Settings


def run_suite(suite: Suite, settings: Settings, asking: RunOptions | None = None) -> Report:
    """The Report on ``suite``; the order of its cases is the suite's, whatever the order in which Replies come.

    Raises ``SuiteInvalid`` and ``EvalImpossible``; a single question that fails is part of the Report.
    """
    how = asking or RunOptions()
    with _bar() as bar, opened(suite, settings, how, bar) as target:
        model = settings.model if how.url is None else ""
        kept = KeptTrials(how.keep, f"{target.name} {model}".strip(), resume=how.resume) if how.keep else None
        trials = ask_all(suite.cases, target, bar, how.workers, kept)
    return make_report(suite, target.name, trials, (*target.notes, *_drafts(suite)))


def ask_all(
    cases: Sequence[Case], target: Target, bar: Progress, workers: int = WORKERS, kept: KeptTrials | None = None
) -> list[Trial]:
    """A Trial for each case, in the order of ``cases``; stops early where asking on makes no sense."""
    task = bar.add_task("Asking", total=len(cases))

    def one(case: Case) -> Trial:
        trial = kept.get(case, target.endpoint, _sources(case, target)) if kept else None
        if trial is None:
            trial = ask(case, target.endpoint, _sources(case, target))
            if kept:
                kept.put(trial)
        bar.advance(task)
        return trial

    with ThreadPoolExecutor(workers) as pool:
        running = [pool.submit(one, case) for case in cases]
        try:
            return [future.result() for future in running]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def ask(case: Case, endpoint: Endpoint, sources: frozenset[str]) -> Trial:
    """One case, asked and timed, with the texts that its quotes are checked against.

    What comes before it in its Conversation is asked first, and not timed.
    """
    conversation = uuid4().hex if case.after else None
    try:
        for question in case.after:
            endpoint.ask(question, conversation)
        started = perf_counter()
        reply = endpoint.ask(case.question, conversation)
        milliseconds = (perf_counter() - started) * 1000
        texts = {source_id: endpoint.text(source_id) for source_id in cited(reply)}
        hits = endpoint.hits(reply["standalone_question"])
    except AskFailed as error:
        return Trial(case, sources, reply=None, error=str(error))
    return Trial(case, sources, reply, None, texts, milliseconds, hits)


def _sources(case: Case, target: Target) -> frozenset[str]:
    return frozenset[str]().union(*(target.ids.get(alias, ()) for alias in case.expected.sources))


def _drafts(suite: Suite) -> list[str]:
    """A note on the cases that are not asked."""
    if not suite.drafts:
        return []
    return [f"Not asked, because they are drafts that nobody has confirmed: {', '.join(suite.drafts)}."]


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty())
