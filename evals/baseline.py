"""The accepted result of a suite, stored beside it, and the comparison of a new run with it.

A baseline is JSON with a line for each case, so that its history reads well. Only cases with unchanged questions and
expectations are compared. A metric is worse if chance alone is unlikely to explain its drop over these pairs
(``evals.paired``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.cases import Metric
from evals.comparison import Change, Comparison
from evals.eval_errors import EvalImpossible
from evals.paired import drop_probability, interval
from evals.results import MEASURES, Judged, Report


class BaselineCase(BaseModel):
    """A case's result in the baseline. ``of``: the fingerprint of its question and expectations."""

    model_config = ConfigDict(frozen=True)

    of: str
    passed: bool
    scores: dict[str, float]


class Baseline(BaseModel):
    """The stored result of a run."""

    model_config = ConfigDict(frozen=True)

    suite: str
    asked: str
    cases: dict[str, BaselineCase]


def baseline_path(suite: Path, library: str | None) -> Path:
    """Returns the path of a suite's baseline; each of its libraries except the first has its own."""
    name = f"{suite.stem}.{library}" if library else suite.stem
    return suite.with_name(f"{name}.baseline.json")


def read_baseline(path: Path) -> Baseline:
    """Reads the baseline in ``path``; raises ``EvalImpossible``."""
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except OSError as error:
        raise EvalImpossible(f"The baseline {path} cannot be read: {error.strerror}.") from None
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]["msg"]
        raise EvalImpossible(f"{path} is not a baseline: {problem}. `ibid eval --update-baseline` makes one.") from None


def baseline_of(report: Report) -> Baseline:
    """Returns ``report`` as a baseline; raises ``EvalImpossible``."""
    if report.errors:
        raise EvalImpossible(f"{report.errors} cases got no reply, so this run cannot be the baseline.")
    cases = {judged.trial.case.id: _result(judged) for judged in report.judged}
    return Baseline(suite=report.suite, asked=report.asked, cases=cases)


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Writes ``baseline`` to ``path``; raises ``EvalImpossible``."""
    lines = (f"    {json.dumps(name)}: {json.dumps(case.model_dump())}" for name, case in baseline.cases.items())
    head = f'{{\n  "suite": {json.dumps(baseline.suite)},\n  "asked": {json.dumps(baseline.asked)},\n  "cases": {{\n'
    try:
        path.write_text(head + ",\n".join(lines) + "\n  }\n}\n", encoding="utf-8")
    except OSError as error:
        raise EvalImpossible(f"The baseline cannot be written to {path}: {error.strerror}.") from error


def _result(judged: Judged) -> BaselineCase:
    scores = {name.value: round(score.value, 4) for name, score in judged.scores.items()}
    return BaselineCase(of=judged.trial.case.fingerprint, passed=judged.passed, scores=scores)


def compare(report: Report, baseline: Baseline, against: str) -> Comparison:
    """Compares ``report`` with ``baseline``, which is called ``against``."""
    now = {judged.trial.case.id: judged for judged in report.judged}
    altered = {
        name for name, judged in now.items() if name in baseline.cases and _differs(judged, baseline.cases[name])
    }
    pairs = {name: judged for name, judged in now.items() if name in baseline.cases and name not in altered}
    changes = (_change(metric, pairs, baseline.cases) for metric in MEASURES)
    return Comparison(
        against=against,
        changes=tuple(change for change in changes if change is not None),
        broken=tuple(name for name, judged in pairs.items() if baseline.cases[name].passed and not judged.passed),
        mended=tuple(name for name, judged in pairs.items() if judged.passed and not baseline.cases[name].passed),
        new=tuple(name for name in now if name not in baseline.cases),
        gone=tuple(name for name in baseline.cases if name not in now),
        altered=tuple(sorted(altered)),
        passed={name: baseline.cases[name].passed for name in pairs},
    )


def _differs(judged: Judged, then: BaselineCase) -> bool:
    return judged.trial.case.fingerprint != then.of


def _change(metric: Metric, now: Mapping[str, Judged], then: Mapping[str, BaselineCase]) -> Change | None:
    """Compares one metric; a case to which it applies in only one of the runs does not count."""
    ids = [name for name, judged in now.items() if metric in judged.scores and metric.value in then[name].scores]
    before = [then[name].scores[metric.value] for name in ids]
    after = [round(now[name].scores[metric].value, 4) for name in ids]
    within = interval([new - old for old, new in zip(before, after, strict=True)])
    if within is None:
        return None
    return Change(
        metric=metric,
        before=_mean(before),
        after=_mean(after),
        pairs=len(ids),
        within=within,
        chance=drop_probability(before, after),
        down=tuple(name for name, old, new in zip(ids, before, after, strict=True) if new < old),
        up=tuple(name for name, old, new in zip(ids, before, after, strict=True) if new > old),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
