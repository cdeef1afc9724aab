"""The values that the bot stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.discord_bot.render import ReplyJson


class ReplyOutcome(StrEnum):
    """How a question ended, or that it is still open."""

    OPEN = "open"
    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it enters the queue. ``origin``: the id of the message or interaction that it came with.

    ``fallback``: the channel in which to go on where a token does not last; None where the answer is private.
    ``as_typed``: ask the words as they are, not as understood in the conversation.
    """

    origin: str
    asker: str
    guild_id: int | None
    channel_id: int
    question: str
    conversation_id: str
    private: bool = False
    source_id: str | None = None
    permitted: tuple[str, ...] | None = None
    fallback: int | None = None
    as_typed: bool = False


@dataclass(frozen=True, slots=True)
class StoredReply:
    """A question with its answer. ``asker`` is a keyed hash: no user id is stored."""

    id: str
    origin: str
    asker: str
    guild_id: int | None
    channel_id: int
    conversation_id: str
    question: str
    private: bool
    source_id: str | None = None
    message_id: int | None = None
    reply: ReplyJson | None = None
    outcome: ReplyOutcome = ReplyOutcome.OPEN


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """Where an answer is owed: a token of an interaction, or a message of the bot's own in a channel.

    ``message_id`` is None between the decision to send and Discord's answer; ``nonce`` finds the message again.
    ``expires_at``: when the token is no longer used, in seconds since the epoch.
    """

    channel_id: int
    application_id: int | None = None
    token: str | None = None
    expires_at: float | None = None
    message_id: int | None = None
    nonce: str | None = None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class GuildConfig:
    """What the admins of a guild chose with ``/config``. An empty list allows everyone or everywhere.

    ``sources``: the only Sources that answers may come from, None for all; ``channel_sources``: the same for single
    channels, by their id as text, and narrower than the guild's.
    """

    channels: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    users: tuple[int, ...] = ()
    forums: tuple[int, ...] = ()
    threads: bool = True
    private: bool = False
    sources: tuple[str, ...] | None = None
    channel_sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of stored questions and feedback, for a guild or for all."""

    outcomes: Mapping[str, int]
    up: int
    down: int
    median_seconds: float | None
