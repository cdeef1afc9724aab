"""Names in one role: what trade "with Russia" is, "trade with China" does not say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.grounding.dates import dates
from retrieval.grounding.names import Evidence, Name, absent, names
from retrieval.grounding.places import CAPITALS
from retrieval.grounding.tokens import Sort, tokens
from retrieval.grounding.words import bare, blanked

_PREPOSITIONS = frozenset(
    "with to from in of by at for on into against over under between through towards toward".split()
)
_REACH = 4
"""Words before a preposition among which the one that it goes with stands: "trade is mostly with"."""


@dataclass(frozen=True, slots=True)
class Role:
    """A name behind a preposition, and the word before that tells what for: ("trade", "with", "China")."""

    head: str
    preposition: str
    name: Name

    def is_taken_by(self, other: Role, evidence: Evidence, mine: Evidence) -> bool:
        """Whether ``other`` has a name in this role that is another, and ``evidence`` has nothing of this one.

        ``evidence`` is what the other stands in, ``mine`` what this stands in.
        """
        same = (self.head, self.preposition) == (other.head, other.preposition)
        is_another = _is_new(self.name, evidence) and _is_new(other.name, mine)
        return same and is_another and not _speaks_for(self.name, other.name) and not _speaks_for(other.name, self.name)


def roles(text: str) -> Iterator[Role]:
    """Those in ``text``, in order."""
    found = tokens(text)
    for name in names(blanked(text, [one.span for one in dates(text)])):
        before = [token for token in found if token.start < name.start]
        if before and before[-1].plain == "the":
            before.pop()
        if not before or before[-1].plain not in _PREPOSITIONS:
            continue
        head = next((token for token in reversed(before[-1 - _REACH : -1]) if token.tells), None)
        if head and head.sort is Sort.WORD:
            yield Role(head.key, before[-1].plain, name)


def _is_new(name: Name, evidence: Evidence) -> bool:
    """Whether the evidence has no word of a name, in whatever form."""
    return len(absent(name, evidence)) == len(name.words)


def _speaks_for(capital: Name, country: Name) -> bool:
    """Whether one is the capital of the other, whose government it may stand for: relations "with Pyongyang"."""
    said = frozenset(bare(word) for word in country.words) | {bare("".join(country.words))}
    return any(not CAPITALS.get(bare(word), frozenset()).isdisjoint(said) for word in capital.words)
