"""Whether a text holds certain words: names by their normal form, numbers by their value, both as a whole.

The normal form follows the scorer of SQuAD (Rajpurkar et al. 2016: case and punctuation do not count), without its
dropping of articles, and extended: diacritics and typographic marks do not count either, "1,137" is 1137 and
never found inside "1,137.5", and an acronym of two or three letters ("US") keeps its case, because "us" is a word.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from itertools import product

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
    """Whether ``wanted`` stands in ``text``, word for word.

    The links in ``text`` count only where ``wanted`` is an address, for a link is full of stray numbers.
    ``in_words``: a whole number below 100 in ``wanted`` may be spelled out in ``text``.
    """
    searched = tokens(text if _ADDRESS.search(wanted) else _URL.sub(" ", text))
    return any(_stands(spelled, searched) for spelled in _spellings(tokens(wanted), in_words))


def tokens(text: str) -> list[str]:
    """The words and numbers of ``text`` with diacritics dropped and numbers in one form; case is kept."""
    plain = _DOTTED.sub(lambda found: found[0].replace(".", ""), text.replace("\u00ad", "").replace("%", " percent "))
    bare = "".join(one for one in unicodedata.normalize("NFD", plain) if unicodedata.category(one) != "Mn")
    return [_value(token) for token in _TOKEN.findall(bare)]


def _value(token: str) -> str:
    if not _NUMBER.fullmatch(token):
        return token
    value = format(Decimal(token.replace(",", "")), "f")
    return value.rstrip("0").rstrip(".") if "." in value else value


def _stands(wanted: list[str], searched: list[str]) -> bool:
    size = len(wanted)
    return size > 0 and any(
        all(map(_same, wanted, searched[start : start + size])) for start in range(len(searched) - size + 1)
    )


def _same(wanted: str, found: str) -> bool:
    acronym = wanted.isupper() and 2 <= len(wanted) <= 3
    return wanted == found if acronym else wanted.casefold() == found.casefold()


def _spellings(wanted: list[str], in_words: bool) -> list[list[str]]:
    choices = [[[token], *([_spelled(int(token))] if in_words and _spells(token) else [])] for token in wanted]
    return [[word for part in one for word in part] for one in product(*choices)]


def _spells(token: str) -> bool:
    return token.isdecimal() and int(token) < 100


def _spelled(number: int) -> list[str]:
    if number < len(_SMALL):
        return [_SMALL[number]]
    tens, ones = divmod(number, 10)
    return [_TENS[tens - 2], *([_SMALL[ones]] if ones else [])]
