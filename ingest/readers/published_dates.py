"""Dates as documents write them, in ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from dateutil import parser as dates

_ONE = datetime(2001, 1, 1, tzinfo=UTC)
_OTHER = datetime(2004, 12, 28, tzinfo=UTC)
_LONGEST = 40
_YEAR = re.compile(r"\d{4}")
_DOTTED = re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\b")
"""The day comes first where dots part a date."""


def iso_date(words: str | None) -> str | None:
    """``words`` as YYYY, YYYY-MM or YYYY-MM-DD, if they are a date and nothing else; otherwise None.

    A part that is missing from the words is missing from the result: parsing against two defaults shows which.
    """
    if not words or len(words) > _LONGEST or not _YEAR.search(words):
        return None
    try:
        one, other = (
            dates.parse(words.strip(), default=default, dayfirst=_DOTTED.search(words) is not None)
            for default in (_ONE, _OTHER)
        )
    except (ValueError, OverflowError):
        return None
    if one.year != other.year or f"{one.year:04}" not in _YEAR.findall(words):  # "3-5 May 2020" is no day in 2005
        return None
    day = one.date().isoformat()
    if one.month != other.month:
        return day[:4]
    return day[:7] if one.day != other.day else day
