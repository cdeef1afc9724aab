"""A text as tokens in one form: what differs between two texts then differs in what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from retrieval.english.dates import dates
from retrieval.english.names import names
from retrieval.english.quantities import quantities
from retrieval.english.units import UNITS
from retrieval.english.words import STOP_WORDS, WORD, bare, blanked, spoken, stem
from retrieval.model import Span

_TEXTS_KEPT = 4096

Code = tuple[str, int, int, int, int]
"""A step that makes one row of tokens into another, as ``difflib`` gives it: what is done, and the two stretches."""


class Sort(Enum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, date or word of a name. Tokens with the same ``key`` say the same."""

    key: str
    words: str
    plain: str
    sort: Sort
    start: int

    @property
    def tells(self) -> bool:
        """Whether it says something by itself."""
        return self.sort is not Sort.WORD or self.plain not in STOP_WORDS

    @property
    def is_unit(self) -> bool:
        """Whether it is a unit that stands without its number."""
        return self.plain in UNITS


@lru_cache(_TEXTS_KEPT)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of ``text``, in order."""
    found: list[Token] = []
    taken: list[Span] = []
    first_readings = {date.span: date for date in reversed(dates(text))}
    for span, date in first_readings.items():
        taken.append(span)
        found.append(Token(f"date {date.key}", date.words, bare(date.words), Sort.DATE, span.start))
    rest = blanked(text, taken)
    for quantity in (quantity for quantity in quantities(rest) if not quantity.soft):
        taken.append(quantity.span)
        value, unit = quantity.reading
        key = f"number {value} {unit or ''}"
        found.append(Token(key, quantity.words, bare(quantity.words), Sort.NUMBER, quantity.span.start))
    rest = blanked(text, taken)
    capitals = {start for name in names(rest) for start in range(name.start, name.end) if not name.opening}
    found.extend(_word(match.group(), match.start(), match.start() in capitals) for match in WORD.finditer(rest))
    return tuple(sorted(found, key=lambda token: token.start))


def _word(word: str, start: int, is_name: bool) -> Token:
    plain = bare(word)
    named = word[:1].isupper() and (is_name or any(letter.isupper() for letter in word[1:]))
    return Token(spoken(stem(plain)) if plain else word, word, plain, Sort.NAME if named else Sort.WORD, start)


def once(found: Sequence[Token]) -> dict[str, int]:
    """Where each telling token stands that stands once, in order."""
    counts = Counter(token.key for token in found)
    return {token.key: i for i, token in enumerate(found) if counts[token.key] == 1 and token.tells}
