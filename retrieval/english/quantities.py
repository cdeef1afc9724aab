"""Numbers with their units: "7bn USD" is "seven billion dollars", "5 km" is "5,000 metres", "half" is "50 percent"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from retrieval.english.numerals import SOFT, number_words
from retrieval.english.units import BEFORE, UNITS, pattern
from retrieval.model import Span

_DIGITS = re.compile(r"(?:(?<![\w.,:)-])[-−])?\d+(?:[.,:]\d+)*")
_GROUPS = re.compile(
    r"(?:(?<![\w.,:)-])[-−])?(?<![\d.,:])\d{1,3}(?P<space>[ \u00a0\u2009\u202f])\d{3}(?:(?P=space)\d{3})*"
    r"(?![\d:]|,\d{3})(?:\.\d+)?"
)
"""Thousands parted by spaces: "10 000"."""
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_THOUSANDS = re.compile(r"[,\s](?=\d{3}(?:\D|$))")
_MOST_DIGITS = 60
"""Of a number that has a value; what is longer is a row of digits like any word."""
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "k": 10**3,
    "mn": 10**6,
    "mln": 10**6,
    "m": 10**6,
    "bn": 10**9,
    "b": 10**9,
    "tn": 10**12,
    "trn": 10**12,
}
_SCALE = re.compile(r"[\s-]*(" + "|".join(sorted(_SCALES, key=len, reverse=True)) + r")(?![^\W_])", re.IGNORECASE)
_WORD_BEHIND = re.compile(r"[ -]?(?!\s(?:and|or|to)\b)(?:[^\W\d_]|[%°€])")
_VAGUE = re.compile(r"\b(?:dozens|hundreds|thousands|millions|billions|trillions)\b", re.IGNORECASE)
_MAGNITUDES = (("hundreds", 2), ("thousands", 3), ("millions", 6), ("billions", 9), ("trillions", 12))
_FRACTIONS = {"half": (1, 2), "third": (1, 3), "quarter": (1, 4), "fifth": (1, 5), "tenth": (1, 10)}
_FRACTION = re.compile(
    r"\b(?:(?P<count>one|two|three|four|a|an)[\s-]+)?(?P<part>half|third|quarter|fifth|tenth)s?(?=\s+(?:of|the|its|a|an)\b)",
    re.IGNORECASE,
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_RANGE = re.compile(r"\s*(?:[-–—]|to|or|and)\s*")
_LEAST_WON = 100
"""Below this, "won" is what somebody did."""
_AGED = re.compile(r"\b(?:aged?|age of)\s*$", re.IGNORECASE)
_BETWEEN = r"(?:[\s-]+(?!of\b|in\b|to\b|and\b|or\b|for\b|from\b|by\b|the\b|an?\b|per\b|on\b|at\b)[^\W\d_A-Z]{3,})?"
"""A word between a number and its unit: "five long years"."""

Reading = tuple[str | Fraction, str | None]
"""A value, exact or as it is written where it is no plain number, and the kind of its unit."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as it stands at ``span``; ``soft`` where the word may be no number at all."""

    words: str
    span: Span
    value: str | Fraction
    unit: str | None = None
    factor: Fraction = Fraction(1)
    scaled: bool = False
    soft: bool = False

    @property
    def reading(self) -> Reading:
        """The value in the first unit of its kind: 2 years and 24 months are the same."""
        value = self.value * self.factor if isinstance(self.value, Fraction) else self.value
        return value, self.unit

    def alike(self) -> Iterator[Reading]:
        """Everything that says the same: half is 50 percent; "7m" may be millions or metres."""
        yield self.reading
        if not isinstance(self.value, Fraction):
            return
        if self.unit == "percent":
            yield self.value / 100, None
        elif self.unit is None:
            yield self.value * 100, "percent"
        if self.scaled and self.words.endswith("m"):
            yield self.value / 10**6, "metre"

    def readings(self) -> Iterator[Reading]:
        """All that this number supports: 1,137 supports "thousands"."""
        yield from self.alike()
        for name, power in _MAGNITUDES:
            if isinstance(self.value, Fraction) and 10**power <= self.value < 1000 * 10**power:
                yield name, self.unit
                yield name, None


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"{_BETWEEN}[\s-]*({pattern(list(UNITS))})", re.IGNORECASE)


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"({pattern(BEFORE)})\s?$", re.IGNORECASE)


