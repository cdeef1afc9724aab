"""Stores people's feedback on Replies, together with question and answer, because it outlives the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sql

from retrieval.conversation.turns import Turn
from retrieval.errors import IbidError
from retrieval.storage.database import Words, create_tables, open_file, open_server, upsert

_metadata = sql.MetaData()
_feedback = sql.Table(
    "feedback",
    _metadata,
    sql.Column("reply_id", Words, primary_key=True),
    sql.Column("verdict", Words, nullable=False),
    sql.Column("comment", Words, nullable=False),
    sql.Column("question", Words, nullable=False),
    sql.Column("answer", Words, nullable=False),
    sql.Column("given_at", sql.Float, nullable=False),
)


class FeedbackUnusable(IbidError):
    """The feedback cannot be read or written."""


class Thumb(StrEnum):
    """A person's verdict on a Reply."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict on one Reply. ``question`` and ``answer`` are empty where the conversation was not stored."""

    reply_id: str
    verdict: Thumb
    comment: str = ""
    question: str = ""
    answer: str = ""
    given_at: datetime | None = None

    @classmethod
    def of(cls, turn: Turn | None, reply_id: str, verdict: Thumb, comment: str) -> Feedback:
        """Builds a verdict on the Reply that ended ``turn``."""
        return cls(reply_id, verdict, comment, turn.question if turn else "", turn.answer if turn else "")


class FeedbackBook:
    """Feedback in SQL, kept for ``days`` days, one row per Reply: a second verdict replaces the first."""

    def __init__(self, where: Path | str, days: int) -> None:
        """Opens a file, creating it if need be, or the database at an address; raises ``FeedbackUnusable``."""
        self._kept = timedelta(days=days)
        self._engine = _opened(where)
        create_tables(self._engine, _metadata)

    def close(self) -> None:
        """Releases the file."""
        self._engine.dispose()

    def put(self, feedback: Feedback) -> None:
        """Stores a verdict and deletes those that have expired."""
        given_at = feedback.given_at or datetime.now(UTC)
        row = {
            "reply_id": feedback.reply_id,
            "verdict": feedback.verdict.value,
            "comment": feedback.comment,
            "question": feedback.question,
            "answer": feedback.answer,
            "given_at": given_at.timestamp(),
        }
        with self._engine.begin() as connection:
            statement = upsert(connection, _feedback).values(row)
            connection.execute(statement.on_conflict_do_update(index_elements=["reply_id"], set_=row))
            connection.execute(sql.delete(_feedback).where(_feedback.c.given_at < self._oldest()))

    def all(self) -> list[Feedback]:
        """Returns all feedback that has not expired, oldest first."""
        query = sql.select(_feedback).where(_feedback.c.given_at >= self._oldest()).order_by(_feedback.c.given_at)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            Feedback(
                reply_id=row["reply_id"],
                verdict=Thumb(row["verdict"]),
                comment=row["comment"],
                question=row["question"],
                answer=row["answer"],
                given_at=datetime.fromtimestamp(row["given_at"], UTC),
            )
            for row in rows
        ]

    def _oldest(self) -> float:
        return (datetime.now(UTC) - self._kept).timestamp()


def _opened(where: Path | str) -> sql.Engine:
    if isinstance(where, str):
        message = "The feedback in the database of IBID_DATABASE_URL cannot be used ({}). Is the server running?"
        return open_server(where, lambda cause: FeedbackUnusable(message.format(cause)))
    message = f"The feedback in {where} cannot be used ({{}}). Check that the disk is neither full nor read-only."
    return open_file(where, lambda cause: FeedbackUnusable(message.format(cause)))
