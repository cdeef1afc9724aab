"""The tables of the catalogue."""

import sqlalchemy as sql

LAYOUT = "3"
"""Version of the tables; a catalogue of another version is not opened."""

metadata = sql.MetaData()
facts = sql.Table(
    "facts",
    metadata,
    sql.Column("name", sql.Text, primary_key=True),
    sql.Column("value", sql.Text, nullable=False),
)
sources = sql.Table(
    "sources",
    metadata,
    sql.Column("id", sql.Text, primary_key=True),
    sql.Column("title", sql.Text, nullable=False),
    sql.Column("author", sql.Text),
    sql.Column("published", sql.Text),
    sql.Column("url", sql.Text),
    sql.Column("format", sql.Text, nullable=False),
    sql.Column("text", sql.Text, nullable=False),
    sql.Column("structure", sql.JSON, nullable=False),
    sql.Column("prints", sql.Integer, nullable=False, server_default="0"),
)
origins = sql.Table(
    "origins",
    metadata,
    sql.Column("uri", sql.Text, primary_key=True),
    sql.Column("source_id", sql.Text, nullable=False, index=True),
    sql.Column("digest", sql.Text, nullable=False),
    sql.Column("listed_in", sql.JSON, nullable=False),
    sql.Column("location", sql.Text),
    sql.Column("etag", sql.Text),
    sql.Column("last_modified", sql.Text),
)
copies = sql.Table(
    "copies",
    metadata,
    sql.Column("source_id", sql.Text, primary_key=True),
    sql.Column("copy_id", sql.Text, primary_key=True, index=True),
    sql.Column("shared", sql.Float, nullable=False),
)
passages = sql.Table(
    "passages",
    metadata,
    sql.Column("id", sql.Text, primary_key=True),
    sql.Column("source_id", sql.Text, nullable=False, index=True),
    sql.Column("start", sql.Integer, nullable=False),
    sql.Column("end", sql.Integer, nullable=False),
    sql.Column("text", sql.Text, nullable=False),
    sql.Column("structure", sql.JSON, nullable=False),
)
fingerprints = sql.Table(
    "fingerprints",
    metadata,
    sql.Column("hash", sql.BigInteger, nullable=False, index=True),
    sql.Column("passage_id", sql.Text, nullable=False),
    sql.Column("source_id", sql.Text, nullable=False, index=True),
)
pending = sql.Table("pending", metadata, sql.Column("passage_id", sql.Text, primary_key=True))
