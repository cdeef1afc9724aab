"""People who use a local Discord: they write, use commands, press buttons and fill in forms."""

from __future__ import annotations

import re
from typing import Any, cast

from tests.local_discord.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Happening, buttons
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import EVERYTHING, FORUM, Channel, Json, snowflake, user_json

_TYPES: dict[type[object], int] = {str: 3, int: 4, bool: 5}
_MODERATOR = 1 << 13


class Person:
    """Somebody. ``moderator``: may manage messages."""

    def __init__(
        self, discord: LocalDiscord, name: str = "ada", *, moderator: bool = False, roles: tuple[int, ...] = ()
    ):
        self._discord = discord
        self.user = user_json(snowflake(), name)
        self.roles = roles
        self._permissions = EVERYTHING & ~(0 if moderator else _MODERATOR) & ~(0 if moderator else 1 << 3)
        discord.world.users[int(self.user["id"])] = self.user

    @property
    def id(self) -> int:
        return int(self.user["id"])

    @classmethod
    def owner(cls, discord: LocalDiscord) -> Person:
        """The owner of the application."""
        person = cls(discord, "owner", moderator=True)
        person.user = discord.world.owner
        return person

    async def says(self, channel: Channel, text: str, *, reply_to: Json | None = None, **more: Any) -> Json:
        """Writes a message; ``@ibid`` in it mentions the bot."""
        discord = self._discord
        text = text.replace("@ibid", f"<@{discord.world.bot['id']}>")
        ids = re.findall(r"<@!?(\d+)>", text)
        mentions = [discord.world.users[int(item)] for item in ids if int(item) in discord.world.users]
        message = discord.world.message_json(channel, self.user, text, **more)
        if reply_to is not None:
            if reply_to["author"] not in mentions:
                mentions.append(reply_to["author"])
            reference = {"message_id": reply_to["id"], "channel_id": str(channel.id), "guild_id": str(channel.guild_id)}
            message |= {"type": 19, "message_reference": reference, "referenced_message": reply_to}
        message["mentions"] = mentions
        message["mention_roles"] = re.findall(r"<@&(\d+)>", text)
        if channel.guild_id is not None:
            message["member"] = {k: v for k, v in self._member().items() if k not in ("user", "permissions")}
        discord.world.keep(channel, message)
        await discord.message_event("MESSAGE_CREATE", channel, message)
        return message

    async def writes_privately(self, text: str) -> Json:
        """Writes to the bot directly."""
        return await self.says(self._discord.world.direct(self.user), text)

    async def posts(self, forum: Channel, title: str, text: str) -> tuple[Channel, Json]:
        """Makes a post in a forum: a thread whose first message has its id."""
        assert forum.kind == FORUM
        post = self._discord.world.add_thread(forum, snowflake(), title, self.id)
        await self._discord.gateway.event("THREAD_CREATE", {**post.json(), "newly_created": True}, post.guild_id)
        return post, await self.says(post, text, id=str(post.id))

    async def uses(self, channel: Channel, command: str, /, **options: Any) -> Happening:
        """Uses a slash command, such as ``ask`` or ``config show``."""
        return await self._command(channel, command, options, COMMAND)

    async def types(self, channel: Channel, command: str, option: str, typed: str) -> Happening:
        """Types into an option that completes."""
        return await self._command(channel, command, {option: typed}, AUTOCOMPLETE, focused=option)

    async def _command(
        self, channel: Channel, command: str, options: dict[str, Any], kind: int, focused: str = ""
    ) -> Happening:
        name, *inner = command.split()
        given = [self._option(key, value, key == focused) for key, value in options.items()]
        nested = [{"type": 1, "name": inner[0], "options": given}] if inner else given
        registered = next(item for item in self._discord.commands if item["name"] == name)
        data: Json = {"id": registered["id"], "name": name, "type": 1, "options": nested}
        data["resolved"] = self._resolved(options)
        return await self._happens(kind, channel, data)

    def _option(self, name: str, value: Any, focused: bool) -> Json:
        option: Json = {"name": name, "type": _TYPES.get(cast("type[object]", type(value)), 3), "value": value}
        if isinstance(value, Channel):
            option |= {"type": 7, "value": str(value.id)}
        if isinstance(value, Person):
            option |= {"type": 6, "value": str(value.id)}
        if isinstance(value, dict):
            given = cast("Json", value)
            option |= {"type": 11 if "filename" in given else 8, "value": given["id"]}
        return {**option, "focused": True} if focused else option

    def _resolved(self, options: dict[str, Any]) -> Json:
        found: Json = {"channels": {}, "users": {}, "attachments": {}, "roles": {}}
        for value in options.values():
            if isinstance(value, Channel):
                found["channels"][str(value.id)] = {**value.json(), "permissions": str(EVERYTHING)}
            elif isinstance(value, Person):
                found["users"][str(value.id)] = value.user
            elif isinstance(value, dict):
                found["attachments" if "filename" in value else "roles"][value["id"]] = value
        return found

    def attachment(self, name: str, data: bytes) -> Json:
        """A file to be uploaded with a command."""
        self._discord.world.files[name] = data
        url = f"http://127.0.0.1:{self._discord.port}/attachments/{name}"
        return {"id": str(snowflake()), "filename": name, "size": len(data), "url": url, "proxy_url": url}

    async def picks(self, channel: Channel, menu: str, message: Json) -> Happening:
        """Uses a command of a message's menu."""
        registered = next(command for command in self._discord.commands if command["name"] == menu)
        data: Json = {"id": registered["id"], "name": menu, "type": 3, "target_id": message["id"]}
        data["resolved"] = {"messages": {message["id"]: message}}
        return await self._happens(COMMAND, channel, data)

    async def presses(self, channel: Channel, message: Json, label: str) -> Happening:
        """Presses the button with this label."""
        button = next(button for button in buttons(message) if button["label"] == label)
        assert not button.get("disabled"), label
        data = {"custom_id": button["custom_id"], "component_type": 2}
        return await self._happens(COMPONENT, channel, data, message)

    async def fills_in(self, channel: Channel, happening: Happening, text: str) -> Happening:
        """Fills in the form that an interaction was answered with."""
        assert happening.form is not None
        field = happening.form["components"][0]["components"][0]
        row = {"type": 1, "components": [{"type": 4, "custom_id": field["custom_id"], "value": text}]}
        data = {"custom_id": happening.form["custom_id"], "components": [row]}
        return await self._happens(MODAL, channel, data, happening.source)

    async def _happens(self, kind: int, channel: Channel, data: Json, message: Json | None = None) -> Happening:
        happening = Happening(kind, channel, self.user, source=message)
        self._discord.happenings[happening.token] = happening
        await self.sends(happening, data)
        return happening

    async def sends(self, happening: Happening, data: Json) -> None:
        """The event of an interaction."""
        channel, world = happening.channel, self._discord.world
        payload: Json = {
            "id": str(happening.id),
            "type": happening.kind,
            "token": happening.token,
            "version": 1,
            "data": data,
            "application_id": str(world.application_id),
            "channel": channel.json(),
            "channel_id": str(channel.id),
            "attachment_size_limit": 10_000_000,
            "locale": "en-US",
            "entitlements": [],
            "app_permissions": str(0 if "send" in channel.denied else EVERYTHING),
        }
        if channel.guild_id is not None:
            payload |= {"guild_id": str(channel.guild_id), "member": self._member(), "context": 0}
            payload["authorizing_integration_owners"] = {"0": str(channel.guild_id)}
        else:
            payload |= {"user": self.user, "context": 1, "authorizing_integration_owners": {"1": str(self.id)}}
        if happening.source is not None:
            payload["message"] = happening.source
        await self._discord.gateway.event("INTERACTION_CREATE", payload, channel.guild_id)

    def _member(self) -> Json:
        return self._discord.world.member_json(self.user, self.roles, self._permissions)
