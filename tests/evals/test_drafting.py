"""Drafts from a Source and from feedback, and their way into a suite."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from evals.drafting import DraftCase, add_to, as_yaml, from_feedback, from_source
from evals.eval_errors import EvalImpossible, SuiteInvalid
from evals.loading import load_suite
from ingest.parse import parse
from retrieval.feedback import Feedback, Thumb, Unanswered
from tests.evals.conftest import BRIEFING, SUITE


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A suite of one's own."""
    file = tmp_path / "suite.yaml"
    file.write_text(SUITE, encoding="utf-8")
    return file


def test_a_source_is_asked_for_its_numbers_and_dates_those_with_a_note_first() -> None:
    source, _ = parse(BRIEFING.encode(), "lighthouses.md", "lighthouses")
    first, second = from_source(source, 10)
    assert first.question == "What belongs in the gap: “The number of lighthouses in Arendia fell to ____ in 2019.”"
    assert (first.fact, first.footnote, first.source) == ("46", "Closed", "lighthouses")
    assert (second.fact, second.footnote) == ("7 million", None)
    assert from_source(source, 1) == [first]


def test_what_was_disliked_is_asked_again_once_and_leaves_the_answer_open() -> None:
    given = [
        Feedback("1", Thumb.DOWN, "wrong year", "When was it lit?", "In 1871.\n- id: x"),
        Feedback("2", Thumb.UP, "", "Who keeps it?", "Jo Marlow."),
        Feedback("3", Thumb.DOWN),
        Feedback("4", Thumb.DOWN, "", "When was it lit?", "In 1872."),
    ]
    drafts = from_feedback(given)
    assert [(draft.question, draft.fact) for draft in drafts] == [("When was it lit?", "?")]
    assert as_yaml(from_feedback(given[:1])).splitlines() == [
        "  # disliked (“wrong year”); the answer was: In 1871. - id: x",
        '  - id: "when-was-it-lit"',
        '    question: "When was it lit?"',
        '    answer: {all: ["?"]}',
        "    draft: true",
    ]


def test_drafts_join_a_suite_once_and_are_not_asked(path: Path) -> None:
    source, _ = parse(BRIEFING.encode(), "lighthouses.md", "lighthouses")
    drafts = [*from_source(source, 10), DraftCase("evil", 'A "quoted": {question} # with marks?')]
    home = path.parent / "home"
    assert add_to(path, drafts, home) == 3
    suite = load_suite(path)
    assert len(suite.cases) == 3
    assert suite.drafts == tuple(draft.id for draft in drafts)
    assert 'cites: {source: "briefing", footnote: "Closed"}' in path.read_text(encoding="utf-8")
    assert add_to(path, drafts, home) == 0
    confirmed = path.read_text(encoding="utf-8").replace("    draft: true\n", "").replace('["?"]', '["46"]')
    path.write_text(confirmed, encoding="utf-8")
    assert load_suite(path).cases[-1].question == 'A "quoted": {question} # with marks?'


def test_a_suite_whose_cases_are_not_last_is_left_as_it_is(path: Path) -> None:
    moved = SUITE.replace("thresholds: {accuracy: 1.0, citation_validity: 1.0, refusal_recall: 1.0}\n", "")
    moved += "thresholds: {accuracy: 1.0}\n"
    path.write_text(moved, encoding="utf-8")
    with pytest.raises(EvalImpossible, match="must come last"):
        add_to(path, [DraftCase("a", "Why?")], path.parent)
    assert path.read_text(encoding="utf-8") == moved


def test_a_suite_that_is_not_there_is_made_and_asks_the_library(tmp_path: Path) -> None:
    source, _ = parse(BRIEFING.encode(), "lighthouses.md", "lighthouses")
    path = tmp_path / "new.yaml"
    assert add_to(path, from_source(source, 1), tmp_path / "home") == 1
    with pytest.raises(SuiteInvalid, match="every case is a draft"):
        load_suite(path)
    assert add_to(path, from_source(source, 10), tmp_path / "home") == 1
    path.write_text(path.read_text(encoding="utf-8").replace("    draft: true\n", ""), encoding="utf-8")
    suite = load_suite(path)
    library = suite.libraries["library"]
    assert (suite.name, Path(library.path), library.sources) == (
        *("new", tmp_path / "home"),
        {"lighthouses": "lighthouses"},
    )
    assert [case.expected.footnote for case in suite.cases] == ["Closed", None]
    with pytest.raises(EvalImpossible, match="cannot be written"):
        add_to(tmp_path / "none" / "suite.yaml", from_source(source, 1), tmp_path)


def test_a_refused_question_becomes_a_draft_with_what_answers_it() -> None:
    asked_at = datetime(2026, 11, 30, tzinfo=UTC)
    refused = [Unanswered(str(i), "c", question, "not_in_library", asked_at) for i, question in enumerate(("A?", "B?"))]
    said = [Feedback("1", Thumb.DOWN, "", "B?", "The library does not say.", quote="B is b.", source_id="page")]
    drafts = from_feedback(said, refused)
    assert [(draft.question, draft.fact, draft.source) for draft in drafts] == [
        ("B?", "B is b.", "page"),
        ("A?", "?", None),
    ]
