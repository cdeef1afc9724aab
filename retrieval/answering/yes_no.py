"""Yes or no, where the sentence that decides says all that the question does, and says it or denies it plainly.

Where a word of the question has no match there, where the sentence hedges, or reports what somebody says, the sentence
has to do: a wrong "yes" is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.english.antonyms import opposites
from retrieval.english.words import sentences, stem
from retrieval.grounding import Gate, ProblemKind, missing
from retrieval.grounding.likeness import says_the_same
from retrieval.grounding.members import named_tokens
from retrieval.grounding.tokens import Token

_ASKS = re.compile(
    r"^\W*(?:and |so |but )?(?P<verb>is|are|was|were|do|does|did|has|have|had)(?P<denied>n[’']t)?\s+"
    r"(?P<rest>.+?)[\s?.!]*$",
    re.IGNORECASE | re.DOTALL,
)
_TURNS = re.compile(
    r"\b(?:not|never|no|nobody|none|only|than|still|yet|all|every|or|always|already|most)\b", re.IGNORECASE
)
"""Words of a question with which a plain yes or no may say the opposite of what is meant."""
_HEDGES = re.compile(
    r"\b(?:may|might|could|would|should|probably|possibly|perhaps|likely|unlikely|reported(?:ly)?|allegedly|said to|"
    r"seems?|seemed|appears?|appeared|claims?|claimed|according|believed|thought|suggests?|expected|if|whether|unless|nearly|"
    r"almost|except|partly|plans?|planned|hopes?|hoped|wants?|wanted|will|hardly|scarcely|rarely|seldom|but|though|"
    r"although|however|yet)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\b(?:not|no|never|none|neither|nor|nobody|nothing|nowhere|without|cannot)\b|n[’']t\b", re.IGNORECASE)
_PAIR = re.compile(r"\bneither\b[^.;]*\bnor\b", re.IGNORECASE)
_PARTS = re.compile(r"[;:–—]")
_NEAR, _LEAST = 30, 2
"""Characters before what is asked among which a "no" is of it, and telling words that a question needs."""
_DENIALS = frozenset((ProblemKind.NEGATION, ProblemKind.DIRECTION))


def yes_or_no(question: str, decides: str) -> str | None:
    """Returns "Yes" or "No" where a sentence of ``decides`` says what ``question`` asks, or denies it; else None."""
    asked = _ASKS.match(question)
    if asked is None or asked["denied"] or _TURNS.search(asked["rest"]):
        return None
    claim = asked["rest"]
    for sentence in sentences(decides):
        if _HEDGES.search(sentence) or missing(claim, sentence):
            continue
        if said := _decided(claim, sentence):
            return said
    return None


def _decided(claim: str, sentence: str) -> str | None:
    wanted = [token for token in named_tokens(claim) if token.tells]
    there = named_tokens(sentence)
    left = [token for token in wanted if not any(says_the_same(token, other) for other in there)]
    denied = _denials(wanted, there, sentence)
    if len(wanted) < _LEAST or denied is None:
        return None
    if left:
        is_turned = len(left) == 1 and any(_are_opposites(left[0], other) for other in there)
        return "No" if is_turned and not denied and _is_bound(claim, sentence) else None
    if denied:
        return "No" if _is_bound(claim, sentence) else None
    return None if Gate().check(claim, [sentence]).problems else "Yes"


def _denials(wanted: Sequence[Token], there: Sequence[Token], sentence: str) -> int | None:
    """How often ``sentence`` says no of what is asked; None where it says no of something else, or more than once."""
    places = [other.start for other in there if any(says_the_same(token, other) for token in wanted)]
    said = [match.start() for match in _NO.finditer(sentence)]
    if not said:
        return 0
    if len(said) > 1 and not _PAIR.search(sentence):
        return None
    near = bool(places) and min(places) - _NEAR <= said[0] <= max(places)
    is_one_clause = near and not _PARTS.search(sentence[min(said[0], *places) : max(said[0], *places)])
    return 1 if is_one_clause else None


def _is_bound(claim: str, sentence: str) -> bool:
    """Whether nothing but the yes or no of ``sentence`` differs from ``claim``."""
    return {problem.kind for problem in Gate().check(claim, [sentence]).problems} <= _DENIALS


def _are_opposites(token: Token, other: Token) -> bool:
    return stem(other.plain) in opposites().get(stem(token.plain), ())
