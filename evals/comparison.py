"""What changed from one run to another over the same cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evals.cases import Metric
from evals.paired import SIGNIFICANT


@dataclass(frozen=True, slots=True)
class Change:
    """One metric then and now, over the ``pairs`` that both runs have.

    ``within``: where the difference lies 95 times in 100. ``chance``: the probability of such a drop by chance alone.
    ``down`` and ``up`` are the ids of the cases that it fell and rose for.
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
        """Whether the drop is no chance."""
        return self.chance < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that changed. ``broken`` and ``mended`` are cases that turned; ``new``, ``gone`` and ``altered`` ones,
    which ask something else than before, are not compared.

    ``passed``: for each case that is compared, whether it passed then.
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
        """The metrics whose drop is no chance."""
        return tuple(one.metric for one in self.changes if one.worse)
