"""The embedded answerer: it reads the best Passages and gives the sentences that answer, verbatim, or refuses."""

from __future__ import annotations

import logging
from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from retrieval.answering.abbreviations import asked_abbreviation, long_form, may_spell
from retrieval.answering.candidates import Weighed, as_read, different, distinct, places, read_apart
from retrieval.answering.cells import asked_cell
from retrieval.answering.complete_claims import Before, complete, readable
from retrieval.answering.draft import Draft, DraftClaim, Question, Quote
from retrieval.answering.evidence import (
    TAKES_A_SENTENCE,
    AskedFor,
    Candidate,
    features,
    kind_of,
    premises_of,
    probability,
)
from retrieval.answering.members_named import members_named
from retrieval.answering.missing import is_near
from retrieval.answering.question_kinds import QuestionKind, form_of
from retrieval.answering.reader import Reader
from retrieval.answering.short_answers import holding, is_related, rival
from retrieval.answering.taken_back import turn_behind
from retrieval.answering.topics import CONFIDENCE, on_topic
from retrieval.answering.yes_no import yes_or_no
from retrieval.english.reasons import gives_a_reason
from retrieval.grounding.presuppositions import Presuppositions
from retrieval.model import Hit, Span

logger = logging.getLogger(__name__)

THRESHOLD = 0.22
"""The least probability with which a sentence is given as an answer; see docs/decisions/0014-reader.md."""

_ROUNDS = ((2, 0.2), (4, 0.2), (6, 0.1))
"""So many Hits are read at first, and so many in all where those before do not answer for certain; and how far their
scores may be behind the best one's: what is farther seldom answers better, and takes half of the time (record 14)."""
_CERTAIN = 0.8
_MOST_CLAIMS, _MOST_REASONS = 3, 4
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
_CLOSE, _CLOSE_BESIDE, _CLOSE_REASON = 0.75, 0.3, 0.1
"""A further claim is at least this share as probable as the first; this, where it stands beside it in a Passage; and
this, where it also gives a reason for what is asked why."""
_ONE_WILL_DO = frozenset((AskedFor.NUMBER, AskedFor.DATE, AskedFor.NAME))


class Extractive:
    """Reads with the reader in the box; see ``retrieval.answering.evidence`` for how it decides."""

    name = "extractive"

    def __init__(self, reader: Reader, before: Before | None = None) -> None:
        """``before``: finds the sentence before another, for claims that lean back on it."""
        self._reader = reader
        self._before = before

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """The sentences of the first Hits that most probably answer, best first."""
        asked = question.read_as or question.standalone
        abbreviation = asked_abbreviation(asked)
        if abbreviation and (spelled_out := _spelled_out(abbreviation, hits)):
            return spelled_out
        if cell := _cell(asked, hits):
            return cell
        form, kind, premises = form_of(asked), kind_of(asked), premises_of(asked)
        weighed = self._weighed(asked, premises, list(different(hits, _ROUNDS[-1][0])))
        ordered = readable(asked, weighed, THRESHOLD)
        if not ordered:
            return Draft((), 0.0, kind=form)
        best = ordered[0].probability
        if abbreviation and not may_spell(abbreviation, ordered[0].candidate.short):
            best = min(best, _MISSPELT)
        if best < THRESHOLD:
            return self._on_topic(asked, ordered) or _refused(asked, ordered, best, form)
        ordered = _on_the_question_first(asked, ordered)
        best = ordered[0].probability
        if kind in _COUNTED and rival(asked, ordered[0].candidate.words):
            return _refused(asked, ordered, min(best, _MISSPELT), form)
        chosen = [
            weighed.candidate
            for weighed in islice(_answering(kind, ordered), _MOST_REASONS if kind is AskedFor.REASON else _MOST_CLAIMS)
        ]
        note = _warning(premises, chosen[0])
        # few words would promise what the note takes back
        short = None if note else self._short_answer(question, asked, chosen[0], hits, is_sure=best >= _SURE)
        if form is QuestionKind.YES_NO and not note:
            short = yes_or_no(asked, chosen[0].words)
        elif form is QuestionKind.LIST and not note:
            short = members_named(chosen[0].words, short or "") or short
        if form is QuestionKind.REASON:
            chosen = _in_order(chosen)
        return Draft(self._claims(asked, chosen, hits), best, short_answer=short, note=note, kind=form)

    def _on_topic(self, asked: str, ordered: Sequence[Weighed]) -> Draft | None:
        """The sentences on a subject that is asked about as a whole, if it is."""
        found = on_topic(asked, ordered)
        return Draft(self._claims(asked, _in_order(found), ()), CONFIDENCE) if found else None

    def _claims(self, asked: str, chosen: Sequence[Candidate], hits: Sequence[Hit]) -> tuple[DraftClaim, ...]:
        """The claims, none led by a sentence on another name or year than is asked about: its figures would mislead."""

        def before(quote: Quote) -> tuple[Span, str] | None:
            found = self._before(quote) if self._before else None
            return None if found is None or rival(asked, found[1]) else found

        return tuple(complete(list(_with_turns(chosen, hits)), before))

    def candidates(self, question: str, hits: Sequence[Hit]) -> list[Candidate]:
        """The sentences of ``hits``, read."""
        reads = self._reader.read(question, [as_read(hit) for hit in hits])
        return [item for hit, read in zip(hits, reads, strict=True) for item in read_apart(hit, read)]

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
        hit = next(hit for hit in hits if hit.passage.id == chosen.quote.passage_id)
        return next(
            candidate for candidate in self.candidates(question.asked_last, [hit]) if candidate.where == chosen.where
        )

    def _weighed(self, question: str, premises: Presuppositions, hits: Sequence[Hit]) -> list[Weighed]:
        """All sentences that were read, the most probable first; the last Hits are read only where that may help."""
        found: list[Weighed] = []
        for (done, _), (most, behind) in pairwise(((0, 0.0), *_ROUNDS)):
            near = [hit for hit in hits[done:most] if hit.score >= hits[0].score - behind]
            weighed = [
                Weighed(candidate, probability(features(candidate))) for candidate in self.candidates(question, near)
            ]
            found += [
                sentence.after(premises) if sentence.probability >= _CERTAIN else sentence for sentence in weighed
            ]
            if any(sentence.probability >= _CERTAIN for sentence in found):
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


