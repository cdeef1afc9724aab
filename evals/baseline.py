"""What a run came to the last time somebody agreed to it, kept beside the suite, and what has changed since.

A baseline is JSON with a line for each case, so that its history reads well. Only cases that ask and expect the same as
then are compared. A metric is worse where its drop over these pairs is no chance (``evals.paired``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.cases import Metric
from evals.comparison import Change, Comparison
from evals.eval_errors import EvalImpossible
from evals.paired import drop_probability, interval
from evals.results import MEASURES, Judged, Report


class BaselineCase(BaseModel):
    """A case as it went then. ``of``: the fingerprint of what it asked and expected."""

    model_config = ConfigDict(frozen=True)

    of: str
    passed: bool
    scores: dict[str, float]


class Baseline(BaseModel):
    """A run as it is kept."""

    model_config = ConfigDict(frozen=True)

    suite: str
    asked: str
    cases: dict[str, BaselineCase]


def baseline_path(suite: Path, library: str | None) -> Path:
    """Where the baseline of a suite is kept; each of its libraries but the first has one of its own."""
    name = f"{suite.stem}.{library}" if library else suite.stem
    return suite.with_name(f"{name}.baseline.json")


def read_baseline(path: Path) -> Baseline:
    """The baseline in ``path``; raises ``EvalImpossible``."""
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except OSError as error:
        raise EvalImpossible(f"The baseline {path} cannot be read: {error.strerror}.") from None
    except ValidationError as error:
        said = error.errors(include_url=False)[0]["msg"]
        raise EvalImpossible(f"{path} is no baseline: {said}. `ibid eval --update-baseline` makes one.") from None


def write_baseline(report: Report, path: Path) -> None:
    """Keeps ``report`` in ``path``; raises ``EvalImpossible``."""
    if report.errors:
        raise EvalImpossible(f"{report.errors} cases got no reply; such a run is no baseline.")
    lines = (f"    {json.dumps(one.trial.case.id)}: {json.dumps(_kept(one))}" for one in report.judged)
    head = f'{{\n  "suite": {json.dumps(report.suite)},\n  "asked": {json.dumps(report.asked)},\n  "cases": {{\n'
    try:
        path.write_text(head + ",\n".join(lines) + "\n  }\n}\n", encoding="utf-8")
    except OSError as error:
        raise EvalImpossible(f"The baseline cannot be written to {path}: {error.strerror}.") from error


def _kept(judged: Judged) -> dict[str, Any]:
    scores = {name.value: round(score.value, 4) for name, score in judged.scores.items()}
    return {"of": judged.trial.case.fingerprint, "passed": judged.passed, "scores": scores}


def compare(report: Report, baseline: Baseline, against: str) -> Comparison:
    """What changed from ``baseline``, which is called ``against``, to ``report``."""
    now = {one.trial.case.id: one for one in report.judged}
    altered = {name for name, one in now.items() if name in baseline.cases and _differs(one, baseline.cases[name])}
    pairs = {name: one for name, one in now.items() if name in baseline.cases and name not in altered}
    changes = (_change(metric, pairs, baseline.cases) for metric in MEASURES)
    return Comparison(
        against=against,
        changes=tuple(one for one in changes if one is not None),
        broken=tuple(name for name, one in pairs.items() if baseline.cases[name].passed and not one.passed),
        mended=tuple(name for name, one in pairs.items() if one.passed and not baseline.cases[name].passed),
        new=tuple(name for name in now if name not in baseline.cases),
        gone=tuple(name for name in baseline.cases if name not in now),
        altered=tuple(sorted(altered)),
        passed={name: baseline.cases[name].passed for name in pairs},
    )


def _differs(judged: Judged, kept: BaselineCase) -> bool:
    return judged.trial.case.fingerprint != kept.of


def _change(metric: Metric, now: Mapping[str, Judged], then: Mapping[str, BaselineCase]) -> Change | None:
    """What became of one metric; a case to which it applies in one of the runs alone counts in neither."""
    ids = [name for name, one in now.items() if metric in one.scores and metric.value in then[name].scores]
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
