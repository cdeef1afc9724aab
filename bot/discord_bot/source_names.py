"""Remembers the list of Sources for a while: Discord wants completions at once."""

from __future__ import annotations

from collections.abc import Collection
from time import monotonic

from bot.discord_bot.backend import Backend
from bot.discord_bot.length_limits import CHOICE_NAME, CHOICES, cut
from bot.discord_bot.timings import Timings
from retrieval.wire.sources import ListedJson


class Sources:
    """Lists what was in the Library some seconds ago."""

    def __init__(self, backend: Backend, timings: Timings) -> None:
        self._backend = backend
        self._lasts = timings.sources
        self._listed: list[ListedJson] = []
        self._as_of = float("-inf")

    async def listed(self, *, fresh: bool = False) -> list[ListedJson]:
        """Returns all Sources by title; ``fresh``: as of now."""
        if fresh or monotonic() - self._as_of > self._lasts:
            self._listed = await self._backend.sources()
            self._as_of = monotonic()
        return self._listed

    async def permitted(self, ids: Collection[str] | None, *, fresh: bool = False) -> dict[str, str]:
        """Returns titles by id of those among ``ids``; with None of all."""
        return {
            source["id"]: source["title"]
            for source in await self.listed(fresh=fresh)
            if ids is None or source["id"] in ids
        }


def matching(titles: dict[str, str], typed: str) -> list[tuple[str, str]]:
    """Returns up to 25 completions (name, id) for what was typed; leaves out an id that Discord would not take."""
    wanted = typed.casefold()
    choices = [
        (cut(title or source_id, CHOICE_NAME), source_id)
        for source_id, title in titles.items()
        if (wanted in title.casefold() or wanted in source_id.casefold()) and len(source_id) <= CHOICE_NAME
    ]
    return choices[:CHOICES]


def chosen(titles: dict[str, str], typed: str) -> str | None:
    """Returns the id that was typed, or whose title was; None where there is no such Source."""
    if typed in titles:
        return typed
    return next(
        (source_id for source_id, title in titles.items() if title.casefold() == typed.strip().casefold()), None
    )
