"""Whether two tokens of two texts say the same: in another notation, form, or name of a place."""

from __future__ import annotations

from functools import lru_cache

from retrieval.english.countries import CAPITALS, SAME_PLACE
from retrieval.english.dates import Date, dates
from retrieval.english.names import LEAST_DEMONYM, roots
from retrieval.english.quantities import quantities
from retrieval.grounding.tokens import Sort, Token

_KEPT = 16_384


def says_the_same(first: Token, second: Token) -> bool:
    """Returns whether two tokens say the same; of two dates, whether one says all that the other says."""
    if first.key == second.key:
        return True
    if Sort.DATE in (first.sort, second.sort):
        return any(a.said_by(b) or b.said_by(a) for a in _dates(first.words) for b in _dates(second.words))
    if first.sort is Sort.NUMBER and second.sort is Sort.NUMBER:
        return not _values(first.words).isdisjoint(_values(second.words))
    if Sort.NUMBER in (first.sort, second.sort):
        return False
    return not forms(first).isdisjoint(forms(second))


@lru_cache(_KEPT)
def forms(token: Token) -> frozenset[str]:
    """Returns the forms under which a word may be met: of a place also its people and what else it is called."""
    plain = token.plain
    called = SAME_PLACE.get(plain, frozenset()) | CAPITALS.get(plain, frozenset())
    if token.sort is Sort.WORD and not token.words[:1].isupper():
        return frozenset((token.key,))
    cut = roots(plain) if len(plain) >= LEAST_DEMONYM else frozenset((plain,))
    return frozenset((token.key, plain, *called, *cut))


@lru_cache(_KEPT)
def _dates(words: str) -> tuple[Date, ...]:
    return tuple(dates(words)) or tuple(dates(f"in {words}"))


@lru_cache(_KEPT)
def _values(words: str) -> frozenset[object]:
    return frozenset(reading for quantity in quantities(words) for reading in (quantity.value, *quantity.alike()))
