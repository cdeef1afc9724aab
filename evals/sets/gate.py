"""The gate against false claims, true ones, and public sets of both: ``python -m evals.sets.gate PATH``.

The first table alters true sentences in one place (``evals.sets.alterations``), and says which share the gate caught;
the second says which share of true claims it blocked. The third ranks by the gate's score: AUROC is the chance that a
supported claim scores above an unsupported one, ties counting half (Hanley & McNeil, Radiology 143, 1982).
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from evals.metrics.auroc import auroc
from evals.sets.alterations import Changed, altered, restated
from evals.sets.retrieval import rows
from ingest.inputs import Input, inputs
from ingest.parse import parse
from ingest.sentences import sentences
from retrieval.grounding import Gate

CAUGHT: Mapping[str, float] = {"number": 1, "date": 1, "unit": 1, "name": 0.97, "negation": 0.85, "direction": 0.85}
"""Least share of alterations caught, by kind."""
SHARE: Mapping[str, int] = {"number": 200, "date": 180, "unit": 120, "name": 200, "negation": 150, "direction": 150}
"""How many alterations of each kind: 1,000."""
BLOCKED = 0.05
"""Most of the true claims that may be blocked."""
AUROC: Mapping[str, float] = {"wice": 0.80, "healthver": 0.78, "faithbench": 0.65, "mtrag_human": 0.90}
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


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the tables; ``least`` or ``most`` is the floor or the ceiling, if there is one."""

    name: str
    cases: int
    value: float
    least: float | None = None
    most: float | None = None

    @property
    def met(self) -> bool:
        """Whether the value is where it should be."""
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)


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


def alteration_figures(gate: Gate, found: Sequence[str]) -> Iterator[Figure]:
    """The share caught of each kind of alteration."""
    tried, kept_out = Counter[str](), Counter[str]()
    for one, out in caught(gate, altered(found, dict(SHARE))):
        tried[one.kind] += 1
        kept_out[one.kind] += out
    for kind, least in CAUGHT.items():
        yield Figure(f"{kind} altered, caught", tried[kind], kept_out[kind] / max(1, tried[kind]), least=least)


def true_figures(gate: Gate, found: Sequence[str], data: Path) -> Iterator[Figure]:
    """The share blocked of true claims: verbatim, said in other words by rule, and by people."""
    some = Random(2).sample(found, min(_TRUE, len(found)))
    wide = [(one, found[i : i + 3]) for i, one in enumerate(found) if one in set(some)]
    yield _blocked("verbatim", [gate.check(one, around).supported for one, around in wide], BLOCKED)
    said = list(islice(restated(Random(3).sample(found, len(found))), 2 * _TRUE))
    yield _blocked(
        "in other words, by rule", [gate.check(one.claim, [one.evidence]).supported for one in said], BLOCKED
    )
    for name, claims in _human(data):
        checked = [gate.check(row["claim"], [row["evidence"]]).supported for row in claims]
        yield _blocked(f"in other words, by people: {name}", checked)


def _blocked(name: str, passed: Sequence[bool], most: float | None = None) -> Figure:
    return Figure(f"true, {name}, blocked", len(passed), 1 - sum(passed) / max(1, len(passed)), most=most)


def _human(data: Path) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    path = data / "train" / "claims.jsonl.gz"
    if not path.exists():
        return
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found = [row for row in map(json.loads, lines) if row["set"] in _HUMAN and row["label"] == "supports"]
    for name in _HUMAN:
        of_set = [row for row in found if row["set"] == name]
        yield name, Random(4).sample(of_set, min(_TRUE, len(of_set)))


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


def set_figures(gate: Gate, data: Path) -> Iterator[Figure]:
    """The figures of all sets that are there."""
    for name in (*AUROC, "rgb_fact"):
        if (data / name).exists():
            yield from one_set(gate, data / name)


def one_set(gate: Gate, folder: Path, most: int | None = None) -> Iterator[Figure]:
    """The area under the curve; of rgb_fact the shares that pass and fail as they should."""
    name = folder.name
    if name in AUROC:
        rated = SETS[name](gate, folder, most)
        area = auroc((true, score) for true, score, _ in rated)
        yield Figure(f"{name}, AUROC", len(rated), area, least=AUROC[name])
        return
    rated = rgb_fact(gate, folder, most)
    for truth, said in ((False, "falsified, fail"), (True, "true, pass")):
        right = [passed == truth for is_true, _, passed in rated if is_true == truth]
        yield Figure(f"{name}, {said}", len(right), sum(right) / len(right), least=RGB)


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


def main(data: Path, corpus: Path = Path("corpus")) -> int:
    """Prints the tables; exit code 1 where a floor is missed."""
    gate = Gate()
    found = corpus_sentences(corpus) + public_sentences(data)
    met = True
    for figures in (alteration_figures(gate, found), true_figures(gate, found, data), set_figures(gate, data)):
        for one in figures:
            bound = f"{'≥' if one.least is not None else '≤'} {one.least if one.least is not None else one.most}"
            bound = bound if one.least is not None or one.most is not None else ""
            sys.stdout.write(f"{one.name:<58}{one.cases:>6}{one.value:>8.3f}  {bound}{'' if one.met else '  MISSED'}\n")
            sys.stdout.flush()
            met &= one.met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
