"""Does what the buttons and forms under an answer ask. Acknowledges each press at once."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

import discord
from discord import ui

from bot.discord_bot import strings
from bot.discord_bot.discord_records import StoredReply
from bot.discord_bot.intake import (
    BotContext,
    Declined,
    Interaction,
    QuestionRequest,
    ask_by_interaction,
    excuse,
    permission,
    say,
    where_of,
)
from bot.discord_bot.length_limits import MODAL_TITLE, QUESTION, cut
from bot.discord_bot.render import Shown, reply_view, sources_view
from bot.discord_bot.sending import edit_fields, send_fields
from bot.discord_bot.views import FORM_ID, Act, Button
from retrieval.errors import IbidError

logger = logging.getLogger(__name__)

_COMMENT = 1000
_FORM_SECONDS = 15 * 60.0


class _Form(ui.Modal):
    """One field. What is sent comes back through ``Components.on_form``, also after a restart."""

    def __init__(self, act: Act, answer_id: str, title: str, field: ui.TextInput[Any]) -> None:
        super().__init__(title=cut(title, MODAL_TITLE), custom_id=f"ibid:form:{act}:{answer_id}", timeout=_FORM_SECONDS)
        self.add_item(field)


class Components:
    """Handles presses of buttons, and forms."""

    def __init__(self, context: BotContext) -> None:
        self._context = context
        self._busy: set[str] = set()
        self._renewed: dict[str, str] = {}

    async def on_press(self, interaction: Interaction, button: Button) -> None:
        """Does what the button is for; declines a second press while the first is in progress."""
        doing: dict[Act, Callable[[Interaction, Button], Awaitable[None]]] = {
            Act.SOURCES: self._sources,
            Act.PAGE: self._page,
            Act.UP: self._up,
            Act.DOWN: self._down,
            Act.FOLLOW: self._follow,
            Act.AGAIN: self._again,
            Act.STOP: self._stop,
            Act.DELETE: self._delete,
            Act.TYPED: self._typed,
            Act.OFFER: self._offer,
            Act.NEAR: self._near,
        }
        key = f"{button.act}:{button.answer}"
        try:
            if key in self._busy:
                raise Declined(strings.ALREADY)
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
        form = FORM_ID.fullmatch(str(data.get("custom_id", "")))
        if form is None:
            return
        text = " ".join(_written(data.get("components", [])).split())
        try:
            if form["act"] == Act.FOLLOW:
                await self._followed(interaction, form["answer"], text)
            else:
                await self._commented(interaction, form["answer"], text)
        except Exception as error:  # noqa: BLE001 - it is logged, and the person is told
            await excuse(interaction, error)

    async def _sources(self, interaction: Interaction, button: Button) -> None:
        stored = await self._stored(button)
        if stored.reply is None:
            raise Declined(strings.NO_SOURCES)
        view = sources_view(stored.reply, Shown(stored.id, button.page))
        if _is_sources_list(interaction.message):
            await interaction.response.edit_message(**edit_fields(view))
        else:
            await interaction.response.send_message(**send_fields(view), ephemeral=True)

    async def _page(self, interaction: Interaction, button: Button) -> None:
        stored = await self._stored(button)
        if stored.reply is None:
            raise Declined(strings.ANSWER_GONE)
        view = reply_view(stored.reply, Shown(stored.id, button.page))
        await interaction.response.edit_message(**edit_fields(view))

    async def _up(self, interaction: Interaction, button: Button) -> None:
        await self._judge(interaction, await self._stored(button), "up")
        await say(interaction, strings.THANKS)

    async def _down(self, interaction: Interaction, button: Button) -> None:
        stored = await self._stored(button)
        field = ui.TextInput[Any](
            label="What was wrong? (optional)",
            style=discord.TextStyle.paragraph,
            required=False,
            max_length=_COMMENT,
            custom_id="comment",
        )
        await interaction.response.send_modal(_Form(Act.DOWN, stored.id, "What was wrong?", field))
        await self._judge(interaction, stored, "down")

    async def _commented(self, interaction: Interaction, answer_id: str, text: str) -> None:
        stored = await self._stored(Button(Act.DOWN, answer_id, ""))
        await self._judge(interaction, stored, "down", text or None)
        await say(interaction, strings.THANKS_COMMENT if text else strings.THANKS)

    async def _follow(self, interaction: Interaction, button: Button) -> None:
        stored = await self._stored(button)
        field = ui.TextInput[Any](
            label="Your question",
            style=discord.TextStyle.paragraph,
            min_length=1,
            max_length=QUESTION,
            custom_id="question",
        )
        await interaction.response.send_modal(_Form(Act.FOLLOW, stored.id, strings.FOLLOW, field))

    async def _followed(self, interaction: Interaction, answer_id: str, text: str) -> None:
        stored = await self._stored(Button(Act.FOLLOW, answer_id, ""))
        if not text:
            raise Declined(strings.HELP)
        permitted = await permission(self._context, where_of(interaction))
        request = QuestionRequest(text, stored.conversation_id, stored.private, stored.source_id)
        await ask_by_interaction(self._context, interaction, request, permitted)

    async def _offer(self, interaction: Interaction, button: Button) -> None:
        """Asks a question that the answer offered, as a new one of the same conversation."""
        stored = await self._stored(button)
        offered = stored.reply.get("suggestions", []) if stored.reply and stored.reply["status"] == "refused" else []
        if not 1 <= button.page <= len(offered):
            raise Declined(strings.ANSWER_GONE)
        permitted = await permission(self._context, where_of(interaction))
        request = QuestionRequest(
            offered[button.page - 1], stored.conversation_id, stored.private, stored.source_id, as_typed=True
        )
        await ask_by_interaction(self._context, interaction, request, permitted)

    async def _near(self, interaction: Interaction, button: Button) -> None:
        """Keeps that a quote of a refusal answers the question."""
        stored = await self._stored(button)
        near = stored.reply["nearest"] if stored.reply and stored.reply["status"] == "refused" else []
        if not 1 <= button.page <= len(near):
            raise Declined(strings.ANSWER_GONE)
        comment = f"{strings.THIS_ANSWERS}: “{near[button.page - 1]['quote']}”"
        await self._judge(interaction, stored, "down", cut(comment, _COMMENT), button.page)
        await say(interaction, strings.THANKS_NEAR)

    async def _typed(self, interaction: Interaction, button: Button) -> None:
        await self._ask_again(interaction, button, as_typed=True)

    async def _again(self, interaction: Interaction, button: Button) -> None:
        await self._ask_again(interaction, button, as_typed=False)

    async def _ask_again(self, interaction: Interaction, button: Button, *, as_typed: bool) -> None:
        stored = await self._own(interaction, button)
        if self._context.queue.is_open(self._renewed.get(stored.id, "")):
            raise Declined(strings.ALREADY)
        permitted = await permission(self._context, where_of(interaction))
        request = QuestionRequest(
            stored.question, stored.conversation_id, stored.private, stored.source_id, update=True, as_typed=as_typed
        )
        answer_id = await ask_by_interaction(self._context, interaction, request, permitted)
        if answer_id is not None:
            self._renewed = {old: new for old, new in self._renewed.items() if self._context.queue.is_open(new)}
            self._renewed[stored.id] = answer_id

    async def _stop(self, interaction: Interaction, button: Button) -> None:
        await self._own(interaction, button)
        await interaction.response.defer()
        self._context.queue.stop(button.answer)

    async def _delete(self, interaction: Interaction, button: Button) -> None:
        await self._own(interaction, button)
        await interaction.response.defer()
        with suppress(discord.NotFound):  # somebody was faster
            await interaction.delete_original_response()

    async def _judge(
        self,
        interaction: Interaction,
        stored: StoredReply,
        judged: str,
        comment: str | None = None,
        nearest: int | None = None,
    ) -> None:
        """Keeps a verdict here, for the guild's counts, and beside the Library, for those who mend its answers."""
        memory = self._context.memory
        user = memory.store.hashed(interaction.user.id)
        await memory.do(memory.store.give_feedback, stored.id, user, judged, comment)
        if stored.reply is None:
            return
        try:
            await self._context.backend.judge(stored.reply["id"], judged, comment or "", nearest)
        except IbidError as error:
            logger.warning("A verdict could not be kept beside the library: %s", error)

    async def _stored(self, button: Button) -> StoredReply:
        stored = await self._context.memory.do(self._context.memory.store.answer, button.answer)
        if stored is None:
            raise Declined(strings.ANSWER_GONE)
        return stored

    async def _own(self, interaction: Interaction, button: Button) -> StoredReply:
        """Returns the answer to the person who asked and to moderators; raises ``Declined`` for anybody else."""
        stored = await self._stored(button)
        mine = stored.asker == self._context.memory.store.hashed(interaction.user.id)
        if not (mine or interaction.permissions.manage_messages):
            raise Declined(strings.NOT_YOURS)
        return stored


def _is_sources_list(message: discord.Message | None) -> bool:
    """Whether the message has nothing but the buttons that turn pages of quotes."""
    prefix = f"ibid:{Act.SOURCES}:"
    ids = [
        str(getattr(child, "custom_id", ""))
        for row in (message.components if message else [])
        for child in getattr(row, "children", [])
    ]
    return bool(ids) and all(custom_id.startswith(prefix) for custom_id in ids)


def _written(components: list[dict[str, Any]]) -> str:
    """Returns the value of the form's field, however deeply Discord nests it."""
    for component in components:
        only = component.get("component")
        inside: list[dict[str, Any]] = component.get("components") or ([only] if only else [])
        value = str(component.get("value") or "") or _written(inside)
        if value:
            return value
    return ""
