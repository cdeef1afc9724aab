"""Gaps: what people asked and the Library refused, or answered so that they disliked it, grouped by subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from retrieval.conversation.conversation_store import UnknownReply
from retrieval.conversation.subjects import proper_names
from retrieval.english.question_words import content
from retrieval.feedback import Feedback, Thumb, Unanswered
from retrieval.reply import Reason, Refusal, Reply
from retrieval.wire.replies import ReplyJson

_ALIKE = 0.55
"""Cosine from which two questions are on one subject, for the embedding in the box."""
_MOST = 1000
"""Gaps that are grouped: the latest."""
_WORDS = 3

Embed = Callable[[list[str]], Sequence[Sequence[float]]]


class GapKind(StrEnum):
    """How a gap was noticed."""

    REFUSED = "refused"
    DISLIKED = "disliked"


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that has no good answer. ``quote``: what a person says answers it, of the Source ``source_id``."""

    question: str
    kind: GapKind
    asked_at: datetime | None
    reply_id: str
    comment: str = ""
    quote: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Gaps on one subject, the latest first."""

    subject: str
    gaps: tuple[Gap, ...]

    def count(self, kind: GapKind | None = None) -> int:
        """Counts the gaps, or those of a kind."""
        return sum(kind in (None, gap.kind) for gap in self.gaps)


def is_gap(reply: Reply) -> bool:
    """Whether the Library owes an answer: small talk is none, and where the Library is empty everything is."""
    return isinstance(reply, Refusal) and reply.reason in (Reason.NOT_IN_LIBRARY, Reason.UNSUPPORTED)


def unanswered(reply: Reply, conversation_id: str) -> Unanswered:
    """Builds what is kept of a Refusal."""
    reason = reply.reason.value if isinstance(reply, Refusal) else ""
    return Unanswered(reply.id, conversation_id, reply.standalone_question, reason, datetime.now(UTC))


def answered_by(feedback: Feedback, reply: ReplyJson, nearest: int) -> Feedback:
    """Adds the quote of a Refusal that answers after all; raises ``UnknownReply`` where there is none such."""
    near = reply["nearest"] if reply["status"] == "refused" else []
    if not 1 <= nearest <= len(near):
        raise UnknownReply
    citation = near[nearest - 1]
    return replace(feedback, quote=citation["quote"], source_id=citation["source"]["id"])


def gaps_of(refused: Iterable[Unanswered], given: Iterable[Feedback]) -> list[Gap]:
    """Returns a gap for each refused question and each disliked Reply whose question was stored, latest first.

    A Refusal that somebody disliked is one gap, with what the person said of it.
    """
    said = {feedback.reply_id: feedback for feedback in given if feedback.verdict is Thumb.DOWN and feedback.question}
    gaps = [_refused(unanswered, said.pop(unanswered.reply_id, None)) for unanswered in refused]
    gaps += [
        Gap(item.question, GapKind.DISLIKED, item.given_at, item.reply_id, item.comment, item.quote, item.source_id)
        for item in said.values()
    ]
    return sorted(gaps, key=lambda gap: gap.asked_at.timestamp() if gap.asked_at else 0.0, reverse=True)


def grouped(gaps: Sequence[Gap], embed: Embed) -> list[GapGroup]:
    """Groups the latest gaps by what their questions are about; the largest group comes first."""
    latest = gaps[:_MOST]
    questions = list(dict.fromkeys(gap.question for gap in latest))
    if not questions:
        return []
    places = dict(zip(questions, _clusters(np.asarray(embed(questions), dtype=np.float32)), strict=True))
    groups: dict[int, list[Gap]] = {}
    for gap in latest:
        groups.setdefault(places[gap.question], []).append(gap)
    made = [GapGroup(_subject([gap.question for gap in members]), tuple(members)) for members in groups.values()]
    return sorted(made, key=lambda group: -len(group.gaps))


def _refused(unanswered: Unanswered, said: Feedback | None) -> Gap:
    told = (said.comment, said.quote, said.source_id) if said else ()
    return Gap(unanswered.question, GapKind.REFUSED, unanswered.asked_at, unanswered.reply_id, *told)


def _clusters(vectors: NDArray[np.float32]) -> list[int]:
    """Returns a group's number for each vector: that of the first group whose first member is alike."""
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    firsts: list[int] = []
    numbers: list[int] = []
    for place, vector in enumerate(vectors):
        likeness = vectors[firsts] @ vector if firsts else np.zeros(0)
        if len(likeness) and likeness.max() >= _ALIKE:
            numbers.append(int(likeness.argmax()))
        else:
            numbers.append(len(firsts))
            firsts.append(place)
    return numbers


def _subject(questions: Sequence[str]) -> str:
    """Names the subject by what most of the questions name, else by the words they share most."""
    names = Counter(name for question in questions for name in proper_names(f"– {question}"))
    if names and names.most_common(1)[0][1] * 2 > len(questions):
        return names.most_common(1)[0][0]
    words = Counter(word for question in questions for word in dict.fromkeys(content(question)))
    return ", ".join(word for word, _ in words.most_common(_WORDS)) or questions[0]
