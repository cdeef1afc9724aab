"""The cell of a table that a question asks for: its row and its column are both named in the question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.grounding.likeness import says_the_same
from retrieval.grounding.members import named_tokens
from retrieval.grounding.tokens import Token
from retrieval.model import Passage, Span

_LONGEST = 4000
"""Characters above a row among which its table begins, if anything is to be known of it."""
_CELL = re.compile(r"\s*\|\s*")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with the place of its row in the Source, and the row's words."""

    words: str
    row: str
    span: Span


def above_row(text: str, start: int) -> tuple[str, ...]:
    """Returns what stands above a row that begins at ``start``: what leads in to the table, and its first row."""
    line = text[start : text.find("\n", start) if "\n" in text[start:] else len(text)]
    if "|" not in line:
        return ()
    above = [before for before in text[max(0, start - _LONGEST) : start].split("\n") if before.strip()]
    rows = [place for place, before in enumerate(above) if "|" in before]
    first = next((place for place in reversed(rows) if place == 0 or "|" not in above[place - 1]), None)
    if first is None or "|" not in above[-1]:
        return ()
    lead = above[first - 1].strip() if first and above[first - 1].rstrip().endswith((".", ":")) else ""
    return (*([lead] if lead else []), above[first].strip())


def asked_cell(question: str, passages: Sequence[Passage]) -> tuple[Passage, Cell] | None:
    """Returns the only cell whose row and column ``question`` names, with its Passage; None where there is not one."""
    asked = named_tokens(question)
    named = [(passage, cell) for passage in passages for cell in _named(asked, passage)]
    return named[0] if len({cell.words for _, cell in named}) == 1 else None


def _named(asked: Sequence[Token], passage: Passage) -> Iterator[Cell]:
    header: list[str] = []
    for span in passage.sentences:
        row = passage.text[span.start - passage.start : span.end - passage.start]
        if "|" not in row:
            header = []
            continue
        name, *cells = _CELL.split(row.strip("| "))
        if header and len(cells) == len(header) - 1 and _names(asked, name):
            columns = [place for place, column in enumerate(header[1:]) if _names(asked, f"in {column}")]
            if len(columns) == 1 and cells[columns[0]]:
                yield Cell(cells[columns[0]], row, span)
        header = header or [name, *cells]


def _names(asked: Sequence[Token], label: str) -> bool:
    """Whether the question has every telling word of a label."""
    words = [token for token in named_tokens(label) if token.tells]
    return bool(words) and all(any(says_the_same(token, word) for token in asked) for word in words)
