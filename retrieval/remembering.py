"""Adds Replies to what is remembered of a conversation. An answer that cannot be remembered is given all the same."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from retrieval.answering.draft import Question
from retrieval.conversation.conversation_store import Conversations
from retrieval.conversation.turns import turn_of
from retrieval.errors import IbidError
from retrieval.events import Event, ReplyEvent
from retrieval.feedback import FeedbackBook
from retrieval.gaps import is_gap, unanswered
from retrieval.reply import Reply
from retrieval.storage.write_trial import cause_of
from retrieval.wire.replies import reply_json

logger = logging.getLogger(__name__)

_NOT_STORED = "This conversation could not be stored: {cause}. The next question will be read without it."
_NO_GAP = "This question could not be noted for those who look after the library: {cause}."


class Remembering:
    """Keeps Replies in their Conversations, and refused questions among the feedback."""

    def __init__(self, conversations: Conversations, feedback: FeedbackBook, *, keeps_gaps: bool) -> None:
        """``keeps_gaps``: whether a refused question may be stored; not where nothing of a conversation is."""
        self._conversations = conversations
        self._feedback = feedback
        self._keeps_gaps = keeps_gaps

    def remembered(self, question: Question, events: Iterator[Event]) -> Iterator[Event]:
        """Yields the events, and stores the Reply before handing it out; a note on it says where that fails."""
        for event in events:
            if isinstance(event, ReplyEvent) and question.conversation_id:
                yield ReplyEvent(self._stored(question, question.conversation_id, event.reply))
            else:
                yield event

    def _stored(self, question: Question, conversation_id: str, reply: Reply) -> Reply:
        turn = turn_of(reply, question.subject, datetime.now(UTC))
        attempt = _tried(lambda: self._conversations.add(conversation_id, turn, reply_json(reply)), _NOT_STORED)
        if not attempt and self._keeps_gaps and is_gap(reply) and not question.wish:
            attempt = _tried(lambda: self._feedback.put_unanswered(unanswered(reply, conversation_id)), _NO_GAP)
        return replace(reply, note=" ".join(filter(None, (reply.note, attempt)))) if attempt else reply


def _tried(store: Callable[[], None], says: str) -> str:
    """Returns the sentence to add to the Reply where ``store`` fails, and nothing where it does not."""
    try:
        store()
    except IbidError as error:
        logger.error("A reply is given without being remembered: %s", error)  # noqa: TRY400 - one line for each question is enough
        return says.format(cause=cause_of(error))
    return ""
