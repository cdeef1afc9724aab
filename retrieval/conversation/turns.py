"""A Conversation: the turns that let a follow-up be understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from retrieval.model import Answer, Reply
from retrieval.wire.replies import ReplyJson

_SHORT = 600
"""Characters of an answer that a Turn remembers: enough to know what was spoken of."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one side said, where a caller brings the conversation along. ``by_user``: else it was the answer."""

    by_user: bool
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was asked, the same made to stand on its own, and what was answered, in short.

    ``subject``: what the question's pronoun was found to mean. What follows it is known of stored turns alone.
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
    """The turns under one id, first to last; none where nothing was said yet, or it was forgotten.

    ``replies``, by id, are what was answered in full, for whoever shows it; understanding a follow-up needs none.
    """

    id: str
    turns: tuple[Turn, ...] = ()
    replies: Mapping[str, ReplyJson] = field(default_factory=dict[str, ReplyJson])


def turn_of(reply: Reply, subject: str, asked_at: datetime) -> Turn:
    """What a Conversation remembers of a Reply."""
    answered = isinstance(reply, Answer)
    words = " ".join(claim.text for claim in reply.claims) if answered else reply.text
    return Turn(
        question=reply.question,
        standalone=reply.standalone_question,
        answer=words[:_SHORT],
        subject=subject,
        answered=answered,
        reply_id=reply.id,
        source_ids=tuple(dict.fromkeys(one.source.id for one in reply.citations)) if answered else (),
        asked_at=asked_at,
    )
