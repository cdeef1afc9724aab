"""Guilds, channels, people and messages of a local Discord, as the JSON that Discord sends."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

EPOCH = 1420070400000
TEXT, DM, PUBLIC_THREAD, FORUM = 0, 1, 11, 15
MANAGE_MESSAGES, ADMINISTRATOR = 1 << 13, 1 << 3
EVERYTHING = (1 << 50) - 1

_count = itertools.count(1)


def snowflake() -> int:
    """A new id; like Discord's, it begins with the time."""
    return ((int(time.time() * 1000) - EPOCH) << 22) | (next(_count) & 0x3FFFFF)


def now() -> str:
    """The time as Discord writes it."""
    return datetime.now(UTC).isoformat()


def user_json(user_id: int, name: str, *, bot: bool = False) -> Json:
    """A user."""
    return {"id": str(user_id), "username": name, "discriminator": "0", "global_name": name, "avatar": None, "bot": bot}


@dataclass(slots=True)
class Channel:
    """A channel, a thread or a direct message. ``denied``: what the bot may not do there."""

    id: int
    kind: int
    name: str
    guild_id: int | None = None
    parent_id: int | None = None
    owner_id: int | None = None
    recipient: Json | None = None
    archived: bool = False
    locked: bool = False
    deleted: bool = False
    denied: set[str] = field(default_factory=set[str])
    messages: dict[int, Json] = field(default_factory=dict[int, Json])
    nonces: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def is_thread(self) -> bool:
        return self.kind == PUBLIC_THREAD

    def json(self) -> Json:
        base: Json = {"id": str(self.id), "type": self.kind, "last_message_id": None, "flags": 0}
        if self.kind == DM:
            return {**base, "recipients": [self.recipient]}
        base |= {"name": self.name, "guild_id": str(self.guild_id), "position": 0, "permission_overwrites": []}
        if self.kind == FORUM:
            base |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
        if self.is_thread:
            base |= {
                "parent_id": str(self.parent_id),
                "owner_id": str(self.owner_id),
                "message_count": len(self.messages),
                "member_count": 1,
                "thread_metadata": {
                    "archived": self.archived,
                    "locked": self.locked,
                    "auto_archive_duration": 1440,
                    "archive_timestamp": now(),
                    "create_timestamp": now(),
                },
            }
        return base


@dataclass(slots=True)
class Guild:
    """A server."""

    id: int
    name: str
    channels: list[int] = field(default_factory=list[int])
    roles: dict[int, str] = field(default_factory=dict[int, str])


class World:
    """What there is."""

    def __init__(self) -> None:
        self.application_id = snowflake()
        self.bot = user_json(self.application_id, "ibid", bot=True)
        self.owner = user_json(snowflake(), "owner")
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.users: dict[int, Json] = {int(self.owner["id"]): self.owner, self.application_id: self.bot}
        self.files: dict[str, bytes] = {}
        self.no_direct: set[int] = set()

    def add_guild(self, name: str = "guild") -> Guild:
        guild = Guild(snowflake(), name)
        self.guilds[guild.id] = guild
        return guild

    def add_channel(self, guild: Guild | None, name: str = "general", kind: int = TEXT, **more: Any) -> Channel:
        channel = Channel(snowflake(), kind, name, guild.id if guild else None, **more)
        self.channels[channel.id] = channel
        if guild is not None and kind in (TEXT, FORUM):
            guild.channels.append(channel.id)
        return channel

    def add_thread(self, parent: Channel, thread_id: int, name: str, owner_id: int) -> Channel:
        thread = Channel(
            thread_id, PUBLIC_THREAD, name, parent.guild_id, parent.id, owner_id, denied=set(parent.denied) & {"inside"}
        )
        self.channels[thread.id] = thread
        return thread

    def direct(self, user: Json) -> Channel:
        for channel in self.channels.values():
            if channel.kind == DM and channel.recipient == user:
                return channel
        return self.add_channel(None, "direct", DM, recipient=user)

    def guild_json(self, guild: Guild) -> Json:
        everyone: Json = {
            "id": str(guild.id),
            "name": "@everyone",
            "permissions": str(EVERYTHING),
            "position": 0,
            "color": 0,
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }
        roles = [everyone, *({**everyone, "id": str(role), "name": name} for role, name in guild.roles.items())]
        channels = [self.channels[channel].json() for channel in guild.channels]
        threads = [
            channel.json() for channel in self.channels.values() if channel.is_thread and channel.guild_id == guild.id
        ]
        return {
            "id": str(guild.id),
            "name": guild.name,
            "owner_id": self.owner["id"],
            "member_count": 2,
            "roles": roles,
            "channels": channels,
            "threads": threads,
            "members": [self.member_json(self.bot)],
            "emojis": [],
            "stickers": [],
            "features": [],
            "unavailable": False,
            "presences": [],
            "voice_states": [],
        }

    def member_json(self, user: Json, roles: tuple[int, ...] = (), permissions: int = 0) -> Json:
        return {
            "user": user,
            "roles": [str(role) for role in roles],
            "joined_at": now(),
            "deaf": False,
            "mute": False,
            "flags": 0,
            "permissions": str(permissions),
            "nick": None,
            "avatar": None,
        }

    def message_json(self, channel: Channel, author: Json, content: str, **more: Any) -> Json:
        message: Json = {
            "id": str(snowflake()),
            "channel_id": str(channel.id),
            "author": author,
            "content": content,
            "timestamp": now(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 0,
            "flags": 0,
            "components": [],
            **more,
        }
        if channel.guild_id is not None:
            message["guild_id"] = str(channel.guild_id)
        return message

    def keep(self, channel: Channel, message: Json) -> Json:
        channel.messages[int(message["id"])] = message
        return message
