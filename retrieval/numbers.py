"""Digits that somebody else wrote, as numbers."""

from __future__ import annotations

_MOST_DIGITS = 18
"""What has more counts nothing that there is."""


def number(digits: str, otherwise: int = 0) -> int:
    """Returns what decimal ``digits`` are worth; ``otherwise`` where they are none, or too many to count anything.

    ``int`` raises at more than 4,300 digits, and takes time that grows with their square before that.
    """
    return int(digits) if len(digits) <= _MOST_DIGITS and digits.isdecimal() else otherwise
