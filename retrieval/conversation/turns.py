"""A Conversation: the turns that are needed to understand a follow-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from retrieval.reply import Answer, Reply
from retrieval.wire.replies import ReplyJson

_SHORT = 600
"""Characters of an answer that a Turn stores: enough to know its topic."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One utterance of a conversation that a caller passes. ``by_user``: False for an answer."""

    by_user: bool
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as asked, its standalone form, and a short form of the answer.

    ``subject``: the referent of the question's pronoun. The fields after it are set for stored turns alone.
    """

    question: str
    standalone: str
    answer: str = ""
    subject: str = ""
    answered: bool = True
    reply_id: str = ""
    source_ids: tuple[str, ...] = ()
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns under one id, first to last; empty where it is new or forgotten.

    ``replies``, by id, are the complete answers for display; understanding a follow-up does not need them.
    """

    id: str
    turns: tuple[Turn, ...] = ()
    replies: Mapping[str, ReplyJson] = field(default_factory=dict[str, ReplyJson])


def turn_of(reply: Reply, subject: str, asked_at: datetime) -> Turn:
    """Builds the Turn by which a Conversation remembers a Reply."""
    answered = isinstance(reply, Answer)
    words = " ".join(claim.text for claim in reply.claims) if answered else reply.text
    return Turn(
        question=reply.question,
        standalone=reply.standalone_question,
        answer=words[:_SHORT],
        subject=subject,
        answered=answered,
        reply_id=reply.id,
        source_ids=tuple(dict.fromkeys(citation.source.id for citation in reply.citations)) if answered else (),
        asked_at=asked_at,
    )
