"""How well a sentence answers a question, by what can be seen without reading it.

That is: likeness, shared words and their rarity, and whether there is a thing of the kind asked for. Each feature lies
between 0 and 1; their weights are those of a logistic regression, and docs/decisions/0007-first-answerer.md says what
it was fitted on and what it reaches on the rest.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import exp, log

from retrieval.lexical import LexicalIndex

WEIGHTS = (3.62, 1.40, 0.35, 0.12, 0.76, 0.90, 0.81, 0.40)
BIAS = -6.44
"""Weights of the features, in the order of ``Evidence.features``, and the bias of the probability."""

_NUMBER_WORD = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|"
    r"thousand|million|billion|half|third|quarter|dozen)s?\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:1\d{3}|20\d{2})s?\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|century)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][\w’'-]+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


_TEXTS_KEPT = 8192
"""Sentences and Passages whose stems stay in memory, about 1 kB each."""


class Kind(Enum):
    """What a question asks for."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    REASON = "reason"
    OTHER = "other"


_KINDS = {
    Kind.REASON: r"\bwhy\b|\bfor what reasons?\b|\bwhat (?:caused|led to)\b",
    Kind.NUMBER: r"\bhow (?:many|much|large|big|old|long|far|high|often)\b|\bwhat (?:share|percentage|number)\b",
    Kind.DATE: r"\bwhen\b|\b(?:which|what) (?:year|date|day|month|century)\b",
    Kind.NAME: r"\bwho(?:m|se)?\b|\bwhere\b|\b(?:which|what) (?:country|city|person|place)\b",
}


def kind_of(question: str) -> Kind:
    """What ``question`` asks for, by its question words."""
    return next((kind for kind, words in _KINDS.items() if re.search(words, question, re.IGNORECASE)), Kind.OTHER)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, looked at once for all sentences. ``weights``: how rare each of its terms is in the Library."""

    text: str
    kind: Kind
    weights: Mapping[str, float]
    figures: frozenset[str]
    names: frozenset[str]


class Evidence:
    """Looks at questions and sentences with the words, and the rarity of words, that the lexical index knows."""

    def __init__(self, lexical: LexicalIndex) -> None:
        self._lexical = lexical
        self._stems_of = lru_cache(_TEXTS_KEPT)(self._stems)

    def _stems(self, text: str) -> frozenset[str]:
        return frozenset(self._lexical.stems(text))

    def look_at(self, question: str) -> Asked:
        """What can be told of ``question``; a term that n of N Passages hold weighs log(1 + N / (1 + n))."""
        kind = kind_of(question)
        words = re.sub(_KINDS.get(kind, "$^"), " ", question, flags=re.IGNORECASE)
        wanted = list(dict.fromkeys(self._lexical.stems(words)))
        found, passages = self._lexical.document_frequencies(wanted), len(self._lexical)
        return Asked(
            text=question,
            kind=kind,
            weights={term: log(1 + passages / (1 + found[term])) for term in wanted},
            figures=frozenset(_FIGURE.findall(question)),
            names=frozenset(self._lexical.stems(" ".join(_NAME.findall(question)))),
        )

    def features(self, asked: Asked, sentence: str, around: str, likeness: float, rank: int) -> tuple[float, ...]:
        """What speaks for ``sentence`` as an answer.

        ``around`` is the Passage with title and section; ``likeness`` the cosine of question and sentence; ``rank``
        the Passage's place among the Hits, from 1.
        """
        here = self._stems_of(sentence)
        near = here | self._stems_of(around)
        return (
            likeness,
            _covered(asked.weights, here),
            _covered(asked.weights, near),
            _least_covered(asked.weights, near),
            self._has_kind(asked, sentence),
            _share(asked.figures, _FIGURE.findall(around)),
            _share(asked.names, near),
            1 / rank,
        )

    def _has_kind(self, asked: Asked, sentence: str) -> float:
        """Whether the sentence holds a thing of the kind asked for that the question does not hold itself."""
        match asked.kind:
            case Kind.NUMBER:
                return float(bool(_NUMBER_WORD.search(sentence)))
            case Kind.DATE:
                dates = {found.group().casefold() for found in _DATE.finditer(sentence)}
                return float(any(date not in asked.text.casefold() for date in dates))
            case Kind.NAME:
                names = self._stems_of(" ".join(_NAME.findall(sentence)))
                return float(any(name not in asked.weights for name in names))
            case _:
                return 0.5


def _covered(weights: Mapping[str, float], found: Collection[str]) -> float:
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in found) / total if total else 0.0


def _least_covered(weights: Mapping[str, float], found: Collection[str]) -> float:
    """1 where the rarest term of the question is there, less the rarer the rarest one that is missing."""
    if not weights:
        return 0.0
    missing = max((weight for term, weight in weights.items() if term not in found), default=0.0)
    return 1 - missing / max(weights.values())


def _share(wanted: Collection[str], found: Collection[str]) -> float:
    return sum(one in found for one in wanted) / len(wanted) if wanted else 1.0


def probability(found: Sequence[float]) -> float:
    """How probable it is that the sentence with these features answers, if it is the best there is."""
    return 1 / (1 + exp(-(BIAS + sum(weight * one for weight, one in zip(WEIGHTS, found, strict=True)))))
