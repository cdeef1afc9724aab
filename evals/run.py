"""Runs a suite: asks every question once, a few at a time, and measures the Replies."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from uuid import uuid4

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evals.cases import Case, Suite
from evals.documents import looked_up
from evals.endpoint import Endpoint
from evals.eval_errors import AskFailed
from evals.options import WORKERS, RunOptions
from evals.results import Report, make_report
from evals.target import Target, opened
from evals.trial import Trial, cited
from evals.trial_cache import TrialCache
from retrieval.settings import Settings


def run_suite(suite: Suite, settings: Settings, options: RunOptions | None = None) -> Report:
    """Runs ``suite`` and returns the Report, with the cases in the suite's order.

    Raises ``SuiteInvalid`` and ``EvalImpossible``; a single question that fails is part of the Report.
    """
    options = options or RunOptions()
    with _bar() as bar, opened(suite, settings, options, bar) as target:
        model = settings.model if options.url is None else ""
        cache = (
            TrialCache(options.keep, f"{target.name} {model}".strip(), resume=options.resume) if options.keep else None
        )
        trials = ask_all(suite.cases, target, bar, options.workers, cache)
    return make_report(suite, target.name, trials, (*target.notes, *_drafts(suite)))


def ask_all(
    cases: Sequence[Case], target: Target, bar: Progress, workers: int = WORKERS, cache: TrialCache | None = None
) -> list[Trial]:
    """Returns a Trial for each case, in the order of ``cases``; stops early where further questions are pointless."""
    task = bar.add_task("Asking", total=len(cases))

    def run_case(case: Case) -> Trial:
        trial = cache.get(case, target.endpoint, _sources(case, target)) if cache else None
        if trial is None:
            trial = ask(case, target.endpoint, _sources(case, target))
            if cache:
                cache.put(trial)
        bar.advance(task)
        return looked_up(trial, target.endpoint)

    with ThreadPoolExecutor(workers) as pool:
        running = [pool.submit(run_case, case) for case in cases]
        try:
            return [future.result() for future in running]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def ask(case: Case, endpoint: Endpoint, sources: frozenset[str]) -> Trial:
    """Asks one case and times it, with the texts that its quotes are checked against.

    Earlier questions of its Conversation are asked first, untimed.
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
    """Returns a note on the cases that are not asked."""
    if not suite.drafts:
        return []
    return [f"Not asked, because they are unconfirmed drafts: {', '.join(suite.drafts)}."]


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty())
