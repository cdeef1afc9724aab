"""Builds discord.py's messages from views. No other file does, so that no message lacks ``allowed_mentions``."""

from __future__ import annotations

import io
import re
from typing import Any, Protocol, Self, cast

import discord
from discord import ui

from bot.discord_bot.length_limits import BUTTON_LABEL, cut
from bot.discord_bot.views import CUSTOM_ID, Act, Attached, Button, MessageView
from retrieval.numbers import number

NOBODY = discord.AllowedMentions.none()
_STYLES = {Act.STOP: discord.ButtonStyle.danger, Act.SOURCES: discord.ButtonStyle.primary}


class AnyButton(ui.DynamicItem[ui.Button[Any]], template=CUSTOM_ID):
    """A button of the bot, rebuilt from its id alone: it works after a restart, and nothing of it stays in memory."""

    def __init__(self, button: Button) -> None:
        self._button = button
        super().__init__(
            ui.Button(
                label=cut(button.label, BUTTON_LABEL),
                custom_id=button.custom_id,
                disabled=button.disabled,
                style=_STYLES.get(button.act, discord.ButtonStyle.secondary),
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Returns the button that was pressed."""
        del interaction, item
        return cls(Button(Act(match["act"]), match["answer"], "·", number(match["page"])))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hands it to the client."""
        await cast("Pressed", interaction.client).on_press(interaction, self._button)


class Pressed(Protocol):
    """What a client must have for the buttons to work."""

    async def on_press(self, interaction: discord.Interaction[Any], button: Button) -> None:
        """Does what the button is for."""
        ...


def button_view(view: MessageView) -> ui.View | None:
    """Returns the buttons, five in a row; None where there are none."""
    if not view.buttons:
        return None
    made = ui.View(timeout=None)
    for button in view.buttons:
        made.add_item(AnyButton(button))
    return made


def edit_fields(view: MessageView) -> dict[str, Any]:
    """Returns the arguments that make a message show this view and nothing else."""
    files = [] if view.file is None else [_file(view.file)]
    return {"content": view.content, "view": button_view(view), "attachments": files, "allowed_mentions": NOBODY}


def send_fields(view: MessageView) -> dict[str, Any]:
    """Returns the arguments for a new message."""
    fields: dict[str, Any] = {"content": view.content, "allowed_mentions": NOBODY, "suppress_embeds": True}
    made = button_view(view)
    if made is not None:
        fields["view"] = made
    if view.file is not None:
        fields["file"] = _file(view.file)
    return fields


def _file(attached: Attached) -> discord.File:
    return discord.File(io.BytesIO(attached.text.encode()), filename=attached.name)
