"""The embedded answerer: it reads the best Passages and gives the sentences that answer, verbatim, or refuses."""

from __future__ import annotations

import logging
from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from retrieval.answering.abbreviations import asked_abbreviation, long_form, may_spell
from retrieval.answering.cells import asked_cell
from retrieval.answering.draft import Draft, DraftClaim, Question, Quote
from retrieval.answering.evidence import (
    TAKES_A_SENTENCE,
    AskedFor,
    Candidate,
    features,
    is_question,
    kind_of,
    premises_of,
    probability,
)
from retrieval.answering.missing import is_near
from retrieval.answering.reader import Read, Reader
from retrieval.answering.short_answers import holding, is_related, rival
from retrieval.answering.taken_back import turn_behind
from retrieval.grounding.presuppositions import Presuppositions, Surroundings
from retrieval.model import Hit, Passage, Span
from retrieval.near_duplicates import ShingledText

logger = logging.getLogger(__name__)

THRESHOLD = 0.22
"""The least probability with which a sentence is given as an answer; see docs/decisions/0014-reader.md."""

_ROUNDS = ((2, 0.2), (4, 0.2), (6, 0.1))
"""So many Hits are read at first, and so many in all where those before do not answer for certain; and how far their
scores may be behind the best one's: what is farther seldom answers better, and takes half of the time (record 14)."""
_CERTAIN = 0.8
_MOST_CLAIMS = 3
_DOUBTED = 3
"""Sentences, the most probable ones, that are put beside what the question takes for granted."""
_COUNTED = frozenset((AskedFor.NUMBER,))
"""Kinds of questions that a sentence on another name or year does not answer at all."""
_SURE = 0.65
"""Confidence from which a sentence needs no more words in common with the question to lead and to give few words."""
_SPELLED_OUT, _MISSPELT = 0.97, 0.03
"""How often the words in which a text spells an abbreviation out are what it stands for (97 of 99 in training sets),
and how often what it stands for has not its letters in their order (3 of 95)."""
_IN_THE_TABLE = 0.9
"""How probable it is that the only cell whose row and column a question names is what it asks for."""
_CLOSE, _CLOSE_BESIDE = 0.75, 0.3
"""A further claim is at least this share as probable as the first; and this, where it stands beside it in a Passage."""
_ONE_WILL_DO = frozenset((AskedFor.NUMBER, AskedFor.DATE, AskedFor.NAME))


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence with the probability that it answers; ``is_doubted``: what speaks against it is reckoned in."""

    candidate: Candidate
    probability: float
    is_doubted: bool = False

    def after(self, premises: Presuppositions) -> Weighed:
        """The same, with what the question takes for granted and the sentence does not say."""
        doubts = premises.doubts(self.candidate.words, self.candidate.around)
        return Weighed(self.candidate, probability(features(self.candidate), doubts), is_doubted=True)


class Extractive:
    """Reads with the reader in the box; see ``retrieval.answering.evidence`` for how it decides."""

    name = "extractive"

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """The sentences of the first Hits that most probably answer, best first."""
        asked = question.read_as or question.standalone
        abbreviation = asked_abbreviation(asked)
        if abbreviation and (spelled_out := _spelled_out(abbreviation, hits)):
            return spelled_out
        if cell := _cell(asked, hits):
            return cell
        kind, premises = kind_of(asked), premises_of(asked)
        ordered = self._weighed(asked, premises, list(_different(hits)))
        if not ordered:
            return Draft((), 0.0)
        best = ordered[0].probability
        if abbreviation and not may_spell(abbreviation, ordered[0].candidate.short):
            best = min(best, _MISSPELT)
        if best < THRESHOLD:
            return _refused(asked, ordered, best)
        ordered = _on_the_question_first(asked, ordered)
        best = ordered[0].probability
        if kind in _COUNTED and rival(asked, ordered[0].candidate.words):
            return _refused(asked, ordered, min(best, _MISSPELT))
        chosen = [one.candidate for one in islice(_answering(kind, ordered), _MOST_CLAIMS)]
        note = _warning(premises, chosen[0])
        # few words would promise what the note takes back
        short = None if note else self._short_answer(question, asked, chosen[0], hits, is_sure=best >= _SURE)
        return Draft(tuple(_with_turns(chosen, hits)), best, short_answer=short, note=note)

    def candidates(self, question: str, hits: Sequence[Hit]) -> list[Candidate]:
        """The sentences of ``hits``, read."""
        reads = self._reader.read(question, [_as_read(hit) for hit in hits])
        return [one for hit, read in zip(hits, reads, strict=True) for one in _read_apart(hit, read)]

    def _short_answer(
        self, question: Question, asked: str, chosen: Candidate, hits: Sequence[Hit], *, is_sure: bool
    ) -> str | None:
        """The few words that answer, if they hold as an answer to the last of what is asked."""
        last = question.asked_last or asked
        kind = kind_of(asked)
        short = _few_words(kind, self._as_asked_last(question, chosen, hits))
        return holding(last, kind_of(last), short, chosen.words, is_sure=is_sure) if short else None

    def _as_asked_last(self, question: Question, chosen: Candidate, hits: Sequence[Hit]) -> Candidate:
        """``chosen``, read again for its few words where only the last part of the question wants them."""
        if not question.asked_last:
            return chosen
        hit = next(one for one in hits if one.passage.id == chosen.quote.passage_id)
        return next(one for one in self.candidates(question.asked_last, [hit]) if one.where == chosen.where)

    def _weighed(self, question: str, premises: Presuppositions, hits: Sequence[Hit]) -> list[Weighed]:
        """All sentences that were read, the most probable first; the last Hits are read only where that may help."""
        found: list[Weighed] = []
        for (done, _), (most, behind) in pairwise(((0, 0.0), *_ROUNDS)):
            near = [hit for hit in hits[done:most] if hit.score >= hits[0].score - behind]
            weighed = [Weighed(one, probability(features(one))) for one in self.candidates(question, near)]
            found += [one.after(premises) if one.probability >= _CERTAIN else one for one in weighed]
            if any(one.probability >= _CERTAIN for one in found):
                break
        return _doubted(premises, found)


def _cell(question: str, hits: Sequence[Hit]) -> Draft | None:
    """The row with the cell that the question names by row and column, if there is one such."""
    found = asked_cell(question, [hit.passage for hit in hits])
    if found is None:
        return None
    passage, cell = found
    claim = DraftClaim(cell.row, (Quote(passage.source_id, passage.id, cell.span.start, cell.span.end),))
    return Draft((claim,), _IN_THE_TABLE, short_answer=cell.words)


def _refused(asked: str, ordered: Sequence[Weighed], probability: float) -> Draft:
    """A Draft that refuses and shows the nearest of ``ordered``, if any comes near."""
    near = (weighed for weighed in ordered if is_near(asked, weighed.candidate.words, weighed.probability))
    nearest = islice(_distinct(near), _MOST_CLAIMS)
    return Draft((), probability, nearest=tuple(weighed.candidate.quote for weighed in nearest))


def _on_the_question_first(question: str, ordered: Sequence[Weighed]) -> list[Weighed]:
    """``ordered``, led by the first sentence that may answer and is on what is asked, if there is one.

    One on another name or year is not; one that was read without confidence has to share words with the question.
    """
    lead = next((weighed for weighed in ordered if _is_on(question, weighed)), ordered[0])
    return [lead, *(weighed for weighed in ordered if weighed is not lead)]


def _is_on(question: str, weighed: Weighed) -> bool:
    words, probability = weighed.candidate.words, weighed.probability
    if probability < THRESHOLD or rival(question, words):
        return False
    return probability >= _SURE or is_related(question, words)


def _with_turns(chosen: Sequence[Candidate], hits: Sequence[Hit]) -> Iterator[DraftClaim]:
    """The sentences that answer, each followed by the one in which its author takes it back, where there is one."""
    passages = {hit.passage.id: hit.passage for hit in hits}
    for candidate in chosen:
        yield DraftClaim(candidate.words, (candidate.quote,))
        turn = turn_behind(candidate.quote, passages[candidate.quote.passage_id])
        if turn and all(other.quote != turn for other in chosen):
            passage = passages[candidate.quote.passage_id]
            yield DraftClaim(passage.text[turn.start - passage.start : turn.end - passage.start], (turn,))


def _spelled_out(short: str, hits: Sequence[Hit]) -> Draft | None:
    """The first sentence that spells out an abbreviation, in words that begin with its letters if there is one."""
    for by_initials in (True, False):
        for passage in (hit.passage for hit in hits):
            for span, words, _ in _places(passage, 0):
                if found := long_form(short, words, by_initials=by_initials):
                    claim = DraftClaim(words, (Quote(passage.source_id, passage.id, span.start, span.end),))
                    return Draft((claim,), _SPELLED_OUT, short_answer=words[found.start : found.end])
    return None


def _doubted(premises: Presuppositions, found: Iterable[Weighed]) -> list[Weighed]:
    """``found``, the most probable first, of which the first few keep what doubts leave of their probabilities."""
    left = sorted(found, key=_improbability)
    first: list[Weighed] = []
    while left and len(first) < _DOUBTED:
        best = left.pop(0)
        if best.is_doubted:
            first.append(best)
        else:
            insort(left, best.after(premises), key=_improbability)
    return [*first, *left]


def _improbability(one: Weighed) -> float:
    return -one.probability


def _different(hits: Sequence[Hit]) -> Iterator[Hit]:
    """The Hits whose words have not come before: a copy is read once."""
    seen: list[ShingledText] = []
    for hit in hits:
        words = ShingledText(hit.passage.searched)
        if len(seen) < _ROUNDS[-1][0] and not any(one.repeats(words) for one in seen):
            seen.append(words)
            yield hit


def _lead(hit: Hit) -> str:
    """What is read in front of a Hit's text: the title it stands under and, before a note, the words it hangs on."""
    return f"{hit.title}. {hit.passage.text} " if hit.passage.note else f"{hit.title}. "


