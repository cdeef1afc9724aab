"""Two things of a claim that have changed places: "from 2019 to 2021" is not "from 2021 to 2019"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from retrieval.grounding.problems import Problem, ProblemKind
from retrieval.grounding.tokens import Sort, Token, once

_FIGURES = frozenset((Sort.NUMBER, Sort.DATE))
_IN_ANY_ORDER = frozenset(("and", "or"))
_DASH = re.compile(r"\s?[-–—−]\s?")


@dataclass(frozen=True, slots=True)
class Replaced:
    """Tokens of the claim, and what stands in their place."""

    mine: tuple[Token, ...]
    there: tuple[Token, ...]


def swapped(claim: str, mine: Sequence[Token], there: Sequence[Token], replaced: Sequence[Replaced]) -> Problem | None:
    """Two names, numbers or dates that have changed places, what is between them being the same."""
    if _says_by(mine) != _says_by(there):
        return None  # one of the two is passive: then what acts and what is acted on have changed places rightly
    for first, second in combinations(replaced, 2):
        told = any(token.tells for token in (*first.mine, *first.there))
        if told and _keys(first.mine) == _keys(second.there) and _keys(first.there) == _keys(second.mine):
            return Problem(
                ProblemKind.DIRECTION, _from_to(first.mine, second.mine), _from_to(first.there, second.there)
            )
    return _exchanged(claim, mine, there)


def _exchanged(claim: str, mine: Sequence[Token], there: Sequence[Token]) -> Problem | None:
    """Something that stands before another, with the same words between them, where the sentence has it behind."""
    here, places = once(mine), once(there)
    for key, later in combinations([key for key in here if key in places], 2):
        if places[key] < places[later]:
            continue
        between, theirs = mine[here[key] + 1 : here[later]], there[places[later] + 1 : places[key]]
        first, last = mine[here[key]], mine[here[later]]
        if {first.sort, last.sort} <= _FIGURES:
            is_exchanged = _keys(between) == _keys(theirs) and _orders(between, _text_between(claim, first, last))
        else:
            is_dated = Sort.DATE in (first.sort, last.sort)  # a date may open a sentence or end it
            has_name = not is_dated and Sort.NAME in (there[places[key]].sort, there[places[later]].sort)
            is_exchanged = has_name and bool(_told(between)) and _told(between) == _told(theirs)
        if is_exchanged:
            ends = first.words, last.words
            return Problem(ProblemKind.DIRECTION, " … ".join(ends), " … ".join(reversed(ends)))
    return None


def _orders(between: Sequence[Token], text: str) -> bool:
    """Whether what stands between two figures gives each its part, as "to" does, and "and" does not."""
    if not between:
        return _DASH.fullmatch(text) is not None
    return _IN_ANY_ORDER.isdisjoint(token.plain for token in between)


def _text_between(claim: str, first: Token, last: Token) -> str:
    return claim[first.start + len(first.words) : last.start]


def _says_by(found: Sequence[Token]) -> bool:
    return any(token.plain == "by" for token in found)


def _from_to(one: Sequence[Token], two: Sequence[Token]) -> str:
    return f"{one[0].words} … {two[-1].words}"


def _told(found: Sequence[Token]) -> frozenset[str]:
    return frozenset(token.key for token in found if token.tells)


def _keys(found: Sequence[Token]) -> list[str]:
    return [token.key for token in found]
