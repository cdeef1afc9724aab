"""What becomes of an input: its state, and the line of the report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from retrieval.model import Unresolved


class State(StrEnum):
    """What became of an input; of a Source ``removed``, that it is in the Library no more."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input, for a line of the report. ``warnings``: what may have gone wrong in reading it."""

    origin: str
    state: State
    source_id: str | None = None
    title: str | None = None
    passages: int = 0
    footnotes: int = 0
    unresolved: tuple[Unresolved, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None
