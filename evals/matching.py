"""Whether a text contains certain words: names by their normal form, numbers and dates by their value, all as a whole.

The normal form follows the scorer of SQuAD (Rajpurkar et al. 2016: case and punctuation do not count), except that it
keeps articles, and extends it: diacritics and typographic marks do not count either, "1,137" is 1137 and never found
inside "1,137.5", and an acronym of two or three letters ("US") keeps its case, because "us" is a word. "7 billion" is
7bn and 7,000 million, "January 4, 2001" is 4 January 2001: these are read as the gate reads them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import product

from retrieval.english.dates import Date, dates
from retrieval.english.quantities import Quantity, quantities
from retrieval.numbers import number

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*[^\W\d_]*|[^\W\d_][^\W_]*")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?:0|[1-9]\d*)(?:\.\d+)?")
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")
_URL = re.compile(r"https?://\S+")
_ADDRESS = re.compile(r"[^\W\d_]\.[^\W\d_]|//")
_TO_TWELVE = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_SMALL = _TO_TWELVE + _TEENS
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def holds(text: str, wanted: str, *, in_words: bool = False) -> bool:
    """Whether ``text`` contains ``wanted``, word for word.

    The links in ``text`` count only if ``wanted`` is an address, because a link is full of stray numbers. ``in_words``:
    a whole number below 100 in ``wanted`` may be spelled out in ``text``.
    """
    words = text if _ADDRESS.search(wanted) else _URL.sub(" ", text)
    searched = tokens(words)
    if any(_stands(spelled, searched) for spelled in _spellings(tokens(wanted), in_words)):
        return True
    return _said_otherwise(wanted, words)


def _said_otherwise(wanted: str, text: str) -> bool:
    """Whether ``wanted`` is only a day, month, or number with a unit or scale, and ``text`` has it in another form."""
    day, number = _day(wanted), _number(wanted)
    if day is not None:
        return any(day.said_by(date) for date in dates(text))
    if number is not None:
        return any(
            quantity.value == number.value and number.unit in (None, quantity.unit) for quantity in quantities(text)
        )
    return False


@lru_cache(4096)
def _day(wanted: str) -> Date | None:
    day = next((date for date in dates(wanted) if date.words.strip() == wanted.strip()), None)
    return day if day is not None and day.month is not None else None


@lru_cache(4096)
def _number(wanted: str) -> Quantity | None:
    number = next((quantity for quantity in quantities(wanted) if quantity.words.strip() == wanted.strip()), None)
    return number if number is not None and len(tokens(wanted)) > 1 else None


@lru_cache(4096)
def tokens(text: str) -> tuple[str, ...]:
    """Returns the words and numbers of ``text`` without diacritics and with numbers in one form; case is kept."""
    plain = _DOTTED.sub(lambda match: match[0].replace(".", ""), text.replace("\u00ad", "").replace("%", " percent "))
    bare = "".join(
        character for character in unicodedata.normalize("NFD", plain) if unicodedata.category(character) != "Mn"
    )
    return tuple(_value(token) for token in _TOKEN.findall(bare))


def _value(token: str) -> str:
    if not _NUMBER.fullmatch(token):
        return token
    value = format(Decimal(token.replace(",", "")), "f")
    return value.rstrip("0").rstrip(".") if "." in value else value


def _stands(wanted: Sequence[str], searched: Sequence[str]) -> bool:
    size = len(wanted)
    return size > 0 and any(
        all(map(_same, wanted, searched[start : start + size])) for start in range(len(searched) - size + 1)
    )


def _same(wanted: str, token: str) -> bool:
    acronym = wanted.isupper() and 2 <= len(wanted) <= 3
    return wanted == token if acronym else wanted.casefold() == token.casefold()


def _spellings(wanted: Sequence[str], in_words: bool) -> list[list[str]]:
    choices = [[[token], *([_spelled(number(token))] if in_words and _spells(token) else [])] for token in wanted]
    return [[word for part in parts for word in part] for parts in product(*choices)]


def _spells(token: str) -> bool:
    return token.isdecimal() and number(token, 100) < 100


def _spelled(number: int) -> list[str]:
    if number < len(_SMALL):
        return [_SMALL[number]]
    tens, ones = divmod(number, 10)
    return [_TENS[tens - 2], *([_SMALL[ones]] if ones else [])]
