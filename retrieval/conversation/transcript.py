"""Conversations as JSON. The contract's rule of ``retrieval.wire.replies`` holds here too."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from retrieval.conversation.turns import Conversation, Turn
from retrieval.wire.replies import ReplyJson


class TurnJson(TypedDict):
    """A question as asked and as understood, and a short form of the answer; ``asked_at`` is ISO 8601, UTC.

    ``reply`` is the whole Reply; null for turns of a version that did not store it.
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
    """The stored turns of a conversation, first to last."""

    id: str
    turns: list[TurnJson]


def conversation_json(conversation: Conversation) -> ConversationJson:
    """Converts a Conversation to JSON."""
    turns = [_turn_json(turn, conversation.replies.get(turn.reply_id)) for turn in conversation.turns]
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
