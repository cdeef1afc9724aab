"""The few words that answer, shown only where they are of the kind asked for and belong to what the question asks.

A question with its short answer is a claim like any other: "Port Pike 14 lamps" does not hold where Rowe has 14 and
Pike 22. Where the check says what stands in its place, that is tried; where nothing holds, the sentence has to do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.answering.evidence import AskedFor
from retrieval.english.antonyms import opposites
from retrieval.english.dates import dates
from retrieval.english.quantities import quantities
from retrieval.english.words import sentences, stem
from retrieval.grounding import Problem, ProblemKind
from retrieval.grounding.binding import misbound
from retrieval.grounding.likeness import says_the_same
from retrieval.grounding.members import Member, named_tokens, partitions
from retrieval.grounding.tokens import Sort

_QUESTION_WORDS = re.compile(
    r"""
    \b(?:in|by|to|from|for|with|at|on|of)\s+(?:what|which|whom)\s+(?:year|month|day|date|country|city|place)\b
    | \b(?:what|which)\s+(?:year|month|day|date|country|city|place|person|share|percentage|number|kind)\b(?:\s+of\b)?
    | \bhow\s+(?:many|much|large|big|old|long|far|high|often)\b
    | \b(?:who|whom|whose|what|which|when|where|how)\b
    | \b(?:do|does|did)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:after|before|during|since|until|when|while|today|now|recently|annually|century|year|month|week|day|war)\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"^\W*(?:\w+\s+){0,2}?who(?:m|se)?\b", re.IGNORECASE)
_NO_PERSON = re.compile(r"^\W*(?:\d|(?:in|on|at|since|after|before)\b)", re.IGNORECASE)
_NAMING = (Sort.NAME, Sort.DATE)
_TELLING = frozenset("in with from to by since until before after at between against for on".split())
"""Prepositions behind which two different names or dates are two different things."""
_SHARED = 0.2
"""Share of a question's telling words that the sentence must have, too, for few words of it to be shown …"""
_SHARED_NAMES = 0.6
"""… or of its names, dates and numbers."""


def holding(question: str, asked_for: AskedFor, short: str, sentence: str, *, is_sure: bool = False) -> str | None:
    """Returns ``short``, or what ``sentence`` has in its place for ``question``; None where nothing is certain.

    ``is_sure``: the sentence was read as an answer with confidence, and need not share words with the question.
    """
    if not (is_sure or is_related(question, sentence)) or rival(question, sentence) or is_opposite(question, sentence):
        return None
    crossed = _crossed(question, short, sentence)
    if crossed is None:
        return short if _is_of_kind(question, asked_for, short) else None
    other = crossed.there if crossed.kind in (ProblemKind.NUMBER, ProblemKind.DATE) else None
    if not other or crossed.words not in short or not _is_of_kind(question, asked_for, other):
        return None
    return other if _crossed(question, other, sentence) is None else None


def _crossed(question: str, short: str, sentence: str) -> Problem | None:
    asked = _QUESTION_WORDS.sub(" ", question).strip(" ?")
    told = [text for text in sentences(sentence) if short in text]
    crossed = (problem for problem in misbound(f"{asked} {short}", told[:1]) if _is_elsewhere(problem, question))
    return next(crossed, None)


def _is_elsewhere(problem: Problem, question: str) -> bool:
    """Whether a value belongs to something else: of names, where another name has the place and is not asked about.

    Who holds a view is no matter here: the quote says "according to" itself.
    """
    if problem.kind is ProblemKind.NAME:
        there = problem.there or ""
        return there[:1].isupper() and there.casefold() not in question.casefold()
    return problem.kind is not ProblemKind.ATTRIBUTION


def _is_of_kind(question: str, asked_for: AskedFor, short: str) -> bool:
    if asked_for is AskedFor.DATE:
        return bool(dates(short) or dates(f"in {short}")) or _TIME.search(short) is not None
    if asked_for is AskedFor.NUMBER:
        return bool(quantities(short)) or not any(letter.isupper() for letter in short)
    return not (_WHO.match(question) and _NO_PERSON.match(short))


def rival(question: str, sentence: str) -> bool:
    """Returns whether ``sentence`` has another name or date where ``question`` has one, behind the same preposition.

    "How much of the trade was with Russia?" is not answered by "Over 96 percent was trade with China", nor a question
    "in 2019" by a sentence "in 2022", whatever stands around them.
    """
    asked, there = (
        [item for member in _first(partitions(text)) for item in member.items if item.token.sort in _NAMING]
        for text in (_QUESTION_WORDS.sub(" ", question), sentence)
    )
    return any(
        not any(says_the_same(item.token, other.token) for other in there)
        and any(other.slot == item.slot and other.token.sort is item.token.sort for other in there)
        for item in asked
        if item.slot in _TELLING
    )


def is_opposite(question: str, sentence: str) -> bool:
    """Returns whether ``sentence`` has the opposite of a word of ``question``, and not the word: closed for open."""
    there = {stem(token.plain) for token in named_tokens(sentence)}
    asked = {stem(token.plain) for token in named_tokens(question) if token.tells}
    return any(not there.isdisjoint(opposites().get(word, ())) for word in asked - there)


def _first(sizes: Sequence[tuple[Member, ...]]) -> tuple[Member, ...]:
    return sizes[0] if sizes else ()


def is_related(question: str, sentence: str) -> bool:
    """Returns whether ``sentence`` says enough of what ``question`` says: some of its words, or most of its names."""
    asked = [token for token in named_tokens(_QUESTION_WORDS.sub(" ", question)) if token.tells]
    there = named_tokens(sentence)
    shared = [token for token in asked if any(says_the_same(token, other) for other in there)]
    words, of_words = (sum(token.sort is Sort.WORD for token in tokens) for tokens in (asked, shared))
    rest, of_rest = len(asked) - words, len(shared) - of_words
    return of_words >= _SHARED * words or (rest > 1 and of_rest >= _SHARED_NAMES * rest)
