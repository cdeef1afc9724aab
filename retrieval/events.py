"""The events of an answer in progress, for interfaces that show it as it arrives."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.model import Citation, Hit, InvariantError
from retrieval.reply import Claim, Reply


@dataclass(frozen=True, slots=True)
class SearchEvent:
    """The search is done. ``standalone``: the question as it was understood."""

    standalone: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class ClaimEvent:
    """A Claim has passed the gate and will be part of the Reply. ``citations``: those that it uses."""

    claim: Claim
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ReplyEvent:
    """The Reply is complete. This is the last event."""

    reply: Reply


Event = SearchEvent | ClaimEvent | ReplyEvent


def reply_of(event: Event | None) -> Reply:
    """Returns the Reply of the last event; raises ``InvariantError`` for any other."""
    if not isinstance(event, ReplyEvent):
        raise InvariantError("only the last event holds the Reply")
    return event.reply
