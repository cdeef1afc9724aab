"""The command ``ibid eval``."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from evals.baseline import baseline_of, baseline_path, compare, read_baseline, write_baseline
from evals.cases import SUITES, Suite
from evals.eval_errors import EvalImpossible, SuiteInvalid
from evals.loading import load_suite
from evals.options import WORKERS, RunOptions
from evals.reports.files import json_text, write_report, write_side_by_side
from evals.reports.report import show_report, show_side_by_side
from evals.results import Report
from evals.run import run_suite
from retrieval.settings import Settings

if TYPE_CHECKING:  # LangChain takes half a second to import, and only chat models need it
    from evals.recordings import Recording

DEFAULT_SUITE = "corpus"
_NO_NAME = re.compile(r"[^\w.-]+")
"""Characters that do not belong in the name of a folder."""
PASSED, FAILED = 0, 1
"""Exit codes; ``Report.failures`` says what fails a run."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of ``ibid eval``.

    ``suite``: a file, or the name of a bundled suite. ``compared``: models, such as ``extractive`` or
    ``openai:gpt-4.1``, with settings (see ``variant``), to run one after the other. ``record`` writes a chat model's
    replies to a file, ``replay`` reads them from it.
    """

    suite: str = DEFAULT_SUITE
    url: str | None = None
    library: str | None = None
    out: Path | None = None
    as_json: bool = False
    baseline: Path | None = None
    update_baseline: bool = False
    workers: int = WORKERS
    resume: bool = False
    compared: tuple[str, ...] = ()
    record: Path | None = None
    replay: Path | None = None


def evaluate(options: Options, settings: Settings) -> int:
    """Runs the suite and reports; returns the exit code. Raises an ``IbidError`` where it cannot run."""
    _check(options)
    suite = load_suite(find_suite(options.suite))
    if options.compared:
        return _side_by_side(options, suite, settings)
    report = _compared(_run(options, suite, settings, options.out), options, suite)
    if options.out is not None:
        write_report(report, options.out)
    if options.as_json:
        sys.stdout.write(json_text(report))
    else:
        show_report(report)
    if options.update_baseline:
        path = _baseline(options, suite)
        write_baseline(baseline_of(report), path)
        sys.stderr.write(f"This run is now the baseline: {path}\n")
    return PASSED if report.passed else FAILED


def find_suite(suite: str) -> Path:
    """Returns the file of ``suite``; the user's own file takes precedence over a bundled suite."""
    path, boxed = Path(suite).expanduser(), SUITES / f"{suite}.yaml"
    if path.is_file():
        return path
    if boxed.is_file():
        return boxed
    names = ", ".join(sorted(file.stem for file in SUITES.glob("*.yaml")))
    raise SuiteInvalid(f"There is no suite {suite!r}. Give a file, or the name of a bundled suite: {names}.")


def _check(options: Options) -> None:
    """Rejects options that contradict each other, before anything is asked."""
    if options.resume and options.out is None:
        raise EvalImpossible("--resume continues with the replies in the folder of --out; add --out DIR.")
    if options.url and (options.record or options.replay or options.compared):
        raise EvalImpossible("--record, --replay and --compare need a library in this process; leave out --url.")
    if options.record and options.replay:
        raise EvalImpossible("Give either --record or --replay.")
    if options.compared and (options.record or options.replay or options.baseline or options.update_baseline):
        raise EvalImpossible("--compare compares models with each other; it takes no baseline and no recording.")


def _run(options: Options, suite: Suite, settings: Settings, out: Path | None) -> Report:
    recording = _recording(options, settings)
    run_options = RunOptions(
        url=options.url,
        library=options.library,
        workers=options.workers,
        keep=out / "replies.jsonl" if out else None,
        resume=options.resume,
        chat_model=recording,
    )
    report = run_suite(suite, settings, run_options)
    if recording is not None and recording.missed:
        raise EvalImpossible(
            f"{recording.missed} prompts have no reply in {options.replay}: documents, questions or prompts have "
            "changed since. Record it again with --record."
        )
    return report


def _recording(options: Options, settings: Settings) -> Recording | None:
    """Returns the recording that answers, or that records the chat model's answers."""
    path = options.record or options.replay
    if path is None:
        return None
    from evals.recordings import recorded, replayed  # noqa: PLC0415 - LangChain, as above

    return replayed(path) if options.replay else recorded(path, settings)


def _compared(report: Report, options: Options, suite: Suite) -> Report:
    """Adds the comparison with the baseline, if any, to ``report``. A run that becomes it is compared with itself."""
    path = _baseline(options, suite)
    if options.update_baseline and not report.errors:
        return replace(report, comparison=compare(report, baseline_of(report), path.name))
    if options.update_baseline or not (options.baseline or path.exists()):
        return report
    return replace(report, comparison=compare(report, read_baseline(path), path.name))


def _baseline(options: Options, suite: Suite) -> Path:
    """Returns the baseline's file: the one named, else the one beside the suite."""
    if options.baseline:
        return options.baseline
    default = next(iter(suite.libraries))
    library = None if options.library in (None, default) else Path(str(options.library)).name
    return baseline_path(suite.path, library)


def variant(settings: Settings, named: str) -> Settings:
    """Returns ``settings`` with another model and changes: ``openai:gpt-4.1-mini+model_temperature=0.5``.

    Raises ``EvalImpossible`` for an unknown setting or a bad value.
    """
    model, *changes = named.split("+")
    changed = {name: value for name, _, value in (change.partition("=") for change in changes)}
    for name in changed:
        if name not in Settings.model_fields:
            near = get_close_matches(name, Settings.model_fields, 1)
            raise EvalImpossible(f"--compare: no setting {name!r}" + (f"; did you mean {near[0]!r}?" if near else "."))
    try:
        return Settings.model_validate({**settings.model_dump(), **changed, "model": model})
    except ValidationError as error:
        raise EvalImpossible(f"--compare {named}: {error.errors(include_url=False)[0]['msg']}.") from None


def _side_by_side(options: Options, suite: Suite, settings: Settings) -> int:
    """Runs the suite with each model and shows the figures in columns; the first is the reference."""
    reports: dict[str, Report] = {}
    for model in options.compared:
        out = options.out / _NO_NAME.sub("-", model) if options.out else None
        reports[model] = _run(options, suite, variant(settings, model), out)
        if out is not None:
            write_report(reports[model], out)
    if options.out is not None:
        write_side_by_side(reports, options.out)
    show_side_by_side(reports)
    return PASSED if all(report.passed for report in reports.values()) else FAILED
