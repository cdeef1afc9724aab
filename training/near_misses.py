"""Questions that a passage almost answers: a true one with its year, number, name or direction changed.

Passages drawn at random or by shared words teach a reader little about refusing; people who wrote unanswerable
questions for SQuAD 2.0 changed a name, a number or a word for its opposite (Rajpurkar et al. 2018, table 1). This
module does the same by rule.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from training.example import Example

_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_NUMBER = re.compile(r"\b\d{1,3}(?:,\d{3})*\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'’-]+(?: (?:of (?:the )?)?[A-Z][\w'’-]+)*")
_OPPOSITES = (
    "before/after first/last highest/lowest largest/smallest most/least increase/decrease increased/decreased "
    "rise/fall rose/fell oldest/youngest north/south northern/southern east/west eastern/western open/close "
    "opened/closed import/export imports/exports buy/sell bought/sold born/buried win/lose won/lost begin/end "
    "began/ended beginning/end early/late earliest/latest more/fewer major/minor best/worst support/oppose "
    "supported/opposed upper/lower maximum/minimum male/female old/new inside/outside above/below accept/reject "
    "allowed/forbidden advantage/disadvantage strength/weakness earlier/later enter/leave entered/left "
    "create/destroy created/destroyed gain/loss include/exclude longest/shortest public/private teacher/student"
)
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b", re.IGNORECASE)
_OPPOSITE = {
    word: other for pair in _OPPOSITES.split() for word, other in (pair.split("/"), tuple(reversed(pair.split("/"))))
}


def near_misses(asked: Sequence[Example], wanted: int, dice: random.Random) -> Iterator[Example]:
    """Yields ``wanted`` examples without an answer, made from ``asked`` ones with an answer."""
    answered = [example for example in asked if example.span]
    names = sorted({name for example in answered for name in _NAME.findall(example.first)})
    made = 0
    for example in dice.sample(answered, len(answered)):
        changed = _changed(example, names, dice)
        if changed and made < wanted:
            made += 1
            yield Example(changed, example.second)


def _changed(example: Example, names: Sequence[str], dice: random.Random) -> str | None:
    """Returns the question with one thing changed to something that the passage does not state, or None."""
    ways = [_other_year, _other_number, _other_ordinal, _other_name, _other_name, _opposite, _year_added]
    for way in dice.sample(ways, len(ways)):
        changed = way(example, names, dice)
        if changed and changed != example.first:
            return changed
    return None


def _other_year(example: Example, _: Sequence[str], dice: random.Random) -> str | None:
    match = _YEAR.search(example.first)
    if not match:
        return None
    elsewhere = [year for year in _YEAR.findall(example.second) if year != match[0]]
    near = str(int(match[0]) + dice.choice([-12, -7, -3, -2, -1, 1, 2, 3, 5, 8]))
    year = dice.choice(elsewhere) if elsewhere and dice.random() < 0.3 else near
    if year == near and near in example.second:
        return None
    return example.first.replace(match[0], year)


def _other_number(example: Example, _: Sequence[str], dice: random.Random) -> str | None:
    match = _NUMBER.search(_YEAR.sub("", example.first))
    if not match:
        return None
    number = str(int(match[0].replace(",", "")) + dice.choice([-3, -2, -1, 1, 2, 4, 10]))
    return None if number in example.second else example.first.replace(match[0], number)


def _other_ordinal(example: Example, _: Sequence[str], dice: random.Random) -> str | None:
    match = _ORDINAL.search(example.first)
    others = [word for word in _ORDINALS if word not in example.second.lower()]
    if not match or not others:
        return None
    other = dice.choice(others)
    other = other.capitalize() if match[0][0].isupper() else other
    return example.first[: match.start()] + other + example.first[match.end() :]


def _year_added(example: Example, _: Sequence[str], dice: random.Random) -> str | None:
    """Adds a year that the passage does not name to a question without one, if the passage names others."""
    years = sorted(map(int, set(_YEAR.findall(example.second))))
    if not years or re.search(r"\d|\bwhen\b|\byear\b|\bdate\b", example.first, re.IGNORECASE):
        return None
    year = str(dice.choice(years) + dice.choice([-9, -4, -3, -2, -1, 1, 2, 3, 4, 6]))
    return None if year in example.second else f"{example.first.rstrip(' ?')} in {year}?"


def _other_name(example: Example, names: Sequence[str], dice: random.Random) -> str | None:
    match = _NAME.search(example.first)
    if not match or not names:
        return None
    answer = example.second[slice(*example.span)] if example.span else ""
    here = [name for name in _NAME.findall(example.second) if name not in example.first and name not in answer]
    if here and dice.random() < 0.5:
        return example.first.replace(match[0], dice.choice(here))
    name = dice.choice(names)
    return None if name in example.second else example.first.replace(match[0], name)


def _opposite(example: Example, _: Sequence[str], dice: random.Random) -> str | None:
    words = re.findall(r"\w+", example.first)
    replaceable = [word for word in words if word.lower() in _OPPOSITE]
    if not replaceable:
        return None
    word = dice.choice(replaceable)
    return re.sub(rf"\b{word}\b", _OPPOSITE[word.lower()], example.first, count=1)
