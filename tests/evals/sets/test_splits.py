"""The split is the same everywhere and for ever, and nothing is on both sides of it."""

from evals.sets.splits import FITTED_SHARE, MEASURED_SHARE, is_fitted, is_held, is_measured

IDS = [f"paragraph-{n}" for n in range(4000)]


def test_nothing_serves_two_purposes() -> None:
    assert not any(is_fitted(item) and is_measured(item) for item in IDS)
    assert all(is_held(item) == (is_fitted(item) or is_measured(item)) for item in IDS)


def test_the_shares_are_about_as_stated() -> None:
    for kept, share in ((is_fitted, FITTED_SHARE), (is_measured, MEASURED_SHARE)):
        assert abs(sum(map(kept, IDS)) / len(IDS) - share) < 0.02


def test_who_is_where_hangs_on_the_id_alone() -> None:
    """Written down once: were it to change, what was trained on would be measured with."""
    assert [n for n in range(24) if is_measured(IDS[n])] == [1, 6, 15]
    assert [n for n in range(24) if is_fitted(IDS[n])] == [10, 12, 16]
