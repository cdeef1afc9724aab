"""From what somebody typed to a Question: cleaned, checked, and understood in its Conversation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from retrieval.answering.draft import Question, Rewriting
from retrieval.conversation.followups import Understood, understood
from retrieval.conversation.turns import Turn
from retrieval.errors import IbidError
from retrieval.storage.catalogue import Catalogue

Rewrite = Callable[[str, Sequence[tuple[str, str]]], Rewriting]
"""Says a question so that it needs no history of (speaker, text); gives it back as it is where it cannot."""


class UnknownSource(IbidError):
    """A Source was named that the Library does not hold."""


class BadQuestion(IbidError):
    """The question is empty or too long, or the id of its Conversation is no text."""


def is_text(said: str) -> bool:
    """Whether ``said`` can be written down, which half of a surrogate pair cannot."""
    return not any("\ud800" <= one <= "\udfff" for one in said)


def named(conversation_id: str | None) -> str | None:
    """The Conversation's id as a caller gives it; raises ``BadQuestion`` where it is no text."""
    if conversation_id and not is_text(conversation_id):
        raise BadQuestion("The conversation's id has half a character in it. Leave it out to begin a new conversation.")
    return conversation_id


class Questions:
    """Makes Questions."""

    def __init__(self, catalogue: Catalogue, longest: int, rewrite: Rewrite) -> None:
        """``longest``: characters of a question."""
        self._catalogue = catalogue
        self._longest = longest
        self._rewrite = rewrite

    def asked(
        self,
        question: str,
        source_ids: Collection[str] | None = None,
        conversation_id: str | None = None,
        turns: Sequence[Turn] = (),
    ) -> Question:
        """The Question; raises ``BadQuestion`` and ``UnknownSource``."""
        text = " ".join(question.encode(errors="replace").decode().replace("\0", " ").split())  # no text: halves, NUL
        if not text:
            raise BadQuestion("The question is empty. Ask something, for example: How many missions are left?")
        if len(question) > self._longest:
            raise BadQuestion(f"The question has {len(question):,} characters; ask in {self._longest:,} or fewer.")
        if source_ids is not None:
            unknown = set(source_ids) - self._catalogue.titles(filter(is_text, source_ids)).keys()
            if unknown:
                raise UnknownSource(f"The library has no source {min(unknown)!r}. `ibid sources list` shows all.")
        found, written = self._understood(text, turns)
        return Question(
            text=text,
            standalone=found.standalone,
            source_ids=None if source_ids is None else tuple(source_ids),
            conversation_id=named(conversation_id),
            query=found.query,
            context=found.context,
            subject=found.subject,
            read_as=found.read_as,
            asked_last=found.asked_last,
            usage=written.usage,
            seconds=written.seconds,
        )

    def _understood(self, text: str, turns: Sequence[Turn]) -> tuple[Understood, Rewriting]:
        """What ``text`` means after ``turns``: by rules; where it hangs on them, by the chat model."""
        found = understood(text, turns)
        if not found.context:
            return found, Rewriting(text)
        said = [pair for turn in turns for pair in (("user", turn.question), ("assistant", turn.answer))]
        written = self._rewrite(text, said)
        if written.text != text:
            found = replace(found, standalone=written.text, query=written.text, read_as="", asked_last="")
        return found, written
