"""The model of an evaluation: a Suite of Cases, the expectations of each Reply, and the Metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from retrieval.reply import Reason

SUITES = Path(__file__).parent / "suites"
"""The bundled suites."""
_IN_THE_WHEEL = Path(__file__).parent / "corpus"


def corpus_folder() -> Path:
    """Returns the folder of the demo corpus: in the package where a wheel is installed, else in the repository."""
    return _IN_THE_WHEEL if _IN_THE_WHEEL.is_dir() else Path(__file__).parents[1] / "corpus"


class Metric(StrEnum):
    """The metrics, each in its file of ``evals.metrics``. All but the last are measured case by case."""

    ACCURACY = "accuracy"
    SHORT_ANSWER_F1 = "short_answer_f1"
    FOLLOW_UP_ACCURACY = "follow_up_accuracy"
    SOURCE_ACCURACY = "source_accuracy"
    FOOTNOTE_RECALL = "footnote_recall"
    CITATION_VALIDITY = "citation_validity"
    CITATION_RECALL = "citation_recall"
    CITATION_PRECISION = "citation_precision"
    NO_INVENTION = "no_invention"
    REFUSAL_RECALL = "refusal_recall"
    REFUSAL_PRECISION = "refusal_precision"
    SEARCH_RECALL = "search_recall"
    SEARCH_MRR = "search_mrr"
    SEARCH_NDCG = "search_ndcg"
    CALIBRATION_ERROR = "calibration_error"

    @property
    def is_ceiling(self) -> bool:
        """Whether lower is better, so that a threshold is a maximum."""
        return self is Metric.CALIBRATION_ERROR

    @property
    def asks(self) -> str:
        """The question that the metric answers, for readers of a report."""
        return _ASKS[self]


_ASKS: Mapping[Metric, str] = {
    Metric.ACCURACY: "are the facts shown, and no wrong short answer?",
    Metric.SHORT_ANSWER_F1: "how many words does the short answer share with the expected one?",
    Metric.FOLLOW_UP_ACCURACY: "are the facts shown in answers to follow-ups?",
    Metric.SOURCE_ACCURACY: "is the right source cited?",
    Metric.FOOTNOTE_RECALL: "does the author's footnote come with the quote?",
    Metric.CITATION_VALIDITY: "does every quote stand verbatim at the place it names?",
    Metric.CITATION_RECALL: "is each claim supported by what it cites?",
    Metric.CITATION_PRECISION: "is each citation needed?",
    Metric.NO_INVENTION: "does every number, date and name of an answer occur in what it cites?",
    Metric.REFUSAL_RECALL: "are unanswerable questions refused?",
    Metric.REFUSAL_PRECISION: "are refusals right?",
    Metric.SEARCH_RECALL: "do the hits hold the evidence?",
    Metric.SEARCH_MRR: "how far up is the first hit with the evidence?",
    Metric.SEARCH_NDCG: "how far up are all hits with evidence?",
    Metric.CALIBRATION_ERROR: "how far is confidence from the share that is right? Less is better.",
}


FAULTS = frozenset(
    (
        Metric.ACCURACY,
        Metric.FOLLOW_UP_ACCURACY,
        Metric.SOURCE_ACCURACY,
        Metric.FOOTNOTE_RECALL,
        Metric.CITATION_VALIDITY,
        Metric.CITATION_RECALL,
        Metric.NO_INVENTION,
        Metric.REFUSAL_RECALL,
        Metric.REFUSAL_PRECISION,
    )
)
"""The metrics that fail a case. The others grade: a right answer may come second."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The expectations of a right Reply. ``sources`` are aliases, any one of which suffices; empty: not checked.

    ``list_of`` counts by the share that the Reply has; ``short`` are wordings of the short answer. With ``refusal`` the
    right Reply is a Refusal, and the rest is empty.
    """

    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    in_words: bool = False
    sources: tuple[str, ...] = ()
    footnote: str | None = None
    refusal: Reason | None = None
    list_of: tuple[str, ...] = ()
    short: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.refusal:
            return f"a refusal ({self.refusal})"
        parts = {
            "all of": ", ".join(map(repr, self.all_of)),
            "any of": ", ".join(map(repr, self.any_of)),
            "the list": ", ".join(map(repr, self.list_of)),
            "none of": ", ".join(map(repr, self.none_of)),
            "in short": " or ".join(map(repr, self.short)),
            "from": " or ".join(self.sources),
            "with a footnote on": repr(self.footnote) if self.footnote else "",
        }
        return "; ".join(f"{name} {value}" for name, value in parts.items() if value)


@dataclass(frozen=True, slots=True)
class Case:
    """One question and the expectations of its Reply. ``after``: earlier questions in the same Conversation."""

    id: str
    question: str
    expected: Expected
    tags: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """A hash of the question and its expectations, so that only like cases are compared."""
        content = "\n".join((*self.after, self.question, str(self.expected), str(self.expected.in_words)))
        return sha256(content.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class SuiteLibrary:
    """Documents to ask the suite of. ``sources``: the ids behind the cases' aliases.

    ``places``: the position in the file of the path (under ``path``) and of each alias's id.
    """

    path: str
    sources: Mapping[str, str]
    places: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases, the libraries they hold for (the first is the default), and the thresholds.

    ``drafts``: ids of the cases that nobody has confirmed yet, which are not asked.
    """

    name: str
    path: Path
    libraries: Mapping[str, SuiteLibrary]
    cases: tuple[Case, ...]
    thresholds: Mapping[Metric, float] = field(default_factory=dict[Metric, float])
    drafts: tuple[str, ...] = ()
