"""Links from marks to notes: which count as right, and what the figures are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.note_links import Link, Scored, score_links

_GOLD = Link("1", "By the end of the year the number of missions went down to 46.", "Own count, December 2023.")


@pytest.mark.parametrize(
    "found",
    [
        _GOLD,
        Link("1", "by the end of the year the number  of mis-sions went down to 46", "Own count December 2023"),
        Link(
            "1",
            "At last the number of missions went down to ４６. And yet by the end of the year the number of "
            "missions went down to ４６.",
            "Own count, December 2023.",
        ),
        Link("1", _GOLD.before, "Own count, December 2023 ff."),
    ],
)
def test_spaces_case_and_single_letters_of_the_note_count_for_nothing(found: Link) -> None:
    assert score_links([_GOLD], [found]).f1 == 1.0


@pytest.mark.parametrize(
    "found",
    [
        Link("2", _GOLD.before, _GOLD.note),
        Link("1", _GOLD.before + " As of", _GOLD.note),
        Link("1", _GOLD.before, "Another count, by the ministry."),
        Link("1", _GOLD.before, ""),
    ],
)
def test_another_label_place_or_note_is_wrong(found: Link) -> None:
    scored = score_links([_GOLD], [found])
    assert (scored.right, scored.missed, scored.wrong) == (0, (_GOLD,), (found,))
    assert scored.f1 == 0.0


def test_numbering_that_restarts_is_paired_by_what_agrees_most() -> None:
    other = Link("1", "Trade grew by a tenth in that year alone.", "Customs figures.")
    assert score_links([_GOLD, other], [other, _GOLD]).right == 2


def test_what_is_found_twice_is_right_once() -> None:
    scored = score_links([_GOLD], [_GOLD, _GOLD])
    assert (scored.precision, scored.recall) == (0.5, 1.0)
    assert scored.f1 == pytest.approx(2 / 3)


def test_figures_of_two_documents_are_pooled() -> None:
    both = score_links([_GOLD], [_GOLD]) + score_links([_GOLD], [])
    assert (both.gold, both.found, both.right, both.missed) == (2, 1, 1, (_GOLD,))
    assert (both.precision, both.recall) == (1.0, 0.5)


def test_nothing_to_find_and_nothing_found_is_whole() -> None:
    assert (Scored().precision, Scored().recall, Scored().f1) == (1.0, 1.0, 1.0)


_links = st.lists(st.builds(Link, st.sampled_from("123"), st.text(), st.text()), max_size=6)


@given(_links, _links)
def test_figures_stay_within_bounds_and_nothing_goes_uncounted(gold: list[Link], found: list[Link]) -> None:
    scored = score_links(gold, found)
    assert scored.right + len(scored.missed) == len(gold)
    assert scored.right + len(scored.wrong) == len(found)
    assert 0.0 <= scored.f1 <= 1.0
    assert score_links(gold, gold).f1 == 1.0
