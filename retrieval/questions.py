"""Turns what a person typed into a Question: cleaned, checked, and understood in its Conversation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from retrieval.answering.draft import Question, Rewriting
from retrieval.conversation.followups import Understood
from retrieval.conversation.turns import Turn
from retrieval.conversation.understanding import understood
from retrieval.errors import IbidError
from retrieval.storage.catalogue import Catalogue

Rewrite = Callable[[str, Sequence[tuple[str, str]]], Rewriting]
"""Rewrites a question so that it stands without its history of (speaker, text), or returns it unchanged."""


class UnknownSource(IbidError):
    """The Library does not hold the Source that was named."""


class BadQuestion(IbidError):
    """The question is empty or too long, or the id of its Conversation is not valid text."""


def is_text(text: str) -> bool:
    """Whether ``text`` can be encoded; half of a surrogate pair cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def named(conversation_id: str | None) -> str | None:
    """Returns the Conversation's id as a caller gave it; raises ``BadQuestion`` where it is not valid text."""
    if conversation_id and not is_text(conversation_id):
        raise BadQuestion("The conversation's id has half a character in it. Leave it out to begin a new conversation.")
    return conversation_id


class Questions:
    """Builds Questions."""

    def __init__(self, catalogue: Catalogue, longest: int, rewrite: Rewrite) -> None:
        """``longest``: most characters of a question."""
        self._catalogue = catalogue
        self._longest = longest
        self._rewrite = rewrite

    def asked(
        self,
        question: str,
        source_ids: Collection[str] | None = None,
        conversation_id: str | None = None,
        turns: Sequence[Turn] = (),
        *,
        as_typed: bool = False,
    ) -> Question:
        """Builds the Question; raises ``BadQuestion`` and ``UnknownSource``.

        ``as_typed``: the words are searched for as they are, whatever the conversation would make of them.
        """
        text = " ".join(question.encode(errors="replace").decode().replace("\0", " ").split())  # no text: halves, NUL
        if not text:
            raise BadQuestion("The question is empty. Ask something, for example: How many missions are left?")
        if len(question) > self._longest:
            raise BadQuestion(f"The question has {len(question):,} characters; ask in {self._longest:,} or fewer.")
        if source_ids is not None:
            unknown = set(source_ids) - self._catalogue.titles(filter(is_text, source_ids)).keys()
            if unknown:
                raise UnknownSource(f"The library has no source {min(unknown)!r}. `ibid sources list` shows all.")
        understanding, rewriting = self._understood(text, turns, as_typed=as_typed)
        return Question(
            text=text,
            standalone=understanding.standalone,
            source_ids=None if source_ids is None else tuple(source_ids),
            conversation_id=named(conversation_id),
            query=understanding.query,
            context=understanding.context,
            subject=understanding.subject,
            read_as=understanding.read_as,
            asked_last=understanding.asked_last,
            usage=rewriting.usage,
            seconds=rewriting.seconds,
            talk=understanding.talk,
            wish=understanding.wish,
            said=understanding.said,
            parts=understanding.parts,
            before=tuple(turns),
        )

    def part(self, text: str, whole: Question, turns: Sequence[Turn]) -> Question:
        """Builds the Question of one part of ``whole``, understood after ``turns``."""
        return self.asked(text, whole.source_ids, whole.conversation_id, turns)

    def _understood(self, text: str, turns: Sequence[Turn], *, as_typed: bool) -> tuple[Understood, Rewriting]:
        """Understands ``text`` after ``turns``: by rules first, and by the chat model where it depends on them."""
        if as_typed:
            return Understood(text, text), Rewriting(text)
        understanding = understood(text, turns)
        if not understanding.context:
            return understanding, Rewriting(text)
        utterances = [pair for turn in turns for pair in (("user", turn.question), ("assistant", turn.answer))]
        rewriting = self._rewrite(text, utterances)
        if rewriting.text != text:
            understanding = replace(
                understanding, standalone=rewriting.text, query=rewriting.text, read_as="", asked_last=""
            )
        return understanding, rewriting
