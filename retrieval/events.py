"""What happens while a question is answered, for those who show it as it comes."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.model import Citation, Claim, Hit, InvariantError, Reply


@dataclass(frozen=True, slots=True)
class SearchEvent:
    """The search is done. ``standalone``: the question as it was understood."""

    standalone: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class ClaimEvent:
    """A Claim has passed the gate, and will stand in the Reply. ``citations``: those that it uses."""

    claim: Claim
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ReplyEvent:
    """The Reply is complete; it is the last event."""

    reply: Reply


Event = SearchEvent | ClaimEvent | ReplyEvent


def reply_of(event: Event | None) -> Reply:
    """The Reply that the last event holds."""
    if not isinstance(event, ReplyEvent):
        raise InvariantError("only the last event holds the Reply")
    return event.reply
