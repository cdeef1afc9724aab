"""The gate turns red for an answerer that is broken on purpose, by the thresholds and by the baseline alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.progress import Progress

from evals.baseline import baseline_of, compare, read_baseline, write_baseline
from evals.cases import Metric, Suite
from evals.endpoint import InProcess
from evals.loading import load_suite
from evals.results import Report, make_report
from evals.run import ask_all
from evals.target import Target
from evals.trial import ReplyJson
from ingest.build import ingest
from ingest.collect import inputs
from retrieval.library import Library, open_library
from retrieval.settings import Settings
from tests.evals.faults import (
    Fault,
    Faulty,
    Heard,
    as_it_is,
    dropped_notes,
    no_refusal,
    shuffled_citations,
    wrong_offsets,
)

_FACTS = (
    ("When was the lighthouse at Cape Dour lit?", "The lighthouse at Cape Dour was first lit in 1871.", "1871"),
    ("Who keeps the tower of Old Skerry?", "The tower of Old Skerry is kept by Jo Marlow.", "Jo Marlow"),
    ("How many ships call at Port Amber each year?", "Port Amber sees 214 ships call each year.", "214"),
    ("Where are the lamps made?", "All lamps are made in Veldhaven.", "Veldhaven"),
    ("What do the new lenses cost?", "The new lenses cost 38,000 crowns.", "38,000 crowns"),
    ("Who painted the mural in the harbour office?", "Ines Calder painted the mural in the harbour office.", "Calder"),
    ("How long is the breakwater?", "The breakwater is 640 metres long.", "640"),
    ("In which year did the foghorn fall silent?", "The foghorn fell silent in 1996.", "1996"),
)
"""Questions, the sentences that answer them, and the words to look for."""
_SAID = "\n\n".join(f"{said}[^{n}]" for n, (_, said, _) in enumerate(_FACTS, start=1))
_NOTED = "\n".join(f"[^{n}]: Register of Arendia, folio {n}a." for n in range(1, len(_FACTS) + 1))
DOCUMENT = f"---\ntitle: The Coast of Arendia\n---\n\n{_SAID}\n\n{_NOTED}\n"
_HELD = (
    *(Metric.CITATION_VALIDITY, Metric.FOOTNOTE_RECALL, Metric.REFUSAL_RECALL, Metric.CITATION_RECALL),
    *(Metric.ACCURACY, Metric.SOURCE_ACCURACY, Metric.REFUSAL_PRECISION, Metric.NO_INVENTION),
)
_UNKNOWN = (
    "How do I bake a sourdough bread?",
    "What is the capital of Mongolia?",
    "How does photosynthesis work?",
    "Who won the world cup in 2022?",
    "How is a list reversed in Python?",
    "What does a visa for Peru cost?",
)


def _suite_text() -> str:
    answered = "".join(
        f'  - id: fact-{n}\n    question: "{question}"\n    answer: {{all: ["{words}"]}}\n'
        f"    cites: {{source: coast, footnote: folio {n}a}}\n"
        for n, (question, _, words) in enumerate(_FACTS, start=1)
    )
    refused = "".join(
        f'  - id: unknown-{n}\n    question: "{question}"\n    refuse: not_in_library\n'
        for n, question in enumerate(_UNKNOWN)
    )
    thresholds = ", ".join(f"{metric.value}: 0.75" for metric in _HELD)
    head = f"name: faults\nlibraries: {{docs: {{path: docs, sources: {{coast: coast}}}}}}\nthresholds: {{{thresholds}}}"
    return f"{head}\ncases:\n{answered}{refused}"


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    path = tmp_path_factory.mktemp("suite") / "faults.yaml"
    path.write_text(_suite_text(), encoding="utf-8")
    return load_suite(path)


def made_of(document: str, folder: Path) -> Library:
    """A Library of one document."""
    file = folder / "coast.md"
    file.write_text(document, encoding="utf-8")
    opened = open_library(Settings(home=folder / "home"))
    assert [outcome.error for outcome in ingest(opened, inputs([str(file)], 100_000))] == [None]
    return opened


@pytest.fixture(scope="module")
def heard(suite: Suite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Heard]:
    with made_of(DOCUMENT, tmp_path_factory.mktemp("library")) as library:
        yield Heard(InProcess(library), [case.question for case in suite.cases])


def reported(suite: Suite, endpoint: Heard | Faulty) -> Report:
    target = Target("library docs", endpoint, {"coast": frozenset(["coast"])})
    return make_report(suite, target.name, ask_all(suite.cases, target, Progress(disable=True)))


@pytest.fixture(scope="module")
def baseline(suite: Suite, heard: Heard, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("baseline") / "faults.baseline.json"
    report = reported(suite, heard)
    assert report.passed
    assert len(report.failing) <= 1, "there must be enough to lose"
    write_baseline(baseline_of(report), path)
    return path


def red(suite: Suite, endpoint: Heard | Faulty, baseline: Path) -> tuple[set[Metric], set[Metric]]:
    """The metrics below their threshold, and those worse than the baseline."""
    report = reported(suite, endpoint)
    against = compare(report, read_baseline(baseline), baseline.name)
    assert replace(report, comparison=against).passed == (report.passed and not against.broken and not against.worse)
    assert against.broken or not against.worse
    return {figure.metric for figure in report.figures if not figure.met}, set(against.worse)


def test_the_answerer_as_it_is_passes(suite: Suite, heard: Heard, baseline: Path) -> None:
    assert red(suite, Faulty(heard, as_it_is), baseline) == (set(), set())


@pytest.mark.parametrize(
    ("fault", "metric"),
    [
        (wrong_offsets, Metric.CITATION_VALIDITY),
        (dropped_notes, Metric.FOOTNOTE_RECALL),
        (no_refusal, Metric.REFUSAL_RECALL),
    ],
)
def test_a_fault_is_caught(suite: Suite, heard: Heard, baseline: Path, fault: Fault, metric: Metric) -> None:
    below, worse = red(suite, Faulty(heard, fault), baseline)
    assert metric in below
    assert metric in worse


def test_shuffled_citations_are_caught(suite: Suite, heard: Heard, baseline: Path) -> None:
    below, worse = red(suite, Faulty(heard, shuffled_citations(heard)), baseline)
    assert {Metric.CITATION_RECALL, Metric.FOOTNOTE_RECALL} <= below & worse
    assert Metric.CITATION_VALIDITY not in below | worse, "the quotes are still verbatim"


def test_a_stale_index_is_caught(suite: Suite, heard: Heard, baseline: Path, tmp_path: Path) -> None:
    """The document has grown a paragraph at its top since the index was made that the Replies come from."""
    with made_of(DOCUMENT.replace("The lighthouse", "Arendia is an island.\n\nThe lighthouse", 1), tmp_path) as now:
        below, worse = red(suite, Faulty(heard, as_it_is, InProcess(now).text), baseline)
    assert Metric.CITATION_VALIDITY in below & worse


def test_cases_that_may_turn_by_chance_make_no_metric_worse(suite: Suite, heard: Heard, baseline: Path) -> None:
    lost = {case.question for case in suite.cases[:4]}

    def fault(reply: ReplyJson) -> ReplyJson:
        return dropped_notes(reply) if reply["question"] in lost else reply

    below, worse = red(suite, Faulty(heard, fault), baseline)
    assert below == {Metric.FOOTNOTE_RECALL}, "half of the few notes: a threshold sees that"
    assert worse == set(), "four cases may be chance"
