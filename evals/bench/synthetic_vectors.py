"""Generated Passages with random vectors; embedding large Libraries would take hours."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from evals.bench.bench_parts import RandomWriter
from ingest.input import Input
from ingest.parse import parse
from ingest.passages import passages as cut
from retrieval.library import Library
from retrieval.storage.entries import Origin
from retrieval.storage.vector_store import Vectors
from retrieval.storage.writer import Addition
from retrieval.token_counts import token_counter

_TOPICS = 200
_SPREAD = 0.6
"""Distance of a vector from its topic: it gives cosines of .4 to .7 within one, as MiniLM does within a subject."""
_AT_ONCE = 2_000


def fill_with_random_vectors(library: Library, count: int, writer: RandomWriter) -> None:
    """Adds that many Passages to a Library; returns when they are written."""
    sources, draw = (
        writer.sources(),
        VectorSampler(len(library.embedding.embed_query("How many numbers has a vector?"))),
    )
    steps = range(0, count, _AT_ONCE)
    for done in track(steps, "Filling", console=Console(stderr=True), disable=not sys.stderr.isatty()):
        additions = list(_additions(library, sources, min(_AT_ONCE, count - done)))
        ids = [passage.id for addition in additions for passage in addition.passages]
        with library.writing() as writing:
            writing.put(additions, vectors=dict(zip(ids, draw(len(ids)), strict=True)))


def _additions(library: Library, sources: Iterator[Input], wanted: int) -> Iterator[Addition]:
    """Yields Sources with that many Passages in all; the last one is cut to fit."""
    tokens = token_counter(library.embedding)
    while wanted > 0:
        document = next(sources)
        source, _ = parse(document.data, document.name, PurePath(document.name).stem)
        passages = tuple(islice(cut(source, tokens), wanted))
        yield Addition(source, passages, (Origin(source.id, document.origin, document.digest),))
        wanted -= len(passages)


class VectorSampler:
    """Draws unit vectors near topics, the same ones in each run."""

    def __init__(self, dimensions: int) -> None:
        """``dimensions``: of a vector."""
        self._chance = np.random.default_rng(46)
        self._topics = _unit(self._chance.normal(size=(_TOPICS, dimensions)))

    def __call__(self, count: int) -> Vectors:
        """Draws vectors of shape ``(count, dimensions)``."""
        near = self._topics[self._chance.integers(_TOPICS, size=count)]
        noise = _unit(self._chance.normal(size=near.shape))
        return _unit(near + _SPREAD * noise).astype(np.float32)


def _unit(rows: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)
