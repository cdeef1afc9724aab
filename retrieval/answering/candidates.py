"""The sentences of Hits as candidates for an answer: how they are read, and what they are worth."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.answering.draft import Quote
from retrieval.answering.evidence import Candidate, features, is_question, probability
from retrieval.answering.reader import Read
from retrieval.grounding.presuppositions import Presuppositions, Surroundings
from retrieval.model import Hit, Passage, Span
from retrieval.near_duplicates import ShingledText

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence with the probability that it answers; ``is_doubted``: what speaks against it is reckoned in."""

    candidate: Candidate
    probability: float
    is_doubted: bool = False

    def after(self, premises: Presuppositions) -> Weighed:
        """Returns the same, with what the question takes for granted and the sentence does not say."""
        doubts = premises.doubts(self.candidate.words, self.candidate.around)
        return Weighed(self.candidate, probability(features(self.candidate), doubts), is_doubted=True)


def different(hits: Sequence[Hit], most: int) -> Iterator[Hit]:
    """Yields the first ``most`` Hits whose words have not come before: a copy is read once."""
    seen: list[ShingledText] = []
    for hit in hits:
        words = ShingledText(hit.passage.searched)
        if len(seen) < most and not any(item.repeats(words) for item in seen):
            seen.append(words)
            yield hit


def _lead(hit: Hit) -> str:
    """What is read in front of a Hit's text: the title it stands under and, before a note, the words it hangs on."""
    return f"{hit.title}. {hit.passage.text} " if hit.passage.note else f"{hit.title}. "


def as_read(hit: Hit) -> str:
    """Returns the text of a Hit as it is read, with its lead."""
    return _lead(hit) + hit.passage.searched


def read_apart(hit: Hit, read: Read) -> list[Candidate]:
    """Returns the sentences of a Hit; none where they cannot be read: the others still answer."""
    try:
        return list(_sentences(hit, read))
    except Exception:
        logger.exception("Passage %s cannot be read, and was left out", hit.passage.id)
        return []


def _sentences(hit: Hit, read: Read) -> Iterator[Candidate]:
    passage, lead = hit.passage, len(_lead(hit))
    around = Surroundings(" ".join((as_read(hit), passage.section, *(note.text for note in passage.footnotes))))
    for span, words, place in places(passage, lead):
        yield Candidate(
            words=words,
            where=place,
            quote=Quote(passage.source_id, passage.id, span.start, span.end),
            likeness=hit.score,
            read=read,
            found=read.best_in(place),
            around=around,
            is_heading=words == passage.section,
            is_body=passage.note is None,
            around_words=" ".join((words, passage.section, passage.text if passage.note else "")),
        )


def places(passage: Passage, lead: int) -> Iterator[tuple[Span, str, Span]]:
    """Yields each sentence that says something: what is quoted for it, its words, and its place in what was read.

    A note is one sentence.
    """
    if passage.note:
        text = passage.note.text
        yield Span(passage.start, passage.end), text, Span(lead, lead + len(text))
        return
    for span in passage.sentences:
        start, end = span.start - passage.start, span.end - passage.start
        if not is_question(passage.text[start:end]):
            yield span, passage.text[start:end], Span(lead + start, lead + end)


def distinct(ordered: Iterable[Weighed]) -> Iterator[Weighed]:
    """Yields the candidates whose words have not come before: a copy adds nothing."""
    seen: list[ShingledText] = []
    for item in ordered:
        words = ShingledText(item.candidate.words)
        if not any(other.repeats(words) for other in seen):
            seen.append(words)
            yield item
