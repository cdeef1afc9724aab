"""``ibid bench ingest``: the cost of ingesting compared to embedding alone, and memory as the Library grows.

The floor is the time to embed the very same texts alone: without parsing, indexes and disk. Both are measured in turn,
round by round, so that other load on the machine affects both alike::

    ratio = seconds to embed the texts alone / seconds to ingest their Sources

Memory has a floor too: that of Chroma with as many vectors in a process of its own, since it holds its graph in memory.
Both are measured over the second half, after one-time allocations::

    KiB a passage = (peak at the end - peak at half) / passages between the two
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.progress import track

from evals.bench.bench_parts import BenchFigure, RandomWriter, in_process, own_home, peak_memory, timed
from evals.bench.synthetic_vectors import VectorSampler
from ingest.build import BATCH, ingest
from ingest.input import Input
from ingest.outcome import State
from ingest.parse import parse
from ingest.passages import passages as cut
from retrieval.library import Library, open_library
from retrieval.settings import Settings
from retrieval.storage.vector_store import Embedded, VectorStore
from retrieval.storage.writer import searched_text
from retrieval.token_counts import token_counter

_ROUNDS = 8
AIM = 0.85
"""The ratio to aim at."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round: seconds to embed its texts alone and to ingest its Sources, and the peak memory so far in MiB."""

    sources: int
    passages: int
    floor: float
    ingest: float
    memory: float


def bench_ingest(settings: Settings, passages: int, seed: Path) -> Iterator[BenchFigure]:
    """Measures a Library of about that many generated ``passages``, in a temporary home."""
    writer = RandomWriter(seed.read_text(encoding="utf-8"))
    with own_home(settings) as own, open_library(own) as library:
        each = len(_texts(library, [next(writer.sources())]))
        sources, size = writer.sources(), max(1, passages // _ROUNDS // each)
        shown = track(range(_ROUNDS), "Measuring", console=Console(stderr=True), disable=not sys.stderr.isatty())
        rounds = [_round(library, list(islice(sources, size))) for _ in shown]
        yield from _figures(rounds)
        dimensions = len(library.embedding.embed_query("How many numbers has a vector?"))
    with own_home(settings) as own:
        alone = in_process(__name__, own, sum(round_.passages for round_ in rounds), dimensions)
        yield BenchFigure("memory of a vector in Chroma alone", float(alone), "KiB")


def main() -> None:
    """Measures Chroma alone in a process of its own, given the home, threads, number of vectors, and dimensions."""
    home, _, count, dimensions = sys.argv[1:]
    sys.stdout.write(str(_graph(Path(home), int(count), VectorSampler(int(dimensions)))))


def _graph(folder: Path, count: int, draw: VectorSampler) -> float:
    """Returns the KiB that a vector adds in the second half of ``count``."""
    store = VectorStore(Embedded(folder))
    store.open("bench", {"made by": "ibid bench"})
    peaks: list[float] = []
    for half in range(2):
        for start in range(0, count // 2, BATCH):
            names = [f"{half}-{start + i}" for i in range(min(BATCH, count // 2 - start))]
            store.add(names, names, draw(len(names)))
        peaks.append(peak_memory())
    store.close()
    return (peaks[1] - peaks[0]) * 1024 / (count // 2)


def _round(library: Library, inputs: Sequence[Input]) -> Round:
    texts = _texts(library, inputs)
    batches = [texts[i : i + BATCH] for i in range(0, len(texts), BATCH)]
    floor = timed(lambda: [library.embedding.embed_documents(batch) for batch in batches])
    states: list[State] = []
    took = timed(lambda: states.extend(outcome.state for outcome in ingest(library, inputs)))
    added = sum(state is State.ADDED for state in states)
    return Round(added, len(texts), floor / 1000, took / 1000, peak_memory())


def _texts(library: Library, inputs: Sequence[Input]) -> list[str]:
    """Returns the texts of ``inputs`` that will be embedded."""
    count = token_counter(library.embedding)
    sources = (parse(input_.data, input_.name, input_.name)[0] for input_ in inputs)
    return [searched_text(source.title, passage) for source in sources for passage in cut(source, count)]


def _figures(rounds: Sequence[Round]) -> Iterator[BenchFigure]:
    took, floor = sum(round_.ingest for round_ in rounds), sum(round_.floor for round_ in rounds)
    held = sum(round_.passages for round_ in rounds)
    yield BenchFigure("sources", sum(round_.sources for round_ in rounds), "")
    yield BenchFigure("passages", held, "")
    yield BenchFigure("ingest", sum(round_.sources for round_ in rounds) / took, "sources/s")
    yield BenchFigure("ingest", held / took, "passages/s")
    yield BenchFigure("embedding alone", held / floor, "passages/s")
    yield BenchFigure(f"ratio to embedding alone (aim {AIM})", floor / took, "")
    half = len(rounds) // 2
    yield BenchFigure("peak memory after the first round", rounds[0].memory, "MiB")
    yield BenchFigure("peak memory at half the library", rounds[half - 1].memory, "MiB")
    yield BenchFigure("peak memory at the end", rounds[-1].memory, "MiB")
    later = sum(round_.passages for round_ in rounds[half:])
    added = (rounds[-1].memory - rounds[half - 1].memory) * 1024 / later
    yield BenchFigure("memory that a passage adds in the second half", added, "KiB")
