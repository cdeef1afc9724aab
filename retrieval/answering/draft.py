"""What an answerer hands over: claims with the places they rest on, before they are checked and numbered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.answering.question_kinds import QuestionKind
from retrieval.conversation.talk_phrases import Talk
from retrieval.conversation.turns import Turn
from retrieval.conversation.wishes import Wish
from retrieval.model import Hit
from retrieval.reply import Reason, Usage


@dataclass(frozen=True, slots=True)
class Question:
    """A question on its way through the chain. ``standalone``: with what the conversation supplies filled in.

    ``query`` is what search looks for where that is not ``standalone``, ``context`` the questions asked before that
    help it. ``subject``: what the question's pronoun was found to mean. ``read_as`` is what a reader is asked where
    that is not ``standalone``, and ``asked_last`` the part of it that wants a short answer. ``usage`` and ``seconds``:
    what it took a chat model to say it so. ``talk``, ``wish``, ``said`` and ``parts``: see
    ``retrieval.conversation.followups.Understood``; ``before``: the turns in which it was understood.
    """

    text: str
    standalone: str
    source_ids: tuple[str, ...] | None = None
    conversation_id: str | None = None
    query: str = ""
    context: tuple[str, ...] = ()
    subject: str = ""
    read_as: str = ""
    asked_last: str = ""
    usage: Usage | None = None
    seconds: float = 0.0
    talk: Talk | None = None
    wish: Wish | None = None
    said: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    before: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A follow-up so that it needs no conversation, and what it took a chat model to say it so, in ``seconds`` too."""

    text: str
    usage: Usage | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Quote:
    """A place in a Source: ``text[start:end]`` of it, found by way of the Passage ``passage_id``."""

    source_id: str
    passage_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A sentence and the places it rests on.

    ``record_of``: the Source whose own data it says, such as its author, which is evidence beside the quotes.
    """

    text: str
    quotes: tuple[Quote, ...]
    record_of: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An answerer's proposal. Without claims it proposes to refuse, for ``reason``; ``nearest`` is then shown.

    ``withheld``: sentences that were no claims. ``failed``: the answerer could not do its work, and another should;
    ``note``, ``usage`` and ``kind`` go into the Reply.
    """

    claims: tuple[DraftClaim, ...]
    confidence: float
    short_answer: str | None = None
    reason: Reason = Reason.NOT_IN_LIBRARY
    nearest: tuple[Quote, ...] = ()
    failed: bool = False
    withheld: int = 0
    note: str | None = None
    usage: Usage | None = None
    kind: QuestionKind = QuestionKind.FACT


def both(first: Usage | None, second: Usage | None) -> Usage | None:
    """What two calls of one chat model took together; either may not have been made."""
    if first is None or second is None:
        return first or second
    cost = None if first.cost is None and second.cost is None else round((first.cost or 0.0) + (second.cost or 0.0), 6)
    read, written = first.input_tokens + second.input_tokens, first.output_tokens + second.output_tokens
    return Usage(second.model, read, written, cost)


class Answerer(Protocol):
    """Turns Hits into a Draft."""

    @property
    def name(self) -> str:
        """What a Reply calls it, such as ``extractive``."""
        ...

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """The best Draft that ``hits`` allow."""
        ...
