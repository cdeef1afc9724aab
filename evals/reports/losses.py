"""Where a case is lost on its way from the question to the Reply."""

from __future__ import annotations

from enum import StrEnum

from evals.cases import Metric
from evals.evidence_rank import evidence_rank
from evals.results import Judged
from evals.trial import Trial
from retrieval.model import Reason


class Loss(StrEnum):
    """What went wrong first, in the order in which a question passes through."""

    NONE = "passed"
    NO_REPLY = "no reply"
    SEARCH = "search"
    READER = "reader"
    GATE = "gate"
    CITATION = "citation"
    REFUSAL = "should have refused"


MEANING = {
    Loss.NONE: "nothing to object to",
    Loss.NO_REPLY: "the question failed or was not answered in time",
    Loss.SEARCH: "what answers is not among the passages found",
    Loss.READER: "it was found, and something else or nothing was made of it",
    Loss.GATE: "an answer was written, and held back as not borne out",
    Loss.CITATION: "the answer is right, and what it cites is not",
    Loss.REFUSAL: "there is no answer, and one was given",
}


def loss(judged: Judged) -> Loss:
    """Where the case was lost, ``Loss.NONE`` where it passed."""
    trial, faults = judged.trial, judged.faults
    if trial.error is not None:
        return Loss.NO_REPLY
    if not faults:
        return Loss.NONE
    if Metric.REFUSAL_RECALL in faults:
        return Loss.REFUSAL
    if Metric.ACCURACY not in faults:
        return Loss.CITATION
    if trial.hits is not None and evidence_rank(trial) is None:
        return Loss.SEARCH
    return Loss.GATE if _held_back(trial) else Loss.READER


def _held_back(trial: Trial) -> bool:
    if trial.refusal is not None and trial.refusal["reason"] == Reason.UNSUPPORTED:
        return True
    return trial.reply is not None and trial.reply.get("dropped", 0) > 0
