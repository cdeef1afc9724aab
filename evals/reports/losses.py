"""Finds the step at which a case fails on its way from the question to the Reply."""

from __future__ import annotations

from enum import StrEnum

from evals.cases import Metric
from evals.evidence_rank import evidence_rank
from evals.results import Judged
from evals.trial import Trial
from retrieval.reply import Reason


class Loss(StrEnum):
    """The first step that went wrong, in the order of the pipeline."""

    NONE = "passed"
    NO_REPLY = "no reply"
    DOCUMENT = "document"
    SEARCH = "search"
    READER = "reader"
    GATE = "gate"
    CITATION = "citation"
    REFUSAL = "should have refused"


MEANING = {
    Loss.NONE: "no metric found a fault",
    Loss.NO_REPLY: "the question failed or was not answered in time",
    Loss.DOCUMENT: "the documents do not contain what the case expects",
    Loss.SEARCH: "the evidence is not among the passages found",
    Loss.READER: "search found the evidence, but the answer lacks it",
    Loss.GATE: "an answer was written, but held back because the sources do not support it",
    Loss.CITATION: "the answer is right, but its citations are not",
    Loss.REFUSAL: "an answer was given to a question that has none",
}


def loss(judged: Judged) -> Loss:
    """Returns the step that failed, or ``Loss.NONE`` for a passed case."""
    trial, faults = judged.trial, judged.faults
    if trial.error is not None:
        return Loss.NO_REPLY
    if not faults:
        return Loss.NONE
    if Metric.REFUSAL_RECALL in faults:
        return Loss.REFUSAL
    return _lost_fact(trial) if Metric.ACCURACY in faults else Loss.CITATION


def _lost_fact(trial: Trial) -> Loss:
    """Returns the step at which the expected facts were lost."""
    if trial.is_documented is False:
        return Loss.DOCUMENT
    if trial.hits is not None and evidence_rank(trial) is None:
        return Loss.SEARCH
    return Loss.GATE if _held_back(trial) else Loss.READER


def _held_back(trial: Trial) -> bool:
    if trial.refusal is not None and trial.refusal["reason"] == Reason.UNSUPPORTED:
        return True
    return trial.reply is not None and trial.reply.get("dropped", 0) > 0
