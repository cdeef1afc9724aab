"""The gate on altered claims, true claims, and public sets of both.

``altered_claims`` changes true sentences in one place (``evals.sets.alterations``) and reports the share that the gate
caught; ``true_claims`` reports the share that it let pass. ``judged_claims`` ranks by the gate's score: AUROC is the
chance that a supported claim scores above an unsupported one, ties counting half (Hanley & McNeil, Radiology 143,
1982).
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from evals.metrics.auroc import auroc
from evals.sets.alterations import Changed, altered, restated
from evals.sets.retrieval import rows
from evals.sets.table_lines import TableLine
from ingest.sentences import sentences
from retrieval.grounding import Gate

CAUGHT: Mapping[str, float] = {"number": 1, "date": 1, "unit": 1, "name": 0.97, "negation": 0.85, "direction": 0.85}
"""Least share of alterations caught, by kind."""
SHARE: Mapping[str, int] = {"number": 200, "date": 180, "unit": 120, "name": 200, "negation": 150, "direction": 150}
"""Number of alterations of each kind: 1,000 in all."""
PASSED = 0.95
"""Least share of the true claims that must pass."""
AIMS: Mapping[str, float] = {"wice": 0.80, "healthver": 0.78, "faithbench": 0.65, "mtrag_human": 0.90}
"""Areas under the curve to aim at; word overlap alone reaches .74, .57, .61, .88."""
RGB = 0.90
"""Least share of claims from falsified snippets that fail, and of claims from true ones that pass."""

_TEXTS = ("squad2/corpus.jsonl", "nq_oracle/corpus.jsonl", "clapnq/corpus.jsonl", "mtrag_human/corpus.jsonl")
_HUMAN = ("fever_symmetric", "citation_integrity", "begin", "climate_fever")
_SENTENCES = 6_000
_TRUE = 500
_SHORTEST, _LONGEST = 40, 300
_MOST_ROWS = 2_000
_FAITHFUL = 3


Rated = tuple[bool, float, bool]
"""Whether a claim is truly supported, its score, and whether it passed."""


def public_sentences(data: Path) -> list[str]:
    """Returns a fixed random sample of sentences of the public sets."""
    texts = [row["text"] for name in _TEXTS if (data / name).exists() for row in rows(data / name)]
    return list(islice(prose_sentences(Random(1).sample(texts, len(texts))), _SENTENCES))


def prose_sentences(texts: Iterable[str]) -> Iterator[str]:
    """Yields sentences of prose, without very short ones and tables."""
    for text in texts:
        for start, end in sentences(text):
            sentence = " ".join(text[start:end].split())
            if (
                _SHORTEST <= len(sentence) <= _LONGEST
                and sentence[-1] in ".”"
                and sum(map(str.isalpha, sentence)) > 0.7 * len(sentence)
            ):
                yield sentence


def caught(gate: Gate, changed: Iterable[Changed]) -> Iterator[tuple[Changed, bool]]:
    """Yields each alteration, and whether the gate caught it."""
    for change in changed:
        yield change, not gate.check(change.claim, [change.evidence]).supported


def altered_claims(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures the share caught of each kind of alteration, over the public sets beside ``folder``."""
    del home
    yield from alterations_caught(folder.name, public_sentences(folder.parent), most)


def alterations_caught(name: str, originals: Sequence[str], most: int | None = None) -> Iterator[TableLine]:
    """Measures the share caught of each kind of alteration of ``originals``."""
    wanted = {kind: min(share, most or share) for kind, share in SHARE.items()}
    tried, kept_out = Counter[str](), Counter[str]()
    for change, out in caught(Gate(), altered(originals, wanted)):
        tried[change.kind] += 1
        kept_out[change.kind] += out
    for kind, least in CAUGHT.items():
        yield TableLine(name, f"{kind} altered, caught", kept_out[kind] / max(1, tried[kind]), tried[kind], floor=least)


