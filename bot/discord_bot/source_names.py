"""The list of Sources, remembered for a while: Discord wants completions at once."""

from __future__ import annotations

from collections.abc import Collection
from time import monotonic

from bot.discord_bot.backend import Backend
from bot.discord_bot.length_limits import CHOICE_NAME, CHOICES, cut
from bot.discord_bot.timings import Timings
from retrieval.wire.sources import ListedJson


class Sources:
    """What is in the Library, as of some seconds ago."""

    def __init__(self, answering: Backend, timings: Timings) -> None:
        self._answering = answering
        self._lasts = timings.sources
        self._listed: list[ListedJson] = []
        self._as_of = float("-inf")

    async def listed(self, *, fresh: bool = False) -> list[ListedJson]:
        """All Sources by title; ``fresh``: as of now."""
        if fresh or monotonic() - self._as_of > self._lasts:
            self._listed = await self._answering.sources()
            self._as_of = monotonic()
        return self._listed

    async def permitted(self, ids: Collection[str] | None, *, fresh: bool = False) -> dict[str, str]:
        """Titles by id of those that may be used; with None all."""
        return {one["id"]: one["title"] for one in await self.listed(fresh=fresh) if ids is None or one["id"] in ids}


def matching(known: dict[str, str], typed: str) -> list[tuple[str, str]]:
    """Up to 25 completions (name, id) for what was typed; an id that Discord would not take is left out."""
    wanted = typed.casefold()
    found = [
        (cut(title or source_id, CHOICE_NAME), source_id)
        for source_id, title in known.items()
        if (wanted in title.casefold() or wanted in source_id.casefold()) and len(source_id) <= CHOICE_NAME
    ]
    return found[:CHOICES]


def chosen(known: dict[str, str], typed: str) -> str | None:
    """The id meant by what was typed: an id, or a title where somebody wrote it out."""
    if typed in known:
        return typed
    return next((one for one, title in known.items() if title.casefold() == typed.strip().casefold()), None)
