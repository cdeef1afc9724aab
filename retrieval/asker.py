"""Asks one question of the Library: search, answerer, gate; and says what is missing where there is no answer."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from time import perf_counter

from retrieval.answering.abbreviations import asked_abbreviation
from retrieval.answering.draft import Question, both
from retrieval.answering.missing import at_other_years, is_on, other_years, related, unmentioned
from retrieval.answering.reply_pipeline import ReplyPipeline
from retrieval.conversation.small_talk import OFFERS
from retrieval.conversation.unsaid import without_said
from retrieval.events import Event, ReplyEvent, SearchEvent
from retrieval.example_questions import OFFERED, ExampleQuestions, questions_of
from retrieval.model import Citation, Hit
from retrieval.reply import Answer, Reason, Refusal
from retrieval.search import Search
from retrieval.storage.catalogue import Catalogue

READ_BY_ANSWERER, LOOKED_THROUGH = 20, 200
"""Hits that an answerer sees, and Hits that are searched for the spelled-out form of an abbreviation."""


class Asker:
    """Answers single questions. Any number of threads may ask."""

    def __init__(self, catalogue: Catalogue, search: Search, answering: ReplyPipeline) -> None:
        self._catalogue = catalogue
        self._search = search
        self._answering = answering
        self.examples = ExampleQuestions(catalogue, self._is_answered)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to answer from."""
        return self._catalogue.is_empty

    def hits(self, question: Question, limit: int) -> list[Hit]:
        """Returns the best Hits for ``question``, best first."""
        if self._catalogue.is_empty:
            return []
        return self._search.hits(question.query or question.standalone, limit, question.source_ids, question.context)

    def answered(self, question: Question) -> Generator[Event]:
        """Yields the events of answering ``question``; the Reply comes last."""
        started = perf_counter()
        hits = self.hits(question, LOOKED_THROUGH if asked_abbreviation(question.standalone) else READ_BY_ANSWERER)
        search_ms = _ms_since(started)
        yield SearchEvent(question.standalone, tuple(hits[:READ_BY_ANSWERER]))
        answering_since = perf_counter()
        unsaid = without_said(hits, question.said)
        for event in self._answering.events(question, unsaid, empty=not hits and self._catalogue.is_empty):
            if isinstance(event, ReplyEvent):
                reply = event.reply
                if isinstance(reply, Refusal) and reply.reason is not Reason.LIBRARY_EMPTY and not question.said:
                    reply = self._helped(reply, question, hits)
                timings = {"search": search_ms, "answer": _ms_since(answering_since), "total": _ms_since(started)}
                yield ReplyEvent(replace(reply, timings_ms=timings, usage=both(question.usage, reply.usage)))
            else:
                yield event

    def around(self, citation: Citation, question: Question) -> Answer | None:
        """Returns the Answer that quotes what stands around ``citation`` and was not said; None where nothing does."""
        passages = self._catalogue.passages_of([citation.source.id])
        return self._answering.around(citation, passages, question)

    def _helped(self, refusal: Refusal, question: Question, hits: Sequence[Hit]) -> Refusal:
        """Adds to a Refusal what is missing, what there is on the subject, and what may be asked instead."""
        asked, scope = question.standalone, question.source_ids
        names = unmentioned(asked, hits, lambda word: self._search.mentions(word, scope))
        year, years = other_years(asked, hits)
        there = [] if names else related(asked, hits)
        offers = self.examples.answered(at_other_years(asked, years), scope, most=OFFERED)
        if there and len(offers) < OFFERED:
            near = questions_of((hit.passage for hit, _ in there), lambda sentence: is_on(asked, sentence))
            offers += self.examples.answered((other for other in near if other != asked), scope)
        places = tuple(place for _, place in there)
        missing = " ".join(filter(None, (_names_missing(names), _year_missing(year, years))))
        offered = tuple(dict.fromkeys(offers))[:OFFERED]
        said = " ".join(filter(None, (refusal.text, missing, offering(offered))))
        return replace(refusal, says=said, missing=missing, related=places, suggestions=offered)

    def _is_answered(self, text: str, scope: tuple[str, ...] | None) -> bool:
        question = Question(text, text, scope)
        return self._answering.is_answered(question, self.hits(question, READ_BY_ANSWERER))


def offering(questions: Sequence[str]) -> str:
    """Returns the sentence that offers ``questions``; empty where there are none."""
    return OFFERS[0] + " or ".join(f"“{question}”" for question in questions) if questions else ""


def _names_missing(names: Sequence[str]) -> str:
    named = " or ".join(f"“{name}”" for name in names)
    return f"The library does not mention {named}." if named else ""


def _year_missing(year: str, years: Sequence[str]) -> str:
    *most, last = years or [""]
    spoken = f"{', '.join(most)} and {last}" if most else last
    return f"The library speaks of {spoken}, not of {year}." if year else ""


def _ms_since(started: float) -> float:
    return round((perf_counter() - started) * 1000, 2)
