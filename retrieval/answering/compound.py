"""Answers questions of several parts: each part that is answered, and a word on each that is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from retrieval.answering.draft import Draft, DraftClaim, Question
from retrieval.answering.extractive import Extractive
from retrieval.answering.question_kinds import QuestionKind
from retrieval.answering.question_parts import QuestionPart, compared, parts_of
from retrieval.answering.short_answers import is_related
from retrieval.grounding.likeness import says_the_same
from retrieval.grounding.members import named_tokens
from retrieval.model import Hit

SearchAgain = Callable[[str, Question], Sequence[Hit]]
"""Searches for a part of a question, in the Sources that the whole is put to."""
_MOST = 4


class Compound:
    """Reads for the whole question first, then for those of its parts that the answer leaves open."""

    def __init__(self, extractive: Extractive, search: SearchAgain) -> None:
        self._extractive = extractive
        self._search = search

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """Returns the Draft for ``question``, whether it has parts or not."""
        whole = self._extractive.draft(question, hits)
        asked = question.standalone
        if things := compared(asked):
            return self._compared(question, things, whole)
        parts = parts_of(asked) if not question.read_as else []
        return self._in_parts(question, parts, whole) if parts else whole

    def _compared(self, question: Question, things: Sequence[str], whole: Draft) -> Draft:
        """Both things, each as its own sentence has it where that of the whole question does not name both."""
        drafts = [whole] if whole.claims else []
        missing: list[str] = []
        for thing in things:
            if any(_tells_of(thing, draft) for draft in drafts):
                continue
            part = self._ask(question, f"What is {thing}?")
            if part.claims and _tells_of(thing, part):
                drafts.append(part)
            else:
                missing.append(thing)
        if (
            len(missing) == len(things)
            or not drafts
            or not any(_tells_of(thing, draft) for thing in things for draft in drafts)
        ):
            return replace(whole, claims=(), short_answer=None, kind=QuestionKind.COMPARISON)
        return _joined(drafts, [f"nothing is said of “{thing}”" for thing in missing], QuestionKind.COMPARISON)

    def _in_parts(self, question: Question, parts: Sequence[QuestionPart], whole: Draft) -> Draft:
        first, *rest = parts
        drafts = [whole] if whole.claims else []
        if not drafts:
            alone = self._ask(question, f"{first.words}?") if first.is_whole else whole
            if not alone.claims:
                return whole
            drafts.append(alone)
        missing: list[str] = []
        for part in rest:
            if part.is_whole and (answer := self._ask(question, f"{part.words}?")).claims:
                drafts.append(answer)
            elif not whole.claims or not any(_is_met(part, _all_said(draft)) for draft in drafts):
                missing.append(part.words)
        return _joined(drafts, [f"“{words}?” is not answered" for words in missing], drafts[0].kind)

    def _ask(self, question: Question, words: str) -> Draft:
        asked = Question(words, words, question.source_ids)
        return self._extractive.draft(asked, self._search(words, question))


def _is_met(part: QuestionPart, said: str) -> bool:
    """Whether ``said`` has what the part wants and, where the part can be asked by itself, is on its subject."""
    return part.is_met_by(said) and (not part.is_whole or is_related(part.words, said))


def _joined(drafts: Sequence[Draft], missing: Sequence[str], kind: QuestionKind) -> Draft:
    claims: dict[tuple[str, int], DraftClaim] = {}
    for draft in drafts:
        for claim in draft.claims:
            claims.setdefault((claim.quotes[0].source_id + claim.text, claim.quotes[0].start), claim)
    says = f"Not in the library: {'; '.join(missing)}." if missing else None
    notes = [note for note in (*(draft.note for draft in drafts), says) if note]
    confidence = min(draft.confidence for draft in drafts)
    shown = tuple(claims.values())[:_MOST]
    return Draft(shown, confidence, note=" ".join(dict.fromkeys(notes)) or None, kind=kind)


def _all_said(draft: Draft) -> str:
    return "\n".join(_said(draft))


def _said(draft: Draft) -> Iterator[str]:
    yield from (claim.text for claim in draft.claims)


def _tells_of(thing: str, draft: Draft) -> bool:
    """Whether a claim has all words that name ``thing``."""
    wanted = [token for token in named_tokens(thing) if token.tells]
    return bool(wanted) and any(
        all(any(says_the_same(token, other) for other in named_tokens(said)) for token in wanted)
        for said in _said(draft)
    )
