"""The reader asked for each value of a claim in turn: a check that needs no training, measured beside the trained one.

"In 2022 over 96 percent of trade was with Russia" becomes "In 2022 over 96 percent of trade was with what?": where the
reader finds another value likelier than the claim's own, the claim has it from elsewhere in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evals.sets.binding.values import Value, is_name, values, with_value
from retrieval.answering.reader import Read, Reader
from retrieval.model import Span

_WORDS = {"year": "what year", "date": "what date", "month": "what date", "percent": "what percentage"}
_AMOUNTS = {"number": "how many", "money": "how much"}
_UNASKABLE = -20.0


class AskingTheText:
    """A check by asking. ``scores`` are no probabilities, but the higher the better supported."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def scores(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """For each claim with its evidence the lead, in logits, of its own values over what is read in their place."""
        return [self._score(claim, evidence) for claim, evidence in pairs]

    def _score(self, claim: str, evidence: str) -> float:
        """The least lead of any value; 0 where all are what is read, or there is nothing to ask for."""
        asked = list(_asked(claim))
        reads = (self._reader.read(question, [evidence])[0] for _, question in asked)
        return min((_lead(read, value, evidence) for (value, _), read in zip(asked, reads, strict=True)), default=0.0)


def _asked(claim: str) -> Iterator[tuple[Value, str]]:
    """Each value of the claim, and the claim with a question's word in its place."""
    for value in values(claim):
        word = _WORDS.get(value.kind) or _AMOUNTS.get(value.kind) or ("who or what" if is_name(value) else "what")
        yield value, with_value(claim, value, word).rstrip(".") + "?"


def _lead(read: Read, value: Value, evidence: str) -> float:
    """How much likelier the value is than the likeliest other answer, at most 0."""
    best = read.best
    if best is None:
        return _UNASKABLE
    if value.text.lower() in evidence[best.span.start : best.span.end].lower():
        return 0.0
    places = [Span(*match.span()) for match in re.finditer(re.escape(value.text), evidence)]
    own = max((answer.score for place in places if (answer := read.best_in(place))), default=best.score + _UNASKABLE)
    return own - best.score
