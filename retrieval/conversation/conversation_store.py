"""Stores Conversations, outside the Library: in a file of their own beside the catalogue, or in the database that
replicas share.

Writing one changes no generation, and deleting the file loses the conversations alone. The Replies have a table of
their own, as JSON: a page shows them again, while understanding a follow-up takes the turns alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from retrieval.conversation.turns import Conversation, Turn
from retrieval.errors import IbidError
from retrieval.storage.database import Words, create_tables, open_file, open_server
from retrieval.storage.write_trial import try_write
from retrieval.wire.replies import ReplyJson

_SWEEP_EVERY = timedelta(hours=1)
_NO_FILE = (
    "The conversations in {path} cannot be read or written ({cause}). Check that the disk is neither full nor "
    "read-only. If the file is damaged, move it away: only the conversations are lost."
)
_NO_DATABASE = "The conversations in the database of IBID_DATABASE_URL cannot be used ({cause}). Is the server running?"

_metadata = sql.MetaData()
_turns = sql.Table(
    "turns",
    _metadata,
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("conversation_id", Words, nullable=False, index=True),
    sql.Column("question", Words, nullable=False),
    sql.Column("standalone", Words, nullable=False),
    sql.Column("answer", Words, nullable=False),
    sql.Column("subject", Words, nullable=False),
    sql.Column("answered", sql.Boolean, nullable=False),
    sql.Column("reply_id", Words, nullable=False, index=True),
    sql.Column("source_ids", sql.JSON, nullable=False),
    sql.Column("asked_at", sql.Float, nullable=False, index=True),
    sqlite_autoincrement=True,
)
_replies = sql.Table(
    "replies",
    _metadata,
    sql.Column("turn", sql.Integer, sql.ForeignKey(_turns.c.number, ondelete="CASCADE"), primary_key=True),
    sql.Column("reply", sql.JSON, nullable=False),
)


class ConversationsUnusable(IbidError):
    """The conversations cannot be read or written."""


class UnknownConversation(IbidError):
    """The Conversation does not exist, or no longer."""

    def __init__(self) -> None:
        super().__init__("There is no such conversation, or it has been forgotten.")


class UnknownReply(IbidError):
    """The Reply does not exist, or no longer."""

    def __init__(self) -> None:
        super().__init__("There is no such reply, or it has been forgotten.")


def new_conversation_id() -> str:
    """Returns an unguessable id of 128 random bits. Whoever knows it may read the conversation."""
    return secrets.token_urlsafe(16)


def _now() -> datetime:
    return datetime.now(UTC)


class Conversations:
    """Turns in SQL, for ``days`` days and the last ``most`` of each conversation. With 0 days nothing is stored.

    Any number of threads and processes may read and write.
    """

    def __init__(self, where: Path | str, days: int, most: int, now: Callable[[], datetime] = _now) -> None:
        """Opens a file, creating it if need be, or the database at an address; raises ``ConversationsUnusable``."""
        self._kept = timedelta(days=days)
        self._most = most
        self._now = now
        self._swept: datetime | None = None
        self._engine = _opened(where)
        create_tables(self._engine, _metadata)

    def close(self) -> None:
        """Releases the file."""
        self._engine.dispose()

    def try_write(self) -> None:
        """Raises the error that prevents writing, if there is one."""
        try_write(self._engine)

    def read(self, conversation_id: str) -> Conversation:
        """Returns the Conversation; without turns for an unknown id."""
        query = sql.select(_turns).where(
            _turns.c.conversation_id == conversation_id, _turns.c.asked_at >= self._oldest()
        )
        with self._engine.begin() as connection:
            rows = connection.execute(query.order_by(_turns.c.number)).mappings().all()
        return Conversation(conversation_id, tuple(_unpacked(row) for row in rows[-self._most :]))

    def add(self, conversation_id: str, turn: Turn, reply: ReplyJson | None = None) -> None:
        """Appends ``turn`` with the Reply that ended it, and deletes turns that are too old or too many."""
        if not self._kept:
            return
        with self._engine.begin() as connection:
            row = {"conversation_id": conversation_id, **_packed(turn, self._now())}
            number = connection.execute(sql.insert(_turns).values(row)).inserted_primary_key
            if reply and number:
                connection.execute(sql.insert(_replies).values(turn=number[0], reply=reply))
            mine = _turns.c.conversation_id == conversation_id
            last_turns = sql.select(_turns.c.number).where(mine).order_by(_turns.c.number.desc()).limit(self._most)
            connection.execute(sql.delete(_turns).where(mine, _turns.c.number.not_in(last_turns)))
            self._sweep(connection)

    def turn(self, reply_id: str) -> Turn | None:
        """Returns the turn that a Reply ended, if it is stored."""
        with self._engine.begin() as connection:
            row = connection.execute(sql.select(_turns).where(_turns.c.reply_id == reply_id)).mappings().first()
        return _unpacked(row) if row else None

    def conversation_of(self, reply_id: str) -> str:
        """Returns the id of the conversation that a Reply belongs to; empty where it is not stored."""
        query = sql.select(_turns.c.conversation_id).where(_turns.c.reply_id == reply_id)
        with self._engine.begin() as connection:
            return connection.scalar(query) or ""

    def reply(self, reply_id: str) -> ReplyJson:
        """Returns a Reply as it was given; raises ``UnknownReply``."""
        replies = self._found_replies(_turns.c.reply_id == reply_id)
        if not replies:
            raise UnknownReply
        return replies[0]

    def _found_replies(self, which: sql.ColumnElement[bool]) -> Sequence[ReplyJson]:
        query = sql.select(_replies.c.reply).join(_turns).where(which, _turns.c.asked_at >= self._oldest())
        with self._engine.begin() as connection:
            return connection.execute(query).scalars().all()

    def known(self, conversation_id: str) -> Conversation:
        """Returns the Conversation with its Replies; raises ``UnknownConversation`` if it has no turns."""
        conversation = self.read(conversation_id)
        if not conversation.turns:
            raise UnknownConversation
        replies = self._found_replies(_turns.c.conversation_id == conversation_id)
        return replace(conversation, replies={reply["id"]: reply for reply in replies})

    def forget(self, conversation_id: str) -> None:
        """Deletes a conversation; raises ``UnknownConversation`` if it does not exist."""
        with self._engine.begin() as connection:
            mine = _turns.c.conversation_id == conversation_id
            if not connection.execute(sql.delete(_turns).where(mine)).rowcount:
                raise UnknownConversation

    def _sweep(self, connection: sql.Connection) -> None:
        """Deletes the expired turns of all conversations, once an hour."""
        now = self._now()
        if self._swept is None or now - self._swept >= _SWEEP_EVERY:
            connection.execute(sql.delete(_turns).where(_turns.c.asked_at < self._oldest()))
            self._swept = now

    def _oldest(self) -> float:
        return (self._now() - self._kept).timestamp()


def _opened(where: Path | str) -> sql.Engine:
    if isinstance(where, str):
        return open_server(where, lambda cause: ConversationsUnusable(_NO_DATABASE.format(cause=cause)))
    return open_file(where, lambda cause: ConversationsUnusable(_NO_FILE.format(path=where, cause=cause)))


def _packed(turn: Turn, now: datetime) -> dict[str, Any]:
    return {
        "question": turn.question,
        "standalone": turn.standalone,
        "answer": turn.answer,
        "subject": turn.subject,
        "answered": turn.answered,
        "reply_id": turn.reply_id,
        "source_ids": list(turn.source_ids),
        "asked_at": (turn.asked_at or now).timestamp(),
    }


def _unpacked(row: sql.RowMapping) -> Turn:
    return Turn(
        question=row["question"],
        standalone=row["standalone"],
        answer=row["answer"],
        subject=row["subject"],
        answered=row["answered"],
        reply_id=row["reply_id"],
        source_ids=tuple(row["source_ids"]),
        asked_at=datetime.fromtimestamp(row["asked_at"], UTC),
    )
