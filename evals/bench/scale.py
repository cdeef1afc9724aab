"""``ibid bench scale``: the cost of asking and storing a thousand, ten thousand, a hundred thousand Passages.

The Passages are generated, and their vectors are random instead of embedded: each is a unit vector near one of some
topics, as embeddings of real Passages lie in clusters. A large Library is thereby built in minutes, and the question's
own embedding is still real. Each size is measured in a process of its own, so that memory is counted from the start.

Recall is that of the approximate index against the exact nearest neighbours (Malkov, Yashunin, "Efficient and Robust
Approximate Nearest Neighbor Search Using HNSW", TPAMI 2020)::

    recall@10 = |found by the index ∩ exactly nearest| / 10
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import cast

import numpy as np

from evals.bench.bench_parts import (
    BenchFigure,
    RandomWriter,
    in_process,
    latencies,
    own_home,
    peak_memory,
    settings_there,
    timed,
)
from evals.bench.synthetic_vectors import VectorSampler, fill_with_random_vectors
from ingest.build import ingest
from ingest.input import Input
from retrieval.library import open_library
from retrieval.settings import Settings
from retrieval.storage.catalogue import Catalogue
from retrieval.storage.current_index import CurrentIndex, chroma_at
from retrieval.storage.identity import made_by

SIZES = (1_000, 10_000, 100_000)
_ASKED = 50
_NEAREST = 10


@dataclass(frozen=True, slots=True)
class Size:
    """The measurements at one size: milliseconds, seconds, MiB, shares."""

    passages: int
    search_p50: float
    search_p95: float
    ask_p50: float
    ask_p95: float
    add_seconds: float
    open_seconds: float
    memory: float
    disk: float
    recall: float


def bench_scale(settings: Settings, passages: int, seed: Path) -> Iterator[BenchFigure]:
    """Measures each of ``SIZES`` up to ``passages``, each in a temporary home."""
    for size in sizes(settings, passages, seed):
        yield BenchFigure("passages", size.passages, "")
        for name, unit in _UNITS.items():
            yield BenchFigure(name.replace("_", " "), getattr(size, name), unit)


_UNITS = {
    "search_p50": "ms",
    "search_p95": "ms",
    "ask_p50": "ms",
    "ask_p95": "ms",
    "add_seconds": "s",
    "open_seconds": "s",
    "memory": "MiB",
    "disk": "MiB",
    "recall": "",
}


def sizes(settings: Settings, passages: int, seed: Path) -> Iterator[Size]:
    """Yields the measurements of each of ``SIZES`` up to ``passages``, and ``passages`` itself; raises
    ``BenchFailed``.
    """
    for count in [*(size for size in SIZES if size < passages), passages]:
        with own_home(settings) as own:
            in_process(__name__, own, "fill", count, seed)
            yield Size(**json.loads(in_process(__name__, own, "ask", count, seed)))


def main() -> None:
    """Runs one step in a process of its own, given home, threads, ``fill`` or ``ask``, number of Passages, and seed."""
    home, threads, step, count, seed = sys.argv[1:]
    settings = settings_there(home, threads)
    writer = RandomWriter(Path(seed).read_text(encoding="utf-8"))
    if step == "fill":
        with open_library(settings) as library:
            fill_with_random_vectors(library, int(count), writer)
    else:
        sys.stdout.write(json.dumps(asdict(_measured(settings, writer))))


def _measured(settings: Settings, writer: RandomWriter) -> Size:
    started = perf_counter()
    library = open_library(settings)
    library.search("What is there?", 1)
    opened = perf_counter() - started
    with library:
        questions = [writer.sentence().rstrip(".") + "?" for _ in range(2 * _ASKED)]
        library.ask(questions[0], history=())
        search = _milliseconds(questions[:_ASKED], library.search)
        ask = _milliseconds(questions[_ASKED:], lambda question: library.ask(question, history=()))
        passages = library.counts()["passages"]
        text = "\n\n".join(["An Article", *(writer.paragraph() for _ in range(12))])
        article = Input("bench:article", "article.txt", text.encode())
        add = timed(lambda: list(ingest(library, [article]))) / 1000
        memory = peak_memory()
    disk = sum(file.stat().st_size for file in settings.folder.rglob("*") if file.is_file()) / 2**20
    return Size(passages, *search, *ask, add, opened, memory, disk, _recall(settings))


def _milliseconds(questions: Sequence[str], ask: Callable[[str], object]) -> tuple[float, float]:
    """Returns the median and the 95th percentile."""
    median, high = latencies("", [timed(lambda q=question: ask(q)) for question in questions])
    return median.value, high.value


def _recall(settings: Settings) -> float:
    """Returns recall@10 of the index for vectors drawn like those of the Passages."""
    with closing(Catalogue(settings.folder / "catalogue.sqlite3")) as catalogue:
        index = CurrentIndex(catalogue, chroma_at(settings), made_by(settings.embedding))
        with closing(index), index.reading() as store:
            vectors = store.get([passage.id for passage in catalogue.all_passages()])
            ids, rows = list(vectors), np.stack(list(vectors.values()))
            asked = VectorSampler(rows.shape[1])(_ASKED)
            exact = np.argsort(-(asked @ rows.T), axis=1)[:, :_NEAREST]
            shares = [
                len(
                    {ids[place] for place in nearest} & {passage_id for passage_id, _ in store.search(vector, _NEAREST)}
                )
                / _NEAREST
                for vector, nearest in zip(asked, cast("list[list[int]]", exact.tolist()), strict=True)
            ]
    return float(np.mean(shares))
