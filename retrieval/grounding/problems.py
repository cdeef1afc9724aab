"""What can be wrong with a claim, and the sentence that says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProblemKind(StrEnum):
    """What it is that the evidence does not support."""

    NUMBER = "number"
    DATE = "date"
    UNIT = "unit"
    NAME = "name"
    NEGATION = "negation"
    DIRECTION = "direction"
    DEGREE = "degree"
    APART = "apart"
    ATTRIBUTION = "attribution"
    ADDED = "added"
    UNSUPPORTED = "unsupported"


_SAYS = {
    ProblemKind.NUMBER: "The number “{words}” is not in the evidence.",
    ProblemKind.DATE: "The date “{words}” is not in the evidence.",
    ProblemKind.UNIT: "The evidence has the number of “{words}”, but in another unit.",
    ProblemKind.NAME: "The name “{words}” is not in the evidence.",
    ProblemKind.NEGATION: "Of “{words}”, one of claim and evidence says no where the other says yes.",
    ProblemKind.DIRECTION: "“{words}” runs the other way in the evidence.",
    ProblemKind.DEGREE: "“{words}” is more than the evidence says.",
    ProblemKind.APART: "Nothing in the evidence ties “{words}” to the rest of the claim.",
    ProblemKind.ADDED: "“{words}” is in no form in the evidence.",
    ProblemKind.UNSUPPORTED: "The evidence does not say this.",
}
_HELD = "In the evidence this is a view, and not the author's: “{there}”."
_ELSEWHERE = "The evidence has “{there}” where the claim has “{words}”."


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a claim from passing.

    ``words`` are the claim's own. ``there``: what the evidence has in their place, where that is known. ``slot``: what
    they are in their clause: "subject", "verb", "object", or the preposition before them; empty if not known.
    """

    kind: ProblemKind
    words: str
    there: str | None = None
    slot: str = ""

    @property
    def says(self) -> str:
        """The problem as a sentence for the user."""
        form = _HELD if self.kind is ProblemKind.ATTRIBUTION else _ELSEWHERE if self.there else _SAYS[self.kind]
        return form.format(words=self.words, there=self.there)
