"""``/library``: lists the sources that the bot answers from, and lets the people who run it change them."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.discord_bot import strings
from bot.discord_bot.backend import AddedMany, CannotAdd
from bot.discord_bot.commands import BY_GUILDS, EVERYWHERE, Choice, Tree
from bot.discord_bot.escaping import link, plain
from bot.discord_bot.intake import BotContext, Declined, Interaction, where_of
from bot.discord_bot.length_limits import CONTENT, size
from bot.discord_bot.permissions import permitted_sources
from bot.discord_bot.sending import NOBODY
from bot.discord_bot.source_names import chosen, matching
from bot.http.outcomes import AddedJson
from retrieval.errors import LibraryBusy
from retrieval.questions import UnknownSource

_MOST_WARNINGS = 3


class LibraryGroup(app_commands.Group):
    """Everyone may list. Only the application's owner, its team and IBID_DISCORD_ADMINS may change: one Library serves
    many servers.
    """

    def __init__(self, context: BotContext) -> None:
        super().__init__(
            name="library",
            description="The sources I answer from",
            default_permissions=discord.Permissions(manage_guild=True),
            allowed_contexts=EVERYWHERE,
            allowed_installs=BY_GUILDS,
        )
        self._context = context

    @app_commands.command(name="list", description="List the sources")
    @app_commands.describe(page="Which page of the list")
    async def list_sources(self, interaction: Interaction, page: app_commands.Range[int, 1, 1000] = 1) -> None:
        """Lists the Sources that may be used where the question is asked."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        where = where_of(interaction)
        permitted = permitted_sources(where, await self._context.memory.config(where.guild_id))
        listed = [
            source
            for source in await self._context.queue.sources.listed(fresh=True)
            if permitted is None or source["id"] in permitted
        ]
        pages = _pages([_line(source["title"], source["id"], source["url"]) for source in listed])
        text = pages[min(page, len(pages)) - 1]
        await interaction.edit_original_response(content=text, allowed_mentions=NOBODY)

    @app_commands.command(name="add", description="Add a source from a web address or a file")
    @app_commands.describe(url="The web address of a page or a file", file="A file: Markdown, HTML, text, PDF, DOCX, …")
    async def add(
        self, interaction: Interaction, url: str | None = None, file: discord.Attachment | None = None
    ) -> None:
        """Adds a Source, and says how far it is."""
        await only_admins(self._context, interaction)
        if (url is None) == (file is None):
            raise Declined(strings.ADD_WHAT)
        if file is not None and file.size > self._context.upload_limit:
            raise Declined(strings.file_too_large(self._context.upload_limit))
        await interaction.response.defer(ephemeral=True, thinking=True)
        try:
            await _tell(interaction, strings.reading(plain(file.filename if file else url or "")))
            if file is not None:
                added = await self._context.backend.add_file(file.filename, await file.read())
            else:
                added = await self._context.backend.add_url(url or "")
        except (CannotAdd, LibraryBusy) as error:
            await _tell(interaction, plain(str(error)))
            return
        await self._context.queue.sources.listed(fresh=True)
        await _tell(interaction, _added(added))

    @app_commands.command(name="remove", description="Take a source out of the library")
    async def remove(self, interaction: Interaction, source: app_commands.Range[str, 1, 100]) -> None:
        """Removes a Source."""
        await only_admins(self._context, interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        source_id = chosen(await self._context.queue.sources.permitted(None, fresh=True), source) or source
        try:
            await self._context.backend.remove(source_id)
        except (UnknownSource, LibraryBusy) as error:
            await _tell(interaction, plain(str(error)))
            return
        await self._context.queue.sources.listed(fresh=True)
        await _tell(interaction, strings.removed(plain(source_id)))

    @remove.autocomplete("source")
    async def complete(self, _interaction: Interaction, typed: str) -> list[Choice]:
        """Completes the name of a Source."""
        titles = await self._context.queue.sources.permitted(None)
        return [app_commands.Choice(name=name, value=source_id) for name, source_id in matching(titles, typed)]


async def only_admins(context: BotContext, interaction: Interaction) -> None:
    """Raises ``Declined`` for anybody but the application's owner, its team and IBID_DISCORD_ADMINS."""
    user_id = interaction.user.id
    application = interaction.client.application
    owners: set[int] = set()
    if application is not None:
        members: list[Any] = list(application.team.members) if application.team else [application.owner]
        owners = {member.id for member in members}
    if user_id not in owners | context.lists.admins:
        raise Declined(strings.ONLY_ADMINS)


def add_library(tree: Tree, context: BotContext) -> None:
    """Adds ``/library``."""
    tree.add_command(LibraryGroup(context))


async def _tell(interaction: Interaction, text: str) -> None:
    await interaction.edit_original_response(content=text, allowed_mentions=NOBODY)


def _line(title: str, source_id: str, url: str | None) -> str:
    parts = [f"• {plain(title[:150])}", f"({plain(source_id[:100])})", link(url) or ""]
    line = " ".join(filter(None, parts))
    return line if size(line) <= 500 else " ".join(parts[:2])


def _pages(lines: list[str]) -> list[str]:
    pages = [""]
    for line in lines:
        joined = f"{pages[-1]}\n{line}".strip()
        if size(joined) > CONTENT - 40:
            pages.append(line)
        else:
            pages[-1] = joined
    if len(pages) > 1:
        return [f"{text}\n-# {strings.page_of(i, len(pages))}" for i, text in enumerate(pages, start=1)]
    return [pages[0] or strings.EMPTY_LIBRARY]


def _added(added: AddedJson | AddedMany) -> str:
    if isinstance(added, AddedMany):
        return strings.added_many(added.counts, added.error and plain(added.error[:500]))
    state = {"added": "Added", "replaced": "Replaced", "unchanged": "Already there"}.get(added["state"], added["state"])
    unresolved = f", unmatched marks or notes: {len(added['unresolved'])}" if added["unresolved"] else ""
    counts = f": {added['passages']} passages, {added['footnotes']} footnotes{unresolved}"
    name = f"**{plain((added['title'] or '')[:200])}** ({plain((added['source_id'] or '')[:100])})"
    warnings = "".join(f"\n-# {plain(warning[:300])}" for warning in added.get("warnings", [])[:_MOST_WARNINGS])
    return f"{state}: {name}{'' if added['state'] == 'unchanged' else counts}.{warnings}"
