"""Questions of several parts: "Which bank was hit, and when?", "Compare A and B". Each part is answered or missed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.english.dates import dates
from retrieval.english.names import names
from retrieval.english.quantities import quantities

_ASKING = (
    r"(?:(?:in|by|to|from|for|with|at|on|of)\s+)?(?:when|where|why|how(?:\s+(?:many|much|long|old|large|often|far))?|who|whom|"
    r"what|which)\b"
)
_JOINT = re.compile(rf"(?:,?\s+and|,|;|\?)\s+(?={_ASKING})", re.IGNORECASE)
_FIRST = re.compile(rf"^\W*{_ASKING}", re.IGNORECASE)
_BARE = re.compile(
    r"^\W*(?:(?:in|by|to|from|for|with|at|on|of)\s+)?(?:when|where|why|how|who|whom|what|which)(?:\s+year)?\W*$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|happened|became|came|took)\b", re.IGNORECASE
)
_SUBJECT = re.compile(r"^\W*(?:who|which|what)(?:\s+\S+){2,}", re.IGNORECASE)
_COMPARISONS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:what is |what are |what['’]s |explain )?(?:the )?differences? between (?P<a>.+?) and (?P<b>.+)",
        r"(?:please )?compare (?P<a>.+?) (?:and|with|to) (?P<b>.+)",
        r"how (?:do|does|did|is|are) (?P<a>.+?) (?:differ(?:ent)? from|compare (?:with|to)) (?P<b>.+)",
        r"(?P<a>.+?) (?:versus|vs\.?) (?P<b>.+)",
        r"what do (?P<a>.+?) and (?P<b>.+?) have in common",
    )
]
"""Forms of a question that compares two things, its white space folded and nothing but words at its ends."""
_AROUND = " ?.!,;:…\"'“”‘’()[]*_-–—"
_WANTS_DATE = re.compile(r"\bwhen\b|\byear\b", re.IGNORECASE)
_WANTS_NUMBER = re.compile(r"\bhow (?:many|much|long|old|large|far)\b", re.IGNORECASE)
_WANTS_NAME = re.compile(r"\b(?:where|who|whom)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """A part of a question: its words, and whether they can be asked by themselves."""

    words: str
    is_whole: bool

    def is_met_by(self, said: str) -> bool:
        """Returns whether ``said`` has what the part wants, as far as its question word tells: a date, a number."""
        if _WANTS_DATE.search(self.words):
            return bool(dates(said))
        if _WANTS_NUMBER.search(self.words):
            return bool(quantities(said))
        return bool(names(said)) if _WANTS_NAME.search(self.words) else True


def parts_of(question: str) -> list[QuestionPart]:
    """Returns the parts of a question that has several, in order; empty for any other."""
    pieces = [piece.strip(" ,;?.!") for piece in _JOINT.split(question)]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < 2 or not _FIRST.match(pieces[0]):
        return []
    return [QuestionPart(piece, _is_whole(piece)) for piece in pieces]


def _is_whole(piece: str) -> bool:
    """Whether a part has a verb of its own, as far as its words tell: "when" has none, nor "how many in 2022"."""
    return not _BARE.match(piece) and bool(_VERB.search(piece) or _SUBJECT.match(piece))


def compared(question: str) -> Sequence[str]:
    """Returns the two things that ``question`` compares; empty where it compares none."""
    asked = " ".join(question.split()).strip(_AROUND)
    for pattern in _COMPARISONS:
        if match := pattern.fullmatch(asked):
            return match["a"].strip(_AROUND), match["b"].strip(_AROUND)
    return ()
