"""Questions with their answers, told as claims."""

from __future__ import annotations

from random import Random

import pytest

from evals.sets.binding.asked import asked_claims, asked_of

TEXT = (
    "The pier of Merrow was built in 1921. Ada Green drew its plans, and Tom Reed paid for it. The lighthouse"
    " followed in 1934, when the harbour had 46 berths and 12 cranes."
)


@pytest.mark.parametrize(
    ("question", "answer", "true", "false"),
    [
        ("When was the pier of Merrow built?", "1921", "The pier of Merrow was built in 1921.", "in 1934."),
        ("Who paid for the pier?", "Tom Reed", "Tom Reed paid for the pier.", "Ada Green paid for the pier."),
        ("How many berths did the harbour have?", "46", "The number of berths that the harbour have is 46.", " is 12."),
    ],
)
def test_a_question_becomes_a_claim(question: str, answer: str, true: str, false: str) -> None:
    asked = asked_of("pier", question, TEXT, [answer])
    assert asked
    found = [claim for seed in range(20) for claim in asked_claims(asked, Random(seed))]
    assert true in [item.claim for item in found if item.true]
    assert any(item.claim.endswith(false) or item.claim == false for item in found if not item.true)


def test_a_true_claim_cites_the_sentence_of_its_answer() -> None:
    asked = asked_of("pier", "Who drew the plans?", TEXT, ["Ada Green"])
    assert asked
    for seed in range(20):
        for claim in asked_claims(asked, Random(seed)):
            assert not claim.true or any("Ada Green" in sentence for sentence in claim.evidence)


def test_an_answer_that_is_not_in_the_text_makes_nothing() -> None:
    assert asked_of("pier", "Who drew the plans?", TEXT, ["Ruth Vale"]) is None