def true_claims(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures the share of true claims that passes: verbatim, restated by rule, and restated by people."""
    del home
    gate, name, originals = Gate(), folder.name, public_sentences(folder.parent)
    some = set(Random(2).sample(originals, min(most or _TRUE, len(originals))))
    wide = [(sentence, originals[i : i + 3]) for i, sentence in enumerate(originals) if sentence in some]
    verbatim = [gate.check(sentence, around).supported for sentence, around in wide]
    yield TableLine(name, "true, verbatim, passed", _share(verbatim), len(verbatim), floor=PASSED)
    restated_claims = list(islice(restated(Random(3).sample(originals, len(originals))), most or 2 * _TRUE))
    restated_passed = [gate.check(change.claim, [change.evidence]).supported for change in restated_claims]
    yield TableLine(
        name, "true, in other words by rule, passed", _share(restated_passed), len(restated_passed), floor=PASSED
    )
    for source, claims in _human(folder / "claims.jsonl.gz", most or _TRUE):
        passed = [gate.check(row["claim"], [row["evidence"]]).supported for row in claims]
        yield TableLine(name, f"true, {source}, passed", _share(passed), len(passed))


def _human(path: Path, most: int) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        supported = [row for row in map(json.loads, lines) if row["set"] in _HUMAN and row["label"] == "supports"]
    for name in _HUMAN:
        of_set = [row for row in supported if row["set"] == name]
        yield name, Random(4).sample(of_set, min(most, len(of_set)))


def wice(gate: Gate, folder: Path, most: int | None = None) -> list[Rated]:
    """Rates claims of Wikipedia against the page they cite: supported against the rest."""
    return [
        _rated(gate, row["claim"], row["evidence"], row["label"] == "supported")
        for row in islice(rows(folder / "claims.jsonl"), most)
    ]


def healthver(gate: Gate, folder: Path, most: int | None = None) -> list[Rated]:
    """Rates claims about health against a study's words."""
    claims = islice(rows(folder / "claims.jsonl"), most or _MOST_ROWS)
    return [_rated(gate, row["claim"], [row["evidence"]], row["label"] == "supports") for row in claims]


def faithbench(gate: Gate, folder: Path, most: int | None = None) -> list[Rated]:
    """Rates summaries, consistent or benign against unwanted or questionable; the worst sentence counts."""
    good = ("consistent", "benign")
    return [
        _worst(gate, row["summary"], [row["source"]], row["worst_label"] in good)
        for row in islice(rows(folder / "samples.jsonl"), most)
    ]


def mtrag_human(gate: Gate, folder: Path, most: int | None = None) -> list[Rated]:
    """Rates answers with a mean human faithfulness of at least 3 of 4 against the rest."""
    texts = {row["id"]: row["text"] for row in rows(folder / "corpus.jsonl")}
    return [
        _mean(
            gate,
            row["response"],
            [texts[doc] for doc in row["evidence_docs"] if doc in texts],
            _mean_of(row["human"]["faithfulness"]) >= _FAITHFUL,
        )
        for row in islice(rows(folder / "human_ratings.jsonl"), most)
    ]


def rgb_fact(gate: Gate, folder: Path, most: int | None = None) -> list[Rated]:
    """Rates snippets, and their copies with a false answer, each as a claim against all the true snippets."""
    rated: list[Rated] = []
    for row in islice(rows(folder / "questions.jsonl"), most):
        for true, false in zip(row["positive"], row["positive_wrong"], strict=True):
            rated.append(_rated(gate, true, row["positive"], True))
            if true != false:
                rated.append(_rated(gate, false, row["positive"], False))
    return rated


SETS: Mapping[str, Callable[[Gate, Path, int | None], list[Rated]]] = {
    "wice": wice,
    "healthver": healthver,
    "faithbench": faithbench,
    "mtrag_human": mtrag_human,
}


def judged_claims(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures the ranking of claims that people judged: the area under the curve, with an aim and no floor."""
    del home
    rated = SETS[folder.name](Gate(), folder, most)
    area = auroc((true, score) for true, score, _ in rated)
    yield TableLine(folder.name, "AUROC", area, len(rated), aim=AIMS[folder.name])


def falsified_claims(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures the shares of true snippets that pass and of falsified ones that fail."""
    del home
    rated = rgb_fact(Gate(), folder, most)
    for truth, measure in ((False, "falsified, fail"), (True, "true, pass")):
        right = [passed == truth for is_true, _, passed in rated if is_true == truth]
        yield TableLine(folder.name, measure, _share(right), len(right), floor=RGB)


def _share(outcomes: Sequence[bool]) -> float:
    return sum(outcomes) / max(1, len(outcomes))


def _rated(gate: Gate, claim: str, evidence: Sequence[str], truth: bool) -> Rated:
    verdict = gate.check(claim, evidence)
    return truth, verdict.score, verdict.supported


def _verdicts(gate: Gate, text: str, evidence: Sequence[str]) -> list[tuple[float, bool]]:
    verdicts = [gate.check(text[start:end], evidence) for start, end in sentences(text)]
    return [(verdict.score, verdict.supported) for verdict in verdicts] or [(0.0, False)]


def _worst(gate: Gate, text: str, evidence: Sequence[str], truth: bool) -> Rated:
    verdicts = _verdicts(gate, text, evidence)
    return truth, min(score for score, _ in verdicts), all(passed for _, passed in verdicts)


def _mean(gate: Gate, text: str, evidence: Sequence[str], truth: bool) -> Rated:
    verdicts = _verdicts(gate, text, evidence)
    return truth, _mean_of([score for score, _ in verdicts]), all(passed for _, passed in verdicts)


def _mean_of(values: Sequence[float]) -> float:
    return sum(values) / len(values)
