"""The tables of the bot's own database, beside the Library and independent of it."""

import sqlalchemy as sql

metadata = sql.MetaData()
facts = sql.Table(
    "facts",
    metadata,
    sql.Column("name", sql.Text, primary_key=True),
    sql.Column("value", sql.Text, nullable=False),
)
answers = sql.Table(
    "answers",
    metadata,
    sql.Column("id", sql.Text, primary_key=True),
    sql.Column("origin", sql.Text, nullable=False, unique=True),
    sql.Column("asker", sql.Text, nullable=False, index=True),
    sql.Column("guild_id", sql.BigInteger),
    sql.Column("channel_id", sql.BigInteger, nullable=False),
    sql.Column("message_id", sql.BigInteger, index=True),
    sql.Column("conversation_id", sql.Text, nullable=False),
    sql.Column("question", sql.Text, nullable=False),
    sql.Column("source_id", sql.Text),
    sql.Column("private", sql.Boolean, nullable=False),
    sql.Column("reply", sql.JSON),
    sql.Column("outcome", sql.Text, nullable=False),
    sql.Column("asked_at", sql.Float, nullable=False, index=True),
    sql.Column("seconds", sql.Float),
)
open_places = sql.Table(
    "open_places",
    metadata,
    sql.Column("answer_id", sql.Text, primary_key=True),
    sql.Column("place", sql.JSON, nullable=False),
)
"""Where an answer is still owed. A row that is there at the start was left by a crash."""

feedback = sql.Table(
    "feedback",
    metadata,
    sql.Column("answer_id", sql.Text, primary_key=True),
    sql.Column("user", sql.Text, primary_key=True),
    sql.Column("verdict", sql.Text, nullable=False),
    sql.Column("comment", sql.Text),
    sql.Column("given_at", sql.Float, nullable=False, index=True),
)
guilds = sql.Table(
    "guilds",
    metadata,
    sql.Column("id", sql.BigInteger, primary_key=True),
    sql.Column("config", sql.JSON, nullable=False),
)
