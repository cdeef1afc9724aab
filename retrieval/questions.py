"""From what somebody typed to a Question: cleaned, checked, and understood in its Conversation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from retrieval.conversation.followups import Understood, understood
from retrieval.conversation.turns import Turn
from retrieval.draft import Question
from retrieval.errors import IbidError
from retrieval.storage.catalogue import Catalogue

Rewrite = Callable[[str, Sequence[tuple[str, str]]], str]
"""Says a question so that it needs no history of (speaker, text); gives it back as it is where it cannot."""


class UnknownSource(IbidError):
    """A Source was named that the Library does not hold."""


class BadQuestion(IbidError):
    """The question is empty or too long."""


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
        text = " ".join(question.encode(errors="replace").decode().split())  # a lone surrogate is no text
        if not text:
            raise BadQuestion("The question is empty. Ask something, for example: How many missions are left?")
        if len(question) > self._longest:
            raise BadQuestion(f"The question has {len(question):,} characters; ask in {self._longest:,} or fewer.")
        if source_ids is not None:
            unknown = set(source_ids) - self._catalogue.titles(source_ids).keys()
            if unknown:
                raise UnknownSource(f"The library has no source {min(unknown)!r}. `ibid sources list` shows all.")
        found = self._understood(text, turns)
        return Question(
            text=text,
            standalone=found.standalone,
            source_ids=None if source_ids is None else tuple(source_ids),
            conversation_id=conversation_id,
            query=found.query,
            context=found.context,
            subject=found.subject,
            read_as=found.read_as,
            asked_last=found.asked_last,
        )

    def _understood(self, text: str, turns: Sequence[Turn]) -> Understood:
        """What ``text`` means after ``turns``: by rules; where it hangs on them, by the chat model."""
        found = understood(text, turns)
        if not found.context:
            return found
        said = [pair for turn in turns for pair in (("user", turn.question), ("assistant", turn.answer))]
        written = self._rewrite(text, said)
        if written == text:
            return found
        return replace(found, standalone=written, query=written, read_as="", asked_last="")
