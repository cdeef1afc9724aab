"""A line of the table of public sets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableLine:
    """A measure over the ``cases`` of a set, from 0 to 1. ``floor``: the least acceptable value, ``aim``: the goal."""

    set: str
    measure: str
    value: float
    cases: int
    floor: float | None = None
    aim: float | None = None

    @property
    def met(self) -> bool:
        """Whether the floor is reached."""
        return self.floor is None or self.value >= self.floor
