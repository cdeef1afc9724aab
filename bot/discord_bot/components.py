"""What the buttons and forms under an answer do. Each press is acknowledged at once, and does one thing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

import discord
from discord import ui

from bot.discord_bot import strings as words
from bot.discord_bot.discord_records import StoredReply
from bot.discord_bot.intake import (
    Interaction,
    Rooms,
    Turned,
    Wish,
    ask_by_interaction,
    excuse,
    permission,
    say,
    where_of,
)
from bot.discord_bot.length_limits import MODAL_TITLE, QUESTION, cut
from bot.discord_bot.render import Shown, reply_screen, sources_screen
from bot.discord_bot.sending import edit_fields, send_fields
from bot.discord_bot.views import FORM_ID, Act, Button

_COMMENT = 1000
_FORM_SECONDS = 15 * 60.0


class _Form(ui.Modal):
    """One field. What is sent comes back through ``Pressing.on_form``, also after a restart."""

    def __init__(self, act: Act, answer_id: str, title: str, field: ui.TextInput[Any]) -> None:
        super().__init__(title=cut(title, MODAL_TITLE), custom_id=f"ibid:form:{act}:{answer_id}", timeout=_FORM_SECONDS)
        self.add_item(field)


class Pressing:
    """The buttons' side of the bot."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._busy: set[str] = set()
        self._renewed: dict[str, str] = {}

    async def on_press(self, interaction: Interaction, button: Button) -> None:
        """Does what the button is for; a second press while the first is under way is told so."""
        doing: dict[Act, Callable[[Interaction, Button], Awaitable[None]]] = {
            Act.SOURCES: self._sources,
            Act.PAGE: self._page,
            Act.UP: self._up,
            Act.DOWN: self._down,
            Act.FOLLOW: self._follow,
            Act.AGAIN: self._again,
            Act.STOP: self._stop,
            Act.DELETE: self._delete,
        }
        key = f"{button.act}:{button.answer}"
        try:
            if key in self._busy:
                raise Turned(words.ALREADY)
            self._busy.add(key)
            try:
                await doing[button.act](interaction, button)
            finally:
                self._busy.discard(key)
        except Exception as error:  # noqa: BLE001 - it is logged, and the person is told
            await excuse(interaction, error)

    async def on_form(self, interaction: Interaction) -> None:
        """Takes what was written into a form."""
        data = cast("dict[str, Any]", interaction.data or {})
        found = FORM_ID.fullmatch(str(data.get("custom_id", "")))
        if found is None:
            return
        text = " ".join(_written(data.get("components", [])).split())
        try:
            if found["act"] == Act.FOLLOW:
                await self._followed(interaction, found["answer"], text)
            else:
                await self._commented(interaction, found["answer"], text)
        except Exception as error:  # noqa: BLE001 - it is logged, and the person is told
            await excuse(interaction, error)

    async def _sources(self, interaction: Interaction, button: Button) -> None:
        kept = await self._kept(button)
        if kept.reply is None:
            raise Turned(words.NO_SOURCES)
        screen = sources_screen(kept.reply, Shown(kept.id, button.page))
        if _is_sources_list(interaction.message):
            await interaction.response.edit_message(**edit_fields(screen))
        else:
            await interaction.response.send_message(**send_fields(screen), ephemeral=True)

    async def _page(self, interaction: Interaction, button: Button) -> None:
        kept = await self._kept(button)
        if kept.reply is None:
            raise Turned(words.ANSWER_GONE)
        screen = reply_screen(kept.reply, Shown(kept.id, button.page))
        await interaction.response.edit_message(**edit_fields(screen))

    async def _up(self, interaction: Interaction, button: Button) -> None:
        await self._kept(button)
        await self._judge(interaction, button.answer, "up")
        await say(interaction, words.THANKS)

    async def _down(self, interaction: Interaction, button: Button) -> None:
        kept = await self._kept(button)
        field = ui.TextInput[Any](
            label="What was wrong? (optional)",
            style=discord.TextStyle.paragraph,
            required=False,
            max_length=_COMMENT,
            custom_id="comment",
        )
        await interaction.response.send_modal(_Form(Act.DOWN, kept.id, "What was wrong?", field))
        await self._judge(interaction, kept.id, "down")

    async def _commented(self, interaction: Interaction, answer_id: str, text: str) -> None:
        await self._judge(interaction, answer_id, "down", text or None)
        await say(interaction, words.THANKS_COMMENT if text else words.THANKS)

    async def _follow(self, interaction: Interaction, button: Button) -> None:
        kept = await self._kept(button)
        field = ui.TextInput[Any](
            label="Your question",
            style=discord.TextStyle.paragraph,
            min_length=1,
            max_length=QUESTION,
            custom_id="question",
        )
        await interaction.response.send_modal(_Form(Act.FOLLOW, kept.id, words.FOLLOW, field))

    async def _followed(self, interaction: Interaction, answer_id: str, text: str) -> None:
        kept = await self._kept(Button(Act.FOLLOW, answer_id, ""))
        if not text:
            raise Turned(words.HELP)
        permitted = await permission(self._rooms, where_of(interaction))
        wish = Wish(text, kept.conversation_id, kept.private, kept.source_id)
        await ask_by_interaction(self._rooms, interaction, wish, permitted)

    async def _again(self, interaction: Interaction, button: Button) -> None:
        kept = await self._own(interaction, button)
        if self._rooms.desk.is_open(self._renewed.get(kept.id, "")):
            raise Turned(words.ALREADY)
        permitted = await permission(self._rooms, where_of(interaction))
        wish = Wish(kept.question, kept.conversation_id, kept.private, kept.source_id, update=True)
        answer_id = await ask_by_interaction(self._rooms, interaction, wish, permitted)
        if answer_id is not None:
            self._renewed = {old: new for old, new in self._renewed.items() if self._rooms.desk.is_open(new)}
            self._renewed[kept.id] = answer_id

    async def _stop(self, interaction: Interaction, button: Button) -> None:
        await self._own(interaction, button)
        await interaction.response.defer()
        self._rooms.desk.stop(button.answer)

    async def _delete(self, interaction: Interaction, button: Button) -> None:
        await self._own(interaction, button)
        await interaction.response.defer()
        with suppress(discord.NotFound):  # somebody was faster
            await interaction.delete_original_response()

    async def _judge(self, interaction: Interaction, answer_id: str, judged: str, comment: str | None = None) -> None:
        memory = self._rooms.memory
        user = memory.store.hashed(interaction.user.id)
        await memory.do(memory.store.give_feedback, answer_id, user, judged, comment)

    async def _kept(self, button: Button) -> StoredReply:
        found = await self._rooms.memory.do(self._rooms.memory.store.answer, button.answer)
        if found is None:
            raise Turned(words.ANSWER_GONE)
        return found

    async def _own(self, interaction: Interaction, button: Button) -> StoredReply:
        """The answer, for the one who asked and for moderators."""
        kept = await self._kept(button)
        mine = kept.asker == self._rooms.memory.store.hashed(interaction.user.id)
        if not (mine or interaction.permissions.manage_messages):
            raise Turned(words.NOT_YOURS)
        return kept


def _is_sources_list(message: discord.Message | None) -> bool:
    """Whether the message has nothing but the buttons that turn pages of quotes."""
    prefix = f"ibid:{Act.SOURCES}:"
    ids = [
        str(getattr(child, "custom_id", ""))
        for row in (message.components if message else [])
        for child in getattr(row, "children", [])
    ]
    return bool(ids) and all(one.startswith(prefix) for one in ids)


def _written(components: list[dict[str, Any]]) -> str:
    """The value of the form's field, however deep Discord lays it."""
    for one in components:
        inside: list[dict[str, Any]] = one.get("components") or ([one["component"]] if one.get("component") else [])
        value = str(one.get("value") or "") or _written(inside)
        if value:
            return value
    return ""
