"""The bot's storage: a SQLite file in the home folder. Its calls block; the event loop goes through ``Memory``."""

from __future__ import annotations

import hmac
import secrets
import time
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from statistics import median

import sqlalchemy as sql
from pydantic import TypeAdapter
from sqlalchemy.dialects.sqlite import insert

from bot.discord_bot import discord_tables
from bot.discord_bot.discord_records import GuildConfig, PlaceRecord, ReplyOutcome, Stats, StoredReply
from bot.discord_bot.render import ReplyJson
from retrieval.errors import IbidError
from retrieval.storage.database import create_tables, open_file

_CONFIG = TypeAdapter(GuildConfig)
_PLACE = TypeAdapter(PlaceRecord)
_DAY = 86400.0


class MemoryUnusable(IbidError):
    """The file that holds the bot's answers and settings cannot be opened."""


class Store:
    """Answers, feedback, configuration of guilds, and the places where an answer is owed."""

    def __init__(self, path: Path) -> None:
        def unusable(cause: str) -> MemoryUnusable:
            return MemoryUnusable(
                f"The bot's own file {path} cannot be used ({cause}). Mend the disk or its permissions, or move "
                "the file away: answers and settings of `/config` would then begin anew."
            )

        self._engine = open_file(path, unusable)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unusable(str(error.strerror)) from error
        create_tables(self._engine, discord_tables.metadata)
        self._salt = bytes.fromhex(self._fact_or_set("salt", secrets.token_hex(32)))

    def close(self) -> None:
        """Releases the file."""
        self._engine.dispose()

    def hashed(self, user_id: int) -> str:
        """A user as it is stored and logged: a hash under a key that only this file holds."""
        return hmac.new(self._salt, str(user_id).encode(), sha256).hexdigest()[:24]

    def conversation_id(self, place_id: int) -> str:
        """The Conversation of a thread, a message or an interaction; who knows Discord's id cannot tell this one."""
        return f"discord:{self.hashed(place_id)}"

    def conversations_of(self, user: str) -> list[str]:
        """The ids of the Conversations that a user's questions are part of."""
        columns = discord_tables.answers.c
        query = sql.select(columns.conversation_id).where(columns.asker == user).distinct()
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    def open_answer(self, answer: StoredReply, place: PlaceRecord, now: float) -> bool:
        """Stores a question; False where one of the same origin is stored already."""
        row = {**asdict(answer), "asked_at": now, "outcome": answer.outcome.value}
        with self._engine.begin() as connection:
            taken = connection.execute(insert(discord_tables.answers).values(row).on_conflict_do_nothing())
            if taken.rowcount != 1:
                return False
            connection.execute(insert(discord_tables.open_places).values(answer_id=answer.id, place=asdict(place)))
        return True

    def move(self, answer_id: str, place: PlaceRecord) -> None:
        """Records where the answer is owed from now on."""
        with self._engine.begin() as connection:
            connection.execute(
                sql.update(discord_tables.open_places)
                .where(discord_tables.open_places.c.answer_id == answer_id)
                .values(place=asdict(place))
            )
            if place.message_id:
                connection.execute(
                    sql.update(discord_tables.answers)
                    .where(discord_tables.answers.c.id == answer_id)
                    .values(message_id=place.message_id, channel_id=place.channel_id)
                )

    def settle(self, answer_id: str, outcome: ReplyOutcome, reply: ReplyJson | None, seconds: float) -> None:
        """Records the Reply, before it is shown: a button may be pressed as soon as it is."""
        with self._engine.begin() as connection:
            connection.execute(
                sql.update(discord_tables.answers)
                .where(discord_tables.answers.c.id == answer_id)
                .values(outcome=outcome.value, reply=reply, seconds=seconds)
            )

    def paid(self, answer_id: str) -> None:
        """Notes that the answer has been shown."""
        with self._engine.begin() as connection:
            connection.execute(
                sql.delete(discord_tables.open_places).where(discord_tables.open_places.c.answer_id == answer_id)
            )

    def owed(self) -> list[tuple[StoredReply, PlaceRecord]]:
        """Returns the answers that were left open."""
        query = sql.select(discord_tables.answers, discord_tables.open_places.c.place).join(
            discord_tables.open_places, discord_tables.open_places.c.answer_id == discord_tables.answers.c.id
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [(_kept(row), _PLACE.validate_python(row["place"])) for row in rows]

    def answer(self, answer_id: str) -> StoredReply | None:
        """The answer of that id."""
        return self._one(discord_tables.answers.c.id == answer_id)

    def answer_in(self, message_id: int) -> StoredReply | None:
        """The answer that stands in that message."""
        return self._one(discord_tables.answers.c.message_id == message_id)

    def config(self, guild_id: int) -> GuildConfig:
        """What a guild's admins chose."""
        query = sql.select(discord_tables.guilds.c.config).where(discord_tables.guilds.c.id == guild_id)
        with self._engine.connect() as connection:
            stored = connection.scalar(query)
        return _CONFIG.validate_python(stored) if stored else GuildConfig()

    def set_config(self, guild_id: int, config: GuildConfig) -> None:
        """Keeps it."""
        row = insert(discord_tables.guilds).values(id=guild_id, config=_CONFIG.dump_python(config, mode="json"))
        with self._engine.begin() as connection:
            connection.execute(row.on_conflict_do_update(index_elements=["id"], set_={"config": row.excluded.config}))

    def give_feedback(self, answer_id: str, user: str, verdict: str, comment: str | None = None) -> None:
        """Keeps a verdict, the latest of each user; a comment stays until there is another."""
        row = insert(discord_tables.feedback).values(
            answer_id=answer_id, user=user, verdict=verdict, comment=comment, given_at=time.time()
        )
        changed = {"verdict": row.excluded.verdict, "given_at": row.excluded.given_at}
        with self._engine.begin() as connection:
            connection.execute(
                row.on_conflict_do_update(
                    index_elements=["answer_id", "user"],
                    set_={
                        **changed,
                        "comment": sql.func.coalesce(row.excluded.comment, discord_tables.feedback.c.comment),
                    },
                )
            )

    def feedback(self, answer_id: str) -> list[tuple[str, str | None]]:
        """Verdicts and comments on an answer."""
        columns = discord_tables.feedback.c
        with self._engine.connect() as connection:
            rows = connection.execute(
                sql.select(columns.verdict, columns.comment).where(columns.answer_id == answer_id)
            ).all()
        return [(row[0], row[1]) for row in rows]

    def forget(self, user: str) -> None:
        """Takes out a user's questions, answers and feedback."""
        with self._engine.begin() as connection:
            mine = sql.select(discord_tables.answers.c.id).where(discord_tables.answers.c.asker == user)
            connection.execute(sql.delete(discord_tables.feedback).where(discord_tables.feedback.c.user == user))
            connection.execute(sql.delete(discord_tables.feedback).where(discord_tables.feedback.c.answer_id.in_(mine)))
            connection.execute(
                sql.delete(discord_tables.answers).where(
                    discord_tables.answers.c.asker == user, discord_tables.answers.c.outcome != ReplyOutcome.OPEN.value
                )
            )

    def purge(self, days: float, now: float) -> None:
        """Takes out what is older than the retention allows."""
        before = now - days * _DAY
        with self._engine.begin() as connection:
            connection.execute(sql.delete(discord_tables.answers).where(discord_tables.answers.c.asked_at < before))
            connection.execute(sql.delete(discord_tables.feedback).where(discord_tables.feedback.c.given_at < before))

    def stats(self, guild_id: int | None) -> Stats:
        """Counts for a guild, or for all of them with None."""
        here = sql.true() if guild_id is None else discord_tables.answers.c.guild_id == guild_id
        answers, given = discord_tables.answers.c, discord_tables.feedback
        with self._engine.connect() as connection:
            counted = connection.execute(
                sql.select(answers.outcome, sql.func.count()).where(here).group_by(answers.outcome)
            ).all()
            verdicts = connection.execute(
                sql.select(given.c.verdict, sql.func.count())
                .join(discord_tables.answers, answers.id == given.c.answer_id)
                .where(here)
                .group_by(given.c.verdict)
            ).all()
            seconds = connection.scalars(
                sql.select(answers.seconds)
                .where(here, answers.seconds.is_not(None))
                .order_by(answers.asked_at.desc())
                .limit(1000)
            ).all()
        thumbs = {row[0]: row[1] for row in verdicts}
        return Stats(
            outcomes={row[0]: row[1] for row in counted},
            up=thumbs.get("up", 0),
            down=thumbs.get("down", 0),
            median_seconds=median(seconds) if seconds else None,
        )

    def fact(self, name: str) -> str | None:
        """A fact about the bot itself."""
        with self._engine.connect() as connection:
            return connection.scalar(
                sql.select(discord_tables.facts.c.value).where(discord_tables.facts.c.name == name)
            )

    def set_fact(self, name: str, value: str) -> None:
        """Records a fact."""
        row = insert(discord_tables.facts).values(name=name, value=value)
        with self._engine.begin() as connection:
            connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": row.excluded.value}))

    def _fact_or_set(self, name: str, value: str) -> str:
        with self._engine.begin() as connection:
            connection.execute(insert(discord_tables.facts).values(name=name, value=value).on_conflict_do_nothing())
        return self.fact(name) or value

    def _one(self, condition: sql.ColumnElement[bool]) -> StoredReply | None:
        query = (
            sql.select(discord_tables.answers)
            .where(condition)
            .order_by(discord_tables.answers.c.asked_at.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return _kept(row) if row else None


def _kept(row: sql.RowMapping) -> StoredReply:
    names = StoredReply.__dataclass_fields__
    answer = StoredReply(**{name: row[name] for name in names})
    return replace(answer, outcome=ReplyOutcome(row["outcome"]))
