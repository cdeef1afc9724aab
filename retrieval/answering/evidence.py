"""How well a sentence answers a question: what the reader made of it, and how near search found its Passage.

The weights are those of a logistic regression (``training/fit.py``); docs/measurements/reader.md says what it was
fitted on, what it reaches on the rest, and which features were tried and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from math import exp

from retrieval.answering.draft import Quote
from retrieval.answering.reader import Found, Read
from retrieval.grounding.presuppositions import Doubt, Presuppositions, Surroundings
from retrieval.model import Span

WEIGHTS = (2.38, 0.17, 1.04, 4.08)
BIAS = -3.67
"""Weights of the features, in the order of ``features``, and the bias of the probability."""
DOUBTS = {Doubt.LACKS: 1.29, Doubt.DIFFERS: 2.61}
"""What each doubt takes from the log-odds."""

_PAIRS = ("()", "[]", "“”", "„“", "«»")
_REACH = 10.0
"""The reader's scores are cut to this many either way: beyond it they say nothing more."""


class AskedFor(Enum):
    """What a question asks for."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    REASON = "reason"
    WHETHER = "whether"
    DESCRIPTION = "description"
    OTHER = "other"


TAKES_A_SENTENCE = frozenset((AskedFor.REASON, AskedFor.WHETHER))
"""What no few words of a sentence answer by themselves."""
_QUESTION_WORDS = re.compile(
    r"(?P<description>^\W*who(?:[’']s| (?:is|was|are|were)) "
    r"(?-i:[A-Z][\w’'.-]*(?: (?:(?:of|the|von|van|de|al) )?[A-Z][\w’'.-]*)*)\W*$)"
    r"|(?P<reason>\bwhy\b|\bfor what reasons?\b|\bwhat (?:caused|led to|(?:is|are|was|were) the (?:reason|cause)s?)\b)"
    r"|(?P<number>\bhow (?:many|much|large|big|old|long|far|high|often)\b|\bwhat (?:share|percentage|number)\b)"
    r"|(?P<date>\bwhen\b|\b(?:which|what) (?:year|date|day|month|century)\b)"
    r"|(?P<name>\bwho(?:m|se)?\b|\bwhere\b|\b(?:which|what) (?:country|city|person|place)\b)"
    r"|(?P<other>\b(?:what|which|how)\b)",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must)\b", re.IGNORECASE
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*\w*|\w+")
_CLOSERS = " \"”’')]»"
_ENDS = (".", "!", "…")
_ASKS = re.compile(r"\W*(?:what|why|how|when|where|who|whom|whose|which)\b", re.IGNORECASE)


def kind_of(question: str) -> AskedFor:
    """What ``question`` asks for, by the first of its question words: a "when" behind a "who" only says which time."""
    asked = _QUESTION_WORDS.search(question)
    kind = AskedFor(asked.lastgroup) if asked else AskedFor.OTHER
    return AskedFor.WHETHER if kind is AskedFor.OTHER and _AUXILIARY.match(question) else kind


def is_question(sentence: str) -> bool:
    """Whether a sentence asks instead of saying, as a title may without a mark: "What the closures mean"."""
    said = sentence.rstrip(_CLOSERS)
    return said.endswith("?") or (not said.endswith(_ENDS) and _ASKS.match(said) is not None)


def premises_of(question: str) -> Presuppositions:
    """What ``question`` takes for granted."""
    return Presuppositions(question, is_open=kind_of(question) in TAKES_A_SENTENCE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer.

    ``words``: the sentence, of the body or of a note; ``where``: its place in what the reader read; ``quote``: the body
    text that is quoted for it; ``likeness``: the Hit's score; ``around``: what the sentence stands in; ``is_heading``:
    it is one with nothing below it; ``is_body``: it stands in the body and not in a note; ``around_words``: the
    words with the section and the body that they stand under.
    """

    words: str
    where: Span
    quote: Quote
    likeness: float
    read: Read
    found: Found | None
    around: Surroundings
    is_heading: bool = False
    is_body: bool = True
    around_words: str = ""

    @property
    def short(self) -> str:
        """The short answer within the sentence: whole words and numbers, and the bracket or mark that they lack."""
        if self.found is None:
            return ""
        start, end = _whole(self.words, *(place - self.where.start for place in self.found.span))
        for opening, closing in _PAIRS:
            inside = self.words[start:end]
            if inside.count(opening) > inside.count(closing):
                end += self.words.startswith(closing, end)
            elif inside.count(opening) < inside.count(closing):
                start -= self.words.endswith(opening, 0, start)
        if self.words[start:end].count('"') % 2:
            follows = self.words.startswith('"', end)
            end += follows
            start -= not follows and self.words.endswith('"', 0, start)
        return self.words[start:end]


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without a word or number cut at its ends: the reader's tokens are pieces of words."""
    for word in _WORD.finditer(text):
        start = word.start() if word.start() < start < word.end() else start
        end = word.end() if word.start() < end < word.end() else end
    return start, end


def features(candidate: Candidate) -> tuple[float, ...]:
    """What speaks for a sentence as an answer, each between -1 and 1.

    The short answer against there being none; that the Passage answers; that the sentence is evidence; the Hit's score.
    """
    read = candidate.read
    margin = candidate.found.score - read.nothing if candidate.found else -_REACH
    return _cut(margin), _cut(read.answers), _cut(read.evidence_in(candidate.where)), candidate.likeness


def _cut(score: float) -> float:
    return max(-_REACH, min(_REACH, score)) / _REACH


def probability(found: Sequence[float], doubts: Iterable[Doubt] = ()) -> float:
    """How probable it is that the sentence with these features answers, if it is the best there is."""
    reasons = sum(weight * value for weight, value in zip(WEIGHTS, found, strict=True))
    return 1 / (1 + exp(-(BIAS + reasons - sum(DOUBTS[doubt] for doubt in doubts))))
