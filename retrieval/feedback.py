"""What people thought of a Reply: kept with the question and the answer, for they outlive the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sql
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError

from retrieval.conversation import Turn
from retrieval.errors import IbidError

_metadata = sql.MetaData()
_feedback = sql.Table(
    "feedback",
    _metadata,
    sql.Column("reply_id", sql.Text, primary_key=True),
    sql.Column("verdict", sql.Text, nullable=False),
    sql.Column("comment", sql.Text, nullable=False),
    sql.Column("question", sql.Text, nullable=False),
    sql.Column("answer", sql.Text, nullable=False),
    sql.Column("given_at", sql.Float, nullable=False),
)


class FeedbackUnusable(IbidError):
    """The file of the feedback cannot be opened or written."""


class Verdict(StrEnum):
    """What someone thought of a Reply."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict on one Reply. ``question`` and ``answer`` are empty where the conversation was not kept."""

    reply_id: str
    verdict: Verdict
    comment: str = ""
    question: str = ""
    answer: str = ""
    given_at: datetime | None = None

    @classmethod
    def of(cls, turn: Turn | None, reply_id: str, verdict: Verdict, comment: str) -> Feedback:
        """A verdict on the Reply that ended ``turn``."""
        return cls(reply_id, verdict, comment, turn.question if turn else "", turn.answer if turn else "")


class FeedbackBook:
    """Feedback in SQLite, one line for a Reply: who thinks again replaces what was thought first."""

    def __init__(self, path: Path) -> None:
        """Opens the file, creating it if need be; raises ``FeedbackUnusable``."""
        self._path = path
        self._engine = sql.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
        try:
            _metadata.create_all(self._engine)
        except DatabaseError as error:
            raise self._unusable(error) from error

    def close(self) -> None:
        """Releases the file."""
        self._engine.dispose()

    def put(self, feedback: Feedback) -> None:
        """Writes it down."""
        row = {
            "reply_id": feedback.reply_id,
            "verdict": feedback.verdict.value,
            "comment": feedback.comment,
            "question": feedback.question,
            "answer": feedback.answer,
            "given_at": (feedback.given_at or datetime.now(UTC)).timestamp(),
        }
        statement = insert(_feedback).values(row)
        statement = statement.on_conflict_do_update(index_elements=["reply_id"], set_=row)
        try:
            with self._engine.begin() as connection:
                connection.execute(statement)
        except DatabaseError as error:
            raise self._unusable(error) from error

    def all(self) -> list[Feedback]:
        """Everything, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(sql.select(_feedback).order_by(_feedback.c.given_at)).mappings().all()
        return [
            Feedback(
                reply_id=row["reply_id"],
                verdict=Verdict(row["verdict"]),
                comment=row["comment"],
                question=row["question"],
                answer=row["answer"],
                given_at=datetime.fromtimestamp(row["given_at"], UTC),
            )
            for row in rows
        ]

    def _unusable(self, error: DatabaseError) -> FeedbackUnusable:
        return FeedbackUnusable(
            f"The feedback in {self._path} cannot be used ({error.orig}). If the disk is full or read-only, mend that."
        )
