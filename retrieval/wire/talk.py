"""Conversations, and the way to a Reply, as JSON; beside ``retrieval.wire.replies``, and under the same rule."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from retrieval.conversation.turns import Conversation, Turn
from retrieval.events import ClaimEvent, SearchEvent
from retrieval.wire.replies import CitationJson, HitJson, ReplyJson, citation_json, hit_json


class SearchEventJson(TypedDict):
    """The event ``search``: how the question was understood, and what was found."""

    standalone_question: str
    hits: list[HitJson]


class ClaimEventJson(TypedDict):
    """The event ``claim``: a sentence of the Answer that has passed every check, with its Citations."""

    text: str
    citations: list[CitationJson]


class TurnJson(TypedDict):
    """A question as it was asked and as it was understood, and the answer in short; ``asked_at`` is ISO 8601, UTC.

    ``reply`` is the whole of what was answered then; null where it was not yet kept.
    """

    question: str
    standalone_question: str
    status: Literal["answered", "refused"]
    answer: str
    reply_id: str
    source_ids: list[str]
    asked_at: str | None
    reply: ReplyJson | None


class ConversationJson(TypedDict):
    """The turns of a conversation that are kept, first to last."""

    id: str
    turns: list[TurnJson]


def search_event(event: SearchEvent) -> SearchEventJson:
    """What search found, as the data of an event."""
    return {"standalone_question": event.standalone, "hits": [hit_json(one) for one in event.hits]}


def claim_event(event: ClaimEvent) -> ClaimEventJson:
    """A Claim as the data of an event."""
    return {"text": event.claim.text, "citations": [citation_json(one) for one in event.citations]}


def conversation_json(conversation: Conversation) -> ConversationJson:
    """A Conversation as JSON."""
    turns = [_turn_json(one, conversation.replies.get(one.reply_id)) for one in conversation.turns]
    return {"id": conversation.id, "turns": turns}


def _turn_json(turn: Turn, reply: ReplyJson | None) -> TurnJson:
    return {
        "question": turn.question,
        "standalone_question": turn.standalone,
        "status": "answered" if turn.answered else "refused",
        "answer": turn.answer,
        "reply_id": turn.reply_id,
        "source_ids": list(turn.source_ids),
        "asked_at": turn.asked_at.isoformat(timespec="seconds") if turn.asked_at else None,
        "reply": reply,
    }
