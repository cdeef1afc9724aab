"""``ibid bench``: the speed of ingesting, searching and asking on this machine. No test asserts these figures.

``ibid bench ingest`` examines one part more closely; each such target has a file of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import perf_counter

from evals.bench.ask import bench_ask
from evals.bench.bench_names import BenchTarget
from evals.bench.bench_parts import BenchFigure, RandomWriter, fill, latencies, own_home, peak_memory, timed
from evals.bench.chat_model_delay import bench_model
from evals.bench.ingest import bench_ingest
from evals.bench.load import bench_serve
from evals.bench.peers import bench_peers
from evals.bench.scale import bench_scale
from evals.eval_errors import BenchFailed
from retrieval.library import open_library
from retrieval.settings import Settings

_OF: Mapping[BenchTarget, Callable[[Settings, int, Path], Iterator[BenchFigure]]] = {
    BenchTarget.ASK: bench_ask,
    BenchTarget.INGEST: bench_ingest,
    BenchTarget.SCALE: bench_scale,
    BenchTarget.SERVE: bench_serve,
    BenchTarget.MODEL: bench_model,
    BenchTarget.PEERS: bench_peers,
}
_ASKED = 50
_BARE = 256


def bench(target: BenchTarget | None, settings: Settings, passages: int, seed: Path) -> Iterator[BenchFigure]:
    """Yields the figures of one ``target``, or an overview; raises ``BenchFailed`` without a seed."""
    if not (seed.is_file() or (target is BenchTarget.PEERS and seed.is_dir())):
        raise BenchFailed(f"There is no text at {seed} to generate sources from. Name one: `ibid bench --seed FILE`.")
    measure = _OF[target] if target else bench_all
    yield from measure(settings, passages, seed)


def bench_all(settings: Settings, passages: int, seed: Path) -> Iterator[BenchFigure]:
    """Measures a Library of that many generated ``passages``, in a temporary home."""
    writer = RandomWriter(seed.read_text(encoding="utf-8"))
    with own_home(settings) as own:
        yield from _measure(own, passages, writer)


def _measure(settings: Settings, passages: int, writer: RandomWriter) -> Iterator[BenchFigure]:
    with open_library(settings) as library:
        started = perf_counter()
        held = fill(library, passages, writer.sources())
        took = perf_counter() - started
        texts = [writer.paragraph() for _ in range(_BARE)]
        bare = timed(lambda: library.embedding.embed_documents(texts)) / 1000 / _BARE
        yield BenchFigure("passages", held, "")
        yield BenchFigure("ingest", held / took, "passages/s")
        yield BenchFigure("ingest, share spent in embedding", bare * held / took, "")
    started = perf_counter()
    with open_library(settings) as library:
        library.search("What is there?", 1)
        yield BenchFigure("cold open and first search", (perf_counter() - started) * 1000, "ms")
        questions = [writer.sentence().rstrip(".") + "?" for _ in range(_ASKED)]
        yield from latencies("search", [timed(lambda q=q: library.search(q)) for q in questions])
        yield from latencies("ask", [timed(lambda q=q: library.ask(q)) for q in questions])
        yield from latencies("ask again", [timed(lambda q=q: library.ask(q)) for q in questions])
    yield BenchFigure("peak memory", peak_memory(), "MiB")
