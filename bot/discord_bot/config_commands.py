"""``/config``: what the admins of a guild choose for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
from discord import app_commands

from bot.discord_bot import strings as words
from bot.discord_bot.commands import BY_GUILDS, IN_GUILDS, Choice, Tree
from bot.discord_bot.discord_records import GuildConfig
from bot.discord_bot.escaping import plain
from bot.discord_bot.intake import Interaction, Rooms, Turned
from bot.discord_bot.length_limits import CONTENT, cut
from bot.discord_bot.sending import NOBODY
from bot.discord_bot.source_names import chosen, matching

_Channel = discord.TextChannel | discord.VoiceChannel | discord.Thread


class Config(app_commands.Group):
    """Each command changes one thing and shows what then holds. Lists that are empty allow everyone."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__(
            name="config",
            description="What I may do in this server",
            default_permissions=discord.Permissions(manage_guild=True),
            allowed_contexts=IN_GUILDS,
            allowed_installs=BY_GUILDS,
        )
        self._rooms = rooms

    @app_commands.command(name="show", description="Show what is set")
    async def show(self, interaction: Interaction) -> None:
        """Shows the configuration."""
        await self._change(interaction, lambda config: config)

    @app_commands.command(name="channel", description="Answer in this channel; without any, in all of them")
    @app_commands.describe(answer="Whether to answer there")
    async def channel(self, interaction: Interaction, channel: _Channel, answer: bool) -> None:
        """Adds a channel to the list, or takes it off."""
        await self._change(interaction, lambda one: replace(one, channels=_with(one.channels, channel.id, answer)))

    @app_commands.command(name="role", description="Answer people with this role; without any, everyone")
    @app_commands.describe(answer="Whether to answer them")
    async def role(self, interaction: Interaction, role: discord.Role, answer: bool) -> None:
        """Adds a role to the list, or takes it off."""
        await self._change(interaction, lambda one: replace(one, roles=_with(one.roles, role.id, answer)))

    @app_commands.command(name="user", description="Answer this person; without any, everyone")
    @app_commands.describe(answer="Whether to answer them")
    async def user(self, interaction: Interaction, user: discord.User, answer: bool) -> None:
        """Adds a user to the list, or takes them off."""
        await self._change(interaction, lambda one: replace(one, users=_with(one.users, user.id, answer)))

    @app_commands.command(name="forum", description="Answer every new post of this forum")
    @app_commands.describe(answer="Whether to answer there")
    async def forum(self, interaction: Interaction, forum: discord.ForumChannel, answer: bool) -> None:
        """Adds a forum to the list, or takes it off."""
        await self._change(interaction, lambda one: replace(one, forums=_with(one.forums, forum.id, answer)))

    @app_commands.command(name="threads", description="Answer mentions in a thread")
    async def threads(self, interaction: Interaction, on: bool) -> None:
        """Whether a mention is answered in a thread of its own."""
        await self._change(interaction, lambda one: replace(one, threads=on))

    @app_commands.command(
        name="private", description="Show answers to /ask to the asker alone, unless they say otherwise"
    )
    async def private(self, interaction: Interaction, on: bool) -> None:
        """Whether answers are ephemeral by default."""
        await self._change(interaction, lambda one: replace(one, private=on))

    @app_commands.command(name="source", description="Answer from this source; without any, from all of them")
    @app_commands.describe(use="Whether to answer from it", channel="Only there; else in the whole server")
    async def source(
        self,
        interaction: Interaction,
        source: app_commands.Range[str, 1, 100],
        use: bool,
        channel: _Channel | discord.ForumChannel | None = None,
    ) -> None:
        """Adds a Source to the server's or a channel's list, or takes it off."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        source_id = chosen(await self._rooms.desk.sources.permitted(None), source)
        if source_id is None and use:
            raise Turned(words.UNKNOWN_SOURCE)
        changed = source_id or source

        def change(one: GuildConfig) -> GuildConfig:
            if channel is None:
                return replace(one, sources=_narrowed(one.sources, changed, use))
            own = _narrowed(one.channel_sources.get(str(channel.id)), changed, use)
            others = {key: kept for key, kept in one.channel_sources.items() if key != str(channel.id)}
            return replace(one, channel_sources=others if own is None else {**others, str(channel.id): own})

        await self._change(interaction, change)

    @source.autocomplete("source")
    async def complete(self, _interaction: Interaction, typed: str) -> list[Choice]:
        """The Sources that match."""
        known = await self._rooms.desk.sources.permitted(None)
        return [app_commands.Choice(name=name, value=source_id) for name, source_id in matching(known, typed)]

    @app_commands.command(name="reset", description="Forget what was set")
    async def reset(self, interaction: Interaction) -> None:
        """Back to the defaults."""
        await self._change(interaction, lambda _: GuildConfig())

    async def _change(self, interaction: Interaction, change: Callable[[GuildConfig], GuildConfig]) -> None:
        guild_id = interaction.guild_id or 0  # Discord offers the command in guilds alone
        if not interaction.response.is_done():
            await interaction.response.defer(ephemeral=True, thinking=True)
        before = await self._rooms.memory.config(guild_id)
        after = change(before)
        if after != before:
            await self._rooms.memory.set_config(guild_id, after)
        titles = await self._rooms.desk.sources.permitted(None)
        await interaction.edit_original_response(content=cut(_shown(after, titles), CONTENT), allowed_mentions=NOBODY)


def add_config(tree: Tree, rooms: Rooms) -> None:
    """Adds ``/config``."""
    tree.add_command(Config(rooms))


def _with(listed: tuple[int, ...], one: int, wanted: bool) -> tuple[int, ...]:
    rest = tuple(other for other in listed if other != one)
    return (*rest, one) if wanted else rest


def _narrowed(listed: tuple[str, ...] | None, one: str, wanted: bool) -> tuple[str, ...] | None:
    """A list that becomes empty allows all again."""
    rest = tuple(other for other in listed or () if other != one)
    return (*rest, one) if wanted else rest or None


def _shown(config: GuildConfig, titles: dict[str, str]) -> str:
    def named(ids: tuple[str, ...] | None) -> str:
        return "all" if ids is None else ", ".join(plain(titles.get(one) or f"{one} (gone)") for one in ids)

    def mentioned(ids: tuple[int, ...], sign: str, none: str) -> str:
        return ", ".join(f"<{sign}{one}>" for one in ids) or none

    lines: list[Any] = [
        f"channels: {mentioned(config.channels, '#', 'all')}",
        f"roles: {mentioned(config.roles, '@&', 'all')}",
        f"people: {mentioned(config.users, '@', 'all')}",
        f"forums whose posts I answer: {mentioned(config.forums, '#', 'none')}",
        f"mentions answered in a thread: {'yes' if config.threads else 'no'}",
        f"answers to /ask private: {'yes' if config.private else 'no'}",
        f"sources: {named(config.sources)}",
        *(f"sources in <#{channel}>: {named(ids)}" for channel, ids in config.channel_sources.items()),
    ]
    return "\n".join(lines)
