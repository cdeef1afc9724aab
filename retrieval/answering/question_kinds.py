"""The kinds of questions, as a Reply names them: each is answered in a form of its own."""

from __future__ import annotations

import re
from enum import StrEnum


class QuestionKind(StrEnum):
    """What kind of question was asked; the values are the contract's."""

    FACT = "fact"
    YES_NO = "yes_no"
    LIST = "list"
    DEFINITION = "definition"
    REASON = "reason"
    COMPARISON = "comparison"
    OVERVIEW = "overview"
    METADATA = "metadata"
    TALK = "talk"


_FORMS = (
    (
        QuestionKind.COMPARISON,
        r"\b(?:compare[ds]?|comparison|versus|vs\.?|differ(?:s|ed|ences?)?|in common|contrast)\b",
    ),
    (
        QuestionKind.REASON,
        (
            r"\bwhy\b|\b(?:for )?what reasons?\b|\bwhat (?:caused|led to|(?:is|are|was|were) the (?:reason|cause)s?)\b|"
            r"\bhow come\b|^\W*how (?:do|does|did|can|could|is|are|was|were|has|have|will|would|should) (?!many|much)"
        ),
    ),
    (
        QuestionKind.LIST,
        (
            r"^\W*(?:please )?(?:list|name|enumerate)\b|\blist (?:all|every|them)\b|"
            r"^\W*(?:in |with |to |from |for |of )?(?:which|what) (?!is\b|was\b|does\b|has\b)(?:[\w’'-]+ ){0,3}?"
            r"[\w’'-]{3,}(?<!ss)(?<!us)(?<!is)s (?:are|were|have|had|do|did|can|will|would|could|[a-z]+ed\b)|"
            r"^\W*who (?:are|were) the\b"
        ),
    ),
    (
        QuestionKind.DEFINITION,
        (
            r"^\W*(?:please )?(?:define|explain the (?:term|word|concept)|what does .+ (?:mean|stand for)|"
            r"what is meant by|"
            r"(?:what|who)(?: is| are| was| were|['’]s) (?:an? |the )?[“\"'\w’-]+(?: [\w’'-]+){0,2}[”\"']?\W*$)|"
            r"\b(?:definition of|meaning of)\b|\bmeaning\W*$"
        ),
    ),
    (
        QuestionKind.YES_NO,
        r"^\W*(?:and |so |but )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b",
    ),
)
_KINDS = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _FORMS]


def form_of(question: str) -> QuestionKind:
    """Returns the kind that ``question`` is of by its form; one about a whole Source is told by what it names."""
    return next((kind for kind, pattern in _KINDS if pattern.search(question)), QuestionKind.FACT)
