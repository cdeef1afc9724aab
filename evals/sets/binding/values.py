"""The figures, dates, names and places of a sentence, and which of them may stand in one another's place.

Patterns of this package's own, not those of the gate that is measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_OPENERS = frozenset(
    (
        *MONTHS,
        *WEEKDAYS,
        *"The This That These Those A An In On At By For From As After Before During While When Where Since Although"
        " However Despite It He She They His Her Their Its We I You If But And Or Not No Some Many Most All Both Each"
        " Other Another Such There Here What Which Who Under Over Until With Without Through According Because Instead"
        " Of Section Part Table Figure Title Act Rule Bureau Regulation Mr Mrs Ms Dr Sir Lord Saint St".split(),
    )
)
_WORD = r"[A-Z][a-zé]+(?:[-’'][A-Z][a-z]+)?"
_NAME = re.compile(rf"(?<![\w.’'-])(?P<name>{_WORD}(?: (?:(?:of|de|van|von|du|la) )?{_WORD}){{0,3}})(?![\w-])")
_MONTH = f"(?:{'|'.join(MONTHS)})"
_FIGURE = re.compile(
    rf"""
      (?P<date>\b{_MONTH}[ ]\d{{1,2}},?[ ](?:1\d|20)\d\d\b|\b\d{{1,2}}[ ]{_MONTH}[ ](?:1\d|20)\d\d\b)
    | (?P<month>\b{_MONTH}[ ](?:1\d|20)\d\d\b)
    | (?P<money>(?:US)?[$€£]\s?\d[\d,]*(?:\.\d+)?(?:[ ](?:million|billion|trillion))?)
    | (?P<percent>\b\d[\d,]*(?:\.\d+)?(?:[ ]?%|[ ]percent\b|[ ]per[ ]cent\b))
    | (?P<year>(?<![\d.,$€£/–-])(?:1[1-9]|20)\d\d(?![\d%/–-]|[.,]\d|s\b))
    | (?P<number>(?<![\w.,$€£/–-])\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?![\w–/-])
      |(?<![\w.,$€£/–§-])\d{{1,3}}(?:\.\d+)?(?:[ ](?:million|billion))?
       (?![\w,.–/%-]*\d|[–%-]|(?:st|nd|rd|th)\b))
    """,
    re.VERBOSE,
)
_SPELLED = re.compile(
    r"\b(?P<number>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)\b(?= [a-z])"
)
_OPENING = re.compile(r"(?:^|[.!?:;”“\"'’(•–—-])\s*$")
"""What a word stands behind that has its capital for opening a sentence, it may be."""
_PLACED = re.compile(r"\b(?:in|at|near|from|to|of)$")
_PEOPLE = re.compile(r"(?:ish|ese|[a-z]ian|ench|utch|erman|reek|ican|iet|oman)s?$")


@dataclass(frozen=True, slots=True)
class Value:
    """Something a sentence says that another text may have in its place. ``kind``: what it may be exchanged with."""

    kind: str
    text: str
    start: int
    end: int


@lru_cache(8192)
def values(sentence: str) -> tuple[Value, ...]:
    """All values of a sentence, in order, none within another."""
    found = [*_figures(sentence), *_names(sentence)]
    found.sort(key=lambda value: (value.start, -value.end))
    apart: list[Value] = []
    for value in found:
        if not apart or value.start >= apart[-1].end:
            apart.append(value)
    return tuple(apart)


def _figures(sentence: str) -> Iterator[Value]:
    for pattern in (_FIGURE, _SPELLED):
        for match in pattern.finditer(sentence):
            yield Value(str(match.lastgroup), match[0], *match.span())


def _names(sentence: str) -> Iterator[Value]:
    for match in _NAME.finditer(sentence):
        start, words = match.start(), match["name"].split()
        while words and words[0] in _OPENERS:
            start += len(words[0]) + 1
            words = words[1:]
        if not words or words[0] in ("of", "de", "van", "von", "du", "la") or set(words) & _OPENERS:
            continue
        name = " ".join(words).removesuffix("’s").removesuffix("'s")
        if len(words) == 1 and _OPENING.search(sentence[:start]):
            continue
        yield Value(_kind_of_name(sentence[:start].rstrip(), name), name, start, start + len(name))


def _kind_of_name(before: str, name: str) -> str:
    if _PEOPLE.search(name) and " " not in name:
        return "people"
    placed = _PLACED.search(before)
    return f"name {placed[0]}" if placed else f"name of {min(2, len(name.split()))} words"


def is_name(value: Value) -> bool:
    """Whether a value names something, and is no figure or date."""
    return value.kind.startswith(("name", "people"))


def with_value(sentence: str, value: Value, other: str) -> str:
    """The sentence with ``other`` where ``value`` stands."""
    return sentence[: value.start] + other + sentence[value.end :]


def exchanged(sentence: str, first: Value, second: Value) -> str:
    """The sentence with two of its values in each other's place."""
    return with_value(with_value(sentence, second, first.text), first, second.text)


def alike(one: Value, other: Value) -> bool:
    """Whether two values are, or may be, the same thing under another form."""
    if one.text.lower() == other.text.lower():
        return True
    return bool({*one.text.lower().split()} & {*other.text.lower().split()}) if is_name(one) else False


def pairs_of_a_kind(sentence: str) -> Iterator[tuple[Value, Value]]:
    """Values of the same kind that follow one another in a sentence, other kinds between them or not."""
    kinds: dict[str, list[Value]] = {}
    for value in values(sentence):
        kinds.setdefault(value.kind, []).append(value)
    for same in kinds.values():
        yield from pairwise(same)