def _in_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """``chosen`` in the order of the text, the Source of the best one first."""
    sources = list(dict.fromkeys(candidate.quote.source_id for candidate in chosen))
    return sorted(chosen, key=lambda one: (sources.index(one.quote.source_id), one.quote.start))


def _refused(asked: str, ordered: Sequence[Weighed], probability: float, form: QuestionKind) -> Draft:
    """A Draft that refuses and shows the nearest of ``ordered``, if any comes near."""
    near = (weighed for weighed in ordered if is_near(asked, weighed.candidate.words, weighed.probability))
    nearest = islice(distinct(near), _MOST_CLAIMS)
    return Draft((), probability, nearest=tuple(weighed.candidate.quote for weighed in nearest), kind=form)


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


def _with_turns(chosen: Sequence[Candidate], hits: Sequence[Hit]) -> Iterator[tuple[DraftClaim, bool]]:
    """The sentences that answer, each followed by the one in which its author takes it back, where there is one.

    Each comes with whether it stands in the body.
    """
    passages = {hit.passage.id: hit.passage for hit in hits}
    for candidate in chosen:
        yield DraftClaim(candidate.words, (candidate.quote,)), candidate.is_body
        passage = passages.get(candidate.quote.passage_id)
        turn = turn_behind(candidate.quote, passage) if passage else None
        if passage and turn and all(other.quote != turn for other in chosen):
            yield DraftClaim(passage.text[turn.start - passage.start : turn.end - passage.start], (turn,)), True


def _spelled_out(short: str, hits: Sequence[Hit]) -> Draft | None:
    """The first sentence that spells out an abbreviation, in words that begin with its letters if there is one."""
    for by_initials in (True, False):
        for passage in (hit.passage for hit in hits):
            for span, words, _ in places(passage, 0):
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


def _answering(kind: AskedFor, ordered: Sequence[Weighed]) -> Iterator[Weighed]:
    """The best sentence, then those that add to it where one does not answer. A bare heading adds nothing."""
    best, *rest = ordered
    yield best
    if kind in _ONE_WILL_DO:
        return
    further = (weighed for weighed in rest if weighed.probability >= _least(kind, best, weighed))
    yield from islice(distinct([best, *further]), 1, None)


def _least(kind: AskedFor, best: Weighed, further: Weighed) -> float:
    """How probable a further claim must be. What goes on from the best one needs less: causes come in a row."""
    beside = further.candidate.quote.passage_id == best.candidate.quote.passage_id
    if beside and kind is AskedFor.REASON and gives_a_reason(further.candidate.words):
        return _CLOSE_REASON * best.probability
    return _CLOSE_BESIDE * best.probability if beside else max(THRESHOLD, _CLOSE * best.probability)


def _few_words(kind: AskedFor, chosen: Candidate) -> str | None:
    """The few words that answer; None where it takes the sentence."""
    short = chosen.short.strip()
    is_another = kind is AskedFor.DESCRIPTION and short[:1].isupper()  # whoever is named beside the one asked about
    few = short and kind not in TAKES_A_SENTENCE and not is_another and len(short) < len(chosen.words)
    return short if few else None


def _warning(premises: Presuppositions, chosen: Candidate) -> str | None:
    """What a reader should know of an answer: that the question names what is not named where the answer stands."""
    lacking = dict.fromkeys(f"“{word}”" for word in premises.lacking(chosen.around))
    return f"Look closely: {' and '.join(lacking)} is not named where this stands." if lacking else None
