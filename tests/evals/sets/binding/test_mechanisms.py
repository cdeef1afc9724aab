"""Checks that judge by a number, and the threshold they are given."""

from __future__ import annotations

from evals.sets.binding.asking import AskingTheText
from evals.sets.binding.binding_claim import BoundClaim, TextPassage
from evals.sets.binding.mechanisms import mechanisms
from evals.sets.binding.trained import TrainedCheck
from retrieval.answering.reader import READER, Reader

TEXT = "Port Rowe was founded in 1921 by Ada Green. The lighthouse of Port Pike was built in 1934."
PASSAGE = TextPassage("ports", "briefing", tuple(TEXT.replace(". The", ".\nThe").split("\n")))


def test_the_text_is_asked_for_each_value() -> None:
    true, false, nothing = AskingTheText(Reader(1)).scores(
        [
            ("Port Rowe was founded in 1921.", TEXT),
            ("Port Rowe was founded in 1934.", TEXT),
            ("It was so.", TEXT),
        ]
    )
    assert true == nothing == 0
    assert false < -1


def test_a_trained_check_gives_probabilities_in_order() -> None:
    pairs = [("Who founded Port Rowe?", TEXT), ("Who won the race?", TEXT), ("Who founded Port Rowe?", "It rains.")]
    scores = TrainedCheck(READER).scores(pairs)
    assert all(0 < score < 1 for score in scores)
    assert scores[0] == max(scores)
    assert abs(TrainedCheck(READER).scores(pairs[:1])[0] - scores[0]) < 1e-4


def test_a_threshold_keeps_the_true_claims_it_was_chosen_on() -> None:
    claims = [
        BoundClaim("verbatim", "Port Rowe was founded in 1921 by Ada Green.", True, PASSAGE, (0,)),
        BoundClaim("stitched", "Port Rowe was founded in 1934.", False, PASSAGE, (0, 1)),
    ]
    judged = {name: [each.passed for each in found] for name, _, found in mechanisms(claims, claims, None)}
    assert list(judged) == ["rules", "asking the text", "rules and asking the text"]
    assert all(passed[0] for passed in judged.values())
    assert judged["asking the text"] == [True, False]
