"""Stores people's feedback on Replies, and the questions that were refused, because they outlive the conversation."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sql

from retrieval.conversation.turns import Turn
from retrieval.errors import IbidError
from retrieval.storage.database import Words, create_tables, open_file, open_server, upsert
from retrieval.storage.write_trial import try_write

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
    sql.Column("quote", Words, nullable=False, server_default=""),
    sql.Column("source_id", Words, nullable=False, server_default=""),
    sql.Column("conversation_id", Words, nullable=False, server_default=""),
)
_unanswered = sql.Table(
    "unanswered",
    _metadata,
    sql.Column("reply_id", Words, primary_key=True),
    sql.Column("conversation_id", Words, nullable=False, index=True),
    sql.Column("question", Words, nullable=False),
    sql.Column("reason", Words, nullable=False),
    sql.Column("asked_at", sql.Float, nullable=False, index=True),
)
_ADDED = ("quote", "source_id", "conversation_id")
"""Columns that a file of an earlier version lacks."""


class FeedbackUnusable(IbidError):
    """The feedback cannot be read or written."""


class Thumb(StrEnum):
    """A person's verdict on a Reply."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict on one Reply. ``question`` and ``answer`` are empty where the conversation was not stored.

    ``quote``, of the Source ``source_id``: what a person says answers a question that was refused.
    """

    reply_id: str
    verdict: Thumb
    comment: str = ""
    question: str = ""
    answer: str = ""
    given_at: datetime | None = None
    quote: str = ""
    source_id: str = ""
    conversation_id: str = ""

    @classmethod
    def of(cls, turn: Turn | None, reply_id: str, verdict: Thumb, comment: str) -> Feedback:
        """Builds a verdict on the Reply that ended ``turn``; its question is the one that was answered."""
        return cls(reply_id, verdict, comment, turn.standalone if turn else "", turn.answer if turn else "")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that was refused, as it was understood."""

    reply_id: str
    conversation_id: str
    question: str
    reason: str
    asked_at: datetime


class FeedbackBook:
    """Feedback in SQL, kept for ``days`` days, one row per Reply: a second verdict replaces the first."""

    def __init__(self, where: Path | str, days: int) -> None:
        """Opens a file, creating it if need be, or the database at an address; raises ``FeedbackUnusable``."""
        self._kept = timedelta(days=days)
        self._engine = _opened(where)
        create_tables(self._engine, _metadata, _with_new_columns)

    def close(self) -> None:
        """Releases the file."""
        self._engine.dispose()

    def try_write(self) -> None:
        """Raises the error that prevents writing, if there is one."""
        try_write(self._engine)

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
            **{name: getattr(feedback, name) for name in _ADDED},
        }
        with self._engine.begin() as connection:
            statement = upsert(connection, _feedback).values(row)
            connection.execute(statement.on_conflict_do_update(index_elements=["reply_id"], set_=row))
            self._delete_expired(connection)

    def put_unanswered(self, refused: Unanswered) -> None:
        """Stores a question that was refused, for as long as feedback is kept."""
        row = {**asdict(refused), "asked_at": refused.asked_at.timestamp()}
        with self._engine.begin() as connection:
            statement = upsert(connection, _unanswered).values(row)
            connection.execute(statement.on_conflict_do_update(index_elements=["reply_id"], set_=row))
            self._delete_expired(connection)

    def unanswered(self) -> list[Unanswered]:
        """Returns the questions that were refused and have not expired, oldest first."""
        query = sql.select(_unanswered).where(_unanswered.c.asked_at >= self._oldest()).order_by(_unanswered.c.asked_at)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            Unanswered(
                reply_id=row["reply_id"],
                conversation_id=row["conversation_id"],
                question=row["question"],
                reason=row["reason"],
                asked_at=datetime.fromtimestamp(row["asked_at"], UTC),
            )
            for row in rows
        ]

    def forget(self, conversation_id: str) -> None:
        """Deletes what is stored of a conversation's questions."""
        with self._engine.begin() as connection:
            for table in (_feedback, _unanswered):
                connection.execute(sql.delete(table).where(table.c.conversation_id == conversation_id))

    def counts(self) -> dict[str, int]:
        """Counts the questions that were refused and the Replies that were disliked."""
        queries = {
            "refused": sql.select(sql.func.count()).where(_unanswered.c.asked_at >= self._oldest()),
            "disliked": sql.select(sql.func.count()).where(
                _feedback.c.given_at >= self._oldest(), _feedback.c.verdict == Thumb.DOWN.value
            ),
        }
        with self._engine.connect() as connection:
            return {name: connection.scalar(query) or 0 for name, query in queries.items()}

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
                **{name: row[name] for name in _ADDED},
            )
            for row in rows
        ]

    def _delete_expired(self, connection: sql.Connection) -> None:
        connection.execute(sql.delete(_feedback).where(_feedback.c.given_at < self._oldest()))
        connection.execute(sql.delete(_unanswered).where(_unanswered.c.asked_at < self._oldest()))

    def _oldest(self) -> float:
        return (datetime.now(UTC) - self._kept).timestamp()


def _with_new_columns(connection: sql.Connection) -> None:
    """Adds the columns that a table of an earlier version lacks."""
    there = {column["name"] for column in sql.inspect(connection).get_columns(_feedback.name)}
    for name in _ADDED:
        if name not in there:
            connection.execute(sql.text(f"ALTER TABLE feedback ADD COLUMN {name} TEXT NOT NULL DEFAULT ''"))


def _opened(where: Path | str) -> sql.Engine:
    if isinstance(where, str):
        message = "The feedback in the database of IBID_DATABASE_URL cannot be used ({}). Is the server running?"
        return open_server(where, lambda cause: FeedbackUnusable(message.format(cause)))
    message = f"The feedback in {where} cannot be used ({{}}). Check that the disk is neither full nor read-only."
    return open_file(where, lambda cause: FeedbackUnusable(message.format(cause)))
