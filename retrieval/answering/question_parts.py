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
_COMPARED = (
    r"(?:what\s+is\s+|what\s+are\s+|what['’]s\s+|explain\s+)?(?:the\s+)?differences?\s+between\s+(?P<a>.+?)\s+and\s+(?P<b>.+)",
    r"(?:please\s+)?compare\s+(?P<a>.+?)\s+(?:and|with|to)\s+(?P<b>.+)",
    r"how\s+(?:do|does|did|is|are)\s+(?P<a>.+?)\s+(?:differ(?:ent)?\s+from|compare\s+(?:with|to))\s+(?P<b>.+)",
    r"(?P<a>.+?)\s+(?:versus|vs\.?)\s+(?P<b>.+)",
    r"what\s+do\s+(?P<a>.+?)\s+and\s+(?P<b>.+?)\s+have\s+in\s+common",
)
_COMPARISONS = [re.compile(rf"\W*{pattern}\W*", re.IGNORECASE) for pattern in _COMPARED]
_WANTS_DATE = re.compile(r"\bwhen\b|\byear\b", re.IGNORECASE)
_WANTS_NUMBER = re.compile(r"\bhow (?:many|much|long|old|large|far)\b", re.IGNORECASE)
_WANTS_NAME = re.compile(r"\b(?:where|who|whom)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
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


def parts_of(question: str) -> list[Part]:
    """Returns the parts of a question that has several, in order; empty for any other."""
    pieces = [piece.strip(" ,;?.!") for piece in _JOINT.split(question)]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < 2 or not _FIRST.match(pieces[0]):
        return []
    return [Part(piece, _is_whole(piece)) for piece in pieces]


def _is_whole(piece: str) -> bool:
    """Whether a part has a verb of its own, as far as its words tell: "when" has none, nor "how many in 2022"."""
    return not _BARE.match(piece) and bool(_VERB.search(piece) or _SUBJECT.match(piece))


def compared(question: str) -> Sequence[str]:
    """Returns the two things that ``question`` compares; empty where it compares none."""
    for pattern in _COMPARISONS:
        if match := pattern.fullmatch(question):
            return match["a"].strip(" ?.!"), match["b"].strip(" ?.!")
    return ()
