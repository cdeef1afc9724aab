"""Handles of the messages that show answers. A Place consists of ids: it outlives a client, and a crash."""

from __future__ import annotations

from time import time
from typing import Protocol

import discord

from bot.discord_bot.connection import Connection
from bot.discord_bot.discord_records import PlaceRecord
from bot.discord_bot.sending import edit_fields, send_fields
from bot.discord_bot.timings import Timings
from bot.discord_bot.views import MessageView


class Place(Protocol):
    """A message of the bot."""

    @property
    def record(self) -> PlaceRecord:
        """The record from which the place can be made again."""
        ...

    def pace(self, timings: Timings) -> float:
        """Seconds between two edits."""
        ...

    def lasts(self) -> float | None:
        """Seconds until it can no longer be used; None where there is no end."""
        ...

    async def show(self, view: MessageView) -> None:
        """Makes it show ``view``; what discord.py raises is passed on."""
        ...

    async def remove(self) -> None:
        """Takes it away."""
        ...


class InteractionPlace:
    """The answer to an interaction: ``@original`` of its token."""

    def __init__(self, connection: Connection, record: PlaceRecord) -> None:
        self._connection = connection
        self.record = record

    def __str__(self) -> str:
        return f"interaction in channel {self.record.channel_id}"

    def pace(self, timings: Timings) -> float:
        """Edits through a token are cheap."""
        return timings.interaction_edits

    def lasts(self) -> float | None:
        """Until the token expires."""
        return (self.record.expires_at or 0.0) - time()

    async def show(self, view: MessageView) -> None:
        """Edits ``@original``."""
        await self._webhook().edit_message(_original(), **edit_fields(view))

    async def remove(self) -> None:
        """Deletes ``@original``."""
        await self._webhook().delete_message(_original())

    def _webhook(self) -> discord.Webhook:
        record, connection = self.record, self._connection
        return discord.Webhook.partial(
            record.application_id or 0, record.token or "", client=connection.client, session=connection.session
        )


class MessagePlace:
    """A message of the bot's own in a channel; it is sent when it is first to show something."""

    def __init__(self, connection: Connection, record: PlaceRecord) -> None:
        self._connection = connection
        self.record = record

    def __str__(self) -> str:
        return f"message in channel {self.record.channel_id}"

    def pace(self, timings: Timings) -> float:
        """Edits of a channel's messages are counted together."""
        return timings.message_edits

    def lasts(self) -> float | None:
        """For good."""
        return None

    async def show(self, view: MessageView) -> None:
        """Edits the message, or sends it. Discord answers a nonce that it knows with the message it has."""
        record = self.record
        if record.message_id is None:
            sent = await self._send(view, record)
            self.record = PlaceRecord(record.channel_id, message_id=sent.id, nonce=record.nonce)
            if sent.content == view.content:
                return
            await sent.edit(**edit_fields(view))
        else:
            await self._message(record.message_id).edit(**edit_fields(view))

    async def remove(self) -> None:
        """Deletes the message."""
        if self.record.message_id is not None:
            await self._message(self.record.message_id).delete()

    async def _send(self, view: MessageView, record: PlaceRecord) -> discord.Message:
        fields = send_fields(view)
        if record.reply_to is not None:
            fields["reference"] = discord.MessageReference(
                message_id=record.reply_to, channel_id=record.channel_id, fail_if_not_exists=False
            )
            fields["mention_author"] = False
        if record.nonce is not None:
            fields["nonce"] = record.nonce
        return await self._channel().send(**fields)

    def _channel(self) -> discord.PartialMessageable:
        return self._connection.client.get_partial_messageable(self.record.channel_id)

    def _message(self, message_id: int) -> discord.PartialMessage:
        return self._channel().get_partial_message(message_id)


def place_of(connection: Connection, record: PlaceRecord) -> Place:
    """Returns the Place of a record."""
    return InteractionPlace(connection, record) if record.token else MessagePlace(connection, record)


def _original() -> int:
    """discord.py's own name for the message that answers an interaction; it is typed as an id."""
    return "@original"  # type: ignore[return-value]
