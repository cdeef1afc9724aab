"""Rows, lists and parallel sentences: several things of a kind, each with figures of its own.

The public texts have few tables, so these are laid out by rule: the things are names out of a document, the figures
are drawn by chance. Claims are then made of one cell, of another row's and of another column's.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from evals.sets.binding.binding_claim import Made, TextPassage
from evals.sets.binding.values import is_name, values

_COUNTED = (
    "permits visitors inspections loans licences schools vessels members complaints farms bridges patents embassies"
    " lamps exports wells shops trials visas grants engines beds students tickets"
).split()
_HEADINGS = (
    ("2019", "2020", "2021"),
    ("2003", "2007", "2011", "2015"),
    ("1998", "1999"),
    ("2022", "2023", "2024"),
    ("January", "February", "March"),
    ("spring", "summer", "autumn", "winter"),
)
_CELL_CLAIMS = (
    "{row} had {value} {counted} in {column}.",
    "In {column}, {row} had {value} {counted}.",
    "In {column} there were {value} {counted} in {row}.",
    "The number of {counted} of {row} in {column} was {value}.",
    "{row} counted {value} {counted} in {column}.",
    "{row}’s {counted} in {column} came to {value}.",
)
_PAIR_CLAIMS = (
    "{row} has {value} {counted}.",
    "The number of {counted} of {row} is {value}.",
    "There are {value} {counted} in {row}.",
    "{row} counts {value} {counted}.",
)
_PARALLELS = (
    "{a} has {x} {counted}, {b} {y}, and {c} {z}.",
    "{a} has {x} {counted} and {b} has {y}, while {c} has {z}.",
    "There are {x} {counted} in {a}, {y} in {b} and {z} in {c}.",
    "{a} ({x} {counted}), {b} ({y}) and {c} ({z}) were counted together.",
    "{a}, {b} and {c} have {x}, {y} and {z} {counted}, respectively.",
    "With {x} {counted}, {a} is ahead of {b}, which has {y}, and of {c}, which has {z}.",
)
_SPANS = (
    "The number of {counted} in {a} went from {x} in {first} to {y} in {second}.",
    "In {first} {a} counted {x} {counted}; by {second} that number had come to {y}.",
    "{a} recorded {y} {counted} in {second}, compared with {x} in {first}.",
    "While {a} reported {x} {counted} for {first}, it reported {y} for {second}.",
)
_YEAR_CLAIMS = (
    "In {year}, {row} had {value} {counted}.",
    "{row} had {value} {counted} in {year}.",
    "The number of {counted} in {row} was {value} in {year}.",
)


def rows_and_columns(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """Claims of one cell of a table: its own figure, or that of another row or another column."""
    labels = _labels(passage, dice, 4)
    if len(labels) < 3:
        return
    counted, columns = dice.choice(_COUNTED), dice.choice(_HEADINGS)
    cells = [_figures(dice, len(columns)) for _ in labels]
    lines = [" | ".join((counted.capitalize(), *columns))]
    lines += [" | ".join((label, *row)) for label, row in zip(labels, cells, strict=True)]
    table = TextPassage(passage.document, "table", tuple(lines))
    for _ in range(2):
        row, column = dice.randrange(len(labels)), dice.randrange(len(columns))
        other = dice.choice(
            [(row, c) for c in range(len(columns)) if c != column]
            + [(r, column) for r in range(len(labels)) if r != row]
        )
        true = dice.random() < 0.5
        value = cells[row][column] if true else cells[other[0]][other[1]]
        claim = dice.choice(_CELL_CLAIMS).format(row=labels[row], value=value, counted=counted, column=columns[column])
        cited = (0, row + 1) if dice.random() < 0.5 else tuple(sorted({0, row + 1, other[0] + 1}))
        yield Made(_capitalised(claim), true, cited, table)


def members_of_a_list(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """Claims of one member of a list: its own figure or another member's."""
    labels = _labels(passage, dice, 5)
    if len(labels) < 3:
        return
    counted, figures = dice.choice(_COUNTED), _figures(dice, len(labels))
    form = dice.choice(("{label}: {figure}", "{label} – {figure} {counted}", "- {label} ({figure} {counted})"))
    lines = [
        form.format(label=label, figure=figure, counted=counted) for label, figure in zip(labels, figures, strict=True)
    ]
    made = TextPassage(passage.document, "list", (f"{counted.capitalize()}:", *lines))
    row, other = dice.sample(range(len(labels)), 2)
    true = dice.random() < 0.5
    claim = dice.choice(_PAIR_CLAIMS).format(row=labels[row], value=figures[row if true else other], counted=counted)
    cited = (0, row + 1) if dice.random() < 0.5 else tuple(sorted((0, row + 1, other + 1)))
    yield Made(_capitalised(claim), true, cited, made)


