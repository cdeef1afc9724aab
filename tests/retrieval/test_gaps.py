"""Gaps: kept for as long as feedback, joined with what people said of them, and grouped by subject."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sql
from hypothesis import given
from hypothesis import strategies as st

from retrieval.feedback import Feedback, FeedbackBook, Thumb, Unanswered
from retrieval.gaps import GapKind, gaps_of, grouped

NOW = datetime.now(UTC)


def refused(reply_id: str, question: str, days: int = 0, conversation_id: str = "c") -> Unanswered:
    return Unanswered(reply_id, conversation_id, question, "not_in_library", NOW - timedelta(days=days))


def by_first_letter(questions: list[str]) -> Sequence[Sequence[float]]:
    """An embedding by which questions are alike that begin alike."""
    return [[float(question.startswith(letter)) for letter in "ABC"] + [0.1] for question in questions]


def test_they_expire_with_feedback_and_go_with_their_conversation(tmp_path: Path) -> None:
    book = FeedbackBook(tmp_path / "feedback.sqlite3", 30)
    book.put_unanswered(refused("1", "A?", days=31))
    book.put_unanswered(refused("2", "B?"))
    book.put_unanswered(refused("3", "C?", conversation_id="d"))
    book.put(Feedback("3", Thumb.DOWN, question="C?", conversation_id="d"))
    assert [gap.question for gap in book.unanswered()] == ["B?", "C?"]
    assert book.counts() == {"refused": 2, "disliked": 1}
    book.forget("d")
    assert book.counts() == {"refused": 1, "disliked": 0}
    book.close()


def test_a_file_of_an_earlier_version_gets_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite3"
    engine = sql.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        columns = "reply_id TEXT PRIMARY KEY, verdict TEXT, comment TEXT, question TEXT, answer TEXT, given_at FLOAT"
        connection.execute(sql.text(f"CREATE TABLE feedback ({columns})"))
        row = {"now": NOW.timestamp()}
        connection.execute(sql.text("INSERT INTO feedback VALUES ('1', 'down', 'no', 'A?', 'a', :now)"), row)
    engine.dispose()
    for _ in range(2):
        book = FeedbackBook(path, 30)
        assert [(item.question, item.quote) for item in book.all()] == [("A?", "")]
        book.close()


def test_a_disliked_refusal_is_one_gap_with_what_was_said_of_it() -> None:
    given_ = [
        Feedback("1", Thumb.DOWN, "look", "A?", quote="A is a.", source_id="page", given_at=NOW),
        Feedback("2", Thumb.DOWN, "short", "B?", "b", given_at=NOW),
        Feedback("3", Thumb.UP, "", "C?", "c", given_at=NOW),
        Feedback("4", Thumb.DOWN, "no question was stored", given_at=NOW),
    ]
    gaps = gaps_of([refused("1", "A?")], given_)
    assert {(gap.question, gap.kind, gap.quote) for gap in gaps} == {
        ("A?", GapKind.REFUSED, "A is a."),
        ("B?", GapKind.DISLIKED, ""),
    }


def test_groups_are_named_by_what_they_share() -> None:
    questions = ["About how many reached Port Rowe?", "At what hour is Port Rowe open?", "Before which tides?"]
    groups = grouped(gaps_of([refused(str(i), question) for i, question in enumerate(questions)], []), by_first_letter)
    assert [(group.subject, group.count(), group.count(GapKind.DISLIKED)) for group in groups] == [
        ("Port Rowe", 2, 0),
        ("tides", 1, 0),
    ]
    assert grouped([], by_first_letter) == []


@given(st.lists(st.sampled_from(["A1?", "A2?", "B1?", "C1?", ""]), max_size=12))
def test_no_gap_is_lost_or_doubled(questions: list[str]) -> None:
    gaps = gaps_of([refused(str(i), question) for i, question in enumerate(questions)], [])
    groups = grouped(gaps, by_first_letter)
    assert sorted(gap.reply_id for group in groups for gap in group.gaps) == sorted(map(str, range(len(questions))))
    assert [len(group.gaps) for group in groups] == sorted((len(group.gaps) for group in groups), reverse=True)
