"""Numbers of lines in the margin: drafts, pleadings, opinions, poems and statutes count their lines there.

They stand in one column beside all text and count up by one or by five, a number for each line; the numbers of notes
do not, and are raised elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.readers.pdf.runs import Run
from retrieval.numbers import number

_LEAST = 5
_ALIGNED = 1.6
"""Points by which the edges of numbers in one column may differ."""
_APART = 0.4
"""Ems between the numbers and the text beside them."""
_COUNTING = 0.8
"""The share of the numbers that go on from the one above, and of the lines that have one."""
_RAISED = 0.6
"""Of the numbers of notes more than this share is raised somewhere."""
_EVEN = 1.2
_STEPS = (1, 2, 5, 10)
_Edge = Callable[[Run], float]


@dataclass(slots=True)
class LineNumbers:
    """Takes the numbers of lines off page after page; ``left_out`` has them. Remembers where they stood."""

    left_out: list[str] = field(default_factory=list[str])
    _edges: set[tuple[bool, int]] = field(default_factory=set[tuple[bool, int]])
    _raised: set[str] = field(default_factory=set[str])

    def without(self, runs: list[Run]) -> list[Run]:
        """The runs of a page that are no numbers of lines."""
        numbers = [run for run in runs if run.text.isdecimal() and len(run.text) <= 4 and run.link < 0]
        small = [run for run in numbers if run.superior or _is_small(run, runs)]
        taken: set[int] = set()
        for right, edge in ((False, _right_edge), (False, _left_edge), (True, _left_edge), (True, _right_edge)):
            for column in _columns([run for run in numbers if id(run) not in taken], edge):
                own = {id(run) for run in column}
                raised = self._raised | {run.text for run in small if id(run) not in own}
                if sum(run.text in raised for run in column) <= _RAISED * len(column):
                    taken |= own if self._counts(column, runs, edge, right=right) else set()
        self._raised |= {run.text for run in small if id(run) not in taken}
        self.left_out += [run.text for run in runs if id(run) in taken]
        return [run for run in runs if id(run) not in taken] if taken else runs

    def _counts(self, column: Sequence[Run], runs: Sequence[Run], edge: _Edge, *, right: bool) -> bool:
        place = (right, round(sum(map(edge, column)) / len(column) / 4))
        known = place in self._edges
        if len(column) < (1 if known else _LEAST) or not _is_beside_text(column, runs, right=right):
            return False
        steps = [number(below.text) - number(above.text) for above, below in pairwise(column)]
        step = max(_STEPS, key=steps.count)
        if steps and steps.count(step) < _COUNTING * len(steps):
            return False
        if not (known or _has_one_each(column, runs, step) or _is_even(column)):
            return False
        self._edges.add(place)
        return True


def _left_edge(run: Run) -> float:
    return run.x0


def _right_edge(run: Run) -> float:
    return run.x1


def _columns(numbers: Sequence[Run], edge: _Edge) -> Iterator[list[Run]]:
    """Numbers below each other that are aligned at one ``edge``, the highest first."""
    column: list[Run] = []
    for run in sorted(numbers, key=edge):
        if column and edge(run) - edge(column[0]) > _ALIGNED:
            yield sorted(column, key=lambda run: -run.y)
            column = []
        column.append(run)
    if column:
        yield sorted(column, key=lambda run: -run.y)


def _is_beside_text(column: Sequence[Run], runs: Sequence[Run], *, right: bool) -> bool:
    """Whether all that stands between the first and the last number stands to one side of them."""
    own = {id(run) for run in column}
    top, bottom = column[0].y + column[0].size, column[-1].y - column[-1].size
    apart = _APART * column[0].size
    between = [run for run in runs if id(run) not in own and bottom <= run.y <= top]
    if right:
        return bool(between) and max(run.x1 for run in between) + apart <= min(run.x0 for run in column)
    return bool(between) and min(run.x0 for run in between) - apart >= max(run.x1 for run in column)


def _has_one_each(column: Sequence[Run], runs: Sequence[Run], step: int) -> bool:
    """Whether nearly each line has a number, or each fifth where they count by five."""
    own = {id(run) for run in column}
    heights = sorted({round(run.y) for run in runs if id(run) not in own and len(run.text) > 3}, reverse=True)
    heights = [y for y in heights if column[-1].y - 2 <= y <= column[0].y + 2]
    lines = sum(above - below > 3 for above, below in pairwise(heights)) + bool(heights)
    return len(column) * step >= _COUNTING * lines and len(column) >= _LEAST


def _is_even(column: Sequence[Run]) -> bool:
    """Whether ten numbers or more stand at one distance from each other, as on paper with ruled lines."""
    gaps = [above.y - below.y for above, below in pairwise(column)]
    return len(column) >= 2 * _LEAST and max(gaps) - min(gaps) <= _EVEN


def _is_small(run: Run, runs: Sequence[Run]) -> bool:
    return bool(runs) and run.size <= 0.8 * max(other.size for other in runs[:400])
