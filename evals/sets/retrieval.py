"""Retrieval on public question sets, against floors.

A set is a folder with ``corpus.jsonl``, a Source a line, and ``questions.jsonl``, each with the ids of the Sources that
hold its answer (``gold_docs``). What is ranked are different Sources, in the order in which search finds them; the
measures (``evals.metrics``) are averaged over the answerable questions.
"""

from __future__ import annotations

import json
import sys
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
"""Hits looked at: several may be of one Source."""


def searched(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Ingests the set in ``folder`` into a Library in ``home`` and asks search its answerable questions."""
    with filled(Settings(home=home), folder / "corpus.jsonl") as library:
        questions = [one for one in rows(folder / "questions.jsonl") if one["answerable"]][:most]
        found = [sources_found(library.search(one["question"], HITS)) for one in questions]
    gold = [frozenset[str](one["gold_docs"]) for one in questions]
    name, cases = folder.name, len(questions)
    yield TableLine(name, "search R@1", recall(gold, found, 1), cases)
    yield TableLine(name, "search R@5", recall(gold, found, 5), cases, floor=FLOORS[name])
    pairs = list(zip(gold, found, strict=True))
    yield TableLine(name, "search MRR", sum(reciprocal_rank(*pair) for pair in pairs) / cases, cases)
    yield TableLine(name, "search nDCG@10", sum(ndcg_at(*pair, 10) for pair in pairs) / cases, cases)


def filled(settings: Settings, corpus: Path) -> Library:
    """A Library of the Sources in ``corpus``, a ``.jsonl`` file, that is in its home alone."""
    library = open_library(settings.apart(settings.home))
    failed = [one for one in ingest(library, inputs([str(corpus)], sys.maxsize)) if one.error]
    if failed:
        raise SystemExit(f"{corpus}: {failed[0].error}")
    return library


def sources_found(hits: Sequence[Hit]) -> list[str]:
    """The ids of the Sources of ``hits``, best first."""
    return list(dict.fromkeys(hit.passage.source_id for hit in hits))


def rows(path: Path) -> Iterator[Mapping[str, Any]]:
    """The objects of a .jsonl file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def recall(gold: Sequence[Collection[str]], found: Sequence[Sequence[str]], k: int) -> float:
    """Recall at ``k``, averaged over the questions."""
    return sum(recall_at(wanted, ids, k) for wanted, ids in zip(gold, found, strict=True)) / len(gold)
