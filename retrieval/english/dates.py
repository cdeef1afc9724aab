"""Dates: "Sept. 5, 2023", "5 September 2023" and "2023-09-05" are one; "in 2023" is supported by each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from retrieval.english.units import UNITS, pattern
from retrieval.english.words import blanked
from retrieval.model import Span
from retrieval.numbers import number

_NAMES = "january february march april may june july august september october november december".split()
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|JANUARY|FEBRUARY|"
    r"MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)"
_DAYS = rf"(?:(?P<other>[0-3]?\d)(?:st|nd|rd|th)?\s*(?:[-–—]|to|and|or)\s*)?{_DAY}"
_YEAR = r"(?P<year>1\d{3}|20\d{2})(?!\d|[.,]\d|-\d)"
_COUNTED = r"(?!(?:and|or|to|the|in|at|on|of|for|by|with|from|until|till|a|an|as|he|she|it|they|we)\b)[a-z]"
"""Begins a word for what is counted: "In May 12 missions were closed" names no day."""
_PREPOSITION = (
    r"(?i:\b(?:in|of|since|by|until|till|from|to|and|or|through|during|late|early|mid|last|next|this|every|before|after|"
    r"between|around|about|on|for|that)[\s-]+|[–—(-]\s?)"
)
_PART = r"(?:\b(?P<part>(?i:early|beginning|start|mid|middle|late|end))[\s-]+(?i:of\s+|in\s+)?(?i:the\s+)?)?"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?P<year>\d{4})-(?P<number>0\d|1[0-2])-(?P<day>[0-3]\d)\b",
        r"\b(?P<first>[0-3]?\d)(?P<by>[./])(?P<second>[0-3]?\d)(?P=by)(?P<year>(?:1\d|20)\d{2})\b",
        rf"\b{_MONTH}\s+(?:the\s+)?{_DAYS}(?:,|\s+of|\s+in)?\s+{_YEAR}",
        rf"(?<!\b[Ii]n\s)\b{_MONTH}\s+(?:the\s+)?{_DAYS}",
        rf"(?<=\b[Ii]n\s)\b{_MONTH}\s+(?:the\s+)?{_DAYS}(?!\s+{_COUNTED})",
        rf"(?<![\d.,:$€£])\b{_DAYS}(?:\s+of)?[\s-]+{_MONTH}(?:(?:,|\s+of)?[\s-]+{_YEAR})?",
        rf"\b{_MONTH}(?:,|\s+of)?\s+{_YEAR}",
        rf"(?:(?<=[^\W\d_]\s)|{_PREPOSITION})\b{_MONTH}(?=\W|$)",
        rf"{_PART}(?:\b(?P<decade>(?:1\d|20)\d0)[’']?s\b|[’'](?P<short>\d0)s\b)",
        rf"(?<![\d.,:$€£-])\b{_YEAR}(?:\s?[-–/]\s?(?P<until>\d{{2}}|\d{{4}})\b)?(?![’']?s\b)",
        r"\b(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b",
    )
)
_NINETIES = re.compile(
    rf"{_PART}\b(?P<word>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b", re.IGNORECASE
)
_DECADES = "twenties thirties forties fifties sixties seventies eighties nineties".split()
_EARLY, _MID, _LATE = range(5), range(3, 8), range(5, 10)
_YEARS_OF = {
    "early": _EARLY,
    "beginning": _EARLY,
    "start": _EARLY,
    "mid": _MID,
    "middle": _MID,
    "late": _LATE,
    "end": _LATE,
}
"""The years of a decade, by their last figure, that each word for a part of it may mean."""
_TAKEN = "\0"
"""Stands where a date was read already."""
_NEAR = 24
"""Characters before a month or a year that are looked at."""
_WHEN = re.compile(r"\b(?:in|since|by|until|till|during|of|from|the)\s+$", re.IGNORECASE)
_NO_UNITS = frozenset(("won", "second", "v"))
"""Units that are seldom such behind what could be a year: "1990 won"."""
_AMBIGUOUS = frozenset(("May", "March", "MAY", "MARCH", "Mar", "Jan", "Dec"))
"""Months that are also words or names, and count where a preposition or a number says that they are months."""


@dataclass(frozen=True, slots=True)
class Date:
    """What a date says; None for each part that it leaves open.

    ``until``: the last year of "2018–22"; ``years``: last figures of the years of its decade that it may mean.
    """

    words: str
    span: Span
    year: int | None = None
    month: int | None = None
    day: int | None = None
    decade: str | None = None
    weekday: str | None = None
    until: int | None = None
    years: range | None = None

    @property
    def key(self) -> str:
        """The date in one form, to compare by."""
        parts = (self.year, self.month, self.day, self.decade, self.weekday, self.until)
        return "-".join("" if part is None else str(part) for part in parts)

    @property
    def is_bare_year(self) -> bool:
        """Whether nothing but four digits says that this is a date."""
        return self.year is not None and self.month is None and self.until is None

    def said_by(self, other: Date) -> bool:
        """Whether ``other`` says all that this date says."""
        if self.decade is not None:
            return self._is_decade_of(other)
        years = (other.year, other.until)
        return (
            (self.year is None or self.year in years)
            and (self.until is None or self.until in years)
            and self.month in (None, other.month)
            and self.day in (None, other.day)
            and self.weekday in (None, other.weekday)
        )

    def _is_decade_of(self, other: Date) -> bool:
        if other.year is None:
            return self.decade == other.decade and self.years in (None, other.years)
        return self.decade == decade_of(other.year) and (self.years is None or other.year % 10 in self.years)


def decade_of(year: int) -> str:
    """The decade of a year, by its two last figures and without its century where people leave that out: "90"."""
    return f"{year // 10 % 10}0"


def dates(text: str) -> list[Date]:
    """The dates in ``text`` in order; "3/5/2023" and "May 3–5" are two each, in the same place."""
    found, free = list[Date](), text
    for form in (*_PATTERNS, _NINETIES):
        taken = list[Span]()
        for match in form.finditer(text):
            if _TAKEN not in free[match.start() : match.end()]:
                read = [date for date in _dates(match, text) if not _is_measure(date, text)]
                found += read
                taken += dict.fromkeys(date.span for date in read)
        free = blanked(free, taken, _TAKEN)
    return sorted(found, key=lambda date: date.span)


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(rf"[\s-]({pattern([unit for unit in UNITS if unit not in _NO_UNITS])})", re.IGNORECASE)


def _is_measure(one: Date, text: str) -> bool:
    """Whether what could be a year is so many of something: "1500 dollars", but for "in 1990 dollars"."""
    start, end = one.span.start, one.span.end
    return (
        one.is_bare_year
        and _unit().match(text, end) is not None
        and not _WHEN.search(text[max(0, start - _NEAR) : start])
    )


def _dates(found: re.Match[str], text: str) -> Iterator[Date]:
    part = found.groupdict()
    start, end = found.span()
    if part.get("month") and not part.get("day") and not part.get("year"):
        start, end = found.span("month")
        if not _is_month(found, text):
            return
    whole = Date(text[start:end], Span(start, end), year=_int(part.get("year")))
    if part.get("first"):
        one, two = number(part["first"]), number(part["second"])
        yield from (replace(whole, month=month, day=day) for month, day in ((one, two), (two, one)) if 1 <= month <= 12)
    elif part.get("decade") or part.get("short"):
        yield replace(whole, decade=(part.get("decade") or "")[2:] or part["short"], years=_years_of(part))
    elif part.get("word"):
        decade = f"{[*_DECADES].index(str(part['word']).casefold()) + 2}0"
        yield replace(whole, decade=decade, years=_years_of(part))
    elif part.get("weekday"):
        yield replace(whole, weekday=part["weekday"].casefold())
    else:
        month = _month(part["month"]) if part.get("month") else _int(part.get("number"))
        for day in filter(None, (part.get("day"), part.get("other"))) if part.get("day") else (None,):
            yield replace(whole, month=month, day=_int(day), until=_until(part))


def _years_of(part: Mapping[str, str | None]) -> range | None:
    return _YEARS_OF.get((part["part"] or "").casefold())


def _is_month(found: re.Match[str], text: str) -> bool:
    """Whether a month's name that stands alone is one: "May" often is not, nor is the "March" of a "Long March"."""
    word = found["month"].rstrip(".")
    start = found.start("month")
    near = text[max(0, start - _NEAR) : start]
    if re.search(_PREPOSITION + "$", near):
        return True
    words = near.split()
    return word not in _AMBIGUOUS and not (len(words) > 1 and words[-1][:1].isupper())


def _month(name: str) -> int:
    return next(i for i, known in enumerate(_NAMES, start=1) if known.startswith(name.rstrip(".").casefold()[:3]))


def _until(part: dict[str, str | None]) -> int | None:
    year, until = part.get("year"), part.get("until")
    if not year or not until:
        return None
    return number(year[: 4 - len(until)] + until)


def _int(digits: str | None) -> int | None:
    return number(digits) if digits else None
