"""The differences between two runs over the same cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evals.cases import Metric
from evals.paired import SIGNIFICANT


@dataclass(frozen=True, slots=True)
class Change:
    """One metric before and after, over the ``pairs`` that both runs have.

    ``within``: the 95 % confidence interval of the difference. ``chance``: the probability of such a drop by chance
    alone. ``down`` and ``up`` are the ids of the cases that it fell and rose for.
    """

    metric: Metric
    before: float
    after: float
    pairs: int
    within: tuple[float, float]
    chance: float
    down: tuple[str, ...]
    up: tuple[str, ...]

    @property
    def worse(self) -> bool:
        """Whether the drop is significant."""
        return self.chance < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences. ``broken`` and ``mended`` are cases that changed their outcome; ``new``, ``gone`` and
    ``altered`` cases, whose question or expectations changed, are not compared.

    ``passed``: for each compared case, whether it passed before.
    """

    against: str
    changes: tuple[Change, ...]
    broken: tuple[str, ...]
    mended: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    altered: tuple[str, ...]
    passed: Mapping[str, bool] = field(default_factory=dict[str, bool])

    @property
    def worse(self) -> tuple[Metric, ...]:
        """The metrics with a significant drop."""
        return tuple(change.metric for change in self.changes if change.worse)
