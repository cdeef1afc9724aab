"""What has one role in two texts: trade "with China" says nothing of trade "with Russia", nor "three forms" of two.

The role of a name or a date is the preposition before it with the word that this goes with; that of a number is the
word behind it. docs/measurements/reader.md has how often an answer has something else in a role of its question.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.english.countries import CAPITALS
from retrieval.english.dates import dates
from retrieval.english.names import Name, names
from retrieval.english.words import bare, blanked
from retrieval.grounding.absent_names import Evidence, absent
from retrieval.grounding.tokens import Sort, Token, tokens

_PREPOSITIONS = frozenset(
    "with to from in of by at for on into against over under between through towards toward".split()
)
_OF_TIME = frozenset("in on by since until from before after".split())
_ASKED_FOR = frozenset(("which", "what"))
"""Before a number these ask for so many things, however many there are: "Which two states …?"."""
_REACH = 4
"""Words before a preposition among which the one that it goes with stands: "trade is mostly with"."""

Role = tuple[str, str]


@dataclass(frozen=True)
class Roles:
    """What has a role in one text: names, and dates and numbers, each with its role."""

    evidence: Evidence
    names: list[tuple[Role, Name]]
    figures: list[tuple[Role, Token]]

    @classmethod
    def of(cls, text: str) -> Roles:
        """Those in ``text``, in order."""
        found = tokens(text)
        return cls(Evidence(text), list(_names(text, found)), [*_dates(found), *_numbers(found)])

    def has_another_in(self, other: Roles) -> bool:
        """Whether ``other`` has something in a role in which this has another thing, and neither has both."""
        return any(
            mine == theirs and self._is_another_name(name, there, other)
            for mine, name in self.names
            for theirs, there in other.names
        ) or any(
            mine == theirs and self._is_another_figure(figure, there, other)
            for mine, figure in self.figures
            for theirs, there in other.figures
        )

    def _is_another_name(self, name: Name, there: Name, other: Roles) -> bool:
        is_new = _is_new(name, other.evidence) and _is_new(there, self.evidence)
        return is_new and not _speaks_for(name, there) and not _speaks_for(there, name)

    def _is_another_figure(self, figure: Token, there: Token, other: Roles) -> bool:
        either = figure.words in other.evidence.text or there.words in self.evidence.text
        return figure.sort is there.sort and figure.key != there.key and not either


def _names(text: str, found: Sequence[Token]) -> Iterator[tuple[Role, Name]]:
    for name in names(blanked(text, [date.span for date in dates(text)])):
        place = bisect_left(found, name.start, key=lambda token: token.start)
        if role := _behind_preposition(found, place, _PREPOSITIONS):
            yield role, name


def _dates(found: Sequence[Token]) -> Iterator[tuple[Role, Token]]:
    for place, token in enumerate(found):
        if token.sort is Sort.DATE and (role := _behind_preposition(found, place, _OF_TIME)):
            yield role, token


def _behind_preposition(found: Sequence[Token], place: int, prepositions: frozenset[str]) -> Role | None:
    """The role of what stands at ``place``, if it is behind one of ``prepositions``."""
    place -= place > 0 and found[place - 1].plain == "the"
    if not place or found[place - 1].plain not in prepositions:
        return None
    before = found[max(0, place - 1 - _REACH) : place - 1]
    head = next((token for token in reversed(before) if token.tells), None)
    return (head.key, found[place - 1].plain) if head and head.sort is Sort.WORD else None


def _numbers(found: Sequence[Token]) -> Iterator[tuple[Role, Token]]:
    before = ""
    for token, behind in pairwise(found):
        is_given = token.sort is Sort.NUMBER and before not in _ASKED_FOR
        if is_given and behind.sort is Sort.WORD and behind.tells:
            yield (behind.key, ""), token
        before = token.plain


def _is_new(name: Name, evidence: Evidence) -> bool:
    """Whether the evidence has no word of a name, in whatever form."""
    return len(absent(name, evidence)) == len(name.words)


def _speaks_for(capital: Name, country: Name) -> bool:
    """Whether one is the capital of the other, whose government it may stand for: relations "with Pyongyang"."""
    said = frozenset(bare(word) for word in country.words) | {bare("".join(country.words))}
    return any(not CAPITALS.get(bare(word), frozenset()).isdisjoint(said) for word in capital.words)
