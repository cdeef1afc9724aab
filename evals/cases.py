"""Suites: questions with what a right Reply to each must hold, and the figures that a run must reach.

A suite is a YAML file::

    name: corpus
    libraries:                                     # what the questions are asked of
      corpus: {path: corpus, sources: {article: de-risking-briefing}}   # alias: id of a Source
    thresholds: {accuracy: 0.9}                    # per metric, from 0 to 1
    cases:
      - id: missions-left
        question: How many missions are left?
        answer: {all: ["46"], any: [...], none: ["46.1"], in_words: false}
        cites: {source: [article], footnote: Angola}
        tags: [fact]
      - id: sourdough
        question: How do I bake a bread?
        refuse: not_in_library
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from evals.errors import SuiteInvalid
from evals.marked_yaml import Marked, read_marked
from retrieval.model import Reason

__all__ = ["SUITES", "Case", "Expected", "Metric", "Suite", "SuiteInvalid", "SuiteLibrary", "load_suite"]

SUITES = Path(__file__).parent / "suites"
"""The suites in the box."""


class Metric(StrEnum):
    """What is measured case by case; each has its file in ``evals.metrics``."""

    ACCURACY = "accuracy"
    SOURCE_ACCURACY = "source_accuracy"
    FOOTNOTE_RECALL = "footnote_recall"
    CITATION_VALIDITY = "citation_validity"
    REFUSAL_RECALL = "refusal_recall"
    REFUSAL_PRECISION = "refusal_precision"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a right Reply holds. ``sources`` are aliases, any of which will do; empty: not checked.

    ``refusal`` set: the right Reply is a Refusal, and the rest is empty.
    """

    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    in_words: bool = False
    sources: tuple[str, ...] = ()
    footnote: str | None = None
    refusal: Reason | None = None

    def __str__(self) -> str:
        if self.refusal:
            return f"a refusal ({self.refusal})"
        parts = {
            "all of": ", ".join(map(repr, self.all_of)),
            "any of": ", ".join(map(repr, self.any_of)),
            "none of": ", ".join(map(repr, self.none_of)),
            "from": " or ".join(self.sources),
            "with a footnote on": repr(self.footnote) if self.footnote else "",
        }
        return "; ".join(f"{name} {value}" for name, value in parts.items() if value)


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what is expected of its Reply."""

    id: str
    question: str
    expected: Expected
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SuiteLibrary:
    """Documents that the suite can be asked of. ``sources``: the ids that the aliases of the cases stand for."""

    path: str
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases, the libraries they hold for (the first is the default), and the figures to reach."""

    name: str
    path: Path
    libraries: Mapping[str, SuiteLibrary]
    cases: tuple[Case, ...]
    thresholds: Mapping[Metric, float] = field(default_factory=dict[Metric, float])


def load_suite(path: Path) -> Suite:
    """The suite in ``path``, checked throughout: a mistake is a ``SuiteInvalid`` with file, line and column."""
    top = read_marked(path).fields(["name", "libraries", "cases"], ["thresholds"])
    libraries = {key.words(): _library(value) for key, value in top["libraries"].pairs()}
    if not libraries:
        raise top["libraries"].wrong("a suite needs a library to be asked of.")
    aliases = {alias for library in libraries.values() for alias in library.sources}
    cases = _cases(top["cases"], aliases)
    thresholds = _thresholds(top["thresholds"], cases) if "thresholds" in top else {}
    return Suite(top["name"].words(), path, libraries, cases, thresholds)


def _library(marked: Marked) -> SuiteLibrary:
    fields = marked.fields(["path", "sources"])
    sources = {key.words(): value.words() for key, value in fields["sources"].pairs()}
    return SuiteLibrary(fields["path"].words(), sources)


def _cases(marked: Marked, aliases: set[str]) -> tuple[Case, ...]:
    cases: dict[str, Case] = {}
    for item in marked.items():
        fields = item.fields(["id", "question"], ["answer", "refuse", "cites", "tags"])
        known = fields["id"].words()
        if known in cases:
            raise fields["id"].wrong(f"there is a case {known!r} already; ids must differ.")
        tags = tuple(tag.words() for tag in fields["tags"].items()) if "tags" in fields else ()
        cases[known] = Case(known, fields["question"].words(), _expected(item, fields, aliases), tags)
    if not cases:
        raise marked.wrong("a suite needs cases.")
    return tuple(cases.values())


def _expected(case: Marked, fields: Mapping[str, Marked], aliases: set[str]) -> Expected:
    if ("answer" in fields) == ("refuse" in fields):
        raise case.wrong("a case expects either an answer or a refusal: give one of 'answer' and 'refuse'.")
    if "refuse" in fields:
        if "cites" in fields:
            raise fields["cites"].wrong("a refusal cites nothing; take 'cites' away.")
        return Expected(refusal=_reason(fields["refuse"]))
    answer = fields["answer"].fields([], ["all", "any", "none", "in_words"])
    if not answer.keys() & {"all", "any"}:
        raise fields["answer"].wrong("an answer needs something to look for: 'all' or 'any'.")
    cites = fields["cites"].fields([], ["source", "footnote"]) if "cites" in fields else {}
    return Expected(
        all_of=_words(answer, "all"),
        any_of=_words(answer, "any"),
        none_of=_words(answer, "none"),
        in_words="in_words" in answer and answer["in_words"].flag(),
        sources=tuple(_alias(one, aliases) for one in cites["source"].one_or_more()) if "source" in cites else (),
        footnote=cites["footnote"].words() if "footnote" in cites else None,
    )


def _words(fields: Mapping[str, Marked], name: str) -> tuple[str, ...]:
    return tuple(one.words() for one in fields[name].one_or_more()) if name in fields else ()


def _reason(marked: Marked) -> Reason:
    try:
        return Reason(marked.words())
    except ValueError:
        raise marked.wrong(f"no such reason; the reasons to refuse are {', '.join(Reason)}.") from None


def _alias(marked: Marked, aliases: set[str]) -> str:
    if marked.words() not in aliases:
        known = ", ".join(sorted(aliases))
        raise marked.wrong(f"no library of the suite has a source {marked.words()!r}; known: {known}.")
    return marked.words()


def _thresholds(marked: Marked, cases: tuple[Case, ...]) -> dict[Metric, float]:
    fields = marked.fields([], [metric.value for metric in Metric])
    measured = {
        Metric.ACCURACY: any(case.expected.refusal is None for case in cases),
        Metric.SOURCE_ACCURACY: any(case.expected.sources for case in cases),
        Metric.FOOTNOTE_RECALL: any(case.expected.footnote for case in cases),
        Metric.REFUSAL_RECALL: any(case.expected.refusal for case in cases),
    }
    for name, value in fields.items():
        if not measured.get(Metric(name), True):
            raise value.wrong(f"no case of the suite measures {name}.")
    return {Metric(name): value.share() for name, value in fields.items()}
