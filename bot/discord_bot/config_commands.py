"""``/config``: the settings that a guild's admins choose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
from discord import app_commands

from bot.discord_bot import strings
from bot.discord_bot.commands import BY_GUILDS, IN_GUILDS, Choice, Tree
from bot.discord_bot.discord_records import GuildConfig
from bot.discord_bot.escaping import plain
from bot.discord_bot.intake import BotContext, Declined, Interaction
from bot.discord_bot.length_limits import CONTENT, cut
from bot.discord_bot.sending import NOBODY
from bot.discord_bot.source_names import chosen, matching

_Channel = discord.TextChannel | discord.VoiceChannel | discord.Thread


class Config(app_commands.Group):
    """Each command changes one setting and shows them all. An empty list allows everyone."""

    def __init__(self, context: BotContext) -> None:
        super().__init__(
            name="config",
            description="The settings of this server",
            default_permissions=discord.Permissions(manage_guild=True),
            allowed_contexts=IN_GUILDS,
            allowed_installs=BY_GUILDS,
        )
        self._context = context

    @app_commands.command(name="show", description="Show the settings of this server")
    async def show(self, interaction: Interaction) -> None:
        """Shows the configuration."""
        await self._change(interaction, lambda config: config)

    @app_commands.command(
        name="channel", description="Choose the channels I answer in; with none chosen, I answer in all"
    )
    @app_commands.describe(answer="True: answer there; False: take it off the list")
    async def channel(self, interaction: Interaction, channel: _Channel, answer: bool) -> None:
        """Adds a channel to the list, or takes it off."""
        await self._change(
            interaction, lambda config: replace(config, channels=_with(config.channels, channel.id, answer))
        )

    @app_commands.command(
        name="role", description="Choose roles that may ask; with no role or person chosen, everyone may"
    )
    @app_commands.describe(answer="True: they may ask; False: take them off the list")
    async def role(self, interaction: Interaction, role: discord.Role, answer: bool) -> None:
        """Adds a role to the list, or takes it off."""
        await self._change(interaction, lambda config: replace(config, roles=_with(config.roles, role.id, answer)))

    @app_commands.command(
        name="user", description="Choose people who may ask; with no role or person chosen, everyone may"
    )
    @app_commands.describe(answer="True: they may ask; False: take them off the list")
    async def user(self, interaction: Interaction, user: discord.User, answer: bool) -> None:
        """Adds a user to the list, or takes them off."""
        await self._change(interaction, lambda config: replace(config, users=_with(config.users, user.id, answer)))

    @app_commands.command(name="forum", description="Choose the forums whose new posts I answer")
    @app_commands.describe(answer="True: answer there; False: take it off the list")
    async def forum(self, interaction: Interaction, forum: discord.ForumChannel, answer: bool) -> None:
        """Adds a forum to the list, or takes it off."""
        await self._change(interaction, lambda config: replace(config, forums=_with(config.forums, forum.id, answer)))

    @app_commands.command(name="threads", description="Answer mentions in a thread")
    async def threads(self, interaction: Interaction, on: bool) -> None:
        """Sets whether a mention is answered in a thread of its own."""
        await self._change(interaction, lambda config: replace(config, threads=on))

    @app_commands.command(
        name="private", description="Show answers to /ask only to the person who asked, unless they choose otherwise"
    )
    async def private(self, interaction: Interaction, on: bool) -> None:
        """Sets whether answers are ephemeral by default."""
        await self._change(interaction, lambda config: replace(config, private=on))

    @app_commands.command(name="source", description="Choose the sources I answer from; with none chosen, I use all")
    @app_commands.describe(
        use="True: answer from it; False: take it off the list", channel="Only in this channel; default: whole server"
    )
    async def source(
        self,
        interaction: Interaction,
        source: app_commands.Range[str, 1, 100],
        use: bool,
        channel: _Channel | discord.ForumChannel | None = None,
    ) -> None:
        """Adds a Source to the server's or a channel's list, or takes it off."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        source_id = chosen(await self._context.queue.sources.permitted(None), source)
        if source_id is None and use:
            raise Declined(strings.UNKNOWN_SOURCE)
        changed = source_id or source

        def change(config: GuildConfig) -> GuildConfig:
            if channel is None:
                return replace(config, sources=_narrowed(config.sources, changed, use))
            own = _narrowed(config.channel_sources.get(str(channel.id)), changed, use)
            others = {key: ids for key, ids in config.channel_sources.items() if key != str(channel.id)}
            return replace(config, channel_sources=others if own is None else {**others, str(channel.id): own})

        await self._change(interaction, change)

    @source.autocomplete("source")
    async def complete(self, _interaction: Interaction, typed: str) -> list[Choice]:
        """Completes the name of a Source."""
        titles = await self._context.queue.sources.permitted(None)
        return [app_commands.Choice(name=name, value=source_id) for name, source_id in matching(titles, typed)]

    @app_commands.command(name="reset", description="Restore the defaults")
    async def reset(self, interaction: Interaction) -> None:
        """Restores the defaults."""
        await self._change(interaction, lambda _: GuildConfig())

    async def _change(self, interaction: Interaction, change: Callable[[GuildConfig], GuildConfig]) -> None:
        guild_id = interaction.guild_id or 0  # Discord offers the command in guilds alone
        if not interaction.response.is_done():
            await interaction.response.defer(ephemeral=True, thinking=True)
        before = await self._context.memory.config(guild_id)
        after = change(before)
        if after != before:
            await self._context.memory.set_config(guild_id, after)
        titles = await self._context.queue.sources.permitted(None)
        await interaction.edit_original_response(content=cut(_shown(after, titles), CONTENT), allowed_mentions=NOBODY)


def add_config(tree: Tree, context: BotContext) -> None:
    """Adds ``/config``."""
    tree.add_command(Config(context))


def _with(listed: tuple[int, ...], changed: int, wanted: bool) -> tuple[int, ...]:
    rest = tuple(discord_id for discord_id in listed if discord_id != changed)
    return (*rest, changed) if wanted else rest


def _narrowed(listed: tuple[str, ...] | None, changed: str, wanted: bool) -> tuple[str, ...] | None:
    """Adds or removes a Source; a list that becomes empty allows all again."""
    rest = tuple(source_id for source_id in listed or () if source_id != changed)
    return (*rest, changed) if wanted else rest or None


def _shown(config: GuildConfig, titles: dict[str, str]) -> str:
    def named(ids: tuple[str, ...] | None) -> str:
        return (
            "all"
            if ids is None
            else ", ".join(plain(titles.get(source_id) or f"{source_id} (not in the library)") for source_id in ids)
        )

    def mentioned(ids: tuple[int, ...], sign: str) -> str:
        return ", ".join(f"<{sign}{discord_id}>" for discord_id in ids)

    people = ", ".join(filter(None, (mentioned(config.roles, "@&"), mentioned(config.users, "@"))))
    lines: list[Any] = [
        f"channels I answer in: {mentioned(config.channels, '#') or 'all'}",
        f"who may ask: {people or 'everyone'}",
        f"forums whose new posts I answer: {mentioned(config.forums, '#') or 'none'}",
        f"mentions answered in a thread: {'yes' if config.threads else 'no'}",
        f"answers to `/ask` shown only to the person who asked: {'yes' if config.private else 'no'}",
        f"sources I answer from: {named(config.sources)}",
        *(f"sources I answer from in <#{channel}>: {named(ids)}" for channel, ids in config.channel_sources.items()),
    ]
    return "\n".join(lines)
