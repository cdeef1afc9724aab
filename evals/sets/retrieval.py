"""Retrieval on public question sets, against floors.

A set is a folder with ``corpus.jsonl``, a Source a line, and ``questions.jsonl``, each with the ids of the Sources with
its answer (``gold_docs``). The ranking is of distinct Sources, in the order in which search finds them; the measures
(``evals.metrics``) are averaged over the answerable questions.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.metrics.ndcg import ndcg_at
from evals.metrics.recall_at import recall_at
from evals.metrics.reciprocal_rank import reciprocal_rank
from evals.sets.table_lines import TableLine
from ingest.build import ingest
from ingest.collect import inputs
from retrieval.library import Library, open_library
from retrieval.model import Hit
from retrieval.settings import Settings

FLOORS: Mapping[str, float] = {"squad2": 0.95, "nq_oracle": 0.97}
"""Least recall at 5 per set."""

HITS = 30
"""Hits per question, of which several may be of one Source."""
_ANY_SIZE = 2**40
"""Bytes that a file of a set may have: what is measured with is read whatever its size."""


def searched(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Ingests the set in ``folder`` into a Library in ``home`` and measures search on its answerable questions."""
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        questions = [row for row in rows(folder / "questions.jsonl") if row["answerable"]][:most]
        rankings = [sources_found(library.search(row["question"], HITS)) for row in questions]
    gold = [frozenset[str](row["gold_docs"]) for row in questions]
    name, cases = folder.name, len(questions)
    yield TableLine(name, "search R@1", recall(gold, rankings, 1), cases)
    yield TableLine(name, "search R@5", recall(gold, rankings, 5), cases, floor=FLOORS[name])
    pairs = list(zip(gold, rankings, strict=True))
    yield TableLine(name, "search MRR", sum(reciprocal_rank(*pair) for pair in pairs) / cases, cases)
    yield TableLine(name, "search nDCG@10", sum(ndcg_at(*pair, 10) for pair in pairs) / cases, cases)


def filled(settings: Settings, corpus: Path) -> Library:
    """Builds a Library of the Sources in ``corpus``, a ``.jsonl`` file, isolated in its home."""
    library = open_library(settings.apart(settings.home))
    failed = [outcome for outcome in ingest(library, inputs([str(corpus)], _ANY_SIZE)) if outcome.error]
    if failed:
        raise SystemExit(f"{corpus}: {failed[0].error}")
    return library


def sources_found(hits: Sequence[Hit]) -> list[str]:
    """Returns the ids of the Sources of ``hits``, best first."""
    return list(dict.fromkeys(hit.passage.source_id for hit in hits))


def rows(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yields the objects of a .jsonl file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def recall(gold: Sequence[Collection[str]], rankings: Sequence[Sequence[str]], k: int) -> float:
    """Returns recall at ``k``, averaged over the questions."""
    return sum(recall_at(wanted, ids, k) for wanted, ids in zip(gold, rankings, strict=True)) / len(gold)
