"""Numbers set raised, written with Unicode's raised digits: "m²" would read "m2", and a mark as a part of its word."""

from __future__ import annotations

import re

DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISE, _LOWER = str.maketrans("0123456789", DIGITS), str.maketrans(DIGITS, "0123456789")
_NUMBERS = re.compile(r"\s*\d+(?:\s*[,;–-]\s*\d+)*\s*")


def raised(words: str) -> str:
    """What is set raised: a number, or several of them, in raised digits, anything else as it is."""
    return words.translate(_RAISE) if _NUMBERS.fullmatch(words) else words


def lowered(words: str) -> str:
    """``words`` with common digits for raised ones."""
    return words.translate(_LOWER)
