"""Ranking metrics by hand, and against trec_eval's own code by way of ir_measures."""

from random import Random

import ir_measures
import pytest
from ir_measures import AP, RR, R, nDCG

from evals.evidence_rank import evidence_rank
from evals.metrics.average_precision import average_precision
from evals.metrics.ndcg import ndcg_at, search_ndcg
from evals.metrics.recall_at import recall_at, search_recall
from evals.metrics.reciprocal_rank import reciprocal_rank, search_mrr
from evals.trial import Trial
from retrieval.wire.replies import HitJson
from tests.evals.replies import REFUSING, answer, refusal, trial, wanting


def test_by_hand() -> None:
    gold, found = {"a", "b"}, ["x", "a", "y", "b"]
    assert (recall_at(gold, found, 1), recall_at(gold, found, 2), recall_at(gold, found, 4)) == (0.0, 0.5, 1.0)
    assert reciprocal_rank(gold, found) == 0.5
    assert reciprocal_rank({"z"}, found) == 0.0
    assert average_precision(gold, found) == pytest.approx((1 / 2 + 2 / 4) / 2)
    assert ndcg_at(gold, found, 10) == pytest.approx((0.6309297 + 0.4306766) / (1 + 0.6309297))


def test_against_trec_eval() -> None:
    chance = Random(7)
    ids = [f"d{n}" for n in range(30)]
    gold = {f"q{n}": set(chance.sample(ids, chance.randint(1, 6))) for n in range(40)}
    found = {query: chance.sample(ids, chance.randint(1, 25)) for query in gold}
    run = {query: {item: float(-rank) for rank, item in enumerate(ranked)} for query, ranked in found.items()}
    judged = {query: dict.fromkeys(relevant, 1) for query, relevant in gold.items()}
    ours = {
        R @ 5: [recall_at(gold[q], found[q], 5) for q in gold],
        RR: [reciprocal_rank(gold[q], found[q]) for q in gold],
        nDCG @ 10: [ndcg_at(gold[q], found[q], 10) for q in gold],
        AP: [average_precision(gold[q], found[q]) for q in gold],
    }
    theirs = ir_measures.calc_aggregate(list(ours), judged, run)  # pyright: ignore[reportUnknownMemberType]
    for measure, values in ours.items():
        assert sum(values) / len(values) == pytest.approx(theirs[measure]), measure


def hit(rank: int, text: str, note: str = "") -> HitJson:
    return {
        "source_id": "briefing",
        "passage_id": str(rank),
        "start": 0,
        "end": len(text),
        "text": text,
        "score": 1.0,
        "rank": rank,
        "section": "",
        "footnote": {"label": "1", "text": note, "urls": []} if note else None,
    }


def found(*hits: HitJson, all_of: tuple[str, ...] = ("46", "Angola"), any_of: tuple[str, ...] = ()) -> Trial:
    return trial(answer(), wanting(*all_of, any_of=any_of), hits=hits)


def test_a_case_is_ranked_by_the_hit_that_completes_its_evidence() -> None:
    one = found(hit(1, "It fell to 46."), hit(2, "Nobody knows."), hit(3, "It fell.", note="Closed: Angola."))
    assert evidence_rank(one) == 3
    scores = [search_recall(one), search_mrr(one), search_ndcg(one)]
    assert [score and score.value for score in scores] == [1.0, pytest.approx(1 / 3), pytest.approx(0.5)]
    assert evidence_rank(found(hit(1, "46 in Angola"), any_of=("Nepal", "Spain"))) is None
    assert evidence_rank(found(hit(1, "46 in Angola"), hit(2, "and Spain"), any_of=("Nepal", "Spain"))) == 2


def test_evidence_below_the_fifth_hit_is_no_recall_at_five() -> None:
    late = found(*(hit(n, "Nothing.") for n in range(1, 6)), hit(6, "46 in Angola"))
    score = search_recall(late)
    assert score is not None
    assert (score.value, score.reason) == (0.0, "all is found by hit 6")
    never = search_recall(found(hit(1, "It fell to 46.")))
    assert never is not None
    assert (never.value, never.reason) == (0.0, "the 1 hits do not hold it all")


def test_what_cannot_be_ranked_is_not() -> None:
    for item in (trial(refusal(), REFUSING, hits=()), trial(answer(), wanting("46"))):
        assert search_recall(item) is search_mrr(item) is search_ndcg(item) is None
