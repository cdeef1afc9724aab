"""Cases in conversation are really asked in one, and a run that broke off goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from rich.progress import Progress

from evals.cases import Case, Metric, Suite
from evals.endpoint import Endpoint, InProcess
from evals.options import RunOptions
from evals.run import ask, ask_all, run_suite
from evals.target import Target
from evals.trial import ReplyJson, Trial
from evals.trial_cache import TrialCache
from retrieval.library import Library
from retrieval.settings import Settings
from retrieval.wire.replies import HitJson
from tests.evals.replies import answer, wanting

KEEPER = "Who was the keeper of the last manned tower in Arendia?"


class Counting:
    """An Endpoint that writes down what it is asked."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self.asked: list[str] = []
        self.hits = endpoint.hits
        self.text = endpoint.text
        self.words = endpoint.words
        self.source_ids = endpoint.source_ids

    def ask(self, question: str, conversation: str | None = None) -> ReplyJson:
        """Passes the question on."""
        self.asked.append(question)
        return self._endpoint.ask(question, conversation)


def test_a_follow_up_is_understood_in_its_conversation(library: Library) -> None:
    endpoint = Counting(InProcess(library))
    case = Case("then", "And what was made in Veldhaven?", wanting("lamps"), after=(KEEPER,))
    trial = ask(case, endpoint, frozenset())
    assert endpoint.asked == [KEEPER, case.question]
    assert trial.reply is not None
    assert trial.reply["conversation_id"]
    conversation = library.conversation(trial.reply["conversation_id"])
    assert [turn.question for turn in conversation.turns] == [KEEPER, case.question]
    assert trial.hits
    assert trial.hits[0]["source_id"] == "lighthouses"


def test_a_case_by_itself_is_in_no_others_conversation(library: Library) -> None:
    first, second = (ask(Case(name, KEEPER, wanting("Jo Marlow")), InProcess(library), frozenset()) for name in "ab")
    assert first.reply is not None
    assert second.reply is not None
    assert first.reply["conversation_id"] != second.reply["conversation_id"]


def asked_of(cases: Iterable[Case], library: Library, path: Path, *, resume: bool) -> list[str]:
    """What a run that keeps its replies in ``path`` had to ask."""
    endpoint = Counting(InProcess(library))
    target = Target("library docs", endpoint, {})
    kept = TrialCache(path, "library docs extractive", resume=resume)
    trials = ask_all(list(cases), target, Progress(disable=True), 1, kept)
    assert all(trial.reply and trial.texts and trial.hits is not None for trial in trials)
    return endpoint.asked


def test_what_was_asked_is_not_asked_again(suite: Suite, library: Library, tmp_path: Path) -> None:
    path, cases = tmp_path / "replies.jsonl", suite.cases[:2]
    assert asked_of(cases[:1], library, path, resume=True) == [cases[0].question]
    with path.open("a", encoding="utf-8") as lines:
        lines.write('{"case": "keeper", "of": "cut o')
    assert asked_of(cases, library, path, resume=True) == [cases[1].question]
    changed = [replace(cases[0], expected=wanting("47")), cases[1]]
    assert asked_of(changed, library, path, resume=True) == [cases[0].question], "it expects something else now"
    assert asked_of(cases, library, path, resume=False) == [case.question for case in cases]


def test_a_reply_with_a_separator_of_lines_is_kept(suite: Suite, library: Library, tmp_path: Path) -> None:
    path, case = tmp_path / "replies.jsonl", suite.cases[0]
    reply = answer("The number fell\u2028to 46.")
    TrialCache(path, "a server", resume=False).put(Trial(case, frozenset(), reply))
    kept = TrialCache(path, "a server", resume=True).get(case, InProcess(library), frozenset())
    assert kept is not None
    assert kept.reply == reply


def test_replies_of_another_library_are_not_taken(suite: Suite, library: Library, tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    asked_of(suite.cases[:1], library, path, resume=False)
    other = TrialCache(path, "library elsewhere extractive", resume=True)
    assert other.get(suite.cases[0], InProcess(library), frozenset()) is None


def test_a_resumed_run_comes_to_the_same(suite: Suite, settings: Settings, library: Library, tmp_path: Path) -> None:
    asking = RunOptions(library=str(library.settings.folder), keep=tmp_path / "replies.jsonl")
    first = run_suite(suite, settings, asking)
    again = run_suite(suite, settings, replace(asking, resume=True))
    assert again.figures == first.figures
    assert again.latency == first.latency, "nothing was asked anew"
    assert {figure.metric: figure.value for figure in first.figures}[Metric.SEARCH_RECALL] == 1.0
    rows = [json.loads(line) for line in (tmp_path / "replies.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(row["case"] for row in rows) == sorted(case.id for case in suite.cases), "each once, as it came"


def test_without_a_search_there_are_no_search_figures(suite: Suite, library: Library) -> None:
    class NoSearch(Counting):
        def __init__(self, endpoint: Endpoint) -> None:
            super().__init__(endpoint)
            self.hits = self._none

        def _none(self, _: str) -> tuple[HitJson, ...] | None:
            return None

    trial = ask(suite.cases[0], NoSearch(InProcess(library)), frozenset())
    assert (trial.hits, trial.error) == (None, None)