def parallel_members(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """Claims of one member of a sentence that gives a figure to each of several: its own or another's."""
    labels = _labels(passage, dice, 3)
    if len(labels) < 3:
        return
    counted, figures = dice.choice(_COUNTED), _figures(dice, 3)
    parts = dict(zip("abcxyz", (*labels, *figures), strict=True))
    sentence = _capitalised(dice.choice(_PARALLELS).format(counted=counted, **parts))
    row, other = dice.sample(range(3), 2)
    true = dice.random() < 0.5
    claim = dice.choice(_PAIR_CLAIMS).format(row=labels[row], value=figures[row if true else other], counted=counted)
    yield _beside(passage, sentence, _capitalised(claim), true, dice)


def figures_by_year(passage: TextPassage, dice: Random) -> Iterator[Made]:
    """Claims of one of two years that a sentence has figures for: its own or the other year's."""
    labels = _labels(passage, dice, 1)
    if not labels:
        return
    first = dice.randrange(1950, 2018)
    years, figures = (first, first + dice.randrange(1, 7)), _figures(dice, 2)
    counted = dice.choice(_COUNTED)
    sentence = dice.choice(_SPANS).format(
        a=labels[0], counted=counted, x=figures[0], y=figures[1], first=years[0], second=years[1]
    )
    asked, true = dice.randrange(2), dice.random() < 0.5
    value = figures[asked if true else 1 - asked]
    claim = dice.choice(_YEAR_CLAIMS).format(row=labels[0], counted=counted, value=value, year=years[asked])
    yield _beside(passage, _capitalised(sentence), _capitalised(claim), true, dice)


def _beside(passage: TextPassage, sentence: str, claim: str, true: bool, dice: Random) -> Made:
    """The claim about ``sentence``, put among those of the passage."""
    place = dice.randrange(len(passage.sentences) + 1)
    sentences = (*passage.sentences[:place], sentence, *passage.sentences[place:])[:6]
    if sentence not in sentences:
        sentences, place = (sentence, *sentences[1:]), 0
    near = place - 1 if place else 1
    cited = (place,) if dice.random() < 0.5 else tuple(sorted((place, near)))
    return Made(claim, true, cited, TextPassage(passage.document, "figures", sentences))


def _labels(passage: TextPassage, dice: Random, most: int) -> list[str]:
    """Names out of the passage that share no word, in another order."""
    labels: dict[str, None] = {}
    taken: set[str] = set()
    for name in (value.text for sentence in passage.sentences for value in values(sentence) if is_name(value)):
        words = set(name.lower().split())
        if not words & taken:
            labels[name] = None
            taken |= words
    return dice.sample(list(labels), min(most, len(labels)))


def _figures(dice: Random, wanted: int) -> tuple[str, ...]:
    """Different figures, none a part of another."""
    figures = [
        f"{number:,}" for number in dice.sample(range(3, 60) if dice.random() < 0.5 else range(100, 5000), wanted)
    ]
    return tuple(figures)


def _capitalised(text: str) -> str:
    return text[0].upper() + text[1:]
