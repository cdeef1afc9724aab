"""Noise and real drops, by hand and against SciPy."""

from random import Random

import numpy as np
import pytest
from scipy.stats import (  # pyright: ignore[reportMissingTypeStubs]
    binomtest,  # pyright: ignore[reportUnknownVariableType]
    permutation_test,  # pyright: ignore[reportUnknownVariableType]
)

from evals.paired import SIGNIFICANT, drop_probability, interval


def test_nothing_changed() -> None:
    assert drop_probability([1, 0, 1], [1, 0, 1]) == 1.0
    assert drop_probability([], []) == 1.0


def test_six_lost_and_none_gained_is_a_drop_and_five_is_noise() -> None:
    assert drop_probability([1] * 20, [0] * 5 + [1] * 15) == 1 / 2**5 > SIGNIFICANT
    assert drop_probability([1] * 20, [0] * 6 + [1] * 14) == 1 / 2**6 < SIGNIFICANT


def test_scores_of_0_and_1_are_mcnemars_exact_test() -> None:
    lost, gained = 9, 2
    before, after = [1] * lost + [0] * gained + [1, 0] * 10, [0] * lost + [1] * gained + [1, 0] * 10
    exact = binomtest(gained, lost + gained, 0.5, alternative="less").pvalue
    assert drop_probability(before, after) == pytest.approx(exact)


def test_gains_are_no_drop() -> None:
    assert drop_probability([0] * 8, [1] * 8) == 1.0


@pytest.mark.parametrize("size", [9, 60])
def test_graded_scores_against_scipy(size: int) -> None:
    chance = Random(size)
    before = [chance.random() for _ in range(size)]
    after = [score - 0.1 + chance.random() / 4 - 0.08 for score in before]
    differences = np.subtract(after, before)
    theirs = permutation_test(
        (differences,), np.mean, permutation_type="samples", alternative="less", n_resamples=20_000, rng=1
    )
    assert drop_probability(before, after) == pytest.approx(theirs.pvalue, abs=0.01)


def test_many_differences_are_judged_the_same_twice() -> None:
    before, after = [1.0] * 40, [0.0] * 25 + [1.0] * 15
    assert drop_probability(before, after) == drop_probability(before, after) < 0.001


def test_an_interval_holds_the_mean_and_narrows_with_the_cases() -> None:
    few, many = interval([0, 1] * 10), interval([0, 1] * 200)
    assert few is not None
    assert many is not None
    assert few[0] < many[0] < 0.5 < many[1] < few[1]
    assert many[1] - many[0] == pytest.approx(2 * 1.96 * 0.5 / 20, rel=0.1), "the normal approximation"
    assert interval([1, 1, 1]) == (1.0, 1.0)
    assert interval([]) is None
