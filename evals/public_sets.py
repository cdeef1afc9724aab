"""Retrieval on public question sets, against floors: ``python -m evals.public_sets PATH``.

A set is a folder with ``corpus.jsonl``, a Source a line, and ``questions.jsonl``, each with the ids of the Sources that
hold its answer (``gold_docs``). Recall at k is the share of those among the first k different Sources found, averaged
over the answerable questions (Manning, Raghavan, Schütze, "Introduction to Information Retrieval", section 8.4).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from evals.metrics.latency import percentile
from ingest.build import ingest
from ingest.inputs import inputs
from retrieval.library import Library, open_library
from retrieval.model import Hit
from retrieval.settings import Settings

FLOORS: Mapping[str, float] = {"squad2": 0.95, "nq_oracle": 0.97}
"""Least recall at 5 per set."""

HITS = 30
"""Hits looked at: several may be of one Source."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of one set; ``milliseconds`` is the median of one search."""

    name: str
    questions: int
    recall_at_1: float
    recall_at_5: float
    milliseconds: float

    @property
    def met(self) -> bool:
        """Whether the floor is reached."""
        return self.recall_at_5 >= FLOORS[self.name]


def measure(folder: Path, home: Path) -> Measured:
    """Ingests the set in ``folder`` into a Library in ``home`` and asks search all of its answerable questions."""
    with ingested(folder, home) as library:
        questions = [one for one in rows(folder / "questions.jsonl") if one["answerable"]]
        found = [_search(library, one["question"]) for one in questions]
    gold = [frozenset[str](one["gold_docs"]) for one in questions]
    return Measured(
        name=folder.name,
        questions=len(questions),
        recall_at_1=recall(gold, [ids for ids, _ in found], 1),
        recall_at_5=recall(gold, [ids for ids, _ in found], 5),
        milliseconds=percentile(sorted(took for _, took in found), 50),
    )


@contextmanager
def ingested(folder: Path, home: Path) -> Generator[Library]:
    """A Library in ``home`` of the set in ``folder``."""
    with open_library(Settings(home=home)) as library:
        failed = [one for one in ingest(library, inputs([str(folder / "corpus.jsonl")], sys.maxsize)) if one.error]
        if failed:
            raise SystemExit(f"{folder.name}: {failed[0].error}")
        yield library


def sources_found(hits: Sequence[Hit]) -> list[str]:
    """The ids of the Sources of ``hits``, best first."""
    return list(dict.fromkeys(hit.passage.source_id for hit in hits))


def rows(path: Path) -> Iterator[Mapping[str, Any]]:
    """The objects of a .jsonl file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _search(library: Library, question: str) -> tuple[list[str], float]:
    """The ids of the Sources found, best first, and the milliseconds it took."""
    started = perf_counter()
    hits = library.search(question, HITS)
    took = (perf_counter() - started) * 1000
    return sources_found(hits), took


def recall(gold: Sequence[frozenset[str]], found: Sequence[Sequence[str]], k: int) -> float:
    """Recall at ``k``, averaged over the questions."""
    return sum(len(wanted.intersection(ids[:k])) / len(wanted) for wanted, ids in zip(gold, found, strict=True)) / len(
        gold
    )


def main(path: Path) -> int:
    """Prints a line for each set there is in ``path``; exit code 1 where a floor is missed."""
    write = sys.stdout.write
    write(f"{'set':<12}{'questions':>10}{'R@1':>8}{'R@5':>8}{'floor':>8}{'search p50':>14}\n")
    met = True
    for name, floor in FLOORS.items():
        with TemporaryDirectory() as home:
            one = measure(path / name, Path(home))
        met &= one.met
        figures = f"{one.questions:>10}{one.recall_at_1:>8.3f}{one.recall_at_5:>8.3f}{floor:>8.3f}"
        write(f"{name:<12}{figures}{one.milliseconds:>11.1f} ms{'' if one.met else '  BELOW'}\n")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
