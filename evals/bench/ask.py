"""``ibid bench ask``: the time of an answer, beside the bare forward passes that it needs.

The floor is the time inside the two models (the question's embedding, the reader over the Passages it read), without
search, tokenizing, weighing and citing::

    ratio = milliseconds to ask / milliseconds in forward passes
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evals.bench.bench_parts import BenchFigure, RandomWriter, fill, latencies, own_home, timed
from retrieval.embed import MiniLM
from retrieval.library import Library, open_library
from retrieval.settings import Settings

ASKED = 100
"""Number of questions."""
AIM = 1.3
"""The ratio to aim at."""


def bench_ask(settings: Settings, passages: int, seed: Path, asked: int = ASKED) -> Iterator[BenchFigure]:
    """Measures a Library of that many generated ``passages``, in a temporary home."""
    writer = RandomWriter(seed.read_text(encoding="utf-8"))
    with own_home(settings) as own, open_library(own) as library:
        yield BenchFigure("passages", fill(library, passages, writer.sources()), "")
        library.ask("What is there?")
        took, bare = _measured(library, [writer.sentence().rstrip(".") + "?" for _ in range(asked)])
    yield from latencies("ask", took)
    yield from latencies("forward passes", bare)
    yield BenchFigure(f"ratio to the forward passes (aim {AIM})", sum(took) / sum(bare), "")


def _measured(library: Library, questions: list[str]) -> tuple[list[float], list[float]]:
    """Returns the milliseconds to ask each question, and those of them in forward passes."""
    asked: list[float] = []
    bare: list[float] = []
    for question in questions:
        before = _inside(library)
        asked.append(timed(lambda q=question: library.ask(q, history=())))
        bare.append((_inside(library) - before) * 1000)
    return asked, bare


def _inside(library: Library) -> float:
    embedding = library.embedding.model.seconds if isinstance(library.embedding, MiniLM) else 0.0
    return embedding + library.reader.model.seconds
