"""The shares that the table shows."""

from __future__ import annotations

from evals.sets.binding.binding_claim import BoundClaim, TextPassage
from evals.sets.binding.measure import JudgedClaim, lines

PASSAGE = TextPassage("pier", "briefing", ("The pier is long.", "The lighthouse is tall."))


def judged(family: str, true: bool, passed: bool, cited: tuple[int, ...] = (0,)) -> JudgedClaim:
    return JudgedClaim(BoundClaim(family, "The pier is tall.", true, PASSAGE, cited), passed)


def test_shares_are_of_each_truth() -> None:
    found = {
        line.measure: (line.value, line.cases)
        for line in lines(
            [
                judged("stitched", False, False),
                judged("stitched", False, True, (0, 1)),
                judged("verbatim", True, True),
                judged("verbatim", True, False, (0, 1)),
                judged("verbatim", True, True, (0, 1)),
            ]
        )
    }
    assert found["caught"] == (0.5, 2)
    assert found["supported"] == (2 / 3, 3)
    assert found["caught, 1 cited"] == (1.0, 1)
    assert found["supported, 2 cited"] == (0.5, 2)
    assert found["caught, stitched"] == (0.5, 2)
    assert "supported, stitched" not in found
    assert found["supported, in a briefing"] == (2 / 3, 3)
