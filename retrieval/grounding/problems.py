"""What can be wrong with a claim, and the sentence that says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What it is that the evidence does not bear out."""

    NUMBER = "number"
    DATE = "date"
    UNIT = "unit"
    NAME = "name"
    NEGATION = "negation"
    DIRECTION = "direction"
    DEGREE = "degree"
    UNSUPPORTED = "unsupported"


_SAYS = {
    Kind.NUMBER: "The number “{words}” is not in the evidence.",
    Kind.DATE: "The date “{words}” is not in the evidence.",
    Kind.UNIT: "The evidence has the number of “{words}”, but in another unit.",
    Kind.NAME: "The name “{words}” is not in the evidence.",
    Kind.NEGATION: "Of “{words}”, one of claim and evidence says no where the other says yes.",
    Kind.DIRECTION: "“{words}” runs the other way in the evidence.",
    Kind.DEGREE: "“{words}” is more than the evidence says.",
    Kind.UNSUPPORTED: "The evidence does not say this.",
}
_ELSEWHERE = "The evidence has “{there}” where the claim has “{words}”."


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a claim from passing.

    ``words`` are the claim's own. ``there``: what the evidence has in their place, where that is known.
    """

    kind: Kind
    words: str
    there: str | None = None

    @property
    def says(self) -> str:
        """The problem as a sentence for the user."""
        return (_ELSEWHERE if self.there else _SAYS[self.kind]).format(words=self.words, there=self.there)
