"""The gate against false claims, true ones, and public sets of both.

``altered_claims`` changes true sentences in one place (``evals.sets.alterations``), and says which share the gate
caught; ``true_claims`` says which share of them it let pass. ``judged_claims`` ranks by the gate's score: AUROC is
the chance that a supported claim scores above an unsupported one, ties counting half (Hanley & McNeil, Radiology 143,
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
from ingest.collect import inputs
from ingest.input import Input
from ingest.parse import parse
from ingest.sentences import sentences
from retrieval.grounding import Gate

CAUGHT: Mapping[str, float] = {"number": 1, "date": 1, "unit": 1, "name": 0.97, "negation": 0.85, "direction": 0.85}
"""Least share of alterations caught, by kind."""
SHARE: Mapping[str, int] = {"number": 200, "date": 180, "unit": 120, "name": 200, "negation": 150, "direction": 150}
"""How many alterations of each kind: 1,000."""
PASSED = 0.95
"""Least share of the true claims that is to pass."""
AIMS: Mapping[str, float] = {"wice": 0.80, "healthver": 0.78, "faithbench": 0.65, "mtrag_human": 0.90}
"""Areas under the curve to aim at; word overlap alone has .74, .57, .61, .88."""
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
"""Whether a claim is supported in truth, its score, and whether it passed."""


def corpus_sentences(corpus: Path) -> list[str]:
    """The sentences of the briefing documents."""
    texts = [
        parse(one.data, one.name, one.name)[0].text for one in inputs([str(corpus)], 10**6) if isinstance(one, Input)
    ]
    return list(_fit(texts))


def public_sentences(data: Path) -> list[str]:
    """Sentences of the public sets, drawn by a fixed chance."""
    texts = [row["text"] for name in _TEXTS if (data / name).exists() for row in rows(data / name)]
    return list(islice(_fit(Random(1).sample(texts, len(texts))), _SENTENCES))


def _fit(texts: Iterable[str]) -> Iterator[str]:
    """Sentences of prose: not too short to say anything, nor tables."""
    for text in texts:
        for start, end in sentences(text):
            one = " ".join(text[start:end].split())
            if _SHORTEST <= len(one) <= _LONGEST and one[-1] in ".”" and sum(map(str.isalpha, one)) > 0.7 * len(one):
                yield one


def caught(gate: Gate, changed: Iterable[Changed]) -> Iterator[tuple[Changed, bool]]:
    """Each alteration, and whether the gate kept it out."""
    for one in changed:
        yield one, not gate.check(one.claim, [one.evidence]).supported


def altered_claims(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """The share caught of each kind of alteration, of sentences of the public sets beside ``folder``."""
    del home
    yield from alterations_caught(folder.name, public_sentences(folder.parent), most)


def alterations_caught(name: str, found: Sequence[str], most: int | None = None) -> Iterator[TableLine]:
    """The share caught of each kind of alteration of the sentences ``found``."""
    wanted = {kind: min(share, most or share) for kind, share in SHARE.items()}
    tried, kept_out = Counter[str](), Counter[str]()
    for one, out in caught(Gate(), altered(found, wanted)):
        tried[one.kind] += 1
        kept_out[one.kind] += out
    for kind, least in CAUGHT.items():
        yield TableLine(name, f"{kind} altered, caught", kept_out[kind] / max(1, tried[kind]), tried[kind], floor=least)


def true_claims(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """The share that passes of true claims: verbatim, said in other words by rule, and by people."""
    del home
    gate, name, found = Gate(), folder.name, public_sentences(folder.parent)
    some = set(Random(2).sample(found, min(most or _TRUE, len(found))))
    wide = [(one, found[i : i + 3]) for i, one in enumerate(found) if one in some]
    verbatim = [gate.check(one, around).supported for one, around in wide]
    yield TableLine(name, "true, verbatim, passed", _share(verbatim), len(verbatim), floor=PASSED)
    restated_claims = list(islice(restated(Random(3).sample(found, len(found))), most or 2 * _TRUE))
    said = [gate.check(one.claim, [one.evidence]).supported for one in restated_claims]
    yield TableLine(name, "true, in other words by rule, passed", _share(said), len(said), floor=PASSED)
    for source, claims in _human(folder / "claims.jsonl.gz", most or _TRUE):
        passed = [gate.check(row["claim"], [row["evidence"]]).supported for row in claims]
        yield TableLine(name, f"true, {source}, passed", _share(passed), len(passed))


def _human(path: Path, most: int) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found = [row for row in map(json.loads, lines) if row["set"] in _HUMAN and row["label"] == "supports"]
    for name in _HUMAN:
        of_set = [row for row in found if row["set"] == name]
        yield name, Random(4).sample(of_set, min(most, len(of_set)))


def wice(gate: Gate, folder: Path, most: int | None = None) -> list[Rated]:
    """Claims of Wikipedia against the page they cite: supported against the rest."""
    return [
        _rated(gate, row["claim"], row["evidence"], row["label"] == "supported")
        for row in islice(rows(folder / "claims.jsonl"), most)
    ]


def healthver(gate: Gate, folder: Path, most: int | None = None) -> list[Rated]:
    """Claims about health against a study's words."""
    found = islice(rows(folder / "claims.jsonl"), most or _MOST_ROWS)
    return [_rated(gate, row["claim"], [row["evidence"]], row["label"] == "supports") for row in found]