def _as_read(hit: Hit) -> str:
    return _lead(hit) + hit.passage.searched


def _read_apart(hit: Hit, read: Read) -> list[Candidate]:
    """The sentences of a Hit; none where they cannot be read: the others still answer."""
    try:
        return list(_sentences(hit, read))
    except Exception:
        logger.exception("Passage %s cannot be read, and was left out", hit.passage.id)
        return []


def _sentences(hit: Hit, read: Read) -> Iterator[Candidate]:
    passage, lead = hit.passage, len(_lead(hit))
    around = Surroundings(" ".join((_as_read(hit), passage.section, *(note.text for note in passage.footnotes))))
    for span, words, place in _places(passage, lead):
        yield Candidate(
            words=words,
            where=place,
            quote=Quote(passage.source_id, passage.id, span.start, span.end),
            likeness=hit.score,
            read=read,
            found=read.best_in(place),
            around=around,
            is_heading=words == passage.section,
        )


def _places(passage: Passage, lead: int) -> Iterator[tuple[Span, str, Span]]:
    """Each sentence that says something: what is quoted for it, its words, and its place in what was read.

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


def _answering(kind: AskedFor, ordered: Sequence[Weighed]) -> Iterator[Weighed]:
    """The best sentence, then those that add to it where one does not answer. A bare heading adds nothing."""
    best, *rest = ordered
    yield best
    if kind in _ONE_WILL_DO:
        return
    further = (one for one in rest if one.probability >= _least(best, one) and not one.candidate.is_heading)
    yield from islice(_distinct([best, *further]), 1, None)


def _least(best: Weighed, further: Weighed) -> float:
    """How probable a further claim must be. What goes on from the best one needs less: causes come in a row."""
    beside = further.candidate.quote.passage_id == best.candidate.quote.passage_id
    return _CLOSE_BESIDE * best.probability if beside else max(THRESHOLD, _CLOSE * best.probability)


def _distinct(ordered: Iterable[Weighed]) -> Iterator[Weighed]:
    """The candidates whose words have not come before: a copy adds nothing."""
    seen: list[ShingledText] = []
    for one in ordered:
        words = ShingledText(one.candidate.words)
        if not any(other.repeats(words) for other in seen):
            seen.append(words)
            yield one


def _few_words(kind: AskedFor, chosen: Candidate) -> str | None:
    """The few words that answer; None where it takes the sentence."""
    short = chosen.short.strip()
    is_another = kind is AskedFor.DESCRIPTION and short[:1].isupper()  # whoever is named beside the one asked about
    few = short and kind not in TAKES_A_SENTENCE and not is_another and len(short) < len(chosen.words)
    return short if few else None


def _warning(premises: Presuppositions, chosen: Candidate) -> str | None:
    """What a reader should know of an answer: that the question names what is not named where the answer stands."""
    lacking = dict.fromkeys(f"“{one}”" for one in premises.lacking(chosen.around))
    return f"Look closely: {' and '.join(lacking)} is not named where this stands." if lacking else None
