"""``/gaps``: shows the people who run the bot what the library has no good answer to."""

from __future__ import annotations

from collections import Counter

from discord import app_commands

from bot.discord_bot import strings
from bot.discord_bot.commands import Tree
from bot.discord_bot.escaping import plain
from bot.discord_bot.intake import BotContext, Interaction
from bot.discord_bot.length_limits import CONTENT, cut, size
from bot.discord_bot.library_commands import only_admins
from bot.discord_bot.sending import NOBODY
from retrieval.wire.gaps_json import GapGroupJson, GapsJson

_QUESTIONS = 3
"""Questions that are shown of a subject."""


def add_gaps(tree: Tree, context: BotContext) -> None:
    """Adds ``/gaps``."""

    @tree.command(name="gaps", description="What was refused or disliked, by subject")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_guild=True)
    async def gaps(interaction: Interaction) -> None:
        await only_admins(context, interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        text = gaps_text(await context.backend.gaps())
        await interaction.edit_original_response(content=text, allowed_mentions=NOBODY)

    del gaps


def gaps_text(gaps: GapsJson) -> str:
    """Returns the subjects, the largest first, as far as a message holds them."""
    shown: list[str] = []
    for place, group in enumerate(gaps["groups"]):
        block = _block(group)
        more = strings.more_subjects(len(gaps["groups"]) - place)
        if size("\n".join((*shown, block, more))) > CONTENT:
            shown.append(more)
            break
        shown.append(block)
    return "\n".join(shown) or strings.NO_GAPS


def _block(group: GapGroupJson) -> str:
    asked = Counter(gap["question"] for gap in group["gaps"]).most_common(_QUESTIONS)
    lines = [f"**{plain(cut(group['subject'], 80))}**: {strings.gap_counts(group['refused'], group['disliked'])}"]
    lines += [f"-# {plain(cut(question, 160))}{f' × {times}' if times > 1 else ''}" for question, times in asked]
    return "\n".join(lines)
