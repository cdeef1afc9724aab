"""Conversations as JSON; beside ``retrieval.wire.replies``, and under the same rule."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from retrieval.conversation.turns import Conversation, Turn
from retrieval.wire.replies import ReplyJson


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
