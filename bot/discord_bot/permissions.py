"""Decides who may ask where, and from which Sources. Pure: what a client sends changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.discord_bot.discord_records import GuildConfig
from bot.settings import ServiceSettings
from retrieval.errors import IbidError


class BadIds(IbidError):
    """A setting that lists ids of Discord holds something else."""


@dataclass(frozen=True, slots=True)
class Where:
    """Who asks, and where. ``parent_id``: the channel that a thread belongs to; a thread inherits what it allows."""

    user_id: int
    channel_id: int
    guild_id: int | None = None
    parent_id: int | None = None
    role_ids: frozenset[int] = frozenset()

    @property
    def channels(self) -> tuple[int, ...]:
        """The channel itself, then the channel that a thread belongs to."""
        return (self.channel_id,) if self.parent_id is None else (self.channel_id, self.parent_id)


@dataclass(frozen=True, slots=True)
class AllowLists:
    """Lists whom the people who run the bot allow; an empty list allows all."""

    guilds: frozenset[int] = frozenset()
    channels: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    users: frozenset[int] = frozenset()
    admins: frozenset[int] = frozenset()

    @classmethod
    def of(cls, settings: ServiceSettings) -> AllowLists:
        """Reads the lists from the settings; raises ``BadIds``."""
        return cls(
            guilds=_ids("IBID_DISCORD_GUILDS", settings.discord_guilds),
            channels=_ids("IBID_DISCORD_CHANNELS", settings.discord_channels),
            roles=_ids("IBID_DISCORD_ROLES", settings.discord_roles),
            users=_ids("IBID_DISCORD_USERS", settings.discord_users),
            admins=_ids("IBID_DISCORD_ADMINS", settings.discord_admins),
        )


def _ids(name: str, listed: str) -> frozenset[int]:
    parts = [part.strip() for part in listed.split(",") if part.strip()]
    wrong = next((part for part in parts if not part.isdecimal()), None)
    if wrong is not None:
        raise BadIds(
            f"{name} holds {wrong!r}, which is not a Discord id. In Discord turn on Developer Mode (Settings, "
            "Advanced), then right-click and choose Copy ID."
        )
    return frozenset(map(int, parts))


def may_ask(where: Where, lists: AllowLists, config: GuildConfig) -> bool:
    """Whether both the people who run the bot and the guild's own admins allow it."""
    if where.guild_id is not None and lists.guilds and where.guild_id not in lists.guilds:
        return False
    return _within(where, lists.channels, lists.roles, lists.users) and _within(
        where, config.channels, config.roles, config.users
    )


def _within(where: Where, channels: Collection[int], roles: Collection[int], users: Collection[int]) -> bool:
    """Whether the lists allow it. With users and roles listed, either suffices; outside a guild there are no roles."""
    in_channel = not channels or where.guild_id is None or any(channel in channels for channel in where.channels)
    person = not (roles or users) or where.user_id in users or bool(where.role_ids & set(roles))
    return in_channel and person


def permitted_sources(where: Where, config: GuildConfig) -> tuple[str, ...] | None:
    """Returns the Sources that may be used here; None for all. A channel narrows its guild, a thread its channel."""
    permitted = config.sources
    for channel in reversed(where.channels):
        own = config.channel_sources.get(str(channel))
        if own is not None:
            permitted = own if permitted is None else tuple(source_id for source_id in own if source_id in permitted)
    return permitted
