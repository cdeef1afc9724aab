"""What became of each interaction, and the rules of acknowledging it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from uuid import uuid4

from tests.local_discord.world import Channel, Json, snowflake

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
PONG, MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, FORM = 1, 4, 5, 6, 7, 8, 9
_ALLOWED = {
    COMMAND: {MESSAGE, DEFERRED, FORM},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, FORM},
    AUTOCOMPLETE: {CHOICES},
    MODAL: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE},
}
EPHEMERAL = 64


@dataclass(slots=True)
class Happening:
    """One interaction. ``original``: the message that its token's ``@original`` names."""

    kind: int
    channel: Channel
    user: Json
    id: int = field(default_factory=snowflake)
    token: str = field(default_factory=lambda: f"aW50ZXJhY3Rpb24{uuid4().hex}{uuid4().hex}")
    began: float = field(default_factory=time.monotonic)
    acknowledged: float | None = None
    answer: int | None = None
    original: Json | None = None
    source: Json | None = None
    form: Json | None = None
    choices: list[Json] | None = None
    followups: list[Json] = field(default_factory=list[Json])
    edits: list[str] = field(default_factory=list[str])
    touched: bool = False

    @property
    def shown(self) -> str:
        """What is to be read in the answer."""
        return self.original["content"] if self.original else ""

    @property
    def is_thinking(self) -> bool:
        """Whether it says "thinking…" still."""
        return bool(self.original and self.original["flags"] & 128)

    @property
    def is_ephemeral(self) -> bool:
        """Whether the asker alone sees it."""
        return bool(self.original and self.original["flags"] & EPHEMERAL)

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons."""
        return [button["label"] for button in buttons(self.original)]

    @property
    def seconds(self) -> float:
        """How long the acknowledgement took."""
        return (self.acknowledged or float("inf")) - self.began

    def may_answer_with(self, kind: int) -> bool:
        """Whether an interaction of this kind can be answered so."""
        return kind in _ALLOWED[self.kind]


def buttons(message: Json | None) -> list[Json]:
    """The buttons under a message."""
    return [component for row in (message or {}).get("components", []) for component in row["components"]]
