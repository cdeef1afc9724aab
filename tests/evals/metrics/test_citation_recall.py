"""ALCE's precision and recall, and inventions, counted by hand on answers of two or three citations."""

import pytest

from evals.metrics.citation_precision import citation_precision
from evals.metrics.citation_recall import citation_recall
from evals.metrics.no_invention import no_invention
from evals.trial import Trial
from retrieval.wire.replies import CitationJson
from tests.evals.replies import answer, citation, refusal, trial, wanting

FELL, SHARE, WHY = (
    "The number of missions fell to 46.",
    "China’s share was 96 percent.",
    "Nobody knows why.",
)


def told(*claims: tuple[str, list[int]], cited: list[CitationJson]) -> Trial:
    reply = answer(FELL, *cited)
    reply["claims"] = [{"text": text, "citations": numbers} for text, numbers in claims]
    return trial(reply, wanting("46"))


def values(one: Trial) -> tuple[float | None, ...]:
    scores = (citation_recall(one), citation_precision(one), no_invention(one))
    return tuple(score.value if score else None for score in scores)


BOTH = [citation(1, FELL), citation(2, SHARE)]


def test_each_claim_on_its_own_quote() -> None:
    assert values(told((FELL, [1]), (SHARE, [2]), cited=BOTH)) == (1.0, 1.0, 1.0)


def test_a_citation_that_adds_nothing_is_not_precise() -> None:
    one = told((FELL, [1, 2]), cited=BOTH)
    assert values(one) == (1.0, 0.5, 1.0)
    score = citation_precision(one)
    assert score is not None
    assert score.reason == "not needed: [2]"


def test_shuffled_citations_bear_nothing_out_but_nothing_is_invented() -> None:
    assert values(told((FELL, [2]), (SHARE, [1]), cited=BOTH)) == (0.0, 0.0, 1.0)


def test_one_of_two_claims_is_adrift() -> None:
    assert values(told((FELL, [1]), (SHARE, [1]), cited=BOTH)) == (0.5, 0.5, 1.0)


def test_what_stands_nowhere_is_invented() -> None:
    one = told(("The number of missions fell to 47.", [1]), (SHARE, [2]), cited=BOTH)
    assert values(one) == (0.5, 0.5, 0.5)
    score = no_invention(one)
    assert score is not None
    assert "47" in score.reason


def test_a_note_bears_a_claim_out() -> None:
    claim = "The embassies in Angola and Nepal were closed."
    noted = citation(1, FELL, note="The embassies in Angola and Nepal were closed.")
    assert values(told((claim, [1]), cited=[noted])) == (1.0, 1.0, 1.0)
    assert values(told((claim, [1]), cited=[citation(1, FELL)]))[0] == 0.0


@pytest.mark.parametrize("metric", [citation_recall, citation_precision, no_invention])
def test_a_refusal_makes_no_claim(metric: object) -> None:
    assert callable(metric)
    assert metric(trial(refusal(), wanting("46"))) is None
