"""Dates and quantities of a claim that its evidence does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.english.dates import Date
from retrieval.english.quantities import Quantity
from retrieval.grounding.problems import Problem, ProblemKind


def wrong_dates(claimed: Sequence[Date], evidence: Sequence[Date], values: frozenset[object]) -> Iterator[Problem]:
    """The dates of a claim that its evidence does not say; ``values``: its numbers, among which a year may be."""
    for span in dict.fromkeys(value.span for value in claimed):
        readings = [value for value in claimed if value.span == span]
        ambiguous = "/" in readings[0].words or "." in readings[0].words.rstrip(".")
        borne_out = [_borne_out(reading, evidence, values) for reading in readings]
        if not (any(borne_out) if ambiguous else all(borne_out)):
            yield Problem(ProblemKind.DATE, readings[0].words)


def _borne_out(date: Date, evidence: Sequence[Date], values: frozenset[object]) -> bool:
    if any(date.said_by(reading) for reading in evidence):
        return True
    if date.is_bare_year:
        return date.year in values
    return any(
        date.said_by(_completed(reading, date, evidence)) for reading in evidence if reading.month or reading.day
    )


def _completed(one: Date, date: Date, evidence: Sequence[Date]) -> Date:
    """``one`` with the year or the weekday that it leaves open, if the evidence names the one that is claimed."""
    if one.year is None and any(date.year in (other.year, other.until) for other in evidence):
        one = replace(one, year=date.year)
    if one.weekday is None and any(other.weekday == date.weekday for other in evidence):
        one = replace(one, weekday=date.weekday)
    return one


def wrong_quantities(claimed: Sequence[Quantity], evidence: Sequence[Quantity]) -> Iterator[Problem]:
    """The numbers of a claim that its evidence does not hold, or holds in another unit."""
    readings = {reading for item in evidence for reading in item.readings()}
    values = {reading.value for reading in evidence}
    bare = {reading.value for reading in evidence if reading.unit is None}
    units = {reading.unit for reading in evidence}
    for value in claimed:
        if value.soft or not readings.isdisjoint(value.alike()):
            continue
        if value.value not in values:
            yield Problem(ProblemKind.NUMBER, value.words)
        elif value.unit is not None and not (value.value in bare and value.unit in units):
            yield Problem(ProblemKind.UNIT, value.words)