def quantities(text: str) -> list[Quantity]:
    """The numbers in ``text``, in order; both ends of "7 to 8 billion dollars" have what stands behind the second."""
    found = sorted(_bare_numbers(text), key=lambda one: (one.span.start, -one.span.end))
    apart: list[Quantity] = []
    for quantity in found:
        if not apart or quantity.span.start >= apart[-1].span.end:
            apart.append(_with_unit(_with_scale(quantity, text), text))
    for i in range(len(apart) - 2, -1, -1):
        first, second = apart[i], apart[i + 1]
        if _RANGE.fullmatch(text, first.span.end, second.span.start):
            apart[i] = _like(first, second)
    return apart


def _bare_numbers(text: str) -> Iterator[Quantity]:
    for found in _FRACTION.finditer(text):
        over, under = _FRACTIONS[found["part"].casefold()]
        value = Fraction(over * _COUNTS[(found["count"] or "a").casefold()], under)
        yield Quantity(found.group(), Span(*found.span()), value)
    for span, value in number_words(text):
        words = text[span.start : span.end]
        yield Quantity(words, span, Fraction(value), soft=words.casefold() in SOFT)
    for found in _VAGUE.finditer(text):
        yield Quantity(found.group(), Span(*found.span()), found.group().casefold())
    for found in _GROUPS.finditer(text):
        if _is_one_number(found, text):
            yield Quantity(found.group(), Span(*found.span()), value_of(found.group()))
    for found in _DIGITS.finditer(text):
        ending = _ORDINAL.match(text, found.end())
        span = Span(found.start(), ending.end() if ending else found.end())
        yield Quantity(text[span.start : span.end], span, value_of(found.group()))


def _is_one_number(found: re.Match[str], text: str) -> bool:
    """Whether digits parted by spaces are one number: plain spaces may also part two, as in "in May 12 345 men"."""
    if found["space"] != " " or " 0" in found.group():
        return True
    behind = _after() if found.group().count(" ") == 1 else _WORD_BEHIND
    return behind.match(text, found.end()) is not None


def value_of(digits: str) -> str | Fraction:
    """The value of digits: "1,137" is 1137; "96,5" and "1.2.3" stay what they are."""
    plain = _THOUSANDS.sub("", digits.replace("−", "-"))
    is_plain = len(plain) <= _MOST_DIGITS and _PLAIN.fullmatch(plain.removeprefix("-"))
    return Fraction(plain) if is_plain else plain


def _with_scale(one: Quantity, text: str) -> Quantity:
    found = _SCALE.match(text, one.span.end)
    if not found or not isinstance(one.value, Fraction):
        return one
    end = found.end()
    scaled = one.value * _SCALES[found[1].casefold()]
    return replace(
        one, words=text[one.span.start : end], span=Span(one.span.start, end), value=scaled, scaled=True, soft=False
    )


def _with_unit(one: Quantity, text: str) -> Quantity:
    currency = _before().search(text, max(0, one.span.start - 5), one.span.start)
    if currency:
        kind, factor = UNITS[_form(currency[1])]
        return _spanning(one, text, currency.start(), one.span.end, kind, factor)
    found = _after().match(text, one.span.end)
    if found and not (found[1] == "won" and _is_small(one)):
        kind, factor = UNITS[_form(found[1])]
        return _spanning(one, text, one.span.start, found.end(), kind, factor)
    if _AGED.search(text, max(0, one.span.start - 12), one.span.start):
        return replace(one, unit="month", factor=Fraction(12))
    return one


def _is_small(one: Quantity) -> bool:
    """Whether a number is too small to be a sum of won: "5 won seats"."""
    return isinstance(one.value, Fraction) and one.value < _LEAST_WON


def _form(written: str) -> str:
    """A unit as the table has it."""
    plain = written.casefold()
    return plain if plain in UNITS else re.sub(r"[\s-]+", " ", plain)


def _spanning(one: Quantity, text: str, start: int, end: int, unit: str, factor: Fraction) -> Quantity:
    return replace(one, words=text[start:end].strip(), span=Span(start, end), unit=unit, factor=factor, soft=False)


def _like(first: Quantity, second: Quantity) -> Quantity:
    """``first`` with the scale and the unit of ``second`` where it has none of its own."""
    if not isinstance(first.value, Fraction) or not isinstance(second.value, Fraction):
        return first
    if second.scaled and not first.scaled and first.unit is None and first.value < 1000:
        bare = _SCALE.search(second.words)
        first = replace(first, value=first.value * (_SCALES[bare[1].casefold()] if bare else 1), scaled=True)
    if second.unit and not first.unit:
        first = replace(first, unit=second.unit, factor=second.factor)
    return first
