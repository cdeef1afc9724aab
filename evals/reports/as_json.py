"""A Report as JSON. Everything that differs between two equal runs is under ``latency_ms``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from evals.comparison import Change, Comparison
from evals.metrics.calibration_error import Calibration
from evals.reports.losses import loss
from evals.results import Figure, Judged, Report, Tagged
from evals.trial import ReplyJson, shown

Json = dict[str, object]


def report_json(report: Report) -> Json:
    """Converts the whole Report to JSON, with the cases in the order of the suite."""
    return {
        "suite": report.suite,
        "asked": report.asked,
        "passed": report.passed,
        "failures": list(report.failures),
        "figures": _figures(report.figures),
        "calibration": _calibration(report.calibration),
        "comparison": _comparison(report.comparison),
        "tags": [_tag(tagged) for tagged in report.tags],
        "cases": [_case(judged) for judged in report.judged],
        "notes": list(report.notes),
        "latency_ms": _latency(report),
    }


def _figures(figures: Iterable[Figure]) -> Json:
    return {
        figure.metric.value: {
            "value": _rounded(figure.value),
            "threshold": figure.threshold,
            "met": figure.met,
            "cases": figure.cases,
            "within": figure.within and [round(bound, 4) for bound in figure.within],
        }
        for figure in figures
    }


def _tag(tagged: Tagged) -> Json:
    values = {figure.metric.value: _rounded(figure.value) for figure in tagged.figures if figure.value is not None}
    return {"tag": tagged.tag, "cases": tagged.cases, "passed": tagged.passed, "figures": values}


def _case(judged: Judged) -> Json:
    trial = judged.trial
    return {
        "id": trial.case.id,
        "after": list(trial.case.after),
        "question": trial.case.question,
        "tags": list(trial.case.tags),
        "expected": str(trial.case.expected),
        "passed": judged.passed,
        "lost_at": None if judged.passed else loss(judged).value,
        "scores": {name.value: {"value": score.value, "reason": score.reason} for name, score in judged.scores.items()},
        "error": trial.error,
        "reply": _reply(trial.reply) if trial.reply else None,
    }


def _reply(reply: ReplyJson) -> Json:
    """Converts a Reply to JSON without its ids and timings, which are new each time."""
    citations = [
        {
            "source": citation["source"]["id"],
            "start": citation["start"],
            "end": citation["end"],
            "quote": citation["quote"],
            "footnotes": [note["label"] for note in citation["footnotes"]],
        }
        for citation in shown(reply)
    ]
    common: Json = {
        "status": reply["status"],
        "understood_as": reply["standalone_question"],
        "text": reply["text"],
        "confidence": reply["confidence"],
    }
    if reply["status"] == "refused":
        return {**common, "reason": reply["reason"], "nearest": citations}
    return {**common, "short_answer": reply["short_answer"], "citations": citations}


def _calibration(calibration: Calibration | None) -> Json | None:
    if calibration is None:
        return None
    bins = [{key: round(value, 4) for key, value in asdict(bin_).items()} for bin_ in calibration.bins]
    return {"error": round(calibration.error, 4), "bins": bins}


def _comparison(comparison: Comparison | None) -> Json | None:
    if comparison is None:
        return None
    cases = ("broken", "mended", "new", "gone", "altered")
    return {
        "against": comparison.against,
        "metrics": {change.metric.value: _change(change) for change in comparison.changes},
        **{name: list(getattr(comparison, name)) for name in cases},
    }


def _change(change: Change) -> Json:
    return {
        "before": round(change.before, 4),
        "after": round(change.after, 4),
        "pairs": change.pairs,
        "within": [round(bound, 4) for bound in change.within],
        "chance": round(change.chance, 4),
        "worse": change.worse,
        "down": list(change.down),
        "up": list(change.up),
    }


def _latency(report: Report) -> Json | None:
    if report.latency is None:
        return None
    waits = {
        judged.trial.case.id: round(judged.trial.milliseconds, 1) for judged in report.judged if judged.trial.reply
    }
    return {"p50": round(report.latency.p50, 1), "p95": round(report.latency.p95, 1), "cases": waits}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
