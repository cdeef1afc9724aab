"""Dates and quantities of a claim that its evidence does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.english.dates import Date
from retrieval.english.quantities import Quantity
from retrieval.grounding.problems import Problem, ProblemKind


def wrong_dates(claimed: Sequence[Date], evidence: Sequence[Date], values: frozenset[object]) -> Iterator[Problem]:
    """The dates of a claim that its evidence does not say; ``values``: its numbers, among which a year may be."""
    for span in dict.fromkeys(one.span for one in claimed):
        readings = [one for one in claimed if one.span == span]
        ambiguous = "/" in readings[0].words or "." in readings[0].words.rstrip(".")
        borne_out = [_borne_out(one, evidence, values) for one in readings]
        if not (any(borne_out) if ambiguous else all(borne_out)):
            yield Problem(ProblemKind.DATE, readings[0].words)


def _borne_out(date: Date, evidence: Sequence[Date], values: frozenset[object]) -> bool:
    if any(date.said_by(one) for one in evidence):
        return True
    if date.is_bare_year:
        return date.year in values
    return any(date.said_by(_completed(one, date, evidence)) for one in evidence if one.month or one.day)


def _completed(one: Date, date: Date, evidence: Sequence[Date]) -> Date:
    """``one`` with the year or the weekday that it leaves open, if the evidence names the one that is claimed."""
    if one.year is None and any(date.year in (other.year, other.until) for other in evidence):
        one = replace(one, year=date.year)
    if one.weekday is None and any(other.weekday == date.weekday for other in evidence):
        one = replace(one, weekday=date.weekday)
    return one


def wrong_quantities(claimed: Sequence[Quantity], evidence: Sequence[Quantity]) -> Iterator[Problem]:
    """The numbers of a claim that its evidence does not hold, or holds in another unit."""
    readings = {reading for one in evidence for reading in one.readings()}
    values = {one.value for one in evidence}
    bare = {one.value for one in evidence if one.unit is None}
    units = {one.unit for one in evidence}
    for one in claimed:
        if one.soft or not readings.isdisjoint(one.alike()):
            continue
        if one.value not in values:
            yield Problem(ProblemKind.NUMBER, one.words)
        elif one.unit is not None and not (one.value in bare and one.unit in units):
            yield Problem(ProblemKind.UNIT, one.words)
