"""Generates short passages of figures by year, to teach which number belongs to which year and which year is absent."""

from __future__ import annotations

import random
from collections.abc import Iterator

from training.example import Example

SERIES = 2000
"""Number of passages; each is asked for a year it names or, one time in three, for one it does not."""

_COUNTED = (
    "missions embassies applications licences vessels inspections arrivals asylum seekers permits students "
    "contracts audits complaints prisoners schools hospitals factories loans visas trials patents farms bridges"
).replace("asylum seekers", "asylum_seekers")
_PLACES = "the ministry|the agency|the province|the council|Norland|the port authority|the union|the region|Estavia"
_FORMS = (
    "The number of {c} of {p} {went} from {a} in {x} to {b} in {y}.",
    "In {x} {p} counted {a} {c}; by {y} that number had come to {b}.",
    "{P} had {a} {c} in {x}. In {y} it had {b}.",
    "While {p} reported {a} {c} for {x}, it reported {b} for {y}.",
    "{P} recorded {b} {c} in {y}, compared with {a} in {x}.",
)
_ASKED = (
    "How many {c} did {p} have in {t}?",
    "What was the number of {c} of {p} in {t}?",
    "How many {c} were there in {t}?",
    "how many {c} {p} {t}",
)
_FILLERS = (
    "The figures were published the following spring.",
    "Officials gave no reason for the change.",
    "Earlier records are incomplete.",
    "The report was the subject of a debate in parliament.",
    "Observers had expected another outcome.",
)


def series(dice: random.Random, wanted: int = SERIES) -> Iterator[Example]:
    """Yields ``wanted`` examples with random figures."""
    for _ in range(wanted):
        text, marks, parts = _passage(dice)
        year = dice.choice(sorted(marks))
        absent = dice.random() < 1 / 3
        if absent:
            year = dice.choice([y for y in range(min(marks) - 4, max(marks) + 5) if y not in marks])
        question = dice.choice(_ASKED).format(c=parts["c"], p=parts["p"], t=year)
        if absent:
            yield Example(question, text)
            continue
        start = text.index(marks[year])
        yield Example(question, text, (start, start + len(marks[year])))


def _passage(dice: random.Random) -> tuple[str, dict[int, str], dict[str, str]]:
    """Returns the text, the figure of each of its two years, and the words that fill the template."""
    first = dice.randrange(1950, 2022)
    second = first + dice.randrange(1, 6)
    before, after = dice.sample(range(7, 4000), 2)
    place = dice.choice(_PLACES.split("|"))
    parts = {
        "c": dice.choice(_COUNTED.split()).replace("_", " "),
        "p": place,
        "P": place[0].upper() + place[1:],
        "a": f"{before:,}",
        "b": f"{after:,}",
        "went": "rose" if after > before else "fell",
    }
    line = dice.choice(_FORMS).format(x=first, y=second, **parts)
    lines = [*dice.sample(_FILLERS, dice.randrange(0, 3)), line, *dice.sample(_FILLERS, dice.randrange(0, 2))]
    if str(before) in (str(first), str(second)) or parts["a"] in parts["b"] or parts["b"] in parts["a"]:
        return _passage(dice)
    return " ".join(lines), {first: parts["a"], second: parts["b"]}, parts
