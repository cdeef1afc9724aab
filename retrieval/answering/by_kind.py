"""The embedded answerer of all kinds of questions: each goes to what answers it in its form."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.answering.about_sources import AboutSources
from retrieval.answering.compound import Compound
from retrieval.answering.draft import Draft, Question
from retrieval.answering.extractive import Extractive
from retrieval.answering.question_kinds import QuestionKind
from retrieval.model import Hit


class ByKind:
    """Answers questions about whole Sources from these, and reads for all others."""

    name = Extractive.name

    def __init__(self, compound: Compound, about_sources: AboutSources) -> None:
        self._compound = compound
        self._about_sources = about_sources

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """The Draft of the answerer that the kind of question calls for."""
        return self._about_sources.draft(question, hits) or self._compound.draft(question, hits)

    def is_on_record(self, question: Question, hits: Sequence[Hit]) -> bool:
        """Whether the question asks for what Sources have on record, which no chat model needs to write."""
        draft = self._about_sources.draft(question, hits)
        return draft is not None and draft.kind is QuestionKind.METADATA

    def to_read(self, question: Question, hits: Sequence[Hit]) -> Sequence[Hit]:
        """What a chat model is to read: ``hits``, or for an overview the Passages that give one."""
        passages = self._about_sources.passages(question)
        if passages is None:
            return hits
        return [Hit(passage, rank, 1.0) for rank, passage in enumerate(passages, start=1)]
