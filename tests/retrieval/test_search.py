"""Two rankings become one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.search import DENSE_WEIGHT, fuse

SCORED = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.01, 1)).map(
    lambda found: sorted(found.items(), key=lambda pair: -pair[1])
)


def test_the_two_scores_are_weighed_and_bm25_is_divided_by_its_best() -> None:
    fused = dict(fuse([("a", 0.8), ("b", 0.6)], [("b", 20.0), ("a", 5.0)]))
    assert fused["a"] == pytest.approx(DENSE_WEIGHT * 0.8 + (1 - DENSE_WEIGHT) * 0.25)
    assert fused["b"] == pytest.approx(DENSE_WEIGHT * 0.6 + (1 - DENSE_WEIGHT) * 1.0)


def test_what_one_search_cut_off_gets_its_lowest_score() -> None:
    fused = dict(fuse([("a", 0.8), ("b", 0.6)], [("c", 20.0), ("a", 5.0)]))
    assert fused["c"] == pytest.approx(DENSE_WEIGHT * 0.6 + (1 - DENSE_WEIGHT) * 1.0)
    assert fused["b"] == pytest.approx(DENSE_WEIGHT * 0.6 + (1 - DENSE_WEIGHT) * 0.25)


def test_one_search_without_results_leaves_the_order_of_the_other() -> None:
    assert [item for item, _ in fuse([("a", 0.8), ("b", 0.6)], [])] == ["a", "b"]
    assert [item for item, _ in fuse([], [("b", 9.0), ("a", 1.0)])] == ["b", "a"]
    assert fuse([], []) == []


@given(SCORED, SCORED)
def test_everything_found_is_ranked_once_best_first(
    dense: list[tuple[str, float]], lexical: list[tuple[str, float]]
) -> None:
    fused = fuse(dense, lexical)
    assert sorted(item for item, _ in fused) == sorted({item for item, _ in (*dense, *lexical)})
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)


@given(SCORED, SCORED)
def test_what_is_better_in_both_stays_better(dense: list[tuple[str, float]], lexical: list[tuple[str, float]]) -> None:
    ranked = [item for item, _ in fuse(dense, lexical)]
    cosines, words = dict(dense), dict(lexical)
    both = [item for item in ranked if item in cosines and item in words]
    for i, item in enumerate(both):
        for other in both[i + 1 :]:
            assert not (cosines[other] > cosines[item] and words[other] > words[item])