def faithbench(gate: Gate, folder: Path, most: int | None = None) -> list[Rated]:
    """Summaries: consistent or benign against unwanted or questionable ones. The worst sentence counts."""
    good = ("consistent", "benign")
    return [
        _worst(gate, row["summary"], [row["source"]], row["worst_label"] in good)
        for row in islice(rows(folder / "samples.jsonl"), most)
    ]


def mtrag_human(gate: Gate, folder: Path, most: int | None = None) -> list[Rated]:
    """Answers that people rated: their mean faithfulness at least 3 of 4, against the rest."""
    texts = {row["id"]: row["text"] for row in rows(folder / "corpus.jsonl")}
    return [
        _mean(
            gate,
            row["response"],
            [texts[one] for one in row["evidence_docs"] if one in texts],
            _mean_of(row["human"]["faithfulness"]) >= _FAITHFUL,
        )
        for row in islice(rows(folder / "human_ratings.jsonl"), most)
    ]


def rgb_fact(gate: Gate, folder: Path, most: int | None = None) -> list[Rated]:
    """Snippets, and the same with a false answer put in, each a claim against all the true snippets."""
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
    """How claims that people judged are ranked: the area under the curve, an aim and no floor."""
    del home
    rated = SETS[folder.name](Gate(), folder, most)
    area = auroc((true, score) for true, score, _ in rated)
    yield TableLine(folder.name, "AUROC", area, len(rated), aim=AIMS[folder.name])


def falsified_claims(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """The shares of true and falsified snippets that pass and fail as they should."""
    del home
    rated = rgb_fact(Gate(), folder, most)
    for truth, said in ((False, "falsified, fail"), (True, "true, pass")):
        right = [passed == truth for is_true, _, passed in rated if is_true == truth]
        yield TableLine(folder.name, said, _share(right), len(right), floor=RGB)


def _share(found: Sequence[bool]) -> float:
    return sum(found) / max(1, len(found))


def _rated(gate: Gate, claim: str, evidence: Sequence[str], truth: bool) -> Rated:
    verdict = gate.check(claim, evidence)
    return truth, verdict.score, verdict.supported


def _verdicts(gate: Gate, text: str, evidence: Sequence[str]) -> list[tuple[float, bool]]:
    found = [gate.check(text[start:end], evidence) for start, end in sentences(text)]
    return [(one.score, one.supported) for one in found] or [(0.0, False)]


def _worst(gate: Gate, text: str, evidence: Sequence[str], truth: bool) -> Rated:
    found = _verdicts(gate, text, evidence)
    return truth, min(score for score, _ in found), all(passed for _, passed in found)


def _mean(gate: Gate, text: str, evidence: Sequence[str], truth: bool) -> Rated:
    found = _verdicts(gate, text, evidence)
    return truth, _mean_of([score for score, _ in found]), all(passed for _, passed in found)


def _mean_of(values: Sequence[float]) -> float:
    return sum(values) / len(values)
