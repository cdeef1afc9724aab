"""Compares two runs case by case: the probability of such a drop by chance, and its confidence interval.

``drop_probability`` is Fisher's permutation test for pairs, one-sided: under chance alone each difference might as well
have had the other sign (Fisher 1935, "The Design of Experiments", section 21; for scores of 0 and 1 it is McNemar's
exact test). ``interval`` is the percentile bootstrap (Efron, Tibshirani 1993, "An Introduction to the Bootstrap",
chapter 13). Both draw from a fixed seed, so that the same runs give the same result.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

SIGNIFICANT = 0.025
"""A drop is significant below this probability, one side of the customary 5 percent: six cases lost and none gained."""
FEWEST = 6
"""Cases below which no drop can be significant: chance loses five of five once in 32 times."""
_EXACT = 14
"""Most differences for which all signs are tried."""
_DRAWS = 10_000
_TOLERANCE = 1e-9


def drop_probability(before: Sequence[float], after: Sequence[float]) -> float:
    """Returns P of a mean difference as low as this one if both runs were alike; 1 if nothing differs."""
    differences = np.subtract(after, before)
    told = differences[np.abs(differences) > _TOLERANCE]
    if not len(told):
        return 1.0
    sums = _signs(len(told)) @ np.abs(told)
    as_low = int(np.count_nonzero(sums <= told.sum() + _TOLERANCE))
    return as_low / len(sums) if len(told) <= _EXACT else (as_low + 1) / (len(sums) + 1)


def _signs(size: int) -> NDArray[np.float64]:
    """Returns rows of signs, shape (rows, size): all of them, or a random sample."""
    if size <= _EXACT:
        return np.array(list(product((1.0, -1.0), repeat=size)))
    return np.random.default_rng(0).choice(np.array([-1.0, 1.0]), size=(_DRAWS, size))


def interval(values: Sequence[float]) -> tuple[float, float] | None:
    """Returns the 95 % confidence interval of the mean of ``values``, or None without values."""
    if not values:
        return None
    drawn = np.random.default_rng(0).integers(0, len(values), size=(_DRAWS, len(values)))
    means = np.asarray(values, dtype=np.float64)[drawn].mean(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)
